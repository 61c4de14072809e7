"""What a check found: one record per fault, with where, what and how to mend it.

Row numbers are those of the analyst's spreadsheet: the headings are row 1, the first record is row 2.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields

import pandas as pd

REFUSE_FILE = "refuse_file"
REFUSE_GROUP = "refuse_group"
REFUSE_ROW = "refuse_row"
SKIP_ROW = "skip_row"
ASK = "ask"
NOTE = "note"
SEVERITIES = (REFUSE_FILE, REFUSE_GROUP, REFUSE_ROW, SKIP_ROW, ASK, NOTE)
WHOLE_FILE = "(file)"
HEADINGS = "(headings)"
WHOLE_ROW = "(row)"


@dataclass(frozen=True)
class Finding:
    """One fault, repair or question.

    `row` is "3" for a row, "2-5, 8" for a group of rows and "" for the whole file; `value` is the cell
    as it was written, cut after 200 characters; `severity` and `rule` are words of the contract.
    """

    file: str
    table: str
    row: str
    column: str
    value: str
    severity: str
    rule: str
    reason: str
    fix: str


def publishable(findings: Iterable[Finding]) -> bool:
    """True if nothing refuses a file and no question is open; refused rows do not stand in the way."""
    return not any(finding.severity in (REFUSE_FILE, ASK) for finding in findings)


def by_severity(findings: Iterable[Finding]) -> dict[str, int]:
    """Number of findings per severity, strongest first; severities without findings are left out."""
    counts = Counter(finding.severity for finding in findings)
    return {severity: counts[severity] for severity in SEVERITIES if counts[severity]}


def as_dicts(findings: Iterable[Finding]) -> list[dict[str, str]]:
    """The findings as plain dictionaries, for JSON."""
    return [asdict(finding) for finding in findings]


def as_frame(findings: Iterable[Finding]) -> pd.DataFrame:
    """The findings as a table of text columns, one row each; empty with all columns if there are none."""
    return pd.DataFrame(as_dicts(findings), columns=[field.name for field in fields(Finding)], dtype="str")


def row_ranges(rows: Iterable[int], most: int = 12) -> str:
    """Row numbers as a reader writes them: 2, 3, 4, 8 → "2-4, 8"; more than `most` ranges end in "…"."""
    ranges: list[list[int]] = []
    for row in sorted(set(rows)):
        if ranges and row == ranges[-1][1] + 1:
            ranges[-1][1] = row
        else:
            ranges.append([row, row])
    words = [str(first) if first == last else f"{first}-{last}" for first, last in ranges]
    return ", ".join(words[:most] + ["…"] * (len(words) > most))


def first_row(finding: Finding) -> int:
    """The number of the first row a finding speaks of; 0 for the whole file."""
    digits = finding.row.replace("-", ",").split(",")[0]
    return int(digits) if digits else 0


def in_order(findings: Iterable[Finding], tables: Iterable[str], columns: Mapping[str, int]) -> list[Finding]:
    """The findings by table, row and column, in the order of the contract."""
    place = {name: number for number, name in enumerate(tables)}
    return sorted(
        findings,
        key=lambda finding: (
            place.get(finding.table, len(place)),
            first_row(finding),
            columns.get(f"{finding.table}.{finding.column}", -1),
            finding.rule,
        ),
    )
