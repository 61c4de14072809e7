"""Cards of the page Diplomacy that follow the meetings: how alike they are told, who asked for them, a topic over all."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from chokepoint.charts.meeting_bars import Bar, Kind, meeting_bars
from chokepoint.evidence.calls import counts_by_side, speaks_of_it, who_asked
from chokepoint.evidence.meetings import (
    FIRST,
    KINDS,
    NOT_COMPARABLE,
    SECOND,
    Meeting,
    Told,
    meetings,
    without_account,
)
from chokepoint.evidence.readouts import CONFLICT, NEITHER, PARTIAL, SAME, own_topics
from chokepoint.share import diplomacy as sentences
from chokepoint.share import meetings as words
from chokepoint.share.citation import sources_of
from chokepoint.ui import accounts
from chokepoint.ui import ledger as shown
from chokepoint.ui.asked import (
    asked_events,
    complete,
    exposed,
    mentions,
    over_meetings_on,
    promises_of,
    readout_rows,
    short,
)
from chokepoint.ui.card import Card, empty_body
from chokepoint.ui.choices import choose_topic
from chokepoint.ui.context import Context
from chokepoint.ui.diplomacy import EVENT_COLUMNS, SHORT, Cite, account_of, citer, folded
from chokepoint.ui.filters import listed
from chokepoint.ui.html import plural
from chokepoint.ui.layout import Slot

GROUNDS = {"USA": ("us_tint", "us"), "CHN": ("cn_tint", "cn")}
SIGNS = {
    SAME: ("=", "better_tint", "better"),
    PARTIAL: ("≈", "bg", "ink3"),
    CONFLICT: ("≠", "worse", "worse"),
    NEITHER: ("–", "bg", "line"),
    NOT_COMPARABLE: ("?", "panel", "line"),
}


def meetings_card(context: Context) -> Card:
    """Points of each meeting by kind, with the share told alike and its number (evidence.meetings.meetings)."""
    q, names = context.question, context.names
    points, left_out = complete(context, 1)
    found = meetings(points)
    rows = readout_rows(context, points)
    sides = (q.country, q.supplier)
    kinds = _kinds(context)
    bars = [
        Bar(one.event_id, one.date.isoformat(), one.name, tuple(one.counts[kind] for kind in KINDS), words.share_words(one))
        for one in reversed(found)
    ]  # fmt: skip
    drawn = meeting_bars(bars, kinds, context.theme, context.narrow) if bars else None
    talks = without_account(
        context.tables["readouts"], context.tables["events"], (*exposed(context), q.supplier), q.on
    )
    told = "; ".join(f"{when} {headline}" for when, headline in talks)
    return Card(
        key="meetings",
        title=words.meetings_finding(found, left_out),
        subtitle="Points on file by meeting, newest first, and how many both accounts tell alike, of those of which both accounts "
        "were seen and one speaks. Which points an editor filed decides the share: read it with its number. Click a part for the accounts.",
        unit="points",
        as_of=rows["known_from"].max().date() if len(rows) else q.on,
        alt=drawn.alt if drawn else "No account on file.",
        body=drawn
        or empty_body(
            f"No accounts of {names.country(q.country)} and {names.country(q.supplier)} on file by {q.on} at this level of "
            "evidence. Choose the pair United States to China, a later day, or all evidence."
        ),
        table=_meetings_table(found, words.kind_words(*(account_of(side, names) for side in sides))),
        sources=tuple(sources_of(rows, context.tables["sources"])),
        calculated="" if len(rows) else "table of readouts",
        missing="; ".join(
            filter(None, [sentences.left_out(left_out, "point"),
                          f"no account of either side on file of {plural(len(talks), 'talk')}: {told}" if talks else ""])
        ),
        everything=lambda: context.tables["readouts"],
        records=lambda ids: rows[rows["event_id"].isin(ids)],
    )  # fmt: skip


def asked_card(context: Context) -> Card:
    """Who asked for each leaders' call and for other meetings, by each side's account (evidence.calls.who_asked)."""
    q, settings, names = context.question, context.settings.display, context.names
    told = over_meetings_on(context, speaks_of_it)
    _, left_out = complete(context, 1)
    asked = who_asked(told, context.tables["events"], q.on, settings.leaders, settings.call_words)
    rows = readout_rows(context, [one.exchange for one in asked if one.exchange])
    said = [one.told for one in asked]
    untold = [one.meeting.date for one in told if one not in said]
    calls = sum(one.leaders for one in asked)
    counts = counts_by_side(asked, (q.country, q.supplier))
    body = accounts.asked_counts(counts, names) if calls else ""
    body += accounts.asked_rows(asked, untold, names, citer(context.tables["sources"]))
    return Card(
        key="asked",
        title=words.asked_finding(asked, len(told), left_out),
        subtitle=f"Claims by each side’s account; n = {calls} leaders’ calls of {len(told)} meetings. Rows, no index: who asked is "
        "what a source says, not a finding.",
        unit="calls",
        as_of=rows["known_from"].max().date() if len(rows) else q.on,
        alt="; ".join(
            f"{one.told.meeting.date}: "
            + (" / ".join(f"{a.side}: {a.text}" for a in one.exchange.accounts) if one.exchange else "not told by either side")
            for one in asked
        )
        or "No account of who asked on file.",
        body=body if told else empty_body(f"No accounts of this pair on file by {q.on} at this level of evidence."),
        table=accounts.over_table([one.told for one in asked], names),
        sources=tuple(sources_of(rows, context.tables["sources"])),
        calculated="" if len(rows) else "table of readouts",
        missing=sentences.left_out(left_out, "point"),
        everything=lambda: rows,
    )  # fmt: skip


def topic_card(context: Context, asked: str) -> Card:
    """What each side said on a topic at every meeting, silence included; then promises and events that name it (evidence.meetings.over_meetings)."""
    q, names = context.question, context.names
    told = over_meetings_on(
        context, lambda point: mentions(asked, point.topic, *(a.text for a in point.accounts))
    )
    points = [point for one in told for point in one.points]
    promises = [p for p in promises_of(context) if mentions(asked, p.text, p.promisor_view, p.promisee_view)]
    events = listed(context, asked_events(context, asked)).sort_values("date", ascending=False)
    keys = pd.concat([readout_rows(context, points)["source_key"], events["source_key"]])
    keys = pd.concat([keys, pd.Series([p.source_key for p in promises], dtype=object)])
    cite = citer(context.tables["sources"])
    most = context.settings.display.list_rows
    body = _every_time(context, told, cite) if points else ""
    body += folded(shown.ledger_rows(promises, q.on, names, cite), most, "promises")
    body += folded(accounts.event_rows(events, names, cite), most, "events")
    stands = words.topic_words(told, {side: account_of(side, names) for side in (q.country, q.supplier)})
    count = len(points) + len(promises) + len(events)
    why = sentences.elsewhere_words(asked, points)
    return Card(
        key="topics",
        title=sentences.topic_finding(asked, len(points), len(promises), len(events)),
        subtitle=f"{stands if points else f'No point of {len(told)} meetings holds these words'}. {f'{why}. ' if why else ''}Every meeting, newest first, then "
        f"every promise and every event (of any country) known by {q.on} that holds these words.",
        unit="records",
        as_of=q.on,
        alt=f"{sentences.topic_finding(asked, len(points), len(promises), len(events))}. {stands}.",
        body=body
        if count
        else empty_body(f"No row of readouts, promises or events on file by {q.on} holds “{asked}”. Try another word; no entry "
        "does not mean that nobody spoke of it."),
        table=accounts.over_table(told, names) if points else events[EVENT_COLUMNS],
        sources=tuple(sources_of(pd.DataFrame({"source_key": keys}), context.tables["sources"])),
        calculated="" if len(keys) else "tables of readouts, commitments and events",
        missing=sentences.left_out(complete(context, 1)[1], "point"),
        everything=lambda: events[EVENT_COLUMNS],
    )  # fmt: skip


def choose_on_topic(context: Context) -> Slot:
    """The topic that is followed over the meetings."""
    return topic_slot(choose_topic(topics_on_offer(context)))


def topics_on_offer(context: Context) -> list[str]:
    """Topics of the readouts, the most told first, then those of the settings."""
    told = context.kept("diplomacy-topics", lambda: own_topics(complete(context)[0]))
    return list(dict.fromkeys((*told, *context.settings.display.topics))) or [sentences.RARE_EARTHS]


def topic_slot(topic: str) -> Slot:
    """The place of one topic over the meetings."""
    key = "topics" + short(*({topic} - {sentences.RARE_EARTHS}))
    return Slot(key, "What each side says", lambda c: topic_card(c, topic))


def _every_time(context: Context, told: list[Told], cite: Cite) -> str:
    talks = without_account(
        context.tables["readouts"], context.tables["events"],
        (*exposed(context), context.question.supplier), context.question.on,
    )  # fmt: skip
    return "".join(accounts.topic_texts(told, context.names, cite)) + accounts.talks_without(talks)


def _kinds(context: Context) -> list[Kind]:
    q, names = context.question, context.names
    said = words.kind_words(account_of(q.country, names), account_of(q.supplier, names))
    made = []
    for kind in KINDS:
        if kind in (FIRST, SECOND):
            side = q.country if kind == FIRST else q.supplier
            ground, border = GROUNDS.get(side, ("third_tint", "third"))
            made.append(Kind(SHORT.get(side, side), said[kind], ground, border))
        else:
            sign, ground, border = SIGNS[kind]
            made.append(Kind(sign, said[kind], ground, border, "on_fill" if kind == CONFLICT else "ink"))
    return made


def _meetings_table(found: list[Meeting], said: Mapping[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (one.event_id, one.date, one.name, len(one.points), one.comparable, *(one.counts[kind] for kind in KINDS),
             100 * one.alike / one.comparable if one.comparable else None)
            for one in reversed(found)
        ],
        columns=["event_id", "date", "meeting", "points on file", "points compared", *(said[kind] for kind in KINDS),
                 "told alike (% of points compared)"],
    )  # fmt: skip


SLOTS = {
    slot.key: slot
    for slot in (
        Slot("meetings", "How alike the meetings are told", meetings_card),
        Slot("asked", "Who asked for the meeting?", asked_card),
    )
}
