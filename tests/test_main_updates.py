"""The commands that change the data: JSON shapes, exit status, and what they leave behind."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chokepoint.__main__ import main
from chokepoint.config import DATA
from chokepoint.readers.mapping import signature
from chokepoint.update.files import remember
from chokepoint.workspace import open_workspace
from tests.shipped import contract
from tests.update.rows import shipped, write
from tests.update.test_mapping import MADE, NAMES, ROWS

MESSY = Path(__file__).parent / "messy"
WHO = ("--author", "Ada", "--note", "a test")
COUNTS = {"added", "changed", "renamed", "removed"}
Run = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def run(
    begun: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Runs a command on a workspace of its own: exit status, its JSON (None without), what stderr says."""
    shutil.copytree(begun, tmp_path / "workspace")
    monkeypatch.setattr("chokepoint.commands.desk.read_contract", lambda path: contract())

    def command(*arguments: object) -> tuple[int, Any, str]:
        try:
            environment = {"CHOKEPOINT_WORKSPACE": str(tmp_path / "workspace")}
            status = main([*map(str, arguments), "--json"], environment)
        except SystemExit as stop:
            status = int(stop.code or 0)
        printed = capsys.readouterr()
        return status, json.loads(printed.out) if printed.out.startswith(("{", "[")) else None, printed.err

    return command


def events(tmp_path: Path, **cells: str) -> Path:
    """A file with the newest hostile event, changed."""
    rows = [
        row for row in shipped("events") if row["intensity"].startswith("-") and row["date"] <= "2026-06-20"
    ]
    newest = max(rows, key=lambda row: (row["date"], row["event_id"]))
    return write(tmp_path / "events of ours.csv", [newest | cells])


def test_publish_says_what_it_did_and_what_the_score_does(tmp_path: Path, run: Run) -> None:
    status, found, said = run("publish", events(tmp_path, intensity="-9"), *WHO)
    assert status == 0
    assert {"snapshot", "parent", "tables", "score_before", "score_after"} <= set(found)
    assert found["tables"] == {"events": {"added": 0, "changed": 1, "renamed": 0, "removed": 0}}
    assert (found["on"], found["line"], found["moves_score"]) == ("2026-07-02", "main", True)
    assert found["score_after"] > found["score_before"]
    moved = found["score_after"] - found["score_before"]
    assert sum(part["points"] for part in found["parts"]) == pytest.approx(moved, abs=1e-9)
    assert found["rows"]["events of ours.csv"]["events"]["accepted"] == 1
    assert said.splitlines() == [
        "reading 1 file …", "checking events …", "comparing with what is on file …",
        "keeping events of ours.csv …", "writing table events …", "publishing …",
    ]  # fmt: skip
    _, history, _ = run("history")
    assert [row["snapshot"] for row in history] == [found["snapshot"], found["parent"]]
    assert (history[0]["author"], history[0]["note"]) == ("Ada", "a test")
    _, score, _ = run("score")
    assert score["score"] == pytest.approx(found["score_after"], abs=1e-9)


