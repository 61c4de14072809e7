"""Entry of the app: frame, navigation, page. No analysis happens here."""

import streamlit as st

from chokepoint.ui.frame import open_frame

st.set_page_config(page_title="Chokepoint", layout="wide", page_icon=":material/join_inner:")
page = st.navigation(
    {
        "": [st.Page("pages/overview.py", title="Overview", default=True)],
        "Evidence": [
            st.Page("pages/trade.py", title="Trade"),
            st.Page("pages/supply.py", title="Supply"),
            st.Page("pages/diplomacy.py", title="Diplomacy"),
        ],
        "Workspace": [st.Page("pages/method.py", title="Method")],
    },
    position="top",
)
if open_frame() is not None:
    page.run()
