"""Do the names that config.yaml takes from the data and the contract exist there?

A name that exists nowhere would leave its figure out of a reading without a word.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import BaseModel

from chokepoint.config import CONFIG, Settings, lines_of
from chokepoint.contract import Contract
from chokepoint.errors import ConfigError, Mistake, TableError

# How many of the allowed names a mistake lists where none is alike.
LISTED = 12
Named = tuple[str, Iterable[str]]
Checks = list[tuple[Collection[str], Sequence[Named]]]


def check_names(settings: Settings, contract: Contract, path: Path = CONFIG) -> None:
    """Nothing, if the contract and config.yaml itself know every name that is taken from them.

    Raises ConfigError with all that they do not: file, key, line, found, allowed.
    """
    stress, dependence = settings.method.stress, settings.method.dependence
    checks: Checks = [
        (_enum(contract, "prices", "market"), [("method.stress.outside_markets", stress.outside_markets),
                                               ("method.stress.reference_market", [stress.reference_market])]),
        (_enum(contract, "prices", "quote"), [("method.stress.excluded_quotes", stress.excluded_quotes)]),
        (_enum(contract, "licence_counts", "applicant_kind"),
         [("method.stress.licence_applicants", stress.licence_applicants)]),
        (_enum(contract, "events", "kind"), [("crises.kinds", settings.crises.kinds)]),
        (_enum(contract, "dependency", "form"),
         [("method.dependence.reliance_of_all.form", [dependence.reliance_of_all.form])]),
        ([stage.label for stage in dependence.stages],
         [(f"scenarios.stage_of.{group}", [label]) for group, label in settings.scenarios.stage_of.items()]),
        (_keys(settings.method), [(f"sensitivity.variants.{number}.{how}", keys) for number, one in
         enumerate(settings.sensitivity.variants) for how, keys in (("set", one.given), ("scale", one.scale))]),
    ]  # fmt: skip
    if wrong := _unknown(checks, path):
        raise ConfigError(wrong)


def missing_names(
    settings: Settings, tables: Mapping[str, pd.DataFrame], path: Path = CONFIG
) -> list[Mistake]:
    """Names in config.yaml that a version of the data does not hold: their figures are in no reading of it.

    No mistake of the file alone, for another version may hold them: they are told, and the figures stand without them.
    A table that cannot be read or has no row is left out: its cards say so.
    """
    checks: Checks = []
    for table, column, named in (
        ("materials", "material", _materials(settings)),
        ("countries", "country", _countries(settings)),
        ("sources", "source_key", [("method.dependence.sources", settings.method.dependence.sources)]),
        ("trade_flows", "product", [("method.stress.magnets_product", [settings.method.stress.magnets_product])]),
        ("measures", "measure_id", [(f"scenarios.presets.{number}.rules", one.rules)
                                    for number, one in enumerate(settings.scenarios.presets)]),
    ):  # fmt: skip
        with suppress(TableError):
            if held := set(tables[table][column].dropna()):
                checks.append((held, named))
    return _unknown(checks, path)


def _unknown(checks: Checks, path: Path) -> list[Mistake]:
    found = [
        (key, name, allowed)
        for allowed, rows in checks
        for key, names in rows
        for name in names
        if name not in allowed
    ]
    lines = lines_of(path) if found else {}
    return [_mistake(path.name, lines, *one) for one in found]


def _enum(contract: Contract, table: str, column: str) -> Collection[str]:
    return contract.table(table).field(column).enum


def _materials(settings: Settings) -> list[Named]:
    method = settings.method
    return [
        *((f"method.dependence.stages.{n}.materials", one.materials) for n, one in enumerate(method.dependence.stages)),
        ("method.dependence.reliance_of_all.material", [method.dependence.reliance_of_all.material]),
        ("method.dependence.reliance_of_elements", method.dependence.reliance_of_elements),
        ("method.stress.heavy_medium", method.stress.heavy_medium),
        ("display.relied_on", settings.display.relied_on),
        ("display.priced", settings.display.priced),
        *((f"duties.goods.{n}.material", [one.material]) for n, one in enumerate(settings.duties.goods)),
    ]  # fmt: skip


def _countries(settings: Settings) -> list[Named]:
    scope = settings.method.scope
    return [
        ("method.scope.pair.country", [scope.pair.country]),
        ("method.scope.pair.supplier", [scope.pair.supplier]),
        ("method.scope.countries", scope.countries),
        *((f"method.scope.countries.{country}", groups) for country, groups in scope.countries.items()),
        ("method.stress.licence_excluded_countries", settings.method.stress.licence_excluded_countries),
        ("companions.countries", settings.companions.countries),
        ("display.clay_from", settings.display.clay_from),
        *((f"crises.list.{n}.sides", one.sides) for n, one in enumerate(settings.crises.crises)),
    ]


def _keys(part: BaseModel | Mapping[Any, Any], prefix: str = "") -> set[str]:
    """Dotted keys of a section and of all below it."""
    items = part.model_dump(by_alias=True) if isinstance(part, BaseModel) else part
    found = set()
    for name, value in items.items():
        found.add(f"{prefix}{name}")
        if isinstance(value, Mapping):
            found |= _keys(value, f"{prefix}{name}.")
    return found


def _mistake(file: str, lines: Mapping[str, int], key: str, name: str, allowed: Collection[str]) -> Mistake:
    steps = key.split(".")
    known = next((lines[at] for n in range(len(steps), 0, -1) if (at := ".".join(steps[:n])) in lines), None)
    where = key if known is None else f"{key} (line {known})"
    near = get_close_matches(name, allowed, n=3) or sorted(allowed)[:LISTED]
    more = f" and {len(allowed) - len(near)} more" if len(allowed) > len(near) else ""
    return Mistake(file, where, repr(name), f"a name on file: {', '.join(near)}{more}")
