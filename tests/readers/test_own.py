"""Files in the project's own tables are known by their headings alone, and checked together."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from chokepoint.config import DATA
from chokepoint.contract.bench import Limits
from chokepoint.contract.files import first_record
from chokepoint.readers.own import Checked, Recognised, check_files, recognise
from chokepoint.workspace import Workspace, open_workspace, relation
from tests.shipped import contract

MESSY = Path(__file__).parents[1] / "messy"
LIMITS = Limits(rows=10**6, columns=500, cell_characters=10**6)
Check = Callable[..., list[Checked]]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with the shipped data."""
    return open_workspace(tmp_path_factory.mktemp("own") / "workspace", DATA, contract())


@pytest.fixture
def check(workspace: Workspace) -> Check:
    """Checks files against the shipped data, as of the day on which they were compiled."""
    head = workspace.head()
    published = {n: relation(workspace.files(head, n), contract().table(n)) for n in head.tables}

    def checked(*paths: Path) -> list[Checked]:
        with closing(workspace.cursor()) as con:
            return check_files(contract(), paths, published, date(2026, 11, 21), LIMITS, con)

    return checked


# Recognition


@pytest.mark.parametrize("name", contract().tables)
def test_every_table_is_known_by_all_its_columns_and_by_the_required_ones(name: str) -> None:
    table = contract().table(name)
    headings = first_record(DATA / table.path, LIMITS)
    assert isinstance(headings, list)
    assert recognise(headings, contract()) == Recognised(name, "sure")
    assert recognise([f" {column.upper()} " for column in table.required_on_upload], contract()).table == name


def test_a_column_that_no_table_has_makes_the_table_likely() -> None:
    required = [*contract().table("events").required_on_upload, "my column"]
    assert recognise(required, contract()) == Recognised("events", "likely")


def test_aliases_stand_in_for_columns() -> None:
    words = {"intensity": "Tone", "headline": "Title"}
    headings = [words.get(column, column) for column in contract().table("events").required_on_upload]
    assert recognise(headings, contract()) == Recognised("events", "sure")


def test_a_required_column_missing_makes_the_table_likely() -> None:
    headings = [name for name in contract().table("events").columns if name != "date"]
    assert recognise(headings, contract()) == Recognised("events", "likely")


@pytest.mark.parametrize(
    "headings", [["Wann", "Wer", "Was"], ["date", "value"], ["a"], ["", ""]], ids=" ".join
)
def test_headings_that_fit_no_table_are_not_guessed(headings: list[str]) -> None:
    assert recognise(headings, contract()) == Recognised(None, "unknown")


# Checks


def test_files_are_told_in_their_order_also_two_of_one_table(check: Check) -> None:
    names = ["27_unknown_table.csv", "00_control_good_events.csv", "14_empty.csv", "08_formula_injection.csv"]
    found = check(*(MESSY / name for name in names))
    assert [file.path.name for file in found] == names
    assert [file.recognised.table for file in found] == [None, "events", None, "events"]
    assert [dict(file.rows) for file in found] == [{}, {"events": 4}, {}, {"events": 5}]
    assert [{f.rule for f in file.findings} for file in found] == [
        {"unknown_table"}, set(), {"empty_file"}, {"formula_text"}
    ]  # fmt: skip


def test_a_file_that_cannot_be_read_names_the_rule_with_its_severity(check: Check) -> None:
    (empty,), (unknown,) = (check(MESSY / n)[0].findings for n in ("14_empty.csv", "27_unknown_table.csv"))
    assert (empty.severity, empty.row, empty.column) == ("refuse_file", "", "(file)")
    assert (unknown.severity, unknown.row, unknown.column) == ("ask", "1", "(headings)")
    assert "Wann, Wer, Was" in unknown.reason


def test_a_missing_column_is_named_by_the_check(check: Check) -> None:
    (file,) = check(MESSY / "02_missing_column_date.csv")
    assert [(f.rule, f.column) for f in file.findings if f.severity == "refuse_file"] == [
        ("missing_column", "date")
    ]


def test_files_may_point_to_rows_of_each_other_and_to_those_on_file(check: Check, tmp_path: Path) -> None:
    measure, version, known = tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "c.csv"
    measure.write_text(
        "measure_id,imposer,addressee,announced,instrument,title\nCN-X,CHN,USA,2026-01-05,ban,A ban\n"
    )
    version.write_text("measure_id,known_from,effective\nCN-X,2026-01-05,2026-01-05\n")
    known.write_text("measure_id,known_from,effective\nCN-2025-18,2026-01-05,2026-01-05\n")
    assert [file.findings for file in check(version, measure)] == [(), ()]
    assert [finding.rule for finding in check(version)[0].findings] == ["unknown_key"]
    assert check(known)[0].findings == ()
