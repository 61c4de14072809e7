"""What did each side say about a topic after a meeting, and do the accounts agree?

Works on tables readouts and events. Silence of an account that was seen is something it says; an account
that was not found stays a blank. Where both accounts are silent, nobody speaks of the topic: that is no agreement.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

SAME, PARTIAL, CONFLICT, ONE_SIDE = "same", "partial", "conflict", "one_side"
# Both accounts were seen and both are silent: worked out from the rows, whatever they call it.
NEITHER = "neither"
NOT_SEEN = "not_seen"
BOTH = 2
# A topic has a column of its own once it was told at two meetings; the others share the last one.
OWN_COLUMN = 2


@dataclass(frozen=True)
class Account:
    """What one side's account says on a topic, or that it is silent or was not found."""

    side: str
    said: str
    text: str
    source_key: str
    verified: bool


@dataclass(frozen=True)
class Exchange:
    """One topic at one meeting, told by both sides."""

    event_id: str
    date: date
    meeting: str
    topic: str
    agreement: str
    first: Account | None
    second: Account | None

    @property
    def key(self) -> str:
        """Lasting key of the exchange: meeting and topic."""
        return f"{self.event_id}.{self.topic.replace(' ', '-')}"

    @property
    def accounts(self) -> tuple[Account, ...]:
        """The accounts on file, that of the exposed country first."""
        return tuple(account for account in (self.first, self.second) if account is not None)

    @property
    def only(self) -> str | None:
        """The side that alone tells it; None where both tell it or the accounts do not show who does."""
        telling = [account.side for account in self.accounts if account.said == "yes"]
        return telling[0] if self.agreement == ONE_SIDE and len(telling) == 1 else None


def exchanges(
    readouts: pd.DataFrame, events: pd.DataFrame, country: str, supplier: str, on: date, sides: int = BOTH
) -> list[Exchange]:
    """Topics of meetings with accounts of both sides known on the day, newest meeting first.

    `sides`: how many sides at least have an account on file of the meeting; 1 takes those that one side alone tells,
    unless a third country tells it too: then it is a meeting of others.
    """
    known = readouts[readouts["known_from"] <= pd.Timestamp(on)]
    ours = known["side"].isin([country, supplier])
    rows = known[ours]
    told_by = rows.groupby("event_id")["side"].nunique()
    rows = rows[rows["event_id"].isin(told_by.index[told_by >= sides])]
    of_others = set(known.loc[~ours, "event_id"]) - set(told_by.index[told_by >= BOTH])
    rows = rows[~rows["event_id"].isin(of_others)]
    # Dictionaries, not a join: pandas cannot join on a column of text without rows.
    dates, names = (
        dict(zip(events["event_id"], events[column], strict=True)) for column in ("date", "headline")
    )
    rows = rows.assign(
        date=[dates.get(event_id, pd.NaT) for event_id in rows["event_id"]],
        headline=[names.get(event_id) for event_id in rows["event_id"]],
    )
    points: dict[tuple[str, str], list[Any]] = {}
    for row in rows.itertuples(index=False):
        points.setdefault((row.event_id, row.topic), []).append(row)
    found = [_exchange(point, country, supplier) for point in points.values()]
    return sorted(
        sorted(found, key=lambda one: one.topic), key=lambda one: (one.date, one.event_id), reverse=True
    )


def by_meeting(found: Sequence[Exchange]) -> dict[str, list[Exchange]]:
    """Exchanges by meeting, in the order given."""
    meetings: dict[str, list[Exchange]] = {}
    for exchange in found:
        meetings.setdefault(exchange.event_id, []).append(exchange)
    return meetings


def own_topics(found: Sequence[Exchange]) -> list[str]:
    """Topics told at two meetings or more, the most told first."""
    counts = Counter(exchange.topic for exchange in spoken_of(found))
    return sorted((t for t, n in counts.items() if n >= OWN_COLUMN), key=lambda t: (-counts[t], t.casefold()))


def agreements(found: Sequence[Exchange]) -> Mapping[str, int]:
    """How many exchanges are alike, partly alike, contradictory, told by one side, by neither."""
    counts = Counter(exchange.agreement for exchange in found)
    return {word: counts[word] for word in (SAME, PARTIAL, CONFLICT, ONE_SIDE, NEITHER)}


def spoken_of(found: Sequence[Exchange]) -> list[Exchange]:
    """The exchanges without those of which neither side speaks: what shares are made of."""
    return [exchange for exchange in found if exchange.agreement != NEITHER]


def _exchange(point: Sequence[Any], country: str, supplier: str) -> Exchange:
    """The exchange of the rows of one meeting and topic."""
    row = point[0]
    day = row.known_from if pd.isna(row.date) else row.date
    accounts = {account.side: account for account in map(_account, point)}
    silent = len(accounts) == BOTH and all(account.said == "no" for account in accounts.values())
    meeting = row.event_id if pd.isna(row.headline) else str(row.headline)
    return Exchange(
        row.event_id,
        day.date(),
        meeting,
        row.topic,
        NEITHER if silent else str(row.agreement),
        accounts.get(country),
        accounts.get(supplier),
    )


def _account(row) -> Account:  # type: ignore[no-untyped-def]
    return Account(row.side, row.said, row.text, row.source_key, bool(row.verified))
