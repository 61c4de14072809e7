"""How numbers are made: parts add up to what the readings say, and the formulas hold the day's numbers."""

from __future__ import annotations

import importlib
import re
from datetime import date
from functools import cache

import duckdb
import numpy as np
import pandas as pd
import pytest

from chokepoint.config import ROOT, read_settings
from chokepoint.evidence.names import Names
from chokepoint.method import Buyer
from chokepoint.risk.changes import changed
from chokepoint.risk.explain import explain_level
from chokepoint.risk.score import Assessment, assess
from chokepoint.share import method
from chokepoint.share.method import Made
from tests.shipped import contract, shipped, typed_csv

END = date(2026, 7, 2)
DAYS = (date(2025, 1, 5), date(2025, 4, 4), date(2025, 6, 25), date(2025, 10, 10), date(2026, 2, 27), END)


@cache
def assessed(buyer: Buyer = "civil", country: str = "USA") -> Assessment:
    return assess(shipped(), read_settings().method, country, buyer)


def at(day: date) -> int:
    position = assessed().index(day)
    assert position is not None
    return position


def all_made(found: Assessment, position: int) -> dict[str, Made]:
    names = Names(shipped())
    made = [
        method.score_made(found, position),
        method.controls_made(found, position, names),
        method.stress_made(found, position, names),
        method.tension_made(found, position, names, shipped()["events"]),
        method.dependence_made(found, position, names),
    ]
    return {one.name: one for one in made if one is not None}


@pytest.mark.parametrize("buyer", ["civil", "military"])
@pytest.mark.parametrize("day", DAYS)
def test_parts_add_up_and_are_the_readings(day: date, buyer: Buyer) -> None:
    found, position = assessed(buyer), at(day)
    made = all_made(found, position)
    assert set(made) == {"score", "controls", "stress", "tension", "dependence"}
    for name, one in made.items():
        value = found.score[position] if name == "score" else found.reading(name)[position]
        assert one.value == pytest.approx(value, abs=1e-9)
        assert sum(part.value for part in one.parts) == pytest.approx(one.total, abs=1e-9)
        if name != "tension":
            assert one.total == pytest.approx(value, abs=1e-9)
    assert made["tension"].total == pytest.approx(found.tension.net[position], abs=1e-9)


@pytest.mark.parametrize("day", DAYS)
def test_points_of_the_score_are_those_of_the_attribution(day: date) -> None:
    made = method.score_made(assessed(), at(day))
    level = explain_level(assessed(), day, {}).parts.groupby("reading")["points"].sum()
    for part in made.parts:
        assert part.value == pytest.approx(level.get(part.id, 0.0), abs=1e-9)


def test_the_last_day_in_letters_and_numbers() -> None:
    made = all_made(assessed(), at(END))
    assert made["score"].letters == (
        "R = H × Dependence / 100",
        "H = √(0.45·Controls² + 0.45·Stress² + 0.1·Tension²)",
    )
    assert made["score"].numbers == (
        "R = 51.61 × 85.09 / 100 = 43.92",
        "H = √(0.45·37.62² + 0.45·62.70² + 0.1·50.73²) = 51.61",
    )
    assert made["stress"].numbers == ("Stress = (0.5×70.00 + 0.35×52.28) / 0.85 = 62.70",)
    assert made["tension"].numbers == ("P = 1.49 − 0.46 = 1.03", "Tension = 100 × 1.03 / (1 + 1.03) = 50.73")
    assert made["dependence"].numbers == ("Dependence = 0.5×99.90 + 0.5×(47.57 + 93.00) / 2 = 85.09",)


@pytest.mark.parametrize("day", DAYS)
def test_the_working_of_each_part_gives_its_value(day: date) -> None:
    """What stands in a line, worked out by a reader, is the value beside it, up to the digits shown."""
    made = all_made(assessed(), at(day))
    for name in ("controls", "stress", "tension", "dependence"):
        for part in made[name].parts:
            text = part.working.replace("proof ", "").replace("repeat ", "")
            for sign, python in (("×", "*"), ("−", "-"), ("^", "**")):
                text = text.replace(sign, python)
            assert abs(eval(text)) == pytest.approx(abs(part.value), rel=0.02, abs=0.01), part


