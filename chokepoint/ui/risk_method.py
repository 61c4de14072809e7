"""Cards of the Risk page on judgements: the variants table, the tornado, and the reader's own weights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import pandas as pd
import streamlit as st

from chokepoint.charts.lines import Line, lines
from chokepoint.charts.theme import signed
from chokepoint.charts.tornado import tornado as draw_tornado
from chokepoint.evidence.names import READINGS as READING_NAMES
from chokepoint.method import Method
from chokepoint.risk.explain import why_no_score
from chokepoint.risk.score import PRESSURES
from chokepoint.risk.sensitivity import BASE, Row, tornado, variants_table
from chokepoint.share import risk as say
from chokepoint.share.own import JUDGEMENTS, LONGEST_HALF_LIFE, own_text
from chokepoint.ui.card import Card
from chokepoint.ui.context import Context
from chokepoint.ui.html import esc
from chokepoint.ui.html_table import html_table
from chokepoint.ui.layout import Slot
from chokepoint.ui.risk import ends_of, made_by, own_context, variants_of
from chokepoint.ui.risk_compare import method_parts
from chokepoint.ui.risk_level import POINTS, none_card


def variants_card(context: Context) -> Card:
    """The score with one judgement changed, row by row (risk.sensitivity.variants_table)."""
    q, found = context.question, context.assessment()
    if why := why_no_score(found, q.on):
        return none_card(
            context, "risk-variants", "No variants on this day", POINTS, f"No score on {q.on}: {why}."
        )
    rows = variants_table(found, variants_of(context), (q.on, q.compare))
    frame = pd.DataFrame(
        [(row.name, row.scores[0], row.scores[0] - rows[0].scores[0], row.scores[1], row.scores[0] - row.scores[1])
         for row in rows],
        columns=["variant", f"on {q.on} (points)", "against the published score", f"on {q.compare} (points)",
                 "change between the days"],
    )  # fmt: skip
    at = found.index(q.on) or 0
    word = found.words[at] or ""
    start = next((level.start for level in found.method.score.levels if level.word == word), 0.0)
    return Card(
        key="risk-variants",
        title=say.variants_finding(rows, start, word),
        subtitle=f"Score on {q.on} and {q.compare} with a single judgement changed, all else as published; all variants hold "
        "the same facts, so none is a forecast and a share of them is no probability.",
        unit=POINTS,
        as_of=q.on,
        alt="; ".join(f"{row.name} {row.scores[0]:.1f}" for row in rows),
        body=_in_two(rows, q.on, q.compare),
        table=frame,
        calculated=made_by(context),
    )  # fmt: skip


def _in_two(rows: Sequence[Row], on: date, compare: date) -> str:
    """The rows as two tables side by side; the published score heads both."""
    base, *others = rows
    half = -(-len(others) // 2)
    heads = ("Variant", f"on {on}", "moved", f"on {compare}", "change")
    parts = {"Variants, first half": others[:half], "Variants, second half": others[half:]}
    tables = (
        html_table(heads, [_variant(row, base) for row in (base, *part)], name, (1, 2, 3, 4), "cp-tight")
        for name, part in parts.items()
    )
    return f'<div class="cp-two">{"".join(f"<div>{table}</div>" for table in tables)}</div>'


def _variant(row: Row, base: Row) -> tuple[str, ...]:
    now, before = row.scores
    name = f"<b>{esc(row.name)}</b>" if row.name == BASE else esc(row.name)
    gap = "" if row.name == BASE else _signed(now - base.scores[0])
    return name, _plain(now), gap, _plain(before), _signed(now - before)


def _plain(value: float) -> str:
    return "no score" if np.isnan(value) else f"{value:.1f}"


def _signed(value: float) -> str:
    return "" if np.isnan(value) else signed(value)


def tornado_card(context: Context) -> Card:
    """Each judgement at the ends of its interval, the widest first (risk.sensitivity.tornado)."""
    q, found = context.question, context.assessment()
    if why := why_no_score(found, q.on):
        return none_card(
            context, "risk-tornado", "No tornado on this day", POINTS, f"No score on {q.on}: {why}."
        )
    swings = tornado(found, ends_of(context), q.on)
    names = say.judgement_names(context.names)
    most = context.settings.sensitivity.tornado_bars
    drawn = draw_tornado(swings[:most], names, context.theme, context.narrow)
    frame = pd.DataFrame(
        [(names.get(one.judgement, one.judgement), one.judgement, one.low_at, one.at_low, one.high_at, one.at_high)
         for one in swings],
        columns=["judgement", "key", "low end", "score there (points)", "high end", "score there, high (points)"],
    )  # fmt: skip
    return Card(
        key="risk-tornado",
        title=say.tornado_finding(swings, names),
        subtitle=f"Score on {q.on} with one judgement at either end of the interval from which the range draws it; the ends "
        f"stand at the bars. The {min(most, len(swings))} widest of {len(swings)}; the table lists all.",
        unit=POINTS,
        as_of=q.on,
        alt=drawn.alt,
        body=drawn,
        table=frame,
        calculated=made_by(context),
    )


def choose_own(context: Context) -> Slot:
    """Sliders for the reader's own weights and half-lives; they travel in the link as `own`."""
    method, own = context.settings.method, dict(context.question.own)
    for column, name in zip(st.columns(len(PRESSURES), gap="medium"), PRESSURES, strict=True):
        with column:
            _slider(name, f"Weight of {READING_NAMES[name]}", own, method, 0.0, 1.0, 0.05)
    for column, (name, words) in zip(
        st.columns(len(say.KINDS), gap="medium"), say.KINDS.items(), strict=True
    ):
        with column:
            _slider(name, f"Half-life of {words}", own, method, 1.0, 240.0, 1.0)
    if own:
        st.button("Back to the published judgements", key="own_reset", on_click=_reset)
    return Slot(f"risk-own-{own_text(context.question.own)}", "Your own judgements", own_card)


