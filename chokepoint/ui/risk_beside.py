"""Cards of the Risk page on what stands beside the score: companion measures, published figures, indices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
import streamlit as st

from chokepoint.charts.panels import Panel, panels
from chokepoint.charts.theme import HARD, signed
from chokepoint.config import CompanionSettings
from chokepoint.engine import Tables
from chokepoint.evidence.periods import Days, spoken
from chokepoint.risk.beside import monthly_score, series_beside
from chokepoint.risk.companion_values import (
    GEOPOLRISK,
    GROUPS,
    SUPPLY_RISK,
    Companion,
    Published,
    companions,
    published,
)
from chokepoint.risk.words import Floats
from chokepoint.share import risk as say
from chokepoint.share.trade import the
from chokepoint.ui.card import Card, empty_body
from chokepoint.ui.context import Context
from chokepoint.ui.html import chip, esc
from chokepoint.ui.html_table import WORDY, html_table
from chokepoint.ui.risk import OWN, made_by, main_assessment, sources_behind

# A mean of a month stands in its middle, days after the first.
MID_MONTH = 14
OTHERS = {
    "British Geological Survey, risk list (1 to 10)": "BGS_RISK_.*",
    "US Geological Survey, rank by expected loss": "USGS_RISK_RANK_.*",
    "US Geological Survey, US GDP if exports stop (billion USD a year)": "USGS_GDP_.*",
    "IEA, share of the three largest refiners": "IEA_TOP3_.*",
}


def of_day(context: Context) -> list[Companion]:
    """Companion measures of the day shown, whatever else the reader asks."""
    return _of_day(
        context.tables, context.settings.companions, context.snapshot.id, context.snapshot.seq,
        context.question.on, repr(context.settings.companions),
    )  # fmt: skip


@st.cache_resource(max_entries=32, show_spinner=False)
def _of_day(
    _tables: Tables, _settings: CompanionSettings, snapshot: str, seq: int, on: date, settings: str
) -> list[Companion]:
    return companions(_tables, _settings, on)


def companions_card(context: Context) -> Card:
    """HHI, governance-weighted HHI, EU supply risk and GeoPolRisk from our tables, beside what was published (risk.companion_values.companions)."""
    q, names = context.question, context.names
    found = of_day(context)
    whole = list(
        {
            (one.measure, one.of): one for one in found if one.measure != SUPPLY_RISK or one.of in GROUPS
        }.values()
    )
    rows = _companion_rows(whole, found, context)
    keys = list(dict.fromkeys(key for one in whole for key in _keys_of(one)))
    own = next((one for one in whole if (one.measure, one.of) == (GEOPOLRISK, q.country)), None)
    told = [one for one in whole if one.gap is not None]
    title = "Other measures of the same dependence, worked out from the same tables"
    if own is not None and own.value is not None and own.parts.get("home_t"):
        title = f"GeoPolRisk of {the(names.country(q.country))} is only {own.value.low:.2f}: it counts the mine, not the separation"
    return Card(
        key="risk-companions",
        title=title,
        subtitle="None of them enters the score. Ours: worked out from the tables of this version, as known on the day shown; "
        "published: as printed, never filled in for ours.",
        unit="as named for each measure",
        as_of=q.on,
        alt="; ".join(f"{say.MEASURES[one.measure]}, {_of(one, context)}: {say.companion_value(one)}" for one in whole),
        body=html_table(("Measure", "Of", "Ours", "Published", "Why it says something else than the score"), rows,
                        "Companion measures", (), WORDY),
        table=pd.DataFrame([_flat(one, context) for one in found],
                           columns=["measure", "of", "period", "ours, low", "ours, high", "published", "edition", "why none"]),
        sources=sources_behind(context, keys),
        calculated=OWN,
        missing=_missing(whole, len(told)),
    )  # fmt: skip


def _companion_rows(
    whole: Sequence[Companion], found: Sequence[Companion], context: Context
) -> list[tuple[str, ...]]:
    """Cells of each measure; its formula once, and its sentence only where it is another one."""
    rows, told = [], set()
    for one in whole:
        why = say.why_apart(one, context.names, found, _narrowest(context))
        formula = (
            ""
            if one.measure in told
            else f"<br><span class='cp-small'>{esc(say.FORMULAS[one.measure])}</span>"
        )
        rows.append(_companion(one, formula, "" if (one.measure, why) in told else why, context))
        told |= {one.measure, (one.measure, why)}
    return rows


def _companion(one: Companion, formula: str, why: str, context: Context) -> tuple[str, ...]:
    digits = 3 if one.measure == GEOPOLRISK else 1
    value = say.companion_value(one)
    ours = f"<b>{esc(value)}</b>" if one.value else f'<span class="cp-small">{esc(value)}</span>'
    period = f'<br><span class="cp-small">{esc(spoken(one.period))}</span>' if one.period else ""
    return (
        esc(say.MEASURES[one.measure]) + formula,
        esc(_of(one, context)),
        f"{ours}{period}",
        esc(say.published_value(one.published, digits)),
        f'<span class="cp-small">{esc(why)}</span>',
    )


def _narrowest(context: Context) -> str:
    """The narrowest stage that Dependence takes on the day shown, with the supplier's share there."""
    found, q = main_assessment(context), context.question
    at = found.index(q.on)
    if at is None or found.dependence.stage[at] is None:
        return ""
    share = found.dependence.parts[0][at] / found.method.dependence.narrowest_stage_weight
    return f"{found.dependence.stage[at]}, {share:.3g}{HARD}% {context.names.country(q.supplier)}"


