"""Sentences on prices inside and outside China; where a source does not say whether VAT was in, both ways."""

from __future__ import annotations

from collections.abc import Mapping

from chokepoint.charts.theme import HARD, number
from chokepoint.evidence.names import Names
from chokepoint.evidence.observations import Observation
from chokepoint.evidence.price_gaps import Gap
from chokepoint.evidence.prices import UNSAID
from chokepoint.share.sentences import dollars


def times_words(ratio: float) -> str:
    """A ratio with as many digits as it bears: "44", "3.5"."""
    return number(ratio, 0 if ratio >= 10 else 1)


def vat_words(rate: float) -> str:
    """What is said of a price whose source does not say whether the tax was in; "" for all others (rate 0)."""
    return f"{100 * rate:.0f}{UNSAID}" if rate else ""


def gap_words(gap: Gap) -> str:
    """Both legs of a price with their days and the ratio; both ratios where the tax is not said."""
    words = (
        f"{dollars(gap.outside)}{HARD}USD/kg outside ({gap.outside_period}), {dollars(gap.inside)} inside "
        f"({gap.inside_period}): {times_words(gap.ratio)} times"
    )
    if gap.ratio_untaxed is None:
        return words
    return f"{words}, or {times_words(gap.ratio_untaxed)} if no VAT was in the Chinese price ({vat_words(gap.unsaid_vat)})"


def gaps_finding(found: Mapping[str, Gap], names: Names) -> str:
    """The widest price gap with both legs on file, and what it is if no tax was in the Chinese price."""
    if not found:
        return "No element has both legs of a price on file"
    one = max(found.values(), key=lambda gap: gap.ratio)
    words = (
        f"{names[one.element].capitalize()} cost {times_words(one.ratio)} times as much outside China as inside in "
        f"{one.outside_period}"
    )
    if one.ratio_untaxed is None:
        return words
    return f"{words} ({times_words(one.ratio_untaxed)} if no VAT was in the Chinese price)"


def worst_price(worst: Observation | None, names: Names) -> str:
    """The newest quote outside China that stands highest above its reference, with its month."""
    if worst is None or not worst.reference:
        return "No price outside China with a reference is on file"
    return (
        f"{names[worst.item].capitalize()} in {worst.period}: {dollars(worst.figure)}{HARD}USD/kg, "
        f"{times_words(worst.figure / worst.reference)} times {_reference(worst.basis)}"
    )


def _reference(basis: str) -> str:
    return "the price in China" if basis.startswith("China") else "the price before the controls"
