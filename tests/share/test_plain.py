"""Scores, changes and findings as plain data and as aligned text."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from chokepoint.contract.findings import Finding
from chokepoint.readers.check import Checked
from chokepoint.readers.reading import Recognised
from chokepoint.risk.explain import explain_change
from chokepoint.risk.score import Assessment, assess
from chokepoint.share.plain import (
    aligned,
    change_data,
    change_text,
    file_data,
    file_text,
    score_data,
    score_text,
)
from tests.risk.frozen import method
from tests.shipped import shipped

MINUS = "\u2212"


@cache
def assessment() -> Assessment:
    return assess(shipped(), method())


def text_of_day(day: str) -> list[str]:
    return score_text(score_data(assessment(), date.fromisoformat(day), {})).splitlines()


def text_of_change(start: str, end: str) -> list[str]:
    days = (date.fromisoformat(start), date.fromisoformat(end))
    return change_text(change_data(explain_change(assessment(), *days, {}))).splitlines()


def test_a_score_is_told_in_whole_points_with_its_word_and_the_worst_item() -> None:
    lines = text_of_day("2025-05-30")
    assert lines[0] == "Risk score on 2025-05-30: 42, short"
    assert [line.split() for line in lines[1:]] == [
        ["value", "word", "evidence", "to"],
        ["Dependence", "87", "extreme", "2024-12-31"],
        ["Controls", "36", "part", "2025-05-30"],
        ["Stress", "51", "short", "2025-05-06", "worst:", "magnets"],
        ["Tension", "75", "acute", "2025-05-30"],
    ]


@pytest.mark.parametrize(("day", "provisional"), [("2026-07-02", False), ("2026-07-03", True)])
def test_a_provisional_score_says_so(day: str, provisional: bool) -> None:
    assert text_of_day(day)[0].endswith("(provisional)") == provisional


def test_the_word_is_the_one_on_screen_and_the_plain_one_stays_in_the_data() -> None:
    """Less than a point under a limit the word on screen may still be the higher one."""
    differing = [
        score_data(assessment(), day, {})
        for day, shown, value in zip(assessment().days.astype(object), assessment().words, assessment().score, strict=True)
        if shown == "short" and 39 < value < 40
    ]  # fmt: skip
    assert {(data["level"], data["level_shown"]) for data in differing} == {("strained", "short")}


def test_a_day_without_a_score_is_told_with_its_reason_and_without_a_number() -> None:
    lines = text_of_day("2020-01-01")
    assert lines[0].startswith("No score on 2020-01-01: before 2025-01-01 the event list is not dense enough")
    assert [line.split() for line in lines[2:]] == [
        [name, "none"] for name in ("Dependence", "Controls", "Stress", "Tension")
    ]
    data = score_data(assessment(), date(2020, 1, 1), {})
    assert (data["score"], data["level"], data["supportable"], data["provisional"]) == (
        None,
        None,
        False,
        False,
    )


def test_a_change_has_signs_one_decimal_the_largest_first_and_the_small_ones_in_one_line() -> None:
    lines = text_of_change("2025-10-29", "2025-11-10")
    assert lines[0] == f"2025-10-29 to 2025-11-10: {MINUS}8.5"
    points = [float(line.split()[0].replace(MINUS, "-")) for line in lines[1:]]
    assert sum(points) == pytest.approx(-8.5, abs=0.05 * len(points))
    sizes = [abs(value) for value in points[:-1]]
    assert sizes == sorted(sizes, reverse=True)
    assert lines[-1].endswith("smaller parts")


def test_no_change_is_one_line() -> None:
    assert text_of_change("2025-10-29", "2025-10-29") == ["2025-10-29 to 2025-10-29: 0.0"]


REFUSED = Finding(
    "f.csv", "events", "3", "date", "soon", "refuse_row", "bad_date", "not a date", "write a date"
)
EVENTS = Recognised("csv", "chokepoint table events", "certain", "")
WHOLE = Finding("f.csv", "events", "", "(file)", "", "note", "delimiter", "read with a semicolon", "")


def test_a_file_is_told_with_where_what_and_how_to_mend() -> None:
    file = Checked(Path("f.csv"), EVENTS, {"events": 1234}, (REFUSED, WHOLE))
    assert file_text(file).splitlines() == [
        "f.csv: csv, chokepoint table events (certain), 1\u202f234 rows",
        "  row 3  date    refuse_row  not a date; write a date",
        "  file   (file)  note        read with a semicolon",
    ]
    data = file_data(file)
    assert (data["format"], data["variant"]) == ("csv", "chokepoint table events")
    assert data["findings"][0]["fix"] == "write a date"


def test_a_file_without_findings_and_one_that_is_not_recognised_say_so() -> None:
    clean = Checked(Path("f.csv"), EVENTS, {"events": 1}, ())
    assert file_text(clean) == "f.csv: csv, chokepoint table events (certain), 1 row, no findings"
    unknown = Checked(Path("f.csv"), Recognised("", "", "unknown", ""), {}, (WHOLE,))
    assert file_text(unknown).splitlines()[0] == "f.csv: not recognised"
    assert (file_data(unknown)["format"], file_data(unknown)["variant"]) == (None, None)


def test_columns_of_text_are_aligned() -> None:
    assert aligned([["a", "long"], ["longer", "b"]]) == "a       long\nlonger  b"
