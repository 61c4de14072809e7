"""What it takes to give something to someone: a pinned link opened, and a brief of eight cards."""

from __future__ import annotations

import os
import time
from datetime import date
from pathlib import Path
from unittest.mock import patch
from urllib.parse import parse_qsl

import streamlit as st
from streamlit.runtime.scriptrunner import script_runner
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import AppTest, app_test

from benchmarks.timing import Measured, Taken, clocked, middle
from chokepoint.config import DATA, ROOT, read_settings
from chokepoint.contract import read_contract
from chokepoint.share.brief import HTML, file_of
from chokepoint.share.link import pinned
from chokepoint.ui.briefs import bare_context, brief_of, linked, styles_for
from chokepoint.ui.context import WORKSPACE_VARIABLE, Context
from chokepoint.ui.context import _shelf as cards
from chokepoint.ui.risk import range_of
from chokepoint.workspace import open_workspace
from tests.pages.screen import NavigationOnly

PAGES = ("overview", "trade", "supply", "diplomacy", "risk", "scenarios", "data", "method", "briefs")
# Opening a link that keeps its numbers may cost this many times what the page itself costs.
TARGET_PINNED = 1.3
# Four pages, two figures each; seconds and bytes that the file may take.
EIGHT = (
    "magnets,readings,trade.flows,trade.controls,supply.tiles,supply.prices,risk.risk-parts,risk.risk-change"
)
TARGET_BRIEF_S, MOST_BYTES = 3.0, 7_000_000


def lines(workspace: Path, rounds: int) -> list[Measured]:
    """A pinned link of each page against the page, the first run of a session; and the brief as an HTML file."""
    os.environ[WORKSPACE_VARIABLE] = str(workspace)
    settings, contract = read_settings(), read_contract(DATA / "datapackage.yaml")
    opened = open_workspace(workspace, DATA, contract)
    context = bare_context(settings, contract, opened, date.today(), weak=False)
    query = pinned(context.question)
    brief = _brief(context, rounds)
    range_of(context).future.result()  # else the first runs draw cards that still wait for it
    return [*brief, *(_link(page, query, rounds) for page in PAGES)]


def _brief(context: Context, rounds: int) -> list[Measured]:
    """The brief as a process makes it that has shown the pages, and as one makes it that has shown nothing."""
    warm: list[Taken] = []
    cold: list[Taken] = []
    size = 0
    for _ in range(max(3, rounds // 5)):
        for found, forget in ((cold, st.cache_resource.clear), (warm, cards.clear)):
            forget()
            with clocked(found):
                here, picks, _ = linked(context, f"/?card={EIGHT}")
                size = len(file_of(brief_of(here, picks, "Eight", "", "x"), HTML, styles_for(picks)))
    assert len(picks) == 8
    assert size < MOST_BYTES, f"the brief has {size} bytes"
    what = f"Brief of eight cards, HTML, {size / 1e6:.1f} MB"
    return [
        Measured(f"{what}: all cards made anew", middle(warm), TARGET_BRIEF_S),
        Measured(f"{what}: tables, score and its range too", middle(cold)),
    ]


def _link(page: str, query: str, rounds: int) -> Measured:
    """Medians of first runs in turn; what the process has worked out once stays known, as on a server."""
    compiled = ScriptCache()  # AppTest compiles the scripts on every run, a server once
    found: dict[str, list[Taken]] = {"": [], query: []}
    with (
        patch.object(app_test, "PagesManager", NavigationOnly),
        patch.object(app_test, "ScriptCache", lambda: compiled),
    ):
        _first_run(page, "", [])
        for _ in range(max(3, rounds // 3)):
            for text, taken in found.items():
                _first_run(page, text, taken)
    plain, kept = middle(found[""]), middle(found[query])
    return Measured(
        f"{page.capitalize()}, a pinned link opened", kept, TARGET_PINNED, "the page opened", plain
    )


def _first_run(page: str, query: str, found: list[Taken]) -> None:
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=300)
    for key, text in parse_qsl(query, keep_blank_values=True):
        app.query_params[key] = text
    if page != "overview":
        app.switch_page(f"pages/{page}.py")
    inner = script_runner.ScriptRunner._run_script

    def timed(self, *arguments):  # type: ignore[no-untyped-def]
        with clocked(found, time.thread_time):
            return inner(self, *arguments)

    with patch.object(script_runner.ScriptRunner, "_run_script", timed):
        app.run()
    assert not app.exception, [error.message for error in app.exception]
