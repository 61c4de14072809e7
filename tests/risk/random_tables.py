"""Random tables of every kind that the readings take, built from small strategies."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from chokepoint.method import Method
from chokepoint.risk.attribution import DayParts
from chokepoint.risk.score import READINGS, pressure
from tests.risk.frozen import method

Rows = list[dict[str, Any]]
Tables = dict[str, pd.DataFrame]
START = date(2024, 10, 1)
ITEMS = ["magnets", "Y", "Dy", "Tb", "light"]

COLUMNS = {
    "events": "event_id initiator addressee kind intensity materials proof known_from",
    "measures": "measure_id imposer addressee",
    "measure_versions": "measure_id known_from effective suspended_from suspended_until ended_on",
    "control_coverage": "measure_id basket_group buyer_class coverage step",
    "trade_flows": "reporter partner flow product material period frequency quantity_t yoy_pct derived "
    "known_from source_key",
    "prices": "material form market quote period frequency value unit vat known_from source_key",
    "licence_counts": "imposer applicant applicant_kind country measure value period known_from source_key",
    "production": "stage material country measure period scenario value unit bound known_from source_key",
    "dependency": "country measure material form partner period value value_low value_high bound unit nature "
    "known_from source_key",
    "observations": "item measure n period_end known_from",
}
NUMBERS = {"intensity", "quantity_t", "yoy_pct", "value", "value_low", "value_high", "n"}
DATES = {"known_from", "period_end"}


def table(name: str, rows: Rows) -> pd.DataFrame:
    """The rows with all columns that the readings take and the types of the contract."""
    return pd.DataFrame({column: _column(column, rows) for column in COLUMNS[name].split()})


def _column(name: str, rows: Rows) -> Any:
    cells = [row.get(name) for row in rows]
    if name in NUMBERS:
        return np.array(cells, float)
    return np.array(cells, "datetime64[us]" if name in DATES else object)


def with_exponent(exponent: float) -> Method:
    """The shipped method with another exponent of the mean."""
    score = method().score.model_copy(update={"exponent": exponent})
    return method().model_copy(update={"score": score})


def number(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False, width=32)


days = st.integers(0, 660).map(lambda n: START + timedelta(days=n))
lags = st.integers(0, 60)
shares = number(0, 100)
sides = st.sampled_from(["USA", "CHN", "WLD", "JPN"])

event = st.fixed_dictionaries(
    {
        "initiator": sides,
        "addressee": sides,
        "kind": st.sampled_from([*method().tension.half_life_days, "build", "observation", "ruling"]),
        "intensity": st.integers(-10, 10) | st.none(),
        "materials": st.sampled_from(["REE", None]),
        "proof": st.sampled_from(["text", "flow", "both", "one_side", "none", None]),
        "known_from": days,
    }
)
hostile_event = st.fixed_dictionaries(
    {
        "initiator": st.just("CHN"),
        "addressee": st.sampled_from(["USA", "WLD"]),
        "kind": st.sampled_from(["act", "threat", "statement"]),
        "intensity": st.integers(-10, -1),
        "materials": st.sampled_from(["REE", None]),
        "proof": st.just("none"),
        "known_from": days,
    }
)
relief_event = st.fixed_dictionaries(
    {
        "initiator": st.just("USA"),
        "addressee": st.just("CHN"),
        "kind": st.sampled_from(["relief", "talk", "statement"]),
        "intensity": st.integers(1, 10),
        "materials": st.just("REE"),
        "proof": st.sampled_from(["text", "both", "one_side"]),
        "known_from": days,
    }
)
coverage_rows = st.lists(
    st.fixed_dictionaries(
        {
            "basket_group": st.sampled_from([*method().controls.basket, "all_listed"]),
            "buyer_class": st.sampled_from(["civil", "civil", "military", "listed"]),
            "coverage": st.sampled_from(["all", "part", "none"]),
            "step": st.sampled_from(["none", "reporting", "licence", "watch", "ban"]),
        }
    ),
    max_size=3,
    unique_by=lambda row: (row["basket_group"], row["buyer_class"]),
)


@st.composite
def measure(draw: st.DrawFn) -> dict[str, Any]:
    """A measure with its coverage and one to four announced versions."""
    known = draw(days)
    steps = draw(st.lists(st.sampled_from(["suspend", "prolong", "end"]), max_size=3, unique=True))
    dates: dict[str, Any] = {"effective": str(known + timedelta(days=draw(lags)))}
    versions = [{"known_from": known, **dates}]
    for step in steps:
        known += timedelta(days=draw(st.integers(1, 120)))
        if step == "end":
            dates["ended_on"] = str(known)
        else:
            dates["suspended_from"] = dates.get("suspended_from", str(known))
            dates["suspended_until"] = str(known + timedelta(days=draw(st.integers(1, 200))))
        versions.append({"known_from": known, **dates})
    return {
        "imposer": draw(st.sampled_from(["CHN", "CHN", "CHN", "USA"])),
        "addressee": draw(st.sampled_from(["USA", "WLD", "JPN"])),
        "versions": versions,
        "coverage": draw(coverage_rows),
    }


GOODS = [
    {"product": product, "material": material}
    for product, material in (("85051110", "magnets"), ("Y1", "Y"), ("D1", "Dy"))
]


@st.composite
def flow(draw: st.DrawFn) -> dict[str, Any]:
    """A published export figure: a month, a span, a year, in tonnes, as change on the year, or value only."""
    start, length = draw(st.integers(0, 28)), draw(st.sampled_from([1, 1, 1, 8, 12]))
    names = [f"{2024 + n // 12}-{n % 12 + 1:02}" for n in (start, start + length - 1)]
    period = {1: names[0], 8: "..".join(names), 12: "2024"}[length]
    end = date(2024, 1, 1) + timedelta(days=31 * (start + length))
    return {
        "reporter": "CHN",
        "partner": draw(st.sampled_from(["USA", "USA", "USA", "DEU"])),
        "flow": "export",
        **draw(st.sampled_from(GOODS)),
        "period": period,
        "frequency": {1: "M", 8: "SPAN", 12: "A"}[length],
        "quantity_t": draw(st.none() | number(0, 1e6)),
        "yoy_pct": draw(st.none() | number(-100, 1e4)),
        "derived": False,
        "known_from": end + timedelta(days=draw(lags)),
    }


price = st.fixed_dictionaries(
    {
        "material": st.sampled_from(["Y", "Dy", "Tb", "La"]),
        "form": st.sampled_from(["oxide", "oxide", "metal"]),
        "market": st.sampled_from(["europe", "rotterdam", "china_domestic", "china_domestic", "china_fob"]),
        "quote": st.sampled_from(["spot", "range_mid", "ask"]),
        "known_from": days,
        "lag": lags,
        "value": number(2**-7, 1e7),
        "unit": st.sampled_from(["USD/kg", "CNY/kg", "CNY/t"]),
        "vat": st.sampled_from(["yes", "no", "unknown"]),
    }
)
count = st.fixed_dictionaries(
    {
        "imposer": st.just("CHN"),
        "applicant": st.sampled_from(["a", "b"]),
        "applicant_kind": st.sampled_from(["association", "authority", "firm"]),
        "country": st.sampled_from(["USA", "EUU", "JPN"]),
        "measure": st.sampled_from(["approved_share", "approved_share", "applications"]),
        "value": shares,
        "known_from": days,
    }
)
stage_share = st.fixed_dictionaries(
    {
        "stage": st.sampled_from(["mining", "separation", "magnet"]),
        "material": st.sampled_from(["REE", "MREE", "HREE", "magnets"]),
        "country": st.sampled_from(["CHN", "CHN", "WLD"]),
        "measure": st.sampled_from(["share_of_output", "production"]),
        "period": st.sampled_from(["2019", "2023", "2024"]),
        "value": number(0, 100),
        "bound": st.sampled_from(["=", ">"]),
        "known_from": days,
    }
)
reliance = st.fixed_dictionaries(
    {
        "measure": st.sampled_from(["net_import_reliance", "import_share"]),
        "material": st.sampled_from(["REE", "Y", "Sc"]),
        "period": st.sampled_from(["2020", "2023", "2021..2024"]),
        "value": st.none() | number(-1000, 1000),
        "value_low": number(0, 50),
        "value_high": number(50, 100),
        "bound": st.sampled_from(["=", ">", "range", "net_exporter"]),
        "known_from": days,
    }
)
# So much is on file in every random case that most days have a score.
BASE_FLOWS: Rows = [
    {"period": "2024", "frequency": "A", "quantity_t": 1200.0, "known_from": date(2025, 1, 20)},
    {"period": "2024-12", "frequency": "M", "quantity_t": 90.0, "known_from": date(2025, 1, 20)},
    {"period": "2025-06", "frequency": "M", "quantity_t": 60.0, "known_from": date(2025, 7, 20)},
    {"period": "2026-01", "frequency": "M", "quantity_t": 95.0, "known_from": date(2026, 2, 20)},
]
SHIPPED = {"reporter": "CHN", "partner": "USA", "flow": "export", "derived": False, **GOODS[0]}
BASE_SHARES: Rows = [
    {"stage": "mining", "material": "REE", "country": "CHN", "measure": "share_of_output", "period": "2023",
     "value": 70.0, "bound": "=", "known_from": START}
]  # fmt: skip
BASE_RELIANCE: Rows = [
    {"measure": "net_import_reliance", "material": "REE", "value": 80.0, "bound": "="},
    {"measure": "import_share", "material": "REE", "value": 70.0, "bound": "="},
]


def event_table(rows: Rows) -> pd.DataFrame:
    """Table events, with an id for each row."""
    return table("events", [{"event_id": f"e{n:02}", **row} for n, row in enumerate(rows)])


def measure_tables(rows: Rows) -> Tables:
    """Tables measures, measure_versions and control_coverage, with an id for each row."""
    named = [{"measure_id": f"m{n}", **row} for n, row in enumerate(rows)]
    parts = {
        key: [{"measure_id": row["measure_id"], **part} for row in named for part in row[key]]
        for key in ("versions", "coverage")
    }
    return {
        "measures": table("measures", named),
        "measure_versions": table("measure_versions", parts["versions"]),
        "control_coverage": table("control_coverage", parts["coverage"]),
    }


def price_table(rows: Rows) -> pd.DataFrame:
    """Table prices: quotes of one day each, known some days later."""
    return table("prices", _sourced([_price_row(row) for row in rows]))


def _sourced(rows: Rows) -> Rows:
    return [{"source_key": f"s{n:02}", **row} for n, row in enumerate(rows)]


def _price_row(row: dict[str, Any]) -> dict[str, Any]:
    known = row["known_from"] + timedelta(days=row["lag"])
    return {**row, "period": str(row["known_from"]), "frequency": "D", "known_from": known}


@st.composite
def tables(draw: st.DrawFn) -> Tables:
    """All nine tables of the readings."""
    few = {"max_size": 6}
    flows = [{**SHIPPED, **row} for row in BASE_FLOWS] + draw(st.lists(flow(), **few))
    shares_ = BASE_SHARES + draw(st.lists(stage_share, **few))
    counts = [{**row, "period": str(row["known_from"])} for row in draw(st.lists(count, **few))]
    relied = [{"period": "2023", "known_from": START, **row} for row in BASE_RELIANCE]
    relied += draw(st.lists(reliance, **few))
    return {
        "events": event_table(draw(st.lists(event, max_size=12))),
        **measure_tables(draw(st.lists(measure(), max_size=5))),
        "trade_flows": table("trade_flows", _sourced(flows)),
        "prices": price_table(draw(st.lists(price, max_size=8))),
        "licence_counts": table("licence_counts", _sourced(counts)),
        "production": table("production", [{"source_key": "csis23", "scenario": "observed", **row,
            "unit": "%" if row["measure"] != "production" else "t REO"} for row in shares_]),
        "dependency": table("dependency", _sourced([{"country": "USA", "form": "compounds_and_metals",
            "partner": "CHN", "unit": "%", "nature": "estimate", **row} for row in relied])),
    }  # fmt: skip


observation = st.fixed_dictionaries(
    {
        "item": st.sampled_from([*ITEMS, "licences"]),
        "measure": st.sampled_from(["flow", "price"]),
        "n": shares,
        "period_end": days,
        "lag": lags,
    }
)


def observation_frame(rows: Rows) -> pd.DataFrame:
    """Observations as Stress takes them."""
    dated = [
        {
            **row,
            "measure": "licence_proxy" if row["item"] == "licences" else row["measure"],
            "known_from": row["period_end"] + timedelta(days=row["lag"]),
        }
        for row in rows
    ]
    return table("observations", dated)


@st.composite
def day_parts(draw: st.DrawFn, exponent: float) -> DayParts:
    """A day made up of parts that fit together, as the readings make them."""
    steps = draw(st.dictionaries(st.sampled_from("abc"), number(0, 33), max_size=3))
    items = draw(st.dictionaries(st.sampled_from("xyz"), shares, min_size=1, max_size=3))
    events = draw(st.dictionaries(st.sampled_from("uvw"), number(-3, 3), max_size=3))
    halves = {part: draw(number(0, 33)) for part in "NAB"}
    net = max(0.0, sum(events.values()))
    readings = {
        "dependence": sum(halves.values()),
        "controls": sum(steps.values()),
        "stress": sum(items.values()) / len(items),
        "tension": 100 * net / (1 + net),
    }
    arrays = {name: np.array(readings[name]) for name in READINGS[1:]}
    total = float(pressure(arrays, with_exponent(exponent)))
    weighed = {item: (1 / len(items), n) for item, n in items.items()}
    return DayParts(steps, weighed, events, halves, readings, total, total * readings["dependence"] / 100)


@st.composite
def episode(draw: st.DrawFn) -> Rows:
    """Hostile acts of one side in one week."""
    monday = date(2025, 1, 6)
    size = {"kind": "act", "initiator": "CHN", "addressee": "USA", "materials": "REE", "proof": "none"}
    members = draw(st.lists(st.tuples(st.integers(-10, -1), st.integers(0, 6)), min_size=1, max_size=5))
    return [{**size, "intensity": i, "known_from": monday + timedelta(days=d)} for i, d in members]
