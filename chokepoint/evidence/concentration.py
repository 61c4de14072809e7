"""How concentrated is mining, and what is left without the largest supplier?

HHI = Σ s² over countries, s in % (0 to 10 000; Herfindahl 1950, Hirschman 1945). Each edition of each
source stands alone: editions are never joined into one series.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from chokepoint.evidence.periods import by_age
from chokepoint.evidence.stages import REST, Split, is_whole
from chokepoint.method import WORLD, Stage

USED = ("demand", "consumption")


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


@dataclass(frozen=True)
class OfUse:
    """What is left as a share of what somebody uses or wants a year, in %: whose, of what, when, by whom told."""

    left_pct: float
    tonnes: float
    country: str
    what: str
    period: str
    source_key: str


@dataclass(frozen=True)
class Left:
    """What is left of a stage without its largest supplier; blanks are None or empty and say why in `blank`.

    `left_t` is the source's own where it lists tonnes; else (`of_supply_t`) worked out from its share and the
    world supply of the same material and year by `supply_key`.
    """

    label: str
    split: Split | None
    leader: str
    leader_pct: float | None
    bound: str
    left_pct: float | None
    left_t: float | None
    unit: str
    of_supply_t: float | None
    supply_key: str
    uses: tuple[OfUse, ...]
    blank: tuple[str, ...]


def left_by_stage(
    picked: Sequence[tuple[Stage, Split | None]], dependency: pd.DataFrame, sectors: pd.DataFrame, country: str, on: date
) -> list[Left]:  # fmt: skip
    """What is left of each stage without its largest supplier (N−1): in %, in tonnes, in % of use of the same mass."""
    known = pd.Timestamp(on)
    world = sectors[
        (sectors["known_from"] <= known) & (sectors["scenario"] == "observed") & (sectors["unit"] == "t")
    ]
    own = dependency[(dependency["known_from"] <= known) & (dependency["country"] == country)]
    return [_left(stage, split, own, world) for stage, split in picked]


def _left(stage: Stage, split: Split | None, own: pd.DataFrame, world: pd.DataFrame) -> Left:
    if split is None:
        return _blank(stage, None, "no figure of the stage on file")
    found = concentration(split)
    if found is None or found.leader_pct < split.unsplit_pct:
        return _blank(stage, split, "the source splits too little to name the largest supplier")
    part = split.part(found.leader)
    bound = part.bound if part is not None else "="
    left_t, unit, supply_t, key = found.left_t, f"t {split.basis}", None, ""
    if left_t is None and bound == "=" and (row := _supply(split, world)) is not None:
        supply_t, key, unit = float(row["value"]), row["source_key"], "t"
        left_t = supply_t * found.left_pct / 100
    uses = () if left_t is None else _uses(split, left_t, unit, own, world)
    blank = []
    if left_t is None:
        blank.append(
            f"no tonnes: the source gives shares, and no world supply in tonnes for {split.period} is on file"
        )
    elif not uses:
        blank.append("no use in the same mass on file")
    return Left(
        stage.label, split, found.leader, found.leader_pct, bound, found.left_pct, left_t, unit if left_t is not None else "",
        supply_t, key, uses, tuple(blank),
    )  # fmt: skip


def _blank(stage: Stage, split: Split | None, why: str) -> Left:
    return Left(stage.label, split, "", None, "=", None, None, "", None, "", (), (why,))


def _supply(split: Split, world: pd.DataFrame) -> pd.Series | None:
    """World supply in tonnes of the split's material and year, as known last; None without."""
    rows = world[(world["measure"] == "supply") & (world["material"] == split.material)]
    rows = rows[(rows["period"] == split.period) & (rows["country"] == WORLD)]
    return None if rows.empty else rows.sort_values("known_from", kind="stable").iloc[-1]


def _uses(
    split: Split, left_t: float, unit: str, own: pd.DataFrame, world: pd.DataFrame
) -> tuple[OfUse, ...]:
    """Uses in the same mass: the world's by sector in t, the country's in t REO, the newest of each."""
    rows = [own[own["measure"].isin(USED) & (own["unit"] == unit)].assign(what=own["form"])]
    if unit == "t":
        rows.append(world[world["measure"].isin(USED)].assign(what=world["sector"]))
    newest: dict[tuple[str, str], OfUse] = {}
    for frame in rows:
        frame = frame[(frame["material"] == split.material) & (frame["value"] > 0)]
        for row in by_age(frame).itertuples(index=False):
            used = float(row.value)
            share = 100 * left_t / used
            newest[row.country, row.what] = OfUse(
                share, used, row.country, row.what, row.period, row.source_key
            )
    return tuple(newest.values())
