"""Tables of text as they stand in a file: what every reader works on, whatever the file was."""

from __future__ import annotations

import csv
import glob
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory

import duckdb

from chokepoint.config import Limits
from chokepoint.contract.canonical import literal
from chokepoint.contract.files import Fault, allow_long_cells, longest_line, needs_care
from chokepoint.contract.watch import watch
from chokepoint.errors import ChokepointError

HEAD = 200
# Stands in a note for the number of data rows, which is known once a table has been read.
ROWS = "{rows}"
NUL = "\0"


class FaultError(ChokepointError):
    """A file that cannot be read on, and the fault that says where and why."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.reason)


@dataclass(frozen=True)
class Sheet:
    """One table of text.

    `read` gives its records as they are, also NUL characters; `plain` is a file that SQL can read in place,
    with its `delimiter`. `head[n]` is row n + 1 as the analyst's spreadsheet counts, blank rows included.
    """

    name: str
    read: Callable[[], Iterator[list[str]]]
    hidden: bool = False
    plain: Path | None = None
    delimiter: str = ","
    limits: Limits | None = None
    notes: tuple[Fault, ...] = ()
    head: tuple[tuple[str, ...], ...] = field(init=False)

    def __post_init__(self) -> None:
        first = (tuple(map(without_nul, cells)) for cells in islice(self.read(), HEAD))
        object.__setattr__(self, "head", tuple(first))

    @property
    def width(self) -> int:
        """Fields of the widest of the first rows."""
        return max(map(len, self.head), default=0)

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Every record with its row number, one at a time; raises FaultError where it cannot be read on."""
        over = watch()
        for row, cells in enumerate(self.read(), start=1):
            over.pass_row(row)
            yield row, list(map(without_nul, cells))

    def relation(self, con: duckdb.DuckDBPyConnection, columns: Sequence[int] | None = None) -> str:
        """Temp relation of the records as text: `_row` and c0, c1 …; cells that a row lacks are NULL.

        A plain file is read in place by SQL; with `columns`, only these are kept.
        """
        name = f"sheet_{token_hex(4)}"
        if scan := self.scan():
            try:
                self._load(con, f"{name}_text", scan, columns)
                con.execute(f"CREATE TEMP VIEW {name} AS SELECT rowid + 1 AS _row, * FROM {name}_text")
                return name
            except duckdb.Error:
                watch().check()  # else read again below, record by record
        self._rewrite(con, name)
        return name

    def scan(self) -> str | None:
        """SQL for the records of a plain file as text, c0, c1 …, read in place; None if SQL cannot read it.

        Rows come in the order of the file as long as the query has no join; a cast is pushed into the reading,
        where a cell that cannot be cast is an error.
        """
        if not self.plain or not self.limits:
            return None
        if needs_care(self.plain, longest_line(self.limits.cell_characters)):
            return None
        watch().rows = self._about_rows(self.plain)
        return self._source(self.plain, self.delimiter, self.width)

    def _about_rows(self, path: Path) -> int:
        """Rows that a file has if all are about as long as its first ones."""
        characters = sum(len(cell) + 1 for cells in self.head for cell in cells)
        return path.stat().st_size * len(self.head) // max(characters, 1)

    def named(self, name: str) -> Sheet:
        """The same sheet under another name."""
        return replace(self, name=name)

    def _source(self, path: Path, delimiter: str, width: int) -> str:
        columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(width))
        quote = "" if delimiter == "\t" else '"'
        size = longest_line(self.limits.cell_characters if self.limits else 0)
        return (
            f"read_csv({literal(glob.escape(str(path)))},"
            f" auto_detect = false, header = false, columns = {{{columns}}}, delim = {literal(delimiter)},"
            f" nullstr = '', quote = {literal(quote)}, escape = {literal(quote)}, strict_mode = true,"
            f" null_padding = true, parallel = {str(path == self.plain).lower()}, compression = 'none',"
            f" max_line_size = {size})"
        )

    def _load(
        self, con: duckdb.DuckDBPyConnection, name: str, source: str, chosen: Sequence[int] | None = None
    ) -> None:
        kept = ", ".join(f"c{place}" for place in chosen) if chosen is not None else "*"
        con.execute(f"CREATE TEMP TABLE {name} AS SELECT {kept} FROM {source}")

    def _rewrite(self, con: duckdb.DuckDBPyConnection, name: str) -> None:
        """Loads the records by way of a comma CSV, the row number in front."""
        width = 0
        with TemporaryDirectory() as folder:
            path = Path(folder) / "records.csv"
            with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
                write = csv.writer(file, lineterminator="\n").writerow
                for row, cells in self.records():
                    width = max(width, len(cells))
                    write([row, *cells])
            self._load(con, f"{name}_text", self._source(path, ",", width + 1))
        named = ["CAST(c0 AS BIGINT) AS _row", *(f"c{place + 1} AS c{place}" for place in range(width))]
        con.execute(f"CREATE TEMP VIEW {name} AS SELECT {', '.join(named)} FROM {name}_text")


@dataclass(frozen=True)
class Book:
    """A file as sheets of text.

    `kind`: text, xlsx, xls, xlsb, ods, html, json or parquet; `notes`: what is to be said of the file.
    """

    name: str
    kind: str
    sha256: str
    sheets: tuple[Sheet, ...]
    delimiter: str = ""
    encoding: str = ""
    notes: tuple[Fault, ...] = ()


def without_nul(text: str) -> str:
    """The text without NUL characters."""
    return text.replace(NUL, "") if NUL in text else text


def is_blank(cells: list[str] | tuple[str, ...]) -> bool:
    """True if no cell of a row holds anything."""
    return not any(cell and not cell.isspace() for cell in cells)


def split_lines(lines: Iterable[str], delimiter: str, strict: bool = True) -> Iterator[list[str]]:
    """The fields of lines of text; between tabs quotes mean nothing."""
    if delimiter == "\t":
        return csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE, strict=strict)
    return csv.reader(lines, delimiter=delimiter, strict=strict)


def csv_records(path: Path, encoding: str, delimiter: str, errors: str = "strict") -> Iterator[list[str]]:
    """The records of a text file; blank lines are empty records. Raises FaultError at an open quote."""
    allow_long_cells()
    with path.open(encoding=encoding, errors=errors, newline="") as file:
        reader = split_lines(file, delimiter)
        row = 0
        try:
            for row, record in enumerate(reader, start=1):  # noqa: B007
                yield record
        except csv.Error as error:
            reason = f"row {row + 1} cannot be read ({error}); nothing after it was read"
            mend = "close the double quotes of the row, or save the file again"
            raise FaultError(Fault("damaged_file", reason, mend, row + 1, "(row)")) from error
