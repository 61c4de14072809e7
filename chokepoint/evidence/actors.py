"""Who uses which instrument against whom, and in which legal state is each measure on the day?

Works on tables measures and measure_versions. Counts of measures, not of their weight: one list of
twenty firms is one measure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from chokepoint.evidence.measure_bars import CONTROL
from chokepoint.evidence.measures import State, states_on
from chokepoint.method import WORLD

Tables = Mapping[str, pd.DataFrame]
OTHER = "Other"
FAMILIES = {
    "licence": "Licence",
    "ban": "Ban on goods",
    "informal_halt": "Ban on goods",
    "end_use_ban": "Military users",
    "entity_list": "Firms listed",
    "watch_list": "Watch list",
    "technology_rule": "Technology, goods abroad",
    "extraterritorial_rule": "Technology, goods abroad",
    "procurement_ban": "Procurement",
    "reporting_duty": "Reporting, output",
    "output_control": "Reporting, output",
    "regulation": "Reporting, output",
}
COLUMNS = (*dict.fromkeys(FAMILIES.values()), OTHER)
STATES = (State.IN_FORCE, State.SUSPENDED, State.LAPSED_UNCONFIRMED, State.ANNOUNCED, State.LIFTED)


@dataclass(frozen=True)
class Entry:
    """A measure in a cell: its id and its legal state on the day."""

    measure_id: str
    state: State


Matrix = dict[tuple[str, str], dict[str, list[Entry]]]


def matrix(tables: Tables, measures: pd.DataFrame, day: date) -> Matrix:
    """Controls announced by the day: (imposer, addressee) → family of instruments → measures with state."""
    rows = measures[measures["category"] == CONTROL]
    found = states_on(tables["measure_versions"], rows["measure_id"], day)
    cells: Matrix = {}
    ordered = rows.assign(
        place=[_place(*sides) for sides in zip(rows["imposer"], rows["addressee"], strict=True)]
    )
    ordered = ordered.sort_values(["imposer", "place", "addressee", "announced", "measure_id"])
    for row in ordered.itertuples(index=False):
        if row.measure_id in found:
            line = cells.setdefault((row.imposer, row.addressee), {})
            entry = Entry(row.measure_id, found[row.measure_id])
            line.setdefault(FAMILIES.get(row.instrument, OTHER), []).append(entry)
    return cells


def _place(imposer: str, addressee: str) -> int:
    """Rules on everybody first, those on the own producers last."""
    return 0 if addressee == WORLD else 2 if addressee == imposer else 1


def counts(entries: list[Entry]) -> dict[State, int]:
    """Measures of a cell by state, states without any left out."""
    found = {state: sum(entry.state == state for entry in entries) for state in STATES}
    return {state: count for state, count in found.items() if count}
