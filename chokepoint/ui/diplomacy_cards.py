"""The cards of the page Diplomacy, and the choices of three of them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from chokepoint.charts.back_to_back import back_to_back, pairs_of
from chokepoint.charts.stems import Act, stems
from chokepoint.errors import ChokepointError
from chokepoint.evidence import timeline
from chokepoint.evidence.calls import not_told, who_asked
from chokepoint.evidence.commitments import STATUSES, known_since, ledger, status_grid
from chokepoint.evidence.deadlines import due
from chokepoint.evidence.readouts import by_meeting, own_topics
from chokepoint.evidence.truces import pause_deadlines, versions
from chokepoint.share import diplomacy as sentences
from chokepoint.share.citation import sources_of
from chokepoint.ui import accounts
from chokepoint.ui import ledger as shown
from chokepoint.ui.asked import (
    ALL,
    asked_events,
    calendar_day,
    colour_words,
    complete,
    exposed,
    mentions,
    promises_of,
    readout_rows,
    scope_words,
    short,
    wanted,
)
from chokepoint.ui.card import Card, empty_body
from chokepoint.ui.choices import choose_events, choose_promises, choose_topic
from chokepoint.ui.context import Context
from chokepoint.ui.diplomacy import EVENT_COLUMNS, citer, folded
from chokepoint.ui.filters import listed
from chokepoint.ui.html import esc
from chokepoint.ui.layout import Slot
from chokepoint.ui.lists import calendar


def events_card(context: Context, kinds: Sequence[str], words: str) -> Card:
    """Events up and down on one time axis (evidence.timeline, charts.stems)."""
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
    """Meeting by topic with both accounts and their agreement (evidence.readouts)."""
    q, names = context.question, context.names
    found, left_out = complete(context)
    rows = readout_rows(context, found)
    draw = accounts.readout_list if context.narrow else accounts.readout_grid
    meetings = len(by_meeting(found))
    return Card(
        key="readouts",
        title=sentences.accounts_finding(found),
        subtitle=f"What each side’s account says by meeting and topic, newest first; {meetings} meetings, {len(found)} points: "
        f"{sentences.agreement_words(found)}. “Only one side tells it” means absent from the other’s account as seen, "
        "which is no proof that the full text lacks it.",
        unit="agreement of two accounts",
        as_of=rows["known_from"].max().date() if len(rows) else q.on,
        alt=f"{meetings} meetings: {sentences.agreement_words(found)}." if found else "No account on file.",
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


def asked_card(context: Context) -> Card:
    """Who asked for the meeting, by each side's account (evidence.calls.who_asked)."""
    q = context.question
    found, left_out = complete(context)
    asked = who_asked(found, context.tables["events"], q.on)
    rows = readout_rows(context, [one.exchange for one in asked])
    meetings = len(by_meeting(found))
    return Card(
        key="asked",
        title=sentences.asked_finding(asked, meetings),
        subtitle=f"Claims by each side’s account, n = {len(asked)} of {meetings} meetings and calls; rows, no index: who asked is "
        "what a source says, not a finding.",
        unit="accounts",
        as_of=rows["known_from"].max().date() if len(rows) else q.on,
        alt="; ".join(
            f"{one.exchange.date}: " + " / ".join(f"{a.side}: {a.text}" for a in one.exchange.accounts)
            for one in asked
        )
        or "No account of who asked on file.",
        body=accounts.asked_rows(asked, not_told(found), context.names, citer(context.tables["sources"]))
        if found
        else empty_body(f"No accounts of this pair on file by {q.on} at this level of evidence."),
        table=accounts.readouts_table([one.exchange for one in asked], context.names),
        sources=tuple(sources_of(rows, context.tables["sources"])),
        calculated="" if len(rows) else "table of readouts",
        missing=sentences.left_out(left_out, "point"),
        tabs=False,
        everything=lambda: rows,
    )


