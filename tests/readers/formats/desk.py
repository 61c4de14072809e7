"""A desk for foreign files: one is opened, recognised, read, and held against the contract."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from chokepoint.config import DATA, read_settings
from chokepoint.contract import Finding, Limits, Report, check_tables
from chokepoint.contract.canonical import literal
from chokepoint.contract.files import FIRST_ROW
from chokepoint.readers.book import Book, open_book
from chokepoint.readers.formats import FORMATS
from chokepoint.readers.reading import Format, Recognised
from chokepoint.readers.scribe import Scribe
from tests.readers.formats.counts import SAMPLES
from tests.shipped import contract

TODAY = date(2026, 11, 21)
LIMITS = read_settings().limits
CHECK_LIMITS = Limits(rows=5_000_000, columns=500, cell_characters=1_000_000)
VOCABULARIES = ("countries", "materials")
Row = Mapping[str, str]
needs_samples = pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not part of the repository")


@dataclass(frozen=True)
class Read:
    """One file as read: what it is, its rows by table, and what was said of it."""

    recognised: Recognised
    files: Mapping[str, Path]
    findings: Sequence[Finding]
    records: int
    listed: int

    def rows(self, table: str, **wanted: str) -> list[Row]:
        """The rows of a table whose cells are as wanted."""
        found = list(_rows(self.files[table])) if table in self.files else []
        return [row for row in found if all(row[column] == text for column, text in wanted.items())]

    def total(self, table: str, column: str, **wanted: str) -> float:
        """The sum of a column over the rows whose cells are as wanted."""
        return sum(float(row[column]) for row in self.rows(table, **wanted) if row[column])

    def said(self, rule: str) -> list[Finding]:
        """The findings of one rule."""
        return [finding for finding in self.findings if finding.rule == rule]


@dataclass
class Desk:
    """Opens files in a folder of its own and reads them in the one format that takes them."""

    folder: Path
    numbers: Iterator[int] = field(default_factory=count)

    def text(self, text: str, encoding: str = "utf-8") -> Book:
        """A text file with this content, opened."""
        return self.bytes(text.encode(encoding))

    def bytes(self, content: bytes) -> Book:
        """A file of these bytes, opened; its name says nothing."""
        path = self.folder / f"file{next(self.numbers)}"
        path.write_bytes(content)
        return self.open(path)

    def workbook(self, **sheets: Sequence[Sequence[object]]) -> Book:
        """A workbook with these sheets, opened."""
        made = Workbook()
        made.remove(made.worksheets[0])
        for name, rows in sheets.items():
            sheet = made.create_sheet(name.replace("_", " "))
            for row in rows:
                sheet.append(list(row))
        path = self.folder / f"book{next(self.numbers)}.xlsx"
        made.save(path)
        return self.open(path)

    def sample(self, name: str) -> Book:
        """A sample file, opened."""
        return self.open(SAMPLES / name)

    def open(self, path: Path) -> Book:
        """A file, opened."""
        opened = open_book(path, LIMITS, self.folder)
        assert isinstance(opened, Book), opened
        return opened

    def read(self, book: Book, **answers: str) -> Read:
        """The book in the one format that recognises it; `answers` by the key of the question."""
        form, recognised = one_format(book)
        folder = self.folder / f"tables{next(self.numbers)}"
        folder.mkdir()
        scribe = Scribe(contract(), "file", folder)
        try:
            form.read(book, scribe, {key.replace("__", ":"): choice for key, choice in answers.items()})
        finally:
            files = scribe.close()
        return Read(recognised, files, scribe.findings, scribe.records, scribe.listed)


def one_format(book: Book) -> tuple[Format, Recognised]:
    """The format that takes the book for its own; exactly one may."""
    found = [(form, said) for form in FORMATS if (said := form.recognise(book))]
    assert len(found) == 1, [said for _, said in found]
    return found[0]


def check(done: Read, today: date = TODAY) -> Report:
    """What the contract says of the tables that were read, beside the shipped vocabularies."""
    with closing(duckdb.connect()) as con:
        return _check(con, done, today)


def accepted(done: Read, table: str) -> list[dict[str, Any]]:
    """The typed rows of a table that may be published."""
    with closing(duckdb.connect()) as con:
        found = con.execute(f"SELECT * FROM {_check(con, done, TODAY).accepted[table]}")
        names = [str(column[0]) for column in found.description or []]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _check(con: duckdb.DuckDBPyConnection, done: Read, today: date) -> Report:
    for name in VOCABULARIES:
        path = literal(str(DATA / contract().table(name).path))
        con.execute(f"CREATE TABLE {name}_file AS SELECT * FROM read_csv({path}, all_varchar=true)")
    published = {name: f"{name}_file" for name in VOCABULARIES}
    return check_tables(contract(), done.files, published, today, CHECK_LIMITS, con)


def told(report: Report, *severities: str) -> dict[tuple[str, str], int]:
    """Table and rule → how often; of refusals and questions, or of these severities."""
    wanted = severities or ("refuse_file", "refuse_group", "refuse_row", "ask")
    found: dict[tuple[str, str], int] = {}
    for finding in report.findings:
        if finding.severity in wanted:
            found[finding.table, finding.rule] = found.get((finding.table, finding.rule), 0) + 1
    return found


def _rows(path: Path) -> Iterator[Row]:
    if path.suffix == ".parquet":
        with closing(duckdb.connect()) as con:
            first = (pq.read_metadata(path).metadata or {}).get(FIRST_ROW.encode())
            numbered = f"* EXCLUDE file_row_number, file_row_number + {int(first)} AS _row" if first else "*"
            rows = f"read_parquet({literal(str(path))}, file_row_number = {bool(first)})"
            found = con.execute(f"SELECT {numbered} FROM {rows}")
            names = [str(column[0]) for column in found.description or []]
            for row in found.fetchall():
                yield {n: "" if cell is None else str(cell) for n, cell in zip(names, row, strict=True)}
        return
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
