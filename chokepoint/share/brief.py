"""A brief: cards and the author's own paragraphs in the author's order, with all that a reader can check.

The cards are those of the pages; nothing here makes a number. The files are written by `file_of`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePath

from chokepoint.charts.theme import Drawing
from chokepoint.errors import ChokepointError
from chokepoint.share.citation import Source, cite
from chokepoint.share.matter import Matter, clock_words, source_line
from chokepoint.share.paper import Block, Figure, Heading, Item, Items, Paper
from chokepoint.share.paper_docx import docx_bytes
from chokepoint.share.paper_html import html_page
from chokepoint.share.paper_markdown import markdown
from chokepoint.share.pictures import pictures
from chokepoint.share.sentences import NOT_A_FORECAST

HTML, DOCX, MARKDOWN = ".html", ".docx", ".md"
KINDS = {HTML: "text/html", DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
         MARKDOWN: "text/markdown"}  # fmt: skip


class BriefError(ChokepointError):
    """A brief cannot be made as it was asked for."""


def make_brief(matter: Matter, title: str, author: str, blocks: Sequence[Block]) -> Paper:
    """The brief; every card once, every source once in the list at the end."""
    if not blocks:
        raise BriefError("the brief is empty; pick a card or write a paragraph")
    keys = [block.exhibit.key for block in blocks if isinstance(block, Figure)]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise BriefError(f"picked twice: {', '.join(twice)}; take one of them out")
    q, method = matter.question, matter.settings.method.id
    listed = _sources(block for block in blocks if isinstance(block, Figure))
    lines = tuple(Item(str(n), source_line(source)) for n, source in enumerate(listed, 1))
    rest: tuple[Block, ...] = (Heading(f"Sources ({len(lines)})"), Items(lines, small=True)) if lines else ()
    weak = (
        "Also rows that rest on a copy or an opinion alone are listed."
        if matter.weak
        else "Rows that rest on a copy or an opinion alone are not listed; the score uses all evidence."
    )
    foot = (
        f"{matter.versions}{f'; put together by {author.strip()}' if author.strip() else ''}.",
        f"Filters: {matter.asked}.",
        f"{clock_words(matter.clocks())}.",
        f"{weak} {NOT_A_FORECAST} Paragraphs set off are their author’s own; all other sentences are filled from records.",
    )
    name = title.strip() or "Brief"
    citation = cite(name, matter.snapshot.id, method, q.on, matter.today, matter.link)
    return Paper(name, matter.asked, (*blocks, *rest), foot, citation, sources=tuple(listed))


def file_of(paper: Paper, kind: str, styles: str = "") -> bytes:
    """The paper as a file of a kind (.html, .docx, .md); BriefError names the kinds there are."""
    if kind == HTML:
        return html_page(paper, styles).encode()
    if kind == MARKDOWN:
        return markdown(paper).encode()
    if kind == DOCX:
        return docx_bytes(paper, pictures(_drawings(paper)))
    raise BriefError(f"{kind or 'a file without ending'!r} is no kind of brief; take {', '.join(KINDS)}")


def kind_of(name: str) -> str:
    """The kind of file that a name asks for; BriefError names the kinds there are."""
    kind = PurePath(name).suffix.lower()
    if kind not in KINDS:
        raise BriefError(f"{name}: {kind or 'no ending'} is no kind of brief; take {', '.join(KINDS)}")
    return kind


def _drawings(paper: Paper) -> dict[str, Drawing]:
    bodies = {figure.exhibit.key: figure.exhibit.body for figure in paper.figures}
    return {key: body for key, body in bodies.items() if not isinstance(body, str)}


def _sources(figures: Iterable[Figure]) -> list[Source]:
    """Every source once, by origin and title."""
    found = {source.key: source for figure in figures for source in figure.exhibit.sources}
    return sorted(found.values(), key=lambda source: (source.origin.casefold(), source.title))
