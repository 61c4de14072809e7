"""What an update holds between two clicks: its files, answers, mappings, and the proposal made of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from chokepoint.errors import ChokepointError, TableError
from chokepoint.readers.mapping import ColumnMapping
from chokepoint.readers.reading import MAPPING, Answers
from chokepoint.risk.score import Assessment
from chokepoint.ui.context import Context
from chokepoint.ui.html import esc
from chokepoint.update.files import remember
from chokepoint.update.merge import Mode
from chokepoint.update.prepare import Asked, prepare
from chokepoint.update.proposal import Folder, Proposal

DESK = "_update"
# Folder inside the workspace from which large files are taken without passing through the browser.
INBOX = "inbox"
PLAIN_NAME = "upload"


@dataclass
class Desk:
    """One reader's update in the making. `round` counts the uploads, so that each begins with empty fields."""

    round: int = 0
    folder: Folder = field(default_factory=Folder)
    answers: Answers = field(default_factory=Answers)
    mappings: dict[str, tuple[str, ColumnMapping]] = field(default_factory=dict)
    done: str = ""
    link: str = ""
    key: tuple[Any, ...] = ()
    stopped: tuple[Any, ...] = ()
    halted: bool = False
    proposal: Proposal | None = None

    def keep(self, file_id: str, name: str, data: memoryview) -> Path:
        """The file on disk, under the name that the analyst gave it."""
        place = self.folder.path / f"f{len(list(self.folder.path.iterdir()))}"
        known = self.folder.path / f"{file_id}.at"
        if known.is_file():
            return Path(known.read_text(encoding="utf-8"))
        plain = Path(name.replace("\\", "/")).name
        path = place / (plain if plain not in ("", ".", "..") else PLAIN_NAME)
        place.mkdir()
        path.write_bytes(data)
        known.write_text(str(path), encoding="utf-8")
        return path

    def answer(self, sha256: str, key: str, choice: str) -> None:
        """Takes up an answer about a file."""
        self.answers = self.answers.with_answer(sha256, key, choice)

    def map(self, sha256: str, signature: str, mapping: ColumnMapping, for_later: bool) -> None:
        """Takes up how the columns of an unknown table are to be read; remembered once it is published."""
        self.answer(sha256, MAPPING, json.dumps(mapping.to_dict()))
        if for_later:
            self.mappings[sha256] = (signature, mapping)

    def stop(self, key: tuple[Any, ...]) -> None:
        """Leaves the files that this key stands for alone until something about them changes, or is asked again."""
        self.stopped = key

    def halt(self, turn: int) -> None:
        """Notes that the reader broke a publication off, unless it came to its end before."""
        self.halted = turn == self.round

    def finish(self, words: str, link: str = "") -> None:
        """Ends this update: files, answers and proposal go, the words stay for the next run."""
        self.done, self.link = words, link
        self.round += 1
        self.folder, self.answers, self.mappings = Folder(), Answers(), {}
        self.key, self.stopped, self.halted, self.proposal = (), (), False, None


def desk() -> Desk:
    """The update that this reader is at."""
    if DESK not in st.session_state:
        st.session_state[DESK] = Desk()
    found: Desk = st.session_state[DESK]
    return found


def proposal_of(context: Context, held: Desk, paths: Sequence[Path], mode: Mode) -> Proposal | None:
    """What the files would do, worked out once for the same files, answers and newest version; None if it fails.

    Says on the page how far it is, beside a button that stops it, and why it could not be done.
    """
    parent, q = context.newest, context.question
    key = (parent.seq, tuple(paths), mode, json.dumps(_plain(held.answers)), q.on, q.pair, q.buyer)
    if held.stopped == key:
        st.html('<p class="cp-note">Stopped: nothing was read to the end, and nothing was changed.</p>')
        st.button("Read it again", key=f"again-{held.round}", on_click=held.stop, args=((),))
        return None
    if held.key != key or held.proposal is None:
        place = st.empty()
        tell = stoppable(place, f"stop-{held.round}", partial(held.stop, key))
        held.key, held.proposal = (), None
        shown = context.snapshot == parent
        asked = Asked(
            (q.on,),
            q.country,
            q.buyer,
            context.tables if shown else None,
            _assessed(context) if shown else None,
        )
        try:
            held.proposal = prepare(
                context.workspace, context.settings, parent, paths, asked, context.today, mode, held.answers,
                tell=tell,
            )  # fmt: skip
        except ChokepointError as error:
            place.html(f'<div class="cp-empty" role="alert">{esc(str(error))}</div>')
            return None
        held.key = key
        place.empty()
    return held.proposal


def stoppable(place: Any, key: str, stopped: Callable[[], None]) -> Callable[[str], None]:
    """A function that tells in `place` how far long work is, beside a button that stops it.

    A click on the button runs the page again: telling then raises, which stops the work.
    """
    with place.container():
        note = st.empty()
        st.button("Stop", key=key, on_click=stopped)

    def tell(words: str) -> None:
        note.html(f'<p class="cp-sub" role="status">{esc(words)}</p>')

    return tell


def remember_mappings(context: Context, held: Desk, author: str) -> None:
    """Keeps the mappings of this update for files with the same headings."""
    for signature, mapping in held.mappings.values():
        remember(context.workspace, signature, mapping, author)


def inbox(context: Context) -> tuple[Path, list[Path]]:
    """The folder on the server for large files, and the files in it."""
    folder = context.workspace.root / INBOX
    return folder, sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []


def _assessed(context: Context) -> Assessment | None:
    """The assessment of the version shown; None if a table it needs cannot be read."""
    try:
        return context.assessment()
    except TableError:
        return None


def _plain(answers: Answers) -> dict[str, Mapping[str, str]]:
    return {sha: dict(given) for sha, given in answers.given.items()}
