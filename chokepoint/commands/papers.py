"""The commands that write papers: brief and digest, for scripts and schedulers."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from chokepoint.commands.desk import Answer, Desk, UsageError
from chokepoint.engine import Tables
from chokepoint.evidence.names import codes_of
from chokepoint.share.brief import BriefError, file_of, kind_of
from chokepoint.share.digest import SinceError, make_digest, read_since
from chokepoint.share.link import (
    BRIEF,
    CHOICES,
    SINCE,
    Known,
    Unread,
    pinned_page,
    query_of,
    read_question,
)
from chokepoint.share.matter import Matter
from chokepoint.share.note import make_note
from chokepoint.share.paper import Paper
from chokepoint.workspace.methods import keep_method


@dataclass(frozen=True)
class OfCards:
    """A brief of cards, the rules of style that its HTML file needs, and what of its link could not be read."""

    paper: Paper
    styles: str
    unread: list[str]


# Makes the brief of the cards that a link names: desk, link, and the pinned link that the brief cites.
MakeBrief = Callable[[Desk, str, str], OfCards]


def brief(desk: Desk, of_cards: MakeBrief) -> Answer:
    """The cards that a link names as a brief, or the kept brief that it opens; else the one-page note."""
    asked = desk.arguments
    kind = _kind(asked.out)
    page, keys = query_of(asked.link)
    matter, unread = _matter(desk, asked.link, asked.weak)
    if not matter.question.cards and not (page == CHOICES[BRIEF] and keys.get(BRIEF, "").strip()):
        matter = replace(matter, link=pinned_page(CHOICES[BRIEF], matter.question))
        paper = make_note(matter)
        return _written(asked.out, paper, file_of(paper, kind), matter, list(map(str, unread)))
    matter = replace(
        matter, link=pinned_page(page, matter.question, {key: keys[key] for key in CHOICES if keys.get(key)})
    )
    try:
        made = of_cards(desk, asked.link, matter.link)
    except BriefError as error:
        raise UsageError(str(error)) from error
    return _written(asked.out, made.paper, file_of(made.paper, kind, made.styles), matter, made.unread)


def digest(desk: Desk) -> Answer:
    """What changed since a day or a version of the data."""
    asked = desk.arguments
    kind = _kind(asked.out)
    matter, unread = _matter(desk, asked.link, asked.weak)
    keep_method(desk.workspace, desk.settings.method)
    try:
        since = read_since(asked.since, desk.workspace, matter.today)
    except SinceError as error:
        raise UsageError(str(error)) from error
    matter = replace(matter, link=pinned_page(CHOICES[SINCE], matter.question, {SINCE: asked.since}))
    paper = make_digest(matter, since, desk.workspace)
    return _written(asked.out, paper, file_of(paper, kind), matter, list(map(str, unread)))


def add_papers(commands: Any, common: argparse.ArgumentParser, of_cards: MakeBrief) -> None:
    """Adds these commands to those of the program."""
    paper = argparse.ArgumentParser(add_help=False)
    paper.add_argument("--out", required=True, type=Path, metavar="FILE", help=".html, .docx or .md")
    paper.add_argument(
        "--weak", action="store_true", help="also rows that rest on a copy or an opinion alone"
    )
    command = commands.add_parser(
        "brief", parents=[common, paper], help="cards of a link, or the one-page note"
    )
    command.add_argument("--link", default="", metavar="QUERY", help="address of a page, or its keys alone")
    command.add_argument("--title", default="", metavar="TEXT")
    command.add_argument("--author", default="", metavar="NAME")
    command.set_defaults(answer_with=lambda desk: brief(desk, of_cards))
    command = commands.add_parser(
        "digest", parents=[common, paper], help="what changed since a day or version"
    )
    command.add_argument("--since", required=True, metavar="DATE_OR_ID")
    command.add_argument(
        "--link", default="", metavar="QUERY", help="pair, buyer, evidence as a link has them"
    )
    command.set_defaults(answer_with=digest)


def _kind(out: Path) -> str:
    try:
        return kind_of(out.name)
    except BriefError as error:
        raise UsageError(str(error)) from error


def _matter(desk: Desk, link: str, weak: bool) -> tuple[Matter, tuple[Unread, ...]]:
    """What the link asks of which version, and what of it could not be read."""
    history = tuple(desk.workspace.history())
    newest = desk.workspace.head()
    known = Known(
        codes_of(Tables(desk.workspace, newest)), tuple(dict.fromkeys(row.id for row in history)), newest.id
    )
    question, unread = read_question(query_of(link)[1], desk.settings, known)
    snapshot = newest if question.snapshot == newest.id else desk.workspace.snapshot(question.snapshot)
    tables = Tables(desk.workspace, snapshot)
    matter = Matter(desk.settings, desk.contract, snapshot, tables, question, date.today(), "", history, weak)
    return matter, unread


def _written(out: Path, paper: Paper, data: bytes, matter: Matter, unread: Sequence[str]) -> Answer:
    try:
        out.write_bytes(data)
    except OSError as error:
        raise UsageError(f"{out} cannot be written: {error.strerror}; name a file in a folder that is there") from error  # fmt: skip
    answer = {
        "file": str(out),
        "bytes": len(data),
        "title": paper.title,
        "snapshot": matter.snapshot.id,
        "method": matter.settings.method.id,
        "link": matter.link,
        "unread": list(unread),
    }
    told = "".join(f"\nNot understood in this link: {one}" for one in unread)
    return Answer(answer, f"{paper.title}: {out}, {len(data)} bytes{told}")
