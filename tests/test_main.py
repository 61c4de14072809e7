"""The command line answers as its documents say: JSON shapes, exit status, one message for a fault."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chokepoint.__main__ import main
from chokepoint.config import CONFIG, DATA, ROOT, read_settings
from chokepoint.risk.explain import CAUSES
from tests.shipped import contract

MESSY = Path(__file__).parent / "messy"
CLOSE = 1e-9
MINUS = "\u2212"
PART = {"reading", "kind", "id", "label", "points"}
Run = Callable[..., tuple[int, str, str]]


def shell(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A whole run of the program, as a scheduler makes it."""
    command = [sys.executable, "-m", "chokepoint", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of its own, made by the first run of the program; no command tested here changes it."""
    found = tmp_path_factory.mktemp("a workspace, with blanks") / "wörk"
    done = shell("history", "--json", "--workspace", str(found))
    assert done.returncode == 0, done.stderr
    assert "a new workspace is being made" in done.stderr
    assert len(json.loads(done.stdout)) == 1
    return found


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in this process: exit status, what it prints, what it says on stderr."""
    monkeypatch.setattr("chokepoint.commands.desk.read_contract", lambda path: contract())

    def command(*arguments: object, environment: dict[str, str] | None = None) -> tuple[int, str, str]:
        try:
            status = main([str(a) for a in arguments], environment or {"CHOKEPOINT_WORKSPACE": str(folder)})
        except SystemExit as stop:
            status = int(stop.code or 0)
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return command


def answer(result: tuple[int, str, str]) -> Any:
    return json.loads(result[1])


# Whole runs


def test_score_answers_a_scheduler(folder: Path) -> None:
    done = shell("score", "--on", "2025-05-30", "--json", "--workspace", str(folder))
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert (found["on"], found["level"], found["supportable"]) == ("2025-05-30", "short", True)


def test_explain_answers_a_scheduler_and_closes(folder: Path) -> None:
    days = ("--from", "2025-04-01", "--to", "2025-05-30")
    done = shell("explain", *days, "--json", "--workspace", str(folder))
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    asked = {"snapshot", "method", "pair", "buyer"}
    assert set(found) == {"from", "to", "change", "parts", "residual"} | asked
    assert abs(found["residual"]) < CLOSE
    assert sum(part["points"] for part in found["parts"]) == pytest.approx(found["change"], abs=CLOSE)


def test_a_wrong_date_is_used_wrongly(folder: Path) -> None:
    done = shell("score", "--on", "2025-02-30", "--workspace", str(folder))
    assert (done.returncode, done.stdout) == (2, "")
    assert "'2025-02-30' is not a day; write it as 2025-04-04" in done.stderr


# score


def test_a_score_names_its_readings_its_evidence_and_what_it_is_a_function_of(run: Run) -> None:
    status, out, _ = run("score", "--on", "2025-05-30", "--json")
    found = json.loads(out)
    assert status == 0
    assert set(found) == {
        "on", "score", "level", "level_shown", "supportable", "provisional", "reason", "readings", "parts",
        "snapshot", "method", "pair", "buyer",
    }  # fmt: skip
    assert found["score"] == pytest.approx(42.14402437933887, abs=1e-6)
    assert (found["level_shown"], found["provisional"], found["reason"]) == ("short", False, None)
    assert (found["pair"], found["buyer"]) == ("USA:CHN", "civil")
    assert found["method"] == read_settings().method.id
    assert found["snapshot"] == answer(run("history", "--json"))[0]["snapshot"]
    assert list(found["readings"]) == ["dependence", "controls", "stress", "tension"]
    stress = found["readings"]["stress"]
    assert (stress["word"], stress["as_of"], stress["worst"]) == ("short", "2025-05-06", "magnets")
    assert set(found["readings"]["tension"]) == {"value", "word", "as_of"}
    assert set(found["parts"][0]) == PART
    assert sum(part["points"] for part in found["parts"]) == pytest.approx(found["score"], abs=CLOSE)


def test_without_a_day_the_last_day_covered_is_taken(run: Run) -> None:
    found = answer(run("score", "--json"))
    assert (found["on"], found["supportable"], found["level"]) == ("2026-07-02", True, "short")


@pytest.mark.parametrize(
    ("day", "provisional"), [("2026-07-02", False), ("2026-07-03", True), ("2026-08-16", True)]
)
def test_a_day_after_the_coverage_is_provisional_and_not_supportable(
    run: Run, day: str, provisional: bool
) -> None:
    status, out, _ = run("score", "--on", day, "--json")
    found = json.loads(out)
    assert status == 0
    assert (found["provisional"], found["supportable"]) == (provisional, not provisional)
    assert found["score"] is not None


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("2024-12-31", "before 2025-01-01 the event list is not dense enough; blank, not low"),
        ("2026-08-17", "events are complete to 2026-07-02 and support a provisional value to 2026-08-16"),
    ],
)
def test_a_day_without_a_score_has_null_and_a_reason_and_never_0(run: Run, day: str, reason: str) -> None:
    status, out, _ = run("score", "--on", day, "--json")
    found = json.loads(out)
    assert status == 1
    assert (found["score"], found["level"], found["level_shown"], found["parts"]) == (None, None, None, [])
    assert reason in found["reason"]
    assert not found["supportable"]
    assert not found["provisional"]
    assert {reading["value"] for reading in found["readings"].values()} == {None}


