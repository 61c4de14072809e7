"""A scenario in words: levers, what is blocked, score, and never a forecast."""

from __future__ import annotations

from typing import Any

import pytest

from chokepoint.risk.scenario_ground import Cover, Range
from chokepoint.risk.scenario_substance import Blocked
from chokepoint.share import scenario as say
from tests.risk.what_if import levers, names, offered, outcome, tables

EMPTY: dict[str, Any] = {
    "item": "Y", "group": "heavy_medium", "rules": (), "step": "none", "start": None, "falls_due": None,
    "supplier": None, "held_before": None, "held": None, "share_before": None, "share": None, "tonnes_month": None,
    "normal": "", "cover": None, "months": None, "left_pct": None, "by_year": (), "uses": None,
}  # fmt: skip


def row(**given: Any) -> Blocked:
    return Blocked(**{**EMPTY, **given})


def test_what_is_not_on_file_is_said_and_never_zero() -> None:
    bare = row()
    words = [say.share_words(bare.share), say.tonnes_words(bare), say.months_words(bare), say.left_words(bare),
             say.supplier_words(None), say.uses_words(bare, "USA", names())]  # fmt: skip
    assert set(words) == {"not on file"}


@pytest.mark.parametrize(
    ("months", "words"),
    [
        ((1.243, 32.26), "1.2 to 32.3 months"),
        ((3.0, 3.0), "3.0 months"),
        ((2.0, None), "2.0 to not limited"),
        ((None, None), "not limited"),
    ],
)
def test_months_until_stocks_are_gone(months: tuple[float | None, float | None], words: str) -> None:
    assert say.months_words(row(cover=Cover(1, 12, "traders", "x"), months=months)) == words


def test_a_share_has_its_range_where_there_is_one() -> None:
    assert say.share_words(Range(0.372, 0.465, 0.80445)) == "46 % (37–80)"
    assert say.share_words(Range(1, 1, 1)) == "100 %"
    assert say.tonnes_words(row(tonnes_month=Range(16.6, 20.8, 36.0))) == "21 t (17–36)"


def test_every_lever_is_a_line_in_words() -> None:
    given = levers(
        rules=[
            {
                "measure": "CN-2025-61",
                "state": "in_force",
                "from": "2027-01-10",
                "goods": ["goods_made_abroad"],
            }
        ],
        new_rules=[
            {
                "name": "licences for light elements",
                "step": "licence",
                "goods": ["light"],
                "buyers": ["civil"],
            }
        ],
        flows=[{"item": "magnets", "stops_pct": 88.6699}],
        stocks=[{"item": "Y", "months_low": 1, "months_high": 12}],
        supply=[{"item": "Y", "year": 2028, "of_use_pct": 20}],
    )
    rule, new, *others = say.lever_words(given, names())
    assert rule.startswith("Announcement 61 of 2025: ")
    assert rule.endswith(": in force for goods made abroad from 2027-01-10")
    assert new == "New: licences for light elements, licences for light elements, civil buyers only"
    assert others == [
        "magnets: 88.7 % of what flows now stops",
        "yttrium: stocks of 1 to 12 months",
        "yttrium: 20 % of use from elsewhere in 2028",
    ]
    assert say.lever_words(levers(), names()) == ["nothing: the data as they stand"]


@pytest.mark.parametrize("name", offered())
def test_no_scenario_is_told_as_a_forecast(name: str) -> None:
    text = say.scenario_text(say.scenario_data(outcome(offered()[name].levers), names())).lower()
    assert "no forecast" in text
    for word in ("will ", "expected", "probab", "chance", "ban of rare"):
        assert word not in text, word


def test_the_first_answer_counts_items_and_the_second_gives_the_score() -> None:
    lifted = outcome(levers(rules=[{"measure": "CN-2025-18", "state": "lifted"}]))
    assert say.finding(lifted, names()) == "9 items held back less"
    assert say.score_words(lifted) == "Score 43.9 to 39.3, −4.6 (Controls −22.5)"
    assert say.finding(outcome(levers()), names()) == "Nothing is held back that is not held back today"
    assert say.score_words(outcome(levers(), country="JPN")).startswith(
        "No score: the score exists for USA:CHN only"
    )


def test_what_licences_hold_back_is_not_nothing_where_no_share_of_approvals_is_on_file() -> None:
    bare = {**tables(), "licence_counts": tables()["licence_counts"].iloc[:0]}
    found = outcome(levers(rules=[{"measure": "CN-2025-57", "state": "in_force"}]), bare)
    assert say.finding(found, names()) == "For 5 items touched the change is not on file"
    assert say.approval_words(found) == (
        "No share of applications approved that counts for the country is on file: what licences hold back stays blank."
    )
    mixed = levers(rules=[{"measure": "CN-2025-57", "state": "in_force"}],
                   new_rules=[{"name": "x", "step": "ban", "goods": ["light"]}])  # fmt: skip
    assert say.finding(outcome(mixed, bare), names()) == (
        "4 items more held back, most of all cerium, lanthanum and 2 others (91 % of use); for 5 items touched the change is not on file"
    )


def test_the_share_of_approvals_names_whose_it_is() -> None:
    words = "newest 50 % (EU companies, all, as told by the trade commissioner, 2025-11-05), of 13.5 to 60 % on file."
    assert say.approval_words(outcome(levers())) == f"Share of applications approved: {words}"
    assert any(words in line for line in say.assumptions(outcome(levers())))
