"""Due days by what was on file on the day: what was settled later was still open before its day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from chokepoint.evidence.deadlines import Due, due

COVERAGE = pd.DataFrame(
    [("rules", "light", "civil", "all"), ("rules", "light", "military", "none"), ("other", "five_more", "listed", "all")],
    columns=["measure_id", "basket_group", "buyer_class", "coverage"],
)  # fmt: skip
MEASURES = pd.DataFrame(
    {
        "measure_id": ["pause", "rules", "other", "defence"],
        "suspends": ["rules", None, None, None],
        "materials": [None, None, None, "NdFeB;SmCo"],
        "instrument": ["suspension", "licence", "licence", "procurement_ban"],
    }
)
MATERIALS = pd.DataFrame({"material": ["NdFeB"], "name": ["iron magnets"]})


def row(deadline_id: str, due_on: str, state: str, as_of: str, **more: Any) -> dict[str, Any]:
    plain = {
        "title": deadline_id, "imposer": "CHN;USA", "addressee": "USA;CHN", "measure_id": "pause", "default_effect": "applies again",
        "state_note": None,
        "known_from": pd.Timestamp("2025-11-07"), "verified": True, "source_key": "s",
    }  # fmt: skip
    days = {"due_on": pd.Timestamp(due_on), "as_of": pd.Timestamp(as_of)}
    return {"deadline_id": deadline_id, "state": state} | plain | days | more


ROWS = (
    row("met", "2026-03-01", "met", "2026-03-05"),
    row("open", "2026-07-13", "passed_unknown", "2026-11-21"),
    row("next", "2027-01-10", "agreed", "2026-10-06", known_from=pd.Timestamp("2026-09-28")),
)


def found(day: str, *rows: dict[str, Any]) -> list[Due]:
    tables = {"deadlines": pd.DataFrame(rows or ROWS), "measures": MEASURES, "control_coverage": COVERAGE}
    tables["materials"] = MATERIALS
    on = date.fromisoformat(day)
    return due(tables, on, on)


def test_what_was_settled_later_is_open_on_an_earlier_day_and_says_so() -> None:
    first, second = found("2026-02-01")
    assert (first.deadline_id, first.days, first.overdue, first.known_later) == ("met", 28, False, True)
    assert (second.deadline_id, second.known_later) == ("open", True)


def test_a_settled_day_that_has_passed_is_not_called_overdue() -> None:
    assert [item.deadline_id for item in found("2026-03-02")] == ["open"]
    assert [item.deadline_id for item in found("2026-03-06")] == ["open"]


def test_overdue_ones_go_first_and_later_known_ones_stay_out() -> None:
    items = found("2026-11-21")
    assert [(item.deadline_id, item.overdue, item.known_later) for item in items] == [
        ("open", True, False),
        ("next", False, False),
    ]
    assert items[0].imposer == ("CHN", "USA")


def test_it_hits_what_the_paused_rules_cover_and_nothing_else() -> None:
    (item, *_) = found("2026-11-21")
    assert (item.goods, item.buyers) == (("light elements",), ("civil",))
    (item,) = found("2026-11-21", row("alone", "2026-12-01", "scheduled", "2026-11-01", measure_id=None))
    assert (item.goods, item.buyers) == ((), ())


def test_a_measure_without_coverage_hits_its_materials_and_the_buyers_of_its_instrument() -> None:
    (item,) = found("2026-11-21", row("alone", "2027-01-01", "scheduled", "2026-11-01", measure_id="defence"))
    assert (item.goods, item.buyers) == ((), ())
    assert (item.named_goods, item.named_buyers) == (("iron magnets", "SmCo"), ("military",))


def test_the_note_on_a_state_stays_without_what_the_state_says_itself() -> None:
    notes = ("open; renewals not seen", "agreed; formal notices not seen", None)
    items = [
        found("2026-11-21", row("one", "2027-01-01", "open", "2026-11-01", state_note=note))[0]
        for note in notes
    ]
    assert [item.state_note for item in items] == ["renewals not seen", "", ""]
    (before,) = found("2026-10-31", row("one", "2027-01-01", "open", "2026-11-01", state_note=notes[0]))
    assert (before.known_later, before.state_note) == (True, "")
