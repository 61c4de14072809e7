"""Uploaded files, kept byte for byte under their SHA-256."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from chokepoint.errors import WorkspaceError

# Files of gigabytes are copied in pieces of this many bytes.
CHUNK = 1 << 20


def keep(folder: Path, data: bytes) -> str:
    """SHA-256 of the bytes, which stand whole in `folder` when this returns, whoever else writes them.

    They are written also if the name is there already: that mends a copy damaged on disk.
    """
    sha = hashlib.sha256(data).hexdigest()
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{uuid4().hex}"
    try:
        part.write_bytes(data)
        part.replace(folder / sha)
    finally:
        part.unlink(missing_ok=True)
    return sha


def keep_file(folder: Path, source: Path) -> str:
    """SHA-256 of the bytes of a file, of which a copy stands whole in `folder` when this returns."""
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{uuid4().hex}"
    try:
        with source.open("rb") as reading, part.open("wb") as writing:
            hashed = _Hashed(reading)
            shutil.copyfileobj(hashed, writing, CHUNK)
        sha = hashed.sha.hexdigest()
        part.replace(folder / sha)
    finally:
        part.unlink(missing_ok=True)
    return sha


class _Hashed:
    """A file that is read once, for its copy and for its hash."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.sha = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
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
