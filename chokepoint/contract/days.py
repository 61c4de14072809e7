"""Why a text is not a date, as SQL: no year, no such month, no such day, or another way of writing."""

from __future__ import annotations

from chokepoint.contract.canonical import literal
from chokepoint.contract.sentence import say

DAY = r"\d{4}-\d{2}-\d{2}"
ZERO_DAYS = ("1899-12-30", "1899-12-31", "1900-01-00", "0000-00-00")
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def read_day(text: str) -> str:
    """SQL for the date that `text` says as YYYY-MM-DD, else NULL; zero days of spreadsheets are no dates."""
    # What reads back as it was written has that shape: quicker than a pattern, and the same.
    day = f"TRY_CAST({text} AS DATE)"
    return (
        f"CASE WHEN CAST({day} AS VARCHAR) = {text} AND length({text}) = 10 AND {text} >= '0001'"
        f" AND {text} <> '{ZERO_DAYS[0]}' AND {text} <> '{ZERO_DAYS[1]}' THEN {day} END"
    )


def bad_day(text: str) -> str:
    """SQL for the reason why `text` is not a date: "2024-02-31" is not a date (February has no day 31)."""
    month, day = f"TRY_CAST({text}[6:7] AS INTEGER)", f"TRY_CAST({text}[9:10] AS INTEGER)"
    name = f"[{', '.join(map(literal, MONTHS))}][{month}]"
    # 29 February depends on the year, so the year is told.
    name = f"concat({name}, CASE WHEN {month} = 2 AND {day} = 29 THEN concat(' ', {text}[1:4]) ELSE '' END)"
    no_year = say(f'"{{{text}}}" has no year')
    style = say(f'"{{{text}}}" is not written as a date YYYY-MM-DD')
    year = say(f'"{{{text}}}" is not a date (there is no year 0)')
    no_month = say(f'"{{{text}}}" is not a date (there is no month {{{month}}})')
    no_day = say(f'"{{{text}}}" is not a date ({{{name}}} has no day {{{day}}})')
    return (
        f"CASE WHEN NOT regexp_matches({text}, '[0-9][0-9][0-9][0-9]') THEN {no_year}"
        f" WHEN NOT regexp_full_match({text}, '{DAY}') THEN {style}"
        f" WHEN {text} < '0001' THEN {year}"
        f" WHEN {month} NOT BETWEEN 1 AND 12 THEN {no_month} ELSE {no_day} END"
    )


def mend_day(text: str) -> str:
    """SQL for how to mend what is not a date."""
    whole = f"regexp_full_match({text}, '{DAY}')"
    return f"CASE WHEN {whole} THEN 'correct the day' ELSE 'write the full date, ISO 8601' END"
