"""Which column of a file fills which column of a table, and what there is to say about the headings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from chokepoint.contract.findings import HEADINGS
from chokepoint.contract.tables import Contract, Field, Table

# A reader that moves or drops lines writes the row numbers of its source into this column.
ROW = "_row"
SOURCES = "sources"
SOURCE_KEY = "source_key"
WEB = "^https?://"


@dataclass(frozen=True)
class Headings:
    """The headings of a file, read for one table.

    `places`: column of the table → position in the file; `aliased`: heading as written → column it was
    read as; `extra`: headings that belong to no column; `missing`: columns an upload must have.
    """

    names: tuple[str, ...]
    places: Mapping[str, int]
    aliased: Mapping[str, str]
    extra: tuple[str, ...]
    missing: tuple[str, ...]


def fold(heading: str) -> str:
    """A heading without regard to case, blanks and underscores: " Known  From" → known_from."""
    return re.sub(r"[\s_]+", "_", unicodedata.normalize("NFKC", heading).strip().lower())


def for_upload(contract: Contract, table: Table) -> Table:
    """The table with the columns, and the rule on them, by which an upload may describe its sources."""
    if not rests_on_sources(table):
        return table
    sources = contract.table(SOURCES)
    columns = (_source_column(sources.field(column), name) for name, column in sources.aliases.items())
    return replace(table, fields=(*table.fields, *columns), rules=(*table.rules, "url_is_web"))


def rests_on_sources(table: Table) -> bool:
    """True if every row of the table names a source."""
    return table.has(SOURCE_KEY) and table.name != SOURCES and table.field(SOURCE_KEY).required


def _source_column(column: Field, name: str) -> Field:
    return replace(column, name=name, required=False, unique=False)


def read_headings(names: Sequence[str], table: Table) -> Headings:
    """The headings read for `table`: its own names first, then its aliases; the first of two wins."""
    own = {fold(column): column for column in (*table.columns, ROW)}
    aliases = {fold(alias): column for alias, column in table.aliases.items()}
    places: dict[str, int] = {}
    aliased: dict[str, str] = {}
    for words in (own, aliases):
        for place, name in enumerate(names):
            column = words.get(fold(name))
            if column and column not in places and place not in places.values():
                places[column] = place
                if words is aliases and fold(name) != column:
                    aliased[name] = column
    extra = tuple(name for place, name in enumerate(names) if place not in places.values())
    missing = tuple(column for column in table.required_on_upload if column not in places)
    return Headings(tuple(names), places, aliased, extra, missing)


def faults(headings: Headings, table: Table) -> Iterator[tuple[str, str, str, str]]:
    """What there is to say about the headings, as (rule, column, reason, fix)."""
    for column in headings.missing:
        meaning = table.field(column).description.rstrip(".")
        yield (
            "missing_column",
            column,
            f'Required column "{column}" is missing',
            f"add a column with: {meaning}; or map another column to it",
        )
    for name in headings.extra:
        yield "extra_column", name, f'column "{name}" is not part of {table.name}: left out', ""
    if headings.aliased:
        read = ", ".join(f'"{name}" read as {column}' for name, column in headings.aliased.items())
        yield "headings_found", HEADINGS, read, "confirm that these columns mean the same"
