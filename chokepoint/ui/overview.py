"""Cards of the Overview: what falls due, what is blocked, is it flowing, what changed, how high is the score."""

from __future__ import annotations

import numpy as np
import pandas as pd

from chokepoint.charts.columns import Column, Mark, columns
from chokepoint.charts.score import score_over_time
from chokepoint.errors import ChokepointError
from chokepoint.evidence.board import BUYERS, board
from chokepoint.evidence.ends import evidence_of
from chokepoint.evidence.flows import MAGNETS
from chokepoint.evidence.monthly import by_month, exports, normal
from chokepoint.evidence.news import known_between
from chokepoint.evidence.periods import last_day
from chokepoint.risk.causes import largest_causes
from chokepoint.risk.explain import why_no_score
from chokepoint.risk.items import items_on, missing_items
from chokepoint.risk.score import date_of
from chokepoint.share import sentences
from chokepoint.share.citation import sources_of
from chokepoint.share.coverage import listed_to, supported
from chokepoint.share.risk import skill_words
from chokepoint.share.trade import the
from chokepoint.ui import tables as shown
from chokepoint.ui.board import status_board
from chokepoint.ui.card import Card, empty_body
from chokepoint.ui.context import Context
from chokepoint.ui.filters import all_due, calendar_day, due_items, listed, of_materials, unlisted
from chokepoint.ui.frame import clocks
from chokepoint.ui.html import esc
from chokepoint.ui.layout import Slot
from chokepoint.ui.links import what_if_links
from chokepoint.ui.lists import calendar, freshness_grid, items_table, news_list
from chokepoint.ui.readings import number_cards
from chokepoint.ui.risk import OWN, made_by, range_of, record_of
from chokepoint.ui.risk_compare import split_card


def due_card(context: Context) -> Card:
    """Deadlines with what happens by default, overdue first (evidence.deadlines.due)."""
    day, items, every = calendar_day(context), due_items(context), all_due(context)
    left_out = sentences.due_left_out(len(every) - len(items))
    frame = evidence_of(items)
    real = "the real date" if day == context.today else "the day asked for, with what was known then"
    return Card(
        key="due",
        title=left_out if every and not items else sentences.next_finding(items),
        subtitle=f"Days to or since each due day of any country, counted from {day} ({real}); what happens if nobody acts.",
        unit="days",
        as_of=max((item.as_of for item in items), default=day),
        alt="; ".join(f"{item.due_on}: {item.title}, {item.state_words}" for item in items)
        or "No due day on file.",
        body=calendar(items, context.names, context.settings.display.list_rows, what_if_links(context))
        if items
        else empty_body(f"{left_out or 'No due day on file'}. Choose a later day or all evidence."),
        table=shown.due_table(items),
        missing="; ".join(part for part in (left_out if items else "", unlisted(context)) if part),
        sources=tuple(sources_of(frame, context.tables["sources"])),
        calculated="" if len(frame) else OWN,
        tabs=False,
        everything=lambda: context.tables["deadlines"],
    )


def board_card(context: Context) -> Card:
    """Status of each good for civil, military and listed buyers on the day (evidence.board.board)."""
    q = context.question
    scope = context.settings.method.scope
    addressees = scope.addressees(q.country)
    raised = context.settings.method.controls.class_ban_raises
    day = calendar_day(context)
    found = context.shared(
        "board", lambda: board(context.tables, addressees, q.supplier, q.on, raised, day), q.pair, q.on, day
    )
    cells = {good: row for good, row in found.items() if of_materials(context, good.material, good.group)}
    coverage = context.tables["control_coverage"]
    used = {
        rule.measure_id
        for row in cells.values()
        for b in BUYERS
        for rule in (*row[b].in_force, *row[b].aside)
    }
    rows = coverage[coverage["measure_id"].isin(used)]
    return Card(
        key="board",
        title=supported(sentences.board_finding(cells), scope, q.on),
        subtitle=f"{listed_to(scope, q.on)} Chinese rules on goods for buyers in {the(context.names.country(q.country))} on {q.on}, as announced by then. "
        "Full: in force, a licence for each export, which is no ban, or ✕ barred. Outline: free. Tinted: suspended (a licence unless "
        "it says ban); dashed: announced. “Listed”: firms on China’s export-control list; its unreliable-entity list, which bars "
        "trade and investment, is not among the measures.",
        unit="legal state",
        as_of=q.on,
        alt="; ".join(f"{good.name}: {row[q.buyer].word}" for good, row in cells.items())
        or "No good chosen.",
        body=status_board(cells, context.names)
        if cells
        else empty_body("No good fits the materials chosen."),
        table=shown.board_table(cells),
        sources=tuple(sources_of(rows, context.tables["sources"])),
        calculated=f"{OWN} from the legal texts on file",
        tabs=False,
        everything=lambda: context.tables["control_coverage"],
    )


