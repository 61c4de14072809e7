"""The command line: check, publish, compare, score, explain and more, for scripts and schedulers.

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
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

from chokepoint.commands.desk import FINE, NO, WRONG, Answer, Desk, UsageError, present
from chokepoint.commands.papers import OfCards, add_papers
from chokepoint.commands.scenario import add_scenario
from chokepoint.commands.updates import add_updates
from chokepoint.contract.findings import NOTE, SKIP_ROW, publishable
from chokepoint.errors import ChokepointError, ConfigError
from chokepoint.evidence.names import Names
from chokepoint.method import Buyer
from chokepoint.readers.check import check_files
from chokepoint.risk.explain import NoScoreError, explain_change
from chokepoint.risk.range import score_range
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
from chokepoint.update.files import remembered
from chokepoint.update.plain import history_data, history_rows
from chokepoint.workspace import Snapshot, relation

PROGRAM = "python -m chokepoint"


def main(arguments: Sequence[str] | None = None, environment: Mapping[str, str] = os.environ) -> int:
    """Exit status of a command, once its answer is printed; a fault is one message on stderr."""
    parsed = _parser().parse_args(arguments)
    try:
        answer: Answer = parsed.answer_with(Desk(parsed, environment))
    except ChokepointError as error:
        print(f"{PROGRAM}: {error}", file=sys.stderr)
        return WRONG if isinstance(error, (UsageError, ConfigError)) else NO
    print(json.dumps(answer.data, ensure_ascii=False, allow_nan=False) if parsed.json else answer.text)
    return answer.status


def check(desk: Desk) -> Answer:
    """What each file is and what is wrong with it; status 1 if something refuses or is to be answered."""
    files = present(desk.arguments.files)
    published = {
        name: relation(desk.workspace.files(desk.snapshot, name), desk.contract.table(name))
        for name in desk.snapshot.tables
    }
    with closing(desk.workspace.cursor()) as con, TemporaryDirectory() as folder:
        checked = check_files(
            desk.contract, files, published, date.today(), desk.settings.limits, con, Path(folder),
            remembered=remembered(desk.workspace),
        )  # fmt: skip
    findings = [finding for file in checked for finding in file.findings]
    data = {"files": [file_data(file) for file in checked], "publishable": publishable(findings)}
    passes = all(finding.severity in (NOTE, SKIP_ROW) for finding in findings)
    return Answer(data, "\n".join(map(file_text, checked)), FINE if passes else NO)


def score(desk: Desk) -> Answer:
    """The score of a day and its readings; status 1 if the day has none."""
    on = desk.arguments.on or desk.settings.method.scope.coverage_end
    found = desk.assessment
    data = score_data(found, on, Names(desk.tables)) | _asked(desk)
    if desk.arguments.range:
        data["range"] = range_data(score_range(found, desk.tables), found, on)
    return Answer(data, f"{score_text(data)}\n{_below(data)}", NO if data["score"] is None else FINE)


def explain(desk: Desk) -> Answer:
    """The change of the score between two days, part by part; status 1 if one of them has no score."""
    start, end = desk.arguments.start, desk.arguments.end
    if end < start:
        raise UsageError(f"--to {end} is before --from {start}; name the earlier day first")
    try:
        data = change_data(explain_change(desk.assessment, start, end, Names(desk.tables))) | _asked(desk)
    except NoScoreError as error:
        none: dict[str, Any] = {
            "from": str(start),
            "to": str(end),
            "change": None,
            "parts": [],
            "residual": None,
            "reason": str(error),
        }
        return Answer(none | _asked(desk), f"No comparison: {error}", NO)
    return Answer(data, f"{change_text(data)}\n{_below(data)}")


def _asked(desk: Desk) -> dict[str, str]:
    """What the numbers of an answer are of: without it nobody can work them out again."""
    return {
        "snapshot": desk.snapshot.id,
        "method": desk.settings.method.id,
        "pair": desk.pair,
        "buyer": desk.assessment.buyer,
    }


def _below(data: Mapping[str, Any]) -> str:
    return "{pair}, {buyer} buyers, snapshot {snapshot}, method {method}".format(**data)


def history(desk: Desk) -> Answer:
    """All snapshots, newest first."""
    rows = desk.workspace.history()
    return Answer(history_data(rows), aligned(history_rows(rows)))


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
    common.add_argument(
        "--workspace", metavar="DIR", type=_filled, help="its folder (or CHOKEPOINT_WORKSPACE)"
    )
    common.add_argument("--json", action="store_true", help="answer for machines")
    snapshot.add_argument(
        "--snapshot", metavar="ID", type=_filled, help="snapshot to read; default: the newest"
    )
    asked.add_argument("--pair", metavar="PAIR", help="country exposed and supplier; default: USA:CHN")
    asked.add_argument("--buyer", choices=get_args(Buyer), help="class of buyers; default: civil")

    command = commands.add_parser("check", parents=[common], help="what a file is and what is wrong with it")
    command.add_argument("files", nargs="+", type=Path, metavar="FILE")
    command.set_defaults(answer_with=check)
    command = commands.add_parser("score", parents=[common, snapshot, asked], help="the score of a day")
    command.add_argument("--on", type=_day, metavar="DATE", help="default: the last day covered")
    command.add_argument("--range", action="store_true", help="the range over method choices too")
    command.set_defaults(answer_with=score)
    command = commands.add_parser(
        "explain", parents=[common, snapshot, asked], help="the change between two days"
    )
    command.add_argument("--from", dest="start", type=_day, required=True, metavar="DATE")
    command.add_argument("--to", dest="end", type=_day, required=True, metavar="DATE")
    command.set_defaults(answer_with=explain)
    add_scenario(commands, [common, snapshot, asked], _day)
    command = commands.add_parser("history", parents=[common], help="all snapshots")
    command.set_defaults(answer_with=history)
    add_updates(commands, common)
    add_papers(commands, common, _brief_of_cards)
    command = commands.add_parser("export", parents=[common, snapshot], help="a snapshot as files")
    command.add_argument("folder", type=lambda text: Path(_filled(text)), metavar="DIR")
    command.set_defaults(answer_with=export)
    return parser


def _brief_of_cards(desk: Desk, link: str, pinned: str) -> OfCards:
    # Here, not above: cards bring Streamlit, which the other commands do without.
    from chokepoint.ui.briefs_command import brief_of_link

    return brief_of_link(desk, link, pinned)


def _filled(text: str) -> str:
    """The text; an empty one is what a script hands on whose variable was never set."""
    if not text.strip():
        raise argparse.ArgumentTypeError("nothing is named; leave the option out or give it a value")
    return text


def _day(text: str) -> date:
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"{text!r} is not a day; write it as 2025-04-04")


if __name__ == "__main__":
    sys.exit(main())
