"""What may leave the supplier for whom today? One cell per good and class of buyer.

A cell gives the strictest rule that bites now and, beside it, what is only announced or suspended.
It follows from control_coverage and the versions known on the day, by the same rules as Controls.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from chokepoint.evidence.measure_bars import end_grounds, later_ends
from chokepoint.evidence.measures import State, States, states

Tables = Mapping[str, pd.DataFrame]
ELEMENTS, PRODUCTS, MINERALS = "Elements", "Products", "Other minerals"
BUYERS = ("civil", "military", "listed")
FREE, REPORTING, LICENCE, WATCH, BARRED = "free", "reporting", "licence", "watch", "barred"
STEPS = {"none": FREE, "reporting": REPORTING, "licence": LICENCE, "watch": WATCH, "ban": BARRED}
ORDER = (FREE, REPORTING, LICENCE, WATCH, BARRED)
ASIDE = (State.SUSPENDED, State.ANNOUNCED, State.LAPSED_UNCONFIRMED)
CLASS_BANS = {"civil": (), "military": ("military",), "listed": ("military", "listed")}
GOODS_MADE_ABROAD = "goods_made_abroad"


@dataclass(frozen=True)
class Good:
    """A row of the board: an element, a product, a technology or a mineral."""

    material: str
    name: str
    section: str
    group: str | None = None


@dataclass(frozen=True)
class Rule:
    """One measure that bears on a good for a class of buyers on the day.

    `ground` is what the end of its suspension rests on, `later_ground` what an end known later does.
    """

    measure_id: str
    word: str
    state: State
    part: bool
    until: date | None
    effective: date | None
    ground: str = ""
    later_until: date | None = None
    later_ground: str = ""


@dataclass(frozen=True)
class Cell:
    """The strictest rule in force, whether it covers all of the good, and what is announced or suspended."""

    word: str
    part: bool
    in_force: tuple[Rule, ...]
    aside: tuple[Rule, ...]
    by_class: tuple[str, ...]

    @property
    def until(self) -> date | None:
        """Earliest end of a suspension among the rules set aside; None without one."""
        return min((rule.until for rule in self.aside if rule.until), default=None)


def goods(materials: pd.DataFrame) -> list[Good]:
    """Rows of the board: 17 elements by number, magnets, goods made abroad, technology, other minerals."""
    elements = materials[materials["kind"] == "element"].sort_values("atomic_number")
    rows = [Good(row.material, row.name, ELEMENTS) for row in _plain(elements)]
    chosen = materials.set_index("material")["name"]
    rows += [Good("magnets", chosen.get("magnets", "magnets"), PRODUCTS, "magnets_alloys")]
    rows += [Good("magnets", "goods made abroad", PRODUCTS, GOODS_MADE_ABROAD)]
    rows += [Good("technology", "technology, equipment", PRODUCTS, "technology_equipment")]
    minerals = materials[materials["kind"] == "mineral"].sort_values("name")
    return rows + [Good(row.material, row.name, MINERALS) for row in _plain(minerals)]


def board(
    tables: Tables,
    addressees: Sequence[str],
    supplier: str,
    day: date,
    raised: Collection[str],
    known_until: date | None = None,
) -> dict[Good, dict[str, Cell]]:
    """Cell of each good for civil, military and listed buyers on `day`, by what was announced by then.

    A suspension whose end was moved by a version known by `known_until` names the later end beside it.
    `addressees` are the codes that bind the country (Scope.addressees); `raised` are the steps that a ban on the
    buyer's class raises (ControlsMethod.class_ban_raises).

    Tables: materials, measures, measure_versions, control_coverage.
    """
    measures = tables["measures"]
    aimed = measures[(measures["imposer"] == supplier) & measures["addressee"].isin(addressees)]
    coverage = tables["control_coverage"]
    coverage = coverage[coverage["measure_id"].isin(aimed["measure_id"])]
    versions = tables["measure_versions"]
    versions = versions[versions["measure_id"].isin(coverage["measure_id"])]
    found = states(versions, np.array([day], "datetime64[D]"))
    coverage = coverage[coverage["measure_id"].isin(found.measure_ids)]
    later = later_ends(versions, day, known_until or day)
    grounds = end_grounds(versions[versions["known_from"] <= pd.Timestamp(day)])
    words = {STEPS[step] for step in raised}
    bans = {buyer: _class_bans(buyer, coverage, found) for buyer in BUYERS}
    rows, board = _plain(coverage), {}
    for good in goods(tables["materials"]):
        rules = [
            rule
            for row in rows
            if _bears(row, good) and (rule := _rule(row, found, good.section == PRODUCTS))
        ]
        board[good] = {buyer: _cell(rules, bans[buyer], words, grounds, later) for buyer in BUYERS}
    return board


def _cell(
    rules: Sequence[Rule],
    bans: Sequence[Rule],
    raised: Collection[str],
    grounds: Mapping[str, str],
    later: Mapping[str, tuple[date, str]],
) -> Cell:
    """The cell of a good for a class of buyers: the rules on the good, and the bans in force on the class."""
    in_force = [rule for rule in rules if rule.state == State.IN_FORCE and rule.word != FREE]
    aside = tuple(
        _with_ends(rule, grounds, later) for rule in rules if rule.state in ASIDE and rule.word != FREE
    )
    if bans and any(rule.word in raised for rule in in_force):
        ban = max((rule.word for rule in bans), key=ORDER.index)
        in_force = [
            replace(rule, word=max(ban, rule.word, key=ORDER.index)) if rule.word in raised else rule
            for rule in in_force
        ]
    else:
        bans = []
    strictest = max((rule.word for rule in in_force), key=ORDER.index, default=FREE)
    part = bool(in_force) and all(rule.part for rule in in_force if rule.word == strictest)
    return Cell(strictest, part, tuple(in_force), aside, tuple(rule.measure_id for rule in bans))


def _with_ends(rule: Rule, grounds: Mapping[str, str], later: Mapping[str, tuple[date, str]]) -> Rule:
    """The rule with what the end of its suspension rests on, and the end that a version known later moved it to."""
    until, told = later.get(rule.measure_id, (None, ""))
    ground = grounds.get(rule.measure_id, "") if rule.until else ""
    return replace(rule, ground=ground, later_until=until, later_ground=told)


def _bears(row: Any, good: Good) -> bool:
    """True if a civil row of control_coverage names the good (and its group, where the good has one)."""
    if row.buyer_class != "civil" or row.coverage == "none":
        return False
    if good.group is not None:
        return bool(row.basket_group == good.group)
    if row.basket_group == GOODS_MADE_ABROAD or pd.isna(row.materials):
        return False
    return good.material in row.materials.split(";")


def _rule(row: Any, found: States, product: bool = False) -> Rule | None:
    position = found.row(row.measure_id)
    state = State(int(found.state[position, 0]))
    if state in (State.ABSENT, State.LIFTED):
        return None
    return Rule(
        row.measure_id,
        STEPS[row.step],
        state,
        row.coverage == "part" and product,
        _date(found.suspended_until[position, 0]) if state == State.SUSPENDED else None,
        _date(found.effective[position, 0]),
    )


def _class_bans(buyer: str, coverage: pd.DataFrame, found: States) -> list[Rule]:
    rows = coverage[
        coverage["buyer_class"].isin(CLASS_BANS[buyer]) & (coverage["basket_group"] == "all_listed")
    ]
    rules = [rule for row in _plain(rows) if (rule := _rule(row, found))]
    return [rule for rule in rules if rule.state == State.IN_FORCE]


def _date(day: np.datetime64) -> date | None:
    return None if np.isnat(day) else day.astype(object)


def _plain(frame: pd.DataFrame) -> Sequence[Any]:
    return list(frame.itertuples(index=False))
