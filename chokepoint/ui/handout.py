"""What a reader takes away from a card: its rows as files, its picture, how to cite it, a link that stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import streamlit as st

from chokepoint.errors import ChokepointError
from chokepoint.share.citation import bibtex, cite
from chokepoint.share.link import pinned_page
from chokepoint.share.sheets import xlsx_bytes
from chokepoint.share.table import csv_bytes
from chokepoint.ui.access import writing
from chokepoint.ui.basket import add_card
from chokepoint.ui.card import Card
from chokepoint.ui.context import Context
from chokepoint.ui.html import attr, esc
from chokepoint.ui.links import card_link, choices_of, living_link, pinned_link
from chokepoint.workspace.notes import LONGEST_TEXT, add_note

Again = Callable[[], Callable[[Context], Card]]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def draw_handout(context: Context, card: Card, name: str = "", again: Again | None = None) -> None:
    """A button that opens files, pictures, citation and link; nothing of it is made before it is opened.

    `name`: that of the card's place, by which a link asks for it. `again` makes it for a brief.
    """
    handout = st.popover("Save, cite, link", type="tertiary", key=f"take-{card.key}", on_change="rerun")
    if handout.open:
        with handout:
            # Three tabs: what stands last is as near as what stands first.
            save, quote, link = st.tabs(["Save", "Cite", "Link"], key=f"handout-{card.key}")
            alone = of_place(context, name or card.key)
            with save, st.container(gap="xsmall"):
                _draw_save(context, alone, card, name or card.key, again)
            with quote:
                _draw_code("To cite this", citation(alone, card))
                _draw_code("The same as BibTeX", bibtex_of(alone, card))
            with link:
                _draw_code("To this card; it shows the same numbers next year", pinned_link(alone))
                _draw_code("To this card; it follows the data", living_link(alone))
                _draw_code("For a frame of another page", card_link(context, name or card.key))
                _draw_code("To the whole page; the same numbers next year", pinned_link(context))


def of_place(context: Context, name: str) -> Context:
    """The same question for the card of one place alone: its links lead to the card, not to the head of the page."""
    return replace(context, question=replace(context.question, cards=(name,)))


def _draw_code(title: str, text: str) -> None:
    st.html(f'<p class="cp-group">{esc(title)}</p>')
    st.code(text, language=None, wrap_lines=True)


def _draw_save(context: Context, alone: Context, card: Card, name: str, again: Again | None) -> None:
    """Files, pictures, a place in the brief and a note; `alone`: the context whose links lead to this card."""
    _draw_downloads(alone, card, name)
    if again is not None:
        st.button(
            "Add to the brief", key=f"brief-{card.key}", on_click=add_card, args=(context, name, card.title, again()),
            width="stretch", help="Kept for this visit; the page Briefs puts it together.",
        )  # fmt: skip
    if writing():
        _draw_note(context, name)


def _draw_note(context: Context, name: str) -> None:
    """Fields for a colleague's note on the card."""
    text = st.text_area("Note on this card", key=f"note-text-{name}", max_chars=LONGEST_TEXT)
    author = st.text_input("Your name", key=f"note-by-{name}")
    st.button(
        "Keep the note", key=f"note-keep-{name}", disabled=not (text and author), on_click=_keep_note, args=(context, name)
    )  # fmt: skip
    if said := st.session_state.pop(f"note-said-{name}", ""):
        st.html(f'<p class="cp-note" role="alert">{esc(said)}</p>')


def _keep_note(context: Context, name: str) -> None:
    """Keeps the note and empties its field; says on the next run why it could not be kept."""
    state = st.session_state
    text, author = (str(state.get(f"note-{field}-{name}") or "") for field in ("text", "by"))
    link = pinned_page(context.page, context.question, choices_of(context))
    try:
        add_note(context.workspace, "card", f"{context.page}.{name}", text, link, author)
    except ChokepointError as error:
        state[f"note-said-{name}"] = f"Not kept: {error}."
        return
    state[f"note-text-{name}"] = ""


def _draw_downloads(context: Context, card: Card, place: str) -> None:
    name = f"chokepoint-{card.key}-{context.snapshot.id}"
    # Made here: the file is built in another thread, which does not know the address of the page.
    meta = about(context, card)
    st.download_button(
        "Displayed rows (CSV)",
        lambda: csv_bytes(card.table, meta),
        file_name=f"{name}.csv",
        mime="text/csv",
        on_click="ignore",
        width="stretch",
        key=f"displayed-{card.key}",
    )
    st.download_button(
        "Displayed rows and sources (XLSX)",
        lambda: xlsx_bytes(card.table, meta, card.sources),
        file_name=f"{name}.xlsx",
        mime=XLSX,
        on_click="ignore",
        width="stretch",
        key=f"sheets-{card.key}",
    )
    if card.everything is not None:
        everything = card.everything
        st.download_button(
            "All rows (CSV)",
            lambda: csv_bytes(everything(), meta),
            file_name=f"{name}-all.csv",
            mime="text/csv",
            on_click="ignore",
            width="stretch",
            key=f"all-{card.key}",
        )

    if not isinstance(card.body, str):
        st.html(_picture_buttons(context, card, name, place), unsafe_allow_javascript=True)


def _picture_buttons(context: Context, card: Card, name: str, place: str) -> str:
    """Buttons that save the chart as SVG or PNG in the browser, with their script; `place`: where the card stands."""
    box = f"picture-{card.key}"
    data = {
        "card": place,
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


def bibtex_of(context: Context, card: Card) -> str:
    """The citation of the card as BibTeX."""
    method = context.settings.method.id
    link = pinned_link(context)
    return bibtex(card.title, card.key, context.snapshot.id, method, context.question.on, context.today, link)


def citation(context: Context, card: Card) -> str:
    """How to cite the card."""
    q = context.question
    link_text = pinned_link(context)
    return cite(card.title, context.snapshot.id, context.settings.method.id, q.on, context.today, link_text)
