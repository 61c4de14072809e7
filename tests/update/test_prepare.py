"""Files against the shipped data: findings, difference in rows, and what it does to the score."""

from __future__ import annotations

from pathlib import Path

import pytest

from chokepoint.config import Settings
from chokepoint.contract.canonical import hash_file
from chokepoint.engine import Tables
from chokepoint.readers.reading import Answers
from chokepoint.risk.score import assess
from chokepoint.update.effect import Overlaid
from chokepoint.update.merge import Mode
from chokepoint.update.plain import published_data, published_text
from chokepoint.update.proposal import Proposal
from chokepoint.update.words import counts_words, day_words, effect_words
from chokepoint.workspace import Workspace
from tests.update.conftest import COVERED, Prepare
from tests.update.rows import event, shipped, write


def strongest(proposal: Proposal) -> str:
    """Id of the part that moves the score of the first day most."""
    explanation = proposal.effect.days[0].explanation if proposal.effect else None
    assert explanation is not None
    return str(explanation.parts["id"].iloc[0])


def newest_event() -> dict[str, str]:
    """The last event on file with an intensity below 0 on or before the last covered day."""
    rows = [
        row for row in shipped("events") if row["intensity"].startswith("-") and row["date"] <= "2026-06-20"
    ]
    return max(rows, key=lambda row: (row["date"], row["event_id"]))


def test_the_file_on_file_changes_nothing(tmp_path: Path, prepared: Prepare) -> None:
    found = prepared(write(tmp_path / "x.csv", shipped("prices")))
    assert (found.publishable, found.changes, found.refused) == (True, False, 0)
    assert found.effect is None
    assert found.differences == {}


@pytest.mark.parametrize("mode", ["update", "replace"])
def test_a_changed_cell_is_told_old_and_new_with_its_effect(
    tmp_path: Path, prepared: Prepare, mode: Mode
) -> None:
    changed = newest_event()
    rows = [
        row | {"intensity": "-9"} if row["event_id"] == changed["event_id"] else row
        for row in shipped("events")
    ]
    found = prepared(write(tmp_path / "mine.csv", rows), mode=mode)
    one = found.differences["events"]
    assert counts_words(one) == "1 row changed"
    assert one.cells.values.tolist() == [[changed["event_id"], "intensity", changed["intensity"], "-9"]]
    assert found.effect is not None
    day = found.effect.days[0]
    assert day.on == COVERED
    assert (day.moved("score") or 0) > 0.05
    assert strongest(found) == changed["event_id"]
    assert day.explanation is not None
    assert abs(day.explanation.residual) < 1e-9
    assert set(day.explanation.parts["kind"]) == {"data revision"}
    assert day_words(day).startswith(f"{COVERED}: 43.9 → ")


def test_the_effect_is_that_of_the_tables_once_published(
    tmp_path: Path, prepared: Prepare, workspace: Workspace, settings: Settings
) -> None:
    rows = [row for row in shipped("events") if row["date"] < "2026-05-01"]
    found = prepared(write(tmp_path / "fewer.csv", rows), mode="append")
    assert not found.changes
    kept = {row["event_id"] for row in rows}
    gone = [row["event_id"] for row in shipped("events") if row["event_id"] not in kept]
    pointing = {
        row[key.columns[0]]
        for table in workspace.contract.tables.values()
        for key in table.foreign_keys
        if key.table == "events"
        for row in shipped(table.name)
    }
    rows += [event(name) for name in gone if name in pointing]
    found = prepared(write(tmp_path / "fewer.csv", rows), mode="replace")
    assert found.publishable, found.findings
    assert found.differences["events"].counts["removed"] == len(set(gone) - pointing) > 0
    head = workspace.head()
    tables = Overlaid(workspace, Tables(workspace, head), {"events": [str(found.contents["events"])]})
    alone = assess(tables, settings.method)
    position = alone.index(COVERED)
    assert found.effect is not None
    assert found.effect.days[0].after["score"] == float(alone.score[position])


def test_rows_that_are_new_are_added_and_the_rest_stays(tmp_path: Path, prepared: Prepare) -> None:
    new = event(newest_event()["event_id"]) | {
        "event_id": "mine-1",
        "headline": "An event of our own",
        "notes": "",
    }
    path = write(tmp_path / "new.csv", [new, newest_event() | {"headline": "another headline"}])
    assert counts_words(prepared(path).differences["events"]) == "1 row added, 1 changed"
    assert counts_words(prepared(path, mode="append").differences["events"]) == "1 row added"


