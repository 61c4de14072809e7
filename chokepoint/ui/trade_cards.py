"""The cards of the page Trade, and the choices of two of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from chokepoint.charts.bars_of_measures import bars_of_measures
from chokepoint.charts.layers import layers_of_duty
from chokepoint.charts.steps import average_tariffs
from chokepoint.errors import ChokepointError
from chokepoint.evidence import actors, averages, duties, entities, measure_bars, monthly, practice
from chokepoint.evidence.board import BUYERS
from chokepoint.evidence.measures import State
from chokepoint.risk.controls import controls
from chokepoint.risk.words import word_of
from chokepoint.share import trade as words
from chokepoint.share.citation import sources_of
from chokepoint.share.coverage import listed_to, supported
from chokepoint.ui import trade as lists
from chokepoint.ui import trade_mirror
from chokepoint.ui import trade_tables as shown
from chokepoint.ui.card import Card, empty_body
from chokepoint.ui.context import Context
from chokepoint.ui.filters import listed, of_materials
from chokepoint.ui.layout import Slot
from chokepoint.ui.picks import pick
from chokepoint.ui.risk import made_by
from chokepoint.ui.risk_level import none_card
from chokepoint.ui.trade_flows import MAGNETS, flow_card, flow_rows, total_card
from chokepoint.ui.trade_rows import bars_of, credit, evidence_of, groups_of, material_fits, on_rare_earths

CAR_PARTS = frozenset({"magnets", "NdFeB", "SmCo"})
NO_DUTIES = (
    "not on file: the ordinary duty, an April 2025 exemption of 2805.30 (the list read names no such line), Section 301 lists of "
    "2018–2019 by line (rare earths and NdFeB magnets were taken off list 3)"
)


def measures_card(context: Context) -> Card:
    """Measures on the pair from announcement to expiry (evidence.measure_bars.bars)."""
    q, names, tables = context.question, context.names, context.tables
    found, left_out = bars_of(context)
    method = context.settings.method
    first = method.stress.first_control
    drawn = [bar for bar in found if bar.state != State.LIFTED or bar.segments[-1].start >= q.since]
    groups = groups_of(context, drawn)
    picture = bars_of_measures(groups, q.since, q.on, context.theme, context.narrow) if groups else None
    ended = len(found) - len(drawn)
    rows = measure_bars.versions_of(tables, [bar.measure_id for bar in found], q.on)
    sides = (names.country(q.supplier), names.country(q.country))
    return Card(
        key="measures",
        title=supported(
            words.suspended_finding(found, q.supplier, sides, q.on, on_rare_earths(context)), method.scope, q.on
        ),
        subtitle=f"{listed_to(method.scope, q.on)} {words.first_control_words(found, first)} {words.military_words(found, q.supplier, sides[1])} "
        f"○ announced, thin line: not yet in force; full: in force; tinted: "
        "suspended; dashed: still to run as announced; ◆ its end. Click a bar for its versions.",
        unit="legal state by day",
        as_of=q.on,
        alt=picture.alt if picture else "No measure on file.",
        body=picture or empty_body("No measure on file for this pair, these materials and this level of evidence. "
                                   "Take all materials or all evidence."),
        table=shown.bars_table(found, names),
        missing="; ".join(part for part in (left_out, f"{ended} ended before {q.since}, in the table" if ended else "",
                                            "days of 2023 and 2024 partly approximate") if part),
        everything=lambda: tables["measure_versions"],
        records=lambda ids: measure_bars.versions_of(tables, ids, q.on),
        **credit(context, rows),
    )  # fmt: skip


def matrix_card(context: Context) -> Card:
    """Actors by instrument: measures in force, suspended, announced on the day (evidence.actors.matrix)."""
    q, tables = context.question, context.tables
    rows = tables["measures"]
    rows = rows[[material_fits(context, row) for _, row in rows.iterrows()]] if len(rows) else rows
    rows, left_out = evidence_of(context, rows)
    found = actors.matrix(tables, rows, q.on)
    frame = shown.matrix_frame(found, context.names)
    by = {state: frame[frame["state"] == words.STATES[state]].groupby("imposer").size().to_dict()
          for state in (State.IN_FORCE, State.SUSPENDED)}  # fmt: skip
    return Card(
        key="matrix",
        title=supported(words.matrix_finding(by[State.IN_FORCE], by[State.SUSPENDED]), context.settings.method.scope, q.on),
        subtitle=f"All controls on file on {q.on}, by who imposes on whom and by instrument; number of measures, not their "
        "weight: a list of twenty firms is one. Open a cell for its measures.",
        unit="measures",
        as_of=q.on,
        alt="; ".join(f"{r.imposer} on {r.addressee}, {r.instrument}: {r.measure} {r.state}" for r in frame.itertuples())
        or "No measure on file.",
        body=lists.matrix_table(found, context.names)
        if found
        else empty_body(f"No measure on file by {q.on} at this level of evidence and for these materials."),
        table=frame,
        missing=left_out,
        everything=lambda: tables["measures"],
        **credit(context, rows[rows["measure_id"].isin(frame["measure_id"])]),
    )  # fmt: skip


def controls_card(context: Context) -> Card:
    """The Controls reading by group of goods for each class of buyers (risk.controls.controls)."""
    q, method, tables = context.question, context.settings.method, context.tables
    first = method.scope.score_from
    if q.on < first:
        title = f"No Controls reading before {first}: earlier acts are on file in part only"
        return none_card(
            context, "controls", title, "points 0–100", f"Blank, not low. Choose a day from {first} on."
        )
    day = np.array([q.on], "datetime64[D]")
    found = {
        buyer: controls(
            tables["measures"], tables["measure_versions"], tables["control_coverage"], method.controls,
            method.scope.addressees(q.country), buyer, day, q.supplier,
        )
        for buyer in BUYERS
    }  # fmt: skip
    values = {buyer: float(made.value[0]) for buyer, made in found.items()}
    level = {buyer: word_of(value, method.controls.levels) for buyer, value in values.items()}
    parts = {buyer: shown.parts_of_controls(made, method.controls) for buyer, made in found.items()}
    rows = tables["control_coverage"]
    rows = rows[rows["measure_id"].isin({one for made in found.values() for one in made.measure_ids})]
    return Card(
        key="controls",
        title=supported(words.controls_finding(values, level), method.scope, q.on),
        subtitle=f"Reading 0–100 on {q.on} for {words.the(context.names.country(q.country))}: what may not leave without permission. "
        "Grey: what the group can weigh; full: by rules in force; tinted: by rules suspended or announced. Where a ban on the "
        "whole class of buyers is in force, licences count as bans. The parts add up to the reading; all groups, whatever "
        "materials are asked for.",
        unit="points 0–100",
        as_of=q.on,
        alt="; ".join(
            f"{buyer} {values[buyer]:.0f}: " + ", ".join(f"{p.group} {p.points:.1f}" for p in parts[buyer]) for buyer in BUYERS
        ),
        body=lists.controls_parts(parts, level, q.buyer, context.names),
        table=shown.controls_table(found, context.names),
        sources=tuple(sources_of(rows, tables["sources"])),
        calculated=made_by(context),
        everything=lambda: tables["control_coverage"],
    )  # fmt: skip


def practice_card(context: Context) -> Card:
    """Licence counts by applicant with bounds, and plants that stood still (evidence.practice.practice, evidence.practice.stoppages)."""
    q, tables, method = context.question, context.tables, context.settings.method.stress
    rows, left_out = evidence_of(context, tables["licence_counts"])
    found = [c for c in practice.practice(rows, method, q.supplier, q.country, q.on)
             if of_materials(context, c.material, None) or c.material in ("REE", "dual_use")]  # fmt: skip
    stopped = listed(context, practice.stoppages(tables["events"], q.supplier, CAR_PARTS, q.on))
    keys = pd.DataFrame({"source_key": [count.source_key for count in found]})
    own, where = (
        any(count.counts == practice.OWN for count in found),
        words.the(context.names.country(q.country)),
    )
    return Card(
        key="practice",
        title=words.practice_finding(found, len(stopped)),
        subtitle=f"What became of {context.names.country(q.supplier)}’s export licences, as told by those who count, by "
        f"{q.on}. Bounds and bases differ: no two shares may be averaged or joined.",
        unit="%; cases; days; months",
        as_of=max((count.day for count in found), default=q.on),
        alt="; ".join(f"{c.day} {c.applicant}: " + ", ".join(f"{k} {words.figure_words(f)}" for k, f in c.figures.items())
                      for c in found) or "No count on file.",
        body=lists.practice_table(found, stopped, context.names) if found or len(stopped)
        else empty_body("No count of licences at this level of evidence by this day. Take all evidence or a later day."),
        table=shown.practice_frame(found),
        missing="; ".join(part for part in (left_out, "" if own else f"not on file: a count of an association or authority in {where}")
                          if part),
        everything=lambda: tables["licence_counts"],
        **credit(context, keys, stopped),
    )  # fmt: skip


def duties_card(context: Context) -> Card:
    """Duty layers on the rare-earth goods themselves (evidence.duties.duties)."""
    q, tables = context.question, context.tables
    rows, left_out = evidence_of(context, tables["tariffs"])
    found = [row for row in duties.duties(rows, (q.country, q.supplier), q.on, context.settings.duties)
             if of_materials(context, row.goods.material, None)]  # fmt: skip
    drawn = layers_of_duty(found, q.since, q.on, context.theme, context.narrow) if found else None
    return Card(
        key="duties",
        title=words.duty_finding(found, q.on),
        subtitle="Layers of added duty on the goods by customs line, % of import value, each on its own: the rate of a layer "
        "is the sum of its own steps. Full: payable by the rows on file; outline: exempt; tinted: list of exemptions not "
        "on file. The ordinary duty is not on file and the layers are not added up: the sum is not known here.",
        unit="% of import value",
        as_of=q.on,
        alt=drawn.alt if drawn else "No duty step on file.",
        body=drawn or empty_body(
            f"No step on duties between {context.names.country(q.country)} and {context.names.country(q.supplier)} on file "
            "for these goods. Choose the pair USA to CHN, all materials or all evidence."
        ),
        table=shown.duties_table(found),
        missing="; ".join(part for part in (left_out, NO_DUTIES if found else "") if part),
        everything=lambda: tables["tariffs"],
        records=lambda ids: tables["tariffs"][tables["tariffs"]["tariff_id"].isin(ids)],
        **credit(context, duties.rows_of(rows, found, q.on) if found else rows.iloc[:0]),
    )  # fmt: skip


def averages_card(context: Context) -> Card:
    """Average tariffs both ways, one line per measuring family (evidence.averages.families)."""
    q, tables = context.question, context.tables
    rows, left_out = evidence_of(
        context, tables["indices"][tables["indices"]["series"].str.fullmatch(averages.SERIES.pattern)]
    )
    found = averages.families(rows, (q.country, q.supplier), q.on, context.settings.display)
    names = {family.series: words.family_name(family) for family in found}
    drawn = average_tariffs(found, names, q.since, q.on, context.theme, context.narrow) if found else None
    behind = averages.rows_of(rows, found, q.on)
    return Card(
        key="averages",
        title=words.averages_finding(found) if found else "Average tariff: no reading on file",
        subtitle="Context, not what rare-earth goods pay: average tariff on all goods, % of import value. One line per "
        "measuring family (solid PIIE, dashed Waugh, diamonds: single readings of Yale, Brooks, press); weights differ and "
        "lines are never joined. Each ends at its last reading; dotted: no reading for over a year.",
        unit="% of import value",
        as_of=max((family.last.day for family in found), default=q.on),
        alt=drawn.alt if drawn else "No reading on file.",
        body=drawn or empty_body("No average tariff between these two on file. Choose the pair USA to CHN or all evidence."),
        table=shown.averages_table(found),
        missing=left_out,
        everything=lambda: rows,
        records=lambda ids: behind[behind["series"].isin(ids)],
        **credit(context, behind),
    )  # fmt: skip


def entities_card(context: Context, search: tuple[str, ...], key: str) -> Card:
    """Listed firms that match a search, with the state of their listing on the day (evidence.entities.found)."""
    q, tables, names = context.question, context.tables, context.names
    rows, left_out = evidence_of(context, tables["listed_entities"])
    every = entities.entities(tables, rows, q.on)
    countries = {code: names.country(code) for code in rows["country"].unique()}
    found = entities.entities(tables, entities.found(rows, search, countries), q.on)
    by_list = entities.named(tables, q.on)
    buyers = tables["control_coverage"].set_index("measure_id")["buyers"].to_dict()
    return Card(
        key=key,
        title=words.entities_finding(len(found), len(every), len({one.measure_id for one in every}), q.on),
        subtitle="Firms that a source spells out; the lists name more. A listing bars or slows supplies to the firm, not its "
        "sales. All countries, whatever pair is asked for.",
        unit="firms",
        as_of=max((one.as_of for one in found), default=q.on),
        alt="; ".join(f"{one.entity}, {one.country}, {one.list}" for one in found) or "No firm matches.",
        body=lists.entities_table(
            found, by_list, buyers, names, len(found) if search else context.settings.display.list_rows
        ) if found
        else empty_body(f"No firm on file matches “{' '.join(search)}” on {q.on}. Shorten the search or take all evidence."),
        table=shown.entities_frame(found),
        missing="; ".join(part for part in (left_out, "not on file: most names of the lists of 2025 and of US lists") if part),
        everything=lambda: tables["listed_entities"],
        **credit(context, rows[rows["entity"].isin([one.entity for one in found])]),
    )  # fmt: skip


def flows_on_file(context: Context) -> dict[str, monthly.Flow]:
    """Code of product and destination → flow with monthly figures; empty if the table cannot be read."""
    try:
        return {flow.code: flow for flow in monthly.choices(flow_rows(context)[0])}
    except ChokepointError:
        return {}


def flow_codes(context: Context) -> list[str]:
    """Codes of the flows that can be drawn: magnets to the country asked about, then all with monthly figures."""
    flows = context.kept("trade-flows", lambda: flows_on_file(context))
    plain = f"{MAGNETS[0]}-{context.question.country}"
    return [plain, *(code for code in flows if code != plain)]


def flow_slot(code: str) -> Slot:
    """The place of one flow by its code, product and destination."""
    product, partner = code.rsplit("-", 1)
    key = f"flows-{code}"
    return Slot(key, "Monthly flows", lambda context: flow_card(context, product, partner, key))


def choose_flow(context: Context) -> Slot:
    """The chooser of product and destination."""
    codes, names = flow_codes(context), context.names
    flows = context.kept("trade-flows", lambda: flows_on_file(context))

    def label(code: str) -> str:
        product, partner = code.rsplit("-", 1)
        count = f"{flows[code].months} months on file" if code in flows else "no monthly figure"
        return f"{monthly.PRODUCTS.get(product, product)} to {names.country(partner)} ({count})"

    picked = pick(
        st.selectbox, "Product and destination", "flow", codes, format_func=label,
        key=f"flow-{context.question.country}", width=520,
    )  # fmt: skip
    return flow_slot(picked)


def entities_slot(text: str) -> Slot:
    """The place of the listed firms that hold the words of a text; all for none."""
    search = entities.words_of(text)
    key = "-".join(("entities", *search))
    return Slot(key, "Listed firms", lambda context: entities_card(context, search, key))


def choose_entities(_: Context) -> Slot:
    """The search in the list of firms."""
    text = st.text_input(
        "Search listed firms", key="search-entities", bind="query-params", persist_state="session", width=520,
        placeholder="firm, country, list or effect, such as: magnet, Japan, watch list",
    )  # fmt: skip
    return entities_slot(text or "")


SLOTS = {
    slot.key: slot
    for slot in (
        Slot("measures", "Measures", measures_card),
        Slot("matrix", "Who uses which instrument", matrix_card),
        Slot("controls", "Controls by group of goods", controls_card),
        Slot("total", "All rare earths shipped", total_card),
        Slot("practice", "Licence practice", practice_card),
        Slot("duties", "Duty on the goods", duties_card),
        Slot("averages", "Average tariffs", averages_card),
    )
} | trade_mirror.SLOTS
