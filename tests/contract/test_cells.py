"""Text becomes typed cells; what a file lacks is filled as the contract says, and told."""

from __future__ import annotations

from datetime import date

import pytest

from chokepoint.contract import defaults, known_from
from chokepoint.contract.bench import Bench
from tests.contract.tables import GOOD, LIMITS, TODAY, Desk, Row, contract, good, short

# The columns an upload must have, with the cells of the good row.
NEEDED = {
    name: {c: GOOD[name].get(c, "") for c in contract().table(name).required_on_upload} for name in GOOD
}


def filled(desk: Desk, table: str, column: str, **changes: str) -> object:
    """What stands in a column that the file lacks."""
    row = {key: cell for key, cell in (NEEDED[table] | changes).items() if key != column}
    report = desk.check(**{table: [row]})
    assert [finding for finding in report.findings if finding.severity != "note"] == []
    assert column in report.filled[table]
    return desk.column(report, table, column)[0]


@pytest.mark.parametrize(
    ("text", "number"),
    [("5", 5.0), ("-0.5", -0.5), ("+2.", 2.0), (".5", 0.5), ("1e3", 1000.0), (" 7\u00a0", 7.0), ("", None)],
)
def test_numbers_are_read_as_written(desk: Desk, text: str, number: float | None) -> None:
    report = desk.check(trade_flows=[good("trade_flows", yoy_pct=text)])
    assert report.findings == ()
    assert desk.column(report, "trade_flows", "yoy_pct") == [number]


def test_percent_signs_are_read_where_percent_is_the_unit(desk: Desk) -> None:
    report = desk.check(
        trade_flows=[good("trade_flows", yoy_pct="12 %")], dependency=[good("dependency", value="7%")]
    )
    assert report.findings == ()
    assert desk.column(report, "trade_flows", "yoy_pct") == [12.0]
    assert desk.column(report, "dependency", "value") == [7.0]


def test_yes_and_no_are_read_in_any_case_and_whole_numbers_with_a_zero(desk: Desk) -> None:
    row = good("materials", magnet_use="Yes", us_critical_list_2025="NO", atomic_number="62.0")
    report = desk.check(materials=[row])
    assert report.findings == ()
    assert desk.column(report, "materials", "magnet_use") == [True]
    assert desk.column(report, "materials", "us_critical_list_2025") == [False]
    assert desk.column(report, "materials", "atomic_number") == [62]


def test_a_word_for_a_missing_value_is_kept_where_the_column_has_it(desk: Desk) -> None:
    report = desk.check(
        control_coverage=[good("control_coverage", coverage="none", step="none", buyers="..")]
    )
    assert [(finding.rule, finding.column, finding.value) for finding in report.findings] == [
        ("missing_word", "buyers", "..")
    ]
    assert desk.column(report, "control_coverage", "step") == ["none"]


def test_a_text_longer_than_its_column_takes_is_refused(desk: Desk) -> None:
    report = desk.check(
        events=[good("events", headline="x" * 300), good("events", headline="x" * 301, event_id="E2")]
    )
    assert short(report.findings) == [
        ("out_of_range", "3", "headline", "headline has 301 characters, more than 300")
    ]


def test_a_mark_before_a_number_becomes_its_bound(desk: Desk) -> None:
    cells = [">85%", "<=5", "~< 7", "≥1"]
    rows = [
        good("dependency", value=cell, partner=p)
        for cell, p in zip(cells, ("CHN", "MYS", "EST", "JPN"), strict=True)
    ]
    report = desk.check(dependency=rows)
    assert {finding.rule for finding in report.findings} == {"censored_value"}
    assert desk.column(report, "dependency", "bound") == [">", "<=", "~<", ">="]
    assert desk.column(report, "dependency", "value") == [85.0, 5.0, 7.0, 1.0]


def test_accepted_rows_have_the_columns_and_types_of_the_contract(desk: Desk) -> None:
    report = desk.check(**{name: [row] for name, row in GOOD.items()})
    for name, table in contract().tables.items():
        described = desk.con.execute(f"DESCRIBE {report.accepted[name]}").fetchall()
        assert [(column, kind) for column, kind, *_ in described] == [
            (field.name, field.sql_type) for field in table.fields
        ]


# Defaults


