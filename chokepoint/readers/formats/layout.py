"""Where in a book the headings of a format stand, and what stands under each of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from chokepoint.contract.headings import fold
from chokepoint.readers.book import Book, Sheet
from chokepoint.readers.scribe import Scribe

# Title lines stand above the headings; below this row they are sought no further.
HEADING_ROWS = 30
# Characters above which a cell is no heading, and a row not worth remembering.
LONGEST_HEADING, LONG = 2_000, 20_000


@dataclass(frozen=True)
class Layout:
    """One sheet with its headings: `places` are folded headings and their columns; `row` counts from 1."""

    sheet: Sheet
    row: int
    places: Mapping[str, int]

    def has(self, *names: str) -> bool:
        """True if all these headings stand there."""
        return all(name in self.places for name in names)

    def rows(self, scribe: Scribe) -> Iterator[tuple[int, Row]]:
        """Every record below the headings that holds something; blank ones are listed."""
        for row, cells in scribe.follow(self.sheet, self.row):
            if any(cell.strip() for cell in cells):
                yield row, Row(self.places, cells)
            else:
                scribe.skip(row, "blank_row", "empty row")

    def values(self, name: str, most: int = 200) -> list[str]:
        """The cells under a heading in the first rows, without empty ones."""
        cells = (Row(self.places, list(record)).get(name) for record in self.sheet.head[self.row :][:most])
        return [cell for cell in cells if cell]


@dataclass(frozen=True)
class Row:
    """One record, its cells found by folded heading."""

    places: Mapping[str, int]
    cells: list[str]

    def get(self, *names: str) -> str:
        """The first cell with text under these headings; empty if there is none."""
        for name in names:
            place = self.places.get(name)
            if place is not None and place < len(self.cells) and (text := tidy(self.cells[place])):
                return text
        return ""


def tidy(text: str) -> str:
    """Text without blanks, no-break spaces and byte order marks around it or doubled inside.

    Quotes around it go too: files with tabs are split without regard to them.
    """
    plain = re.sub(r"[\s\u00a0]+", " ", text).strip(" \ufeff")
    quoted = len(plain) > 1 and plain[0] == plain[-1] == '"'
    return plain[1:-1].replace('""', '"').strip() if quoted else plain


def find(book: Book, *needed: Collection[str]) -> Layout | None:
    """The first sheet and row that has all headings of one of the sets `needed`."""
    return next(find_all(book, *needed), None)


def find_all(book: Book, *needed: Collection[str]) -> Iterator[Layout]:
    """In every sheet the first row that has all headings of one of the sets `needed`."""
    for sheet in book.sheets:
        for row, record in enumerate(sheet.head[:HEADING_ROWS], start=1):
            places = places_of(record)
            if any(all(name in places for name in names) for names in needed):
                yield Layout(sheet, row, places)
                break


def places_of(record: Collection[str]) -> Mapping[str, int]:
    """Folded headings of a record and their columns; of two alike the first, empty ones left out."""
    cells = tuple(record)
    # Every format asks the same first rows; a row of long texts is not worth remembering.
    return _places(cells) if sum(map(len, cells)) < LONG else _places.__wrapped__(cells)


@lru_cache(maxsize=200)
def _places(cells: tuple[str, ...]) -> Mapping[str, int]:
    places: dict[str, int] = {}
    for place, heading in enumerate(cells):
        if len(heading) <= LONGEST_HEADING and (name := fold(tidy(heading))):
            places.setdefault(name, place)
    return MappingProxyType(places)
