"""Levers as text: they read back as written, and every fault is said with where it stands."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chokepoint.risk.scenario_levers import EXAMPLE, LeverError, check_levers, read_levers
from tests.risk.what_if import levers, offered, settings, tables


@pytest.mark.parametrize(
    "text", sorted({EXAMPLE, "{}", *(preset.levers.text for preset in offered().values())})
)
def test_levers_read_back_as_they_were_written(text: str) -> None:
    assert read_levers(read_levers(text, "x").text, "x") == read_levers(text, "x")


FAULTS: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "no JSON": ("rules: all", [("(file)", "JSON such as")]),
    "a list": ("[]", [("(file)", "a valid dictionary")]),
    "deep": ("[" * 100_00, [("(file)", "JSON such as")]),
    "long": ("x" * 20_001, [("(file)", "at most 20000 characters")]),
    "another key": ('{"taxes": []}', [("taxes", "only rules, new_rules")]),
    "beyond the range": (
        '{"flows": [{"item": "Y", "stops_pct": 101}, {"item": "Dy", "stops_pct": -1}]}',
        [("flows.0.stops_pct", "less than or equal to 100"), ("flows.1.stops_pct", "greater than or equal to 0")],
    ),
    "not a number": ('{"flows": [{"item": "Y", "stops_pct": NaN}]}', [("flows.0.stops_pct", "")]),
    "no such state": ('{"rules": [{"measure": "CN-2025-61", "state": "off"}]}', [("rules.0.state", "'in_force'")]),
    "no day": (
        '{"rules": [{"measure": "CN-2025-61", "state": "lifted", "from": "soon"}]}',
        [("rules.0.from", "valid date")],
    ),
    "stocks upside down": (
        '{"stocks": [{"item": "Y", "months_low": 3, "months_high": 2}]}',
        [("stocks.0", "months_high not below months_low")],
    ),
    "a rule without goods": ('{"new_rules": [{"name": "x", "step": "ban", "goods": []}]}', [("new_rules.0.goods", "at least 1")]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "faults"), FAULTS.values(), ids=FAULTS)
def test_faults_in_the_text_are_said_with_their_place(text: str, faults: list[tuple[str, str]]) -> None:
    with pytest.raises(LeverError) as raised:
        read_levers(text, "plan.json")
    found = raised.value.mistakes
    assert [(mistake.file, mistake.where) for mistake in found] == [
        ("plan.json", where) for where, _ in faults
    ]
    assert all(words in mistake.allowed for mistake, (_, words) in zip(found, faults, strict=True))


UNKNOWN: dict[str, tuple[dict[str, Any], str, str]] = {
    "measure": ({"rules": [{"measure": "CN-1999-1", "state": "lifted"}]}, "rules.0.measure", "'CN-1999-1'"),
    "goods it does not cover": (
        {"rules": [{"measure": "CN-2025-61", "state": "lifted", "goods": ["light"]}]}, "rules.0.goods", "'light'",
    ),
    "item of a flow": ({"flows": [{"item": "unobtainium", "stops_pct": 1}]}, "flows.0.item", "'unobtainium'"),
    "item of a stock": ({"stocks": [{"item": "Xx", "months_low": 1, "months_high": 1}]}, "stocks.0.item", "'Xx'"),
    "item of supply": ({"supply": [{"item": "", "year": 2027, "of_use_pct": 1}]}, "supply.0.item", ""),
    "a rule twice": (
        {"rules": [{"measure": "CN-2025-61", "state": "lifted"}, {"measure": "CN-2025-61", "state": "in_force"}]},
        "rules.1", "'CN-2025-61' a second time",
    ),
    "an item twice": ({"flows": [{"item": "Y", "stops_pct": 1}] * 2}, "flows.1", "'Y' a second time"),
}  # fmt: skip


@pytest.mark.parametrize(("given", "where", "found"), UNKNOWN.values(), ids=UNKNOWN)
def test_what_is_not_on_file_is_said_with_its_place(given: dict[str, Any], where: str, found: str) -> None:
    with pytest.raises(LeverError) as raised:
        check_levers(read_levers(json.dumps(given), "link"), tables(), settings().method, "link")
    (mistake,) = raised.value.mistakes
    assert (mistake.where, mistake.file) == (where, "link")
    assert found in mistake.found


def test_all_faults_come_at_once() -> None:
    given = levers(rules=[{"measure": "A", "state": "lifted"}], flows=[{"item": "B", "stops_pct": 1}])
    with pytest.raises(LeverError) as raised:
        check_levers(given, tables(), settings().method, "link")
    assert len(raised.value.mistakes) == 2
