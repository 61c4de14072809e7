"""A whole data package in: a folder or a zip as the app exports it, each file the whole of its table."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from chokepoint.config import Limits
from chokepoint.contract import Contract, read_contract
from chokepoint.contract.files import allow_long_cells
from chokepoint.readers.pack import allowed, open_zip, part
from chokepoint.readers.sheet import FaultError
from chokepoint.update.proposal import UpdateError
from chokepoint.workspace.package import CONTRACT_FILE


@dataclass(frozen=True)
class Package:
    """The files of a package that hold records, and the tables whose files hold none."""

    files: tuple[Path, ...]
    emptied: tuple[str, ...]


def open_package(folder: Path, contract: Contract) -> Package:
    """What the folder holds of the contract.

    Raises ContractError if its contract is of another version or none that can be read, UpdateError if it is
    no package.
    """
    if not (folder / CONTRACT_FILE).is_file():
        raise UpdateError(
            f"{folder} is no data package: it holds no {CONTRACT_FILE}; name a folder written by export"
        )
    described = read_contract(folder / CONTRACT_FILE)
    paths = {
        name: folder / table.path
        for name, table in described.tables.items()
        if (folder / table.path).is_file()
    }
    if not paths:
        raise UpdateError(f"{folder} holds no table of its {CONTRACT_FILE}; name a folder written by export")
    bare = {
        name
        for name, path in paths.items()
        if name in contract.tables and _bare(path, contract.table(name).columns)
    }
    return Package(tuple(path for name, path in paths.items() if name not in bare), tuple(sorted(bare)))


def is_package(path: Path) -> bool:
    """True for a zip that holds a contract."""
    try:
        with zipfile.ZipFile(path) as archive:
            return CONTRACT_FILE in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def unpack(path: Path, folder: Path, contract: Contract, limits: Limits) -> Package:
    """What a zip holds of the contract, unpacked into `folder`; names in the zip never become paths.

    Raises UpdateError if it would unpack to more than the limits allow, or is damaged.
    """
    folder.mkdir(parents=True)
    wanted = {CONTRACT_FILE, *(table.path for table in contract.tables.values())}
    try:
        with open_zip(path, limits) as archive:
            for member in archive.infolist():
                if member.filename in wanted:
                    with (folder / member.filename).open("wb") as file:
                        for chunk in part(archive, member, allowed(path, limits), "zip file", limits):
                            file.write(chunk)
    except FaultError as error:
        raise UpdateError(f"{path.name}: {error.fault.reason}; {error.fault.fix}") from error
    return open_package(folder, contract)


def _bare(path: Path, columns: Sequence[str]) -> bool:
    """True if the file holds the headings of the table and nothing else."""
    allow_long_cells()
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        records = csv.reader(file)
        return tuple(next(records, ())) == tuple(columns) and next(records, None) is None
