"""What all tests share: a workspace that is not the reader's, and steady random examples."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from chokepoint.config import DATA
from chokepoint.workspace import open_workspace
from tests.shipped import contract

# The same examples every time and no deadline: a busy machine must not fail a test.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis.settings.load_profile("steady")

# What `make check` leaves out and `make test` does not: beginnings of names below tests/, measured.
SLOW = (
    "charts/test_waterfall.py::test_each_bar_begins_where_the_last_ended",
    "contract/",
    "pages/",
    "readers/",
    "risk/test_companion_values.py",
    "risk/test_consistency.py",
    "risk/test_no_look_ahead.py",
    "risk/test_properties.py",
    "risk/test_range.py",
    "risk/test_revision.py",
    "risk/test_scenario.py",
    "risk/test_scenario_levers.py",
    "risk/test_scenario_presets.py",
    "risk/test_scenario_substance.py",
    "risk/test_scenario_switches.py",
    "risk/test_sensitivity.py",
    "risk/test_standing.py",
    "risk/test_track_record.py",
    "share/test_brief.py",
    "share/test_digest.py",
    "share/test_note.py",
    "share/test_scenario.py",
    "test_main.py",
    "test_main_papers.py",
    "test_main_scenario.py",
    "test_main_updates.py",
    "ui/test_frame.py",
    "update/",
    "workspace/test_first_start.py",
    "workspace/test_many.py",
    "workspace/test_processes.py",
    "workspace/test_property.py",
    "workspace/test_stop.py",
    "workspace/test_views.py::test_several_processes_lose_nothing",
)

MAIN = sys.modules["__main__"]


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of the shipped data, to be copied: making one takes a second."""
    folder = tmp_path_factory.mktemp("begun") / "workspace"
    open_workspace(folder, DATA, contract())
    return folder


def pytest_collection_finish() -> None:
    """Two ways of AppTest that took a quarter of the time of the pages, both once for each click.

    It looks a thousand times a second whether its script has ended; and it searches all packages installed for
    components of their own, which a server does once and this app has none of.
    """
    if runner := sys.modules.get("streamlit.testing.v1.local_script_runner"):
        runner.require_widgets_deltas = wait_for_script  # type: ignore[attr-defined]
        components = importlib.import_module("streamlit.components.v2.manifest_scanner")
        components.scan_component_manifests = list  # type: ignore[attr-defined]


def wait_for_script(runner: Any, timeout: float = 3) -> None:
    """Returns when the script of an AppTest has ended; RuntimeError after `timeout` seconds."""
    runner._script_thread.join(timeout)
    if not runner.script_stopped():
        runner.request_stop()
        runner.join()
        raise RuntimeError(f"AppTest script run timed out after {timeout}(s)")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the slow ones."""
    for item in items:
        if item.nodeid.removeprefix("tests/").startswith(SLOW):
            item.add_marker(pytest.mark.slow)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Streamlit leaves the page that AppTest ran behind as `__main__`: a process spawned later would run it."""
    sys.modules["__main__"] = MAIN


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call() -> None:
    """The same after fixtures that run a page for a whole file."""
    sys.modules["__main__"] = MAIN


def pytest_unconfigure() -> None:
    """Let go of the connections that pages hold: DuckDB lists those alive at the end, below pytest's last line."""
    if "streamlit" in sys.modules:
        sys.modules["streamlit"].cache_resource.clear()
        gc.unfreeze()
        gc.collect()


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--shots DIR`: where browser tests leave their pictures, also those of failures."""
    default = os.environ.get("CHOKEPOINT_SHOTS")
    parser.addoption(
        "--shots", metavar="DIR", type=Path, default=default and Path(default), help="folder for pictures"
    )


@pytest.fixture(scope="session", autouse=True)
def _not_the_readers_workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test writes into `./workspace`; one that needs an empty workspace names its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHOKEPOINT_WORKSPACE", str(tmp_path_factory.mktemp("workspace") / "workspace"))
        for name in [name for name in os.environ if name.startswith("STREAMLIT_")]:
            patch.delenv(name)  # the developer's own settings of Streamlit
        yield