@pytest.mark.parametrize(
    ("table", "column", "changes", "expected"),
    [
        ("countries", "kind", {}, "country"),
        ("sources", "redistributable", {}, "unknown"),
        ("conversion_factors", "basis", {}, "unstated"),
        ("conversion_factors", "known_from", {"source_key": "src"}, date(2025, 4, 4)),
        (
            "events",
            "event_id",
            {"headline": "China: “Seven élements”, and so on, more"},
            "2026-02-27-china-seven-elements-and-so-on",
        ),
        ("events", "target", {}, "WLD"),
        ("events", "proof", {}, "none"),
        ("events", "side_claim", {}, "third"),
        ("coverage_events", "known_from", {}, date(2026, 2, 27)),
        ("readouts", "known_from", {}, date(2026, 2, 28)),
        ("commitments", "known_from", {}, date(2026, 2, 1)),
        ("commitment_status", "known_from", {}, date(2026, 2, 2)),
        ("measure_versions", "ground", {}, "reported"),
        ("listed_entities", "imposer", {}, "CHN"),
        ("listed_entities", "as_of", {}, date(2026, 2, 28)),
        ("deadlines", "deadline_id", {}, "2027-01-10-truce-ends"),
        ("deadlines", "as_of", {}, TODAY),
        ("deadlines", "known_from", {}, TODAY),
        ("deadlines", "known_from", {"measure_id": "control"}, date(2025, 10, 1)),
        ("tariffs", "known_from", {}, date(2026, 1, 1)),
        ("tariffs", "known_from", {"effective": "2027-06"}, TODAY),
        ("licence_counts", "unit", {}, "%"),
        ("licence_counts", "unit", {"measure": "review_days"}, "days"),
        ("licence_counts", "known_from", {}, date(2026, 1, 1)),
        ("licence_counts", "known_from", {"period": "2026-02-06"}, date(2026, 2, 6)),
        ("trade_flows", "frequency", {"quantity_t": "1"}, "A"),
        ("trade_flows", "frequency", {"quantity_t": "1", "period": "2026-02"}, "M"),
        ("trade_flows", "frequency", {"quantity_t": "1", "period": "2024..2025"}, "SPAN"),
        ("trade_flows", "classification", {"quantity_t": "1"}, "HS"),
        ("trade_flows", "classification", {"quantity_t": "1", "product": "85051110"}, "CN"),
        ("trade_flows", "classification", {"quantity_t": "1", "product": "NDFEB"}, "named"),
        ("trade_flows", "material", {"quantity_t": "1"}, "REE"),
        ("trade_flows", "known_from", {"quantity_t": "1", "period": "2026-02"}, date(2026, 3, 20)),
        (
            "trade_flows",
            "known_from",
            {"quantity_t": "1", "period": "2024", "source_key": "src"},
            date(2025, 4, 4),
        ),
        ("trade_flows", "known_from", {"quantity_t": "1", "reporter": "JPN"}, date(2026, 7, 1)),
        ("production", "measure", {"unit": "%"}, "share_of_output"),
        ("production", "measure", {}, "production"),
        ("production", "unit", {}, "t REO"),
        ("production", "basis", {}, "REO"),
        ("production", "known_from", {}, TODAY),
        ("production", "known_from", {"source_key": "src"}, date(2026, 1, 1)),
        ("dependency", "unit", {}, "%"),
        ("dependency", "partner", {}, "WLD"),
        ("prices", "known_from", {}, date(2026, 3, 5)),
        ("prices", "known_from", {"period": "2026-02-27"}, date(2026, 2, 28)),
        ("sectors", "item", {}, "all"),
        ("projects", "title", {}, "Example"),
        ("indices", "name", {}, "GPR"),
        ("indices", "known_from", {}, date(2026, 3, 5)),
        ("indices", "known_from", {"series": "WGI_RL_EST_CHN", "period": "2024"}, date(2025, 11, 1)),
        (
            "indices",
            "known_from",
            {"series": "TARIFF_AVG_PIIE_USA_CHN", "period": "2026-02-27"},
            date(2026, 2, 27),
        ),
    ],
)
def test_a_column_that_the_file_lacks_takes_its_default(
    desk: Desk, table: str, column: str, changes: Row, expected: object
) -> None:
    assert filled(desk, table, column, **changes) == expected


def test_the_columns_an_upload_must_have_are_enough_for_every_table(desk: Desk) -> None:
    enough = {
        "trade_flows": {"quantity_t": "1"},
        "measures": {},
        "commitments": {},
    }
    for name, cells in NEEDED.items():
        helpers = {"measures": "measure_versions"}.get(name)
        rows = {name: [dict(cells) | enough.get(name, {})]}
        if helpers:
            rows[helpers] = [good(helpers, measure_id="M1")]
        report = desk.check(**rows)
        assert report.rows[name].accepted == 1, report.findings


