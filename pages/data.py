"""Data: what is in here, and may I update it?"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from chokepoint.charts.theme import number
from chokepoint.evidence import worklists
from chokepoint.share.template import table_csv, template_csv, workbook
from chokepoint.ui import data as shown
from chokepoint.ui import method as described
from chokepoint.ui.card import Card, empty_body
from chokepoint.ui.context import Context
from chokepoint.ui.data_history import draw_version, history_card, newest_words
from chokepoint.ui.data_update import draw_update, titles_of
from chokepoint.ui.frame import current, page_head
from chokepoint.ui.html import attr, chip, day, esc, link, plural
from chokepoint.ui.layout import Slot, chosen, one
from chokepoint.ui.sheet import entries, sheet_card
from chokepoint.ui.worklist import questions_card

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def head(context: Context) -> tuple[str, str, str]:
    """Question in words, finding and standfirst (HTML) of the page."""
    found = entries(context)
    rows, stale = sum(entry.rows for entry in found), [entry for entry in found if entry.stale]
    broken = [entry for entry in found if entry.problem]
    title = f"{len(found)} tables, {number(rows)} rows"
    if broken:
        title += f"; {plural(len(broken), 'table')} cannot be read"
    elif stale:
        title += f"; {plural(len(stale), 'table')} past {'its' if len(stale) == 1 else 'their'} age"
    else:
        title += ", none past its age"
    standfirst = (
        f"The newest is {newest_words(context)}. The data are yours to update: put a file in, see what it changes in rows and in "
        "the score, publish it with your name, take it back. <span class='cp-quiet'>All files that leave here are free of "
        "formulas; whose figures they are stands in table sources, with the licence.</span>"
    )
    return "What is in here, and may I update it?", title, standfirst


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


def choose_table(context: Context) -> Slot:
    """The table to look into, and its files: rows to work on, templates to fill in."""
    titles = titles_of(context)
    name = st.selectbox("Table", list(titles), index=list(titles).index("events"), key="data-table", width=520,
                        format_func=lambda one: f"{titles[one]} ({one})")  # fmt: skip
    table, contract = context.contract.table(name), context.contract
    file = f"{name}-{context.snapshot.id}"
    with st.container(horizontal=True, key="table-files"):
        save = {
            "Rows (XLSX, with dictionary)": (
                lambda: workbook(table, contract, context.tables[name], context.tables[name]), f"{file}.xlsx", XLSX),
            "Rows (CSV for spreadsheets)": (lambda: table_csv(context.tables[name]), f"{file}.csv", "text/csv"),
            "Template (XLSX, with dictionary)": (
                lambda: workbook(table, contract, None, context.tables[name]), f"template-{name}.xlsx", XLSX),
            "Template (CSV)": (lambda: template_csv(table, contract), f"template-{name}.csv", "text/csv"),
        }  # fmt: skip
        for number_, (words, (make, file_name, mime)) in enumerate(save.items()):
            st.download_button(
                words, make, file_name=file_name, mime=mime, on_click="ignore", key=f"file-{number_}-{name}"
            )
    return Slot(f"sheet-{name}", "One table", lambda c: sheet_card(c, name))


def sources_card(context: Context) -> Card:
    """Rows that want a primary source (evidence.worklists.primary_wanted)."""
    found, most = (
        worklists.primary_wanted(context.tables, context.contract),
        context.settings.display.list_rows,
    )
    titles = titles_of(context)
    lines = [
        (
            f"{link(_url(row.url), f'{row.origin}, {row.title}')} {chip(row.why, 'badge')}",
            esc(titles[row.table]),
            number(row.rows),
        )
        for row in found.itertuples(index=False)
    ]
    heads, total = ("Source", "Table", "Rows"), int(found["rows"].sum())
    body = shown.html_table(heads, lines[:most], (2,))
    if lines[most:]:
        more = shown.html_table(heads, lines[most:], (2,))
        body += f"<details><summary class='cp-small'>{len(lines) - most} more</summary>{more}</details>"
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
        body=body
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
    lines = [
        (f"<b>{esc(row.what)}</b><br><span class='cp-small'>{esc(titles[row.table])}, <span class='cp-code'>{esc(row.id)}</span></span>",
         esc(row.state), f"{day(row.passed)}<br><span class='cp-small'>{plural(row.ago, 'day')} ago</span>")
        for row in found.set_axis(["table", "id", "what", "state", "passed", "ago"], axis=1).itertuples(index=False)
    ]  # fmt: skip
    heads = ("What", "State on file", "Day passed")
    body = shown.html_table(heads, lines[:most])
    if lines[most:]:
        more = shown.html_table(heads, lines[most:])
        body += f"<details><summary class='cp-small'>{len(lines) - most} more</summary>{more}</details>"
    return Card(
        key="past",
        title=f"{plural(len(found), 'state')} past {'its' if len(found) == 1 else 'their'} day" if len(found)
        else "No state on file is past its day",
        subtitle=f"Counted from {context.today}: deadlines, suspensions, promises and starts of projects whose day has passed "
        "while the state on file is still open. The longest past first.",
        unit="states",
        as_of=context.today,
        alt="; ".join(f"{line[1]}" for line in lines[:most]) or "None.",
        body=body if lines else empty_body(f"Nothing on file has a day before {context.today} and an open state."),
        table=found,
        calculated=f"own count, data version {context.snapshot.id}",
        tabs=False,
    )  # fmt: skip


def _url(value: object) -> str | None:
    return value if isinstance(value, str) and attr(value) else None


context = current()
st.html(shown.style(context.theme) + described.style(context.theme))
page_head(*context.kept("data-head", lambda: head(context)))
draw_update(context)
chosen(
    context,
    "history",
    "Versions of the data",
    lambda c: Slot(f"history-{c.history[0].seq}", "Versions of the data", history_card),
)
draw_version(context)
one(context, Slot("tables", "Tables", tables_card))
chosen(context, "sheet", "One table", choose_table)
one(context, Slot("past", "States past their day", past_card))
one(context, Slot("primary", "Rows that want a primary source", sources_card))
one(context, Slot("questions", "Questions open in the notes", questions_card))
