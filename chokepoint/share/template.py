"""A table as a file to fill in or to work on: headings, rows if wanted, and the dictionary inside."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from chokepoint.contract import Contract, Table
from chokepoint.contract.headings import for_upload
from chokepoint.evidence.dictionary import allowed, rules_of
from chokepoint.share.sheets import LONGEST, new_book
from chokepoint.share.table import defuse

DICTIONARY = "dictionary"
HEADS = (
    "column",
    "must the file have it",
    "type",
    "unit",
    "meaning",
    "allowed values",
    "if left out",
    "example",
)
WIDTHS = (20, 12, 9, 12, 70, 44, 34, 30)
CUT = "… (cut here; the CSV holds all)"
LONGEST_NAME = 31  # characters of the name of a sheet


def template_csv(table: Table, contract: Contract) -> bytes:
    """The headings of a table as CSV (UTF-8 with byte order mark, for spreadsheets), and no rows."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(for_upload(contract, table).columns)
    return "\ufeff".encode() + out.getvalue().encode()


def workbook(
    table: Table, contract: Contract, rows: pd.DataFrame | None = None, sample: pd.DataFrame | None = None
) -> bytes:
    """An XLSX workbook: the table with its headings and `rows`, and a second sheet that explains each column.

    Nothing in it runs: text stays text whatever it begins with. `sample` gives the examples.
    """
    known = for_upload(contract, table) if rows is None else table
    out = io.BytesIO()
    book = new_book(out, table.title)
    bold, must, wrap = (
        book.add_format({"bold": True}),
        book.add_format({"bold": True, "bottom": 2}),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )
    sheet = book.add_worksheet(table.name[:LONGEST_NAME])
    for place, name in enumerate(known.columns):
        sheet.write_string(0, place, name, must if name in table.required_on_upload else bold)
        sheet.set_column(place, place, max(12, len(name) + 2))
    sheet.freeze_panes(1, 0)
    if rows is not None:
        for number, row in enumerate(rows.itertuples(index=False), start=1):
            _write_row(sheet, number, row)
    _add_dictionary(book, known, contract, sample, bold, wrap)
    book.close()
    return out.getvalue()


def _add_dictionary(
    book: Any, table: Table, contract: Contract, sample: pd.DataFrame | None, bold: Any, wrap: Any
) -> None:
    sheet = book.add_worksheet(DICTIONARY)
    about = [f"{table.title} ({table.name})", table.description, f"Key: {', '.join(table.primary_key)}"]
    about += [f"{rule.name}: {rule.says}" for rule in rules_of(table, contract) if rule.name != "url_is_web"]
    for place, width in enumerate(WIDTHS):
        sheet.set_column(place, place, width)
    for place, head in enumerate(HEADS):
        sheet.write_string(0, place, head, bold)
    for number, line in enumerate(_lines(table, sample), start=1):
        for place, text in enumerate(line):
            sheet.write_string(number, place, text, wrap)
    for number, text in enumerate(about, start=len(table.columns) + 2):
        sheet.write_string(number, 0, text)
    sheet.freeze_panes(1, 1)


def _lines(table: Table, sample: pd.DataFrame | None) -> list[tuple[str, ...]]:
    return [
        (
            field.name,
            "yes" if field.name in table.required_on_upload else "",
            field.type,
            field.unit or "",
            field.description,
            allowed(field),
            table.defaults.get(field.name, ""),
            _example(field.name, sample),
        )
        for field in table.fields
    ]


def _example(column: str, sample: pd.DataFrame | None) -> str:
    """The first cell on file of a column, as text."""
    if sample is None or column not in sample:
        return ""
    filled = sample[column].dropna()
    return "" if filled.empty else _text(filled.iloc[0])[:200]


def _write_row(sheet: Any, number: int, row: Sequence[Any]) -> None:
    for place, value in enumerate(row):
        if value is None or pd.isna(value):
            continue
        if isinstance(value, (int, float, np.integer)) and not isinstance(value, bool):
            sheet.write_number(number, place, float(value))
        else:
            sheet.write_string(number, place, _text(value))


def _text(value: Any) -> str:
    """The canonical text of a cell; cut, and said so, where a workbook cannot hold it."""
    text = _plain(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - len(CUT)]}{CUT}"


def _plain(value: Any) -> str:
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return "yes" if value else "no"
    if isinstance(value, pd.Timestamp):
        return str(value.date().isoformat())
    return f"{value:g}" if isinstance(value, float) else str(value)


def table_csv(rows: pd.DataFrame) -> bytes:
    """The rows as CSV for spreadsheets (UTF-8 with byte order mark), text defused, headings in the first line."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(rows.columns)
    for row in rows.itertuples(index=False):
        writer.writerow([_cell(value) for value in row])
    return "\ufeff".encode() + out.getvalue().encode()


def _cell(value: Any) -> object:
    plain = defuse(value)
    return int(plain) if isinstance(plain, float) and plain.is_integer() else plain
