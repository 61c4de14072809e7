"""What falls due, and what happens by itself if nobody acts?

Works on tables deadlines, measures and control_coverage. Days are counted from the day the caller
names (the real date for a calendar, a past day for a past question), with what was known by then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from chokepoint.evidence.measure_bars import BY_INSTRUMENT
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
# Parts of a note that only repeat the state.
SAID = frozenset(
    {
        "",
        "open",
        "passed",
        "scheduled",
        "agreed",
        "outcome not found",
        "formal notice not seen",
        "formal notices not seen",
    }
)
SCHEDULED = "scheduled"
SETTLED = ("met", "extended", "lapsed")


@dataclass(frozen=True)
class Due:
    """One deadline: days left (negative: past), default effect, goods and buyers it hits, state and a note on it.

    `goods` and `buyers` are those that control_coverage tells; without any, `named_goods` and `named_buyers` are
    what the measure names.
    """

    deadline_id: str
    due_on: date
    days: int
    title: str
    imposer: tuple[str, ...]
    addressee: tuple[str, ...]
    default_effect: str
    goods: tuple[str, ...]
    buyers: tuple[str, ...]
    named_goods: tuple[str, ...]
    named_buyers: tuple[str, ...]
    state: str
    state_words: str
    state_note: str
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
    ids = [row.measure_id] if isinstance(row.measure_id, str) else []
    goods, buyers = covered_by(ids, tables)
    named = named_by(ids, tables) if ids and not goods else ((), ())
    return Due(
        deadline_id=row.deadline_id,
        due_on=due_on,
        days=(due_on - counted_from).days,
        title=row.title,
        imposer=tuple(row.imposer.split(";")),
        addressee=tuple(row.addressee.split(";")),
        default_effect=row.default_effect,
        goods=goods,
        buyers=buyers,
        named_goods=named[0],
        named_buyers=named[1],
        state=row.state,
        state_words=STATE_WORDS[row.state],
        # A note may tell what became known since: it stays with the day on which the row was checked.
        state_note=_note(row.state_note) if row.as_of.date() <= counted_from else "",
        as_of=row.as_of.date(),
        verified=bool(row.verified),
        source_key=row.source_key,
    )


def covered_by(ids: Sequence[str], tables: Tables) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Goods and classes of buyers that measures cover, with those of the measures that they suspend."""
    measures, coverage = tables["measures"], tables["control_coverage"]
    suspends = measures.loc[measures["measure_id"].isin(ids), "suspends"].dropna()
    every = {*ids, *(one for joined in suspends for one in joined.split(";"))}
    rows = coverage[coverage["measure_id"].isin(every) & (coverage["coverage"] != "none")]
    rows = rows.sort_values(["basket_group", "buyer_class"], kind="stable")
    goods = dict.fromkeys(GROUPS.get(group, group) for group in rows["basket_group"])
    return tuple(goods), tuple(dict.fromkeys(rows["buyer_class"]))


def named_by(ids: Sequence[str], tables: Tables) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Materials that measures name, and the class of buyers that their instrument is for."""
    measures, materials = tables["measures"], tables["materials"]
    measures = measures[measures["measure_id"].isin(ids)]
    names = dict(zip(materials["material"], materials["name"], strict=True))
    codes = [one for joined in measures["materials"].dropna() for one in joined.split(";")]
    buyers = [BY_INSTRUMENT[one] for one in measures["instrument"] if one in BY_INSTRUMENT]
    return tuple(dict.fromkeys(names.get(one, one) for one in codes)), tuple(dict.fromkeys(buyers))


def _note(text: Any) -> str:
    """The note on a state, without the words that the state itself says."""
    parts = [] if pd.isna(text) else [part.strip() for part in str(text).split(";")]
    return "; ".join(part for part in parts if part.lower() not in SAID)
