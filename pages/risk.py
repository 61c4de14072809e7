"""Risk: how high, how sure, and exactly why?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st

from chokepoint.errors import ChokepointError
from chokepoint.risk.explain import why_no_score
from chokepoint.share import risk as say
from chokepoint.share import sentences
from chokepoint.ui.context import Context
from chokepoint.ui.frame import current, page_head
from chokepoint.ui.html import esc
from chokepoint.ui.layout import chosen, one, two
from chokepoint.ui.risk import RULES, range_of, record_of
from chokepoint.ui.risk_cards import SLOTS
from chokepoint.ui.risk_level import choose_history, choose_part
from chokepoint.ui.risk_method import choose_own

# Seconds between two looks at whether the range is there.
LOOK_EVERY_S = 1.0
HISTORY, PENDING = "risk-history", "risk-history-pending"


def head(context: Context) -> tuple[str, str, str]:
    """Question in words, finding and standfirst (HTML) of the page."""
    q, names = context.question, context.names
    asks = f"{names.country(q.country)} exposed to {names.country(q.supplier)} · {q.buyer} buyers · {q.compare} to {q.on}"
    try:
        found = context.assessment()
        why = why_no_score(found, q.on)
        finding = f"How high, how sure, and why: {sentences.score_finding(found, q.on, why)}"
        skill = say.skill_words(record_of(context))
    except ChokepointError:  # the cards say what is wrong
        return asks, "The score cannot be worked out", ""
    reason = f"<b>No score on {esc(q.on)}:</b> {esc(why)}. " if why else ""
    return asks, finding, (
        f"{reason}<b>{esc(skill)}.</b> Every point is traced below to a measure, an observation or an event; the width comes "
        f"from the judgements alone. <span class='cp-quiet'>A share of variants is no probability.</span>"
    )  # fmt: skip


def draw_history(context: Context) -> Callable[[], None]:
    """The score at once; its range as soon as it is there, without holding up the page.

    What is returned draws the card anew if the range came while the page was being made; if it comes later,
    a look every second finds it.
    """
    place, pending = st.empty(), not range_of_is_there(context)

    @st.fragment(run_every=LOOK_EVERY_S if pending else None)
    def draw(name: str) -> None:
        if name == PENDING and range_of_is_there(context):
            st.rerun()
        chosen(context, name, "The score and its range", lambda asked: choose_history(asked, name == HISTORY))

    def again() -> None:
        nonlocal pending
        if pending and range_of_is_there(context):
            pending = False
            with place.container():
                chosen(context, HISTORY, "The score and its range", lambda asked: choose_history(asked, True))

    with place.container():
        draw(PENDING if pending else HISTORY)
    return again


def range_of_is_there(context: Context) -> bool:
    """True once nothing is left to wait for, also if there is no score; what cannot be read is said by the card."""
    try:
        return not np.isfinite(context.assessment().score).any() or range_of(context).done
    except ChokepointError:
        return True


context = current()
st.html(f"<style>{RULES.format(**vars(context.theme))}</style>")
page_head(*context.kept("risk-head", lambda: head(context)))
draw_range = draw_history(context)
one(context, SLOTS["risk-readings"])
one(context, SLOTS["risk-stack"])
one(context, SLOTS["risk-parts"])
chosen(context, "risk-follow", "One part over time", choose_part)
one(context, SLOTS["risk-change"])
one(context, SLOTS["risk-kinds"])
one(context, SLOTS["risk-versions"])
one(context, SLOTS["risk-buyers"])
draw_range()
one(context, SLOTS["risk-tornado"])
draw_range()
one(context, SLOTS["risk-variants"])
chosen(context, "risk-own", "Your own judgements", choose_own)
draw_range()
one(context, SLOTS["risk-record"])
one(context, SLOTS["risk-eves"])
one(context, SLOTS["risk-reliability"])
draw_range()
one(context, SLOTS["risk-checks"])
draw_range()
one(context, SLOTS["risk-companions"])
two(context, SLOTS["risk-elements"], SLOTS["risk-published"])
one(context, SLOTS["risk-indices"])
