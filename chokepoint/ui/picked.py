"""Parts of a brief: cards as they were asked for, and paragraphs of the author's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from chokepoint.share.link import Question, pinned_page
from chokepoint.ui.card import Card
from chokepoint.ui.context import Context


@dataclass(frozen=True)
class Pick:
    """A card picked for a brief: where it stands, what it was called, the question it was asked, what makes it.

    `choices`: those of the cards of its page, as a link carries them.
    """

    page: str
    name: str
    title: str
    question: Question
    make: Callable[[Context], Card]
    choices: str = ""

    @property
    def id(self) -> str:
        """Page and name: overview.due."""
        return f"{self.page}.{self.name}"

    @property
    def link(self) -> str:
        """The card as a pinned link: page, question, choices."""
        return pinned_page(
            self.page, replace(self.question, cards=(self.name,)), dict(parse_qsl(self.choices))
        )


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the author's own."""

    text: str


Part = Pick | Paragraph
