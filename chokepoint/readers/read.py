"""Files as tables of the contract: what each one is, how sure that is, and everything there is to ask."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from chokepoint.config import Limits
from chokepoint.contract.canonical import hash_file
from chokepoint.contract.files import Fault
from chokepoint.contract.findings import HEADINGS, WHOLE_FILE
from chokepoint.contract.sentence import either
from chokepoint.contract.tables import Contract
from chokepoint.errors import ChokepointError
from chokepoint.readers.book import open_book
from chokepoint.readers.formats import FORMATS
from chokepoint.readers.mapping import ColumnMapping, mapped, signature
from chokepoint.readers.own import Found, as_found, find_table, first_headings, take_for
from chokepoint.readers.reading import (
    CERTAIN,
    FORMAT,
    FORMAT_COLUMN,
    MAPPING,
    PROBABLE,
    TABLE,
    UNKNOWN,
    Answers,
    Format,
    Reading,
    Recognised,
)
from chokepoint.readers.scribe import Scribe
from chokepoint.readers.sheet import ROWS, Book, FaultError, Sheet, is_blank
from chokepoint.readers.transcribe import has_rows, tell_answered, transcribe

SHOWN = 200
# The answer that a file is one of the project's own tables, not the format that it fits too.
OWN = "own"


class AnswerError(ChokepointError):
    """An answer that cannot be understood."""


@dataclass(frozen=True)
class Desk:
    """What reading one file needs: the contract, the limits, the answers, and mappings by signature."""

    contract: Contract
    limits: Limits
    answers: Mapping[str, str]
    remembered: Mapping[str, ColumnMapping]


def read_files(
    contract: Contract,
    paths: Sequence[Path],
    limits: Limits,
    folder: Path,
    answers: Answers | None = None,
    names: Mapping[Path, str] | None = None,
    remembered: Mapping[str, ColumnMapping] | None = None,
) -> list[Reading]:
    """Each file read, in the order of `paths`; tables that had to be written anew stand in `folder`.

    `names`: what the analyst calls a file whose path says otherwise; `remembered`: mappings by the signature
    of their headings. Nothing raises for what a file holds: it becomes findings.
    """
    readings = []
    for number, path in enumerate(paths):
        sha256 = hash_file(path)
        place = folder / f"{number}-{sha256[:12]}"
        place.mkdir(parents=True)
        desk = Desk(contract, limits, (answers or Answers()).of(sha256), remembered or {})
        name = (names or {}).get(path, path.name)
        readings.append(_read(desk, path, name, sha256, place))
    return readings


def _read(desk: Desk, path: Path, name: str, sha256: str, folder: Path) -> Reading:
    scribe = Scribe(desk.contract, name, folder)
    book = open_book(path, desk.limits, folder, name, sha256)
    recognised = Recognised("", "", UNKNOWN, "")
    if isinstance(book, Fault):
        _tell_fault(scribe, book)
    else:
        try:
            recognised = _recognise_and_read(desk, book, scribe)
        except FaultError as error:
            _tell_fault(scribe, error.fault)
    tables = scribe.close()
    if scribe.refused:
        tables = {}
    return Reading(
        path, sha256, recognised, tables, tuple(scribe.findings), scribe.choices, scribe.heading_row,
        scribe.records, scribe.listed, name,
    )  # fmt: skip


def _recognise_and_read(desk: Desk, book: Book, scribe: Scribe) -> Recognised:
    found = _own_tables(desk, book)
    if TABLE in desk.answers or MAPPING in desk.answers or desk.answers.get(FORMAT) == OWN:
        return _read_own(desk, book, scribe, found)
    formats = [(form, said) for form in FORMATS if (said := form.recognise(book))]
    sure = [(form, said) for form, said in formats if said.certainty == CERTAIN]
    own = bool(found) and all(one.certainty == CERTAIN for one in found)
    if not formats or (own and not sure):
        return _read_own(desk, book, scribe, found)
    answered = [one for one in formats if one[0].name == desk.answers.get(FORMAT)]
    chosen = answered or sure or formats
    if len(chosen) > 1 or (own and not answered):
        _ask_format(scribe, [form for form, _ in chosen], found if own else [])
        return Recognised("", "", UNKNOWN, "more than one reader takes the file for its own")
    return _read_foreign(desk, book, scribe, *chosen[0])


def _read_foreign(desk: Desk, book: Book, scribe: Scribe, form: Format, said: Recognised) -> Recognised:
    try:
        form.read(book, scribe, desk.answers)
    except FaultError as error:
        _tell_fault(scribe, error.fault)
    _tell_notes(book, list(book.sheets), scribe, scribe.records)
    if scribe.records and not (scribe.tables or scribe.asking or scribe.refused):
        reason = (
            f"none of its {scribe.records:,} records belongs into a table: each is listed with its reason"
        )
        scribe.tell("no_rows", reason, fix="see the findings; another download may be needed")
    return said


def _own_tables(desk: Desk, book: Book) -> list[Found]:
    """The tables of the contract in the book, each once, as answered or by their headings."""
    sheets = [sheet for sheet in book.sheets if any(not is_blank(cells) for cells in sheet.head)]
    if MAPPING in desk.answers:
        mapping = _answered_mapping(desk)
        return [one for sheet in sheets if (one := mapped(sheet, desk.contract, mapping))][:1]
    columns = {key[7:]: heading for key, heading in desk.answers.items() if key.startswith("column:")}
    if (table := desk.answers.get(TABLE)) in desk.contract.tables and sheets:
        return [take_for(sheets[0], desk.contract, str(table), columns)]
    tables: dict[str, Found] = {}
    for sheet in sheets:
        if one := find_table(sheet, desk.contract):
            if columns:
                one = as_found(sheet, desk.contract, one.table, one.row, one.names, columns, one.certainty)
            tables.setdefault(one.table, one)
    return list(tables.values())


def _read_own(desk: Desk, book: Book, scribe: Scribe, found: list[Found]) -> Recognised:
    answers, mapping = desk.answers, None
    if MAPPING in answers and found:
        mapping = _answered_mapping(desk)
    elif not found:
        found, mapping = _remembered(desk, book)
    if not found:
        return _ask_table(book, scribe)
    answers = {**(mapping.answers if mapping else {}), **answers}
    found = [one for one in found if has_rows(one)] or found[:1]
    records = 0
    for one in found:
        finish = mapping.finish if mapping else None
        records += transcribe(book, one, scribe, answers, desk.limits, finish)
        tell_answered(scribe, one, answers)
    _tell_notes(book, [one.sheet for one in found], scribe, records)
    _tell_others(book, found, scribe)
    certainty = CERTAIN if all(one.certainty == CERTAIN for one in found) else PROBABLE
    tables = f"chokepoint table{'s' * (len(found) > 1)} {', '.join(one.table for one in found)}"
    kind = "csv" if book.kind == "text" else book.kind
    return Recognised(kind, tables, PROBABLE if mapping else certainty, _why(found, mapping))


def _answered_mapping(desk: Desk) -> ColumnMapping:
    """The mapping that the analyst gave; AnswerError if it is none, or for no table of the contract."""
    try:
        mapping = ColumnMapping.from_dict(json.loads(desk.answers[MAPPING]))
    except (TypeError, ValueError) as error:
        raise AnswerError(f"answer {MAPPING}: {error}; write it as JSON with table and columns") from error
    if mapping.table not in desk.contract.tables:
        raise AnswerError(f"answer {MAPPING}: no table {mapping.table!r}; see the data dictionary")
    return mapping


def _remembered(desk: Desk, book: Book) -> tuple[list[Found], ColumnMapping | None]:
    """The first sheet whose headings a remembered mapping knows."""
    for sheet in book.sheets:
        if sheet.head and (mapping := desk.remembered.get(signature(first_headings(sheet)[1]))):
            one = mapped(sheet, desk.contract, mapping)
            return ([one], mapping) if one else ([], None)
    return [], None


def _why(found: list[Found], mapping: ColumnMapping | None) -> str:
    if mapping:
        return "its columns were mapped by hand"
    counted = [
        f"{len(one.headings.places)} of {len([name for name in one.names if name.strip()])} headings belong to"
        f" table {one.table}"
        for one in found
    ]
    return "; ".join(counted)


def _ask_table(book: Book, scribe: Scribe) -> Recognised:
    sheets = [sheet for sheet in book.sheets if any(not is_blank(cells) for cells in sheet.head)]
    if not sheets:
        _tell_fault(scribe, Fault("empty_file", "file holds nothing but blank lines", "export it again"))
        return Recognised("", "", UNKNOWN, "there is nothing in it")
    row, names = first_headings(sheets[0])
    if book.kind == "text" and len(names) == 1 and " " in names[0].strip() and _is_alone(sheets[0]):
        raise FaultError(
            Fault("unreadable_kind", f'file holds a sentence, no table: "{names[0][:SHOWN]}"', "")
        )
    reason = f"no table fits the headings {', '.join(names)[:SHOWN]}"
    fix = "choose the table and say which column is which"
    scribe.tell("unknown_table", reason, row=row, column=HEADINGS, fix=fix)
    _tell_notes(book, sheets[:1], scribe, sum(1 for _ in sheets[0].records()) - row)
    return Recognised("", "", UNKNOWN, reason)


def _is_alone(sheet: Sheet) -> bool:
    """True if a sheet has a single row that is not blank, such as the message of a server."""
    return sum(not is_blank(cells) for cells in sheet.head) == 1


def _ask_format(scribe: Scribe, formats: Sequence[Format], own: Sequence[Found]) -> None:
    """Asks which reader is to take the file, where the signatures of two fit."""
    titles = [*(f"table {one.table}" for one in own), *(form.title for form in formats)]
    names = [*([OWN] if own else []), *(form.name for form in formats)]
    reason = f"the file fits {either(titles).replace(' or ', ' and ')}"
    scribe.tell("unknown_table", reason, column=FORMAT_COLUMN, fix="choose one of them", choices=names)


def _tell_notes(book: Book, sheets: Sequence[Sheet], scribe: Scribe, records: int) -> None:
    """What is to be said of the file and of the sheets read, with their number of rows."""
    table = next(iter(scribe.tables), "") if len(scribe.tables) == 1 else ""
    for note in (*book.notes, *(note for sheet in sheets for note in sheet.notes)):
        if note.rule == "nul_bytes" and any(finding.rule == note.rule for finding in scribe.findings):
            continue  # said of each cell
        said = note.reason.replace(ROWS, f"{records:,}")
        scribe.tell(note.rule, said, table=table, row=note.row, column=note.column, fix=note.fix)
    for sheet in sheets:
        if sheet.hidden:
            scribe.tell("hidden_sheet", f'hidden sheet "{sheet.name}" was read', table=table)


def _tell_others(book: Book, found: Sequence[Found], scribe: Scribe) -> None:
    """Names the sheets that were not read: other ones, second ones of a table, those without rows."""
    read = {one.sheet.name for one in found}
    others = [sheet for sheet in book.sheets if sheet.name not in read]
    if others:
        named = ", ".join(f'"{sheet.name}"{" (hidden)" * sheet.hidden}' for sheet in others)
        reason, fix = f"not read: {named[:SHOWN]}", "send what is to be read as a file of its own"
        scribe.tell("other_sheet", reason, fix=fix)


def _tell_fault(scribe: Scribe, fault: Fault) -> None:
    scribe.tell(fault.rule, fault.reason, row=fault.row, column=fault.column or WHOLE_FILE, fix=fault.fix)
