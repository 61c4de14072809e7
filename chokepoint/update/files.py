"""Files of an update: which columns each of them brings, and the mappings remembered for unknown tables."""

from __future__ import annotations

from pathlib import Path

from chokepoint.config import Limits
from chokepoint.contract import Contract, bench
from chokepoint.contract.files import Fault, first_record
from chokepoint.contract.headings import for_upload, read_headings
from chokepoint.readers.mapping import ColumnMapping
from chokepoint.workspace import Workspace

# Kind of the records that hold mappings; their key is the signature of the headings.
MAPPINGS = "mappings"


def columns_of(contract: Contract, table: str, path: Path, limits: Limits) -> frozenset[str]:
    """The columns of a table that a file brings, by their names in the contract."""
    names = first_record(path, bench.Limits(limits.rows, limits.columns, limits.cell_characters))
    if isinstance(names, Fault):
        return frozenset()
    return frozenset(read_headings(names, for_upload(contract, contract.table(table))).places)


def remembered(workspace: Workspace) -> dict[str, ColumnMapping]:
    """The mappings that analysts have explained before, by the signature of the headings."""
    return {one.key: ColumnMapping.from_dict(one.value) for one in workspace.recall_all(MAPPINGS)}


def remember(workspace: Workspace, signature: str, mapping: ColumnMapping, author: str) -> None:
    """Keeps a mapping for files with the same headings."""
    workspace.remember(MAPPINGS, signature, mapping.to_dict(), author)
