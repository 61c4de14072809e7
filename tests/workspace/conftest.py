from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from chokepoint.workspace import Workspace, open_workspace
from tests.workspace.small import CONTRACT, ship
from tests.workspace.workers import Workers


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `shipped` and the `workspace` begun from it, to be copied."""
    folder = tmp_path_factory.mktemp("begun")
    open_workspace(folder / "workspace", ship(folder / "shipped"), CONTRACT)
    return folder


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    return ship(tmp_path / "shipped")


@pytest.fixture
def workspace(tmp_path: Path, shipped: Path, begun: Path) -> Workspace:
    """A workspace with its first snapshot. A copy: a workspace may be moved, and it is fast."""
    shutil.copytree(begun / "workspace", tmp_path / "workspace")
    return open_workspace(tmp_path / "workspace", shipped, CONTRACT)


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    with Workers() as started:
        yield started
