"""Numbers as the offices print them: thousands marks, words for what is not there, bounds and ranges."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

# A power of ten beyond this is no amount; written out it would fill the memory.
MOST_DIGITS = 40
NIL = ("—", "–", "--", "---", "-----")
MARKS = (">=", "<=", ">", "<", "~")
THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
RANGE = re.compile(r"([\d.,]+) ?[–-] ?([\d.,]+)")


@dataclass(frozen=True)
class Amount:
    """A printed number: `value`, or both ends of a range, as plain text, and the bound it is meant with.

    `read` is false for text that is no number: `value` is then the text as written.
    """

    value: str = ""
    low: str = ""
    high: str = ""
    bound: str = "="
    read: bool = True


def amount(text: str, factor: str = "1") -> Amount:
    """The amount that a cell prints, times `factor`: 1,200 → 1200; >95 → 95 above; — → 0; 50–300 → a range."""
    if text in NIL:
        return Amount("0")
    mark = next((mark for mark in MARKS if text.startswith(mark)), "")
    digits = text[len(mark) :].strip()
    if (value := plain(digits)) is not None:
        return Amount(scaled(value, factor), bound=mark or "=")
    if (ends := RANGE.fullmatch(digits)) and not mark:
        low, high = plain(ends[1]), plain(ends[2])
        if low is not None and high is not None:
            return Amount(low=scaled(low, factor), high=scaled(high, factor), bound="range")
    return Amount(text, read=False)


def plain(text: str) -> str | None:
    """The number without thousands marks; None if the text is no number."""
    if THOUSANDS.fullmatch(text):
        return text.replace(",", "")
    return text if NUMBER.fullmatch(text) else None


def scaled(text: str, factor: str) -> str:
    """The number times a factor, exactly, in the shortest plain digits; other text stays as it is."""
    number = decimal(text)
    return text if number is None else shortest(number * Decimal(factor))


def added(texts: Iterable[str]) -> str:
    """The sum of the numbers there are; empty if there is none, and text that is no number stays."""
    there = [text for text in texts if text]
    numbers = [decimal(plain(text) or "") for text in there]
    unread = [text for text, number in zip(there, numbers, strict=True) if number is None]
    if unread or not there:
        return unread[0] if unread else ""
    return shortest(sum((number for number in numbers if number is not None), Decimal()))


def decimal(text: str) -> Decimal | None:
    """The exact number; None if the text is none, or one with more digits than anything has."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) <= MOST_DIGITS else None


def shortest(number: Decimal) -> str:
    """Plain digits without zeros at the end."""
    digits = f"{number:f}"
    return (digits.rstrip("0").rstrip(".") if "." in digits else digits) or "0"


def whole(text: str) -> str:
    """A code or a year that a spreadsheet made a number: 2018.0 → 2018; other text stays."""
    return re.sub(r"(?<=\d)\.0+$", "", text)
