"""Data: what is in here, and may I update it?"""

from __future__ import annotations

from typing import Any

import streamlit as st

from chokepoint.charts.theme import number
from chokepoint.share.template import table_csv, template_csv, workbook
from chokepoint.ui import data as shown
from chokepoint.ui import method as described
from chokepoint.ui.context import Context
from chokepoint.ui.data_cards import SLOTS, history_slot
from chokepoint.ui.data_history import draw_version, newest_words, pages_of_versions
from chokepoint.ui.data_update import draw_update
from chokepoint.ui.frame import current, page_head
from chokepoint.ui.handout import XLSX
from chokepoint.ui.html import plural
from chokepoint.ui.layout import Slot, chosen, one
from chokepoint.ui.picks import pick
from chokepoint.ui.sheet import entries, pick_table, sheet_slot


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


def choose_table(context: Context) -> Slot:
    """The table to look into, and its files: rows to work on, templates to fill in."""
    name = pick_table(context, "data-sheet", "data-table")
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
    return sheet_slot(name)


def choose_versions(context: Context) -> Slot:
    """The versions shown: the older ones are compared and scored only once somebody asks for them."""
    pages = pages_of_versions(context)

    def draw(*words: Any, **more: Any) -> None:
        if len(pages) > 1:
            st.selectbox(*words, **more)

    page = pick(draw, "Versions shown", "versions", list(pages), key="history-page", width=320,
                format_func=pages.__getitem__)  # fmt: skip
    return history_slot(context, page)


context = current()
st.html(shown.style(context.theme) + described.style(context.theme))
page_head(*context.kept("data-head", lambda: head(context)))
draw_update(context)
chosen(context, "history", "Versions of the data", choose_versions)
draw_version(context)
one(context, SLOTS["tables"])
chosen(context, "sheet", "One table", choose_table)
one(context, SLOTS["past"])
one(context, SLOTS["primary"])
one(context, SLOTS["questions"])
