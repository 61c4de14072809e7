"""The cards of the page Diplomacy: events, accounts, promises, truces; and the choices of two of them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from chokepoint.charts.back_to_back import back_to_back, pairs_of
from chokepoint.charts.stems import Act, stems
from chokepoint.errors import ChokepointError
from chokepoint.evidence import timeline
from chokepoint.evidence.commitments import STATUSES, known_since, status_grid
from chokepoint.evidence.deadlines import due
from chokepoint.evidence.readouts import by_meeting
from chokepoint.evidence.truces import pause_deadlines, versions
from chokepoint.share import diplomacy as sentences
from chokepoint.share.citation import sources_of
from chokepoint.share.trade import the
from chokepoint.ui import accounts, delivery, meetings, status_changes
from chokepoint.ui import ledger as shown
from chokepoint.ui.asked import (
    ALL,
    all_promises,
    asked_events,
    colour_words,
    complete,
    exposed,
    may_be,
    promises_of,
    readout_rows,
    scope_words,
    short,
    wanted,
)
from chokepoint.ui.card import Card, empty_body
from chokepoint.ui.choices import choose_events, choose_promises
from chokepoint.ui.context import Context
from chokepoint.ui.diplomacy import EVENT_COLUMNS, citer, folded
from chokepoint.ui.filters import calendar_day, listed
from chokepoint.ui.html import esc
from chokepoint.ui.layout import Slot
from chokepoint.ui.links import what_if_links
from chokepoint.ui.lists import calendar

WORLD = "WLD"


def events_card(context: Context, kinds: Sequence[str], words: str) -> Card:
    """Events up and down on one time axis (evidence.timeline.between)."""
    q, names = context.question, context.names
    end = context.settings.method.scope.coverage_end
    found = timeline.since_day(asked_events(context, words), q.since)
    rows = listed(context, found)
    left_out = sentences.left_out(len(found) - len(rows), "event")
    rows = rows[rows["kind"].isin(kinds)] if kinds else rows
    acts = [
        Act(r.event_id, r.date.date(), r.initiator, names.country(r.initiator), r.kind, float(r.intensity), r.headline,
            bool(r.verified))
        for r in rows[rows["intensity"].notna()].itertuples(index=False)
    ]  # fmt: skip
    drawn = stems(acts, q.since, q.on, end, context.theme, context.narrow)
    return Card(
        key="events",
        title=sentences.events_finding(rows),
        subtitle=f"{scope_words(context, words)}, by day of the act. Height: an editor’s intensity, −10 hostile to +10 friendly, "
        f"no zero. {colour_words(context)}; open head: not verified. Click a head for the record.",
        unit="intensity, −10 to +10",
        as_of=min(q.on, end) if len(rows) else q.on,
        alt=drawn.alt,
        body=drawn if acts else empty_body(f"No event on file that fits between {q.since} and {q.on}. Choose fewer kinds "
        "or other words above, all evidence, or an earlier first day of the figures."),
        table=rows[EVENT_COLUMNS],
        sources=tuple(sources_of(rows, context.tables["sources"])),
        calculated="" if len(rows) else "curated event list",
        missing="; ".join(filter(None, [f"list complete to {end}; intensity is one coder’s judgement", left_out])),
        everything=lambda: context.tables["events"],
        records=lambda ids: rows[rows["event_id"].isin(ids)][EVENT_COLUMNS],
    )  # fmt: skip


def quarters_card(context: Context) -> Card:
    """Acts by side and whole quarter, back to back (evidence.timeline.acts_by_quarter)."""
    q, names, method = context.question, context.names, context.settings.method
    end = min(q.on, method.scope.coverage_end)
    found = asked_events(context)
    rows = listed(context, found)
    left_out = sentences.left_out(len(found) - len(rows), "event")
    kinds = tuple(method.tension.half_life_days)
    sides = ((q.supplier,), exposed(context))
    titles = [names.country(q.supplier), names.country(q.country)]
    counts = timeline.acts_by_quarter(rows, sides, kinds, q.since, end)
    pairs = pairs_of(counts)
    drawn = back_to_back(
        pairs, (q.supplier, titles[0]), (q.country, titles[1]), context.theme, context.narrow
    )
    used = rows[rows["kind"].isin(kinds)]
    used = used[used["initiator"].isin([q.supplier, *exposed(context)])]
    used = used[(used["date"] >= pd.Timestamp(q.since)) & (used["date"] <= pd.Timestamp(end))]
    empty = not pairs or used.empty
    return Card(
        key="quarters",
        title=sentences.quarters_finding(counts if not empty else counts.iloc[:0], titles),
        subtitle=f"Number of {', '.join(kinds)} events by who acted, whole quarters to {end}; solid: conflict, tinted: "
        "cooperation. Counts depend on what editors saw and weigh nothing.",
        unit="events",
        as_of=end,
        alt=drawn.alt,
        body=empty_body(
            f"No whole quarter with events between {q.since} and {end}. Choose an earlier first day."
        )
        if empty
        else drawn,
        table=counts.assign(side=[titles[n] for n in counts["side"]]).rename(
            columns={"conflict": "conflict (events)", "cooperation": "cooperation (events)"}
        ),
        sources=tuple(sources_of(used, context.tables["sources"])),
        calculated="" if len(used) else "curated event list",
        missing=left_out,
        everything=lambda: used[EVENT_COLUMNS],
    )


def readouts_card(context: Context) -> Card:
    """Meeting by topic with both accounts and their agreement (evidence.readouts.exchanges)."""
    q, names = context.question, context.names
    found, left_out = complete(context)
    rows = readout_rows(context, found)
    draw = accounts.readout_list if context.narrow else accounts.readout_grid
    count = len(by_meeting(found))
    return Card(
        key="readouts",
        title=sentences.accounts_finding(found, left_out),
        subtitle=f"What each side’s account says by meeting and topic, newest first; {count} meetings, {len(found)} points: "
        f"{sentences.agreement_words(found)}. “Only one side tells it” means absent from the other’s account as seen, "
        "which is no proof that the full text lacks it.",
        unit="agreement of two accounts",
        as_of=rows["known_from"].max().date() if len(rows) else q.on,
        alt=f"{count} meetings: {sentences.agreement_words(found)}." if found else "No account on file.",
        body=draw(found, names, citer(context.tables["sources"]))
        if found
        else empty_body(
            f"No accounts of {names.country(q.country)} and {names.country(q.supplier)} on file by {q.on} at this level of "
            "evidence. Choose the pair United States to China, a later day, or all evidence."
        ),
        table=accounts.readouts_table(found, names),
        sources=tuple(sources_of(rows, context.tables["sources"])),
        calculated="" if len(rows) else "table of readouts",
        missing="; ".join(
            filter(None, ["Chinese texts read in English", sentences.left_out(left_out, "point")])
        ),
        everything=lambda: context.tables["readouts"],
    )


def truces_card(context: Context) -> Card:
    """Announced versions of the truces, and the days at which a pause of controls ends (evidence.truces.versions, evidence.truces.pause_deadlines)."""
    q, today = context.question, calendar_day(context)
    parties = (*exposed(context), q.supplier)
    found = versions(context.tables, parties, today)
    deadlines = listed(context, context.tables["deadlines"])
    ids, pauses = set(deadlines["deadline_id"]), pause_deadlines(context.tables, today)
    open_days = [item for item in due(context.tables, today, today) if item.deadline_id in ids and found]
    items = [item for item in open_days if item.deadline_id in pauses]
    others = [
        item
        for item in open_days
        if item not in items and {*item.imposer, *item.addressee} & {*parties, WORLD}
    ]
    shown_days = [*items, *others]
    keys = pd.DataFrame({"source_key": [*(v.source_key for v in found), *(i.source_key for i in shown_days)]})
    what_if = what_if_links(context)
    body = accounts.truce_table(found, citer(context.tables["sources"]))
    for title, group in (("A pause ends", items), ("Other days on file", others)):
        if group:
            body += f'<h3 class="cp-h3">{title}</h3>{calendar(group, context.names, len(group), what_if)}'
    return Card(
        key="truces",
        title=sentences.truce_finding(found),
        subtitle=f"Every announced version of a truce with its last day; then what falls due next, counted from {today}, what happens "
        "if nobody acts, and the scenario of it. An agreement without a published notice is written as such.",
        unit="days",
        as_of=max((item.as_of for item in shown_days), default=today),
        alt="; ".join(f"{one.title}, known {one.known_from}: to {one.until}, {one.ground}" for one in found)
        or "No truce on file.",
        body=body if found else empty_body(f"No truce between the two on file by {today}. Choose the pair United States to China."),
        table=pd.DataFrame(
            [(v.measure_id, v.title, v.known_from, v.until, v.ground, v.verified, v.source_key, v.notes) for v in found],
            columns=["id", "truce", "known from", "runs to", "ground", "verified", "source_key", "notes"],
        ),
        sources=tuple(sources_of(keys, context.tables["sources"])),
        calculated="" if len(keys) else "table of measures",
        tabs=False,
        everything=lambda: context.tables["measure_versions"],
    )  # fmt: skip


def ledger_card(context: Context, status: str, by: str) -> Card:
    """The commitment ledger (evidence.commitments.ledger)."""
    q, names = context.question, context.names
    every, found = all_promises(context), promises_of(context)
    rows = [promise for promise in found if wanted(promise, status, by)]
    keys = pd.DataFrame({"source_key": [promise.source_key for promise in rows]})
    cite = citer(context.tables["sources"])
    later = (
        known_since(context.tables, exposed(context), q.on, context.today)
        if calendar_day(context) > q.on
        else []
    )
    grid = status_grid(rows)[[word for word in STATUSES if may_be(word, status)]]
    body = shown.counts_table(grid)
    more = 2 * context.settings.display.list_rows
    body += (
        shown.HEADS + folded(shown.ledger_rows(rows, q.on, names, cite), more, "promises")
        if rows
        else empty_body("No promise with this status. Choose another.")
    )
    return Card(
        key="ledger",
        title=sentences.ledger_finding(found, len(every) - len(found)),
        subtitle=f"Promises by or to {the(names.country(q.country))} known on {q.on}: {len(rows)} of {len(found)} shown; overdue first, then by "
        "due day, then the settled. Status: an editor’s reading of dated steps, as of its own day; counts, no rate.",
        unit="promises; days; t",
        as_of=max((promise.status_as_of for promise in found), default=q.on),
        alt=sentences.grid_words(grid) if found else "No promise on file.",
        body=body + shown.later_steps(later, q.on)
        if found
        else empty_body(f"No promise by or to {the(names.country(q.country))} on file by {q.on} at this level of evidence."),
        table=shown.ledger_table(rows, names),
        sources=tuple(sources_of(keys, context.tables["sources"])),
        calculated="" if len(keys) else "table of commitments",
        missing="; ".join(filter(None, [sentences.left_out(len(every) - len(found), "promise"), sentences.unmeasured(rows),
                                        "both sides’ views carry no day of their own" if rows else ""])),
        everything=lambda: context.tables["commitment_status"],
    )  # fmt: skip


def head(context: Context) -> tuple[str, str, str]:
    """Question in words, finding and standfirst (HTML) of the page."""
    q, names = context.question, context.names
    asks = f"{names.country(q.country)} and {names.country(q.supplier)}: who said what, who promised what, who delivered? On {q.on}"
    try:
        promises, every, (found, left_out) = promises_of(context), all_promises(context), complete(context)
    except ChokepointError:  # the cards say what is wrong
        return asks, "The ledgers cannot be read", ""
    grid = status_grid(promises)
    words = ", ".join(f"{int(grid[s].sum())} {sentences.STATUS_WORDS[s]}" for s in STATUSES if grid[s].sum())
    said = f"<b>{esc(sentences.accounts_finding(found))}</b>. " if found else ""
    said += f"Of both sides’ accounts, {esc(sentences.left_out(left_out, 'point'))}. " if left_out else ""
    listed_ids = {promise.commitment_id for promise in promises}
    held_back = [promise for promise in every if promise.commitment_id not in listed_ids]
    status = f"By the editors’ reading, each as of its own day: {esc(words)}. " if promises else ""
    status += f"<b>{esc(sentences.held_back_words(held_back))}</b>. " if held_back else ""
    caveat = (
        f"Who asked for a call and whether a promise was kept are claims with sources. Events are complete to "
        f"{context.settings.method.scope.coverage_end}; no entry is not calm."
    )
    return (
        asks,
        sentences.page_finding(promises, len(held_back)),
        f'{said}{status}<span class="cp-quiet">{esc(caveat)}</span>',
    )


def choose_on_axis(context: Context) -> Slot:
    """Kinds and words of the events drawn."""
    return events_slot(*choose_events())


def events_slot(kinds: Sequence[str], words: str) -> Slot:
    """The place of the events of some kinds (none: all) that hold the words."""
    key = "events" + short(*kinds, words)
    return Slot(key, "Events up and down", lambda c: events_card(c, tuple(kinds), words))


def choose_in_ledger(context: Context) -> Slot:
    """Status and promisor of the promises listed."""
    return ledger_slot(*choose_promises(context))


def ledger_slot(status: str, by: str) -> Slot:
    """The place of the promises of a status and a promisor."""
    key = "ledger" + short(*({status, by} - {ALL} and (status, by)))
    return Slot(key, "Who promised what", lambda c: ledger_card(c, status, by))


SLOTS = {
    slot.key: slot
    for slot in (
        Slot("readouts", "What each side said", readouts_card),
        Slot("quarters", "Acts by side", quarters_card),
        Slot("truces", "The days the truce names", truces_card),
    )
} | {**meetings.SLOTS, **delivery.SLOTS, **status_changes.SLOTS}
