"""Rules on values that point to rows of other tables: foreign keys, and lists of codes.

A row that points to a refused row is refused in turn; these rules are asked again until nothing changes.
"""

from __future__ import annotations

from collections.abc import Iterator

from chokepoint.contract.bench import Bench
from chokepoint.contract.breach import Breach, quoted_list
from chokepoint.contract.canonical import literal, quote
from chokepoint.contract.sentence import noun, say
from chokepoint.contract.tables import Table
from chokepoint.contract.vocabulary import AGGREGATE, GROUP_TABLE, folded, groups, near_names

# Lists of codes joined by ";" in columns that are no foreign keys, and the tables of their codes.
LISTS = {"materials": "materials", "suspends": "measures", "imposer": "countries", "addressee": "countries"}
# So many different unknown words get a near name offered; the rest is a file of another kind.
OFFERED = 500


def aggregate_rows(bench: Bench, table: Table) -> Iterator[Breach]:
    """Totals and residuals among the countries of a list, which have no code."""
    for column in _columns_of(bench, table, GROUP_TABLE):
        text = quote(f"_{column}")
        aggregate = f"{quote(column)} IS NULL AND regexp_full_match({folded(text)}, {literal(AGGREGATE)})"
        reason = say(f'"{{{text}}}" is an aggregate: not imported')
        yield Breach("aggregate_row", column, aggregate, reason)


def word_breaches(bench: Bench, table: Table) -> Iterator[Breach]:
    """Words that no vocabulary knows, and groups of countries given by another name than their code."""
    for vocabulary in bench.vocabularies:
        for column in _columns_of(bench, table, vocabulary):
            yield _unknown_word(bench, table, column, vocabulary)
            if vocabulary == GROUP_TABLE:
                yield _group_word(bench, column)


def missing_references(bench: Bench, table: Table) -> Iterator[Breach]:
    """Foreign keys that no row answers to, neither on file nor incoming."""
    for key in table.foreign_keys:
        column, target = key.columns[0], key.references[0]
        name = f"c.{quote(column)}"
        yield Breach(
            _rule(key.table),
            column,
            f"{name} IS NOT NULL AND known.k IS NULL",
            _reason(key.table, noun(target), name),
            literal(f"use a key of table {key.table}, or add the row there"),
            source=_known(bench, key.table, target, name),
        )


def list_values_known(bench: Bench, table: Table) -> Iterator[Breach]:
    """Every code of a joined list is in its vocabulary."""
    pointing = {column for key in table.foreign_keys for column in key.columns}
    for column, target in LISTS.items():
        if table.has(column) and column not in pointing:
            yield _unknown_in_list(bench, table, "list_values_known", column, target)


def members_known(bench: Bench, table: Table) -> Iterator[Breach]:
    """The members of a material are materials."""
    yield _unknown_in_list(bench, table, "members_known", "members", table.name)


def has_version(bench: Bench, table: Table) -> Iterator[Breach]:
    """A measure without a version has no dates."""
    source = _known(bench, "measure_versions", "measure_id", "c.measure_id")
    reason = say("measure {c.measure_id} has no version")
    fix = literal("add its first version, with its dates, to table measure_versions")
    yield Breach("has_version", "measure_id", "known.k IS NULL", reason, fix, source)


def refers_to(table: Table) -> set[str]:
    """Tables whose rows the rows of `table` need."""
    lists = {target for column, target in LISTS.items() if table.has(column)}
    members = {table.name} if "members_known" in table.rules else set()
    versions = {"measure_versions"} if "has_version" in table.rules else set()
    return {key.table for key in table.foreign_keys} | lists | members | versions


def _unknown_in_list(bench: Bench, table: Table, rule: str, column: str, target: str) -> Breach:
    key = bench.contract.table(target).primary_key[0]
    source = (
        f"JOIN (SELECT _id AS word_id, unnest(string_split({quote(column)}, ';')) AS word"
        f" FROM {bench.cells(table.name)}) ON word_id = c._id {_known(bench, target, key, 'word')}"
    )
    fix = literal(f"use a code of table {target}, or add it there")
    return Breach(rule, column, "known.k IS NULL", _reason(target, noun(key), "word"), fix, source)


def _known(bench: Bench, table: str, key: str, value: str) -> str:
    """SQL that joins to each row the key `known.k` that its value points to, NULL if there is none."""
    return f"LEFT JOIN (SELECT DISTINCT k FROM ({bench.keys(table, key)})) known ON known.k = {value}"


def _columns_of(bench: Bench, table: Table, vocabulary: str) -> list[str]:
    return [column for column in table.columns if bench.vocabulary(table, column) == vocabulary]


def _rule(target: str) -> str:
    return "unknown_country" if target == GROUP_TABLE else "unknown_key"


def _reason(target: str, what: str, text: str) -> str:
    if target == GROUP_TABLE:
        return say(f'"{{{text}}}" is not a known {what}')
    return say(f'"{{{text}}}" is no known {what}')


def _unknown_word(bench: Bench, table: Table, column: str, vocabulary: str) -> Breach:
    text, name = quote(f"_{column}"), quote(column)
    unknown = f"{text} IS NOT NULL AND {name} IS NULL"
    rows = bench.con.execute(
        f"SELECT DISTINCT {text} FROM {bench.cells(table.name)} WHERE {unknown} ORDER BY 1 LIMIT {OFFERED}"
    ).fetchall()
    near = near_names(bench, vocabulary, [word for (word,) in rows]) if rows else {}
    usual = literal(f"use a code of table {vocabulary}, or add it there")
    cases = " ".join(f"WHEN {literal(word)} THEN {literal(question)}" for word, question in near.items())
    fix = f"CASE {text} {cases} ELSE {usual} END" if near else usual
    key = noun(bench.contract.table(vocabulary).primary_key[0])
    return Breach(_rule(vocabulary), column, unknown, _reason(vocabulary, key, text), fix)


def _group_word(bench: Bench, column: str) -> Breach:
    text, name = quote(f"_{column}"), quote(column)
    by_name = f"{name} IN ({quoted_list(groups(bench))}) AND upper({text}) <> {name}"
    kept = say(f'"{{{text}}}" is a group; kept as {{{name}}}, not ranked with countries')
    return Breach("group_country", column, by_name, kept)
