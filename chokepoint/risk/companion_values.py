"""What do other measures say on this day, worked out from the same tables, and what was published?

Works on tables production, dependency, indices and materials, as known on the day. A value that cannot be
worked out says why; a published value is never filled in for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from chokepoint.config import CompanionSettings
from chokepoint.evidence.imports import IMPORT_SHARE, OTHERS, Imports, origins_of_imports
from chokepoint.evidence.periods import last_day
from chokepoint.evidence.stages import REST, Split, fullest, is_whole, splits
from chokepoint.risk.companions import (
    Span,
    geopolrisk,
    governance_risk,
    group_value,
    hhi,
    instability,
    supply_risk,
    weighted_hhi,
)

Tables = Mapping[str, pd.DataFrame]
HHI, WEIGHTED, SUPPLY_RISK, GEOPOLRISK = "hhi", "weighted_hhi", "supply_risk", "geopolrisk"
STUDY, STUDY_STAGES = "ec23", {"mining": "IR_MINING", "separation": "IR_SEPARATION"}
GROUPS = ("HREE", "LREE", "Sc")
PUBLISHED_GROUPS = {"HREE": "EU_SR_HREE", "LREE": "EU_SR_LREE", "Sc": "EU_SR_SCANDIUM"}
ALL_OF = "REE"
PERCENT = 100.0
MONEY = "value"


@dataclass(frozen=True)
class Published:
    """A value that somebody else printed: series, name, period, value with bound and unit, source."""

    series: str
    name: str
    period: str
    value: float
    bound: str
    unit: str
    source_key: str
    verified: bool
    notes: str


@dataclass(frozen=True)
class Companion:
    """One measure for one country, group or stage: our value (None: why not), and what was published of it.

    `estimated`: the year of the governance estimates in it; "" without any.
    """

    measure: str
    of: str
    period: str
    value: Span | None
    why_not: str = ""
    published: Published | None = None
    parts: Mapping[str, float] = field(default_factory=dict)
    source_keys: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    estimated: str = ""

    @property
    def gap(self) -> float | None:
        """Our value (the middle of its span) less the published one; None without both."""
        if self.value is None or self.published is None:
            return None
        return (self.value.low + self.value.high) / 2 - self.published.value


def companions(tables: Tables, settings: CompanionSettings, on: date) -> list[Companion]:
    """HHI, governance-weighted HHI, EU supply risk and GeoPolRisk known on the day, with what was published."""
    rows = tables["production"]
    # Only what is used is split: each distribution costs as much as a card.
    mined = (rows["stage"] == "mining") & (rows["measure"] == "production")
    found = splits(rows[mined | (rows["source_key"] == STUDY)], on)
    indices = tables["indices"]
    known = indices[indices["known_from"] <= pd.Timestamp(on)]
    return [
        *concentrations(found, known, settings),
        *supply_risks(found, tables, known, settings, on),
        *(geopolitical(found, tables["dependency"], known, settings, country, on) for country in settings.countries),
    ]  # fmt: skip


def published(known: pd.DataFrame, pattern: str) -> list[Published]:
    """Published values of the series whose whole name fits the pattern, the newest first."""
    rows = known[known["series"].str.fullmatch(pattern)]
    found = [
        Published(
            row.series, row.name, row.period, float(row.value), row.bound, row.unit, row.source_key,
            bool(row.verified), "" if pd.isna(row.notes) else row.notes,
        )
        for row in rows.itertuples(index=False)
    ]  # fmt: skip
    return sorted(found, key=lambda one: (last_day(one.period), one.series), reverse=True)


def governance(known: pd.DataFrame, end: date) -> dict[str, float]:
    """g by country, from the newest year of six estimates that is not after `end`, else from the oldest."""
    rows = _year_for(_estimates(known), end)
    return {
        str(country): governance_risk(list(group["value"]))
        for country, group in rows.groupby("country")
        if len(group) == 6
    }


def stability(known: pd.DataFrame, end: date) -> dict[str, float]:
    """Political instability (0 to 1) by country, of the same year as the governance estimates."""
    rows = _year_for(known[known["series"].str.startswith("WGI_PV_EST_")], end)
    return {row.country: instability(float(row.value)) for row in rows.itertuples(index=False)}


def _estimates(known: pd.DataFrame) -> pd.DataFrame:
    return known[known["series"].str.match(r"WGI_[A-Z]{2}_EST_")]


def _year_for(rows: pd.DataFrame, end: date) -> pd.DataFrame:
    years = sorted(rows["period"].unique(), key=last_day)
    before = [year for year in years if last_day(year) <= end]
    chosen = (before or years[:1])[-1:]
    return rows[rows["period"].isin(chosen)].drop_duplicates("series", keep="last")


def concentrations(
    found: Sequence[Split], known: pd.DataFrame, settings: CompanionSettings
) -> Iterator[Companion]:
    """HHI and governance-weighted HHI of mining (newest world list) and of separation by the EU study."""
    mined = fullest(split for split in found if split.stage == "mining" and is_whole(split))
    separated = fullest(
        split
        for split in found
        if split.source_key == STUDY and split.stage == "separation" and split.material == "Dy"
    )
    for split, name in ((mined, "mining"), (separated, "separation of dysprosium")):
        if split is None:
            yield Companion(HHI, name, "", None, "no list of all countries is on file")
            continue
        shares = _fractions(split)
        rest = 1 - sum(shares.values())
        # The rest of the world as countless small producers, or as one.
        span = Span(hhi(shares), hhi({**shares, "rest": max(rest, 0.0)}))
        yield Companion(HHI, name, split.period, span, parts=shares, source_keys=(split.source_key,))
        risk = governance(known, split.end)
        yield Companion(
            WEIGHTED, name, split.period, weighted_hhi(shares, risk, settings.trade_parameter), parts=shares,
            source_keys=(split.source_key, *_keys(known, "WGI_")), missing=_without(shares, risk),
            estimated=str(_year_for(_estimates(known), split.end)["period"].max()) if risk else "",
        )  # fmt: skip


def supply_risks(
    found: Sequence[Split], tables: Tables, known: pd.DataFrame, settings: CompanionSettings, on: date
) -> Iterator[Companion]:
    """EU supply risk of heavy and light rare earths and of scandium (means of elements), then by element."""
    members = tables["materials"].set_index("material")["members"].to_dict()
    study = [split for split in found if split.source_key == STUDY]
    bought = origins_of_imports(tables["dependency"], "EUU", on)
    given = {one.series.removeprefix("EU23_"): one for one in published(known, "EU23_.*")}
    risks = {end: governance(known, end) for end in {split.end for split in study}}
    keys = (STUDY, *dict.fromkeys(one.source_key for one in given.values()), *_keys(known, "WGI_"))
    by_element = {
        element: _of_element(element, group, study, bought, given, risks, keys, settings)
        for group in GROUPS
        for element in _members(members, group)
    }
    for group in GROUPS:
        inside = [by_element[element] for element in _members(members, group)]
        values = [one.value for one in inside if one.value is not None]
        low, high = group_value([one.low for one in values]), group_value([one.high for one in values])
        printed = published(known, PUBLISHED_GROUPS[group])
        yield Companion(
            SUPPLY_RISK, group, inside[0].period if inside else "",
            Span(low, high) if low is not None and high is not None else None,
            "" if values else "no shares of the EU study are known on this day",
            printed[0] if printed else None, source_keys=keys,
        )  # fmt: skip
    yield from by_element.values()


def _of_element(
    element: str,
    group: str,
    study: Sequence[Split],
    bought: Sequence[Imports],
    given: Mapping[str, Published],
    risks: Mapping[date, Mapping[str, float]],
    keys: tuple[str, ...],
    settings: CompanionSettings,
) -> Companion:
    """The worse of extraction and processing for one element."""
    stages: dict[str, Span] = {}
    period = ""
    for split in (one for one in study if one.material == element):
        needed = (f"{STUDY_STAGES.get(split.stage)}_{element}", f"EOL_{element}", f"SI_SR_{element}")
        if not all(name in given for name in needed):
            continue
        reliance, recycled, substitution = (given[name].value for name in needed)
        world = weighted_hhi(_fractions(split), risks[split.end], settings.trade_parameter)
        # Where the study counts the world's supply alone, so do we.
        alone = f"WORLD_ALONE_{split.stage.upper()}_{element}" in given
        origin = None if alone else _sourcing(bought, element, group, split.stage)
        own = weighted_hhi(_parts(origin), risks[split.end], settings.trade_parameter) if origin else None
        ends = [
            supply_risk(w, e, reliance / PERCENT, recycled / PERCENT, substitution)
            for w, e in ((world.low, own.low if own else None), (world.high, own.high if own else None))
        ]
        stages[split.stage], period = Span(*ends), split.period
    worst = max(stages.values(), key=lambda span: span.high, default=None)
    return Companion(
        SUPPLY_RISK, element, period, worst,
        "" if worst else "no shares or parameters of the EU study are known on this day",
        given.get(f"SR_{element}"), {stage: span.high for stage, span in stages.items()}, keys,
    )  # fmt: skip


def _sourcing(bought: Sequence[Imports], element: str, group: str, stage: str) -> Imports | None:
    """EU sourcing of an element at a stage in the study; that of its group where the study gives only that."""
    for material in (element, group):
        for one in bought:
            if (one.source_key, one.material, one.stage) == (STUDY, material, stage):
                return one
    return None


def geopolitical(
    found: Sequence[Split],
    dependency: pd.DataFrame,
    known: pd.DataFrame,
    settings: CompanionSettings,
    country: str,
    on: date,
) -> Companion:
    """GeoPolRisk of a country: concentration of mining × instability of what it imports."""
    printed = next(iter(published(known, f"GEOPOLRISK_{country}")), None)
    imports = next(
        (one for one in origins_of_imports(dependency, country, on)
         if (one.material, one.measure, one.basis) == (ALL_OF, IMPORT_SHARE, "gross")), None,
    )  # fmt: skip
    if imports is None:
        return Companion(
            GEOPOLRISK, country, "", None, "no import shares by weight are known on this day", printed
        )
    end = last_day(imports.period)
    whole = [s for s in found if s.stage == "mining" and s.measure == "production" and is_whole(s)]
    mined = fullest([s for s in whole if s.end == end] or whole)
    if mined is None:
        return Companion(
            GEOPOLRISK, country, imports.period, None, "no list of all mining is known on this day", printed
        )
    production = {
        part.country: float(int(part.quantity_t or 0)) for part in mined.parts if part.country not in REST
    }
    tonnes, key = _imported(dependency, country, end, on)
    home = production.get(country, 0.0)
    if tonnes is None and home:
        return Companion(
            GEOPOLRISK, country, imports.period, None, "no imports in tonnes are known on this day", printed
        )
    shares = {**_parts(imports), "OTH": imports.unsplit_pct / PERCENT}
    shares["OTH"] += sum(part.share_pct for part in imports.parts if part.partner in OTHERS) / PERCENT
    # Without production at home only the shares count, whatever the tonnes.
    total = tonnes if tonnes is not None else 1.0
    unstable = stability(known, end)
    scored = geopolrisk(
        production, {c: s * total for c, s in shares.items()}, unstable, home, settings.unknown_instability
    )
    assert scored is not None  # a whole list has tonnes
    return Companion(
        GEOPOLRISK, country, imports.period, Span(scored.score, scored.score), "", printed,
        {"hhi": scored.hhi, "import_risk": scored.import_risk, "home_t": home, "china": _parts(imports).get("CHN", 0.0)},
        tuple(dict.fromkeys((imports.source_key, mined.source_key, *([key] if key else []), *_keys(known, "WGI_")))),
        _without({c: s for c, s in shares.items() if c != "OTH"}, unstable),
    )  # fmt: skip


def _imported(dependency: pd.DataFrame, country: str, end: date, on: date) -> tuple[float | None, str]:
    """Tonnes imported from the world in the year, all forms of one source, the newest known; and the source."""
    rows = dependency[
        (dependency["country"] == country) & (dependency["measure"] == "imports") & (dependency["partner"] == "WLD")
        & (dependency["material"] == ALL_OF) & (dependency["period"] == str(end.year))
        & (dependency["known_from"] <= pd.Timestamp(on)) & dependency["value"].notna() & (dependency["basis"] != MONEY)
    ]  # fmt: skip
    if rows.empty:
        return None, ""
    newest = rows.sort_values(["known_from", "source_key"], kind="stable").iloc[-1]
    same = (rows[["source_key", "known_from", "unit"]] == newest[["source_key", "known_from", "unit"]]).all(
        axis=1
    )
    return float(rows.loc[same, "value"].sum()), str(newest["source_key"])


def _fractions(split: Split) -> dict[str, float]:
    return {part.country: part.share_pct / PERCENT for part in split.parts if part.country not in REST}


def _parts(imports: Imports) -> dict[str, float]:
    return {part.partner: part.share_pct / PERCENT for part in imports.parts if part.partner not in OTHERS}


def _without(shares: Mapping[str, float], known: Mapping[str, float]) -> tuple[str, ...]:
    return tuple(sorted(country for country in shares if country not in known))


def _keys(known: pd.DataFrame, prefix: str) -> tuple[str, ...]:
    return tuple(sorted(known.loc[known["series"].str.startswith(prefix), "source_key"].unique()))


def _members(members: Mapping[str, object], group: str) -> list[str]:
    joined = members.get(group)
    return joined.split(";") if isinstance(joined, str) and joined else [group]
