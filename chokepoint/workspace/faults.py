"""Faults of disk and libraries, told as the project's own errors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import pyarrow as pa
from deltalake.exceptions import DeltaError

from chokepoint.errors import WorkspaceError

FAULTS = (OSError, DeltaError, duckdb.Error, pa.ArrowException)
CHECK_DISK = "nothing was changed; see that the folder can be written and the disk has room"
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
# Folders of the server, which mean nothing to a reader: the name of the file is kept.
_FOLDERS = re.compile(r"(?<![\w:/])/(?:[^\s\"'/]+/)+(?=[^\s\"'/])")


def plain(error: BaseException) -> str:
    """The message of a library in one line of at most 400 characters, without colours, folders and stack."""
    message = _FOLDERS.sub("", _COLOUR.sub("", str(error)).split("\n   0: ")[0])
    return " ".join(message.replace("↳", " ").split())[:400]


@contextmanager
def told(what: str, fix: str) -> Iterator[None]:
    """Raises a fault of disk or library as WorkspaceError: what failed, why, how to mend it."""
    try:
        yield
    except FAULTS as error:
        raise WorkspaceError(f"{what}: {plain(error)}; {fix}") from error
