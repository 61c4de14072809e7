"""A pinned link of every page, with its choices: the same numbers after an upload, and in the files of a brief."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qsl

import docx
import pytest
from lxml import html

from chokepoint.charts.theme import Drawing
from chokepoint.config import read_settings
from chokepoint.engine import Tables
from chokepoint.share import brief as briefs
from chokepoint.share.brief import file_of
from chokepoint.share.paper import table_rows
from chokepoint.ui.briefs import bare_context, brief_of, linked
from chokepoint.ui.card import Card
from chokepoint.ui.catalogue import entry_of
from chokepoint.workspace import Workspace
from tests.pages.conftest import rows_as_arrow
from tests.pages.reach import PAGES, reach
from tests.pages.screen import TODAY
from tests.shipped import contract

pytestmark = pytest.mark.usefixtures("still", "workspace")
MOST = 40
# One question with choices for each page.
ASKED = {
    "overview": "on=2025-06-20&compare=2025-04-01&buyer=military",
    "trade": "flow=85051110-JPN&search-entities=magnet&buyer=listed",
    "supply": "element=Nd&tiles=gap&sources=separation:ieaoct25,magnets:doe22&pair=DEU:CHN",
    "diplomacy": "kinds=relief,act&status=kept&by=CHN&topic=soybeans&evidence=verified",
    "risk": "part=stress:magnets&own=controls:0.5,act:90",
    "scenarios": 'scenario=april-2025-lifted&also=act&levers={"stocks_gone":true}',
    "data": "data-sheet=tariffs&evidence=official",
    "method": "find=licence&sheet=tariffs",
    "briefs": "digest-since=2026-05-15&materials=Dy",
}
# What tells of the versions on file speaks of newer ones too.
OF_VERSIONS = {"data": {"history"}, "method": {"versions"}, "risk": {"risk-versions"}}


@dataclass(frozen=True)
class Seen:
    """What a page showed before the upload: its pinned link and its cards."""

    link: str
    cards: dict[str, Card]


@pytest.fixture(scope="module")
def seen(workspace: Workspace) -> Iterator[dict[str, Seen]]:
    """Every page, before events, flows and prices are cut in a newer version, which stands while the tests run."""
    found = {}
    for page, query in ASKED.items():
        reached = reach(page, query)
        assert reached.screen.note == "", page
        reached.screen.app.session_state["page-link"] = True
        reached.screen.run()
        link = next(code.value for code in reached.screen.app.code if code.value.endswith("&v=1"))
        found[page] = Seen(f"/{page}{link}", {card.key: card for card in reached.cards})
    first = workspace.head()
    tables = Tables(workspace, first)
    cut = {
        name: rows_as_arrow(tables[name].iloc[:-30])
        for name in ("events", "trade_flows", "prices", "measures")
    }
    workspace.commit(cut, first, "a test", "less of everything")
    yield found
    workspace.restore(first.id, "a test", "back")


def test_every_page_is_asked() -> None:
    assert set(ASKED) == set(PAGES)


@pytest.mark.parametrize("page", ASKED)
def test_a_pinned_link_shows_the_same_after_an_upload(
    workspace: Workspace, seen: dict[str, Seen], page: str
) -> None:
    before = seen[page]
    query = "&".join(f"{key}={text}" for key, text in parse_qsl(before.link.partition("?")[2]))
    again = reach(page, query)
    assert again.screen.note == ""
    assert "a newer version of the data is on file" in again.screen.page.text
    after = {card.key: card for card in again.cards}
    assert list(after) == list(before.cards)
    for key, card in before.cards.items():
        if key not in OF_VERSIONS.get(page, ()):
            assert (after[key].title, after[key].alt) == (card.title, card.alt), key
            assert after[key].table.equals(card.table), key
    living = bare_context(read_settings(), contract(), workspace, TODAY, weak=True)
    assert living.snapshot.id not in before.link


@pytest.mark.parametrize("page", ASKED)
def test_the_files_of_a_brief_hold_the_numbers_of_the_screen(
    workspace: Workspace, seen: dict[str, Seen], page: str
) -> None:
    before = seen[page]
    names = {key: found[1] for key in before.cards if (found := entry_of(page, key)) is not None}
    assert len(names) == len(before.cards), "a card of the page cannot go into a brief"
    context = bare_context(read_settings(), contract(), workspace, TODAY, weak=True)
    _, picks, unread = linked(context, f"{before.link}&card={','.join(names.values())}")
    assert unread == []
    paper = brief_of(context, picks, "All", "Ada", before.link, weak=True)
    shown = [card for key, card in before.cards.items() if key not in OF_VERSIONS.get(page, ())]
    data = file_of(paper, ".html")
    with patch.object(briefs, "pictures", lambda drawings: {}):
        word = docx.Document(io.BytesIO(file_of(paper, ".docx")))
    read = _sections(data)
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in word.tables]
    drawn = _figures(data.decode())
    for card in shown:
        rows = [list(map(str, card.table.columns)), *map(list, table_rows(card.table, MOST))]
        title, told = read[next(key for key in read if key.endswith(f"-{card.key}"))]
        assert title == _plain(card.title)
        if not card.table.empty:
            assert told == [[_plain(cell) for cell in row] for row in rows], card.key
            assert [[_plain(cell) for cell in row] for row in rows] in [
                [[_plain(cell) for cell in row] for row in table] for table in tables
            ], card.key
        if isinstance(card.body, Drawing):
            data_of = json.loads(card.body.figure.to_json())["data"]
            assert next(value for key, value in drawn.items() if key.endswith(f"-{card.key}")) == data_of, (
                card.key
            )


def _sections(data: bytes) -> dict[str, tuple[str, list[list[str]]]]:
    """Title and rows of each figure of an HTML brief, by the id of its section."""
    found = {}
    for section in html.fromstring(data.decode()).xpath("//section[@class='figure']"):
        title = _plain(section.find("h2").text_content())
        rows = section.xpath("./details[@class='rows']//tr")
        found[section.get("id")] = title, [[_plain(cell.text_content()) for cell in row] for row in rows]
    return found


def _figures(page: str) -> dict[str, Any]:
    """Traces of each Plotly figure of an HTML brief, by the id of its place."""
    found = {}
    for place in re.finditer(r'Plotly\.newPlot\(\s*"plot-([^"]+)",\s*', page):
        found[place[1]], _ = json.JSONDecoder().raw_decode(page, place.end())
    return found


def _plain(text: object) -> str:
    return " ".join(str(text).split())
