"""Work that is stopped leaves the workspace and all folders for passing files as they were: reading and publishing."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import pytest

from benchmarks.feed import write_feed
from chokepoint.config import Settings
from chokepoint.contract import watch
from chokepoint.update.prepare import Asked, prepare
from chokepoint.update.publish import publish
from chokepoint.workspace import Workspace

TODAY = date(2026, 11, 21)
ROWS = 60_000


def everything(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_size for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def passing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for all passing files; work under watch is asked often."""
    folder = tmp_path / "passing"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setattr(watch, "EVERY_S", 0.005)
    return folder


@pytest.mark.parametrize("step", ["reading", "checking", "comparing"])
def test_a_stop_at_any_step_leaves_nothing_behind(
    workspace: Workspace, settings: Settings, tmp_path: Path, passing: Path, step: str
) -> None:
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


@pytest.mark.parametrize("step", ["keeping feed", "writing table coverage_events"])
def test_a_publication_that_is_stopped_leaves_nothing_behind_and_can_be_done_again(
    workspace: Workspace, settings: Settings, tmp_path: Path, passing: Path, step: str
) -> None:
    feed, day = write_feed(tmp_path / "feed", ROWS), Asked((date(2026, 7, 2),))
    head = workspace.head()
    proposal = prepare(workspace, settings, head, [feed], day, TODAY)
    before, held = everything(workspace.root), everything(passing)
    told: list[str] = []

    def tell(words: str) -> None:
        told.append(words)
        if words.startswith(step):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish(workspace, proposal, "Ada", "", accept_refusals=True, tell=tell)
    assert told[-1].startswith(step)
    assert (everything(workspace.root), everything(passing), workspace.head()) == (before, held, head)
    told.clear()
    made = publish(workspace, proposal, "Ada", "", accept_refusals=True, tell=told.append)
    assert workspace.head() == made
    assert made.tables["coverage_events"].rows == proposal.differences["coverage_events"].after
    assert made.uploads == tuple(file.sha256 for file in proposal.files)
    assert (told[0], told[-1]) == ("keeping feed …", "publishing …")
    assert "writing table coverage_events …" in told
