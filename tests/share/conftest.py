"""What papers are made from in these tests: the shipped tables, on a day that stands still."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from chokepoint.config import DATA, read_settings
from chokepoint.engine import Tables
from chokepoint.share.link import Known, default_question
from chokepoint.share.matter import Matter
from chokepoint.workspace import Workspace, open_workspace
from tests.shipped import contract

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="session")
def shipped_workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace of the shipped data; only to look at."""
    folder: Path = tmp_path_factory.mktemp("share") / "workspace"
    return open_workspace(folder, DATA, contract())


@pytest.fixture(scope="session")
def matter(shipped_workspace: Workspace) -> Matter:
    """The default question."""
    return matter_of(shipped_workspace)


def matter_of(workspace: Workspace, tables: Tables | None = None) -> Matter:
    """The default question put to the newest version of a workspace."""
    settings, head = read_settings(), workspace.head()
    known = Known((), (head.id,), head.id)
    return Matter(
        settings, contract(), head, tables or Tables(workspace, head), default_question(settings, known), TODAY,
        "http://127.0.0.1:8501/?v=1", tuple(workspace.history()),
    )  # fmt: skip
