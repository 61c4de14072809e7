"""How long does a click take when everything asked for is known? Each page against plainer pages, in turn."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import plotly.graph_objects as go
import streamlit as st
from streamlit.runtime.scriptrunner import script_runner
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import AppTest, app_test

from benchmarks import peers
from benchmarks.timing import Measured, Taken, clocked, in_turn, middle
from chokepoint.config import ROOT
from chokepoint.engine import Tables
from chokepoint.ui import layout
from chokepoint.ui.context import WORKSPACE_VARIABLE
from tests.pages.screen import NavigationOnly

BARE, NAIVE, FURNISHED, EMPTY = "bare figures", "naive page", "as many bare elements", "empty page"
# See docs/decisions/0005: what a page with a question bar and cards costs in Streamlit, whatever it shows.
TARGET_BARE, TARGET_NAIVE = 2.0, 1 / 5
NAIVE_ROUNDS = 3
# Days with a score that no other measurement asks for.
OTHER_DAYS = ("2026-03-03", "2025-12-10", "2025-08-20")


def lines(workspace: Path, rounds: int) -> list[Measured]:
    """Medians of warm reruns of each page, the script alone as on a server, with their targets."""
    os.environ[WORKSPACE_VARIABLE] = str(workspace)
    compiled = ScriptCache()  # AppTest compiles the scripts on every run, a server once
    pages = sorted((ROOT / "pages").glob("*.py"))
    with (
        patch.object(app_test, "PagesManager", NavigationOnly),
        patch.object(app_test, "ScriptCache", lambda: compiled),
    ):
        apps = {page.stem: _first_run(page.stem) for page in pages}
        gc.collect()
        gc.freeze()  # as the app does when it has opened its workspace
        return [line for name, app in apps.items() for line in _page_lines(name, app, rounds)]


def _page_lines(name: str, app: AppTest, rounds: int) -> list[Measured]:
    acts = {
        name: app,
        BARE: _peer(f"bare({name!r})"),
        FURNISHED: _peer(f"furnished({name!r})"),
        EMPTY: _peer("empty()"),
    }
    warm = _in_scripts(acts, rounds)
    slow = _in_scripts({NAIVE: _peer(f"naive({name!r})", 300)}, NAIVE_ROUNDS)[NAIVE]
    what, taken = f"{name.capitalize()}, warm rerun", warm[name]
    return [
        Measured(f"{name.capitalize()}, another day", _other_days(app), None, NAIVE, slow),
        Measured(what, taken, TARGET_BARE, BARE, warm[BARE]),
        Measured(what, taken, TARGET_NAIVE, NAIVE, slow),
        Measured(what, taken, None, FURNISHED, warm[FURNISHED]),
        Measured(what, taken, None, EMPTY, warm[EMPTY]),
    ]


def _other_days(app: AppTest) -> Taken:
    """Median of the page for days that nobody has asked for yet, as after a change in the question bar."""
    with _script_seconds() as inside:
        for day in OTHER_DAYS:
            app.session_state["on"] = day
            _run(app)
    app.session_state["on"] = ""
    _run(app)
    return middle(inside[: len(OTHER_DAYS)])


def _in_scripts(apps: Mapping[str, AppTest], rounds: int) -> dict[str, Taken]:
    """Medians of what each page takes inside Streamlit's script runner, without what AppTest does around it."""
    with _script_seconds() as inside:
        acts: dict[str, Callable[[], object]] = {name: app.run for name, app in apps.items()}
        in_turn(acts, rounds)
    return {name: middle(inside[at :: len(apps)]) for at, name in enumerate(apps)}


def _first_run(name: str) -> AppTest:
    """A page after its first run, which leaves its figures, its cards and the tables it reads with the peers."""
    draw, read, chart = layout.draw_card, Tables.__getitem__, st.plotly_chart
    page = peers.PAGES.setdefault(name, peers.Page())

    def note_card(context: Any, key: str, title: str, make: Any, *more: Any, **named: Any) -> None:
        page.cards.append(make)
        draw(context, key, title, make, *more, **named)

    def note_table(tables: Tables, table: str) -> Any:
        page.tables.add(table)
        return read(tables, table)

    def note_figure(figure: Any, **options: Any) -> Any:
        page.figures.append(go.Figure(figure))  # as any page would hold it
        return chart(figure, **options)

    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=300)
    if name != "overview":
        app.switch_page(f"pages/{name}.py")
    with (
        patch.object(layout, "draw_card", note_card),
        patch.object(Tables, "__getitem__", note_table),
        patch.object(st, "plotly_chart", note_figure),
    ):
        return _run(app)


def _peer(call: str, timeout: float = 60) -> AppTest:
    return _run(AppTest.from_string(f"from benchmarks import peers\npeers.{call}", default_timeout=timeout))


def _run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception, [error.message for error in app.exception]
    return app


@contextmanager
def _script_seconds() -> Iterator[list[Taken]]:
    found: list[Taken] = []
    inner = script_runner.ScriptRunner._run_script

    def timed(self: Any, *arguments: Any) -> Any:
        with clocked(found, time.thread_time):
            return inner(self, *arguments)

    with patch.object(script_runner.ScriptRunner, "_run_script", timed):
        yield found
