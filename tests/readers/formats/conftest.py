"""A desk for every test, with a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.readers.formats.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk with an empty folder."""
    return Desk(tmp_path)
