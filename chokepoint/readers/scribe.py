"""Rows that a reader hands over, written as tables of the contract; every record written or listed."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import duckdb
import pyarrow.parquet as pq

from chokepoint.contract.canonical import literal
from chokepoint.contract.files import FIRST_ROW, allow_long_cells
from chokepoint.contract.findings import ASK, REFUSE_FILE, WHOLE_FILE, WHOLE_ROW, Finding
from chokepoint.contract.headings import ROW, SOURCE_KEY, SOURCES, for_upload
from chokepoint.contract.tables import Contract
from chokepoint.readers.book import Sheet

# Findings of one rule that are told one by one; the rest is counted.
TOLD = 10_000
UNREAD = "unread_row"


@dataclass
class _Pages:
    """One table as it is written: its columns in the order in which they came, and the open file."""

    path: Path
    stream: IO[str]
    columns: dict[str, int]
    rows: int = 0
    grown: bool = False


@dataclass
class Scribe:
    """Collects what a reader finds in one file.

    `write` a row of a table, `skip` a record with rule and reason, `tell` anything else; `follow` a sheet to
    have its records accounted for. Severities are those of the rules in the contract.
    """

    contract: Contract
    file: str
    folder: Path
    findings: list[Finding] = field(default_factory=list)
    choices: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    heading_row: int = 1
    _pages: dict[str, _Pages] = field(default_factory=dict)
    _whole: dict[str, Path] = field(default_factory=dict)
    _counts: dict[tuple[str, str, str], int] = field(default_factory=dict)
    _open: dict[tuple[str, int], None] = field(default_factory=dict)
    _sheet: str = ""
    _sources: set[str] = field(default_factory=set)
    records: int = 0
    listed: int = 0

    def follow(self, sheet: Sheet, after: int = 0) -> Iterator[tuple[int, list[str]]]:
        """The records of a sheet below row `after`; those neither written nor listed are listed at the end."""
        for row, cells in sheet.records():
            if row > after:
                self.begin(sheet, row)
                yield row, cells

    def begin(self, sheet: Sheet, row: int) -> None:
        """Takes up a record of a sheet, which from now on must be written or listed."""
        self._sheet = sheet.name
        self.records += 1
        self._open[sheet.name, row] = None

    def write(self, table: str, row: int, cells: Mapping[str, str], record: int | None = None) -> None:
        """Writes one row of a table, with the row number of the source; empty text for missing.

        `record`: the record taken up, where the file brings row numbers of its own.
        """
        pages = self._pages.get(table) or self._begin(table)
        for column in cells:
            if column not in pages.columns:
                self._add(table, pages, column)
        line = [str(row), *[""] * (len(pages.columns) - 1)]
        for column, text in cells.items():
            line[pages.columns[column]] = text
        csv.writer(pages.stream, lineterminator="\n").writerow(line)
        pages.rows += 1
        self._open.pop((self._sheet, row if record is None else record), None)

    def join(self, row: int) -> None:
        """Marks a record whose figures stand in the row written for another record."""
        self._open.pop((self._sheet, row), None)

    def source(self, **cells: str) -> str:
        """Key of the source, which is written once as a row of table sources."""
        if cells[SOURCE_KEY] not in self._sources:
            self._sources.add(cells[SOURCE_KEY])
            self.write(SOURCES, 0, cells)
        return cells[SOURCE_KEY]

    def write_query(
        self, con: duckdb.DuckDBPyConnection, table: str, query: str, first_row: int | None = None
    ) -> int:
        """Writes a whole table: text columns of the contract and `_row`; its number of rows.

        `first_row`: the row of the source at which the rows begin, one after the other, in place of `_row`.
        """
        path = self.folder / f"{table}.parquet"
        row = "" if first_row is None else f", KV_METADATA {{{FIRST_ROW}: '{first_row}'}}"
        # A quick compression: the file is read back at once, and goes.
        con.execute(f"COPY ({query}) TO {literal(str(path))} (FORMAT parquet, COMPRESSION snappy{row})")
        self._whole[table] = path
        return int(pq.read_metadata(path).num_rows)

    def written(self, table: str) -> str:
        """SQL for the rows of a whole table as they were written."""
        return f"read_parquet({literal(str(self._whole[table]))})"

    def adopt(self, table: str, path: Path, records: int) -> None:
        """Takes a file as it is for a table, where nothing in it needs mending."""
        self._whole[table] = path
        self.records += records

    def skip(
        self,
        row: int,
        rule: str,
        reason: str,
        *,
        table: str = "",
        column: str = WHOLE_ROW,
        value: str = "",
        fix: str = "",
    ) -> None:
        """Lists a record that is not written, with the rule and the reason."""
        self.tell(rule, reason, table=table, row=row, column=column, value=value, fix=fix)
        if self._open.pop((self._sheet, row), self) is not self:
            self.listed += 1

    def skip_query(self, con: duckdb.DuckDBPyConnection, query: str, table: str = "") -> int:
        """Lists records by SQL: columns row, column, value, rule, reason, fix; their number."""
        found = con.execute(query)
        number = 0
        while rows := found.fetchmany(TOLD):
            for row, column, value, rule, reason, fix in rows:
                self.tell(rule, reason, table=table, row=row, column=column, value=value or "", fix=fix or "")
            number += len(rows)
        self.listed += number
        return number

    def tell(
        self,
        rule: str,
        reason: str,
        *,
        table: str = "",
        row: int | None = None,
        column: str = WHOLE_FILE,
        value: str = "",
        fix: str = "",
        severity: str | None = None,
        choices: Sequence[str] = (),
    ) -> None:
        """Adds a finding; of one rule and table the first ones are told, the rest is counted.

        `severity`: another than that of the rule; `choices`: the answers to a question, where there are few.
        """
        if choices:
            self.choices[rule, column] = tuple(choices)
        said = self.contract.rules[rule].severity if severity is None else severity
        count = self._counts[table, rule, said] = self._counts.get((table, rule, said), 0) + 1
        if count <= TOLD:
            place = "" if row is None else str(row)
            self.findings.append(
                Finding(self.file, table, place, column, value[:200], said, rule, reason, fix)
            )

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables written so far."""
        return (*self._pages, *self._whole)

    @property
    def refused(self) -> bool:
        """True if a finding refuses the whole file."""
        return any(finding.severity == REFUSE_FILE for finding in self.findings)

    @property
    def asking(self) -> bool:
        """True if a question is open."""
        return any(finding.severity == ASK for finding in self.findings)

    def close(self) -> dict[str, Path]:
        """Ends the files of all tables; table → file. Records that nothing was said of are listed."""
        for _, row in list(self._open):
            self.tell(UNREAD, "its reader has no place for this record", row=row, column=WHOLE_ROW)
            self.listed += 1
        self._open.clear()
        for (table, rule, severity), count in self._counts.items():
            if count > TOLD:
                more = f"{count - TOLD:,} more findings of this rule; the first {TOLD:,} are listed"
                self.findings.append(Finding(self.file, table, "", "", "", severity, rule, more, ""))
        for pages in self._pages.values():
            pages.stream.close()
            if pages.grown:
                _pad(pages)
        return {**{name: pages.path for name, pages in self._pages.items()}, **self._whole}

    def _begin(self, table: str) -> _Pages:
        known = for_upload(self.contract, self.contract.table(table))
        path = self.folder / f"{known.name}.csv"
        self._pages[table] = _Pages(path, path.open("w", encoding="utf-8", newline=""), {ROW: 0})
        return self._pages[table]

    def _add(self, table: str, pages: _Pages, column: str) -> None:
        if not for_upload(self.contract, self.contract.table(table)).has(column):
            raise KeyError(f"table {table} has no column {column}")
        pages.columns[column] = len(pages.columns)
        pages.grown = True


def _pad(pages: _Pages) -> None:
    """Writes the file once more, with headings, every row as wide as they are."""
    raw = pages.path.with_suffix(".rows")
    pages.path.replace(raw)
    allow_long_cells()
    with (
        raw.open(encoding="utf-8", newline="") as source,
        pages.path.open("w", encoding="utf-8", newline="") as target,
    ):
        write: Any = csv.writer(target, lineterminator="\n").writerow
        write(pages.columns)
        for line in csv.reader(source):
            write([*line, *[""] * (len(pages.columns) - len(line))])
    raw.unlink()
