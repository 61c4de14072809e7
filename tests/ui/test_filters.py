"""Which rows and goods the question lists, and from which day a calendar counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from chokepoint.ui.context import Context
from chokepoint.ui.filters import calendar_day, due_items, listed, of_materials, speaking_of_asked, unlisted
from chokepoint.ui.trade_rows import material_fits
from tests.ui.bar import EVENTS, TABLES
from tests.ui.cards import context


def asking(**changes: Any) -> Context:
    mine = context()
    tables: Any = {
        **TABLES, "deadlines": DEADLINES, "control_coverage": COVERAGE, "measure_versions": VERSIONS
    }  # fmt: skip
    return replace(mine, tables=tables, question=replace(mine.question, **changes))


DEADLINES = pd.DataFrame(
    {
        "deadline_id": ["passed", "coming", "settled", "later", "claimed"],
        "due_on": pd.to_datetime(["2026-11-10", "2026-12-02", "2026-11-30", "2027-01-01", "2026-12-24"]),
        "title": ["a", "b", "c", "d", "e"],
        "imposer": "CHN",
        "addressee": "USA",
        "measure_id": None,
        "default_effect": "applies again",
        "state_note": None,
        "state": ["passed_unknown", "open", "met", "open", "open"],
        "as_of": pd.to_datetime("2026-11-21"),
        "known_from": pd.to_datetime(["2025-11-07", "2025-11-07", "2025-11-07", "2026-11-22", "2025-11-07"]),
        "verified": pd.array([True, True, True, True, False], dtype="boolean"),
        "source_key": ["press", "gov", "gov", "gov", "press"],
    }
)
VERSIONS = pd.DataFrame({"measure_id": [], "known_from": pd.to_datetime([]), "suspended_until": []})
COVERAGE = pd.DataFrame(columns=["measure_id", "basket_group", "buyer_class", "coverage"])


@pytest.mark.parametrize(
    ("level", "ids"), [("all", "e1 e2 e3 e4"), ("verified", "e1 e2"), ("official", "e1")]
)
def test_rows_are_listed_by_the_level_of_evidence(level: str, ids: str) -> None:
    assert " ".join(listed(asking(evidence=level), EVENTS)["event_id"]) == ids


def test_without_materials_every_good_fits() -> None:
    assert of_materials(asking(), "Dy", None)
    assert of_materials(asking(), "a name nobody knows", None)


@pytest.mark.parametrize(
    ("asked", "material", "group", "fits"),
    [
        ("Dy", "Dy", None, True),
        ("Dy", "Tb", None, False),
        ("heavy_medium", "Dy", None, True),
        ("heavy_medium", "Nd", None, False),
        ("magnets_alloys", "magnets", "magnets_alloys", True),
        ("magnets_alloys", "magnets", "goods_made_abroad", False),
        ("HREE", "Dy", None, True),
        ("HREE", "Nd", None, False),
        ("Dy", "a name nobody knows", None, False),
    ],
)
def test_a_good_fits_itself_its_group_and_what_holds_it(
    asked: str, material: str, group: str | None, fits: bool
) -> None:
    assert of_materials(asking(materials=(asked,)), material, group) is fits


@pytest.mark.parametrize(
    ("asked", "speak", "silent"),
    [
        ("Dy", {"Dy", "REE", "HREE", "MREE"}, {"Tb", "LREE", "NdFeB", "magnets"}),
        ("HREE", {"HREE", "Dy", "Y", "REE", "MREE"}, {"LREE", "Nd", "magnets"}),
        ("heavy_medium", {"Dy", "Sm", "HREE", "LREE", "REE"}, {"Nd", "NdPr", "magnets"}),
        # A rule on magnets covers NdFeB; one on rare earths is none on magnets, and what they are made of leads no further.
        ("NdFeB", {"NdFeB", "magnets", "Nd"}, {"REE", "SmCo"}),
        ("graphite", {"graphite"}, {"REE"}),
    ],
)
def test_a_rule_on_a_group_speaks_of_its_members(asked: str, speak: set[str], silent: set[str]) -> None:
    mine = asking(materials=(asked,))
    found = speaking_of_asked(mine)
    assert speak <= found
    assert not silent & found
    # Figures are not mixed: that of the group does not fit its member.
    assert not of_materials(asking(materials=("Dy",)), "REE", None)


@pytest.mark.parametrize(
    ("named", "fits"),
    [("REE", True), ("Dy;Tb", True), ("Nd", False), ("dual_use", True), (None, True), ("magnets", False)],
)
def test_a_measure_on_a_group_touches_the_element_asked_for(named: str | None, fits: bool) -> None:
    assert material_fits(asking(materials=("Dy",)), pd.Series({"materials": named})) is fits
    assert material_fits(asking(), pd.Series({"materials": named}))


END = date(2026, 7, 2)


def test_a_calendar_counts_from_the_real_day_unless_a_past_one_is_asked_for() -> None:
    assert calendar_day(asking(on=END)) == date(2026, 11, 21)
    assert calendar_day(asking(on=date(2030, 1, 1))) == date(2026, 11, 21)
    assert calendar_day(asking(on=END - timedelta(days=1))) == END - timedelta(days=1)


@pytest.mark.parametrize(
    ("changes", "ids"),
    [
        ({}, ["passed", "coming", "claimed"]),
        ({"evidence": "verified"}, ["passed", "coming"]),
        ({"evidence": "official"}, ["coming"]),
        ({"on": date(2025, 11, 1)}, []),
        ({"on": date(2026, 6, 30)}, ["passed", "settled", "coming", "claimed"]),
    ],
)
def test_due_days_are_those_open_and_known_at_the_level_of_evidence(
    changes: dict[str, Any], ids: list[str]
) -> None:
    assert [item.deadline_id for item in due_items(asking(**changes))] == ids


def test_a_reader_of_an_earlier_day_is_told_from_when_on_due_days_are_listed() -> None:
    assert (
        unlisted(asking(on=date(2026, 6, 1)))
        == "before 2026-11-10 only ends of truces and suspensions are listed"
    )
    assert unlisted(asking(on=date(2026, 7, 2))) == ""
