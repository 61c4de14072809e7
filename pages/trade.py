"""Trade: who restricts what, for whom, since when, and do flows feel it?"""

from __future__ import annotations

import streamlit as st

from chokepoint.ui import trade as lists
from chokepoint.ui.frame import current, page_head
from chokepoint.ui.layout import chosen, one
from chokepoint.ui.trade_cards import SLOTS, choose_entities, choose_flow
from chokepoint.ui.trade_head import head

context = current()
st.html(lists.style(context.theme))
page_head(*context.kept("trade-head", lambda: head(context)))
one(context, SLOTS["measures"])
one(context, SLOTS["matrix"])
one(context, SLOTS["controls"])
chosen(context, "flows", "Monthly flows", choose_flow)
one(context, SLOTS["total"])
one(context, SLOTS["mirror"])
one(context, SLOTS["practice"])
one(context, SLOTS["duties"])
one(context, SLOTS["averages"])
chosen(context, "entities", "Listed firms", choose_entities)
