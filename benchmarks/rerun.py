"""How long does a click take when everything asked for is known? The Overview against plainer pages, in turn."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import streamlit as st
from streamlit.runtime.scriptrunner import script_runner
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import AppTest, app_test

from benchmarks import peers
from benchmarks.timing import Measured, Taken, clocked, in_turn, middle
from chokepoint.config import ROOT
from chokepoint.ui.context import WORKSPACE_VARIABLE
from tests.pages.screen import NavigationOnly

OURS, BARE, NAIVE, EMPTY = "Overview, warm rerun", "bare figures", "naive page", "empty page"
FURNISHED = "bare figures among as many empty elements"
TARGET_TIMES = 2.0


def lines(workspace: Path, rounds: int) -> list[Measured]:
    """Medians of warm reruns through AppTest, and of the script alone, with their targets."""
    os.environ[WORKSPACE_VARIABLE] = str(workspace)
    compiled = ScriptCache()  # AppTest compiles the scripts on every run, a server once
    with (
        patch.object(app_test, "PagesManager", NavigationOnly),
        patch.object(app_test, "ScriptCache", lambda: compiled),
    ):
        first: list[Taken] = []
        with clocked(first):
            overview = _overview()
        plain = {BARE: "bare", NAIVE: "naive", FURNISHED: "furnished", EMPTY: "empty"}
        pages = {OURS: overview} | {name: _page(page) for name, page in plain.items()}
        gc.collect()
        gc.freeze()  # as the app does when it has opened its workspace
        with _script_seconds() as inside:
            acts: dict[str, Callable[[], object]] = {name: page.run for name, page in pages.items()}
            whole = in_turn(acts, rounds)
    script = {name: middle(inside[at :: len(pages)]) for at, name in enumerate(pages)}
    assert len(peers.FIGURES) == 3, "the Overview draws other figures than it did"
    return [
        Measured("Overview, first run of a process", first[0]),
        Measured(OURS, whole[OURS], TARGET_TIMES, BARE, whole[BARE]),
        Measured(OURS, whole[OURS], None, NAIVE, whole[NAIVE]),
        Measured(OURS, whole[OURS], None, FURNISHED, whole[FURNISHED]),
        Measured(OURS, whole[OURS], None, EMPTY, whole[EMPTY]),
        *(
            Measured("the same, script alone", script[OURS], None, name, script[name])
            for name in (BARE, NAIVE, FURNISHED)
        ),
    ]


def _overview() -> AppTest:
    """The Overview after its first run, which leaves its figures with the peers."""
    draw = st.plotly_chart

    def keep(figure: Any, **options: Any) -> Any:
        peers.FIGURES.append(figure)
        return draw(figure, **options)

    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=300)
    with patch.object(st, "plotly_chart", keep):
        _run(app)
    return app


def _page(name: str) -> AppTest:
    return _run(AppTest.from_string(f"from benchmarks import peers\npeers.{name}()", default_timeout=300))


def _run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception, [error.message for error in app.exception]
    return app


@contextmanager
def _script_seconds() -> Iterator[list[Taken]]:
    """What each run takes inside Streamlit's script runner, without what AppTest does around it."""
    found: list[Taken] = []
    inner = script_runner.ScriptRunner._run_script

    def timed(self: Any, *arguments: Any) -> Any:
        with clocked(found, time.thread_time):
            return inner(self, *arguments)

    with patch.object(script_runner.ScriptRunner, "_run_script", timed):
        yield found
