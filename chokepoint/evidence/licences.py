"""What share of licence applications is approved, by whose count?

Works on table licence_counts. A count is told by a named applicant; one firm proves nothing about
others and stays out, as do countries under rules of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from chokepoint.evidence.observations import Observation
from chokepoint.evidence.periods import last_day
from chokepoint.method import StressMethod

ITEM = "licences"


def licence_observations(
    counts: pd.DataFrame, method: StressMethod, supplier: str, country: str
) -> Iterator[Observation]:
    """100 − approval share of each usable count; `figure` is the approval share in %, `basis` the applicant.

    `measure` is licence for the country's own applicants, licence_proxy for those of others under the
    same rule.
    """
    rows = counts[
        (counts["imposer"] == supplier)
        & (counts["measure"] == "approved_share")
        & counts["value"].notna()
        & counts["applicant_kind"].isin(method.licence_applicants)
        & ~counts["country"].isin(set(method.licence_excluded_countries) - {country})
    ]
    for row in rows.itertuples():
        yield Observation(
            item=ITEM,
            measure="licence" if row.country == country else "licence_proxy",
            n=min(100.0, max(0.0, 100 - row.value)),
            period_end=last_day(row.period),
            known_from=row.known_from.date(),
            period=row.period,
            figure=row.value,
            reference=None,
            basis=row.applicant,
            source_key=row.source_key,
        )
