"""What was delivered, in figures, against what was promised?

A promise may name a measure: a table, a filter that picks its rows, and an amount promised per period of
the rows (target) or the span against whose mean it is held (baseline). Works on table commitments and the
tables that it names. The rows of the filter are one side's figures; those of the other side for the same
flow stand beside them. What cannot be measured says why; nothing is called delivered.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from chokepoint.errors import TableError
from chokepoint.evidence.mirror import EXPORT, Stated, flows_of
from chokepoint.evidence.periods import first_day, last_day, months

Tables = Mapping[str, pd.DataFrame]
FLOWS, TARIFFS, LICENCES = "trade_flows", "tariffs", "licence_counts"
# Columns that hold the amounts of a table, the first with a figure; and the unit, or the column that names it.
AMOUNTS = {
    FLOWS: (("quantity_t", "t"), ("value_usd", "USD")),
    TARIFFS: (("rate_change_pp", "percentage points"),),
    LICENCES: (("value", "unit"),),
    "dependency": (("value", "unit"),),
    "production": (("value", "unit"),),
}
# What tells one series of a table from another: figures of two of them are never joined.
SERIES = {
    FLOWS: ("reporter", "partner", "flow", "product"),
    LICENCES: ("imposer", "applicant", "country", "material", "measure"),
    "dependency": ("country", "measure", "material", "form", "stage", "partner", "holder"),
    "production": ("stage", "material", "country", "measure", "scenario"),
}
# Tables whose amounts grow with the length of their period.
SUMMED = (FLOWS, "production")
# Counts of licences by what is counted; shares and days keep the unit of the row.
COUNTED = {"approved": "licences", "plants_stopped": "plants"}
MONTH, SPAN, YEAR = "M", "SPAN", "A"
OTHER_FLOW = {"export": "import", "import": "export"}


@dataclass(frozen=True)
class Point:
    """One figure: its period, the amount (per month for spans of months) with its bound, and who states it."""

    start: date
    end: date
    period: str
    value: float
    derived: bool
    source_key: str
    bound: str = "="

    def after(self, day: date) -> bool:
        """True if the period lies on or after a day, or more of it after than before."""
        return self.start.toordinal() + self.end.toordinal() >= 2 * day.toordinal()


@dataclass(frozen=True)
class Delivery:
    """A promise with a measure: what was promised, both sides' figures known by the day, and what is in the way.

    `unit` is that of all amounts. `goal`: the target, or the mean of the baseline; None without one, with the
    reason in `problems`. `points`: the rows of the filter by period; `others`: the other side's for the flow.
    """

    commitment_id: str
    text: str
    promisor: str
    promisee: str
    made_on: date
    due_on: date | None
    table: str
    measure: str
    unit: str
    target: float | None
    goal: float | None
    goal_words: str
    points: tuple[Point, ...]
    others: tuple[Point, ...]
    problems: tuple[str, ...]
    verified: bool
    source_key: str

    @property
    def after(self) -> tuple[Point, ...]:
        """Figures of the time of the promise: periods that lie after it was made for the most part and begin by its due day."""
        return tuple(point for point in self.points if _in_time(point, self.made_on, self.due_on))

    @property
    def newest(self) -> Point | None:
        """The newest figure of the time of the promise."""
        return self.after[-1] if self.after else None

    def of_goal_pct(self, point: Point | None) -> float | None:
        """An amount in % of what was promised or of the baseline; None without either."""
        return None if point is None or not self.goal else 100 * point.value / self.goal


def deliveries(
    tables: Tables, parties: Collection[str], on: date, baseline_months_min: int
) -> list[Delivery]:
    """Promises by or to the parties that name a measure, known on the day, oldest first.

    A baseline of months needs `baseline_months_min` of them on file, else the last full year ÷ 12 stands in.
    """
    rows = tables["commitments"]
    rows = rows[rows["known_from"] <= pd.Timestamp(on)]
    rows = rows[rows["promisor"].isin(parties) | rows["promisee"].isin(parties)]
    rows = rows[rows["delivery_table"].notna() | rows["delivery_filter"].notna()]
    found = [_delivery(row, tables, on, baseline_months_min) for row in rows.itertuples(index=False)]
    return sorted(found, key=lambda one: (one.made_on, one.commitment_id))


def stated_otherwise(
    one: Delivery, tables: Tables, on: date, same_goods: Sequence[Sequence[str]]
) -> Stated | None:
    """The other side's newest figure of the same flow in another code or unit, which is not compared; None without one.

    `same_goods`: groups of codes that stand for the same goods (evidence.mirror.flows_of).
    """
    told = dict(pair.partition("=")[::2] for pair in one.measure.split("&"))
    if not one.points or one.table != FLOWS or not {"reporter", "partner", "flow", "product"} <= told.keys():
        return None
    sides, codes = (told["reporter"], told["partner"]), {told["product"]}
    codes |= {code for group in same_goods if told["product"] in group for code in group}
    rows = tables[FLOWS]
    rows = rows[rows["reporter"].isin(sides) & rows["partner"].isin(sides) & rows["product"].isin(codes)]
    exports = told["flow"] == EXPORT
    way = sides if exports else sides[::-1]
    found = [
        stated
        for flow in flows_of(rows, on, same_goods, sides)
        if (flow.exporter, flow.importer) == way
        for stated in (flow.imports if exports else flow.exports)
    ]
    return found[-1] if found else None


def _delivery(row: Any, tables: Tables, on: date, months_min: int) -> Delivery:
    made_on = row.made_on.date()
    due_on = None if pd.isna(row.due_on) else row.due_on.date()
    problems = []
    if due_on is not None and due_on < made_on:
        problems.append(f"due {due_on}, before the promise of {made_on}: one of the days is wrong")
    table, joined = _text(row.delivery_table), _text(row.delivery_filter)
    picked, wrong = _picked(tables, table, joined, on)
    problems += [wrong] if wrong else []
    target = None if pd.isna(row.delivery_target) else float(row.delivery_target)
    # An amount promised for a span is held against the whole span.
    points, unit = _points(picked, table, by_month=target is None)
    if not wrong and not points:
        problems.append("no series on file")
    goal, words, missing = _goal(
        target, _text(row.delivery_baseline), points, tables, table, joined, on, months_min
    )
    problems += [missing] if missing else []
    if points and not any(_in_time(point, made_on, due_on) for point in points):
        problems.append(
            f"no figure of the time of the promise, {made_on} to {due_on or on}; the last is of {points[-1].period}"
        )
    return Delivery(
        commitment_id=row.commitment_id,
        text=row.text,
        promisor=row.promisor,
        promisee=row.promisee,
        made_on=made_on,
        due_on=due_on,
        table=table,
        measure=joined,
        unit=unit or (AMOUNTS[table][0][1].removeprefix("unit") if table in AMOUNTS else ""),
        target=target,
        goal=goal,
        goal_words=words,
        points=points,
        others=_points(_other_side(tables, table, joined, on), table, target is None)[0],
        problems=tuple(problems),
        verified=bool(row.verified),
        source_key=row.source_key,
    )


def _in_time(point: Point, made_on: date, due_on: date | None) -> bool:
    return point.after(made_on) and (due_on is None or point.start <= due_on)


def _picked(tables: Tables, table: str, joined: str, on: date) -> tuple[pd.DataFrame, str]:
    """Rows of a table that a filter picks, known on the day; and why none can be picked."""
    none = pd.DataFrame()
    if table not in AMOUNTS:
        return none, f"delivery_table {table!r} is no table of figures; use one of {', '.join(AMOUNTS)}"
    if not joined:
        return none, f"delivery_filter is empty: name the rows of {table}"
    try:
        rows = tables[table]
    except (TableError, KeyError) as error:
        return none, f"table {table} cannot be read: {error}"
    rows = rows[rows["known_from"] <= pd.Timestamp(on)]
    for pair in joined.split("&"):
        column, equals, value = pair.partition("=")
        if not equals or column not in rows:
            return none, f'delivery_filter: table {table} has no column "{column}"'
        rows = rows[rows[column].astype(str) == value]
    mixed = _mixed(rows, table)
    return (rows.iloc[:0] if mixed else rows), mixed


def _mixed(rows: pd.DataFrame, table: str) -> str:
    """Why rows are no single series; empty if they are one."""
    several = [
        column
        for column in SERIES.get(table, ())
        if column in rows and rows[column].nunique(dropna=False) > 1
    ]
    # Months and spans stand beside each other as mean months; any other two lengths of period do not.
    if table in SUMMED and len(lengths := set(rows["frequency"])) > 1 and not lengths <= {MONTH, SPAN}:
        several.append("frequency")
    return (
        f"delivery_filter picks figures of several series: name one {' and one '.join(several)}"
        if several
        else ""
    )


def _other_side(tables: Tables, table: str, joined: str, on: date) -> pd.DataFrame:
    """The other side's rows of the same flow: reporter and partner exchanged, exports as its imports."""
    told = dict(pair.partition("=")[::2] for pair in joined.split("&"))
    if table != FLOWS or not {"reporter", "partner", "flow"} <= told.keys() or told["flow"] not in OTHER_FLOW:
        return pd.DataFrame()
    turned = told | {
        "reporter": told["partner"],
        "partner": told["reporter"],
        "flow": OTHER_FLOW[told["flow"]],
    }
    return _picked(tables, table, "&".join(f"{key}={value}" for key, value in turned.items()), on)[0]


