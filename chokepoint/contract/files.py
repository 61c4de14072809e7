"""A comma CSV as a temp table of text, record by record; what cannot be read that way becomes a fault.

Tables of millions of rows come from the readers as Parquet files of text, which are loaded as they are.

DuckDB reads the file where it can. It drops blank lines, stops at mixed line ends and can lose a line that
is longer than its buffer, all without a word: such files are read by Python's csv module and written anew,
with their row numbers.
"""

from __future__ import annotations

import csv
import glob
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import numpy as np
import pyarrow.parquet as pq

from chokepoint.contract.bench import Bench, Limits
from chokepoint.contract.canonical import literal, quote
from chokepoint.contract.findings import HEADINGS, WHOLE_FILE, WHOLE_ROW
from chokepoint.contract.headings import ROW, Headings
from chokepoint.contract.watch import watch

CHUNK = 1 << 20
PARQUET = ".parquet"
# What a Parquet file of text says of itself where its rows are those of the source, one after the other: the
# number of the first one.
FIRST_ROW = "first_row"
# Two line feeds as a number.
BLANK_LINE = 0x0A0A
# Faults of a file that are told one by one; the rest is counted.
TOLD = 1000
UNDECODED = re.compile("[\udc80-\udcff]")
PATTERN_CHARACTERS = re.compile(r"[*?\[\]{}]")


@dataclass(frozen=True)
class Fault:
    """Something that keeps a file from being read: in which row and column, and how to mend it."""

    rule: str
    reason: str
    fix: str
    row: int | None = None
    column: str = WHOLE_FILE


@dataclass
class Records:
    """The records of a file: how many, in which columns of the temp table, and the faults met."""

    rows: int = 0
    columns: frozenset[str] = frozenset()
    faults: list[Fault] = field(default_factory=list)
    untold: int = 0

    def add(self, fault: Fault) -> None:
        """Keeps the fault, or counts it once many are kept."""
        if len(self.faults) < TOLD:
            self.faults.append(fault)
        else:
            self.untold += 1


def first_record(path: Path, limits: Limits) -> list[str] | Fault:
    """The headings of the file, or the fault that hides them."""
    if path.stat().st_size == 0:
        return Fault("empty_file", "file is empty (0 bytes)", "export it again")
    if path.suffix == PARQUET:
        return list(pq.read_schema(path).names)
    allow_long_cells()
    try:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            names = next((record for record in csv.reader(file, strict=True) if record), [])
    except csv.Error as error:
        return Fault(
            "damaged_file", f"headings cannot be read ({error})", "save the file again as CSV", 1, HEADINGS
        )
    if any(UNDECODED.search(name) for name in names):
        return Fault("damaged_file", "headings are no UTF-8 text", "save the file as CSV UTF-8", 1, HEADINGS)
    if not names:
        return Fault("empty_file", "file holds nothing but blank lines", "export it again")
    if len(names) > limits.columns:
        reason = f"{len(names):,} columns; limit {limits.columns:,}"
        return Fault("too_many_columns", reason, "remove columns that hold no data", 1, HEADINGS)
    return names


def load(bench: Bench, path: Path, headings: Headings, target: str) -> Records:
    """Creates temp table or view `target` with the columns found, as text; the heading is rowid 0.

    It exists only if no fault was met.
    """
    if path.suffix == PARQUET:
        return _open_parquet(bench, path, headings, target)
    if not needs_care(path, longest_line(bench.limits.cell_characters)):
        try:
            return Records(_copy(bench, path, headings, target), frozenset(headings.places))
        except duckdb.Error:
            pass  # read again below, by the reader that can tell every fault of the file
    with TemporaryDirectory() as folder:
        clean = Path(folder) / "clean.csv"
        records = _rewrite(path, clean, headings, bench.limits)
        if not records.faults:
            numbered = _numbered(headings)
            records.columns = frozenset(numbered.places)
            try:
                _copy(bench, clean, numbered, target)
            except duckdb.Error as error:
                records.add(
                    Fault("damaged_file", str(error).splitlines()[0], "save the file again as CSV UTF-8")
                )
    return records


def too_long(bench: Bench, headings: Headings, relation: str) -> Iterator[Fault]:
    """Cells of the temp table that are longer than the limit."""
    limit = bench.limits.cell_characters
    longest = ", ".join(f"max(strlen({quote(column)}))" for column in headings.places)
    found = bench.con.execute(f"SELECT {longest} FROM {relation}").fetchone() or ()
    for column in (c for c, most in zip(headings.places, found, strict=False) if most and most > limit):
        rows = bench.con.execute(
            f"SELECT rowid + 1 FROM {relation} WHERE length({quote(column)}) > {limit}"
            f" ORDER BY rowid LIMIT {TOLD}"
        ).fetchall()
        yield from (long_cell(row, column, limit) for (row,) in rows)


def _copy(bench: Bench, path: Path, headings: Headings, target: str) -> int:
    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(len(headings.names)))
    chosen = ", ".join(f"c{place} AS {quote(column)}" for column, place in headings.places.items())
    bench.con.execute(
        f"CREATE TEMP TABLE {target} AS SELECT {chosen or 'c0'} FROM read_csv({literal(str(path))},"
        f" auto_detect = false, header = false, columns = {{{columns}}}, delim = ',', nullstr = '',"
        f" quote = '\"', escape = '\"', strict_mode = true, null_padding = false, compression = 'none',"
        f" max_line_size = {longest_line(bench.limits.cell_characters)}) LIMIT {bench.limits.rows + 2}"
    )
    row = bench.con.execute(f"SELECT count(*) - 1 FROM {target}").fetchone()
    return int(row[0]) if row else 0


