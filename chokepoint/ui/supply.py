"""What only the Supply page shows: its style, its two local choices, and its lists as HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from chokepoint.charts.supply_rows import years
from chokepoint.charts.theme import HARD, Theme, number
from chokepoint.errors import TableError
from chokepoint.evidence.board import Cell
from chokepoint.evidence.concentration import Concentration
from chokepoint.evidence.countries import Exposure
from chokepoint.evidence.elements import Element, elements
from chokepoint.evidence.names import Names
from chokepoint.evidence.observations import Observation
from chokepoint.evidence.stocks import MEASURES, Stock
from chokepoint.evidence.uses import MASSES, Mass, Shares
from chokepoint.share.sentences import flow_words, price_words
from chokepoint.share.supply import BASES, BOUNDS, FORMS, pct, reliance_words
from chokepoint.share.trade import the
from chokepoint.ui.context import Context
from chokepoint.ui.drawing import clicked_ids
from chokepoint.ui.filters import of_materials
from chokepoint.ui.html import attr, chip, esc
from chokepoint.ui.html_table import STACKED, html_table
from chokepoint.ui.picks import pick

USUAL_TILES = "control"
TILE_MEASURES = {
    "control": "Control",
    "reliance": "Import reliance",
    "gap": "Price gap",
    "magnets": "Magnet use",
}
# Tables of cells that become blocks on a phone.
DEPTH, EDITIONS = f"cp-tight cp-depth {STACKED}", f"cp-tight cp-editions {STACKED}"
NOT_ON_FILE = '<span class="cp-quiet">not on file</span>'
RULES = """
.cp-uses {{ columns: 2; column-gap: 44px; font-size: 14px; line-height: 1.35; margin: 0; padding: 0; color: {ink}; }}
.cp-uses div {{ break-inside: avoid; border-bottom: 1px solid {line}; padding: 5px 0; display: grid;
  grid-template-columns: 30px 1fr; }}
.cp-uses b {{ font-weight: 600; }}
.cp-uses div.cp-on {{ background: {panel}; }}
.cp-sheet {{ display: grid; grid-template-columns: 132px 1fr; gap: 5px 14px; font-size: 14.5px; color: {ink}; line-height: 1.4; }}
.cp-term {{ color: {ink3}; font-size: 13px; padding-top: 1px; }}
.cp-hhi {{ height: 8px; background: {third_tint}; margin: 4px 0 0; width: 100%; min-width: 90px; }}
.cp-hhi i {{ display: block; height: 8px; background: {cn}; }}
.cp-states {{ min-width: 860px; }}
.cp-editions {{ min-width: 660px; }}
.cp-states th[scope=row] {{ width: 150px; color: {ink2}; font-size: 13.5px; padding-top: 6px; }}
.cp-narrowest {{ min-width: 700px; }} .cp-narrowest td {{ padding: 4px 12px 4px 0; }} .cp-narrowest .cp-num {{ min-width: 84px; }}
.cp-depth {{ min-width: 760px; }} .cp-depth td:first-child {{ width: 27%; }} .cp-list.cp-depth .cp-num {{ padding-right: 26px; }} .cp-more a {{ color: {us}; }}
.cp-narrowest .cp-hhi {{ height: 4px; margin: 1px 0 0 auto; min-width: 0; width: 72px; }} .cp-narrowest .cp-hhi i {{ height: 4px; }}
@media (max-width: 640px) {{ .cp-uses {{ columns: 1; }} .cp-sheet {{ grid-template-columns: 1fr; gap: 0; }}
  .cp-term {{ margin-top: 7px; }}
  .cp-depth td:first-child {{ width: auto; }} }}
