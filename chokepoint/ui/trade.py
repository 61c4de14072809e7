"""Lists of the page Trade as HTML: actors by instrument, parts of Controls, licence practice, listed firms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from chokepoint.charts.theme import Theme
from chokepoint.evidence.actors import COLUMNS, Entry, Matrix, counts
from chokepoint.evidence.entities import Entity
from chokepoint.evidence.measures import State
from chokepoint.evidence.names import BUYERS, GROUPS, Names
from chokepoint.evidence.practice import APART, OWN, RULE, SINGLE, STANDS_IN, Count
from chokepoint.share.trade import STATES, figure_words, the
from chokepoint.ui.html import attr, chip, day, esc, plural
from chokepoint.ui.html_table import STACKED, folded_table, html_table
from chokepoint.ui.trade_tables import Part

STYLE = """
.cp-matrix {{ width: 100%; min-width: 860px; table-layout: fixed; border-collapse: collapse; font-size: 13.5px; color: {ink}; }}
.cp-matrix th, .cp-matrix td {{ border-bottom: 1px solid {line}; padding: 6px 10px 6px 0; text-align: left;
  vertical-align: top; font-weight: 400; line-height: 1.35; }}
.cp-matrix thead th {{ color: {ink3}; font-size: 13px; vertical-align: bottom; }}
.cp-matrix thead td {{ width: 132px; }}
.cp-matrix summary {{ cursor: pointer; }}
.cp-matrix ul {{ margin: 4px 0 2px; padding-left: 14px; font-size: 12.5px; color: {ink2}; }}
.cp-us {{ color: {us}; font-weight: 600; }}
.cp-cn {{ color: {cn}; font-weight: 600; }}
.cp-third {{ color: {ink2}; font-weight: 600; }}
.cp-parts {{ display: grid; grid-template-columns: minmax(150px, 1.15fr) repeat(3, 1fr); column-gap: 30px; font-size: 14px;
  color: {ink}; }}
