"""Which column of a table may a heading mean? By its name, and by what stands below it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pycountry

from chokepoint.contract.headings import for_upload
from chokepoint.contract.tables import Contract, Field, Table
from chokepoint.readers import dates, numbers
from chokepoint.readers.countries import from_iso2, plain_name
from chokepoint.readers.mend import WORDS, kind_of
from chokepoint.readers.own import Found

# Names this alike are offered; below it, chance decides.
ALIKE = 0.75
# Part of the values that must fit a column for the heading to be offered by its values alone.
FITTING = 0.9
VALUES = 200
COUNTRIES = "countries"
# How much the name tells, and how much the values; values of one kind fit several columns.
NAME_WEIGHT, VALUE_WEIGHT = 1.0, 0.6


@dataclass(frozen=True)
class Suggestion:
    """A table that may be meant: column → heading that may be it, and how well all of it fits (0 to 1)."""

    table: str
    columns: Mapping[str, str]
    fit: float


def suggest_tables(
    names: Sequence[str], rows: Sequence[Sequence[str]], contract: Contract
) -> list[Suggestion]:
    """The tables of the contract that the headings and values may be, best first."""
    below = _below(names, rows)
    found = [_suggest(table, contract, below) for table in contract.tables.values()]
    return sorted(found, key=lambda one: -one.fit)


def likely_columns(found: Found, contract: Contract) -> dict[str, list[str]]:
    """Missing required column → headings that belong to no column and may be it, best first."""
    table = for_upload(contract, contract.table(found.table))
    extra = [name for name in found.headings.extra if name.strip()]
    below = _below(found.names, found.sheet.head[found.row :])
    offered = {}
    for column in found.headings.missing:
        scores = {name: _score(table, table.field(column), name, below[name]) for name in extra}
        good = sorted((name for name in extra if scores[name] > 0), key=lambda name: -scores[name])
        if good:
            offered[column] = good
    return offered


def _suggest(table: Table, contract: Contract, below: Mapping[str, Sequence[str]]) -> Suggestion:
    known = for_upload(contract, table)
    scores = sorted(
        (
            (_score(known, field, name, below[name]), field.name, name)
            for field in known.fields
            for name in below
        ),
        key=lambda one: (-one[0], known.columns.index(one[1])),
    )
    columns: dict[str, str] = {}
    total = 0.0
    for score, column, name in scores:
        if score > 0 and column not in columns and name not in columns.values():
            columns[column] = name
            total += score * (column in table.required_on_upload)
    wanted = max(len(table.required_on_upload), 1)
    return Suggestion(table.name, columns, min(total / wanted, 1.0))


def _below(names: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, list[str]]:
    """Heading → values that stand below it in the first rows."""
    return {
        name: [row[place].strip() for row in rows[:VALUES] if place < len(row) and row[place].strip()]
        for place, name in enumerate(names)
        if name.strip()
    }


def _score(table: Table, field: Field, heading: str, values: Sequence[str]) -> float:
    """How well a heading and its values fit a column: 0 if neither tells enough."""
    words = [field.name, *(alias for alias, column in table.aliases.items() if column == field.name)]
    alike = max(_alike(heading, word) for word in words)
    fitting = _fitting(table, field, values)
    if values and fitting is not None and fitting < 0.5:
        return 0.0
    named = alike if alike >= ALIKE else 0.0
    valued = fitting if fitting is not None and fitting >= FITTING and values else 0.0
    return min(NAME_WEIGHT * named + VALUE_WEIGHT * valued * (1 - named), 1.0)


def _alike(heading: str, word: str) -> float:
    one, other = _plain(heading), _plain(word)
    if one and one == other:
        return 1.0
    if one and other and (set(one.split()) <= set(other.split()) or set(other.split()) <= set(one.split())):
        return 0.85
    return difflib.SequenceMatcher(None, one, other).ratio()


def _plain(heading: str) -> str:
    """Words of a heading without units in brackets."""
    return re.sub(r"[\W_]+", " ", re.sub(r"[(\[].*?[)\]]", "", heading)).strip().lower()


def _fitting(table: Table, field: Field, values: Sequence[str]) -> float | None:
    """Part of the values that the column could take; None where any text would do."""
    if not values:
        return None
    kind = kind_of(field)
    if kind == "number":
        style = numbers.Style()
        for value in values:
            style.look(value)
        return _share(values, lambda text: numbers.plain_number(text, style) is not None and text != "")
    if kind == "day":
        return _share(
            values,
            lambda text: bool(
                dates.ISO.fullmatch(text) or dates.is_ambiguous(text) or dates.read_day(text, None)
            ),
        )
    if kind == "period":
        return _share(
            values, lambda text: bool(dates.PERIOD.fullmatch(text) or dates.read_period(text, None))
        )
    if kind == "yes":
        return _share(values, lambda text: text.lower() in (*WORDS, "yes", "no"))
    if field.enum:
        return _share(values, lambda text: text in field.enum)
    if any(key.columns == (field.name,) and key.table == COUNTRIES for key in table.foreign_keys):
        return _share(values, is_country)
    return None


def _share(values: Sequence[str], fits: Callable[[str], bool]) -> float:
    return sum(map(fits, values)) / len(values)


def is_country(text: str) -> bool:
    """True if the text is a code or a common name of a country."""
    word = plain_name(text)
    if re.fullmatch(r"[A-Z]{3}", word):
        return pycountry.countries.get(alpha_3=word) is not None or word in (
            "WLD",
            "EUU",
            "ROW",
            "OTH",
            "NES",
        )
    return (
        from_iso2(word) is not None
        or pycountry.countries.get(name=word) is not None
        or pycountry.countries.get(common_name=word) is not None
    )
