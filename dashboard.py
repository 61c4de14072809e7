"""Entry of the app: frame, navigation, page. No analysis happens here."""

import streamlit as st

from chokepoint.ui.frame import close_frame, open_frame

st.set_page_config(page_title="Chokepoint", layout="wide", page_icon=":material/join_inner:")
page = st.navigation(
    {
        "": [st.Page("pages/overview.py", title="Overview", default=True)],
        "Evidence": [
            st.Page("pages/trade.py", title="Trade"),
            st.Page("pages/supply.py", title="Supply"),
            st.Page("pages/diplomacy.py", title="Diplomacy"),
        ],
        "Analysis": [
            st.Page("pages/risk.py", title="Risk"),
            st.Page("pages/scenarios.py", title="Scenarios"),
        ],
        "Workspace": [
            st.Page("pages/briefs.py", title="Briefs"),
            st.Page("pages/data.py", title="Data"),
            st.Page("pages/method.py", title="Method"),
        ],
    },
    position="top",
)
context = open_frame(page.url_path or "overview")
if context is not None:
    page.run()
    close_frame(context)
