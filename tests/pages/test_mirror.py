"""Both sides' statistics on the page Trade: honest blanks on the shipped data, lines and gaps once both sides report."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from chokepoint.engine import Tables
from chokepoint.workspace import Workspace
from tests.pages.conftest import Draft
from tests.pages.reach import Reached, reach

ASKED = "card=mirror"
CHINA = {"2025-04": 90.0, "2025-05": 46.0, "2025-06": 353.0}
AMERICA = {"2025-05": 110.0, "2025-06": 300.0, "2025-07": 500.0}


@pytest.fixture(scope="module")
def plain(workspace: Workspace) -> Reached:
    return reach("trade", ASKED)


@pytest.fixture(scope="module")
def both(draft: Draft, shipped: Tables) -> Reached:
    """The shipped flows and, made up for this test, scandium and yttrium metals as both customs would report them."""
    flows: pd.DataFrame = shipped["trade_flows"]
    pattern = flows.iloc[[0]]
    made = [
        pattern.assign(
            reporter=reporter, partner=partner, flow=flow, product="280530", classification="HS", material="REE", period=period,
            frequency="M", quantity_t=tonnes, value_usd=None, known_from=pd.Timestamp("2025-09-01"),
        )
        for reporter, partner, flow, figures in (("CHN", "USA", "export", CHINA), ("USA", "CHN", "import", AMERICA))
        for period, tonnes in figures.items()
    ]  # fmt: skip
    return reach("trade", f"{ASKED}&snapshot={draft('both-sides', trade_flows=pd.concat([flows, *made]))}")


def text(page: Reached) -> str:
    return " ".join(page.text.split())


def test_the_shipped_flows_never_meet_and_the_nearest_figures_are_named(plain: Reached) -> None:
    card = plain.screen.card("mirror")
    assert card.title.startswith(
        "No flow on file that both sides state for the same period in the same unit; of 6 flows 1 is"
    )
    row = card.row("Rare-earth magnets, line 85051110 / NdFeB")
    assert (
        row[3]
        == "no common period; nearest: 585 t in 2025-03 (85051110) against 45.4 million USD in 2025-01–2025-03 (NdFeB)"
    )
    assert card.row("Yttrium products")[2:] == ["nothing on file", "no figure of the United States on file"]
    assert card.charts == []
    (table,) = [one.table for one in plain.cards]
    assert table["gap (unit)"].isna().all()


def test_with_both_sides_on_file_lines_and_gap_stand_and_no_mean(both: Reached) -> None:
    card = both.screen.card("mirror")
    assert card.title.replace("\u00a0", " ") == (
        "Line 280530, China to United States, 2025-06: 353 t against 300 t, the exporter 53 t more, 15 % of the larger"
    )
    (spec,) = [json.loads(chart) for chart in card.charts]
    assert [trace["mode"] for trace in spec["data"]] == ["lines+markers"] * 2
    words = text(both)
    assert "2025-05 46 t against 110 t; 2025-06 353 t against 300 t" in words
    assert "weeks at sea" in words
    assert "no pair for Rare-earth magnets" in words


def test_the_table_holds_every_pair_and_what_has_none(both: Reached) -> None:
    (card,) = both.cards
    pairs = card.table.dropna(subset="gap (unit)")
    assert pairs[["period", "gap (unit)"]].to_numpy().tolist() == [["2025-05", -64.0], ["2025-06", 53.0]]
    assert pairs["gap (% of the larger)"].round(1).tolist() == [58.2, 15.0]
    assert len(card.table) == 2 + 6
    assert card.records is not None
    behind = card.records(["CHN-USA-280530|2025-06"])
    assert sorted(behind["reporter"]) == ["CHN", "USA"]


def test_a_past_day_does_not_know_the_figures(draft: Draft, both: Reached, workspace: Workspace) -> None:
    screen = reach("trade", f"{ASKED}&on=2025-08-01&snapshot={workspace.head('draft:both-sides').id}").screen
    assert screen.card("mirror").title.startswith("No flow on file that both sides state")


def test_a_pair_and_materials_without_a_flow_say_what_to_widen(workspace: Workspace) -> None:
    screen = reach("trade", f"{ASKED}&pair=KOR:CHN&materials=Sc").screen
    assert "Take all materials or all evidence" in screen.card("mirror").text
    assert "If you report it" not in screen.page.text
