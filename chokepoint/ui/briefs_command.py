"""A brief from the command line: the cards are those of the pages, made without the app."""

from __future__ import annotations

from datetime import date

from chokepoint.commands.desk import Desk
from chokepoint.share.link import pinned
from chokepoint.share.paper import Paper
from chokepoint.ui.briefs import bare_context, brief_of, linked, styles_for


def brief_of_link(desk: Desk, link: str) -> tuple[Paper, str]:
    """The brief of the cards that a link names, and the rules of style that its HTML file needs."""
    weak = desk.arguments.weak
    context = bare_context(desk.settings, desk.contract, desk.workspace, date.today(), weak)
    here, picks, _ = linked(context, link)
    asked = desk.arguments
    paper = brief_of(here, picks, asked.title, asked.author, f"?{pinned(here.question)}", weak)
    return paper, styles_for(picks)
