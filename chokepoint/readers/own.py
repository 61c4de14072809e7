"""Files in the project's own tables: to which one do the headings belong, and what is wrong with the rows?

Works on comma CSV in UTF-8. The name of a file says nothing: only its headings are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from chokepoint.contract.bench import Limits
from chokepoint.contract.check import check_tables
from chokepoint.contract.files import Fault, first_record
from chokepoint.contract.findings import HEADINGS, Finding
from chokepoint.contract.headings import Headings, for_upload, read_headings
from chokepoint.contract.tables import Contract

FORMAT = "csv"
SURE, LIKELY, UNKNOWN = "sure", "likely", "unknown"
# A file that lacks required columns is still taken for a table if this share of both fits it: the check
# can then name what is missing.
ENOUGH = 0.75


@dataclass(frozen=True)
class Recognised:
    """The table of the contract that a file holds, and how certain that is; None if none fits."""

    table: str | None
    certainty: str


@dataclass(frozen=True)
class Checked:
    """One file: what it was recognised as, its records by table, and the findings."""

    path: Path
    recognised: Recognised
    rows: Mapping[str, int]
    findings: tuple[Finding, ...]


def recognise(names: Sequence[str], contract: Contract) -> Recognised:
    """The table whose columns and aliases the headings fit best, among those with all required columns.

    Sure if every heading belongs to it and no other table fits as well.
    """
    read = {
        name: read_headings(names, for_upload(contract, table)) for name, table in contract.tables.items()
    }
    complete = {name: _fit(found, contract, name) for name, found in read.items() if not found.missing}
    if complete:
        best = max(complete, key=lambda name: complete[name])
        alone = sum(fit == complete[best] for fit in complete.values()) == 1
        return Recognised(best, SURE if alone and not read[best].extra else LIKELY)
    nearly = {
        name: _fit(found, contract, name)
        for name, found in read.items()
        if len(found.places) >= ENOUGH * len(names) and _present(found, contract, name) >= ENOUGH
    }
    return (
        Recognised(max(nearly, key=lambda name: nearly[name]), LIKELY)
        if nearly
        else Recognised(None, UNKNOWN)
    )


def check_files(
    contract: Contract,
    paths: Sequence[Path],
    published: Mapping[str, str],
    today: date,
    limits: Limits,
    con: duckdb.DuckDBPyConnection,
) -> list[Checked]:
    """What each file is and what is wrong with it, in the order of `paths`; nothing is changed.

    Files of different tables are checked together, so that they may point to each other. `published`:
    table → relation of the rows on file.
    """
    headings = {path: first_record(path, limits) for path in paths}
    recognised = {
        path: Recognised(None, UNKNOWN) if isinstance(names, Fault) else recognise(names, contract)
        for path, names in headings.items()
    }
    checked = {
        path: Checked(path, what, {}, (_unread(contract, path, headings[path]),))
        for path, what in recognised.items()
        if what.table is None
    }
    for batch in _batches({path: what.table for path, what in recognised.items() if what.table}):
        report = check_tables(contract, batch, published, today, limits, con)
        for table, path in batch.items():
            findings = tuple(finding for finding in report.findings if finding.table == table)
            checked[path] = Checked(path, recognised[path], {table: report.rows[table].read}, findings)
    return [checked[path] for path in recognised]


def _batches(tables: Mapping[Path, str]) -> Iterator[dict[str, Path]]:
    """The files as table → file, as many at once as there are different tables."""
    left = dict(tables)
    while left:
        batch = {table: path for path, table in reversed(left.items())}
        left = {path: table for path, table in left.items() if path not in batch.values()}
        yield batch


def _fit(found: Headings, contract: Contract, name: str) -> tuple[int, float]:
    """Headings that belong to the table, then the share of its columns that are there."""
    return len(found.places), len(found.places) / len(contract.table(name).columns)


def _present(found: Headings, contract: Contract, name: str) -> float:
    required = contract.table(name).required_on_upload
    return 1 - len(found.missing) / len(required)


def _unread(contract: Contract, path: Path, names: Sequence[str] | Fault) -> Finding:
    """The finding on a file that no table fits, or whose headings cannot be read."""
    fault = (
        names
        if isinstance(names, Fault)
        else Fault(
            "unknown_table",
            f"no table of the contract fits the headings {', '.join(names)[:200]}",
            "give the file the headings of a table of the data dictionary",
            1,
            HEADINGS,
        )
    )
    row = "" if fault.row is None else str(fault.row)
    severity = contract.rules[fault.rule].severity
    return Finding(path.name, "", row, fault.column, "", severity, fault.rule, fault.reason, fault.fix)
