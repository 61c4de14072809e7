"""The note and the digest as cards: on the page Briefs, and by name in a brief."""

from __future__ import annotations

from dataclasses import replace

from chokepoint.share.digest import default_since, make_digest, read_since
from chokepoint.share.note import TITLE, make_note
from chokepoint.share.paper import Paper
from chokepoint.ui.card import Card
from chokepoint.ui.context import Context
from chokepoint.ui.layout import Slot
from chokepoint.ui.papers import matter_of, paper_card


def note_of(context: Context, link: str) -> Paper:
    """The one-page note of the question; rows that rest on a copy or an opinion alone stay out."""
    return context.kept(
        f"note-paper {link}", lambda: make_note(replace(matter_of(context, link), weak=False))
    )


def digest_of(context: Context, asked: str, link: str) -> Paper:
    """What changed since the day or version asked for; SinceError for what is neither."""
    workspace = context.workspace
    since = read_since(asked or str(default_since(context.today, context.settings)), workspace, context.today)
    versions = len(context.history)
    return context.kept(
        f"digest {versions} {since.named} {link}",
        lambda: make_digest(replace(matter_of(context, link), weak=False), since, workspace),
    )


def note_slot(link: str = "") -> Slot:
    """The one-page note as it is printed (share.note.make_note); `link`: where its citation leads."""

    def make(context: Context) -> Card:
        paper = note_of(context, link)
        subtitle = "Status, what changed, what is due, both accounts, sources: filled from records; its HTML file prints on one page."
        return paper_card(
            context, "note", f"{TITLE}: {paper.title}", subtitle, "as named in each line", paper
        )

    return Slot("note", "The one-page note", make)


def digest_slot(asked: str, link: str = "") -> Slot:
    """What changed, from records only (share.digest.make_digest)."""

    def make(context: Context) -> Card:
        paper = digest_of(context, asked, link)
        subtitle = (
            "Measures, observations, events, deadlines, promises, score with its causes; data revisions and method apart. Up to the "
            "real date; for a scheduler: chokepoint digest --since DATE --out FILE."
        )
        return paper_card(context, "digest", paper.title, subtitle, "as named in each line", paper)

    return Slot(f"digest-{asked}", "What changed", make)