def truces_card(context: Context) -> Card:
    """Announced versions of the truces, and the days at which a pause of controls ends."""
    q, today = context.question, calendar_day(context)
    parties = (*exposed(context), q.supplier)
    found = versions(context.tables, parties, today)
    deadlines = listed(context, context.tables["deadlines"])
    ids = pause_deadlines(context.tables, today) & set(deadlines["deadline_id"])
    items = [item for item in due(context.tables, today, today) if item.deadline_id in ids and found]
    keys = pd.DataFrame({"source_key": [*(v.source_key for v in found), *(i.source_key for i in items)]})
    body = accounts.truce_table(found, citer(context.tables["sources"]))
    body += calendar(items, context.names, len(items)) if items else ""
    return Card(
        key="truces",
        title=sentences.truce_finding(found),
        subtitle=f"Every announced version of a truce with its last day, and the days at which a pause ends, counted from {today}. "
        "An agreement without a published notice is written as such.",
        unit="days",
        as_of=max((item.as_of for item in items), default=today),
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
    everything = ledger(context.tables, exposed(context), q.on)
    found = promises_of(context)
    rows = [promise for promise in found if wanted(promise, status, by)]
    keys = pd.DataFrame({"source_key": [promise.source_key for promise in rows]})
    cite = citer(context.tables["sources"])
    later = (
        known_since(context.tables, exposed(context), q.on, context.today)
        if calendar_day(context) > q.on
        else []
    )
    grid = status_grid(found)
    body = shown.counts_table(grid)
    more = 2 * context.settings.display.list_rows
    body += (
        shown.HEADS + folded(shown.ledger_rows(rows, q.on, names, cite), more, "promises")
        if rows
        else empty_body("No promise with this status. Choose another.")
    )
    return Card(
        key="ledger",
        title=sentences.ledger_finding(found),
        subtitle=f"Promises by or to {names.country(q.country)} known on {q.on}: {len(rows)} of {len(found)} shown; overdue first, then by "
        "due day, then the settled. Status: an editor’s reading of dated steps, as of its own day; counts, no rate.",
        unit="promises; days; t",
        as_of=max((promise.status_as_of for promise in found), default=q.on),
        alt=sentences.grid_words(grid) if found else "No promise on file.",
        body=body + shown.later_steps(later, q.on)
        if found
        else empty_body(f"No promise by or to {names.country(q.country)} on file by {q.on} at this level of evidence."),
        table=shown.ledger_table(rows, names),
        sources=tuple(sources_of(keys, context.tables["sources"])),
        calculated="" if len(keys) else "table of commitments",
        missing="; ".join(filter(None, [sentences.left_out(len(everything) - len(found), "promise"),
                                        "soybeans and aircraft: no series on file; both sides’ views carry no day of their own"])),
        everything=lambda: context.tables["commitment_status"],
    )  # fmt: skip


def topic_card(context: Context, words: str) -> Card:
    """What readouts, promises and events say about a topic, both accounts side by side."""
    q, names = context.question, context.names
    points, left_out = complete(context)
    told = [one for one in points if mentions(words, one.topic, *(a.text for a in one.accounts))]
    promises = [p for p in promises_of(context) if mentions(words, p.text, p.promisor_view, p.promisee_view)]
    events = listed(context, asked_events(context, words)).sort_values("date", ascending=False)
    keys = pd.concat([readout_rows(context, told)["source_key"], events["source_key"]])
    keys = pd.concat([keys, pd.Series([p.source_key for p in promises], dtype=object)])
    cite = citer(context.tables["sources"])
    most = context.settings.display.list_rows
    body = folded(accounts.topic_texts(told, names, cite), most, "points told")
    body += folded(shown.ledger_rows(promises, q.on, names, cite), most, "promises")
    body += folded(accounts.event_rows(events, names, cite), most, "events")
    count = len(told) + len(promises) + len(events)
    return Card(
        key="topics",
        title=sentences.topic_finding(words, len(told), len(promises), len(events)),
        subtitle="Every point of a readout, every promise and every event (of any country) known by "
        f"{q.on} that holds these words; newest first, the account of {names.country(q.country)} left.",
        unit="records",
        as_of=q.on,
        alt=sentences.topic_finding(words, len(told), len(promises), len(events)),
        body=body
        if count
        else empty_body(f"No row of readouts, promises or events on file by {q.on} holds “{words}”. Try another word; no entry "
        "does not mean that nobody spoke of it."),
        table=accounts.readouts_table(told, names) if told else events[EVENT_COLUMNS],
        sources=tuple(sources_of(pd.DataFrame({"source_key": keys}), context.tables["sources"])),
        calculated="" if len(keys) else "tables of readouts, commitments and events",
        missing=sentences.left_out(left_out, "point"),
        everything=lambda: events[EVENT_COLUMNS],
    )  # fmt: skip


def head(context: Context) -> tuple[str, str, str]:
    """Question in words, finding and standfirst (HTML) of the page."""
    q, names = context.question, context.names
    asks = f"{names.country(q.country)} and {names.country(q.supplier)}: who said what, who promised what, who delivered? On {q.on}"
    try:
        promises, (found, _) = promises_of(context), complete(context)
    except ChokepointError:  # the cards say what is wrong
        return asks, "The ledgers cannot be read", ""
    grid = status_grid(promises)
    words = ", ".join(f"{int(grid[s].sum())} {sentences.STATUS_WORDS[s]}" for s in STATUSES if grid[s].sum())
    said = f"<b>{esc(sentences.accounts_finding(found))}</b>. " if found else ""
    status = f"By the editors’ reading, each as of its own day: {esc(words)}. " if promises else ""
    caveat = (
        f"Who asked for a call and whether a promise was kept are claims with sources. Events are complete to "
        f"{context.settings.method.scope.coverage_end}; no entry is not calm."
    )
    return (
        asks,
        sentences.page_finding(promises),
        f'{said}{status}<span class="cp-quiet">{esc(caveat)}</span>',
    )


def choose_on_axis(context: Context) -> Slot:
    """Kinds and words of the events drawn."""
    kinds, words = choose_events()
    return Slot("events" + short(*kinds, words), "Events up and down", lambda c: events_card(c, kinds, words))


def choose_in_ledger(context: Context) -> Slot:
    """Status and promisor of the promises listed."""
    status, by = choose_promises(context)
    key = "ledger" + short(*({status, by} - {ALL} and (status, by)))
    return Slot(key, "Who promised what", lambda c: ledger_card(c, status, by))


def choose_on_topic(context: Context) -> Slot:
    """The topic that is followed over the meetings."""
    told = context.kept("diplomacy-topics", lambda: own_topics(complete(context)[0]))
    topic = choose_topic(context, told)
    key = "topics" + short(*({topic} - set(told[:1])))
    return Slot(key, "What each side says", lambda c: topic_card(c, topic))


SLOTS = {
    slot.key: slot
    for slot in (
        Slot("events", "Events up and down", lambda c: events_card(c, (), "")),
        Slot("readouts", "What each side said", readouts_card),
        Slot("asked", "Who asked for the meeting?", asked_card),
        Slot("quarters", "Acts by side", quarters_card),
        Slot("ledger", "Who promised what", lambda c: ledger_card(c, ALL, ALL)),
        Slot("truces", "The days the truce names", truces_card),
        Slot("topics", "What each side says", lambda c: topic_card(c, sentences.RARE_EARTHS)),
    )
}
