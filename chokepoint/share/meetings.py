"""Sentences on meetings told by two sides, who asked for them, and changes of status: counts, shares only with their number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from chokepoint.charts.theme import HARD
from chokepoint.evidence.calls import Asked
from chokepoint.evidence.meetings import (
    FIRST,
    LEFT_OUT,
    NO_ACCOUNT,
    NO_POINT,
    NOT_COMPARABLE,
    SECOND,
    SILENT,
    TELLS,
    Meeting,
    Told,
)
from chokepoint.evidence.readouts import CONFLICT, NEITHER, PARTIAL, SAME
from chokepoint.evidence.status_changes import Change
from chokepoint.share.diplomacy import STATUS_WORDS

STANDS = {
    TELLS: "speaks of it",
    SILENT: "silent on it, as seen",
    NO_POINT: "account on file, no point on it",
    NO_ACCOUNT: "no account on file",
    LEFT_OUT: "left out by the level of evidence",
}


def kind_words(first: str, second: str) -> Mapping[str, str]:
    """Words of each kind of point, with the names of the accounts."""
    return {
        SAME: "told alike",
        PARTIAL: "partly alike",
        CONFLICT: "in contradiction",
        FIRST: f"only the {first} tells it",
        SECOND: f"only the {second} tells it",
        NEITHER: "neither speaks of it",
        NOT_COMPARABLE: "not comparable: an account was not found",
    }


def share_words(meeting: Meeting) -> str:
    """How many points are told alike, of how many comparable ones, and their share: "1 of 8, 13 %"."""
    if not meeting.comparable:
        return "none to compare"
    return f"{meeting.alike} of {meeting.comparable}, {int(100 * meeting.alike / meeting.comparable + 0.5)}{HARD}%"


def meetings_finding(found: Sequence[Meeting], left_out: int = 0) -> str:
    """How many points are told alike over all meetings, at how many meetings none, and how many one side leaves out.

    `left_out`: points on file that the level of evidence does not list.
    """
    points = sum(meeting.comparable for meeting in found)
    if not points:
        return f"No meeting told by both sides {_where(left_out)}"
    alike = sum(meeting.alike for meeting in found)
    none = sum(meeting.comparable > 0 and not meeting.alike for meeting in found)
    silent = sum(meeting.counts[FIRST] + meeting.counts[SECOND] for meeting in found)
    count = len(found)
    return (
        f"Over {count} meeting{'' if count == 1 else 's'} {alike} of {points} points are told alike, at {none} of them none; "
        f"{silent} are told by one side only"
    )


def asked_finding(asked: Sequence[Asked], meetings: int, left_out: int = 0) -> str:
    """For how many leaders' calls an account says who asked, and whether the accounts of any agree.

    `left_out`: points on file that the level of evidence does not list.
    """
    calls = [one for one in asked if one.leaders]
    told = [one for one in calls if one.exchange is not None and one.exchange.agreement != NEITHER]
    if not meetings:
        return f"Who asked: no account of a meeting {_where(left_out)}"
    if not asked:
        return f"Who asked: not told in the accounts of {meetings} meeting{'' if meetings == 1 else 's'} {_where(left_out)}"
    alike = sum(one.exchange is not None and one.exchange.agreement == SAME for one in told)
    others = len(asked) - len(calls)
    tail = f"; of other meetings for {others}" if others else ""
    if not told:
        if left_out:
            return f"Who asked is told for none of {len(calls)} leaders’ calls {_where(left_out)}{tail}"
        return f"Who asked is on file for none of {len(calls)} leaders’ calls{tail}"
    agree = "the accounts agree on none" if not alike else f"the accounts agree on {alike}"
    return f"Who asked is on file for {len(told)} of {len(calls)} leaders’ calls; {agree}{tail}"


def _where(left_out: int) -> str:
    return "at this level of evidence" if left_out else "on file"


def topic_words(told: Sequence[Told], accounts: Mapping[str, str]) -> str:
    """At how many meetings each side speaks of a topic, is silent or has no point on it."""
    parts = []
    for side, name in accounts.items():
        stands = [one.sides[side] for one in told]
        counts = [f"{words} at {stands.count(stand)}" for stand, words in STANDS.items() if stand in stands]
        parts.append(f"{name}: {', '.join(counts)}")
    return f"Of {len(told)} meetings on file, {'; '.join(parts)}" if told else "No meeting on file"


def changes_finding(found: Sequence[Change], promises: int) -> str:
    """How many changes of status, by their new status, and how many promises never changed."""
    if not found:
        return f"No change of status on file for {promises} promise{'' if promises == 1 else 's'}"
    counts = [
        f"{n} to {words}"
        for status, words in STATUS_WORDS.items()
        if (n := sum(c.after == status for c in found))
    ]
    moved = len({one.commitment_id for one in found})
    noun = "change" if len(found) == 1 else "changes"
    return f"{len(found)} {noun} of status on {moved} of {promises} promises: {', '.join(counts)}"


def step_words(step: Change) -> str:
    """A dated step with what shows it: "2025-12-02 pending → partly kept: note. Headline"."""
    before = f"{STATUS_WORDS[step.before]} → " if step.changes and step.before else ""
    again = "" if step.changes or step.before is None else "still "
    tail = f" {step.headline}" if step.headline else " No event on file shows it"
    return f"{step.date} {before}{again}{STATUS_WORDS[step.after]}: {step.note}.{tail}"
