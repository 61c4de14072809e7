"""A change of the data before it counts: the files it comes from, what was found, and what would change."""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp

from chokepoint.contract.findings import Finding, publishable
from chokepoint.contract.report import Rows
from chokepoint.errors import ChokepointError
from chokepoint.readers.reading import Question, Recognised
from chokepoint.risk.revision import Revision
from chokepoint.update.difference import Difference
from chokepoint.update.merge import Mode
from chokepoint.workspace import Snapshot


class UpdateError(ChokepointError):
    """A change cannot be published as it stands: a question is open, a file or rows are refused."""


class Folder:
    """A folder for the files of one proposal, which goes when nobody holds it any more."""

    def __init__(self) -> None:
        self.path = Path(mkdtemp(prefix="chokepoint-"))
        self._end = weakref.finalize(self, shutil.rmtree, self.path, True)

    def remove(self) -> None:
        """Takes the folder away now."""
        self._end()


@dataclass(frozen=True)
class Taken:
    """One file: what it was recognised as, what became of its records, by table, and what is to be answered."""

    path: Path
    sha256: str
    recognised: Recognised
    rows: Mapping[str, Rows]
    questions: tuple[Question, ...] = ()

    @property
    def name(self) -> str:
        """Its name, as the analyst gave it."""
        return self.path.name


@dataclass(frozen=True)
class Proposal:
    """What files would do to the snapshot `parent`, nothing of which has happened yet.

    `originals`: the files as they were given, of which a package makes several. `modes`: table → how it is
    taken up. `contents`: table → Parquet file with its whole new contents, for the tables that would differ. `differences` and `effect` are empty while the proposal is not publishable;
    `problem` says why there is no effect where there should be one.
    """

    parent: Snapshot
    originals: tuple[Path, ...]
    files: tuple[Taken, ...]
    findings: tuple[Finding, ...]
    modes: Mapping[str, Mode]
    filled: Mapping[str, Mapping[str, str]]
    contents: Mapping[str, Path]
    differences: Mapping[str, Difference]
    effect: Revision | None
    problem: str
    folder: Folder = field(compare=False)

    @property
    def publishable(self) -> bool:
        """True if nothing refuses a file and no question is open; refused rows must be acknowledged."""
        return publishable(self.findings)

    @property
    def questions(self) -> tuple[Question, ...]:
        """The open questions of all files."""
        return tuple(question for file in self.files for question in file.questions)

    @property
    def refused(self) -> int:
        """Records that are left out because they break a rule."""
        return sum(rows.refused for file in self.files for rows in file.rows.values())

    @property
    def changes(self) -> bool:
        """True if any row of any table would differ."""
        return bool(self.contents)
