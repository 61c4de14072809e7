"""Briefs: give it to someone."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from chokepoint.errors import ChokepointError
from chokepoint.share.link import SINCE
from chokepoint.ui.briefs_desk import draw_builder
from chokepoint.ui.briefs_shelf import draw_notes, draw_views
from chokepoint.ui.context import Context
from chokepoint.ui.frame import current, page_head
from chokepoint.ui.layout import Slot, chosen, one
from chokepoint.ui.links import pinned_link
from chokepoint.ui.paper_cards import digest_of, digest_slot, note_of, note_slot
from chokepoint.ui.papers import RULES, draw_files


def choose_since(context: Context) -> Slot:
    """The day or version from which the digest counts."""
    asked = st.text_input("Since (a day such as 2026-09-01, or a version of the data)", key=SINCE, width=520,
                          bind="query-params", persist_state="session",
                          placeholder=f"{context.settings.display.compare_days} days before today") or ""  # fmt: skip
    return digest_slot(asked.strip(), pinned_link(context))


context = current()
st.html(f"<style>{RULES.format(**vars(context.theme))}</style>")
page_head(
    "Give it to someone",
    "A note, a brief, a digest: what you see, with its sources",
    "Each file names its filters, versions, three clocks and every source, and says how to cite it. On this page: the one-page note, "
    '<a href="#builder">a brief</a>, <a href="#digest">the digest</a>, <a href="#views">saved views</a>, '
    '<a href="#notes">notes of colleagues</a>.',
)
one(context, note_slot(pinned_link(context)))
whole = not context.question.cards
if whole:
    with suppress(ChokepointError):  # the card says what is wrong
        draw_files(context, "note", note_of(context, pinned_link(context)), context.question.on)
    draw_builder(context)
    st.html('<span id="digest"></span>')
chosen(context, "digest", "What changed", choose_since)
if whole:
    with suppress(ChokepointError):
        asked = str(st.session_state.get(SINCE) or "").strip()
        draw_files(context, "digest", digest_of(context, asked, pinned_link(context)), asked or "newest")
    draw_views(context)
    draw_notes(context)
