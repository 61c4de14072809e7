"""What did each side do, in order, each time rare earths were held back? Days counted from the first act.

Works on tables events, measures and measure_versions. Three cases are no sample: nothing is counted up,
averaged or compared in numbers; no entry is not the same as nothing done.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import pandas as pd

from chokepoint.evidence.timeline import between

Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Deed:
    """What one side did: days after the first act, the words of the record, the measures it made with their goods."""

    day: int
    date: date
    side: str
    kind: str
    headline: str
    measures: tuple[tuple[str, str], ...]
    event_id: str
    verified: bool
    source_key: str


def deeds(
    tables: Tables, sides: Sequence[str], first: date, phases: Sequence[int], kinds: Collection[str], on: date
) -> list[Deed]:
    """Deeds between two sides known on a day, from the first to the last day of the phases, in their order."""
    events = tables["events"]
    start, end = (first + timedelta(days=days) for days in (phases[0], phases[-1] - 1))
    rows = between(events, [sides[1]], sides[0])
    rows = rows[(rows["known_from"] <= pd.Timestamp(on)) & rows["kind"].isin(kinds)]
    rows = rows[(rows["date"] >= pd.Timestamp(start)) & (rows["date"] <= pd.Timestamp(end))]
    rows = rows.drop_duplicates("event_id").sort_values(["date", "event_id"], kind="stable")
    texts = _texts(tables, on)
    return [
        Deed(
            (row.date.date() - first).days, row.date.date(), row.initiator, row.kind, row.headline,
            texts.get(row.event_id, ()), row.event_id, bool(row.verified), row.source_key,
        )
        for row in rows.itertuples(index=False)
    ]  # fmt: skip


def by_phase(found: Sequence[Deed], phases: Sequence[int]) -> list[tuple[Deed, ...]]:
    """The deeds of each phase: from its day to the day before the next one's."""
    return [tuple(deed for deed in found if start <= deed.day < end) for start, end in pairwise(phases)]


def phase_words(phases: Sequence[int]) -> list[str]:
    """The phases in words: "30 days before", "day 0 to 7"."""
    return [
        f"{-start} days before" if end == 0 else f"day {start} to {end - 1}"
        for start, end in pairwise(phases)
    ]


def _texts(tables: Tables, on: date) -> dict[str, tuple[tuple[str, str], ...]]:
    """Event → (title, goods) of the measures that it announced or changed, known on the day."""
    versions, measures = tables["measure_versions"], tables["measures"].set_index("measure_id")
    rows = versions[versions["event_id"].notna() & (versions["known_from"] <= pd.Timestamp(on))]
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for row in rows.sort_values("measure_id").itertuples(index=False):
        if row.measure_id in measures.index:
            measure = measures.loc[row.measure_id]
            goods = measure["items"] if isinstance(measure["items"], str) else ""
            found.setdefault(row.event_id, {})[row.measure_id] = (measure["title"], goods.replace(";", ", "))
    return {event: tuple(texts.values()) for event, texts in found.items()}
