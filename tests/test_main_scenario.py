"""The command `scenario`: presets and levers, its JSON, its text, its exit status, its faults."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chokepoint.__main__ import main
from tests.shipped import contract

Run = Callable[..., tuple[int, str, str]]
CLOSE = 1e-9
KEYS = {
    "preset", "on", "levers", "base", "scenario", "change", "parts", "residual", "reason", "blocked", "assumed",
    "assumptions", "snapshot", "method", "pair", "buyer",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, begun: Path) -> Path:
    """A workspace made from the shipped data; no command tested here changes it."""
    return shutil.copytree(begun, tmp_path_factory.mktemp("scenario") / "workspace")


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `scenario` in this process: exit status, what it prints, what it says on stderr."""
    monkeypatch.setattr("chokepoint.commands.desk.read_contract", lambda path: contract())

    def command(*arguments: object) -> tuple[int, str, str]:
        try:
            status = main(["scenario", *map(str, arguments)], {"CHOKEPOINT_WORKSPACE": str(folder)})
        except SystemExit as stop:
            status = int(stop.code or 0)
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return command


def answer(result: tuple[int, str, str]) -> Any:
    assert result[0] == 0, result[2]
    return json.loads(result[1])


def written(folder: Path, levers: object) -> Path:
    path = folder / "levers.json"
    path.write_text(levers if isinstance(levers, str) else json.dumps(levers), encoding="utf-8")
    return path


def test_a_preset_answers_with_base_scenario_and_parts_that_add_up(run: Run) -> None:
    data = answer(run("--preset", "october-2025", "--json"))
    assert set(data) == KEYS
    assert (data["preset"], data["on"], data["pair"], data["buyer"]) == (
        "october-2025",
        "2026-07-02",
        "USA:CHN",
        "civil",
    )
    change = data["scenario"]["score"] - data["base"]["score"]
    assert data["change"] == pytest.approx(change, abs=CLOSE) == pytest.approx(7.9466594268, abs=1e-6)
    assert sum(part["points"] for part in data["parts"]) == pytest.approx(change, abs=CLOSE)
    assert abs(data["residual"]) < CLOSE
    assert {part["kind"] for part in data["parts"]} == {"what if"}
    assert data["scenario"]["readings"]["controls"]["value"] == pytest.approx(61.25, abs=1e-6)
    assert data["base"]["readings"].keys() == {"dependence", "controls", "stress", "tension"}


def test_levers_of_a_file_come_back_and_substance_stands_beside_them(run: Run, tmp_path: Path) -> None:
    levers = {
        "rules": [{"measure": "CN-2025-61", "state": "in_force", "from": "2027-01-10"}],
        "flows": [{"item": "Y", "stops_pct": 100.0}],
    }
    data = answer(run("--levers", written(tmp_path, levers), "--json"))
    assert data["levers"] == levers
    assert data["preset"] is None
    (yttrium,) = [row for row in data["blocked"] if row["item"] == "Y"]
    assert yttrium["share_blocked"] == pytest.approx([0.93] * 3)
    assert yttrium["months_until_gone"] == pytest.approx([1 / 0.93, 12 / 0.93])
    (abroad,) = [row for row in data["blocked"] if row["item"] == "magnets"]
    assert (abroad["share_blocked"], abroad["falls_due"], abroad["from"]) == (
        None,
        "2027-01-10",
        "2027-01-10",
    )


def test_the_text_gives_substance_before_points_and_says_that_it_forecasts_nothing(run: Run) -> None:
    _, text, _ = run("--preset", "halt-2010")
    assert text.index("share of use blocked") < text.index("Risk score")
    assert "Assumed: New: a halt without a text, a ban" in text
    assert "no forecast" in text
    for word in ("will ", "likely to", "probability"):
        assert word not in text.lower()


def test_the_list_names_deadlines_and_history(run: Run) -> None:
    names = [row["name"] for row in answer(run("--list", "--json"))]
    assert names[-4:] == ["halt-2010", "april-2025", "april-2025-lifted", "october-2025"]
    assert "all-suspended" in names


def test_no_levers_are_the_base(run: Run, tmp_path: Path) -> None:
    data = answer(run("--levers", written(tmp_path, {}), "--json"))
    assert (data["base"], data["change"], data["parts"], data["blocked"]) == (data["scenario"], 0.0, [], [])


@pytest.mark.parametrize("pair", ["JPN:CHN", "KOR:CHN"])
def test_a_pair_without_a_score_has_readings_a_reason_and_status_1(run: Run, pair: str) -> None:
    status, printed, _ = run("--preset", "october-2025", "--pair", pair, "--json")
    data = json.loads(printed)
    assert status == 1
    assert "the score exists for USA:CHN only" in data["reason"]
    assert (data["scenario"]["score"], data["change"], data["parts"]) == (None, None, [])
    assert data["scenario"]["readings"]["controls"]["value"] > data["base"]["readings"]["controls"]["value"]
    assert "No score: the score exists" in run("--preset", "october-2025", "--pair", pair)[1]


FAULTS = {
    "unknown preset": (("--preset", "peace"), "no scenario is called 'peace'; there are 2026-"),
    "no such file": (("--levers", "nowhere.json"), "no such file: nowhere.json"),
    "neither": ((), "one of the arguments --preset --levers --list is required"),
    "nothing is suspended then": (
        ("--preset", "all-suspended", "--on", "2025-05-01"),
        "no rule is suspended",
    ),
}


@pytest.mark.parametrize(("arguments", "says"), FAULTS.values(), ids=FAULTS)
def test_a_wrong_use_is_status_2_and_one_message(run: Run, arguments: tuple[str, ...], says: str) -> None:
    status, printed, said = run(*arguments)
    assert (status, printed) == (2, "")
    assert says in said
    assert "Traceback" not in said


BAD = {
    "beyond the range": ({"flows": [{"item": "Y", "stops_pct": 140}]}, "flows.0.stops_pct: found 140"),
    "unknown rule": ({"rules": [{"measure": "X", "state": "lifted"}]}, "rules.0.measure: found 'X'"),
    "no JSON": ("rules", "(file): found"),
    "too long": ("[" + "1," * 60_000, "allowed: at most 20000 characters"),
}


@pytest.mark.parametrize(("levers", "says"), BAD.values(), ids=BAD)
def test_a_mistake_in_the_levers_is_said_with_its_file_and_place(
    run: Run, tmp_path: Path, levers: object, says: str
) -> None:
    path = written(tmp_path, levers)
    status, _, said = run("--levers", path)
    assert status == 2
    assert f"{path}: " in said
    assert says in said
