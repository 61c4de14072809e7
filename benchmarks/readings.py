"""How long do readings and score over all days take, the first time in a process?

Each measurement is a process of its own: `python -m benchmarks.readings WORKSPACE` prints its seconds.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.timing import Measured, Taken, clocked, middle
from chokepoint.config import DATA, read_settings
from chokepoint.contract import read_contract
from chokepoint.engine import Tables, connect
from chokepoint.evidence.names import Names
from chokepoint.risk.explain import explain_change
from chokepoint.risk.range import score_range
from chokepoint.risk.score import assess, date_of
from chokepoint.workspace import open_workspace

READ = ("events", "measures", "measure_versions", "control_coverage", "trade_flows", "prices", "licence_counts",
        "production", "dependency")  # fmt: skip
COLD = "readings and score of all days, frames in memory, first call"
READING = "the nine tables from the workspace"
RANGE = "range over method choices, all days"
CHANGE = "the change between two days, part by part"
CSV = "the nine CSV files with pandas"
# Seconds: all readings and the score; the range of all days; one question to what was made so.
TARGET_S, TARGET_RANGE_S, TARGET_LOOK_S = 0.2, 5.0, 0.02
PAIRS = 41


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
    looks: list[Taken] = []
    names, days = Names(tables), np.flatnonzero(np.isfinite(assessment.score))
    chosen = np.random.default_rng(1).choice(days, (PAIRS, 2))
    for start, end in np.sort(chosen, axis=1):
        with clocked(looks):
            explain_change(assessment, date_of(assessment.days[start]), date_of(assessment.days[end]), names)
    found.append(middle(looks))
    steps = (CSV, READING, COLD, RANGE, CHANGE)
    return {name: [one.wall, one.cpu] for name, one in zip(steps, found, strict=True)}


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
        Measured(RANGE, found[RANGE], TARGET_RANGE_S),
        Measured(CHANGE, found[CHANGE], TARGET_LOOK_S),
    ]


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]))), flush=True)
