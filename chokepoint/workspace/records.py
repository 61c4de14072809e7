"""Small things that the workspace remembers beside the tables: names of uploads, mappings, each with its author.

One JSON file a record, written whole or not at all; a record of the same key takes the place of the old one.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from chokepoint.errors import WorkspaceError


@dataclass(frozen=True)
class Record:
    """One thing remembered: its key, who wrote it, when, and what it holds (plain JSON)."""

    kind: str
    key: str
    author: str
    at: datetime
    value: Mapping[str, Any]


def write_record(folder: Path, kind: str, key: str, value: Mapping[str, Any], author: str) -> Record:
    """The record of this kind and key, which stands whole in `folder` when this returns."""
    record = Record(kind, key, author, datetime.now(UTC), dict(value))
    path = _path(folder, kind, key)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.parent / f".{uuid4().hex}"
    data = {"key": key, "author": author, "at": record.at.isoformat(), "value": record.value}
    try:
        part.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
        part.replace(path)
        _parsed.cache_clear()  # two files of one tick of the clock can look alike
    finally:
        part.unlink(missing_ok=True)
    return record


def read_record(folder: Path, kind: str, key: str) -> Record | None:
    """The record of this kind and key; None if there is none."""
    path = _path(folder, kind, key)
    return _read(kind, path) if path.is_file() else None


def read_records(folder: Path, kind: str) -> list[Record]:
    """All records of a kind, newest first."""
    paths = _path(folder, kind, "").parent.glob("[0-9a-f]*.json")
    return sorted((_read(kind, path) for path in paths), key=lambda record: record.at, reverse=True)


def _path(folder: Path, kind: str, key: str) -> Path:
    """The file of a record: no key ever becomes a path."""
    if not re.fullmatch(r"[a-z]+", kind):
        raise WorkspaceError(f"{kind!r} is no kind of record; take a word of small letters")
    return folder / kind / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.json"


def _read(kind: str, path: Path) -> Record:
    about = path.stat()
    return _parsed(kind, path, about.st_ino, about.st_mtime_ns, about.st_size)


# Every run of a page asks for all notes: a file is parsed again only when another one stands in its place.
@lru_cache(maxsize=4096)
def _parsed(kind: str, path: Path, inode: int, changed: int, size: int) -> Record:
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return Record(kind, raw["key"], raw["author"], datetime.fromisoformat(raw["at"]), raw["value"])
    except (ValueError, KeyError, TypeError) as error:
        raise WorkspaceError(f"{path}: the record is damaged ({error}); remove the file") from error
