"""Choices of single cards of the page Diplomacy: kinds and words of events, status of promises, a topic."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from chokepoint.evidence.commitments import STATUSES
from chokepoint.evidence.timeline import KINDS
from chokepoint.share.diplomacy import STATUS_WORDS
from chokepoint.ui.asked import ALL, OPEN_WORD
from chokepoint.ui.context import Context
from chokepoint.ui.picks import pick, pick_several

WORDS_PX = 280


def choose_events() -> tuple[tuple[str, ...], str]:
    """Kinds of events (none: all kinds) and words to find in all events on file."""
    with _row("events"):
        kinds = pick_several(
            st.pills,
            "Kinds",
            "kinds",
            KINDS,
            key="diplomacy-kinds",
            selection_mode="multi",
            format_func=_capital,
        )
        return kinds, _words("Find in all events", "diplomacy-find", "Huawei, Ford, visas …")


def choose_promises(context: Context) -> tuple[str, str]:
    """Status and promisor of the promises listed; ALL for no choice."""
    q = context.question
    with _row("ledger"):
        status = pick(
            st.segmented_control, "Status", "status", [ALL, OPEN_WORD, *STATUSES], required=True, key="diplomacy-status",
            format_func=lambda word: _capital(STATUS_WORDS.get(word, word)),
        )  # fmt: skip
        by = pick(
            st.segmented_control, "Promised by", "by", [ALL, q.country, q.supplier], required=True, key="diplomacy-by",
            format_func=lambda code: _capital(ALL) if code == ALL else context.names.country(code),
        )  # fmt: skip
    return status, by


def choose_topic(offered: Sequence[str]) -> str:
    """One of the topics on offer, or a word of the reader's own, which goes first."""
    with _row("topics"):
        topic = pick(
            st.pills, "Topic", "topic", offered, required=True, key="diplomacy-topic", format_func=_capital
        )
        return _words("Or another word", "diplomacy-word", "subsidies, technology transfer …") or topic


def _row(key: str) -> DeltaGenerator:
    return st.container(key=f"choices-{key}", horizontal=True, vertical_alignment="top")


def _words(label: str, key: str, placeholder: str) -> str:
    return str(st.text_input(label, key=key, placeholder=placeholder, width=WORDS_PX,
                             bind="query-params", persist_state="session") or "").strip()  # fmt: skip


def _capital(word: str | None) -> str:
    return (word or "")[:1].upper() + (word or "")[1:]
