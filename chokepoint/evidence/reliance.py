"""How much of each stage does the supplier hold, and how much does the country lean on it?

Works on tables production and dependency. A figure keeps its period, source and the day it became
known; several editions stand side by side and the newest known one is read.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from chokepoint.evidence.periods import days_of, last_days
from chokepoint.method import DependenceMethod

SHARES = ("share_of_output", "share_of_supply", "share_of_market", "share_of_capacity")
COLUMNS = ("key", "value", "period_end", "known_from", "period", "source_key", "bound")
ABOVE = (">", ">=")
NET_EXPORTER = "net_exporter"


def stage_figures(production: pd.DataFrame, method: DependenceMethod, supplier: str) -> pd.DataFrame:
    """The supplier's share (%) of each stage by source and period: key `stage:<label>`.

    Stated shares as they are; where a source gives tonnes, the supplier's divided by the world's of
    the same source and period. Projections and scenarios stay out.
    """
    rows = production[production["source_key"].isin(method.sources) & (production["scenario"] == "observed")]
    found = [_stated(rows, supplier), _computed(rows, supplier)]
    shares = pd.concat([frame for frame in found if len(frame)]) if any(map(len, found)) else found[0]
    parts = []
    for stage in method.stages:
        chosen = shares[(shares["stage"] == stage.stage) & shares["material"].isin(stage.materials)]
        parts.append(chosen.assign(key=f"stage:{stage.label}"))
    return _dated(pd.concat(parts))


def reliance_figures(
    dependency: pd.DataFrame, method: DependenceMethod, supplier: str, country: str
) -> pd.DataFrame:
    """Net import reliance `nir:<material>` and the supplier's import share `chn:<material>`, both in %.

    A value stated as "above x" enters as (x + 100) / 2; a range as its middle; a net exporter relies on
    imports for nothing.
    """
    rows = dependency[(dependency["country"] == country) & (dependency["unit"] == "%")]
    rows = rows[rows["nature"].isin(["reported", "estimate"])]
    whole = (rows["material"] == method.reliance_of_all.material) & (
        rows["form"] == method.reliance_of_all.form
    )
    rows = rows[whole | rows["material"].isin(method.reliance_of_elements)]
    reliance = rows[rows["measure"] == "net_import_reliance"]
    share = rows[(rows["measure"] == "import_share") & (rows["partner"] == supplier)]
    return _dated(
        pd.concat(
            [
                reliance.assign(key="nir:" + reliance["material"], value=_middle(reliance)),
                share.assign(key="chn:" + share["material"], value=_middle(share)),
            ]
        )
    )


def _stated(rows: pd.DataFrame, supplier: str) -> pd.DataFrame:
    stated = rows[rows["measure"].isin(SHARES) & (rows["country"] == supplier) & (rows["unit"] == "%")]
    return stated.assign(value=_above(stated["value"], stated["bound"]))


def _computed(rows: pd.DataFrame, supplier: str) -> pd.DataFrame:
    tonnes = rows[(rows["measure"] == "production") & (rows["unit"] != "%")]
    keys = ["stage", "material", "period", "unit", "source_key", "known_from"]
    own = tonnes[tonnes["country"] == supplier]
    world = tonnes[(tonnes["country"] == "WLD") & (tonnes["value"] > 0)][[*keys, "value"]].rename(
        columns={"value": "world"}
    )
    both = own.merge(world, on=keys)
    return both.assign(value=100 * both["value"] / both["world"]).drop(columns="world")


def _middle(rows: pd.DataFrame) -> pd.Series:
    stated = rows["value"].where(rows["value"].notna(), (rows["value_low"] + rows["value_high"]) / 2)
    return _above(stated.where(rows["bound"] != NET_EXPORTER, 0), rows["bound"])


def _above(value: pd.Series, bound: pd.Series) -> pd.Series:
    return value.where(~bound.isin(ABOVE), (value + 100) / 2)


def _dated(rows: pd.DataFrame) -> pd.DataFrame:
    dated = rows.assign(period_end=last_days(rows["period"]), known_from=days_of(rows["known_from"]))
    dated = dated[list(COLUMNS)].dropna(subset="value")
    order = ["key", "period_end", "known_from", "value", "source_key"]
    return dated.sort_values(order, kind="stable", ignore_index=True)


def newest(figures: pd.DataFrame, day: np.datetime64) -> pd.DataFrame:
    """The newest figure of each key known on `day` (latest period, then latest known)."""
    return figures[figures["known_from"] <= day].drop_duplicates("key", keep="last").set_index("key")
