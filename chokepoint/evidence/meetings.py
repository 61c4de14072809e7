"""How alike do two sides tell their meetings, one after the other, and where is a side silent on a topic?

Works on what evidence.readouts found and on table events. A share is told with its number; an account that
was not found makes a point not comparable, which is neither agreement nor silence. A point of which neither side
speaks is no point to compare either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import pandas as pd

from chokepoint.evidence.readouts import CONFLICT, NEITHER, NOT_SEEN, PARTIAL, SAME, Account, Exchange

FIRST, SECOND, NOT_COMPARABLE = "first", "second", "not_comparable"
KINDS = (SAME, PARTIAL, CONFLICT, FIRST, SECOND, NEITHER, NOT_COMPARABLE)
# How one side's account of a meeting stands to a topic.
TELLS, SILENT, NO_POINT, NO_ACCOUNT, LEFT_OUT = "tells", "silent", "no_point", "no_account", "left_out"
# How table events files meetings and calls.
TALK, CONSULT = "talk", "CONSULT"


@dataclass(frozen=True)
class Meeting:
    """A meeting or call with all points on file; `first` and `second` count what that side alone tells."""

    event_id: str
    date: date
    name: str
    points: tuple[Exchange, ...]
    counts: Mapping[str, int]

    @property
    def comparable(self) -> int:
        """Points of which both accounts were seen and one speaks: the number behind the share told alike."""
        return sum(self.counts.values()) - self.counts[NOT_COMPARABLE] - self.counts[NEITHER]

    @property
    def alike(self) -> int:
        """Points that both sides tell alike."""
        return self.counts[SAME]


@dataclass(frozen=True)
class Told:
    """What the accounts of one meeting hold on a topic: the points, and how each side stands to it."""

    meeting: Meeting
    points: tuple[Exchange, ...]
    sides: Mapping[str, str]


def kind_of(point: Exchange) -> str:
    """One of KINDS: not comparable unless both accounts were seen, whatever the row calls it."""
    if not (_seen(point.first) and _seen(point.second)):
        return NOT_COMPARABLE
    if point.agreement in (SAME, PARTIAL, CONFLICT, NEITHER):
        return point.agreement
    if point.only is None:
        return NOT_COMPARABLE
    return FIRST if point.first is not None and point.only == point.first.side else SECOND


def meetings(found: Sequence[Exchange]) -> list[Meeting]:
    """Meetings with the number of points of each kind, oldest first."""
    ordered = sorted(found, key=lambda point: (point.date, point.event_id))
    made = []
    for _, group in groupby(ordered, key=lambda point: point.event_id):
        points = tuple(group)
        counts = Counter(map(kind_of, points))
        named = points[0]
        made.append(
            Meeting(named.event_id, named.date, named.meeting, points, {kind: counts[kind] for kind in KINDS})
        )
    return made


def over_meetings(
    found: Sequence[Exchange], keys: Collection[str], sides: Sequence[str], speaks: Callable[[Exchange], bool]
) -> list[Told]:
    """Every meeting, newest first, with the points that speak of a topic and how each side stands to it.

    `found`: all points on file; `keys`: those that the level of evidence lists. A side without a point on the
    topic is told apart from a side without an account of the meeting.
    """
    made = []
    for meeting in reversed(meetings(found)):
        asked = [point for point in meeting.points if speaks(point)]
        points = tuple(point for point in asked if point.key in keys)
        held_back = bool(asked) and not points
        made.append(
            Told(meeting, points, {side: _stands(side, meeting, points, held_back) for side in sides})
        )
    return made


def without_account(
    readouts: pd.DataFrame, events: pd.DataFrame, parties: Collection[str], on: date
) -> list[tuple[date, str]]:
    """Talks between the parties known on the day of which no side's account is on file: (day, headline), newest first."""
    known = events[(events["known_from"] <= pd.Timestamp(on)) & (events["kind"] == TALK)]
    talks = known[(known["action"] == CONSULT) & known["initiator"].isin(parties)]
    talks = talks[talks["addressee"].isin(parties) & (talks["initiator"] != talks["addressee"])]
    seen = set(readouts.loc[readouts["known_from"] <= pd.Timestamp(on), "event_id"])
    rows = talks[~talks["event_id"].isin(seen)].sort_values("date", ascending=False)
    return [(row.date.date(), row.headline) for row in rows.itertuples(index=False)]


def _seen(account: Account | None) -> bool:
    return account is not None and account.said != NOT_SEEN


def _of(side: str, point: Exchange) -> Account | None:
    return next((account for account in point.accounts if account.side == side), None)


def _stands(side: str, meeting: Meeting, points: Sequence[Exchange], held_back: bool) -> str:
    said = {account.said for point in points if (account := _of(side, point)) is not None}
    if "yes" in said:
        return TELLS
    if "no" in said:
        return SILENT
    if held_back:
        return LEFT_OUT
    return NO_POINT if any(_seen(_of(side, point)) for point in meeting.points) else NO_ACCOUNT