"""


def draw_style(theme: Theme) -> None:
    """The rules of this page, once."""
    st.html(f"<style>{RULES.format(**vars(theme))}</style>")


def choose(context: Context) -> tuple[str, str]:
    """The measure of the tiles and the element in detail, as the reader chooses them on this page."""
    try:
        found = elements_asked(context)
    except TableError:  # the card of the tiles says what is wrong
        found = []
    left, right = st.columns([3, 2], gap="large", vertical_alignment="bottom")
    measure = pick(
        left.segmented_control, "Colour the tiles by", "tiles", list(TILE_MEASURES), default=USUAL_TILES, required=True,
        format_func=lambda key: TILE_MEASURES[key], key="supply_measure",
    )  # fmt: skip
    symbols = [one.symbol for one in found]
    follow_click(st.session_state, measure, symbols)
    names = {one.symbol: f"{one.symbol}, {one.name}" for one in found}
    chosen = pick(
        right.selectbox, "Element in detail", "element", symbols, default=usual_element(symbols),
        format_func=lambda one: names[one],
        key=f"supply_element_{len(symbols)}_{symbols[0] if symbols else ''}",
    )  # fmt: skip
    return measure, chosen


def follow_click(state: MutableMapping[Any, Any], measure: str, symbols: Sequence[str]) -> None:
    """Makes the element of a clicked tile the one in detail; called before the field of that choice is drawn."""
    usual = usual_element(symbols)
    shown = state.get("element") or usual
    chart = state.get(f"chart-tiles-{measure}-{shown}") or {}
    clicked = [one for one in clicked_ids(chart.get("selection", {}).get("points", ())) if one in symbols]
    if clicked and clicked[-1] != shown:
        state["element"] = "" if clicked[-1] == usual else clicked[-1]


def usual_element(symbols: Sequence[str]) -> str:
    """The element in detail before the reader chooses one; "" for none."""
    return "Dy" if "Dy" in symbols else next(iter(symbols), "")


def elements_asked(context: Context) -> list[Element]:
    """The elements that fit the materials asked for."""
    return [one for one in elements(context.tables["materials"]) if of_materials(context, one.symbol, None)]


def uses_list(found: Sequence[Element], chosen: str, leave_out: bool) -> str:
    """All elements with their uses; `leave_out` blanks uses that rest on no source that was read."""
    rows = "".join(
        f"<div{' class=cp-on' if one.symbol == chosen else ''}><b>{esc(one.symbol)}</b><span>{esc(one.name)} "
        f'<span class="cp-quiet">{esc(uses_words(one, leave_out))}</span></span></div>'
        for one in found
    )
    return f'<div class="cp-uses">{rows}</div>'


def uses_words(one: Element, leave_out: bool) -> str:
    """The uses of an element, or that they are left out."""
    if leave_out and "main_uses" in one.unverified:
        return "uses not verified, left out"
    return ", ".join(one.uses)


def element_sheet(
    one: Element,
    cells: Mapping[str, Cell] | None,
    facts: Sequence[tuple[str, str]],
    shares: Shares | None,
    leave_out: bool,
    names: Names,
    credited: str = "",
) -> str:
    """Everything on file of one element as a list of terms; unverified fields carry a badge. `credited`: the origins."""
    pairs = [("Main uses", esc(uses_words(one, leave_out)) + ("" if leave_out else _badge(one, "main_uses")))]
    if shares is not None:
        told = ", ".join(f"{use} {pct(share)}" for use, share in shares.parts)
        pairs.append((f"Use in {the(names.country(shares.country))}, {years(shares.period)}", esc(told)))
    pairs.append(("In magnets", ("yes" if one.magnet_use else "no") + _badge(one, "magnet_use")))
    if cells:
        pairs.append(
            ("Chinese rules", esc("; ".join(f"{buyer}: {cell.word}" for buyer, cell in cells.items())))
        )
    pairs += [(term, esc(words)) for term, words in facts]
    lists = "; ".join(f"{name}: {'yes' if on else 'no'}" for name, on in one.lists)
    pairs.append(("Critical lists", esc(lists) + _badge(one, "us_critical_list_2022")))
    pairs.append(("Group", esc(one.side)))
    pairs += [("Notes", esc(one.notes)), ("Sources", esc(credited))]
    rows = "".join(f'<div class="cp-term">{esc(term)}</div><div>{words}</div>' for term, words in pairs)
    return f'<div class="cp-sheet">{rows}</div>'


def _badge(one: Element, field: str) -> str:
    words = {"us_critical_list_2022": "2022 not verified"}.get(field, "not verified")
    return " " + chip(words, "badge") if field in one.unverified else ""


def concentration_table(found: Sequence[Concentration], titles: Mapping[str, str], names: Names) -> str:
    """HHI beside the largest share and what is left without it, one line an edition, as HTML."""
    cells = [
        (
            f"<b>{esc(titles[one.split.source_key])}</b><br><span class='cp-small'>{esc(one.split.period)}, "
            f"{esc(BASES.get(one.split.basis, one.split.basis))}</span>",
            f"{esc(names.country(one.leader))} {one.leader_pct:.2f}{HARD}%{bar(one.leader_pct)}",
            _hhi(one),
            f"<b>{number(one.left_t or 0)}{HARD}t</b>",
            f"{esc(names.country(one.second or ''))} {pct(round(one.second_of_left_pct or 0))}",
        )
        for one in found
    ]
    heads = (
        "Edition",
        "Largest supplier, share of tonnes listed",
        "HHI",
        "Left without it",
        "Largest of the rest",
    )
    return html_table(heads, cells, "Concentration by edition", (2, 3), EDITIONS)


def bar(share: float) -> str:
    """A share in % as a bar below its figure, as HTML."""
    return f'<div class="cp-hhi"><i style="width:{share:.1f}%"></i></div>'


def _hhi(one: Concentration) -> str:
    low, high = round(one.hhi_low, -1), round(one.hhi_high, -1)
    return number(low) if low == high else f"{number(low)}–{number(high)}"


def stocks_table(found: Sequence[Stock], silent: Sequence[str], names: Names) -> str:
    """Statements on stocks by country as HTML; countries without one are named below."""
    cells = [
        (
            f"<b>{esc(names.country(one.country))}</b><br><span class='cp-small'>{esc(one.holder)}</span>",
            esc(names.get(one.material, one.material)),
            f"{_stock(one)}<br><span class='cp-small'>{esc(MEASURES[one.measure])}, {esc(one.period)}</span>",
            f"<span class='cp-small'>{esc(one.notes)}</span>{'' if one.verified else ' ' + chip('not verified', 'badge')}",
        )
        for one in found
    ]
    tail = ", ".join(names.country(code) for code in silent)
    blank = f'<p class="cp-small">Nothing on file: {esc(tail)}.</p>' if tail else ""
    heads = ("Holder", "Material", "Figure", "What the source says")
    return html_table(heads, cells, "Stocks", (), EDITIONS) + blank


def _stock(one: Stock) -> str:
    if one.low is None or one.high is None:
        return "amount withheld"
    if one.low != one.high:
        return f"{number(one.low)}–{number(one.high)}{HARD}{esc(one.unit)}"
    digits = 0 if one.low == int(one.low) else 1
    return f"{esc(BOUNDS.get(one.bound, ''))}{number(one.low, digits)}{HARD}{esc(one.unit)}"


def masses_table(found: Sequence[Mass]) -> str:
    """Kilograms per unit as HTML, a table for each thing that was weighed: they share no axis."""
    parts = []
    for kind, words in MASSES.items():
        rows = "".join(
            f"<tr><td>{esc(one.item)} <span class='cp-small'>{esc(one.sector)}, {esc(one.period)}</span>{_doubt(one)}</td>"
            f"<td class='cp-num'><b>{esc(kilograms(one))}</b></td></tr>"
            for one in found
            if one.mass_of == kind
        )
        if rows:
            parts.append(
                f'<div><p class="cp-group">{esc(words)}, kg per unit</p><table class="cp-list cp-tight">'
                f"<tbody>{rows}</tbody></table></div>"
            )
    return f'<div class="cp-two">{"".join(parts)}</div>'


def kilograms(one: Mass) -> str:
    """The figure with its bound; grams below ten grams."""
    small = one.kilograms < 0.01
    value = one.kilograms * 1000 if small else one.kilograms
    text = number(value) if value >= 100 else f"{value:g}"
    return f"{BOUNDS.get(one.bound, '')}{text}{HARD}{'g' if small else 'kg'}"


def _doubt(one: Mass) -> str:
    note = f"<br><span class='cp-small'>{esc(one.notes)}</span>" if one.disputed else ""
    marks = [chip("disputed", "badge")] if one.disputed else []
    marks += [] if one.verified or one.derived else [chip("not verified", "badge")]
    marks += [chip("worked out", "badge")] if one.derived else []
    return " " + " ".join(marks) + note if marks else ""


def country_table(rows: Sequence[tuple[str, Sequence[str]]], heads: Sequence[str], name: str) -> str:
    """The same rows for every country as HTML; a blank says that nothing is on file."""
    head = "".join(f'<th scope="col">{esc(one)}</th>' for one in heads)
    body = "".join(
        f'<tr><th scope="row">{esc(term)}</th>'
        + "".join(f"<td>{cell or NOT_ON_FILE}</td>" for cell in cells)
        + "</tr>"
        for term, cells in rows
    )
    return (
        f'<div class="cp-scroll" tabindex="0" role="region" aria-label="{attr(name)}"><table class="cp-list cp-tight '
        f'cp-states"><thead><tr><th scope="col">On file</th>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def share_cell(one: Exposure, names: Names) -> str:
    """The supplier's share in a country's imports with product, year and basis, as HTML; empty without one."""
    share = one.share
    if share is None:
        return ""
    text = pct(share.low, share.bound) if share.low == share.high else f"{share.low:g}–{pct(share.high)}"
    of = ", ".join(
        part
        for part in (names.get(share.material, share.material), FORMS.get(share.form, share.form))
        if part
    )
    doubt = "" if share.verified else " " + chip("not verified", "badge")
    return (
        f"<b>{esc(text)}</b>{doubt}<br><span class='cp-small'>{esc(of)}, {esc(years(share.period))}, "
        f"{esc(BASES.get(share.basis, share.basis))}; {one.share_rows} figures on file</span>"
    )


def exposure_cells(found: Sequence[Exposure], names: Names) -> list[tuple[str, list[str]]]:
    """Rows of the country table that come from tables alone, as HTML."""
    return [
        ("China’s share in imports", [share_cell(one, names) for one in found]),
        ("Net import reliance", [esc(reliance_words(one.reliance)) if one.reliance else "" for one in found]),
        ("Licence approvals, newest", [_approval(one) for one in found]),
        ("Licence figures on file", [str(one.licence_rows) if one.licence_rows else "" for one in found]),
        ("Listed by China, on file by name", [str(one.listed) if one.listed else "" for one in found]),
    ]


def _approval(one: Exposure) -> str:
    if one.approval is None:
        return ""
    return (
        f"<b>{esc(pct(one.approval.value, one.approval.bound))}</b><br>"
        f"<span class='cp-small'>{esc(one.approval.period)}, {esc(one.approval.applicant)}</span>"
    )


def thin_table(
    rows: Sequence[tuple[str, Observation | None, Observation | None]], derived: set[tuple[str, str]]
) -> str:
    """Newest price and newest shipment of each element as HTML."""
    body = "".join(
        f"<tr><td><b>{esc(name.capitalize())}</b></td><td>{_price(price, derived)}</td>"
        f"<td>{esc(flow_words(flow)) if flow else NOT_ON_FILE}</td></tr>"
        for name, price, flow in rows
    )
    return (
        '<table class="cp-list"><thead><tr><th scope="col">Element</th><th scope="col">Price outside China</th>'
        f'<th scope="col">Shipped</th></tr></thead><tbody>{body}</tbody></table>'
    )


def _price(one: Observation | None, derived: set[tuple[str, str]]) -> str:
    if one is None:
        return NOT_ON_FILE
    mark = " " + chip("worked out", "badge") if (one.item, one.period) in derived else ""
    return esc(price_words(one)) + mark


def country_frame(rows: Sequence[tuple[str, Sequence[str]]], heads: Sequence[str]) -> pd.DataFrame:
    """The country table as plain text, one column a country."""
    plain = [[term, *(_plain(cell) for cell in cells)] for term, cells in rows]
    return pd.DataFrame(plain, columns=["row (unit as in the cell)", *heads])


def _plain(cell: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", cell)).strip()
