"""What a reader has picked for a brief during this visit, in their order."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import streamlit as st

from chokepoint.share.link import BRIEF
from chokepoint.ui.card import Card
from chokepoint.ui.context import Context
from chokepoint.ui.links import choices_of
from chokepoint.ui.picked import Paragraph, Part, Pick

BASKET = "_brief"
# Id of the kept brief from which the parts come.
OPENED = "_brief_opened"


def basket() -> list[Part]:
    """The parts picked, to be changed in place."""
    parts: list[Part] = st.session_state.setdefault(BASKET, [])
    return parts


def add_card(context: Context, name: str, title: str, make: Callable[[Context], Card]) -> None:
    """Puts a card at the end, as it is asked for now."""
    add_pick(Pick(context.page, name, title, context.question, make, urlencode(choices_of(context))))


def add_pick(pick: Pick) -> None:
    """Puts a pick at the end; one that is there already, asked for in the same way, stays once."""
    if (pick.id, pick.question, pick.choices) not in {
        (part.id, part.question, part.choices) for part in basket() if isinstance(part, Pick)
    }:
        basket().append(pick)
        alter()


def add_paragraph(text: str) -> None:
    """Puts a paragraph of the author's own at the end; an empty one is none."""
    if text.strip():
        basket().append(Paragraph(text.strip()))
        alter()


def move(number: int, by: int) -> None:
    """Moves a part up or down; the first stays first and the last last."""
    parts, there = basket(), number + by
    if 0 <= there < len(parts):
        parts[number], parts[there] = parts[there], parts[number]
        alter()


def take_out(number: int) -> None:
    """Takes a part out."""
    del basket()[number]
    alter()


def alter() -> None:
    """What is put together is no longer the brief that was opened: no link may say so."""
    if st.session_state.pop(OPENED, ""):
        st.session_state[BRIEF] = ""
