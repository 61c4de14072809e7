"""A file as sheets of text, whatever it is: the bytes decide, never the name.

Dates are ISO text, numbers the shortest text, error cells empty; nothing is run, followed or unpickled.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from chokepoint.config import Limits
from chokepoint.contract.canonical import hash_file
from chokepoint.contract.files import Fault
from chokepoint.contract.findings import HEADINGS
from chokepoint.readers.markup import open_html
from chokepoint.readers.pack import MEGABYTE, allowed, open_zip, part, unpack_gzip
from chokepoint.readers.records import open_json, open_parquet
from chokepoint.readers.sheet import ROWS, Book, FaultError, Sheet
from chokepoint.readers.text import UTF8, open_text
from chokepoint.readers.workbook import open_ole, open_workbook

__all__ = ["Book", "FaultError", "Sheet", "open_book"]

START = 4096
WORKBOOKS = {"xlsx": (".xlsx", ".xlsm"), "xlsb": (".xlsb",), "xls": (".xls",), "ods": (".ods",)}
PROGRAMS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"MZ",
    b"\x7fELF",
    b"Rar!",
    b"7z\xbc\xaf",
    b"{\\rtf",
    b"SQLite format 3",
)
TEXTS = {"text": "plain text", "html": "a web page", "json": "JSON", "parquet": "Parquet"}
# A data package in a zip holds other files beside its tables: they are no tables and passed over.
NO_TABLE = (".md", ".pdf", ".xml", ".yaml", ".yml", ".html", ".htm", ".png", ".jpg", ".doc", ".docx", ".rtf")
NESTED = 2


def open_book(
    path: Path, limits: Limits, folder: Path, name: str | None = None, sha256: str | None = None
) -> Book | Fault:
    """The file as sheets, or the fault that keeps it shut; what must be unpacked goes into `folder`.

    `name` is what the analyst calls the file, where `path` is a copy under another name; `sha256` that of its
    bytes, where the caller knows it.
    """
    called = name or path.name
    try:
        if path.stat().st_size == 0:
            return Fault("empty_file", "file is empty (0 bytes)", "export it again")
        if fault := _too_large(path, limits):
            return fault
        book = _open(path, called, limits, folder, NESTED, sha256)
    except FaultError as error:
        return error.fault
    widest = max((sheet.width for sheet in book.sheets), default=0)
    if widest > limits.columns:
        reason = f"{widest:,} columns; limit {limits.columns:,}"
        return Fault("too_many_columns", reason, "", 1, HEADINGS)
    return replace(book, notes=(*_extension_notes(book), *book.notes))


def _too_large(path: Path, limits: Limits) -> Fault | None:
    """The fault of a file above the limit: text is read in a stream, anything else stands in memory."""
    size = path.stat().st_size
    if size <= limits.upload_mb * MEGABYTE:
        return None
    with path.open("rb") as file:
        streamed = find_kind(file.read(START)) == "text"
    most = limits.server_mb if streamed else limits.upload_mb
    if size <= most * MEGABYTE:
        return None
    fix = "split it" if streamed else "save it as CSV or text, which may be larger, or split it"
    return Fault("file_too_large", f"file is larger than the limit ({most:,} MB)", fix)


def find_kind(start: bytes) -> str:
    """What the first bytes of a file say it is."""
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    signs = {
        b"PK\x03\x04": "zip",
        b"PK\x05\x06": "zip",
        b"\xd0\xcf\x11\xe0": "ole",
        b"\x1f\x8b": "gzip",
        b"PAR1": "parquet",
    }
    for sign, kind in signs.items():
        if start.startswith(sign):
            return kind
    if start[:1] == b"\x80" and start[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05"):
        return "pickle"
    if start.startswith(PROGRAMS):
        return "other"
    if text.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<body", b"<meta")):
        return "html"
    if text.startswith(b"<?xml") or text.startswith(b"<!doctype"):
        return "html" if b"<html" in text or b"<table" in text else "xml"
    return "json" if text.startswith((b"{", b"[")) and _is_json(text) else "text"


def _is_json(text: bytes) -> bool:
    """True if a bracket is followed by what may follow it in JSON: a CSV may begin with one too."""
    rest = text[1:].lstrip()
    return not rest or rest[:1] in b'"{[}]-0123456789tfn'


def _open(path: Path, name: str, limits: Limits, folder: Path, depth: int, known: str | None = None) -> Book:
    with path.open("rb") as file:
        start = file.read(START)
    kind = find_kind(start)
    sha256 = known or hash_file(path)
    if kind == "zip":
        with open_zip(path, limits) as pack:
            names = set(pack.namelist())
            if found := _workbook_kind(names):
                return Book(name, found, sha256, tuple(open_workbook(path, pack, limits)))
            return replace(_open_package(path, pack, name, limits, folder, depth), sha256=sha256)
    if kind == "gzip":
        _refuse_nesting(depth)
        target = folder / f"{sha256[:12]}-unpacked"
        unpack_gzip(path, target, limits)
        return replace(_open(target, name.removesuffix(".gz"), limits, folder, depth - 1), sha256=sha256)
    if kind == "ole":
        return Book(name, "xls", sha256, tuple(open_ole(path, limits)))
    if kind == "parquet":
        return Book(name, kind, sha256, tuple(open_parquet(path, limits)))
    if kind == "html":
        return Book(name, kind, sha256, tuple(open_html(path, limits)))
    if kind == "json":
        return Book(name, kind, sha256, tuple(open_json(path, limits)))
    if kind == "text":
        sheet, encoding = open_text(path, limits, Path(name).stem)
        said = "utf-8" if encoding.name == UTF8 else encoding.name
        return Book(name, kind, sha256, (sheet,), sheet.delimiter, said)
    raise FaultError(_unreadable(kind))


def _workbook_kind(names: set[str]) -> str | None:
    if "[Content_Types].xml" in names:
        return "xlsb" if "xl/workbook.bin" in names else "xlsx"
    return "ods" if {"content.xml", "mimetype"} <= names else None


def _open_package(path: Path, pack: ZipFile, name: str, limits: Limits, folder: Path, depth: int) -> Book:
    """The tables of a zip of data files, each member opened by its own bytes."""
    _refuse_nesting(depth)
    left, books = allowed(path, limits), []
    passed: list[str] = []
    for number, member in enumerate(_data_members(pack)):
        target = folder / f"{hash_file(path)[:12]}-{number}"
        with target.open("wb") as out:
            for chunk in part(pack, member, left, "zip file", limits):
                out.write(chunk)
        left -= target.stat().st_size
        if target.stat().st_size == 0:
            passed.append(f"{Path(member.filename).name}: empty")
            continue
        try:
            books.append(_open(target, Path(member.filename).name, limits, folder, depth - 1))
        except FaultError as error:
            if error.fault.rule in ("unpack_limit", "active_content", "xml_entities"):
                raise
            passed.append(f"{Path(member.filename).name}: {error.fault.reason}")
    if not books:
        reason = f"zip file holds no table ({'; '.join(passed)[:200] or 'it is empty'})"
        raise FaultError(
            Fault("unreadable_kind", reason, "put one table, or the tables of a data package, into it")
        )
    notes = (
        [Fault("other_sheet", f"not read in the zip file: {'; '.join(passed)[:300]}", "")] if passed else []
    )
    if len(books) == 1:
        return replace(books[0], name=name, notes=(*books[0].notes, *notes))
    sheets = tuple(sheet.named(_joined(book, sheet)) for book in books for sheet in book.sheets)
    return Book(name, "zip", "", sheets, notes=tuple(notes))


def _joined(book: Book, sheet: Sheet) -> str:
    return book.name if len(book.sheets) == 1 else f"{book.name}: {sheet.name}"


def _data_members(pack: ZipFile) -> list[ZipInfo]:
    return [
        member
        for member in pack.infolist()
        if not member.is_dir()
        and not member.filename.startswith("__MACOSX/")
        and not Path(member.filename).name.startswith(".")
        and not member.filename.lower().endswith(NO_TABLE)
    ]


def _refuse_nesting(depth: int) -> None:
    if depth <= 0:
        raise FaultError(Fault("unreadable_kind", "packed files inside packed files", "unpack it once"))


def _unreadable(kind: str) -> Fault:
    if kind == "pickle":
        reason = "file is a Python pickle, which can run programs: never opened"
        return Fault("unreadable_kind", reason, "save its table as CSV or Parquet")
    if kind == "xml":
        reason = "file is XML, which is not read"
        return Fault("unreadable_kind", reason, "for SDMX take SDMX-CSV; else save it as a workbook or CSV")
    return Fault(
        "unreadable_kind",
        "file is a document, picture, archive or program, no table",
        "save its table as CSV",
    )


def _extension_notes(book: Book) -> list[Fault]:
    """A note if the name says workbook and the content does not, or the other way round."""
    suffix = Path(book.name).suffix.lower()
    workbook = next((kind for kind, ends in WORKBOOKS.items() if suffix in ends), None)
    if book.kind in WORKBOOKS:
        right = WORKBOOKS[book.kind][0]
        if workbook is None and suffix not in (".zip", ""):
            sign = "D0 CF" if book.kind == "xls" else "PK"
            reason = f"file is a workbook (starts with {sign}); read as such"
            return [Fault("wrong_extension", reason, f"rename to {right}")]
        if workbook is not None and workbook != book.kind:
            return [
                Fault("wrong_extension", f"file is a {right} workbook; read as such", f"rename to {right}")
            ]
    elif workbook is not None:
        if book.kind == "text":
            reason = f"file is plain text, not a workbook; read as CSV, {ROWS} rows"
            return [Fault("wrong_extension", reason, "rename to .csv")]
        reason = f"file is {TEXTS.get(book.kind, book.kind)}, not a workbook; read as such"
        return [Fault("wrong_extension", reason, f"rename to .{book.kind}")]
    return []
