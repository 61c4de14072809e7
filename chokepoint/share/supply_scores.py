"""Sentences on the scores of other studies beside those of the EU, and why they say something else."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import groupby

from chokepoint.charts.theme import HARD
from chokepoint.evidence.criticality import BGS, GEOPOLRISK, USGS, Other
from chokepoint.evidence.names import Names

# What each study counts, and its scale; no two share one.
SCALES = {BGS: "1 to 10", GEOPOLRISK: "0 to 1", USGS: "1 is the largest expected loss of US GDP"}
WHY = (
    "They differ in what they count: the EU study concentration and governance of supply to the EU, by group; BGS all rare "
    "earths as one; GeoPolRisk mining and the stability of the sellers to one country; USGS what a cut would cost the US, by "
    "element"
)


def others_words(found: Sequence[Other], elements: Collection[str], country: str, names: Names) -> str:
    """The other studies with year, scale and figures, and the reason why they disagree; "" without one."""
    told = []
    for study, group in groupby(found, lambda one: one.study):
        rows = [one for one in group if study != USGS or one.material in elements]
        if not rows:
            continue
        of = f", {names.country(country)}" if study == GEOPOLRISK else ""
        figures = ", ".join(f"{names.get(one.material, one.material)} {one.value:.2g}" for one in rows)
        told.append(
            f"{study} {rows[-1].period}{of} ({SCALES[study]}): {figures}".replace(" (1 to", f"{HARD}(1 to")
        )
    return f"on file beside them: {'; '.join(told)}. {WHY}; more on page Risk" if told else ""
