"""Files in the project's own tables: to which one do the headings belong, and in which row do they stand?

The name of a file says nothing: only its headings are looked at, in the first rows of each sheet.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from chokepoint.contract.headings import Headings, for_upload, read_headings
from chokepoint.contract.tables import Contract, Table
from chokepoint.readers.reading import CERTAIN, PROBABLE, UNKNOWN
from chokepoint.readers.sheet import Sheet, is_blank, without_nul

# A file that lacks required columns is still taken for a table if this share of both fits it: the check
# can then name what is missing.
ENOUGH = 0.75
# Rows in which headings are looked for: titles and notes above a table are rarely longer.
HEADING_ROWS = 30


@dataclass(frozen=True)
class Recognised:
    """The table of the contract that headings belong to, and how certain that is; None if none fits."""

    table: str | None
    certainty: str


@dataclass(frozen=True)
class Found:
    """A table in a sheet: its headings, as written, and the row in which they end."""

    sheet: Sheet
    table: str
    certainty: str
    row: int
    names: tuple[str, ...]
    headings: Headings


def recognise(
    names: Sequence[str], contract: Contract, known: Mapping[str, Table] | None = None
) -> Recognised:
    """The table whose columns and aliases the headings fit best, among those with all required columns.

    Certain if every heading belongs to it and no other table fits as well. `known`: what `uploads` gives, where
    many rows are asked.
    """
    read = {name: read_headings(names, table) for name, table in (known or uploads(contract)).items()}
    complete = {name: _fit(found, contract, name) for name, found in read.items() if not found.missing}
    if complete:
        best = max(complete, key=lambda name: complete[name])
        alone = sum(fit == complete[best] for fit in complete.values()) == 1
        extra = any(heading.strip() for heading in read[best].extra)
        return Recognised(best, CERTAIN if alone and not extra else PROBABLE)
    nearly = {
        name: _fit(found, contract, name)
        for name, found in read.items()
        if len(found.places) >= ENOUGH * len(names) and _present(found, contract, name) >= ENOUGH
    }
    return (
        Recognised(max(nearly, key=lambda name: nearly[name]), PROBABLE)
        if nearly
        else Recognised(None, UNKNOWN)
    )


def uploads(contract: Contract) -> dict[str, Table]:
    """Every table with the columns that an upload of it may have."""
    return {name: for_upload(contract, table) for name, table in contract.tables.items()}


def find_table(sheet: Sheet, contract: Contract) -> Found | None:
    """The table of the contract that the sheet holds, by the first of its rows that are headings.

    Headings in two rows, the upper over several columns, are joined.
    """
    likely: Found | None = None
    known = uploads(contract)
    for row, names in candidates(sheet):
        said = recognise(names, contract, known)
        if said.table is not None:
            found = as_found(sheet, contract, said.table, row, names, certainty=said.certainty)
            if not found.headings.missing:
                return _with_row_below(found, contract)
            likely = likely or found
    return likely


def _with_row_below(found: Found, contract: Contract) -> Found:
    """The headings joined with the row below, if more columns are known so: units and sides stand there."""
    for row, names in candidates(found.sheet):
        if row == found.row + 1 and len(names) >= len(found.names):
            joined = as_found(found.sheet, contract, found.table, row, names, certainty=found.certainty)
            if len(joined.headings.places) > len(found.headings.places):
                return joined
    return found


def take_for(sheet: Sheet, contract: Contract, table: str, columns: Mapping[str, str]) -> Found:
    """The sheet as the table that the analyst named; `columns`: column → heading, as answered."""
    row, names = first_headings(sheet)
    best = max(
        candidates(sheet),
        key=lambda one: len(read_headings(one[1], for_upload(contract, contract.table(table))).places),
        default=(row, names),
    )
    known = read_headings(best[1], for_upload(contract, contract.table(table)))
    row, names = best if known.places else (row, names)
    return as_found(sheet, contract, table, row, names, columns)


def as_found(
    sheet: Sheet,
    contract: Contract,
    table: str,
    row: int,
    names: tuple[str, ...],
    columns: Mapping[str, str] | None = None,
    certainty: str = CERTAIN,
) -> Found:
    """The table with its headings read; `columns` (column → heading) goes before names and aliases."""
    known = for_upload(contract, contract.table(table))
    renamed = list(names)
    for column, heading in (columns or {}).items():
        if heading in names and known.has(column):
            renamed = [f"{name} (left out)" if name == column else name for name in renamed]
            renamed[names.index(heading)] = column
    return Found(sheet, table, certainty, row, names, read_headings(renamed, known))


def candidates(sheet: Sheet) -> list[tuple[int, tuple[str, ...]]]:
    """Rows that may be headings, with the row in which they end; then pairs of rows, joined."""
    rows = [
        (row, cells) for row, cells in enumerate(sheet.head[:HEADING_ROWS], start=1) if not is_blank(cells)
    ]
    single = [(row, _trimmed(cells)) for row, cells in rows]
    joined = [
        (row, _trimmed(_joined(upper, lower)))
        for (above, upper), (row, lower) in pairwise(rows)
        if row == above + 1 and any(not cell.strip() for cell in upper)
    ]
    return [*single, *joined]


def first_headings(sheet: Sheet) -> tuple[int, tuple[str, ...]]:
    """The first row with more than one cell filled, else the first row that is not blank."""
    rows = [(row, _trimmed(cells)) for row, cells in enumerate(sheet.head, start=1) if not is_blank(cells)]
    return next(
        (found for found in rows if sum(bool(cell.strip()) for cell in found[1]) > 1),
        rows[0] if rows else (1, ()),
    )


def _trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    """The cells without empty ones at the end."""
    names = [without_nul(cell) for cell in cells]
    while names and not names[-1].strip():
        names.pop()
    return tuple(names)


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Two rows of headings as one: the upper one is carried on over the columns that it spans."""
    names, carried = [], ""
    for place in range(max(len(upper), len(lower))):
        above = upper[place].strip() if place < len(upper) else ""
        below = lower[place].strip() if place < len(lower) else ""
        carried = above or carried
        names.append(re.sub(r"\s+", " ", f"{carried} {below}" if below and carried else below or above))
    return names


def _fit(found: Headings, contract: Contract, name: str) -> tuple[int, float]:
    """Headings that belong to the table, then the share of its columns that are there."""
    return len(found.places), len(found.places) / len(contract.table(name).columns)


def _present(found: Headings, contract: Contract, name: str) -> float:
    required = contract.table(name).required_on_upload
    return 1 - len(found.missing) / len(required)
