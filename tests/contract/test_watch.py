"""Long work: what is told of it, and that stopping it breaks off queries and rows alike."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing

import duckdb
import pytest

from chokepoint.contract.watch import ROWS, StoppedError, Watch, watch, watched

# Takes minutes if nobody stops it.
ENDLESS = "SELECT sum(hash(a.i + b.i)) FROM range(3000000) a(i), range(3000000) b(i)"


def no_thread_is_left() -> bool:
    return not [thread for thread in threading.enumerate() if thread.name == "chokepoint-work"]


def query() -> None:
    with closing(duckdb.connect()) as con, watch().over(con):
        watch().begin("asking")
        con.execute(ENDLESS)


def rows() -> None:
    over = watch()
    over.begin("reading")
    number = 0
    while True:
        number += 1
        over.pass_row(number)


def test_the_result_comes_back_and_every_step_is_told_once() -> None:
    told: list[str] = []

    def work() -> int:
        watch().begin("one")
        watch().begin("two")
        return 3

    assert watched(work, told.append) == 3
    assert told == ["one", "two"]


def test_a_fault_of_the_work_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        watched(lambda: 1 // 0, lambda words: None)


@pytest.mark.parametrize("work", [query, rows])
def test_whatever_is_raised_while_telling_stops_the_work(work: Callable[[], None]) -> None:
    def tell(words: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        watched(work, tell)
    assert no_thread_is_left()


def test_a_query_that_swallows_the_stop_meets_it_at_the_next_row() -> None:
    over = Watch()
    over.stopped = True
    with pytest.raises(StoppedError):
        over.pass_row(1)
    with closing(duckdb.connect()) as con, pytest.raises(StoppedError), over.over(con):
        pass


def test_rows_and_time_left_are_told_of_rows_read_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([100.0, 104.0])
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    over = Watch(rows=4 * ROWS + 4, _began=0.0)
    over.begin("reading a file …")
    over.pass_row(ROWS + 1)
    assert over.words() == "reading a file … 4,097 of about 16,388 rows, about 12 s left in this pass"