def test_military_buyers_have_a_higher_score(run: Run) -> None:
    civil, military = (
        answer(run("score", "--on", "2025-10-10", "--buyer", b, "--json")) for b in ("civil", "military")
    )
    assert military["buyer"] == "military"
    assert military["readings"]["controls"]["value"] == pytest.approx(65)
    assert military["score"] > civil["score"]


def test_another_country_has_the_readings_its_data_carry_and_no_score(run: Run) -> None:
    status, out, _ = run("score", "--pair", "JPN:CHN", "--on", "2025-10-10", "--json")
    found = json.loads(out)
    assert status == 1
    assert "the score exists for USA:CHN only" in found["reason"]
    assert found["readings"]["controls"]["value"] > 0
    assert (found["score"], found["readings"]["tension"]["value"]) == (None, None)


# explain


def test_a_change_goes_down_to_single_measures_observations_and_events(run: Run) -> None:
    found = answer(run("explain", "--from", "2025-04-01", "--to", "2025-05-30", "--json"))
    assert {frozenset(part) for part in found["parts"]} == {frozenset(PART)}
    assert (found["pair"], found["buyer"]) == ("USA:CHN", "civil")
    assert found["method"] == read_settings().method.id
    told = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    assert all(f"`{kind}`" in told for kind in CAUSES)
    parts = {part["id"]: part for part in found["parts"] if part["kind"] in ("new measure", "new event")}
    licence = parts["heavy_medium|CN-2025-18"]
    assert (licence["reading"], licence["points"]) == ("controls", pytest.approx(4.3, abs=0.05))
    assert "Announcement 18" in licence["label"]
    event = parts["2025-04-04-mofcom-announcement-18"]
    assert (
        event["label"] == "China licenses exports of seven medium and heavy rare earths (Announcement No. 18)"
    )
    (magnets,) = (p for p in found["parts"] if (p["id"], p["kind"]) == ("magnets", "new observation"))
    assert magnets["label"].startswith("magnets")


def test_days_without_a_score_are_not_compared(run: Run) -> None:
    status, out, _ = run("explain", "--from", "2024-12-01", "--to", "2025-05-30", "--json")
    found = json.loads(out)
    assert status == 1
    assert (found["change"], found["parts"], found["residual"]) == (None, [], None)
    assert "no score on 2024-12-01" in found["reason"]
    status, out, _ = run("explain", "--from", "2024-11-01", "--to", "2024-12-01", "--json")
    assert [day in json.loads(out)["reason"] for day in ("2024-11-01", "2024-12-01")] == [True, True]
    assert run("explain", "--from", "2024-12-01", "--to", "2025-05-30")[1].startswith("No comparison: ")


