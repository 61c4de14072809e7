"""The card of the page Supply on projects outside the supplier's country: tonnes by year as ranges."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from chokepoint.charts.project_ranges import Level, RangePanel, Span, project_ranges
from chokepoint.charts.theme import HARD
from chokepoint.evidence.later import read_only
from chokepoint.evidence.projects import (
    WANTED,
    Panel,
    Project,
    alike,
    needs,
    other_needs,
    panels,
    projects_outside,
)
from chokepoint.share import supply_depth as say
from chokepoint.share import supply_later as say_later
from chokepoint.ui.card import Card, empty_body
from chokepoint.ui.context import Context
from chokepoint.ui.filters import of_materials
from chokepoint.ui.supply_frame import WIDEN, later, left_for_later, made, seen


def projects_card(context: Context) -> Card:
    """Projects outside the supplier's country as tonnes by year, stage and unit, as ranges (evidence.projects.projects_outside, evidence.projects.panels)."""
    q, names, settings = context.question, context.names, context.settings.projects
    found = [
        one for one in projects_outside(seen(context, "projects"), q.supplier, q.on, settings.chance, settings.begun, settings.within)
        if of_materials(context, one.material, None)
    ]  # fmt: skip
    years = range(q.on.year, q.on.year + settings.years)
    wanted = needs(seen(context, "dependency"), seen(context, "sectors"), q.country, q.on)
    drawn_of = panels(found, wanted, years)
    panels_drawn = [_panel(context, panel) for panel in drawn_of]
    drawn = project_ranges(panels_drawn, years, "Projects by stage and unit", context.theme, context.narrow)
    drawn_needs = [say.need_words(need, names) for panel in drawn_of for need in panel.needs]
    beside = [say.need_words(need, names) for need in other_needs(seen(context, "sectors"), q.on)]
    uncounted = sum(not one.counts for one in found)
    unknown = _unknown(context)
    silent = [
        say_later.plants_words(
            [f"{row.title} ({row.company})" for row in unknown.itertuples()],
            unknown["known_from"].min().date() if len(unknown) else None,
            read_only(unknown, context.tables["sources"]),
        ),
        left_for_later(context, "sectors", measure=WANTED),
        left_for_later(context, "dependency", measure=WANTED, country=[q.country]),
        f"{uncounted} of {len(found)} projects without tonnes or a first year are in the table and in no sum"
        if uncounted
        else "",
        say.alike_words(alike(found)),
        f"dashed: {', '.join(drawn_needs)}" if drawn_needs else "",
        f"in a mass in which no project is stated, {', '.join(beside)}" if beside else "",
    ]
    return made(
        context, "projects", "projects", {one.source_key for one in found},
        title=say.projects_finding(drawn_of, found, names.country(q.supplier), len(unknown)),
        subtitle=f"Range of tonnes a year by stage and unit: capacity on file from its first year on × {say.CHANCE}, from "
        f"{_span(context)}; table and settings list them. Units are never added to each other; a plant’s row within another is "
        "counted once. What the rows add up to, no forecast.",
        unit="t a year, each panel in its own unit", alt=drawn.alt,
        body=drawn if drawn_of else empty_body(f"No project with tonnes and a first year fits the materials and the level of evidence. {WIDEN}"),
        table=_frame(found, years[-1]), missing="; ".join(filter(None, silent)),
        records=lambda ids: _behind(context, drawn_of, ids),
    )  # fmt: skip


def _unknown(context: Context) -> pd.DataFrame:
    """Rows of plants outside the supplier's country that fit the materials and were not known on the day."""
    rows = later(context, "projects")
    rows = rows[rows["country"] != context.question.supplier]
    fitting = {code for code in rows["material"].unique() if of_materials(context, code, None)}
    return rows[rows["material"].isin(fitting)]


def _panel(context: Context, panel: Panel) -> RangePanel:
    return RangePanel(
        say.panel_name(panel),
        say.panel_under(panel),
        panel.unit,
        tuple(Span(year.year, year.low, year.high, f"{panel.id}|{year.year}") for year in panel.years),
        tuple(Level(need.tonnes, say.level_words(need, context.names)) for need in panel.needs),
    )


def _span(context: Context) -> str:
    """The chances of the states in words, highest first: "operating 85–100 %, …"."""
    chance = context.settings.projects.chance
    order = sorted(chance, key=lambda state: -chance[state][1])
    return ", ".join(
        f"{state} {100 * chance[state][0]:.0f}–{100 * chance[state][1]:.0f}{HARD}%" for state in order
    )


def _frame(found: Sequence[Project], last: int) -> pd.DataFrame:
    """Every project; what it adds in the last year shown, blank where it cannot be counted."""
    return pd.DataFrame(
        [(one.project_id, one.company, one.title, one.country, one.stage, one.material, one.tonnes, one.bound, one.unit, one.state,
          *one.chance, one.start_year, one.begins, *(one.adds(last) or (None, None)), say.project_words(one), one.verified,
          one.source_key, one.notes) for one in found],
        columns=["project_id", "company", "project", "country", "stage", "material", "capacity (in unit, a year)", "bound", "unit",
                 "state", "chance by state, lowest (0–1)", "highest (0–1)", "first year", "counts from",
                 f"adds in {last}, lowest (in unit)", f"adds in {last}, highest (in unit)", "how it counts", "verified",
                 "source_key", "notes"],
    )  # fmt: skip


def _behind(context: Context, found: Sequence[Panel], ids: Sequence[str]) -> pd.DataFrame:
    """Rows of table projects that a range is made of."""
    names = {
        name
        for panel in found
        for year in panel.years
        if f"{panel.id}|{year.year}" in ids
        for name in year.ids
    }
    frame = seen(context, "projects")
    return frame[frame["project_id"].isin(names)]
