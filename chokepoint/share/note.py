"""The one-page note: status, what changed, what is due, both accounts, sources. Templates filled from records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isnan

import pandas as pd

from chokepoint.charts.theme import signed
from chokepoint.errors import ChokepointError
from chokepoint.evidence.board import board
from chokepoint.evidence.counts import evidence_mask
from chokepoint.evidence.deadlines import Due
from chokepoint.evidence.ends import evidence_of, falls_due
from chokepoint.evidence.names import READINGS as READING_NAMES
from chokepoint.evidence.news import known_between
from chokepoint.evidence.readouts import (
    BOTH,
    CONFLICT,
    NEITHER,
    ONE_SIDE,
    PARTIAL,
    SAME,
    Account,
    Exchange,
    exchanges,
)
from chokepoint.risk.explain import explain_change, steps_of, why_no_score
from chokepoint.risk.items import items_on
from chokepoint.risk.score import READINGS
from chokepoint.share import sentences
from chokepoint.share.citation import cite
from chokepoint.share.matter import Cites, Matter, clock_words, said
from chokepoint.share.paper import Block, Grid, Heading, Item, Items, Paper, Words, clipped

TABLES = ("deadlines", "measures", "trade_flows", "readouts", "events")
# What fits one printed page, in lines and letters.
CHANGES, NEWS, DUE, ACCOUNTS = 4, 3, 5, 3
LINE, CELL, SOURCE = 150, 170, 50
# Accounts that differ are what a reader must know first.
ORDER = (CONFLICT, ONE_SIDE, PARTIAL, SAME, NEITHER)
SAID_NOT = "says nothing on it"
TITLE = "One-page note"


def make_note(matter: Matter) -> Paper:
    """The note; a part whose tables cannot be read says so in its place."""
    cites = Cites(matter.tables["sources"])
    parts: Sequence[tuple[str, Callable[[Matter, Cites], list[Block]]]] = (
        ("Status", status),
        ("What changed", changed),
        ("What is due", falling_due),
        ("Both accounts", both_accounts),
    )
    blocks: list[Block] = []
    for title, make in parts:
        blocks.append(Heading(title))
        try:
            blocks += make(matter, cites)
        except ChokepointError as error:
            blocks.append(Words(f"Cannot be told: {error}"))
    q = matter.question
    finding = said(lambda: sentences.due_finding(_due(matter)[0]), "What is due cannot be told")
    method = matter.settings.method.id
    listed = "; ".join(
        f"[{number}] {source.origin}, {clipped(source.title, SOURCE)}"
        f"{f', {source.published}' if source.published else ''}"
        for number, source in enumerate(cites.found, 1)
    )
    foot = (
        f"Sources: {listed}.",
        f"{matter.versions}. {clock_words(matter.clocks(TABLES))}.",
        f"{sentences.NOT_A_FORECAST} No entry is not calm."
        + ("" if matter.weak else " Rows that rest on a copy or an opinion alone are left out.")
        + (" Score, changes, due days and accounts speak of all materials." if q.materials else ""),
    )
    citation = cite(f"{TITLE}: {finding}", matter.snapshot.id, method, q.on, matter.today, matter.link)
    return Paper(finding, matter.asked, tuple(blocks), foot, citation, True, tuple(cites.found))


def status(matter: Matter, cites: Cites) -> list[Block]:
    """Score with its word, readings, the board, and the worst item."""
    q, found, names = matter.question, matter.assessment, matter.names
    why = why_no_score(found, q.on)
    told = sentences.score_finding(found, q.on, why)
    words = f"{told} (no score on {q.on}: {why})" if why else f"Risk score {told}"
    goods = [item for item in items_on(found, q.on) if not item.licence and matter.fits(item.item, None)]
    worst = max(goods, key=lambda item: (item.n, item.item), default=None)
    addressees = matter.settings.method.scope.addressees(q.country)
    raised = matter.settings.method.controls.class_ban_raises
    found_board = board(matter.tables, addressees, q.supplier, q.on, raised, matter.calendar_day)
    cells = {good: row for good, row in found_board.items() if matter.fits(good.material, good.group)}
    rests = [one.source_key for one in (worst.flow, worst.price) if one] if worst else []
    flowing = sentences.flowing_finding(worst, names.get(worst.item, worst.item) if worst else "")
    return [
        Words(f"{words}. {_readings(matter)}", "lead"),
        Words(f"{sentences.board_finding(cells)}. {flowing}{cites(*rests)}."),
    ]


def _readings(matter: Matter) -> str:
    """The four readings of the day with their words; one that has no value says so."""
    found = matter.assessment
    at = found.index(matter.question.on)
    if at is None:
        return f"No readings on {matter.question.on}."
    parts = [
        f"{READING_NAMES[name]} " + ("no value" if isnan(found.reading(name)[at]) else f"{found.reading(name)[at]:.0f} ({found.word(name, at)})")
        for name in READINGS
    ]  # fmt: skip
    return f"{', '.join(parts)}."


def changed(matter: Matter, cites: Cites) -> list[Block]:
    """The change of the score with its largest parts, and the newest events and measures known since."""
    q, found = matter.question, matter.assessment
    reasons = [reason for day in (q.on, q.compare) if (reason := why_no_score(found, day))]
    if reasons:
        blocks: list[Block] = [Words(f"No change of the score to explain: {reasons[0]}.")]
    else:
        explained = explain_change(found, q.compare, q.on, matter.names)
        steps = steps_of(explained, CHANGES)
        blocks = [
            Words(f"{sentences.change_finding(explained)}."),
            Items(tuple(Item(signed(step.points), clipped(step.label, LINE)) for step in steps)),
        ]
    end = matter.settings.method.scope.coverage_end
    later = q.on >= end
    start, until = (end, matter.today) if later else (q.compare, q.on)
    rows = known_between(matter.tables, start, until)
    rows = rows[evidence_mask(rows, matter.tables["sources"], q.evidence)]
    rows = rows[rows["source_key"].isin(matter.supported(rows["source_key"]))]
    blocks.append(Words(f"{sentences.news_finding(len(rows), start, until, later)}; the newest:"))
    items = tuple(
        Item(f"{row.known_from:%Y-%m-%d}", clipped(f"{matter.names.country(row.side)}, {row.what}: {row.label}", LINE)
             + ("" if row.verified else " (not verified)") + cites(row.source_key))
        for row in rows.head(NEWS).itertuples(index=False)
    )  # fmt: skip
    return [*blocks, Items(items)] if items else blocks[:-1]


def falling_due(matter: Matter, cites: Cites) -> list[Block]:
    """Days past without an outcome and the next ones, with what happens if nobody acts."""
    items, left_out = _due(matter)
    late = [item for item in items if item.overdue]
    coming = [item for item in items if not item.overdue]
    shown = [*late[-2:], *coming][:DUE]
    lines = tuple(
        Item(f"{item.due_on}", clipped(item.title, LINE) + cites(item.source_key), _default(item))
        for item in shown
    )
    rest = len(items) - len(shown)
    more = f"{rest} more on file." if rest else ""
    blind = f" {left_out} left out: copy or opinion alone." if left_out else ""
    blocks: list[Block] = [Items(lines)] if lines else [Words("Nothing falls due on file.")]
    return [*blocks, Words(f"{more}{blind}".strip(), "small")] if more or blind else blocks


def both_accounts(matter: Matter, cites: Cites) -> list[Block]:
    """The newest meeting that both sides tell: the points on which they differ first, both texts side by side."""
    q, names = matter.question, matter.names
    rows = everything = matter.tables["readouts"]
    on_file = _told_by_both(matter, everything)
    rows = rows[evidence_mask(rows, matter.tables["sources"], q.evidence)]
    rows = rows[rows["source_key"].isin(matter.supported(rows["source_key"]))]
    found = _told_by_both(matter, rows)
    if not found:
        where = "at this level of evidence" if on_file else "on file"
        return [Words(f"No meeting told by both sides {where} by {q.on}.")]
    newest = [one for one in found if one.event_id == found[0].event_id]
    ordered = sorted(newest, key=lambda one: ORDER.index(one.agreement))[:ACCOUNTS]
    held = sum(one.event_id == found[0].event_id for one in on_file) - len(newest)
    blind = f"; {held} left out: copy, opinion or evidence filter" if held else ""
    heads = (f"{newest[0].date}", names.country(q.country), names.country(q.supplier))
    cells = tuple((_topic(one), _told(one.first, cites), _told(one.second, cites)) for one in ordered)
    return [
        Words(f"{clipped(newest[0].meeting, LINE)}: {len(ordered)} of {len(newest)} points{blind}."),
        Grid(heads, cells),
    ]


def _told_by_both(matter: Matter, rows: pd.DataFrame) -> list[Exchange]:
    """The points of meetings, known on the day, on which both sides have an account."""
    q = matter.question
    found = exchanges(rows, matter.tables["events"], q.country, q.supplier, q.on)
    return [one for one in found if len(one.accounts) == BOTH]


def _due(matter: Matter) -> tuple[list[Due], int]:
    """Open deadlines that may stand in a paper, and how many may not."""
    day = matter.calendar_day
    found = falls_due(matter.tables, day, day)
    rows = evidence_of(found)
    seen = set(
        rows.loc[evidence_mask(rows, matter.tables["sources"], matter.question.evidence), "deadline_id"]
    )
    good = matter.supported(item.source_key for item in found)
    kept = [item for item in found if item.source_key in good and item.deadline_id in seen]
    return kept, len(found) - len(kept)


def _default(item: Due) -> str:
    unverified = "" if item.verified else "; not verified"
    later = "known since: " if item.known_later else ""
    return clipped(f"{sentences.when_words(item.days)}; {later}{item.state_words} as of {item.as_of}{unverified}. If nothing is published: {item.default_effect}", LINE)  # fmt: skip


def _topic(one: Exchange) -> str:
    words = {
        SAME: "alike",
        PARTIAL: "partly alike",
        CONFLICT: "contradiction",
        ONE_SIDE: "one side only",
        NEITHER: "neither speaks of it",
    }
    return f"{one.topic} ({words[one.agreement]})"


def _told(account: Account | None, cites: Cites) -> str:
    if account is None:
        return "account not found"
    text = clipped(account.text, CELL) if account.text else SAID_NOT
    return text + ("" if account.verified else " (not verified)") + cites(account.source_key)