# history, export


def test_history_tells_who_published_what_and_when(run: Run) -> None:
    (first,) = answer(run("history", "--json"))
    assert set(first) == {"seq", "snapshot", "parent", "at", "author", "note", "line", "tables"}
    assert (first["parent"], first["line"], first["note"]) == (None, "main", "the data as shipped")
    assert first["tables"]["events"] == {"rows": 284}
    assert first["snapshot"] in run("history")[1]


def test_an_export_holds_the_contract_and_every_table_as_shipped(run: Run, tmp_path: Path) -> None:
    found = answer(run("export", tmp_path / "out", "--json"))
    assert found["folder"] == str(tmp_path / "out")
    assert (tmp_path / "out" / "datapackage.yaml").exists()
    for name in found["tables"]:
        assert (tmp_path / "out" / f"{name}.csv").read_bytes() == (DATA / f"{name}.csv").read_bytes()


def test_a_snapshot_can_be_named_by_the_beginning_of_its_id(run: Run) -> None:
    snapshot = answer(run("history", "--json"))[0]["snapshot"]
    assert answer(run("score", "--snapshot", snapshot[:4], "--json"))["snapshot"] == snapshot


@pytest.mark.parametrize("command", [["score"], ["export", "nowhere"]])
def test_an_unknown_snapshot_is_one_message_and_the_data_say_no(
    run: Run, command: list[str], tmp_path: Path
) -> None:
    status, out, err = run(*command[:1], *(tmp_path / c for c in command[1:]), "--snapshot", "zzz")
    assert (status, out) == (1, "")
    assert (
        err == "python -m chokepoint: snapshot 'zzz' is not known here; see the history for those that are\n"
    )


# check


def test_a_sound_file_is_recognised_and_publishable_and_nothing_changes(run: Run) -> None:
    before = answer(run("history", "--json"))
    status, out, _ = run("check", MESSY / "00_control_good_events.csv", "--json")
    assert status == 0
    assert json.loads(out) == {
        "files": [
            {
                "file": str(MESSY / "00_control_good_events.csv"),
                "format": "csv",
                "variant": "chokepoint table events",
                "certainty": "certain",
                "tables": {"events": {"rows": 4}},
                "findings": [],
            }
        ],
        "publishable": True,
    }
    assert answer(run("history", "--json")) == before


@pytest.mark.parametrize(
    ("file", "publishable", "rule", "severity"),
    [
        ("02_missing_column_date.csv", False, "missing_column", "refuse_file"),
        ("04_duplicate_ids.csv", True, "key_unique", "refuse_row"),
        ("27_unknown_table.csv", False, "unknown_table", "ask"),
    ],
)
def test_findings_that_refuse_or_ask_give_status_1(
    run: Run, file: str, publishable: bool, rule: str, severity: str
) -> None:
    status, out, _ = run("check", MESSY / file, "--json")
    found = json.loads(out)
    assert status == 1
    assert found["publishable"] == publishable
    finding = found["files"][0]["findings"][0]
    assert set(finding) == {"row", "column", "value", "severity", "rule", "reason", "fix"}
    assert (finding["rule"], finding["severity"]) == (rule, severity)


def test_notes_alone_are_fine(run: Run) -> None:
    status, out, _ = run("check", MESSY / "08_formula_injection.csv", "--json")
    assert status == 0
    assert {finding["severity"] for finding in json.loads(out)["files"][0]["findings"]} == {"note"}


