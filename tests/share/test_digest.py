"""The digest says what the functions say, keeps revisions apart from news, and names what it cannot know."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pyarrow as pa
import pytest

from chokepoint.charts.theme import signed
from chokepoint.config import DATA, read_settings
from chokepoint.engine import Tables
from chokepoint.evidence.news import known_between
from chokepoint.risk.changes import changed
from chokepoint.risk.explain import explain_change
from chokepoint.share.digest import Since, SinceError, make_digest, read_since
from chokepoint.share.matter import Matter
from chokepoint.share.paper import Grid, Paper, as_frame
from chokepoint.workspace import Workspace, open_workspace
from chokepoint.workspace.methods import keep_method, methods_used
from tests.share.conftest import matter_of
from tests.shipped import contract

START = date(2026, 5, 15)


@pytest.fixture(scope="module")
def digest(matter: Matter, shipped_workspace: Workspace) -> Paper:
    since = read_since("2026-05-15", shipped_workspace, matter.today)
    return make_digest(replace(matter, weak=True), since, shipped_workspace)


def part(paper: Paper, name: str) -> pd.DataFrame:
    frame = as_frame(paper)
    return frame[frame["part"] == name]


def test_its_parts_are_all_there(digest: Paper) -> None:
    assert list(dict.fromkeys(as_frame(digest)["part"]))[:-1] == [
        "Score and readings", "Measures and events", "Observations", "Deadlines passed", "Deadlines coming", "Promises",
        "Versions of the data", "Data revisions", "Method",
    ]  # fmt: skip


def test_the_score_and_its_causes_are_those_of_the_functions(matter: Matter, digest: Paper) -> None:
    found, on = matter.assessment, matter.question.on
    first, last = (float(found.score[found.index(day) or 0]) for day in (START, on))
    grid = next(block for block in digest.blocks if isinstance(block, Grid))
    assert grid.rows[0] == ("Risk score", f"{first:.1f}", f"{last:.1f}")
    explained = explain_change(found, START, on, matter.names)
    assert f"{signed(explained.points)} points since {START}" in " ".join(
        part(digest, "Score and readings")["text"]
    )


def test_every_event_and_measure_that_became_known_is_told_once(matter: Matter, digest: Paper) -> None:
    rows = known_between(matter.tables, START, matter.today)
    told = part(digest, "Measures and events")
    assert len(told) == len(rows)
    assert list(told["mark"]) == [f"{day:%Y-%m-%d}" for day in rows["known_from"]]


def test_days_passed_and_days_coming_are_parted_by_the_real_date(matter: Matter, digest: Paper) -> None:
    today = str(matter.today)
    assert all(str(START) < mark <= today for mark in part(digest, "Deadlines passed")["mark"])
    assert len(part(digest, "Deadlines coming"))
    assert all(mark > today for mark in part(digest, "Deadlines coming")["mark"])


def test_without_an_earlier_version_nothing_is_compared_and_it_says_so(digest: Paper) -> None:
    assert "No version of the data from 2026-05-15 or before is on file" in " ".join(part(digest, "Data revisions")["text"])  # fmt: skip


@pytest.fixture(scope="module")
def revised(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, str]:
    """A workspace whose newest version lacks the event that moved the score most."""
    workspace = open_workspace(tmp_path_factory.mktemp("revised") / "w", DATA, contract())
    first = workspace.head()
    events = Tables(workspace, first)["events"]
    gone = events["headline"].str.startswith("China puts MP Materials")
    assert gone.sum() == 1
    rows = pa.Table.from_pandas(events[~gone], preserve_index=False)
    workspace.commit({"events": rows}, first, "Ada", "one event was wrong")
    return workspace, first.id


def test_a_revision_is_told_apart_from_news(revised: tuple[Workspace, str]) -> None:
    workspace, first = revised
    matter = replace(matter_of(workspace), today=date.today())
    paper = make_digest(matter, read_since(first, workspace, date.today()), workspace)
    told = part(paper, "Data revisions")
    assert f"by version {first} and by {workspace.head().id}" in told["text"].iloc[0]
    assert any("China puts MP Materials" in text for text in told["text"])
    assert part(paper, "Versions of the data")["text"].tolist() == [
        f"{workspace.head().id}: one event was wrong"
    ]
    assert part(paper, "Versions of the data")["more"].tolist() == ["Ada; events"]


def test_a_change_of_the_method_is_told_judgement_by_judgement(revised: tuple[Workspace, str]) -> None:
    workspace, _ = revised
    method = read_settings().method
    keep_method(workspace, method)
    other = changed(method, {"score.exponent": 3})
    keep_method(workspace, other)
    keep_method(workspace, other)
    assert [one.id for one in methods_used(workspace)] == [other.id, method.id]
    since = Since(date(2026, 1, 1), None, "2026-01-01")
    told = part(make_digest(matter_of(workspace), since, workspace), "Method")
    assert f"{other.id} in place of {method.id}" in told["text"].iloc[0]
    assert told["more"].iloc[0] == "score.exponent 2.0 → 3.0"


def test_a_start_that_is_neither_day_nor_version_is_refused(revised: tuple[Workspace, str]) -> None:
    workspace, first = revised
    today = date.today()
    assert (read_since(first, workspace, today).snapshot or workspace.head()).id == first
    assert read_since(str(today), workspace, today).snapshot == workspace.head()
    for text, said in (("soon", "neither a day"), ("", "neither a day"), ("2999-01-01", "still to come")):
        with pytest.raises(SinceError, match=said):
            read_since(text, workspace, today)


def test_a_file_of_a_digest_is_the_same_each_time(
    matter: Matter, shipped_workspace: Workspace, digest: Paper
) -> None:
    since = read_since("2026-05-15", shipped_workspace, matter.today)
    assert make_digest(replace(matter, weak=True), since, shipped_workspace) == digest
