"""A frame as an XLSX file to send: the rows, what the file is, and every source in a sheet of its own."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd
import xlsxwriter

from chokepoint.share.citation import Source

ROWS, ABOUT, SOURCES = "rows", "about", "sources"
SOURCE_HEADS = ("source key", "origin", "title", "kind", "edition", "published", "retrieved", "licence", "passing on",
                "copy read at", "address", "rows")  # fmt: skip
# Text stays text, whatever it begins with: nothing runs and nothing is fetched.
OPTIONS: dict[str, Any] = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
WIDEST = 60
# Characters of a cell of a workbook.
LONGEST = 32_767


def xlsx_bytes(frame: pd.DataFrame, about: Mapping[str, str], sources: Sequence[Source]) -> bytes:
    """A workbook of three sheets: the frame, "key, value" lines about it, and its sources."""
    out = io.BytesIO()
    book = new_book(out, about.get("title", ""))
    _write(book, ROWS, list(map(str, frame.columns)), frame.itertuples(index=False, name=None))
    _write(book, ABOUT, ["what", "value"], about.items())
    _write(book, SOURCES, SOURCE_HEADS, map(_line, sources))
    book.close()
    return out.getvalue()


def new_book(out: io.BytesIO, title: str) -> Any:
    """An empty workbook in which nothing runs; the same contents make the same file, whenever it is asked for."""
    book = xlsxwriter.Workbook(out, OPTIONS)
    book.set_properties({"title": title[:255], "created": datetime(2000, 1, 1)})
    return book


def _write(book: Any, name: str, heads: Sequence[str], rows: Any) -> None:
    sheet, bold = book.add_worksheet(name), book.add_format({"bold": True})
    day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    widths = [len(head) for head in heads]
    for place, head in enumerate(heads):
        sheet.write_string(0, place, head, bold)
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            _cell(sheet, number, place, value, day)
            widths[place] = max(widths[place], len(str(value)))
    for place, width in enumerate(widths):
        sheet.set_column(place, place, min(WIDEST, width + 2))
    sheet.freeze_panes(1, 0)


def _cell(sheet: Any, number: int, place: int, value: Any, day: Any) -> None:
    """Numbers as numbers, days as days, all else as text; missing is left blank."""
    if isinstance(value, (list, tuple)):
        sheet.write_string(number, place, "; ".join(map(str, value))[:LONGEST])
    elif value is None or pd.isna(value):
        return
    elif type(value).__name__ in ("bool", "bool_"):
        sheet.write_string(number, place, "yes" if value else "no")
    elif isinstance(value, (date, datetime)) and value.year >= 1900:
        sheet.write_datetime(number, place, pd.Timestamp(value).tz_localize(None).to_pydatetime(), day)
    elif hasattr(value, "__float__") and not isinstance(value, str) and pd.notna(float(value)):
        _number(sheet, number, place, float(value))
    else:
        sheet.write_string(number, place, str(value)[:LONGEST])


def _number(sheet: Any, number: int, place: int, value: float) -> None:
    if abs(value) == float("inf"):
        sheet.write_string(number, place, str(value))
    else:
        sheet.write_number(number, place, value)


def _line(source: Source) -> tuple[object, ...]:
    return (source.key, source.origin, source.title, source.kind, source.edition, source.published, source.retrieved,
            source.licence, source.redistributable, source.host, source.url, source.rows or None)  # fmt: skip
