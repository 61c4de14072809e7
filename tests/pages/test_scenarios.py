"""The page Scenarios: presets side by side, own levers in the link, what is missing, what cannot be read."""

from __future__ import annotations

import json
import re

import pytest

from chokepoint.risk.scenario_levers import Levers
from chokepoint.ui.scenario_levers import NONE, _values, written
from chokepoint.workspace import Workspace
from tests.pages.conftest import Draft
from tests.pages.reach import Reached, reach
from tests.pages.screen import Screen

CARDS = ["scenario-blocked", "scenario-readings", "scenario-parts", "scenario-assumed", "crises"]
OCTOBER = "october-2025"


def own(**levers: object) -> str:
    return f"levers={json.dumps(levers, separators=(',', ':'))}"


def page(query: str = "") -> Reached:
    return reach("scenarios", query)


@pytest.fixture(scope="module")
def plain(workspace: Workspace) -> Reached:
    return page()


def test_the_page_opens_with_all_suspended_rules_and_its_cards(plain: Reached) -> None:
    assert plain.screen.cards == CARDS
    text = plain.screen.page.text
    assert (
        "Every suspended rule applies again: 13 items more held back, most of all erbium, europium and 3 others (50 % of use)"
        in text
    )
    assert "Score 43.9 to 52.3, +8.4 (Controls +24.9)" in text
    assert "no forecast" in text


def test_substance_stands_before_points(plain: Reached) -> None:
    heads = plain.screen.card("scenario-blocked").rows[0]
    assert heads[:3] == ["Item", "On 2026-07-02", "A Every suspended rule applies again"]
    erbium = plain.screen.card("scenario-blocked").row("erbium")
    assert erbium[1] == "0 %"
    assert erbium[2].startswith("50 % (40–86)")
    assert "licence from 2026-07-02; Announcement 57 of 2025; hangs on 2027-01-10" in erbium[2]
    assert erbium[3].startswith("0.1 %")


def test_three_stand_side_by_side_and_the_parts_add_up(workspace: Workspace) -> None:
    reached = page("scenario=2026-11-27-announcement-72-suspension,april-2025,halt-2010")
    heads = reached.screen.card("scenario-blocked").rows[0]
    assert [head[:1] for head in heads[2:5]] == ["A", "B", "C"]
    (parts,) = [card.table for card in reached.cards if card.key == "scenario-parts"]
    (readings,) = [card.table for card in reached.cards if card.key == "scenario-readings"]
    values = readings.set_index("value").loc["Risk score"]
    for letter, points in parts.groupby("scenario")["points"].sum().items():
        moved = values[f"{letter} (points)"] - values["as it stands (points)"]
        assert points == pytest.approx(moved, abs=1e-9)
    assert "exports to the US are again not permitted in principle" in reached.text


def test_levers_of_the_link_are_worked_out_and_named(workspace: Workspace) -> None:
    reached = page(
        own(
            flows=[{"item": "magnets", "stops_pct": 50}],
            stocks=[{"item": "Y", "months_low": 2, "months_high": 3}],
        )
    )
    text = reached.screen.page.text
    assert "magnets: 50 % of what flows now stops" in text
    assert "yttrium: stocks of 2 to 3 months" in text
    assert "310 t a month (normal month: 2024 divided by 12)" in text
    assert reached.screen.note == ""


BAD = {
    "an unknown scenario": ("scenario=peace", "scenario=peace (no scenario of this name)"),
    "four": (
        "scenario=october-2025,april-2025,halt-2010,april-2025-lifted",
        "scenario=april-2025-lifted (more than 3 side by side)",
    ),
    "no JSON": ("levers=all", "levers=all (\\(file\\): found"),
    "beyond its range": (own(flows=[{"item": "Y", "stops_pct": 140}]), "flows.0.stops_pct: found 140"),
    "no such rule": (own(rules=[{"measure": "X", "state": "lifted"}]), "rules.0.measure: found 'X'"),
    "nothing suspended": ("scenario=all-suspended&on=2025-05-01", "no rule is suspended"),
}


