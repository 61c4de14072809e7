"""What a reader takes away from a card: its rows as files, its picture, how to cite it, a link that stays."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st

from chokepoint.share.citation import cite
from chokepoint.share.link import pinned
from chokepoint.share.table import csv_bytes
from chokepoint.ui.card import Card
from chokepoint.ui.context import Context
from chokepoint.ui.html import attr


def draw_handout(context: Context, card: Card) -> None:
    """A button that opens files, pictures, citation and link; nothing of it is made before it is opened."""
    handout = st.popover("Save, cite, link", type="tertiary", key=f"take-{card.key}", on_change="rerun")
    if handout.open:
        with handout:
            _draw_downloads(context, card)
            st.html('<p class="cp-group">To cite this</p>')
            st.code(citation(context, card), language=None, wrap_lines=True)
            st.html('<p class="cp-group">A link that shows the same numbers next year</p>')
            st.code(pinned_link(context), language=None, wrap_lines=True)


def _draw_downloads(context: Context, card: Card) -> None:
    name = f"chokepoint-{card.key}-{context.snapshot.id}"
    # Made here: the file is built in another thread, which does not know the address of the page.
    meta = about(context, card)
    st.download_button(
        "Displayed rows (CSV)",
        lambda: csv_bytes(card.table, meta),
        file_name=f"{name}.csv",
        mime="text/csv",
        on_click="ignore",
        key=f"displayed-{card.key}",
    )
    if card.everything is not None:
        everything = card.everything
        st.download_button(
            "All rows (CSV)",
            lambda: csv_bytes(everything(), meta),
            file_name=f"{name}-all.csv",
            mime="text/csv",
            on_click="ignore",
            key=f"all-{card.key}",
        )

    if not isinstance(card.body, str):
        st.html(_picture_buttons(context, card, name), unsafe_allow_javascript=True)


def _picture_buttons(context: Context, card: Card, name: str) -> str:
    """Buttons that save the chart as SVG or PNG in the browser, with their script."""
    box = f"picture-{card.key}"
    data = {
        "card": card.key,
        "file": name,
        "title": card.title,
        "subtitle": f"{card.unit}; as of {card.as_of}",
        "source": f"Source: {card.origin}. Chokepoint, data version {context.snapshot.id}, "
        f"method {context.settings.method.id}, day shown {context.question.on}.",
        "ink": context.theme.ink,
        "bg": context.theme.bg,
    }
    attributes = " ".join(f'data-{key}="{attr(value)}"' for key, value in data.items())
    buttons = "".join(
        f'<button type="button" value="{kind}" class="cp-button">Picture ({kind.upper()})</button>'
        for kind in ("svg", "png")
    )
    script = _script().replace("BOX", box)
    return f'<div id="{box}" class="cp-picture" {attributes}>{buttons}<span class="cp-small"></span></div><script>{script}</script>'


@st.cache_resource(show_spinner=False)
def _script() -> str:
    return (Path(__file__).parent / "picture.js").read_text(encoding="utf-8")


def about(context: Context, card: Card) -> dict[str, str]:
    """What a file of a card says about itself in its first lines."""
    q = context.question
    return {
        "title": card.title,
        "measure": card.subtitle,
        "unit": card.unit,
        "source": card.origin,
        "as of": str(card.as_of),
        "data version": context.snapshot.id,
        "method": context.settings.method.id,
        "filters": f"on {q.on}; compared with {q.compare}; {q.pair}; {q.buyer} buyers; evidence {q.evidence}; "
        f"materials {', '.join(q.materials) or 'all'}",
        "accessed": str(context.today),
        "link": pinned_link(context),
    }


def citation(context: Context, card: Card) -> str:
    """How to cite the card."""
    q = context.question
    link_text = pinned_link(context)
    return cite(card.title, context.snapshot.id, context.settings.method.id, q.on, context.today, link_text)


def pinned_link(context: Context) -> str:
    """The address of this page with every key of the question: it shows the same numbers next year."""
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}{parts.path or '/'}?{pinned(context.question)}".removeprefix(
        ":///"
    )
