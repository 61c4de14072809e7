"""The frame around every page: navigation, question bar, status line; and who may see it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from chokepoint.config import Settings
from chokepoint.errors import ChokepointError, MistakesError
from chokepoint.evidence.freshness import Freshness, freshness
from chokepoint.share.link import Unread
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
from chokepoint.ui.html import chip, day, esc
from chokepoint.ui.question import ask, draw_bar, link_parameters
from chokepoint.ui.style import style_block

CONTEXT = "_context"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def open_frame() -> Context | None:
    """Draws what stands around every page and returns the context; None if nothing may or can be shown."""
    theme, narrow = look()
    st.html(style_block(theme))
    try:
        settings, contract = read_files(config_path(dict(os.environ)))
        if not may_draw(settings, st.get_option("server.address")):
            st.html(_refusal())
            return None
        path = workspace_path(settings, dict(os.environ))
        workspace = opened(path, settings.engine.memory_limit, settings.engine.threads, contract)
        parameters = link_parameters()
        history = tuple(workspace.history())
        newest = newest_of(history)
        tables = tables_of(workspace, newest, str(path), newest.seq)
        names_known = known(history, tables, newest)
        question, unread = ask(settings, names_known, parameters)
        snapshot = newest if question.snapshot == newest.id else workspace.snapshot(question.snapshot)
        tables = tables_of(workspace, snapshot, str(path), snapshot.seq)
    except ChokepointError as error:
        st.html(_fault(error))
        return None
    context = Context(
        settings, contract, workspace, snapshot, tables, question, theme, narrow, date.today(), history
    )
    st.session_state[CONTEXT] = context
    draw_bar(question, settings, names_known, context.counts, context.names, theme)
    st.html(status_line(context) + unread_notes(unread))
    return context


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


def status_line(context: Context) -> str:
    """Versions, coverage and the one dataset that is oldest for what it may be, as HTML."""
    pinned = context.question.snapshot != context.newest.id
    parts = [
        f"Data <b>{esc(context.snapshot.id)}</b>",
        f"Method <b>{esc(context.settings.method.id)}</b>",
        f"Events complete to <b>{day(context.settings.method.scope.coverage_end)}</b>",
        _oldest(clocks(context)),
        chip("Pinned: a newer version of the data is on file") if pinned else "Living view",
    ]
    return '<div class="cp-status">' + "".join(f"<span>{part}</span>" for part in parts if part) + "</div>"


def clocks(context: Context) -> list[Freshness]:
    """Clocks of every dataset on the real day."""
    complete = {"events": context.settings.method.scope.coverage_end}

    def make() -> list[Freshness]:
        return freshness(context.tables, context.contract, context.today, complete)

    found = context.kept("clocks", make)
    # A table that could not be read may have come back since.
    return make() if any(clock.problem for clock in found) else found


def unread_notes(unread: Sequence[Unread]) -> str:
    """One visible line for everything in the link that could not be read."""
    if not unread:
        return ""
    items = "; ".join(
        f"<b>{esc(one.key)}={esc(one.value)}</b> ({esc(one.reason)}): {esc(one.used)}" for one in unread
    )
    return f'<p class="cp-note" role="status">Not understood in this link: {items}.</p>'


def page_head(question: str, finding: str, standfirst: str) -> None:
    """The head of a page: the question in words, the finding, two or three sentences (HTML)."""
    st.html(
        f'<p class="cp-question">{esc(question)}</p><h1 class="cp-h1">{esc(finding)}</h1>'
        f'<p class="cp-standfirst">{standfirst}</p>'
    )


def _oldest(found: Sequence[Freshness]) -> str:
    stale = [clock for clock in found if clock.stale]
    broken = [clock for clock in found if clock.problem]
    if broken:
        return chip(f"! {broken[0].title}: cannot be read")
    if stale:
        return chip(f"! Oldest: {stale[0].title.lower()}, to {stale[0].covers_to}")
    return "No dataset is stale"


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
