"""What a page works with: settings, the open snapshot, the question and the look; and the caches.

Caches stand at four points and are keyed by ids, never by frames: tables by snapshot; assessments by
snapshot, method, country and buyer; what takes long (`shared`) by snapshot, method and the parts of the
question that it hangs on; cards (`kept`) by all that, the whole question and the look.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from chokepoint.charts.theme import Theme, theme_named
from chokepoint.config import CONFIG, DATA, ROOT, Settings, read_settings
from chokepoint.contract import Contract, read_contract
from chokepoint.engine import Tables, connect
from chokepoint.evidence.config_names import check_names
from chokepoint.evidence.counts import Counts, count_options
from chokepoint.evidence.names import Names, codes_of
from chokepoint.risk.score import Assessment, assess
from chokepoint.share.link import Known, Question, pinned
from chokepoint.workspace import MAIN, Snapshot, Workspace, open_workspace
from chokepoint.workspace.notes import Note

WORKSPACE_VARIABLE = "CHOKEPOINT_WORKSPACE"
CONFIG_VARIABLE = "CHOKEPOINT_CONFIG"
PHONE = "_phone"
T = TypeVar("T")


@dataclass(frozen=True)
class Context:
    """Everything a page may draw from.

    `today` is the real date: only calendars of deadlines use it. `history`: all snapshots, newest first.
    `page`: the name of its file. `weak`: also list rows that rest on a copy or an opinion alone.
    `remarks`: notes of colleagues that no newer note superseded.
    """

    settings: Settings
    contract: Contract
    workspace: Workspace
    snapshot: Snapshot
    tables: Tables
    question: Question
    theme: Theme
    narrow: bool
    today: date
    history: tuple[Snapshot, ...] = ()
    page: str = "overview"
    weak: bool = True
    remarks: tuple[Note, ...] = ()

    @property
    def newest(self) -> Snapshot:
        """The newest snapshot that is no draft."""
        return newest_of(self.history)

    @cached_property
    def names(self) -> Names:
        """Names of materials, measures, events and countries of the snapshot."""
        return self.kept("names", lambda: _names(self.tables, self.snapshot.id, self.snapshot.seq))

    @cached_property
    def counts(self) -> Counts:
        """How much the snapshot holds for each answer of the question bar."""
        return self.kept("counts", lambda: _counts(self.tables, self.snapshot.id, self.snapshot.seq))

    def assessment(self) -> Assessment:
        """Readings and score for the question's country and buyer, over all days of the score."""
        q = self.question
        return _assessment(
            self.tables, self.settings, self.snapshot.id, self.settings.method.id, q.country, q.buyer
        )

    def kept(self, name: str, make: Callable[[], T]) -> T:
        """What `make` returns for this page, snapshot, method, question, look and day; made once, then shared."""
        if name not in self._shelf:
            self._shelf[name] = make()
        found: T = self._shelf[name]
        return found

    def shared(self, name: str, make: Callable[[], T], *hangs_on: object) -> T:
        """What `make` returns for this snapshot and method, as long as all it hangs on besides is the same.

        For what takes long and does not change with every filter: `kept` would make it anew for each question.
        """
        parts = (name, self.snapshot.id, self.snapshot.seq, self.settings.method.id, *hangs_on)
        found: T = _shared(_key(*parts), make)
        return found

    @cached_property
    def _shelf(self) -> dict[str, Any]:
        # Asked for once a run: Streamlit takes as long to look into its cache as to draw a short text. The key is
        # one text, for records take it two milliseconds. A damaged table that was published again has the same id
        # and another number: what it could not show before, it can now.
        run = get_script_run_ctx(suppress_warning=True)
        parts = (
            # Two pages may use one name for different cards.
            run.page_script_hash if run else "",
            self.snapshot.id,
            self.snapshot.seq,
            self.settings.method.id,
            self.settings.display,
            pinned(replace(self.question, cards=())),
            self.theme.name,
            self.narrow,
            self.today,
            self.weak,
        )
        return _shelf(_key(*parts))


def read_files(config: Path) -> tuple[Settings, Contract]:
    """Settings and contract; read again only when their files change."""
    contract = DATA / "datapackage.yaml"
    return _files(_key(config, _changed(config), _changed(contract)), config, contract)


