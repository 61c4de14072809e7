"""The cards of the page Data: all tables with their clocks, and what the next update should begin with."""

from __future__ import annotations

from functools import partial

import pandas as pd

from chokepoint.charts.theme import number
from chokepoint.evidence import worklists
from chokepoint.ui import data as shown
from chokepoint.ui.card import Card, empty_body
from chokepoint.ui.context import Context
from chokepoint.ui.data_history import history_card, pages_of_versions
from chokepoint.ui.html import chip, day, esc, link, plural
from chokepoint.ui.html_table import folded_table
from chokepoint.ui.layout import Slot, of_version
from chokepoint.ui.sheet import entries, titles_of
from chokepoint.ui.worklist import questions_card


def tables_card(context: Context) -> Card:
    """Every table of the contract: rows, three clocks, sources, licences (evidence.dictionary.dictionary)."""
    found = entries(context)
    heads = ["table", "title", "rows", "covers to", "newest source published", "retrieved", "stale", "sources", "licences",
             "problem"]  # fmt: skip
    lines = [(e.table.name, e.table.title, e.rows, e.covers_to, e.published, e.retrieved, "yes" if e.stale else "no", e.sources,
              "; ".join(e.licences), e.problem) for e in found]  # fmt: skip
    stale = [entry for entry in found if entry.stale]
    return Card(
        key="tables",
        title=f"Stale: {', '.join(entry.table.title.lower() for entry in stale)}"
        if stale
        else "No table is stale",
        subtitle="Three clocks: the day up to which the rows speak, the day on which the newest source was published, the day on "
        f"which it was read. Stale: older on {context.today} than the contract accepts. A blank: the table has no such day.",
        unit="rows; days",
        as_of=max((e.retrieved for e in found if e.retrieved), default=context.snapshot.at.date()),
        alt="; ".join(f"{entry.table.title}: {entry.rows} rows" for entry in found),
        body=shown.tables_list(found),
        table=pd.DataFrame(lines, columns=heads),
        calculated=f"data contract {context.contract.version}, data version {context.snapshot.id}",
        tabs=False,
    )


def sources_card(context: Context) -> Card:
    """Rows that want a primary source (evidence.worklists.primary_wanted)."""
    found, most = (
        worklists.primary_wanted(context.tables, context.contract),
        context.settings.display.list_rows,
    )
    titles = titles_of(context)
    lines = [
        (
            f"{link(row.url if isinstance(row.url, str) else None, f'{row.origin}, {row.title}')} {chip(row.why, 'badge')}",
            esc(titles[row.table]),
            number(row.rows),
        )
        for row in found.itertuples(index=False)
    ]
    heads, total = ("Source", "Table", "Rows"), int(found["rows"].sum())
    return Card(
        key="primary",
        title=f"{plural(total, 'row')} want a primary source"
        if total
        else "Every row rests on a primary source",
        subtitle="Rows on a copy or an opinion alone, and facts not read in the text or file that the source names; those worked "
        "out from other rows left aside. Most rows first.",
        unit="rows",
        as_of=context.snapshot.at.date(),
        alt="; ".join(
            f"{row.origin}: {row.rows} rows of {row.table}"
            for row in found.head(most).itertuples(index=False)
        )
        or "No such row.",
        body=folded_table(heads, lines, most, "What is old", (2,))
        if lines
        else empty_body("No row rests on a copy or an opinion alone, and all facts were read."),
        table=found,
        calculated=f"own count, data version {context.snapshot.id}",
        tabs=False,
    )


def past_card(context: Context) -> Card:
    """States on file whose day has passed (evidence.worklists.past_their_day)."""
    found, most = (
        worklists.past_their_day(context.tables, context.today),
        2 * context.settings.display.list_rows,
    )
    titles = titles_of(context)
    named = found.set_axis(["table", "id", "what", "state", "passed", "ago"], axis=1)
    states = list(named.itertuples(index=False))
    lines = [
        (f"<b>{esc(row.what)}</b><br><span class='cp-small'>{esc(titles[row.table])}, <span class='cp-code'>{esc(row.id)}</span></span>",
         esc(row.state), f"{day(row.passed)}<br><span class='cp-small'>{plural(row.ago, 'day')} ago</span>")
        for row in states
    ]  # fmt: skip
    heads = ("What", "State on file", "Day passed")
    return Card(
        key="past",
        title=f"{plural(len(found), 'state')} past {'its' if len(found) == 1 else 'their'} day" if len(found)
        else "No state on file is past its day",
        subtitle=f"Counted from {context.today}: deadlines, suspensions, promises and starts of projects whose day has passed "
        "while the state on file is still open, or the promise was last seen kept before its day. The longest past first.",
        unit="states",
        as_of=context.today,
        alt="; ".join(f"{row.what}: {row.state}, passed {row.passed}" for row in states[:most]) or "None.",
        body=folded_table(heads, lines, most, "Deadlines past their day") if lines else empty_body(f"Nothing on file has a day before {context.today} and an open state."),
        table=found,
        calculated=f"own count, data version {context.snapshot.id}",
        tabs=False,
    )  # fmt: skip


def history_slot(context: Context, page: str = "1") -> Slot:
    """The place of a page of the versions; another one for each version that is added."""
    shown_page = page if page in pages_of_versions(context) else "1"
    name = f"history-{context.history[0].seq}-{shown_page}"
    return Slot(name, "Versions of the data", partial(history_card, page=shown_page))


SLOTS = {
    slot.key: slot
    for slot in (
        Slot("tables", "Tables", tables_card),
        of_version(Slot("past", "States past their day", past_card)),
        of_version(Slot("primary", "Rows that want a primary source", sources_card)),
        of_version(Slot("questions", "Questions open in the notes", questions_card)),
    )
}
