"""The card that reads the three crises across, day 0 under day 0."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from chokepoint.charts.theme import number
from chokepoint.evidence.crises import Deed, by_phase, deeds, phase_words
from chokepoint.share.citation import sources_of
from chokepoint.share.sentences import count_word
from chokepoint.ui.card import Card, empty_body
from chokepoint.ui.context import Context
from chokepoint.ui.diplomacy import side_word
from chokepoint.ui.filters import listed
from chokepoint.ui.html import chip, day, esc, plural
from chokepoint.ui.html_table import WORDY, html_table

# Phases that stand open: what came before, and the first week.
OPEN = 2
# A cell of an open phase shows so many deeds: more of one crisis would leave the columns beside it empty for a screen.
SHOWN = 3
COLUMNS = ("crisis", "day", "date", "side", "kind", "what", "measures", "verified", "source_key", "event_id")


def crises_card(context: Context) -> Card:
    """What each side did in each crisis, in order, with the goods of the rules (evidence.crises.deeds)."""
    q, names, settings = context.question, context.names, context.settings.crises
    shown = set(listed(context, context.tables["events"])["event_id"])
    found = {
        crisis.title: [
            deed
            for deed in deeds(context.tables, crisis.sides, crisis.day, settings.phases, settings.kinds, q.on)
            if deed.event_id in shown
        ]
        for crisis in settings.crises
    }
    phases = [by_phase(found[crisis.title], settings.phases) for crisis in settings.crises]
    cells = [
        (f"<b>{esc(words)}</b>", *(_phase(context, phase[place], place >= OPEN) for phase in phases))
        for place, words in enumerate(phase_words(settings.phases))
    ]
    rows = [
        (title, one.day, one.date, names.country(one.side), one.kind, one.headline,
         "; ".join(f"{name}: {goods}" for name, goods in one.measures), one.verified, one.source_key, one.event_id)
        for title, each in found.items()
        for one in each
    ]  # fmt: skip
    frame, count = pd.DataFrame(rows, columns=list(COLUMNS)), count_word(len(settings.crises))
    heads = ["Days", *(f"{crisis.title}: day 0 is {crisis.day}" for crisis in settings.crises)]
    return Card(
        key="crises",
        title=f"{count} times rare earths were held back, day by day from the first act",
        subtitle=f"What each side did ({', '.join(settings.kinds)}), in order, with the goods that the rules name; known on {q.on}. "
        f"{count} cases are no sample: nothing is counted up. No entry does not mean that nothing was done.",
        unit="days from the first act",
        as_of=min(q.on, context.settings.method.scope.coverage_end),
        alt="; ".join(f"{title}: {len(each)} records" for title, each in found.items()) + ".",
        body=html_table(heads, cells, "The crises read across", (), WORDY)
        if rows
        else empty_body(f"No event of the crises known on {q.on} at this level of evidence. Choose a later day or all evidence."),
        table=frame,
        sources=tuple(sources_of(frame, context.tables["sources"])),
        calculated="" if rows else "curated event list",
        missing="events before 2025 are not dense",
        everything=lambda: frame,
    )  # fmt: skip


def _phase(context: Context, found: Sequence[Deed], closed: bool) -> str:
    """The deeds of one crisis in one phase: the first ones, the rest folded; the later phases are closed until asked for."""
    if not found:
        return "<span class='cp-small'>no entry on file</span>"
    told = [_deed(context, deed) for deed in found]
    if closed:
        return _fold(plural(len(found), "record"), told)
    more = told[SHOWN:]
    return "".join(told[:SHOWN]) + (_fold(f"{plural(len(more), 'record')} more", more) if more else "")


def _fold(words: str, told: Sequence[str]) -> str:
    return f"<details><summary>{words}</summary>{''.join(told)}</details>"


def _deed(context: Context, deed: Deed) -> str:
    texts = "".join(
        f"<br><span class='cp-small'>{esc(name)}: {esc(goods)}</span>" for name, goods in deed.measures
    )
    proof = "" if deed.verified else " " + chip("not verified", "badge")
    return (
        f"<p><span class='cp-small'>day {number(deed.day)} · {day(deed.date)} · {side_word(deed.side, context.names)} · {esc(deed.kind)}{proof}"
        f"</span><br>{esc(deed.headline)}{texts}</p>"
    )  # fmt: skip
