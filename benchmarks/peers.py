"""Pages to compare the Overview with: from nothing over its bare figures to all its elements without its contents."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from benchmarks.readings import READ
from chokepoint.config import DATA

# The figures that the Overview drew, the same objects; set by benchmarks.rerun.
FIGURES: list[go.Figure] = []
# As many cards as the Overview has, keys as a link has, and widgets as the question bar has.
CARDS, KEYS, WIDGETS = 9, 10, 8


def empty() -> None:
    """What Streamlit itself takes."""
    st.text("nothing")


def bare() -> None:
    """The figures of the Overview and nothing around them."""
    for number, figure in enumerate(FIGURES):
        st.plotly_chart(figure, theme=None, width="stretch", key=f"figure-{number}")


def naive() -> None:
    """The same figures on a page that reads the nine tables of the score on every run."""
    for name in READ:
        pd.read_csv(DATA / f"{name}.csv")
    bare()


def furnished() -> None:
    """As many headings, tabs, buttons and fields as the Overview has, with next to nothing in them."""
    with st.container(key="keys"):
        for number in range(KEYS):
            st.text_input("key", key=f"key-{number}")
    with st.sidebar:
        for number in range(WIDGETS):
            st.selectbox("widget", ["one", "two"], key=f"widget-{number}")
    for number in range(CARDS):
        with st.container(key=f"card-{number}"):
            _furnished_card(number)


def _furnished_card(number: int) -> None:
    st.html("<h2>title</h2>")
    if number < len(FIGURES):
        chart, _, _ = st.tabs(["Chart", "Table", "Sources"], key=f"tab-{number}", on_change="rerun")
        with chart:
            st.plotly_chart(FIGURES[number], theme=None, width="stretch", key=f"figure-{number}")
    else:
        st.html("<p>body</p>")
    left, right = st.container(key=f"foot-{number}").columns([3, 2])
    left.html("<p>source</p>")
    with right.container(key=f"tools-{number}", horizontal=True):
        with st.popover("Save", key=f"save-{number}"):
            for kind in ("displayed", "all"):
                st.download_button(kind, lambda: b"", on_click="ignore", key=f"{kind}-{number}")
        for kind in ("Cite", "Link"):
            with st.popover(kind, key=f"{kind}-{number}"):
                st.code("text", language=None)
