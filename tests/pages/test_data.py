"""The Data page as a reader opens it: tables, an upload up to its publication, drafts, the way back, worklists."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import streamlit as st

from chokepoint.config import DATA
from chokepoint.engine import Tables
from chokepoint.ui import data_update
from chokepoint.ui.access import may_write
from chokepoint.workspace import Snapshot, Workspace, open_workspace
from tests.pages.conftest import Draft, rows_as_arrow
from tests.pages.screen import Screen
from tests.shipped import contract
from tests.update.rows import Row, shipped

PAGE = "pages/data.py"
CARDS = ["update", "history", "version", "tables", "sheet", "past", "primary", "questions"]
MESSY = Path(__file__).parents[1] / "messy"
Open = Callable[..., Screen]


class DataScreen(Screen):
    """The page from its first run on, as a link to it opens it."""

    def run(self) -> Screen:
        self.app.switch_page(PAGE)
        return super().run()

    def upload(self, name: str, data: bytes) -> Screen:
        """Puts a file in."""
        (box,) = self.app.main.get("file_uploader")
        box.upload(name, data, "text/csv")
        return self.run()

    def press(self, label: str) -> Screen:
        """Presses the one button of this label."""
        (button,) = [one for one in self.app.main.get("button") if one.label == label]
        button.click()
        return self.run()

    def write(self, label: str, text: str, place: int = 0) -> None:
        """Writes into a field."""
        [one for one in self.app.main.get("text_input") if one.label == label][place].set_value(text)


def opened(query: str = "") -> DataScreen:
    return DataScreen(query)


@pytest.fixture(scope="module")
def on_file(workspace: Workspace) -> Tables:
    return Tables(workspace, workspace.head())


@pytest.fixture(scope="module")
def data(workspace: Workspace) -> Open:
    """`data("on=2025-05-30")`: the page of this link, run once and shared; only to look at."""
    seen: dict[str, DataScreen] = {}

    def open_(query: str = "") -> Screen:
        return seen.setdefault(query, opened(query)) if query not in seen else seen[query]

    return open_


def as_csv(*rows: Row) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def hostile() -> Row:
    """The newest hostile event on or before the last covered day."""
    rows = [r for r in shipped("events") if r["intensity"].startswith("-") and r["date"] <= "2026-06-20"]
    return max(rows, key=lambda row: (row["date"], row["event_id"]))


def test_the_default_page_says_what_is_in_here(data: Open) -> None:
    page = data("")
    assert [card.split("-")[0] for card in page.cards] == CARDS
    rows = f"{sum(len(shipped(name)) for name in contract().tables):,}".replace(",", " ")
    assert f"{len(contract().tables)} tables, {rows} rows" in page.page.text
    assert "tables past their age" in page.page.text
    assert "What is in here, and may I update it?" in page.page.text
    assert page.note == ""
    assert "cannot be made" not in page.page.text


def test_every_table_stands_with_its_clocks_and_sources(data: Open) -> None:
    card = data("").card("tables")
    for table in contract().tables.values():
        row = card.row(table.title)
        assert table.description[:40] in row[0]
        assert row[1].replace(" ", "") == str(len(shipped(table.name)))
    assert "! stale" in card.row("Events (curated)")[0]
    assert "! stale" not in card.row("Projects")[0]
    assert card.row("Events (curated)")[2] == "2026-07-02"


def test_a_table_has_its_dictionary_and_its_files(data: Open) -> None:
    page = data("")
    card = page.card("sheet")
    for field in contract().table("events").fields:
        assert field.description[:50] in card.text
    labels = [button.label for button in page.app.main.get("download_button")]
    for label in (
        "Rows (XLSX, with dictionary)",
        "Rows (CSV for spreadsheets)",
        "Template (XLSX, with dictionary)",
        "Template (CSV)",
        "The whole version (zip)",
    ):
        assert label in labels


def test_the_worklists_name_rows_and_days(data: Open) -> None:
    past, primary = data("").card("past"), data("").card("primary")
    assert past.row("180 days for mineral agreements")[1:] == ["passed unknown", "2026-07-13131 days ago"]
    kinds = {row["source_key"]: row["kind"] for row in shipped("sources")}
    flows = [row for row in shipped("trade_flows") if kinds[row["source_key"]] == "copy"]
    largest = max(
        {row["source_key"] for row in flows}, key=lambda key: sum(r["source_key"] == key for r in flows)
    )
    count = sum(row["source_key"] == largest for row in flows)
    assert primary.rows[1][1:] == ["Trade flows", str(count)]
    assert primary.title.endswith("rows want a primary source")


def test_a_bad_link_is_named_and_the_page_stands(data: Open) -> None:
    page = data("on=yesterday&foo=1&snapshot=zzz")
    assert "on=yesterday" in page.note
    assert "snapshot=zzz" in page.note
    assert [card.split("-")[0] for card in page.cards] == CARDS


def test_empty_tables_are_shown_as_empty(draft: Draft, on_file: Tables, data: Open) -> None:
    names = ("events", "projects", "deadlines", "commitments", "commitment_status")
    nothing = draft("nothing", **{name: on_file[name].iloc[:0] for name in names})
    page = data(f"snapshot={nothing}")
    assert page.card("tables").row("Projects")[1] == "0"
    assert page.card("past").title.endswith("past its day")
    assert [card.split("-")[0] for card in page.cards] == CARDS


@pytest.mark.usefixtures("cold")
def test_a_damaged_table_is_named_and_the_rest_stands(own_workspace: Workspace) -> None:
    (path,) = own_workspace.files(own_workspace.head(), "projects")
    Path(path).write_bytes(b"no parquet")
    page = opened()
    assert "1 table cannot be read" in page.page.text
    assert "! cannot be read" in page.card("tables").text
    assert page.card("history").title.startswith("1 version")


def test_a_file_is_published_with_its_effect_and_taken_back(own_workspace: Workspace) -> None:
    first = own_workspace.head()
    row = hostile()
    page = opened().upload("my events.csv", as_csv(row | {"intensity": "-9"}))
    text = page.card("update").text
    assert "my events.csv" in text
    assert "chokepoint table events, certain" in text
    assert page.card("update").row("Events (curated)")[1:7] == ["284", "0", "1", "0", "0", "284"]
    assert "The score moves on " in text
    assert "Sum, exactly the change of the score" in text
    cells = [frame.value for frame in page.app.dataframe]
    assert [row["event_id"], "intensity", row["intensity"], "-9"] in [
        list(f.iloc[0]) for f in cells if len(f.columns) == 4
    ]
    assert own_workspace.head() == first

    page.press("Publish")
    assert "nobody is named" in page.card("update").text
    page.write("Your name", "Ada")
    page.write("Why, in a line", "a correction")
    page.press("Publish")
    made = open_workspace(own_workspace.root, DATA, contract()).head()
    assert (made.author, made.note, made.parent) == ("Ada", "a correction", first.id)
    assert f"Published as version {made.id} by Ada" in page.card("update").text
    assert page.card("history").title.startswith("2 versions")
    newest = page.card("history").rows[1]
    assert "Ada" in newest[1]
    assert newest[2] == "my events.csv"
    assert newest[3] == "Events (curated): 1 row changed"

    (choice,) = [one for one in page.app.main.get("selectbox") if one.label == "Version"]
    choice.set_value(first.seq)
    page.run()
    assert "Events (curated)" in page.card("version").text
    page.write("Your name", "Bob", place=-1)
    page.write("Why, in a line", "not agreed", place=-1)
    page.press("Restore")
    back = open_workspace(own_workspace.root, DATA, contract()).head()
    assert (back.id, back.author, back.action) == (first.id, "Bob", "restore")


def test_refused_rows_stop_the_publication_until_they_are_accepted(own_workspace: Workspace) -> None:
    before = own_workspace.head()
    fine, bad = hostile() | {"headline": "Other words"}, shipped("events")[3] | {"date": "2031-01-01"}
    page = opened().upload("two.csv", as_csv(fine, bad))
    assert "2 × row left out" in page.card("update").text
    page.write("Your name", "Ada")
    page.press("Publish")
    assert "1 refused row would be left out" in page.card("update").text
    assert own_workspace.head() == before
    (accept,) = [one for one in page.app.main.get("checkbox") if "may be left out" in one.label]
    accept.check()
    page.press("Publish")
    assert own_workspace.head().author == "Ada"


def test_a_question_is_answered_in_place(own_workspace: Workspace) -> None:
    path = MESSY / "03_bad_dates.csv"
    page = opened().upload(path.name, path.read_bytes())
    assert "to be answered" in page.card("update").text
    assert "What it changes" not in page.card("update").text
    (question,) = [one for one in page.app.main.get("radio") if path.name in one.label]
    assert list(question.options) == ["day first: 03/04 is 3 April", "month first: 03/04 is March 4"]
    question.set_value("day_first")
    page.run()
    assert page.card("update").row("Events (curated)")[2] == "2"


def test_an_unknown_table_is_mapped_and_remembered(own_workspace: Workspace) -> None:
    row = shipped("projects")[1]
    names = {"project_id": "Nr", "company": "Who", "title": "Project", "country": "Where", "stage": "Step",
             "state": "Now", "material": "What"}  # fmt: skip
    file = as_csv({heading: f"{row[column]}" for column, heading in names.items()})
    page = opened().upload("ours.csv", file)
    assert "a table that is not known yet" in page.card("update").text
    assert "It fills the table" in [one.label for one in page.app.main.get("selectbox")]
    assert own_workspace.recall_all("mappings") == []


def test_a_draft_is_kept_opened_by_its_link_and_published(own_workspace: Workspace) -> None:
    first = own_workspace.head()
    page = opened().upload("events.csv", as_csv(hostile() | {"intensity": "-9"}))
    page.write("Your name", "Ada")
    page.write("Name of the draft", "october")
    page.press("Keep as a draft")
    (made,) = [row for row in own_workspace.drafts() if row.line == "draft:october"]
    assert (own_workspace.head(), made.line) == (first, "draft:october")
    assert f"Kept as draft “october”, version {made.id}" in page.card("update").text
    assert any(code.value.endswith(f"?snapshot={made.id}") for code in page.app.main.get("code"))
    theirs = opened(f"snapshot={made.id}")
    assert theirs.note == ""
    assert "Draft “october”: not published" in theirs.page.text
    (choice,) = [one for one in theirs.app.main.get("selectbox") if one.label == "Version"]
    choice.set_value(made.seq)
    theirs.run()
    theirs.write("Your name", "Bob", place=-1)
    theirs.press("Publish the draft")
    assert (own_workspace.head().id, own_workspace.head().author) == (made.id, "Bob")
    assert made not in own_workspace.drafts()


def test_nothing_new_is_said_and_cannot_be_published(own_workspace: Workspace) -> None:
    page = opened().upload("events.csv", as_csv(hostile()))
    assert "Nothing differs from what is on file" in page.card("update").text
    assert "Publish" not in [one.label for one in page.app.main.get("button")]


def test_cells_that_look_like_markup_stay_text(own_workspace: Workspace) -> None:
    page = opened().upload("<b>x.csv", as_csv(hostile() | {"headline": "<script>alert(1)</script>"}))
    assert "<script>" not in page.card("update").html
    assert "<b>x.csv" in page.card("update").text


def test_nobody_writes_where_nobody_signs_in(
    own_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [may_write(address) for address in ("127.0.0.1", "localhost", "0.0.0.0", None)] == [
        True,
        True,
        False,
        False,
    ]
    real = st.get_option
    monkeypatch.setattr(st, "get_option", lambda key: "0.0.0.0" if key == "server.address" else real(key))
    monkeypatch.setattr("chokepoint.ui.frame.may_draw", lambda settings, address: True)
    page = opened()
    assert "everybody may read and nobody may change anything" in page.card("update").text
    assert page.app.main.get("file_uploader") == []
    assert "Restore" not in [one.label for one in page.app.main.get("button")]


def test_older_versions_are_scored_once_they_are_asked_for(own_workspace: Workspace) -> None:
    first = own_workspace.head()
    other = publish_one_event_less(own_workspace)
    for turn in range(6):
        own_workspace.restore(first.id if turn % 2 == 0 else other.id, "Ada", f"turn {turn}")
    history = own_workspace.history()
    page = opened()
    shown = [line[0] for line in page.card("history").rows[1:]]
    assert len(shown) == 6
    assert "Versions shown" in [box.label for box in page.app.main.get("selectbox")]
    (choice,) = [box for box in page.app.main.get("selectbox") if box.label == "Versions shown"]
    choice.set_value("2")
    page.run()
    older = page.card("history").rows[1:]
    assert len(older) == len(history) - 6
    assert not {line[0] for line in older} & set(shown)
    assert first.id in older[-1][0]
    assert all(line[4].strip() and "no score" not in line[4] for line in older)
    assert opened("versions=2").card("history").rows[1:] == older
    assert [label.split(":")[0] for label in choice.options] == ["1 to 6", f"7 to {len(history)}"]
    assert "not one of the choices here" in opened("versions=9").page.text


def publish_one_event_less(workspace: Workspace) -> Snapshot:
    """A version without the newest event."""
    rows = Tables(workspace, workspace.head())["events"]
    return workspace.commit({"events": rows_as_arrow(rows.iloc[:-1])}, workspace.head(), "Ada", "one less")


def test_a_publication_tells_its_steps_beside_a_stop(
    own_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    real = data_update.stoppable

    def listening(place: Any, key: str, stopped: Callable[[], None]) -> Callable[[str], None]:
        tell = real(place, key, stopped)
        told.append(key)
        return lambda words: (told.append(words), tell(words))[1]

    monkeypatch.setattr(data_update, "stoppable", listening)
    page = opened().upload("my events.csv", as_csv(hostile() | {"intensity": "-9"}))
    page.write("Your name", "Ada")
    page.press("Publish")
    assert told == ["halt-0", "keeping my events.csv …", "writing table events …", "publishing …"]
    assert own_workspace.history()[0].author == "Ada"


def test_a_publication_that_was_stopped_says_so_and_can_be_done_again(
    own_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = own_workspace.head()
    page = opened().upload("my events.csv", as_csv(hostile() | {"intensity": "-9"}))

    def stopped(*_: Any) -> None:
        data_update.desk().halt(0)
        st.rerun()

    with monkeypatch.context() as patch:
        patch.setattr(data_update, "publish", stopped)
        page.write("Your name", "Ada")
        page.press("Publish")
    assert "Stopped: nothing was published, and nothing was changed." in page.card("update").text
    assert own_workspace.head() == head
    page.press("Publish")
    assert "Stopped" not in page.card("update").text
    assert own_workspace.head() != head