def flowing_card(context: Context) -> Card:
    """Every item of Stress on the day: tonnes, price gap, licence approvals (risk.items.items_on)."""
    q, found = context.question, context.assessment()
    items = items_on(found, q.on)
    licences = [item for item in items if item.licence]
    goods = [item for item in items if not item.licence and of_materials(context, item.item, None)]
    listed_items = [*goods, *licences]
    stress = context.settings.method.stress
    wanted = [MAGNETS, *stress.heavy_medium, "light", "other_minerals"]
    asked = [item for item in wanted if of_materials(context, item, None)]
    missing = missing_items(asked, [item.item for item in items])
    worst = max(goods, key=lambda item: (item.n, item.item), default=None)
    rows = found.stress.observations
    rows = rows[rows["known_from"] <= pd.Timestamp(q.on)]
    return Card(
        key="flowing",
        title=sentences.flowing_finding(worst, context.names.get(worst.item, worst.item) if worst else ""),
        subtitle="Tonnes against the months before the first control, price outside China against the one inside or "
        "before, approvals; reading 0 (normal) to 100 (nothing comes).",
        unit="t; USD/kg; %; points 0–100",
        as_of=max((item.newest for item in listed_items), default=q.on),
        alt="; ".join(f"{context.names.get(item.item, item.item)} {item.n:.0f}" for item in listed_items)
        or "No item on file.",
        body=items_table(goods, licences, missing, context.names)
        if listed_items
        else empty_body(f"No flow, price or licence count younger than its limit on {q.on}."),
        table=shown.items_frame(listed_items, context.names),
        sources=tuple(sources_of(rows, context.tables["sources"])),
        calculated=OWN,
        missing="spot prices are of thin markets" if any(item.price for item in goods) else "",
        tabs=False,
        everything=lambda: found.stress.observations,
    )


def magnets_card(context: Context) -> Card:
    """Monthly rare-earth magnets to the country against the months before (evidence.monthly.by_month, evidence.monthly.normal)."""
    q, method = context.question, context.settings.method.stress
    rows = exports(context.tables["trade_flows"], q.supplier, q.on)
    months = by_month(rows, method.magnets_product, q.country, q.since)
    mean, basis, _ = normal(rows, method.magnets_product, q.country, method)
    keys = pd.DataFrame({"source_key": [m.source_key for m in months if m.source_key]})
    drawn = columns(
        [Column(m.first_day, m.quantity_t, m.derived, m.period) for m in months],
        "t",
        f"Rare-earth magnets from China to {the(context.names.country(q.country))}",
        mean,
        basis,
        [Mark(method.first_control, "licences")] if q.since <= method.first_control <= q.on else [],
        context.theme,
        context.narrow,
    )
    return Card(
        key="magnets",
        title=sentences.months_finding(months, mean),
        subtitle=f"Chinese exports of rare-earth magnets (line 85051110) to {the(context.names.country(q.country))}, t a month, "
        "net weight; tinted: worked out from a later change; –: no figure on file.",
        unit="t",
        as_of=last_day(f"{months[-1].first_day:%Y-%m}") if months else q.on,
        alt=drawn.alt,
        body=drawn
        if months
        else empty_body(f"No monthly figure for {context.names.country(q.country)} on file."),
        table=shown.months_table(months),
        sources=tuple(sources_of(keys, context.tables["sources"])),
        calculated="" if len(keys) else OWN,
        missing=sentences.gaps(months),
        everything=lambda: context.tables["trade_flows"],
        records=lambda ids: shown.shipments_of(context.tables["trade_flows"], q, method, ids),
    )


def change_card(context: Context) -> Card:
    """Exact split of the change of the score since the comparison day (ui.risk_compare.split_card)."""
    q = context.question
    words = (
        f"Change of the score from {q.compare} to {q.on}, points; new evidence first, then fading and data that "
        "ran out. The parts add up exactly. The axis is cut."
    )
    return split_card(context, "change", lambda _: words)


def news_card(context: Context) -> Card:
    """Events and measures that became known since the comparison day, and since the last day covered (evidence.news.known_between)."""
    q, end = context.question, context.settings.method.scope.coverage_end
    later = q.on >= end
    start, until = (end, context.today) if later else (q.compare, q.on)
    rows = listed(context, known_between(context.tables, start, until))
    words = (
        f"Single events and measures known after {end}; not in the score. No entry is not calm: the list is complete to {end} only."
        if later
        else f"Events and measures that became known after {start} and by {until}."
    )
    return Card(
        key="news",
        title=sentences.news_finding(len(rows), start, until, later),
        subtitle=words,
        unit="records",
        as_of=rows["known_from"].max().date() if len(rows) else until,
        alt="; ".join(rows["label"]) or "Nothing on file.",
        body=news_list(rows, context.names, context.settings.display.list_rows)
        if len(rows)
        else empty_body(f"Nothing on file between {start} and {until} at this level of evidence."),
        table=rows,
        sources=tuple(sources_of(rows, context.tables["sources"])),
        calculated="" if len(rows) else OWN,
        tabs=False,
        everything=lambda: known_between(context.tables, start, until),
    )


