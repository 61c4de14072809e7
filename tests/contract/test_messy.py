"""The messy files of analysts: what is said of each stands in tests/messy/MESSY.csv and EXPECT.csv.

Files that need another reader first (delimiters, encodings, workbooks, headings further down) and single
questions that only a reader asks are tested where they are read.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from chokepoint.contract.rules import FOR_READERS
from tests.contract.tables import Desk

MESSY = Path(__file__).resolve().parents[1] / "messy"
TABLES = {
    "00_control_good_events.csv": "events",
    "02_missing_column_date.csv": "events",
    "03_bad_dates.csv": "events",
    "04_duplicate_ids.csv": "events",
    "05_share_sum_over_100.csv": "production",
    "06_negative_tonnage.csv": "trade_flows",
    "07_unknown_country.csv": "dependency",
    "08_formula_injection.csv": "events",
    "09_html_script_in_headline.csv": "events",
    "14_empty.csv": "events",
    "15_header_only.csv": "events",
    "16_huge_numbers.csv": "trade_flows",
    "17_future_dates.csv": "events",
    "22_censored_percent.csv": "production",
    "23_sign_against_action.csv": "events",
    "24_words_not_in_vocabulary.csv": "events",
    "25_known_before_it_happened.csv": "events",
    "26_empty_required_cells.csv": "events",
    "28_old_edition_again.csv": "dependency",
}
# Rows with a question of the reader: without its answer the row is refused here.
ASKED = {
    ("03_bad_dates.csv", "4"): "bad_date",
    ("06_negative_tonnage.csv", "4"): "type",
    ("16_huge_numbers.csv", "5"): "type",
}


def expected(name: str) -> list[dict[str, str]]:
    with (MESSY / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", TABLES)
def test_a_messy_file_gives_the_findings_it_should(desk: Desk, name: str) -> None:
    report = desk.check_files({TABLES[name]: MESSY / name})
    rows = [row for row in expected("MESSY.csv") if row["file"] == name]
    wanted = {
        (row["row"], row["column"], row["severity"], row["rule"], row["reason"])
        for row in rows
        if row["rule"] not in FOR_READERS
    }
    asked = {row["row"]: row for row in rows if row["rule"] in FOR_READERS}
    found = {(f.row, f.column, f.severity, f.rule, f.reason) for f in report.findings if f.row not in asked}
    assert found == wanted
    assert {f.rule for f in report.findings if f.row in asked} == {
        rule for (file, row), rule in ASKED.items() if (file, row) in {(name, r) for r in asked}
    }


@pytest.mark.parametrize("row", expected("EXPECT.csv"), ids=lambda row: row["file"])
def test_a_messy_file_publishes_the_rows_it_should(desk: Desk, row: dict[str, str]) -> None:
    name = row["file"]
    if name not in TABLES:
        assert name.startswith(("(make)", *READ_ELSEWHERE)), f"{name}: neither tested here nor by a reader"
        return
    report = desk.check_files({TABLES[name]: MESSY / name})
    rows = report.rows[TABLES[name]]
    asked = sum(1 for file, _ in ASKED if file == name)
    assert rows.read == int(row["rows_read"])
    assert rows.accepted == int(row["rows_published"]) - (
        asked if row["publishable"] == "after_answer" else 0
    )
    assert report.publishable == (row["publishable"] != "no")


READ_ELSEWHERE = ("01", "10", "11", "12", "13", "18", "19", "20", "21", "27")


def test_every_fix_that_messy_files_ask_for_word_by_word_is_given(desk: Desk) -> None:
    for name in (
        "04_duplicate_ids.csv",
        "05_share_sum_over_100.csv",
        "07_unknown_country.csv",
        "23_sign_against_action.csv",
    ):
        report = desk.check_files({TABLES[name]: MESSY / name})
        wanted = [row["fix"] for row in expected("MESSY.csv") if row["file"] == name]
        assert [finding.fix for finding in report.findings] == wanted


def test_a_file_of_twenty_thousand_columns_is_refused(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "many_columns.csv"
    path.write_text(",".join(f"c{n}" for n in range(20_000)) + "\n", encoding="utf-8")
    report = desk.check_files({"events": path})
    assert [(f.rule, f.row, f.column, f.reason) for f in report.findings] == [
        ("too_many_columns", "1", "(headings)", "20,000 columns; limit 500")
    ]
