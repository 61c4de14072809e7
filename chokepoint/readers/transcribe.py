"""A sheet that holds a table of the contract, handed to the scribe row by row, mended where it must be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from chokepoint.config import Limits
from chokepoint.contract.files import Fault, long_cell, ragged
from chokepoint.contract.findings import HEADINGS, NOTE
from chokepoint.contract.headings import ROW, faults, for_upload
from chokepoint.readers.large import count_if_clean
from chokepoint.readers.mend import Cells, Mender, tell_nul
from chokepoint.readers.own import Found
from chokepoint.readers.scribe import Scribe
from chokepoint.readers.sheet import NUL, Book, FaultError, is_blank
from chokepoint.readers.suggest import likely_columns

DATA, BLANK, BELOW = "data", "blank", "below"
# A table this wide has no record with a single filled cell: such lines below it are notes.
NOTES_FROM = 3
# The answer that no heading is the missing column.
NONE = "none"
SOURCE_WORDS = ("source", "quelle", "fuente", "来源")


def transcribe(
    book: Book,
    found: Found,
    scribe: Scribe,
    answers: Mapping[str, str],
    limits: Limits,
    finish: Callable[[Cells], Cells] | None = None,
) -> int:
    """Hands the rows of the table to the scribe; their number. Clean text files are taken as they are.

    `finish` completes each mended row, as a mapping of columns does with units and constants.
    """
    table = for_upload(scribe.contract, scribe.contract.table(found.table))
    columns = {name: place for name, place in found.headings.places.items() if name != ROW}
    mender = Mender(table, columns, answers, scribe)
    scribe.heading_row = found.row
    counted = count_if_clean(found, mender, limits)
    sound, records = (True, counted) if counted else _look(book, found, mender, scribe, limits)
    offered = _offered(found, scribe, answers)
    plain = found.sheet.plain if found.sheet.delimiter == "," else None
    if plain and sound and not offered and not finish and not mender.untidy and _as_it_stands(found):
        scribe.adopt(found.table, plain, records)
        return records
    _tell_headings(found, scribe, offered)
    if not scribe.refused:
        _write(found, mender, scribe, finish or dict)
        mender.finish()
    return records


def _look(book: Book, found: Found, mender: Mender, scribe: Scribe, limits: Limits) -> tuple[bool, int]:
    """True if the file needs no care, and the number of data rows; faults are told, evidence is taken."""
    sound, records, width = True, 0, len(found.sheet.head[found.row - 1])
    for row, cells, kind in rows_below(found):
        sound = sound and kind == DATA and NUL not in "".join(cells)
        if kind != DATA:
            continue
        records += 1
        if records > limits.rows:
            raise FaultError(Fault("too_many_rows", f"more than {limits.rows:,} rows", "split the file"))
        for fault in _faults(book, found, row, cells, width, limits):
            sound = False
            scribe.tell(
                fault.rule, fault.reason, table=found.table, row=row, column=fault.column, fix=fault.fix
            )
        mender.look(row, cells)
    if records == 0:
        reason, fix = "headings found, but no data rows", "check the filter used for the export"
        scribe.tell("no_rows", reason, table=found.table, fix=fix)
    return sound, records


def _faults(
    book: Book, found: Found, row: int, cells: Sequence[str], width: int, limits: Limits
) -> Iterator[Fault]:
    if book.kind == "text" and len(cells) != width and not (len(cells) == width + 1 and not cells[-1]):
        yield ragged(row, len(cells), width)
    if sum(map(len, cells)) > limits.cell_characters:
        for place, cell in enumerate(cells):
            if len(cell) > limits.cell_characters:
                name = found.names[place] if place < len(found.names) else f"column {place + 1}"
                yield long_cell(row, name, limits.cell_characters)


def has_rows(found: Found) -> bool:
    """True if a record stands below the headings."""
    return any(kind == DATA for _, _, kind in rows_below(found))


def rows_below(found: Found) -> Iterator[tuple[int, Sequence[str], str]]:
    """The rows below the headings: data, blank, or a line of notes below the table.

    Lines of text files without anything in them are no rows.
    """
    held: list[tuple[int, list[str], str]] = []
    for row, cells in enumerate(found.sheet.read(), start=1):
        if row <= found.row or not cells:
            continue
        if is_blank(cells):
            held.append((row, cells, BLANK))
        elif len(found.names) >= NOTES_FROM and sum(bool(cell.strip()) for cell in cells) == 1:
            held.append((row, cells, BELOW))
        else:
            yield from ((number, line, DATA if kind == BELOW else kind) for number, line, kind in held)
            held.clear()
            yield row, cells, DATA
    if not any(kind == BELOW and _is_record(line) for _, line, kind in held):
        yield from held
    else:
        yield from ((number, line, kind if kind == BLANK else DATA) for number, line, kind in held)


def _is_record(cells: Sequence[str]) -> bool:
    """True if the only filled cell does not stand first, where notes stand."""
    return not cells[0].strip()


def _as_it_stands(found: Found) -> bool:
    return found.row == 1 and tuple(found.headings.names) == found.names


def _offered(found: Found, scribe: Scribe, answers: Mapping[str, str]) -> dict[str, list[str]]:
    """Missing required column → headings that may be it, of which the analyst has not spoken yet."""
    likely = likely_columns(found, scribe.contract)
    return {column: names for column, names in likely.items() if f"column:{column}" not in answers}


def _tell_headings(found: Found, scribe: Scribe, offered: Mapping[str, Sequence[str]]) -> None:
    """What the headings are read as, and which column may be a missing one; the rest is left to the check."""
    table = scribe.contract.table(found.table)
    for rule, column, reason, fix in faults(found.headings, table, found.row):
        if rule != "missing_column" and (rule != "extra_column" or column.strip()):
            scribe.tell(rule, reason, table=found.table, row=found.row, column=column, fix=fix)
    for column, headings in offered.items():
        reason = f'Required column "{column}" is missing; {_listed(headings)} may be it'
        scribe.tell(
            "map_column",
            reason,
            table=found.table,
            row=found.row,
            column=column,
            fix="say which column it is, or none",
            choices=(*headings, NONE),
        )


def _listed(headings: Sequence[str]) -> str:
    return " or ".join(f'"{heading}"' for heading in headings)


def _write(found: Found, mender: Mender, scribe: Scribe, finish: Callable[[Cells], Cells]) -> None:
    own = found.headings.places.get(ROW)
    extra = [
        (place, name) for place, name in enumerate(found.names) if place not in found.headings.places.values()
    ]
    for row, cells, kind in rows_below(found):
        scribe.begin(found.sheet, row)
        if kind == DATA:
            for place, name in extra:
                if place < len(cells) and NUL in cells[place]:
                    tell_nul(scribe, found.table, row, name, cells[place])
            told = cells[own] if own is not None and own < len(cells) else ""
            number = int(told) if told.isdecimal() else row
            scribe.write(found.table, number, finish(mender.mend(number, cells)), record=row)
        elif kind == BLANK:
            scribe.skip(row, "blank_row", "blank row skipped", table=found.table)
        else:
            what = "source line" if cells[0].strip().lower().startswith(SOURCE_WORDS) else "line of notes"
            text = cells[0].strip()
            scribe.skip(row, "blank_row", f"{what} below the table skipped", table=found.table, value=text)


def tell_answered(scribe: Scribe, found: Found, answers: Mapping[str, str]) -> None:
    """Notes which table, and which columns, the analyst named."""
    if "table" in answers:
        reason = f"read as table {found.table}, as answered"
        scribe.tell("unknown_table", reason, table=found.table, column=HEADINGS, severity=NOTE)
    for column in found.headings.places:
        if heading := answers.get(f"column:{column}"):
            reason = f'"{heading}" read as {column}, as answered'
            scribe.tell("map_column", reason, table=found.table, column=column, severity=NOTE)
