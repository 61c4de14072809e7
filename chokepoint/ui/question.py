"""The question bar: the same widgets on every page, kept when the page changes, carried by the URL.

The keys of a link are hidden text fields bound to the URL (Streamlit is its only writer), so that codes,
not labels, stand in a link and labels may show counts. The widgets a reader sees write into them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from chokepoint.charts.spark import mark
from chokepoint.charts.theme import Theme
from chokepoint.config import Settings
from chokepoint.evidence.counts import Counts
from chokepoint.evidence.names import BUYERS as BUYER_NAMES
from chokepoint.evidence.names import Names
from chokepoint.share.link import (
    BUYERS,
    CHOICES,
    EMBED,
    EVIDENCE,
    FIRST_DAY,
    KEYS,
    LAST_DAY,
    Known,
    Question,
    Unread,
    default_question,
    read_question,
)

# Keys of the session: parameters that the link has and we do not know; keys of KEYS that have a field.
FOREIGN, FIELDS = "_link_foreign", "_link_fields"
EVIDENCE_WORDS = {"all": "All", "verified": "Verified", "official": "Official"}


def link_parameters(page: str = "overview") -> dict[str, str]:
    """The parameters of the link as text: those we know from their hidden fields, others as they came.

    A field that a widget may set is drawn on each run: Streamlit writes a value into the URL only if it knew the
    field before. One that comes with a link only is drawn if the link has it; each costs a fortieth of a run.
    Keys we do not know are seen on the first run of a session only, so they are remembered. Choices of cards
    are read by the cards of their page (`picks`).
    """
    names = {key.name for key in KEYS} | {name for name, there in CHOICES.items() if there == page}
    if FOREIGN not in st.session_state:
        raw = st.query_params
        st.session_state[FOREIGN] = {key: raw[key] for key in raw if key not in names and key not in EMBED}
        st.session_state[FIELDS] = tuple(key for key in KEYS if key.asked or key.name in raw)
    with st.container(key="link-keys"):
        texts = {
            key.name: st.text_input(key.asks, key=key.name, bind="query-params", persist_state="session")
            for key in st.session_state[FIELDS]
        }
    return {**st.session_state[FOREIGN], **{name: text for name, text in texts.items() if text}}


def ask(
    settings: Settings, known: Known, parameters: Mapping[str, str]
) -> tuple[Question, tuple[Unread, ...]]:
    """The question that the reader's link and widgets ask, and what of it could not be read."""
    return read_question(parameters, settings, known)


def draw_bar(
    question: Question, settings: Settings, known: Known, counts: Counts, names: Names, theme: Theme
) -> None:
    """The question bar in the sidebar; each answer says how much is on file for it."""
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
        _choice(
            "Exposed, to whom", "pair", _pairs(settings), question.pair,
            lambda pair: _counted(_pair(pair, names), counts.countries, pair.split(":")[0]),
            "With the number of figures on file about the country exposed.",
        )  # fmt: skip
        _segments(
            "Buyer", "buyer", BUYERS, question.buyer, plain.buyer,
            lambda buyer: _counted(BUYER_NAMES[buyer].split()[0], counts.buyers, buyer),
            "With the number of rules on file that name the class.",
        )  # fmt: skip
        _materials(question, known, names, counts)
        _segments(
            "Evidence listed", "evidence", EVIDENCE, question.evidence, plain.evidence,
            lambda level: _counted(EVIDENCE_WORDS[level], counts.evidence, level),
            "With the number of events on file. The score always uses all evidence.",
        )  # fmt: skip
        st.button("Reset the question", key="reset", type="tertiary", on_click=_reset)


def narrowed(question: Question, settings: Settings) -> list[str]:
    """What the reader could widen, in words: "all materials"; empty if no filter is set."""
    words = {
        "all materials": bool(question.materials),
        "all evidence": question.evidence != EVIDENCE[0],
        "the whole period": question.since > settings.method.scope.score_from,
    }
    return [word for word, set_ in words.items() if set_]


def widen() -> None:
    """Takes the filters off: materials, evidence, first day of figures."""
    for key in ("materials", "evidence", "since"):
        st.session_state[key] = ""


def _reset() -> None:
    for key in st.session_state[FIELDS]:
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


def _choice(
    label: str, key: str, options: Sequence[str], value: str, words: Callable[[str], str], help_text: str
) -> None:
    st.session_state[f"ask_{key}"] = value
    st.selectbox(
        label,
        options,
        key=f"ask_{key}",
        format_func=words,
        help=help_text,
        on_change=_write,
        args=(key, str, options[0]),
    )


def _segments(
    label: str, key: str, options: Sequence[str], value: str, default: str, words: Callable[[str], str],
    help_text: str,
) -> None:  # fmt: skip
    st.session_state[f"ask_{key}"] = value
    st.segmented_control(
        label,
        options,
        key=f"ask_{key}",
        required=True,
        format_func=words,
        help=help_text,
        on_change=_write,
        args=(key, str, default),
    )


def _materials(question: Question, known: Known, names: Names, counts: Counts) -> None:
    st.session_state["ask_materials"] = list(question.materials)
    st.multiselect(
        "Materials",
        known.materials,
        key="ask_materials",
        placeholder="All",
        format_func=lambda code: _counted(names.get(code, code), counts.materials, code),
        help="With the number of figures and events on file that name the material, or one of the group.",
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


def _counted(words: str, counts: Mapping[str, int], answer: str) -> str:
    """Words with the number on file; without one where the table cannot be read."""
    return f"{words} {counts.get(answer, 0)}" if counts else words