def readings_card(context: Context) -> Card:
    """Score and four readings on the day, with words and courses (risk.score.assess)."""
    q, found = context.question, context.assessment()
    return Card(
        key="readings",
        title=sentences.score_finding(found, q.on, why_no_score(found, q.on)),
        subtitle=f"0–100, higher is worse; {q.buyer} buyers; ▲▼ change since {q.compare}; lines since "
        f"{context.settings.method.scope.score_from} on one scale, dashed after the last day with complete events. "
        + sentences.NOT_A_FORECAST,
        unit="points 0–100",
        as_of=min(q.on, date_of(found.days[-1])),
        alt=sentences.readings_alt(found, q.on),
        body=number_cards(found, range_of(context).future.result(), q.on, q.compare, context.theme),
        table=shown.readings_table(found, q.on, q.compare),
        calculated=made_by(context),
        tabs=False,
        everything=lambda: shown.all_days(found),
    )


def history_card(context: Context) -> Card:
    """The score day by day with its largest causes labelled (risk.causes.largest_causes)."""
    q, found = context.question, context.assessment()
    if not np.isfinite(found.score).any():
        reason = why_no_score(found, q.on) or "no day has all four readings"
        drawn = None
    else:
        reason = ""
        drawn = score_over_time(
                found.days, found.score, found.method.score.levels, found.method.scope.coverage_end, q.since, q.on,
                largest_causes(found, context.names, q.since), range_of(context).future.result(), context.theme, context.narrow,
        )  # fmt: skip
    return Card(
        key="history",
        title=sentences.history_finding(found),
        subtitle="Risk score 0–100, daily; ground: its words; band: range over method choices, no probability; open circles: days with the largest new causes. "
        + sentences.NOT_A_FORECAST,
        unit="points 0–100",
        as_of=min(q.on, found.method.scope.coverage_end),
        alt=drawn.alt if drawn else f"No score: {reason}",
        body=drawn or empty_body(f"No score: {reason}."),
        table=shown.all_days(found),
        calculated=made_by(context),
        everything=lambda: shown.all_days(found),
    )


def freshness_card(context: Context) -> Card:
    """Age of every dataset against the largest that the contract accepts (evidence.freshness.freshness)."""
    found = clocks(context)
    return Card(
        key="freshness",
        title=sentences.freshness_finding(found),
        subtitle=f"Covers to, and age in days on {context.today} (the real date) against the largest age the data "
        "contract accepts (end of the bar).",
        unit="days",
        as_of=context.today,
        alt=sentences.freshness_alt(found),
        body=freshness_grid(found),
        table=shown.clocks_table(found),
        calculated="dates in the tables of this version",
        tabs=False,
    )


def head(context: Context) -> tuple[str, str, str]:
    """Question in words, finding and standfirst (HTML) of the page."""
    q, names = context.question, context.names
    materials = ", ".join(names.get(code, code) for code in q.materials) or "all materials"
    asks = f"{names.country(q.country)} exposed to {names.country(q.supplier)} · {materials} · compared with {q.compare}"
    try:
        items, every = due_items(context), all_due(context)
        # What the list below leaves out is counted: a headline hides no due day.
        left_out = sentences.due_left_out(len(every) - len(items))
        listed_due = sentences.due_finding(items) if items or not every else ""
        finding = "; ".join(part for part in (listed_due, left_out, unlisted(context)) if part)
    except ChokepointError:  # the card of the calendar says what is wrong
        finding = "The calendar cannot be read"
    return asks, finding, standfirst(context)


def standfirst(context: Context) -> str:
    """State, score and caveat in three sentences, as HTML."""
    end = context.settings.method.scope.coverage_end
    caveat = f"Events are complete to {end}; what came later is listed and not scored."
    try:
        found = context.assessment()
        # By all that is on file: a past day changes what the score was, not what is known of its worth.
        caveat += f" {skill_words(record_of(context, end))}."
        why = why_no_score(found, context.question.on)
        score = sentences.score_finding(found, context.question.on, why)
        reason = f" No score on {context.question.on}: {why}." if why else ""
    except ChokepointError:  # the card of the score says what is wrong
        return f'<span class="cp-quiet">{esc(caveat)}</span>'
    named = "" if score.startswith(sentences.NO_SCORE) else "Risk score "
    said = f"{named}<b>{esc(score)}</b>." if score != sentences.NO_SCORE else ""
    return f"{said}{esc(reason)} <span class='cp-quiet'>{esc(caveat)}</span>"


SLOTS = {
    slot.key: slot
    for slot in (
        Slot("due", "What falls due next", due_card),
        Slot("board", "What is blocked, for whom", board_card),
        Slot("flowing", "Is it flowing?", flowing_card),
        Slot("magnets", "Magnets shipped", magnets_card),
        Slot("change", "What changed", change_card),
        Slot("news", "What became known", news_card),
        Slot("readings", "Four readings and the score", readings_card),
        Slot("history", "The score over time", history_card),
        Slot("freshness", "How fresh each dataset is", freshness_card),
    )
}
