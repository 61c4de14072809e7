"""Cards of the Risk page on change: between two days, by kind of cause, between versions of the data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from chokepoint.charts.theme import signed
from chokepoint.charts.waterfall import NAME_PX, waterfall
from chokepoint.evidence.names import READINGS as READING_NAMES
from chokepoint.risk.explain import (
    DATA_BASIS,
    FADING,
    NEWS,
    PART_COLUMNS,
    REARRANGED,
    STEP_DUE,
    WORST_CHANGED,
    Explanation,
    explain_change,
    steps_of,
    why_no_score,
)
from chokepoint.risk.method_change import explain_method
from chokepoint.risk.revision import Revision, revision
from chokepoint.risk.score import READINGS
from chokepoint.share import risk as say
from chokepoint.share import sentences
from chokepoint.share.citation import sources_of
from chokepoint.ui import tables as shown
from chokepoint.ui.card import Card
from chokepoint.ui.context import Context, tables_of
from chokepoint.ui.html import esc, plural
from chokepoint.ui.html_table import WORDY, html_table
from chokepoint.ui.risk import left_over, made_by
from chokepoint.ui.risk_level import none_card
from chokepoint.workspace import MAIN, Snapshot

# Room of a name beside a waterfall over the whole width, in pixels.
WIDE_PX = 440
KINDS = (
    ("New evidence", NEWS, "legal steps, observations, events and editions that became known between the days"),
    ("Steps coming into force", (STEP_DUE,), "their day came; they were known before"),
    ("Fading", (FADING,), "earlier events count less with every day"),
    ("Data that ran out or came in late", (DATA_BASIS,), "observations past their age limit, and what takes their place"),
    ("Weights shift inside a reading", (WORST_CHANGED, REARRANGED), "another item is the worst; other rules fill the place"),
)  # fmt: skip


def change_card(context: Context) -> Card:
    """Exact split of the change of the score between the two days of the question, over the whole width (risk.explain.explain_change, risk.explain.steps_of)."""
    q = context.question

    def words(explained: Explanation) -> str:
        return (
            f"From {q.compare} to {q.on} (both days stand in the question bar), points of the score; the table lists "
            f"all {len(explained.parts)} parts; {left_over(explained.residual)}. "
            "Click a bar: its record; above, its points over time. The axis is cut."
        )

    return split_card(context, "risk-change", words, WIDE_PX)


def split_card(
    context: Context, key: str, words: Callable[[Explanation], str], name_px: float = NAME_PX
) -> Card:  # fmt: skip
    """The change of the score between the two days of the question, split exactly (risk.explain.explain_change).

    `words` makes the subtitle; names wider than `name_px` are cut.
    """
    q, found = context.question, context.assessment()
    for day in (q.on, q.compare):
        if reason := why_no_score(found, day):
            return none_card(context, key, "No change to explain", "points of the score",
                             f"No score on {day}: {reason}.", PART_COLUMNS)  # fmt: skip
    explained = explain_change(found, q.compare, q.on, context.names)
    before, after = (float(found.score[found.index(day) or 0]) for day in (q.compare, q.on))
    steps = steps_of(explained, context.settings.display.change_parts)
    drawn = waterfall(q.compare, q.on, before, after, steps, context.theme, context.narrow, name_px)
    behind = shown.records_of(explained.of_kind(*NEWS), context.tables)
    return Card(
        key=key,
        title=sentences.change_finding(explained),
        subtitle=words(explained),
        unit="points of the score",
        as_of=q.on,
        alt=drawn.alt,
        body=drawn,
        table=explained.parts,
        sources=tuple(sources_of(behind, context.tables["sources"])),
        calculated=made_by(context),
        everything=lambda: explained.parts,
        records=lambda ids: shown.parts_of(explained.parts, context.tables, ids),
    )


def kinds_card(context: Context) -> Card:
    """The change by kind of cause: evidence, due steps, fading, data, and what versions and own judgements add (risk.explain.explain_change, risk.method_change.explain_method, risk.revision.revision)."""
    q, found = context.question, context.assessment()
    for day in (q.on, q.compare):
        if reason := why_no_score(found, day):
            return none_card(context, "risk-kinds", "No change to sort", "points of the score",
                             f"No score on {day}: {reason}.")  # fmt: skip
    explained = explain_change(found, q.compare, q.on, context.names)
    rows = [(name, float(explained.of_kind(*kinds)["points"].sum()), len(explained.of_kind(*kinds)), words)
            for name, kinds, words in KINDS]  # fmt: skip
    asides = _asides(context)
    cells = [_cells(*row) for row in rows]
    cells.append(
        (
            "<b>Change of the score</b>",
            f"<b>{signed(explained.points)}</b>",
            "",
            f'<span class="cp-small">{left_over(explained.residual)}</span>',
        )
    )
    cells += [_cells(*row) for row in asides]
    frame = pd.DataFrame([*rows, *asides], columns=["kind", "points of the score", "parts", "in words"])
    largest = max(rows, key=lambda row: abs(row[1]))
    return Card(
        key="risk-kinds",
        title=f"Mostly {largest[0].lower()}: {signed(largest[1])} of {signed(explained.points)} points"
        if largest[1]
        else "No part of the score moved between the two days",
        subtitle=f"The same change by kind. Below the sum, and not part of it: what the newest revision of the data and your "
        f"own judgements do to {q.on}.",
        unit="points of the score",
        as_of=q.on,
        alt="; ".join(f"{name} {signed(points)}" for name, points, *_ in rows),
        body=html_table(("Kind", "Points", "Parts", "What it is"), cells, "Change by kind", (1, 2), WORDY),
        table=frame,
        calculated=made_by(context),
        tabs=False,
    )  # fmt: skip


def _cells(name: str, points: float | None, parts: int, words: str) -> tuple[str, str, str, str]:
    told = "" if points is None else signed(points)
    return esc(name), told, str(parts) if parts else "", f'<span class="cp-small">{esc(words)}</span>'


def _asides(context: Context) -> list[tuple[str, float | None, int, str]]:
    """What the newest data revision and the reader's own judgements do to the day shown."""
    earlier = earlier_version(context)
    rows: list[tuple[str, float | None, int, str]] = []
    if earlier is None:
        rows.append(("Data revision", None, 0, "no earlier version of the data is on file"))
    else:
        explanation = revision_since(context, earlier).days[0].explanation
        rows.append(("Data revision", None if explanation is None else explanation.points,
                     0 if explanation is None else len(explanation.parts),
                     f"the same day by version {earlier.id}, {earlier.at:%Y-%m-%d}"))  # fmt: skip
    method = method_parts(context)
    words = "you use the published method" if method is None else "your judgements against the published ones"
    rows.append(
        (
            "Method change",
            None if method is None else method.points,
            0 if method is None else len(method.parts),
            words,
        )
    )
    return rows


