"""What would be missing, before any score: share of use blocked, tonnes, months of stock, what is left elsewhere.

b = s·h with s the supplier's share of the supply used and h the part of its flow held back: the larger of
k·(1 − a) under the rules in force (k coverage, a approval share; a ban: a = 0) and what is assumed to stop.
Months until stocks are gone m = c/b. Nothing is guessed: what is not on file stays blank.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from chokepoint.config import ScenarioSettings
from chokepoint.evidence.measures import State
from chokepoint.evidence.uses import Shares
from chokepoint.risk.controls import CLASS_BANS
from chokepoint.risk.scenario_ground import Cover, Ground, Range, Share
from chokepoint.risk.scenario_levers import GROUPS, Levers, members, new_id, plain_id, stops
from chokepoint.risk.score import Assessment, Tables

# Rungs that hold goods back, mildest first; a duty to report holds nothing back.
BLOCKING = ("licence", "watch", "ban")


@dataclass(frozen=True)
class Blocked:
    """What of one item is blocked in the scenario, and was before; None is not on file, never 0.

    `step`, `start` and `falls_due` are those of the strictest rules. `held`: the part of the supplier's flow held
    back (0-1); `share`: of all that is used (0-1); `tonnes_month` of the normal monthly flow; `left_pct`: what
    others supply (N−1), with what is assumed for the year; `by_year`: year → share blocked with the supply
    assumed until then.
    """

    item: str
    group: str
    rules: tuple[str, ...]
    step: str
    start: date | None
    falls_due: date | None
    supplier: Share | None
    held_before: Range | None
    held: Range | None
    share_before: Range | None
    share: Range | None
    tonnes_month: Range | None
    normal: str
    cover: Cover | None
    months: tuple[float | None, float | None] | None
    left_pct: float | None
    by_year: tuple[tuple[int, float], ...]
    uses: Shares | None


@dataclass(frozen=True)
class Bearing:
    """A rule in force on an item: its rung for the buyer, the part of the item it covers, and its day."""

    measure: str
    step: str
    cover: float
    start: date | None


Key = tuple[str, str]
Ruled = dict[Key, list[Bearing]]


def blocked_share(supplier_share: float, coverage: float, approved: float) -> float:
    """b = s·k·(1 − a): the share of use that does not come."""
    return supplier_share * coverage * (1 - approved)


def months_until_gone(months_in_stock: float | None, blocked: float) -> float | None:
    """m = c/b; None where stocks are not known, or nothing is blocked and they are not limited."""
    return None if months_in_stock is None or blocked <= 0 else months_in_stock / blocked


def substance(
    tables: Tables, changed: Tables, base: Assessment, after: Assessment, levers: Levers, settings: ScenarioSettings
) -> tuple[Blocked, ...]:  # fmt: skip
    """Every item whose rules, flow, stock or supply the levers touch, most blocked first, unknown ones last."""
    desk = _Desk(Ground(tables, base, settings.stage_of), levers, settings.sectors)
    before, rules = _ruled(tables, base), _ruled(changed, after)
    found = []
    for key in dict.fromkeys((*rules, *before, *desk.without_rule(rules, before))):
        old, new = before.get(key, []), rules.get(key, [])
        if key[1] in desk.touched or _ids(old) != _ids(new):
            found.append(desk.blocked(key, old, new))
    return tuple(sorted(found, key=_order))


def standing(tables: Tables, base: Assessment, settings: ScenarioSettings) -> tuple[Blocked, ...]:
    """What the rules in force hold back as it stands, and every item of which stocks are on file; most blocked first."""
    desk = _Desk(Ground(tables, base, settings.stage_of), Levers(), settings.sectors)
    rules = _ruled(tables, base)
    desk.touched = set(desk.ground.stocked())
    keys = dict.fromkeys((*rules, *desk.without_rule(rules)))
    return tuple(sorted((desk.blocked(key, own := rules.get(key, []), own) for key in keys), key=_order))


def _ruled(tables: Tables, found: Assessment) -> Ruled:
    """(group, item) → rules in force on the day that hold it back from the buyer."""
    states, method, coverage = found.controls.states, found.method.controls, tables["control_coverage"]
    active = [name for name in states.measure_ids if states.state[states.row(name), 0] == State.IN_FORCE]
    rows = coverage[coverage["measure_id"].isin(active) & (coverage["coverage"] != "none")]
    of_class = rows["buyer_class"].isin(CLASS_BANS[found.buyer]) & (rows["basket_group"] == "all_listed")
    banned = (of_class & (rows["step"] == "ban")).any()
    ruled: Ruled = {}
    for row in rows[rows["buyer_class"] == "civil"].itertuples(index=False):
        step = "ban" if banned and row.step in method.class_ban_raises else row.step
        if row.basket_group not in GROUPS or step not in BLOCKING:
            continue
        effective = states.effective[states.row(row.measure_id), 0]
        start = None if pd.isna(effective) else effective.astype(object)
        bearing = Bearing(row.measure_id, step, method.coverage[row.coverage], start)
        for item in _items(row):
            ruled.setdefault((row.basket_group, item), []).append(bearing)
    return ruled


def _items(row: Any) -> Sequence[str]:
    named = row.materials
    return named.split(";") if isinstance(named, str) and named else [row.basket_group]


def _ids(rules: Sequence[Bearing]) -> list[tuple[str, str]]:
    return sorted((plain_id(rule.measure), rule.step) for rule in rules)


def _order(row: Blocked) -> tuple[float, float, str, str]:
    share = -1.0 if row.share is None else row.share.middle
    return (-share, -(row.held.middle if row.held else 0.0), row.group, row.item)


class _Desk:
    """The levers by item, and what is on file about the items."""

    def __init__(self, ground: Ground, levers: Levers, most_sectors: int) -> None:
        tables, method = ground.tables, ground.base.method
        self.ground, self.most_sectors = ground, most_sectors
        self.stops = stops(levers, tables, method)
        self.stocks = {item: one for one in levers.stocks for item in members(one.item, tables, method)}
        self.supply = [(item, one) for one in levers.supply for item in members(one.item, tables, method)]
        self.years = sorted({one.year for one in levers.supply})
        self.touched = {*self.stops, *self.stocks, *(item for item, _ in self.supply)}
        self.starts = {rule.measure: rule.start for rule in levers.rules}
        self.starts |= {new_id(place): new.start for place, new in enumerate(levers.new_rules)}

    def without_rule(self, *ruled: Ruled) -> list[Key]:
        """Items of levers that no rule bears on, with the group that they belong to."""
        have = {item for rules in ruled for _, item in rules}
        materials = self.ground.tables["materials"].set_index("material")["basket_group"]
        groups = {item: materials.get(item) for item in sorted(self.touched - have)} | {
            item: "magnets_alloys" for item in self.touched - have if item == "magnets"
        }
        return [(group if isinstance(group, str) else item, item) for item, group in groups.items()]

    def blocked(self, key: Key, old: Sequence[Bearing], new: Sequence[Bearing]) -> Blocked:
        """All that can be said of one item under the old and the new rules."""
        (group, item), ground = key, self.ground
        supplier, (normal, normal_words) = ground.share(group, item), ground.normal(group, item)
        used = None if supplier is None else supplier.value_pct / 100
        held_before, held = self._held(old, 0.0), self._held(new, self.stops.get(item, 0.0))
        step = max((rule.step for rule in new), key=BLOCKING.index, default="none")
        strictest = [rule for rule in new if rule.step == step]
        starts = [self.starts.get(plain_id(rule.measure)) or rule.start for rule in strictest]
        start = max((one for one in starts if one), default=None)
        other = self._elsewhere(item, (start or ground.on).year)
        share = _times(held, used, other)
        assumed = self.stocks.get(item)
        cover = (
            ground.cover(item)
            if assumed is None
            else Cover(assumed.months_low, assumed.months_high, "assumed", "")
        )
        due = [ground.falls_due.get(plain_id(rule.measure)) for rule in strictest]
        return Blocked(
            item=item,
            group=group,
            rules=tuple(dict.fromkeys(plain_id(rule.measure) for rule in new)),
            step=step,
            start=start,
            falls_due=max((day for day in due if day), default=None),
            supplier=supplier,
            held_before=held_before,
            held=held,
            share_before=_times(held_before, used, 0.0),
            share=share,
            tonnes_month=_times(held, normal, 0.0),
            normal=normal_words,
            cover=cover,
            months=_months(cover, share),
            left_pct=None if used is None else 100 * min(1.0, 1 - used + other),
            by_year=self._by_year(item, held, used),
            uses=ground.uses(item, self.most_sectors),
        )

    def _held(self, rules: Sequence[Bearing], stopped: float) -> Range | None:
        """The part of the flow that the strictest rule, or what is assumed to stop, holds back."""
        told = [found for rule in rules if (found := self._under(rule)) is not None]
        if rules and not told and not stopped:
            return None
        ends = [max([stopped, *(getattr(one, end) for one in told)]) for end in ("low", "middle", "high")]
        return Range(*ends)

    def _under(self, rule: Bearing) -> Range | None:
        if rule.step == "ban":
            return Range(rule.cover, rule.cover, rule.cover)
        approved = self.ground.approved
        if approved is None:
            return None
        ends = (approved.high, approved.middle, approved.low)
        return Range(*(blocked_share(1.0, rule.cover, end) for end in ends))

    def _elsewhere(self, item: str, year: int) -> float:
        """Share of use that supply assumed to stand by the year adds (0-1)."""
        found = [
            (one.year, one.of_use_pct / 100) for name, one in self.supply if name == item and one.year <= year
        ]
        return max(found, default=(0, 0.0))[1]

    def _by_year(self, item: str, held: Range | None, used: float | None) -> tuple[tuple[int, float], ...]:
        if item not in {name for name, _ in self.supply}:
            return ()
        found = [(year, _times(held, used, self._elsewhere(item, year))) for year in self.years]
        return tuple((year, share.middle) for year, share in found if share is not None)


def _times(held: Range | None, of: float | None, less: float) -> Range | None:
    """held × (of − less), never below 0; None where one of them is not known."""
    if held is None or of is None:
        return None
    left = max(0.0, of - less)
    return Range(held.low * left, held.middle * left, held.high * left)


def _months(cover: Cover | None, share: Range | None) -> tuple[float | None, float | None] | None:
    """Shortest and longest time until stocks are gone; None at an end: not limited. None: not known."""
    if cover is None or share is None:
        return None
    return months_until_gone(cover.low, share.high), months_until_gone(cover.high, share.low)
