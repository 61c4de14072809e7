"""What should an editor look at next? Rows on weak sources, and states whose day has passed.

Works on the whole snapshot; the second list counts from the day the caller names (the real date).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from chokepoint.contract import Contract
from chokepoint.evidence.commitments import OPEN, PENDING
from chokepoint.evidence.deadlines import SETTLED
from chokepoint.evidence.measures import State, states
from chokepoint.evidence.periods import last_day

Tables = Mapping[str, pd.DataFrame]
# Kinds of sources that only pass on what another one says.
SECOND_HAND = ("copy", "opinion")
# States of a project that has not begun to produce.
NOT_STARTED = ("planned", "construction", "study")
NOT_VERIFIED = "not verified"
KEPT = "kept"
SOURCE_COLUMNS = ("table", "why", "origin", "title", "rows", "source_key", "url")
PAST_COLUMNS = ("table", "id", "what", "state on file", "day passed", "days ago")


def primary_wanted(tables: Tables, contract: Contract) -> pd.DataFrame:
    """Sources whose rows want a primary one, by table: copies and opinions, and facts not read in the source.

    One row a table, reason and source, most rows first; a row of either kind is counted once, as the kind.
    """
    sources = tables["sources"].set_index("source_key")
    found = []
    for table in contract.tables.values():
        if not table.has("source_key") or table.name == "sources" or table.name not in tables:
            continue
        rows = tables[table.name]
        kind = rows["source_key"].map(sources["kind"])
        checked = rows["verified"].fillna(False) if table.has("verified") else pd.Series(True, rows.index)
        derived = rows["derived"].fillna(False) if table.has("derived") else pd.Series(False, rows.index)
        unread = (~checked.astype(bool) & ~derived.astype(bool)).to_numpy()
        why = np.where(kind.isin(SECOND_HAND), kind.astype("object"), np.where(unread, NOT_VERIFIED, ""))
        counted = pd.DataFrame({"why": why, "source_key": rows["source_key"]}).query("why != ''")
        for (reason, key), count in counted.groupby(["why", "source_key"]).size().items():
            at = sources.loc[key] if key in sources.index else None
            told = ("", "", None) if at is None else (at["origin"], at["title"], at["url"])
            found.append((table.name, reason, *told[:2], int(count), key, told[2]))
    frame = pd.DataFrame(found, columns=list(SOURCE_COLUMNS))
    return frame.sort_values(
        ["rows", "table", "source_key"], ascending=[False, True, True], ignore_index=True
    )


def past_their_day(tables: Tables, today: date) -> pd.DataFrame:
    """States on file whose day has passed: deadlines, suspensions, promises and starts of projects.

    A promise last seen kept before its day is among them: whether it held to the end is not on file. One row an
    item, the longest past first.
    """
    found = [*_deadlines(tables), *_suspensions(tables, today), *_promises(tables), *_projects(tables)]
    rows = [
        (table, key, what, state, day, (today - day).days)
        for table, key, what, state, day in found
        if day < today
    ]
    frame = pd.DataFrame(rows, columns=list(PAST_COLUMNS))
    return frame.sort_values(["days ago", "id"], ascending=[False, True], ignore_index=True)


Item = tuple[str, str, str, str, date]


def _deadlines(tables: Tables) -> list[Item]:
    rows = tables["deadlines"]
    open_ones = rows[~rows["state"].isin(SETTLED)]
    return [
        ("deadlines", row.deadline_id, row.title, row.state.replace("_", " "), row.due_on.date())
        for row in open_ones.itertuples(index=False)
    ]


def _suspensions(tables: Tables, today: date) -> list[Item]:
    found = states(tables["measure_versions"], np.array([today], "datetime64[D]"))
    titles = tables["measures"].set_index("measure_id")["title"]
    return [
        (
            "measure_versions",
            measure,
            str(titles.get(measure, measure)),
            "suspended; no later version on file",
            until.astype("datetime64[D]").astype(object),
        )
        for measure, state, until in zip(
            found.measure_ids, found.state[:, 0], found.suspended_until[:, 0], strict=True
        )
        if state == State.LAPSED_UNCONFIRMED
    ]


def _promises(tables: Tables) -> list[Item]:
    steps = tables["commitment_status"].sort_values(["date", "known_from"], kind="stable")
    latest = steps.groupby("commitment_id")[["status", "date"]].last()
    due = tables["commitments"].dropna(subset=["due_on"])
    found = []
    for row in due.itertuples(index=False):
        day, known = _as_day(row.due_on), row.commitment_id in latest.index
        status, seen = latest.loc[row.commitment_id] if known else (PENDING, None)
        early = status == KEPT and _as_day(seen) < day
        if status in OPEN or early:
            state = (
                f"{status}, last seen {_as_day(seen)}, before its day" if early else status.replace("_", " ")
            )
            found.append(("commitments", row.commitment_id, row.text, state, day))
    return found


def _projects(tables: Tables) -> list[Item]:
    rows = tables["projects"].dropna(subset=["start_year"])
    waiting = rows[rows["state"].isin(NOT_STARTED)]
    return [
        (
            "projects",
            row.project_id,
            f"{row.company}, {row.title}",
            row.state,
            date(int(row.start_year), 12, 31),
        )
        for row in waiting.itertuples(index=False)
    ]


def _as_day(value: object) -> date:
    return value.date() if isinstance(value, pd.Timestamp) else last_day(str(value))
