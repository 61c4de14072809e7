"""One small world on file for all tests of the readers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.tables import Desk
from tests.readers.bench import Bench


@pytest.fixture(scope="session")
def small_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The rows that are on file; the connection is closed at the end."""
    desk = Desk(tmp_path_factory.mktemp("world"))
    yield desk
    desk.con.close()


@pytest.fixture
def bench(small_world: Desk, tmp_path: Path) -> Bench:
    """A bench with a folder of its own."""
    return Bench(tmp_path, small_world)