def _points(rows: pd.DataFrame, table: str, by_month: bool = True) -> tuple[tuple[Point, ...], str]:
    """The figures of rows, oldest first, the edition known last for each period; and their unit.

    Rows of a second unit are left out: amounts of two units are never one series.
    """
    if rows.empty:
        return (), ""
    column, unit = next(
        ((name, unit) for name, unit in AMOUNTS[table] if rows[name].notna().any()), (None, "")
    )
    if column is None:
        return (), ""
    rows = rows[rows[column].notna()].sort_values("known_from", kind="stable")
    if unit == "unit":
        unit = str(rows["unit"].iloc[-1])
        rows = rows[rows["unit"] == unit]
        if table == LICENCES and unit == "count":
            unit = COUNTED.get(str(rows["measure"].iloc[-1]), str(rows["measure"].iloc[-1]))
    period = "effective" if table == TARIFFS else "period"
    found = {
        row[period]: _point(row, row[period], float(row[column]), by_month) for row in rows.to_dict("records")
    }
    monthly = (
        ("frequency" in rows)
        and rows["frequency"].isin([MONTH, SPAN] if by_month else [MONTH]).all()
        and table == FLOWS
    )
    return tuple(sorted(found.values(), key=lambda point: (point.end, point.start))), (
        f"{unit} a month" if monthly else unit
    )


