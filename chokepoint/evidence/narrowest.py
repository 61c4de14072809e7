"""At which stage is each element held most tightly, by the element's own figure or by that of its group?

Works on the distributions of evidence.stages and table materials. A figure of a group says so: it holds for the
group as a whole and need not hold for the element.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from chokepoint.evidence.elements import Element
from chokepoint.evidence.stages import OF_OUTPUT, Split, fullest, is_whole

STAGES = ("mining", "separation", "metal", "magnet")


@dataclass(frozen=True)
class Held:
    """The supplier's share of one stage in %: of the element itself or of the group `of` that holds it."""

    stage: str
    share_pct: float
    of: str
    own: bool
    split: Split


@dataclass(frozen=True)
class Narrowest:
    """One element with what is on file of each stage, along the chain; `first` is the narrowest, None without any."""

    element: Element
    stages: tuple[Held, ...]

    @property
    def first(self) -> Held | None:
        """The stage with the highest share; of equals the element's own figure, then the earlier stage."""
        return max(self.stages, key=lambda held: (held.share_pct, held.own), default=None)

    @property
    def equals(self) -> tuple[Held, ...]:
        """Further stages with the same share."""
        first = self.first
        return tuple(
            held for held in self.stages if first and held is not first and held.share_pct == first.share_pct
        )


def narrowest_stages(
    found: Sequence[Split], elements: Sequence[Element], materials: pd.DataFrame, sources: Sequence[str], supplier: str
) -> list[Narrowest]:  # fmt: skip
    """The supplier's share of each stage by element, exact shares of output or supply only, of any age.

    A group stands in only by the method's own sources and those that list tonnes of all; the smallest group with
    a figure is taken. An element that is not traded has none.
    """
    exact = [split for split in found if split.measure in OF_OUTPUT and _share(split, supplier) is not None]
    usual = [split for split in exact if split.source_key in sources or is_whole(split)]
    groups = group_elements(materials)
    return [
        Narrowest(one, tuple(held for stage in STAGES if one.traded and (held := _held(exact, usual, groups, one.symbol, stage, supplier))))
        for one in elements
    ]  # fmt: skip


def _held(
    exact: Sequence[Split], usual: Sequence[Split], groups: Mapping[str, frozenset[str]], symbol: str, stage: str, supplier: str
) -> Held | None:  # fmt: skip
    own = fullest(split for split in exact if (split.stage, split.material) == (stage, symbol))
    if own is not None:
        return Held(stage, _share(own, supplier) or 0.0, symbol, True, own)
    holding = [code for code, members in groups.items() if symbol in members]
    for code in sorted(holding, key=lambda code: len(groups[code])):
        split = fullest(split for split in usual if (split.stage, split.material) == (stage, code))
        if split is not None:
            return Held(stage, _share(split, supplier) or 0.0, code, False, split)
    return None


def _share(split: Split, supplier: str) -> float | None:
    part = split.part(supplier)
    return part.share_pct if part is not None and part.bound == "=" else None


def group_elements(materials: pd.DataFrame) -> dict[str, frozenset[str]]:
    """Group or product → the elements in it; the members of its members are its own."""
    direct = {
        row.material: tuple(row.members.split(";"))
        for row in materials.itertuples(index=False)
        if isinstance(row.members, str) and row.members
    }

    def elements_in(code: str, above: frozenset[str]) -> frozenset[str]:
        if code not in direct or code in above:
            return frozenset({code})
        return frozenset().union(*(elements_in(member, above | {code}) for member in direct[code]))

    return {code: elements_in(code, frozenset()) for code in direct}
