"""Who promised what to whom, and what became of it by a day?

Works on tables commitments, commitment_status, events and, where delivery can be measured, trade_flows.
Whether a promise was kept is an editor's reading of dated steps; both sides' views stand beside it, and
no share of kept promises is made from it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from chokepoint.evidence.periods import last_day

Tables = Mapping[str, pd.DataFrame]
STATUSES = ("kept", "partly_kept", "pending", "disputed", "broken")
ACKNOWLEDGED = ("yes", "in part", "no")
OPEN = ("pending", "partly_kept", "disputed")
PENDING = "pending"
DELIVERED = ("kept", "partly_kept")
# Days as the views write them: 28 September 2026, September 2026.
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
WRITTEN = re.compile(rf"\b(?:(\d{{1,2}}) )?({'|'.join(MONTHS)}) (\d{{4}})\b")
NEW = "new promise, no step on file"
TELLS_LATER = "(left out: tells of a day after the one shown)"


@dataclass(frozen=True)
class Step:
    """A dated step in the life of a promise and the event that shows it."""

    date: date
    status: str
    note: str
    headline: str
    source_key: str
    verified: bool


@dataclass(frozen=True)
class Figure:
    """The newest published figure that measures delivery: t, net weight, as the customs state it."""

    quantity_t: float
    period: str
    product: str
    source_key: str


@dataclass(frozen=True)
class Promise:
    """One promise as it stood on a day.

    `overdue_days` counts from the day it was due while nothing is delivered; `late_days` from that day to a delivery after
    it, which stops the clock: what is still lacking then is told by the status, not by days that go on.
    `elsewhere`: its measure is no flow (evidence.delivery reads it).
    """

    commitment_id: str
    made_on: date
    promisor: str
    promisee: str
    text: str
    due_on: date | None
    acknowledged: str
    promisor_view: str
    promisee_view: str
    status: str
    status_as_of: date
    steps: tuple[Step, ...]
    overdue_days: int | None
    measured: bool
    figure: Figure | None
    verified: bool
    source_key: str
    notes: str
    elsewhere: bool = False
    late_days: int | None = None


def ledger(tables: Tables, parties: Collection[str], on: date) -> list[Promise]:
    """Promises made by or to the parties and known on the day, with the last status known by then.

    Overdue ones first (longest first), then open ones by due day, those without one after them, then the
    settled ones, newest first.
    """
    rows = tables["commitments"]
    known = rows[rows["known_from"] <= pd.Timestamp(on)]
    ours = known[known["promisor"].isin(parties) | known["promisee"].isin(parties)]
    steps = _steps(tables, on)
    found = [
        _promise(row, steps.get(row.commitment_id, ()), tables, on) for row in ours.itertuples(index=False)
    ]
    return sorted(found, key=_order)


def status_grid(promises: Sequence[Promise]) -> pd.DataFrame:
    """Counts: rows acknowledged (yes, in part, no), columns status."""
    counts = {word: [0] * len(ACKNOWLEDGED) for word in STATUSES}
    for promise in promises:
        counts[promise.status][ACKNOWLEDGED.index(promise.acknowledged)] += 1
    return pd.DataFrame(counts, index=list(ACKNOWLEDGED))


def known_since(
    tables: Tables, parties: Collection[str], on: date, until: date
) -> list[tuple[date, str, str, str]]:
    """Steps, and promises without one, that became known after one day and by another, newest first.

    Each is (day known, words of the promise, status, note).
    """
    promises = tables["commitments"].set_index("commitment_id")
    ours = promises[promises["promisor"].isin(parties) | promises["promisee"].isin(parties)]
    steps = _known_inside(tables["commitment_status"], on, until)
    steps = steps[steps["commitment_id"].isin(ours.index)]
    made = _known_inside(ours[~ours.index.isin(steps["commitment_id"])], on, until)
    found = [
        (row.known_from.date(), row.commitment_id, row.status, _text(row.note))
        for row in steps.itertuples(index=False)
    ]
    found += [(row.known_from.date(), row.Index, PENDING, NEW) for row in made.itertuples()]
    found.sort(key=lambda one: (-one[0].toordinal(), one[1]))
    return [(day, str(ours.at[key, "text"]), status, note) for day, key, status, note in found]


def latest_figure(flows: pd.DataFrame, joined: str, on: date) -> Figure | None:
    """The newest tonnes known on the day among the rows that a delivery filter picks."""
    rows = flows[(flows["known_from"] <= pd.Timestamp(on)) & flows["quantity_t"].notna()]
    for pair in joined.split("&"):
        column, value = pair.split("=", 1)
        rows = rows[rows[column] == value]
    if rows.empty:
        return None
    row = max(rows.itertuples(index=False), key=lambda one: (last_day(one.period), one.known_from))
    return Figure(float(row.quantity_t), row.period, row.product, row.source_key)


def told_by(view: str, on: date, last: date) -> str:
    """A side's view, or that it is left out because it tells of a day after `on`: views carry no day of their own.

    Days after `last`, the newest step on file, are plans, not later knowledge.
    """
    for day, month, year in WRITTEN.findall(view):
        if on < date(int(year), MONTHS.index(month) + 1, int(day or 1)) <= last:
            return TELLS_LATER
    return view


def _order(promise: Promise) -> tuple[int, int, str]:
    if promise.overdue_days:
        return (0, -promise.overdue_days, promise.commitment_id)
    if promise.status in OPEN:
        return (1, (promise.due_on or date.max).toordinal(), promise.commitment_id)
    return (2, -promise.status_as_of.toordinal(), promise.commitment_id)


def _known_inside(rows: pd.DataFrame, after: date, until: date) -> pd.DataFrame:
    return rows[(rows["known_from"] > pd.Timestamp(after)) & (rows["known_from"] <= pd.Timestamp(until))]


def _steps(tables: Tables, on: date) -> dict[str, tuple[Step, ...]]:
    """Steps known on the day by promise, oldest first."""
    rows = tables["commitment_status"]
    rows = rows[rows["known_from"] <= pd.Timestamp(on)].sort_values(["known_from", "date"], kind="stable")
    events = tables["events"]
    # A dictionary, not a join: pandas cannot join on a column of text without rows.
    shown = {
        event_id: (headline, key)
        for event_id, headline, key in zip(
            events["event_id"], events["headline"], events["source_key"], strict=True
        )
    }
    found: dict[str, list[Step]] = {}
    for row in rows.itertuples(index=False):
        headline, key = shown.get(row.event_id, ("", ""))
        step = Step(row.date.date(), row.status, _text(row.note), headline, key, bool(row.verified))
        found.setdefault(row.commitment_id, []).append(step)
    return {key: tuple(steps) for key, steps in found.items()}


def _promise(row, steps: Sequence[Step], tables: Tables, on: date) -> Promise:  # type: ignore[no-untyped-def]
    last = tables["commitment_status"]["known_from"].max()
    last = on if pd.isna(last) else last.date()
    due_on = None if pd.isna(row.due_on) else row.due_on.date()
    status = steps[-1].status if steps else PENDING
    late_days = _late_days(steps, due_on)
    late = due_on is not None and due_on < on and status in OPEN and late_days is None
    measured = row.delivery_table == "trade_flows" and isinstance(row.delivery_filter, str)
    return Promise(
        commitment_id=row.commitment_id,
        made_on=row.made_on.date(),
        promisor=row.promisor,
        promisee=row.promisee,
        text=row.text,
        due_on=due_on,
        acknowledged=row.acknowledged,
        promisor_view=told_by(_text(row.promisor_view), on, last),
        promisee_view=told_by(_text(row.promisee_view), on, last),
        status=status,
        status_as_of=steps[-1].date if steps else row.made_on.date(),
        steps=tuple(steps),
        overdue_days=(on - due_on).days if late and due_on else None,
        measured=measured,
        figure=latest_figure(tables["trade_flows"], row.delivery_filter, on) if measured else None,
        verified=bool(row.verified),
        source_key=row.source_key,
        notes=_text(row.notes),
        elsewhere=not measured and isinstance(row.delivery_filter, str),
        late_days=late_days,
    )


def _late_days(steps: Sequence[Step], due_on: date | None) -> int | None:
    """Days from the day due to the first of the last steps that tell of the status kept or partly kept, if it lies after it.

    A promise that was partly kept before its day, and is no more than that after it, has delivered nothing late.
    """
    if due_on is None or not steps or steps[-1].status not in DELIVERED:
        return None
    first = steps[-1]
    for step in reversed(steps):
        if step.status != steps[-1].status:
            break
        first = step
    return (first.date - due_on).days if first.date > due_on else None


def _text(value: object) -> str:
    return "" if value is None or value is pd.NA or value != value else str(value)
