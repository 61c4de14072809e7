"""Scenarios: what if?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from chokepoint.errors import ChokepointError
from chokepoint.share import scenario as say
from chokepoint.ui.context import Context
from chokepoint.ui.crises import crises_card
from chokepoint.ui.diplomacy import style_block
from chokepoint.ui.frame import current, page_head
from chokepoint.ui.html import esc
from chokepoint.ui.layout import Slot, chosen, one
from chokepoint.ui.risk import RULES
from chokepoint.ui.scenario import Asked, ask, choose, shown, title_of
from chokepoint.ui.scenario_cards import assumed_card, blocked_card, parts_card, readings_card

CARDS = (
    ("scenario-blocked", "What would be held back", blocked_card),
    ("scenario-readings", "Readings and score", readings_card),
    ("scenario-parts", "The difference, part by part", parts_card),
    ("scenario-assumed", "What is assumed", assumed_card),
)


def head(context: Context, asked: Asked | None) -> tuple[str, str, str]:
    """Question in words, finding and standfirst (HTML) of the page."""
    q, names = context.question, context.names
    asks = f"{names.country(q.country)} exposed to {names.country(q.supplier)} · {q.buyer} buyers · what if?"
    try:
        found = shown(context, asked) if asked else []
    except ChokepointError:  # the cards say what is wrong
        found = []
    if not found:
        return asks, "No scenario can be worked out", ""
    first = found[0]
    scores = "; ".join(f"<b>{one.letter}</b> {esc(say.score_words(one.outcome))}" for one in found)
    return asks, f"{title_of(first.preset)}: {say.finding(first.outcome, names)[0].lower()}{say.finding(first.outcome, names)[1:]}", (
        f"{scores}. <span class='cp-quiet'>{esc(say.NO_FORECAST)}</span>"
    )  # fmt: skip


def place(context: Context, asked: Asked, number: int) -> Slot:
    """The place of a card of the scenarios asked for; the first one draws the choice of them."""
    name, title, make = CARDS[number]
    slot = Slot(f"{name}-{asked.id}", title, lambda at: make(at, asked))
    return choose(context, asked, slot) if number == 0 else slot


def fails(context: Context, error: ChokepointError) -> Slot:
    """The place of a card that cannot be made; it says why."""

    def make(at: Context) -> None:
        raise error

    return Slot("scenario-fault", "Scenarios", make)  # type: ignore[arg-type]


context = current()
st.html(f"<style>{RULES.format(**vars(context.theme))}</style>" + style_block(context.theme))
try:
    asked = ask(context)
except ChokepointError as error:
    page_head(*head(context, None))
    problem = error
    chosen(context, "scenario-blocked", "Scenarios", lambda at: fails(at, problem))
else:
    page_head(*head(context, asked))
    for number, (name, title, _) in enumerate(CARDS):
        chosen(context, name, title, partial(place, asked=asked, number=number))
one(context, Slot("crises", "The three crises", crises_card))
