"""Workbooks: values as text, by python-calamine, once nothing in them can do harm."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from chokepoint.config import Limits
from chokepoint.contract.files import Fault
from chokepoint.readers.pack import allowed, damaged, part
from chokepoint.readers.sheet import FaultError, Sheet

ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
MACROS = "_VBA_PROJECT".encode("utf-16-le")
ACTIVE = re.compile(
    r"vbaProject|/externalLinks/|/macrosheets/|/activeX/|/embeddings/|^(Basic|Scripts)/", re.I
)
ENTITIES = re.compile(rb"<!(DOCTYPE|ENTITY)", re.I)
VALUE_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>/]*>(?!</c>)')
ERROR_CELL = re.compile(rb'<c r="([A-Z]+\d+)"[^>]*\bt="e"')
UNCOUNTED = re.compile(rb'<c r="([A-Z]+\d+)"[^>]*><f[^>]*>[^<]*</f>(?:<v\s*/>|<v></v>)?</c>')
HIDDEN_ROW = re.compile(rb'<row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*\br="(\d+)"')
STYLED_CELL = re.compile(rb'<c\b(?=[^>]*\br="([A-Z]+)(\d+)")(?=[^>]*\bs="(\d+)")[^>]*>')
# Number formats that every workbook has without naming them: 0 % and 0.00 %.
PERCENT_FORMATS = (b"9", b"10")
REPEATED_ROWS = re.compile(rb'number-rows-repeated="(\d+)"')
REPEATED_VALUES = re.compile(rb'<table:table-cell\b(?=[^>]*office:value)[^>]*number-columns-repeated="(\d+)"')
# A sheet of an OpenDocument program ends in one row that stands for all the empty ones left.
LAST_ROW = 1 << 20
# Records of an .xlsb sheet: the head of a row, and the cells that hold something.
ROW_RECORD, CELL_RECORDS = 0, range(2, 12)
NAMED = 5


@dataclass
class Facts:
    """What the parts of a workbook tell besides its values, by the name of the part."""

    errors: dict[str, list[str]] = field(default_factory=dict)
    uncounted: dict[str, list[str]] = field(default_factory=dict)
    hidden: dict[str, set[bytes]] = field(default_factory=dict)
    percent: dict[str, set[tuple[int, int]]] = field(default_factory=dict)
    percent_styles: frozenset[bytes] = frozenset()
    parts: dict[str, str] = field(default_factory=dict)


def open_ole(path: Path, limits: Limits) -> list[Sheet]:
    """The sheets of an old workbook (.xls); raises FaultError for a password, macros or damage."""
    content = path.read_bytes()
    if ENCRYPTED in content:
        raise FaultError(_password())
    if MACROS in content:
        raise FaultError(_active("macros"))
    return _sheets(path, limits, Facts())


def open_workbook(path: Path, pack: zipfile.ZipFile, limits: Limits) -> list[Sheet]:
    """The sheets of a workbook in a zip; raises FaultError for anything that must not be opened."""
    for member in pack.infolist():
        if found := ACTIVE.search(member.filename):
            raise FaultError(_active(found[0].strip("/")))
    facts, left = Facts(), allowed(path, limits)
    if "xl/styles.xml" in pack.namelist():
        facts.percent_styles = _percent_styles(
            b"".join(part(pack, pack.getinfo("xl/styles.xml"), left, "workbook", limits))
        )
    for member in pack.infolist():
        tail, cells, seen = b"", (0, 0), 0
        for chunk in part(pack, member, left, "workbook", limits):
            seen += len(chunk)
            text = tail + chunk
            if b"\0<\0!\0" in text[:4096] or text[:2] in (b"\xff\xfe", b"\xfe\xff"):
                text = text.replace(b"\0", b"")
            if member.filename.endswith((".xml", ".rels", ".vml")) and ENTITIES.search(text):
                reason, mend = (
                    "workbook contains XML entity declarations",
                    "save it again in a spreadsheet program",
                )
                raise FaultError(Fault("xml_entities", reason, mend))
            cells = _look(member.filename, text, cells, facts, limits)
            tail = text[-4096:]
        left -= seen
        if member.filename.startswith("xl/worksheets/") and member.filename.endswith(".bin"):
            _refuse_area(binary_area(pack.read(member)), limits)
    _name_parts(pack, facts)
    return _sheets(path, limits, facts)


def as_text(value: Any) -> str:
    """A cell as text: ISO days, shortest numbers, TRUE or FALSE; nothing for what is empty."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return "" if value is None else str(value)