def test_without_json_the_answer_is_text(run: Run) -> None:
    assert run("score", "--on", "2025-05-30")[1].startswith("Risk score on 2025-05-30: 42, short\n")
    change = run("explain", "--from", "2025-10-29", "--to", "2025-11-10")[1]
    assert change.startswith(f"2025-10-29 to 2025-11-10: {MINUS}8.5\n")
    lines = run("check", MESSY / "00_control_good_events.csv", MESSY / "27_unknown_table.csv")[1].splitlines()
    assert lines[0].endswith("table events (certain), 4 rows, no findings")


# Used wrongly, or broken


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "COMMAND"),
        (["guess"], "invalid choice: 'guess'"),
        (["score", "--on", "yesterday"], "'yesterday' is not a day"),
        (["score", "--on", "20250530"], "'20250530' is not a day"),
        (["score", "--buyer", "anyone"], "invalid choice: 'anyone'"),
        (["score", "--pair", "USA:RUS"], "unknown pair 'USA:RUS'; known are USA:CHN"),
        (["score", "--pair", "ZZZ:CHN"], "unknown pair 'ZZZ:CHN'"),
        (["explain", "--from", "2025-04-01"], "required: --to"),
        (
            ["explain", "--from", "2025-05-30", "--to", "2025-04-01"],
            "--to 2025-04-01 is before --from 2025-05-30",
        ),
        (["score", "--snapshot", ""], "nothing is named"),
        (["score", "--workspace", " "], "nothing is named"),
        (["export", ""], "nothing is named"),
        (["check", "nowhere.csv"], "no such file: nowhere.csv"),
        (["check"], "required: FILE"),
        (["export"], "required: DIR"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_use_gives_status_2_and_says_what_is_allowed(
    run: Run, arguments: list[str], message: str
) -> None:
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert message in err


def test_mistakes_in_the_settings_are_told_without_a_trace(run: Run, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("method: 1\n", encoding="utf-8")
    places = {"CHOKEPOINT_WORKSPACE": str(folder), "CHOKEPOINT_CONFIG": str(tmp_path / "config.yaml")}
    status, out, err = run("score", environment=places)
    assert (status, out) == (2, "")
    assert "config.yaml: method (line 1)" in err
    assert "Traceback" not in err


def test_a_name_in_the_settings_that_exists_nowhere_is_told(run: Run, folder: Path, tmp_path: Path) -> None:
    text = CONFIG.read_text(encoding="utf-8").replace("outside_markets: [europe,", "outside_markets: [eurpe,")
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    places = {"CHOKEPOINT_WORKSPACE": str(folder), "CHOKEPOINT_CONFIG": str(tmp_path / "config.yaml")}
    status, out, err = run("score", environment=places)
    assert (status, out) == (2, "")
    assert "found 'eurpe'; allowed: a name on file: europe" in err
    text = CONFIG.read_text(encoding="utf-8").replace("sources: [csis23,", "sources: [csis99,")
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    status, out, err = run("score", environment=places)
    assert status == 0
    assert "found 'csis99'; allowed: a name on file: csis23" in err
    assert "left out of snapshot" in err


def test_a_folder_that_cannot_be_a_workspace_is_one_message(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    status, out, err = run("score", "--workspace", tmp_path / "file" / "ws")
    assert (status, out) == (1, "")
    assert "Traceback" not in err


def test_the_folder_of_the_command_goes_before_that_of_the_environment(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    elsewhere = {"CHOKEPOINT_WORKSPACE": str(tmp_path / "unused")}
    assert run("history", "--workspace", folder, environment=elsewhere)[0] == 0
    assert not (tmp_path / "unused").exists()


def test_without_either_the_workspace_stands_beside_the_settings(run: Run, tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(
        (ROOT / "config.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    status, _, err = run("history", environment={"CHOKEPOINT_CONFIG": str(tmp_path / "config.yaml")})
    assert status == 0
    assert (tmp_path / "workspace" / "log").exists()
    assert str(tmp_path / "workspace") in err
