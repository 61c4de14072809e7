"""When did the status of each promise change, from what to what, and which event shows it?

Works on the promises that evidence.commitments found. A step that repeats the status is evidence, no change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from chokepoint.evidence.commitments import Promise


@dataclass(frozen=True)
class Change:
    """A dated step of a promise: the status before it (None: the promise itself) and after it, and what shows it."""

    commitment_id: str
    promisor: str
    promisee: str
    text: str
    date: date
    before: str | None
    after: str
    note: str
    headline: str
    source_key: str
    verified: bool

    @property
    def changes(self) -> bool:
        """True if the status is another one than before."""
        return self.before is not None and self.before != self.after

    @property
    def id(self) -> str:
        """Promise and day of the step, for clicks."""
        return f"{self.commitment_id}|{self.date}"


def steps_of(promises: Sequence[Promise]) -> list[Change]:
    """All dated steps of the promises, newest first; each knows the status before it."""
    found = []
    for promise in promises:
        before: str | None = None
        for step in promise.steps:
            found.append(
                Change(promise.commitment_id, promise.promisor, promise.promisee, promise.text, step.date, before,
                       step.status, step.note, step.headline, step.source_key, step.verified)
            )  # fmt: skip
            before = step.status
    return sorted(found, key=lambda one: (one.date, one.commitment_id), reverse=True)


def changes(promises: Sequence[Promise]) -> list[Change]:
    """Only the steps at which a status became another one, newest first."""
    return [step for step in steps_of(promises) if step.changes]