def test_an_event_under_a_new_id_is_a_rename_and_moves_no_score(tmp_path: Path, prepared: Prepare) -> None:
    row = newest_event()
    found = prepared(write(tmp_path / "renamed.csv", [row | {"event_id": "another-id"}]))
    assert found.publishable, found.findings
    one = found.differences["events"]
    assert (counts_words(one), dict(one.pairs)) == ("1 row renamed", {"another-id": row["event_id"]})
    assert found.effect is not None
    assert (
        effect_words(found.effect) == "This moves no reading and no score on any day (USA:CHN, civil buyers)."
    )
    explanation = found.effect.days[0].explanation
    assert explanation is not None
    assert len(explanation.parts) == 0
    assert not prepared(
        write(tmp_path / "renamed.csv", [row | {"event_id": "another-id"}]), mode="append"
    ).changes


def test_a_rename_that_strands_other_rows_is_refused_with_their_number(
    tmp_path: Path, prepared: Prepare
) -> None:
    row = event("2025-06-10-london-framework") | {"event_id": "london"}
    found = prepared(write(tmp_path / "renamed.csv", [row]))
    assert not found.publishable
    reasons = [finding.reason for finding in found.findings]
    assert (
        "2 rows of table commitments point to a row that would be gone (event_id 2025-06-10-london-framework)"
        in reasons
    )
    assert {finding.severity for finding in found.findings} == {"refuse_file"}
    assert found.differences == {}


def test_a_table_replaced_without_rows_that_others_need_is_refused(tmp_path: Path, prepared: Prepare) -> None:
    path = write(tmp_path / "sources.csv", shipped("sources")[:3])
    found = prepared(path, mode="replace")
    assert not found.publishable
    assert all(
        finding.fix.endswith("or update rows instead of replacing the table") for finding in found.findings
    )
    assert prepared(path).publishable


def test_a_file_with_few_columns_keeps_the_cells_on_file(tmp_path: Path, prepared: Prepare) -> None:
    required = [
        "date",
        "known_from",
        "initiator",
        "addressee",
        "domain",
        "kind",
        "action",
        "intensity",
        "headline",
    ]
    row = newest_event() | {"headline": "A better headline"}
    found = prepared(write(tmp_path / "part.csv", [row], ["event_id", *required]))
    assert dict(found.differences["events"].columns) == {"headline": 1}
    assert list(found.differences) == ["events"]


def test_a_row_that_does_not_fit_the_cells_it_keeps_is_left_out(tmp_path: Path, prepared: Prepare) -> None:
    row = next(row for row in shipped("measure_versions") if row["suspended_from"] and row["suspended_until"])
    columns = [name for name in row if name not in ("suspended_from",)]
    bad = row | {"suspended_until": "2001-01-01"}
    found = prepared(write(tmp_path / "versions.csv", [bad], columns))
    assert (found.publishable, found.changes, found.refused) == (True, False, 1)
    (finding,) = [one for one in found.findings if one.severity == "refuse_row"]
    assert finding.rule == "suspension_after_announcement"
    assert finding.reason.startswith(f"{row['measure_id']} | {row['known_from']}: with the cells on file")
    assert finding.file == "versions.csv"


def test_files_of_one_table_follow_each_other(tmp_path: Path, prepared: Prepare) -> None:
    row = newest_event()
    first = write(tmp_path / "1.csv", [row | {"headline": "first"}])
    second = write(tmp_path / "2.csv", [row | {"headline": "second"}])
    found = prepared(first, second)
    assert found.differences["events"].cells["new"].tolist() == ["second"]
    assert prepared(second, first).differences["events"].cells["new"].tolist() == ["first"]


def test_adding_only_what_is_new_keeps_what_is_on_file_whatever_the_second_file_says(
    tmp_path: Path, prepared: Prepare
) -> None:
    row = newest_event()
    new = row | {"event_id": "mine-1", "headline": "An event of our own", "notes": ""}
    first = write(tmp_path / "1.csv", [new])
    second = write(tmp_path / "2.csv", [new | {"headline": "told anew"}, row | {"headline": "not wanted"}])
    found = prepared(first, second, mode="append")
    assert (counts_words(found.differences["events"]), found.modes) == ("1 row added", {"events": "append"})
    assert found.differences["events"].added["headline"].tolist() == ["An event of our own"]


