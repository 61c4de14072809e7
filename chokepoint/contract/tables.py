"""The tables, columns and rules of the data, as `data/datapackage.yaml` states them.

Checks, upload templates, the dictionary page and the workspace all read their knowledge of a
table from here. The file is a Frictionless Data Package with a few keys of our own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from chokepoint.config import YAML
from chokepoint.errors import ContractError, Mistake

CONTRACT_VERSION = 1
SQL_TYPES = {
    "string": "VARCHAR",
    "number": "DOUBLE",
    "integer": "BIGINT",
    "boolean": "BOOLEAN",
    "date": "DATE",
}
TRUE, FALSE = "yes", "no"
# The file of a table stands beside the contract: a package from elsewhere must not point to other folders.
FILE_NAME = re.compile(r"\w[\w.-]*")


@dataclass(frozen=True)
class Field:
    """One column: its type, unit, meaning and the limits of its cells."""

    name: str
    type: str
    description: str
    unit: str | None = None
    required: bool = False
    unique: bool = False
    enum: tuple[str, ...] = ()
    pattern: str | None = None
    minimum: str | None = None
    maximum: str | None = None
    max_length: int | None = None

    @property
    def sql_type(self) -> str:
        """Type of the column in DuckDB and Delta."""
        return SQL_TYPES[self.type]


@dataclass(frozen=True)
class ForeignKey:
    """Columns whose values must be keys of another table."""

    columns: tuple[str, ...]
    table: str
    references: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """A named rule: how far it reaches, how severe a breach is, and its sentence."""

    name: str
    scope: str
    severity: str
    says: str


@dataclass(frozen=True)
class Table:
    """One table of the data and everything the contract says of it."""

    name: str
    title: str
    description: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    rules: tuple[str, ...]
    required_on_upload: tuple[str, ...]
    defaults: Mapping[str, str]
    aliases: Mapping[str, str]
    known_from_rule: str | None
    publication_lag_days: int
    max_age_days: int | None
    path: str

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Names of all columns, in the order of the file."""
        return tuple(field.name for field in self.fields)

    @cached_property
    def _by_name(self) -> Mapping[str, Field]:
        return {field.name: field for field in self.fields}

    def field(self, name: str) -> Field:
        """The column of this name; KeyError if the table has none."""
        return self._by_name[name]

    def has(self, name: str) -> bool:
        """True if the table has a column of this name."""
        return name in self._by_name


@dataclass(frozen=True)
class Contract:
    """All tables and rules, and the version of the contract they belong to."""

    version: int
    tables: Mapping[str, Table]
    rules: Mapping[str, Rule]
    severities: Mapping[str, str]
    known_from_rules: Mapping[str, str]

    def table(self, name: str) -> Table:
        """The table of this name; KeyError if there is none."""
        return self.tables[name]


def read_contract(path: Path) -> Contract:
    """The contract written in `path` (a Data Package in YAML).

    Raises ContractError with every fault found: unreadable file, another contract version, a part that is
    missing or of another kind, a file in another folder, a column type we do not know, a key that names no
    column, a rule that is not defined.
    """
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=YAML)
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise ContractError([Mistake(path.name, "(file)", str(error), "a readable YAML file")]) from error
    if not isinstance(raw, dict) or raw.get("contract_version") != CONTRACT_VERSION:
        found = raw.get("contract_version") if isinstance(raw, dict) else type(raw).__name__
        raise ContractError(
            [
                Mistake(
                    path.name,
                    "contract_version",
                    repr(found),
                    f"{CONTRACT_VERSION} (this version of the code)",
                )
            ]
        )
    try:
        tables = {resource["name"]: _table(resource) for resource in raw["resources"]}
        rules = {name: Rule(name, **rule) for name, rule in raw["rules"].items()}
        contract = Contract(CONTRACT_VERSION, tables, rules, raw["severities"], raw["known_from_rules"])
    except (KeyError, TypeError, AttributeError) as error:
        found = f"missing or of another kind: {error}"
        raise ContractError([Mistake(path.name, "(file)", found, "the parts of a Data Package")]) from error
    if mistakes := _mistakes(contract, path.name):
        raise ContractError(mistakes)
    return contract


def _table(resource: dict[str, Any]) -> Table:
    schema = resource["schema"]
    return Table(
        name=resource["name"],
        title=resource["title"],
        description=resource["description"],
        fields=tuple(_field(field) for field in schema["fields"]),
        primary_key=tuple(schema["primaryKey"]),
        foreign_keys=tuple(
            ForeignKey(tuple(key["fields"]), key["reference"]["resource"], tuple(key["reference"]["fields"]))
            for key in schema.get("foreignKeys", [])
        ),
        rules=tuple(resource.get("rules", [])),
        required_on_upload=tuple(resource.get("required_on_upload", [])),
        defaults=resource.get("defaults", {}),
        aliases=resource.get("aliases", {}),
        known_from_rule=resource.get("known_from_rule"),
        publication_lag_days=resource.get("publication_lag_days", 0),
        max_age_days=resource.get("max_age_days"),
        path=resource["path"],
    )


def _field(raw: dict[str, Any]) -> Field:
    limits = raw.get("constraints", {})
    return Field(
        name=raw["name"],
        type=raw["type"],
        description=raw["description"],
        unit=raw.get("unit"),
        required=limits.get("required", False),
        unique=limits.get("unique", False),
        enum=tuple(limits.get("enum", [])),
        pattern=limits.get("pattern"),
        minimum=None if limits.get("minimum") is None else str(limits["minimum"]),
        maximum=None if limits.get("maximum") is None else str(limits["maximum"]),
        max_length=limits.get("maxLength"),
    )


def _mistakes(contract: Contract, file: str) -> list[Mistake]:
    found: list[Mistake] = []
    for table in contract.tables.values():
        if not FILE_NAME.fullmatch(str(table.path)):
            found.append(
                Mistake(file, f"{table.name}.path", repr(table.path), "the name of a file beside it")
            )
        for field in table.fields:
            if field.type not in SQL_TYPES:
                found.append(Mistake(file, f"{table.name}.{field.name}", field.type, ", ".join(SQL_TYPES)))
        for column in (
            *table.primary_key,
            *table.required_on_upload,
            *table.aliases.values(),
            *table.defaults,
        ):
            if not table.has(column):
                found.append(Mistake(file, table.name, f"column {column}", "a column of the table"))
        for name in table.rules:
            if name not in contract.rules:
                found.append(Mistake(file, table.name, f"rule {name}", "a rule defined under rules"))
        for key in table.foreign_keys:
            if key.table not in contract.tables:
                found.append(
                    Mistake(file, table.name, f"foreign key to {key.table}", "a table of the contract")
                )
    for name, rule in contract.rules.items():
        if rule.severity not in contract.severities:
            found.append(Mistake(file, f"rules.{name}", rule.severity, ", ".join(contract.severities)))
    return found