def binary_area(content: bytes) -> int:
    """Last row times last column of a sheet of an .xlsb, told by its records: number, length, content."""
    place = rows = columns = 0
    while place < len(content):
        kind, place = _varied(content, place, 2)
        length, place = _varied(content, place, 4)
        if kind == ROW_RECORD:
            rows = max(rows, int.from_bytes(content[place : place + 4], "little") + 1)
        elif kind in CELL_RECORDS:
            columns = max(columns, int.from_bytes(content[place : place + 4], "little") + 1)
        place += length
    return rows * columns


def _varied(content: bytes, place: int, most: int) -> tuple[int, int]:
    """A number of seven bits a byte, the last one below 128, and the place behind it."""
    number = 0
    for step in range(most):
        if place >= len(content):
            break
        byte = content[place]
        place += 1
        number |= (byte & 127) << 7 * step
        if byte < 128:
            break
    return number, place


def _sheets(path: Path, limits: Limits, facts: Facts) -> list[Sheet]:
    try:
        # By its content: from_path would believe the name.
        book = CalamineWorkbook.from_filelike(BytesIO(path.read_bytes()))
        named = list(book.sheets_metadata)
    except PasswordError as error:
        raise FaultError(_password()) from error
    except (CalamineError, OSError, ValueError) as error:
        raise FaultError(damaged(f"workbook is damaged: {str(error)[:200]}")) from error
    return [
        Sheet(
            sheet.name,
            partial(_records, book, place, frozenset(facts.percent.get(facts.parts.get(sheet.name, ""), ()))),
            hidden=sheet.visible != SheetVisibleEnum.Visible,
            limits=limits,
            notes=tuple(_sheet_notes(sheet.name, facts)),
        )
        for place, sheet in enumerate(named)
    ]


def _records(book: CalamineWorkbook, place: int, percent: frozenset[tuple[int, int]]) -> Iterator[list[str]]:
    try:
        sheet = book.get_sheet_by_index(place)
    except CalamineError as error:
        # Sheets of charts or dialogues hold no cells.
        if "not found" in str(error).lower() or "worksheet" in str(error).lower():
            return
        raise FaultError(damaged(f"workbook is damaged: {str(error)[:200]}")) from error
    if sheet.start is None:
        return
    # Rows are given from the first on, columns only from the first that is filled.
    margin = [""] * sheet.start[1]
    for row, cells in enumerate(sheet.iter_rows(), start=1):
        values = [*margin, *cells]
        texts = list(map(as_text, values))
        if percent:
            for column, value in enumerate(values):
                if isinstance(value, float) and (row, column + 1) in percent:
                    texts[column] = _as_percent(value)
        yield texts


def _as_percent(value: float) -> str:
    """A fraction that the spreadsheet shows as a percentage: 0.85 → 85%."""
    return f"{(Decimal(repr(value)) * 100).normalize():f}%"


def _look(name: str, text: bytes, cells: tuple[int, int], facts: Facts, limits: Limits) -> tuple[int, int]:
    """Notes error cells and formulas never calculated; refuses a sheet whose far corner costs all memory."""
    if name.endswith("content.xml"):
        _refuse_repetition(text, limits)
        return cells
    if "/worksheets/" not in name:
        return cells
    rows, columns = cells
    for letters, number in VALUE_CELL.findall(text):
        rows, columns = max(rows, int(number)), max(columns, _column(letters))
    _refuse_area(rows * columns, limits)
    if facts.percent_styles:
        found = facts.percent.setdefault(name, set())
        found.update(
            (int(number), _column(letters))
            for letters, number, style in STYLED_CELL.findall(text)
            if style in facts.percent_styles
        )
    facts.hidden.setdefault(name, set()).update(HIDDEN_ROW.findall(text))
    facts.errors.setdefault(name, []).extend(cell.decode() for cell in ERROR_CELL.findall(text))
    facts.uncounted.setdefault(name, []).extend(cell.decode() for cell in UNCOUNTED.findall(text))
    return rows, columns


