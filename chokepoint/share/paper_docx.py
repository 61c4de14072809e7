"""A paper as a Word file: words, lists and tables; figures as pictures where there are some, else as tables."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from chokepoint.share.matter import source_line
from chokepoint.share.paper import Block, Figure, Grid, Heading, Items, Paper, Words, figure_line, table_rows

# What XML cannot hold: a word processor would refuse the whole file.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
NO_BROWSER = "No browser was found to draw this figure: its rows stand in for it."
WIDTH = Cm(17)


def docx_bytes(paper: Paper, pictures: Mapping[str, bytes]) -> bytes:
    """The file. `pictures`: PNG by key of the card; a figure without one is told by its rows, which it says."""
    document = docx.Document()
    document.core_properties.title = _plain(paper.title)[:255]
    document.core_properties.author = "Chokepoint"
    # The same paper is the same file.
    document.core_properties.created = document.core_properties.modified = datetime(2000, 1, 1)
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = "Calibri", Pt(10.5)
    _small(document, paper.asked)
    document.add_heading(_plain(paper.title), 1)
    for block in paper.blocks:
        write: Callable[..., None] = WRITERS[type(block)]
        write(document, block, pictures)
    document.add_heading("About this paper", 2)
    for line in (*paper.foot, paper.citation):
        _small(document, line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _heading(document: Any, block: Heading, _: Mapping[str, bytes]) -> None:
    document.add_heading(_plain(block.text), 2)


def _words(document: Any, block: Words, _: Mapping[str, bytes]) -> None:
    if block.kind == "small":
        _small(document, block.text)
        return
    style = "Quote" if block.kind == "own" else None
    for part in filter(str.strip, block.text.split("\n")):
        document.add_paragraph(_plain(part), style=style)
    if block.author:
        _small(document, block.author)


def _items(document: Any, block: Items, _: Mapping[str, bytes]) -> None:
    for item in block.items:
        line = document.add_paragraph(style="List Bullet")
        line.add_run(f"{_plain(item.mark)}  ").bold = True
        line.add_run(_plain(item.text))
        if item.small:
            run = line.add_run(f"\n{_plain(item.small)}")
            run.font.size = Pt(9)


def _grid(document: Any, block: Grid, _: Mapping[str, bytes]) -> None:
    table = document.add_table(rows=1, cols=len(block.heads))
    table.style = "Light Grid"
    for row, texts in zip([table.rows[0]] + [table.add_row() for _ in block.rows], (block.heads, *block.rows), strict=True):  # fmt: skip
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = _plain(text)
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(8)


def _figure(document: Any, block: Figure, pictures: Mapping[str, bytes]) -> None:
    card = block.exhibit
    document.add_heading(_plain(card.title), 2)
    _small(document, card.subtitle)
    drawn = not isinstance(card.body, str)
    picture = pictures.get(card.key) if drawn else None
    if picture:
        document.add_picture(io.BytesIO(picture), width=WIDTH)
        document.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.LEFT
    else:
        if drawn:
            _small(document, NO_BROWSER)
        _rows(document, block)
    _small(document, card.alt)
    _small(document, figure_line(card))
    for note in block.notes:
        _words(document, note, pictures)
    for source in card.sources:
        _small(document, f"– {source_line(source)}")


def _rows(document: Any, block: Figure) -> None:
    frame = block.exhibit.table
    if frame.empty:
        return
    rows = table_rows(frame)
    _grid(document, Grid(tuple(map(str, frame.columns)), tuple(rows)), {})
    if len(rows) < len(frame):
        _small(document, f"{len(rows)} of {len(frame)} rows.")


def _small(document: Any, text: str) -> None:
    run = document.add_paragraph().add_run(_plain(text))
    run.font.size = Pt(8.5)


def _plain(text: object) -> str:
    return CONTROL.sub("", str(text))


WRITERS: dict[type[Block], Callable[..., None]] = {
    Heading: _heading,
    Words: _words,
    Items: _items,
    Grid: _grid,
    Figure: _figure,
}
