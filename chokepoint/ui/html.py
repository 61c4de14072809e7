"""Text as HTML: everything that comes from data is escaped here, dates never break."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from datetime import date

from chokepoint.share.link import Unread

# A date, a range of numbers such as 39–54, or a number and its per-cent sign.
UNBROKEN = re.compile(
    r"(\b\d{4}-\d{2}(?:-\d{2})?\b|\b\d(?:[\d.,\u202f]*\d)?–\d(?:[\d.,\u202f]*\d)?(?:[\u00a0 ]%)?|\b\d(?:[\d.,\u202f]*\d)? %)"
)
# An oxide such as Nd2O3.
OXIDE = re.compile(r"\b(?:[A-Z][a-z]?\d{1,2})+O\d{1,2}\b")
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
THIN = "\u202f"


def esc(text: object) -> str:
    """The text with markup shown literally, dates, ranges and per cent kept on one line, oxides with subscripts."""
    words = OXIDE.sub(lambda found: found[0].translate(SUBSCRIPTS), str(text))
    return UNBROKEN.sub(r'<span class="cp-d">\1</span>', html.escape(words))


def attr(text: object) -> str:
    """The text for use inside a quoted attribute."""
    return html.escape(str(text), quote=True)


def anchor(name: str) -> str:
    """The id of a card's heading, to which the contents of the page lead."""
    return f"card-{attr(name)}"


def day(value: date | None) -> str:
    """A day that never breaks; "no day on file" for a missing one."""
    return "no day on file" if value is None else f'<span class="cp-d">{value.isoformat()}</span>'


def chip(text: str, kind: str = "warn") -> str:
    """A small word on a ground: `warn` for the one thing that is wrong, `badge` for a kind of source."""
    return f'<span class="cp-chip cp-{kind}">{esc(text)}</span>'


def unread_notes(unread: Sequence[Unread]) -> str:
    """One visible line for everything in the link that could not be read."""
    if not unread:
        return ""
    items = "; ".join(
        f"<b>{esc(one.key)}={esc(one.value)}</b> ({esc(one.reason)}): {esc(one.used)}" for one in unread
    )
    return f'<p class="cp-note" role="status">Not understood in this link: {items}.</p>'


def link(url: str | None, text: str) -> str:
    """A link to a web address that opens apart; plain text for anything else."""
    if url is None or not url.startswith(("http://", "https://")):
        return esc(text)
    return f'<a href="{attr(url)}" target="_blank" rel="noopener noreferrer">{esc(text)}</a>'


def alert(words: object) -> str:
    """What could not be done, and why."""
    return f'<div class="cp-empty" role="alert">{esc(words)}</div>'


def plural(count: int, one: str, many: str | None = None) -> str:
    """The count with its noun: 1 event, 4 events; thousands by narrow blanks."""
    return f"{count:,}".replace(",", THIN) + " " + (one if count == 1 else many or f"{one}s")
