"""What breaks a rule, as SQL over the incoming rows `c` of one table, and how breaches become hits.

A hit is a row of temp table `hits`: which row broke which rule, and the sentences that say so. Conditions
over a single row are tried together in one pass, so that clean data cost one query a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from chokepoint.contract.bench import Bench
from chokepoint.contract.canonical import literal, quote
from chokepoint.contract.tables import Table

VALUE_CHARACTERS = 200


@dataclass(frozen=True)
class Breach:
    """Rows `where` break `rule` in `column`; `reason`, `fix`, `value` and `group` are SQL.

    `source` joins to the rows what the condition needs besides them. Rows of one `group` are one finding.
    `sieve` is a cheaper condition that is true wherever `where` is, and the same for several breaches.
    """

    rule: str
    column: str
    where: str
    reason: str
    fix: str = "''"
    source: str = ""
    value: str | None = None
    group: str = "NULL"
    sieve: str | None = None


def create_hits(bench: Bench) -> None:
    """Creates the empty temp table of hits of this check."""
    bench.con.execute(
        f"CREATE TEMP TABLE {bench.hits} (tbl VARCHAR, id BIGINT, row BIGINT, col VARCHAR,"
        " rule VARCHAR, value VARCHAR, reason VARCHAR, fix VARCHAR, grp VARCHAR)"
    )


def record(bench: Bench, table: Table, breaches: Sequence[Breach]) -> None:
    """Records every row that breaks one of the rules."""
    cells = bench.cells(table.name)
    alone = [breach for breach in breaches if not breach.source]
    sieves = list(dict.fromkeys(breach.sieve or breach.where for breach in alone))
    joined = [breach for breach in breaches if breach.source]
    tests = ", ".join(f"bool_or({sieve})" for sieve in sieves)
    held = _row(bench, f"SELECT {tests} FROM {cells} c WHERE _id >= 0") if sieves else ()
    caught = {sieve for sieve, hit in zip(sieves, held, strict=True) if hit}
    tests = ", ".join(
        f"EXISTS (SELECT 1 FROM {cells} c {b.source} WHERE c._id >= 0 AND ({b.where}))" for b in joined
    )
    found = _row(bench, f"SELECT {tests}") if joined else ()
    for breach in (
        *(breach for breach in alone if (breach.sieve or breach.where) in caught),
        *(breach for breach, hit in zip(joined, found, strict=True) if hit),
    ):
        _record(bench, table, breach)


def _row(bench: Bench, query: str) -> tuple[Any, ...]:
    return bench.con.execute(query).fetchone() or ()


def _record(bench: Bench, table: Table, breach: Breach) -> None:
    value = breach.value or _written(bench, table, breach.column)
    bench.con.execute(
        f"INSERT INTO {bench.hits} SELECT {literal(table.name)}, c._id, c._row, {literal(breach.column)},"
        f" {literal(breach.rule)}, left(CAST({value} AS VARCHAR), {VALUE_CHARACTERS}),"
        f" {breach.reason}, {breach.fix}, {breach.group}"
        f" FROM {bench.cells(table.name)} c {breach.source} WHERE c._id >= 0 AND ({breach.where})"
    )


def _written(bench: Bench, table: Table, column: str) -> str:
    return f"c.{bench.written(table, table.field(column))}" if table.has(column) else "''"


def strike(bench: Bench, table: Table, rules: Iterable[str]) -> int:
    """Takes the rows hit by one of the rules out of the incoming rows; their number."""
    names = ", ".join(map(literal, rules))
    hit = f"SELECT id FROM {bench.hits} WHERE tbl = {literal(table.name)} AND rule IN ({names})"
    row = bench.con.execute(f"DELETE FROM {bench.cells(table.name)} WHERE _id IN ({hit})").fetchone()
    return int(row[0]) if row else 0


def quoted_list(words: Iterable[str]) -> str:
    """SQL list of texts, never empty."""
    return ", ".join(map(literal, words)) or "NULL"


def renamed(key: Sequence[str]) -> str:
    """SQL for the columns of a key under neutral names, for a relation that is joined to the rows."""
    return ", ".join(f"{quote(column)} AS k{place}" for place, column in enumerate(key))


def same_key(key: Sequence[str], rows: str = "c") -> str:
    """SQL that joins rows to a relation with `renamed` columns of their key."""
    return " AND ".join(f"k{place} = {rows}.{quote(column)}" for place, column in enumerate(key))


def told(columns: Sequence[str]) -> str:
    """SQL for cells of a row as a sentence tells them: mining / REE / 2024."""
    return "concat_ws(' / ', " + ", ".join(f"CAST(c.{quote(column)} AS VARCHAR)" for column in columns) + ")"
