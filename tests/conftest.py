"""What all tests share: a workspace that is not the reader's, and steady random examples."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

# The same examples every time and no deadline: a busy machine must not fail a test.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis.settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--shots DIR`: where browser tests leave their pictures, also those of failures."""
    default = os.environ.get("CHOKEPOINT_SHOTS")
    parser.addoption(
        "--shots", metavar="DIR", type=Path, default=default and Path(default), help="folder for pictures"
    )


@pytest.fixture(scope="session", autouse=True)
def _not_the_readers_workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test writes into `./workspace`; one that needs an empty workspace names its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHOKEPOINT_WORKSPACE", str(tmp_path_factory.mktemp("workspace") / "workspace"))
        for name in [name for name in os.environ if name.startswith("STREAMLIT_")]:
            patch.delenv(name)  # the developer's own settings of Streamlit
        yield
