"""The card of open questions in the notes, for those who update the data."""

from __future__ import annotations

from chokepoint.evidence.worklist import open_questions
from chokepoint.ui.card import Card, empty_body
from chokepoint.ui.context import Context
from chokepoint.ui.html import esc, plural
from chokepoint.ui.html_table import folded_table
from chokepoint.ui.sheet import titles_of


def questions_card(context: Context) -> Card:
    """Questions that the notes of rows leave open (evidence.worklist.open_questions)."""
    words, most = context.settings.worklist.open_words, 2 * context.settings.display.list_rows
    found = open_questions(context.tables, context.contract, words)
    titles = titles_of(context)
    lines = [
        (
            f"{esc(row.question)}<br><span class='cp-small'>{esc(titles[row.table])}, <span class='cp-code'>{esc(row.row)}</span></span>",
            esc(row.source_key),
        )
        for row in found.itertuples(index=False)
    ]
    heads = ("Question", "Source")
    return Card(
        key="questions",
        title=f"{plural(len(found), 'question')} open in the notes"
        if lines
        else "No question is open in the notes",
        subtitle=f"Parts of notes with the words {', '.join(words)}: what a source does not say, or what was not read. "
        "Save the table as CSV to work through it.",
        unit="questions",
        as_of=context.snapshot.at.date(),
        alt="; ".join(row.question for row in found.head(most).itertuples(index=False)) or "No such note.",
        body=folded_table(heads, lines, most, "Worklist")
        if lines
        else empty_body("No note leaves a question open."),
        table=found,
        calculated=f"own count, data version {context.snapshot.id}",
        tabs=False,
    )
