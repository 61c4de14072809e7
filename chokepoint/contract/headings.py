"""Which column of a file fills which column of a table, and what there is to say about the headings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from chokepoint.contract.findings import HEADINGS
from chokepoint.contract.tables import Contract, Field, Table

# A reader that moves or drops lines writes the row numbers of its source into this column.
ROW = "_row"
SOURCES = "sources"
SOURCE_KEY = "source_key"
WEB = "^https?://"
# Characters above which a text is no heading, and not worth remembering.
LONG = 200


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
    return _folded(heading) if len(heading) < LONG else _folded.__wrapped__(heading)


@lru_cache(maxsize=10_000)
def _folded(heading: str) -> str:
    # The same few headings are held against every table.
    return re.sub(r"[\s_]+", "_", unicodedata.normalize("NFKC", heading).strip().lower())


def _all_folded(names: tuple[str, ...]) -> tuple[str, ...]:
    short = sum(map(len, names)) < LONG * 100
    return _folded_row(names) if short else _folded_row.__wrapped__(names)


@lru_cache(maxsize=100)
def _folded_row(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(fold, names))


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
    folded = _all_folded(tuple(names))
    places: dict[str, int] = {}
    aliased: dict[str, str] = {}
    for words in (own, aliases):
        # Most rows of most files hold no heading of most tables.
        if words.keys().isdisjoint(folded):
            continue
        for place, name in enumerate(names):
            column = words.get(folded[place])
            if column and column not in places and place not in places.values():
                places[column] = place
                if words is aliases and folded[place] != column:
                    aliased[name] = column
    taken = set(places.values())
    extra = tuple(name for place, name in enumerate(names) if place not in taken)
    missing = tuple(column for column in table.required_on_upload if column not in places)
    return Headings(tuple(names), places, aliased, extra, missing)


def faults(headings: Headings, table: Table, row: int = 1) -> Iterator[tuple[str, str, str, str]]:
    """What there is to say about the headings in `row`, as (rule, column, reason, fix)."""
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
    if headings.aliased or row > 1:
        read = [f'"{name}" {{}}as {column}' for name, column in headings.aliased.items()]
        said = ", ".join(text.format("" if place else "read ") for place, text in enumerate(read))
        where = f"headings found in row {row}" if row > 1 else ""
        fix = _confirm(headings, table) if headings.aliased else ""
        yield "headings_found", HEADINGS, "; ".join(filter(None, (where, said))), fix


def _confirm(headings: Headings, table: Table) -> str:
    """What the analyst should make sure of: the scale of a column read through an alias, if it has one."""
    for name, column in headings.aliased.items():
        field = table.field(column)
        if field.minimum is not None and field.maximum is not None and field.type == "number":
            return f"confirm that {name.strip()} runs from {field.minimum} to +{field.maximum.lstrip('+')}"
    return "confirm that these columns mean the same"
