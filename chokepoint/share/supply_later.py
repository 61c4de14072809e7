"""Sentences on rows that are on file and were not known yet on the day shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

UNDATED = ", the day they were read, as no day of publication is on file"


def later_words(rows: int, table: str, first: date | None) -> str:
    """How many rows of a table a card leaves out because of the day: "left out: 3 rows of dependency, known only from …"."""
    if not rows or first is None:
        return ""
    return f"left out on this day: {rows} row{'' if rows == 1 else 's'} of {table} known only from {first} on"


def plants_words(names: Sequence[str], first: date | None, read: bool) -> str:
    """The plants on file that a day leaves out, by name, and from when their rows are known."""
    if not names or first is None:
        return ""
    one = len(names) == 1
    since = f"known only from {first} on" + (UNDATED if read else "")
    return (
        f"left out on this day, not counted as zero: {len(names)} plant{'' if one else 's'} on file whose row"
        f"{' is' if one else 's are'} {since}: {', '.join(names)}"
    )
