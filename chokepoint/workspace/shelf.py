"""The tables on disk, one Delta table each: their pinned files, and new versions of them."""

from __future__ import annotations

from pathlib import Path

from chokepoint.errors import TableError
from chokepoint.workspace import delta
from chokepoint.workspace.faults import FAULTS, plain
from chokepoint.workspace.snapshot import TableVersion
from chokepoint.workspace.staging import Staged

FIX = "publish the table again, or bring the workspace folder back from a copy"


class Shelf:
    """The folder `tables/` of a workspace. Versions never change, so their file lists are remembered."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[tuple[str, int], tuple[delta.DataFile, ...]] = {}

    def files(self, name: str, version: TableVersion) -> list[str]:
        """Paths of the files of a version, none if it has no rows.

        Raises TableError if a file is gone or has not the size with which it was written. Bytes that
        changed in place are found by whoever reads the file.
        """
        files = self._listed(name, version.delta_version)
        if version.rows and not files:
            raise TableError(name, f"version {version.delta_version} lists no files", FIX)
        for file in files:
            try:
                size = file.path.stat().st_size
            except OSError as error:
                raise TableError(
                    name, f"file {file.path.name} cannot be opened: {plain(error)}", FIX
                ) from error
            if size != file.size:
                raise TableError(name, f"file {file.path.name} has {size} bytes, not {file.size}", FIX)
        return [str(file.path) for file in files]

    def sound(self, name: str, version: TableVersion) -> bool:
        """True if the files of a version are all there and whole."""
        try:
            self.files(name, version)
        except TableError:
            return False
        return True

    def add(self, name: str, staged: Staged, base: TableVersion | None) -> TableVersion:
        """The staged rows as a new version, which replaces `base` in the history of the table."""
        number = delta.write(self._folder / name, staged.path, None if base is None else base.delta_version)
        return TableVersion(number, staged.content, staged.rows)

    def _listed(self, name: str, number: int) -> tuple[delta.DataFile, ...]:
        if (name, number) not in self._known:
            if not (self._folder / name).is_dir():
                raise TableError(name, "its folder is missing", FIX)
            try:
                self._known[name, number] = delta.data_files(self._folder / name, number)
            except FAULTS as error:
                raise TableError(name, f"version {number} cannot be read: {plain(error)}", FIX) from error
        return self._known[name, number]
