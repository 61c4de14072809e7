"""Who holds each stage of the chain, by which source, for which year?

Works on table production. One distribution is one source, stage, material, measure and period; what a
source does not split is left open and never guessed, and two sources are never stacked on each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import pandas as pd

from chokepoint.evidence.grouped import grouped
from chokepoint.evidence.periods import last_day
from chokepoint.evidence.reliance import SHARES
from chokepoint.method import WORLD, Stage

REST = ("ROW", "OTH")
KEYS = ["stage", "material", "measure", "period", "basis", "source_key", "known_from"]
# Shares of money or of capacity are other measures than shares of what is made.
OF_OUTPUT = ("production", "share_of_output", "share_of_supply")


@dataclass(frozen=True)
class Holding:
    """One country's part of a stage in %, and its tonnes where the source gives tonnes."""

    country: str
    share_pct: float
    bound: str
    quantity_t: float | None


@dataclass(frozen=True)
class Split:
    """One source's distribution of a stage: parts largest first, the rest of the world last."""

    stage: str
    material: str
    measure: str
    period: str
    basis: str
    source_key: str
    known: date
    verified: bool
    parts: tuple[Holding, ...]
    world_t: float | None

    @property
    def id(self) -> str:
        """Id of the distribution: source, stage, material, measure and period."""
        return "|".join((self.source_key, self.stage, self.material, self.measure, self.period))

    @property
    def end(self) -> date:
        """Last day of the period."""
        return last_day(self.period)

    @property
    def named(self) -> int:
        """Countries that the source names with more than nothing."""
        return sum(part.country not in REST for part in self.parts)

    @property
    def listed_t(self) -> float:
        """Sum of the tonnes listed; 0 where the source gives shares."""
        return sum(part.quantity_t or 0 for part in self.parts)

    @property
    def unsplit_pct(self) -> float:
        """What the source does not split among countries, in %; never below 0 (rounding)."""
        return max(0.0, 100 - sum(part.share_pct for part in self.parts))

    def part(self, country: str) -> Holding | None:
        """A country's part; None where the source does not name it."""
        return next((part for part in self.parts if part.country == country), None)


def splits(production: pd.DataFrame, on: date) -> list[Split]:
    """Every observed distribution known on a day; shares in % of what the source lists.

    Where a source gives tonnes, a part is its tonnes divided by the sum of those listed (rounded world
    totals of the same source stay in `world_t`).
    """
    rows = production[
        (production["known_from"] <= pd.Timestamp(on))
        & (production["scenario"] == "observed")
        & production["measure"].isin(["production", *SHARES])
    ]
    return [split for group in grouped(rows, KEYS, dropna=False) if (split := _split(group)) is not None]


def _split(group: Sequence[Any]) -> Split | None:
    first = group[0]
    inside = [row for row in group if row.country != WORLD and row.value > 0]
    listed = float(sum(row.value for row in inside))
    tonnes = first.unit != "%"
    parts = [
        Holding(
            row.country,
            100 * row.value / listed if tonnes else float(row.value),
            row.bound,
            float(row.value) if tonnes else None,
        )
        for row in inside
    ]
    if not parts:
        return None
    world = [row.value for row in group if row.country == WORLD]
    return Split(
        first.stage, first.material, first.measure, first.period, first.basis, first.source_key,
        first.known_from.date(), all(row.verified for row in group),
        tuple(sorted(parts, key=lambda part: (part.country in REST, -part.share_pct, part.country))),
        float(world[0]) if tonnes and world else None,
    )  # fmt: skip


def fullest(found: Iterable[Split]) -> Split | None:
    """The distribution of the newest period that names most countries, then the last known."""
    return max(found, key=lambda s: (s.end, s.named, s.known, s.source_key), default=None)


