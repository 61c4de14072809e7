"""The risk score: present pressure on the country's supply given its dependence; not a forecast.

H = (Σ w_k·x_k^p)^(1/p) over Controls, Stress and Tension, R = H·D/100. All four readings are needed,
else there is no score. Values are arrays over days, so any date is a look-up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from chokepoint.evidence.periods import Days, days_of
from chokepoint.evidence.reliance import reliance_figures, stage_figures
from chokepoint.method import Level, Method, Scope
from chokepoint.risk.controls import Controls, controls
from chokepoint.risk.dependence import Dependence, dependence
from chokepoint.risk.stress import Stress, observations, stress
from chokepoint.risk.tension import Tension, tension
from chokepoint.risk.words import Floats, word_of, words_shown

Tables = Mapping[str, pd.DataFrame]
PRESSURES = ("controls", "stress", "tension")
READINGS = ("dependence", *PRESSURES)


@dataclass(frozen=True)
class Assessment:
    """Readings, pressure H and score R over the days of the score, for one pair and one buyer."""

    method: Method
    country: str
    supplier: str
    buyer: str
    days: Days
    dependence: Dependence
    controls: Controls
    stress: Stress
    tension: Tension
    pressure: Floats
    score: Floats
    words: tuple[str | None, ...]

    def reading(self, name: str) -> Floats:
        """Values of one reading over the days."""
        values: Floats = getattr(self, name).value
        return values

    def index(self, day: date) -> int | None:
        """Position of a day on the axis; None outside it."""
        position = (np.datetime64(day, "D") - self.days[0]).astype(int)
        return int(position) if 0 <= position < len(self.days) else None

    def levels(self, name: str) -> tuple[Level, ...]:
        """Words of a reading and the values from which they hold."""
        levels: tuple[Level, ...] = getattr(self.method, name).levels
        return levels

    def word(self, name: str, day: int) -> str | None:
        """Word of a reading on a day of the axis."""
        return word_of(float(self.reading(name)[day]), self.levels(name))

    def as_of(self, name: str, day: int) -> date | None:
        """Newest evidence behind a reading on a day: end of a period, or the day an event was known.

        Controls read states, which hold until the next step: theirs is the day itself.
        """
        on = self.days[day]
        if name == "controls":
            return date_of(on)
        if name == "tension":
            return _newest(self.tension.known_from[self.tension.known_from <= on])
        part = getattr(self, name)
        rows = (
            part.row[:, day] if name == "stress" else np.array([rows[day] for rows in part.row.values()], int)
        )
        frame = part.observations if name == "stress" else part.figures
        return _newest(days_of(frame["period_end"])[rows[rows >= 0]])


def date_of(day: np.datetime64) -> date:
    """A day of the axis as a date."""
    found: date = day.astype("datetime64[D]").astype(object)
    return found


def _newest(days: Days) -> date | None:
    return date_of(days.max()) if len(days) else None


def score_days(scope: Scope) -> Days:
    """Every day that may have a score: from score_from to coverage_end plus the provisional days."""
    end = np.datetime64(scope.coverage_end, "D") + np.timedelta64(scope.provisional_days + 1, "D")
    return np.arange(np.datetime64(scope.score_from, "D"), end)


def pressure(readings: Mapping[str, Floats], method: Method) -> Floats:
    """H, the weighted power mean of Controls, Stress and Tension (0-100)."""
    exponent = method.score.exponent
    total = sum(weight * readings[name] ** exponent for name, weight in method.score.weights.items())
    return np.asarray(total, float) ** (1 / exponent)


def assess(
    tables: Tables,
    method: Method,
    country: str | None = None,
    buyer: str | None = None,
    days: Days | None = None,
) -> Assessment:
    """Readings and score of a country (default: that of the scope) for a class of buyers over `days`.

    Tables: events, measures, measure_versions, control_coverage, trade_flows, prices, licence_counts,
    production, dependency. A value on a day uses only rows known by that day.
    """
    scope = method.scope
    country, buyer, supplier = country or scope.pair.country, buyer or scope.buyer, scope.pair.supplier
    days = score_days(scope) if days is None else days
    figures = pd.concat(
        [
            stage_figures(tables["production"], method.dependence, supplier),
            reliance_figures(tables["dependency"], method.dependence, supplier, country),
        ],
        ignore_index=True,
    )
    return combine(
        method,
        country,
        buyer,
        dependence(figures, method.dependence, days),
        controls_of(tables, method, country, buyer, days),
        stress_of(tables, method, country, days),
        tension_of(tables["events"], method, country, days),
    )


def controls_of(tables: Tables, method: Method, country: str, buyer: str, days: Days) -> Controls:
    """Controls of the supplier's measures against a country and its groups, for a class of buyers."""
    return controls(
        tables["measures"],
        tables["measure_versions"],
        tables["control_coverage"],
        method.controls,
        method.scope.addressees(country),
        buyer,
        days,
        method.scope.pair.supplier,
    )


def stress_of(tables: Tables, method: Method, country: str, days: Days) -> Stress:
    """Stress of what the supplier ships to a country."""
    supplier = method.scope.pair.supplier
    found = observations(
        tables["trade_flows"], tables["prices"], tables["licence_counts"], method.stress, country, supplier
    )
    return stress(found, method.stress, days)


def tension_of(events: pd.DataFrame, method: Method, country: str, days: Days) -> Tension:
    """Tension of the pair whose events are dense; missing, not 0, for any other country."""
    pair = method.scope.pair
    found = tension(events, method.tension, country, pair.supplier, days)
    return found if country == pair.country else replace(found, value=np.full(len(days), np.nan))


def combine(
    method: Method,
    country: str,
    buyer: str,
    depends: Dependence,
    controlled: Controls,
    stressed: Stress,
    tense: Tension,
) -> Assessment:
    """The assessment that four readings over the same days make."""
    readings = {"controls": controlled.value, "stress": stressed.value, "tension": tense.value}
    total = pressure(readings, method)
    score = total * depends.value / 100
    levels = method.score
    words = words_shown(score, levels.levels, levels.word_margin, levels.word_days)
    return Assessment(
        method,
        country,
        method.scope.pair.supplier,
        buyer,
        depends.days,
        depends,
        controlled,
        stressed,
        tense,
        total,
        score,
        tuple(words),
    )
