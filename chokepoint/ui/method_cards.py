"""The cards of the page Method: numbers of the day taken apart, parameters, tables, versions, corrections."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from chokepoint.charts.theme import HARD, number
from chokepoint.config import ROOT, read_reasons
from chokepoint.errors import ChokepointError
from chokepoint.evidence import dictionary
from chokepoint.evidence.names import READINGS as READING_NAMES
from chokepoint.method import METHOD_VERSION
from chokepoint.risk.explain import why_no_score
from chokepoint.risk.score import date_of
from chokepoint.share import method as make
from chokepoint.share.citation import sources_of
from chokepoint.share.method import Made
from chokepoint.share.risk import skill_words
from chokepoint.share.sentences import count_word
from chokepoint.ui import method as shown
from chokepoint.ui.asked import short
from chokepoint.ui.card import Card, empty_body
from chokepoint.ui.context import Context, config_path
from chokepoint.ui.html import esc, plural
from chokepoint.ui.layout import Slot
from chokepoint.ui.risk import record_of
from chokepoint.ui.sheet import entries, pick_table, sheet_slot
from chokepoint.workspace import Snapshot

# From a number to its code: each card names the function, docs/method.md tells the rest.
FUNCTIONS = {
    "score": "chokepoint.risk.score.combine",
    "controls": "chokepoint.risk.controls.controls",
    "stress": "chokepoint.risk.stress.stress",
    "tension": "chokepoint.risk.tension.tension",
    "dependence": "chokepoint.risk.dependence.dependence",
}
MEASURES = {
    "score": "Risk score, 0–100: present pressure, given dependence. The weighted mean of three readings, times the fourth.",
    "controls": "What may not leave China without permission, 0–100: by group of goods, then by measure; the strictest rule "
    "fills its group first. Per line: weight × stringency × state × part of the group.",
    "stress": "What is missing, 0–100: the worse of flow and price of each item, against the months before the first control. Per line: weight of the item × its reading.",
    "tension": "What the two sides do to each other, 0–100: signed effects of single events, fading by half in their half-lives. Hostile acts add (+), proven relief takes away (−).",
    "dependence": "How much hangs on China, 0–100: its share at the narrowest stage and import reliance, by weight.",
}
WHY_NONE = {
    "stress": "no flow or price on file is younger than its limit",
    "tension": "only the events of the pair of the score are dense enough",
    "dependence": "no share of a stage, or no import reliance, is on file",
}


def made_on(context: Context, name: str) -> tuple[Made | None, str]:
    """How a number of the day shown is made, or None and the reason why there is none."""
    found, on = context.assessment(), context.question.on
    at, why = found.index(on), why_no_score(found, on)
    if at is None or (name == "score" and why):
        return None, why or f"{on} lies outside the days of the score"
    makers: dict[str, Callable[[], Made | None]] = {
        "score": lambda: make.score_made(found, at),
        "controls": lambda: make.controls_made(found, at, context.names),
        "stress": lambda: make.stress_made(found, at, context.names),
        "tension": lambda: make.tension_made(found, at, context.names, context.tables["events"]),
        "dependence": lambda: make.dependence_made(found, at, context.names),
    }
    return makers[name](), WHY_NONE.get(name, "")


def number_card(context: Context, name: str) -> Card:
    """One number of the day: formula in letters and numbers, parts that add up exactly (risk.explain.explain_level)."""
    q, found = context.question, context.assessment()
    made, why = made_on(context, name)
    at = found.index(q.on)
    as_of = found.as_of(name, at) if made and at is not None and name != "score" else None
    first, last = found.method.scope.score_from, date_of(found.days[-1])
    rows = shown.rows_behind(found, name if made else "", at or 0, context.tables)
    title = finding(context, made) if made else f"{READING_NAMES[name]}: none on {q.on}"
    frame = shown.made_frame(made) if made else pd.DataFrame(columns=["part"])
    return Card(
        key=name,
        title=title,
        subtitle=MEASURES[name],
        unit="points 0–100",
        as_of=as_of or q.on,
        alt=f"{title}. {'; '.join(made.numbers)}" if made else f"No value: {why}.",
        body=shown.formula(made, context.settings.display.change_parts)
        if made
        else empty_body(f"No value on {q.on}: {why}. Days from {first} to {last} can be asked for."),
        table=frame,
        sources=tuple(sources_of(rows, context.tables["sources"])),
        calculated=f"own calculation, method {context.settings.method.id}, function {FUNCTIONS[name]}",
        everything=lambda: frame,
    )


def finding(context: Context, made: Made) -> str:
    """A number with its word and its largest part."""
    found, on = context.assessment(), context.question.on
    at = found.index(on) or 0
    if made.name == "score":
        parts = sorted(made.parts, key=lambda part: -part.value)
        words = ", ".join(f"{number(part.value, 1)} from {part.label}" for part in parts)
        late = ", provisional" if on > found.method.scope.coverage_end else ""
        return f"{number(made.value, 1)} on {on}{late}: {words}"
    head = f"{READING_NAMES[made.name]} {number(made.value, 1)}, {found.word(made.name, at)}"
    if not made.parts or not any(part.value for part in made.parts):
        return f"{head}: nothing on file adds to it"
    if made.name == "tension":
        return f"{head}; strongest of {plural(len(made.parts), 'event')}: {made.parts[0].label}"
    if made.name == "dependence":
        return f"{head}; {made.parts[0].label.removeprefix('N, ')}"
    frame = shown.made_frame(made)
    by = frame.groupby(frame["group"].where(frame["group"] != "", frame["part"]))[frame.columns[4]].sum()
    return f"{head}; largest part, {number(by.max(), 1)}: {by.idxmax()}"


def items_card(context: Context) -> Card:
    """What Stress could read and what is on file for it (evidence.dictionary.stress_items)."""
    q, found = context.question, context.assessment()
    observed = found.stress.observations
    items = dictionary.stress_items(observed, found.method.stress, q.on)
    states = [item.state for item in items]
    counted, nothing = states.count(dictionary.COUNTS), states.count(dictionary.NOTHING)
    rows = observed[observed["known_from"] <= pd.Timestamp(q.on)]
    return Card(
        key="items",
        title=f"{count_word(counted)} of {len(items)} items {'counts' if counted == 1 else 'count'} in Stress; {nothing} have nothing on file",
        subtitle=f"Newest figure of each item known on {q.on}, and its age. Missing is missing: it counts neither as 0 nor as normal.",
        unit="days",
        as_of=rows["period_end"].max().date() if len(rows) else q.on,
        alt="; ".join(f"{context.names.get(item.item, item.item)}: {item.state}" for item in items),
        body=shown.items_list(items, context.names),
        table=pd.DataFrame(items),
        sources=tuple(sources_of(rows, context.tables["sources"])),
        calculated="" if len(rows) else "own tables",
        tabs=False,
        everything=lambda: observed,
    )


def limits_card(context: Context) -> Card:
    """What the numbers cannot say, with the day's own figures (share.method.limits)."""
    q = context.question
    skill = skill_words(record_of(context))
    groups = make.limits(context.assessment(), context.tables, q.on, context.today, skill)
    frame = pd.DataFrame([(title, *item) for title, items in groups.items() for item in items],
                         columns=["about", "limit", "in words"])  # fmt: skip
    return Card(
        key="limits",
        title="What the score is not, and where it is soft",
        subtitle=f"Limits in plain words; the figures in them are worked out for {q.on} on this version of the data.",
        unit="words",
        as_of=q.on,
        alt="; ".join(f"{row.limit}" for row in frame.itertuples()),
        body=shown.limits_list(groups),
        table=frame,
        calculated=f"own calculation, method {context.settings.method.id}; docs/method.md tells the rest",
        tabs=False,
    )


