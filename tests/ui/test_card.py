"""A card says all that a figure must say, or cannot be made; what goes wrong in it stays in it."""

from __future__ import annotations

import csv
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from chokepoint.config import read_settings
from chokepoint.share.table import csv_bytes
from chokepoint.ui.card import CardError, empty_body
from chokepoint.ui.handout import about, citation, pinned_link
from tests.pages.screen import Screen, View
from tests.ui.cards import FAULTS, GOOD, SECRET, context


@pytest.mark.parametrize(
    ("lacking", "blank"),
    [("title", ""), ("subtitle", ""), ("unit", ""), ("unit", "  "), ("alt", "\n"), ("as_of", None)],
)
def test_a_card_without_what_a_figure_must_say_cannot_be_made(lacking: str, blank: str | None) -> None:
    changes: Any = {lacking: blank}
    with pytest.raises(CardError, match=f"card good: no {lacking}; a figure must say where it comes from"):
        replace(GOOD, **changes)


def test_a_card_without_origin_cannot_be_made_and_own_calculation_is_one() -> None:
    with pytest.raises(CardError, match=r"no origin \(sources or calculated\)"):
        replace(GOOD, sources=())
    assert replace(GOOD, sources=(), calculated="own calculation").origin == "own calculation"


def test_all_that_is_lacking_is_named_at_once() -> None:
    with pytest.raises(CardError, match=r"card good: no unit, no alt, no as_of, no origin"):
        replace(GOOD, unit="", alt="", as_of=None, sources=())


def test_the_origin_names_own_work_first() -> None:
    assert GOOD.origin == "Reuters"
    assert replace(GOOD, calculated="own calculation").origin == "own calculation; Reuters"


def _page() -> None:
    from tests.ui.cards import draw

    draw()


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    yield Page()
    st.cache_resource.clear()


class Page(Screen):
    """The cards of `tests.ui.cards`, and what the server's log says of them."""

    def __init__(self) -> None:
        self.records: list[logging.LogRecord] = []
        logger, handler = logging.getLogger("chokepoint.ui.drawing"), logging.Handler()
        handler.emit = self.records.append  # type: ignore[method-assign]
        logger.addHandler(handler)
        self.app = AppTest.from_function(_page, default_timeout=60)
        self.run()
        logger.removeHandler(handler)


def body(view: View) -> str:
    return view.text.split("\nIf you report it")[0].split("\n", 1)[1]


def test_a_fault_of_a_table_names_it_and_how_to_mend_it(page: Page) -> None:
    assert page.card("table").title == "Title of table"
    assert body(page.card("table")) == (
        "Table prices cannot be shown: file x.parquet cannot be opened. To mend it: publish the table again."
    )


def test_a_fault_of_our_own_says_what_it_is(page: Page) -> None:
    assert body(page.card("card")) == "card card: no unit; a figure must say where it comes from"


def test_any_other_fault_has_words_and_keeps_its_text_to_itself(page: Page) -> None:
    assert (
        body(page.card("other"))
        == "This figure could not be made; the rest of the page is not touched by it."
    )
    assert SECRET not in page.page.html
    assert "Traceback" not in page.page.html


def test_each_fault_has_a_number_under_which_the_log_has_the_trace(page: Page) -> None:
    for key, record in zip(FAULTS, page.records, strict=True):
        (number,) = re.findall(r"If you report it, name ([0-9a-f]{8})\.", page.card(key).text)
        assert number in record.getMessage()
        assert record.exc_info
    assert len({record.getMessage() for record in page.records}) == len(FAULTS)


def test_the_other_cards_are_drawn(page: Page) -> None:
    assert page.cards == [*FAULTS, "good"]
    assert page.card("good").title == GOOD.title
    assert "the body" in page.card("good").text


def test_the_foot_names_source_rights_day_and_what_is_missing(page: Page) -> None:
    assert page.card("good").text.split("\n")[-1] == (
        "Source: Reuters; rights with the sources; as of 2025-05-31; no tonnes on file for 2025-06."
    )


