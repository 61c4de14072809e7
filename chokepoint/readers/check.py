"""Files read and held against the contract: what each one is, its rows by table, and all findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb

from chokepoint.config import Limits
from chokepoint.contract import bench
from chokepoint.contract.check import check_tables
from chokepoint.contract.findings import ASK, Finding, publishable
from chokepoint.contract.report import Report
from chokepoint.contract.tables import Contract
from chokepoint.readers.editions import RULE, older_editions
from chokepoint.readers.mapping import ColumnMapping
from chokepoint.readers.read import read_files
from chokepoint.readers.reading import Answers, Question, Reading, Recognised, questions

# What the check says of a cell that the reader asks about: the answer decides, not the check.
OF_THE_CELL = (
    "bad_date", "bad_number", "type", "required", "pattern", "enum", "value_or_bound", "some_figure",
    "unknown_country", "unknown_key",
)  # fmt: skip


@dataclass(frozen=True)
class Checked:
    """One file: what it was recognised as, its records by table, the findings, and the questions open.

    `report`: what the contract says of the tables that were checked together with it; None for files that
    hold none.
    """

    path: Path
    recognised: Recognised
    rows: Mapping[str, int]
    findings: tuple[Finding, ...]
    questions: tuple[Question, ...] = ()
    reading: Reading | None = None
    report: Report | None = None

    @property
    def publishable(self) -> bool:
        """True if nothing refuses the file and no question is open."""
        return publishable(self.findings)


def check_files(
    contract: Contract,
    paths: Sequence[Path],
    published: Mapping[str, str],
    today: date,
    limits: Limits,
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    answers: Answers | None = None,
    remembered: Mapping[str, ColumnMapping] | None = None,
) -> list[Checked]:
    """What each file is and what is wrong with it, in the order of `paths`; nothing is published.

    Files of different tables are checked together, so that they may point to each other. `published`:
    table → relation of the rows on file; `folder` takes the tables that had to be written anew; `remembered`:
    mappings by the signature of their headings.
    """
    readings = read_files(contract, paths, limits, folder, answers, remembered=remembered)
    return check_readings(contract, readings, published, today, limits, con, answers)


def check_readings(
    contract: Contract,
    readings: Sequence[Reading],
    published: Mapping[str, str],
    today: date,
    limits: Limits,
    con: duckdb.DuckDBPyConnection,
    answers: Answers | None = None,
) -> list[Checked]:
    """The readings held against the contract, in their order."""
    found: dict[int, list[Finding]] = {place: [] for place in range(len(readings))}
    rows: dict[int, dict[str, int]] = {place: {} for place in range(len(readings))}
    reports: dict[int, Report] = {}
    sizes = bench.Limits(limits.rows, limits.columns, limits.cell_characters)
    for batch in _batches(readings):
        incoming = {table: readings[place].tables[table] for table, place in batch.items()}
        names = {table: readings[place].name for table, place in batch.items()}
        report = check_tables(contract, incoming, published, today, sizes, con, names)
        for table, place in batch.items():
            rows[place][table] = report.rows[table].read
            found[place] += [finding for finding in report.findings if finding.table == table]
            reports[place] = report
    for place, report in reports.items():
        answer = (answers or Answers()).of(readings[place].sha256).get(RULE)
        found[place] += older_editions(contract, readings[place], report, published, con, answer)
    return [
        _checked(contract, reading, rows[place], found[place], reports.get(place))
        for place, reading in enumerate(readings)
    ]


def combined(reading: Reading, found: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings of a reading and those of the check on its tables, each fault told once.

    What the reader asks about a cell or a column is not refused beside it; missing columns are told in the
    row in which the headings stand.
    """
    asked = {(f.table, f.row, f.column) for f in reading.findings if f.severity == ASK}
    columns = {(f.table, f.column) for f in reading.findings if f.severity == ASK and f.rule == "map_column"}
    kept = []
    for finding in found:
        if finding.rule in OF_THE_CELL and (finding.table, finding.row, finding.column) in asked:
            continue
        if finding.rule == "missing_column":
            if (finding.table, finding.column) in columns:
                continue
            if len(reading.tables) == 1:
                finding = replace(finding, row=str(reading.heading_row))
        kept.append(finding)
    return (*reading.findings, *kept)


def _checked(
    contract: Contract,
    reading: Reading,
    rows: Mapping[str, int],
    found: Sequence[Finding],
    report: Report | None,
) -> Checked:
    findings = combined(reading, found)
    open_ones = questions(findings, tuple(contract.tables), reading.choices)
    return Checked(reading.path, reading.recognised, rows, findings, tuple(open_ones), reading, report)


def _batches(readings: Sequence[Reading]) -> Iterator[dict[str, int]]:
    """The tables as table → place of the reading, as many at once as there are different ones."""
    left = [(table, place) for place, reading in enumerate(readings) for table in reading.tables]
    while left:
        batch: dict[str, int] = {}
        rest = []
        for table, place in left:
            if table in batch:
                rest.append((table, place))
            else:
                batch[table] = place
        yield batch
        left = rest
