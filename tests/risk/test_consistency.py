"""Consistency checks: the shipped data pass, and each check fails when what it says is not so."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pandas as pd
import pytest

from chokepoint.config import ConsistencySettings, Fact, read_settings
from chokepoint.risk.consistency import Check, checks
from chokepoint.risk.score import Tables, assess
from tests.risk.frozen import method
from tests.shipped import shipped

ON = date(2026, 7, 2)
SETTINGS = read_settings().consistency


@cache
def shipped_checks() -> tuple[Check, ...]:
    return tuple(checks(assess(shipped(), method()), shipped(), SETTINGS, ON))


def fact(**cells: Any) -> Fact:
    return Fact(**{"says": "it", "from": date(2025, 4, 3), "to": date(2025, 4, 4), "of": "score"} | cells)


def only(one: Fact | None = None, tables: Tables | None = None, on: date = ON) -> list[Check]:
    settings = SETTINGS.model_copy(update={"facts": (one,) if one else (), "cut_every_days": 300})
    assert isinstance(settings, ConsistencySettings)
    given = shipped() if tables is None else tables
    return checks(assess(given, method()), given, settings, on)


def test_everything_known_shows_on_the_shipped_data() -> None:
    assert len(shipped_checks()) == len(SETTINGS.facts) + 3
    assert [check for check in shipped_checks() if not check.holds] == []


def test_the_first_check_says_what_was_found() -> None:
    first = shipped_checks()[0]
    assert first.required == "score +8 or more, mostly controls"
    assert first.found == "2025-04-03 to 2025-04-04: score +10.8, 75 % of it from controls"


@pytest.mark.parametrize(
    ("cells", "holds"),
    [
        ({"at_least": 10.7}, True),
        ({"at_least": 10.9}, False),
        ({"at_most": 10.9}, True),
        ({"at_most": -1}, False),
        ({"mostly": ("controls",)}, True),
        ({"mostly": ("tension",)}, False),
        ({"worst": "magnets"}, True),
        ({"worst": "Y"}, False),
        ({"of": "controls", "ends_at_least": 36}, True),
        ({"of": "controls", "ends_at_least": 37}, False),
        ({"to": date(2029, 1, 1)}, None),
        ({"from": date(2024, 1, 1)}, None),
    ],
    ids=str,
)
def test_a_fact_holds_fails_or_cannot_be_told(cells: dict[str, Any], holds: bool | None) -> None:
    assert only(fact(**cells), on=date(2030, 1, 1))[0].holds is holds


def test_a_fact_after_the_day_shown_is_not_asked() -> None:
    assert [check.says for check in only(fact(), on=date(2025, 4, 3))] == [
        check.says for check in shipped_checks()[-3:]
    ]


def test_a_lapse_that_moves_too_little_fails() -> None:
    versions = shipped()["measure_versions"]
    # Without what covers goods made abroad the suspended rules weigh little.
    kept = versions[~versions["measure_id"].isin(["CN-2025-61", "CN-2025-57", "CN-2025-62"])]
    lapse = only(tables={**shipped(), "measure_versions": kept})[0]
    assert lapse.holds is False
    assert "5 rules on 2026-07-02" in lapse.found


def test_a_look_ahead_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    from chokepoint.risk import consistency

    def peeks(tables: Tables, *words: Any, **more: Any) -> Any:
        # An assessment that is one point higher for every ten rows of events it was given.
        found = assess(tables, *words, **more)
        found.score[:] += len(tables["events"]) / 10
        return found

    monkeypatch.setattr(consistency, "assess", peeks)
    given = dict(shipped())
    settings = SETTINGS.model_copy(update={"cut_every_days": 300})
    *_, last = checks(peeks(given, method()), given, settings, ON)
    assert last.holds is False
    assert last.found.startswith("2 days tried, 2 differ")


def test_no_event_of_an_idle_kind_cannot_be_told() -> None:
    events = shipped()["events"]
    without: pd.DataFrame = events[~events["kind"].isin(["build", "observation", "ruling"])]
    _, idle, _ = only(tables={**shipped(), "events": without})
    assert (idle.found, idle.holds) == ("0 rows, 0 with an effect", None)
