"""Days and periods as people write them: day first or month first is decided by the file, never by a cell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from chokepoint.contract.days import MONTHS

DAY_FIRST, MONTH_FIRST = "day_first", "month_first"
ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
PERIOD = re.compile(r"\d{4}(-\d{2}){0,2}(\.\.\d{4}(-\d{2}){0,2})?")
SLASHED = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})( \d{1,2}:\d{2}(:\d{2})?)?")
YEAR_FIRST = re.compile(r"(\d{4})([/.])(\d{1,2})\2(\d{1,2})")
COMPACT = re.compile(r"(1[89]|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
TIMED = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?")
SERIAL = re.compile(r"([2-5]\d{4})(\.\d+)?")
ZERO_DAY = date(1899, 12, 30)
NAMES = {name.lower()[:3]: number for number, name in enumerate(MONTHS, start=1)}
MONTH_NAME = "(" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in MONTHS) + r"|Sept)\.?"
DAY_MONTH = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?[ -]{MONTH_NAME}[, -]+(\d{{4}})", re.I)
MONTH_DAY = re.compile(rf"{MONTH_NAME}[ -](\d{{1,2}})(?:st|nd|rd|th)?[, -]+(\d{{4}})", re.I)
MONTH_YEAR = re.compile(rf"{MONTH_NAME}[ -]'?(\d{{4}}|\d{{2}})", re.I)
QUARTER = re.compile(r"(\d{4})[- ]?Q([1-4])|Q([1-4])[- /]?(\d{4})", re.I)
YEAR_MONTH = re.compile(r"(\d{4})-?[Mm](\d{1,2})|(\d{4})[/.](\d{1,2})|((?:1[89]|20)\d{2})(0[1-9]|1[0-2])")
WHOLE_YEAR = re.compile(r"(\d{4})\.0+")


@dataclass
class DateOrder:
    """Whether the days of a file come before their months, as far as its cells tell.

    `first` is the cell that decided, with its row; `answer` goes before the evidence.
    """

    answer: str | None = None
    first: tuple[str, int] | None = None
    found: str | None = None
    torn: bool = False

    def look(self, text: str, row: int) -> None:
        """Takes the evidence of one cell."""
        order = _evident(text)
        if order and self.found is None:
            self.found, self.first = order, (text.strip(), row)
        elif order and order != self.found:
            self.torn = True

    @property
    def decided(self) -> str | None:
        """The order of the file; None if no cell decides, or cells contradict each other."""
        return self.answer or (None if self.torn else self.found)


def is_ambiguous(text: str) -> bool:
    """True if the text can be two days: 04/05/2025, but not 19/06/2025, 05/05/2025 or 04.05.2025."""
    found = SLASHED.fullmatch(text.strip())
    if not found or found[2] == ".":
        return False
    first, second = int(found[1]), int(found[3])
    return first != second and 1 <= first <= 12 and 1 <= second <= 12


def readings(text: str) -> tuple[str, str]:
    """Both days that an ambiguous text can be: 4 May and 5 April."""
    found = SLASHED.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text!r} is not ambiguous")
    first, second = int(found[1]), int(found[3])
    return f"{first} {MONTHS[second - 1]}", f"{second} {MONTHS[first - 1]}"


def read_day(text: str, order: str | None) -> str | None:
    """The day as ISO text; None if it is written in no way known, or ambiguous without `order`."""
    clean = " ".join(text.split())
    if found := TIMED.fullmatch(clean):
        return found[1]
    if found := SLASHED.fullmatch(clean):
        return _slashed(found, order)
    if found := YEAR_FIRST.fullmatch(clean):
        return _iso(int(found[1]), int(found[3]), int(found[4]))
    if COMPACT.fullmatch(clean):
        return _iso(int(clean[:4]), int(clean[4:6]), int(clean[6:]))
    if found := SERIAL.fullmatch(clean):
        return (ZERO_DAY + timedelta(days=int(found[1]))).isoformat()
    if found := DAY_MONTH.fullmatch(clean):
        return _iso(int(found[3]), _month(found[2]), int(found[1]))
    if found := MONTH_DAY.fullmatch(clean):
        return _iso(int(found[3]), _month(found[1]), int(found[2]))
    return None


def read_period(text: str, order: str | None) -> str | None:
    """The period as the contract writes it: 2024.0 → 2024, 202403 → 2024-03, 2024Q3 → 2024-07..2024-09."""
    clean = " ".join(text.split())
    if found := WHOLE_YEAR.fullmatch(clean):
        return found[1]
    if found := QUARTER.fullmatch(clean):
        year, quarter = found[1] or found[4], int(found[2] or found[3])
        return f"{year}-{3 * quarter - 2:02d}..{year}-{3 * quarter:02d}"
    if found := YEAR_MONTH.fullmatch(clean):
        year, month = found[1] or found[3] or found[5], int(found[2] or found[4] or found[6])
        return f"{year}-{month:02d}" if 1 <= month <= 12 else None
    if found := MONTH_YEAR.fullmatch(clean):
        return f"{_century(found[2])}-{_month(found[1]):02d}"
    return read_day(clean, order)


def is_serial(text: str) -> bool:
    """True if the text is the number of a day in a spreadsheet, from 1954 to 2064."""
    return SERIAL.fullmatch(text.strip()) is not None


def said(day: str) -> str:
    """A day as a sentence names it: 2025-04-05 → 5 April 2025; a period as it is."""
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return day
    return f"{found.day} {MONTHS[found.month - 1]} {found.year}"


def _evident(text: str) -> str | None:
    found = SLASHED.fullmatch(text.strip())
    if not found or found[2] == ".":
        return None
    first, second = int(found[1]), int(found[3])
    if first > 12 >= second:
        return DAY_FIRST
    return MONTH_FIRST if second > 12 >= first else None


def _slashed(found: re.Match[str], order: str | None) -> str | None:
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if found[2] == "." or first > 12 or first == second or (order == DAY_FIRST and second <= 12):
        return _iso(year, second, first)
    if second > 12 or order == MONTH_FIRST:
        return _iso(year, first, second)
    return None


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _month(name: str) -> int:
    return NAMES[name[:3].lower()]


def _century(year: str) -> str:
    return year if len(year) == 4 else f"{'19' if int(year) >= 70 else '20'}{year}"
