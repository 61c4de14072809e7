"""The question bar alone, for AppTest: what it asks is left in the session state as `asked`."""

from __future__ import annotations

import os

import pandas as pd
import streamlit as st

from chokepoint.charts.theme import LIGHT
from chokepoint.config import read_settings
from chokepoint.errors import TableError
from chokepoint.evidence.counts import count_options
from chokepoint.evidence.names import Names
from chokepoint.share.link import Known
from chokepoint.ui.context import config_path
from chokepoint.ui.question import ask, draw_bar, link_parameters
from tests.shipped import shipped

KNOWN = Known(("heavy_medium", "Dy", "Tb"), ("aaaaaaaaaa", "bbbbbbbbbb"), "bbbbbbbbbb")
# Four events: one official and verified, one verified only, two not verified.
EVENTS = pd.DataFrame(
    {
        "event_id": ["e1", "e2", "e3", "e4"],
        "headline": ["one", "two", "three", "four"],
        "verified": pd.array([True, True, False, None], dtype="boolean"),
        "source_key": ["gov", "press", "gov", "press"],
        "materials": ["Dy;Tb", "Dy", None, "magnets"],
    }
)
SOURCES = pd.DataFrame({"source_key": ["gov", "press"], "kind": ["official text", "press"]})
TABLES = {name: shipped()[name] for name in ("materials", "countries", "measures")}
TABLES |= {"events": EVENTS, "sources": SOURCES}
# Three figures about the United States, one of them about Japan too; one on dysprosium, one on its group.
NO_MATERIAL = pd.DataFrame({"material": pd.Series([], dtype="str")})
TABLES |= {
    "dependency": pd.DataFrame({"country": ["USA", "USA"], "material": ["Dy", "heavy_medium"]}),
    "trade_flows": pd.DataFrame(
        {"reporter": ["USA", "CHN"], "partner": ["JPN", "CHN"], "material": ["Nd", None]}
    ),
    "production": NO_MATERIAL,
    "prices": NO_MATERIAL,
    "control_coverage": pd.DataFrame(
        {"measure_id": ["m1", "m1", "m2", "m3"], "buyer_class": ["civil", "civil", "civil", "military"]}
    ),
}
BROKEN = "broken"


class Broken(dict[str, pd.DataFrame]):
    """Tables of which none can be read."""

    def __missing__(self, table: str) -> pd.DataFrame:
        raise TableError(table, "gone", "publish it again")


def draw() -> None:
    """The bar, as the frame draws it."""
    settings = read_settings(config_path(dict(os.environ)))
    question, unread = ask(settings, KNOWN, link_parameters())
    tables = Broken() if BROKEN in st.query_params else TABLES
    draw_bar(question, settings, KNOWN, count_options(tables), Names(TABLES), LIGHT)
    st.session_state["asked"], st.session_state["unread"] = question, unread