def test_a_second_file_of_a_replaced_table_is_laid_over_the_first(tmp_path: Path, prepared: Prepare) -> None:
    rows = shipped("projects")
    whole = write(tmp_path / "1.csv", rows[:5])
    more = write(tmp_path / "2.csv", [rows[5]])
    found = prepared(whole, more, mode="replace")
    assert (found.differences["projects"].after, found.modes) == (6, {"projects": "replace"})


@pytest.mark.parametrize("answer", [None, "beside", "stop"])
def test_an_older_edition_is_asked_about_before_it_is_published(
    tmp_path: Path, prepared: Prepare, answer: str | None
) -> None:
    on_file = next(row for row in shipped("sources") if row["series"] and row["edition"] == "2026")
    figure = next(row for row in shipped("production") if row["source_key"] == on_file["source_key"])
    older = on_file | {"source_key": "older", "edition": "1999", "title": "an old one"}
    rows = [figure | {"source_key": "older"}]
    paths = (write(tmp_path / "s.csv", [older]), write(tmp_path / "p.csv", rows))
    given = {hash_file(path): {"same_table_newer": answer} for path in paths} if answer else {}
    found = prepared(*paths, answers=Answers(given))
    (said,) = [finding for finding in found.findings if finding.rule == "same_table_newer"]
    assert said.reason.startswith(f"{on_file['series']} 1999 is an older edition")
    assert said.severity == {None: "ask", "beside": "note", "stop": "refuse_file"}[answer]
    assert found.publishable == (answer == "beside")
    asked = [("same_table_newer", ("beside", "stop"))] if answer is None else []
    assert [(question.key, question.choices) for question in found.questions] == asked


def test_files_may_point_to_each_other(tmp_path: Path, prepared: Prepare) -> None:
    source = shipped("sources")[0] | {"source_key": "a-source-of-ours"}
    row = shipped("prices")[0] | {"source_key": "a-source-of-ours"}
    alone = prepared(write(tmp_path / "p.csv", [row]))
    assert (alone.changes, alone.refused) == (False, 1)
    both = prepared(write(tmp_path / "p.csv", [row]), write(tmp_path / "s.csv", [source]))
    assert {name: one.counts["added"] for name, one in both.differences.items()} == {
        "sources": 1,
        "prices": 1,
    }


def test_a_table_outside_the_score_moves_none(tmp_path: Path, prepared: Prepare) -> None:
    rows = shipped("projects")
    found = prepared(write(tmp_path / "p.csv", [rows[0] | {"notes": "changed by us"}]))
    assert found.effect is not None
    assert (found.effect.moves, found.effect.days[0].moved("score")) == (False, 0)


def test_refused_rows_are_counted_and_left_out(tmp_path: Path, prepared: Prepare) -> None:
    rows = [newest_event() | {"date": "2031-01-01", "headline": "too early"}]
    found = prepared(write(tmp_path / "future.csv", rows))
    assert (found.publishable, found.refused, found.changes) == (True, 1, False)
    assert vars(found.files[0].rows["events"]) == {
        "read": 1, "accepted": 0, "refused": 1, "skipped": 0, "repeated": 0,
    }  # fmt: skip


def test_an_unknown_table_asks_and_works_nothing_out(tmp_path: Path, prepared: Prepare) -> None:
    told: list[str] = []
    found = prepared(write(tmp_path / "x.csv", [{"colour": "red", "shape": "round"}]), tell=told.append)
    assert not found.publishable
    assert [question.key for question in found.questions] == ["table"]
    assert found.effect is None
    assert "checking the files …" in told
    assert published_data(found, None)["moves_score"] is None


def test_an_effect_that_cannot_be_worked_out_is_no_standstill(
    tmp_path: Path, prepared: Prepare, workspace: Workspace
) -> None:
    for path in (workspace.root / "tables" / "trade_flows").glob("*.parquet"):
        path.write_bytes(bytes(path.stat().st_size))
    found = prepared(write(tmp_path / "x.csv", [newest_event() | {"intensity": "-9"}]))
    assert (found.changes, found.effect) == (True, None)
    text = published_text(found, workspace.head())
    assert "What that does to the score could not be worked out: table trade_flows" in text
    assert "no score moves" not in text
    data = published_data(found, workspace.head())
    assert (data["moves_score"], data["problem"]) == (None, found.problem)


def test_the_folder_goes_with_the_proposal(tmp_path: Path, prepared: Prepare) -> None:
    found = prepared(write(tmp_path / "x.csv", [newest_event() | {"headline": "other"}]))
    folder = found.folder.path
    assert found.contents["events"].is_file()
    del found
    assert not folder.exists()
