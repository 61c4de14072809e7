"""The Overview as a reader opens it, on a day that stands still."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
import streamlit as st
from streamlit.testing.v1 import app_test

from chokepoint.config import DATA
from chokepoint.engine import Tables
from chokepoint.ui import context, frame
from chokepoint.ui.context import WORKSPACE_VARIABLE
from chokepoint.workspace import Workspace, open_workspace
from tests.pages.screen import Frozen, NavigationOnly, Screen
from tests.shipped import contract

Visit = Callable[[str], Screen]
Draft = Callable[..., str]


@pytest.fixture(scope="module")
def still() -> Iterator[None]:
    """One process, one day. What the modules before have cached stays: its keys name version, question and day."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app_test, "PagesManager", NavigationOnly)
        patch.setattr(frame, "date", Frozen)
        yield
    gc.unfreeze()  # the app freezes what is there when it opens a workspace: without this it would never go


@pytest.fixture
def cold() -> Iterator[None]:
    """Nothing is cached before the test, nor after: for what is damaged though its version says otherwise."""
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture(scope="module")
def visit(workspace: Workspace) -> Visit:
    """`visit("on=2025-05-30&buyer=military")`: the page of this link, run once and shared; only to look at."""
    seen: dict[str, Screen] = {}

    def open_(query: str = "") -> Screen:
        if query not in seen:
            seen[query] = Screen(query)
        return seen[query]

    return open_


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, begun: Path, still: None) -> Iterator[Workspace]:
    """The workspace that the pages of a module open, made from the shipped data."""
    folder = shutil.copytree(begun, tmp_path_factory.mktemp("pages") / "workspace")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(WORKSPACE_VARIABLE, str(folder))
        yield open_workspace(folder, DATA, contract())


@pytest.fixture(scope="module")
def draft(workspace: Workspace) -> Draft:
    """`draft("none", events=frame)`: id of a snapshot whose tables are replaced, for a link; "main" stays."""

    def made(name: str, **tables: pd.DataFrame) -> str:
        arrow = {table: rows_as_arrow(rows) for table, rows in tables.items()}
        return workspace.commit(arrow, workspace.head(), "a test", name, line=f"draft:{name}").id

    return made


@pytest.fixture(scope="module")
def shipped(workspace: Workspace) -> Tables:
    """The shipped tables as the app reads them."""
    return Tables(workspace, workspace.head())


def rows_as_arrow(rows: pd.DataFrame) -> pa.Table:
    """A frame as the workspace takes it."""
    return pa.Table.from_pandas(rows, preserve_index=False)


@pytest.fixture
def own_workspace(workspace: Workspace, tmp_path: Path) -> Iterator[Workspace]:
    """A copy of the workspace that the app opens in this test, to be written to."""
    shutil.copytree(workspace.root, tmp_path / "workspace")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(WORKSPACE_VARIABLE, str(tmp_path / "workspace"))
        yield open_workspace(tmp_path / "workspace", DATA, contract())


@pytest.fixture
def unshipped(tmp_path: Path, cold: None) -> Iterator[str]:
    """Name of a table whose file is missing from the shipped data when the app starts for the first time."""
    shutil.copytree(DATA, tmp_path / "data")
    (tmp_path / "data" / "deadlines.csv").unlink()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(WORKSPACE_VARIABLE, str(tmp_path / "workspace"))
        patch.setattr(context, "DATA", tmp_path / "data")
        yield "deadlines"
