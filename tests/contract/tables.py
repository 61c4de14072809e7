"""A small world of hand-made tables, and a desk that checks rows against it.

`BASE` is on file: every reference of the good rows leads there. `GOOD` holds one faultless row per table
(good.yaml); tests spoil a cell of it and look what is said.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import duckdb
import yaml

from chokepoint.config import DATA
from chokepoint.contract import Contract, Finding, Limits, Report, check_tables, read_contract

TODAY = date(2026, 11, 21)
LIMITS = Limits(rows=1_000_000, columns=500, cell_characters=1_000_000)
Row = Mapping[str, str]
HERE = Path(__file__).parent
GOOD: Mapping[str, Row] = yaml.load((HERE / "good.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
BASE: Mapping[str, Sequence[Row]] = {
    "countries": [
        {"country": code, "name": name, "kind": kind, "aliases": aliases}
        for code, name, kind, aliases in (
            ("CHN", "China", "country", "PRC"),
            ("USA", "United States", "country", "U.S.;United States of America"),
            ("MMR", "Myanmar", "country", "Burma"),
            ("AUS", "Australia", "country", ""),
            ("MYS", "Malaysia", "country", ""),
            ("EST", "Estonia", "country", ""),
            ("DEU", "Germany", "country", ""),
            ("JPN", "Japan", "country", ""),
            ("TUR", "Türkiye", "country", "Turkey"),
            ("EUU", "European Union", "group", "EU27"),
            ("WLD", "World", "group", "World total"),
            ("OTH", "Other countries", "residual", ""),
            ("NES", "Not elsewhere specified", "residual", "Areas, nes"),
        )
    ],
    "materials": [
        {"material": code, "name": name, "kind": kind, "members": members}
        for code, name, kind, members in (
            ("REE", "rare earths", "group", "Dy;Tb"),
            ("Dy", "dysprosium", "element", ""),
            ("magnets", "permanent magnets", "product", ""),
            *(
                (code, f"name of {code}", "element", "")
                for code in ["Tb", "Sm", "Gd", "Lu", "Sc", "Y", "Ga", "Ge", "Sb"]
            ),
        )
    ],
    "sources": [GOOD["sources"] | {"source_key": "src", "title": "Source on file", "origin": "Office"}],
    "events": [GOOD["events"] | {"event_id": "meeting"}],
    "measures": [GOOD["measures"] | {"measure_id": "control"}],
    "measure_versions": [GOOD["measure_versions"] | {"known_from": "2025-10-09", "effective": "2025-10"}],
    "commitments": [GOOD["commitments"] | {"commitment_id": "promise"}],
    "commitment_status": [GOOD["commitment_status"] | {"date": "2026-02-01", "known_from": "2026-02-01"}],
}


@cache
def contract() -> Contract:
    """The shipped contract."""
    return read_contract(DATA / "datapackage.yaml")


class Desk:
    """Checks rows written by hand, against the small world that is on file."""

    def __init__(self, folder: Path) -> None:
        self.con = duckdb.connect()
        self.folder = folder
        self.published: dict[str, str] = {}
        report = self.check(**{name: list(rows) for name, rows in BASE.items()})
        assert not report.findings, report.findings
        self.published = dict(report.accepted)

    def write(self, name: str, rows: Sequence[Row] | str) -> Path:
        """The rows as a CSV file named after its table; text as it is."""
        path = self.folder / f"{name}.csv"
        if isinstance(rows, str):
            path.write_text(rows, encoding="utf-8", newline="")
            return path
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(dict.fromkeys(key for row in rows for key in row)), restval="")
            writer.writeheader()
            writer.writerows(rows)
        return path

    def check(self, limits: Limits = LIMITS, today: date = TODAY, **tables: Sequence[Row] | str) -> Report:
        """The report on tables given as rows or as the text of a file."""
        return self.check_files(
            {name: self.write(name, rows) for name, rows in tables.items()}, limits, today
        )

    def check_files(
        self, incoming: Mapping[str, Path], limits: Limits = LIMITS, today: date = TODAY
    ) -> Report:
        """The report on files, in which every record must be accounted for."""
        report = check_tables(contract(), incoming, self.published, today, limits, self.con)
        for name, rows in report.rows.items():
            assert rows.read == rows.accepted + rows.refused + rows.skipped + rows.repeated, (name, rows)
        return report

    def rows(self, report: Report, table: str) -> list[tuple[object, ...]]:
        """The accepted rows of a table."""
        return self.con.execute(f"SELECT * FROM {report.accepted[table]}").fetchall()

    def column(self, report: Report, table: str, column: str) -> list[object]:
        """The accepted values of a column."""
        cells = self.con.execute(f'SELECT "{column}" FROM {report.accepted[table]}').fetchall()
        return [value for (value,) in cells]


def good(table: str, **changes: str) -> Row:
    """The faultless row of a table with some cells changed."""
    return dict(GOOD[table]) | changes


def short(findings: Sequence[Finding]) -> list[tuple[str, str, str, str]]:
    """Findings as (rule, row, column, reason)."""
    return [(finding.rule, finding.row, finding.column, finding.reason) for finding in findings]
