"""The commands that change the data or say what changed: publish, import, restore, compare, drafts."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from chokepoint.commands.desk import NO, Answer, Desk, UsageError, present
from chokepoint.contract.canonical import hash_file
from chokepoint.contract.watch import StoppedError
from chokepoint.errors import ConflictError
from chokepoint.readers.reading import Answers
from chokepoint.share.plain import aligned
from chokepoint.update import plain
from chokepoint.update.compare import Comparison
from chokepoint.update.compare import compare as compare_snapshots
from chokepoint.update.history import drafts as open_drafts
from chokepoint.update.merge import MODES, REPLACE, UPDATE, Mode
from chokepoint.update.package import is_package
from chokepoint.update.prepare import Asked, prepare
from chokepoint.update.proposal import UpdateError
from chokepoint.update.publish import publish as take_up
from chokepoint.workspace import DRAFT, Snapshot


def publish(desk: Desk) -> Answer:
    """Files taken up as one snapshot, or kept as a draft; status 1 if something refuses or is to be answered."""
    files = present(desk.arguments.files)
    given = [_answer(text) for text in desk.arguments.answer]
    answers = Answers({hash_file(path): dict(given) for path in files})
    return _publish(desk, files, desk.arguments.mode, answers=answers)


def import_(desk: Desk) -> Answer:
    """A whole data package taken up as one snapshot: each of its files is the whole of its table."""
    folder: Path = desk.arguments.folder
    if not folder.is_dir() and not is_package(folder):
        raise UpdateError(f"{folder} is no data package; name a folder written by export, or its zip")
    return _publish(desk, [folder], REPLACE)


def _publish(desk: Desk, files: Sequence[Path], mode: Mode, **more: Any) -> Answer:
    asked, base = desk.arguments, _base(desk)
    days, tell = Asked((desk.settings.method.scope.coverage_end,)), _Teller()
    with _stoppable():
        proposal = prepare(
            desk.workspace, desk.settings, base, files, days, date.today(), mode, tell=tell, **more
        )
    try:
        with _stoppable():
            made = take_up(
                desk.workspace, proposal, asked.author, asked.note, asked.accept_refusals, asked.draft, tell
            )
    except (UpdateError, ConflictError) as error:
        data = plain.published_data(proposal, None, str(error))
        return Answer(data, plain.published_text(proposal, None, str(error)), NO)
    return Answer(plain.published_data(proposal, made), plain.published_text(proposal, made))


def _base(desk: Desk) -> Snapshot:
    """What the files are laid over: the newest snapshot of the draft they go to, if it is open, else of all."""
    line = f"{DRAFT}{(desk.arguments.draft or '').strip()}"
    return next((one for one in desk.workspace.drafts() if one.line == line), desk.workspace.head())


def restore(desk: Desk) -> Answer:
    """The contents of an old snapshot as the newest one again."""
    asked = desk.arguments
    before = desk.workspace.head()
    after = desk.workspace.restore(asked.id, asked.author, asked.note)
    found = _compared(desk, before, after)
    data = {"snapshot": after.id, "parent": before.id, **plain.comparison_data(found)}
    return Answer(data, plain.comparison_text(found))


def compare(desk: Desk) -> Answer:
    """What differs between two snapshots: rows by table, and the score."""
    found = _compared(desk, *map(desk.workspace.snapshot, (desk.arguments.one, desk.arguments.other)))
    return Answer(plain.comparison_data(found), plain.comparison_text(found))


def _compared(desk: Desk, one: Snapshot, other: Snapshot) -> Comparison:
    settings = desk.settings
    days = (settings.method.scope.coverage_end,)
    return compare_snapshots(desk.workspace, one, other, settings.method, days, settings.display.changed_rows)


def drafts(desk: Desk) -> Answer:
    """The open drafts; one of them published or dropped first, if asked."""
    asked, workspace = desk.arguments, desk.workspace
    if asked.publish:
        workspace.publish_draft(f"{DRAFT}{asked.publish}", asked.author, asked.note)
    if asked.drop:
        workspace.drop_draft(f"{DRAFT}{asked.drop}", asked.author, asked.note)
    found = open_drafts(workspace)
    return Answer(plain.drafts_data(found), aligned(plain.drafts_rows(found)))


def add_updates(commands: Any, common: argparse.ArgumentParser) -> None:
    """Adds these commands to those of the program."""
    author = argparse.ArgumentParser(add_help=False)
    author.add_argument("--author", required=True, metavar="NAME", help="who makes this change")
    author.add_argument("--note", required=True, metavar="TEXT", help="why")
    change = argparse.ArgumentParser(add_help=False)
    change.add_argument("--draft", metavar="NAME", help="keep as a draft of this name; nothing is published")
    change.add_argument("--accept-refusals", action="store_true", help="leave refused rows out")
    command = commands.add_parser("publish", parents=[common, author, change], help="take files up")
    command.add_argument("files", nargs="+", type=Path, metavar="FILE")
    command.add_argument("--mode", choices=MODES, default=UPDATE, help="default: update rows, add new ones")
    command.add_argument("--answer", action="append", default=[], metavar="KEY=CHOICE", help="to a question")
    command.set_defaults(answer_with=publish)
    command = commands.add_parser("import", parents=[common, author, change], help="a data package, whole")
    command.add_argument("folder", type=Path, metavar="DIR")
    command.set_defaults(answer_with=import_)
    command = commands.add_parser("restore", parents=[common, author], help="an old snapshot, newest again")
    command.add_argument("id", metavar="ID")
    command.set_defaults(answer_with=restore)
    command = commands.add_parser("compare", parents=[common], help="what differs between two snapshots")
    command.add_argument("one", metavar="ID")
    command.add_argument("other", metavar="ID")
    command.set_defaults(answer_with=compare)
    command = commands.add_parser("drafts", parents=[common], help="the open drafts; publish or drop one")
    chosen = command.add_mutually_exclusive_group()
    chosen.add_argument("--publish", metavar="NAME")
    chosen.add_argument("--drop", metavar="NAME")
    command.add_argument("--author", default="", metavar="NAME")
    command.add_argument("--note", default="", metavar="TEXT")
    command.set_defaults(answer_with=drafts)


def _answer(text: str) -> tuple[str, str]:
    key, equals, choice = text.partition("=")
    if not equals or not key or not choice:
        raise UsageError(f"{text!r} is no answer; write it as key=choice, as the question names them")
    return key, choice


@contextmanager
def _stoppable() -> Iterator[None]:
    """Says of work broken off with Ctrl-C that it left nothing behind."""
    try:
        yield
    except KeyboardInterrupt:
        raise StoppedError("stopped; nothing was changed") from None


class _Teller:
    """Writes on stderr how far the work is, each line once."""

    last = ""

    def __call__(self, words: str) -> None:
        if words != self.last:
            print(words, file=sys.stderr, flush=True)
        self.last = words
