"""The data as a folder of CSV files with its contract: the shipped ones in, those of a snapshot out."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import duckdb

from chokepoint.contract.canonical import hash_file, write_csv
from chokepoint.contract.tables import Contract
from chokepoint.errors import TableError, WorkspaceError
from chokepoint.workspace.relation import relation
from chokepoint.workspace.shelf import FIX
from chokepoint.workspace.snapshot import Problem, Snapshot
from chokepoint.workspace.staging import Staged, stage_csv

CONTRACT_FILE = "datapackage.yaml"


def stage_shipped(
    con: duckdb.DuckDBPyConnection, contract: Contract, shipped: Path, folder: Path
) -> tuple[dict[str, Staged], dict[str, Problem]]:
    """The tables of the folder `shipped`, and the problems of those that cannot be read.

    Raises WorkspaceError if that is all of them: a folder without data is a mistake, not a beginning.
    """
    staged, problems = {}, {}
    for name, table in contract.tables.items():
        try:
            staged[name] = stage_csv(con, table, shipped / table.path, folder)
        except TableError as error:
            problems[name] = Problem(error.reason, error.fix)
    if not staged:
        raise WorkspaceError(
            f"{shipped} holds no readable table of the contract; bring the shipped data back"
        )
    return staged, problems


def newer(
    con: duckdb.DuckDBPyConnection, contract: Contract, shipped: Path, rows: Iterable[Snapshot], folder: Path
) -> dict[str, str]:
    """Content hashes of the shipped tables whose contents none of the `rows` has ever held.

    Shipped files are canonical, so the hash of their bytes settles it; a file that is not (other
    line ends) is read. One that cannot be read is not offered.
    """
    held = {(name, version.content) for row in rows for name, version in row.tables.items()}
    found = {}
    for name, table in contract.tables.items():
        path = shipped / table.path
        if path.is_file() and (name, hash_file(path)) not in held:
            try:
                content = stage_csv(con, table, path, folder).content
            except TableError:
                continue
            if (name, content) not in held:
                found[name] = content
    return found


def export(
    con: duckdb.DuckDBPyConnection,
    contract: Contract,
    shipped: Path,
    snapshot: Snapshot,
    files: Callable[[Snapshot, str], list[str]],
    target: Path,
) -> None:
    """Canonical CSV of every table of the snapshot, and the contract, in the folder `target`.

    Raises TableError if what was read is not what was published: bytes that changed on disk.
    """
    target.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(shipped / CONTRACT_FILE, target / CONTRACT_FILE)
    for name, version in snapshot.tables.items():
        table = contract.table(name)
        with closing(con.cursor()) as cursor:
            content = write_csv(cursor, table, relation(files(snapshot, name), table), target / table.path)
        if content != version.content:
            raise TableError(name, f"contents have the hash {content}, not {version.content}", FIX)
