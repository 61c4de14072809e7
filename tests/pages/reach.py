"""Everything that a reader can reach on a page: its words, alt texts, labels in figures, rows of its tables."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from streamlit.testing.v1 import AppTest

from chokepoint.config import ROOT
from chokepoint.ui import drawing
from chokepoint.ui.card import Card
from chokepoint.ui.context import Context
from tests.pages.screen import Screen

PENDING = "-pending"
PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))


@dataclass(frozen=True)
class Reached:
    """A page as it was drawn, and the cards it drew."""

    screen: Screen
    cards: tuple[Card, ...]

    @property
    def text(self) -> str:
        """All words in one line each; hard blanks and line breaks of figures are plain blanks."""
        parts = [self.screen.page.text, *self.screen.page.alts]
        for spec in self.screen.page.charts:
            parts += _strings(json.loads(spec))
        parts += [card.table.to_csv(index=False) for card in self.cards]
        plain = (re.sub(r"<[^>]*>", " ", html.unescape(part)) for part in parts)
        return "\n".join(re.sub(r"[ \u00a0\u202f]+", " ", part) for part in plain)


def reach(name: str, query: str = "") -> Reached:
    """A page of the app (the name of its file) with the question of a link."""
    cards: list[Card] = []
    draw = drawing._draw

    def note(context: Context, card: Card, heading: str) -> None:
        cards.append(card)
        draw(context, card, heading)

    screen = Screen.__new__(Screen)
    screen.app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=120)
    for pair in filter(None, query.split("&")):
        key, _, value = pair.partition("=")
        screen.app.query_params[key] = value
    if name != "overview":
        screen.app.switch_page(f"pages/{name}.py")
    with patch.object(drawing, "_draw", note):
        screen.run()
        while any(card.key.endswith(PENDING) for card in cards):  # worked out behind the page
            cards.clear()
            screen.run()
    return Reached(screen, tuple(cards))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)
