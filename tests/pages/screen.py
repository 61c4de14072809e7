"""What a reader sees of the app as AppTest runs it: text of the page and of each card, cells of its tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl

from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from chokepoint.config import ROOT

TODAY = date(2026, 11, 21)
CARDS = ("due", "board", "flowing", "magnets", "change", "news", "readings", "history", "freshness")


class NavigationOnly(PagesManager):
    """AppTest takes the folder pages/ for automatic navigation at the start of every run; a server only once."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        PagesManager.uses_pages_directory = False
        super().__init__(*arguments, **more)


class Frozen(date):
    """A day on which the calendars of the tests stand still."""

    @classmethod
    def today(cls) -> date:  # type: ignore[override]
        return TODAY


class Screen:
    """One run of the app, and the next ones after a click."""

    def __init__(self, query: str = "", theme: str = "light") -> None:
        self.app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
        for key, value in parse_qsl(query, keep_blank_values=True):
            self.app.query_params[key] = value
        self.app.context["theme"] = theme
        self.run()

    def run(self) -> Screen:
        """The page after another run; an uncaught error fails here with its text."""
        self.__dict__.pop("_bodies", None)
        self.app.run()
        assert not self.app.exception, [error.message for error in self.app.exception]
        return self

    def card(self, key: str) -> View:
        """What stands inside the card of this key."""
        return View(_container(self.app.main, f"-card-{key}"))

    @property
    def cards(self) -> list[str]:
        """Keys of the cards on the page, from top to bottom."""
        found = (getattr(block.proto, "id", "") for block in _blocks(self.app.main))
        return [name.rpartition("-card-")[2] for name in found if "-card-" in name]

    @property
    def page(self) -> View:
        """Everything beside the sidebar."""
        return View(self.app.main)

    @property
    def note(self) -> str:
        """The line under the status line that names what of the link was not understood; "" without one."""
        _, _, tail = self.page.text.partition("Not understood in this link: ")
        return tail.partition("\n")[0]


class View:
    """Part of the page: its words, the cells of its tables, its figures."""

    def __init__(self, block: Any) -> None:
        self.block = block

    @cached_property
    def html(self) -> str:
        """The HTML that is drawn in it, without styles."""
        return "\n".join(
            leaf.proto.body
            for leaf in _leaves(self.block)
            if leaf.type == "html" and "<style>" not in leaf.proto.body
        )

    @cached_property
    def _read(self) -> _Reader:
        reader = _Reader()
        reader.feed(self.html)
        return reader

    @property
    def text(self) -> str:
        """Its words as a reader sees them, a line for each paragraph, heading, row or cell group."""
        return "\n".join(
            " ".join(line.split()) for line in "".join(self._read.pieces).split("\n") if line.strip()
        )

    @property
    def title(self) -> str:
        """Its first heading."""
        return self._read.headings[0] if self._read.headings else ""

    @property
    def rows(self) -> list[list[str]]:
        """Cells of its HTML tables, row by row."""
        return [[" ".join(cell.split()) for cell in row] for row in self._read.rows]

    @property
    def alts(self) -> list[str]:
        """What its figures and lists say to those who cannot see them."""
        charts = [leaf.proto.alt for leaf in _leaves(self.block) if leaf.type == "plotly_chart"]
        return charts + self._read.labels

    @property
    def charts(self) -> list[str]:
        """Specification of each Plotly figure, as JSON."""
        return [leaf.proto.spec for leaf in _leaves(self.block) if leaf.type == "plotly_chart"]

    def row(self, first: str) -> list[str]:
        """The one row whose first cell begins with these words."""
        (found,) = [row for row in self.rows if row and row[0].startswith(first)]
        return found


class _Reader(HTMLParser):
    """Text of an HTML piece, with its rows and headings; tags that stand as text stay text."""

    BREAKS = frozenset(
        {"p", "h1", "h2", "h3", "div", "tr", "li", "br", "summary", "table", "details", "small"}
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.rows: list[list[str]] = []
        self.headings: list[str] = []
        self.labels: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._inside.append(tag)
        if label := given.get("aria-label") or (given.get("alt") if tag == "img" else None):
            self.labels.append(label)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
            self.pieces.append(" ")
        elif tag in ("h1", "h2"):
            self.headings.append("")
        if tag in self.BREAKS:
            self.pieces.append("\n")
        if tag in ("img", "br"):
            self._inside.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            while self._inside.pop() != tag:
                pass
        if tag in self.BREAKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if "script" in self._inside:
            return
        self.pieces.append(data)
        if self.rows and {"td", "th"} & set(self._inside):
            self.rows[-1][-1] += data
        if self.headings and {"h1", "h2"} & set(self._inside):
            self.headings[-1] += data


def _blocks(block: Any) -> Iterator[Any]:
    for child in getattr(block, "children", {}).values():
        yield child
        yield from _blocks(child)


def _leaves(block: Any) -> Iterator[Any]:
    return (child for child in _blocks(block) if not getattr(child, "children", None))


def _container(root: Any, ending: str) -> Any:
    (found,) = [block for block in _blocks(root) if getattr(block.proto, "id", "").endswith(ending)]
    return found
