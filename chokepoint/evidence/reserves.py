"""Who has rare earths in the ground, and who digs them? Reserves beside output, from one edition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from chokepoint.method import WORLD


@dataclass(frozen=True)
class Ground:
    """Reserves and yearly output of one country in t REO; None where the edition gives none."""

    country: str
    reserves_t: float | None
    output_t: float | None
    source_key: str
    reserves_period: str
    output_period: str


def reserves_and_output(production: pd.DataFrame, on: date) -> list[Ground]:
    """Countries of one edition by reserves, then output, largest first; t REO.

    The edition is the one known on the day whose newest reserves are youngest and, of equals, that names
    most countries. Zero output is a figure, a country not in the list is not.
    """
    known = production[
        (production["known_from"] <= pd.Timestamp(on))
        & (production["stage"] == "mining")
        & (production["unit"] == "t REO")
        & (production["scenario"] == "observed")
    ]
    reserves = known[known["measure"] == "reserves"]
    output = known[known["measure"] == "production"]
    both = [key for key in reserves["source_key"].unique() if (output["source_key"] == key).any()]
    if not both:
        return []
    edition = max(both, key=lambda key: _rank(reserves, output, key))
    held, held_period = _newest(reserves, edition)
    dug, dug_period = _newest(output, edition)
    countries = sorted({*held, *dug} - {WORLD}, key=lambda c: (-held.get(c, -1), -dug.get(c, -1), c))
    return [Ground(c, held.get(c), dug.get(c), edition, held_period, dug_period) for c in countries]


def main_ones(grounds: Sequence[Ground]) -> list[Ground]:
    """Countries with reserves on file or with output above nothing."""
    return [one for one in grounds if one.reserves_t is not None or one.output_t]


def _rank(reserves: pd.DataFrame, output: pd.DataFrame, key: str) -> tuple[str, int, str]:
    held, dug = reserves[reserves["source_key"] == key], output[output["source_key"] == key]
    newest = str(held["period"].max())
    countries = set(held["country"]) | set(dug.loc[dug["value"] > 0, "country"])
    return newest, len(countries), key


def _newest(rows: pd.DataFrame, key: str) -> tuple[dict[str, float], str]:
    """The figures of an edition's newest period by country, as known last."""
    rows = rows[rows["source_key"] == key].sort_values("known_from", kind="stable")
    period = str(rows["period"].max())
    rows = rows[rows["period"] == period]
    return dict(zip(rows["country"], rows["value"].astype(float), strict=True)), period
