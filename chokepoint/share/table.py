"""A frame as a CSV file to send: what it is, versions and sources in its first lines, text defused."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping

import pandas as pd

# A spreadsheet runs a cell that begins with one of these; an apostrophe before it makes it text.
RUNS = ("=", "+", "-", "@", "\t", "\n")
# The first lines are not quoted, so that a program can skip what begins with "#": here a spreadsheet cuts them
# into cells, of which the second could run.
SECOND_CELL = re.compile(r'([,;][\s"]*)(?=[=+\-@])')


def csv_bytes(frame: pd.DataFrame, about: Mapping[str, str]) -> bytes:
    """UTF-8 CSV (with byte order mark, for spreadsheets): one "# key: value" line each, then the table."""
    out = io.StringIO()
    for key, value in about.items():
        out.write(f"# {key}: {_plain(value)}\n")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(frame.columns)
    for row in frame.itertuples(index=False):
        writer.writerow([defuse(value) for value in row])
    return "\ufeff".encode() + out.getvalue().encode()


def defuse(value: object) -> object:
    """The value, with an apostrophe before text that a spreadsheet would run; empty for missing."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    if isinstance(value, str):
        # Python before 3.13 does not quote a lone carriage return: what follows it would begin a row.
        text = value.replace("\r\n", "\n").replace("\r", "\n")
        return f"'{text}" if text.startswith(RUNS) else text
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if type(value).__name__ in ("bool", "bool_"):
        return "yes" if value else "no"
    return value


def _plain(value: object) -> str:
    """The value on one line, with an apostrophe where a spreadsheet would begin to run it."""
    return SECOND_CELL.sub(r"\1'", " ".join(str(value).split()))
