"""Addresses of what a reader sees: pinned, living, and of one card alone; and where to copy them."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode, urlsplit

import streamlit as st

from chokepoint.risk.scenario_levers import Levers
from chokepoint.risk.scenario_presets import of_deadlines
from chokepoint.share.digest import default_since
from chokepoint.share.link import CHOICES, SINCE, Known, living, pinned
from chokepoint.ui.context import Context, known
from chokepoint.ui.filters import calendar_day
from chokepoint.ui.html import attr
from chokepoint.ui.picks import chosen_on

# Key of a link that names the scenarios side by side.
PRESET_KEY = "scenario"


def embedded() -> bool:
    """True in a frame of another page (`?embed=true`, Streamlit's own key)."""
    return bool(st.context.is_embedded)


def choices_of(context: Context) -> dict[str, str]:
    """The choices of the page's cards as a pinned link carries them: a day that moves with the calendar is written out."""
    moving = (
        {SINCE: str(default_since(context.today, context.settings))} if context.page == CHOICES[SINCE] else {}
    )
    return {**moving, **chosen_on(context.page)}


def pinned_link(context: Context) -> str:
    """The address of this page with every key of the question: it shows the same numbers next year."""
    return _address(pinned(context.question, choices_of(context)))


def living_link(context: Context) -> str:
    """The address of this page that follows the data: only what differs from the default."""
    return _address(_living(context))


def card_link(context: Context, name: str) -> str:
    """The pinned address of one card alone, fit for a frame of another page."""
    alone = replace(context.question, cards=(name,))
    return _address(pinned(alone, choices_of(context)) + "&embed=true")


def version_links(context: Context) -> str:
    """From the newest version to this one kept, and from a pinned one to the newest, as HTML links."""
    q = context.question
    if q.snapshot == context.newest.id:
        query, words = pinned(q, choices_of(context)), "Keep this version"
    else:
        follows = replace(context, question=replace(q, snapshot=context.newest.id))
        query, words = _living(follows), "Go to the newest"
    return f'<a href="?{attr(query)}" target="_self">{words}</a>'


def what_if_links(context: Context) -> dict[str, str]:
    """Deadline → address on this site of the scenario in which nobody acts; only those on which something follows."""
    # Pinned, as cards are kept: the same card must lead to the same numbers when a newer version is out.
    asked = pinned(replace(context.question, cards=()))
    return {
        preset.name: f"scenarios?{asked}&{urlencode({PRESET_KEY: preset.name})}"
        for preset in of_deadlines(context.tables, calendar_day(context))
        if preset.levers != Levers()
    }


def draw_links(context: Context) -> None:
    """A button in the sidebar that opens the two addresses of the page."""
    with st.sidebar:
        links = st.popover("Link to this page", type="tertiary", key="page-link", on_change="rerun")
        if links.open:
            with links:
                st.html('<p class="cp-group">Pinned: the same numbers next year</p>')
                st.code(pinned_link(context), language=None, wrap_lines=True)
                st.html('<p class="cp-group">Living: follows the data</p>')
                st.code(living_link(context), language=None, wrap_lines=True)


def _living(context: Context) -> str:
    here: Known = known(context.history, context.tables, context.snapshot)
    return living(context.question, context.settings, here, chosen_on(context.page))


def _address(query: str) -> str:
    parts = urlsplit(st.context.url or "")
    origin = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return f"{origin}{parts.path}?{query}" if origin else f"?{query}"
