"""Who asked for the meeting or call, by each side's account? Rows with their number, never an index.

Works on what evidence.readouts found and on table events. Who asked is a claim of a source and stays one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from chokepoint.evidence.readouts import Exchange

# The topic under which the table files these accounts, and the action of a text that speaks of a request.
TOPIC, REQUEST = "who initiated", "REQUEST"


@dataclass(frozen=True)
class Asked:
    """Both accounts of who asked, and the statements of the same days that speak of a request."""

    exchange: Exchange
    statements: tuple[tuple[date, str, str, str], ...]


def who_asked(found: Sequence[Exchange], events: pd.DataFrame, on: date) -> list[Asked]:
    """The meetings with an account of who asked, newest first; statements as (day, side, headline, source)."""
    known = events[(events["known_from"] <= pd.Timestamp(on)) & (events["action"] == REQUEST)]
    return [Asked(exchange, _statements(known, exchange)) for exchange in found if exchange.topic == TOPIC]


def not_told(found: Sequence[Exchange]) -> list[date]:
    """Days of the meetings with accounts on file that do not say who asked, newest first."""
    told = {exchange.event_id for exchange in found if exchange.topic == TOPIC}
    return list(dict.fromkeys(one.date for one in found if one.event_id not in told))


def _statements(requests: pd.DataFrame, exchange: Exchange) -> tuple[tuple[date, str, str, str], ...]:
    sides = [account.side for account in exchange.accounts]
    same_day = (requests["date"] == pd.Timestamp(exchange.date)) & requests["initiator"].isin(sides)
    rows = requests[same_day & requests["addressee"].isin(sides)]
    return tuple((r.date.date(), r.initiator, r.headline, r.source_key) for r in rows.itertuples(index=False))
