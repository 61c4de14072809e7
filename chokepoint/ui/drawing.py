"""Draws a card: heading, its own choices, figure, table and sources in tabs, foot.

A fault inside one card is said in that card; the rest of the page lives. Streamlit's price is the number of
elements, so what stands together is sent as one, and what is closed is not sent at all.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import streamlit as st

from chokepoint.errors import ChokepointError, TableError
from chokepoint.share.citation import Source, licences
from chokepoint.ui.card import Card
from chokepoint.ui.context import Context
from chokepoint.ui.grid import draw_grid
from chokepoint.ui.handout import draw_handout
from chokepoint.ui.html import anchor, attr, chip, day, esc, link, plural
from chokepoint.ui.question import narrowed, widen
from chokepoint.ui.remarks import of_card, remarks_html

LOG = logging.getLogger(__name__)
CHART_CONFIG = {"displayModeBar": False, "responsive": True}


def draw_card(
    context: Context,
    name: str,
    title: str,
    make: Callable[[], Card],
    choose: Callable[[], str] | None = None,
    again: Callable[[], Callable[[Context], Card]] | None = None,
) -> None:
    """Draws the card that `make` returns; if it cannot be made, says in its place what is wrong.

    `choose` draws the card's own choices under its heading and returns the name by which the card they ask
    for is kept; it is called before `make`. `again` returns what makes the card for another context: with it
    the card can be put into a brief.
    """
    with st.container(key=f"card-{name}"):
        head = st.container() if choose else None
        try:
            card = context.kept(choose() if choose else name, make)
        except Exception as error:
            _draw_fault(title, name, error)
            return
        if head:
            head.html(_heading(card.title, name, card.subtitle))
        _draw(context, card, "" if head else _heading(card.title, name, card.subtitle))
        draw_handout(context, card, name, again)
        if said := remarks_html(context, of_card(context, card, name)):
            st.html(said)


def _heading(title: str, name: str, subtitle: str = "") -> str:
    """Title and subtitle as HTML; `name` is where the contents of the page lead."""
    below = f'<p class="cp-sub">{esc(subtitle)}</p>' if subtitle else ""
    return f'<h2 class="cp-h2" id="{anchor(name)}">{esc(title)}</h2>{below}'


def _draw(context: Context, card: Card, heading: str) -> None:
    foot, filters = _foot(card), narrowed(context.question, context.settings) if card.table.empty else []
    if isinstance(card.body, str) and not card.tabs and not filters:
        st.html(heading + _labelled(card) + foot)
        return
    if heading:
        st.html(heading)
    if isinstance(card.body, str) and not card.tabs:
        _draw_body(card, filters)
    else:
        _draw_tabs(card, filters)
    st.html(foot)


def _draw_tabs(card: Card, filters: Sequence[str]) -> None:
    first = "List" if isinstance(card.body, str) else "Chart"
    figure, table, sources = st.tabs([first, "Table", "Sources"], key=f"tab-{card.key}", on_change="rerun")
    if figure.open:
        with figure:
            _draw_body(card, filters)
    if table.open:
        with table:
            draw_grid(card.table, f"table-{card.key}", card.alt)
    if sources.open:
        with sources:
            st.html(_source_list(card))


def _draw_body(card: Card, filters: Sequence[str]) -> None:
    """The figure or list; what a filter emptied offers in its own panel to take the filter off."""
    if not filters:
        _draw_figure(card)
        return
    with st.container(key=f"empty-{card.key}"):
        _draw_figure(card)
        st.button(f"Show {' and '.join(filters)}", key=f"widen-{card.key}", on_click=widen)


def _labelled(card: Card) -> str:
    return f'<div role="group" aria-label="{attr(card.alt)}">{card.body}</div>'


def _draw_figure(card: Card) -> None:
    if isinstance(card.body, str):
        st.html(_labelled(card))
        return
    chosen = st.plotly_chart(
        card.body.finished,
        theme=None,
        width="stretch",
        key=f"chart-{card.key}",
        config=CHART_CONFIG,
        alt=card.alt,
        on_select="ignore" if card.records is None else "rerun",
        selection_mode="points",
    )
    if card.records is not None:
        _draw_records(card, cast("Mapping[str, Any]", chosen)["selection"]["points"])


def _draw_records(card: Card, points: Sequence[Mapping[str, Any]]) -> None:
    """The records behind the points that the reader clicked, inside the card."""
    ids = clicked_ids(points)
    if not ids or card.records is None:
        return
    rows = card.records(ids)
    st.html(f'<p class="cp-group">Behind the point: {plural(len(rows), "record")}</p>')
    draw_grid(rows, f"records-{card.key}")


def clicked_ids(points: Sequence[Mapping[str, Any]]) -> list[str]:
    """What the points that a reader clicked stand for."""
    return [str(value) for point in points for value in _flat(point.get("customdata"))]


def _flat(value: Any) -> list[Any]:
    return [] if value is None else list(value) if isinstance(value, (list, tuple)) else [value]


def _foot(card: Card) -> str:
    parts = [f"Source: {esc(card.origin)}", esc(licences(card.sources)) if card.sources else "",
             f"as of {day(card.as_of)}", esc(card.missing)]  # fmt: skip
    return f'<p class="cp-source">{"; ".join(part for part in parts if part)}.</p>'


def _source_list(card: Card) -> str:
    rows = "".join(
        f"<tr><td>{link(source.url, source.line)} {chip(source.kind, 'badge')}"
        f'<br><span class="cp-small">{esc(_read_at(source))}</span></td>'
        f'<td class="cp-small">{esc(source.licence)}; passing on: {esc(source.redistributable)}</td>'
        f'<td class="cp-num cp-small">{plural(source.rows, "row") if source.rows else ""}</td></tr>'
        for source in card.sources
    )
    calculated = f'<p class="cp-sub">{esc(card.calculated)}</p>' if card.calculated else ""
    return f'{calculated}<table class="cp-list"><tbody>{rows}</tbody></table>'


def _read_at(source: Source) -> str:
    published = f"published {source.published}" if source.published else "publication day not on file"
    host = f"; copy read at {source.host}" if source.host else ""
    return f"{published}; retrieved {source.retrieved or 'day not on file'}{host}"


def _draw_fault(title: str, name: str, error: Exception) -> None:
    number = secrets.token_hex(4)
    LOG.error("card fault %s: %s", number, title, exc_info=error)
    if isinstance(error, TableError):
        what = f"Table {error.table} cannot be shown: {error.reason}. To mend it: {error.fix}."
    elif isinstance(error, ChokepointError):
        what = str(error)
    else:
        what = "This figure could not be made; the rest of the page is not touched by it."
    st.html(
        f'{_heading(title, name)}<div class="cp-empty" role="alert">{esc(what)}'
        f'<br><span class="cp-small">If you report it, name {number}.</span></div>'
    )
