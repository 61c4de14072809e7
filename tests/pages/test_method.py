"""The Method page as a reader opens it: default, filtered, other pair, other day, empty tables, bad link."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
import yaml

from chokepoint.config import CONFIG, DATA
from chokepoint.contract import read_contract
from chokepoint.workspace import Workspace, open_workspace
from tests.pages.screen import Screen

PAGE = "pages/method.py"
READINGS = ("score", "controls", "stress", "tension", "dependence")
ARROW = {
    "string": pa.string(),
    "number": pa.float64(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}
Open = Callable[[str], Screen]


class MethodScreen(Screen):
    """The page from its first run on, as a link to it opens it."""

    def run(self) -> Screen:
        self.app.switch_page(PAGE)
        return super().run()


def opened(query: str = "") -> Screen:
    return MethodScreen(query)


@pytest.fixture(scope="module")
def method() -> Open:
    """`method("on=2025-05-30")`: the page of this link, run once and shared; only to look at."""
    seen: dict[str, Screen] = {}

    def open_(query: str = "") -> Screen:
        if query not in seen:
            seen[query] = opened(query)
        return seen[query]

    return open_


def _empty(workspace: Workspace) -> None:
    tables = {
        name: pa.table({f.name: pa.array([], ARROW[f.type]) for f in workspace.contract.table(name).fields})
        for name in ("events", "trade_flows", "prices")
    }
    workspace.commit(tables, workspace.head(), "Ada", "three tables emptied")


@pytest.fixture(scope="module")
def emptied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A workspace whose newest version has no events, no flows and no prices."""
    root, contract = (
        tmp_path_factory.mktemp("emptied") / "workspace",
        read_contract(DATA / "datapackage.yaml"),
    )
    with duckdb.connect() as con:
        _empty(open_workspace(root, DATA, contract, con))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHOKEPOINT_WORKSPACE", str(root))
        yield root


def shipped_rows(table: str) -> pd.DataFrame:
    return pd.read_csv(DATA / f"{table}.csv", dtype=str, keep_default_na=False)


def test_the_default_page_says_how_the_score_is_made(method: Open) -> None:
    page = method("")
    assert "How 44 is made: pressure 51.6, times 85.1 % dependence" in page.page.text
    assert "tests found no skill in forecasting" in page.page.text
    assert "Events are complete to 2026-07-02" in page.page.text
    assert (
        page.card("score").title
        == "43.9 on 2026-07-02: 29.2 from Stress, 10.5 from Controls, 4.2 from Tension"
    )
    assert "R = 51.61 × 85.09 / 100 = 43.92" in page.card("score").text
    assert page.card("stress").title == "Stress 62.7, short; largest part, 55.6: yttrium"
    assert page.card("controls").title.startswith("Controls 37.6, part; largest part, 15.0: seven elements")
    assert page.card("tension").title.startswith(
        "Tension 50.7, high; strongest of 149 events: China puts MP Materials"
    )
    assert page.card("dependence").title == "Dependence 85.1, extreme; narrowest stage: heavy separation"
    assert page.note == ""


def test_each_number_names_a_function_that_exists(method: Open) -> None:
    for key in READINGS:
        (name,) = re.findall(r"function (chokepoint[.\w]+)", method("").card(key).text)
        module, _, function = name.rpartition(".")
        assert callable(getattr(importlib.import_module(module), function))


def test_every_parameter_of_config_is_on_the_page(method: Open) -> None:
    text = method("").card("parameters").text
    reasons = 0
    for section, node in yaml.safe_load(CONFIG.read_text(encoding="utf-8"))["method"].items():
        for name in node:
            assert f"{section}.{name}" in text
            reasons += 1
    assert method("").card("parameters").title.startswith(f"{reasons} parameters, ")
    assert "expert choice" in text
    assert "A licence is worth .75" in text


def test_the_search_finds_and_says_when_nothing_is_found() -> None:
    page = opened()
    page.app.text_input(key="find").set_value("half double")
    page.run()
    card = "parameters"
    assert "tension.half_life_days" in page.card(card).text
    assert "scope.pair" not in page.card(card).text
    page.app.text_input(key="find").set_value("unobtainium <b>")
    page.run()
    assert "No parameter holds “unobtainium <b>”" in page.card(card).text


def test_items_of_stress_are_named_also_without_a_figure(method: Open) -> None:
    card = method("").card("items")
    assert card.title == "Two of 11 items count in Stress; 6 have nothing on file"
    assert card.row("yttrium")[1] == "counts"
    assert card.row("dysprosium")[1] == "too old to count"
    assert card.row("gadolinium")[1:] == ["nothing on file", ""]


