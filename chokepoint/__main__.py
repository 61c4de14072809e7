"""The command line: check, score, explain, history and export, for scripts and schedulers.

`python -m chokepoint COMMAND`, each with `--json`. Exit status: 0 fine, 1 the data say no, 2 used wrongly.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, get_args

from chokepoint.config import CONFIG, DATA, Settings, read_settings
from chokepoint.contract import Contract, read_contract
from chokepoint.contract.bench import Limits
from chokepoint.contract.findings import NOTE, SKIP_ROW, publishable
from chokepoint.engine import Tables, connect
from chokepoint.errors import ChokepointError, ConfigError
from chokepoint.evidence.names import Names
from chokepoint.method import Buyer
from chokepoint.readers.own import check_files
from chokepoint.risk.explain import NoScoreError, explain_change
from chokepoint.risk.range import score_range
from chokepoint.risk.score import Assessment, assess
from chokepoint.share.plain import (
    aligned,
    change_data,
    change_text,
    file_data,
    file_text,
    range_data,
    score_data,
    score_text,
)
from chokepoint.workspace import Snapshot, Workspace, open_workspace, relation

FINE, NO, WRONG = 0, 1, 2
PROGRAM = "python -m chokepoint"


class UsageError(ChokepointError):
    """The command line asks for something that cannot be."""


@dataclass(frozen=True)
class Answer:
    """What a command found: for machines, for readers, and the exit status."""

    data: Any
    text: str
    status: int = FINE


class Desk:
    """Settings, contract and workspace that a command works on, each opened when first needed."""

    def __init__(self, arguments: argparse.Namespace, environment: Mapping[str, str]) -> None:
        self.arguments = arguments
        self.config = Path(environment.get("CHOKEPOINT_CONFIG") or CONFIG).absolute()
        self.folder = arguments.workspace or environment.get("CHOKEPOINT_WORKSPACE")

    @cached_property
    def settings(self) -> Settings:
        """Settings of config.yaml, or of the file that CHOKEPOINT_CONFIG names."""
        return read_settings(self.config)

    @cached_property
    def contract(self) -> Contract:
        """The shipped contract."""
        return read_contract(DATA / "datapackage.yaml")

    @cached_property
    def workspace(self) -> Workspace:
        """The workspace; the first time it is made from the shipped data."""
        root = Path(self.folder or self.config.parent / self.settings.workspace.path)
        if not (root / "log").exists():
            print(f"{root}: a new workspace is being made from the shipped data …", file=sys.stderr)
        engine = self.settings.engine
        con = connect(memory_limit=engine.memory_limit, threads=engine.threads, temp_directory=root / "temp")
        return open_workspace(root, DATA, self.contract, con)

    @cached_property
    def snapshot(self) -> Snapshot:
        """The snapshot asked for, or the newest one."""
        wanted = getattr(self.arguments, "snapshot", None)
        return self.workspace.snapshot(wanted) if wanted else self.workspace.head()

    @cached_property
    def tables(self) -> Tables:
        """The tables of the snapshot."""
        return Tables(self.workspace, self.snapshot)

    @cached_property
    def pair(self) -> str:
        """The pair asked about, as USA:CHN."""
        scope = self.settings.method.scope
        known = [f"{country}:{scope.pair.supplier}" for country in scope.countries]
        pair: str = self.arguments.pair or f"{scope.pair.country}:{scope.pair.supplier}"
        if pair not in known:
            raise UsageError(f"unknown pair {pair!r}; known are {', '.join(known)}")
        return pair

    @cached_property
    def assessment(self) -> Assessment:
        """Readings and score of the pair for the class of buyers."""
        return assess(self.tables, self.settings.method, self.pair.split(":")[0], self.arguments.buyer)


def main(arguments: Sequence[str] | None = None, environment: Mapping[str, str] = os.environ) -> int:
    """Exit status of a command, once its answer is printed; a fault is one message on stderr."""
    parsed = _parser().parse_args(arguments)
    try:
        answer: Answer = parsed.answer(Desk(parsed, environment))
    except ChokepointError as error:
        print(f"{PROGRAM}: {error}", file=sys.stderr)
        return WRONG if isinstance(error, (UsageError, ConfigError)) else NO
    print(json.dumps(answer.data, ensure_ascii=False, allow_nan=False) if parsed.json else answer.text)
    return answer.status


def check(desk: Desk) -> Answer:
    """What each file is and what is wrong with it; status 1 if something refuses or is to be answered."""
    files: list[Path] = desk.arguments.files
    if absent := [str(path) for path in files if not path.is_file()]:
        raise UsageError(f"no such file: {', '.join(absent)}")
    published = {
        name: relation(desk.workspace.files(desk.snapshot, name), desk.contract.table(name))
        for name in desk.snapshot.tables
    }
    limits = desk.settings.limits
    sizes = Limits(limits.rows, limits.columns, limits.cell_characters)
    with closing(desk.workspace.cursor()) as con:
        checked = check_files(desk.contract, files, published, date.today(), sizes, con)
    findings = [finding for file in checked for finding in file.findings]
    data = {"files": [file_data(file) for file in checked], "publishable": publishable(findings)}
    passes = all(finding.severity in (NOTE, SKIP_ROW) for finding in findings)
    return Answer(data, "\n".join(map(file_text, checked)), FINE if passes else NO)


def score(desk: Desk) -> Answer:
    """The score of a day and its readings; status 1 if the day has none."""
    on = desk.arguments.on or desk.settings.method.scope.coverage_end
    found = desk.assessment
    asked = {
        "snapshot": desk.snapshot.id,
        "method": desk.settings.method.id,
        "pair": desk.pair,
        "buyer": found.buyer,
    }
    data = score_data(found, on, Names(desk.tables)) | asked
    if desk.arguments.range:
        data["range"] = range_data(score_range(found, desk.tables), found, on)
    below = "{pair}, {buyer} buyers, snapshot {snapshot}, method {method}".format(**asked)
    return Answer(data, f"{score_text(data)}\n{below}", NO if data["score"] is None else FINE)


def explain(desk: Desk) -> Answer:
    """The change of the score between two days, part by part; status 1 if one of them has no score."""
    start, end = desk.arguments.start, desk.arguments.end
    try:
        data = change_data(explain_change(desk.assessment, start, end, Names(desk.tables)))
    except NoScoreError as error:
        none: dict[str, Any] = {
            "from": str(start),
            "to": str(end),
            "change": None,
            "parts": [],
            "residual": None,
        }
        return Answer({**none, "reason": str(error)}, f"No comparison: {error}", NO)
    return Answer(data, change_text(data))


def history(desk: Desk) -> Answer:
    """All snapshots, newest first."""
    rows = desk.workspace.history()
    data = [
        {
            "seq": row.seq,
            "snapshot": row.id,
            "parent": row.parent,
            "at": row.at.isoformat(),
            "author": row.author,
            "note": row.note,
            "line": row.line,
            "tables": _table_rows(row),
        }
        for row in rows
    ]
    head = ["", "snapshot", "at (UTC)", "line", "author", "note"]
    text = [
        [str(row.seq), row.id, f"{row.at:%Y-%m-%d %H:%M}", row.line, row.author, row.note] for row in rows
    ]
    return Answer(data, aligned([head, *text]))


def export(desk: Desk) -> Answer:
    """The tables of a snapshot and the contract, as files in a folder."""
    folder: Path = desk.arguments.folder
    desk.workspace.export(desk.snapshot, folder)
    tables = _table_rows(desk.snapshot)
    data = {"snapshot": desk.snapshot.id, "folder": str(folder), "tables": tables}
    return Answer(data, f"{len(tables)} tables of snapshot {desk.snapshot.id} stand in {folder}")


def _table_rows(snapshot: Snapshot) -> dict[str, dict[str, int]]:
    return {name: {"rows": version.rows} for name, version in snapshot.tables.items()}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=PROGRAM, description="US-China rare earths: evidence and risk score."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    common, snapshot, asked = (argparse.ArgumentParser(add_help=False) for _ in range(3))
    common.add_argument("--workspace", metavar="DIR", help="its folder (or CHOKEPOINT_WORKSPACE)")
    common.add_argument("--json", action="store_true", help="answer for machines")
    snapshot.add_argument("--snapshot", metavar="ID", help="snapshot to read; default: the newest")
    asked.add_argument("--pair", metavar="PAIR", help="country exposed and supplier; default: USA:CHN")
    asked.add_argument("--buyer", choices=get_args(Buyer), help="class of buyers; default: civil")

    command = commands.add_parser("check", parents=[common], help="what a file is and what is wrong with it")
    command.add_argument("files", nargs="+", type=Path, metavar="FILE")
    command.set_defaults(answer=check)
    command = commands.add_parser("score", parents=[common, snapshot, asked], help="the score of a day")
    command.add_argument("--on", type=_day, metavar="DATE", help="default: the last day covered")
    command.add_argument("--range", action="store_true", help="the range over method choices too")
    command.set_defaults(answer=score)
    command = commands.add_parser(
        "explain", parents=[common, snapshot, asked], help="the change between two days"
    )
    command.add_argument("--from", dest="start", type=_day, required=True, metavar="DATE")
    command.add_argument("--to", dest="end", type=_day, required=True, metavar="DATE")
    command.set_defaults(answer=explain)
    command = commands.add_parser("history", parents=[common], help="all snapshots")
    command.set_defaults(answer=history)
    command = commands.add_parser("export", parents=[common, snapshot], help="a snapshot as files")
    command.add_argument("folder", type=Path, metavar="DIR")
    command.set_defaults(answer=export)
    return parser


def _day(text: str) -> date:
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"{text!r} is not a day; write it as 2025-04-04")


if __name__ == "__main__":
    sys.exit(main())