@pytest.mark.parametrize(("query", "says"), BAD.values(), ids=BAD)
def test_what_cannot_be_read_is_said_and_the_page_lives(workspace: Workspace, query: str, says: str) -> None:
    screen = page(query).screen
    assert screen.cards == CARDS
    assert "If you report it" not in screen.page.text
    assert says.replace("\\", "") in screen.page.text.replace("\n", " ")


def test_fields_of_own_levers_say_that_those_of_the_link_are_not_in_them(workspace: Workspace) -> None:
    screen = page(own(flows=[{"item": "magnets", "stops_pct": 140}])).screen
    assert screen.app.number_input(key="lever-cut-magnets").value == 0
    assert "levers of this link are not in the fields below" in screen.page.text
    assert "levers of this link are not in" not in page("scenario=april-2025").screen.page.text


@pytest.mark.parametrize("query", ["pair=KOR:CHN", "on=2024-06-01&scenario=october-2025"])
def test_without_a_score_readings_and_the_reason_stand(workspace: Workspace, query: str) -> None:
    reached = page(query)
    assert "No score: " in reached.screen.card("scenario-readings").text
    assert "If you report it" not in reached.screen.page.text
    (readings,) = [card.table for card in reached.cards if card.key == "scenario-readings"]
    assert readings.set_index("value").loc["Risk score"].isna().all()


def test_a_single_card_can_be_asked_for(workspace: Workspace) -> None:
    assert page("card=scenario-readings&scenario=april-2025").screen.cards == ["scenario-readings"]


def test_choosing_a_scenario_writes_it_into_the_link(workspace: Workspace) -> None:
    screen = page().screen
    screen.app.multiselect(key="scenario-presets").set_value([OCTOBER, "april-2025"])
    screen.run()
    assert screen.app.query_params["scenario"] == f"{OCTOBER},april-2025"
    assert "B Approvals stall" in screen.card("scenario-blocked").text


def test_own_levers_are_written_into_the_link_and_taken_off(workspace: Workspace) -> None:
    screen: Screen = page("scenario=april-2025").screen
    screen.app.number_input(key="lever-cut-magnets").set_value(25.0)
    screen.run()
    assert json.loads(screen.app.query_params["levers"]) == {
        "flows": [{"item": "magnets", "stops_pct": 25.0}]
    }
    assert "B Your own levers" in screen.card("scenario-blocked").text
    screen.app.button(key="lever-off").click()
    screen.run()
    assert "levers" not in screen.app.query_params


@pytest.mark.parametrize(
    "levers",
    [
        {},
        {"rules": [{"measure": "CN-2025-61", "state": "in_force", "from": "2027-01-10", "buyers": ["civil"]},
                   {"measure": "CN-2025-18", "state": "lifted", "from": "2027-01-10", "buyers": ["civil"]}]},
        {"new_rules": [{"name": "a new rule", "step": "ban", "goods": ["light"]}]},
        {"flows": [{"item": "Y", "stops_pct": 10.0}, {"item": "magnets", "stops_pct": 5.0}]},
        {"stocks": [{"item": "Y", "months_low": 1.0, "months_high": 2.0}, {"item": "Dy", "months_low": 0.0, "months_high": 1.0}],
         "supply": [{"item": "Y", "year": 2028, "of_use_pct": 20.0}]},
    ],
    ids=["none", "rules", "new", "flows", "stocks and supply"],
)  # fmt: skip
def test_widgets_hold_what_the_link_says(levers: dict[str, object]) -> None:
    given = Levers.model_validate(levers)
    held = {"cut-magnets": 0.0} | _values(given, 2027)
    held = {key: value for key, value in held.items() if key != "cut-Y"}
    text = written(held, given)
    assert text == ("" if given == Levers() else given.text)
    assert held["step"] in (NONE, "ban")