def test_an_empty_cell_takes_the_default_and_a_unit_is_never_guessed_beside_given_ones(desk: Desk) -> None:
    report = desk.check(
        production=[good("production", bound="", verified=""), good("production", country="AUS", unit="")]
    )
    assert [(finding.rule, finding.row, finding.column) for finding in report.findings] == [
        ("required", "3", "unit")
    ]
    assert desk.column(report, "production", "bound") == ["="]
    assert desk.column(report, "production", "verified") == [False]


def test_a_relief_without_proof_is_not_filled(desk: Desk) -> None:
    row = {key: cell for key, cell in good("events", action="YIELD", intensity="4").items() if key != "proof"}
    assert [finding.rule for finding in desk.check(events=[row]).findings] == ["proof_for_relief"]


def test_every_default_of_the_contract_is_computed_or_a_word_that_its_column_allows() -> None:
    told_by_other_columns = {"known_from", "source_key"}
    for table in contract().tables.values():
        for column, sentence in table.defaults.items():
            field = table.field(column)
            known = sentence in defaults.COMPUTED or table.has(sentence) or column in told_by_other_columns
            word = (
                sentence in field.enum
                or (not field.enum and " " not in sentence)
                or sentence in ("yes", "no")
            )
            assert known or word, (table.name, column, sentence)


def test_every_required_column_is_brought_or_filled() -> None:
    for table in contract().tables.values():
        filled_in = {"source_key", *table.defaults} | ({"known_from"} if table.known_from_rule else set())
        required = {field.name for field in table.fields if field.required}
        left = required - filled_in - set(table.required_on_upload)
        assert not left or (table.name, left) == ("sources", {"source_key"}), (table.name, left)


def test_every_rule_of_known_from_is_kept_by_a_function() -> None:
    assert set(known_from.RULES) == set(contract().known_from_rules)
    used = {table.known_from_rule for table in contract().tables.values()} - {None}
    assert used <= set(known_from.RULES)


def test_days_by_rule_need_no_tables_on_file(desk: Desk) -> None:
    bench = Bench(desk.con, contract(), {}, TODAY, LIMITS, "none")
    for table in contract().tables.values():
        if table.known_from_rule:
            assert known_from.known_from(bench, table)


# Sources


def test_a_file_without_source_columns_becomes_one_source_named_after_it(desk: Desk) -> None:
    report = desk.check(indices=[NEEDED["indices"], NEEDED["indices"] | {"period": "2025"}])
    assert report.findings == ()
    assert desk.rows(report, "sources") == [
        (
            "own-table-indices-" + str(desk.column(report, "indices", "source_key")[0])[-8:],
            "own table",
            None,
            None,
            "indices",
            None,
            None,
            None,
            TODAY,
            "own",
            None,
            "unknown",
            None,
        )
    ]
    assert len(set(desk.column(report, "indices", "source_key"))) == 1
    assert list(report.rows) == ["indices"]


def test_source_columns_make_a_source_each_or_find_the_one_on_file(desk: Desk) -> None:
    described = {"source_publisher": "Office", "source_title": "Source on file"}
    rows = [
        NEEDED["indices"] | described | {"source_date": ""},
        NEEDED["indices"] | {"period": "2025", "source_publisher": "Reuters", "source_date": "2026-01-02"},
        NEEDED["indices"] | {"period": "2024", "source_publisher": "Reuters", "source_date": "2026-01-02"},
    ]
    report = desk.check(indices=rows)
    assert report.findings == ()
    keys = desk.column(report, "indices", "source_key")
    assert keys[0] == "src"
    assert keys[1] == keys[2]
    made = [(row[0], row[1], row[4], row[7]) for row in desk.rows(report, "sources")]
    assert made == [(keys[1], "Reuters", "indices", date(2026, 1, 2))]
    again = desk.check(indices=rows)
    assert desk.column(again, "indices", "source_key") == keys


def test_faults_in_source_columns_refuse_the_row_and_make_no_source(desk: Desk) -> None:
    rows = [
        NEEDED["indices"] | {"source_url": "javascript:alert(1)"},
        NEEDED["indices"] | {"period": "2025", "source_date": "2026-02-30"},
    ]
    report = desk.check(indices=rows)
    assert [(finding.rule, finding.row, finding.column) for finding in report.findings] == [
        ("url_is_web", "2", "source_url"),
        ("bad_date", "3", "source_date"),
    ]
    assert "sources" not in report.accepted
