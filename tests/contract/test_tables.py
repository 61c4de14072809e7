"""The contract file is understood, and every mistake in it is told at once."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import frictionless
import pytest
import yaml

from chokepoint.config import DATA
from chokepoint.contract import read_contract
from chokepoint.errors import ContractError
from tests.contract.tables import contract

DESCRIPTOR = DATA / "datapackage.yaml"
SMALL = """
    contract_version: 1
    severities: {note: kept}
    known_from_rules: {}
    rules:
      enum: {scope: row, severity: note, says: "Words."}
    resources:
    - name: things
      path: things.csv
      title: Things
      description: Things that are.
      publication_lag_days: 3
      rules: [enum]
      required_on_upload: [thing]
      defaults: {size: small}
      aliases: {item: thing}
      schema:
        primaryKey: [thing]
        fields:
        - {name: thing, type: string, description: Its name., constraints: {required: true, maxLength: 9}}
        - {name: size, type: string, description: Its size., constraints: {enum: [small, big]}}
        - {name: mass, type: number, unit: t, description: Its mass., constraints: {minimum: 0, maximum: 5}}
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "datapackage.yaml"
    path.write_text(dedent(text), encoding="utf-8")
    return path


def test_a_table_is_read_with_its_fields_and_limits(tmp_path: Path) -> None:
    small = read_contract(write(tmp_path, SMALL))
    things = small.table("things")
    assert things.columns == ("thing", "size", "mass")
    assert things.has("mass")
    assert not things.has("colour")
    assert (things.field("thing").required, things.field("thing").max_length) == (True, 9)
    assert things.field("size").enum == ("small", "big")
    mass = things.field("mass")
    assert (mass.sql_type, mass.unit, mass.minimum, mass.maximum) == ("DOUBLE", "t", "0", "5")
    assert (things.aliases, things.defaults, things.max_age_days) == (
        {"item": "thing"},
        {"size": "small"},
        None,
    )
    assert small.rules["enum"].says == "Words."


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    spoilt = (
        SMALL.replace("type: number", "type: decimal")
        .replace("rules: [enum]", "rules: [enum, unheard_of]")
        .replace("required_on_upload: [thing]", "required_on_upload: [colour]")
        .replace("severity: note, says", "severity: loud, says")
        .replace(
            "primaryKey: [thing]",
            "primaryKey: [thing]\n        foreignKeys:"
            "\n        - {fields: [size], reference: {resource: sizes, fields: [size]}}",
        )
    )
    with pytest.raises(ContractError) as raised:
        read_contract(write(tmp_path, spoilt))
    assert [str(mistake) for mistake in raised.value.mistakes] == [
        "datapackage.yaml: things.mass: found decimal; allowed: string, number, integer, boolean, date",
        "datapackage.yaml: things: found column colour; allowed: a column of the table",
        "datapackage.yaml: things: found rule unheard_of; allowed: a rule defined under rules",
        "datapackage.yaml: things: found foreign key to sizes; allowed: a table of the contract",
        "datapackage.yaml: rules.enum: found loud; allowed: note",
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("contract_version: 2", "found 2; allowed: 1"),
        ("- a list", "found 'list'; allowed: 1"),
        ("a: [", "allowed: a readable YAML file"),
        (
            "contract_version: 1",
            "missing or of another kind: 'resources'; allowed: the parts of a Data Package",
        ),
        ("contract_version: 1\nresources: [things]", "missing or of another kind"),
    ],
)
def test_a_file_of_another_kind_or_version_is_refused(tmp_path: Path, text: str, found: str) -> None:
    with pytest.raises(ContractError, match=found):
        read_contract(write(tmp_path, text))


@pytest.mark.parametrize(
    "path", ["/etc/hosts", "../things.csv", "sub/things.csv", "..", '"C:\\\\things.csv"']
)
def test_a_table_in_another_folder_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(ContractError, match=r"things\.path: found .* allowed: the name of a file beside it"):
        read_contract(write(tmp_path, SMALL.replace("path: things.csv", f"path: {path}")))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="allowed: a readable YAML file"):
        read_contract(tmp_path / "datapackage.yaml")


def test_the_shipped_contract_is_a_valid_data_package() -> None:
    descriptor = yaml.safe_load(DESCRIPTOR.read_text(encoding="utf-8"))
    errors = frictionless.Package.metadata_validate(descriptor)
    assert [error.message for error in errors] == []


def test_a_broken_descriptor_is_no_valid_data_package() -> None:
    descriptor = yaml.safe_load(DESCRIPTOR.read_text(encoding="utf-8"))
    del descriptor["resources"][0]["schema"]["fields"][0]["name"]
    assert list(frictionless.Package.metadata_validate(descriptor))


def test_foreign_keys_are_single_columns_of_their_tables() -> None:
    for table in contract().tables.values():
        for key in table.foreign_keys:
            assert (len(key.columns), len(key.references)) == (1, 1)
            assert table.has(key.columns[0])
            assert contract().table(key.table).has(key.references[0])


def test_no_table_with_rules_over_groups_is_pointed_to() -> None:
    """Rows of groups are refused last: nothing may fall with them."""
    grouped = {"share_sum", "agreement_same_for_sides", "same_value_same_vintage"}
    pointed_to = {key.table for table in contract().tables.values() for key in table.foreign_keys}
    assert not [name for name in pointed_to if grouped & set(contract().table(name).rules)]


def test_unique_columns_are_the_keys_of_their_tables() -> None:
    for table in contract().tables.values():
        assert [(field.name,) for field in table.fields if field.unique] in ([], [table.primary_key])


def test_no_column_begins_like_the_helpers_of_a_check() -> None:
    assert not [c for table in contract().tables.values() for c in table.columns if c.startswith("_")]
