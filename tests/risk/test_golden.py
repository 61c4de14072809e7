"""The readings and the score give the golden values of the specification, to its tolerances."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from chokepoint.evidence.flows import flow_observations
from chokepoint.evidence.prices import price_stress
from chokepoint.risk.attribution import DayParts, change, level_of_reading
from chokepoint.risk.controls import controls
from chokepoint.risk.dependence import dependence
from chokepoint.risk.explain import FADING, NEW_EVENT, explain_change
from chokepoint.risk.score import pressure
from chokepoint.risk.stress import stress
from chokepoint.risk.tension import tension
from chokepoint.risk.words import word_of
from tests.risk.frozen import control_tables, days, frozen_assessment, golden, golden_csv, method

EXACT = 1e-9
PRINTED = 1e-6
CONTROLS = golden("controls_cases.json")
STRESS = golden("stress_cases.json")


@pytest.mark.parametrize("case", CONTROLS["expected"], ids=lambda case: case["day"])
@pytest.mark.parametrize("buyer", ["civil", "military", "listed"])
def test_controls(case: dict[str, Any], buyer: str) -> None:
    tables = control_tables(pd.DataFrame(CONTROLS["measures"]))
    reading = controls(*tables, method().controls, (CONTROLS["country"], "WLD"), buyer, days(case["day"]))
    assert reading.value[0] == pytest.approx(case[buyer], abs=EXACT)
    if buyer == "civil":
        keys = [f"{g}|{m}" for g, m in zip(reading.groups, reading.measure_ids, strict=True)]
        parts = {key: value for key, value in zip(keys, reading.contributions[:, 0], strict=True) if value}
        assert parts == pytest.approx(case["contributions"], abs=EXACT)


@pytest.mark.parametrize(
    "case",
    golden("stress_items.json"),
    ids=lambda case: "-".join(f"{v:g}" if isinstance(v, (int, float)) else v for v in case.values()),
)
def test_stress_of_one_item(case: dict[str, Any]) -> None:
    if case["kind"] == "price":
        reference = case["china"] / 1.13 if "china" in case else case["before"]
        assert price_stress(case["outside"] / reference, method().stress) == pytest.approx(
            case["n"], abs=EXACT
        )
        return
    flows = pd.DataFrame(
        [("2024", "A", case["base"] * 12, "2025-01-20"), ("2025-05", "M", case["q"], "2025-06-20")],
        columns=["period", "frequency", "quantity_t", "known_from"],
    ).assign(
        reporter="CHN", partner="USA", flow="export", product="85051110", material="magnets", yoy_pct=np.nan
    )
    flows = flows.assign(source_key="s", known_from=pd.to_datetime(flows["known_from"]), derived=False)
    found = [observation.n for observation in flow_observations(flows, method().stress, "CHN", "USA")]
    assert found == pytest.approx([case["n"]], abs=EXACT)


@pytest.mark.parametrize("case", STRESS["expected"], ids=lambda case: case["day"])
def test_stress(case: dict[str, Any]) -> None:
    reading = stress(pd.DataFrame(STRESS["observations"]), method().stress, days(case["day"]))
    if case["S"] is None:
        assert np.isnan(reading.value[0])
        assert reading.worst_item(0) is None
        return
    assert reading.value[0] == pytest.approx(case["S"], abs=EXACT)
    assert reading.worst_item(0) == case["worst"]
    present = ~np.isnan(reading.n[:, 0])
    assert {item for item, there in zip(reading.items, present, strict=True) if there} == set(case["present"])
    parts = {
        i: w * n for i, w, n in zip(reading.items, reading.weight[:, 0], reading.n[:, 0], strict=True) if w
    }
    assert parts == pytest.approx(case["contributions"], abs=EXACT)


def test_tension() -> None:
    expected = golden_csv("tension_expected.csv", ("day",))
    events = golden_csv("tension_input.csv", ("date", "known_from"))
    reading = tension(events, method().tension, "USA", "CHN", expected["day"].to_numpy("datetime64[D]"))
    np.testing.assert_allclose(reading.net, expected["P"], atol=EXACT)
    np.testing.assert_allclose(np.maximum(reading.net, 0), expected["N"], atol=EXACT)
    np.testing.assert_allclose(reading.value, expected["T"], atol=EXACT)


def test_saturation() -> None:
    table = golden_csv("saturation_values.csv")
    net = np.maximum(table["P"], 0)
    np.testing.assert_allclose(net, table["N"], atol=EXACT)
    events = pd.DataFrame(
        {"event_id": "e", "known_from": pd.to_datetime(["2031-01-01"]), "initiator": "CHN", "addressee": "USA",
         "kind": "act", "proof": "none", "materials": "REE"}
    )  # fmt: skip
    for pressure_value, value in zip(table["P"], table["T"], strict=True):
        one = events.assign(intensity=-10.0 * pressure_value if pressure_value else 0.0)
        one = one.assign(proof="text")
        reading = tension(one, method().tension, "USA", "CHN", days("2031-01-01"))
        assert reading.net[0] == pytest.approx(pressure_value, abs=EXACT)
        assert reading.value[0] == pytest.approx(value, abs=EXACT)


@pytest.mark.parametrize("case", golden("dependence_cases.json"))
def test_dependence(case: dict[str, Any]) -> None:
    names = {"all": "REE", "yttrium": "Y", "scandium": "Sc"}
    figures = {f"stage:{stage}": value for stage, value in case["stages"].items()}
    figures |= {f"nir:{names[key]}": value for key, value in case["net_import_reliance"].items()}
    figures |= {f"chn:{names[key]}": value for key, value in case["china_import_share"].items()}
    frame = pd.DataFrame(figures.items(), columns=["key", "value"])
    frame = frame.assign(period_end=pd.Timestamp("2029-12-31"), known_from=pd.Timestamp("2030-02-07"))
    reading = dependence(frame, method().dependence, days("2030-03-01"))
    if case["D"] is None:
        assert np.isnan(reading.value[0])
    else:
        assert reading.value[0] == pytest.approx(case["D"], abs=EXACT)
        assert reading.parts[:, 0].sum() == pytest.approx(case["D"], abs=EXACT)


@pytest.mark.parametrize("case", golden("score_cases.json"))
def test_score(case: dict[str, Any]) -> None:
    value = {name: np.array([np.nan if case[k] is None else case[k]], float) for name, k in READINGS.items()}
    total = pressure(value, method())
    score = float((total * value["dependence"] / 100)[0])
    assert word_of(score, method().score.levels) == case["word"]
    if case["R"] is None:
        assert np.isnan(score)
        return
    assert total[0] == pytest.approx(case["H"], abs=EXACT)
    assert score == pytest.approx(case["R"], abs=EXACT)
    readings = {name: float(v[0]) for name, v in value.items()}
    day = DayParts({}, {}, {}, {}, readings, float(total[0]), score)
    for name, points in case["level_parts"].items():
        assert level_of_reading(day, name, method()) == pytest.approx(points, abs=EXACT)


READINGS = {"dependence": "D", "controls": "C", "stress": "S", "tension": "T"}


def _day(raw: dict[str, Any]) -> DayParts:
    return DayParts(
        raw["controls"],
        {item: (part["weight"], part["n"]) for item, part in raw["stress"].items()},
        raw["events"],
        raw["dependence"],
        {name: raw[key] for name, key in READINGS.items()},
        raw["H"],
        raw["R"],
    )


def test_attribution_of_an_example() -> None:
    example = golden("attribution_example.json")
    points = change(_day(example["day0"]), _day(example["day1"]), method())
    found = {"|".join(part for part in key if part): value for key, value in points.items()}
    assert found == pytest.approx(example["contributions"], abs=EXACT)
    assert sum(found.values()) == pytest.approx(example["delta"], abs=EXACT)


@pytest.mark.parametrize("case", golden("attribution_days.json"), ids=lambda case: case["to_day"])
def test_attribution_of_real_days(case: dict[str, Any]) -> None:
    start, end = date.fromisoformat(case["from_day"]), date.fromisoformat(case["to_day"])
    explanation = explain_change(frozen_assessment(), start, end, {})
    assert explanation.points == pytest.approx(case["delta"], abs=PRINTED)
    assert abs(explanation.residual) < EXACT
    by_reading = explanation.parts.groupby("reading")["points"].sum()
    for reading in ("controls", "stress", "dependence"):
        assert by_reading.get(reading, 0) == pytest.approx(case[reading], abs=PRINTED)
    tense = explanation.parts[explanation.parts["reading"] == "tension"].groupby("kind")["points"].sum()
    assert tense.get(NEW_EVENT, 0) == pytest.approx(case["tension new"], abs=PRINTED)
    assert tense.get(FADING, 0) == pytest.approx(case["tension fading"], abs=PRINTED)


@pytest.mark.parametrize(
    "row", golden_csv("reference_days.csv").to_dict("records"), ids=lambda row: row["day"]
)
def test_reference_days(row: dict[str, Any]) -> None:
    found = frozen_assessment()
    day = found.index(date.fromisoformat(row["day"]))
    assert day is not None
    values = {
        "D": found.dependence.value[day],
        "C": found.controls.value[day],
        "C_military": frozen_assessment("military").controls.value[day],
        "C_listed": frozen_assessment("listed").controls.value[day],
        "S": found.stress.value[day],
        "P": found.tension.net[day],
        "T": found.tension.value[day],
        "H": found.pressure[day],
        "R": found.score[day],
    }
    for name, value in values.items():
        assert value == pytest.approx(row[name], abs=PRINTED), name
    assert found.stress.worst_item(day) == row["worst"]
    assert word_of(found.score[day], method().score.levels) == row["word"]
