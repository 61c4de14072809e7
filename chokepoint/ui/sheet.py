"""The tables of the contract as a page tells them: all entries, and the card of one table."""

from __future__ import annotations

import streamlit as st

from chokepoint.evidence import dictionary
from chokepoint.evidence.dictionary import Entry
from chokepoint.ui.card import Card
from chokepoint.ui.context import Context
from chokepoint.ui.frame import clocks
from chokepoint.ui.html import plural
from chokepoint.ui.layout import Slot
from chokepoint.ui.method import table_sheet
from chokepoint.ui.picks import pick


def entries(context: Context) -> list[Entry]:
    """All tables as they are on file; made once for a version of the data and a day."""

    def make() -> list[Entry]:
        return dictionary.dictionary(context.tables, context.contract, clocks(context))

    found = context.kept("dictionary", lambda: context.shared("dictionary", make, context.today))
    # A table that could not be read may have come back since.
    return make() if any(entry.problem for entry in found) else found


def titles_of(context: Context) -> dict[str, str]:
    """Table → its title."""
    return {table.name: table.title for table in context.contract.tables.values()}


def pick_table(context: Context, name: str, key: str) -> str:
    """The table that a reader looks into; `name` is the choice in the link, `key` that of the widget."""
    titles = titles_of(context)
    return pick(st.selectbox, "Table", name, list(titles), default="events", key=key, width=520,
                format_func=lambda one: f"{titles[one]} ({one})")  # fmt: skip


def sheet_slot(name: str) -> Slot:
    """The place of one table."""
    return Slot(f"sheet-{name}", "One table", lambda context: sheet_card(context, name))


def sheet_card(context: Context, name: str) -> Card:
    """One table: columns, units, meaning, allowed values, rules, sources and licences (evidence.dictionary.dictionary, evidence.dictionary.fields_frame)."""
    entry = next(entry for entry in entries(context) if entry.table.name == name)
    return Card(
        key="sheet",
        title=f"{entry.table.title}: {plural(len(entry.table.fields), 'column')}, {plural(entry.rows, 'row')}",
        subtitle=entry.table.description,
        unit="as named for each column",
        as_of=entry.covers_to or entry.retrieved or context.snapshot.at.date(),
        alt="; ".join(f"{field.name}: {field.description}" for field in entry.table.fields),
        body=table_sheet(entry, context.contract),
        table=dictionary.fields_frame(entry.table),
        calculated=f"data contract {context.contract.version}; docs/data-dictionary.md",
        tabs=False,
        everything=lambda: context.tables[name],
    )