def judgements_card(context: Context, search: str) -> Card:
    """Every parameter of the method that a search finds, with value and reason (evidence.dictionary.judgements)."""
    reasons = read_reasons(config_path(dict(os.environ)))
    every = dictionary.judgements(context.settings, reasons)
    found = [item for item in every if item.holds(search)]
    experts = sum(item.expert for item in every)
    end = context.settings.method.scope.coverage_end
    return Card(
        key="parameters",
        title=f"{len(every)} parameters, {experts} of them marked as expert choice",
        subtitle="Everything in section method of config.yaml, with the reason that stands there: every judgement that "
        "moves a number." + (f" Found for “{search}”: {len(found)}." if search else ""),
        unit="as named in the reason",
        as_of=min(end, context.today),
        alt="; ".join(f"{item.key}: {item.value}" for item in found) or "No parameter found.",
        body=shown.judgement_list(found, bool(search))
        if found
        else empty_body(
            f"No parameter holds “{search}”. Try one word of a name or of a reason, or clear the search."
        ),
        table=pd.DataFrame(found),
        calculated=f"config.yaml, method {context.settings.method.id}",
        tabs=False,
        everything=lambda: pd.DataFrame(every),
    )


def tables_card(context: Context) -> Card:
    """Every table of the contract: rows, evidence, clocks (evidence.dictionary.dictionary)."""
    found = entries(context)
    told = [entry for entry in found if entry.verified is not None and entry.rows]
    rows, share = sum(entry.rows for entry in found), sum(entry.verified or 0 for entry in told)
    verified = 100 * share / (sum(entry.rows for entry in told) or 1)
    heads = ["table", "title", "rows", "verified (rows)", "worked out (rows)", "neither (rows)", "covers to",
             "newest source published", "retrieved", "sources", "problem"]  # fmt: skip
    rows_of = [(e.table.name, e.table.title, e.rows, e.verified, e.worked_out, e.neither, e.covers_to, e.published,
                e.retrieved, e.sources, e.problem) for e in found]  # fmt: skip
    return Card(
        key="tables",
        title=f"{len(found)} tables, {number(rows)} rows; {verified:.0f}{HARD}% of the rows that tell are verified",
        subtitle="All rows of this version of the data, whatever day is shown. Verified: the fact was read in the text or "
        "file that the source names. Worked out: arithmetic on verified rows. Neither: kept, and said so.",
        unit="rows",
        as_of=max(
            (entry.retrieved for entry in found if entry.retrieved), default=context.snapshot.at.date()
        ),
        alt="; ".join(f"{entry.table.title}: {entry.rows} rows" for entry in found),
        body=shown.entry_list(found),
        table=pd.DataFrame(rows_of, columns=heads),
        calculated=f"data contract {context.contract.version}, data version {context.snapshot.id}",
        tabs=False,
    )