.cp-parts > div {{ border-bottom: 1px solid {line}; padding: 7px 0; min-width: 0; }}
.cp-parts .cp-top {{ color: {ink3}; font-size: 13px; padding-bottom: 4px; }}
.cp-parts .cp-top b {{ color: {ink}; font-size: 24px; font-weight: 600; margin-right: 7px; }}
.cp-parts .cp-top.cp-asked span {{ color: {ink}; font-weight: 600; }}
.cp-parts small {{ display: block; font-size: 12.5px; color: {ink3}; line-height: 1.3; }}
.cp-track {{ height: 11px; background: {third_tint}; margin: 4px 0 3px; position: relative; }}
.cp-track i {{ position: absolute; top: 0; height: 11px; background: {cn}; }}
.cp-track i.cp-tint {{ background: {cn_tint}; outline: 1px solid {cn}; outline-offset: -1px; }}
.cp-practice td:first-child {{ white-space: nowrap; }}
.cp-says {{ font-size: 14px; color: {ink2}; max-width: 62em; margin: 10px 0 0; line-height: 1.45; }}
@media (max-width: 640px) {{
  .cp-matrix, .cp-matrix tbody, .cp-matrix tr, .cp-matrix tbody th {{ display: block; min-width: 0; }}
  .cp-matrix thead, .cp-matrix td:empty {{ display: none; }}
  .cp-matrix tr {{ border-bottom: 1px solid {line}; padding: 8px 0; }}
  .cp-matrix th, .cp-matrix td {{ border-bottom: 0; padding: 2px 0; }}
  .cp-matrix td {{ display: grid; grid-template-columns: 116px 1fr; column-gap: 10px; }}
  .cp-matrix td::before {{ content: attr(data-name); color: {ink3}; font-size: 13px; }}
  .cp-parts {{ grid-template-columns: repeat(3, 1fr); column-gap: 12px; }}
  .cp-parts > div.cp-name {{ grid-column: 1 / -1; border-bottom: 0; padding-bottom: 0; }}
  .cp-parts .cp-top b {{ display: block; }}
}}
"""
STANDS_FOR = {
    OWN: "counts for this country",
    STANDS_IN: "stands in, half the weight",
    APART: "under rules of its own: stands for nobody else",
    SINGLE: "single firm: enters no reading",
    RULE: "states the rule, no count",
}
PRACTICE = f"cp-practice {STACKED}"
PRACTICE_HEADS = (
    "Day",
    "Who counts",
    "Share approved",
    "Cases",
    "Days, months",
    "Plants stopped",
    "What it may stand for",
)
FIGURES = (
    ("applications", "applied"),
    ("approved", "approved"),
    ("pending", "pending"),
    ("rejected", "rejected"),
)


def style(theme: Theme) -> str:
    """The `<style>` element of the page."""
    return f"<style>{STYLE.format(**vars(theme))}</style>"


def matrix_table(matrix: Matrix, names: Names) -> str:
    """Actors by instrument: counts in words, each cell opens its measures; on a phone a block of each actor's own."""
    columns = [column for column in COLUMNS if any(column in row for row in matrix.values())]
    head = "".join(f'<th scope="col">{esc(column)}</th>' for column in columns)
    rows = "".join(
        f'<tr><th scope="row"><span class="cp-{_side(imposer)}">{esc(names.country(imposer))}</span><br>'
        f"{esc(_whom(imposer, addressee, names))}</th>"
        + "".join(
            f'<td data-name="{attr(column)}">{_entries(row.get(column, []), names)}</td>'
            for column in columns
        )
        + "</tr>"
        for (imposer, addressee), row in matrix.items()
    )
    return (
        f'<div class="cp-scroll" tabindex="0"><table class="cp-matrix"><thead><tr><td></td>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def controls_parts(
    parts: Mapping[str, Sequence[Part]], words: Mapping[str, str | None], asked: str, names: Names
) -> str:
    """Parts of Controls by group of goods: civil, military and listed side by side, on one scale."""
    top = max((part.weight for rows in parts.values() for part in rows), default=1.0)
    heads = "".join(
        f'<div class="cp-top{" cp-asked" if buyer == asked else ""}"><b>{sum(p.points for p in rows):.0f}</b>'
        f"<span>{esc(BUYERS[buyer])}: {esc(words[buyer])}</span></div>"
        for buyer, rows in parts.items()
    )
    first = next(iter(parts.values()))
    lines = "".join(
        f'<div class="cp-name">{esc(GROUPS.get(part.group, part.group))}<small>{esc(_measures(part, names))}</small></div>'
        + "".join(_part(rows[number], top) for rows in parts.values())
        for number, part in enumerate(first)
    )
    return f'<div class="cp-parts"><div class="cp-top cp-name">Group of goods, its weight</div>{heads}{lines}</div>'


def practice_table(found: Sequence[Count], stoppages: pd.DataFrame, names: Names) -> str:
    """Licence counts as told, with their bounds, then the plants that stood still."""
    rows = [_count(count, names) for count in found]
    stopped = [
        (day(row.date.date()), f'<b>{esc(row.headline)}</b><br><span class="cp-small">{esc(row.summary)}</span>')
        for row in stoppages.itertuples(index=False)
    ]  # fmt: skip
    table = html_table(PRACTICE_HEADS, rows, "Licence counts", (), PRACTICE)
    told = (
        f'<p class="cp-group">Plants that stood still, as told of their own lines ({len(stoppages)})</p>'
        + html_table(("Day", "What was told"), stopped, "Plants that stood still", (), PRACTICE)
    )
    rule = (
        "How counts stand in for others: an association or an authority speaks for many applicants. Where the country "
        "has no such count of its own, those of others under the same rule stand in and count half in Stress. A single "
        "firm proves nothing about others and stays out; so do countries under rules of their own. "
        "Bounds are the source’s: ~ about, < below, > above, ≤ at most, ≥ at least."
    )
    return f'{table if rows else ""}{told if stopped else ""}<p class="cp-says">{esc(rule)}</p>'


