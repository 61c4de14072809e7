"""The card: the only way to put a figure on screen.

A card without unit, origin, as-of day and alt text cannot be made. A fault inside one card is said in
that card; the rest of the page lives.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import pandas as pd
import streamlit as st

from chokepoint.charts.theme import Drawing
from chokepoint.errors import ChokepointError, TableError
from chokepoint.share.citation import Source, cite, licences, origins
from chokepoint.share.link import pinned
from chokepoint.share.table import csv_bytes
from chokepoint.ui.context import Context
from chokepoint.ui.html import attr, chip, day, esc, link, plural

LOG = logging.getLogger(__name__)
CHART_CONFIG = {"displayModeBar": False, "responsive": True}
REQUIRED = ("title", "subtitle", "unit", "alt")


class CardError(ChokepointError):
    """A card lacks what every figure must say."""


@dataclass(frozen=True)
class Card:
    """A figure or list with all it must say about itself.

    `body` is a Drawing (drawn by Plotly) or HTML; `table` the rows displayed, with units in the column
    names; `everything` the rows behind it without filters; `records` the rows behind clicked points, by
    the ids that the figure carries as customdata; `missing` says what is not on file.
    """

    key: str
    title: str
    subtitle: str
    unit: str
    as_of: date | None
    alt: str
    body: Drawing | str
    table: pd.DataFrame
    sources: tuple[Source, ...] = ()
    calculated: str = ""
    missing: str = ""
    tabs: bool = True
    everything: Callable[[], pd.DataFrame] | None = field(default=None, compare=False)
    records: Callable[[list[str]], pd.DataFrame] | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        lacking = [name for name in REQUIRED if not str(getattr(self, name)).strip()]
        if self.as_of is None:
            lacking.append("as_of")
        if not self.sources and not self.calculated:
            lacking.append("origin (sources or calculated)")
        if lacking:
            raise CardError(
                f"card {self.key}: no {', no '.join(lacking)}; a figure must say where it comes from"
            )

    @property
    def origin(self) -> str:
        """Who says it, origin first: "own calculation; MOFCOM, Reuters and 12 more"."""
        return "; ".join(part for part in (self.calculated, origins(self.sources)) if part)


def draw_card(context: Context, key: str, title: str, make: Callable[[], Card]) -> None:
    """Draws the card that `make` returns; if it cannot be made, says in its place what is wrong."""
    with st.container(key=f"card-{key}"):
        try:
            card = context.kept(key, make)
        except Exception as error:
            _draw_fault(title, error)
            return
        _draw(context, card)


def _draw(context: Context, card: Card) -> None:
    st.html(f'<h2 class="cp-h2">{esc(card.title)}</h2><p class="cp-sub">{esc(card.subtitle)}</p>')
    if not card.tabs:
        _draw_body(card)
    else:
        chart, table, sources = st.tabs(
            ["Chart", "Table", "Sources"], key=f"tab-{card.key}", on_change="rerun"
        )
        if chart.open:
            with chart:
                _draw_body(card)
        if table.open:
            with table:
                st.dataframe(
                    card.table, hide_index=True, width="stretch", key=f"table-{card.key}", alt=card.alt
                )
        if sources.open:
            with sources:
                st.html(_source_list(card))
    _draw_foot(context, card)


def _draw_body(card: Card) -> None:
    if isinstance(card.body, str):
        st.html(f'<div role="group" aria-label="{attr(card.alt)}">{card.body}</div>')
        return
    chosen = st.plotly_chart(
        card.body.figure,
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
    ids = [str(value) for point in points for value in _flat(point.get("customdata"))]
    if not ids or card.records is None:
        return
    rows = card.records(ids)
    st.html(f'<p class="cp-group">Behind the point: {plural(len(rows), "record")}</p>')
    st.dataframe(rows, hide_index=True, width="stretch", key=f"records-{card.key}")


def _flat(value: Any) -> list[Any]:
    return [] if value is None else list(value) if isinstance(value, (list, tuple)) else [value]


def _draw_foot(context: Context, card: Card) -> None:
    foot = st.container(key=f"foot-{card.key}")
    left, right = foot.columns([3, 2], vertical_alignment="top")
    parts = [f"Source: {esc(card.origin)}", esc(licences(card.sources)) if card.sources else "",
             f"as of {day(card.as_of)}", esc(card.missing)]  # fmt: skip
    left.html(f'<p class="cp-source">{"; ".join(part for part in parts if part)}.</p>')
    with right.container(key=f"tools-{card.key}", horizontal=True, horizontal_alignment="right", gap="small"):
        with st.popover("Save", type="tertiary", key=f"save-{card.key}"):
            _draw_downloads(context, card)
        with st.popover("Cite", type="tertiary", key=f"cite-{card.key}"):
            st.code(citation(context, card), language=None, wrap_lines=True)
        with st.popover("Link", type="tertiary", key=f"link-{card.key}"):
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


def _draw_fault(title: str, error: Exception) -> None:
    number = secrets.token_hex(4)
    LOG.error("card fault %s: %s", number, title, exc_info=error)
    if isinstance(error, TableError):
        what = f"Table {error.table} cannot be shown: {error.reason}. To mend it: {error.fix}."
    elif isinstance(error, ChokepointError):
        what = str(error)
    else:
        what = "This figure could not be made; the rest of the page is not touched by it."
    st.html(
        f'<h2 class="cp-h2">{esc(title)}</h2><div class="cp-empty" role="alert">{esc(what)}'
        f'<br><span class="cp-small">If you report it, name {number}.</span></div>'
    )


def empty_body(words: Mapping[str, str] | str) -> str:
    """The body of a card for which nothing matches: what is missing and what to widen."""
    text = words if isinstance(words, str) else "; ".join(words.values())
    return f'<div class="cp-empty">{esc(text)}</div>'