def method_parts(context: Context) -> Explanation | None:
    """What each of the reader's own judgements does to the day shown; None without one."""
    q = context.question
    if not q.changes:
        return None
    tables = context.tables
    return context.kept(
        "risk-own-parts",
        lambda: explain_method(
            context.assessment(), tables, q.changes, q.on, say.judgement_names(context.names)
        ),
    )


def earlier_version(context: Context) -> Snapshot | None:
    """The version of the data that was published before the one shown; None if it is the first."""
    older = [row for row in context.history if row.line == MAIN and row.seq < context.snapshot.seq]
    return next((row for row in older if row.id != context.snapshot.id), None)


def revision_since(context: Context, earlier: Snapshot) -> Revision:
    """What the version of the data shown changed since an earlier one, on the day shown."""

    def make() -> Revision:
        tables = tables_of(context.workspace, earlier)
        before = replace(context, snapshot=earlier, tables=tables).assessment()
        return revision(before, context.assessment(), [context.question.on], context.names)

    return context.kept(f"risk-revision-{earlier.seq}", make)


def versions_card(context: Context) -> Card:
    """What the newest version of the data changed on the day shown, to the row (risk.revision.revision)."""
    q, earlier = context.question, earlier_version(context)
    if earlier is None:
        reason = f"Version {context.snapshot.id} is the first on file; there is nothing to compare it with."
        return none_card(
            context, "risk-versions", "No earlier version of the data", "points of the score", reason
        )
    day = revision_since(context, earlier).days[0]
    rows = [
        (READING_NAMES[name], _value(day.before[name]), _value(day.after[name]), _moved(day.moved(name)))
        for name in ("score", *READINGS)
    ]
    parts = day.explanation.parts if day.explanation is not None else pd.DataFrame(columns=list(PART_COLUMNS))
    if day.explanation is None:
        title = f"No score of {q.on} to compare, only readings"
    elif parts.empty:
        title = f"The newest revision moves nothing of the score of {q.on}"
    else:
        moved = (
            f"{plural(len(parts), 'part')} of the score of {q.on}: {signed(day.explanation.points)} points"
        )
        title = f"The newest revision moves {moved}"
    largest = parts.head(context.settings.display.change_parts)
    listed = "<br>".join(f"{esc(row.label)} {signed(row.points)}" for row in largest.itertuples(index=False))
    return Card(
        key="risk-versions",
        title=title,
        subtitle=f"The same day and method by data version {earlier.id} ({earlier.at:%Y-%m-%d}, {earlier.note}) and by "
        f"{context.snapshot.id}. A revision is no news: it changes what is on file, not what happened.",
        unit="points 0–100",
        as_of=q.on,
        alt="; ".join(f"{row[0]} {row[1]} to {row[2]}" for row in rows),
        body=html_table(("Value", "Before", "Now", "Moved"), [tuple(map(esc, row)) for row in rows], "Readings by version",
                        (1, 2, 3)) + (f'<p class="cp-small">{listed}</p>' if listed else ""),
        table=parts,
        calculated=made_by(context),
        missing=f"no score: {day.reason}" if day.reason else "",
        tabs=False,
    )  # fmt: skip


def _value(value: float | None) -> str:
    return "no value" if value is None else f"{value:.1f}"


def _moved(points: float | None) -> str:
    return "" if points is None else signed(points)
