"""What became known between two days? Events, and versions of measures that no event tells, as records.

The score's own account of a change is risk.explain; this list also holds what the score cannot take
(days past the last supportable one, other countries, builds and rulings).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

Tables = Mapping[str, pd.DataFrame]
COLUMNS = ("known_from", "what", "id", "label", "side", "verified", "source_key")


def known_between(tables: Tables, after: date, until: date) -> pd.DataFrame:
    """Events and versions of measures that became known after one day and by another, newest first."""
    found = pd.concat([_events(tables["events"]), _versions(tables)], ignore_index=True)
    inside = (found["known_from"] > pd.Timestamp(after)) & (found["known_from"] <= pd.Timestamp(until))
    return found[inside].sort_values(
        ["known_from", "id"], ascending=[False, True], kind="stable", ignore_index=True
    )


def _events(events: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "known_from": events["known_from"],
            "what": events["kind"],
            "id": events["event_id"],
            "label": events["headline"],
            "side": events["initiator"],
            "verified": events["verified"],
            "source_key": events["source_key"],
        },
        columns=list(COLUMNS),
    )


def _versions(tables: Tables) -> pd.DataFrame:
    """Versions of measures that name no event."""
    versions = tables["measure_versions"]
    measures = tables["measures"].set_index("measure_id")
    rows = versions[versions["event_id"].isna()]
    rows = rows[rows["measure_id"].isin(measures.index)]
    return pd.DataFrame(
        {
            "known_from": rows["known_from"],
            "what": "measure",
            "id": rows["measure_id"],
            "label": rows["measure_id"].map(measures["title"]),
            "side": rows["measure_id"].map(measures["imposer"]),
            "verified": rows["verified"],
            "source_key": rows["source_key"],
        },
        columns=list(COLUMNS),
    )
