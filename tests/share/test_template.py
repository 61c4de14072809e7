"""Templates and tables as files: headings of the contract, the dictionary inside, nothing that runs."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from chokepoint.contract.headings import for_upload, read_headings
from chokepoint.share.template import table_csv, template_csv, workbook
from tests.shipped import contract

NASTY = ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "<script>x</script>", "a,b", 'say "so"', "two\nlines", "plain"]


def sheets(data: bytes, folder: Path) -> dict[str, list[list[object]]]:
    path = folder / "book.xlsx"
    path.write_bytes(data)
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@pytest.mark.parametrize("name", list(contract().tables))
def test_a_template_has_every_column_an_upload_may_have(name: str, tmp_path: Path) -> None:
    table = contract().table(name)
    columns = list(for_upload(contract(), table).columns)
    text = template_csv(table, contract()).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [columns]
    found = sheets(workbook(table, contract()), tmp_path)
    assert list(found) == [name, "dictionary"]
    assert found[name] == [columns]
    headings = read_headings([str(cell) for cell in found[name][0]], for_upload(contract(), table))
    assert (headings.missing, headings.extra) == ((), ())
    lines = {str(row[0]): row for row in found["dictionary"][1 : len(columns) + 1]}
    for field in table.fields:
        assert lines[field.name][4] == field.description
        assert lines[field.name][1] == ("yes" if field.name in table.required_on_upload else "")
    text = "\n".join(str(cell) for row in found["dictionary"] for cell in row)
    assert table.description in text


def test_the_examples_are_cells_on_file(tmp_path: Path) -> None:
    table = contract().table("deadlines")
    sample = pd.DataFrame(
        {
            "deadline_id": [None, "an-id"],
            "due_on": pd.to_datetime(["2026-07-13", None]),
            "verified": [True, None],
        }
    )
    found = sheets(workbook(table, contract(), None, sample), tmp_path)["dictionary"]
    examples = {str(row[0]): row[7] for row in found[1:]}
    assert (examples["deadline_id"], examples["due_on"], examples["verified"]) == (
        "an-id",
        "2026-07-13",
        "yes",
    )
    assert examples["title"] == ""


def test_text_stays_text_in_a_workbook(tmp_path: Path) -> None:
    table = contract().table("conversion_factors")
    rows = pd.DataFrame(dict.fromkeys(table.columns, NASTY))
    found = sheets(workbook(table, contract(), rows), tmp_path)["conversion_factors"]
    assert [[str(cell) for cell in row] for row in found[1:]] == [
        [text] * len(table.columns) for text in NASTY
    ]
    # calamine reads values; the file itself must hold no formula.
    import zipfile

    with zipfile.ZipFile(tmp_path / "book.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet


def test_text_is_defused_in_a_csv_for_spreadsheets() -> None:
    rows = pd.DataFrame({"a": NASTY, "n": [1.0, 2.5, -3.0, None, 0.0, 1e-9, 7.0, 8.0, 9.0]})
    cells = list(csv.reader(io.StringIO(table_csv(rows).decode("utf-8-sig"))))
    assert cells[0] == ["a", "n"]
    assert [row[0] for row in cells[1:5]] == ["'=1+1", "'+cmd", "'-2+3", "'@SUM(A1)"]
    assert [row[1] for row in cells[1:]] == ["1", "2.5", "-3", "", "0", "1e-09", "7", "8", "9"]


def test_numbers_days_and_yes_are_read_back(tmp_path: Path) -> None:
    table = contract().table("deadlines")
    rows = pd.DataFrame(
        {column: [None] for column in table.columns}
        | {
            "due_on": pd.to_datetime(["2026-07-13"]),
            "verified": pd.array([True], dtype="boolean"),
            "title": ["007"],
        }
    )[list(table.columns)]
    (_, line) = sheets(workbook(table, contract(), rows), tmp_path)["deadlines"]
    got = dict(zip(table.columns, line, strict=False))
    assert (got["due_on"], got["verified"], got["title"]) == ("2026-07-13", "yes", "007")


def test_whole_numbers_on_file_are_numbers_in_the_workbook_and_equal_rows_equal_files(tmp_path: Path) -> None:
    table = contract().table("licence_counts")
    rows = pd.DataFrame({name: [None] for name in table.columns}).assign(
        value=pd.array([12], "Int64"), verified=pd.array([True], "boolean"), period="2025-06"
    )
    first = sheets(workbook(table, contract(), rows), tmp_path)[table.name][1]
    places = {name: place for place, name in enumerate(table.columns)}
    assert [first[places[name]] for name in ("value", "verified", "period")] == [12, "yes", "2025-06"]
    assert workbook(table, contract(), rows) == workbook(table, contract(), rows)