def _key(*parts: object) -> str:
    """One text for the cache: Streamlit hashes each argument apart, which takes longer than what it saves."""
    return "|".join(map(str, parts))


def _changed(path: Path) -> int:
    """When a file last changed; 0 for one that is not there, of which its reader says so."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


@st.cache_resource(max_entries=4, show_spinner=False)
def _files(key: str, _config: Path, _contract: Path) -> tuple[Settings, Contract]:
    found = read_settings(_config), read_contract(_contract)
    check_names(*found, _config)
    for made_by_others in (_shared, _shelf):
        made_by_others.clear()
    return found


def config_path(environment: dict[str, str]) -> Path:
    """`config.yaml`, or the file that CHOKEPOINT_CONFIG names."""
    return Path(environment.get(CONFIG_VARIABLE, CONFIG))


def workspace_path(settings: Settings, environment: dict[str, str]) -> Path:
    """Folder of the workspace: CHOKEPOINT_WORKSPACE, else that of config.yaml."""
    return Path(environment.get(WORKSPACE_VARIABLE) or ROOT / settings.workspace.path)


def opened(path: Path, memory_limit: str, threads: int, contract: Contract) -> Workspace:
    """The workspace in a folder, opened once for the process; the first time, made from data/."""
    return _opened(_key(path, memory_limit, threads), path, memory_limit, threads, contract)


@st.cache_resource(max_entries=4, show_spinner="Opening the workspace …")
def _opened(key: str, _path: Path, _memory_limit: str, _threads: int, _contract: Contract) -> Workspace:
    con = connect(memory_limit=_memory_limit, threads=_threads, temp_directory=_path / "temp")
    workspace = open_workspace(_path, DATA, _contract, con)
    # The imports and caches of start-up live as long as the process: the collector need not walk them.
    gc.collect()
    gc.freeze()
    return workspace


def tables_of(workspace: Workspace, snapshot: Snapshot) -> Tables:
    """The tables of a snapshot of a workspace, each read when first asked for."""
    return _tables(_key(workspace.root, snapshot.seq), workspace, snapshot)


@st.cache_resource(max_entries=8, show_spinner=False)
def _tables(key: str, _workspace: Workspace, _snapshot: Snapshot) -> Tables:
    return Tables(_workspace, _snapshot)


def newest_of(history: Sequence[Snapshot]) -> Snapshot:
    """The newest snapshot of the main line of a history that is newest first."""
    return next(row for row in history if row.line == MAIN)


def known(history: Sequence[Snapshot], tables: Tables, snapshot: Snapshot) -> Known:
    """What a link may name here: materials and their groups, and the snapshots of the workspace, newest first."""
    codes = _codes(_key(snapshot.id, snapshot.seq), tables)
    return Known(codes, tuple(dict.fromkeys(s.id for s in history)), newest_of(history).id)


def look() -> tuple[Theme, bool]:
    """The theme the reader sees, and whether the browser is that of a phone."""
    if PHONE not in st.session_state:
        st.session_state[PHONE] = "Mobi" in (st.context.headers.get("User-Agent") or "")
    return theme_named(st.context.theme.type), st.session_state[PHONE]


@st.cache_resource(max_entries=8, show_spinner=False)
def _codes(key: str, _tables: Tables) -> tuple[str, ...]:
    return codes_of(_tables)


@st.cache_resource(max_entries=8, show_spinner=False)
def _names(_tables: Tables, snapshot: str, seq: int) -> Names:
    return Names(_tables)


@st.cache_resource(max_entries=8, show_spinner=False)
def _counts(_tables: Tables, snapshot: str, seq: int) -> Counts:
    return count_options(_tables)


@st.cache_resource(max_entries=64, show_spinner=False)
def _assessment(
    _tables: Tables, _settings: Settings, snapshot: str, method: str, country: str, buyer: str
) -> Assessment:
    return assess(_tables, _settings.method, country, buyer)


@st.cache_resource(max_entries=512, show_spinner=False)
def _shared(key: str, _make: Callable[[], Any]) -> Any:
    return _make()


@st.cache_resource(max_entries=64, show_spinner=False)
def _shelf(key: str) -> dict[str, Any]:
    return {}
