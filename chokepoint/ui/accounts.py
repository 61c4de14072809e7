"""Readouts, who asked for a meeting, and truces as HTML.

A sign in the grid is a link to the two texts below it: the browser shows them, no rerun is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from chokepoint.evidence.calls import STANDS, Asked
from chokepoint.evidence.meetings import FIRST, NO_POINT, Told
from chokepoint.evidence.names import Names
from chokepoint.evidence.readouts import (
    CONFLICT,
    NEITHER,
    ONE_SIDE,
    PARTIAL,
    SAME,
    Account,
    Exchange,
    by_meeting,
    own_topics,
)
from chokepoint.evidence.truces import GROUNDS, Version
from chokepoint.share.diplomacy import AGREEMENTS
from chokepoint.share.meetings import STANDS as STAND_WORDS
from chokepoint.share.meetings import kind_words
from chokepoint.ui.diplomacy import SHORT, Cite, account_of, side_word
from chokepoint.ui.html import attr, chip, day, esc, plural

SIGNS = {SAME: "=", PARTIAL: "≈", CONFLICT: "≠", NEITHER: "–"}
SILENT = {"no": "Silent on it", "not_seen": "No account found"}
OTHER = "Other topics"
NO_POINTS = "Both accounts on file; neither has a point on it"


def readout_grid(found: Sequence[Exchange], names: Names, cite: Cite) -> str:
    """Meetings by topics with a sign for the agreement, newest first; the texts of the chosen cell below."""
    topics = own_topics(found)
    others = any(exchange.topic not in topics for exchange in found)
    heads = "".join(
        f'<th scope="col"><a href="#topic-{n}">{esc(_head(topic))}</a></th>' for n, topic in enumerate(topics)
    )
    heads += (
        f'<th scope="col" class="cp-others"><a href="#topic-{len(topics)}">{OTHER}</a></th>' if others else ""
    )
    rows = "".join(_grid_row(group, topics, others) for group in by_meeting(found).values())
    table = (
        f'<div class="cp-scroll"><table class="cp-grid"><thead><tr><th scope="col">Meeting or call</th>{heads}</tr>'
        f"</thead><tbody>{rows}</tbody></table></div>"
    )
    return f"{_key(found, names)}{table}{_texts(found, topics, names, cite)}"


def readout_list(found: Sequence[Exchange], names: Names, cite: Cite) -> str:
    """The narrow form: a meeting to choose, and below it its topics with both texts."""
    folds, topics = [], own_topics(found)
    for number, told in enumerate(by_meeting(found).values()):
        group = sorted(told, key=lambda one: topics.index(one.topic) if one.topic in topics else len(topics))
        said = "".join(_said(exchange, names, cite) for exchange in group)
        signs = " ".join(_sign(exchange, False) for exchange in group)
        folds.append(
            f'<details class="cp-fold" name="meeting"{" open" if number == 0 else ""}><summary>'
            f"<b>{day(group[0].date)}</b> {esc(group[0].meeting)}<br>{signs}</summary>{said}</details>"
        )
    return _key(found, names) + "".join(folds)


def topic_texts(found: Sequence[Told], names: Names, cite: Cite) -> list[str]:
    """Meetings as rows of HTML: the points that speak of a topic, or in one line how each side stands to it."""
    return [_told(one, names, cite) for one in found]


def talks_without(talks: Sequence[tuple[date, str]]) -> str:
    """Talks of which no account of either side is on file, in one line; empty without any."""
    if not talks:
        return ""
    named = "; ".join(f"{day(when)} {esc(headline)}" for when, headline in talks)
    return (
        f'<p class="cp-small">No account of either side on file of {plural(len(talks), "talk")}: {named}.</p>'
    )


def asked_counts(counts: pd.DataFrame, names: Names) -> str:
    """Number of leaders' calls by side and by how its account stands to who asked, as an HTML table."""
    stands = [stand for stand in STANDS if counts[stand].any()]
    heads = "".join(f'<th scope="col">{esc(STAND_WORDS[stand])}</th>' for stand in stands)
    rows = "".join(
        f'<tr><th scope="row">{esc(account_of(str(side), names))}</th>'
        + "".join(
            f"<td{'' if (n := int(counts.at[side, stand])) else ' class=cp-nil'}>{n}</td>" for stand in stands
        )
        + "</tr>"
        for side in counts.index
    )
    return (
        f'<div class="cp-scroll"><table class="cp-counts"><thead><tr><td></td>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def asked_rows(asked: Sequence[Asked], untold: Sequence[date], names: Names, cite: Cite) -> str:
    """Who asked, by each side's account: every leaders' call, then other meetings; then those where no account says it."""
    parts = []
    for leaders, title in ((True, "Leaders’ calls"), (False, "Other meetings")):
        group = [one for one in asked if one.leaders == leaders]
        if group:
            parts.append(f'<p class="cp-group">{title} ({len(group)})</p>')
        parts += [
            _told(one.told, names, cite, topic=False, more=_requests(one, names, cite)) for one in group
        ]
    if untold:
        days = ", ".join(map(day, untold))
        parts.append(
            f'<p class="cp-small">Not told in the accounts on file of {plural(len(untold), "other meeting")}: {days}.</p>'
        )
    return "".join(parts)


def event_rows(rows: pd.DataFrame, names: Names, cite: Cite) -> list[str]:
    """Events as rows of HTML: day, who acted, headline, summary, whose account it rests on, source."""
    return [
        f'<div class="cp-promise cp-event"><div class="cp-small">{day(row.date.date())}</div><div><p>'
        f"{side_word(row.initiator, names)}, {esc(row.kind)}</p><h3>{esc(row.headline)}</h3><p>{esc(_text(row.summary))}</p>"
        f'<p class="cp-quiet">{cite(row.source_key)}; rests on: {esc(_teller(row.side_claim, names))}; '
        f"proof: {esc(row.proof.replace('_', ' '))}; {'verified' if row.verified else 'not verified'}</p></div></div>"
        for row in rows.itertuples(index=False)
    ]


def truce_table(found: Sequence[Version], cite: Cite) -> str:
    """Announced versions of the truces, oldest first: from when known, to which day, on what ground."""
    rows = "".join(
        f"<tr><td>{day(one.known_from)}</td><td><b>{esc(one.title)}</b><br>"
        f'<span class="cp-small">{cite(one.source_key)}{"" if one.verified else " " + chip("not verified", "badge")}'
        f"</span></td><td>{day(one.until)}</td><td>{esc(GROUNDS[one.ground])}"
        f'<br><span class="cp-small">{esc(one.notes)}</span></td></tr>'
        for one in found
    )
    return (
        '<table class="cp-list"><thead><tr><th scope="col">Known from</th><th scope="col">Truce, as announced that day</th>'
        f'<th scope="col">Runs to</th><th scope="col">Rests on</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def readouts_table(found: Sequence[Exchange], names: Names) -> pd.DataFrame:
    """One row per meeting and topic with both texts."""
    columns = ["date", "meeting", "topic", "agreement"]
    sides = list(dict.fromkeys(account.side for one in found for account in one.accounts))
    rows = []
    for one in found:
        texts = {account.side: account for account in one.accounts}
        row: list[object] = [one.date, one.meeting, one.topic, AGREEMENTS[one.agreement]]
        for side in sides:
            account = texts.get(side)
            row += [account.text, account.said, account.source_key] if account else [None, None, None]
        rows.append(row)
    for side in sides:
        name = names.country(side)
        columns += [f"account of {name}", f"{name} speaks of it", f"source_key, {name}"]
    return pd.DataFrame(rows, columns=columns)


def over_table(found: Sequence[Told], names: Names) -> pd.DataFrame:
    """One row per meeting and point on a topic; a meeting without a point has one row that says how each side stands."""
    sides = list(found[0].sides) if found else []
    rows = []
    for one in found:
        plain = [one.meeting.date, one.meeting.name]
        stands = [STAND_WORDS[one.sides[side]] for side in sides]
        if not one.points:
            rows.append([*plain, None, None, *stands, *([None] * (2 * len(sides)))])
        for point in one.points:
            texts = {account.side: account for account in point.accounts}
            cells = [
                cell
                for side in sides
                for cell in ((texts[side].text, texts[side].source_key) if side in texts else (None, None))
            ]
            rows.append([*plain, point.topic, AGREEMENTS[point.agreement], *stands, *cells])
    columns = ["date", "meeting", "topic", "agreement", *(names.country(side) for side in sides)]
    for side in sides:
        columns += [f"account of {names.country(side)}", f"source_key, {names.country(side)}"]
    return pd.DataFrame(rows, columns=columns)


def _head(topic: str) -> str:
    return topic[0].upper() + topic[1:]


def _grid_row(group: Sequence[Exchange], topics: Sequence[str], others: bool) -> str:
    first = group[0]
    told = {exchange.topic: exchange for exchange in group}
    cells = "".join(
        f"<td{' class=cp-rare' if n == 0 else ''}>{_sign(told[topic]) if topic in told else ''}</td>"
        for n, topic in enumerate(topics)
    )
    if others:
        cells += f"<td>{''.join(_sign(one) for one in group if one.topic not in topics)}</td>"
    head = f'<a href="#{attr(first.event_id)}"><b>{day(first.date)}</b> {esc(first.meeting)}</a>'
    return f'<tr><th scope="row">{head}</th>{cells}</tr>'


def _sign(exchange: Exchange, linked: bool = True) -> str:
    """The sign of an exchange; its words for a reader who points or listens."""
    side = exchange.only
    kind = side.lower() if side else exchange.agreement
    sign = SHORT.get(side, side) if side else SIGNS.get(exchange.agreement, "?")
    words = f"{exchange.topic}: " + (f"only {sign} tells it" if side else AGREEMENTS[exchange.agreement])
    if not linked:
        return f'<span class="cp-sign cp-{attr(kind)}" title="{attr(words)}">{esc(sign)}</span>'
    return (
        f'<a class="cp-sign cp-{attr(kind)}" href="#{attr(exchange.key)}" title="{attr(words)}" '
        f'aria-label="{attr(f"{exchange.date}, {words}")}">{esc(sign)}</a>'
    )


def _key(found: Sequence[Exchange], names: Names) -> str:
    """What the signs mean, of those that occur, in the words and the order of the bars below."""
    words, there = kind_words("", ""), {one.agreement for one in found}
    told = {word: (SIGNS[word], words[word]) for word in SIGNS if word in there}
    neither = {NEITHER: told.pop(NEITHER)} if NEITHER in told else {}
    for side in sorted({one.only for one in found if one.only}, reverse=True):
        told[side.lower()] = (SHORT.get(side, side), kind_words(account_of(side, names), "")[FIRST])
    parts = [
        f'<span><i class="cp-{attr(kind)}">{esc(sign)}</i>{esc(said)}</span>'
        for kind, (sign, said) in (told | neither).items()
    ]
    return f'<div class="cp-key">{"".join(parts)}<span>empty: no row on file for either</span></div>'


def _texts(found: Sequence[Exchange], topics: Sequence[str], names: Names, cite: Cite) -> str:
    """All texts; style shows the chosen ones: a cell, a meeting or a topic; at first the newest of column one."""
    first = next((one for one in found if topics and one.topic == topics[0]), found[0])
    marks = "".join(f'<span id="topic-{n}"></span>' for n in range(len(topics) + 1))
    blocks = []
    for group in by_meeting(found).values():
        shown = " cp-first" if group[0].event_id == first.event_id else ""
        said = "".join(
            _said(
                one,
                names,
                cite,
                column=topics.index(one.topic) if one.topic in topics else len(topics),
                shown=one is first,
            )
            for one in group
        )
        blocks.append(
            f'<section class="cp-meeting{shown}" id="{attr(group[0].event_id)}">'
            f"<h3>{day(group[0].date)} {esc(group[0].meeting)}</h3>{said}</section>"
        )
    hint = '<p class="cp-small">Choose a sign, a meeting or a topic above to read the accounts here.</p>'
    return f'<div class="cp-texts">{marks}{hint}{"".join(blocks)}</div>'


def _said(
    exchange: Exchange,
    names: Names,
    cite: Cite,
    column: int | None = None,
    shown: bool = False,
    topic: bool = True,
) -> str:
    kinds = "cp-said" + (f" cp-col-{column}" if column is not None else "") + (" cp-shown" if shown else "")
    mark = f' id="{attr(exchange.key)}"' if column is not None else ""
    words = f"{exchange.topic}: " if topic else ""
    head = f'<p class="cp-agree">{esc(words)}{esc(_agreement(exchange, names))}</p>'
    accounts = "".join(_account(account, names, cite) for account in exchange.accounts)
    return f'<div class="{kinds}"{mark}>{head}<div class="cp-pair">{accounts}</div></div>'


def _told(told: Told, names: Names, cite: Cite, topic: bool = True, more: str = "") -> str:
    head = f"<h3>{day(told.meeting.date)} {esc(told.meeting.name)}</h3>"
    said = "".join(
        _said(point, names, cite, topic=topic) + _absent(point, told, names) for point in told.points
    )
    if not told.points:
        stands = "; ".join(
            f"{esc(account_of(side, names))}: {esc(STAND_WORDS[stand])}" for side, stand in told.sides.items()
        )
        neither = set(told.sides.values()) == {NO_POINT}
        said = f'<p class="cp-agree">{NO_POINTS if neither else stands}</p>'
    return f'<div class="cp-topic{"" if told.points else " cp-mute"}">{head}{said}{more}</div>'


def _absent(point: Exchange, told: Told, names: Names) -> str:
    """Which side has no row on a point: no account of its own was filed, which is not silence."""
    have = {account.side for account in point.accounts}
    return "".join(
        f'<p class="cp-agree">{esc(account_of(side, names))}: no row on file for this point</p>'
        for side in told.sides
        if side not in have
    )


def _agreement(exchange: Exchange, names: Names) -> str:
    side = exchange.only
    if side:
        return f"told in one account only ({account_of(side, names)})"
    sign, words = SIGNS.get(exchange.agreement), kind_words("", "")
    return f"{sign} {words[exchange.agreement]}" if sign else AGREEMENTS[ONE_SIDE]


def _account(account: Account, names: Names, cite: Cite) -> str:
    kind = f" cp-{account.side.lower()}" if account.side in SHORT else ""
    silent = f" · {SILENT[account.said]}" if account.said in SILENT else ""
    proof = "verified" if account.verified else "not verified"
    return (
        f'<div class="cp-account{attr(kind)}"><b>{esc(account_of(account.side, names))}{esc(silent)}</b>'
        f"<p>{esc(account.text)}</p><small>{cite(account.source_key)}; {proof}</small></div>"
    )


def _requests(asked: Asked, names: Names, cite: Cite) -> str:
    return "".join(
        f'<p class="cp-small">Also on file for {day(when)}, told by {side_word(side, names)}: {esc(headline)} ({cite(key)}).</p>'
        for when, side, headline, key in asked.statements
    )


def _teller(side_claim: str, names: Names) -> str:
    return {"both": "both sides", "third": "others"}.get(side_claim, account_of(side_claim, names))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
