from __future__ import annotations

import pytest

from chokepoint.engine import connect
from chokepoint.workspace import Workspace, open_workspace
from tests.workspace.small import CONTRACT, ship


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with its first snapshot; only read in these tests."""
    folder = tmp_path_factory.mktemp("engine")
    con = connect(memory_limit="500MB", threads=2, temp_directory=folder / "spill")
    return open_workspace(folder / "workspace", ship(folder / "shipped"), CONTRACT, con)