def _of(one: Companion, context: Context) -> str:
    if one.measure == GEOPOLRISK:
        return context.names.country(one.of)
    return context.names.get(one.of, one.of)


def _flat(one: Companion, context: Context) -> tuple[object, ...]:
    low, high = (one.value.low, one.value.high) if one.value else (None, None)
    printed = one.published
    return (say.MEASURES[one.measure], _of(one, context), one.period, low, high,
            printed.value if printed else None, printed.period if printed else None, one.why_not)  # fmt: skip


def _keys_of(one: Companion) -> tuple[str, ...]:
    return (*one.source_keys, *((one.published.source_key,) if one.published else ()))


def _missing(found: Sequence[Companion], compared: int) -> str:
    without = sorted({country for one in found for country in one.missing})
    words = f"{compared} of {len(found)} rows have a published value"
    return f"{words}; no governance on file for {', '.join(without)}" if without else words


def elements_card(context: Context) -> Card:
    """EU supply risk element by element against the printed score (risk.companion_values.supply_risks)."""
    every = [one for one in of_day(context) if one.measure == SUPPLY_RISK and one.of not in GROUPS[:2]]
    found = list({one.of: one for one in every}.values())
    told = [one for one in found if one.gap is not None]
    near = [one for one in told if abs(one.gap or 0) <= 0.1]
    q, set_ = context.question, context.settings.companions
    rows = [
        (f"<b>{esc(one.of)}</b> {esc(context.names.get(one.of, one.of))}", esc(say.companion_value(one)),
         esc(say.published_value(one.published)), "" if one.gap is None else signed(one.gap))
        for one in sorted(found, key=lambda one: (one.gap is None, abs(one.gap or 0)))
    ]  # fmt: skip
    return Card(
        key="risk-elements",
        title=f"{len(near)} of {len(told)} elements come out within a tenth of the printed EU score"
        if told
        else "The EU study is not known on this day",
        subtitle="EU supply risk of 2023 by our formula from the study’s own shares, sourcing and parameters, the worse of mining and "
        "processing; "
        f"critical from {set_.critical_supply_risk:g} if the economic importance is {set_.critical_importance:g} or more. Where we miss "
        "it, the shares on file are those of all rare earths.",
        unit="score",
        as_of=q.on,
        alt="; ".join(f"{one.of} {say.companion_value(one)}" for one in found),
        body=html_table(("Element", "Ours", "Printed", "Gap"), rows, "EU supply risk by element", (1, 2, 3), "cp-tight"),
        table=pd.DataFrame([_flat(one, context) for one in found],
                           columns=["measure", "of", "period", "ours, low", "ours, high", "published", "edition", "why none"]),
        sources=sources_behind(context, sorted({key for one in found for key in _keys_of(one)})),
        calculated=OWN,
        tabs=False,
    )  # fmt: skip


def published_card(context: Context) -> Card:
    """Figures of others that we do not work out again: BGS, US Geological Survey, IEA (table indices; risk.companion_values.published)."""
    q, indices = context.question, context.tables["indices"]
    known = indices[indices["known_from"] <= pd.Timestamp(q.on)]
    groups = {title: published(known, pattern) for title, pattern in OTHERS.items()}
    every = [one for found in groups.values() for one in found]
    body = "".join(_group(title, found) for title, found in groups.items() if found)
    first = next(
        (one for one in groups["US Geological Survey, rank by expected loss"] if one.value == 1), None
    )
    stress, at = context.assessment().stress, context.assessment().index(q.on)
    worst = stress.worst_item(at) if at is not None else None
    ours = (
        f"our worst item is {context.names.get(worst, worst)}"
        if worst
        else "we have no worst item on this day"
    )
    return Card(
        key="risk-published",
        title=f"The US Geological Survey puts {first.name.rpartition(', ')[2]} first; {ours}"
        if first
        else "Published figures on critical minerals",
        subtitle="As printed, not worked out here. They speak of losses and risks over years, our worst item of what is missing now.",
        unit="as named for each list",
        as_of=q.on,
        alt="; ".join(f"{one.name} {one.value:g} ({one.period})" for one in every) or "None on file.",
        body=body or empty_body(f"No published figure is known on {q.on}."),
        table=pd.DataFrame(
            [(one.name, one.period, one.value, one.unit, one.verified, one.source_key, one.notes) for one in every],
            columns=["figure", "edition", "value", "unit", "verified", "source_key", "notes"],
        ),
        sources=sources_behind(context, sorted({one.source_key for one in every})),
        calculated="" if every else OWN,
        tabs=False,
    )  # fmt: skip


