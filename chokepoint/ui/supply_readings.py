"""Rows of the country table that are readings: Controls by buyer, Stress with its items, Tension, score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from chokepoint.errors import ChokepointError
from chokepoint.risk.explain import why_no_score
from chokepoint.risk.items import items_on
from chokepoint.risk.score import Assessment, controls_of
from chokepoint.risk.words import Floats
from chokepoint.share.link import BUYERS
from chokepoint.ui.context import Context
from chokepoint.ui.html import esc
from chokepoint.ui.risk import main_assessment

Rows = list[tuple[str, list[str]]]


def readings_of(context: Context, countries: Sequence[str]) -> Rows:
    """Readings of each country on the day as HTML cells; empty where there is none."""
    on = context.question.on
    try:
        at = main_assessment(context).index(on)
        if at is None:
            return [("Readings", ["outside the days of the score"] * len(countries))]
        return context.shared("readings-of", lambda: _readings(context, countries, at), on, *countries)
    except ChokepointError as error:
        return [("Readings", [esc(error)] * len(countries))]


def _readings(context: Context, countries: Sequence[str], at: int) -> Rows:
    found = [of_country(context, code).assessment() for code in countries]
    controlled = {buyer: [_controls(context, code, buyer)[at] for code in countries] for buyer in BUYERS}
    return [
        *(
            (f"Controls, {buyer}", [f"<b>{value:.0f}</b>" for value in values])
            for buyer, values in controlled.items()
        ),
        ("Stress", [_points(one, "stress", at) for one in found]),
        ("Stress rests on", [_items(context, one) for one in found]),
        ("Dependence", [_points(one, "dependence", at) for one in found]),
        ("Tension", [_points(one, "tension", at) for one in found]),
        ("Risk score", [_score(one, context.question.on, at) for one in found]),
    ]


def of_country(context: Context, country: str) -> Context:
    """The context of another country exposed, for the buyers of the score."""
    buyer = context.settings.method.scope.buyer
    return replace(context, question=replace(context.question, country=country, buyer=buyer))


def _controls(context: Context, country: str, buyer: str) -> Floats:
    """Controls against a country for a class of buyers, over the days of the score."""
    found, method = of_country(context, country).assessment(), context.settings.method
    if buyer == found.buyer:
        return found.controls.value
    return context.shared(
        "controls-of",
        lambda: controls_of(context.tables, method, country, buyer, found.days).value,
        country,
        buyer,
    )


def _points(found: Assessment, name: str, at: int) -> str:
    value = found.reading(name)[at]
    return "" if np.isnan(value) else f"<b>{value:.0f}</b> {esc(found.word(name, at))}"


def _items(context: Context, found: Assessment) -> str:
    items = items_on(found, context.question.on)
    return f"<span class='cp-small'>{esc(', '.join(context.names.get(one.item, one.item) for one in items))}</span>"


def _score(found: Assessment, on: date, at: int) -> str:
    if why_no_score(found, on) or np.isnan(found.score[at]):
        return ""
    return f"<b>{found.score[at]:.0f}</b> {esc(found.words[at])}"
