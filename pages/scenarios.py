"""Scenarios: what if?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from chokepoint.errors import ChokepointError
from chokepoint.share import scenario as say
from chokepoint.ui.card import Card
from chokepoint.ui.context import Context
from chokepoint.ui.crises import crises_card
from chokepoint.ui.diplomacy import style_block
from chokepoint.ui.frame import current, page_head
from chokepoint.ui.html import esc
from chokepoint.ui.layout import Slot, chosen, one
from chokepoint.ui.risk import RULES
from chokepoint.ui.scenario import Asked, ask, choose, shown, texts_of_link, title_of
from chokepoint.ui.scenario_cards import CARDS, scenario_slot

FIRST = next(iter(CARDS))


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
    first = say.finding(found[0].outcome, names)
    scores = "; ".join(f"<b>{one.letter}</b> {esc(say.score_words(one.outcome))}" for one in found)
    return (
        asks,
        f"{title_of(found[0].preset)}: {first[:1].lower()}{first[1:]}",
        f"{scores}. <span class='cp-quiet'>{esc(say.NO_FORECAST)}</span>",
    )


def place(context: Context, asked: Asked, name: str) -> Slot:
    """The place of a card of the scenarios asked for; the first one draws the choice of them."""
    slot = scenario_slot(name, asked)
    return choose(context, asked, slot) if name == FIRST else slot


def fails(error: ChokepointError) -> Slot:
    """The place of a card that cannot be made; it says why."""

    def make(_: Context) -> Card:
        raise error

    return Slot("scenario-fault", "Scenarios", make)


context = current()
st.html(f"<style>{RULES.format(**vars(context.theme))}</style>" + style_block(context.theme))
try:
    asked = ask(context, texts_of_link())
except ChokepointError as error:
    page_head(*head(context, None))
    problem = error
    chosen(context, FIRST, "Scenarios", lambda _: fails(problem))
else:
    page_head(*head(context, asked))
    for name, (title, _) in CARDS.items():
        chosen(context, name, title, partial(place, asked=asked, name=name))
one(context, Slot("crises", "The three crises", crises_card))
