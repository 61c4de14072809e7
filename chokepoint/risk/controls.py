"""Controls: what may not leave the supplier without permission?

C = 100·Σ_g w_g·c_g over the groups of goods. In each group the measures fill what is left of 1 from
the strictest down: c_g = Σ e·q with e = stringency × state and q the part that a measure still finds
free. The contribution of a measure, 100·w_g·e·q, is exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from chokepoint.evidence.measures import State, States, states
from chokepoint.evidence.periods import Days
from chokepoint.method import ControlsMethod
from chokepoint.risk.words import Floats

STATE_WORDS = {
    State.ANNOUNCED: "announced",
    State.IN_FORCE: "in_force",
    State.SUSPENDED: "suspended",
    State.LAPSED_UNCONFIRMED: "lapsed_unconfirmed",
    State.LIFTED: "lifted",
}
# Which classes of bans bite on which buyers.
CLASS_BANS = {"civil": (), "military": ("military",), "listed": ("military", "listed")}


@dataclass(frozen=True)
class Controls:
    """The reading over days, with strength and contribution of each measure by group (rows × days)."""

    days: Days
    value: Floats
    groups: tuple[str, ...]
    measure_ids: tuple[str, ...]
    strength: Floats
    contributions: Floats
    states: States


def controls(
    measures: pd.DataFrame,
    versions: pd.DataFrame,
    coverage: pd.DataFrame,
    method: ControlsMethod,
    addressees: Sequence[str],
    buyer: str,
    days: Days,
    supplier: str = "CHN",
) -> Controls:
    """Controls reading (0-100) of the supplier's measures against `addressees` for one class of buyers.

    Tables measures, measure_versions and control_coverage; addressees are the country, its groups and
    WLD. Always defined; 0 where nothing is in force.
    """
    aimed = measures[(measures["imposer"] == supplier) & measures["addressee"].isin(addressees)]
    rows = coverage[coverage["measure_id"].isin(aimed["measure_id"])].drop_duplicates()
    state = states(versions[versions["measure_id"].isin(rows["measure_id"])], days)
    rows = rows[rows["measure_id"].isin(state.measure_ids)].sort_values(["basket_group", "measure_id"])
    civil = rows[(rows["buyer_class"] == "civil") & rows["basket_group"].isin(method.basket)]
    strength = _stringency(civil, rows, state, method, buyer) * _state_factor(civil, state, method)
    covered = civil["coverage"].map(method.coverage).to_numpy(float)
    contributions = np.zeros(strength.shape)
    groups = civil["basket_group"].to_numpy()
    for group, weight in method.basket.items():
        inside = groups == group
        contributions[inside] = 100 * weight * _fill(strength[inside], covered[inside])
    return Controls(
        days,
        contributions.sum(axis=0),
        tuple(groups),
        tuple(civil["measure_id"]),
        strength,
        contributions,
        state,
    )


def _state_factor(rows: pd.DataFrame, state: States, method: ControlsMethod) -> Floats:
    factor = np.zeros(len(State))
    for code, word in STATE_WORDS.items():
        factor[code] = method.state[word]  # type: ignore[index]
    return factor[state.state[[state.row(measure_id) for measure_id in rows["measure_id"]]]]


@dataclass(frozen=True)
class Raises:
    """Bans on a class of buyers that raise every licence: whether in force (bans × days), rung and cover."""

    in_force: npt.NDArray[np.bool_]
    steps: tuple[str, ...]
    cover: tuple[float, ...]


def raises(states: States, coverage: pd.DataFrame, method: ControlsMethod, buyer: str) -> Raises:
    """The bans on the class of `buyer` among the measures of `states` (rows all_listed of control_coverage)."""
    rows = coverage[
        coverage["buyer_class"].isin(CLASS_BANS[buyer])
        & (coverage["basket_group"] == "all_listed")
        & coverage["measure_id"].isin(states.measure_ids)
    ]
    at = [states.row(measure_id) for measure_id in rows["measure_id"]]
    return Raises(
        states.state[at] == State.IN_FORCE,
        tuple(rows["step"]),
        tuple(rows["coverage"].map(method.coverage)),
    )


def _stringency(
    civil: pd.DataFrame, rows: pd.DataFrame, state: States, method: ControlsMethod, buyer: str
) -> Floats:
    """Stringency of each civil row on each day, raised where a ban on the buyer's class is in force."""
    base = civil["step"].map(method.stringency).to_numpy(float)
    stringency = np.repeat(base[:, None], len(state.days), axis=1)
    raised = civil["step"].isin(method.class_ban_raises).to_numpy()
    bans = raises(state, rows, method, buyer)
    for in_force, step, cover in zip(bans.in_force, bans.steps, bans.cover, strict=True):
        gain = np.maximum(method.stringency[step] - base, 0) * cover  # type: ignore[index]
        lifted = np.where(raised[:, None] & in_force[None, :], (base + gain)[:, None], 0)
        stringency = np.maximum(stringency, lifted)
    return stringency


def _fill(strength: Floats, covered: Floats) -> Floats:
    """e·q of each row on each day: the strictest first, ties in row order, until the group is full."""
    order = np.argsort(-strength, axis=0, kind="stable")
    cover = np.broadcast_to(covered[:, None], strength.shape)
    sorted_cover = np.take_along_axis(cover, order, axis=0)
    before = np.cumsum(sorted_cover, axis=0) - sorted_cover
    taken = np.clip(1 - before, 0, sorted_cover)
    filled: npt.NDArray[np.float64] = np.empty_like(strength)
    np.put_along_axis(filled, order, taken, axis=0)
    return filled * strength
