"""Updating the data on the page: files, findings, questions, difference, effect on the score, publish or draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import streamlit as st

from chokepoint.config import DATA
from chokepoint.contract.canonical import literal
from chokepoint.errors import ChokepointError
from chokepoint.share.table import csv_bytes
from chokepoint.ui import data as shown
from chokepoint.ui.access import READ_ONLY, writing
from chokepoint.ui.context import Context
from chokepoint.ui.data_desk import Desk, desk, inbox, proposal_of, remember_mappings, stoppable
from chokepoint.ui.data_questions import draw_questions
from chokepoint.ui.html import alert, esc, plural
from chokepoint.ui.sheet import titles_of
from chokepoint.update.difference import Difference, write_difference
from chokepoint.update.merge import MEANINGS, MODES, REPLACE, TITLES, UPDATE, Mode
from chokepoint.update.proposal import Proposal
from chokepoint.update.publish import publish
from chokepoint.workspace import Snapshot, relation

TITLE = "Put a file in, see what it changes, then publish"
WORDS = (
    "CSV, XLSX, XLS, ODS, Parquet, a zip of a whole data package, or a file as a statistics office exports it; several at "
    "once. It is known by its content, not its name. Nothing counts before you publish, and every version can be restored."
)


def draw_update(context: Context) -> None:
    """The whole way of a file, from the upload to a new version."""
    held = desk()
    with st.container(key="card-update"):
        st.html(shown.heading(TITLE, WORDS))
        if not writing():
            st.html(alert(READ_ONLY))
            return
        if held.done:
            st.html(shown.done_note(held.done))
            if held.link:
                st.code(held.link, language=None, wrap_lines=True)
        paths, mode = _files(context, held)
        if not paths:
            return
        held.done, held.link = "", ""
        if proposal := proposal_of(context, held, paths, mode):
            _draw_proposal(context, held, proposal)


def base_address() -> str:
    """The address of the first page, to which a version is added for a link."""
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}/" if parts.netloc else "/"


def _files(context: Context, held: Desk) -> tuple[list[Path], Mode]:
    """The files to look at, and how they are to be taken up."""
    left, right = st.columns([1.25, 1.0], gap="large")
    with left:
        uploaded = st.file_uploader(
            "Files", accept_multiple_files=True, key=f"upload-{held.round}",
            max_upload_size=context.settings.limits.upload_mb,
        )  # fmt: skip
        paths = [held.keep(one.file_id, one.name, one.getbuffer()) for one in uploaded]
        folder, found = inbox(context)
        with st.expander("A file on the server", key=f"inbox-{held.round}"):
            chosen = st.multiselect(
                "Files in the inbox", found, key=f"inbox-files-{held.round}",
                format_func=lambda path: f"{path.name} ({path.stat().st_size / 1e6:.1f} MB)",
                help="For files of hundreds of megabytes: nothing passes through the browser.",
            )  # fmt: skip
            st.html(
                f'<p class="cp-small">Put it into the folder <span class="cp-code">{esc(folder)}</span>.</p>'
            )
        paths += chosen
        paths += _newer_shipped(context, held)
    with right:
        mode = st.radio(
            "What the file is", MODES, key=f"mode-{held.round}", format_func=TITLES.__getitem__,
            index=MODES.index(UPDATE),
        )  # fmt: skip
        st.html(f'<p class="cp-small">{esc(MEANINGS[mode])}</p>')
    return list(dict.fromkeys(paths)), REPLACE if _whole(paths) else mode


def _whole(paths: list[Path]) -> bool:
    """True if the files are those that came with the app: each is a whole table."""
    return bool(paths) and all(path.parent == DATA for path in paths)


def _newer_shipped(context: Context, held: Desk) -> list[Path]:
    """Files that came with a newer release, if the reader wants to see what they change."""
    kept = f"newer-shipped-{context.history[0].seq}"
    names = context.kept(kept, lambda: tuple(context.workspace.newer_shipped(DATA)))
    if not names:
        return []
    titles = titles_of(context)
    st.html(
        f'<p class="cp-note">This release came with newer data than this workspace has ever held: '
        f"{esc(', '.join(titles[name] for name in names))}. They are not taken up unless you publish them.</p>"
    )
    wanted = st.checkbox("Show what they would change", key=f"shipped-{held.round}")
    return [DATA / context.contract.table(name).path for name in names] if wanted else []


def _draw_proposal(context: Context, held: Desk, proposal: Proposal) -> None:
    titles = titles_of(context)
    st.html(f'<h3 class="cp-h3">What was read</h3>{shown.files_list(proposal, titles)}')
    _draw_findings(context, proposal)
    draw_questions(context, held, proposal)
    if not proposal.publishable:
        return
    if not proposal.changes:
        st.html(shown.done_note("Nothing differs from what is on file: there is nothing to publish."))
        return
    st.html(
        '<h3 class="cp-h3">What it changes</h3>'
        + shown.differences_list(proposal.differences, titles, proposal.modes)
        + _filled(proposal)
    )
    draw_rows(
        context,
        proposal.differences,
        "new",
        lambda name, path: _whole_difference(context, proposal, name, path),
    )
    st.html('<h3 class="cp-h3">What that does to the score</h3>')
    if proposal.effect is not None:
        st.html(shown.effect_block(proposal.effect, context.settings.display.change_parts))
    else:
        st.html(alert(f"It could not be worked out: {proposal.problem}"))
    _draw_form(context, held, proposal)


def _draw_findings(context: Context, proposal: Proposal) -> None:
    findings = proposal.findings
    st.html(f'<h3 class="cp-h3">What was found</h3>{shown.counts_list(findings)}')
    if not findings:
        return
    frame = shown.findings_frame(findings)
    alt = f"{plural(len(frame), 'finding')}: file, row, column, what happens, why, how to mend it."
    st.dataframe(frame, hide_index=True, width="stretch", key="findings", alt=alt,
                 height="content" if len(frame) < 8 else 300)  # fmt: skip
    about = {"title": "findings", "data version compared with": proposal.parent.id, "day": str(context.today)}
    st.download_button(
        "All findings (CSV)", lambda: csv_bytes(frame, about), file_name="findings.csv", mime="text/csv",
        on_click="ignore", key="findings-file",
    )  # fmt: skip


def draw_rows(
    context: Context,
    differences: Mapping[str, Difference],
    name: str,
    write: Callable[[str, Path], Path],
) -> None:
    """The rows that differ, a table at a time: changed cells old and new, rows added, renamed, removed; all as CSV."""
    titles = titles_of(context)
    table = next(iter(differences))
    if len(differences) > 1:
        table = st.selectbox("Rows of", list(differences), key=f"rows-{name}", width=520,
                             format_func=lambda one: titles.get(one, one))  # fmt: skip
    found = differences[table]
    parts = (
        ("Changed cells", found.cells, found.counts["changed"]),
        ("Rows added", found.added, found.counts["added"]),
        ("Rows under a new id", found.renames, found.counts["renamed"]),
        ("Rows removed", found.removed, found.counts["removed"]),
    )
    for title, frame, count in parts:
        if count:
            first = f"; the first {plural(len(frame), 'line')}" if len(frame) < count else ""
            st.html(f'<p class="cp-group">{esc(title)} ({plural(count, "row")}{esc(first)})</p>')
            st.dataframe(frame, hide_index=True, width="stretch", key=f"{name}-{table}-{title}",
                         height="content" if len(frame) < 8 else 280, alt=f"{title}: {plural(count, 'row')}")  # fmt: skip
    st.download_button(
        "The whole difference (CSV)", lambda: _bytes(table, write), file_name=f"difference-{table}.csv",
        mime="text/csv", on_click="ignore", key=f"difference-{name}",
    )  # fmt: skip


def _bytes(table: str, write: Callable[[str, Path], Path]) -> bytes:
    with TemporaryDirectory(prefix="chokepoint-") as folder:
        return write(table, Path(folder) / "difference.csv").read_bytes()


def _whole_difference(context: Context, proposal: Proposal, name: str, path: Path) -> Path:
    table, workspace = context.contract.table(name), context.workspace
    files = workspace.files(proposal.parent, name) if name in proposal.parent.tables else []
    new = f"read_parquet({literal(str(proposal.contents[name]))})"
    with closing(workspace.cursor()) as con:
        return write_difference(con, table, relation(files, table), new, path)


def _filled(proposal: Proposal) -> str:
    """What stands in columns that the files lack, in rows that are new."""
    words = [
        f"{esc(table)}: "
        + "; ".join(f"<b>{esc(column)}</b> {esc(value)}" for column, value in filled.items())
        for table, filled in proposal.filled.items()
        if table in proposal.differences and proposal.differences[table].counts["added"]
    ]
    return (
        f'<p class="cp-small">In columns that the file lacks, new rows take: {". ".join(words)}.</p>'
        if words
        else ""
    )


def _draw_form(context: Context, held: Desk, proposal: Proposal) -> None:
    with st.form(f"publish-{held.round}", border=False):
        st.html('<h3 class="cp-h3">Who takes it up, and why</h3>')
        left, right = st.columns([1.0, 1.6])
        author = left.text_input("Your name", key="author")
        note = right.text_input("Why, in a line", key=f"note-{held.round}")
        accepted = True
        if proposal.refused:
            accepted = st.checkbox(
                f"{plural(proposal.refused, 'refused row')} may be left out", key=f"accept-{held.round}"
            )
        draft = st.text_input(
            "Name of the draft", value=f"{context.today}-{len(context.history)}", key=f"draft-{held.round}", width=320,
            help="A draft can be opened by its link and is published or dropped later; the published data stay as they are.",
        )  # fmt: skip
        with st.container(horizontal=True):
            publishing = st.form_submit_button("Publish", type="primary", key=f"publish-now-{held.round}")
            drafting = st.form_submit_button("Keep as a draft", key=f"draft-now-{held.round}")
    if held.halted:
        held.halted = False
        st.html(
            '<p class="cp-note" role="status">Stopped: nothing was published, and nothing was changed.</p>'
        )
    if publishing or drafting:
        _take_up(context, held, proposal, author, note, accepted, draft if drafting else None)


def _take_up(
    context: Context,
    held: Desk,
    proposal: Proposal,
    author: str,
    note: str,
    accepted: bool,
    draft: str | None,
) -> None:
    place = st.empty()
    tell = stoppable(place, f"halt-{held.round}", partial(held.halt, held.round))
    try:
        made = publish(context.workspace, proposal, author, note, accepted, draft, tell)
        remember_mappings(context, held, author)
    except ChokepointError as error:
        place.html(alert(error))
        return
    held.finish(*_told(made, draft))
    st.rerun()


def _told(made: Snapshot, draft: str | None) -> tuple[str, str]:
    link = shown.link_code(base_address(), made.id)
    if draft is not None:
        return f"Kept as draft “{draft.strip()}”, version {made.id}. Whoever opens this link sees it:", link
    return f"Published as version {made.id} by {made.author}. Its link, for good:", link
