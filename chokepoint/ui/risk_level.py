"""Cards of the Risk page on the level: score with its range, readings, contributions, parts, buyers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import streamlit as st

from chokepoint.charts.lines import Line, lines
from chokepoint.charts.panels import Panel, panels
from chokepoint.charts.part_bars import part_bars
from chokepoint.charts.score import score_over_time
from chokepoint.charts.stacked_points import Layer, stacked_points
from chokepoint.evidence.names import BUYERS as BUYER_NAMES
from chokepoint.evidence.names import READINGS as READING_NAMES
from chokepoint.risk.causes import largest_causes
from chokepoint.risk.contributions import by_reading, over_time
from chokepoint.risk.explain import LEVEL, Step, explain_level, why_no_score
from chokepoint.risk.score import PRESSURES, READINGS, date_of
from chokepoint.share import risk as say
from chokepoint.share import sentences
from chokepoint.share.citation import sources_of
from chokepoint.ui import tables as shown
from chokepoint.ui.card import Card, empty_body
from chokepoint.ui.context import Context
from chokepoint.ui.drawing import clicked_ids
from chokepoint.ui.layout import Slot
from chokepoint.ui.picks import pick
from chokepoint.ui.risk import buyers_of, left_over, made_by, no_width, range_of

POINTS = "points 0–100"
FOLLOWED = 30
# Cards whose pictures have a bar for each part.
CLICKED = ("risk-parts", "risk-change")


def none_card(
    context: Context, key: str, title: str, unit: str, reason: str, columns: Sequence[str] = ("day",)
) -> Card:
    """A card without a figure, and the reason for it (risk.explain.why_no_score)."""
    return Card(
        key=key,
        title=title,
        subtitle="Nothing is drawn where nothing is known.",
        unit=unit,
        as_of=context.question.on,
        alt=reason,
        body=empty_body(reason),
        table=pd.DataFrame(columns=list(columns)),
        calculated=made_by(context),
        tabs=False,
    )


def history_card(context: Context, done: bool = True) -> Card:
    """The score day by day with its range, levels and largest causes (risk.score.assess, risk.range.score_range).

    Not `done`: without the range, which is being worked out.
    """
    q, found, work = context.question, context.assessment(), range_of(context)
    if not np.isfinite(found.score).any():
        reason = f"No score: {why_no_score(found, q.on) or 'no day has all four readings'}."
        return none_card(context, "risk-history", "No score for this pair", POINTS, reason)
    spread = work.future.result() if done else no_width(found)
    drawn = score_over_time(
        found.days, found.score, found.method.score.levels, found.method.scope.coverage_end, q.since, q.on,
        largest_causes(found, context.names, q.since), spread, context.theme, context.narrow,
    )  # fmt: skip
    why = why_no_score(found, q.on)
    title, width = sentences.score_finding(found, q.on, why), ""
    if done:
        words = sentences.range_words(found, spread, q.on)
        title = f"{words[:1].upper()}{words[1:]}" or title
    else:
        width = "The range over method choices is being worked out. "
        drawn = replace(drawn, alt="Risk score over time; the range over method choices is being worked out.")
    frame = shown.all_days(found)
    if done:
        frame = frame.assign(**{"low end (points)": spread.low, "high end (points)": spread.high})
    return Card(
        key="risk-history" if done else "risk-history-pending",
        title=title,
        subtitle=f"{width}Score 0–100, daily; ground: its words; band: that range, no probability; "
        "open circles: days with the largest causes; dashed: after the last day with complete events.",
        unit=POINTS,
        as_of=min(q.on, found.method.scope.coverage_end),
        alt=drawn.alt,
        body=drawn,
        table=frame,
        calculated=made_by(context),
        missing="" if done else "the range is being worked out",
        everything=lambda: frame,
    )


def choose_history(context: Context, done: bool) -> Slot:
    """The card with its range, or without it and how far the work has come.

    `done` is what was known when the place was chosen: the work may end while the card is drawn.
    """
    if done:
        return Slot("risk-history", "The score and its range", history_card)
    count, share = context.settings.method.range.variants, range_of(context).share
    st.progress(share, f"Range over method choices: {count} variants, {100 * share:.0f} % done")
    return Slot("risk-history-pending", "The score and its range", lambda asked: history_card(asked, False))


def readings_card(context: Context) -> Card:
    """The four readings over time, each in its panel; a click on a day opens what it was made of (risk.score.assess)."""
    q, found = context.question, context.assessment()
    at = found.index(q.on)
    ids = list(found.days.astype(str))
    drawn = panels(
        [_reading_panel(context, name, at, ids) for name in READINGS], q.since,
        max(date_of(found.days[-1]), q.since), q.on, context.theme, context.narrow,
    )  # fmt: skip
    dates = [found.as_of(name, at) for name in READINGS] if at is not None else []
    return Card(
        key="risk-readings",
        title=say.readings_finding(found, at) if at is not None else f"No reading on {q.on}",
        subtitle="Four readings, 0–100, higher is worse, one scale; under each name its word and the newest evidence on "
        f"{q.on}. Click a line: what the score of that day was made of.",
        unit=POINTS,
        as_of=max((day for day in dates if day), default=q.on),
        alt=drawn.alt,
        body=drawn,
        table=shown.readings_table(found, q.on, q.compare),
        calculated=made_by(context),
        everything=lambda: shown.all_days(found),
        records=lambda days: level_records(context, days),
    )


def _reading_panel(context: Context, name: str, at: int | None, ids: list[str]) -> Panel:
    found = context.assessment()
    under = "not enough data"
    if at is not None and np.isfinite(found.reading(name)[at]):
        under = f"{found.reading(name)[at]:.0f}, {found.word(name, at)}|to {found.as_of(name, at) or 'no day on file'}"
        if name == "stress" and (worst := found.stress.worst_item(at)):
            under += f"|worst: {context.names.get(worst, worst)}"
    return Panel(
        READING_NAMES[name], under, found.days, found.reading(name), "points", 0, 100, 0,
        found.method.scope.coverage_end, ids, (0, 50, 100),
    )  # fmt: skip


def level_records(context: Context, days: Sequence[str]) -> pd.DataFrame:
    """The parts of the score of days, with the source and notes of the record behind each."""
    found, frames = context.assessment(), []
    for text in days:
        day = date.fromisoformat(text)
        if why_no_score(found, day) is None:
            parts = explain_level(found, day, context.names).parts
            frames.append(shown.parts_of(parts, context.tables, list(parts["id"])).assign(day=text))
    return (
        pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=["day", "label", "points"])
    )


def contributions_card(context: Context) -> Card:
    """Points of the score that each reading makes, stacked to the score (risk.contributions.by_reading)."""
    q, found = context.question, context.assessment()
    at, why = found.index(q.on), why_no_score(found, q.on)
    points = by_reading(found)
    if at is None or why:
        reason = f"No score on {q.on}: {why}."
        return none_card(context, "risk-stack", "No points to split on this day", POINTS, reason)
    order = [Layer(READING_NAMES[name], points[name]) for name in PRESSURES]
    drawn = stacked_points(
        found.days, order, found.score, q.since, found.method.scope.coverage_end, q.on, context.theme, context.narrow
    )  # fmt: skip
    frame = pd.DataFrame(
        {"day": pd.to_datetime(found.days).date}
        | {f"{READING_NAMES[name]} (points of the score)": points[name] for name in PRESSURES}
        | {"score (points)": found.score}
    )
    return Card(
        key="risk-stack",
        title=say.contribution_finding({name: float(points[name][at]) for name in PRESSURES}, float(found.score[at])),
        subtitle="Points of the score by reading, stacked; they add up to the score on every day. Dependence multiplies all "
        "three and makes no points of its own.",
        unit="points of the score",
        as_of=min(q.on, found.method.scope.coverage_end),
        alt=drawn.alt,
        body=drawn,
        table=frame,
        calculated=made_by(context),
        everything=lambda: frame,
        records=lambda days: level_records(context, days),
    )  # fmt: skip


def parts_card(context: Context) -> Card:
    """What the day's score is made of, to the single measure, observation and event (risk.explain.explain_level)."""
    q, found = context.question, context.assessment()
    if why := why_no_score(found, q.on):
        return none_card(context, "risk-parts", "No parts on this day", POINTS, f"No score on {q.on}: {why}.")
    level = explain_level(found, q.on, context.names)
    if level.parts.empty:
        return none_card(
            context,
            "risk-parts",
            "No part of the score",
            POINTS,
            f"The score of {q.on} is 0: nothing adds to it.",
        )
    most = context.settings.display.change_parts
    named, rest = level.parts.head(most), level.parts.iloc[most:]
    steps = [Step(row.label, row.points, row.id) for row in named.itertuples(index=False)]
    if len(rest):
        steps.append(Step(f"{len(rest)} smaller parts", float(rest["points"].sum())))
    drawn = part_bars(steps, level.points, f"Parts of the score on {q.on}", context.theme, context.narrow)
    behind = shown.records_of(level.parts, context.tables)
    return Card(
        key="risk-parts",
        title=f"{level.points:.0f} points from {len(level.parts)} parts; the largest: {level.parts['label'].iloc[0]}",
        subtitle=f"Points of the score on {q.on}; green: relief. The table lists all parts; "
        f"{left_over(level.residual)}. Click a bar: its record; below, its points over time.",
        unit="points of the score",
        as_of=q.on,
        alt=drawn.alt,
        body=drawn,
        table=level.parts,
        sources=tuple(sources_of(behind, context.tables["sources"])),
        calculated=made_by(context),
        everything=lambda: level.parts,
        records=lambda ids: shown.parts_of(level.parts, context.tables, ids),
    )


