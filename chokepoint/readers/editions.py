"""Older editions: a file whose source is followed by a newer edition on file is added beside it, or stopped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import duckdb

from chokepoint.contract.findings import NOTE, REFUSE_FILE, WHOLE_FILE, Finding
from chokepoint.contract.headings import SOURCE_KEY, SOURCES
from chokepoint.contract.report import Report
from chokepoint.contract.tables import Contract
from chokepoint.readers.reading import Reading

RULE = "same_table_newer"
BESIDE, STOP = "beside", "stop"


def older_editions(
    contract: Contract,
    reading: Reading,
    report: Report,
    published: Mapping[str, str],
    con: duckdb.DuckDBPyConnection,
    answer: str | None,
) -> Iterator[Finding]:
    """A question for each table of the file whose source is an older edition than one on file; or its answer."""
    if SOURCES not in published or SOURCES not in report.accepted:
        return
    for table in reading.tables:
        if table == SOURCES or table not in published or not contract.table(table).has(SOURCE_KEY):
            continue
        pairs = con.execute(
            f"SELECT DISTINCT n.series, n.edition, o.edition FROM {report.accepted[SOURCES]} n"
            f" JOIN {published[SOURCES]} o ON o.series = n.series AND o.edition <> n.edition"
            f" WHERE n.source_key IN (SELECT source_key FROM {report.accepted[table]})"
            f" AND n.source_key NOT IN (SELECT source_key FROM {published[SOURCES]})"
            f" AND o.source_key IN (SELECT source_key FROM {published[table]})"
        ).fetchall()
        newest: dict[tuple[str, str], str] = {}
        for series, edition, other in pairs:
            known = newest.get((series, edition), edition)
            newest[series, edition] = max(known, other, key=_rank)
        for (series, edition), other in sorted(newest.items()):
            if other != edition:
                yield _finding(contract, reading, table, f"{series} {edition}", f"{series} {other}", answer)


def _finding(
    contract: Contract, reading: Reading, table: str, older: str, newer: str, answer: str | None
) -> Finding:
    reason = f"{older} is an older edition: {newer} is on file"
    fix, severity = "add it beside the newer one, or stop", contract.rules[RULE].severity
    if answer == BESIDE:
        reason, fix, severity = f"{reason}; added beside it, as answered", "", NOTE
    elif answer == STOP:
        reason, fix, severity = f"{reason}; stopped, as answered", "take the file away", REFUSE_FILE
    return Finding(reading.name, table, "", WHOLE_FILE, "", severity, RULE, reason, fix)


def _rank(edition: str) -> tuple[float, str]:
    """Editions in order: years as numbers, other words by their letters."""
    try:
        return float(edition), edition
    except ValueError:
        return 0.0, edition
