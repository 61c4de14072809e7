"""How fast is a table taken up: a million rows against bare DuckDB, and three hundred rows as people send them?

Each measurement of the million is a process of its own: `python -m benchmarks.updates copy|publish FOLDER` prints
its seconds; so is the small table as the command line takes it. Clocks start when settings, contract and workspace
are open. The page is the app itself, warm, with a file that it has not seen before.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from unittest.mock import patch

from streamlit.testing.v1 import AppTest, app_test

from benchmarks.feed import write_feed
from benchmarks.timing import Measured, Taken, clocked, middle
from chokepoint.config import DATA, ROOT, read_settings
from chokepoint.contract import read_contract
from chokepoint.contract.canonical import literal
from chokepoint.engine import connect
from chokepoint.ui.context import WORKSPACE_VARIABLE
from chokepoint.update.prepare import Asked, prepare
from chokepoint.update.publish import publish
from chokepoint.workspace import open_workspace
from tests.pages.screen import NavigationOnly

ROWS, FIELDS = 1_000_000, 61
COPY = "bare COPY of its text to Parquet"
MILLION = f"{ROWS:,} rows of GDELT recognised, read, checked, compared, published"
SMALL = "events.csv with three cells changed: checked, compared, scored"
# Half the rows per second of the bare copy; a small table in less than a second.
TARGET_TIMES, TARGET_SMALL_S = 2.0, 1.0
CHANGED = 3


def copy(folder: Path) -> Taken:
    """Bare DuckDB: every field as text, from the same file to Parquet."""
    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(FIELDS))
    engine, found = read_settings().engine, list[Taken]()
    con = connect(memory_limit=engine.memory_limit, threads=engine.threads, temp_directory=folder / "temp")
    with clocked(found):
        con.execute(
            f"COPY (SELECT * FROM read_csv({literal(str(folder / 'feed'))}, auto_detect = false, header = false,"
            f" columns = {{{columns}}}, delim = '\t', quote = '', escape = ''))"
            f" TO {literal(str(folder / 'bare.parquet'))} (FORMAT parquet)"
        )
    return found[0]


def take_up(folder: Path) -> Taken:
    """The same file through the project's own functions, into a workspace; it is published when this returns."""
    return _take(folder, folder / "feed", whole=True)


def check_small(folder: Path) -> Taken:
    """A small table checked, compared and scored, as the command line does it."""
    return _take(folder, folder / "events.csv", whole=False)


def _take(folder: Path, path: Path, whole: bool) -> Taken:
    settings, found = read_settings(), list[Taken]()
    engine, day = settings.engine, settings.method.scope.coverage_end
    con = connect(memory_limit=engine.memory_limit, threads=engine.threads, temp_directory=folder / "temp")
    workspace = open_workspace(folder / "workspace", DATA, read_contract(DATA / "datapackage.yaml"), con)
    with clocked(found):
        proposal = prepare(workspace, settings, workspace.head(), [path], Asked((day,)), date.today())
        if whole:
            publish(workspace, proposal, "benchmark", "a million rows", accept_refusals=True)
    assert proposal.changes, [finding.reason for finding in proposal.findings]
    return found[0]


def lines(workspace: Path, rounds: int) -> list[Measured]:
    """Medians over fresh processes, which take turns, and over runs of the page, with their targets."""
    folder = workspace.parent / "updates"
    folder.mkdir()
    write_feed(folder / "feed", ROWS)
    (folder / "events.csv").write_bytes(_changed(0))
    found: dict[str, list[Taken]] = {name: [] for name in ACTS}
    for _ in range(rounds):
        for name in ACTS:
            shutil.copytree(workspace, folder / "workspace")
            found[name].append(_in_process(name, folder))
            shutil.rmtree(folder / "workspace")
    shutil.rmtree(folder)
    bare, million, small = (middle(found[name]) for name in ACTS)
    return [
        Measured(MILLION, million, TARGET_TIMES, COPY, bare),
        Measured(f"{SMALL} (fresh process)", small, TARGET_SMALL_S),
        Measured(f"{SMALL} (page, warm)", middle(_on_page(workspace, rounds)), TARGET_SMALL_S),
    ]


def _on_page(workspace: Path, rounds: int) -> list[Taken]:
    """Runs of the Data page after an upload, each of another file; the first one warms up."""
    os.environ[WORKSPACE_VARIABLE] = str(workspace)
    found: list[Taken] = []
    with patch.object(app_test, "PagesManager", NavigationOnly):
        for number in range(rounds + 1):
            app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=300)
            app.switch_page("pages/data.py")
            app.run()
            (box,) = app.main.get("file_uploader")
            box.upload("events.csv", _changed(number), "text/csv")
            app.switch_page("pages/data.py")
            with clocked(found):
                app.run()
            assert not app.exception, [error.message for error in app.exception]
            drawn = "".join(html.proto.body for html in app.main.get("html"))
            assert "What that does to the score" in drawn, "the page shows no difference"
    return found[1:]


def _in_process(act: str, folder: Path) -> Taken:
    command = [sys.executable, "-m", "benchmarks.updates", act, str(folder)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return Taken(*json.loads(printed.splitlines()[-1]))


def _changed(number: int) -> bytes:
    """The shipped events as CSV, a few headlines changed."""
    with (DATA / "events.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows[number : number + CHANGED]:
        row["headline"] += f" ({number})"
    text = StringIO()
    writer = csv.DictWriter(text, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


ACTS: dict[str, Callable[[Path], Taken]] = {"copy": copy, "publish": take_up, "small": check_small}

if __name__ == "__main__":
    taken = ACTS[sys.argv[1]](Path(sys.argv[2]))
    print(json.dumps([taken.wall, taken.cpu]), flush=True)
