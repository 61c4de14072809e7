"""Pages to compare ours with: from nothing over their bare figures to all their elements without contents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from chokepoint.config import DATA
from chokepoint.ui import context, risk

# Widgets of the question bar.
WIDGETS = 7


@dataclass
class Page:
    """What one of our pages drew in its first run: figures, makers of its cards, names of the tables it read."""

    figures: list[go.Figure] = field(default_factory=list)
    cards: list[Callable[[], object]] = field(default_factory=list)
    tables: set[str] = field(default_factory=set)


# Set by benchmarks.rerun.
PAGES: dict[str, Page] = {}


def empty() -> None:
    """What Streamlit itself takes."""
    st.text("nothing")


def bare(name: str) -> None:
    """The figures of a page and nothing around them."""
    for number, figure in enumerate(PAGES[name].figures):
        st.plotly_chart(figure, theme=None, width="stretch", key=f"figure-{number}")


def naive(name: str) -> None:
    """The same figures on a page that reads its CSV files and works everything out on every run."""
    for table in PAGES[name].tables:
        pd.read_csv(DATA / f"{table}.csv")
    for kept in (context._assessment, risk._work, context._names, context._counts, context._shared):
        kept.clear()
    for make in PAGES[name].cards:
        make()
    bare(name)


def furnished(name: str) -> None:
    """As many headings, tabs, buttons and fields as the page has, with next to nothing in them."""
    with st.sidebar:
        for number in range(WIDGETS):
            st.selectbox("widget", ["one", "two"], key=f"widget-{number}")
    page = PAGES[name]
    for number in range(len(page.cards)):
        with st.container(key=f"card-{number}"):
            _furnished_card(page, number)


def _furnished_card(page: Page, number: int) -> None:
    st.html("<h2>title</h2>")
    if number < len(page.figures):
        chart, _, _ = st.tabs(["Chart", "Table", "Sources"], key=f"tab-{number}", on_change="rerun")
        with chart:
            st.plotly_chart(page.figures[number], theme=None, width="stretch", key=f"figure-{number}")
        st.html("<p>source</p>")
    st.popover("Save", key=f"save-{number}", on_change="rerun")
