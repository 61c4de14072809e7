"""Delivery against promise: hand-made cases beside an independent query, the shipped ones by hand, what is in the way."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import duckdb
import pandas as pd
import pytest

from chokepoint.errors import TableError
from chokepoint.evidence.delivery import Delivery, deliveries, stated_otherwise
from tests.shipped import contract, shipped, typed_csv

ON = date(2026, 7, 2)
MAGNETS = "reporter=CHN&partner=USA&flow=export&product=85051110&frequency=M"
CLOSE = 1e-9


def promise(**given: Any) -> dict[str, Any]:
    plain = {
        "commitment_id": "c", "made_on": "2025-06-05", "promisor": "CHN", "promisee": "USA", "text": "ship", "due_on": None,
        "delivery_table": "trade_flows", "delivery_filter": MAGNETS, "delivery_target": None, "delivery_baseline": None,
        "known_from": "2025-06-05", "source_key": "s", "verified": True,
    }  # fmt: skip
    return plain | given


def flow(period: str, tonnes: float | None, known: str, **given: Any) -> dict[str, Any]:
    plain = {
        "reporter": "CHN", "partner": "USA", "flow": "export", "product": "85051110", "material": "magnets",
        "period": period, "frequency": "M", "quantity_t": tonnes, "value_usd": None, "known_from": known,
        "derived": False, "source_key": period,
    }  # fmt: skip
    return plain | given


FLOWS = [
    *(flow(f"2024-{month:02}", 500.0 + month, f"2024-{month:02}-28") for month in range(4, 13)),
    flow("2025-01", 700.0, "2025-02-20"),
    flow("2025-05", 46.0, "2025-06-20"),
    flow("2025-06", 300.0, "2025-07-20"),
    flow("2025-06", 353.0, "2025-08-20"),
    flow("2026-05", 999.0, "2026-07-20"),
    flow("2025-05", 60.0, "2025-07-01", reporter="USA", partner="CHN", flow="import"),
    flow("2025-06", 5.0, "2025-07-20", partner="JPN"),
]


def frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    found = pd.DataFrame(rows)
    for column in {"made_on", "due_on", "known_from"} & set(found):
        found[column] = pd.to_datetime(found[column])
    for column in {"delivery_target", "quantity_t", "value_usd", "value", "rate_change_pp"} & set(found):
        found[column] = pd.to_numeric(found[column])
    return found


def made(*promises: dict[str, Any], on: date = ON, **tables: list[dict[str, Any]]) -> list[Delivery]:
    given = {"trade_flows": FLOWS} | tables
    data = {name: frame(rows) for name, rows in given.items()} | {"commitments": frame(list(promises))}
    return deliveries(data, ("USA",), on, 9)


def only(**given: Any) -> Delivery:
    (found,) = made(promise(**given))
    return found


def test_figures_are_the_last_editions_known_on_the_day_by_an_independent_query() -> None:
    table = frame(FLOWS)
    with duckdb.connect() as con:
        con.register("flows", table)
        expected = con.execute(
            "SELECT period, arg_max(quantity_t, known_from) FROM flows WHERE reporter = 'CHN' AND partner = 'USA' "
            "AND known_from <= DATE '2026-07-02' GROUP BY period ORDER BY period"
        ).fetchall()
    found = only(delivery_baseline="2024-04..2025-03")
    assert [(point.period, point.value) for point in found.points] == expected
    assert found.newest.value == 353
    (earlier,) = made(promise(), on=date(2025, 8, 1))
    assert earlier.newest.value == 300


def test_a_baseline_is_the_mean_of_its_months() -> None:
    found = only(delivery_baseline="2024-04..2025-03")
    mean = (sum(500 + month for month in range(4, 13)) + 700) / 10
    assert found.goal == pytest.approx(mean, abs=CLOSE)
    assert found.goal_words == "mean of 10 months, 2024-04..2025-03"
    assert found.of_goal_pct(found.newest) == pytest.approx(100 * 353 / mean, abs=CLOSE)
    assert found.problems == ()


def test_the_other_side_tells_the_same_flow_as_its_imports() -> None:
    assert [(point.period, point.value) for point in only().others] == [("2025-05", 60.0)]


def test_the_other_side_in_another_code_and_unit_is_told_and_never_compared() -> None:
    value = {"reporter": "USA", "partner": "CHN", "flow": "import", "product": "NDFEB", "frequency": "YTD"}
    rows = [
        *(row for row in FLOWS if row["reporter"] == "CHN"),
        flow("2024-01..2024-03", None, "2025-05-01", value_usd=9e6, **value),
        flow("2025-01..2025-03", None, "2025-05-01", value_usd=8e6, **value),
    ]  # fmt: skip
    tables = {"trade_flows": frame(rows), "commitments": frame([promise()])}
    (found,) = deliveries(tables, ("USA",), ON, 9)
    assert found.others == ()
    stated = stated_otherwise(found, tables, ON, [["85051110", "NDFEB"]])
    assert (stated.code, stated.period, stated.amount, stated.unit) == (
        "NDFEB",
        "2025-01..2025-03",
        8e6,
        "USD",
    )
    assert stated_otherwise(found, tables, ON, []) is None
    assert stated_otherwise(found, tables, date(2025, 4, 1), [["85051110", "NDFEB"]]) is None


def test_a_period_counts_if_more_of_it_lies_after_the_promise_than_before() -> None:
    """Promised on 30 October 2025: the year 2025 tells of the time before; promised in June, of the time after."""
    rows = [flow(year, 100.0, "2026-01-20", frequency="A", product="1201") for year in ("2024", "2025")]
    given = promise(made_on="2025-10-30", delivery_filter="product=1201&frequency=A", delivery_target=25)
    (found,) = made(given, trade_flows=rows)
    assert found.newest is None
    assert found.problems == (
        "no figure of the time of the promise, 2025-10-30 to 2026-07-02; the last is of 2025",
    )
    (found,) = made(given | {"made_on": "2025-06-05"}, trade_flows=rows)
    assert found.newest.period == "2025"


def test_a_step_taken_on_the_day_of_the_promise_counts() -> None:
    step = {
        "tariff_id": "T1",
        "effective": "2025-05-12",
        "rate_change_pp": -10.0,
        "known_from": "2025-05-12",
        "source_key": "a",
    }
    given = promise(
        made_on="2025-05-12", delivery_table="tariffs", delivery_filter="tariff_id=T1", delivery_target=-20
    )
    (found,) = made(given, tariffs=[step])
    assert found.of_goal_pct(found.newest) == 50


def test_too_few_months_take_the_last_full_year() -> None:
    year = flow("2024", 6000.0, "2025-01-20", frequency="A")
    (found,) = made(promise(delivery_baseline="2024-10..2025-03"), trade_flows=[*FLOWS, year])
    assert found.goal == 500
    assert found.goal_words == "2024 divided by 12, as only 4 months of 2024-10..2025-03 are on file"


def test_an_amount_promised_goes_before_a_baseline() -> None:
    found = only(delivery_target=500, delivery_baseline="2024-04..2025-03")
    assert (found.goal, found.goal_words) == (500, "promised")
    assert found.of_goal_pct(found.newest) == pytest.approx(70.6)


def test_a_span_is_told_as_its_mean_month() -> None:
    rows = [flow("2024-08..2025-03", 333.0, "2025-12-01", frequency="SPAN", product="Y"),
            flow("2025-04..2025-11", 17.0, "2025-12-20", frequency="SPAN", product="Y")]  # fmt: skip
    measure = "reporter=CHN&partner=USA&product=Y&frequency=SPAN"
    given = promise(delivery_filter=measure, delivery_baseline="2024-08..2025-03")
    (found,) = made(given, trade_flows=rows)
    assert (found.goal, found.newest.value, found.unit) == (333 / 8, 17 / 8, "t a month")


def test_an_amount_promised_for_a_span_is_held_against_the_whole_span() -> None:
    rows = [flow("2025-11..2026-02", 9e6, "2026-03-20", frequency="SPAN", product="1201")]
    (found,) = made(
        promise(delivery_filter="product=1201&frequency=SPAN", delivery_target=12e6), trade_flows=rows
    )
    assert (found.unit, found.newest.value, found.of_goal_pct(found.newest)) == ("t", 9e6, 75)


def test_a_promise_of_tariff_points() -> None:
    rows = [
        {
            "tariff_id": "T1",
            "effective": "2025-05-14",
            "rate_change_pp": -115.0,
            "known_from": "2025-05-14",
            "source_key": "a",
        },
        {
            "tariff_id": "T1",
            "effective": "2025-05-14",
            "rate_change_pp": -115.0,
            "known_from": "2026-02-20",
            "source_key": "b",
        },
    ]
    given = promise(
        made_on="2025-05-12", delivery_table="tariffs", delivery_filter="tariff_id=T1", delivery_target=-115
    )
    (found,) = made(given, tariffs=rows)
    assert found.of_goal_pct(found.newest) == 100
    assert (found.unit, len(found.points), found.newest.source_key) == ("percentage points", 1, "b")


def test_two_units_never_make_one_series() -> None:
    rows = [{"material": "REE", "period": f"2025-0{n}", "value": float(n), "unit": unit, "known_from": "2025-09-01", "source_key": "s"}
            for n, unit in ((6, "count"), (7, "%"), (8, "%"))]  # fmt: skip
    (found,) = made(
        promise(delivery_table="licence_counts", delivery_filter="material=REE"), licence_counts=rows
    )
    assert (found.unit, [point.value for point in found.points]) == ("%", [7, 8])


def licences(
    applicant: str, day: str, measure: str, value: float, unit: str, bound: str = "="
) -> dict[str, Any]:
    return {"imposer": "CHN", "applicant": applicant, "country": "CHN", "material": "magnets", "measure": measure, "period": day,
            "value": value, "bound": bound, "unit": unit, "known_from": day, "source_key": "s"}  # fmt: skip


def counted(filter_: str, *rows: dict[str, Any], **given: Any) -> Delivery:
    named = promise(delivery_table="licence_counts", delivery_filter=filter_, **given)
    return made(named, licence_counts=list(rows))[0]


def test_licences_are_counted_in_their_own_unit_and_keep_their_bound() -> None:
    rows = (
        licences("A", "2025-07-01", "approved", 3, "count", ">="),
        licences("A", "2025-08-01", "approved", 5, "count"),
    )
    found = counted("imposer=CHN&measure=approved", *rows, delivery_target=20)
    assert [(point.value, point.bound) for point in found.points] == [(3, ">="), (5, "=")]
    assert (found.unit, found.of_goal_pct(found.newest), found.problems) == ("licences", 25, ())
    alone = counted("imposer=CHN&measure=approved", *rows)
    assert (alone.goal, alone.of_goal_pct(alone.newest), alone.newest.value) == (None, None, 5)
    assert alone.problems == ("no amount promised and no baseline on file: figures stand alone",)


def test_a_share_of_applications_stays_a_share() -> None:
    found = counted("measure=approved_share", licences("A", "2025-07-01", "approved_share", 60, "%", "~"))
    assert (found.unit, found.newest.value, found.newest.bound) == ("%", 60, "~")


def test_counts_of_two_applicants_are_never_one_series() -> None:
    found = counted(
        "measure=approved",
        licences("A", "2025-07-01", "approved", 3, "count"),
        licences("B", "2025-07-01", "approved", 9, "count"),
    )
    assert (found.points, found.newest) == ((), None)
    assert found.problems[0] == "delivery_filter picks figures of several series: name one applicant"


PROBLEMS: dict[str, tuple[dict[str, Any], str]] = {
    "a series that is not there": (
        {"delivery_filter": "product=1201", "delivery_target": 25e6},
        "no series on file",
    ),
    "no such column": (
        {"delivery_filter": "goods=soy"},
        'delivery_filter: table trade_flows has no column "goods"',
    ),
    "no such table": (
        {"delivery_table": "speeches"},
        "delivery_table 'speeches' is no table of figures; use one of",
    ),
    "no filter": ({"delivery_filter": None}, "delivery_filter is empty: name the rows of trade_flows"),
    "no table": ({"delivery_table": None}, "delivery_table '' is no table of figures"),
    "a table that is not on file": ({"delivery_table": "production"}, "table production cannot be read"),
    "a target of zero": ({"delivery_target": 0}, "a target of 0: nothing can be measured against it"),
    "neither target nor baseline": ({}, "no amount promised and no baseline on file: figures stand alone"),
    "a baseline without figures": ({"delivery_baseline": "2017"}, "no figure of the baseline 2017 on file"),
    "due before the promise": (
        {"due_on": "2025-01-01", "delivery_target": 1},
        "due 2025-01-01, before the promise of 2025-06-05: one of the days is wrong",
    ),
    "nothing after the promise": (
        {"made_on": "2026-06-01", "delivery_target": 1},
        "no figure of the time of the promise, 2026-06-01 to 2026-07-02; the last is of 2025-06",
    ),
}


@pytest.mark.parametrize(("given", "says"), PROBLEMS.values(), ids=PROBLEMS)
def test_what_is_in_the_way_is_said_where_it_stands(given: dict[str, Any], says: str) -> None:
    found = only(**given)
    assert any(problem.startswith(says) for problem in found.problems)
    # With nothing to hold it against there is no share; a wrong due day leaves the figures as they are.
    assert found.of_goal_pct(found.newest) is None or "due_on" in given


def test_a_damaged_table_is_named_and_the_others_live() -> None:
    class Damaged(dict[str, pd.DataFrame]):
        def __getitem__(self, name: str) -> pd.DataFrame:
            if name == "tariffs":
                raise TableError("tariffs", "its file is missing", "restore it")
            return super().__getitem__(name)

    both = [
        promise(delivery_target=1),
        promise(commitment_id="d", delivery_table="tariffs", delivery_filter="tariff_id=T1"),
    ]
    found = deliveries(Damaged(commitments=frame(both), trade_flows=frame(FLOWS)), ("USA",), ON, 9)
    assert found[0].newest is not None
    assert found[1].problems[0].startswith("table tariffs cannot be read: table tariffs: its file is missing")


def test_promises_of_others_and_later_ones_stay_out() -> None:
    assert made(promise(promisor="CHN", promisee="JPN"), promise(known_from="2026-08-01")) == []


# The shipped promises ---------------------------------------------------------------------------------------


@cache
def on_file() -> dict[str, Delivery]:
    with duckdb.connect() as con:
        more = {name: typed_csv(con, contract().table(name)) for name in ("commitments", "tariffs")}
    return {one.commitment_id[:3]: one for one in deliveries({**shipped(), **more}, ("USA", "CHN"), ON, 9)}


def test_magnets_to_the_us_against_the_year_before_the_controls() -> None:
    found = on_file()["C10"]
    assert found.goal == pytest.approx(7444 / 12, abs=CLOSE)
    assert found.goal_words == "2024 divided by 12, as only 4 months of 2024-04..2025-03 are on file"
    assert (found.newest.period, found.newest.value) == ("2026-03", 406)
    assert [point.value for point in found.after][:3] == [353, 619, 590]
    assert found.others == ()


def test_yttrium_has_no_figure_of_the_time_after_the_promise() -> None:
    found = on_file()["C38"]
    assert found.goal == pytest.approx(333 / 8, abs=CLOSE)
    assert found.problems == (
        "no figure of the time of the promise, 2026-05-17 to 2026-07-02; the last is of 2025-04..2025-11",
    )


@pytest.mark.parametrize(("name", "points"), [("C03", -7.5), ("C05", -115), ("C06", -115), ("C21", -10)])
def test_tariff_points_promised_stand_beside_those_taken(name: str, points: float) -> None:
    found = on_file()[name]
    assert (found.target, found.newest.value, found.problems) == (points, points, ())
    assert found.newest.start <= found.due_on


@pytest.mark.parametrize("name", ["C23", "C24"])
def test_soybeans_have_no_series_on_file(name: str) -> None:
    assert on_file()[name].problems == ("no series on file",)
    assert on_file()[name].target in (12e6, 25e6)


def test_phase_one_has_no_baseline_on_file() -> None:
    found = on_file()["C01"]
    assert found.problems[0] == "no figure of the baseline 2017 on file"
    assert found.problems[1].startswith("no figure of the time of the promise, 2020-01-15 to 2021-12-31")
    assert found.newest is None


def test_the_promise_of_general_licences_by_hand() -> None:
    """At least three exporters held one on 2 December 2025; no number was promised."""
    found = on_file()["C19"]
    assert [(point.period, point.value, point.bound) for point in found.points] == [("2025-12-02", 3, ">=")]
    assert (found.target, found.goal, found.unit) == (None, None, "licences")


def test_months_and_years_are_never_one_series_but_months_and_spans_are() -> None:
    asked = promise(delivery_filter="reporter=CHN&partner=USA&flow=export&product=1201")
    rows = [flow("2025-07", 10.0, "2025-08-20", product="1201")]
    for other, frequency, problem in (
        ("2025-08..2025-09", "SPAN", False),
        ("2025", "A", True),
    ):
        (found,) = made(
            asked, trade_flows=[*rows, flow(other, 90.0, "2026-01-20", product="1201", frequency=frequency)]
        )
        mixed = "delivery_filter picks figures of several series: name one frequency"
        assert (mixed in found.problems, len(found.points)) == (problem, 0 if problem else 2)
