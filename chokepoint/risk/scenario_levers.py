"""What a reader may assume: rules in force or lapsed, new rules, flows that stop, stocks, supply from elsewhere.

Levers are written as JSON, in a file or a link. Every fault in them is said with where it stands.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Literal, Self, get_args

import pandas as pd
from pydantic import Field, ValidationError, model_validator

from chokepoint.errors import Mistake, MistakesError
from chokepoint.method import BasketGroup, Buyer, Method, Part

Tables = Mapping[str, pd.DataFrame]
Percent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Months = Annotated[float, Field(ge=0, le=1200, allow_inf_nan=False)]
Intensity = Annotated[float, Field(ge=-10, lt=0, allow_inf_nan=False)]
Legal = Literal["in_force", "suspended", "lifted"]
Name = Annotated[str, Field(min_length=1, max_length=80)]
GROUPS = get_args(BasketGroup)
LONGEST_TEXT = 20_000
# Marks the part of a measure that a lever moves when it names only some of its goods.
PART = " (these goods)"
NEW = "NEW-"


class LeverError(MistakesError):
    """Levers that cannot be: each fault with where it stands, what was found and what is allowed."""


class Rule(Part):
    """A measure on file in a legal state from a day, for some goods and buyers (none named: all of its own)."""

    measure: Name
    state: Legal
    start: date | None = Field(default=None, alias="from")
    goods: tuple[BasketGroup, ...] = ()
    buyers: tuple[Buyer, ...] = ()


class NewRule(Part):
    """A rule that is on no list yet: how strict, for which goods and buyers, from which day."""

    name: Name
    step: Literal["reporting", "licence", "watch", "ban"]
    goods: Annotated[tuple[BasketGroup, ...], Field(min_length=1)]
    coverage: Literal["all", "part"] = "all"
    start: date | None = Field(default=None, alias="from")
    buyers: tuple[Buyer, ...] = ()


class Cut(Part):
    """The share of what the supplier ships now of an item, or of a group of goods, that stops."""

    item: Name
    stops_pct: Percent


class Stock(Part):
    """Months of use in stock, from the lowest to the highest taken as true."""

    item: Name
    months_low: Months
    months_high: Months

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.months_high < self.months_low:
            raise ValueError("months_high not below months_low")
        return self


class Supply(Part):
    """Supply from elsewhere that stands in a year, as a share of use, beside what there is today."""

    item: Name
    year: Annotated[int, Field(ge=2000, le=2100)]
    of_use_pct: Percent


class Levers(Part):
    """All that a scenario assumes; empty means the data as they stand.

    `act`: intensity of the step itself as an act of the supplier (-10 to below 0), which Tension reads; None: no act.
    `stocks_gone`: what the rules hold back more than today is missing from the flow, which Stress reads.
    """

    rules: tuple[Rule, ...] = ()
    new_rules: tuple[NewRule, ...] = ()
    flows: tuple[Cut, ...] = ()
    stocks: tuple[Stock, ...] = ()
    supply: tuple[Supply, ...] = ()
    act: Intensity | None = None
    stocks_gone: bool = False

    @property
    def text(self) -> str:
        """The levers as JSON, defaults left out: the text of a file and of a link."""
        data = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def read_levers(text: str, file: str) -> Levers:
    """Levers written as JSON. Raises LeverError with every fault: file, place, what was found, what is allowed."""
    if len(text) > LONGEST_TEXT:
        found = f"{len(text)} characters"
        raise LeverError([Mistake(file, "(file)", found, f"at most {LONGEST_TEXT} characters")])
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise LeverError([Mistake(file, "(file)", str(error), "JSON such as " + EXAMPLE)]) from error
    try:
        return Levers.model_validate(raw)
    except ValidationError as error:
        faults = [
            Mistake(
                file,
                ".".join(map(str, one["loc"])) or "(file)",
                repr(one["input"])[:80],
                "only " + ", ".join(KEYS) if one["type"] == "extra_forbidden" else _allowed(one["msg"]),
            )
            for one in error.errors()
        ]
        raise LeverError(faults) from error


EXAMPLE = '{"rules": [{"measure": "CN-2025-61", "state": "in_force"}], "flows": [{"item": "magnets", "stops_pct": 50}]}'
KEYS = tuple(Levers.model_fields)


def check_levers(levers: Levers, tables: Tables, method: Method, file: str) -> None:
    """Raises LeverError if levers name a rule, goods or an item that are not on file, or one of them twice."""
    faults = [*_rule_faults(levers, tables, file)]
    allowed = items(tables, method)
    named: Sequence[tuple[str, Sequence[Cut | Stock | Supply]]] = (
        ("flows", levers.flows),
        ("stocks", levers.stocks),
        ("supply", levers.supply),
    )
    words = "a material of table materials, or one of " + ", ".join((*method.stress.breadth, *GROUPS))
    for key, of_kind in named:
        for place, lever in enumerate(of_kind):
            if lever.item not in allowed:
                faults.append(Mistake(file, f"{key}.{place}.item", repr(lever.item), words))
    faults += _twice("rules", [rule.measure for rule in levers.rules], file)
    faults += _twice("new_rules", [rule.name for rule in levers.new_rules], file)
    faults += _twice("flows", [cut.item for cut in levers.flows], file)
    faults += _twice("stocks", [stock.item for stock in levers.stocks], file)
    faults += _twice("supply", [f"{one.item} in {one.year}" for one in levers.supply], file)
    if faults:
        raise LeverError(faults)


def items(tables: Tables, method: Method) -> set[str]:
    """Items and groups that a lever may name."""
    return {*method.stress.breadth, *GROUPS, *tables["materials"]["material"]}


def members(item: str, tables: Tables, method: Method) -> tuple[str, ...]:
    """The items that a lever on a group stands for; an item stands for itself."""
    if item in ("magnets", "magnets_alloys"):
        return ("magnets",)
    materials = tables["materials"]
    inside = materials.loc[(materials["basket_group"] == item) & (materials["kind"] != "group"), "material"]
    listed = method.stress.heavy_medium if item == "heavy_medium" else ()
    return tuple(dict.fromkeys((*listed, *inside))) or (item,)


def stops(levers: Levers, tables: Tables, method: Method) -> dict[str, float]:
    """Item → share (0-1) of its present flow that stops; of a group's and an item's own lever the larger."""
    found: dict[str, float] = {}
    for cut in levers.flows:
        for item in members(cut.item, tables, method):
            found[item] = max(found.get(item, 0.0), cut.stops_pct / 100)
    return {item: share for item, share in found.items() if share > 0}


def new_id(place: int) -> str:
    """Id of the new rule at a place of the list, as the tables of the scenario name it."""
    return f"{NEW}{place + 1}"


def plain_id(measure: str) -> str:
    """Id of a measure as it is on file, whether a lever moves all or some of its goods."""
    return measure.removesuffix(PART)


def _rule_faults(levers: Levers, tables: Tables, file: str) -> list[Mistake]:
    coverage, known = tables["control_coverage"], set(tables["measure_versions"]["measure_id"])
    faults = []
    for place, rule in enumerate(levers.rules):
        if rule.measure not in known:
            words = "a measure_id of table measure_versions; a rule not on file stands under new_rules"
            faults.append(Mistake(file, f"rules.{place}.measure", repr(rule.measure), words))
            continue
        groups = set(coverage.loc[coverage["measure_id"] == rule.measure, "basket_group"])
        for good in rule.goods:
            if good not in groups:
                words = f"goods that {rule.measure} covers: {', '.join(sorted(groups)) or 'none'}"
                faults.append(Mistake(file, f"rules.{place}.goods", repr(good), words))
    return faults


def _twice(key: str, names: Sequence[str], file: str) -> list[Mistake]:
    return [
        Mistake(file, f"{key}.{place}", f"{name!r} a second time", "each once")
        for place, name in enumerate(names)
        if name in names[:place]
    ]


def _allowed(message: str) -> str:
    return message.removeprefix("Value error, ").removeprefix("Input should be ")
