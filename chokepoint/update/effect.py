"""What would a change of the tables do to readings and score?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import pandas as pd

from chokepoint.engine import frame_of
from chokepoint.evidence.names import Names
from chokepoint.method import Method
from chokepoint.risk.revision import Revision, assessed_again, last_scored, revision
from chokepoint.risk.score import Assessment, assess
from chokepoint.workspace import Workspace

Frames = Mapping[str, pd.DataFrame]


class Overlaid(Frames):
    """The frames of a snapshot, some tables replaced by those of Parquet files that nobody has published."""

    def __init__(self, workspace: Workspace, under: Frames, files: Mapping[str, Sequence[str]]) -> None:
        self._workspace, self._under, self._files = workspace, under, dict(files)
        self._frames: dict[str, pd.DataFrame] = {}

    def __getitem__(self, table: str) -> pd.DataFrame:
        if table not in self._files:
            return self._under[table]
        if table not in self._frames:
            definition = self._workspace.contract.table(table)
            self._frames[table] = frame_of(self._workspace, definition, list(self._files[table]))
        return self._frames[table]

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys([*self._under, *self._files]))

    def __len__(self) -> int:
        return len(set(self._under) | set(self._files))


def effect(
    before: Frames,
    after: Frames,
    changed: Sequence[str],
    method: Method,
    on: Sequence[date],
    country: str | None = None,
    buyer: str | None = None,
    renamed: Mapping[str, str] | None = None,
    had: Assessment | None = None,
) -> Revision:
    """What readings and score do from one set of tables to the other, of which `changed` differ.

    On the days `on`, on the last day that has a score afterwards, and over all days. `had` is the assessment
    of the tables before, where the caller has it already.
    """
    had = had or assess(before, method, country, buyer)
    has = assessed_again(had, after, changed)
    last = last_scored(has) or last_scored(had)
    days = [*on, *([last] if last else [])]
    names = {**Names(before), **Names(after)}
    return revision(had, has, days, names, renamed)
