"""Files in the project's own tables: known by their headings, wherever these stand, and mended where needed."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from chokepoint.config import DATA
from chokepoint.contract.bench import Limits
from chokepoint.contract.files import first_record
from chokepoint.readers.own import Recognised, recognise
from tests.contract.tables import GOOD
from tests.readers.bench import Bench, accepted, said, table
from tests.shipped import contract

MESSY = Path(__file__).parents[1] / "messy"
FLOWS = "reporter,partner,flow,product,period,quantity_t,value_usd\n"
FLOW = "CHN,USA,export,280530,2024,512.4,31900000\n"


# Recognition


@pytest.mark.parametrize("name", contract().tables)
def test_every_table_is_known_by_all_its_columns_and_by_the_required_ones(name: str) -> None:
    known = contract().table(name)
    headings = first_record(DATA / known.path, Limits(rows=1, columns=500, cell_characters=100))
    assert isinstance(headings, list)
    assert recognise(headings, contract()) == Recognised(name, "certain")
    assert recognise([f" {column.upper()} " for column in known.required_on_upload], contract()).table == name


def test_a_column_that_no_table_has_makes_the_table_probable() -> None:
    required = [*contract().table("events").required_on_upload, "my column"]
    assert recognise(required, contract()) == Recognised("events", "probable")


def test_aliases_stand_in_for_columns() -> None:
    words = {"intensity": "Tone", "headline": "Title"}
    headings = [words.get(column, column) for column in contract().table("events").required_on_upload]
    assert recognise(headings, contract()) == Recognised("events", "certain")


def test_a_required_column_missing_makes_the_table_probable() -> None:
    headings = [name for name in contract().table("events").columns if name != "date"]
    assert recognise(headings, contract()) == Recognised("events", "probable")


@pytest.mark.parametrize(
    "headings", [["Wann", "Wer", "Was"], ["date", "value"], ["a"], ["", ""]], ids=" ".join
)
def test_headings_that_fit_no_table_are_not_guessed(headings: list[str]) -> None:
    assert recognise(headings, contract()) == Recognised(None, "unknown")


def test_what_was_recognised_is_told_with_certainty_and_why(bench: Bench) -> None:
    found = bench.read(bench.file("a.csv", FLOWS + FLOW)).recognised
    assert (found.format, found.variant, found.certainty) == (
        "csv",
        "chokepoint table trade_flows",
        "certain",
    )
    assert found.why == "7 of 7 headings belong to table trade_flows"


# Where the table stands


def test_a_clean_file_is_taken_as_it_is(bench: Bench) -> None:
    path = bench.file("a.csv", FLOWS + FLOW)
    found = bench.read(path)
    assert (found.tables, found.findings, found.records) == ({"trade_flows": path}, (), 1)


def test_titles_above_blank_rows_and_notes_below_are_told_row_by_row(bench: Bench) -> None:
    text = (
        "My flows\n,,,,,,\n"
        + FLOWS
        + FLOW
        + ",,,,,,\n"
        + FLOW.replace("2024", "2023")
        + "Source: mine,,,,,,\n"
    )
    found = bench.read(bench.file("a.csv", text))
    assert said(found) == [
        ("headings_found", "3", "(headings)"), ("blank_row", "5", "(row)"), ("blank_row", "7", "(row)")
    ]  # fmt: skip
    assert [row["_row"] for row in table(found, "trade_flows")] == ["4", "6"]
    assert (found.records, found.listed, found.heading_row) == (4, 2, 3)


def test_a_note_between_rows_is_a_row_and_refused_not_lost(bench: Bench) -> None:
    text = FLOWS + FLOW + "a remark,,,,,,\n" + FLOW.replace("2024", "2023")
    (checked,) = bench.check(bench.file("a.csv", text))
    assert checked.rows == {"trade_flows": 3}
    assert ("required", "3", "partner") in said(checked)


def test_headings_in_two_rows_are_joined(bench: Bench) -> None:
    text = "reporter,partner,flow,product,period,quantity,,value\n,,,,,t,estimated?,usd\n"
    text = text.replace("estimated?", "")
    found = bench.read(bench.file("a.csv", text + "CHN,USA,export,280530,2024,512.4,,31900000\n"))
    (row,) = table(found, "trade_flows")
    assert (row["_row"], row["quantity_t"], row["value_usd"]) == ("3", "512.4", "31900000")
    assert found.heading_row == 2


def test_a_missing_column_is_told_in_the_row_of_the_headings(bench: Bench) -> None:
    text = "My flows\n\n" + FLOWS.replace(",period", "") + FLOW.replace(",2024", "")
    (checked,) = bench.check(bench.file("a.csv", text))
    assert ("missing_column", "3", "period") in said(checked)


def test_a_column_that_may_be_the_missing_one_is_asked_about(bench: Bench) -> None:
    path = bench.file("a.csv", FLOWS.replace("period", "Jahr") + FLOW)
    (checked,) = bench.check(path)
    assert [(q.key, q.choices) for q in checked.questions] == [("column:period", ("Jahr", "none"))]
    assert "missing_column" not in {finding.rule for finding in checked.findings}
    (checked,) = bench.check(path, column__period="Jahr")
    assert checked.publishable
    assert [row["period"] for row in accepted(bench, checked, "trade_flows")] == ["2024"]
    assert '"Jahr" read as period, as answered' in [finding.reason for finding in checked.findings]
    (checked,) = bench.check(path, column__period="none")
    assert ("missing_column", "1", "period") in said(checked)


def test_ragged_rows_of_other_delimiters_are_told_too(bench: Bench) -> None:
    text = (FLOWS + FLOW).replace(",", ";") + "CHN;USA\n"
    (checked,) = bench.check(bench.file("a.csv", text))
    assert ("damaged_file", "3", "(row)") in said(checked)
    assert not checked.publishable


# Other files than CSV


def flows_book(*sheets: str) -> bytes:
    made = Workbook()
    made.remove(made.worksheets[0])
    for name in sheets:
        sheet = made.create_sheet(name)
        sheet.append(FLOWS.strip().split(",") if name != "Cover" else ["Our tables"])
        if name != "Cover":
            sheet.append(["CHN", "USA", "export", 280530, 2024, 512.4, 31900000])
        if name.startswith("hidden"):
            sheet.sheet_state = "hidden"
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def test_the_sheet_of_a_workbook_is_picked_and_the_others_are_named(bench: Bench) -> None:
    (checked,) = bench.check(bench.file("a.xlsx", flows_book("Cover", "Flows")))
    assert [(f.rule, f.reason) for f in checked.findings] == [("other_sheet", 'not read: "Cover"')]
    (row,) = accepted(bench, checked, "trade_flows")
    assert (row["product"], row["period"], row["quantity_t"]) == ("280530", "2024", 512.4)


def test_a_second_sheet_of_the_same_table_is_named_not_mixed_in(bench: Bench) -> None:
    found = bench.read(bench.file("a.xlsx", flows_book("hidden 2023", "2024")))
    assert [f.reason for f in found.findings] == ['hidden sheet "hidden 2023" was read', 'not read: "2024"']
    assert found.records == 1


def test_a_zip_of_a_data_package_is_all_its_tables_checked_together(bench: Bench) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as pack:
        for name in ("datapackage.yaml", "measures.csv", "measure_versions.csv", "commitments.csv"):
            pack.writestr(f"data/{name}", (DATA / name).read_bytes())
    found = bench.read(bench.file("all.zip", content.getvalue()))
    assert set(found.tables) == {"measures", "measure_versions", "commitments"}
    assert found.recognised.variant == "chokepoint tables measures, measure_versions, commitments"
    for name, path in found.tables.items():
        with (
            path.open(encoding="utf-8", newline="") as one,
            (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as other,
        ):
            assert list(csv.reader(one)) == list(csv.reader(other))


def test_a_sheet_of_headings_alone_does_not_refuse_its_neighbours(bench: Bench) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as pack:
        pack.writestr("flows.csv", FLOWS + FLOW)
        pack.writestr("indices.csv", "series,period,value,known_from,source_key\n")
    (checked,) = bench.check(bench.file("a.zip", content.getvalue()))
    assert [(f.rule, f.reason) for f in checked.findings] == [("other_sheet", 'not read: "indices.csv"')]
    assert checked.rows == {"trade_flows": 1}


# Several files


def test_files_are_told_in_their_order_also_two_of_one_table(bench: Bench) -> None:
    names = ["27_unknown_table.csv", "00_control_good_events.csv", "14_empty.csv", "08_formula_injection.csv"]
    found = bench.check(*(MESSY / name for name in names))
    assert [file.path.name for file in found] == names
    assert [dict(file.rows) for file in found] == [{}, {"events": 4}, {}, {"events": 5}]
    assert [{f.rule for f in file.findings} for file in found] == [
        {"unknown_table"}, set(), {"empty_file"}, {"formula_text"}
    ]  # fmt: skip


def test_files_may_point_to_rows_of_each_other_and_to_those_on_file(bench: Bench) -> None:
    measure = bench.file("a.csv", "measure_id,imposer,addressee,announced,instrument,title\n"
                         "CN-X,CHN,USA,2026-01-05,ban,A ban\n")  # fmt: skip
    version = bench.file("b.csv", "measure_id,known_from,effective\nCN-X,2026-01-05,2026-01-05\n")
    known = bench.file("c.csv", "measure_id,known_from,effective\ncontrol,2026-01-05,2026-01-05\n")
    assert [file.findings for file in bench.check(version, measure)] == [(), ()]
    assert [finding.rule for finding in bench.check(version)[0].findings] == ["unknown_key"]
    assert bench.check(known)[0].findings == ()


# Mending


def test_cells_are_mended_by_what_their_column_takes(bench: Bench) -> None:
    head = "country;material;measure;period;value;unit;known_from;estimated;verified;source_key\n"
    head = head.replace("estimated;", "")
    rows = "USA;REE;imports;2024Q3;1.234,5;t;4 April 2025;TRUE;src\nUSA;Y;imports;202407;1.234;t;05/04/2025;0;src\n"
    found = bench.read(bench.file("a.csv", head + rows), date_order="day_first")
    assert [[row[k] for k in ("period", "value", "known_from", "verified")] for row in table(found, "dependency")] == [
        ["2024-07..2024-09", "1234.5", "2025-04-04", "yes"], ["2024-07", "1234", "2025-04-05", "no"]
    ]  # fmt: skip
    assert {"delimiter", "decimal_comma", "date_order", "repaired"} == {f.rule for f in found.findings}


def test_dates_that_contradict_each_other_are_asked_about(bench: Bench) -> None:
    events = MESSY.joinpath("03_bad_dates.csv").read_text(encoding="utf-8")
    text = events.replace("2023-07-03,2023", "19/06/2025,2025").replace("2024-02-31", "06/19/2025")
    found = bench.read(bench.file("a.csv", text))
    (asked,) = [f for f in found.findings if f.severity == "ask"]
    assert asked.reason.endswith("the other dates of this file contradict each other")


@pytest.mark.parametrize("answer", [None, "beside", "stop"])
def test_an_older_edition_is_added_beside_or_stopped(bench: Bench, answer: str | None) -> None:
    def source(key: str, edition: str) -> dict[str, str]:
        return dict(GOOD["sources"]) | {"source_key": key, "series": "MCS", "edition": edition, "title": key}

    def figure(key: str) -> dict[str, str]:
        return {"country": "USA", "material": "REE", "measure": "imports", "period": "2023", "value": "1",
                "unit": "t", "known_from": "2026-02-07", "source_key": key}  # fmt: skip

    desk = bench.desk
    before = dict(desk.published)
    new = desk.check(sources=[source("mcs-2026", "2026")], dependency=[figure("mcs-2026")])
    desk.published |= {name: new.accepted[name] for name in ("sources", "dependency")}
    try:
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as pack:
            for name, row in (("sources", source("mcs-2024", "2024")), ("dependency", figure("mcs-2024"))):
                pack.writestr(f"{name}.csv", f"{','.join(row)}\n{','.join(row.values())}\n")
        path = bench.file("mcs.zip", content.getvalue())
        (checked,) = bench.check(path, **({"same_table_newer": answer} if answer else {}))
    finally:
        desk.published = before
    (found,) = [f for f in checked.findings if f.rule == "same_table_newer"]
    assert found.reason.startswith("MCS 2024 is an older edition: MCS 2026 is on file")
    assert found.severity == {None: "ask", "beside": "note", "stop": "refuse_file"}[answer]
    assert checked.publishable == (answer == "beside")
