"""Rows of the country table that are readings: Controls by buyer, Stress with its items, Tension, score."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from chokepoint.errors import ChokepointError
from chokepoint.risk.controls import controls
from chokepoint.risk.explain import why_no_score
from chokepoint.risk.items import items_on
from chokepoint.risk.score import Assessment, assess, score_days
from chokepoint.share.link import BUYERS
from chokepoint.ui.context import Context
from chokepoint.ui.html import esc
from chokepoint.ui.risk import main_assessment

Rows = list[tuple[str, list[str]]]


def readings_of(context: Context, countries: Sequence[str]) -> Rows:
    """Readings of each country on the day as HTML cells; empty where there is none."""
    on = np.datetime64(context.question.on, "D")
    if on not in score_days(context.settings.method.scope):
        return [("Readings", ["outside the days of the score"] * len(countries))]
    return context.shared("readings-of", lambda: _readings(context, countries, on), on, *countries)


def _readings(context: Context, countries: Sequence[str], on: np.datetime64) -> Rows:
    try:
        found = [
            assess(context.tables, context.settings.method, code, days=np.array([on])) for code in countries
        ]
        controlled = [[_controls(context, code, buyer, on) for code in countries] for buyer in BUYERS]
    except ChokepointError as error:
        return [("Readings", [esc(error)] * len(countries))]
    named = {buyer: f"Controls, {buyer}" for buyer in BUYERS}
    return [
        *((named[buyer], cells) for buyer, cells in zip(BUYERS, controlled, strict=True)),
        ("Stress", [_points(one, "stress") for one in found]),
        ("Stress rests on", [_items(context, one) for one in found]),
        ("Dependence", [_points(one, "dependence") for one in found]),
        ("Tension", [_points(one, "tension") for one in found]),
        ("Risk score", [_score(context, one) for one in found]),
    ]


def _controls(context: Context, country: str, buyer: str, on: np.datetime64) -> str:
    tables, method = context.tables, context.settings.method
    addressees = method.scope.addressees(country)
    found = controls(
        tables["measures"], tables["measure_versions"], tables["control_coverage"], method.controls, addressees,
        buyer, np.array([on]), method.scope.pair.supplier,
    )  # fmt: skip
    return f"<b>{found.value[0]:.0f}</b>"


def _points(found: Assessment, name: str) -> str:
    value = found.reading(name)[0]
    return "" if np.isnan(value) else f"<b>{value:.0f}</b> {esc(found.word(name, 0))}"


def _items(context: Context, found: Assessment) -> str:
    items = items_on(found, context.question.on)
    return f"<span class='cp-small'>{esc(', '.join(context.names.get(one.item, one.item) for one in items))}</span>"


def _score(context: Context, found: Assessment) -> str:
    if why_no_score(found, context.question.on) or np.isnan(found.score[0]):
        return ""
    # The word that stands on every page: it lags behind the number, which one day alone cannot tell.
    whole = main_assessment(context)
    return f"<b>{found.score[0]:.0f}</b> {esc(whole.words[whole.index(context.question.on) or 0])}"
