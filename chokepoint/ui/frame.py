"""The frame around every page: navigation, question bar, status line; and who may see it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from chokepoint.config import Settings
from chokepoint.errors import ChokepointError, Mistake, MistakesError, WorkspaceError
from chokepoint.evidence.config_names import missing_names
from chokepoint.evidence.freshness import Freshness, freshness
from chokepoint.share.link import pinned
from chokepoint.ui.access import LOOPBACK
from chokepoint.ui.context import (
    Context,
    config_path,
    known,
    look,
    newest_of,
    opened,
    read_files,
    tables_of,
    workspace_path,
)
from chokepoint.ui.html import anchor, attr, chip, day, esc, unread_notes
from chokepoint.ui.layout import DRAWN
from chokepoint.ui.links import draw_links, embedded, version_links
from chokepoint.ui.picks import chosen_on
from chokepoint.ui.question import ask, draw_bar, link_parameters
from chokepoint.ui.remarks import of_snapshot, remarks_html
from chokepoint.ui.style import FRAMED, style_block
from chokepoint.workspace import DRAFT, MAIN, Workspace
from chokepoint.workspace.methods import keep_method
from chokepoint.workspace.notes import Note, notes
from chokepoint.workspace.views import start_view

CONTEXT = "_context"


def open_frame(page: str = "overview") -> Context | None:
    """Draws what stands around every page and returns the context; None if nothing may or can be shown.

    `page` is the name of the page's file.
    """
    theme, narrow = look()
    st.html(style_block(theme) + (FRAMED if embedded() else ""))
    try:
        config = config_path(dict(os.environ))
        settings, contract = read_files(config)
        if not may_draw(settings, st.get_option("server.address")):
            st.html(_refusal())
            return None
        path = workspace_path(settings, dict(os.environ))
        workspace = opened(path, settings.engine.memory_limit, settings.engine.threads, contract)
        if getattr(st.session_state.get(CONTEXT), "settings", None) is not settings:
            keep_method(workspace, settings.method)
        parameters = link_parameters(page)
        history = tuple(workspace.history())
        newest = newest_of(history)
        tables = tables_of(workspace, newest)
        names_known = known(history, tables, newest)
        question, unread = ask(settings, names_known, parameters)
        snapshot = newest
        if question.snapshot != newest.id:
            snapshot = workspace.snapshot(question.snapshot)
            tables = tables_of(workspace, snapshot)
    except ChokepointError as error:
        st.html(_fault(error))
        return None
    remarks, lost = _remarks(workspace)
    context = Context(
        settings, contract, workspace, snapshot, tables, question, theme, narrow, date.today(), history, page,
        remarks=remarks,
    )  # fmt: skip
    st.session_state[CONTEXT] = context
    st.session_state[DRAWN] = {}
    versions = ""
    if not embedded():
        draw_bar(question, settings, names_known, context.counts, context.names, theme)
        draw_links(context)
        versions = version_links(context) + (start_link(context) if page == "overview" else "")
    said = remarks_html(context, of_snapshot(context))
    lost += context.kept("config", lambda: _not_held(missing_names(settings, context.tables, config)))
    st.html(status_line(context, versions) + unread_notes(unread) + lost + said)
    return context


def close_frame(context: Context) -> None:
    """Lists the cards of the page in the sidebar; of a link to single cards, says what could not be shown."""
    drawn: dict[str, str] = st.session_state.get(DRAWN, {})
    if not embedded() and len(drawn) > 1:
        with st.sidebar:
            st.html(contents(drawn))
    asked = context.question.cards
    if not asked:
        return
    query = pinned(replace(context.question, cards=()), chosen_on(context.page))
    whole = "" if embedded() else f' <a href="?{attr(query)}" target="_self">Show the whole page</a>'
    none = "" if drawn else f"No card {' or '.join(map(esc, asked))} on this page."
    if none or whole:
        st.html(f'<p class="cp-note" role="status">{none or "Part of a page."}{whole}</p>')


def contents(drawn: Mapping[str, str]) -> str:
    """The cards of a page by their usual titles, each leading to its heading, as HTML."""
    # A card that was drawn again under another name, as that of the score with its range, stands once.
    places = {title: name for name, title in drawn.items()}
    items = "".join(f'<li><a href="#{anchor(name)}">{esc(title)}</a></li>' for title, name in places.items())
    return f'<nav class="cp-contents" aria-label="On this page"><p class="cp-group">On this page</p><ul>{items}</ul></nav>'


def current() -> Context:
    """The context of this run, for a page."""
    if CONTEXT not in st.session_state:
        # On a fresh server a link to a sub-page runs its file without dashboard.py: Streamlit takes the folder
        # pages/ for its automatic navigation until st.navigation was called once. Begin again without that.
        PagesManager.uses_pages_directory = False
        st.rerun()
    context: Context = st.session_state[CONTEXT]
    return context


def may_draw(settings: Settings, address: str | None) -> bool:
    """True on a loopback address, or anywhere when the settings open the app for reading."""
    return address in LOOPBACK or settings.server.public == "read-only"


def start_link(context: Context) -> str:
    """The team's start page, if there is one, as an HTML link; or why the saved views cannot be read."""
    try:
        view = start_view(context.workspace)
    except WorkspaceError as error:
        return chip(f"! Saved views: {error}")
    return f' · <a href=".{attr(view.link)}" target="_self">Start page: {esc(view.name)}</a>' if view else ""


