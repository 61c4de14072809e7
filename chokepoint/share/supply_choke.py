"""The finding of the Supply page: the narrowest stage on the day, for all rare earths or for the materials asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from chokepoint.evidence.elements import Element
from chokepoint.evidence.stages import Split
from chokepoint.method import Stage
from chokepoint.risk.score import Assessment, date_of
from chokepoint.share.sentences import last_supportable
from chokepoint.share.supply import pct

NONE = "No stage has a share young enough to name the narrowest"
# Elements that a headline names one by one.
NAMED = 3


@dataclass(frozen=True)
class Choke:
    """The narrowest stage with the supplier's share in % and its period; `of` what, if not all rare earths."""

    stage: str
    share_pct: float
    period: str
    of: str = ""


def narrowest(assessment: Assessment, on: date) -> Choke | None:
    """The narrowest stage on a day, as Dependence reads it; None without."""
    position = assessment.index(on)
    return None if position is None else _read(assessment, position)


def last_narrowest(assessment: Assessment) -> tuple[date, Choke] | None:
    """The narrowest stage on the last day that the evidence supports; None without one."""
    position = last_supportable(assessment)
    found = None if position is None else _read(assessment, position)
    return None if position is None or found is None else (date_of(assessment.days[position]), found)


def _read(assessment: Assessment, position: int) -> Choke | None:
    found = assessment.dependence
    stage = found.stage[position]
    row = int(found.row[f"stage:{stage}"][position]) if stage is not None else -1
    if stage is None or row < 0:
        return None
    figure = found.figures.iloc[row]
    return Choke(stage, float(figure["value"]), str(figure["period"]))


def narrowest_in(
    found: Sequence[tuple[Stage, Split | None]], supplier: str, elements: Sequence[Element] = (),
    groups: Mapping[str, frozenset[str]] = MappingProxyType({}),
) -> Choke | None:  # fmt: skip
    """The stage with the supplier's highest exact share; None without one.

    `elements`: those asked for; `groups`: group → its elements. Those that the group of the figure holds are named.
    """
    have = [
        (part.share_pct, stage, split)
        for stage, split in found
        if split and (part := split.part(supplier)) and part.bound == "="
    ]
    if not have:
        return None
    share, stage, split = max(have, key=lambda one: one[0])
    inside = [one.name for one in elements if one.symbol in groups.get(split.material, {split.material})]
    of = (
        ", ".join(inside)
        if len(inside) <= NAMED
        else f"{len(inside)} of the {len(elements)} elements asked for"
    )
    return Choke(stage.label, share, split.period, of)


def choke_finding(found: Choke | None, supplier: str, ends: tuple[date, Choke] | None = None) -> str:
    """The page in one line: the narrowest stage and the supplier's share there.

    `ends`: the last day with such a stage, told where the day asked for has none.
    """
    if found is None:
        return (
            f"{NONE}; on {ends[0]}, the last day that the evidence supports, it was {_held(ends[1], supplier)}"
            if ends
            else NONE
        )
    whom = f" for {found.of}" if found.of else ""
    return f"The choke{whom} is {_held(found, supplier)}"


def none_finding(asked: Sequence[str], names: Mapping[str, str]) -> str:
    """That no stage of the materials asked for has a share that counts."""
    return f"No stage of {', '.join(names.get(code, code) for code in asked)} has a share young enough to name the narrowest"


def _held(found: Choke, supplier: str) -> str:
    return f"{found.stage}: {supplier} held {pct(found.share_pct)} of it in {found.period.replace('..', '–')}"
