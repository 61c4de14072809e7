"""Do exporter and importer tell the same flow alike, and how far are they apart?

Works on table trade_flows. A pair is one period of one flow with a figure of each side in the same unit: the
exporter's export and the importer's import of the same code, or of codes that the settings call the same goods.
Neither is the true one; they are never averaged, and periods or units that differ are never made to fit.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

import pandas as pd

from chokepoint.evidence.periods import first_day, last_day

UNITS = {"t": "quantity_t", "USD": "value_usd"}
EXPORT, IMPORT = "export", "import"
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Stated:
    """One figure of one side for a period: t or USD."""

    code: str
    period: str
    frequency: str
    unit: str
    amount: float
    derived: bool
    source_key: str


@dataclass(frozen=True)
class Pair:
    """Both sides' figures for one period in one unit."""

    export: Stated
    entry: Stated

    @property
    def period(self) -> str:
        """The period that both figures cover."""
        return self.export.period

    @property
    def unit(self) -> str:
        """The unit of both figures."""
        return self.export.unit

    @property
    def gap(self) -> float:
        """Exporter's figure less the importer's."""
        return self.export.amount - self.entry.amount

    @property
    def of_larger_pct(self) -> float | None:
        """The gap without its sign in % of the larger figure; None where both are zero."""
        larger = max(self.export.amount, self.entry.amount)
        return 100 * abs(self.gap) / larger if larger else None


@dataclass(frozen=True)
class Flow:
    """Goods from one country to another as each side states them, oldest first, and the pairs among them."""

    exporter: str
    importer: str
    material: str
    exports: tuple[Stated, ...]
    imports: tuple[Stated, ...]
    pairs: tuple[Pair, ...]

    @property
    def id(self) -> str:
        """The flow as one word, for clicks."""
        return f"{self.exporter}-{self.importer}-{'+'.join(self.codes)}"

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the goods, the exporter's first."""
        return tuple(dict.fromkeys(one.code for one in (*self.exports, *self.imports)))

    def nearest(self) -> tuple[Stated, Stated] | None:
        """The two figures of the sides whose periods lie nearest to each other; None without one of each."""
        both = product(self.exports, self.imports)
        return min(both, key=lambda two: (_apart(two[0].period, two[1].period), two[0].period), default=None)


def flows_of(
    rows: pd.DataFrame, on: date, same_goods: Sequence[Sequence[str]], asked: Collection[str]
) -> list[Flow]:
    """Flows known on the day, each as both sides state it: those with most pairs first.

    `same_goods`: groups of codes that are held against each other. `asked`: countries between which a flow is listed
    though one side alone states it; of other countries only flows that both sides report.
    """
    known = rows[(rows["known_from"] <= pd.Timestamp(on)) & rows["flow"].isin([EXPORT, IMPORT])]
    ends = [
        (row.reporter, row.partner) if row.flow == EXPORT else (row.partner, row.reporter)
        for row in known.itertuples(index=False)
    ]
    out = {end for end, flow in zip(ends, known["flow"], strict=True) if flow == EXPORT}
    both = out & {end for end, flow in zip(ends, known["flow"], strict=True) if flow == IMPORT}
    wanted = [end in both or set(end) <= set(asked) for end in ends]
    known = known[pd.Series(wanted, index=known.index, dtype=bool)]
    goods = {code: " + ".join(group) for group in same_goods for code in group}
    told: dict[Key, dict[str, dict[tuple[str, str, str], Stated]]] = {}
    materials: dict[Key, str] = {}
    # The edition known last stands for its code, period and unit.
    for row in known.sort_values("known_from", kind="stable").itertuples(index=False):
        way = (row.reporter, row.partner) if row.flow == EXPORT else (row.partner, row.reporter)
        key = (*way, goods.get(row.product, row.product))
        for unit, column in UNITS.items():
            if not pd.isna(amount := getattr(row, column)):
                sides = told.setdefault(key, {EXPORT: {}, IMPORT: {}})
                sides[row.flow][row.product, row.period, unit] = Stated(
                    row.product,
                    row.period,
                    row.frequency,
                    unit,
                    float(amount),
                    bool(row.derived),
                    row.source_key,
                )
                materials.setdefault(key, row.material)
    found = [_flow(key, materials[key], sides) for key, sides in told.items()]
    return sorted(found, key=_order)


def paired(found: Sequence[Flow]) -> list[Flow]:
    """Flows with a pair or more."""
    return [flow for flow in found if flow.pairs]


def why_none(flow: Flow) -> str:
    """Why a flow has no pair: one side has no figure, no period in common, or no unit in common."""
    if not flow.imports:
        return "importer"
    if not flow.exports:
        return "exporter"
    common = {one.period for one in flow.exports} & {one.period for one in flow.imports}
    return "unit" if common else "period"


def _flow(key: Key, material: str, sides: dict[str, dict[tuple[str, str, str], Stated]]) -> Flow:
    exports, imports = (tuple(sorted(sides[side].values(), key=_by_day)) for side in (EXPORT, IMPORT))
    return Flow(key[0], key[1], material, exports, imports, tuple(_pairs(exports, imports)))


def _pairs(exports: Sequence[Stated], imports: Sequence[Stated]) -> list[Pair]:
    """Of codes that are the same goods, the same code goes first."""
    found: dict[tuple[str, str], Pair] = {}
    for ours, theirs in product(exports, imports):
        key = (ours.period, ours.unit)
        if key != (theirs.period, theirs.unit):
            continue
        if key not in found or ours.code == theirs.code:
            found[key] = Pair(ours, theirs)
    return list(found.values())


def _by_day(one: Stated) -> tuple[date, date, str, str]:
    return (last_day(one.period), first_day(one.period), one.code, one.unit)


def _order(flow: Flow) -> tuple[int, bool, int, str]:
    both = bool(flow.exports and flow.imports)
    return (-len(flow.pairs), not both, -len(flow.exports) - len(flow.imports), flow.id)


def _apart(one: str, other: str) -> int:
    """Days between the middles of two periods, twice."""
    return abs(
        first_day(one).toordinal() + last_day(one).toordinal() - first_day(other).toordinal() - last_day(other).toordinal()
    )  # fmt: skip
