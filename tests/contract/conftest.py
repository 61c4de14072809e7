"""One desk for all tests of the contract: the small world is checked and put on file once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contract.tables import Desk


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The desk; its connection is closed at the end."""
    desk = Desk(tmp_path_factory.mktemp("desk"))
    yield desk
    desk.con.close()
