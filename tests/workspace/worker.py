"""A process that works in a workspace as it is told, one task after the other; see `workers.py`.

With `die_at` or `full_at` it is killed, or finds the disk full, at a named point of the commit.
"""

from __future__ import annotations

import os
import resource
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from unittest.mock import patch

from chokepoint.errors import ChokepointError
from chokepoint.workspace import Snapshot, Workspace, delta, open_workspace
from chokepoint.workspace.log import Log
from chokepoint.workspace.shelf import Shelf
from tests.workspace.small import WIDE, counter

POINTS = {
    "before the table": (Shelf, "add"),
    "in the table": (delta.shutil, "copyfile"),
    "before the log": (Log, "_append"),
}


def die(*_: object, **__: object) -> None:
    """What kill -9 does: no clean-up of any kind."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_half_way(source: Path, target: Path) -> None:
    """A copy that is killed when it has written half of the bytes."""
    data = Path(source).read_bytes()
    Path(target).write_bytes(data[: len(data) // 2])
    die()


def on_full_disk(real: Callable[..., Any]) -> Callable[..., Any]:
    """The same function while no file may grow beyond 100 bytes."""

    def limited(*args: object, **options: object) -> object:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))
        try:
            return real(*args, **options)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    return limited


@contextmanager
def trouble(task: dict[str, Any]) -> Iterator[None]:
    if point := task.get("die_at"):
        owner, name = POINTS[point]
        fault = die_half_way if point == "in the table" else die
    elif point := task.get("full_at"):
        owner, name = (Workspace, "commit") if point == "staging" else POINTS[point]
        fault = on_full_disk(getattr(owner, name))
    else:
        yield
        return
    with patch.object(owner, name, fault):
        yield


class Worker:
    """Opens a workspace and looks at its head on `open`; commits on that head on `commit`."""

    workspace: Workspace
    parent: Snapshot

    def open(self, task: dict[str, Any]) -> Snapshot:
        # What a killed worker was staging goes with the test's folder.
        tempfile.tempdir = str(Path(task["root"]).parent)
        with trouble(task):
            self.workspace = open_workspace(Path(task["root"]), Path(task["shipped"]), WIDE)
        self.parent = self.workspace.head()
        return self.parent

    def commit(self, task: dict[str, Any]) -> Snapshot:
        tables = {name: counter(**new) for name, new in task["tables"].items()}
        if many := task.get("many"):
            tables = {name: counter(**{f"item{n:07}": n for n in range(many)}) for name in tables}
        with trouble(task):
            return self.workspace.commit(tables, self.parent, task["author"], "by a worker")

    def answer(self, task: dict[str, Any]) -> dict[str, Any]:
        try:
            made = getattr(self, task["do"])(task)
        except ChokepointError as error:
            return {"error": type(error).__name__, "message": str(error)}
        return {"id": made.id, "seq": made.seq, "parent": made.parent}


def work(tasks: Connection) -> None:
    """Answers each task until the other side closes."""
    worker = Worker()
    with suppress(EOFError):
        while True:
            tasks.send(worker.answer(tasks.recv()))
