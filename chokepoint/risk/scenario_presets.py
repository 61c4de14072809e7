"""Which scenarios are offered: what the open deadlines of the data do by default, and what was done before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from chokepoint.config import PresetSettings, ScenarioSettings
from chokepoint.evidence.deadlines import Due, due
from chokepoint.evidence.measures import State
from chokepoint.evidence.periods import days_of
from chokepoint.method import Window
from chokepoint.risk.scenario import valued_on
from chokepoint.risk.scenario_levers import Cut, Legal, Levers, NewRule, Rule
from chokepoint.risk.score import Assessment, Tables

HALT = "a halt without a text"
RELIEF, SCHEDULED = "relief", "scheduled"


@dataclass(frozen=True)
class Preset:
    """A scenario on offer: its name and title, its levers, and the deadline it comes from (None: history).

    `says`: what happens by default, in the words of the deadline; "" for history. `why_not`: why its levers
    cannot be had from the data; "" if they can.
    """

    name: str
    title: str
    says: str
    levers: Levers
    deadline: Due | None = None
    why_not: str = ""


def presets(
    tables: Tables, found: Assessment, settings: ScenarioSettings, on: date, today: date
) -> dict[str, Preset]:
    """Scenarios by name: the open deadlines known on `today`, then those of the settings, on the day asked.

    `found`: the assessment that tells which rules are suspended and what flows now.
    """
    day = valued_on(found.method, on)
    offered = of_deadlines(tables, today)
    known = set(tables["measure_versions"]["measure_id"])
    offered += [_of_history(preset, found, day, known) for preset in settings.presets]
    return {preset.name: preset for preset in offered}


def of_deadlines(tables: Tables, today: date) -> list[Preset]:
    """What each open deadline known on `today` does by default; without levers where nothing follows by itself."""
    measures = tables["measures"].set_index("measure_id")
    rows = tables["deadlines"].set_index("deadline_id")["measure_id"]
    return [
        _of_deadline(item, measures.loc[name] if (name := rows[item.deadline_id]) in measures.index else None)
        for item in due(tables, today, today)
    ]


def _of_deadline(item: Due, measure: pd.Series | None) -> Preset:
    """What happens by default: a pause ends and its rules apply again, relief lapses, a scheduled rule begins.

    A deadline on which nothing follows by itself has no lever.
    """
    woken = measure["suspends"] if measure is not None else None
    state: Legal | None = None
    if measure is None:
        names = []
    elif isinstance(woken, str) and woken:
        names, state = woken.split(";"), "in_force"
    else:
        names = [str(measure.name)]
        state = "lifted" if measure["category"] == RELIEF else "in_force" if item.state == SCHEDULED else None
    told = [{"measure": name, "state": state, "from": item.due_on} for name in names if state]
    rules = tuple(map(Rule.model_validate, told))
    return Preset(item.deadline_id, item.title, item.default_effect, Levers(rules=rules), item)


def _of_history(preset: PresetSettings, found: Assessment, day: date, known: set[str]) -> Preset:
    rules = [Rule(measure=measure, state=preset.state) for measure in preset.rules]
    if preset.suspended:
        rules += [Rule(measure=measure, state=preset.suspended) for measure in suspended_on(found, day)]
    new = (NewRule(name=HALT, step="ban", goods=preset.halt),) if preset.halt else ()
    flows = tuple(
        Cut(item=group, stops_pct=100) for group in preset.halt if group in found.method.stress.breadth
    )
    if preset.as_in:
        flows = tuple(
            Cut(item=item, stops_pct=share) for item, share in stopped_in(found, day, preset.as_in).items()
        )
    missing = [measure for measure in preset.rules if measure not in known]
    why_not = f"{', '.join(missing)} not in table measure_versions" if missing else ""
    if not (missing or rules or new or flows):
        why_not = "no rule is suspended and no flow of these months is on file"
    return Preset(
        preset.name, preset.title, "", Levers(rules=tuple(rules), new_rules=new, flows=flows), None, why_not
    )


def suspended_on(found: Assessment, day: date) -> list[str]:
    """Measures against the country that are suspended on a day of the score; none outside its days."""
    at, states = found.index(day), found.controls.states
    if at is None:
        return []
    return [name for name in states.measure_ids if states.state[states.row(name), at] == State.SUSPENDED]


def stopped_in(found: Assessment, day: date, window: Window) -> dict[str, float]:
    """Item → share of its present flow (%) that stops if it falls to the lowest seen in a span of months.

    Only items with a flow in these months and with one that counts on the day; a flow now lower than then: 0.
    """
    rows = found.stress.observations
    flows = rows[(rows["measure"] == "flow") & (rows["known_from"] <= pd.Timestamp(day))]
    limit = np.timedelta64(found.method.stress.max_age_days["flow"], "D")
    lowest: dict[str, float] = {}
    for item, own in flows.groupby("item"):
        then = own[(own["period"] >= window.start) & (own["period"].str[-7:] <= window.end)]
        now = own[np.datetime64(day, "D") - days_of(own["period_end"]) <= limit].tail(1)
        if len(then) and len(now) and now["n"].iloc[0] < 100:
            left, left_now = 100 - then["n"].max(), 100 - now["n"].iloc[0]
            lowest[str(item)] = max(0.0, 100 * (1 - left / left_now))
    return lowest
