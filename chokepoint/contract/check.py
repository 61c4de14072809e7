"""Tables checked against the contract: all findings at once, and the rows that may be published.

Every incoming CSV is read as text, typed, completed with defaults and held against every rule as SQL, the
same for 10 rows and 10 million. Tables are checked together, so that they may point to each other.
Foreign formats, other delimiters and encodings are the readers' work, done before.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import duckdb

from chokepoint.contract import cell_rules, references, twins
from chokepoint.contract.bench import Bench, Limits
from chokepoint.contract.breach import create_hits, record, strike
from chokepoint.contract.findings import in_order
from chokepoint.contract.headings import SOURCES
from chokepoint.contract.intake import Intake, build_cells, take_in
from chokepoint.contract.origins import drop_unused_sources
from chokepoint.contract.report import Report, count_rows, keep_accepted, leaving_rules, tell_hits
from chokepoint.contract.rules import GROUP_RULES, REFERENCE_RULES, ROW_RULES, breaches
from chokepoint.contract.tables import Contract, Table
from chokepoint.contract.vocabulary import learn_words


def check_tables(
    contract: Contract,
    incoming: Mapping[str, Path],
    published: Mapping[str, str] | None,
    today: date,
    limits: Limits,
    con: duckdb.DuckDBPyConnection,
    names: Mapping[str, str] | None = None,
) -> Report:
    """What is wrong with the incoming tables, and the rows of them that may be published.

    `incoming`: table → UTF-8 comma CSV with headings (or Parquet of text), recognised as that table; `names`:
    table → name of the file as the analyst knows it, where a reader wrote the table anew. `published`: table → relation
    of typed rows on file (a view, or `read_parquet([...])`); an incoming row takes the place of its key.
    The connection must not be inside a transaction, and keep the order of rows (DuckDB's default). The temp
    tables with accepted rows stay until it is closed.
    """
    bench = Bench(con, contract, published or {}, today, limits, f"check_{secrets.token_hex(4)}", names or {})
    try:
        return _check(bench, incoming)
    finally:
        _clear(bench)


def _check(bench: Bench, incoming: Mapping[str, Path]) -> Report:
    create_hits(bench)
    intakes = {name: take_in(bench, bench.contract.table(name), path) for name, path in incoming.items()}
    loaded = _lay_out(bench, intakes)
    for intake in loaded:
        _check_rows(bench, intake)
    _settle(bench, loaded)
    for intake in loaded:
        _check_groups(bench, intake.table)
    if SOURCES in bench.tables:
        drop_unused_sources(bench)
    return _report(bench, intakes)


def _lay_out(bench: Bench, intakes: Mapping[str, Intake]) -> list[Intake]:
    """Cells of every file that could be read: vocabularies first, then sources, which others add to."""
    loaded = {name: intake for name, intake in intakes.items() if intake.loaded}
    pointed_to = {key.table for intake in loaded.values() for key in intake.table.foreign_keys}
    for name in dict.fromkeys((*bench.vocabularies, SOURCES, *bench.contract.tables)):
        if name in loaded:
            bench.tables[name] = loaded[name].table
            bench.files[name] = loaded[name].path
            build_cells(bench, loaded[name])
        if name in bench.vocabularies and name in pointed_to:
            learn_words(bench, name)
    return list(loaded.values())


def _check_rows(bench: Bench, intake: Intake) -> None:
    """Hits of every rule over single rows; totals and copies are taken out before."""
    table = intake.table
    record(bench, table, list(references.aggregate_rows(bench, table)))
    strike(bench, table, ["aggregate_row"])
    if twins.find_twins(bench, table):
        record(bench, table, list(twins.duplicate_row(bench, table)))
        strike(bench, table, ["duplicate_row"])
        if twins.find_twins(bench, table):
            record(bench, table, list(twins.key_unique(bench, table)))
    found = [
        *cell_rules.cell_breaches(bench, table, _excused(intake)),
        *references.word_breaches(bench, table),
        *breaches(ROW_RULES, bench, table),
    ]
    record(bench, table, found)
    _check_references(bench, table)


def _excused(intake: Intake) -> set[str]:
    """Columns that may follow from one that the file lacks: said once of the file, not in each row."""
    return set(intake.table.columns) - intake.given if intake.headings.missing else set()


def _check_references(bench: Bench, table: Table) -> None:
    record(bench, table, list(references.missing_references(bench, table)))
    record(bench, table, breaches(REFERENCE_RULES, bench, table))


def _settle(bench: Bench, loaded: Iterable[Intake]) -> None:
    """Takes refused rows out, then the rows that point to them, until nothing changes."""
    leaving = leaving_rules(bench)
    poorer = {intake.table.name for intake in loaded if _strike_file(bench, intake, leaving)}
    while poorer:
        pointing = [table for table in bench.tables.values() if references.refers_to(table) & poorer]
        for table in pointing:
            _check_references(bench, table)
        poorer = {table.name for table in pointing if strike(bench, table, leaving)}


def _strike_file(bench: Bench, intake: Intake, leaving: list[str]) -> int:
    if intake.refused:
        bench.con.execute(f"DELETE FROM {bench.cells(intake.table.name)} WHERE _id >= 0")
        return intake.read
    return strike(bench, intake.table, leaving)


def _check_groups(bench: Bench, table: Table) -> None:
    for name, rule in GROUP_RULES.items():
        if name in table.rules:
            record(bench, table, list(rule(bench, table)))
            strike(bench, table, leaving_rules(bench))


def _report(bench: Bench, intakes: Mapping[str, Intake]) -> Report:
    files = {name: bench.file_name(name, intake.path) for name, intake in intakes.items()}
    hits, counts = tell_hits(bench, files)
    of_files = [finding for intake in intakes.values() for finding in intake.findings]
    places = {f"{t.name}.{c}": n for t in bench.contract.tables.values() for n, c in enumerate(t.columns)}
    for finding in of_files:
        rules = counts.setdefault(finding.table, {})
        rules[finding.rule] = rules.get(finding.rule, 0) + 1
    tables = [name for name in bench.contract.tables if name in intakes or _has_rows(bench, name)]
    return Report(
        findings=tuple(in_order([*of_files, *hits], bench.contract.tables, places)),
        rows={name: count_rows(bench, intake) for name, intake in intakes.items()},
        accepted={name: keep_accepted(bench, name, name in bench.tables) for name in tables},
        filled={name: intake.filled for name, intake in intakes.items()},
        counts=counts,
    )


def _has_rows(bench: Bench, name: str) -> bool:
    """True if rows of a table without a file were made, as sources are."""
    query = f"SELECT 1 FROM {bench.cells(name)} LIMIT 1"
    return name in bench.tables and bench.con.execute(query).fetchone() is not None


def _clear(bench: Bench) -> None:
    """Drops every temp table of the check but the accepted rows."""
    rows = bench.con.execute(
        "SELECT table_name FROM duckdb_tables()"
        " WHERE starts_with(table_name, ?) AND NOT starts_with(table_name, ?)",
        [bench.prefix, f"{bench.prefix}_accepted_"],
    ).fetchall()
    for (name,) in rows:
        bench.con.execute(f'DROP TABLE "{name}"')
