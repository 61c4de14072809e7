"""What could come from outside the supplier's country, in which year, and what would be needed?

Works on tables projects, dependency and sectors. A project adds its tonnes times the chance of its state, from
its first year on: lowest and highest, never one figure. Units and stages are never added to each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from chokepoint.config import ProjectState
from chokepoint.evidence.periods import by_age

STAGES = ("mining", "separation", "metal", "alloy", "magnet", "recycling")
UNSTATED = "t"
NO_TONNES, NO_YEAR = "no tonnes on file", "no first year on file"
BY_STATE = "it runs; first year not on file, counted from when that was known"
WANTED = ("demand", "consumption")
# Which stage makes the goods of a need, by their form; which unit counts them, by their material.
STAGE_OF_FORM = {
    "concentrate": "mining", "compounds": "separation", "oxide": "separation", "compounds_and_metals": "separation",
    "metal": "metal", "alloy": "alloy",
}  # fmt: skip
GOODS = {
    "NdPr": ("separation", "t NdPr"),
    "NdFeB": ("magnet", "t magnets"),
    "magnets": ("magnet", "t magnets"),
}


@dataclass(frozen=True)
class Project:
    """One row of the table; `begins` None or `tonnes` None: it cannot be counted, `why` says so.

    `adds` are the tonnes it adds beside the rows within it (`holds`), `chance` lowest and highest (0-1).
    """

    project_id: str
    company: str
    title: str
    country: str
    stage: str
    material: str
    unit: str
    tonnes: float | None
    bound: str
    state: str
    chance: tuple[float, float]
    start_year: int | None
    begins: int | None
    why: str
    holds: tuple[Project, ...]
    within: str
    source_key: str
    verified: bool
    notes: str

    @property
    def counts(self) -> bool:
        """True if it has tonnes and a year from which they count."""
        return self.tonnes is not None and self.begins is not None

    def adds(self, year: int) -> tuple[float, float] | None:
        """Lowest and highest tonnes that it adds in a year beside the rows within it; None before it begins."""
        if self.tonnes is None or self.begins is None or year < self.begins:
            return None
        inside = sum(
            part.tonnes or 0 for part in self.holds if part.begins is not None and part.begins <= year
        )
        own = max(0.0, self.tonnes - inside)
        return own * self.chance[0], own * self.chance[1]


@dataclass(frozen=True)
class Year:
    """Lowest and highest tonnes of a year, and the projects they are made of."""

    year: int
    low: float
    high: float
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Need:
    """What is used or wanted a year in tonnes of one unit, by whom and when."""

    stage: str
    unit: str
    tonnes: float
    country: str
    what: str
    period: str
    scenario: str
    source_key: str


@dataclass(frozen=True)
class Panel:
    """One stage in one unit: the years in which something counts, all its projects, and the needs in that unit."""

    stage: str
    unit: str
    years: tuple[Year, ...]
    projects: tuple[Project, ...]
    needs: tuple[Need, ...]

    @property
    def id(self) -> str:
        """Id of the panel: stage and unit."""
        return f"{self.stage}|{self.unit}"

    @property
    def uncounted(self) -> int:
        """Projects without tonnes or without a year."""
        return sum(not one.counts for one in self.projects)


def projects_outside(
    projects: pd.DataFrame, supplier: str, on: date, chance: Mapping[ProjectState, tuple[float, float]],
    begun: Sequence[ProjectState], within: Mapping[str, str],
) -> list[Project]:  # fmt: skip
    """Every project outside the supplier's country known on the day, with what it adds beside the rows within it.

    `within`: part → whole, both rows of the same stage and unit; a part that is not on file holds nothing.
    """
    rows = projects[(projects["known_from"] <= pd.Timestamp(on)) & (projects["country"] != supplier)]
    order = rows.assign(_place=rows["stage"].map(STAGES.index)).sort_values(["_place", "unit", "project_id"])
    found = {row.project_id: _project(row, chance, begun) for row in order.itertuples(index=False)}
    pairs = [
        (part, whole) for part, whole in within.items() if _same_goods(found.get(part), found.get(whole))
    ]
    for part, whole in pairs:
        found[part] = replace(found[part], within=whole)
        found[whole] = replace(found[whole], holds=(*found[whole].holds, found[part]))
    return list(found.values())


def panels(found: Sequence[Project], needs: Sequence[Need], years: Sequence[int]) -> list[Panel]:
    """Projects by stage and unit with their sums of each year; stages and units without a countable one stay out."""
    keys = dict.fromkeys((one.stage, one.unit) for one in found if one.counts)
    made = []
    for stage, unit in keys:
        own = tuple(one for one in found if (one.stage, one.unit) == (stage, unit))
        sums = tuple(total for year in years if (total := _sum(own, year)) is not None)
        wanted = tuple(need for need in needs if (need.stage, need.unit) == (stage, unit))
        made.append(Panel(stage, unit, sums, own, wanted))
    return [panel for panel in made if panel.years]


def needs(dependency: pd.DataFrame, sectors: pd.DataFrame, country: str, on: date) -> list[Need]:
    """What a country and the world are on file to need in a unit of the projects; the newest figure of each.

    Compounds and metals in t REO are those of a country (dependency); NdPr and magnets in t those of the
    world (sectors). Any other mass is no need of these units (`other_needs`).
    """
    rows = dependency[
        (dependency["known_from"] <= pd.Timestamp(on)) & (dependency["country"] == country)
        & dependency["measure"].isin(WANTED) & (dependency["unit"] == "t REO") & dependency["value"].notna()
    ]  # fmt: skip
    own = [
        Need(STAGE_OF_FORM[row.form], "t REO", float(row.value), country, row.form, row.period, "observed", row.source_key)
        for row in by_age(rows).itertuples(index=False)
        if row.form in STAGE_OF_FORM
    ]  # fmt: skip
    wanted = _wanted(sectors, on)
    world = [
        Need(
            *GOODS[row.material],
            float(row.value),
            row.country,
            row.sector,
            row.period,
            row.scenario,
            row.source_key,
        )
        for row in wanted[wanted["material"].isin(GOODS)].itertuples(index=False)
    ]
    newest = {
        (need.stage, need.unit, need.country, need.what, need.scenario): need for need in (*own, *world)
    }
    return list(newest.values())


def other_needs(sectors: pd.DataFrame, on: date) -> list[Need]:
    """Needs in tonnes of a mass in which no project is stated, oldest period first: they stand beside, not against."""
    wanted = _wanted(sectors, on)
    return [
        Need(
            "",
            row.material,
            float(row.value),
            row.country,
            row.sector,
            row.period,
            row.scenario,
            row.source_key,
        )
        for row in wanted[~wanted["material"].isin(GOODS)].itertuples(index=False)
    ]


def alike(found: Sequence[Project]) -> list[tuple[Project, Project]]:
    """Pairs of counted rows of one company, country, stage and unit of which none is within the other: may overlap."""
    counted = [one for one in found if one.counts]
    return [
        (first, second)
        for place, first in enumerate(counted)
        for second in counted[place + 1 :]
        if (first.company, first.country, first.stage, first.unit)
        == (second.company, second.country, second.stage, second.unit)
        and second.project_id != first.within and first.project_id != second.within
    ]  # fmt: skip


def _wanted(sectors: pd.DataFrame, on: date) -> pd.DataFrame:
    rows = sectors[(sectors["known_from"] <= pd.Timestamp(on)) & sectors["measure"].isin(WANTED)]
    rows = rows[(rows["unit"] == "t") & rows["value"].notna()]
    return by_age(rows)


def _same_goods(part: Project | None, whole: Project | None) -> bool:
    return part is not None and whole is not None and (part.stage, part.unit) == (whole.stage, whole.unit)


def _sum(found: Sequence[Project], year: int) -> Year | None:
    """What the projects add in a year together; None where none has begun."""
    added = [(one.project_id, tonnes) for one in found if (tonnes := one.adds(year)) is not None]
    if not added:
        return None
    lows, highs = zip(*(tonnes for _, tonnes in added), strict=True)
    return Year(year, sum(lows), sum(highs), tuple(name for name, _ in added))


def _project(
    row: Any, chance: Mapping[ProjectState, tuple[float, float]], begun: Sequence[ProjectState]
) -> Project:
    tonnes = None if pd.isna(row.value) else float(row.value)
    start = None if pd.isna(row.start_year) else int(row.start_year)
    by_state = start is None and row.state in begun
    begins = row.known_from.year if by_state else start
    lacks = [words for words, is_there in ((NO_TONNES, tonnes), (NO_YEAR, begins)) if is_there is None]
    return Project(
        row.project_id, row.company, row.title, row.country, row.stage, row.material, row.unit.removesuffix("/y"), tonnes,
        row.bound, row.state, chance[row.state], start, begins, "; ".join(lacks) or (BY_STATE if by_state else ""), (), "",
        row.source_key, bool(row.verified), "" if pd.isna(row.notes) else row.notes,
    )  # fmt: skip
