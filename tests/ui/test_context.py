"""What is kept is kept for exactly what it was made for: page, data, method, question, look and day."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from chokepoint.charts.theme import DARK
from chokepoint.config import CONFIG
from chokepoint.ui.context import Context, config_path, read_files, workspace_path
from tests.ui.cards import context


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def test_the_same_question_is_answered_once() -> None:
    made: list[int] = []
    for _ in range(3):
        assert context().kept("card", lambda: made.append(1) or len(made)) == 1  # type: ignore[func-returns-value]
    assert made == [1]


def other_display(mine: Context) -> dict[str, Any]:
    display = mine.settings.display.model_copy(update={"list_rows": mine.settings.display.list_rows + 1})
    return {"settings": mine.settings.model_copy(update={"display": display})}


def other_method(mine: Context) -> dict[str, Any]:
    score = mine.settings.method.score.model_copy(update={"exponent": 3.0})
    method = mine.settings.method.model_copy(update={"score": score})
    method.__dict__.pop("id", None)  # a copy brings the id of the old one along
    return {"settings": mine.settings.model_copy(update={"method": method})}


CHANGES = {
    "snapshot": lambda mine: {"snapshot": replace(mine.snapshot, id="bbbbbbbbbb")},
    "the same contents published again": lambda mine: {"snapshot": replace(mine.snapshot, seq=2)},
    "method": other_method,
    "choices of the screen": other_display,
    "question": lambda mine: {"question": replace(mine.question, materials=("Dy",))},
    "day shown": lambda mine: {"question": replace(mine.question, on=mine.question.on - timedelta(days=1))},
    "theme": lambda mine: {"theme": DARK},
    "phone": lambda mine: {"narrow": True},
    "today": lambda mine: {"today": date(2026, 11, 22)},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_anything_else_is_made_anew(change: Any) -> None:
    mine = context()
    assert mine.kept("card", lambda: "old") == "old"
    assert replace(mine, **change(mine)).kept("card", lambda: "new") == "new"
    assert mine.kept("other card", lambda: "another") == "another"


def test_a_fault_is_not_kept() -> None:
    def broken() -> str:
        raise ValueError("not now")

    with pytest.raises(ValueError, match="not now"):
        context().kept("card", broken)
    assert context().kept("card", lambda: "mended") == "mended"


PAGE = """
import streamlit
from tests.ui.cards import context
streamlit.text(context().kept("one name", lambda: "{name}"))
"""
ENTRY = """
import streamlit
streamlit.navigation([streamlit.Page("first.py", default=True), streamlit.Page("second.py")]).run()
"""


@pytest.mark.parametrize("change", ["question", "theme", "phone", "choices of the screen"])
def test_what_hangs_on_less_outlives_a_filter(change: str) -> None:
    mine = context()
    assert mine.shared("board", lambda: 1, mine.question.on) == 1
    assert replace(mine, **CHANGES[change](mine)).shared("board", lambda: 2, mine.question.on) == 1


@pytest.mark.parametrize("change", ["snapshot", "the same contents published again", "method"])
def test_what_is_shared_is_of_one_version_of_data_and_method(change: str) -> None:
    mine = context()
    assert mine.shared("board", lambda: 1, mine.question.on) == 1
    assert replace(mine, **CHANGES[change](mine)).shared("board", lambda: 2, mine.question.on) == 2


def test_what_is_shared_is_made_anew_for_all_it_hangs_on() -> None:
    mine = context()
    assert [mine.shared("board", lambda: 1, "a"), mine.shared("board", lambda: 2, "b")] == [1, 2]
    assert mine.shared("readings", lambda: 3, "a") == 3


def test_two_pages_may_use_one_name_for_different_cards(tmp_path: Path) -> None:
    (tmp_path / "dashboard.py").write_text(ENTRY, encoding="utf-8")
    for name in ("first", "second"):
        (tmp_path / f"{name}.py").write_text(PAGE.format(name=name), encoding="utf-8")
    app = AppTest.from_file(str(tmp_path / "dashboard.py"), default_timeout=60)
    seen = [app.run().text[0].value, app.switch_page("second.py").run().text[0].value]
    seen += [app.run().text[0].value, app.switch_page("first.py").run().text[0].value]
    assert seen == ["first", "second", "second", "first"]


def test_the_environment_names_other_files() -> None:
    settings, contract = read_files(CONFIG)
    assert config_path({}) == CONFIG
    assert config_path({"CHOKEPOINT_CONFIG": "/x/config.yaml"}) == Path("/x/config.yaml")
    assert workspace_path(settings, {}) == CONFIG.parent / settings.workspace.path
    assert workspace_path(settings, {"CHOKEPOINT_WORKSPACE": "/x/workspace"}) == Path("/x/workspace")
    assert "events" in contract.tables


def test_files_are_read_again_only_when_they_change(tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    text = CONFIG.read_text(encoding="utf-8")
    config.write_text(text, encoding="utf-8")
    first = read_files(config)[0]
    assert read_files(config)[0] is first
    config.write_text(text.replace("list_rows: 6", "list_rows: 7"), encoding="utf-8")
    assert read_files(config)[0].display.list_rows == 7


def test_what_other_settings_made_is_made_anew(tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(CONFIG.read_text(encoding="utf-8"), encoding="utf-8")
    read_files(config)
    mine = context()
    assert (mine.kept("card", lambda: 1), mine.shared("board", lambda: 1)) == (1, 1)
    config.write_text(config.read_text(encoding="utf-8") + "# looked at again\n", encoding="utf-8")
    os.utime(config, ns=(1, 1))
    read_files(config)
    again = context()
    assert (again.kept("card", lambda: 2), again.shared("board", lambda: 2)) == (2, 2)