def _slider(
    name: str, label: str, own: dict[str, float], method: Method, low: float, high: float, step: float
) -> None:
    official = official_value(method, name)
    st.session_state[f"own_{name}"] = own.get(name, official)
    st.slider(
        label, low, max(high, own.get(name, 0.0)), step=step, key=f"own_{name}", on_change=_write(method),
        help=f"{'Days; published' if high > 1 else 'Published'}: {official:g}. Longest half-life in a link: {LONGEST_HALF_LIFE} days.",
        format="%g",
    )  # fmt: skip


def official_value(method: Method, name: str) -> float:
    """The published value of a judgement that a link may change."""
    value = method.model_dump()
    for key in JUDGEMENTS[name].split("."):
        value = value[key]
    return float(value)  # type: ignore[arg-type]


def _write(method: Method) -> Callable[[], None]:
    def write() -> None:
        chosen = {name: float(st.session_state[f"own_{name}"]) for name in JUDGEMENTS}
        moved = {
            name: value for name, value in chosen.items() if abs(value - official_value(method, name)) > 1e-9
        }
        st.session_state["own"] = own_text(moved.items())

    return write


def _reset() -> None:
    st.session_state["own"] = ""


def own_card(context: Context) -> Card:
    """The score by the published and by the reader's own judgements, and what each of them does (risk.method_change.explain_method)."""
    q, found = context.question, context.assessment()
    if why := why_no_score(found, q.on):
        return none_card(
            context, "risk-own", "No score to compare on this day", POINTS, f"No score on {q.on}: {why}."
        )
    mine = own_context(context)
    other = mine.assessment()
    at, before = found.index(q.on) or 0, found.index(q.compare)
    drawn = lines(
        found.days, [Line("published", found.score), Line("yours", other.score)] if q.own else [Line("published", found.score)],
        "Risk score", q.since, found.method.scope.coverage_end, q.on, context.theme, context.narrow,
    )  # fmt: skip
    weights = ", ".join(
        f"{READING_NAMES[name]} {weight:.2f}" for name, weight in other.method.score.weights.items()
    )
    explained = method_parts(context)
    rows = [("Score", found.score, other.score)] + [
        (READING_NAMES[name], found.reading(name), other.reading(name)) for name in PRESSURES
    ]
    frame = pd.DataFrame(
        [(name, one[at], two[at], None if before is None else one[before], None if before is None else two[before])
         for name, one, two in rows],
        columns=["value", f"published, {q.on} (points)", f"yours, {q.on} (points)", f"published, {q.compare} (points)",
                 f"yours, {q.compare} (points)"],
    )  # fmt: skip
    parts = explained.parts.itertuples(index=False) if explained else ()
    told = "; ".join(f"{row.label} {signed(row.points, 2)}" for row in parts)
    return Card(
        key="risk-own",
        title=say.own_finding(float(found.score[at]), float(other.score[at]))
        if q.own
        else "Move a judgement: your score stands beside the published one",
        subtitle=f"Weights are scaled to add up to 1 (now {weights}). Heavy: published; light: yours; dashed: after the last day with complete events. No other number uses your "
        f"judgements but “Method change” above; the link of this page carries them.{f' What each does, in this order: {told}.' if told else ''}",
        unit=POINTS,
        as_of=q.on,
        alt=drawn.alt,
        body=drawn,
        table=frame,
        calculated=f"{made_by(context)}; yours: {mine.settings.method.id}" if q.own else made_by(context),
    )  # fmt: skip
