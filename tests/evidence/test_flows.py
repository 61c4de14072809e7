"""Tonnes are held against the months before the first control, as known on each day: hand-computed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from chokepoint.evidence.flows import flow_observations, shipments
from chokepoint.evidence.newest_flows import newest_flows
from chokepoint.evidence.observations import Observation
from tests.risk.frozen import method

NONE = float("nan")
Row = dict[str, Any]
MAGNETS: Row = {"product": "85051110", "material": "magnets", "frequency": "M"}
YTTRIUM: Row = {"product": "Y_PRODUCTS", "material": "Y", "frequency": "SPAN"}


def flows(rows: list[Row]) -> pd.DataFrame:
    always = {"reporter": "CHN", "partner": "USA", "flow": "export", "quantity_t": NONE, "yoy_pct": NONE}
    frame = pd.DataFrame(
        [{**always, "derived": False, "source_key": f"s{n}", **row} for n, row in enumerate(rows)]
    )
    return frame.assign(known_from=pd.to_datetime(frame["known_from"]))


def found(rows: list[Row]) -> list[Observation]:
    return list(flow_observations(flows(rows), method().stress, "CHN", "USA"))


def month(period: str, quantity: float, known: str, **more: Any) -> Row:
    return {**MAGNETS, "period": period, "quantity_t": quantity, "known_from": known, **more}


NINE = [month(f"2024-{n:02}", 100.0 + n, f"2024-{n:02}-28") for n in range(4, 13)]
YEAR = {**MAGNETS, "frequency": "A", "period": "2024", "quantity_t": 1200.0, "known_from": "2025-01-20"}
MAY = month("2025-05", 54.0, "2025-06-20")


def test_nine_months_before_the_control_are_the_base() -> None:
    """Mean of 104 … 112 is 108; 54 t are half of it."""
    last = found([*NINE, YEAR, MAY])[-1]
    assert (last.n, last.reference) == (pytest.approx(50), pytest.approx(108))
    assert last.basis == "mean of 9 months 2024-04 to 2025-03"


def test_with_eight_months_the_last_full_year_divided_by_12_is_the_base() -> None:
    last = found([*NINE[1:], YEAR, MAY])[-1]
    assert (last.n, last.reference) == (pytest.approx(46), pytest.approx(100))
    assert last.basis == "2024 divided by 12"


def test_without_a_base_there_is_no_observation() -> None:
    assert found([MAY]) == []


def test_months_after_the_first_control_and_before_the_window_are_no_base() -> None:
    outside = [month("2024-03", 1.0, "2024-04-20"), month("2025-04", 1.0, "2025-05-20")]
    assert found([*NINE[1:], *outside, YEAR, MAY])[-1].reference == pytest.approx(100)


def test_january_and_february_together_are_held_against_two_months() -> None:
    both = month("2026-01..2026-02", 150.0, "2026-03-20", frequency="2M")
    assert found([YEAR, both])[-1].reference == pytest.approx(200)


def test_more_than_the_base_is_no_stress_and_less_than_nothing_is_not_possible() -> None:
    assert [found([YEAR, {**MAY, "quantity_t": tonnes}])[-1].n for tonnes in (130.0, 100.0, 0.0)] == [
        0,
        0,
        100,
    ]


def test_a_span_is_held_against_the_latest_equally_long_span_before_the_control() -> None:
    """Eight months under licence, 17 t, against the eight months before, 333 t."""
    spans = [
        {**YTTRIUM, "period": "2023-08..2024-03", "quantity_t": 500.0, "known_from": "2024-04-20"},
        {**YTTRIUM, "period": "2024-08..2025-03", "quantity_t": 333.0, "known_from": "2025-04-20"},
        {**YTTRIUM, "period": "2024-10..2025-03", "quantity_t": 250.0, "known_from": "2025-04-20"},
        {**YTTRIUM, "period": "2025-04..2025-11", "quantity_t": 17.0, "known_from": "2025-12-20"},
    ]
    last = found(spans)[-1]
    assert last.n == pytest.approx(100 * (1 - 17 / 333))
    assert (last.item, last.reference, last.basis) == ("Y", 333, "2024-08..2025-03")


def test_a_span_without_an_equal_one_before_it_says_nothing() -> None:
    assert (
        found([{**YTTRIUM, "period": "2025-04..2025-11", "quantity_t": 17.0, "known_from": "2025-12-20"}])
        == []
    )


@pytest.mark.parametrize(("change", "n"), [(-59.0, 59), (12.0, 0), (-130.0, 100)])
def test_where_only_the_change_on_the_year_is_on_file_it_is_read(change: float, n: float) -> None:
    april = month("2025-04", NONE, "2025-05-20", yoy_pct=change)
    (only,) = found([april])
    assert (only.n, only.figure, only.change, only.basis) == (n, change, True, "change on the year")


def test_tonnes_go_before_the_change_on_the_year() -> None:
    assert found([YEAR, {**MAY, "yoy_pct": -93.0}])[-1].n == pytest.approx(46)


def test_a_period_that_ends_before_the_first_control_counts_as_nothing_missing() -> None:
    march = month("2025-03", 1.0, "2025-04-20")
    (only,) = found([YEAR, march])
    assert (only.n, only.known_from, only.basis) == (0, date(2025, 4, 20), "before the first control")


def test_a_reference_known_later_makes_a_new_vintage_and_changes_no_earlier_day() -> None:
    late = [{**row, "known_from": "2025-09-01"} for row in NINE]
    first, second = found([YEAR, *late, MAY])[-2:]
    assert (first.known_from, first.n) == (date(2025, 6, 20), pytest.approx(46))
    assert (second.known_from, second.n) == (date(2025, 9, 1), pytest.approx(50))
    assert first.period_end == second.period_end


def test_a_corrected_figure_is_not_overtaken_by_a_later_reference_of_the_old_one() -> None:
    corrected = {**MAY, "quantity_t": 80.0, "known_from": "2025-08-01", "source_key": "corrected"}
    late = [{**row, "known_from": "2025-09-01"} for row in NINE]
    newest = max(found([YEAR, *late, MAY, corrected]), key=lambda one: (one.period_end, one.known_from))
    assert (newest.figure, newest.n) == (80, pytest.approx(100 * (1 - 80 / 108)))


def test_two_products_of_one_material_are_held_against_their_own_months() -> None:
    lines = [
        {**YEAR, "product": line, "material": "Dy", "quantity_t": tonnes}
        for line, tonnes in (("2846", 120.0), ("2805", 12.0))
    ]
    new = [{**MAY, "product": line, "material": "Dy", "quantity_t": 1.0} for line in ("2846", "2805")]
    assert sorted(one.n for one in found([*lines, *new])) == pytest.approx([0, 90])


@pytest.mark.parametrize("period", ["2025-03", "2025-05"])
def test_a_row_with_a_value_only_says_nothing_of_tonnes(period: str) -> None:
    assert found([month(period, NONE, "2025-06-20")]) == []


def test_other_reporters_partners_directions_and_products_stay_out() -> None:
    others = [
        {**MAY, "reporter": "USA"},
        {**MAY, "partner": "DEU"},
        {**MAY, "flow": "import"},
        {**MAY, "product": "850511"},
        {**MAY, "product": "2846", "material": "La"},
    ]
    assert shipments(flows([*others, MAY]), method().stress, "CHN", "USA")[0].source_key == "s5"
    assert len(shipments(flows([*others, MAY]), method().stress, "CHN", "USA")) == 1


def test_the_newest_shipment_of_an_element_is_that_of_its_newest_line() -> None:
    old, new = (
        {**MAY, "product": line, "material": "Dy", "period": period, "quantity_t": tonnes}
        for line, period, tonnes in (("2850", "2025-05", 3.0), ("2846", "2025-06", 1.0))
    )
    known = shipments(flows([old, new]), method().stress, "CHN", "USA")
    newest = newest_flows(known, method().stress, date(2025, 7, 31))["Dy"]
    assert (newest.period, newest.figure) == ("2025-06", 1.0)
