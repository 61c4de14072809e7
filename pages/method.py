"""Method: how is each number made, and how good was it?"""

from __future__ import annotations

import streamlit as st

from chokepoint.ui import method as shown
from chokepoint.ui.frame import current, page_head
from chokepoint.ui.layout import chosen, one, two
from chokepoint.ui.method_cards import SLOTS, choose_table, find_parameters, head, versions_slot

context = current()
st.html(shown.style(context.theme))
page_head(*context.kept("method-head", lambda: head(context)))
one(context, SLOTS["score"])
left, right = st.columns(2, gap="large")
with left:
    one(context, SLOTS["controls"])
with right:
    one(context, SLOTS["stress"])
    one(context, SLOTS["dependence"])
two(context, SLOTS["tension"], SLOTS["items"], (1.0, 1.0))
one(context, SLOTS["limits"])
chosen(context, "parameters", "Parameters", find_parameters)
one(context, SLOTS["tables"])
chosen(context, "sheet", "One table", choose_table)
two(context, versions_slot(context), SLOTS["corrections"], (1.0, 1.0))
