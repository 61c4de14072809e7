"""A zip as a data package: limits hold before anything is unpacked, names never become paths."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import pytest

from chokepoint.config import DATA, Settings
from chokepoint.errors import ContractError
from chokepoint.update.package import is_package, open_package, unpack
from chokepoint.update.proposal import UpdateError
from tests.shipped import contract
from tests.update.conftest import Prepare


def pack(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("datapackage.yaml", (DATA / "datapackage.yaml").read_bytes())
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_csv", ".csv"), data)
    return path


def test_a_zip_with_the_contract_is_a_package(tmp_path: Path) -> None:
    assert is_package(pack(tmp_path / "a.zip"))
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("events.csv", "x")
    assert not is_package(tmp_path / "b.zip")
    (tmp_path / "c.zip").write_bytes(b"PK no zip")
    assert not is_package(tmp_path / "c.zip")


def test_only_tables_of_the_contract_are_unpacked(tmp_path: Path, settings: Settings) -> None:
    countries = (DATA / "countries.csv").read_bytes()
    path = pack(tmp_path / "a.zip", countries_csv=countries, evil_sh=b"rm", sub__events_csv=b"x")
    package = unpack(path, tmp_path / "out", contract(), settings.limits)
    assert sorted(one.name for one in (tmp_path / "out").rglob("*")) == ["countries.csv", "datapackage.yaml"]
    assert ([one.name for one in package.files], package.emptied) == (["countries.csv"], ())


def test_names_that_leave_the_folder_are_refused(tmp_path: Path, settings: Settings) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("datapackage.yaml", "x")
        archive.writestr("../../events.csv", "x")
    with pytest.raises(UpdateError, match="names files outside itself"):
        unpack(tmp_path / "a.zip", tmp_path / "out", contract(), settings.limits)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_contract_that_points_out_of_the_package_reads_no_other_file(
    tmp_path: Path, settings: Settings
) -> None:
    (tmp_path / "secret.csv").write_bytes((DATA / "countries.csv").read_bytes())
    described = (DATA / "datapackage.yaml").read_text(encoding="utf-8")
    for other in (str(tmp_path / "secret.csv"), "../secret.csv"):
        path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("datapackage.yaml", described.replace("path: countries.csv", f"path: {other}"))
        with pytest.raises(ContractError, match=r"countries\.path"):
            unpack(path, tmp_path / f"out-{len(other)}", contract(), settings.limits)


def test_a_package_with_a_cell_of_megabytes_is_told_not_broken(tmp_path: Path, prepared: Prepare) -> None:
    csv.field_size_limit(131_072)  # as Python begins; whoever reads before raises it for the whole process
    text = (DATA / "sectors.csv").read_text(encoding="utf-8").splitlines()
    text[1] = f'"{"x" * 1_200_000}",{text[1]}'
    path = pack(tmp_path / "a.zip", sectors_csv=("\n".join(text) + "\n").encode())
    found = prepared(path)
    assert not found.publishable
    assert {"cell_too_long", "damaged_file"} & {finding.rule for finding in found.findings}


def test_a_bomb_is_refused_before_it_unpacks(tmp_path: Path, settings: Settings) -> None:
    path = pack(tmp_path / "bomb.zip", events_csv=b"a" * 80_000_000)
    with pytest.raises(UpdateError, match=r"bomb\.zip: zip file would unpack to more than the limit"):
        unpack(path, tmp_path / "out", contract(), settings.limits)
    assert list((tmp_path / "out").iterdir()) == []


def test_files_with_headings_alone_empty_their_table(tmp_path: Path) -> None:
    for name in ("datapackage.yaml", "countries.csv", "coverage_events.csv"):
        (tmp_path / name).write_bytes((DATA / name).read_bytes())
    package = open_package(tmp_path, contract())
    assert ([one.name for one in package.files], package.emptied) == (["countries.csv"], ("coverage_events",))


def test_a_package_of_another_contract_says_so(tmp_path: Path, prepared: Prepare) -> None:
    with zipfile.ZipFile(tmp_path / "old.zip", "w") as archive:
        archive.writestr("datapackage.yaml", "contract_version: 7\n")
        archive.writestr("countries.csv", "x")
    with pytest.raises(ContractError, match="7"):
        prepared(tmp_path / "old.zip")
