"""Delivery against promise on the page Diplomacy: figures, both sides, what is in the way, and the page lives."""

from __future__ import annotations

import pandas as pd
import pytest

from chokepoint.engine import Tables
from chokepoint.workspace import Workspace
from tests.pages.conftest import Draft
from tests.pages.reach import Reached, reach

ASKED = "card=delivery,delivered"


@pytest.fixture(scope="module")
def plain(workspace: Workspace) -> Reached:
    return reach("diplomacy", ASKED)


def test_magnets_stand_beside_the_year_before_the_controls(plain: Reached) -> None:
    text = " ".join(plain.screen.card("delivery").text.split())
    assert "620.3 t a month: 2024 divided by 12, as only 4 months of 2024-04–2025-03 are on file" in text
    assert "406 t a month in 2026-03, 65 % of it" in text
    assert "6 of 11 promises with a measure have a figure to hold against it" in text


def test_soybeans_and_phase_one_say_what_is_in_the_way(plain: Reached) -> None:
    rows = {row[0].split("by")[0]: row for row in plain.screen.card("delivery").rows if "Mt" in row[0]}
    (twelve,) = [row for key, row in rows.items() if "12 Mt" in key]
    assert twelve[1::2] == ["12 000 000 t: promised", "no series on file"]
    # What the ledger's steps tell stands in for figures, newest first, and makes no share.
    assert twelve[2].split("as told, ") == [
        "no figure", "2026-01-20: 12 Mt reached, as the US tells it",
        "2025-12-10: at least 7 Mt by trade sources, under 4 Mt in official records",
    ]  # fmt: skip
    (phase_one,) = [row for row in plain.screen.card("delivery").rows if "200bn" in row[0]]
    assert "as told, 2022-02-08: purchases by the end of 2021 reached 57% of the pledge" in phase_one[2]
    assert "no figure of the baseline 2017 on file" in phase_one[4]


def test_licences_are_counted_in_their_own_unit_though_no_number_was_promised(plain: Reached) -> None:
    (row,) = [row for row in plain.screen.card("delivery").rows if "general licences" in row[0]]
    assert row[1:3] == ["nothing on file", "≥ 3 licences on 2025-12-02"]
    assert row[4] == "no amount promised and no baseline on file: figures stand alone"


def test_the_series_are_drawn_with_what_they_are_held_against(plain: Reached) -> None:
    assert (
        "Rare-earth magnets, line 85051110, China to United States: 406 t a month in 2026-03, 65 % of 2024 divided by 12"
        in plain.screen.card("delivered").title
    )
    (alt,) = [card.alt.replace("\u00a0", " ") for card in plain.cards if card.key == "delivered"]
    assert "2025-06 353 t a month" in alt


def test_both_sides_stand_beside_each_other_or_it_is_said_why_not(plain: Reached) -> None:
    rows = {row[0]: row[3] for row in plain.screen.card("delivery").rows}
    (magnets,) = [other for text, other in rows.items() if "Let rare earths" in text]
    assert magnets == "45.4 million USD in 2025-01–2025-03 (NdFeB): another line or unit, not compared"
    (cut,) = [other for text, other in rows.items() if "Halve List 4A" in text]
    assert cut == "no flow, so no other side"


def test_a_level_of_evidence_says_that_figures_are_not_picked_by_it(workspace: Workspace) -> None:
    text = reach("diplomacy", f"{ASKED}&evidence=verified").screen.card("delivery").text
    assert "figures of the promises listed: all evidence counts" in text


def test_a_past_day_knows_only_what_was_known(workspace: Workspace) -> None:
    text = reach("diplomacy", f"{ASKED}&on=2025-06-25").screen.card("delivery").text
    assert "no figure of the time of the promise, 2025-06-05 to 2025-06-25; the last is of 2025-05" in text
    assert "2026-03" not in text


def test_a_pair_without_a_measure_says_so(workspace: Workspace) -> None:
    screen = reach("diplomacy", f"{ASKED}&pair=KOR:CHN").screen
    assert "No promise by or to" in screen.card("delivery").text
    assert "If you report it" not in screen.page.text


def test_broken_measures_are_named_and_the_page_lives(draft: Draft, shipped: Tables) -> None:
    rows: pd.DataFrame = shipped["commitments"].copy()
    at = rows.index[rows["commitment_id"].str.startswith(("C10", "C13", "C19"))]
    rows.loc[at[0], "delivery_target"] = 0
    rows.loc[at[1], "delivery_filter"] = "reporter=CHN&product=MOON"
    rows.loc[at[2], "due_on"] = pd.Timestamp("2020-01-01")
    screen = reach("diplomacy", f"{ASKED}&snapshot={draft('broken-measures', commitments=rows)}").screen
    text = screen.card("delivery").text
    assert "a target of 0: nothing can be measured against it" in text
    assert "no series on file" in text
    assert "due 2020-01-01, before the promise of 2025-11-01: one of the days is wrong" in text
    assert "If you report it" not in screen.page.text
