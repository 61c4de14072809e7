"""A brief from the cards of the pages: each as it was asked for, made anew for paper."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from chokepoint.charts.theme import LIGHT
from chokepoint.config import Settings
from chokepoint.contract import Contract
from chokepoint.engine import Tables
from chokepoint.errors import ChokepointError
from chokepoint.share.brief import BriefError, make_brief
from chokepoint.share.link import CHOICES, Question, default_question, pinned, query_of, read_question
from chokepoint.share.matter import Matter
from chokepoint.share.paper import Block, Figure, Paper, Words
from chokepoint.ui.card import Card
from chokepoint.ui.catalogue import CATALOGUE, Entry, entry_of, styles_of
from chokepoint.ui.context import Context, known, newest_of, tables_of, workspace_path
from chokepoint.ui.picked import Paragraph, Part, Pick
from chokepoint.ui.remarks import of_card, of_snapshot
from chokepoint.workspace import Workspace
from chokepoint.workspace.notes import Note

LOG = logging.getLogger(__name__)
UNREAD = "Not understood in this link: {}"


def on_paper(context: Context, question: Question, weak: bool) -> Context:
    """The context of a card on paper: its own question and version of the data, light, wide."""
    here = replace(context, question=replace(question, cards=()), theme=LIGHT, narrow=False, weak=weak)
    if question.snapshot == context.snapshot.id:
        return here
    snapshot = context.workspace.snapshot(question.snapshot)
    path = workspace_path(context.settings, dict(os.environ))
    return replace(
        here, snapshot=snapshot, tables=tables_of(context.workspace, snapshot, str(path), snapshot.seq)
    )


def matter_of(context: Context, link: str) -> Matter:
    """What papers are made from, for the question and version of a context."""
    return Matter(
        context.settings, context.contract, context.snapshot, context.tables, context.question, context.today, link,
        context.history, context.weak, context.assessment,
    )  # fmt: skip


def brief_of(
    context: Context,
    parts: Sequence[Part],
    title: str,
    author: str,
    link: str,
    weak: bool = False,
    noted: bool = False,
) -> Paper:
    """The brief. `noted`: with the notes of colleagues on its cards, on their events and on the version shown.

    A card that cannot be made says so in its place; the others stand.
    """
    main = matter_of(on_paper(context, context.question, weak), link)
    blocks: list[Block] = [remark(note) for note in of_snapshot(context)] if noted else []
    for number, part in enumerate(parts, 1):
        if isinstance(part, Paragraph):
            blocks.append(Words(part.text, "own", author.strip()))
            continue
        try:
            here = on_paper(context, part.question, weak)
            make = part.make
            card = here.kept(f"brief {part.id} {part.choices}", lambda make=make, here=here: make(here))  # type: ignore[misc]
        except Exception as error:  # as on screen: what goes wrong in a card stays in it
            LOG.error("card fault in a brief: %s", part.id, exc_info=error)
            why = str(error) if isinstance(error, ChokepointError) else "The rest is not touched by it."
            blocks.append(Words(f"{part.title}: this card could not be made. {why}"))
            continue
        found = of_card(replace(here, page=part.page), card, part.name) if noted else []
        said = [remark(note) for note in reversed(found)]
        if pinned(replace(part.question, cards=())) != pinned(replace(context.question, cards=())):
            said.insert(0, Words(f"Asked: {matter_of(here, link).asked}. Data version {here.snapshot.id}.", "small"))  # fmt: skip
        blocks.append(Figure(replace(card, key=f"{number}-{card.key}"), tuple(said)))
    return make_brief(main, title, author, blocks)


def remark(note: Note) -> Words:
    """A colleague's note as a paper shows it."""
    return Words(note.text, "own", f"{note.author}, {note.at:%Y-%m-%d}, note on this {note.on}")


def styles_for(parts: Sequence[Part]) -> str:
    """The rules that the cards of a brief need."""
    return styles_of({part.page for part in parts if isinstance(part, Pick)}, LIGHT)


def linked(context: Context, link: str) -> tuple[Context, list[Pick], list[str]]:
    """What a link asks: the context of its question, the cards it names with their choices, what could not be read.

    Raises BriefError for a card that no page has.
    """
    page, parameters = query_of(link)
    newest = context.newest
    here = known(context.history, context.tables, newest)
    question, unread = read_question(parameters, context.settings, here)
    picks = []
    for name in question.cards:
        found = entry_of(page, name)
        if found is None:
            raise BriefError(f"page {page} has no card {name}")
        picks.append(pick_of(*found, replace(question, cards=()), parameters))
    used = {page, *(pick.page for pick in picks)}
    left = [UNREAD.format(one) for one in unread if CHOICES.get(one.key) not in used]
    return on_paper(context, question, context.weak), picks, left


def pick_of(page: str, name: str, entry: Entry, question: Question, choices: Mapping[str, str]) -> Pick:
    """A card as a link asks for it: with the choices of its page, all others left aside."""
    own = {key: text for key, text in choices.items() if CHOICES.get(key) == page and text}

    def make(context: Context) -> Card:
        return entry.place(context, own).make(context)

    return Pick(page, name, entry.title, question, make, urlencode(own))


def cards_of_link(context: Context, link: str) -> tuple[Context, list[Pick]]:
    """The cards that a link names, or all of its page, with the link's choices; BriefError for a page without any."""
    here, picks, _ = linked(context, link)
    page, parameters = query_of(link)
    entries = CATALOGUE.get(page, {})
    if not picks and not entries:
        raise BriefError(
            f"page {page} has no cards for a brief; open the view, and take its files from there"
        )
    every = [pick_of(page, name, entry, here.question, parameters) for name, entry in entries.items()]
    return here, picks or every


def bare_context(
    settings: Settings, contract: Contract, workspace: Workspace, today: date, weak: bool
) -> Context:
    """The context of the newest version and the default question, outside the app."""
    history = tuple(workspace.history())
    newest = newest_of(history)
    tables = Tables(workspace, newest)
    question = default_question(settings, known(history, tables, newest))
    return Context(
        settings, contract, workspace, newest, tables, question, LIGHT, False, today, history, weak=weak
    )