def test_an_interrupt_is_told_in_a_line(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(words: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("chokepoint.commands.updates._Teller", lambda: interrupted)
    status, found, said = run("publish", events(tmp_path, intensity="-9"), *WHO)
    assert (status, found) == (1, None)
    assert said.endswith("stopped; nothing was changed\n")
    assert len(run("history")[1]) == 1


def test_what_cannot_be_published_has_status_one_and_a_reason(tmp_path: Path, run: Run) -> None:
    status, found, _ = run("publish", MESSY / "02_missing_column_date.csv", *WHO)
    assert (status, found["snapshot"], found["tables"]) == (1, None, {})
    assert "refuses a whole file" in found["reason"]
    assert "missing_column" in [one["rule"] for one in found["findings"]]
    status, found, _ = run("publish", events(tmp_path, date="2031-01-01"), *WHO)
    assert status == 1
    assert "1 refused row would be left out" in found["reason"]
    assert len(run("history")[1]) == 1


def test_refused_rows_are_accepted_by_an_option(run: Run) -> None:
    path = MESSY / "17_future_dates.csv"
    status, found, _ = run("publish", path, *WHO, "--accept-refusals")
    assert status == 0
    assert found["rows"][path.name]["events"]["accepted"] == 2
    assert found["tables"]["events"]["added"] == 2


def test_a_question_is_answered_by_an_option(run: Run) -> None:
    path = MESSY / "03_bad_dates.csv"
    status, found, _ = run("publish", path, *WHO, "--accept-refusals")
    assert (status, [one["key"] for one in found["questions"]]) == (1, ["date_order"])
    assert found["questions"][0]["choices"] == ["day_first", "month_first"]
    status, found, _ = run("publish", path, *WHO, "--accept-refusals", "--answer", "date_order=day_first")
    assert (status, found["questions"], found["tables"]["events"]["added"]) == (0, [], 2)


def test_the_ways_of_taking_up_differ(tmp_path: Path, run: Run) -> None:
    path = write(tmp_path / "p.csv", [shipped("projects")[0] | {"notes": "other"}])
    assert run("publish", path, *WHO, "--mode", "append")[1]["tables"] == {}
    status, found, _ = run("publish", path, *WHO, "--mode", "replace")
    removed = len(shipped("projects")) - 1
    assert (status, found["tables"]["projects"]) == (
        0,
        {"added": 0, "changed": 1, "renamed": 0, "removed": removed},
    )


def test_a_draft_is_listed_published_and_dropped(tmp_path: Path, run: Run) -> None:
    status, found, _ = run("publish", events(tmp_path, intensity="-9"), *WHO, "--draft", "october")
    assert (status, found["line"]) == (0, "draft:october")
    (draft,) = run("drafts")[1]
    assert set(draft) == {"name", "snapshot", "base", "at", "author", "note"}
    assert (draft["name"], draft["snapshot"], draft["base"]) == (
        "october",
        found["snapshot"],
        found["parent"],
    )
    status, left, _ = run("drafts", "--publish", "october", *WHO)
    assert (status, left) == (0, [])
    assert run("score")[1]["snapshot"] == found["snapshot"]
    run("publish", events(tmp_path, intensity="-8"), *WHO, "--draft", "later")
    assert run("drafts", "--drop", "later", *WHO)[:2] == (0, [])
    assert run("drafts", "--drop", "later", "--note", "x")[0] == 1


def test_a_second_file_for_a_draft_is_laid_over_the_draft(tmp_path: Path, run: Run) -> None:
    first = write(tmp_path / "1.csv", [shipped("projects")[0] | {"notes": "one"}])
    second = write(tmp_path / "2.csv", [shipped("projects")[1] | {"notes": "two"}])
    _, one, _ = run("publish", first, *WHO, "--draft", "october")
    status, two, _ = run("publish", second, *WHO, "--draft", " october")
    assert (status, two["parent"], two["line"]) == (0, one["snapshot"], "draft:october")
    both = run("compare", one["parent"], two["snapshot"])[1]
    assert both["tables"]["projects"]["changed"] == 2


def test_check_knows_the_tables_that_were_mapped_before(tmp_path: Path, run: Run) -> None:
    path = write(tmp_path / "ours.csv", [dict(row) for row in ROWS])
    assert [f["rule"] for f in run("check", path)[1]["files"][0]["findings"]] == ["unknown_table"]
    remember(open_workspace(tmp_path / "workspace", DATA, contract()), signature(NAMES), MADE, "Ada")
    status, found, _ = run("check", path)
    assert (status, found["files"][0]["tables"]) == (0, {"projects": {"rows": 2}})


def test_restore_and_compare_tell_rows_and_score(tmp_path: Path, run: Run) -> None:
    _, made, _ = run("publish", events(tmp_path, intensity="-9"), *WHO)
    status, found, _ = run("compare", made["parent"], made["snapshot"])
    assert status == 0
    assert (found["tables"], found["score_before"]) == (made["tables"], made["score_before"])
    assert run("compare", made["parent"], made["parent"])[1]["tables"] == {}
    status, back, _ = run("restore", made["parent"][:6], *WHO)
    assert (status, back["snapshot"], back["parent"]) == (0, made["parent"], made["snapshot"])
    assert set(back["tables"]["events"]) == COUNTS
    assert [row["snapshot"] for row in run("history")[1]] == [
        made["parent"],
        made["snapshot"],
        made["parent"],
    ]
    assert run("restore", "ffffffff", *WHO)[0] == 1


def test_an_exported_package_is_imported_to_the_same_snapshot(tmp_path: Path, run: Run) -> None:
    _, made, _ = run("publish", events(tmp_path, intensity="-9"), *WHO)
    run("export", tmp_path / "out")
    run("restore", made["parent"], *WHO)
    status, found, _ = run("import", tmp_path / "out", *WHO)
    assert (status, found["snapshot"], found["tables"]) == (0, made["snapshot"], made["tables"])
    status, found, said = run("import", tmp_path, *WHO)
    assert (status, found) == (1, None)
    assert "holds no datapackage.yaml" in said
    assert run("import", tmp_path / "nowhere", *WHO)[0] == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("publish", "nowhere.csv", *WHO),
        ("publish", MESSY / "00_control_good_events.csv", "--note", "x"),
        ("publish", MESSY / "00_control_good_events.csv", *WHO, "--answer", "date_order"),
        ("publish", MESSY / "00_control_good_events.csv", *WHO, "--mode", "sometimes"),
        ("drafts", "--publish", "a", "--drop", "b", *WHO),
        ("compare", "50d8"),
    ],
    ids=lambda arguments: f"{arguments[0]}-{arguments[-1]}",
)
def test_used_wrongly(run: Run, arguments: tuple[object, ...]) -> None:
    assert run(*arguments)[0] == 2