def test_what_no_widget_shows_outlives_a_change_of_another() -> None:
    given = Levers.model_validate({
        "rules": [{"measure": "CN-2025-61", "state": "in_force", "from": "2027-01-10", "goods": ["goods_made_abroad"]},
                  {"measure": "CN-2025-57", "state": "in_force", "from": "2026-12-01"}],
        "new_rules": [{"name": "a halt", "step": "ban", "goods": ["light"], "coverage": "part"},
                      {"name": "forms", "step": "reporting", "goods": ["other_minerals"]}],
    })  # fmt: skip
    held = _values(given, 2027) | {"cut-magnets": 25.0}
    changed = Levers.model_validate_json(written(held, given))
    assert (changed.rules, changed.new_rules) == (given.rules, given.new_rules)
    # A day chosen for the rules holds for all of them and for the new one that the widgets show.
    changed = Levers.model_validate_json(written(held | {"from": "2027-02-01"}, given))
    assert {str(one.start) for one in (*changed.rules, changed.new_rules[0])} == {"2027-02-01"}
    assert changed.new_rules[1] == given.new_rules[1]


def test_an_empty_table_of_deadlines_leaves_history(draft: Draft, shipped: dict[str, object]) -> None:
    none = draft("no-deadlines", deadlines=shipped["deadlines"].iloc[:0])  # type: ignore[attr-defined]
    text = page(f"snapshot={none}&scenario=october-2025").screen.page.text
    assert "The six rules of October 2025 apply" in text


def test_markup_in_levers_is_shown_as_text(workspace: Workspace) -> None:
    name = "<script>alert(1)</script>"
    levers = {"new_rules": [{"name": name, "step": "ban", "goods": ["light"]}]}
    screen = page(own(**levers)).screen
    assert name not in screen.page.html
    assert name in screen.page.text


def test_the_three_crises_stand_side_by_side_from_day_0(plain: Reached) -> None:
    rows = plain.screen.card("crises").rows
    assert [cell.rpartition(" ")[2] for cell in rows[0][1:]] == ["2010-09-21", "2025-04-04", "2025-10-09"]
    first = plain.screen.card("crises").row("day 0")
    assert "Rare-earth shipments from China to Japan stop" in first[1]
    assert "Sm, Gd, Tb, Dy, Lu, Sc, Y" in first[2]
    assert "Ho, Er, Tm, Eu, Yb" in first[3]


def test_a_long_cell_of_the_crises_does_not_leave_its_neighbours_empty(plain: Reached) -> None:
    cells = re.findall(r"<td[^>]*>(.*?)</td>", plain.screen.card("crises").html, re.DOTALL)
    shown = [cell.split("<details>")[0].count("<p>") for cell in cells]
    assert max(shown) == 3
    folded = [cell for cell in cells if cell.count("<p>") > 3 and "<details>" in cell]
    assert folded
    assert any(re.search(r"<summary>\d+ records? more</summary>", cell) for cell in folded)


def test_switches_of_the_link_hold_for_every_scenario(workspace: Workspace) -> None:
    reached = page("scenario=all-suspended,april-2025-lifted&also=act")
    (readings,) = [card.table for card in reached.cards if card.key == "scenario-readings"]
    tension = readings.set_index("value").loc["Tension"]
    assert tension["A (points)"] == tension["B (points)"] > tension["as it stands (points)"]
    assert "The step itself counts as an act of intensity −9 in Tension" in reached.text
    assert "no other act, threat or talk is assumed" in reached.text


def test_a_switch_is_written_into_the_link(workspace: Workspace) -> None:
    screen = page().screen
    screen.app.button_group(key="scenario-also").set_value(["stocks_gone"])
    screen.run()
    assert screen.app.query_params["also"] == "stocks_gone"
    assert "Stocks are gone: what is held back more than today is missing" in screen.page.text


def test_an_unknown_switch_is_named(workspace: Workspace) -> None:
    assert "also=magic (not one of act, stocks_gone)" in page("also=magic,act").screen.page.text