def _open_parquet(bench: Bench, path: Path, headings: Headings, target: str) -> Records:
    """Text columns that a reader wrote, read in place: a copy of millions of rows would gain nothing."""
    found = pq.read_metadata(path)
    columns = {
        column: f"CAST({quote(headings.names[place])} AS VARCHAR)"
        for column, place in headings.places.items()
    }
    if first := (found.metadata or {}).get(FIRST_ROW.encode()):
        columns[ROW] = f"file_row_number + {int(first)}"
    chosen = "".join(f", {text} AS {quote(column)}" for column, text in columns.items())
    bench.con.execute(
        f"CREATE TEMP VIEW {target} AS SELECT file_row_number + 1 AS rowid{chosen}"
        f" FROM read_parquet({literal(glob.escape(str(path)))}, file_row_number = true)"
    )
    return Records(int(found.num_rows), frozenset(columns))


def longest_line(cell_characters: int) -> int:
    """Bytes of the longest line that is read: eight cells of plain text, or two of four bytes a character."""
    return max(8 * cell_characters, 2 * CHUNK)


def needs_care(path: Path, longest: int) -> bool:
    """True if DuckDB would drop, stop at or lose lines of the file without a word."""
    if PATTERN_CHARACTERS.search(str(path)):
        return True  # DuckDB would look for several files
    with path.open("rb") as file:
        before, quiet = b"\n", 0
        while chunk := file.read(CHUNK):
            quiet = 0 if b"\n" in chunk else quiet + len(chunk)
            if quiet > longest - 2 * CHUNK or _has_blank_line(before + chunk[:2]) or _has_blank_line(chunk):
                return True
            before = chunk[-2:]
    return False


def _has_blank_line(text: bytes) -> bool:
    """True if two line ends follow each other: read as numbers of two bytes, ten times quicker than sought."""
    halves = (
        np.frombuffer(text[: len(text) - (len(text) - start) % 2], "<u2", offset=start) for start in (0, 1)
    )
    return any((half == BLANK_LINE).any() for half in halves) or (b"\r" in text and b"\n\r\n" in text)


def _rewrite(path: Path, clean: Path, headings: Headings, limits: Limits) -> Records:
    """The file once more, without blank lines and with row numbers; every fault on the way."""
    allow_long_cells()
    records = Records()
    number = 0
    with (
        path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as source,
        clean.open("w", encoding="utf-8", errors="surrogateescape", newline="") as target,
    ):
        write = csv.writer(target, lineterminator="\n").writerow
        reader = csv.reader(source, strict=True)
        over = watch()
        while True:
            number += 1
            over.pass_row(number)
            try:
                record = next(reader)
            except StopIteration:
                break
            except csv.Error as error:
                records.add(_unreadable(number, str(error)))
                break
            if record:
                records.rows += 1
                for fault in _record_faults(number, record, headings, limits):
                    records.add(fault)
                write([*record[: len(headings.names)], number])
            if records.rows > limits.rows + 1:
                break
    records.rows = max(records.rows - 1, 0)
    return records


def _record_faults(number: int, record: list[str], headings: Headings, limits: Limits) -> Iterator[Fault]:
    width = len(headings.names)
    if len(record) != width and not (len(record) == width + 1 and not record[-1]):
        yield ragged(number, len(record), width)
    if sum(map(len, record)) > limits.cell_characters:
        for name, cell in zip(headings.names, record, strict=False):
            if len(cell) > limits.cell_characters:
                yield long_cell(number, name, limits.cell_characters)
    if any(UNDECODED.search(cell) for cell in record):
        reason = f"row {number} holds bytes that are no UTF-8 text"
        yield Fault("damaged_file", reason, "save the file as CSV UTF-8", number, WHOLE_ROW)


def ragged(row: int, fields: int, width: int) -> Fault:
    """The fault of a row that is longer or shorter than the headings."""
    reason = f"row {row} has {fields} fields, the headings have {width}"
    fix = "put text that holds commas in double quotes, or save the file again as CSV"
    return Fault("damaged_file", reason, fix, row, WHOLE_ROW)


def long_cell(row: int, column: str, limit: int) -> Fault:
    """The fault of a cell above the limit."""
    return Fault(
        "cell_too_long", f"cell is longer than the limit ({limit:,} characters)", "cut the text", row, column
    )


def _unreadable(row: int, error: str) -> Fault:
    reason = f"row {row} cannot be read ({error}); nothing after it was read"
    return Fault(
        "damaged_file", reason, "close the double quotes of the row, or save the file again", row, WHOLE_ROW
    )


def _numbered(headings: Headings) -> Headings:
    """Headings of the rewritten file, which ends in row numbers unless the file brings its own."""
    places = {ROW: len(headings.names), **headings.places}
    return Headings((*headings.names, ROW), places, {}, (), ())


def allow_long_cells() -> None:
    """Lets Python's csv module read cells of any length; what is too long is told by our own limit."""
    # It stops at 131,072 characters a cell; real exports hold longer ones.
    csv.field_size_limit(2**31 - 1)
