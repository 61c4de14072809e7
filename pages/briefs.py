"""Briefs: give it to someone."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import streamlit as st

from chokepoint.errors import ChokepointError
from chokepoint.share.digest import default_since, make_digest, read_since
from chokepoint.share.note import TITLE, make_note
from chokepoint.share.paper import Paper
from chokepoint.ui.briefs import matter_of
from chokepoint.ui.briefs_desk import draw_builder
from chokepoint.ui.briefs_shelf import draw_notes, draw_views
from chokepoint.ui.card import Card
from chokepoint.ui.context import Context
from chokepoint.ui.frame import current, page_head
from chokepoint.ui.layout import Slot, chosen, one
from chokepoint.ui.links import pinned_link
from chokepoint.ui.papers import RULES, draw_files, paper_card


def note_of(context: Context) -> Paper:
    """The one-page note of the question; rows that rest on a copy or an opinion alone stay out."""
    link = pinned_link(context)
    return context.kept(
        f"note-paper {link}", lambda: make_note(replace(matter_of(context, link), weak=False))
    )


def note_card(context: Context) -> Card:
    """The one-page note as it is printed (share.note.make_note)."""
    paper = note_of(context)
    subtitle = "Status, what changed, what is due, both accounts, sources: filled from records; its HTML file prints on one page."
    return paper_card(context, "note", f"{TITLE}: {paper.title}", subtitle, "as named in each line", paper)


def digest_of(context: Context, asked: str) -> Paper:
    """What changed since the day or version asked for; SinceError for what is neither."""
    link, workspace = pinned_link(context), context.workspace
    since = read_since(asked or str(default_since(matter_of(context, link))), workspace, context.today)
    versions = len(context.history)
    return context.kept(
        f"digest {versions} {since.named} {link}",
        lambda: make_digest(replace(matter_of(context, link), weak=False), since, workspace),
    )


def digest_card(context: Context, asked: str) -> Card:
    """What changed, from records only (share.digest.make_digest)."""
    paper = digest_of(context, asked)
    subtitle = (
        "Measures, observations, events, deadlines, promises, score with its causes; data revisions and method apart. Up to the "
        "real date; for a scheduler: chokepoint digest --since DATE --out FILE."
    )
    return paper_card(context, "digest", paper.title, subtitle, "as named in each line", paper)


def choose_since(context: Context) -> Slot:
    """The day or version from which the digest counts."""
    asked = st.text_input("Since (a day such as 2026-09-01, or a version of the data)", key="digest-since", width=520,
                          bind="query-params", persist_state="session",
                          placeholder=f"{context.settings.display.compare_days} days before today") or ""  # fmt: skip
    asked = asked.strip()
    return Slot(f"digest-{asked}", "What changed", lambda c: digest_card(c, asked))


context = current()
st.html(f"<style>{RULES.format(**vars(context.theme))}</style>")
page_head(
    "Give it to someone",
    "A note, a brief, a digest: what you see, with its sources",
    "Each file names its filters, versions, three clocks and every source, and says how to cite it. On this page: the one-page note, "
    '<a href="#builder">a brief</a>, <a href="#digest">the digest</a>, <a href="#views">saved views</a>, '
    '<a href="#notes">notes of colleagues</a>.',
)
one(context, Slot("note", "The one-page note", note_card))
whole = not context.question.cards
if whole:
    with suppress(ChokepointError):  # the card says what is wrong
        draw_files(context, "note", note_of(context), context.question.on)
    draw_builder(context)
    st.html('<span id="digest"></span>')
chosen(context, "digest", "What changed", choose_since)
if whole:
    with suppress(ChokepointError):
        asked = str(st.session_state.get("digest-since") or "").strip()
        draw_files(context, "digest", digest_of(context, asked), asked or "newest")
    draw_views(context)
    draw_notes(context)
