"""Diplomacy: who said what, who promised what, who delivered?"""

from __future__ import annotations

import streamlit as st

from chokepoint.ui.diplomacy import style_block
from chokepoint.ui.diplomacy_cards import SLOTS, choose_in_ledger, choose_on_axis, head
from chokepoint.ui.frame import current, page_head
from chokepoint.ui.layout import chosen, one
from chokepoint.ui.meetings import choose_on_topic

context = current()
st.html(style_block(context.theme))
page_head(*context.kept("diplomacy-head", lambda: head(context)))
chosen(context, "events", "Events up and down", choose_on_axis)
one(context, SLOTS["quarters"])
one(context, SLOTS["readouts"])
one(context, SLOTS["meetings"])
one(context, SLOTS["asked"])
chosen(context, "ledger", "Who promised what", choose_in_ledger)
one(context, SLOTS["changes"])
one(context, SLOTS["delivery"])
one(context, SLOTS["delivered"])
one(context, SLOTS["truces"])
chosen(context, "topics", "What each side says", choose_on_topic)