def _point(row: Mapping[Any, Any], period: str, value: float, by_month: bool) -> Point:
    # A span of months is told as its mean month, so that spans of other lengths can stand beside it.
    length = months(period) if by_month and row.get("frequency") == SPAN else 1
    return Point(
        first_day(period), last_day(period), period, value / length, bool(row.get("derived", False)), row["source_key"],
        str(row.get("bound") or "="),
    )  # fmt: skip


def _goal(
    target: float | None, baseline: str, points: Sequence[Point], tables: Tables, table: str, joined: str, on: date,
    months_min: int,
) -> tuple[float | None, str, str]:  # fmt: skip
    """What delivery is held against, in words, and why there is nothing to hold it against."""
    if target is not None:
        return (
            (target, "promised", "")
            if target
            else (None, "", "a target of 0: nothing can be measured against it")
        )
    if not baseline:
        return None, "", "no amount promised and no baseline on file: figures stand alone"
    if not points:
        return None, "", ""
    start, end = first_day(baseline), last_day(baseline)
    inside = [point for point in points if start <= point.start and point.end <= end]
    monthly = f"frequency={MONTH}" in joined.split("&")
    if inside and not (monthly and len(inside) < months_min):
        mean = sum(point.value for point in inside) / len(inside)
        spans = "mean month of " if f"frequency={SPAN}" in joined.split("&") else ""
        count = f"mean of {len(inside)} months, " if monthly else spans
        return (mean, f"{count}{baseline}", "") if mean else (None, "", f"a baseline of 0 in {baseline}")
    if monthly:
        yearly = joined.replace(f"frequency={MONTH}", f"frequency={YEAR}")
        years = [
            point for point in _points(_picked(tables, table, yearly, on)[0], table)[0] if point.end <= end
        ]
        if years and years[-1].value:
            words = (
                f"{years[-1].period} divided by 12, as only {len(inside)} months of {baseline} are on file"
            )
            return years[-1].value / 12, words, ""
    return None, "", f"no figure of the baseline {baseline} on file"


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
