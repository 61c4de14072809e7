"""How concentrated is mining, and what is left without the largest supplier?

HHI = Σ s² over countries, s in % (0 to 10 000; Herfindahl 1950, Hirschman 1945). Each edition of each
source stands alone: editions are never joined into one series.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from chokepoint.evidence.stages import REST, Split, is_whole


@dataclass(frozen=True)
class Concentration:
    """HHI of one edition, its largest supplier, and world output without that supplier.

    `hhi_low` takes the rest of the world as countless small producers, `hhi_high` as one. `left_t` and
    `second_of_left_pct` speak of what remains without the largest supplier (N−1).
    """

    split: Split
    hhi_low: float
    hhi_high: float
    leader: str
    leader_pct: float
    left_t: float | None
    left_pct: float
    second: str | None
    second_of_left_pct: float | None


def concentration(split: Split) -> Concentration | None:
    """HHI, largest share and N−1 of one distribution; None where no country is named."""
    named = [part for part in split.parts if part.country not in REST]
    if not named:
        return None
    squares = sum(part.share_pct**2 for part in named)
    rest = sum(part.share_pct for part in split.parts if part.country in REST) + split.unsplit_pct
    leader, left = named[0], 100 - named[0].share_pct
    second = named[1] if len(named) > 1 else None
    return Concentration(
        split,
        squares,
        squares + rest**2,
        leader.country,
        leader.share_pct,
        None if leader.quantity_t is None else split.listed_t - leader.quantity_t,
        left,
        second.country if second else None,
        100 * second.share_pct / left if second and left > 0 else None,
    )


def mining_editions(found: Sequence[Split], most: int, on: date, max_age_days: int) -> list[Concentration]:
    """The newest year of each source that lists all of world mining in tonnes, newest edition first.

    Years that ended more than `max_age_days` before the day stay out.
    """
    oldest = on - timedelta(days=max_age_days)
    whole = [
        s
        for s in found
        if s.stage == "mining" and s.measure == "production" and s.end >= oldest and is_whole(s)
    ]
    newest: dict[str, Split] = {}
    for split in sorted(whole, key=lambda s: s.end):
        newest[split.source_key] = split
    order = sorted(newest.values(), key=lambda s: (s.known, s.end), reverse=True)
    return [one for split in order[:most] if (one := concentration(split)) is not None]
