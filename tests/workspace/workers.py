"""Real processes that work in a workspace at the same time, kept for all tests of a run."""

from __future__ import annotations

from multiprocessing import get_context
from typing import Any, Self

from tests.workspace.worker import work

# Forked from a process that has imported everything and started no thread: ten times faster.
FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(["pandas", "tests.workspace.worker"])


class Process:
    """One worker: a task is sent, and its answer taken when it is wanted."""

    def __init__(self) -> None:
        self._pipe, theirs = FORKS.Pipe()
        self._process = FORKS.Process(target=work, args=(theirs,))
        self._process.start()
        theirs.close()

    def send(self, do: str, **task: Any) -> None:
        self._pipe.send({"do": do, **task})

    def answer(self) -> dict[str, Any]:
        """What the worker made of its oldest open task; EOFError if it has died of it."""
        answer: dict[str, Any] = self._pipe.recv()
        return answer

    def alive(self) -> bool:
        return self._process.is_alive()

    def kill(self) -> None:
        """Ends the worker at once, wherever it is, as kill -9 does."""
        self._process.kill()

    def ended(self) -> int | None:
        """Exit status, after no more tasks came."""
        self._pipe.close()
        self._process.join(timeout=30)
        return self._process.exitcode


class Workers:
    """As many live workers as a test asks for."""

    def __enter__(self) -> Self:
        self._started: list[Process] = []
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._started:
            if process.alive():
                assert process.ended() == 0

    def take(self, count: int) -> list[Process]:
        live = [process for process in self._started if process.alive()]
        new = [Process() for _ in range(count - len(live))]
        self._started += new
        return (live + new)[:count]
