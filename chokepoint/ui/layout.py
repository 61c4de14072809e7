"""Cards on a page: one over the whole width, or two side by side (below each other on a phone)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import streamlit as st

from chokepoint.ui.card import Card
from chokepoint.ui.context import Context
from chokepoint.ui.drawing import draw_card

# Key of the session: name → usual title of the cards drawn in this run, in their order.
DRAWN = "_drawn"
WIDE_LEFT = (1.25, 1.0)


@dataclass(frozen=True)
class Slot:
    """The place of a card: its key, the title shown if it cannot be made, and the function that makes it."""

    key: str
    title: str
    make: Callable[[Context], Card]


def of_version(slot: Slot) -> Slot:
    """The same place, its card made once for all questions: it hangs on the version of the data and the real day.

    Not for a card that is drawn although a table cannot be read: it would stay so when the table is back.
    """
    return replace(
        slot,
        make=lambda context: context.shared(f"card-{slot.key}", lambda: slot.make(context), context.today),
    )


def wanted(context: Context, name: str) -> bool:
    """True if the link asks for this card or for none by name; a name may end in the reader's choice."""
    asked = context.question.cards
    return not asked or any(name == card or name.startswith(f"{card}-") for card in asked)


def one(context: Context, slot: Slot) -> None:
    """One card over the whole width."""
    if wanted(context, slot.key):
        _note(slot.key, slot.title)
        draw_card(context, slot.key, slot.title, lambda: slot.make(context), again=lambda: slot.make)


def chosen(context: Context, name: str, title: str, choose: Callable[[Context], Slot]) -> None:
    """One card with choices of its own: `choose` draws them and returns the place of the card they ask for."""
    asked: list[Slot] = []

    def draw_choices() -> str:
        asked.append(choose(context))
        return asked[-1].key

    if wanted(context, name):
        _note(name, title)
        draw_card(context, name, title, lambda: asked[-1].make(context), draw_choices, lambda: asked[-1].make)


def two(context: Context, left: Slot, right: Slot, widths: tuple[float, float] = WIDE_LEFT) -> None:
    """Two cards side by side, the left one wider; one that is shown alone has the whole width."""
    if not (wanted(context, left.key) and wanted(context, right.key)):
        one(context, left)
        one(context, right)
        return
    for column, slot in zip(st.columns(widths, gap="large"), (left, right), strict=True):
        with column:
            one(context, slot)


def _note(name: str, title: str) -> None:
    st.session_state.setdefault(DRAWN, {})[name] = title