def choose_part(context: Context) -> Slot:
    """The part to follow over time, among the largest of the day shown."""
    labels = parts_on_offer(context)
    if not labels:
        return part_slot("")
    _follow_click(labels)
    chosen = pick(
        st.selectbox, "Part of the score", "part", list(labels), format_func=lambda key: labels[key], key="risk_part"
    )  # fmt: skip
    return part_slot(chosen)


def _follow_click(labels: Mapping[str, str]) -> None:
    """A part clicked in a picture of parts is followed, until another one is clicked or chosen."""
    for card in CLICKED:
        picture = st.session_state.get(f"chart-{card}") or {"selection": {"points": []}}
        ids = clicked_ids(picture["selection"]["points"])
        if ids == st.session_state.get(f"_clicked-{card}", []):
            continue
        st.session_state[f"_clicked-{card}"] = ids
        found = next((key for key in labels if key.partition(":")[2] in ids), None)
        if found:
            st.session_state["part"] = found


def parts_on_offer(context: Context) -> dict[str, str]:
    """The parts that can be followed, largest first, with their words; none without a score."""
    found, on = context.assessment(), context.question.on
    if why_no_score(found, on):
        return {}
    parts = explain_level(found, on, context.names).parts.head(FOLLOWED)
    return {
        f"{row.reading}:{row.id}": f"{row.label} ({row.points:.1f})" for row in parts.itertuples(index=False)
    }


