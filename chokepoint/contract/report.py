"""The outcome of a check: findings in order, rows counted once, and where the accepted rows stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chokepoint.contract.bench import Bench
from chokepoint.contract.breach import quoted_list
from chokepoint.contract.canonical import literal, quote
from chokepoint.contract.findings import (
    REFUSE_GROUP,
    REFUSE_ROW,
    SKIP_ROW,
    Finding,
    publishable,
    row_ranges,
)
from chokepoint.contract.intake import Intake

# Findings of one rule in one table that are told one by one; the rest is counted.
TOLD = 10_000
REPEATED = "duplicate_row"


@dataclass(frozen=True)
class Rows:
    """What became of the records of one file: read = accepted + refused + skipped + repeated."""

    read: int
    accepted: int
    refused: int
    skipped: int
    repeated: int


@dataclass(frozen=True)
class Report:
    """The outcome of a check.

    `accepted`: table → relation (temp table or view of the connection) with the rows that may be published, typed,
    in the columns of the contract. `filled`: table → column the file lacks → default taken. `counts`:
    table → rule → exact number of findings, also where only the first ones are listed.
    """

    findings: tuple[Finding, ...]
    rows: Mapping[str, Rows]
    accepted: Mapping[str, str]
    filled: Mapping[str, Mapping[str, str]]
    counts: Mapping[str, Mapping[str, int]]

    @property
    def publishable(self) -> bool:
        """True if nothing refuses a file and no question is open."""
        return publishable(self.findings)


def leaving_rules(bench: Bench) -> list[str]:
    """Rules whose breach takes a row out."""
    out = (REFUSE_GROUP, REFUSE_ROW, SKIP_ROW)
    return [*(rule.name for rule in bench.contract.rules.values() if rule.severity in out), REPEATED]


def count_rows(bench: Bench, intake: Intake) -> Rows:
    """The records of a file by what became of them, each counted once, by the strongest finding."""
    if intake.refused:
        return Rows(intake.read, 0, intake.read, 0, 0)
    rules = bench.contract.rules.values()
    refusing = quoted_list(rule.name for rule in rules if rule.severity in (REFUSE_GROUP, REFUSE_ROW))
    skipping = quoted_list(rule.name for rule in rules if rule.severity == SKIP_ROW)
    row = bench.con.execute(
        f"SELECT count(*) FILTER (refused), count(*) FILTER (skipped AND NOT refused),"
        f" count(*) FILTER (repeated AND NOT skipped AND NOT refused) FROM ("
        f" SELECT id, bool_or(rule IN ({refusing})) AS refused, bool_or(rule IN ({skipping})) AS skipped,"
        f" bool_or(rule = '{REPEATED}') AS repeated FROM {bench.hits} WHERE tbl = ? GROUP BY id)",
        [intake.table.name],
    ).fetchone()
    accepted = bench.con.execute(
        f"SELECT count(*) FROM {bench.cells(intake.table.name)} WHERE _id >= 0"
    ).fetchone()
    refused, skipped, repeated = row or (0, 0, 0)
    return Rows(intake.read, int(accepted[0]) if accepted else 0, int(refused), int(skipped), int(repeated))


def tell_hits(bench: Bench, files: Mapping[str, str]) -> tuple[list[Finding], dict[str, dict[str, int]]]:
    """The hits as findings, and their exact number by table and rule; `files`: table → file name."""
    pairs = bench.con.execute(
        f"SELECT tbl, rule, count(*) FILTER (grp IS NULL) + count(DISTINCT grp), bool_or(grp IS NOT NULL)"
        f" FROM {bench.hits} GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    findings: list[Finding] = []
    counts: dict[str, dict[str, int]] = {}
    for table, rule, number, grouped in pairs:
        counts.setdefault(table, {})[rule] = number
        severity = bench.contract.rules[rule].severity
        for rows, column, value, reason, fix in _told(bench, table, rule, grouped):
            findings.append(
                Finding(
                    files[table],
                    table,
                    row_ranges(rows),
                    column,
                    value or "",
                    severity,
                    rule,
                    reason,
                    fix or "",
                )
            )
        if number > TOLD:
            more = f"{number - TOLD:,} more findings of this rule; the first {TOLD:,} are listed"
            findings.append(Finding(files[table], table, "", "", "", severity, rule, more, ""))
    return findings, counts


def keep_accepted(bench: Bench, name: str, loaded: bool) -> str:
    """Creates the temp table or view of accepted rows of a table, in their order; its name."""
    table = bench.contract.table(name)
    target = bench.name("accepted", name)
    if not loaded:
        empty = ", ".join(f"NULL::{field.sql_type} AS {quote(field.name)}" for field in table.fields)
        bench.con.execute(f"CREATE TEMP TABLE {target} AS SELECT {empty} WHERE false")
        return target
    rows, columns = bench.cells(name), ", ".join(map(quote, table.columns))
    if _in_order(bench, rows):
        kept = bench.name("accepted_rows", name)
        bench.con.execute(f"ALTER TABLE {rows} RENAME TO {kept}")
        bench.con.execute(f"CREATE TEMP VIEW {target} AS SELECT {columns} FROM {kept}")
    else:
        bench.con.execute(f"CREATE TEMP TABLE {target} AS SELECT {columns} FROM {rows} ORDER BY _id")
    return target


def _in_order(bench: Bench, rows: str) -> bool:
    """True if rows stand as in their file, so that millions of them need not be sorted."""
    query = f"SELECT bool_and(after) FROM (SELECT _id > lag(_id) OVER () AS after FROM {rows})"
    row = bench.con.execute(query).fetchone()
    return bool(row and row[0] is not False)


def _told(bench: Bench, table: str, rule: str, grouped: bool) -> list[tuple[list[int], str, str, str, str]]:
    chosen = f"FROM {bench.hits} WHERE tbl = {literal(table)} AND rule = {literal(rule)}"
    if grouped:
        rows, order = "list(row)", "GROUP BY grp, col, value, reason, fix ORDER BY min(row), col"
    else:
        rows, order = "[row]", "ORDER BY row, col, reason"
    query = f"SELECT {rows}, col, value, reason, fix {chosen} {order} LIMIT {TOLD}"
    return bench.con.execute(query).fetchall()
