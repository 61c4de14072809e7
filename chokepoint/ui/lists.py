"""Lists that are already tables, as HTML: the calendar, items, news, freshness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from chokepoint.charts.theme import number
from chokepoint.evidence.deadlines import Due
from chokepoint.evidence.freshness import Freshness
from chokepoint.evidence.names import BUYERS as BUYER_NAMES
from chokepoint.evidence.names import Names
from chokepoint.method import WORLD
from chokepoint.risk.items import Item
from chokepoint.share.sentences import flow_words, licence_words, price_words
from chokepoint.share.trade import the
from chokepoint.ui.html import attr, chip, day, esc, plural

SOON_DAYS = 14
NO_FIGURE = '<span class="cp-quiet">no figure that counts</span>'


def calendar(items: Sequence[Due], names: Names, shown: int, what_if: Mapping[str, str] | None = None) -> str:
    """Due days as HTML in columns of one length: past ones without outcome, then those to come; the rest behind a fold.

    `what_if`: deadline → address of the scenario in which nobody acts, for those that have one.
    """
    late = [item for item in items if item.overdue]
    coming = [item for item in items if not item.overdue]
    more = coming[shown:]
    fold = (
        f"<details><summary class='cp-small'>{len(more)} later</summary>{_dues(more, names, what_if or {})}</details>"
        if more
        else ""
    )
    groups = [
        _due_group("Past, outcome not on file", late, names, what_if or {}),
        _due_group("Coming", coming[:shown], names, what_if or {}, fold),
    ]
    return f'<div class="cp-dues">{"".join(groups)}</div>'


def items_table(items: Sequence[Item], licences: Sequence[Item], missing: Sequence[str], names: Names) -> str:
    """Items of Stress as an HTML table: shipped against normal, outside price against inside, reading."""
    rows = "".join(
        f"<tr><td><b>{esc(_name(item.item, names))}</b></td><td>{_flow(item)}</td><td>{_price(item)}</td>"
        f'<td class="cp-num"><b>{item.n:.0f}</b></td></tr>'
        for item in items
    )
    rows += "".join(
        f"<tr><td><b>Licence approvals</b></td><td colspan='2'>{esc(licence_words(item.licence))}</td>"
        f'<td class="cp-num"><b>{item.n:.0f}</b></td></tr>'
        for item in licences
        if item.licence is not None
    )
    if not licences:
        rows += (
            "<tr><td><b>Licence approvals</b></td><td colspan='2'><span class='cp-quiet'>no count younger than "
            "its limit</span></td><td></td></tr>"
        )
    absent = ", ".join(_name(item, names) for item in missing)
    tail = (
        f'<p class="cp-small">Nothing on file that counts on this day: {esc(absent)}.</p>' if absent else ""
    )
    return (
        '<table class="cp-list"><thead><tr><th scope="col">Item</th><th scope="col">Shipped, against normal</th>'
        '<th scope="col">Price outside China</th><th scope="col" class="cp-num">Reading</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>{tail}"
    )


def news_list(rows: pd.DataFrame, names: Names, shown: int) -> str:
    """Records by the day they became known, newest first; the rest behind a fold."""
    lines = [
        f'<tr><td class="cp-small">{day(row.known_from.date())}</td><td><b>{esc(names.country(row.side))}</b>, '
        f"{esc(row.what)}</td><td>{esc(row.label)}"
        f"{'' if row.verified else ' ' + chip('not verified', 'badge')}</td></tr>"
        for row in rows.itertuples(index=False)
    ]
    table = '<table class="cp-list"><tbody>{}</tbody></table>'
    text = table.format("".join(lines[:shown]))
    if lines[shown:]:
        fold = table.format("".join(lines[shown:]))
        text += f"<details><summary class='cp-small'>{len(lines) - shown} more</summary>{fold}</details>"
    return text


def freshness_grid(clocks: Sequence[Freshness]) -> str:
    """Age of each dataset against the largest it may have, as HTML bars; those without a day in one line."""
    dated = [clock for clock in clocks if clock.problem or clock.age_days is not None]
    undated = [f"{clock.title} ({plural(clock.rows, 'row')})" for clock in clocks if clock not in dated]
    tail = (
        f'<p class="cp-small">Without a day of their own: {esc(", ".join(undated))}.</p>' if undated else ""
    )
    return f'<div class="cp-fresh">{"".join(map(_clock, dated))}</div>{tail}'


def _due_group(
    title: str, items: Sequence[Due], names: Names, what_if: Mapping[str, str], fold: str = ""
) -> str:
    if not items:
        return ""
    return f'<p class="cp-group">{esc(title)} ({len(items)})</p>{_dues(items, names, what_if)}{fold}'


def _dues(items: Sequence[Due], names: Names, what_if: Mapping[str, str]) -> str:
    return "".join(_due(item, names, what_if.get(item.deadline_id)) for item in items)


def _due(item: Due, names: Names, scenario: str | None) -> str:
    kind = "cp-late" if item.overdue else "cp-soon" if item.days <= SOON_DAYS else ""
    unit = "day" if abs(item.days) == 1 else "days"
    words = f"{unit} ago" if item.days < 0 else unit
    whom = ", ".join(
        "every country" if code == WORLD else the(names.country(code)) for code in item.addressee
    )
    buyers = ", ".join(BUYER_NAMES[buyer].lower() for buyer in item.buyers or item.named_buyers)
    hits = "; ".join(part for part in (", ".join(item.goods or item.named_goods), buyers, whom) if part)
    unverified = " " + chip("not verified", "badge") if not item.verified else ""
    later = "known since: " if item.known_later else ""
    note = f" On file: {item.state_note}." if item.state_note else ""
    # Leads to another page of the app: left out on paper (class cp-go).
    go = f' <a class="cp-go" href="{attr(scenario)}" target="_self">See the scenario</a>' if scenario else ""
    return (
        f'<div class="cp-due"><div class="cp-days {kind}"><b>{abs(item.days)}</b><span>{words}</span></div><div>'
        f"<h3>{esc(item.title)}</h3><p>{day(item.due_on)} · {later}{esc(item.state_words)} as of {day(item.as_of)}{unverified}"
        f"</p><p>If nothing is published: {esc(item.default_effect)}.{esc(note)}{go}</p>"
        f'<p class="cp-quiet">Hits {esc(hits)}.</p></div></div>'
    )


def _name(item: str, names: Names) -> str:
    return names.get(item, item.replace("_", " "))


def _flow(item: Item) -> str:
    return NO_FIGURE if item.flow is None else esc(flow_words(item.flow))


def _price(item: Item) -> str:
    return NO_FIGURE if item.price is None else esc(price_words(item.price))


def _clock(clock: Freshness) -> str:
    if clock.problem:
        return f"<div><h3>{esc(clock.title)} {chip('! cannot be read')}</h3><p><span>{esc(clock.problem)}</span></p></div>"
    mark = chip("! stale") if clock.stale else ""
    share = min(100, 100 * (clock.age_days or 0) / (clock.max_age_days or 1))
    return (
        f'<div><h3>{esc(clock.title)}{mark}</h3><div class="cp-bar{" cp-stale" if clock.stale else ""}">'
        f'<i style="width:{share:.0f}%"></i></div><p><span>to {day(clock.covers_to)}</span>'
        f"<span>{number(clock.age_days or 0)} of {number(clock.max_age_days or 0)} d</span></p></div>"
    )
