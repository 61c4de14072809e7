"""The card: the only way to put a figure on screen.

A card without unit, origin, as-of day and alt text cannot be made; `ui.drawing` draws it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from chokepoint.charts.theme import Drawing
from chokepoint.errors import ChokepointError
from chokepoint.share.citation import Source, origins
from chokepoint.ui.html import esc

REQUIRED = ("title", "subtitle", "unit", "alt")


class CardError(ChokepointError):
    """A card lacks what every figure must say."""


@dataclass(frozen=True)
class Card:
    """A figure or list with all it must say about itself.

    `body` is a Drawing (drawn by Plotly) or HTML; `table` the rows displayed, with units in the column
    names; `everything` the rows behind it without filters; `records` the rows behind clicked points, by
    the ids that the figure carries as customdata; `missing` says what is not on file.
    """

    key: str
    title: str
    subtitle: str
    unit: str
    as_of: date | None
    alt: str
    body: Drawing | str
    table: pd.DataFrame
    sources: tuple[Source, ...] = ()
    calculated: str = ""
    missing: str = ""
    tabs: bool = True
    everything: Callable[[], pd.DataFrame] | None = field(default=None, compare=False)
    records: Callable[[list[str]], pd.DataFrame] | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        lacking = [name for name in REQUIRED if not str(getattr(self, name)).strip()]
        if self.as_of is None:
            lacking.append("as_of")
        if not self.sources and not self.calculated:
            lacking.append("origin (sources or calculated)")
        if lacking:
            raise CardError(
                f"card {self.key}: no {', no '.join(lacking)}; a figure must say where it comes from"
            )

    @property
    def origin(self) -> str:
        """Who says it, origin first: "own calculation; MOFCOM, Reuters and 12 more"."""
        return "; ".join(part for part in (self.calculated, origins(self.sources)) if part)


def empty_body(words: Mapping[str, str] | str) -> str:
    """The body of a card for which nothing matches: what is missing and what to widen."""
    text = words if isinstance(words, str) else "; ".join(words.values())
    return f'<div class="cp-empty">{esc(text)}</div>'