def _group(title: str, found: Sequence[Published]) -> str:
    ranks = found[0].unit == "rank"
    order = sorted(found, key=lambda one: one.value) if ranks else [one for one in found if not _is_end(one)]
    items = "".join(
        f"<tr><td>{esc(_short(one))}{'' if one.notes == '' else f' <span class=cp-small>{esc(one.notes)}</span>'}</td>"
        f'<td class="cp-num"><b>{esc(_figure(one))}{esc(_ends(one, found))}</b> <span class="cp-small">{esc(one.period)}</span></td></tr>'
        for one in order
    )
    badge = " " + chip("read in copies", "badge") if not all(one.verified for one in found) else ""
    return f'<p class="cp-group">{esc(title)}{badge}</p><table class="cp-list cp-tight"><tbody>{items}</tbody></table>'


def _is_end(one: Published) -> bool:
    return one.series.endswith(("_SMALL", "_LARGE"))


def _ends(one: Published, found: Sequence[Published]) -> str:
    """The range printed around a central figure: " (−1.7 to −8.2)"."""
    ends = [other for other in found if other.series in (f"{one.series}_SMALL", f"{one.series}_LARGE")]
    ends = sorted(ends, key=lambda other: abs(other.value))
    return f" ({_figure(ends[0])} to {_figure(ends[1])})" if len(ends) == 2 else ""


def _short(one: Published) -> str:
    words = one.name.split(", ", 1)[1] if ", " in one.name else one.name
    if words == "central":
        words = one.name.split(", ")[0].rpartition(" of ")[2]
    return words.replace("rank by probability-weighted GDP loss, ", "").replace(" (1-10)", "")


def _figure(one: Published) -> str:
    if one.unit == "rank":
        return f"{one.value:.0f}"
    return (
        f"{one.value:g}{HARD}%".replace("-", "−") if one.unit == "%" else f"{one.value:g}".replace("-", "−")
    )


def indices_card(context: Context) -> Card:
    """The score and monthly indices of others, each in its own panel (risk.beside.series_beside)."""
    q, found = context.question, main_assessment(context)
    beside = series_beside(
        context.tables["indices"], context.settings.companions.beside, found, q.since, q.on
    )
    score = monthly_score(found, q.on)
    score = score[score.index.end_time >= pd.Timestamp(q.since)]
    months = score.index.to_timestamp().to_numpy(dtype="datetime64[M]")
    shown = [_panel("Risk score", "monthly mean", months, score.to_numpy(float), "points", 0)]
    shown += [_panel(_panel_name(one.name), f"{one.unit}|{say.apart_count(one)}", one.days.astype("datetime64[M]"), one.values,
                     one.unit, 1, one.apart) for one in beside]  # fmt: skip
    indices = context.tables["indices"]
    on_file = indices[indices["known_from"] <= pd.Timestamp(q.on)]
    drawn = panels(shown, q.since, q.on, q.on, context.theme, context.narrow)
    keys = sorted({key for one in beside for key in one.source_keys})
    frame = pd.concat(
        [pd.DataFrame({"month": months.astype(str), "series": "risk score, monthly mean (points)", "value": score.to_numpy()})]
        + [pd.DataFrame({"month": (told := one.days.astype("datetime64[M]").astype(str)), "series": f"{one.name} ({one.unit})",
                         "value": one.values, "apart from the score": np.isin(told, one.apart)})
           for one in beside], ignore_index=True,
    )  # fmt: skip
    return Card(
        key="risk-indices",
        title=say.beside_finding(beside),
        subtitle="Monthly, each on its own scale and never joined. They count words in newspapers, about wars as much as about trade; "
        "the score counts rules, tonnes and prices. Open circles: months in which an index and the score moved in opposite ways.",
        unit="as named for each panel",
        as_of=min(q.on, found.method.scope.coverage_end),
        alt=f"{drawn.alt} {'; '.join(map(say.apart_words, beside))}.",
        body=drawn,
        table=frame,
        sources=sources_behind(context, keys),
        calculated=made_by(context),
        missing="no index of trade policy or of US–China tension is on file"
        if not on_file["series"].str.startswith(("TPU", "EPU", "UCT")).any()
        else "",
    )  # fmt: skip


def _panel(
    name: str, under: str, months: Days, values: Floats, unit: str, digits: int, apart: Sequence[str] = ()
) -> Panel:
    """A series on a scale of its own, from 0 to the next round step above its highest value, at the middle of each month."""
    high = np.nanmax(values) if np.isfinite(values).any() else 1.0
    top = next(step for step in _steps() if step >= high)
    middle = months.astype("datetime64[D]") + MID_MONTH
    return Panel(
        name, under, middle, values, unit, 0, top, digits, None, (), (0, top / 2, top), np.isin(months.astype(str), apart).tolist(),
        "the score moved the other way", "%Y-%m",
    )  # fmt: skip


def _panel_name(name: str) -> str:
    return (
        name.split(" (")[0]
        .split(", 7-day")[0]
        .replace("Geopolitical Risk index", "GPR")
        .replace("Country GPR", "GPR")
    )


def _steps() -> list[float]:
    return [base * 10.0**power for power in range(-2, 6) for base in (1, 2, 4, 5)] + [float("inf")]
