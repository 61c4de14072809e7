"""How a workspace begins, and that opening it again changes nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace
from pathlib import Path
from shutil import rmtree

import pytest

from chokepoint.errors import TableError, WorkspaceError
from chokepoint.workspace import Problem, Workspace, open_workspace
from tests.workspace.small import CONTRACT, METALS, published, rows, ship, values
from tests.workspace.workers import Workers


def on_disk(root: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path.relative_to(root)): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in root.rglob("*")
    }


def test_the_shipped_data_are_the_first_snapshot(workspace: Workspace) -> None:
    first = workspace.head()
    assert (first.seq, first.parent, first.line, first.action) == (1, None, "main", "first")
    assert first.author
    assert first.contract_version == 1
    assert set(first.tables) == set(CONTRACT.tables)
    assert rows(workspace, first, "metals") == [
        ("Dy", 66, True, 310.5, dt.date(2025, 4, 4), "heavy, scarce"),
        ("La", 57, False, None, None, None),
        ("Nd", 60, None, 78.0, dt.date(2026, 1, 31), 'said "light"'),
    ]


def test_the_content_hash_is_that_of_the_shipped_file(workspace: Workspace) -> None:
    version = workspace.head().tables["metals"]
    assert version.content == hashlib.sha256(METALS.encode()).hexdigest()
    assert version.rows == 3


def test_a_table_that_ships_empty_has_no_files(workspace: Workspace) -> None:
    assert workspace.files(workspace.head(), "feed") == []
    assert rows(workspace, workspace.head(), "feed") == []


def test_the_same_data_have_the_same_id_everywhere(tmp_path: Path, workspace: Workspace) -> None:
    other = open_workspace(tmp_path / "other", ship(tmp_path / "copy"), CONTRACT)
    assert other.head().id == workspace.head().id
    lines = sorted(f"{name} {version.content}\n" for name, version in other.head().tables.items())
    assert other.head().id == hashlib.sha256("".join(lines).encode()).hexdigest()[:10]


def test_opening_again_writes_nothing(workspace: Workspace) -> None:
    published(workspace, c=3)
    before = on_disk(workspace.root)
    again = open_workspace(workspace.root, workspace.shipped, CONTRACT)
    for table in again.head().tables:
        rows(again, again.head(), table)
    assert again.history() == workspace.history()
    assert on_disk(workspace.root) == before


def test_two_first_starts_at_once_make_one_snapshot(tmp_path: Path, shipped: Path, workers: Workers) -> None:
    for number in range(3):
        both = workers.take(2)
        for process in both:
            process.send("open", root=tmp_path / f"both{number}", shipped=shipped)
        first, second = (process.answer() for process in both)
        assert first == second
        history = open_workspace(tmp_path / f"both{number}", shipped, CONTRACT).history()
        assert [(row.seq, row.id) for row in history] == [(1, first["id"])]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "metals.csv is missing"),
        ("", "the header is ''"),
        ("metal,price\nDy,1\n", "the header is 'metal,price'"),
        (METALS + "Y,39,maybe,,,\n", "row 5, column magnetic: 'maybe' is not of type boolean"),
        (METALS + "Y,39.5,,,,\n", "row 5, column atomic_number: '39.5' is not of type integer"),
        (METALS + "Y,39,,dear,,\n", "row 5, column price: 'dear' is not of type number"),
        (METALS + "Y,39,,inf,,\n", "row 5, column price: 'inf' is not of type number"),
        (METALS + "Y,39,,,2025-03,\n", "row 5, column priced_on: '2025-03' is not of type date"),
        (METALS + "Y,39\n", "Expected Number of Columns: 6"),
        (METALS + 'Y,39,,,,"cut o', "unterminated quote"),
        (METALS.encode() + b"Y,39,,,,\xff\n", "utf-8"),
    ],
)
def test_a_shipped_table_that_cannot_be_read_is_named(
    tmp_path: Path, shipped: Path, text: str | bytes | None, reason: str
) -> None:
    file = shipped / "metals.csv"
    file.unlink()
    if text is not None:
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    workspace = open_workspace(tmp_path / "workspace", shipped, CONTRACT)
    assert set(workspace.head().tables) == set(CONTRACT.tables) - {"metals"}
    assert values(workspace, workspace.head()) == {"a": 1, "b": 2}
    assert list(workspace.problems) == ["metals"]
    with pytest.raises(TableError) as error:
        workspace.files(workspace.head(), "metals")
    assert reason in error.value.reason
    assert "metals.csv" in error.value.fix


def test_a_problem_stays_until_the_table_is_published(tmp_path: Path, shipped: Path) -> None:
    (shipped / "counter1.csv").unlink()
    open_workspace(tmp_path / "workspace", shipped, CONTRACT)
    again = open_workspace(tmp_path / "workspace", shipped, CONTRACT)
    reason = "counter1.csv is missing from the shipped data"
    assert again.problems == {
        "counter1": Problem(reason, "put counter1.csv back, or publish the table from a file of your own")
    }
    assert list(published(again, "counter2", a=9).problems) == ["counter1"]
    mended = published(again, "counter1", a=1)
    assert mended.problems == {}
    assert values(again, mended) == {"a": 1}
    assert list(again.restore(again.history()[-1].id, "Ada", "back").problems) == ["counter1"]


def test_a_folder_without_data_is_no_beginning(tmp_path: Path, shipped: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(WorkspaceError, match="no readable table"):
        open_workspace(tmp_path / "workspace", empty, CONTRACT)
    assert open_workspace(tmp_path / "workspace", shipped, CONTRACT).problems == {}


def test_a_newer_contract_is_refused(workspace: Workspace) -> None:
    newer = replace(CONTRACT, version=2)
    published(open_workspace(workspace.root, workspace.shipped, newer), a=7)
    with pytest.raises(WorkspaceError, match="contract version 2, this program knows 1"):
        open_workspace(workspace.root, workspace.shipped, CONTRACT)
    with pytest.raises(WorkspaceError, match="contract version 2"):
        workspace.head()


def test_an_older_contract_is_opened(workspace: Workspace) -> None:
    newer = open_workspace(workspace.root, workspace.shipped, replace(CONTRACT, version=2))
    assert newer.head().contract_version == 1
    assert published(newer, a=7).contract_version == 2
    assert newer.restore(newer.history()[-1].id, "Ada", "").contract_version == 1


@pytest.mark.parametrize("name", ["été à Québec", "50% off", "a#b", "a*b?", "it's 日本"])
def test_any_folder_name_will_do(tmp_path: Path, name: str) -> None:
    shipped = ship(tmp_path / name / "shipped data")
    (tmp_path / "aXbY").mkdir()
    workspace = open_workspace(tmp_path / name / "work space", shipped, CONTRACT)
    published(workspace, x=1)
    again = open_workspace(tmp_path / name / "work space", shipped, CONTRACT)
    assert values(again, again.head()) == {"x": 1}
    assert values(again, again.history()[1]) == {"a": 1, "b": 2}
    assert all(Path(file).is_file() for file in again.files(again.head(), "counter1"))


@pytest.mark.parametrize("name", ["a%20b", "a[1]", "a|b", "a\tb"])
def test_a_path_that_delta_cannot_address_is_refused(tmp_path: Path, shipped: Path, name: str) -> None:
    with pytest.raises(WorkspaceError, match="cannot address"):
        open_workspace(tmp_path / name, shipped, CONTRACT)
    assert not (tmp_path / name).exists()


def test_a_workspace_that_is_a_file_is_refused(tmp_path: Path, shipped: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(WorkspaceError, match="nothing was published"):
        open_workspace(tmp_path / "file", shipped, CONTRACT)


def test_a_log_that_is_damaged_is_told(workspace: Workspace) -> None:
    (workspace.root / "log" / "_delta_log" / "00000000000000000000.json").write_text("{half")
    with pytest.raises(WorkspaceError, match="the log cannot be read") as error:
        open_workspace(workspace.root, workspace.shipped, CONTRACT)
    assert "<unknown>" not in str(error.value)


def test_a_lost_log_is_no_first_start(workspace: Workspace) -> None:
    published(workspace, x=1)
    rmtree(workspace.root / "log" / "_delta_log")
    with pytest.raises(
        WorkspaceError, match=r"the log of the snapshots is lost, but log/.*\.parquet is there"
    ):
        open_workspace(workspace.root, workspace.shipped, CONTRACT)
    rmtree(workspace.root / "log")
    (workspace.root / "uploads").mkdir(exist_ok=True)
    (workspace.root / "uploads" / "abc").write_bytes(b"1")
    with pytest.raises(WorkspaceError, match="but uploads/abc is there"):
        open_workspace(workspace.root, workspace.shipped, CONTRACT)


def test_a_first_start_that_was_killed_begins_again(workspace: Workspace) -> None:
    rmtree(workspace.root / "log" / "_delta_log")
    (workspace.root / "log" / "cut.parquet").write_bytes(b"PAR1")
    assert open_workspace(workspace.root, workspace.shipped, CONTRACT).head().seq == 1