def test_what_is_seen_is_told_to_those_who_cannot_see_it(page: Page) -> None:
    assert page.card("good").alts == [GOOD.alt]


def test_a_hidden_tab_draws_nothing_and_an_opened_one_does(page: Page) -> None:
    assert not page.app.dataframe
    assert "copyhost.example" not in page.card("good").html
    opened = Page()
    opened.app.session_state["tab-good"] = "Sources"
    opened.run()
    view = opened.card("good")
    assert "Reuters, Exports <fall> wire" in view.text
    assert "published 2025-06-20; retrieved day not on file; copy read at copyhost.example" in view.text
    assert "2 rows" in view.text
    assert "<a " not in view.html, "an address that is none of the web is text"
    opened.app.session_state["tab-good"] = "Table"
    opened.run()
    assert opened.app.dataframe[0].value["month"].tolist() == ["2025-05", "2025-06"]


def test_what_a_reader_takes_away_is_made_when_it_is_asked_for() -> None:
    closed = Page()
    assert not closed.app.code
    assert not closed.app.get("download_button")
    closed.app.session_state["take-good"] = True
    closed.run()
    cited, tex, linked, follows, alone, whole = (text.value for text in closed.app.code)
    assert cited.startswith("Chokepoint: “46 t in 2025-05”")
    assert "v=1" in linked
    assert cited.endswith(linked)
    assert tex.startswith("@misc{chokepoint-good-2026-07-02,")
    assert alone == linked + "&embed=true"
    # Citation and links lead to this card; one of them to the page.
    assert "&card=good&" in linked
    assert follows == "?card=good"
    assert whole == linked.replace("card=good", "card=")
    assert "%26card%3Dgood" in tex or "card=good" in tex
    assert [tab.label for tab in closed.app.tabs if tab.label in ("Save", "Cite", "Link")] == [
        "Save",
        "Cite",
        "Link",
    ]
    assert [button.proto.label for button in closed.app.get("download_button")] == [
        "Displayed rows (CSV)",
        "Displayed rows and sources (XLSX)",
    ]


def test_a_file_of_a_card_says_which_data_method_and_question_made_it() -> None:
    mine, method = context(), read_settings().method
    lines = csv_bytes(GOOD.table, about(mine, GOOD)).decode("utf-8-sig").splitlines()
    told = dict(line.removeprefix("# ").split(": ", 1) for line in lines if line.startswith("# "))
    assert told == {
        "title": "46 t in 2025-05",
        "measure": "Magnets, t a month.",
        "unit": "t",
        "source": "Reuters",
        "as of": "2025-05-31",
        "data version": "aaaaaaaaaa",
        "method": method.id,
        "filters": "on 2026-07-02; compared with 2026-06-02; USA:CHN; civil buyers; evidence all; materials all",
        "accessed": "2026-11-21",
        "link": pinned_link(mine),
    }
    assert list(csv.reader(lines[len(told) :])) == [
        ["month", "quantity (t)"],
        ["2025-05", "46.0"],
        ["2025-06", ""],
    ]


def test_citation_and_link_pin_every_version() -> None:
    mine = context()
    assert citation(mine, GOOD) == (
        f"Chokepoint: “46 t in 2025-05”, 2026-07-02. Data version aaaaaaaaaa, method {read_settings().method.id}. "
        f"Accessed 2026-11-21. {pinned_link(mine)}"
    )
    for part in ("snapshot=aaaaaaaaaa", f"method={read_settings().method.id}", "on=2026-07-02", "v=1"):
        assert part in pinned_link(mine)


def test_an_empty_body_says_what_is_missing_as_text() -> None:
    assert empty_body("No figure < 2025-04") == (
        '<div class="cp-empty">No figure &lt; <span class="cp-d">2025-04</span></div>'
    )
    assert empty_body({"a": "one", "b": "two"}) == '<div class="cp-empty">one; two</div>'
