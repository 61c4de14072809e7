"""A paper as one HTML file that needs nothing else: styles, figures and their script are inside.

All text is escaped; the only markup from elsewhere are the bodies of cards, which escape their own.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from plotly.io import to_html
from plotly.offline import get_plotlyjs

from chokepoint.charts.theme import LIGHT
from chokepoint.share.citation import Source
from chokepoint.share.matter import source_line
from chokepoint.share.paper import (
    Block,
    Exhibit,
    Figure,
    Grid,
    Heading,
    Item,
    Items,
    Paper,
    Words,
    figure_line,
    table_rows,
)

DATE = re.compile(r"\b(\d{4}-\d{2}(?:-\d{2})?)\b")
CONFIG = {"displayModeBar": False, "responsive": True}
# Nothing may be fetched, and nothing runs but the figures in the file itself.
GUARD = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; font-src data:"
)
RULES = """
:root {{ color-scheme: light; }}
* {{ box-sizing: border-box; }}
body {{ background: {bg}; color: {ink}; font-family: "Source Sans 3", "Source Sans", "Segoe UI", Arial, sans-serif;
  font-size: 16px; line-height: 1.5; margin: 0; font-variant-numeric: tabular-nums lining-nums; }}
main {{ max-width: 1168px; margin: 0 auto; padding: 28px 24px 60px; }}
h1, h2, .cp-h2 {{ font-family: "Source Serif 4", "Source Serif", Georgia, serif; font-weight: 600; text-wrap: balance; }}
h1 {{ font-size: 34px; line-height: 1.17; margin: 2px 0 12px; }}
h2 {{ font-size: 21px; line-height: 1.25; margin: 30px 0 4px; padding-top: 9px; border-top: 2px solid {ink}; }}
.asked {{ font-size: 14px; color: {ink3}; margin: 0; }}
.lead {{ font-size: 17.5px; }}
.small, .foot, .cite {{ font-size: 13px; color: {ink2}; line-height: 1.4; }}
.own {{ border-left: 3px solid {ink3}; padding-left: 14px; white-space: pre-line; }}
.own small {{ display: block; color: {ink3}; font-size: 13px; }}
p {{ margin: 6px 0; max-width: 47em; }}
dl {{ margin: 6px 0; display: grid; grid-template-columns: max-content 1fr; column-gap: 16px; }}
dt {{ font-weight: 600; text-align: right; white-space: nowrap; padding: 3px 0; }}
dd {{ margin: 0; padding: 3px 0; }}
dl.small dt, dl.small dd {{ padding: 1px 0; font-weight: 400; overflow-wrap: anywhere; }}
.small {{ max-width: 66em; }}
dd small {{ display: block; color: {ink2}; font-size: 14px; line-height: 1.35; }}
.scroll {{ overflow-x: auto; }}
table.grid {{ border-collapse: collapse; width: 100%; font-size: 14px; margin: 6px 0; }}
.grid th, .grid td {{ text-align: left; vertical-align: top; padding: 5px 12px 5px 0; border-bottom: 1px solid {line};
  font-weight: 400; }}
