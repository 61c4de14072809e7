"""Long work under watch: how many rows are done, how long the rest will take, and a way to stop it.

The work runs in a thread of its own; the caller's thread tells how far it is, and whatever is raised there,
such as Ctrl-C or the page's own wish to run again, stops the work before it goes on its way.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, field
from threading import Lock, Thread
from typing import TypeVar

import duckdb

from chokepoint.errors import ChokepointError

T = TypeVar("T")
# Seconds between two looks at the work.
EVERY_S = 0.5
# Rows read one by one between two looks at whether somebody wants to stop.
ROWS = 4096
# A pass that is over sooner is not worth a forecast.
WORTH_TELLING_S = 1.0


class StoppedError(ChokepointError):
    """The work was stopped before it was done; nothing of it is left."""


@dataclass
class Watch:
    """One piece of work: what it does now, on how many rows, over which connections."""

    steps: list[str] = field(default_factory=list)
    rows: int = 0
    stopped: bool = False
    settled: bool = False
    _done: int = 0
    _told: int = 0
    _began: float = field(default_factory=time.monotonic)
    _open: list[duckdb.DuckDBPyConnection] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def begin(self, step: str, rows: int | None = None) -> None:
        """Takes up the next step of the work, over so many rows; StoppedError if it is to stop."""
        self._done, self._began = 0, time.monotonic()
        if rows is not None:
            self.rows = rows
        self.steps.append(step)
        self.check()

    def settle(self, step: str) -> None:
        """Takes up the last step, which counts: from here on nothing stops the work. StoppedError before."""
        with self._lock:
            self.check()
            self.settled = True
        self.rows = 0
        self.steps.append(step)

    def pass_row(self, row: int) -> None:
        """Counts a row read one by one; StoppedError if the work is to stop."""
        if row % ROWS == 1:
            self._done = row
            self.check()

    def check(self) -> None:
        """Raises StoppedError if the work is to stop."""
        if self.stopped and not self.settled:
            raise StoppedError("stopped; nothing was changed")

    @contextmanager
    def over(self, con: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
        """The connection, watched while it is used: its queries are counted, and end when the work is stopped."""
        con.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")
        with self._lock:
            self._open.append(con)
        try:
            self.check()
            yield con
        except duckdb.InterruptException as error:
            raise StoppedError("stopped; nothing was changed") from error
        finally:
            with self._lock:
                self._open.remove(con)

    def words(self) -> str:
        """The newest step; of a query that takes long the rows done, and about how long it will take."""
        step = self.steps[-1] if self.steps else ""
        with self._lock:
            share = max((con.query_progress() for con in self._open), default=0.0) / 100
        done = round(share * self.rows) if share > 0 else self._done
        if done < self._told:  # the next query of the step goes over all rows again
            self._began = time.monotonic()
        self._told = done
        took = time.monotonic() - self._began
        if not self.rows or not 0 < done < self.rows or took < WORTH_TELLING_S:
            return step
        left = took * (self.rows - done) / done
        return f"{step} {done:,} of about {self.rows:,} rows, about {left:.0f} s left in this pass"

    def stop(self, thread: Thread) -> None:
        """Ends the work: queries that run are broken off, again and again until the thread is done.

        Work that is settled already comes to its own end.
        """
        with self._lock:
            self.stopped = True
        while thread.is_alive():
            with self._lock:
                for con in self._open if not self.settled else ():
                    con.interrupt()
            thread.join(EVERY_S / 3)


_WATCH: ContextVar[Watch | None] = ContextVar("watch", default=None)


def watch() -> Watch:
    """The watch over the work of this thread; one that nobody looks at where there is none."""
    return _WATCH.get() or Watch()


def watched(work: Callable[[], T], tell: Callable[[str], None]) -> T:
    """What `work` returns or raises. `tell` hears of each step, and again and again how far it is.

    Whatever `tell`, or a signal, raises in this thread stops the work first and is raised then. Work that is
    settled cannot be stopped any more: it is done to its end, and what it returns counts.
    """
    over = Watch()
    result: list[T] = []
    faults: list[BaseException] = []

    def run() -> None:
        _WATCH.set(over)
        try:
            result.append(work())
        except BaseException as error:
            faults.append(error)

    thread = Thread(target=copy_context().run, args=(run,), name="chokepoint-work", daemon=True)
    told = 0
    try:
        thread.start()
        alive = True
        while alive:
            thread.join(EVERY_S)
            alive = thread.is_alive()
            for step in over.steps[told:]:
                tell(step)
                told += 1
            if alive:
                tell(over.words())
    except BaseException:
        over.stop(thread)
        if not over.settled:
            raise
    if faults:
        raise faults[0]
    return result[0]