def _refuse_repetition(text: bytes, limits: Limits) -> None:
    """Refuses an OpenDocument sheet that repeats cells with values more often than memory allows."""
    repeated = [int(number) for number in REPEATED_ROWS.findall(text)]
    rows = max((number for number in repeated if number < LAST_ROW // 2), default=1)
    for number in REPEATED_VALUES.findall(text):
        _refuse_area(int(number) * rows, limits)


def _refuse_area(area: int, limits: Limits) -> None:
    if area > limits.cells:
        reason = f"a sheet spans {area:,} cells; limit {limits.cells:,}"
        mend = "delete what stands far right of and below the table"
        raise FaultError(Fault("too_many_rows", reason, mend))


def _percent_styles(styles: bytes) -> frozenset[bytes]:
    """Numbers of the cell styles that show a fraction as a percentage: their cells are told as 85%."""
    formats = set(PERCENT_FORMATS)
    for tag in re.findall(rb"<numFmt\b[^>]*>", styles):
        code, key = re.search(rb'formatCode="([^"]*)"', tag), re.search(rb'numFmtId="(\d+)"', tag)
        if code and key and b"%" in re.sub(rb"&quot;.*?&quot;", b"", code[1]):
            formats.add(key[1])
    cells = re.search(rb"<cellXfs\b.*?</cellXfs>", styles, re.S)
    used = re.findall(rb'<xf\b[^>]*?numFmtId="(\d+)"', cells[0]) if cells else []
    return frozenset(b"%d" % place for place, number in enumerate(used) if number in formats)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters[:4]:
        number = number * 26 + letter - 64
    return number


def _name_parts(pack: zipfile.ZipFile, facts: Facts) -> None:
    """Sheet names by the parts that hold them, as workbook.xml and its relations say."""
    names = set(pack.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return
    relations = pack.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    targets = {}
    for tag in re.findall(r"<Relationship\b[^>]*>", relations):
        key, target = re.search(r'\bId="([^"]*)"', tag), re.search(r'\bTarget="([^"]*)"', tag)
        if key and target:
            targets[key[1]] = "xl/" + target[1].removeprefix("/xl/").removeprefix("/")
    for tag in re.findall(
        r"<(?:\w+:)?sheet\b[^>]*>", pack.read("xl/workbook.xml").decode("utf-8", "replace")
    ):
        name, key = re.search(r'\bname="([^"]*)"', tag), re.search(r'\br:id="([^"]*)"', tag)
        if name and key:
            facts.parts[html.unescape(name[1])] = targets.get(key[1], "")


def _sheet_notes(name: str, facts: Facts) -> Iterator[Fault]:
    source = facts.parts.get(name, "")
    if cells := list(dict.fromkeys(facts.errors.get(source, []))):
        reason = (
            f"{_count(cells, 'cell holds an error', 'cells hold an error')}; read as empty: {_listed(cells)}"
        )
        yield Fault("error_cell", reason, "mend the formula, or leave the cell empty")
    if rows := facts.hidden.get(source):
        yield Fault("hidden_sheet", f"{len(rows):,} hidden row{'s' * (len(rows) > 1)} read", "")
    if cells := list(dict.fromkeys(facts.uncounted.get(source, []))):
        counted = _count(cells, "formula was never calculated", "formulas were never calculated")
        yield Fault(
            "error_cell",
            f"{counted}; read as empty: {_listed(cells)}",
            "open and save the file in a spreadsheet program",
        )


def _count(cells: list[str], one: str, many: str) -> str:
    return f"{len(cells):,} {one if len(cells) == 1 else many}"


def _listed(cells: list[str]) -> str:
    return ", ".join(cells[:NAMED]) + (" …" if len(cells) > NAMED else "")


def _password() -> Fault:
    return Fault("password", "workbook is protected by a password", "save without password")


def _active(what: str) -> Fault:
    reason = f"workbook holds {what}: macros, links to other files and embedded objects are never opened"
    return Fault("active_content", reason, "save its tables as a plain .xlsx or as CSV")