.grid thead th {{ color: {ink3}; font-size: 13px; }}
.figure {{ margin: 34px 0 0; padding-top: 9px; border-top: 2px solid {ink}; }}
.figure h2 {{ border: 0; margin: 0; padding: 0; }}
details > summary {{ cursor: pointer; font-size: 13px; color: {ink2}; padding: 3px 0; }}
footer {{ margin-top: 40px; border-top: 1px solid {line}; padding-top: 8px; }}
.cite {{ background: {panel}; padding: 8px 12px; max-width: none; overflow-wrap: anywhere; }}
.d {{ white-space: nowrap; }}
a {{ color: {us}; }}
.cp-go {{ display: none; }}
@page {{ size: A4; margin: 13mm 14mm; }}
.plot {{ overflow-x: auto; }}
@media (max-width: 640px) {{ .plot > div {{ min-width: 660px; }} main {{ padding: 16px 16px 40px; }} h1 {{ font-size: 27px; }} }}
@media print {{
  body {{ background: #fff; font-size: 10.5pt; -webkit-print-color-adjust: exact; print-color-adjust: exact; }}
  main {{ max-width: none; padding: 0; }}
  h2 {{ break-after: avoid; }}
  .figure {{ break-inside: avoid; }}
  .plot, .listing {{ zoom: 0.6; }}
  .figure details {{ display: none; }}
  .figure {{ margin-top: 16pt; }}
  h1 {{ font-size: 20pt; }}
  h2 {{ font-size: 13pt; margin-top: 16pt; }}
  .small, .asked, .foot, .cite {{ font-size: 8.5pt; }}
  dl.small {{ font-size: 7pt; line-height: 1.25; }}
}}
.compact dt {{ min-width: 5.2em; }}
.compact main {{ max-width: 860px; }}
.compact h1 {{ font-size: 27px; margin-bottom: 4px; }}
.compact h2 {{ font-size: 17px; margin: 14px 0 0; padding-top: 5px; }}
.compact footer {{ margin-top: 12px; }}
.compact p {{ max-width: none; margin: 3px 0; }}
.compact .lead {{ font-size: 16px; }}
@media print {{
  .compact {{ font-size: 8.4pt; line-height: 1.26; }}
  .compact h1 {{ font-size: 15pt; }}
  .compact h2 {{ font-size: 11pt; margin-top: 5pt; padding-top: 2pt; border-top-width: 1px; }}
  .compact .lead {{ font-size: 9.2pt; }}
  .compact .asked, .compact .grid, .compact .grid thead th, .compact dd small {{ font-size: 8pt; }}
  .compact dt, .compact dd, .compact .grid td, .compact .grid th {{ padding-top: 1pt; padding-bottom: 1pt; }}
  .compact p, .compact dl, .compact table.grid {{ margin: 1.5pt 0; }}
  .compact footer {{ margin-top: 5pt; padding-top: 2pt; }}
  .compact .foot, .compact .cite, .compact .small {{ font-size: 6.6pt; line-height: 1.22; }}
  .compact .cite {{ padding: 3pt 5pt; }}
}}
"""


# A compact paper fills its page.
ONE_PAGE = "@page { size: A4; margin: 9mm 12mm; }"


def html_page(paper: Paper, styles: str = "") -> str:
    """The file. `styles` are the rules that the bodies of its cards need; plotly.js is inside once, if needed."""
    drawn = [figure for figure in paper.figures if not isinstance(figure.exhibit.body, str)]
    script = f"<script>{get_plotlyjs()}</script>" if drawn else ""
    rules = RULES.format(**vars(LIGHT))
    blocks = blocks_html(paper)
    foot = "".join(f'<p class="foot">{esc(line)}</p>' for line in paper.foot)
    kind = ' class="compact"' if paper.compact else ""
    rules += ONE_PAGE if paper.compact else ""
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{html.escape(GUARD)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(paper.title)}</title>\n<style>{styles}{rules}</style>{script}</head>\n"
        f'<body{kind}><main><p class="asked">{esc(paper.asked)}</p><h1>{esc(paper.title)}</h1>\n{blocks}\n'
        f'<footer>{foot}<p class="cite">{esc(paper.citation)}</p></footer></main></body></html>\n'
    )


def blocks_html(paper: Paper) -> str:
    """The blocks of a paper as HTML, without its head and foot."""
    return "".join(map(_block, paper.blocks))


def esc(text: object) -> str:
    """Text with markup shown literally and dates kept on one line."""
    return DATE.sub(r'<span class="d">\1</span>', html.escape(str(text)))


def _block(block: Block) -> str:
    write: Callable[..., str] = WRITERS[type(block)]
    return write(block)


def _heading(block: Heading) -> str:
    return f"<h2>{esc(block.text)}</h2>"


def _words(block: Words) -> str:
    said = f"<small>{esc(block.author)}</small>" if block.author else ""
    kind = "" if block.kind == "plain" else f' class="{html.escape(block.kind)}"'
    return f"<p{kind}>{esc(block.text)}{said}</p>"


def _items(block: Items) -> str:
    kind = ' class="small"' if block.small else ""
    return f"<dl{kind}>{''.join(map(_item, block.items))}</dl>"


def _item(item: Item) -> str:
    small = f"<small>{esc(item.small)}</small>" if item.small else ""
    return f"<dt>{esc(item.mark)}</dt><dd>{esc(item.text)}{small}</dd>"


def _grid(block: Grid) -> str:
    head = "".join(f'<th scope="col">{esc(text)}</th>' for text in block.heads)
    rows = "".join(f"<tr>{''.join(f'<td>{esc(text)}</td>' for text in row)}</tr>" for row in block.rows)
    return f'<div class="scroll"><table class="grid"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _figure(block: Figure) -> str:
    card = block.exhibit
    if isinstance(card.body, str):
        body = f'<div class="listing" role="group" aria-label="{html.escape(card.alt)}">{card.body}</div>'
    else:
        drawn = to_html(
            card.body.figure, config=CONFIG, include_plotlyjs=False, full_html=False, default_width="100%",
            default_height=f"{card.body.height}px", div_id=f"plot-{card.key}",
        )  # fmt: skip
        body = f'<div class="plot" role="img" aria-label="{html.escape(card.alt)}">{drawn}</div>'
    sources = "".join(f"<li>{_source(source)}</li>" for source in card.sources)
    listed = (
        f"<details><summary>Sources ({len(card.sources)})</summary><ol class='small'>{sources}</ol></details>"
    )
    return (
        f'<section class="figure" id="card-{html.escape(card.key)}"><h2>{esc(card.title)}</h2>'
        f'<p class="small">{esc(card.subtitle)}</p>{body}'
        f'<p class="small">{esc(figure_line(card))}</p>'
        f"{''.join(map(_words, block.notes))}{listed if card.sources else ''}{_rows(card)}</section>"
    )


def _source(source: Source) -> str:
    text = esc(source_line(source))
    if source.url and source.url.startswith(("http://", "https://")):
        return f'{text} <a href="{html.escape(source.url)}" rel="noopener noreferrer">{html.escape(source.url)}</a>'
    return text


def _rows(card: Exhibit) -> str:
    if card.table.empty:
        return ""
    shown = table_rows(card.table)
    count = f"{len(shown)} of {len(card.table)}" if len(card.table) > len(shown) else str(len(shown))
    grid = _grid(Grid(tuple(map(str, card.table.columns)), tuple(shown)))
    return f'<details class="rows"><summary>Table, {count} rows</summary>{grid}</details>'


WRITERS: dict[type, Callable[..., str]] = {
    Heading: _heading,
    Words: _words,
    Items: _items,
    Grid: _grid,
    Figure: _figure,
}
