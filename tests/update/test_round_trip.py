"""Whatever the cells hold: out and in again byte for byte, and back to an old version, equal."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as steadily
from hypothesis import strategies as st

from chokepoint.config import DATA, Settings
from chokepoint.contract import Contract
from chokepoint.errors import WorkspaceError
from chokepoint.share.bundle import bundle
from chokepoint.update.prepare import Asked, prepare
from chokepoint.update.publish import publish
from chokepoint.workspace import Workspace, open_workspace, uploads
from tests.shipped import contract
from tests.update.conftest import TODAY, Prepare
from tests.update.rows import shipped, write

ALONE: Contract = replace(contract(), tables={"countries": contract().tables["countries"]})
words = st.text(
    alphabet=st.one_of(
        st.sampled_from("=+-@,;\"'\n\t <>é中\u00a0"),
        st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]),
    ),
    max_size=12,
)
codes = st.text(alphabet="ABCXYZ", min_size=3, max_size=3)
countries = st.dictionaries(
    codes,
    st.tuples(words, st.sampled_from(["country", "group", "residual"]), words, words),
    min_size=1,
    max_size=6,
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of the table countries alone, which no other table is needed for; to be copied."""
    folder = tmp_path_factory.mktemp("alone")
    open_workspace(folder / "workspace", DATA, ALONE)
    return folder / "workspace"


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def fresh(place: Path, folder: Path) -> Workspace:
    shutil.copytree(place, folder / "workspace")
    return open_workspace(folder / "workspace", DATA, ALONE)


@steadily(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(countries)
def test_export_import_export_and_publish_restore(
    place: Path, settings: Settings, rows: dict[str, tuple[str, str, str, str]]
) -> None:
    with ExitStack() as stack:
        one, other = (Path(stack.enter_context(TemporaryDirectory())) for _ in range(2))
        first, second = fresh(place, one), fresh(place, other)
        written = [
            {"country": code, "name": name, "kind": kind, "aliases": aliases, "notes": notes}
            for code, (name, kind, aliases, notes) in rows.items()
        ]
        start = first.head()
        proposal = prepare(
            first, settings, start, [write(one / "in.csv", written)], Asked(()), TODAY, "replace"
        )
        rows_in = proposal.files[0].rows["countries"]
        assert rows_in.read == rows_in.accepted + rows_in.refused + rows_in.skipped + rows_in.repeated
        if not proposal.publishable:
            return
        made = publish(first, proposal, "Ada", "", accept_refusals=True)
        first.export(made, one / "out")
        again = publish(
            second, prepare(second, settings, second.head(), [one / "out"], Asked(()), TODAY), "Bob", ""
        )
        second.export(again, other / "out")
        assert files(other / "out") == files(one / "out")
        assert again.id == made.id
        back = first.restore(start.id, "Ada", "")
        first.export(back, one / "back")
        first.export(start, one / "start")
        assert files(one / "back") == files(one / "start")


def test_a_zip_of_a_version_is_taken_up_whole(
    tmp_path: Path, workspace: Workspace, prepared: Prepare
) -> None:
    start = workspace.head()
    path = write(tmp_path / "p.csv", [shipped("projects")[0] | {"notes": "=2+2"}])
    made = publish(workspace, prepared(path), "Ada", "")
    packed = bundle(workspace, made)
    assert packed == bundle(workspace, made)
    (tmp_path / "all.zip").write_bytes(packed)
    workspace.restore(start.id, "Ada", "")
    proposal = prepared(tmp_path / "all.zip")
    assert list(proposal.differences) == ["projects"]
    again = publish(workspace, proposal, "Bob", "")
    assert again.id == made.id
    assert [workspace.names_of(sha) for sha in again.uploads] == [["all.zip"]]


def test_a_full_disk_says_so_and_changes_nothing(
    tmp_path: Path, workspace: Workspace, prepared: Prepare, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = workspace.history()
    proposal = prepared(write(tmp_path / "p.csv", [shipped("projects")[0] | {"notes": "x"}]))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(uploads.shutil, "copyfileobj", full)
        with pytest.raises(WorkspaceError, match=r"p\.csv was not kept: .*No space left.*disk has room"):
            publish(workspace, proposal, "Ada", "")
    assert workspace.history() == before
    assert list((workspace.root / "uploads").iterdir()) == []
    assert publish(workspace, proposal, "Ada", "").parent == before[0].id