def status_line(context: Context, versions: str = "") -> str:
    """Versions, coverage, the one dataset that is oldest for what it may be, and links to versions, as HTML."""
    parts = [
        f"Data <b>{esc(context.snapshot.id)}</b>",
        f"Method <b>{esc(context.settings.method.id)}</b>",
        f"Events complete to <b>{day(context.settings.method.scope.coverage_end)}</b>",
        _oldest(clocks(context)),
        _standing(context),
        versions,
    ]
    return '<div class="cp-status">' + "".join(f"<span>{part}</span>" for part in parts if part) + "</div>"


def clocks(context: Context) -> list[Freshness]:
    """Clocks of every dataset on the real day."""
    complete = {"events": context.settings.method.scope.coverage_end}

    def make() -> list[Freshness]:
        return freshness(context.tables, context.contract, context.today, complete)

    found = context.kept("clocks", lambda: context.shared("clocks", make, context.today))
    # A table that could not be read may have come back since.
    return make() if any(clock.problem for clock in found) else found


def page_head(question: str, finding: str, standfirst: str) -> None:
    """The head of a page: the question in words, the finding, two or three sentences (HTML).

    A link to single cards shows them without it.
    """
    context = st.session_state.get(CONTEXT)
    if context is not None and context.question.cards:
        return
    st.html(
        f'<p class="cp-question">{esc(question)}</p><h1 class="cp-h1">{esc(finding)}</h1>'
        f'<p class="cp-standfirst">{standfirst}</p>'
    )


def _standing(context: Context) -> str:
    """Whether the reader sees the newest version, an older one, or a draft that nobody has published."""
    asked = context.question.snapshot
    if asked == context.newest.id:
        return "Living view"
    rows = [row for row in context.history if row.id == asked]
    if rows and all(row.line != MAIN for row in rows):
        return chip(f"Draft “{rows[0].line.removeprefix(DRAFT)}”: not published")
    return chip("Pinned: a newer version of the data is on file")


def _oldest(found: Sequence[Freshness]) -> str:
    stale = [clock for clock in found if clock.stale]
    broken = [clock for clock in found if clock.problem]
    if broken:
        return chip(f"! {broken[0].title}: cannot be read")
    if stale:
        return chip(f"! Most overdue: {stale[0].title.lower()}, to {stale[0].covers_to}")
    return "No dataset is stale"


def _remarks(workspace: Workspace) -> tuple[tuple[Note, ...], str]:
    """Notes of colleagues; without them, the line that says why, as HTML: the figures stand all the same."""
    try:
        return tuple(notes(workspace)), ""
    except WorkspaceError as error:
        return (), f'<p class="cp-note" role="alert">Notes of colleagues are not shown: {esc(error)}</p>'


def _not_held(found: Sequence[Mistake]) -> str:
    items = "; ".join(esc(str(one)) for one in found)
    return (
        f'<p class="cp-note" role="alert">Left out, for this version does not hold it: {items}.</p>'
        if found
        else ""
    )


def _refusal() -> str:
    return (
        '<h1 class="cp-h1">Not shown on this address</h1><p class="cp-standfirst">This app listens on an address '
        "other machines can reach, and nobody signs in. Start it on 127.0.0.1 (the default), or set "
        "<b>server.public: read-only</b> in config.yaml if everybody who can reach it may read it.</p>"
    )


def _fault(error: ChokepointError) -> str:
    lines = [str(one) for one in error.mistakes] if isinstance(error, MistakesError) else [str(error)]
    items = "".join(f"<li>{esc(one)}</li>" for one in lines)
    return (
        '<h1 class="cp-h1">The app cannot start with these files</h1>'
        f'<ul class="cp-standfirst" role="alert">{items}</ul><p class="cp-standfirst">Mend them and reload the page.</p>'
    )
