"""Work that is stopped leaves the workspace and all folders for passing files as they were."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import pytest

from benchmarks.feed import write_feed
from chokepoint.config import Settings
from chokepoint.contract import watch
from chokepoint.update.prepare import Asked, prepare
from chokepoint.workspace import Workspace

TODAY = date(2026, 11, 21)
ROWS = 60_000


def everything(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_size for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("step", ["reading", "checking", "comparing"])
def test_a_stop_at_any_step_leaves_nothing_behind(
    workspace: Workspace, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    passing = tmp_path / "passing"
    passing.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(passing))
    monkeypatch.setattr(watch, "EVERY_S", 0.01)
    feed = write_feed(tmp_path / "feed", ROWS)
    before, head = everything(workspace.root), workspace.head()
    told: list[str] = []

    def tell(words: str) -> None:
        told.append(words)
        if words.startswith(step):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prepare(workspace, settings, head, [feed], Asked((date(2026, 7, 2),)), TODAY, tell=tell)
    assert told[-1].startswith(step)
    assert (everything(workspace.root), workspace.head()) == (before, head)
    assert list(passing.iterdir()) == []
    found = prepare(workspace, settings, head, [feed], Asked((date(2026, 7, 2),)), TODAY)
    (taken,) = found.files
    assert taken.rows["coverage_events"].read == ROWS
    assert sum(found.differences["coverage_events"].counts.values()) == taken.rows["coverage_events"].accepted
