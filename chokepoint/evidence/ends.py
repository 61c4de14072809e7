"""Which truces and suspensions end on a day that no deadline on file names?

Works on tables deadlines, measures, measure_versions and control_coverage. The list of deadlines begins late;
the ends of truces and suspensions were announced with them. An end stands as it was known on the day, never
as it was moved later, and only where no deadline known by then falls on the same day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd

from chokepoint.evidence.deadlines import Due, covered_by, due, named_by
from chokepoint.evidence.measure_bars import TRUCE
from chokepoint.evidence.measures import SUSPENSION_END, State, states
from chokepoint.evidence.periods import days_of

Tables = Mapping[str, pd.DataFrame]
GROUNDS = {
    "published_text": "end in the published text",
    "announced": "end as announced",
    "agreed": "agreed; formal notice not seen",
    "reported": "end as reported",
}
# Measures of one end that a title names; more are counted.
NAMED = 3


def falls_due(tables: Tables, day: date, counted_from: date) -> list[Due]:
    """Open deadlines (evidence.deadlines.due) and, beside them, known ends to come; overdue first, then by date."""
    listed = due(tables, day, counted_from)
    found = [*listed, *ends(tables, day, counted_from)]
    return sorted(found, key=lambda item: (not item.overdue, item.due_on, item.deadline_id))


def evidence_of(items: Sequence[Due]) -> pd.DataFrame:
    """One row per item with what a level of evidence asks for: deadline_id, verified, source_key."""
    rows = [(item.deadline_id, item.verified, item.source_key) for item in items]
    return pd.DataFrame(rows, columns=["deadline_id", "verified", "source_key"])


def ends(tables: Tables, day: date, counted_from: date) -> list[Due]:
    """Ends to come of truces and of suspended measures, by what was known on `day`.

    Measures whose ends are of one day, one source and one ground are one item.
    """
    versions = tables["measure_versions"]
    known = versions[days_of(versions["known_from"]) <= np.datetime64(day, "D")]
    known = known[known["measure_id"].isin(known.loc[known[SUSPENSION_END].notna(), "measure_id"])]
    if known.empty:
        return []
    found = states(known, np.array([day], "datetime64[D]"))
    deadlines = tables["deadlines"]
    told = set(deadlines.loc[deadlines["known_from"] <= pd.Timestamp(day), "due_on"].dt.date)
    measures = tables["measures"].set_index("measure_id")
    newest = known[known[SUSPENSION_END].notna()].sort_values("known_from").groupby("measure_id").tail(1)
    rows = []
    for row in newest.itertuples(index=False):
        position = found.row(row.measure_id)
        until = found.suspended_until[position, 0].astype(object)
        if row.measure_id not in measures.index or until in told or until < counted_from:
            continue
        measure = measures.loc[row.measure_id]
        truce = measure["instrument"] == TRUCE
        if found.state[position, 0] in ((State.ANNOUNCED, State.IN_FORCE) if truce else (State.SUSPENDED,)):
            rows.append(((until, not truce, row.source_key, row.ground, bool(row.verified)), row, measure))
    rows.sort(key=lambda one: (one[0], one[1].measure_id))
    return [
        _due(list(group), until, truce=not controls, tables=tables, counted_from=counted_from)
        for (until, controls, *_), group in groupby(rows, key=lambda one: one[0])
    ]


def _due(group: list[Any], until: date, *, truce: bool, tables: Tables, counted_from: date) -> Due:
    rows, measures = [row for _, row, _ in group], [measure for _, _, measure in group]
    ids = [row.measure_id for row in rows]
    imposers = tuple(dict.fromkeys(measure["imposer"] for measure in measures))
    addressees = tuple(dict.fromkeys(measure["addressee"] for measure in measures))
    goods, buyers = covered_by(ids, tables)
    named = ((), ()) if goods else named_by(ids, tables)
    first = rows[0]
    return Due(
        deadline_id=f"end-{ids[0]}-{until}",
        due_on=until,
        days=(until - counted_from).days,
        title=_title([measure["title"] for measure in measures], truce),
        # A truce binds both sides.
        imposer=(*imposers, *addressees) if truce else imposers,
        addressee=(*addressees, *imposers) if truce else addressees,
        default_effect="what it paused may apply again" if truce else "what is suspended may apply again",
        goods=goods,
        buyers=buyers,
        named_goods=named[0],
        named_buyers=named[1],
        state="agreed" if first.ground == "agreed" else "open",
        state_words=GROUNDS.get(first.ground, "end on file"),
        state_note="",
        as_of=max(row.known_from for row in rows).date(),
        verified=bool(first.verified),
        source_key=first.source_key,
    )


def _title(titles: Sequence[str], truce: bool) -> str:
    """What ends; of a title only its name, as the rest may tell what became of it later."""
    names = [title.split(":")[0].split(",")[0] for title in titles]
    if truce:
        return f"{' and '.join(names)} ends"
    told = ", ".join(names) if len(names) <= NAMED else f"{len(names)} measures, among them {names[0]},"
    return f"Suspension of {told} ends"
