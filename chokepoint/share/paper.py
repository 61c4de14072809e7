"""What a paper to send is made of: headings, words, lists, grids and figures; text is text everywhere.

A note, a brief and a digest are papers; `paper_html`, `paper_markdown` and `paper_docx` write them as files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import pandas as pd

from chokepoint.charts.theme import Drawing
from chokepoint.share.citation import Source, licences

# Rows of a figure's table that stand in a file; the whole table is a download of the card.
MOST_ROWS = 40


class Exhibit(Protocol):
    """What a paper needs of a card; the cards of the pages are exhibits."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def subtitle(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def as_of(self) -> date | None: ...
    @property
    def alt(self) -> str: ...
    @property
    def body(self) -> Drawing | str: ...
    @property
    def table(self) -> pd.DataFrame: ...
    @property
    def sources(self) -> tuple[Source, ...]: ...
    @property
    def missing(self) -> str: ...
    @property
    def origin(self) -> str: ...


@dataclass(frozen=True)
class Heading:
    """A heading of a section."""

    text: str


@dataclass(frozen=True)
class Words:
    """A paragraph: `lead` stands out, `small` is set small, `own` is the author's, said by whom."""

    text: str
    kind: str = "plain"
    author: str = ""


@dataclass(frozen=True)
class Item:
    """One line of a list: what it is marked by (a day, a number), its words, and words set small below."""

    mark: str
    text: str
    small: str = ""


@dataclass(frozen=True)
class Items:
    """A list; a `small` one is set small."""

    items: tuple[Item, ...]
    small: bool = False


@dataclass(frozen=True)
class Grid:
    """A small table of text."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Figure:
    """A card, with the words of colleagues on it."""

    exhibit: Exhibit
    notes: tuple[Words, ...] = ()


Block = Heading | Words | Items | Grid | Figure


@dataclass(frozen=True)
class Paper:
    """A paper: the line above its title (what was asked), title, blocks, small print, how to cite it.

    `compact`: set for one printed page.
    """

    title: str
    asked: str
    blocks: tuple[Block, ...]
    foot: tuple[str, ...]
    citation: str
    compact: bool = False
    sources: tuple[Source, ...] = ()

    @property
    def figures(self) -> list[Figure]:
        """The figures, in their order."""
        return [block for block in self.blocks if isinstance(block, Figure)]


def as_frame(paper: Paper) -> pd.DataFrame:
    """The lines of a paper as rows: part, mark, text, more."""
    rows, part = [], ""
    for block in paper.blocks:
        if isinstance(block, Heading):
            part = block.text
        elif isinstance(block, Words):
            rows.append((part, "", block.text, block.author))
        elif isinstance(block, Items):
            rows += [(part, item.mark, item.text, item.small) for item in block.items]
        elif isinstance(block, Grid):
            rows += [(part, row[0], row[1] if len(row) > 1 else "", "; ".join(row[2:])) for row in block.rows]
        else:
            rows.append((part, "", block.exhibit.title, block.exhibit.alt))
    return pd.DataFrame(rows, columns=["part", "mark", "text", "more"])


def clipped(text: str, most: int) -> str:
    """The text in one line, cut at a word with "…" where it is longer."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    return line[: most - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def figure_line(card: Exhibit) -> str:
    """What stands under a figure: origins and rights, unit, day, and what is missing."""
    rights = f"; {licences(card.sources)}" if card.sources else ""
    missing = f"; {card.missing}" if card.missing else ""
    return f"Source: {card.origin}{rights}; unit: {card.unit}; as of {card.as_of}{missing}."


def table_rows(frame: pd.DataFrame, most: int = MOST_ROWS) -> Sequence[tuple[str, ...]]:
    """The first rows of a frame as text, as many as stand in a file; missing is blank."""
    return [tuple(map(cell_text, row)) for row in frame.head(most).itertuples(index=False, name=None)]


def cell_text(value: object) -> str:
    """A cell as text: days as days, numbers in full, missing blank."""
    if isinstance(value, (list, tuple)):
        return "; ".join(map(str, value))
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    if isinstance(value, pd.Timestamp):
        return str(value.date())
    if type(value).__name__ in ("bool", "bool_"):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.12g}"
    return str(value)