def test_dependence_names_the_stage_and_the_years() -> None:
    n, a, b = all_made(assessed(), at(END))["dependence"].parts
    assert (n.label, n.remark) == (
        "N, narrowest stage: heavy separation",
        "China’s share, 2023, known 2024-12-31",
    )
    assert (a.working, a.remark) == (
        "0.25 × 67 × 71/100",
        "reliance 2025, China’s share of imports 2021 to 2024",
    )
    assert b.label == "B, reliance, worst element: yttrium"


def test_every_group_of_goods_stands_in_controls_also_without_a_rule() -> None:
    made = all_made(assessed(), at(END))["controls"]
    assert len(dict.fromkeys(part.group for part in made.parts)) == len(assessed().method.controls.basket)
    (light,) = [part for part in made.parts if part.group == "light elements"]
    assert (light.label, light.value) == ("no rule counts", 0.0)


def test_other_countries_have_no_tension_and_japan_no_dependence() -> None:
    found = assessed(country="JPN")
    names = Names(shipped())
    assert method.tension_made(found, at(END), names, shipped()["events"]) is None
    assert np.isnan(found.dependence.value[at(END)])
    assert method.dependence_made(found, at(END), names) is None


def test_stress_of_the_worst_item_alone_has_a_formula_without_breadth() -> None:
    alone = changed(read_settings().method, {"stress.weights.breadth": 0})
    made = method.stress_made(assess(shipped(), alone), at(END), Names(shipped()))
    assert made is not None
    assert made.numbers == ("Stress = (0.5×70.00 + 0×0.00) / 0.5 = 70.00",)


def test_without_any_figure_there_is_no_stress() -> None:
    bare = {
        **shipped(),
        "trade_flows": shipped()["trade_flows"].iloc[:0],
        "prices": shipped()["prices"].iloc[:0],
    }
    found = assess(bare, read_settings().method)
    assert method.stress_made(found, at(END), Names(shipped())) is None


def limits_text(day: date, found: Assessment | None = None) -> str:
    with duckdb.connect() as con:
        tables = {**shipped(), "readouts": typed_csv(con, contract().table("readouts"))}
    groups = method.limits(found or assessed(), tables, day, date(2026, 11, 21), "What the test found")
    assert list(groups) == ["What the score is not", "Time", "Evidence", "Soft spots"]
    return "\n".join(f"{head}: {text}" for items in groups.values() for head, text in items)


def test_limits_hold_the_figures_of_the_day() -> None:
    text = limits_text(END)
    assert "Not a forecast: What the test found. On" in text
    assert "On 2025-04-03, the day before the first control, it stood at 18 (tight)" in text
    assert "complete to 2026-07-02" in text
    assert "A licence is not a ban" in text
    assert "2024 reads 80\u00a0% from 2025-02-07, then 53\u00a0% from 2026-02-07" in text
    assert "Without prices the score on 2026-07-02 is 32 instead of 44" in text
    assert "225 days instead of 180, and the other figures longer likewise, it would be 51" in text
    events = pd.read_csv(ROOT / "data" / "events.csv")
    assert f"all {len(events)} events" in text
    assert f"{(events['verified'] == 'no').sum()} of them are not verified" in text


def test_limits_of_an_early_day_know_nothing_of_later_ones() -> None:
    text = limits_text(date(2025, 6, 5))
    assert "On file since" not in text
    assert "53\u00a0%" not in text


def test_limits_of_a_pair_without_score_leave_out_what_needs_one() -> None:
    text = limits_text(END, assessed(country="JPN"))
    assert "Without prices" not in text
    assert "stood at" not in text


def test_functions_named_in_the_documents_exist() -> None:
    text = (ROOT / "docs" / "method.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(chokepoint(?:\.\w+)+)`", text))
    assert len(named) >= 8
    for name in named:
        module, _, function = name.rpartition(".")
        assert callable(getattr(importlib.import_module(module), function))
    for wanted in ("no demonstrated skill in forecasting", "2026-07-02", "not a ban", "known_from"):
        assert wanted in text