def part_slot(part: str) -> Slot:
    """The place of one part over time; "" for none."""
    return Slot(
        f"risk-follow-{part or 'none'}", "One part over time", lambda asked: _follow_card(asked, part)
    )


def _follow_card(context: Context, chosen: str) -> Card:
    """Points of the score that one part made over time, and its record (risk.contributions.over_time)."""
    q, found = context.question, context.assessment()
    if not chosen:
        return none_card(context, "risk-follow", "No part to follow", POINTS, f"No score on {q.on}.")
    reading, _, part = chosen.partition(":")
    points = over_time(found, reading, part)
    parts = explain_level(found, q.on, context.names).parts
    row = parts[(parts["reading"] == reading) & (parts["id"] == part)].iloc[0]
    label = context.names.get(part, part) if reading == "stress" else row["label"]
    at = found.index(q.on) or 0
    most = float(np.nanmax(np.abs(points))) or 1.0
    least = -most if np.nanmin(points) < -1e-9 else 0.0
    drawn = panels(
        [Panel("Points", "of the score", found.days, points, "points", 1.1 * least, 1.1 * most, 1,
               found.method.scope.coverage_end, (), sorted({round(least, 1), 0, round(most, 1)}))],
        q.since, date_of(found.days[-1]), q.on, context.theme, context.narrow,
    )  # fmt: skip
    record = shown.parts_of(parts.assign(kind=LEVEL), context.tables, [part])
    told = record.dropna(axis=1, how="all")
    summary = f" {told['summary'].iloc[0]}" if "summary" in told and len(told) else ""
    return Card(
        key="risk-follow",
        title=f"{points[at]:.1f} points on {q.on}, at most {np.nanmax(points):.1f}: {label}",
        subtitle=f"Points of the score by this part, daily; {READING_NAMES[reading]}.{summary}",
        unit="points of the score",
        as_of=q.on,
        alt=drawn.alt,
        body=drawn,
        table=pd.DataFrame({"day": pd.to_datetime(found.days).date, "points of the score": points}),
        sources=tuple(sources_of(shown.records_of(parts[parts["id"] == part], context.tables), context.tables["sources"])),
        calculated=made_by(context),
        everything=lambda: record,
    )  # fmt: skip


def buyers_card(context: Context) -> Card:
    """The score for civil, military and listed buyers over the same days (risk.score.assess by buyer)."""
    q, found = context.question, buyers_of(context)
    first = next(iter(found.values()))
    at, why = first.index(q.on), why_no_score(first, q.on)
    what, values = "Risk score", {buyer: one.score for buyer, one in found.items()}
    if not np.isfinite(first.score).any():
        what, values = "Controls", {buyer: one.controls.value for buyer, one in found.items()}
    drawn = lines(
        first.days, [Line(BUYER_NAMES[buyer].split()[0], values[buyer]) for buyer in found], what, q.since,
        first.method.scope.coverage_end, q.on, context.theme, context.narrow,
    )  # fmt: skip
    rows = [(BUYER_NAMES[buyer], _on(one.score, at), *(_on(one.reading(name), at) for name in READINGS))
            for buyer, one in found.items()]  # fmt: skip
    heads = ["buyers", "score (points)", *(f"{READING_NAMES[name]} (points)" for name in READINGS)]
    told = {buyer: value for buyer in found if (value := _on(values[buyer], at)) is not None}
    return Card(
        key="risk-buyers",
        title=f"{what} on {q.on}: {say.buyers_finding(told)}" if told else f"No value on {q.on}",
        subtitle=f"{what} by class of buyers, 0–100. The same goods, flows and events; only the Chinese rules differ: bans on "
        "military use and on listed firms raise every licence and no truce touches them.",
        unit=POINTS,
        as_of=q.on,
        alt=drawn.alt,
        body=drawn,
        table=pd.DataFrame(rows, columns=heads),
        calculated=made_by(context),
        missing=f"no score: {why}" if why else "",
        everything=lambda: pd.DataFrame({"day": pd.to_datetime(first.days).date, **values}),
    )


def _on(values: np.ndarray, at: int | None) -> float | None:
    return None if at is None or np.isnan(values[at]) else float(values[at])
