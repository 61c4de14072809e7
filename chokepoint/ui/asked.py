"""What the question lists of the three ledgers: events, accounts of meetings, promises."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import pandas as pd

from chokepoint.evidence import timeline
from chokepoint.evidence.commitments import OPEN, Promise, ledger
from chokepoint.evidence.meetings import Told, over_meetings
from chokepoint.evidence.readouts import Exchange, exchanges
from chokepoint.share.trade import the
from chokepoint.ui.context import Context
from chokepoint.ui.filters import listed, lists_all, speaking_of_asked

ALL, OPEN_WORD = "all", "not settled"


def exposed(context: Context) -> tuple[str, ...]:
    """The country asked about and the groups it belongs to."""
    country = context.question.country
    return (country, *context.settings.method.scope.countries.get(country, ()))


def asked_events(context: Context, words: str = "") -> pd.DataFrame:
    """Events between the two sides, or those naming the materials asked for, or those with the words."""
    q = context.question
    rows = timeline.known_by(context.tables["events"], q.on)
    if words:
        return timeline.mentioning(rows, words)
    if q.materials:
        return timeline.naming(rows, speaking_of_asked(context))
    return timeline.between(rows, exposed(context), q.supplier)


def complete(context: Context, sides: int = 2) -> tuple[list[Exchange], int]:
    """Points of which both accounts are listed, and how many the level of evidence leaves out.

    `sides` = 1 also takes the points of meetings that one side alone tells.
    """
    everything = all_told(context, sides)
    if lists_all(context):
        return everything, 0
    have = {
        one.key: len(one.accounts)
        for one in _told(context, listed(context, context.tables["readouts"]), sides)
    }
    kept = [one for one in everything if have.get(one.key) == len(one.accounts)]
    return kept, len(everything) - len(kept)


def all_told(context: Context, sides: int = 1) -> list[Exchange]:
    """Points at all levels of evidence, newest meeting first."""
    q = context.question
    return context.shared(
        "told", lambda: _told(context, context.tables["readouts"], sides), q.pair, q.on, sides
    )


def over_meetings_on(context: Context, speaks: Callable[[Exchange], bool]) -> list[Told]:
    """Every meeting, newest first, with the listed points that speak of a topic, and how each side stands to it."""
    q = context.question
    listed_keys = {one.key for one in complete(context, 1)[0]}
    return over_meetings(all_told(context), listed_keys, (q.country, q.supplier), speaks)


def _told(context: Context, rows: pd.DataFrame, sides: int) -> list[Exchange]:
    q = context.question
    return exchanges(rows, context.tables["events"], q.country, q.supplier, q.on, sides)


def promises_of(context: Context) -> list[Promise]:
    """Promises by or to the country asked about, at this level of evidence."""
    if lists_all(context):
        return all_promises(context)
    ids = set(listed(context, context.tables["commitments"])["commitment_id"])
    return [promise for promise in all_promises(context) if promise.commitment_id in ids]


def all_promises(context: Context) -> list[Promise]:
    """Promises by or to the country asked about, at all levels of evidence."""
    q = context.question
    return context.shared("promises", lambda: ledger(context.tables, exposed(context), q.on), q.country, q.on)


def readout_rows(context: Context, found: Sequence[Exchange]) -> pd.DataFrame:
    """Rows of table readouts behind exchanges."""
    rows = context.tables["readouts"]
    keys = {(one.event_id, one.topic) for one in found}
    inside = [pair in keys for pair in zip(rows["event_id"], rows["topic"], strict=True)]
    return rows[pd.Series(inside, index=rows.index, dtype=bool)]


def wanted(promise: Promise, status: str, by: str) -> bool:
    """True if a promise has the status and the promisor chosen."""
    return by in (ALL, promise.promisor) and may_be(promise.status, status)


def may_be(word: str, status: str) -> bool:
    """True if the status chosen takes in this one."""
    return status in (ALL, word) or (status == OPEN_WORD and word in OPEN)


def mentions(words: str, *texts: str) -> bool:
    """True if one of the texts holds the words, upper and lower case alike."""
    return any(words.casefold() in text.casefold() for text in texts)


def scope_words(context: Context, words: str) -> str:
    """Which events are listed, in words."""
    q, names = context.question, context.names
    if words:
        return f"Events on file, of any country, with “{words}” in headline, summary or actor"
    if q.materials:
        asked = ", ".join(names.get(code, code) for code in q.materials)
        return f"Events of any country that name {asked} or a group with it, such as rare earths"
    first, second = the(names.country(q.country)), the(names.country(q.supplier))
    return f"Events between {first} and {second}, and acts of either that are addressed to all"


def colour_words(context: Context) -> str:
    """Whose acts have which colour, in words."""
    hues = {"USA": "blue", "CHN": "vermillion"}
    sides = (context.question.country, context.question.supplier)
    named = [f"{hues[code]}: {context.names.country(code)} acts" for code in sides if code in hues]
    return _first_up("; ".join([*named, "grey: others act"]))


def short(*parts: str) -> str:
    """A short key of the reader's choices; empty for the default ones."""
    joined = "|".join(parts)
    return (
        f"-{hashlib.sha1(joined.encode(), usedforsecurity=False).hexdigest()[:10]}"
        if joined.strip("|")
        else ""
    )


def _first_up(words: str) -> str:
    return words[:1].upper() + words[1:]