def chain(
    found: Sequence[Split],
    stages: Sequence[Stage],
    sources: Sequence[str],
    asked: Mapping[str, str] = MappingProxyType({}),
) -> list[tuple[Stage, Split | None]]:
    """One distribution for each stage: of the source asked for, else of the method's own and those that list tonnes of all.

    `asked`: label of a stage → source_key; a source that says nothing of the stage is not taken.
    """
    picked = []
    for stage in stages:
        own = offered(found, stage).get(asked.get(stage.label, ""))
        usual = fullest(s for s in found if _of(s, stage) and (s.source_key in sources or is_whole(s)))
        picked.append((stage, own or usual))
    return picked


def offered(found: Sequence[Split], stage: Stage) -> dict[str, Split]:
    """Every source that says something of a stage, with its newest distribution; newest first."""
    newest = _newest_of_each_source([split for split in found if _of(split, stage)])
    newest.sort(key=lambda split: (split.end, split.known, split.source_key), reverse=True)
    return {split.source_key: split for split in newest}


@dataclass(frozen=True)
class Spread:
    """Lowest and highest share of the supplier that the other sources state, in %, and how many they are."""

    low: float
    high: float
    sources: int


def spread(found: Sequence[Split], stage: Stage, shown: Split, supplier: str, oldest: date) -> Spread | None:
    """What the sources not shown say of the supplier's share of the stage; None where no other states it exactly.

    Shares of money or capacity stay out, as do figures older than `oldest`, unless the one shown is older too.
    """
    told = [
        part.share_pct
        for split in offered(found, stage).values()
        if split.source_key != shown.source_key
        and split.measure in OF_OUTPUT
        and (split.measure != "production" or is_whole(split))
        and (split.end >= oldest or shown.end < oldest)
        and (part := split.part(supplier)) is not None
        and part.bound == "="
    ]
    return Spread(min(told), max(told), len(told)) if told else None


def of_element(found: Sequence[Split], element: str) -> list[Split]:
    """The newest distribution of each stage that speaks of this element alone, in the order of the chain."""
    order = ("mining", "separation", "metal", "alloy", "magnet", "recycling")
    picked = (fullest(s for s in found if s.material == element and s.stage == stage) for stage in order)
    return [split for split in picked if split is not None]


def is_whole(split: Split) -> bool:
    """True if the tonnes listed make up the world total of the same source, but for rounding (2 %)."""
    return bool(split.world_t) and split.named > 1 and abs(split.listed_t / split.world_t - 1) <= 0.02  # type: ignore[operator]


@dataclass(frozen=True)
class Stated:
    """What one source says of the supplier's share of a stage; `counts` if it enters the range."""

    label: str
    share_pct: float
    bound: str
    counts: bool
    split: Split


def stated(
    found: Sequence[Split], stages: Sequence[Stage], supplier: str, on: date, max_age_days: int
) -> dict[str, list[Stated]]:
    """The supplier's share of each stage by source, the newest figure of each, lowest first.

    Exact shares of output or supply not older than `max_age_days` make the range; bounds ("over 80"),
    shares of money or capacity and older figures stand beside it.
    """
    oldest = on - timedelta(days=max_age_days)
    return {
        stage.label: sorted(
            (
                Stated(
                    stage.label,
                    part.share_pct,
                    part.bound,
                    part.bound == "=" and split.measure in OF_OUTPUT and split.end >= oldest,
                    split,
                )
                for split in _newest_of_each_source([s for s in found if _of(s, stage)])
                if (part := split.part(supplier)) is not None
                and (split.measure != "production" or (is_whole(split) and split.end >= oldest))
            ),
            key=lambda one: (one.share_pct, one.split.source_key),
        )
        for stage in stages
    }


def range_of(values: Sequence[Stated]) -> tuple[float, float] | None:
    """Lowest and highest share that count; None without one."""
    counted = [one.share_pct for one in values if one.counts]
    return (min(counted), max(counted)) if counted else None


def _newest_of_each_source(found: Sequence[Split]) -> list[Split]:
    newest: dict[str, Split] = {}
    for split in sorted(found, key=lambda s: (s.end, s.measure != "production", s.known)):
        newest[split.source_key] = split
    return list(newest.values())


def _of(split: Split, stage: Stage) -> bool:
    return split.stage == stage.stage and split.material in stage.materials
