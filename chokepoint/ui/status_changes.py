"""Card of every change of a promise's status, dated, with the event that shows it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from chokepoint.charts.status_lines import Course, Mark, status_lines
from chokepoint.evidence.commitments import Promise
from chokepoint.evidence.status_changes import Change, changes, steps_of
from chokepoint.share import meetings as words
from chokepoint.share.citation import sources_of
from chokepoint.share.diplomacy import STATUS_WORDS, left_out
from chokepoint.ui.asked import all_promises, promises_of
from chokepoint.ui.card import Card, empty_body
from chokepoint.ui.context import Context
from chokepoint.ui.html import plural
from chokepoint.ui.layout import Slot
from chokepoint.ui.ledger import SIGNS

GOOD, BAD = ("kept", "partly_kept"), ("disputed", "broken")


def changes_card(context: Context) -> Card:
    """Promises whose status changed by the day, each as a line with its dated signs (evidence.status_changes.changes)."""
    q, names = context.question, context.names
    promises = promises_of(context)
    every, found = steps_of(promises), changes(promises)
    seen = [one for one in found if one.date >= q.since]
    moved = {one.commitment_id for one in seen}
    steps = [one for one in every if one.commitment_id in moved]
    courses = [_course(promise, steps) for promise in promises if promise.commitment_id in moved]
    courses.sort(key=lambda course: max(mark.day for mark in course.marks if mark.changes), reverse=True)
    drawn = (
        status_lines(courses, q.since, q.on, GOOD, BAD, context.theme, context.narrow) if courses else None
    )
    earlier = len(found) - len(seen)
    signs = ", ".join(f"{SIGNS[status]} {said}" for status, said in STATUS_WORDS.items())
    keys = pd.DataFrame({"source_key": [one.source_key for one in every if one.source_key]})
    return Card(
        key="changes",
        title=words.changes_finding(found, len(promises)),
        subtitle=f"{signs}; small dots: a dated step that left the status as it was. The latest change first, names in the colour "
        "of who promised; of two signs too close to tell apart the later one is written. Click a sign for what shows it.",
        unit="status by day",
        as_of=max((one.date for one in every), default=q.on),
        alt=drawn.alt if drawn else f"No change of status between {q.since} and {q.on}.",
        body=drawn
        or empty_body(
            f"No change of status of a promise by or to {names.country(q.country)} on file between {q.since} and {q.on} at this "
            "level of evidence. Choose an earlier first day or all evidence."
        ),
        table=_table(seen),
        sources=tuple(sources_of(keys, context.tables["sources"])),
        calculated="" if len(keys) else "table of commitment_status",
        missing="; ".join(
            part
            for part in (
                f"{plural(earlier, 'change')} before {q.since}" if earlier else "",
                f"{plural(len(promises) - len(moved), 'promise')} without a change since {q.since}",
                left_out(len(all_promises(context)) - len(promises), "promise"),
            )
            if part
        ),
        everything=lambda: _table(every),
        records=lambda ids: _table([one for one in every if one.id in ids]),
    )


def _course(promise: Promise, steps: Sequence[Change]) -> Course:
    mine = [step for step in reversed(steps) if step.commitment_id == promise.commitment_id]
    marks = tuple(
        Mark(step.id, step.date, step.after, SIGNS[step.after], step.changes, words.step_words(step))
        for step in mine
    )
    return Course(promise.promisor, promise.text, marks)


def _table(found: Sequence[Change]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (one.date, one.commitment_id, one.promisor, one.promisee, one.text,
             None if one.before is None else STATUS_WORDS[one.before], STATUS_WORDS[one.after], one.note, one.headline or None,
             one.verified, one.source_key or None)
            for one in found
        ],
        columns=["date", "id", "promisor", "promisee", "promise", "status before", "status after", "note", "event that shows it",
                 "verified", "source_key"],
    )  # fmt: skip


SLOTS = {"changes": Slot("changes", "Changes of status", changes_card)}
