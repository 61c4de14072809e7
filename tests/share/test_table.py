"""A file to send says what it is, keeps its numbers, and runs in no spreadsheet."""

from __future__ import annotations

import csv
import io
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chokepoint.share.table import csv_bytes, defuse

ABOUT = {
    "title": "Magnets shipped",
    "unit": "t",
    "as of": "2026-03-31",
    "link": "http://localhost/?on=2026-07-02",
}
FRAME = pd.DataFrame(
    {
        "month": ["2025-05", "2025-06"],
        "quantity (t)": [46.0, np.nan],
        "known": [pd.Timestamp("2025-06-20"), pd.NaT],
        "day": [date(2025, 6, 20), None],
        "worked out": pd.array([True, None], dtype="boolean"),
    }
)


def rows(data: bytes) -> list[list[str]]:
    """The table as a program reads it that skips the lines which begin with "#"."""
    lines = data.decode("utf-8-sig").split("\n")
    return list(csv.reader(io.StringIO("\n".join(line for line in lines if not line.startswith("# ")))))


def test_the_first_lines_say_what_it_is_then_comes_the_table() -> None:
    text = csv_bytes(FRAME, ABOUT).decode("utf-8-sig")
    assert text.split("\n") == [
        "# title: Magnets shipped",
        "# unit: t",
        "# as of: 2026-03-31",
        "# link: http://localhost/?on=2026-07-02",
        "month,quantity (t),known,day,worked out",
        "2025-05,46.0,2025-06-20,2025-06-20,yes",
        "2025-06,,,,",
        "",
    ]


def test_a_spreadsheet_sees_utf_8() -> None:
    assert (
        csv_bytes(pd.DataFrame({"name": ["Élysée 稀土"]}), {})
        == b"\xef\xbb\xbfname\n" + "Élysée 稀土\n".encode()
    )


def test_a_frame_without_rows_keeps_its_columns() -> None:
    assert rows(csv_bytes(FRAME.head(0), ABOUT)) == [list(FRAME.columns)]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-59 % on the year", "@SUM(A1)", "\t=1", "\n=1"])
def test_text_that_a_spreadsheet_would_run_is_text(text: str) -> None:
    assert defuse(text) == f"'{text}"


def test_a_lone_carriage_return_begins_no_row() -> None:
    data = csv_bytes(pd.DataFrame({"text": ["a\r=1+1", "b\r\nc"]}), {}).decode("utf-8-sig")
    assert data == 'text\n"a\n=1+1"\n"b\nc"\n'


@pytest.mark.parametrize("value", [-5, -0.5, np.float64(-2.5), date(2025, 4, 4)])
def test_numbers_and_days_stay_as_they_are(value: object) -> None:
    assert defuse(value) is value


@pytest.mark.parametrize("text", ["a = b", "46 t", "", "two\nlines", "−59 % with a true minus"])
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert defuse(text) == text


@pytest.mark.parametrize("value", [None, np.nan, pd.NaT, pd.NA])
def test_missing_is_empty(value: object) -> None:
    assert defuse(value) == ""


DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
TEXTS = st.text(st.sampled_from("=+-@,;\" \t\r\nab1'"), max_size=12) | st.text(max_size=8)


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_no_cell_of_the_table_runs(texts: list[str]) -> None:
    data = csv_bytes(pd.DataFrame({"text": texts}), {}).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(data, newline="")))
    assert read[0] == ["text"]
    lines = [text.replace("\r\n", "\n").replace("\r", "\n") for text in texts]
    assert [row[0].removeprefix("'") for row in read[1:]] == [line.removeprefix("'") for line in lines]
    assert not [row for row in read[1:] if row[0].startswith(DANGEROUS)]


@pytest.mark.parametrize("separator", [",", ";"])
@given(value=TEXTS)
def test_no_cell_of_the_first_lines_runs(separator: str, value: str) -> None:
    """A headline may stand in a title; a spreadsheet cuts the line at its separators."""
    lines = csv_bytes(pd.DataFrame({"a": [1]}), {"title": value}).decode("utf-8-sig").splitlines()
    assert len(lines) == 3, "a value must not begin a line of its own"
    cells = next(csv.reader([lines[0]], delimiter=separator))
    assert cells[0].startswith("# title: ")
    assert not [cell for cell in cells if cell.lstrip(' "').startswith(DANGEROUS)]
