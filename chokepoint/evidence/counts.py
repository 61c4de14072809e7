"""How much is on file for each answer that the question bar offers?

Figures are rows of the tables in FIGURES; an event or figure counts for a material that it names, and for a
basket group if it names the group or one of its materials. Counts are of the whole snapshot, whatever the day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from chokepoint.errors import TableError

FIGURES = ("dependency", "production", "prices", "trade_flows")
COUNTRY_COLUMNS = {"dependency": ("country",), "trade_flows": ("reporter", "partner")}
LEVELS = ("all", "verified", "official")


@dataclass(frozen=True)
class Counts:
    """Rows on file by answer: figures by country, rules by class of buyers, figures and events by material or
    group, events by level of evidence. An answer that is not named has none; a table that cannot be read
    leaves its mapping empty."""

    countries: Mapping[str, int] = field(default_factory=dict)
    buyers: Mapping[str, int] = field(default_factory=dict)
    materials: Mapping[str, int] = field(default_factory=dict)
    evidence: Mapping[str, int] = field(default_factory=dict)


def count_options(tables: Mapping[str, pd.DataFrame]) -> Counts:
    """The counts of a snapshot."""
    return Counts(_countries(tables), _buyers(tables), _materials(tables), _evidence(tables))


def evidence_mask(frame: pd.DataFrame, sources: pd.DataFrame, level: str) -> pd.Series:
    """True for the rows that a level of evidence lists: all, verified only, verified and official only."""
    if level == "all":
        return pd.Series(True, index=frame.index)
    verified = frame["verified"].fillna(False).astype(bool)
    if level == "verified":
        return verified
    official = sources.loc[sources["kind"].str.startswith("official"), "source_key"]
    return verified & frame["source_key"].isin(official)


def _countries(tables: Mapping[str, pd.DataFrame]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    try:
        for table, columns in COUNTRY_COLUMNS.items():
            for named in tables[table][list(columns)].itertuples(index=False):
                counts.update(set(named))
    except TableError:
        return {}
    return dict(counts)


def _buyers(tables: Mapping[str, pd.DataFrame]) -> dict[str, int]:
    try:
        rules = tables["control_coverage"]
    except TableError:
        return {}
    return {
        str(buyer): int(number)
        for buyer, number in rules.groupby("buyer_class")["measure_id"].nunique().items()
    }


def _materials(tables: Mapping[str, pd.DataFrame]) -> dict[str, int]:
    try:
        materials = tables["materials"]
        named = [(code,) for table in FIGURES for code in tables[table]["material"].dropna()]
        named += [tuple(joined.split(";")) for joined in tables["events"]["materials"].dropna()]
    except TableError:
        return {}
    group_of = dict(zip(materials["material"], materials["basket_group"], strict=True))
    counts: Counter[str] = Counter()
    for codes in named:
        counts.update(set(_with_groups(codes, group_of)))
    return dict(counts)


def _with_groups(codes: Iterable[str], group_of: Mapping[str, str | None]) -> Iterable[str]:
    for code in codes:
        yield code
        group = group_of.get(code)
        if isinstance(group, str):
            yield group


def _evidence(tables: Mapping[str, pd.DataFrame]) -> dict[str, int]:
    try:
        events, sources = tables["events"], tables["sources"]
    except TableError:
        return {}
    return {level: int(evidence_mask(events, sources, level).sum()) for level in LEVELS}
