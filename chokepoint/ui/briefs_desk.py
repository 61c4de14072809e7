"""The brief builder: cards picked, their order, own paragraphs, the files; kept briefs are opened and new ones kept."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from chokepoint.errors import ChokepointError, WorkspaceError
from chokepoint.share.brief import DOCX, HTML, KINDS, MARKDOWN, file_of
from chokepoint.share.link import BRIEF, pinned_page
from chokepoint.share.paper import clipped
from chokepoint.ui.access import writing
from chokepoint.ui.basket import OPENED, add_paragraph, add_pick, alter, basket, move, take_out
from chokepoint.ui.briefs import brief_of, parts_of, parts_of_link, pick_of, styles_for, written
from chokepoint.ui.catalogue import CATALOGUE
from chokepoint.ui.context import Context
from chokepoint.ui.html import esc, plural
from chokepoint.ui.links import pinned_link
from chokepoint.ui.picked import Paragraph, Part, Pick
from chokepoint.ui.picks import field
from chokepoint.workspace.briefs import keep_brief, kept_brief
from chokepoint.workspace.views import LONGEST_NAME, save_view, views

WORDS = {
    HTML: "One HTML file (figures interactive, opens without network)",
    DOCX: "Word (DOCX)",
    MARKDOWN: "Markdown",
}
TITLE_PX = 520
SAID = "_brief_said"


def draw_builder(context: Context) -> None:
    """Everything of the builder, from picking to the files."""
    _open(context)
    parts = basket()
    st.html(
        '<h2 class="cp-h2" id="builder">Put a brief together</h2><p class="cp-sub">Pick cards here or with “Save, cite, link” '
        "under any card of any page: it comes with its question and its choices. Paragraphs are yours and are marked so; every "
        "other sentence is filled from records. What you pick lasts for this visit; kept, it has a link and stands among the saved "
        "views.</p>"
    )
    if said := st.session_state.pop(SAID, ""):
        st.html(f'<p class="cp-note" role="status">{esc(said)}</p>')
    title = st.text_input(
        "Title", key="brief-title", placeholder="Brief", width=TITLE_PX, max_chars=LONGEST_NAME, on_change=alter,
        persist_state="session",
    )  # fmt: skip
    author = st.text_input(
        "Author", key="brief-author", width=TITLE_PX, on_change=alter, persist_state="session"
    )
    _draw_parts(parts)
    _draw_pickers(context)
    weak = st.checkbox("Also list rows that rest on a copy or an opinion alone", key="brief-weak", on_change=alter,
                       persist_state="session")  # fmt: skip
    noted = st.checkbox("Print colleagues’ notes below the cards they are on", key="brief-notes", on_change=alter,
                        persist_state="session")  # fmt: skip
    if not parts:
        st.html('<div class="cp-empty">The brief is empty. Pick a card or write a paragraph.</div>')
        return
    _draw_files(context, tuple(parts), title, author, weak, noted)
    if writing():
        st.button("Keep this brief among the saved views", key="brief-keep", on_click=_keep, args=(context,),
                  help="With title and author, for colleagues to open; what is kept is never altered")  # fmt: skip


def _open(context: Context) -> None:
    """Puts the parts of the kept brief that the link names in place of those of this visit, once."""
    asked = field(BRIEF).strip()
    if not asked or st.session_state.get(OPENED) == asked:
        return
    try:
        kept = kept_brief(context.workspace, asked)
        parts, left = parts_of(context, kept)
    except ChokepointError as error:
        st.session_state[SAID] = f"Not opened: {error}."
        return
    basket()[:] = parts
    for key, value in (
        ("title", kept.title),
        ("author", kept.author),
        ("weak", kept.weak),
        ("notes", kept.noted),
    ):
        st.session_state[f"brief-{key}"] = value
    st.session_state[OPENED] = asked
    told = f"Kept by {kept.author} on {kept.at:%Y-%m-%d}. What you change is yours until you keep it anew."
    st.session_state[SAID] = f"{told} {_not_read(left)}".strip()


def _not_read(left: Sequence[str]) -> str:
    return f"Not understood in its links: {'; '.join(left)}." if left else ""


def _keep(context: Context) -> None:
    """Keeps the brief, gives the page its link, and saves that as a view."""
    state = st.session_state
    title, author = (str(state.get(key) or "") for key in ("brief-title", "brief-author"))
    try:
        kept = keep_brief(
            context.workspace, title, written(basket()), state["brief-weak"], state["brief-notes"], author
        )
    except ChokepointError as error:
        state[SAID] = f"Not kept: {error}."
        return
    state[BRIEF] = state[OPENED] = kept.id
    link = pinned_page(context.page, context.question, {BRIEF: kept.id})
    try:
        save_view(context.workspace, kept.title, kept.author, "Brief", link, kept.author)
        state[SAID] = f"Kept, and listed among the saved views: {kept.title}."
    except ChokepointError as error:
        state[SAID] = f"Kept: “Link to this page” opens it. Not listed among the saved views: {error}."


def _draw_parts(parts: Sequence[Part]) -> None:
    for number, part in enumerate(parts):
        with st.container(key=f"part-{number}", horizontal=True, vertical_alignment="center"):
            st.html(f'<p class="cp-part"><b>{number + 1}</b> {_words(part)}</p>', width="content")
            st.button("Up", key=f"up-{number}", on_click=move, args=(number, -1), disabled=number == 0,
                      help=f"Part {number + 1} one up")  # fmt: skip
            st.button("Down", key=f"down-{number}", on_click=move, args=(number, 1),
                      disabled=number == len(parts) - 1, help=f"Part {number + 1} one down")  # fmt: skip
            st.button("Take out", key=f"out-{number}", on_click=take_out, args=(number,),
                      help=f"Part {number + 1} out of the brief")  # fmt: skip


def _words(part: Part) -> str:
    if isinstance(part, Paragraph):
        return f'<span class="cp-quiet">own paragraph:</span> {esc(clipped(part.text, 110))}'
    return f'<span class="cp-quiet">{esc(part.page.capitalize())}, {esc(part.question.on)}:</span> {esc(clipped(part.title, 110))}'


def _draw_pickers(context: Context) -> None:
    names = {
        f"{page}.{name}": entry for page, entries in CATALOGUE.items() for name, entry in entries.items()
    }

    def add() -> None:
        code = st.session_state["brief-pick"]
        if code:
            page, _, name = code.partition(".")
            add_pick(pick_of(page, name, names[code], context.question, {}))
            st.session_state["brief-pick"] = None

    st.selectbox(
        "Add a card", list(names), index=None, key="brief-pick", width=TITLE_PX, on_change=add, placeholder="Choose one",
        format_func=lambda code: f"{code.partition('.')[0].capitalize()}: {names[code].title}",
    )  # fmt: skip

    try:
        saved = {view.id: view for view in views(context.workspace)}
    except WorkspaceError:
        saved = {}  # the list of saved views below says why

    def add_view() -> None:
        code = st.session_state["brief-view"]
        if code:
            st.session_state["brief-view"] = None
            try:
                parts, left = parts_of_link(context, saved[code].link)
            except ChokepointError as error:
                st.session_state[SAID] = f"{error}."
                return
            st.session_state[SAID] = _not_read(left)
            for part in parts:
                add_paragraph(part.text) if isinstance(part, Paragraph) else add_pick(part)

    if saved:
        st.selectbox(
            "Add the cards of a saved view", list(saved), index=None, key="brief-view", width=TITLE_PX, on_change=add_view,
            placeholder="Choose one", format_func=lambda code: saved[code].name,
        )  # fmt: skip

    def write() -> None:
        add_paragraph(st.session_state["brief-text"])
        st.session_state["brief-text"] = ""

    st.text_area("Own paragraph", key="brief-text", width=TITLE_PX, max_chars=5000)
    st.button("Add the paragraph", key="brief-write", on_click=write)


def _draw_files(
    context: Context, parts: tuple[Part, ...], title: str, author: str, weak: bool, noted: bool
) -> None:
    link = pinned_link(context)  # here: the files are made in another thread, which knows no address

    styles = styles_for(parts)

    def file(kind: str) -> bytes:
        return file_of(brief_of(context, parts, title, author, link, weak, noted), kind, styles)

    with st.container(key="brief-files", horizontal=True):
        for kind, words in WORDS.items():
            st.download_button(
                words, partial(file, kind), key=f"brief-file{kind}", on_click="ignore",
                file_name=f"chokepoint-brief-{context.snapshot.id}{kind}", mime=KINDS[kind],
            )  # fmt: skip
    cards = sum(isinstance(part, Pick) for part in parts)
    st.html(
        f'<p class="cp-small">{plural(cards, "card")}, {plural(len(parts) - cards, "own paragraph")}. The Word file holds '
        "pictures if this machine has a browser to draw them; else the rows of the figures, and says so.</p>"
    )
