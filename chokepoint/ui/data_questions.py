"""Open questions of an update, answered in place; and the table that nobody knows, mapped by its reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from chokepoint.contract import Table
from chokepoint.contract.files import Fault
from chokepoint.contract.headings import for_upload
from chokepoint.readers.book import open_book
from chokepoint.readers.mapping import ColumnMapping, signature
from chokepoint.readers.own import first_headings
from chokepoint.readers.reading import TABLE, Question
from chokepoint.readers.sheet import Sheet, is_blank
from chokepoint.readers.suggest import suggest_tables
from chokepoint.ui.context import Context
from chokepoint.ui.data_desk import Desk
from chokepoint.ui.html import esc
from chokepoint.ui.sheet import titles_of
from chokepoint.update.proposal import Proposal, Taken

CHOICES = {
    "day_first": "day first: 03/04 is 3 April",
    "month_first": "month first: 03/04 is March 4",
    "negative": "a negative number: (5) is −5",
    "estimate": "an estimate: (5) is 5",
    "point": "a decimal point: 1.234 is a little over one",
    "comma": "a decimal comma: 1.234 is over a thousand",
    "multiply": "what it stands for: 1.2m is 1,200,000",
    "leave_out": "no number of this column: leave these rows out",
    "mend": "mend it: it was read in the wrong encoding",
    "keep": "keep it as it stands",
    "beside": "add it beside the newer edition on file",
    "stop": "leave it out",
}
NONE = "(not in the file)"
AS_FOUND = "as found"
PREVIEW = 5
HEADS = ("column", "needed", "heading in the file", "times", "the same in every row", "meaning")


def draw_questions(context: Context, held: Desk, proposal: Proposal) -> None:
    """Every open question as a choice; an answer takes effect at once."""
    for file in proposal.files:
        for question in file.questions:
            if question.key == TABLE:
                _draw_mapping(context, held, file)
            else:
                _draw_question(held, file, question)
    if held.answers.given:
        st.button(
            "Take all answers back",
            type="tertiary",
            key=f"forget-{held.round}",
            on_click=_forget,
            args=(held,),
        )


def _draw_question(held: Desk, file: Taken, question: Question) -> None:
    key = f"answer-{held.round}-{file.sha256[:8]}-{question.key}"
    words = f"{file.name}: {question.words}"
    if question.choices:
        st.radio(
            words,
            question.choices,
            index=None,
            key=key,
            format_func=lambda choice: CHOICES.get(choice, choice),
            on_change=_answer,
            args=(held, file.sha256, question.key, key),
        )
    else:
        st.text_input(words, key=key, on_change=_answer, args=(held, file.sha256, question.key, key))


def _answer(held: Desk, sha256: str, question: str, key: str) -> None:
    if choice := st.session_state.get(key):
        held.answer(sha256, question, choice)


def _forget(held: Desk) -> None:
    held.answers, held.mappings = type(held.answers)(), {}


def _draw_mapping(context: Context, held: Desk, file: Taken) -> None:
    """The mapping dialogue: which table it is, which heading is which column, units, days and brackets."""
    sheet = _sheet(context, held, file)
    if sheet is None:
        return
    row, names = first_headings(sheet)
    rows = [list(cells) for cells in sheet.head[row:]]
    suggested = suggest_tables(names, rows, context.contract)
    titles = titles_of(context)
    st.html(
        f'<h3 class="cp-h3">{esc(file.name)}: a table that is not known yet</h3><p class="cp-sub">Say which table it '
        "fills and which heading is which column; what is suggested goes by names and values.</p>"
    )
    base = f"map-{held.round}-{file.sha256[:8]}"
    names_of_tables = [one.table for one in suggested]
    name = st.selectbox(
        "It fills the table", names_of_tables, key=f"{base}-table", width=520,
        format_func=lambda one: f"{titles[one]} ({one})",
    )  # fmt: skip
    table = for_upload(context.contract, context.contract.table(name))
    offered = next(one.columns for one in suggested if one.table == name)
    edited = st.data_editor(
        _columns(table, offered),
        key=f"{base}-{name}-columns",
        hide_index=True,
        width="stretch",
        disabled=["column", "needed", "meaning"],
        column_config={
            HEADS[2]: st.column_config.SelectboxColumn(options=[NONE, *names], required=True),
            HEADS[3]: st.column_config.NumberColumn(help="kg → t: 0.001"),
        },
    )
    left, right = st.columns(2)
    order = left.radio("Days are written", [AS_FOUND, "day_first", "month_first"], key=f"{base}-days",
                       format_func=lambda one: CHOICES.get(one, one))  # fmt: skip
    brackets = right.radio("Numbers in brackets are", [AS_FOUND, "negative", "estimate"], key=f"{base}-brackets",
                           format_func=lambda one: CHOICES.get(one, one))  # fmt: skip
    mapping = mapping_of(name, table, edited, order, brackets)
    st.html('<p class="cp-group">The first rows as they would be read</p>')
    st.dataframe(preview(mapping, names, rows), hide_index=True, width="stretch", key=f"{base}-preview")
    later = st.checkbox("Read files with the same headings so from now on", value=True, key=f"{base}-later")
    missing = [c for c in table.required_on_upload if c not in mapping.columns and c not in mapping.constants]
    if missing:
        st.html(f'<p class="cp-note">Still without a heading or a value: {esc(", ".join(missing))}.</p>')
    st.button(
        "Read the file so", key=f"{base}-take", type="primary", disabled=bool(missing), on_click=held.map,
        args=(file.sha256, signature(names), mapping, later),
    )  # fmt: skip


def mapping_of(name: str, table: Table, edited: pd.DataFrame, order: str, brackets: str) -> ColumnMapping:
    """The mapping that the edited lines say: one line a column, as `_columns` lays them out."""
    lines = [dict(zip(HEADS, line, strict=True)) for line in edited.itertuples(index=False)]
    columns = {line["column"]: line[HEADS[2]] for line in lines if line[HEADS[2]] not in (NONE, None)}
    constants = {
        line["column"]: str(line[HEADS[4]]).strip()
        for line in lines
        if line["column"] not in columns and _filled(line[HEADS[4]])
    }
    factors = {
        line["column"]: float(line[HEADS[3]])
        for line in lines
        if line["column"] in columns and _filled(line[HEADS[3]]) and float(line[HEADS[3]]) != 1
    }
    numeric = [c for c in columns if table.field(c).type in ("number", "integer")]
    return ColumnMapping(
        table=name,
        columns=columns,
        constants=constants,
        factors=factors,
        date_order=None if order == AS_FOUND else order,
        brackets={} if brackets == AS_FOUND else dict.fromkeys(numeric, brackets),
    )


def preview(mapping: ColumnMapping, names: Sequence[str], rows: Sequence[Sequence[str]]) -> pd.DataFrame:
    """The first rows under the columns of the table, as the cells stand in the file."""
    places = {column: list(names).index(heading) for column, heading in mapping.columns.items()}
    filled = [row for row in rows if not is_blank(list(row))][:PREVIEW]
    data = {
        column: [row[place] if place < len(row) else "" for row in filled] for column, place in places.items()
    }
    data |= {column: [text] * len(filled) for column, text in mapping.constants.items()}
    return pd.DataFrame(data, dtype="str")


def _columns(table: Table, offered: Mapping[str, str]) -> pd.DataFrame:
    """One line a column, those that an upload must have first."""
    order = sorted(table.fields, key=lambda field: field.name not in table.required_on_upload)
    lines = [
        (
            field.name,
            "yes" if field.name in table.required_on_upload else "",
            offered.get(field.name, NONE),
            None,
            "",
            ", ".join(filter(None, (field.description, field.unit and f"unit {field.unit}"))),
        )
        for field in order
    ]
    frame = pd.DataFrame(lines, columns=list(HEADS))
    return frame.astype({HEADS[3]: "float64"})


def _filled(value: object) -> bool:
    return value is not None and not pd.isna(value) and str(value).strip() != ""


def _sheet(context: Context, held: Desk, file: Taken) -> Sheet | None:
    """The first sheet of a file that holds anything."""
    folder = held.folder.path / f"book-{file.sha256[:12]}"
    folder.mkdir(exist_ok=True)
    book = open_book(file.path, context.settings.limits, folder, file.name)
    if isinstance(book, Fault):
        return None
    return next((sheet for sheet in book.sheets if any(not is_blank(cells) for cells in sheet.head)), None)
