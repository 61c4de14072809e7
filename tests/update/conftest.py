from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from chokepoint.config import DATA, Settings, read_settings
from chokepoint.update.prepare import Asked, prepare
from chokepoint.update.proposal import Proposal
from chokepoint.workspace import Workspace, open_workspace
from tests.shipped import contract

TODAY = date(2026, 11, 21)
COVERED = date(2026, 7, 2)
Prepare = Callable[..., Proposal]


@pytest.fixture(scope="session")
def settings() -> Settings:
    return read_settings()


@pytest.fixture
def workspace(tmp_path: Path, begun: Path) -> Workspace:
    shutil.copytree(begun, tmp_path / "workspace")
    return open_workspace(tmp_path / "workspace", DATA, contract())


@pytest.fixture
def prepared(workspace: Workspace, settings: Settings) -> Prepare:
    """`prepared(path, mode="replace")`: what files would do to the newest snapshot."""

    def make(*paths: Path, **more: Any) -> Proposal:
        asked = Asked((COVERED,))
        return prepare(workspace, settings, workspace.head(), paths, asked, TODAY, **more)

    return make
