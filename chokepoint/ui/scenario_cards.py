"""Cards of the page Scenarios: what is held back, readings and score, the difference split, what is assumed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from chokepoint.charts.scenario_dots import Move, scenario_dots
from chokepoint.charts.theme import signed
from chokepoint.evidence.names import READINGS as READING_NAMES
from chokepoint.risk.scenario_substance import Blocked
from chokepoint.risk.score import READINGS
from chokepoint.share import scenario as say
from chokepoint.share.citation import sources_of
from chokepoint.ui.card import Card, empty_body
from chokepoint.ui.context import Context
from chokepoint.ui.html import day, esc, plural
from chokepoint.ui.html_table import WORDY, html_table
from chokepoint.ui.layout import Slot
from chokepoint.ui.risk import left_over, made_by
from chokepoint.ui.scenario import Asked, Shown, shown, title_of

POINTS = "points 0–100"
NAMES = ("score", *READINGS)


def blocked_card(context: Context, asked: Asked) -> Card:
    """What each scenario holds back, item by item (risk.scenario_substance.substance)."""
    q, found = context.question, shown(context, asked)
    rows = [(one, row) for one in found for row in one.outcome.blocked]
    frame = _frame(context, rows)
    by_item: dict[tuple[str, str], dict[str, Blocked]] = {}
    for one, row in rows:
        by_item.setdefault((row.group, row.item), {})[one.letter] = row
    listed = sorted(by_item.values(), key=_most_blocked)
    cells = [_cells(context, found, own) for own in listed]
    # A phone repeats the heads at each item: the titles of several scenarios stand once, above.
    legend = (
        "; ".join(f"{one.letter}: {title_of(one.preset)}" for one in found)
        if context.narrow and len(found) > 1
        else ""
    )
    named = [one.letter if legend else f"{one.letter} {title_of(one.preset)}" for one in found]
    heads = ("Item", f"On {min([one.outcome.on for one in found], default=q.on)}", *named,
             f"Left without {context.names.country(q.supplier)} (N−1)", "Used most for")  # fmt: skip
    told = [f"{one.letter}: {say.finding(one.outcome, context.names)}" for one in found]
    keys = [key for _, row in rows for key in _keys(context, row)]
    return Card(
        key="scenario-blocked",
        title="; ".join(told) if len(found) > 1 else told[0].partition(": ")[2] if told else "No scenario chosen",
        subtitle=f"{context.names.country(q.country)}, {q.buyer} buyers. Share of use: newest known share of applications approved "
        f"(range: lowest and highest on file); most blocked first; tonnes and months of stock where they are on file. {say.NO_FORECAST}",
        unit="% of use; t a month; months",
        as_of=min([one.outcome.on for one in found], default=q.on),
        alt="; ".join(told) or "No scenario chosen.",
        body=(f'<p class="cp-small">{esc(legend)}</p>' if legend else "")
        + html_table(heads, cells, "What the scenarios hold back", (), WORDY)
        if rows
        else empty_body("No item is held back more or less than today. Choose another scenario, or levers of your own."),
        table=frame,
        sources=tuple(sources_of(pd.DataFrame({"source_key": keys}), context.tables["sources"])),
        calculated=made_by(context),
        missing="“not on file” is not zero",
    )  # fmt: skip


def readings_card(context: Context, asked: Asked) -> Card:
    """Score and readings as they stand and in each scenario (risk.scenario.what_if)."""
    q, found = context.question, shown(context, asked)
    moves = [
        Move(
            READING_NAMES[name],
            found[0].outcome.day.before[name] if found else None,
            tuple(one.outcome.day.after[name] for one in found),
        )
        for name in NAMES
    ]
    drawn = scenario_dots(moves, [one.letter for one in found], context.theme, context.narrow)
    reasons = [one.outcome.day.reason for one in found if one.outcome.day.reason]
    told = [f"{one.letter}: {say.score_words(one.outcome)}" for one in found]
    return Card(
        key="scenario-readings",
        title="; ".join(told) if not reasons else f"No score: {reasons[0]}",
        subtitle=f"Ring: as it stands on {min([one.outcome.on for one in found], default=q.on)}; dot: in the scenario. "
        + "; ".join(f"{one.letter}: {title_of(one.preset)}" for one in found)
        + f". {say.NO_FORECAST}",
        unit=POINTS,
        as_of=min([one.outcome.on for one in found], default=q.on),
        alt=drawn.alt,
        body=drawn,
        table=pd.DataFrame(
            [(move.name, move.base, *move.scenarios) for move in moves],
            columns=["value", "as it stands (points)", *(f"{one.letter} (points)" for one in found)],
        ),
        calculated=made_by(context),
        missing=reasons[0] if reasons else "",
    )


def parts_card(context: Context, asked: Asked) -> Card:
    """The difference of the score, split over rules and items to the last point (risk.scenario.what_if)."""
    q, found = context.question, shown(context, asked)
    explained = [
        (one, one.outcome.day.explanation) for one in found if one.outcome.day.explanation is not None
    ]
    frame = pd.concat([told.parts.assign(scenario=one.letter) for one, told in explained]) if explained else pd.DataFrame(
        columns=["scenario", "reading", "kind", "id", "label", "points"]
    )  # fmt: skip
    cells = []
    for one, told in explained:
        cells += [
            (f"<b>{one.letter}</b> {esc(row.label)}", READING_NAMES[row.reading], signed(row.points, 2))
            for row in told.parts.itertuples(index=False)
        ]
        cells.append(
            (f"<b>{one.letter} Change of the score</b>", f'<span class="cp-small">{left_over(told.residual)}</span>',
             f"<b>{signed(told.points, 2)}</b>")
        )  # fmt: skip
    reasons = [one.outcome.day.reason for one in found if one.outcome.day.reason]
    still = "No rule and no flow on file moves the score" if explained else "No difference to split"
    largest = [
        f"{one.letter}: mostly {told.parts['label'].iloc[0]}" for one, told in explained if len(told.parts)
    ]
    return Card(
        key="scenario-parts",
        title="; ".join(largest) or still,
        subtitle="Points of the score by rule and by item, largest first; the parts add up to the difference. Single rules on "
        "the same goods move against each other: the stricter one takes the place.",
        unit="points of the score",
        as_of=min([one.outcome.on for one in found], default=q.on),
        alt="; ".join(f"{one.letter}: {signed(told.points, 2)} points against the base" for one, told in explained) or f"{still}.",
        body=html_table(("Part", "Reading", "Points"), cells, "Difference of the score by part", (2,))
        if explained
        else empty_body(f"No score on this day, so there is nothing to split: {reasons[0] if reasons else 'no scenario'}."),
        table=frame,
        calculated=made_by(context),
    )  # fmt: skip


def assumed_card(context: Context, asked: Asked) -> Card:
    """What each scenario assumes, its deadline and what happens by default, and what all of them take for granted (risk.scenario_presets.presets)."""
    q, found = context.question, shown(context, asked)
    rows, cells = [], []
    for one in found:
        lines = say.lever_words(one.outcome.levers, context.names)
        deadline = one.preset.deadline
        default = (
            f"due {day(deadline.due_on)} ({esc(deadline.state_words)}); by default: {esc(one.preset.says)}"
            if deadline
            else "from history: what was done once, taken as what could be done again"
            if one.preset.name in asked.offered
            else "your own levers"
        )
        listed = "".join(f"<li>{esc(line)}</li>" for line in lines)
        cells.append((f"<b>{one.letter}</b> {esc(title_of(one.preset))}<br><span class='cp-small'>{default}</span>",
                      f'<ul class="cp-steps">{listed}</ul>'))  # fmt: skip
        rows += [(one.letter, title_of(one.preset), one.preset.says, line) for line in lines]
    common = list(dict.fromkeys(line for one in found for line in say.assumptions(one.outcome)))
    rows += [("all", "taken for granted", "", line) for line in common]
    listed = "".join(f"<li>{esc(line)}</li>" for line in common)
    keys = [one.preset.deadline.source_key for one in found if one.preset.deadline]
    return Card(
        key="scenario-assumed",
        title=f"What is assumed: {plural(sum(len(say.lever_words(one.outcome.levers, context.names)) for one in found), 'lever')}, "
        f"{plural(len(common), 'thing')} taken for granted",
        subtitle="First the levers of each scenario, with the deadline it comes from; then what all of them rest on. "
        "Copy the link of this page to keep them.",
        unit="assumptions",
        as_of=min([one.outcome.on for one in found], default=q.on),
        alt="; ".join(line for _, _, _, line in rows) or "No scenario chosen.",
        body=html_table(("Scenario", "Levers"), cells, "Levers of the scenarios", (), WORDY)
        + f'<p class="cp-group">Taken for granted</p><ul class="cp-steps">{listed}</ul>',
        table=pd.DataFrame(rows, columns=["scenario", "title", "by default", "assumed"]),
        sources=tuple(sources_of(pd.DataFrame({"source_key": keys}), context.tables["sources"])),
        calculated="levers of the settings and of the link",
        tabs=False,
    )  # fmt: skip


CARDS = {
    "scenario-blocked": ("What would be held back", blocked_card),
    "scenario-readings": ("Readings and score", readings_card),
    "scenario-parts": ("The difference, part by part", parts_card),
    "scenario-assumed": ("What is assumed", assumed_card),
}


def scenario_slot(name: str, asked: Asked) -> Slot:
    """The place of a card of the scenarios asked for."""
    title, make = CARDS[name]
    return Slot(f"{name}-{asked.id}", title, lambda context: make(context, asked))


def _most_blocked(own: dict[str, Blocked]) -> float:
    return -max((row.share.middle if row.share else -1.0 for row in own.values()), default=0.0)


def _cells(context: Context, found: Sequence[Shown], own: dict[str, Blocked]) -> tuple[str, ...]:
    """One item: today, each scenario, what is left without the supplier, its uses."""
    names, any_ = context.names, next(iter(own.values()))
    supplier = f"supplier {say.supplier_words(any_.supplier)}" if any_.supplier else ""
    return (
        f"<b>{esc(say.item_name(any_, names))}</b>",
        esc(say.share_words(any_.share_before)),
        *(_cell(context, one, own[one.letter]) if one.letter in own else "unchanged" for one in found),
        f"{esc(say.left_words(any_))}{_small(supplier)}",
        f'<span class="cp-small">{esc(say.uses_words(any_, context.question.country, context.names))}</span>',
    )


def _cell(context: Context, one: Shown, row: Blocked) -> str:
    """One item in one scenario: share blocked, tonnes, months of stock, rule; later years."""
    normal = f" (normal month: {row.normal})" if row.normal else ""
    lines = [f"{say.tonnes_words(row)} a month{normal}"] if row.tonnes_month else []
    lines += (
        [f"stocks gone: {say.months_words(row)} ({row.cover.holder})"] if row.cover and row.months else []
    )
    lines += [", ".join(f"{year}: {100 * share:.0f} %" for year, share in row.by_year)] if row.by_year else []
    lines.append(say.rule_words(row, one.outcome, context.names))
    return f"{esc(say.share_words(row.share))}{''.join(map(_small, lines))}"


def _small(words: str) -> str:
    return f'<br><span class="cp-small">{esc(words)}</span>' if words else ""


def _frame(context: Context, rows: Sequence[tuple[Shown, Blocked]]) -> pd.DataFrame:
    """One row per scenario and item; blank where nothing is on file."""
    return pd.DataFrame(
        [
            (
                one.letter, say.item_name(row, context.names), row.group, ";".join(row.rules), say.RUNGS[row.step], row.start,
                row.falls_due, *_percent(row.share_before), *_percent(row.share),
                *(_ends(row.tonnes_month)), *(row.months or (None, None)), row.left_pct,
                say.supplier_words(row.supplier),
            )
            for one, row in rows
        ],
        columns=["scenario", "item", "group", "measures", "rule", "from", "hangs on",
                 "blocked today, lowest (%)", "blocked today (%)", "blocked today, highest (%)",
                 "blocked, lowest (%)", "blocked (%)", "blocked, highest (%)",
                 "tonnes a month, lowest (t)", "tonnes a month (t)", "tonnes a month, highest (t)",
                 "stocks gone, earliest (months)", "stocks gone, latest (months)", "left without the supplier (%)",
                 "supplier's share"],
    )  # fmt: skip


def _ends(found: Any) -> tuple[float | None, float | None, float | None]:
    return (None, None, None) if found is None else (found.low, found.middle, found.high)


def _percent(found: Any) -> tuple[float | None, ...]:
    return tuple(None if end is None else 100 * end for end in _ends(found))


def _keys(context: Context, row: Blocked) -> list[str]:
    measures = context.tables["measures"].set_index("measure_id")["source_key"]
    found = [measures.get(rule) for rule in row.rules]
    found += [row.supplier.source_key if row.supplier else None, row.cover.source_key if row.cover else None]
    found += [row.uses.source_key if row.uses else None]
    return [key for key in found if isinstance(key, str) and key]
