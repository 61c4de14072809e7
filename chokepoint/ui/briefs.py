"""A brief from the cards of the pages: each as it was asked for, made anew for paper."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from chokepoint.charts.theme import LIGHT
from chokepoint.config import Settings
from chokepoint.contract import Contract
from chokepoint.errors import ChokepointError
from chokepoint.share.brief import BriefError, make_brief
from chokepoint.share.link import BRIEF, CHOICES, Question, default_question, pinned, query_of, read_question
from chokepoint.share.paper import Block, Figure, Paper, Words
from chokepoint.ui.card import Card
from chokepoint.ui.catalogue import CATALOGUE, Entry, entry_of, styles_of
from chokepoint.ui.context import Context, known, newest_of, tables_of
from chokepoint.ui.papers import matter_of
from chokepoint.ui.picked import Paragraph, Part, Pick
from chokepoint.ui.remarks import of_card, of_snapshot
from chokepoint.workspace import Workspace
from chokepoint.workspace.briefs import CARD, TEXT, Brief, kept_brief
from chokepoint.workspace.notes import Note

LOG = logging.getLogger(__name__)


def on_paper(context: Context, question: Question, weak: bool) -> Context:
    """The context of a card on paper: its own question and version of the data, light, wide."""
    here = replace(context, question=replace(question, cards=()), theme=LIGHT, narrow=False, weak=weak)
    if question.snapshot == context.snapshot.id:
        return here
    snapshot = context.workspace.snapshot(question.snapshot)
    return replace(here, snapshot=snapshot, tables=tables_of(context.workspace, snapshot))


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
    question, picks, left = _asked(context, link)
    return on_paper(context, question, context.weak), picks, left


def _asked(context: Context, link: str) -> tuple[Question, list[Pick], list[str]]:
    page, parameters = query_of(link)
    here = known(context.history, context.tables, context.newest)
    question, unread = read_question(parameters, context.settings, here)
    picks = []
    for name in question.cards:
        found = entry_of(page, name)
        if found is None:
            raise BriefError(f"page {page} has no card {name}")
        picks.append(pick_of(*found, replace(question, cards=()), parameters))
    used = {page, *(pick.page for pick in picks)}
    left = [str(one) for one in unread if CHOICES.get(one.key) not in used]
    return question, picks, left


def kept_of(context: Context, link: str) -> Brief | None:
    """The kept brief that a link opens; None for a link to anything else."""
    page, parameters = query_of(link)
    name = parameters.get(BRIEF, "").strip()
    return kept_brief(context.workspace, name) if page == CHOICES[BRIEF] and name else None


def written(parts: Sequence[Part]) -> list[tuple[str, str]]:
    """Parts as a workspace keeps them: each card as a pinned link, each paragraph as it stands."""
    return [(TEXT, part.text) if isinstance(part, Paragraph) else (CARD, part.link) for part in parts]


def parts_of(context: Context, brief: Brief) -> tuple[list[Part], list[str]]:
    """The parts of a kept brief, and what of them cannot be had here: a card that is gone costs itself only."""
    parts: list[Part] = []
    said: list[str] = []
    for kind, text in brief.parts:
        if kind == TEXT:
            parts.append(Paragraph(text))
            continue
        try:
            _, picks, unread = _asked(context, text)
        except BriefError as error:
            said.append(f"{error}; left out")
            continue
        parts += picks
        said += unread
    return parts, list(dict.fromkeys(said))


def pick_of(page: str, name: str, entry: Entry, question: Question, choices: Mapping[str, str]) -> Pick:
    """A card as a link asks for it: with the choices of its page, all others left aside."""
    own = {key: text for key, text in choices.items() if CHOICES.get(key) == page and text}

    def make(context: Context) -> Card:
        return entry.place(context, own).make(context)

    title = f"{entry.title} ({', '.join(own.values())})" if own else entry.title
    return Pick(page, name, title, question, make, urlencode(own))


def parts_of_link(context: Context, link: str) -> tuple[list[Part], list[str]]:
    """The parts of the kept brief that a link opens, or the cards that it names, or all of its page; what could not be read.

    Raises BriefError for a page without cards.
    """
    if kept := kept_of(context, link):
        return parts_of(context, kept)
    question, picks, left = _asked(context, link)
    page, parameters = query_of(link)
    entries = CATALOGUE.get(page, {})
    if not picks and not entries:
        raise BriefError(f"{page[:80]!r} is no page with cards; take the link of another one")
    every = [pick_of(page, name, entry, question, parameters) for name, entry in entries.items()]
    return [*(picks or every)], left


def bare_context(
    settings: Settings, contract: Contract, workspace: Workspace, today: date, weak: bool
) -> Context:
    """The context of the newest version and the default question, outside the app."""
    history = tuple(workspace.history())
    newest = newest_of(history)
    tables = tables_of(workspace, newest)
    question = default_question(settings, known(history, tables, newest))
    return Context(
        settings, contract, workspace, newest, tables, question, LIGHT, False, today, history, weak=weak
    )
