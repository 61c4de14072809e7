"""On which days does each truce end, by which announced version, and what of it has not been seen?

Works on tables measures, measure_versions and deadlines; one row per announced version, so that an
earlier day keeps what was known then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from chokepoint.evidence.periods import last_day

Tables = Mapping[str, pd.DataFrame]
PAUSES = ("truce", "suspension")
PROLONGED = "; prolonged"
GROUNDS = {
    "published_text": "published text",
    "announced": "announced",
    "agreed": "agreed; formal notice not seen",
    "reported": "reported; text not seen",
}


@dataclass(frozen=True)
class Version:
    """One announced version of a truce: from when known, its last day, and what it rests on."""

    measure_id: str
    title: str
    known_from: date
    until: date | None
    ground: str
    verified: bool
    source_key: str
    notes: str


def versions(tables: Tables, parties: tuple[str, ...], day: date) -> list[Version]:
    """Announced versions of the truces between the parties known on the day, oldest truce first.

    That one was prolonged is no part of its name on file: a day before that must not tell it.
    """
    measures = tables["measures"]
    both = measures["imposer"].isin(parties) & measures["addressee"].isin(parties)
    truces = measures[(measures["instrument"] == "truce") & both].set_index("measure_id")
    rows = tables["measure_versions"]
    rows = rows[rows["measure_id"].isin(truces.index) & (rows["known_from"] <= pd.Timestamp(day))]
    rows = rows.sort_values(["known_from", "measure_id"], kind="stable")
    again = rows.duplicated("measure_id")
    return [
        _version(row, str(truces.at[row.measure_id, "title"]) + (PROLONGED if later else ""))
        for row, later in zip(rows.itertuples(index=False), again, strict=True)
    ]


def pause_deadlines(tables: Tables, day: date) -> set[str]:
    """Ids of the deadlines known on the day at which a truce or a suspension of controls ends."""
    measures, deadlines = tables["measures"], tables["deadlines"]
    pauses = measures.loc[measures["instrument"].isin(PAUSES), "measure_id"]
    known = deadlines[deadlines["known_from"] <= pd.Timestamp(day)]
    return set(known.loc[known["measure_id"].isin(pauses), "deadline_id"])


def _version(row, title: str) -> Version:  # type: ignore[no-untyped-def]
    until = last_day(row.suspended_until) if isinstance(row.suspended_until, str) else None
    return Version(
        measure_id=row.measure_id,
        title=title,
        known_from=row.known_from.date(),
        until=until,
        ground=row.ground,
        verified=bool(row.verified),
        source_key=row.source_key,
        notes=row.notes if isinstance(row.notes, str) else "",
    )
