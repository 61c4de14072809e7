"""A table that nobody knows: suggested, explained once by the analyst, and remembered by its headings."""

from __future__ import annotations

import json

import pytest

from chokepoint.readers.mapping import ColumnMapping, multiplied, signature
from chokepoint.readers.read import AnswerError
from chokepoint.readers.suggest import suggest_tables
from tests.readers.bench import Bench, accepted, said, table
from tests.shipped import contract

TEXT = (
    "Melder;Land;Richtung;Ware;Jahr;Menge in kg;Stand\n"
    "CHN;USA;export;280530;2024;512.400,5;05/04/2025\n"
    "CHN;JPN;export;280530;2024;(1.000,0);06/04/2025\n"
)
MAPPING = ColumnMapping(
    "trade_flows",
    {"reporter": "Melder", "partner": "Land", "flow": "Richtung", "product": "Ware", "period": "Jahr",
     "quantity_t": "Menge in kg", "known_from": "Stand"},
    constants={"material": "REE", "classification": "HS"},
    factors={"quantity_t": 0.001},
    date_order="day_first",
    brackets={"quantity_t": "estimate"},
)  # fmt: skip
AS_TEXT = json.dumps(MAPPING.to_dict())


def test_a_mapping_gives_columns_units_days_and_brackets(bench: Bench) -> None:
    path = bench.file("a.csv", TEXT)
    assert [question.key for question in bench.check(path)[0].questions] == ["table"]
    (checked,) = bench.check(path, mapping=AS_TEXT)
    assert checked.publishable
    kept = [
        (row["partner"], row["quantity_t"], row["estimated"], str(row["known_from"]), row["material"])
        for row in accepted(bench, checked, "trade_flows")
    ]
    assert kept == [("USA", 512.4005, False, "2025-04-05", "REE"), ("JPN", 1.0, True, "2025-04-06", "REE")]
    assert checked.recognised.why == "its columns were mapped by hand"


def test_a_mapping_is_remembered_by_the_headings_in_any_order(bench: Bench) -> None:
    lines = [line.split(";") for line in TEXT.splitlines()]
    turned = "\n".join(";".join(reversed(line)) for line in lines).replace("Jahr", " JAHR ")
    key = signature(lines[0])
    assert key == signature(turned.splitlines()[0].split(";"))
    found = bench.read(bench.file("a.csv", TEXT), remembered={key: MAPPING})
    assert [row["quantity_t"] for row in table(found, "trade_flows")] == ["512.4005", "1"]
    assert found.recognised.certainty == "probable"
    assert signature(["other"]) != key


def test_headings_that_a_mapping_does_not_fit_are_asked_about_again(bench: Bench) -> None:
    path = bench.file("a.csv", TEXT.replace("Melder", "Meldeland"))
    assert said(bench.read(path, mapping=AS_TEXT)) == [
        ("unknown_table", "1", "(headings)"), ("delimiter", "", "(file)")
    ]  # fmt: skip


def test_a_mapping_survives_json() -> None:
    assert ColumnMapping.from_dict(json.loads(AS_TEXT)) == MAPPING


@pytest.mark.parametrize(
    "data", [{}, {"table": 1, "columns": {}}, {"table": "a", "columns": []}, {"surprise": 1}]
)
def test_what_is_no_mapping_is_refused(data: dict[str, object]) -> None:
    with pytest.raises((TypeError, ValueError)):
        ColumnMapping.from_dict(data)


@pytest.mark.parametrize("answer", ["no json", "[]", '{"table": "nowhere", "columns": {}}'])
def test_an_answer_that_is_no_mapping_is_told(bench: Bench, answer: str) -> None:
    with pytest.raises(AnswerError, match="answer mapping: "):
        bench.read(bench.file("a.csv", TEXT), mapping=answer)


@pytest.mark.parametrize(
    ("text", "factor", "product"),
    [("512400", 0.001, "512.4"), ("<5", 1000, "<5000"), ("-1.5", 2, "-3"), ("1e3", 0.1, "100"), ("85%", 1, "85%"),
     ("n/a", 2, "n/a"), ("", 2, ""), ("0.1", 3, "0.3")],
)  # fmt: skip
def test_numbers_are_multiplied_without_noise(text: str, factor: float, product: str) -> None:
    assert multiplied(text, factor) == product


def test_tables_and_columns_are_suggested_by_names_and_values() -> None:
    names = ["Reporting country", "Partner country", "Trade flow", "HS product", "Period", "Quantity (t)"]
    rows = [
        ["CHN", "USA", "export", "280530", "2024", "512.4"],
        ["CHN", "JPN", "import", "280530", "2023", "7"],
    ]
    best = suggest_tables(names, rows, contract())[0]
    assert best.table == "trade_flows"
    wanted = {"partner": "Partner country", "flow": "Trade flow", "product": "HS product", "period": "Period"}
    assert wanted.items() <= best.columns.items()
    assert best.columns["quantity_t"] == "Quantity (t)"


def test_values_alone_suggest_days_and_countries() -> None:
    rows = [["2025-04-04", "CHN", "sieben Elemente"], ["2025-11-07", "CHN", "Aussetzung"]]
    suggestions = {one.table: one.columns for one in suggest_tables(["Wann", "Wer", "Was"], rows, contract())}
    assert suggestions["events"]["date"] == "Wann"
    assert "Was" not in suggestions["events"].values()
