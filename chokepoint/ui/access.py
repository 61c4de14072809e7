"""Who may change what: only readers on this machine, for nobody signs in."""

from __future__ import annotations

import streamlit as st

LOOPBACK = ("127.0.0.1", "localhost", "::1")
READ_ONLY = "On this address everybody may read and nobody may change anything: nobody signs in here."


def may_write(address: str | None) -> bool:
    """True where the app listens on this machine only: nobody signs in, so nobody else may change anything."""
    return address in LOOPBACK


def writing() -> bool:
    """True if the reader of this run may change what the workspace keeps: data, notes, views, briefs."""
    return may_write(st.get_option("server.address"))
