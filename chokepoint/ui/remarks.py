"""Notes of colleagues where they belong: below a card, below the status line, in the list of the page Briefs."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from chokepoint.errors import TableError
from chokepoint.ui.card import Card
from chokepoint.ui.context import Context
from chokepoint.ui.html import attr, day, esc
from chokepoint.workspace.notes import Note

# Columns of a card's table that hold ids of events.
ID_COLUMNS = ("event_id", "id", "record")


def of_card(context: Context, card: Card, name: str) -> list[Note]:
    """Notes on a card and on the events in its table, newest first."""
    shown = _ids(card.table) if any(note.on == "event" for note in context.remarks) else set()
    return [
        note
        for note in context.remarks
        if (note.on == "card" and _is_of(note.of, context.page, (name, card.key)))
        or (note.on == "event" and note.of in shown)
    ]


def of_snapshot(context: Context) -> list[Note]:
    """Notes on the version of the data that is shown, newest first."""
    return [note for note in context.remarks if note.on == "snapshot" and note.of == context.snapshot.id]


def remarks_html(context: Context, found: Sequence[Note]) -> str:
    """Notes as HTML; "" for none."""
    return "".join(
        f'<p class="cp-remark"><span class="cp-small">{esc(note.author)}, {day(note.at.date())}, note on '
        f"{about(context, note)}{_link(note)}</span><br>{esc(note.text)}</p>"
        for note in found
    )


def about(context: Context, note: Note) -> str:
    """What a note is on, in words; an event or version that is no longer there says so. HTML."""
    if note.on == "card":
        return f"the card {esc(note.of)}"
    if note.on == "snapshot":
        known = any(row.id == note.of for row in context.history)
        return f"data version {esc(note.of)}{'' if known else ', which is not in this workspace'}"
    try:
        events = context.tables["events"].set_index("event_id")["headline"]
    except TableError:
        return f"the event {esc(note.of)}"
    if note.of in events.index:
        return f"the event “{esc(events.loc[note.of])}”"
    return f"the event {esc(note.of)}, which is not (or no longer) in data version {esc(context.snapshot.id)}"


def _is_of(of: str, page: str, names: Sequence[str]) -> bool:
    """True if a note on `of` is on the card; names of cards may end in the reader's choice: supply.chain-Dy."""
    there, _, noted = of.partition(".")
    return there == page and any(name == noted or name.startswith(f"{noted}-") for name in names)


def _link(note: Note) -> str:
    return f', <a href=".{attr(note.link)}" target="_self">as seen then</a>' if note.link else ""


def _ids(table: pd.DataFrame) -> set[str]:
    found: set[str] = set()
    for column in ID_COLUMNS:
        if column in table.columns:
            for text in table[column].dropna().astype(str):
                found.update((text, text.split("|")[-1]))
    return found
