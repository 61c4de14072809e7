"""Files → readings → findings → the tables as they would be → difference and effect. Nothing is published.

Files are checked together, so that they may point to each other; several files of one table follow each
other in the order given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from chokepoint.config import Settings
from chokepoint.contract import Contract
from chokepoint.contract.findings import publishable
from chokepoint.contract.watch import watch, watched
from chokepoint.engine import Tables
from chokepoint.errors import TableError
from chokepoint.readers.read import read_files
from chokepoint.readers.reading import Answers, Reading, questions
from chokepoint.risk.revision import Revision
from chokepoint.risk.score import Assessment
from chokepoint.update.difference import Difference
from chokepoint.update.effect import Overlaid, effect
from chokepoint.update.files import remembered
from chokepoint.update.merge import UPDATE, Mode
from chokepoint.update.package import Package, is_package, open_package, unpack
from chokepoint.update.proposal import Folder, Proposal, Taken
from chokepoint.update.work import Work
from chokepoint.workspace import Snapshot, Workspace

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Asked:
    """What the effect of an update is told for: the days, the country exposed and the class of buyers.

    `frames` and `assessment` are those of the parent where the caller has them already.
    """

    on: tuple[date, ...]
    country: str | None = None
    buyer: str | None = None
    frames: Mapping[str, pd.DataFrame] | None = field(default=None, compare=False)
    assessment: Assessment | None = field(default=None, compare=False)


def prepare(
    workspace: Workspace,
    settings: Settings,
    parent: Snapshot,
    paths: Sequence[Path],
    asked: Asked,
    today: date,
    mode: Mode = UPDATE,
    answers: Answers | None = None,
    tell: Tell = lambda words: None,
) -> Proposal:
    """What the files would do to the snapshot `parent`; nothing in the workspace changes.

    While a question is open or a file is refused, only the findings are worked out. A zip that holds a whole
    data package, or a folder of one, is taken up as such: each of its files is the whole of its table.
    """
    folder = Folder()
    try:
        return watched(
            lambda: _prepare(
                workspace, settings, parent, paths, asked, today, mode, answers or Answers(), folder
            ),
            tell,
        )
    except BaseException:
        folder.remove()
        raise


def _prepare(
    workspace: Workspace,
    settings: Settings,
    parent: Snapshot,
    paths: Sequence[Path],
    asked: Asked,
    today: date,
    mode: Mode,
    answers: Answers,
    folder: Folder,
) -> Proposal:
    over = watch()
    over.begin(f"reading {len(paths)} file{'s' * (len(paths) != 1)} …")
    packages = _packages(workspace.contract, paths, folder, settings)
    wanted = [file for path in paths for file in (packages[path].files if path in packages else [path])]
    readings = read_files(
        workspace.contract,
        wanted,
        settings.limits,
        folder.path / "read",
        answers,
        remembered=remembered(workspace),
    )
    with closing(workspace.cursor()) as con, over.over(con):
        whole = frozenset(file for package in packages.values() for file in package.files)
        work = Work(workspace, settings, parent, folder, today, mode, whole, con, answers)
        for batch in _batches(readings):
            over.rows = sum(one.records for one in batch)
            tables = sorted({table for one in batch for table in one.tables})
            over.begin(f"checking {', '.join(tables) or 'the files'} …")
            work.take(batch)
        for table in dict.fromkeys(name for package in packages.values() for name in package.emptied):
            work.empty(table)
        work.refuse_stranded(readings)
        done = publishable(work.findings)
        if done:
            over.begin("comparing with what is on file …")
        differences = work.differences(settings.display.changed_rows) if done else {}
        contents = {name: work.contents[name] for name in differences}
        moved, problem = _effect(work, differences, settings, asked) if differences else (None, "")
    return Proposal(
        parent=parent,
        originals=tuple(
            file for path in paths for file in ([path] if path.is_file() else packages[path].files)
        ),
        files=tuple(_taken(workspace.contract, one, work) for one in readings),
        findings=tuple(work.findings),
        modes=work.modes,
        filled=work.filled,
        contents=contents,
        differences=differences,
        effect=moved,
        problem=problem,
        folder=folder,
    )


def _effect(
    work: Work, differences: Mapping[str, Difference], settings: Settings, asked: Asked
) -> tuple[Revision | None, str]:
    """What the change does to readings and score; None and the reason if a table they need cannot be read."""
    before = asked.frames or Tables(work.workspace, work.parent)
    after = Overlaid(work.workspace, before, {name: [str(work.contents[name])] for name in differences})
    renamed = differences["events"].pairs if "events" in differences else {}
    try:
        found = effect(
            before,
            after,
            list(differences),
            settings.method,
            asked.on,
            asked.country,
            asked.buyer,
            renamed,
            asked.assessment,
        )
    except TableError as error:
        return None, str(error)
    return found, ""


def _packages(
    contract: Contract, paths: Sequence[Path], folder: Folder, settings: Settings
) -> dict[Path, Package]:
    """The paths that are whole data packages, each with what it holds."""
    found = {}
    for number, path in enumerate(paths):
        if path.is_dir():
            found[path] = open_package(path, contract)
        elif is_package(path):
            found[path] = unpack(path, folder.path / f"package-{number}", contract, settings.limits)
    return found


def _batches(readings: Sequence[Reading]) -> list[list[Reading]]:
    """The readings in order, as many at once as hold different tables."""
    batches: list[list[Reading]] = []
    for one in readings:
        taken = {table for other in (batches[-1] if batches else []) for table in other.tables}
        if not batches or taken & set(one.tables):
            batches.append([])
        batches[-1].append(one)
    return batches


def _taken(contract: Contract, reading: Reading, work: Work) -> Taken:
    asked = questions(work.found[reading.path], tuple(contract.tables), reading.choices)
    rows = work.rows.get(reading.path, {})
    return Taken(reading.path, reading.sha256, reading.recognised, rows, tuple(asked))
