"""A publication that is stopped: before the commit nothing is left of it, from there on it counts."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from chokepoint.contract import watch
from chokepoint.contract.canonical import stands_in_order, write_csv
from chokepoint.contract.watch import StoppedError, Watch, watched
from chokepoint.workspace import Snapshot, Workspace, staging, uploads
from chokepoint.workspace.delta import shutil
from tests.workspace.small import COUNTER_TABLES, counter, values

MANY = 300_000
STEPS = ["keeping rows.csv …", "writing table counter1 …", "writing table counter2 …", "publishing …"]


@pytest.fixture
def upload(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An uploaded file of many pieces; all passing files go to a folder of the test's own."""
    (tmp_path / "passing").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "passing"))
    monkeypatch.setattr(watch, "EVERY_S", 0.001)
    monkeypatch.setattr(uploads, "CHUNK", 1000)
    path = tmp_path / "rows.csv"
    path.write_bytes(b"item,value\n" * 20_000)
    return path


def commit(workspace: Workspace, upload: Path) -> Callable[[], Snapshot]:
    tables = {
        name: counter(**{f"item{n:07}": n for n in range(rows)})
        for name, rows in (("counter1", MANY), ("counter2", 3))
    }
    parent = workspace.head()
    return lambda: workspace.commit(tables, parent, "Ada", "many", files=[upload])


def files(workspace: Workspace) -> dict[str, int]:
    return {str(p): p.stat().st_size for p in workspace.root.rglob("*") if p.is_file()}


@pytest.mark.parametrize("step", STEPS[:3])
def test_a_stop_before_the_commit_leaves_nothing_behind(
    workspace: Workspace, upload: Path, step: str
) -> None:
    before, head = files(workspace), workspace.head()
    work, told = commit(workspace, upload), list[str]()

    def tell(words: str) -> None:
        told.append(words)
        if words.startswith(step):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        watched(work, tell)
    assert told[-1].startswith(step)
    assert (files(workspace), workspace.head()) == (before, head)
    assert list((upload.parent / "passing").iterdir()) == []
    made = watched(work, lambda words: None)
    assert (made.tables["counter1"].rows, workspace.bytes_of(made.uploads[0])) == (MANY, upload.read_bytes())
    assert list((upload.parent / "passing").iterdir()) == []


def test_a_stop_after_the_commit_has_begun_comes_too_late(
    workspace: Workspace, upload: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    heard, copy = Watch(), shutil.copyfile

    def wait_for_the_stop(source: Path, target: Path) -> None:
        over = watch.watch()
        while not over.stopped:
            over.check()
        heard.stopped = True
        copy(source, target)

    def tell(words: str) -> None:
        told.append(words)
        if words == STEPS[-1]:
            raise KeyboardInterrupt

    monkeypatch.setattr(shutil, "copyfile", wait_for_the_stop)
    made = watched(commit(workspace, upload), tell)
    assert heard.stopped
    assert workspace.head() == made
    assert len(values(workspace, made)) == MANY
    assert list(dict.fromkeys(words for words in told if words in STEPS)) == STEPS


def test_settled_work_is_not_stopped_and_stopped_work_does_not_settle() -> None:
    over = Watch()
    over.settle("publishing …")
    over.stopped = True
    over.check()
    late = Watch(stopped=True)
    with pytest.raises(StoppedError):
        late.settle("publishing …")


def test_a_failed_copy_leaves_no_bytes_in_the_table(
    workspace: Workspace, upload: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files(workspace)

    def full(source: Path, target: Path) -> None:
        Path(target).write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(Exception, match="No space left on device"):
        workspace.commit({"counter1": counter(c=3)}, workspace.head(), "Ada", "")
    assert files(workspace) == before


def test_rows_that_stand_in_order_have_the_hash_of_sorted_ones(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (table, *_) = COUNTER_TABLES
    con = workspace.cursor()
    con.execute(
        "CREATE TABLE ordered AS SELECT printf('item%07d', i) AS item, i AS value FROM range(400000) r(i)"
    )
    con.execute("CREATE TABLE turned AS FROM ordered ORDER BY value DESC")
    con.execute("CREATE TABLE twice AS FROM (VALUES ('a', 1), ('b', 2), ('b', 3)) t(item, value)")
    found = {name: stands_in_order(con, table, name) for name in ("ordered", "turned", "twice")}
    assert found == {"ordered": True, "turned": False, "twice": False}
    hashes = {
        write_csv(con, table, "ordered", tmp_path / "a.csv", in_order=True),
        write_csv(con, table, "turned", tmp_path / "b.csv"),
    }
    assert len(hashes) == 1
    monkeypatch.setattr(staging, "MANY", 1)
    for name in ("ordered", "turned"):
        path = staging.write_typed(con, table, name, tmp_path / f"{name}.parquet")
        hashes.add(staging.stage(con, table, path, tmp_path).content)
    assert len(hashes) == 1
