"""Shipped rows, changed, as files that an analyst uploads."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from chokepoint.config import DATA

Row = dict[str, str]


def shipped(table: str) -> list[Row]:
    """The rows of a shipped table as text."""
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: Iterable[Mapping[str, str]], columns: Iterable[str] | None = None) -> Path:
    """The rows as a comma CSV, with these columns or all of the first row."""
    rows = list(rows)
    names = list(columns or rows[0])
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def event(event_id: str) -> Row:
    """One shipped event."""
    (row,) = [row for row in shipped("events") if row["event_id"] == event_id]
    return row
