"""Other people's measures of the same thing: concentration, supply risk by the EU study, GeoPolRisk.

Formulas only; `companion_values` applies them to the tables. Shares are fractions of 1. Sources: Herfindahl
(1950); European Commission, Methodology for establishing the EU list of critical raw materials (2017);
Gemechu and others (2016), Santillán-Saldivar and others (2021) for GeoPolRisk.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# A governance estimate of the World Bank lies between −2.5 (worst) and 2.5 (best).
BEST, WIDTH = 2.5, 5.0
WORST_RISK = 10.0

Shares = Mapping[str, float]


@dataclass(frozen=True)
class Span:
    """A value between two ends; they are equal where nothing is missing."""

    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.low:g}" if self.low == self.high else f"{self.low:g}–{self.high:g}"


def hhi(shares: Shares) -> float:
    """Σ s²: 0 (many small suppliers) to 1 (one supplier); 10 000 times less than with shares in %."""
    return sum(share**2 for share in shares.values())


def governance_risk(estimates: Sequence[float]) -> float:
    """(2.5 − mean of the governance estimates) · 2: 0 (good) to 10 (bad)."""
    return (BEST - sum(estimates) / len(estimates)) * 2


def instability(stability: float) -> float:
    """(2.5 − estimate of political stability) / 5, inside 0 (stable) to 1."""
    return min(1.0, max(0.0, (BEST - stability) / WIDTH))


def weighted_hhi(shares: Shares, risk: Mapping[str, float], trade: Mapping[str, float] | None = None) -> Span:
    """Σ s²·g·t: 0 to 10 times the largest t; a country without g counts as 0 at the low end, 10 at the high end.

    t is the trade parameter of the EU study: .8 (EU or agreement), 1, 1.1 to 1.5 (restrictions); 1 where none is given.
    """
    part = {country: share**2 * (trade or {}).get(country, 1.0) for country, share in shares.items()}
    known = sum(part[country] * risk[country] for country in part if country in risk)
    unknown = sum(part[country] * WORST_RISK for country in part if country not in risk)
    return Span(known, known + unknown)


def supply_risk(
    world: float, sourcing: float | None, reliance: float, recycled: float, substitution: float
) -> float:
    """SR = [HHI_GS·IR/2 + HHI_EU·(1 − IR/2)] · (1 − EoL) · SI; the world's supply alone if no sourcing is known."""
    mixed = world if sourcing is None else world * reliance / 2 + sourcing * (1 - reliance / 2)
    return mixed * (1 - recycled) * substitution


def concentration_behind(
    published: float, substitution: float, recycled: float, digit: float = 0.1, digit_si: float = 0.01
) -> Span:
    """The concentrations that give a printed supply risk, with half a printed digit on it and on SI."""
    low = (published - digit / 2) / ((1 - recycled) * (substitution + digit_si / 2))
    high = (published + digit / 2) / ((1 - recycled) * (substitution - digit_si / 2))
    return Span(low, high)


def group_value(values: Sequence[float]) -> float | None:
    """Value of a group in the EU study: the simple mean of its elements; None without any."""
    return sum(values) / len(values) if values else None


@dataclass(frozen=True)
class GeoPolRisk:
    """Concentration of mining, instability of the imports, and their product (0 to 1)."""

    hhi: float
    import_risk: float
    score: float


def geopolrisk(
    production: Mapping[str, float],
    imports: Mapping[str, float],
    instable: Mapping[str, float],
    home: float,
    unknown: float,
) -> GeoPolRisk | None:
    """HHI of production · Σ m·i / (Σ m + production at home); tonnes; None without any imports and production.

    `unknown` stands for the instability of a country that has none.
    """
    world = sum(production.values())
    used = sum(imports.values()) + home
    if not world or not used:
        return None
    concentration = hhi({country: tonnes / world for country, tonnes in production.items()})
    risk = sum(tonnes * instable.get(country, unknown) for country, tonnes in imports.items()) / used
    return GeoPolRisk(concentration, risk, concentration * risk)


def characterisation(score: float, price: float, reference: float) -> float:
    """Factor for life-cycle assessment: score · import price (kUSD/t) / that of the reference material (copper)."""
    return score * price / reference
