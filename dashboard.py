"""Entry of the app: frame, navigation, page. No analysis happens here."""

import streamlit as st

from chokepoint.ui.frame import open_frame

st.set_page_config(page_title="Chokepoint", layout="wide", page_icon=":material/join_inner:")
page = st.navigation(
    [st.Page("pages/overview.py", title="Overview", default=True)],
    position="top",
)
if open_frame() is not None:
    page.run()
