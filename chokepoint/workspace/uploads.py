"""Uploaded files, kept byte for byte under their SHA-256."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from chokepoint.contract.watch import watch
from chokepoint.errors import WorkspaceError
from chokepoint.workspace.faults import CHECK_DISK, told

# Files of gigabytes are copied in pieces of this many bytes.
CHUNK = 1 << 20


@dataclass(frozen=True)
class Held:
    """The bytes of a file on their way in: their SHA-256, the name of the file, and where its copy stands."""

    sha: str
    name: str
    part: Path

    def keep(self) -> None:
        """The copy takes its place under its hash: from now on the bytes are kept, also if damaged ones stood there."""
        self.part.replace(self.part.with_name(self.sha))

    def let_go(self) -> None:
        """Removes the copy, unless it is kept."""
        self.part.unlink(missing_ok=True)


@contextmanager
def holding(folder: Path, files: Sequence[Path]) -> Iterator[Callable[[], list[Held]]]:
    """Copies of files in `folder`, made beside other work; called, it waits for them. They go unless they are kept."""
    with ThreadPoolExecutor(1) as beside:
        copies = []
        for path in files:
            watch().begin(f"keeping {path.name} …")
            copies.append(beside.submit(copy_context().run, _hold, folder, path))
        try:
            yield lambda: [copy.result() for copy in copies]
        finally:
            for copy in copies:
                if not copy.cancel() and copy.exception() is None:
                    copy.result().let_go()


def _hold(folder: Path, source: Path) -> Held:
    with told(f"{folder.parent}: {source.name} was not kept", CHECK_DISK):
        return _copied(folder, source)


def _copied(folder: Path, source: Path) -> Held:
    """A copy of a file under a passing name; a stop is met on the way."""
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{uuid4().hex}"
    try:
        with source.open("rb") as reading, part.open("wb") as writing:
            hashed = _Hashed(reading)
            shutil.copyfileobj(hashed, writing, CHUNK)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return Held(hashed.sha.hexdigest(), source.name, part)


class _Hashed:
    """A file that is read once, for its copy and for its hash."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.sha, self._over = file, hashlib.sha256(), watch()

    def read(self, size: int = -1) -> bytes:
        """The next bytes; StoppedError if the work is to stop."""
        self._over.check()
        data = self._file.read(size)
        self.sha.update(data)
        return data


def kept(folder: Path, sha: str) -> bytes:
    """The bytes kept under `sha`; WorkspaceError if there are none or they are no longer the same."""
    if not re.fullmatch(r"[0-9a-f]{64}", sha):
        raise WorkspaceError(f"{sha!r} is not a SHA-256 in hex")
    try:
        data = (folder / sha).read_bytes()
    except FileNotFoundError as error:
        raise WorkspaceError(f"upload {sha} is not kept here; upload the file again") from error
    if hashlib.sha256(data).hexdigest() != sha:
        raise WorkspaceError(f"upload {sha} is damaged on disk; upload the file again")
    return data
