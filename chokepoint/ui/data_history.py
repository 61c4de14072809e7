"""Versions of the data on the page: who, when, why, from which files, what changed, score then and now; the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from chokepoint.charts.theme import number
from chokepoint.config import Settings
from chokepoint.engine import Tables
from chokepoint.errors import ChokepointError, TableError
from chokepoint.risk.score import assess
from chokepoint.share.bundle import bundle
from chokepoint.ui import data as shown
from chokepoint.ui.access import writing
from chokepoint.ui.card import Card
from chokepoint.ui.context import Context
from chokepoint.ui.data_desk import desk
from chokepoint.ui.data_update import base_address, draw_rows
from chokepoint.ui.html import alert, day, esc, plural
from chokepoint.ui.html_table import STACKED, html_table
from chokepoint.ui.sheet import titles_of
from chokepoint.update.compare import Comparison, compare, write_table_difference
from chokepoint.update.difference import Difference
from chokepoint.update.history import changes_of, files_of
from chokepoint.workspace import MAIN, Snapshot, Workspace
from chokepoint.workspace.snapshot import CLOSE

HEADS = ("Version (UTC)", "Who, why", "Files", "What changed", "Score")


def pages_of_versions(context: Context) -> dict[str, str]:
    """The versions in pages, newest first: number of the page → its places among all, and its days."""
    rows, most = context.history, context.settings.display.list_rows
    pages: dict[str, str] = {}
    for first in range(0, len(rows), most):
        some = rows[first : first + most]
        days = dict.fromkeys(f"{row.at:%Y-%m-%d}" for row in (some[0], some[-1]))
        pages[str(len(pages) + 1)] = f"{first + 1} to {first + len(some)}: {' back to '.join(days)}"
    return pages


def history_card(context: Context, page: str = "1") -> Card:
    """All versions, newest first; those of one page with what they changed and the score then (update.history.files_of, update.history.changes_of, risk.score.assess)."""
    rows, titles, on = context.history, titles_of(context), context.question.on
    newest, most = context.newest, context.settings.display.list_rows
    listed = rows[(int(page) - 1) * most :][:most]
    lines = [shown.version_row(row, newest, files_of(context.workspace, row), _changes(context, row),
                               _score_cell(context, row, on), titles) for row in listed]  # fmt: skip
    body = html_table(HEADS, lines, "Versions", (4,), STACKED)
    published = [row for row in rows if row.line == MAIN]
    frame = pd.DataFrame(
        [
            (
                r.seq,
                r.id,
                r.parent,
                r.at.isoformat(),
                r.author,
                r.note,
                r.line,
                r.action,
                "; ".join(r.uploads),
            )
            for r in rows
        ],
        columns=[
            "number",
            "version",
            "follows",
            "at (UTC)",
            "author",
            "note",
            "line",
            "action",
            "uploads (SHA-256)",
        ],
    )
    return Card(
        key="history",
        title=f"{plural(len(published), 'version')}, the newest of {newest.at:%Y-%m-%d} by {newest.author}",
        subtitle=f"Nothing is ever erased: each version stays readable by its id, and a restored one is a new row. Score: that of "
        f"{on} on the data as they were then, by the present method, for {context.question.pair} and {context.question.buyer} buyers.",
        unit="versions; score 0–100",
        as_of=newest.at.date(),
        alt="; ".join(f"{row.id}, {row.at:%Y-%m-%d}, {row.author}, {row.note}" for row in listed),
        body=body,
        table=frame,
        calculated="log of this workspace",
        tabs=False,
    )


def draw_version(context: Context) -> None:
    """One version: its files again, the whole of it as a file, its link; beside another one; and the way back."""
    held = desk()
    with st.container(key="card-version"):
        st.html(
            shown.heading(
                "Open, compare or restore a version",
                "The uploaded bytes again, any version as a whole, what lies between any two, and one click back.",
            )
        )
        versions = {row.seq: row for row in context.history}
        left, right = st.columns(2, gap="large")
        with left:
            one = versions[
                st.selectbox(
                    "Version",
                    list(versions),
                    key=f"version-{held.round}",
                    format_func=lambda s: _label(versions[s]),
                )
            ]
            _draw_files(context, one)
        with right:
            other = versions[
                st.selectbox(
                    "Compare with", list(versions), key=f"against-{one.seq}", index=list(versions).index(_against(context, one).seq),
                    format_func=lambda s: _label(versions[s]),
                )
            ]  # fmt: skip
        if other.id != one.id:
            _draw_comparison(context, other, one)
        else:
            right.html('<p class="cp-small">The same data: nothing to compare.</p>')
        if writing():
            _draw_way_back(context, one, held.round)


def _draw_files(context: Context, one: Snapshot) -> None:
    for number_, file in enumerate(files_of(context.workspace, one)):
        st.download_button(
            f"{file.name}, as it was uploaded", partial(context.workspace.bytes_of, file.sha256),
            file_name=file.name, on_click="ignore", key=f"bytes-{one.seq}-{number_}",
        )  # fmt: skip
    st.download_button(
        "The whole version (zip)", lambda: bundle(context.workspace, one), file_name=f"chokepoint-{one.id}.zip",
        mime="application/zip", on_click="ignore", key=f"zip-{one.seq}",
        help="A data package: a CSV a table, sorted, with its contract. It can be uploaded here again.",
    )  # fmt: skip
    st.html('<p class="cp-group">A link to this version</p>')
    st.code(shown.link_code(base_address(), one.id), language=None, wrap_lines=True)


def _draw_comparison(context: Context, one: Snapshot, other: Snapshot) -> None:
    name = f"compare-{one.id}-{other.id}"
    try:
        found: Comparison = context.kept(name, lambda: _compared(context, one, other))
    except ChokepointError as error:
        st.html(alert(error))
        return
    if found.same:
        st.html('<p class="cp-sub">No row of any table differs.</p>')
        return
    st.html(
        f'<h3 class="cp-h3">From {esc(one.id)} to {esc(other.id)}</h3>'
        + shown.differences_list(found.differences, titles_of(context))
    )
    draw_rows(context, found.differences, name,
              lambda table, path: write_table_difference(context.workspace, one, other, table, path))  # fmt: skip
    if found.effect is not None:
        st.html(shown.effect_block(found.effect, context.settings.display.change_parts))


def _compared(context: Context, one: Snapshot, other: Snapshot) -> Comparison:
    q, settings = context.question, context.settings
    return compare(
        context.workspace,
        one,
        other,
        settings.method,
        (q.on,),
        settings.display.changed_rows,
        q.country,
        q.buyer,
    )


def _draw_way_back(context: Context, one: Snapshot, turn: int) -> None:
    """Restore a version; publish or drop a draft."""
    draft = (
        one.line
        if one.line in {row.line for row in context.workspace.drafts()} and one.action != CLOSE
        else ""
    )
    if one.id == context.newest.id and not draft:
        return
    with st.form(f"back-{one.seq}-{turn}", border=False):
        st.html(
            f'<h3 class="cp-h3">{"Publish or drop this draft" if draft else "Make this version the newest again"}</h3>'
        )
        left, right = st.columns([1.0, 1.6])
        author = left.text_input("Your name", key=f"back-author-{one.seq}")
        note = right.text_input("Why, in a line", key=f"back-note-{one.seq}")
        with st.container(horizontal=True):
            first = st.form_submit_button(
                "Publish the draft" if draft else "Restore", type="primary", key=f"back-first-{one.seq}"
            )
            second = st.form_submit_button("Drop the draft", key=f"back-second-{one.seq}") if draft else False
    if first or second:
        try:
            words = _go_back(context.workspace, one, draft, author, note, dropping=bool(second))
        except ChokepointError as error:
            st.html(alert(error))
            return
        desk().finish(words)
        st.rerun()


def _go_back(workspace: Workspace, one: Snapshot, draft: str, author: str, note: str, dropping: bool) -> str:
    if draft and dropping:
        workspace.drop_draft(draft, author, note)
        return f"Draft {one.id} was dropped; it stays readable by its id."
    made = workspace.publish_draft(draft, author, note) if draft else workspace.restore(one.id, author, note)
    return f"Version {made.id} is the newest, by {made.author}."


def _against(context: Context, one: Snapshot) -> Snapshot:
    """What a version is first compared with: the one it follows; the newest for the first."""
    parents = [row for row in context.history if row.id == one.parent and row.seq < one.seq]
    return parents[0] if parents else context.newest


def _label(row: Snapshot) -> str:
    line = "" if row.line == MAIN else f", {row.line.replace(':', ' ')}"
    return f"{row.at:%Y-%m-%d %H:%M} · {row.id} · {row.author}{f': {row.note}' if row.note else ''}{line}"


def _changes(context: Context, row: Snapshot) -> Mapping[str, Difference] | None:
    try:
        return _kept_changes(context.workspace, context.history, row, str(context.workspace.root), row.seq)
    except TableError:
        return None


@st.cache_resource(max_entries=256, show_spinner=False)
def _kept_changes(
    _workspace: Workspace, _history: Sequence[Snapshot], _row: Snapshot, root: str, seq: int
) -> Mapping[str, Difference]:
    return changes_of(_workspace, _history, _row)


def _score_cell(context: Context, row: Snapshot, on: date) -> str:
    """Score of the day on the data of a version, and now, as HTML."""
    q, settings = context.question, context.settings
    then, now = (
        _score(
            context.workspace,
            one,
            settings,
            str(context.workspace.root),
            one.id,
            settings.method.id,
            q.country,
            q.buyer,
            on,
        )
        for one in (row, context.newest)
    )
    if then is None:
        return '<span class="cp-small">no score</span>'
    since = (
        ""
        if row.id == context.newest.id or now is None
        else f'<br><span class="cp-small">now {number(now, 1)}</span>'
    )
    return f"<b>{number(then, 1)}</b>{since}"


@st.cache_resource(max_entries=256, show_spinner=False)
def _score(
    _workspace: Workspace, _row: Snapshot, _settings: Settings, root: str, snapshot: str, method: str, country: str, buyer: str,
    on: date,
) -> float | None:  # fmt: skip
    try:
        found = assess(Tables(_workspace, _row), _settings.method, country, buyer)
    except TableError:
        return None
    position = found.index(on)
    return None if position is None or np.isnan(found.score[position]) else float(found.score[position])


def newest_words(context: Context) -> str:
    """Which version is the newest, since when and by whom, as HTML."""
    newest = context.newest
    return f"version <b>{esc(newest.id)}</b> of {day(newest.at.date())} by {esc(newest.author)}"
