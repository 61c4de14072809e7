"""`python -m benchmarks`: every benchmark, one table; status 1 if a target is missed."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
from pathlib import Path

from benchmarks import readings, rerun, sharing, updates
from benchmarks.timing import table
from chokepoint.config import DATA
from chokepoint.contract import read_contract
from chokepoint.workspace import open_workspace


def main() -> int:
    """Measure and tell. 0 when every target is kept."""
    wanted = _parser().parse_args()
    logging.disable(logging.WARNING)  # Streamlit's remarks about running without a server
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "workspace"
        open_workspace(workspace, DATA, read_contract(DATA / "datapackage.yaml"))
        lines = [
            *readings.lines(workspace, wanted.processes),
            *updates.lines(workspace, wanted.updates),
            *rerun.lines(workspace, wanted.rounds),
            *sharing.lines(workspace, wanted.rounds),
        ]
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg()) if hasattr(os, "getloadavg") else "not known"
    print(f"{os.cpu_count()} cores, load {load}\n\n{table(lines)}")
    return 0 if all(line.kept for line in lines) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--processes", type=int, default=7, help="fresh processes for the cold start")
    parser.add_argument("--updates", type=int, default=3, help="fresh processes for a million rows")
    parser.add_argument("--rounds", type=int, default=30, help="warm reruns of each page, in turn")
    return parser


if __name__ == "__main__":
    sys.exit(main())
