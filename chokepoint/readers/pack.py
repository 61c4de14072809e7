"""Zip and gzip: sizes read in the directory and counted while unpacking, names never used as paths."""

from __future__ import annotations

import gzip
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from chokepoint.config import Limits
from chokepoint.contract.files import Fault
from chokepoint.readers.sheet import FaultError

CHUNK = 1 << 20
MEGABYTE = 1 << 20
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
PARTS = (b"[Content_Types]", b"_rels/", b"docProps/", b"xl/", b"mimetype")
PATHLIKE = re.compile(r"(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[A-Za-z]:|[\x00-\x1f]")


def open_zip(path: Path, limits: Limits) -> zipfile.ZipFile:
    """The zip with its directory read and its sizes allowed; raises FaultError where they are not."""
    with path.open("rb") as file:
        start = file.read(512)
    what = "workbook" if any(part in start for part in PARTS) else "zip file"
    try:
        pack = zipfile.ZipFile(path)
    except BROKEN as error:
        broken_off = "is not a zip file" in str(error).lower()
        why = "the directory at its end is missing (download broken off?)" if broken_off else str(error)
        raise FaultError(damaged(f"{what} is damaged: {why}")) from error
    members = pack.infolist()
    if any(PATHLIKE.search(member.filename) for member in members):
        reason = f"{what} names files outside itself; not opened"
        raise FaultError(Fault("active_content", reason, "save the file again"))
    if any(member.flag_bits & 1 for member in members):
        raise FaultError(Fault("password", f"{what} is protected by a password", "save without password"))
    if sum(member.file_size for member in members) > allowed(path, limits):
        raise FaultError(too_big(what, limits))
    return pack


def allowed(path: Path, limits: Limits) -> int:
    """Bytes to which a packed file may unpack."""
    return min(limits.unpacked_mb * MEGABYTE, limits.unpack_ratio * path.stat().st_size)


def too_big(what: str, limits: Limits) -> Fault:
    """The fault of a file that unpacks to more than is allowed."""
    reason = (
        f"{what} would unpack to more than the limit"
        f" ({limits.unpacked_mb:,} MB, or {limits.unpack_ratio} times its size); not opened"
    )
    fix = "save it without empty formatted cells" if what == "workbook" else "unpack it and send its tables"
    return Fault("unpack_limit", reason, fix)


def damaged(reason: str) -> Fault:
    """The fault of a file that cannot be opened as what it is."""
    return Fault("damaged_file", reason, "download or save the file again")


def part(
    pack: zipfile.ZipFile, member: zipfile.ZipInfo, most: int, what: str, limits: Limits
) -> Iterator[bytes]:
    """The bytes of one member, counted: more than `most`, or others than its sum says, raise FaultError."""
    count = 0
    try:
        with pack.open(member) as stream:
            while chunk := stream.read(CHUNK):
                count += len(chunk)
                if count > most:
                    raise FaultError(too_big(what, limits))
                yield chunk
    except BROKEN as error:
        raise _broken(what, error) from error


def unpack_gzip(path: Path, target: Path, limits: Limits) -> None:
    """Unpacks a gzip file, counting; raises FaultError above the limit or where it is broken."""
    most, count = allowed(path, limits), 0
    try:
        with gzip.open(path) as stream, target.open("wb") as out:
            while chunk := stream.read(CHUNK):
                count += len(chunk)
                if count > most:
                    raise FaultError(too_big("gzip file", limits))
                out.write(chunk)
    except BROKEN as error:
        raise _broken("gzip file", error) from error


def _broken(what: str, error: Exception) -> Exception:
    """The fault of a broken file; a full disk or a missing right is the machine's, and said as it is."""
    if isinstance(error, OSError) and error.errno is not None:
        return error
    return FaultError(damaged(f"{what} is damaged: {error}"))
