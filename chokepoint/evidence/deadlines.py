"""What falls due, and what happens by itself if nobody acts?

Works on tables deadlines, measures and control_coverage. Days are counted from the day the caller
names (the real date for a calendar, a past day for a past question), with what was known by then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from chokepoint.evidence.names import GROUPS
from chokepoint.evidence.periods import days_of

Tables = Mapping[str, pd.DataFrame]
STATE_WORDS = {
    "passed_unknown": "outcome not on file",
    "agreed": "agreed; formal notice not seen",
    "open": "open",
    "scheduled": "applies by itself",
    "met": "met",
    "extended": "prolonged",
    "lapsed": "lapsed",
}
SCHEDULED = "scheduled"
SETTLED = ("met", "extended", "lapsed")


@dataclass(frozen=True)
class Due:
    """One deadline: days left (negative: past), default effect, goods and buyers it hits, state."""

    deadline_id: str
    due_on: date
    days: int
    title: str
    imposer: tuple[str, ...]
    addressee: tuple[str, ...]
    default_effect: str
    goods: tuple[str, ...]
    buyers: tuple[str, ...]
    state: str
    state_words: str
    as_of: date
    verified: bool
    source_key: str

    @property
    def overdue(self) -> bool:
        """True if the day has passed and what became of it is not on file."""
        return self.days < 0 and self.state not in SETTLED

    @property
    def known_later(self) -> bool:
        """True if the state on file is of a day after the one counted from."""
        return self.as_of > self.due_on - timedelta(days=self.days)

    @property
    def open(self) -> bool:
        """True unless it is settled; what was settled later was still open before its day."""
        return self.state not in SETTLED or (self.known_later and self.days >= 0)


def due(tables: Tables, day: date, counted_from: date) -> list[Due]:
    """Open deadlines known on `day`, overdue first (oldest first), then by due date.

    `counted_from` is the day from which the days left are counted. A row holds one state, that of its last check:
    where it was checked later than that day, the deadline stands as it was before it fell due (Due.known_later).
    """
    deadlines = tables["deadlines"]
    known = deadlines[days_of(deadlines["known_from"]) <= pd.Timestamp(day).to_datetime64()]
    found = [_due(row, tables, counted_from) for row in known.itertuples(index=False)]
    return sorted(
        filter(lambda item: item.open, found),
        key=lambda item: (not item.overdue, item.due_on, item.deadline_id),
    )


def _due(row, tables: Tables, counted_from: date) -> Due:  # type: ignore[no-untyped-def]
    due_on = row.due_on.date()
    covered = _covered(row.measure_id, tables)
    return Due(
        deadline_id=row.deadline_id,
        due_on=due_on,
        days=(due_on - counted_from).days,
        title=row.title,
        imposer=tuple(row.imposer.split(";")),
        addressee=tuple(row.addressee.split(";")),
        default_effect=row.default_effect,
        goods=tuple(dict.fromkeys(GROUPS.get(group, group) for group in covered["basket_group"])),
        buyers=tuple(dict.fromkeys(covered["buyer_class"])),
        state=row.state,
        state_words=STATE_WORDS[row.state],
        as_of=row.as_of.date(),
        verified=bool(row.verified),
        source_key=row.source_key,
    )


def _covered(measure_id: str | float, tables: Tables) -> pd.DataFrame:
    """Rows of control_coverage of a measure and of the measures it suspends."""
    measures, coverage = tables["measures"], tables["control_coverage"]
    ids = [measure_id] if isinstance(measure_id, str) else []
    suspends = measures.loc[measures["measure_id"].isin(ids), "suspends"].dropna()
    ids += [one for joined in suspends for one in joined.split(";")]
    rows = coverage[coverage["measure_id"].isin(ids) & (coverage["coverage"] != "none")]
    return rows.sort_values(["basket_group", "buyer_class"], kind="stable")
