"""Do the names that config.yaml takes from the data and the contract exist there?

A name that exists nowhere would leave its figure out of a reading without a word.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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


def check_names(
    settings: Settings, contract: Contract, tables: Mapping[str, pd.DataFrame], path: Path = CONFIG
) -> None:
    """Nothing, if every name is known; raises ConfigError with all that are not: file, key, line, found, allowed.

    Names of a table that cannot be read are not checked: its cards say that it is lost.
    """
    wrong = list(_unknown(settings, contract, tables))
    if wrong:
        lines = lines_of(path)
        raise ConfigError([_mistake(path.name, lines, *one) for one in wrong])


def _unknown(
    settings: Settings, contract: Contract, tables: Mapping[str, pd.DataFrame]
) -> Iterator[tuple[str, str, Collection[str]]]:
    """Key, name and the names allowed, for each name that exists nowhere."""
    checked: Checks = [
        (_enum(contract, "prices", "market"), _markets(settings)),
        (_enum(contract, "prices", "quote"), [("method.stress.excluded_quotes", settings.method.stress.excluded_quotes)]),
        (_enum(contract, "licence_counts", "applicant_kind"),
         [("method.stress.licence_applicants", settings.method.stress.licence_applicants)]),
        (_enum(contract, "events", "kind"), [("crises.kinds", settings.crises.kinds)]),
        (_enum(contract, "dependency", "form"),
         [("method.dependence.reliance_of_all.form", [settings.method.dependence.reliance_of_all.form])]),
        ([stage.label for stage in settings.method.dependence.stages],
         [(f"scenarios.stage_of.{group}", [label]) for group, label in settings.scenarios.stage_of.items()]),
        (_keys(settings.method), [(f"sensitivity.variants.{number}.{how}", keys) for number, one in
         enumerate(settings.sensitivity.variants) for how, keys in (("set", one.given), ("scale", one.scale))]),
    ]  # fmt: skip
    for table, column, named in (
        ("materials", "material", _materials(settings)),
        ("countries", "country", _countries(settings)),
        ("sources", "source_key", [("method.dependence.sources", settings.method.dependence.sources)]),
        ("trade_flows", "product", [("method.stress.magnets_product", [settings.method.stress.magnets_product])]),
        ("measures", "measure_id", [(f"scenarios.presets.{number}.rules", one.rules)
                                    for number, one in enumerate(settings.scenarios.presets)]),
    ):  # fmt: skip
        with suppress(TableError):
            checked.append((set(tables[table][column].dropna()), named))
    for allowed, rows in checked:
        for key, names in rows:
            yield from ((key, name, allowed) for name in names if name not in allowed)


def _enum(contract: Contract, table: str, column: str) -> Collection[str]:
    return contract.table(table).field(column).enum


def _markets(settings: Settings) -> list[Named]:
    stress = settings.method.stress
    return [
        ("method.stress.outside_markets", stress.outside_markets),
        ("method.stress.reference_market", [stress.reference_market]),
    ]


def _materials(settings: Settings) -> list[Named]:
    method = settings.method
    return [
        *((f"method.dependence.stages.{n}.materials", one.materials) for n, one in enumerate(method.dependence.stages)),
        ("method.dependence.reliance_of_all.material", [method.dependence.reliance_of_all.material]),
        ("method.dependence.reliance_of_elements", method.dependence.reliance_of_elements),
        ("method.stress.heavy_medium", method.stress.heavy_medium),
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
