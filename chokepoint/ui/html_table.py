"""Rows of cells as an HTML table: one form for every page; `style` holds its rules."""

from __future__ import annotations

from collections.abc import Sequence

from chokepoint.ui.html import attr, esc

# Each row becomes a block on a phone, whose cells name their column.
STACKED = "cp-stack"
# Cells of sentences: wide enough to read, and blocks on a phone.
WORDY = f"cp-why {STACKED}"
NUMBER = " class=cp-num"


def html_table(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    name: str,
    numeric: Sequence[int] = (),
    kind: str = "",
) -> str:
    """Rows of ready HTML cells as a table that scrolls in itself; `kind`: its classes, STACKED or WORDY among them.

    `numeric`: places of the columns that are set right.
    """
    head = "".join(
        f'<th scope="col"{NUMBER if place in numeric else ""}>{esc(word)}</th>'
        for place, word in enumerate(heads)
    )
    names = [attr(word).replace("-", "\u2011") for word in heads]  # dates never break
    body = "".join(
        "<tr>"
        + "".join(
            f'<td data-name="{names[place]}"{NUMBER if place in numeric else ""}>{cell}</td>'
            for place, cell in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="cp-scroll" tabindex="0" role="region" aria-label="{attr(name)}"><table class="cp-list {kind}">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def folded_table(
    heads: Sequence[str], rows: Sequence[Sequence[str]], shown: int, name: str, numeric: Sequence[int] = ()
) -> str:
    """A stacked table of the first rows, and the rest behind a fold that says how many it hides."""
    text, rest = html_table(heads, rows[:shown], name, numeric, STACKED), rows[shown:]
    if rest:
        more = html_table(heads, rest, f"{name}, the rest", numeric, STACKED)
        text += f"<details><summary class='cp-small'>{len(rest)} more</summary>{more}</details>"
    return text
