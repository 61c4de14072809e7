"""Each rule of the contract finds what breaks it, in the right row and column, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from chokepoint.contract import figure_rules, group_rules, row_rules, rules
from tests.contract.tables import BASE, GOOD, HERE, Desk, Row, contract, good, short

BREACHES = [
    pytest.param(rule, breach, id=f"{rule}-{breach['table']}-{number}")
    for rule, breaches in yaml.load(
        (HERE / "breaches.yaml").read_text(encoding="utf-8"), yaml.BaseLoader
    ).items()
    for number, breach in enumerate(breaches)
]
# Rules over several rows have tests of their own below and in other files.
ELSEWHERE = {
    "duplicate_row",
    "key_unique",
    "agreement_same_for_sides",
    "months_add_up",
    "same_value_same_vintage",
}
OF_FILES = {
    "empty_file",
    "no_rows",
    "damaged_file",
    "too_many_columns",
    "too_many_rows",
    "cell_too_long",
    "missing_column",
    "extra_column",
    "headings_found",
}


@pytest.mark.parametrize("table", list(GOOD))
def test_a_good_row_gives_no_finding(desk: Desk, table: str) -> None:
    report = desk.check(**_with_helpers(table, good(table)))
    assert short(report.findings) == []
    assert report.rows[table].accepted == 1


@pytest.mark.parametrize(("rule", "breach"), BREACHES)
def test_a_breach_gives_exactly_its_finding(desk: Desk, rule: str, breach: dict[str, Any]) -> None:
    table = breach["table"]
    # Shares are too many together with those of the good row.
    rows = [good(table)] * rule.startswith("share_sum") + [good(table, **breach["cells"])]
    tables = {table: rows} if rule in ("has_status", "has_version") else _with_helpers(table, *rows)
    report = desk.check(**tables)
    # What refers to a refused row falls with it: that is told in other tables, and tested elsewhere.
    found = [finding for finding in report.findings if finding.table == table]
    where = "2-3" if rule.startswith("share_sum") else "2"
    assert short(found) == [(rule, where, breach["column"], breach["reason"])]
    out = contract().rules[rule].severity in ("refuse_group", "refuse_row", "skip_row")
    assert report.rows[table].accepted == (0 if out else len(rows))


def test_every_rule_of_the_contract_is_kept_somewhere() -> None:
    kept = {
        *rules.ROW_RULES,
        *rules.REFERENCE_RULES,
        *rules.GROUP_RULES,
        *rules.FOR_CHARTS,
        *rules.FOR_ALL_TABLES,
        *rules.FOR_READERS,
    }
    assert kept == set(contract().rules)


def test_every_rule_that_a_table_names_is_a_rule_kept_here() -> None:
    named = {rule for table in contract().tables.values() for rule in table.rules}
    assert named <= {
        *rules.ROW_RULES,
        *rules.REFERENCE_RULES,
        *rules.GROUP_RULES,
        *rules.FOR_CHARTS,
        "key_unique",
    }


def test_every_rule_kept_here_has_a_breach_in_these_tests() -> None:
    tested = {str(breach.values[0]) for breach in BREACHES} | ELSEWHERE | OF_FILES
    kept = {*rules.ROW_RULES, *rules.REFERENCE_RULES, *rules.GROUP_RULES, *rules.FOR_ALL_TABLES}
    assert tested == kept


def _with_helpers(table: str, *rows: Row) -> dict[str, list[Row]]:
    """The rows, with what a measure or a promise must have beside it."""
    if table == "measures":
        return {table: list(rows), "measure_versions": [good("measure_versions", measure_id="M1")]}
    if table == "commitments":
        return {table: list(rows), "commitment_status": [good("commitment_status", commitment_id="C1")]}
    return {table: list(rows)}


def test_the_small_world_names_only_what_it_holds(desk: Desk) -> None:
    assert set(desk.published) == set(BASE)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("sign_fits_action", f"{', '.join(row_rules.FRIENDLY[:-1])} and {row_rules.FRIENDLY[-1]}"),
        ("intensity_present", " or ".join(row_rules.WITHOUT_INTENSITY)),
        ("added_long_after_date", f"more than {row_rules.FEED_DELAY_DAYS} days"),
        ("value_or_bound", ", ".join(figure_rules.WITHOUT_VALUE[:-1])),
        ("months_add_up", f"more than {group_rules.MONTHS_OFF_PCT} %"),
        ("share_sum", f"more than {group_rules.SHARES_REFUSED_PCT} %"),
        ("share_sum_note", f"more than {group_rules.SHARES_NOTED_PCT} %"),
    ],
)
def test_a_number_or_word_of_a_rule_is_the_one_that_the_contract_says(rule: str, words: str) -> None:
    assert words in contract().rules[rule].says
