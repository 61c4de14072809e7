"""What if? The same day under other rules and flows, beside the day as it stands, the difference to the last point.

A scenario is another set of tables: its readings come from the same formulas. Rules move Controls, flows Stress;
Tension moves only if the step is taken as an act, and Dependence stays as it is. Nothing here is a forecast.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from chokepoint.config import ScenarioSettings
from chokepoint.method import Method
from chokepoint.risk.explain import PART_COLUMNS, Explanation, label_of
from chokepoint.risk.revision import MADE_OF, TABLES, Day, assessed_again, revision
from chokepoint.risk.scenario_ground import ABROAD, Approved, approved_on
from chokepoint.risk.scenario_levers import (
    NEW,
    PART,
    Cut,
    Levers,
    NewRule,
    Rule,
    check_levers,
    members,
    new_id,
    plain_id,
    stops,
)
from chokepoint.risk.scenario_substance import Blocked, substance
from chokepoint.risk.score import Assessment, Tables, assess
from chokepoint.risk.stress import newest_rows

WHAT_IF = "what if"
ACT, ACT_TITLE = f"{NEW}act", "The step itself as an act (assumed)"


@dataclass(frozen=True)
class Outcome:
    """A scenario on a day: both sides' values with the difference split, what is blocked, what could not be read.

    `day.explanation` has a part for each rule and item; None without a score, with `day.reason`. `idle`: levers
    that move no reading, with the reason. `approved`: the shares of applications approved that licences rest on.
    """

    levers: Levers
    on: date
    base: Assessment
    scenario: Assessment
    day: Day
    blocked: tuple[Blocked, ...]
    idle: tuple[str, ...]
    approved: Approved | None


class Changed(Mapping[str, pd.DataFrame]):
    """Tables of which some are replaced; the others are read where they stand, when asked for."""

    def __init__(self, tables: Tables, **given: pd.DataFrame) -> None:
        self._tables, self._given = tables, given

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self._given[table] if table in self._given else self._tables[table]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)


def valued_on(method: Method, on: date) -> date:
    """The day whose readings a scenario takes: the day asked, at the latest the last that the evidence supports."""
    return min(on, method.scope.coverage_end)


def what_if(
    tables: Tables, method: Method, country: str, buyer: str, levers: Levers, on: date,
    settings: ScenarioSettings, names: Mapping[str, str], file: str = "levers",
) -> Outcome:  # fmt: skip
    """Base and scenario on a day, for one country and class of buyers.

    Tables: those of an assessment, materials, deadlines and sectors. Raises LeverError, naming `file`, if the
    levers name what is not on file.
    """
    check_levers(levers, tables, method, file)
    day = valued_on(method, on)
    days = np.array([day], "datetime64[D]")
    base = assess(tables, method, country, buyer, days)
    changed = changed_tables(tables, levers, base)
    after = base if changed is tables else reassessed(base, changed)
    blocked = substance(tables, changed, base, after, levers, settings)
    lasting = without_stocks(levers, blocked) if levers.stocks_gone else levers
    if lasting != levers:
        after = reassessed(
            base, _with_flows(changed_tables(tables, levers, base, flows=False), lasting, base)
        )
    called = _called(levers, names)
    found = revision(base, after, [day], called).days[0]
    if found.explanation is not None:
        found = Day(
            day,
            found.before,
            found.after,
            _told(found.explanation, after, stops(lasting, tables, method), called),
            None,
        )
    idle = tuple(_idle(lasting, tables, base))
    return Outcome(levers, day, base, after, found, blocked, idle, approved_on(tables, base))


def without_stocks(levers: Levers, blocked: Sequence[Blocked]) -> Levers:
    """The levers with the flows that stop once no stock stands in for what is held back more than today.

    Of what flows now stops (h − h₀) / (1 − h₀), h and h₀ the parts of the flow held back in the scenario and today.
    """
    more = {
        row.item: (row.held.middle - row.held_before.middle) / (1 - row.held_before.middle)
        for row in blocked
        if row.group != ABROAD and row.held and row.held_before and row.held_before.middle < 1
    }
    cuts = tuple(Cut(item=item, stops_pct=100 * share) for item, share in more.items() if share > 0)
    return levers.model_copy(update={"flows": (*levers.flows, *cuts)})


def changed_tables(tables: Tables, levers: Levers, base: Assessment, flows: bool = True) -> Tables:
    """The tables of the scenario, with or without its flows; the same object if no lever changes a row."""
    found = tables
    for rule in levers.rules:
        if not rule.buyers or base.buyer in rule.buyers:
            found = _with_rule(found, rule, base)
    for place, new in enumerate(levers.new_rules):
        if not new.buyers or base.buyer in new.buyers:
            found = _with_new(found, new, new_id(place), base)
    if levers.act is not None:
        found = _with_act(found, levers.act, base)
    return _with_flows(found, levers, base) if flows else found


def reassessed(base: Assessment, changed: Tables) -> Assessment:
    """The assessment of a scenario: all readings from its tables but Dependence, which no lever touches."""
    return assessed_again(base, changed, TABLES - MADE_OF["dependence"])


def _with_rule(tables: Tables, rule: Rule, base: Assessment) -> Tables:
    """The tables with a measure, or the part of it that covers the goods named, in another state on the day."""
    versions, coverage = tables["measure_versions"], tables["control_coverage"]
    own = coverage["measure_id"] == rule.measure
    moved = own & coverage["basket_group"].isin(rule.goods) if rule.goods else own
    day = pd.Timestamp(base.days[0])
    row: dict[str, Any] = {"measure_id": rule.measure, "known_from": day, "effective": f"{day:%Y-%m-%d}"}
    if rule.state == "suspended":
        row["suspended_from"] = f"{day:%Y-%m-%d}"
    if rule.state == "lifted":
        row["ended_on"] = f"{day:%Y-%m-%d}"
    if moved.equals(own):
        kept = versions[versions["measure_id"] != rule.measure]
        return Changed(tables, measure_versions=_appended(kept, [row]))
    part = rule.measure + PART
    measures = tables["measures"]
    copy = measures[measures["measure_id"] == rule.measure].assign(measure_id=part)
    return Changed(
        tables,
        measures=pd.concat([measures, copy], ignore_index=True),
        measure_versions=_appended(versions, [row | {"measure_id": part}]),
        control_coverage=coverage.assign(measure_id=coverage["measure_id"].mask(moved, part)),
    )


def _with_new(tables: Tables, new: NewRule, measure: str, base: Assessment) -> Tables:
    """The tables with a rule of the supplier against the country that is on no list yet, in force on the day."""
    day = pd.Timestamp(base.days[0])
    row = {"measure_id": measure, "imposer": base.supplier, "addressee": base.country, "title": new.name}
    version = {"measure_id": measure, "known_from": day, "effective": f"{day:%Y-%m-%d}"}
    cover = {"measure_id": measure, "buyer_class": "civil", "coverage": new.coverage, "step": new.step}
    rows = [
        cover | {"basket_group": group, "materials": ";".join(members(group, tables, base.method))}
        for group in new.goods
    ]
    return Changed(
        tables,
        measures=_appended(tables["measures"], [row]),
        measure_versions=_appended(tables["measure_versions"], [version]),
        control_coverage=_appended(tables["control_coverage"], rows),
    )


def _with_act(tables: Tables, intensity: float, base: Assessment) -> Tables:
    """The tables with the step itself as an act of the supplier against the country on the day."""
    day = pd.Timestamp(base.days[0])
    row = {
        "event_id": ACT, "date": day, "initiator": base.supplier, "target": base.country, "addressee": base.country,
        "kind": "act", "intensity": intensity, "materials": "REE", "headline": ACT_TITLE, "known_from": day,
        "source_key": "assumed", "verified": False,
    }  # fmt: skip
    return Changed(tables, events=_appended(tables["events"], [row]))


def _with_flows(tables: Tables, levers: Levers, base: Assessment) -> Tables:
    """The tables with a shortfall on the day for each item on file whose flow stops in part."""
    present = _present(base)
    rows = [
        {"reporter": base.supplier, "partner": base.country, "flow": "export", "material": item,
         "product": base.method.stress.magnets_product if item == "magnets" else f"{NEW}{item}",
         "period": str(base.days[0]), "frequency": "M", "yoy_pct": -_shortfall(base, item, share),
         "known_from": pd.Timestamp(base.days[0]), "derived": True, "source_key": "assumed"}
        for item, share in stops(levers, tables, base.method).items()
        if item in present
    ]  # fmt: skip
    return Changed(tables, trade_flows=_appended(tables["trade_flows"], rows)) if rows else tables


def _present(base: Assessment) -> set[str]:
    """Items that Stress reads on the day: a flow of which nothing is on file cannot enter it."""
    return {item for row, item in enumerate(base.stress.items) if not np.isnan(base.stress.n[row, 0])}


def _shortfall(base: Assessment, item: str, share: float) -> float:
    """n of an item once `share` of what it ships now stops; counted from the normal flow if none counts now."""
    rows, limit = base.stress.observations, base.method.stress.max_age_days["flow"]
    at = newest_rows(rows, item, "flow", limit, base.days)[0]
    if at < 0:
        return 100 * share
    row = rows.iloc[at]
    if row["change"]:
        left = 1 + row["figure"] / 100
    else:
        left = row["figure"] / row["reference"] if pd.notna(row["reference"]) else 1 - row["n"] / 100
    return float(min(100.0, max(0.0, 100 * (1 - left * (1 - share)))))


def _appended(frame: pd.DataFrame, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """The frame with rows below it, of its own types; what a row does not name stays missing."""
    if not rows:
        return frame
    more = pd.DataFrame([{column: row.get(column) for column in frame.columns} for row in rows])
    return pd.concat([frame, more.astype(frame.dtypes.to_dict())], ignore_index=True)


def _called(levers: Levers, names: Mapping[str, str]) -> dict[str, str]:
    """The names with those of the measures that only a scenario has."""
    parts = {rule.measure + PART: names.get(rule.measure, rule.measure) for rule in levers.rules}
    new = {new_id(place): f"{one.name} (assumed)" for place, one in enumerate(levers.new_rules)}
    return {**names, **parts, **new, ACT: ACT_TITLE}


def _told(
    found: Explanation, after: Assessment, stopped: Mapping[str, float], names: Mapping[str, str]
) -> Explanation:
    """The parts as a reader reads them: a measure once though only some of its goods move, flows as assumed."""
    parts = found.parts.assign(
        kind=WHAT_IF,
        id=found.parts["id"].map(plain_id),
        label=[_label(row, after, stopped, names) for row in found.parts.itertuples(index=False)],
    )
    parts = parts.groupby(["reading", "kind", "id", "label"], as_index=False, sort=False)["points"].sum()
    parts = parts.sort_values("points", key=lambda column: -column.abs(), kind="stable", ignore_index=True)
    parts = parts[list(PART_COLUMNS)]
    return Explanation(None, found.end, found.points, parts, found.points - float(parts["points"].sum()))


def _label(row: Any, after: Assessment, stopped: Mapping[str, float], names: Mapping[str, str]) -> str:
    moved = f"{row.id.split('|')[-1]}{PART}"
    if row.reading == "controls" and moved in after.controls.measure_ids:
        group = row.id.split("|")[0]
        at = [
            f"{one}|{name}"
            for one, name in zip(after.controls.groups, after.controls.measure_ids, strict=True)
        ]
        if f"{group}|{moved}" in at:
            return label_of(after, ("controls", f"{group}|{moved}", ""), 0, names)
    if row.reading == "stress" and row.id in stopped:
        return f"{names.get(row.id, row.id)}: {100 * stopped[row.id]:.0f} % of the flow assumed to stop"
    return str(row.label)


def _idle(levers: Levers, tables: Tables, base: Assessment) -> list[str]:
    """Levers that move no reading, and why."""
    found = []
    measures, coverage = tables["measures"].set_index("measure_id"), tables["control_coverage"]
    bound = base.method.scope.addressees(base.country)
    for rule in levers.rules:
        row = measures.loc[rule.measure] if rule.measure in measures.index else None
        if row is None or row["imposer"] != base.supplier:
            found.append(f"{rule.measure}: no rule of {base.supplier}; Controls does not read it")
        elif row["addressee"] not in bound:
            found.append(
                f"{rule.measure}: addressed to {row['addressee']}, which does not bind {base.country}"
            )
        elif not (coverage["measure_id"] == rule.measure).any():
            found.append(f"{rule.measure}: covers no group of goods; Controls does not read it")
    if levers.act is not None and np.isnan(base.tension.value[0]):
        found.append(f"the act itself: Tension is not read for {base.country}")
    every: Sequence[Rule | NewRule] = (*levers.rules, *levers.new_rules)
    for lever in every:
        if lever.buyers and base.buyer not in lever.buyers:
            name = lever.measure if isinstance(lever, Rule) else lever.name
            found.append(
                f"{name}: assumed for {' and '.join(lever.buyers)} buyers only, not for {base.buyer}"
            )
    present = _present(base)
    missing = [item for item in stops(levers, tables, base.method) if item not in present]
    if missing:
        found.append(
            f"{', '.join(missing)}: no flow or price on file that counts on {base.days[0]}; Stress cannot read what stops"
        )
    return found