def test_limits_are_in_plain_words(method: Open) -> None:
    text = method("").card("limits").text
    for words in (
        "Not a forecast",
        "A licence is not a ban",
        "No look-ahead",
        "Both accounts stand",
        "Soft spots",
    ):
        assert words in text
    readouts = shipped_rows("readouts").drop_duplicates(["event_id", "topic"])
    assert f"{(readouts['agreement'] == 'conflict').sum()} are told in conflict" in text


def test_all_tables_stand_with_rows_and_evidence(method: Open) -> None:
    card = method("").card("tables")
    contract = read_contract(DATA / "datapackage.yaml")
    rows = {table.name: len(shipped_rows(table.name)) for table in contract.tables.values()}
    total = f"{sum(rows.values()):,}".replace(",", "\u202f")
    assert card.title.startswith(f"24 tables, {total} rows; ")
    for table in contract.tables.values():
        cells = card.row(table.title)
        assert cells[1] == f"{rows[table.name]:,}".replace(",", " ")
    prices = shipped_rows("prices")
    verified, derived = (prices["verified"] == "yes").sum(), (prices["derived"] == "yes").sum()
    assert card.row("Prices")[2] == f"{verified}, {derived}, {len(prices) - verified - derived}"
    assert card.row("Machine-coded")[1:3] == ["0", "no row"]
    # Numbers stand right, and so do their heads.
    assert '<th scope="col" class="cp-num">Rows' in card.html
    assert '<th scope="col" class="cp-wide cp-num">Sources' in card.html


def test_one_table_shows_columns_rules_and_sources() -> None:
    page = opened()
    assert page.card("sheet").row("intensity")[1] == "number, points"
    page.app.selectbox(key="table").set_value("prices")
    page.run()
    card = page.card("sheet")
    assert card.title.startswith(f"Prices: 19 columns, {len(shipped_rows('prices'))} rows")
    assert "Tonnage, value, capacity and price are never below 0." in card.text
    assert "day quotes: the next day" in card.text
    assert "May be passed on:" in card.text


def test_versions_and_corrections(method: Open) -> None:
    (key,) = [one for one in method("").cards if one.startswith("versions")]
    text = method("").card(key).text
    assert "the data as shipped" in text
    assert "four readings" in text
    found = [
        row for path in DATA.glob("*.csv") for row in shipped_rows(path.stem).get("notes", ())
        if re.search(r"corrected \d{4}-\d{2}-\d{2}", row)
    ]  # fmt: skip
    card = method("").card("corrections")
    assert card.title == f"{len(found)} rows corrected, the last on 2026-11-22"
    assert "2025-04-04-china-34pct-retaliation" in card.text


def test_filters_leave_nothing_out_and_the_page_says_so(method: Open) -> None:
    page = method("evidence=official&materials=Dy")
    assert "The filters on evidence and materials leave nothing out on this page" in page.page.text
    assert page.card("score").title == method("").card("score").title


def test_military_buyers_and_an_earlier_day_have_their_own_numbers(method: Open) -> None:
    page = method("on=2025-10-10&buyer=military")
    assert page.card("controls").title.startswith("Controls 65.0, wide")
    assert "military buyers · 2025-10-10" in page.page.text
    assert "On file since" not in page.card("limits").text


def test_days_after_the_last_covered_one_are_provisional_or_none(method: Open) -> None:
    assert "on 2026-07-20, provisional" in method("on=2026-07-20").card("score").title
    late = method("on=2026-11-01")
    assert late.card("score").title == "Risk score: none on 2026-11-01"
    assert "No value on 2026-11-01" in late.card("controls").text
    assert "No score on 2026-11-01" in late.page.text


def test_another_pair_has_readings_and_blanks(method: Open) -> None:
    page = method("pair=JPN:CHN")
    assert "the score exists for USA:CHN only" in page.card("score").text
    assert page.card("controls").title.startswith("Controls ")
    assert "only the events of the pair of the score are dense enough" in page.card("tension").text
    assert "no share of a stage, or no import reliance, is on file" in page.card("dependence").text


def test_a_bad_link_is_named_and_the_page_stands(method: Open) -> None:
    page = method("on=tomorrow&foo=1")
    assert "on=tomorrow" in page.note
    assert "foo=1" in page.note
    assert page.card("score").title == method("").card("score").title


@pytest.mark.usefixtures("emptied")
def test_empty_tables_are_said_never_zero() -> None:
    page = opened()
    assert page.card("score").title == "Risk score: none on 2026-07-02"
    assert "no stress reading on 2026-07-02" in page.card("score").text
    assert "no flow or price on file is younger than its limit" in page.card("stress").text
    assert page.card("tension").title == "Tension 0.0, calm: nothing on file adds to it"
    assert page.card("tables").row("Events")[1:3] == ["0", "no row"]
    assert "all 0 events" in page.card("limits").text
    (key,) = [one for one in page.cards if one.startswith("versions")]
    assert "three tables emptied" in page.card(key).text
    assert "cannot be made" not in page.page.text
    assert "could not be made" not in page.page.text
