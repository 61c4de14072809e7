"""Who asked for the meeting or call, by each side's account? Rows with their number, never an index.

Works on what evidence.meetings found and on table events. Who asked is a claim of a source and stays one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from chokepoint.evidence.meetings import LEFT_OUT, NO_ACCOUNT, NO_POINT, SILENT, TELLS, Told
from chokepoint.evidence.readouts import Exchange

# The topic under which the table files these accounts, and the action of a text that speaks of a request.
TOPIC, REQUEST = "who initiated", "REQUEST"
STANDS = (TELLS, SILENT, NO_POINT, NO_ACCOUNT, LEFT_OUT)


@dataclass(frozen=True)
class Asked:
    """A meeting with how each side stands to who asked, and the statements of the same day that speak of a request.

    `leaders`: a call of the leaders. Statements: (day, side, headline, source).
    """

    told: Told
    leaders: bool
    statements: tuple[tuple[date, str, str, str], ...]

    @property
    def exchange(self) -> Exchange | None:
        """Both accounts of who asked; None where neither side has a point on it."""
        return self.told.points[0] if self.told.points else None


def speaks_of_it(point: Exchange) -> bool:
    """True if a point is about who asked."""
    return point.topic == TOPIC


def who_asked(
    found: Sequence[Told],
    events: pd.DataFrame,
    on: date,
    leaders: Mapping[str, Sequence[str]],
    words: Sequence[str],
) -> list[Asked]:
    """Every leaders' call, and the other meetings with an account of who asked; newest first, calls before meetings.

    A leaders' call is a meeting whose headline holds a name of a leader of each side (`leaders`), as a word of its own
    ("Xi", not "Mexico"), and a word that begins with one of the `words` for a call.
    """
    requests = events[(events["known_from"] <= pd.Timestamp(on)) & (events["action"] == REQUEST)]
    asked = [Asked(one, _is_call(one, leaders, words), _statements(requests, one)) for one in found]
    return sorted((one for one in asked if one.leaders or one.exchange), key=lambda one: not one.leaders)


def counts_by_side(asked: Sequence[Asked], sides: Sequence[str]) -> pd.DataFrame:
    """Number of leaders' calls: rows sides, columns how the side's account stands to who asked (STANDS)."""
    calls = [one.told.sides for one in asked if one.leaders]
    return pd.DataFrame(
        {stand: [sum(one[side] == stand for one in calls) for side in sides] for stand in STANDS},
        index=list(sides),
    )


def _is_call(told: Told, leaders: Mapping[str, Sequence[str]], words: Sequence[str]) -> bool:
    title = told.meeting.name
    met = [
        any(_holds(title, rf"{re.escape(name)}\b") for name in leaders.get(side, ())) for side in told.sides
    ]
    return all(met) and any(_holds(title, re.escape(word)) for word in words)


def _holds(title: str, word: str) -> bool:
    return re.search(rf"\b{word}", title, re.IGNORECASE) is not None


def _statements(requests: pd.DataFrame, told: Told) -> tuple[tuple[date, str, str, str], ...]:
    sides = list(told.sides)
    same_day = (requests["date"] == pd.Timestamp(told.meeting.date)) & requests["initiator"].isin(sides)
    rows = requests[same_day & requests["addressee"].isin(sides)]
    return tuple((r.date.date(), r.initiator, r.headline, r.source_key) for r in rows.itertuples(index=False))
