"""A workbook of a card, read back by another program: rows with their types, what it is, its sources; nothing runs."""

from __future__ import annotations

import csv
import io
from datetime import date

import pandas as pd
import python_calamine

from chokepoint.share.citation import Source
from chokepoint.share.sheets import SOURCE_HEADS, xlsx_bytes
from chokepoint.share.table import csv_bytes

SOURCE = Source("usgs", "USGS", "Mineral Commodity Summaries", "official statistics", None, "2026", "https://usgs.gov/x",
                date(2026, 1, 31), None, "US public domain", "yes", 3)  # fmt: skip
FRAME = pd.DataFrame(
    {
        "month": ["2025-05", "=cmd()", "https://x.example"],
        "quantity (t)": [46.5, None, float("inf")],
        "worked out": [True, False, True],
        "day": [date(2025, 5, 31), None, pd.Timestamp("2025-06-30")],
        "ids": [("a", "b"), (), "0012"],
    }
)


def sheets(data: bytes) -> dict[str, list[list[object]]]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_rows_keep_their_types_and_missing_is_blank() -> None:
    rows = sheets(xlsx_bytes(FRAME, {"title": "46 t"}, [SOURCE]))["rows"]
    assert rows == [
        ["month", "quantity (t)", "worked out", "day", "ids"],
        ["2025-05", 46.5, "yes", date(2025, 5, 31), "a; b"],
        ["=cmd()", "", "no", "", ""],
        ["https://x.example", "inf", "yes", date(2025, 6, 30), "0012"],
    ]


def test_a_csv_and_a_workbook_of_the_same_rows_say_the_same() -> None:
    plain = FRAME.drop(columns=["ids", "day"]).iloc[1:]
    text = csv_bytes(plain, {}).decode("utf-8-sig")
    cells = [[cell.removeprefix("'") for cell in row] for row in csv.reader(io.StringIO(text))]
    assert cells == [[str(cell) for cell in row] for row in sheets(xlsx_bytes(plain, {}, []))["rows"]]
    assert [row[2] for row in cells] == ["worked out", "no", "yes"]


def test_the_other_sheets_say_what_it_is_and_who_is_behind_it() -> None:
    book = sheets(xlsx_bytes(FRAME, {"title": "46 t", "link": "http://x/?v=1"}, [SOURCE]))
    assert list(book) == ["rows", "about", "sources"]
    assert book["about"] == [["what", "value"], ["title", "46 t"], ["link", "http://x/?v=1"]]
    assert book["sources"] == [
        list(SOURCE_HEADS),
        ["usgs", "USGS", "Mineral Commodity Summaries", "official statistics", "2026", date(2026, 1, 31), "",
         "US public domain", "yes", "", "https://usgs.gov/x", 3],
    ]  # fmt: skip


def test_the_same_rows_are_the_same_file() -> None:
    assert xlsx_bytes(FRAME, {}, [SOURCE]) == xlsx_bytes(FRAME, {}, [SOURCE])
