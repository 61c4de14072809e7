"""Whatever bytes or cells come: no reader breaks, and every record is published, refused or listed."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from chokepoint.readers.book import Book, open_book
from chokepoint.readers.check import Checked
from chokepoint.readers.sheet import FaultError
from tests.contract.tables import GOOD, Desk
from tests.readers.bench import LIMITS, Bench

pytestmark = pytest.mark.slow
quick = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
STARTS = [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b\x08", b"PAR1", b"\x80\x04", b"{", b"[{", b"<html><table>",
          b"<?xml", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"a,b\n", b"a\tb\n", b'a;"b\n']  # fmt: skip
COLUMNS = ("series", "period", "value", "known_from", "source_key", "notes")
CELLS = st.one_of(
    st.sampled_from(["", "1", "1,5", "1.234", "1.234,5", "(7)", "NA", "05/04/2025", "19/06/2025", "2024Q3", "46000",
                     "2025-04-04", "2024", "GPR", "src", "Total", "=1+1", "TRUE", "Source: me", "\0", "\u22125"]),
    st.text(max_size=8),
)  # fmt: skip
ROWS = st.lists(st.lists(CELLS, min_size=len(COLUMNS), max_size=len(COLUMNS)), min_size=1, max_size=12)


def check(world: Desk, name: str, content: bytes, **answers: str) -> Checked:
    with TemporaryDirectory() as folder:
        bench = Bench(Path(folder), world)
        return bench.check(bench.file(name, content), **answers)[0]


def as_text(rows: list[list[str]], delimiter: str) -> bytes:
    made = io.StringIO()
    csv.writer(made, delimiter=delimiter, lineterminator="\n").writerows([COLUMNS, *rows])
    return made.getvalue().encode("utf-8", "replace")


def as_workbook(rows: list[list[str]]) -> bytes:
    made = Workbook()
    for row in (COLUMNS, *rows):
        made.active.append(["".join(c for c in cell if c.isprintable()).removeprefix("=") for cell in row])
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def assert_nothing_is_lost(checked: Checked, rows: int) -> None:
    """Every row was read into the table, or listed by the reader; of those read, the check counts each."""
    reading = checked.reading
    assert reading is not None
    if any(finding.severity == "refuse_file" for finding in checked.findings):
        return  # nothing of the file is published, and the findings say so
    counted = checked.report.rows["indices"] if checked.report else None
    assert counted is not None
    assert counted.read == counted.accepted + counted.refused + counted.skipped + counted.repeated
    assert counted.read + reading.listed == rows == reading.records


@quick
@given(st.sampled_from(STARTS), st.binary(max_size=300))
@example(b"PK\x03\x04", b"xl/")
@example(b"\xff\xfe", b"\x00")
@example(b'a;"b\n', b"")
def test_random_bytes_become_a_book_or_a_fault(start: bytes, rest: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(start + rest)
        book = open_book(path, LIMITS, Path(folder))
        for sheet in book.sheets if isinstance(book, Book) else ():
            with suppress(FaultError):  # what lies below the first rows may be damaged
                assert all(isinstance(cell, str) for _, cells in sheet.records() for cell in cells)


@quick
@given(st.sampled_from(STARTS), st.binary(max_size=200))
def test_random_bytes_are_checked_without_an_error_and_never_published(
    small_world: Desk, start: bytes, rest: bytes
) -> None:
    checked = check(small_world, "file.csv", start + rest)
    assert not checked.publishable
    assert checked.findings


SOUND = as_workbook([["GPR", "2025", "1", "2026-01-05", "src", "a"]])


@quick
@given(st.data())
@pytest.mark.parametrize("spoil", ["cut", "flip"])
def test_a_spoilt_workbook_is_read_or_refused(small_world: Desk, spoil: str, data: st.DataObject) -> None:
    content = bytearray(SOUND)
    place = data.draw(st.integers(0, len(content) - 1))
    if spoil == "cut":
        del content[place:]
    else:
        content[place] ^= data.draw(st.integers(1, 255))
    checked = check(small_world, "file.xlsx", bytes(content))
    assert checked.findings or checked.rows == {"indices": 1}


@quick
@given(ROWS, st.sampled_from([",", ";", "\t", "|"]))
def test_no_row_of_a_text_file_is_lost(small_world: Desk, rows: list[list[str]], delimiter: str) -> None:
    if delimiter == "\t":
        rows = [["".join(c for c in cell if c.isprintable() and c != '"') for cell in row] for row in rows]
    rows = [[cell.replace("\r", " ") for cell in row] for row in rows]
    assert_nothing_is_lost(check(small_world, "file.csv", as_text(rows, delimiter)), len(rows))


@quick
@given(ROWS)
def test_no_row_of_a_workbook_is_lost(small_world: Desk, rows: list[list[str]]) -> None:
    content = as_workbook(rows)
    filled = [
        row
        for row in rows
        if any("".join(c for c in cell if c.isprintable()).removeprefix("=") for cell in row)
    ]
    last = max((n for n, row in enumerate(rows, start=1) if row in filled), default=0)
    assert_nothing_is_lost(check(small_world, "file.xlsx", content), last)


@quick
@given(ROWS, st.sampled_from(["day_first", "month_first"]), st.sampled_from(["point", "comma"]),
       st.sampled_from(["negative", "estimate"]), st.sampled_from(["multiply", "leave_out"]),
       st.sampled_from(["mend", "keep"]))  # fmt: skip
def test_answers_leave_no_question_open(
    small_world: Desk, rows: list[list[str]], order: str, style: str, sign: str, magnitude: str, garbled: str
) -> None:
    answers = {"date_order": order, "number_style__value": style, "brackets__value": sign}
    answers |= {"magnitude__value": magnitude, "garbled_text": garbled}
    rows = [[cell.replace("\r", " ") for cell in row] for row in rows]
    checked = check(small_world, "file.csv", as_text(rows, ";"), **answers)
    assert checked.questions == ()
    assert_nothing_is_lost(checked, len(rows))


@pytest.mark.parametrize("wrap", ["plain", "zip", "workbook"])
def test_the_same_rows_come_out_of_every_wrapping(small_world: Desk, wrap: str) -> None:
    row = [GOOD["indices"].get(column, "") for column in COLUMNS]
    wrapped: dict[str, Callable[[], bytes]] = {
        "plain": lambda: as_text([row], ","), "zip": lambda: zipped(as_text([row], ";")), "workbook": lambda: as_workbook([row])
    }  # fmt: skip
    checked = check(small_world, "file", wrapped[wrap]())
    assert checked.rows == {"indices": 1}
    assert checked.publishable
    assert checked.report is not None
    kept = small_world.rows(checked.report, "indices")
    assert kept == small_world.rows(check_plain(small_world, row), "indices")


def check_plain(world: Desk, row: list[str]):  # type: ignore[no-untyped-def]
    return world.check(indices=[dict(zip(COLUMNS, row, strict=True))])


def zipped(content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as pack:
        pack.writestr("data.csv", content)
    return made.getvalue()
