"""What is on file about an item that a scenario may block: shares, approvals, stocks, normal flow, deadlines, uses.

Every figure is the newest known on the day; what is not on file is None and never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import pandas as pd

from chokepoint.evidence.deadlines import SETTLED
from chokepoint.evidence.flows import monthly_base, shipments
from chokepoint.evidence.licences import licence_observations
from chokepoint.evidence.reliance import newest, reliance_figures, stage_figures
from chokepoint.evidence.uses import Shares, uses_of
from chokepoint.method import BasketGroup
from chokepoint.risk.score import Assessment, Tables

MONTHS_OF = {"months": 1.0, "weeks": 12 / 52, "days": 12 / 365}
HELD = ("stock", "time_to_run_out")
ABROAD = "goods_made_abroad"


@dataclass(frozen=True)
class Range:
    """Lowest, newest or central, and highest value."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True)
class Approved(Range):
    """Shares of applications approved (0-1); `of`, `period`: whose the newest is and when it was told."""

    of: str
    period: str


@dataclass(frozen=True)
class Share:
    """The supplier's share of what is used, in %: of which supply, for which period, by which source."""

    value_pct: float
    of: str
    period: str
    source_key: str


@dataclass(frozen=True)
class Cover:
    """Months of use in stock and who says so; an assumption names no source."""

    low: float
    high: float
    holder: str
    source_key: str


class Ground:
    """The figures of one pair on one day, read when first asked for; `stage_of`: group of goods → label of its stage."""

    def __init__(self, tables: Tables, base: Assessment, stage_of: Mapping[BasketGroup, str]) -> None:
        self.tables, self.base, self.stage_of = tables, base, stage_of
        self.on: date = base.days[0].astype(object)
        self.approved = approved_on(tables, base)
        figures = [
            stage_figures(tables["production"], base.method.dependence, base.supplier),
            reliance_figures(tables["dependency"], base.method.dependence, base.supplier, base.country),
        ]
        self.figures = newest(pd.concat(figures, ignore_index=True), base.days[0])
        self.shipped = shipments(tables["trade_flows"], base.method.stress, base.supplier, base.country)

    def share(self, group: str, item: str) -> Share | None:
        """The supplier's share of the country's imports of the item; else that of the stage that stands for its group."""
        stage = self.stage_of.get(group)  # type: ignore[call-overload]
        for key, words in (
            (f"chn:{item}", f"{self.base.country} imports of {item}"),
            (f"stage:{stage}", f"world, {stage}"),
        ):
            if group != ABROAD and key in self.figures.index:
                row = self.figures.loc[key]
                return Share(float(row["value"]), words, row["period"], row["source_key"])
        return None

    def cover(self, item: str) -> Cover | None:
        """Months of use in stock, by the newest statement of the country or of the world."""
        rows = self._held
        rows = rows[rows["material"] == item]
        if rows.empty:
            return None
        row = rows.sort_values(["period", "known_from"], kind="stable").iloc[-1]
        low, high = (row["value_low"], row["value_high"]) if pd.isna(row["value"]) else (row["value"],) * 2
        factor = MONTHS_OF[row["unit"]]
        return Cover(float(low) * factor, float(high) * factor, str(row["holder"]), row["source_key"])

    def stocked(self) -> list[str]:
        """Materials of which the months of use in stock are on file."""
        return list(self._held["material"].unique())

    def normal(self, group: str, item: str) -> tuple[float | None, str]:
        """Tonnes of a normal month before the first control, and what they rest on."""
        before = [
            one for one in self.shipped
            if one.item == item and one.known <= self.on and one.quantity_t is not None
            and one.end < self.base.method.stress.first_control and group != ABROAD
        ]  # fmt: skip
        mean, basis = monthly_base(before, self.base.method.stress)
        spans = [one for one in before if one.frequency == "SPAN"]
        if mean is None and spans and spans[-1].quantity_t is not None:
            return (
                spans[-1].quantity_t / spans[-1].months,
                f"{spans[-1].period} divided by {spans[-1].months}",
            )
        return mean, basis

    @cached_property
    def falls_due(self) -> dict[str, date]:
        """Measure → the last open deadline known on the day on which its state hangs.

        From the last day of dense evidence on every deadline on file is known: the day then stands for today.
        """
        deadlines, measures = self.tables["deadlines"], self.tables["measures"].set_index("measure_id")
        if self.on < self.base.method.scope.coverage_end:
            deadlines = deadlines[deadlines["known_from"] <= pd.Timestamp(self.on)]
        found: dict[str, date] = {}
        for row in deadlines[~deadlines["state"].isin(SETTLED)].itertuples(index=False):
            suspends = measures["suspends"].get(row.measure_id)
            for measure in suspends.split(";") if isinstance(suspends, str) else ():
                found[measure] = max(row.due_on.date(), found.get(measure, date.min))
        return found

    def uses(self, item: str, most: int) -> Shares | None:
        """The sectors that use most of the item, by the newest split on file, which may be another country's."""
        found = uses_of(self.tables["sectors"], item, self.on)
        return None if found is None else replace(found, parts=found.parts[:most])

    @cached_property
    def _held(self) -> pd.DataFrame:
        """Statements on stocks of the country or of the world, known on the day, as a time of use."""
        rows = self.tables["dependency"]
        rows = rows[(rows["known_from"] <= pd.Timestamp(self.on)) & rows["measure"].isin(HELD)]
        return rows[rows["country"].isin((self.base.country, "WLD")) & rows["unit"].isin(MONTHS_OF)]


def approved_on(tables: Tables, base: Assessment) -> Approved | None:
    """Approval share (0-1): lowest, newest and highest known on the day; None without a count."""
    on: date = base.days[0].astype(object)
    rows = licence_observations(tables["licence_counts"], base.method.stress, base.supplier, base.country)
    known = [row for row in rows if row.known_from <= on]
    if not known:
        return None
    last = max(known, key=lambda row: (row.measure == "licence", row.period_end, row.known_from))
    shares = [row.figure / 100 for row in known]
    return Approved(min(shares), last.figure / 100, max(shares), last.basis, last.period)
