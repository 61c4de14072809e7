"""A paper as Markdown: what reads as markup in the text is escaped; figures are told in words, with their rows."""

from __future__ import annotations

import re
from collections.abc import Callable

from chokepoint.share.matter import source_line
from chokepoint.share.paper import (
    Block,
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

MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!])")
# A line that begins so would become a list, a quotation or a heading.
BEGINS = re.compile(r"^(\s*)([-+=>]|\d+[.)])(?=\s|$)", re.MULTILINE)


def markdown(paper: Paper) -> str:
    """The file as text."""
    parts = [f"# {esc(paper.title)}", esc(paper.asked), *map(_block, paper.blocks), "---"]
    parts += [*map(esc, paper.foot), esc(paper.citation)]
    return "\n\n".join(part for part in parts if part) + "\n"


def esc(text: object) -> str:
    """The text with all that Markdown or HTML would take for markup shown literally."""
    plain = MARKUP.sub(r"\\\1", str(text)).replace("&", "&amp;")
    return BEGINS.sub(lambda found: f"{found[1]}\\{found[2]}" if not found[2][0].isdigit()
                      else f"{found[1]}{found[2][:-1]}\\{found[2][-1]}", plain)  # fmt: skip


def _block(block: Block) -> str:
    write: Callable[..., str] = WRITERS[type(block)]
    return write(block)


def _heading(block: Heading) -> str:
    return f"## {_line(block.text)}"


def _words(block: Words) -> str:
    text = "\n\n".join(esc(part) for part in block.text.split("\n") if part.strip())
    if block.kind != "own":
        return text
    said = f"\n\n{esc(block.author)}" if block.author else ""
    return "\n".join(f"> {line}".rstrip() for line in f"{text}{said}".split("\n"))


def _items(block: Items) -> str:
    return "\n".join(map(_item, block.items))


def _item(item: Item) -> str:
    small = f"  \n  {_line(item.small)}" if item.small else ""
    return f"- **{_line(item.mark)}** {_line(item.text)}{small}"


def _grid(block: Grid) -> str:
    rule = "|".join([""] + [" --- "] * len(block.heads) + [""])
    lines = [_row(block.heads), rule, *map(_row, block.rows)]
    return "\n".join(lines)


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(_line(cell) for cell in cells)} |"


def _line(text: str) -> str:
    return esc(" ".join(str(text).split()))


def _figure(block: Figure) -> str:
    card = block.exhibit
    parts = [
        f"## {_line(card.title)}",
        esc(card.subtitle),
        esc(card.alt),
        esc(figure_line(card)),
        *map(_words, block.notes),
    ]
    if not card.table.empty:
        shown = table_rows(card.table)
        parts.append(_grid(Grid(tuple(map(str, card.table.columns)), tuple(shown))))
        if len(shown) < len(card.table):
            parts.append(f"{len(shown)} of {len(card.table)} rows.")
    if card.sources:
        parts.append("\n".join(f"- {_line(source_line(source))}" for source in card.sources))
    return "\n\n".join(parts)


WRITERS: dict[type, Callable[..., str]] = {
    Heading: _heading,
    Words: _words,
    Items: _items,
    Grid: _grid,
    Figure: _figure,
}