def entities_table(
    found: Sequence[Entity], lists: pd.DataFrame, whom: Mapping[str, str], names: Names, most: int
) -> str:
    """Listed firms with the state of their listing, the rest behind a fold; below, what is on file of each list."""
    rows = [
        (
            f"<b>{esc(one.entity)}</b>{'' if one.verified else ' ' + chip('not verified', 'badge')}<br>"
            f'<span class="cp-small">{esc(one.role)}</span>',
            esc(names.country(one.country)),
            f"{esc(one.list)}<br><span class='cp-small'>{esc(names.country(one.imposer))}, {esc(one.measure_id)}</span>",
            day(one.listed_on),
            esc(one.effect),
            f"{esc(STATES[one.state])}<br><span class='cp-small'>row checked {day(one.as_of)}</span>",
        )
        for one in found
    ]
    heads = ("Firm", "Country", "List", "Listed on", "What it means", "State on the day")
    return folded_table(heads, rows, most, "Listed firms") + _lists(lists, whom, names)


def _lists(lists: pd.DataFrame, whom: Mapping[str, str], names: Names) -> str:
    items = "".join(
        f"<li>{esc(names.get(row.measure_id, row.measure_id))}: {esc(whom.get(row.measure_id) or row.notes)}; "
        f"{plural(row.names_on_file, 'name')} on file</li>"
        for row in lists.itertuples(index=False)
    )
    return (
        f"<details><summary class='cp-small'>{plural(len(lists), 'list')}, and how many of their names are on file"
        f"</summary><ul class='cp-small'>{items}</ul></details>"
    )


def _side(country: str) -> str:
    return {"USA": "us", "CHN": "cn"}.get(country, "third")


def _whom(imposer: str, addressee: str, names: Names) -> str:
    if imposer == addressee:
        return "On its own producers"
    return "On all countries" if addressee == "WLD" else f"On {the(names.country(addressee))}"


def _entries(entries: list[Entry], names: Names) -> str:
    if not entries:
        return ""
    found = counts(entries)
    words = ", ".join(f"{count} {STATES[state].split(',')[0]}" for state, count in found.items())
    items = "".join(
        f"<li>{esc(names.get(e.measure_id, e.measure_id))}: {esc(STATES[e.state])}</li>" for e in entries
    )
    bold = f"<b>{esc(words)}</b>" if State.IN_FORCE in found else esc(words)
    return f"<details><summary>{bold}</summary><ul>{items}</ul></details>"


def _measures(part: Part, names: Names) -> str:
    told = [
        f"{names.get(one, one).split(':')[0]} {STATES[state].split(',')[0]}" for one, state in part.measures
    ]
    return f"{100 * part.weight:.0f} points at most; " + (", ".join(told) or "no rule")


def _part(part: Part, top: float) -> str:
    full = part.in_force / part.weight
    tint = (part.points - part.in_force) / part.weight
    return (
        f'<div><div class="cp-track" style="width:{100 * part.weight / top:.0f}%"><i style="left:0;width:{full:.1f}%"></i>'
        f'<i class="cp-tint" style="left:{full:.1f}%;width:{tint:.1f}%"></i></div>'
        f"{part.points:.1f} <small style='display:inline'>of {100 * part.weight:.0f}</small></div>"
    )


def _count(count: Count, names: Names) -> tuple[str, ...]:
    cases = ", ".join(
        f"{figure_words(count.figures[key])} {word}" for key, word in FIGURES if key in count.figures
    )
    times = ", ".join(
        f"{figure_words(count.figures[key])} {word}"
        for key, word in (("review_days", "review"), ("validity_months", "valid"))
        if key in count.figures
    )
    share = figure_words(count.figures["approved_share"]) if "approved_share" in count.figures else ""
    plants = figure_words(count.figures["plants_stopped"]) if "plants_stopped" in count.figures else ""
    good = names.get(count.material, count.material)
    who = f"<b>{esc(count.applicant[:1].upper() + count.applicant[1:])}</b>, {esc(names.country(count.country))} {chip(count.kind, 'badge')}"
    unverified = " " + chip("not verified", "badge") if not count.verified else ""
    return (
        day(count.day),
        f'{who}{unverified}<br><span class="cp-small">{esc(good)}: {esc(count.notes)}</span>',
        f"<b>{esc(share)}</b>" if share else "",
        esc(cases),
        esc(times),
        esc(plants),
        f'<span class="cp-small">{esc(STANDS_FOR[count.counts])}</span>',
    )
