"""Outside prices are held against Chinese ones of the same weeks, else the last before: hand-computed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from chokepoint.evidence.observations import Observation
from chokepoint.evidence.prices import price_observations, price_stress, quotes
from tests.risk.frozen import method

Row = dict[str, Any]
VAT, RATE = 1.13, 7.17


def prices(rows: list[Row]) -> pd.DataFrame:
    always = {"material": "Y", "form": "oxide", "market": "europe", "quote": "spot", "unit": "USD/kg"}
    frame = pd.DataFrame(
        [{**always, "frequency": "D", "vat": "unknown", "source_key": "s", **row} for row in rows]
    )
    return frame.assign(known_from=pd.to_datetime(frame["known_from"]))


def found(*rows: Row) -> list[Observation]:
    return list(price_observations(prices(list(rows)), method().stress))


def outside(period: str, value: float, known: str, **more: Any) -> Row:
    return {"period": period, "value": value, "known_from": known, **more}


def china(period: str, value: float, known: str, **more: Any) -> Row:
    return {"period": period, "value": value, "known_from": known, "market": "china_domestic", **more}


JUNE = outside("2025-06-10", 80.0, "2025-06-11")
BEFORE = outside("2025-01-15", 10.0, "2025-01-16")


@pytest.mark.parametrize(
    ("ratio", "n"), [(0.5, 0), (1, 0), (2, 20), (4, 40), (8, 60), (2**3.5, 70), (100, 70)]
)
def test_stress_is_twenty_points_per_doubling_up_to_the_cap(ratio: float, n: float) -> None:
    assert price_stress(ratio, method().stress) == pytest.approx(n)


@pytest.mark.parametrize(
    ("day", "paired"), [("2025-04-26", True), ("2025-04-25", False), ("2025-07-25", True)]
)
def test_a_chinese_quote_within_45_days_makes_the_pair(day: str, paired: bool) -> None:
    last = found(BEFORE, JUNE, china(day, 11.3, "2025-06-01"))[-1]
    assert last.reference == pytest.approx(10)
    assert last.basis.startswith("China without VAT" if paired else "outside China before the controls")


def test_value_added_tax_is_taken_out_of_chinese_quotes_unless_the_row_says_it_is_not_in() -> None:
    rows = [china("2025-06-10", 11.3, "2025-06-11", vat=vat) for vat in ("yes", "unknown", "no")]
    assert [quote.usd_per_kg for quote in quotes(prices(rows), method().stress)] == pytest.approx(
        [10, 10, 11.3]
    )


def test_units_are_brought_to_dollars_per_kilogram() -> None:
    rows = [
        outside("2025-06-10", 7.17, "2025-06-11", unit="CNY/kg"),
        outside("2025-06-11", 7170.0, "2025-06-12", unit="CNY/t"),
        china("2025-06-12", 7170.0 * VAT, "2025-06-13", unit="CNY/t"),
    ]
    assert [quote.usd_per_kg for quote in quotes(prices(rows), method().stress)] == pytest.approx([1, 1, 1])


@pytest.mark.parametrize(
    "out",
    [
        {"quote": "ask"},
        {"quote": "contract_floor"},
        {"market": "china_fob"},
        {"market": "usa"},
        {"form": "metal"},
        {"material": "La"},
        {"frequency": "A", "period": "2025"},
        {"value": 0.0},
        {"value": float("nan")},
        {"unit": "EUR/kg"},
    ],
    ids=lambda out: "-".join(map(str, out.values())),
)
def test_asks_floors_export_quotes_other_forms_and_yearly_means_stay_out(out: Row) -> None:
    assert quotes(prices([{**JUNE, **out}]), method().stress) == []


def test_without_a_pair_the_last_outside_quote_up_to_a_week_after_the_control_is_the_reference() -> None:
    week = outside("2025-04-11", 20.0, "2025-04-12")
    too_late = outside("2025-04-12", 40.0, "2025-04-13")
    last = found(BEFORE, week, too_late, JUNE)[-1]
    assert (last.n, last.reference) == (pytest.approx(40), 20)
    assert last.basis == "outside China before the controls, 2025-04-11"


def test_without_any_reference_there_is_no_observation() -> None:
    assert found(JUNE) == []


def test_a_quote_before_the_first_control_counts_as_nothing_missing() -> None:
    (only,) = found(BEFORE)
    assert (only.n, only.known_from) == (0, date(2025, 1, 16))


def test_the_pair_carries_the_date_of_both_legs_and_is_known_from_the_later_one() -> None:
    (only,) = found(JUNE, china("2025-06-01", 11.3, "2025-06-20"))
    assert (only.period, only.basis) == (
        "2025-06-10",
        "China without VAT, 2025-06-01, 13 % VAT taken out; the source does not say",
    )
    assert only.known_from == date(2025, 6, 20)
    assert (only.figure, only.reference) == (80, pytest.approx(10))
    assert only.n == pytest.approx(60)


def test_the_nearest_chinese_quote_is_taken_and_of_two_editions_the_newer() -> None:
    near = china("2025-06-05", 22.6, "2025-06-06")
    corrected = china("2025-06-05", 45.2, "2025-06-08")
    far = china("2025-05-20", 11.3, "2025-05-21")
    assert found(JUNE, far, near, corrected)[-1].reference == pytest.approx(40)


def test_a_nearer_leg_known_later_makes_a_new_vintage_and_changes_no_earlier_day() -> None:
    far, near = china("2025-05-20", 11.3, "2025-05-21"), china("2025-06-12", 22.6, "2025-07-01")
    first, second = found(JUNE, far, near)
    assert (first.known_from, first.n) == (date(2025, 6, 11), pytest.approx(60))
    assert (second.known_from, second.n) == (date(2025, 7, 1), pytest.approx(40))
    assert found(JUNE, far) == [first]


def test_a_corrected_quote_is_not_overtaken_by_a_later_leg_of_the_old_one() -> None:
    corrected = {**JUNE, "value": 40.0, "known_from": "2025-06-15"}
    near = china("2025-06-12", 11.3, "2025-07-01")
    newest = max(found(BEFORE, JUNE, corrected, near), key=lambda one: (one.period_end, one.known_from))
    assert (newest.figure, newest.n) == (40, pytest.approx(40))


def test_a_month_is_dated_on_its_last_day() -> None:
    assert found(BEFORE, outside("2025-11", 20.0, "2025-12-05", frequency="M"))[-1].period_end == date(
        2025, 11, 30
    )
