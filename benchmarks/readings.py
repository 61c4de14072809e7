"""How long do readings and score over all days take, the first time in a process?

Each measurement is a process of its own: `python -m benchmarks.readings WORKSPACE` prints its seconds.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd

from benchmarks.timing import Measured, Taken, clocked, middle
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
RANGE = "range over method choices, all days"
CSV = "the nine CSV files with pandas"
TARGET_S = 0.2


def measure(workspace: Path) -> dict[str, list[float]]:
    """Seconds by the wall and of CPU of each step, once, in this process."""
    settings, contract = read_settings(), read_contract(DATA / "datapackage.yaml")
    con = connect(memory_limit="4GB", threads=2, temp_directory=workspace / "temp")
    opened = open_workspace(workspace, DATA, contract, con)
    tables, found = Tables(opened, opened.head()), []
    with clocked(found):
        for name in READ:
            pd.read_csv(DATA / f"{name}.csv")
    with clocked(found):
        for name in READ:
            tables[name]
    with clocked(found):
        assessment = assess(tables, settings.method)
    with clocked(found):
        score_range(assessment, tables)
    return {name: [one.wall, one.cpu] for name, one in zip((CSV, READING, COLD, RANGE), found, strict=True)}


def lines(workspace: Path, processes: int) -> list[Measured]:
    """Medians over fresh processes, with their targets."""
    command = [sys.executable, "-m", "benchmarks.readings", str(workspace)]
    runs = [
        json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[0])
        for _ in range(processes)
    ]
    found = {name: middle([Taken(*run[name]) for run in runs]) for name in runs[0]}
    return [
        Measured(COLD, found[COLD], TARGET_S),
        Measured(READING, found[READING], None, CSV, found[CSV]),
        Measured("both together", found[COLD] + found[READING]),
        Measured(RANGE, found[RANGE], None, "readings and score", found[COLD]),
    ]


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]))), flush=True)
