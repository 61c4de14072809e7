"""The number cards: the score and the four readings, each with word, day and its course."""

from __future__ import annotations

from datetime import date

import numpy as np

from chokepoint.charts.spark import sparkline
from chokepoint.charts.theme import SHOWN, Theme, signed
from chokepoint.risk.explain import why_no_score
from chokepoint.risk.range import Range
from chokepoint.risk.score import READINGS, Assessment
from chokepoint.share.sentences import range_words
from chokepoint.ui.html import attr, day, esc

ASKS = {
    "dependence": "how much hangs on China",
    "controls": "what needs permission to leave",
    "stress": "what is missing",
    "tension": "what the sides do to each other",
}


def number_cards(assessment: Assessment, spread: Range, on: date, compare: date, theme: Theme) -> str:
    """Score and readings on a day, with the change since `compare` and a small line, as HTML."""
    position, before = assessment.index(on), assessment.index(compare)
    cards = [_score(assessment, spread, on, position, before, theme)]
    cards += [_reading(assessment, name, position, before, theme) for name in READINGS]
    return f'<div class="cp-cards">{"".join(cards)}</div>'


def _score(
    assessment: Assessment, spread: Range, on: date, position: int | None, before: int | None, theme: Theme
) -> str:
    reason = why_no_score(assessment, on)
    body = (
        f'<div class="cp-none">No score: {esc(reason)}.</div>'
        if reason or position is None
        else _number(assessment.score, assessment.words[position], position, before)
    )
    line = _line(assessment, assessment.score, "risk score", position, theme)
    return f'<div class="cp-card cp-main"><h3>Risk score</h3><p>present pressure, given dependence; 0–100</p>{body}<p>{esc(range_words(assessment, spread, on))}</p>{line}</div>'


def _reading(
    assessment: Assessment, name: str, position: int | None, before: int | None, theme: Theme
) -> str:
    values = assessment.reading(name)
    if position is None or np.isnan(values[position]):
        body = '<div class="cp-none">not enough data on this day</div>'
        as_of = ""
    else:
        body = _number(values, assessment.word(name, position), position, before)
        as_of = f"evidence to {day(assessment.as_of(name, position))}"
        if name == "stress" and (worst := assessment.stress.worst_item(position)):
            as_of += f"; worst: {esc(worst)}"
    line = _line(assessment, values, name, position, theme)
    return f'<div class="cp-card"><h3>{name.capitalize()}</h3><p>{esc(ASKS[name])}</p>{body}<p>{as_of}</p>{line}</div>'


def _number(values: np.ndarray, word: str | None, position: int, before: int | None) -> str:
    change = ""
    if before is not None and np.isfinite(values[before]):
        points = float(values[position] - values[before])
        kind = "cp-worse" if points > SHOWN else "cp-better" if points < -SHOWN else "cp-quiet"
        sign = "▲ " if points > SHOWN else "▼ " if points < -SHOWN else ""
        change = f'<span class="{kind}">{sign}{signed(points) if sign else "unchanged"}</span>'
    return f'<div><span class="cp-big">{values[position]:.0f}</span><span class="cp-word">{esc(word)}</span></div><p>{change}</p>'


def _line(assessment: Assessment, values: np.ndarray, name: str, position: int | None, theme: Theme) -> str:
    covered = assessment.index(assessment.method.scope.coverage_end)
    last = len(values) - 1 if covered is None else covered
    have = np.flatnonzero(np.isfinite(values))
    span = f"{assessment.days[0]} to {assessment.days[-1]}"
    alt = f"{name} {span}: no value" if not len(have) else (
        f"{name} {span}: lowest {np.nanmin(values):.0f}, highest {np.nanmax(values):.0f}, last {values[have[-1]]:.0f}"
    )  # fmt: skip
    return f'<img alt="{attr(alt)}" src="{sparkline(values, last, position, theme)}">'
