"""A brief from the command line: the cards are those of the pages, made without the app."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from chokepoint.commands.desk import Desk
from chokepoint.commands.papers import OfCards
from chokepoint.ui.briefs import bare_context, brief_of, kept_of, linked, parts_of, styles_for
from chokepoint.workspace.notes import notes


def brief_of_link(desk: Desk, link: str, pinned: str) -> OfCards:
    """The brief of the cards that a link names, or of the kept brief that it opens; `pinned`: where its citation leads."""
    asked = desk.arguments
    context = bare_context(desk.settings, desk.contract, desk.workspace, date.today(), asked.weak)
    here, picks, left = linked(context, link)
    kept = kept_of(context, link)
    if kept is None:
        paper = brief_of(here, picks, asked.title, asked.author, pinned, asked.weak)
        return OfCards(paper, styles_for(picks), left)
    parts, more = parts_of(context, kept)
    noted = replace(here, remarks=tuple(notes(desk.workspace)))
    title, author = asked.title or kept.title, asked.author or kept.author
    paper = brief_of(noted, parts, title, author, pinned, asked.weak or kept.weak, kept.noted)
    return OfCards(paper, styles_for(parts), [*left, *more])