def versions_card(context: Context, history: Sequence[Snapshot]) -> Card:
    """Versions of the data and of the method, and what changed in the method (evidence.dictionary.method_changes)."""
    method = context.settings.method.id
    changes = dictionary.method_changes((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    heads = ["number", "data version", "follows", "at (UTC)", "author", "note", "line", "action"]
    rows = [(s.seq, s.id, s.parent, s.at.isoformat(), s.author, s.note, s.line, s.action) for s in history]
    return Card(
        key="versions",
        title=f"Data version {context.snapshot.id}, method {method}",
        subtitle=f"Method {METHOD_VERSION} is raised by hand when a number can change; the eight digits after it stand for "
        "every parameter, those of the data for every cell. Equal digits are equal contents, on any machine.",
        unit="versions",
        as_of=context.snapshot.at.date(),
        alt="; ".join(f"{s.id}, {s.at:%Y-%m-%d}, {s.note}" for s in history),
        body=shown.version_list(history, context.snapshot, changes),
        table=pd.DataFrame(rows, columns=heads),
        calculated="log of this workspace; CHANGELOG.md",
        tabs=False,
    )


def corrections_card(context: Context) -> Card:
    """Rows whose notes say that they were corrected (evidence.dictionary.corrections)."""
    found = dictionary.corrections(context.tables, context.contract)
    newest = found["on"].max() if len(found) else None
    return Card(
        key="corrections",
        title=f"{plural(len(found), 'row')} corrected, the last on {newest}"
        if len(found)
        else "No correction on file",
        subtitle="Rows of any table whose notes say that they were corrected, with the words of the note.",
        unit="rows",
        as_of=date.fromisoformat(newest) if newest else context.snapshot.at.date(),
        alt="; ".join(found["table"] + ": " + found["key"]) or "No correction on file.",
        body=shown.correction_list(found, context.settings.display.list_rows)
        if len(found)
        else empty_body("No note of any row in this version of the data speaks of a correction."),
        table=found,
        calculated=f"notes of the rows, data version {context.snapshot.id}",
        tabs=False,
    )


def head(context: Context) -> tuple[str, str, str]:
    """Question in words, finding and standfirst (HTML) of the page."""
    q, names, end = context.question, context.names, context.settings.method.scope.coverage_end
    asks = f"How is each number made, and how good was it? · {names.country(q.country)} exposed to {names.country(q.supplier)} · {q.buyer} buyers · {q.on}"
    try:
        found, skill = context.assessment(), skill_words(record_of(context))
    except ChokepointError:  # the cards say what is wrong
        return asks, "The numbers cannot be worked out", ""
    at, why = found.index(q.on), why_no_score(found, q.on)
    title = f"No score on {q.on}, and how the numbers are made"
    if at is not None and why is None:
        h, d, r = (float(values[at]) for values in (found.pressure, found.dependence.value, found.score))
        title = f"How {number(r)} is made: pressure {number(h, 1)}, times {number(d, 1)}{HARD}% dependence"
    reason = f" No score on {q.on}: {esc(why)}." if why else ""
    filtered = q.evidence != "all" or q.materials
    filters = " The filters on evidence and materials leave nothing out on this page." if filtered else ""
    standfirst = (
        f"Each formula stands here in letters and with the numbers of <b>{q.on}</b>; each parameter stands with its reason."
        f"{reason} <span class='cp-quiet'>{esc(skill)}. "
        f"Events are complete to {esc(end)}.{filters}</span>"
    )
    return asks, title, standfirst


def parameters_slot(text: str) -> Slot:
    """The place of the parameters that a search for the words of a text finds."""
    search = " ".join(text.split())[:80]
    return Slot("parameters" + short(search), "Parameters", lambda c: judgements_card(c, search))


def versions_slot(context: Context) -> Slot:
    """The place of the versions; another one for each that is added."""
    log = list(context.history)
    return Slot(f"versions-{len(log)}", "Versions", lambda c: versions_card(c, log))


def find_parameters(_: Context) -> Slot:
    """The search in names, values and reasons of the parameters."""
    asked = st.text_input("Search the parameters", key="find", placeholder="licence, half-life, expert choice …",
                          width=520, bind="query-params", persist_state="session")  # fmt: skip
    return parameters_slot(asked or "")


def choose_table(context: Context) -> Slot:
    """The table whose fields are listed."""
    return sheet_slot(pick_table(context, "sheet", "table"))


SLOTS = {
    slot.key: slot
    for slot in (
        *(
            Slot(name, f"How {READING_NAMES[name]} is made", partial(number_card, name=name))
            for name in FUNCTIONS
        ),
        Slot("items", "What Stress could read", items_card),
        Slot("limits", "Limits", limits_card),
        Slot("tables", "Tables", tables_card),
        Slot("corrections", "Corrections", corrections_card),
    )
}
