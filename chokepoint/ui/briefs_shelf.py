"""Saved views and notes of colleagues on the page Briefs: listed, searched, made, retired, superseded."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import streamlit as st

from chokepoint.config import ROOT
from chokepoint.errors import ChokepointError, WorkspaceError
from chokepoint.share.link import query_of
from chokepoint.ui.access import READ_ONLY, writing
from chokepoint.ui.catalogue import CATALOGUE
from chokepoint.ui.context import Context
from chokepoint.ui.html import alert, attr, chip, day, esc
from chokepoint.ui.remarks import remarks_html
from chokepoint.workspace.notes import add_note, notes
from chokepoint.workspace.views import View, make_start, retire_view, save_view, views

WIDE = 520
SAID = "_shelf_said"
FIELDS = ("view-name", "view-owner", "view-note", "view-link")


def inside(link: str) -> str:
    """A link as it is saved: the page and its keys, without the address of the server.

    Raises WorkspaceError for a link to no page of the app.
    """
    page, parameters = query_of(link.strip())
    pages = {path.stem for path in (ROOT / "pages").glob("*.py")}
    if not link.strip() or page not in pages:
        raise WorkspaceError(f"{link[:80]!r} is no page of the app; copy it from “Link to this page”")
    path = "" if page == "overview" else page
    return f"/{path}?{urlencode(parameters)}" if parameters else f"/{path}"


def draw_views(context: Context) -> None:
    """The saved views, and a form for one more."""
    st.html(
        '<h2 class="cp-h2" id="views">Saved views</h2><p class="cp-sub">A link with a name and an owner. A pinned link shows the '
        "same numbers for ever, a living one follows the data.</p>"
    )
    _draw_said("view")
    me = st.text_input("Your name", key="shelf-me", width=WIDE, persist_state="session") if writing() else ""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = st.text_input("Search the views", key="view-find", width=WIDE)
        retired = st.checkbox("Also retired ones", key="view-retired")
    try:
        found = [view for view in views(context.workspace, retired) if view.tells(words or "")]
    except WorkspaceError as error:
        st.html(alert(error))
        return
    if not found:
        st.html(f'<div class="cp-empty">No saved view{f" with “{esc(words)}”" if words else " yet"}.</div>')
    for view in found:
        _draw_view(context, view, me or "")
    if not writing():
        st.html(f'<p class="cp-small">{READ_ONLY}</p>')
        return
    with st.expander("Save a view"), st.container(key="view-form"):
        for label, key in zip(("Name", "Owner", "Note", "Link of a page"), FIELDS, strict=True):
            st.text_input(label, key=key, width=WIDE)
        st.checkbox("Make it the team’s start page", key="view-start")
        st.button("Save the view", key="view-save", on_click=_try, args=("view", lambda: _save(context)))


def _draw_view(context: Context, view: View, me: str) -> None:
    marks = (chip("start page", "badge") if view.start else "") + (
        chip("retired", "badge") if view.retired else ""
    )
    note = f"<br>{esc(view.note)}" if view.note else ""
    with st.container(key=f"part-view-{view.id}", horizontal=True, vertical_alignment="center"):
        st.html(
            f'<p class="cp-part"><a href=".{attr(view.link)}" target="_self">{esc(view.name)}</a> {marks}<br>'
            f'<span class="cp-small">{esc(view.owner)}, {day(view.at.date())}{note}</span></p>',
            width="content",
        )
        if not writing():
            return
        st.button("Copy", key=f"copy-{view.id}", on_click=_copy, args=(view, me), help=f"Fill the form from {view.name}")  # fmt: skip
        if not view.retired:
            st.button("Start page", key=f"start-{view.id}", disabled=view.start, help=f"Offer {view.name} to the team first",
                      on_click=_try, args=("view", lambda: f"Start page: {make_start(context.workspace, view.id, me).name}"))  # fmt: skip
            st.button("Retire", key=f"retire-{view.id}", help=f"List {view.name} no longer",
                      on_click=_try, args=("view", lambda: f"Retired: {retire_view(context.workspace, view.id, me).name}"))  # fmt: skip


def _save(context: Context) -> str:
    name, owner, note, link = (_text(key) for key in FIELDS)
    start = bool(st.session_state["view-start"])
    made = save_view(context.workspace, name, owner, note, inside(link), _text("shelf-me"), start)
    for key in FIELDS:
        st.session_state[key] = ""
    return f"Saved: {made.name}"


def _text(key: str) -> str:
    return str(st.session_state.get(key) or "")


def _copy(view: View, me: str) -> None:
    for key, text in zip(
        FIELDS, (f"Copy of {view.name}", me or view.owner, view.note, view.link), strict=True
    ):
        st.session_state[key] = text


def draw_notes(context: Context) -> None:
    """All notes, and a form for one on an event, a card or a version."""
    st.html(
        '<h2 class="cp-h2" id="notes">Notes of colleagues</h2><p class="cp-sub">Dated and signed; shown where they belong. A note is '
        "never altered: a newer one may take its place, and the old one stays on file.</p>"
    )
    _draw_said("note")
    old = st.checkbox("Also superseded ones", key="note-old")
    try:
        found = notes(context.workspace, superseded=old)
    except WorkspaceError as error:
        st.html(alert(error))
        return
    st.html(remarks_html(context, found) or '<div class="cp-empty">No note yet.</div>')
    if not writing():
        st.html(f'<p class="cp-small">{READ_ONLY}</p>')
        return
    with st.expander("Write a note"), st.container(key="note-form"):
        on = st.segmented_control(
            "On", ["event", "card", "snapshot"], default="event", required=True, key="note-on"
        )
        try:
            names = _subjects(context, str(on))
        except ChokepointError as error:
            st.html(f'<p class="cp-note" role="alert">{esc(error)}</p>')
            names = {}
        of = st.selectbox("Which", list(names), index=None, key=f"note-of-{on}", width=WIDE, format_func=lambda code: names[code],
                          placeholder="Choose one")  # fmt: skip
        st.text_area("Note", key="note-text", max_chars=5000, width=WIDE)
        st.text_input("Link of a page (optional)", key="note-link", width=WIDE)
        earlier = {note.id: f"{note.author}, {note.at:%Y-%m-%d}: {note.text[:60]}" for note in found
                   if note.superseded_by is None and (note.on, note.of) == (on, of)}  # fmt: skip
        if earlier:
            st.selectbox("Takes the place of", list(earlier), index=None, key="note-takes", width=WIDE,
                         format_func=lambda code: earlier[code], placeholder="None")  # fmt: skip
        st.button("Keep the note", key="note-save", help="Signed with your name above the saved views",
                  on_click=_try, args=("note", lambda: _write(context, str(on))))  # fmt: skip


def _write(context: Context, on: str) -> str:
    of = _text(f"note-of-{on}")
    text, link, takes = _text("note-text"), _text("note-link"), _text("note-takes") or None
    if not of:
        raise WorkspaceError(f"no {on} is chosen; choose what the note is on")
    add_note(context.workspace, on, of, text, inside(link) if link.strip() else "", _text("shelf-me"), takes)
    for key in ("note-text", "note-link"):
        st.session_state[key] = ""
    return "The note is kept."


def _subjects(context: Context, on: str) -> dict[str, str]:
    """What a note can be on, by id."""
    if on == "snapshot":
        return {row.id: f"{row.id}, {row.at:%Y-%m-%d}, {row.note}" for row in context.history}
    if on == "card":
        return {f"{page}.{name}": f"{page.capitalize()}: {entry.title}" for page, entries in CATALOGUE.items()
                for name, entry in entries.items()}  # fmt: skip
    events = context.tables["events"].sort_values("date", ascending=False)
    return {row.event_id: f"{row.date:%Y-%m-%d} {row.headline}" for row in events.itertuples(index=False)}


def _try(what: str, act: Callable[[], str]) -> None:
    """Does it and keeps what is to be said of it for the next run."""
    try:
        st.session_state[SAID] = (what, act(), False)
    except ChokepointError as error:
        st.session_state[SAID] = (what, str(error), True)


def _draw_said(what: str) -> None:
    said = st.session_state.get(SAID)
    if said and said[0] == what:
        del st.session_state[SAID]
        role = "alert" if said[2] else "status"
        st.html(f'<p class="cp-note" role="{role}">{esc(said[1])}</p>')
