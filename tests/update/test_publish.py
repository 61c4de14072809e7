"""A proposal published, drafted, refused, in conflict; restored, compared, exported and imported again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from chokepoint.config import Settings
from chokepoint.contract.canonical import hash_file
from chokepoint.errors import ConflictError, ContractError, WorkspaceError
from chokepoint.readers.reading import Answers
from chokepoint.update.compare import compare, write_table_difference
from chokepoint.update.history import changes_of, drafts, files_of, parent_of
from chokepoint.update.package import open_package
from chokepoint.update.prepare import Asked, prepare
from chokepoint.update.proposal import Proposal, UpdateError
from chokepoint.update.publish import publish
from chokepoint.update.words import counts_words
from chokepoint.workspace import Workspace
from tests.update.conftest import COVERED, TODAY, Prepare
from tests.update.rows import Row, shipped, write

MESSY = Path(__file__).parents[1] / "messy"


def project(number: int = 0, **cells: str) -> Row:
    """A shipped project with other cells: no table points to it and no score is made of it."""
    return shipped("projects")[number] | cells


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_published_file_is_a_snapshot_with_author_note_and_its_bytes(
    tmp_path: Path, workspace: Workspace, prepared: Prepare
) -> None:
    path = write(tmp_path / "Projekte März.csv", [project(notes="seen on site")])
    before = workspace.head()
    made = publish(workspace, prepared(path), "Ada", "a visit")
    assert (made.author, made.note, made.line, made.parent) == ("Ada", "a visit", "main", before.id)
    assert workspace.head() == made
    (file,) = files_of(workspace, made)
    assert (file.name, workspace.bytes_of(file.sha256)) == (path.name, path.read_bytes())
    history = workspace.history()
    assert parent_of(history, made) == before
    assert {name: counts_words(one) for name, one in changes_of(workspace, history, made).items()} == {
        "projects": "1 row changed"
    }
    assert changes_of(workspace, history, before) == {}


def test_the_same_file_again_makes_no_snapshot(
    tmp_path: Path, workspace: Workspace, prepared: Prepare
) -> None:
    path = write(tmp_path / "p.csv", [project(notes="once")])
    made = publish(workspace, prepared(path), "Ada", "")
    assert publish(workspace, prepared(path), "Ada", "again") == made
    assert len(workspace.history()) == 2


def test_refused_rows_must_be_acknowledged(tmp_path: Path, workspace: Workspace, prepared: Prepare) -> None:
    path = write(tmp_path / "p.csv", [project(notes="fine"), project(1, value="much")])
    proposal, before = prepared(path), workspace.history()
    with pytest.raises(
        UpdateError, match="1 refused row would be left out; mend them, or say that this is accepted"
    ):
        publish(workspace, proposal, "Ada", "")
    assert workspace.history() == before
    assert not (workspace.root / "uploads").exists()
    made = publish(workspace, proposal, "Ada", "", accept_refusals=True)
    assert list(changes_of(workspace, workspace.history(), made)) == ["projects"]


def test_what_refuses_a_file_or_asks_cannot_be_published(workspace: Workspace, prepared: Prepare) -> None:
    for name, words in (
        ("02_missing_column_date.csv", "1 finding refuses a whole file"),
        ("27_unknown_table.csv", "1 question is open"),
    ):
        with pytest.raises(UpdateError, match=f"nothing was published: {words}; see the findings"):
            publish(workspace, prepared(MESSY / name), "Ada", "", accept_refusals=True)
    assert len(workspace.history()) == 1


def test_an_answer_settles_a_question(workspace: Workspace, prepared: Prepare) -> None:
    path = MESSY / "03_bad_dates.csv"
    asking = prepared(path)
    assert [question.key for question in asking.questions] == ["date_order"]
    answers = Answers().with_answer(hash_file(path), "date_order", "day_first")
    answered = prepared(path, answers=answers)
    assert (answered.publishable, answered.questions) == (True, ())
    assert answered.differences["events"].counts["added"] == 2


def test_nobody_publishes_nothing(tmp_path: Path, workspace: Workspace, prepared: Prepare) -> None:
    proposal = prepared(write(tmp_path / "p.csv", [project(notes="x")]))
    with pytest.raises(WorkspaceError, match="nobody is named"):
        publish(workspace, proposal, "  ", "")
    assert len(workspace.history()) == 1


def test_a_draft_stands_beside_and_is_published_or_dropped_later(
    tmp_path: Path, workspace: Workspace, prepared: Prepare
) -> None:
    head = workspace.head()
    made = publish(
        workspace, prepared(write(tmp_path / "p.csv", [project(notes="x")])), "Ada", "why", draft="october"
    )
    assert (workspace.head(), made.line) == (head, "draft:october")
    (draft,) = drafts(workspace)
    assert (draft.name, draft.snapshot, draft.base) == ("october", made, head)
    published = workspace.publish_draft("draft:october", "Bob", "agreed")
    assert (published.content("projects"), drafts(workspace)) == (made.content("projects"), [])


def test_a_conflict_says_who_did_what_and_loses_nothing(
    tmp_path: Path, workspace: Workspace, prepared: Prepare
) -> None:
    mine = prepared(write(tmp_path / "mine.csv", [project(notes="mine")]))
    theirs = publish(
        workspace, prepared(write(tmp_path / "theirs.csv", [project(1, notes="theirs")])), "Bob", "first"
    )
    with pytest.raises(ConflictError) as raised:
        publish(workspace, mine, "Ada", "second")
    assert f"projects: Bob (“first”) published snapshot {theirs.id} since {mine.parent.id} was read" in str(
        raised.value
    )
    assert "(projects: 1 row changed)" in str(raised.value)
    assert workspace.head() == theirs
    other = prepared(write(tmp_path / "mine.csv", [project(notes="mine")]))
    made = publish(workspace, other, "Ada", "second")
    assert {
        one: changes_of(workspace, workspace.history(), made)[one].counts["changed"] for one in ["projects"]
    } == {"projects": 1}


def test_others_publishing_other_tables_is_no_conflict(
    tmp_path: Path, workspace: Workspace, prepared: Prepare, settings: Settings
) -> None:
    mine = prepared(write(tmp_path / "mine.csv", [project(notes="mine")]))
    deadline = shipped("deadlines")[0] | {"notes": "theirs"}
    publish(workspace, prepared(write(tmp_path / "theirs.csv", [deadline])), "Bob", "first")
    made = publish(workspace, mine, "Ada", "second")
    found = compare(workspace, mine.parent, made, settings.method, (COVERED,), 5)
    assert set(found.differences) == {"projects", "deadlines"}


def test_a_restored_snapshot_is_equal_in_every_byte(
    tmp_path: Path, workspace: Workspace, prepared: Prepare, settings: Settings
) -> None:
    first = workspace.head()
    made = publish(workspace, prepared(write(tmp_path / "p.csv", [project(notes="x")])), "Ada", "")
    back = workspace.restore(first.id, "Bob", "not agreed")
    assert (back.id, back.author, workspace.head()) == (first.id, "Bob", back)
    workspace.export(first, tmp_path / "one")
    workspace.export(back, tmp_path / "other")
    assert content(tmp_path / "one") == content(tmp_path / "other")
    assert compare(workspace, first, back, settings.method, (COVERED,), 5).same
    found = compare(workspace, made, back, settings.method, (COVERED,), 5)
    assert counts_words(found.differences["projects"]) == "1 row changed"
    path = write_table_difference(workspace, made, back, "projects", tmp_path / "d.csv")
    assert path.read_text(encoding="utf-8").count("\nchanged (") == 2


def imported(workspace: Workspace, settings: Settings, folder: Path) -> Proposal:
    return prepare(workspace, settings, workspace.head(), [folder], Asked((COVERED,)), TODAY)


def test_a_package_comes_back_byte_for_byte(
    tmp_path: Path, workspace: Workspace, prepared: Prepare, settings: Settings
) -> None:
    rows = [project(notes='=1+1, "quoted"\nsecond line'), project(1, notes="<b>Ä — €</b>")]
    made = publish(workspace, prepared(write(tmp_path / "p.csv", rows)), "Ada", "")
    workspace.export(made, tmp_path / "out")
    assert not imported(workspace, settings, tmp_path / "out").changes
    workspace.restore(workspace.history()[-1].id, "Ada", "")
    proposal = imported(workspace, settings, tmp_path / "out")
    assert (list(proposal.differences), proposal.refused) == (["projects"], 0)
    again = publish(workspace, proposal, "Bob", "from a package")
    assert again.id == made.id
    workspace.export(again, tmp_path / "again")
    assert content(tmp_path / "again") == content(tmp_path / "out")


def test_a_table_without_rows_is_emptied_by_a_package(
    tmp_path: Path, workspace: Workspace, settings: Settings
) -> None:
    workspace.export(workspace.head(), tmp_path / "out")
    heading = (tmp_path / "out" / "projects.csv").read_text(encoding="utf-8").splitlines()[0]
    (tmp_path / "out" / "projects.csv").write_text(f"{heading}\n", encoding="utf-8")
    proposal = imported(workspace, settings, tmp_path / "out")
    assert {name: dict(one.counts) for name, one in proposal.differences.items()} == {
        "projects": {"added": 0, "changed": 0, "renamed": 0, "removed": len(shipped("projects"))}
    }


def test_a_folder_that_is_no_package_says_so(tmp_path: Path, workspace: Workspace) -> None:
    with pytest.raises(UpdateError, match=r"holds no datapackage\.yaml"):
        open_package(tmp_path, workspace.contract)
    (tmp_path / "datapackage.yaml").write_text("contract_version: 99\nresources: []\n", encoding="utf-8")
    with pytest.raises(ContractError, match="99"):
        open_package(tmp_path, workspace.contract)


def test_newer_shipped_data_are_offered_with_their_difference(
    tmp_path: Path, workspace: Workspace, settings: Settings
) -> None:
    write(tmp_path / "projects.csv", [project(notes="newer"), *shipped("projects")[1:]])
    offered = workspace.newer_shipped(tmp_path)
    assert list(offered) == ["projects"]
    paths = [tmp_path / f"{name}.csv" for name in offered]
    found = prepare(workspace, settings, workspace.head(), paths, Asked(()), date(2026, 11, 21), "replace")
    assert counts_words(found.differences["projects"]) == "1 row changed"
