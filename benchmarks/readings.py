"""How long do readings and score over all days take, the first time in a process?

Each measurement is a process of its own: `python -m benchmarks.readings WORKSPACE` prints its seconds.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import pandas as pd

from benchmarks.timing import Measured
from chokepoint.config import DATA, read_settings
from chokepoint.contract import read_contract
from chokepoint.engine import Tables, connect
from chokepoint.risk.range import score_range
from chokepoint.risk.score import assess
from chokepoint.workspace import open_workspace

READ = ("events", "measures", "measure_versions", "control_coverage", "trade_flows", "prices", "licence_counts",
        "production", "dependency")  # fmt: skip
COLD = "readings and score of all days, frames in memory, first call"
READING = "the nine tables from the workspace"
BOTH = "both together"
RANGE = "range over method choices, all days"
CSV = "the nine CSV files with pandas"
TARGET_S = 0.2


def measure(workspace: Path) -> dict[str, float]:
    """Seconds of each step, once, in this process."""
    settings, contract = read_settings(), read_contract(DATA / "datapackage.yaml")
    con = connect(memory_limit="4GB", threads=2, temp_directory=workspace / "temp")
    opened = open_workspace(workspace, DATA, contract, con)
    seconds: dict[str, float] = {}
    with _clock(seconds, CSV):
        for name in READ:
            pd.read_csv(DATA / f"{name}.csv")
    tables = Tables(opened, opened.head())
    with _clock(seconds, READING):
        for name in READ:
            tables[name]
    with _clock(seconds, COLD):
        found = assess(tables, settings.method)
    with _clock(seconds, RANGE):
        score_range(found, tables)
    return seconds | {BOTH: seconds[COLD] + seconds[READING]}


def lines(workspace: Path, processes: int) -> list[Measured]:
    """Medians over fresh processes, with their targets."""
    command = [sys.executable, "-m", "benchmarks.readings", str(workspace)]
    runs = [
        json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[0])
        for _ in range(processes)
    ]
    found = {name: median(run[name] for run in runs) for name in runs[0]}
    return [
        Measured(COLD, found[COLD], TARGET_S),
        Measured(READING, found[READING], None, CSV, found[CSV]),
        Measured(BOTH, found[BOTH]),
        Measured(RANGE, found[RANGE], None, "readings and score", found[COLD]),
    ]


@contextmanager
def _clock(seconds: dict[str, float], name: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    seconds[name] = time.perf_counter() - start


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]))), flush=True)
