"""A bench for files: written in a folder, read, and held against the small world of the contract tests."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from chokepoint.config import Limits, read_settings
from chokepoint.contract.canonical import hash_file, literal
from chokepoint.readers.check import Checked, check_files
from chokepoint.readers.mapping import ColumnMapping
from chokepoint.readers.read import read_files
from chokepoint.readers.reading import Answers, Reading
from tests.contract.tables import TODAY, Desk, contract

LIMITS = read_settings().limits


@dataclass
class Bench:
    """Reads and checks files; `desk` is the small world that is on file."""

    folder: Path
    desk: Desk
    number: count[int] = field(default_factory=count)

    def file(self, name: str, content: str | bytes) -> Path:
        """A file of this content."""
        path = self.folder / f"{next(self.number)}" / name
        path.parent.mkdir()
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def room(self) -> Path:
        """A new folder for the tables that a reader writes."""
        return self.folder / f"room{next(self.number)}"

    def read(
        self,
        path: Path,
        limits: Limits = LIMITS,
        remembered: Mapping[str, ColumnMapping] | None = None,
        **answers: str,
    ) -> Reading:
        """The file as read; `answers` by the key of the question, `__` for `:`."""
        (found,) = read_files(
            contract(), [path], limits, self.room(), answered(path, answers), remembered=remembered
        )
        return found

    def check(self, *paths: Path, limits: Limits = LIMITS, **answers: str) -> list[Checked]:
        """The files as read and held against the contract; the answers are about the first."""
        given = answered(paths[0], answers)
        published = self.desk.published
        return check_files(contract(), paths, published, TODAY, limits, self.desk.con, self.room(), given)


def answered(path: Path, answers: Mapping[str, str]) -> Answers:
    """The answers about one file."""
    said = {key.replace("__", ":"): choice for key, choice in answers.items()}
    return Answers({hash_file(path): said}) if said else Answers()


def table(reading: Reading, name: str) -> list[dict[str, str]]:
    """The rows of a table that was read."""
    with reading.tables[name].open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def said(found: Reading | Checked) -> list[tuple[str, str, str]]:
    """Rule, row and column of every finding."""
    return [(finding.rule, finding.row, finding.column) for finding in found.findings]


def accepted(bench: Bench, checked: Checked, name: str) -> list[dict[str, object]]:
    """The accepted rows of a table, without what stands for nothing."""
    assert checked.report is not None
    found = bench.desk.con.execute(f"SELECT * FROM {checked.report.accepted[name]}")
    names = [str(column[0]) for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


__all__ = ["LIMITS", "Bench", "accepted", "answered", "literal", "said", "table"]
