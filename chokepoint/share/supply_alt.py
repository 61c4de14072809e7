"""What the lists of the Supply page say to a reader who cannot see them."""

from __future__ import annotations

from collections.abc import Sequence

from chokepoint.evidence.concentration import Concentration
from chokepoint.evidence.countries import Exposure
from chokepoint.evidence.names import Names
from chokepoint.evidence.stocks import Stock
from chokepoint.share.supply import pct


def editions_alt(found: Sequence[Concentration], names: Names) -> str:
    """Every edition in a line each."""
    told = [
        f"{one.split.source_key} for {one.split.period}: {names.country(one.leader)} {one.leader_pct:.2f} %, "
        f"HHI {one.hhi_low:.0f}, left {one.left_t or 0:.0f} t"
        for one in found
    ]
    return "; ".join(told) or "No edition on file."


def countries_alt(found: Sequence[Exposure], names: Names) -> str:
    """The supplier's share by country, or that none is on file."""
    return "; ".join(
        f"{names.country(one.country)}: {pct(one.share.low, one.share.bound) if one.share else 'no share on file'}"
        for one in found
    )


def _amount(one: Stock) -> str:
    return (
        "amount withheld"
        if one.low is None or one.high is None
        else f"{one.low:g} to {one.high:g} {one.unit}"
    )


def stocks_alt(found: Sequence[Stock], names: Names) -> str:
    """Every statement on stocks in a line."""
    return (
        "; ".join(
            f"{names.country(one.country)}, {one.holder}: {_amount(one)}, {one.period}" for one in found
        )
        or "Nothing on file."
    )
