"""What reading a file gives: what it was recognised as, the tables written from it, findings and questions.

A format is one object with `recognise` and `read`; it hands its rows to a `Scribe`, which writes the tables
and makes sure that every record of the file is written or listed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from chokepoint.contract.findings import ASK, Finding
from chokepoint.readers.book import Book
from chokepoint.readers.scribe import Scribe

CERTAIN, PROBABLE, UNKNOWN = "certain", "probable", "unknown"
TABLE, COLUMN, MAPPING, FORMAT = "table", "column", "mapping", "format"
# Where a finding stands that asks which of two formats a file is in.
FORMAT_COLUMN = "(format)"
# Rules that ask → the choices of an answer; a choice that names tables or headings is filled in when asked.
CHOICES: Mapping[str, tuple[str, ...]] = {
    "ambiguous_date": ("day_first", "month_first"),
    "brackets": ("negative", "estimate"),
    "number_style": ("point", "comma"),
    "magnitude": ("multiply", "leave_out"),
    "garbled_text": ("mend", "keep"),
    "same_table_newer": ("beside", "stop"),
    "map_column": (),
    "unknown_table": (),
}
# Questions that are decided for the whole file; the others are asked of each column.
OF_FILE = {
    "ambiguous_date": "date_order",
    "same_table_newer": "same_table_newer",
    "garbled_text": "garbled_text",
    "unknown_table": TABLE,
}


@dataclass(frozen=True)
class Recognised:
    """What a file is: format and layout, how certain that is, and why.

    `certainty` is certain (headings and values fit), probable (one of both) or unknown.
    """

    format: str
    variant: str
    certainty: str
    why: str


@dataclass(frozen=True)
class Answers:
    """What the analyst answered: hash of the file → key of the question → choice."""

    given: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def of(self, sha256: str) -> Mapping[str, str]:
        """The answers about one file."""
        return self.given.get(sha256, {})

    def with_answer(self, sha256: str, key: str, choice: str) -> Answers:
        """These answers and one more."""
        return Answers({**self.given, sha256: {**self.of(sha256), key: choice}})


@dataclass(frozen=True)
class Question:
    """Something the analyst must decide before the file can be published.

    `key` names it in the answers of the file; `choices` is empty where any text may be the answer.
    """

    file: str
    key: str
    words: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """One file as tables of the contract.

    `tables`: table → file of text in contract columns and `_row`, the row number of the source: comma CSV in
    UTF-8, or Parquet for tables of millions of rows. `records` = records written + records listed. `choices`:
    rule and column of a question → the answers to choose from; `name`: what the analyst calls the file.
    """

    path: Path
    sha256: str
    recognised: Recognised
    tables: Mapping[str, Path]
    findings: tuple[Finding, ...]
    choices: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    heading_row: int = 1
    records: int = 0
    listed: int = 0
    name: str = ""


class Format(Protocol):
    """One foreign format."""

    @property
    def name(self) -> str:
        """Short name, such as comtrade."""
        ...

    @property
    def title(self) -> str:
        """Name shown to people, such as UN Comtrade."""
        ...

    def recognise(self, book: Book) -> Recognised | None:
        """What the book is in this format, by its content; None if it is something else."""
        ...

    def read(self, book: Book, scribe: Scribe, answers: Mapping[str, str]) -> None:
        """Hands every row of the book to the scribe: written, skipped with a reason, or asked about."""
        ...


def questions(
    findings: Sequence[Finding],
    tables: Sequence[str],
    choices: Mapping[tuple[str, str], tuple[str, ...]] | None = None,
) -> list[Question]:
    """The open questions of the findings, each asked once.

    `tables` are the choices for a table; `choices` those that a reading brings for its own questions.
    """
    asked: dict[tuple[str, str], Question] = {}
    for finding in findings:
        if finding.severity == ASK:
            key = question_key(finding.rule, finding.column)
            usual = tuple(tables) if key == TABLE else CHOICES.get(finding.rule, ())
            given = (choices or {}).get((finding.rule, finding.column), usual)
            words = f"{finding.reason}: {finding.fix}" if finding.fix else finding.reason
            asked.setdefault((finding.file, key), Question(finding.file, key, words, given))
    return list(asked.values())


def question_key(rule: str, column: str) -> str:
    """The key under which a question is answered: date_order, brackets:quantity_t, column:date …"""
    if column == FORMAT_COLUMN:
        return FORMAT
    if rule in OF_FILE:
        return OF_FILE[rule]
    return f"{COLUMN if rule == 'map_column' else rule}:{column}"
