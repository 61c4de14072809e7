"""The question bar: the same widgets on every page, kept when the page changes, carried by the URL.

The keys of a link are hidden text fields bound to the URL (Streamlit is its only writer), so that codes,
not labels, stand in a link and labels may show counts. The widgets a reader sees write into them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from chokepoint.charts.spark import mark
from chokepoint.charts.theme import Theme
from chokepoint.config import Settings
from chokepoint.errors import TableError
from chokepoint.evidence.names import BUYERS as BUYER_NAMES
from chokepoint.evidence.names import Names
from chokepoint.share.link import (
    BUYERS,
    EVIDENCE,
    FIRST_DAY,
    KEYS,
    LAST_DAY,
    OWN,
    Known,
    Question,
    Unread,
    default_question,
    read_question,
)

Tables = Mapping[str, pd.DataFrame]
FOREIGN = "_link_foreign"
EVIDENCE_WORDS = {"all": "All", "verified": "Verified", "official": "Official"}


def link_parameters() -> dict[str, str]:
    """The parameters of the link as text: those we know from their hidden fields, others as they came.

    Keys we do not know are seen on the first run of a session only, so they are remembered.
    """
    names = {key.name for key in KEYS}
    if FOREIGN not in st.session_state:
        raw = st.query_params
        st.session_state[FOREIGN] = {key: raw[key] for key in raw if key not in names and key not in OWN}
    with st.container(key="link-keys"):
        texts = {
            key.name: st.text_input(key.asks, key=key.name, bind="query-params", persist_state="session")
            for key in KEYS
        }
    return {**st.session_state[FOREIGN], **{name: text for name, text in texts.items() if text}}


def ask(
    settings: Settings, known: Known, parameters: Mapping[str, str]
) -> tuple[Question, tuple[Unread, ...]]:
    """The question that the reader's link and widgets ask, and what of it could not be read."""
    return read_question(parameters, settings, known)


def draw_bar(
    question: Question, settings: Settings, known: Known, tables: Tables, names: Names, theme: Theme
) -> None:
    """The question bar in the sidebar."""
    with st.sidebar:
        st.html(
            f'<p class="cp-mark"><img alt="" src="{mark(theme)}">Chokepoint</p><p class="cp-group">The question</p>'
        )
        plain = default_question(settings, known)
        _date(
            "On",
            "on",
            question.on,
            plain.on,
            "Day shown. The default is the last day that the evidence supports.",
        )
        _date("Compare with", "compare", question.compare, None, "Changes are counted from this day.")
        _date("Figures from", "since", question.since, plain.since, "First day of figures over time.")
        _choice("Exposed, to whom", "pair", _pairs(settings), question.pair, lambda pair: _pair(pair, names))
        _segments(
            "Buyer", "buyer", BUYERS, question.buyer, plain.buyer, lambda buyer: BUYER_NAMES[buyer].split()[0]
        )
        _materials(question, known, names)
        counts = evidence_counts(tables)
        _segments(
            "Evidence listed",
            "evidence",
            EVIDENCE,
            question.evidence,
            plain.evidence,
            lambda e: _evidence(e, counts),
        )
        st.button("Reset the question", key="reset", type="tertiary", on_click=_reset)


def evidence_counts(tables: Tables) -> dict[str, int]:
    """Events on file by evidence level; empty if the tables cannot be read."""
    try:
        events = tables["events"]
        return {level: int(evidence_mask(events, tables["sources"], level).sum()) for level in EVIDENCE}
    except TableError:
        return {}


def evidence_mask(frame: pd.DataFrame, sources: pd.DataFrame, level: str) -> pd.Series:
    """True for the rows that a level of evidence lists: all, verified only, verified and official only."""
    if level == "all":
        return pd.Series(True, index=frame.index)
    verified = frame["verified"].fillna(False).astype(bool)
    if level == "verified":
        return verified
    official = sources.loc[sources["kind"].str.startswith("official"), "source_key"]
    return verified & frame["source_key"].isin(official)


def _reset() -> None:
    for key in KEYS:
        st.session_state[key.name] = ""
    st.session_state[FOREIGN] = {}


def _write(key: str, encode: Callable[[Any], str], default: Any) -> None:
    """Puts what a widget holds into the hidden field of its key; the default is written as nothing."""
    value = st.session_state[f"ask_{key}"]
    st.session_state[key] = "" if value is None or value == default else encode(value)


def _date(label: str, key: str, value: date, default: date | None, help_text: str) -> None:
    st.session_state[f"ask_{key}"] = value
    st.date_input(
        label,
        key=f"ask_{key}",
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        format="YYYY-MM-DD",
        help=help_text,
        on_change=_write,
        args=(key, date.isoformat, default),
    )


def _choice(label: str, key: str, options: Sequence[str], value: str, words: Callable[[str], str]) -> None:
    st.session_state[f"ask_{key}"] = value
    st.selectbox(
        label, options, key=f"ask_{key}", format_func=words, on_change=_write, args=(key, str, options[0])
    )


def _segments(
    label: str, key: str, options: Sequence[str], value: str, default: str, words: Callable[[str], str]
) -> None:
    st.session_state[f"ask_{key}"] = value
    st.segmented_control(
        label,
        options,
        key=f"ask_{key}",
        required=True,
        format_func=words,
        on_change=_write,
        args=(key, str, default),
    )


def _materials(question: Question, known: Known, names: Names) -> None:
    st.session_state["ask_materials"] = list(question.materials)
    st.multiselect(
        "Materials",
        known.materials,
        key="ask_materials",
        placeholder="All",
        format_func=lambda code: names.get(code, code),
        on_change=_write,
        args=("materials", ",".join, []),
    )


def _pairs(settings: Settings) -> list[str]:
    scope = settings.method.scope
    first = scope.pair.country
    others = [country for country in scope.countries if country != first]
    return [f"{country}:{scope.pair.supplier}" for country in (first, *others)]


def _pair(pair: str, names: Names) -> str:
    country, supplier = pair.split(":")
    return f"{names.country(country)} to {names.country(supplier)}"


def _evidence(level: str, counts: Mapping[str, int]) -> str:
    count = counts.get(level)
    return EVIDENCE_WORDS[level] if count is None else f"{EVIDENCE_WORDS[level]} {count}"
