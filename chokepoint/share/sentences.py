"""Sentences on screen and in briefs: templates filled from records, nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from chokepoint.charts.theme import HARD, number, signed
from chokepoint.evidence.board import BARRED, ELEMENTS, FREE, LICENCE, Cell, Good
from chokepoint.evidence.deadlines import SCHEDULED, Due
from chokepoint.evidence.freshness import Freshness
from chokepoint.evidence.measures import State
from chokepoint.evidence.monthly import Month
from chokepoint.evidence.observations import Observation
from chokepoint.evidence.periods import spoken
from chokepoint.evidence.prices import INSIDE
from chokepoint.risk.explain import CAUSES, FADING, STEP_DUE, Explanation
from chokepoint.risk.items import Item
from chokepoint.risk.range import Range
from chokepoint.risk.score import READINGS, Assessment, date_of

WORDS = (
    "No",
    "One",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
    "Ten",
    "Eleven",
    "Twelve",
)
NO_SCORE = "No score"
# What the score is meant to be; whether it foretells anything nevertheless, tests say (share.risk.skill_words).
NOT_A_FORECAST = "The score describes the present state and is no forecast."


def count_word(count: int) -> str:
    """A count at the start of a sentence: Three; 13."""
    return WORDS[count] if count < len(WORDS) else str(count)


def due_finding(items: Sequence[Due]) -> str:
    """What the calendar says in one line: how many days passed without outcome, and when the next falls due."""
    late = [item for item in items if item.overdue]
    coming = [item for item in items if not item.overdue]
    first = ""
    if late:
        noun = "day has" if len(late) == 1 else "days have"
        first = f"{count_word(len(late))} due {noun} passed without an outcome on file"
    if not coming:
        return first or "Nothing falls due on file"
    when = when_words(coming[0].days)
    return f"{first}; the next comes {when}" if first else f"The next due day comes {when}"


def due_left_out(count: int) -> str:
    """How many due days the level of evidence leaves out; "" for none."""
    noun = "due day" if count == 1 else "due days"
    return f"{count} {noun} left out by the evidence filter" if count else ""


def when_words(days: int) -> str:
    """A day by its distance: "today", "in 3 days", "1 day ago"."""
    count = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    return "today" if days == 0 else f"in {count}" if days > 0 else f"{count} ago"


def next_finding(items: Sequence[Due]) -> str:
    """What happens by itself on the next due day."""
    coming = [item for item in items if not item.overdue]
    if not coming:
        return "No coming day on file"
    if coming[0].state == SCHEDULED:
        return f"From {coming[0].due_on}, by itself: {coming[0].title}"
    return f"If nothing is published by {coming[0].due_on}: {coming[0].default_effect}"


def board_finding(board: Mapping[Good, Mapping[str, Cell]]) -> str:
    """How many elements (or other goods, where no element is asked for) need a licence and are barred."""
    elements = {good: cells for good, cells in board.items() if good.section == ELEMENTS}
    told, noun = (elements, "element") if elements else (board, "good")
    rows = list(told.values())
    if not rows:
        return "No good fits the materials chosen"
    if len(rows) == 1:
        return _one_good(next(iter(told)).name, rows[0])
    total = f"{len(rows)} {noun}s"
    licensed = sum(cells["civil"].word == LICENCE for cells in rows)
    barred = sum(cells["military"].word == BARRED for cells in rows)
    held = [cells["civil"] for cells in rows if cells["civil"].aside and cells["civil"].word == FREE]
    if not licensed and not barred:
        waiting = (
            f"{len(held)} under a rule announced or suspended" if held else "no rule announced or suspended"
        )
        return f"No licence on any of the {total}; {waiting}"
    text = f"{count_word(licensed)} of {total} {'needs' if licensed == 1 else 'need'} a licence"
    text += f", {barred} {'is' if barred == 1 else 'are'} barred to military users" if barred else ""
    return text + (f", {len(held)} more {_waiting(held)}" if held else "")


def _one_good(name: str, cells: Mapping[str, Cell]) -> str:
    """What one good meets: "Dysprosium needs a licence, military users are barred"."""
    civil, barred = cells["civil"], cells["military"].word == BARRED
    if civil.word != LICENCE and not barred:
        waits = "a rule on it is announced or suspended" if civil.aside and civil.word == FREE else ""
        return "; ".join(filter(None, (f"No licence on {name}", waits)))
    told = ["needs a licence"] if civil.word == LICENCE else []
    told += ["is barred to military users"] if barred else []
    return f"{name[:1].upper()}{name[1:]} {' and '.join(told)}"


def _waiting(held: Sequence[Cell]) -> str:
    """Why goods are free although a rule on them is on file, the verb with its number."""
    states = {rule.state for cell in held for rule in cell.aside}
    if State.LAPSED_UNCONFIRMED in states:
        return f"{'is' if len(held) == 1 else 'are'} free as far as known: a suspension ran out"
    if State.ANNOUNCED in states:
        return f"{'is' if len(held) == 1 else 'are'} under a rule announced or suspended"
    return f"{'waits' if len(held) == 1 else 'wait'} behind a suspension"


def flow_words(observation: Observation) -> str:
    """What was shipped against what would be normal: "46 t in 2025-05, 93 % below 620 t a month"."""
    if observation.change:
        return f"{signed(observation.figure, 0)}{HARD}% on the year in {spoken(observation.period)}; tonnes not on file"
    digits = 0 if observation.figure >= 10 else 1
    shipped = f"{number(observation.figure, digits)}{HARD}t in {spoken(observation.period)}"
    if observation.reference is None:
        return f"{shipped} ({observation.basis})"
    gap = 100 * (observation.figure / observation.reference - 1)
    side = "below" if gap < 0 else "above"
    normal = f"{number(observation.reference)}{HARD}t"
    return f"{shipped}, {number(abs(gap))}{HARD}% {side} {normal} ({spoken(observation.basis)})"


def price_words(observation: Observation) -> str:
    """The price gap with both legs dated: "432 USD/kg in 2026-02, 72 times 6 USD/kg (…)"."""
    outside = f"{dollars(observation.figure)}{HARD}USD/kg in {observation.period}"
    if observation.reference is None:
        return f"{outside} ({observation.basis})"
    times = observation.figure / observation.reference
    digits = 0 if times >= 10 else 1
    return f"{outside}, {times:.{digits}f} times {dollars(observation.reference)}{HARD}USD/kg ({observation.basis})"


def licence_words(observation: Observation) -> str:
    """Approval share and whose count it is; others' counts stand in where the country has none."""
    proxy = (
        "; stands in, the country has no count of its own" if observation.measure == "licence_proxy" else ""
    )
    return f"{number(observation.figure)}{HARD}% approved, {observation.period} ({observation.basis}{proxy})"


def flowing_finding(worst: Item | None, name: str) -> str:
    """The worst item named, with the figure that makes it so."""
    if worst is None:
        return "Not enough data to say whether it is flowing"
    if worst.n == 0:
        return "No item asked for is below its level before the controls"
    price_leads = worst.price is not None and (worst.flow is None or worst.price.n > worst.flow.n)
    if price_leads and worst.price is not None and worst.price.reference:
        times = worst.price.figure / worst.price.reference
        beside = "inside" if worst.price.basis.startswith(INSIDE) else "before the controls"
        return (
            f"Worst item: {name}, {times:.{0 if times >= 10 else 1}f} times as dear outside China as {beside}"
        )
    if worst.flow is not None and worst.flow.reference:
        short = 100 * (1 - worst.flow.figure / worst.flow.reference)
        return f"Worst item: {name}, {number(short)}{HARD}% below its normal flow"
    return f"Worst item: {name}"


def change_finding(explanation: Explanation) -> str:
    """The change in one line: from, to, and the largest new cause, or that nothing new is behind it."""
    news = explanation.parts[explanation.parts["kind"].isin(CAUSES)]
    moved = f"{signed(explanation.points)} points since {explanation.start}"
    if news.empty:
        fading = float(explanation.parts.loc[explanation.parts["kind"] == FADING, "points"].sum())
        rest = explanation.points - fading
        return f"{moved}: no new evidence; fading {signed(fading)}, data running out {signed(rest)}"
    first = news.iloc[0]
    cause = "largest cause, known before," if first["kind"] == STEP_DUE else "largest new cause"
    return f"{moved}; {cause} {signed(first['points'])}: {first['label']}"


def score_finding(assessment: Assessment, day: date, why_not: str | None) -> str:
    """The score in one line, or the last supportable one if the day asked for has none."""
    if why_not is None:
        position = assessment.index(day)
        assert position is not None
        provisional = " (provisional)" if day > assessment.method.scope.coverage_end else ""
        return f"{assessment.score[position]:.0f} of 100, {assessment.words[position]}, on {day}{provisional}"
    last = last_supportable(assessment)
    first = assessment.method.scope.score_from
    if last is None:
        return NO_SCORE
    if day < first:
        return f"{NO_SCORE} before {first}"
    day = date_of(assessment.days[last])
    return f"{assessment.score[last]:.0f} of 100, {assessment.words[last]}, on {day}, the last day that supports a score"


def last_supportable(assessment: Assessment) -> int | None:
    """Position of the last day with a score on which the events are complete; None without one."""
    end = assessment.index(assessment.method.scope.coverage_end)
    if end is None:
        return None
    have = np.flatnonzero(np.isfinite(assessment.score[: end + 1]))
    return int(have[-1]) if len(have) else None


def readings_alt(assessment: Assessment, day: date) -> str:
    """Score and readings of a day in one line, with what is missing."""
    position = assessment.index(day)
    if position is None:
        return f"No readings on {day}."
    values = {"risk score": assessment.score, **{name: assessment.reading(name) for name in READINGS}}
    parts = [
        f"{name} {'no value' if np.isnan(value[position]) else f'{value[position]:.0f}'}"
        for name, value in values.items()
    ]
    return f"On {day}: " + ", ".join(parts) + "."


def range_words(assessment: Assessment, spread: Range, day: date) -> str:
    """The range over method choices of a day, and the share of variants at its word or worse; "" without a score."""
    at = assessment.index(day)
    if at is None or np.isnan(spread.low[at]):
        return ""
    word = assessment.words[at]
    start = next(level.start for level in assessment.method.score.levels if level.word == word)
    share = 100 * spread.share_from(at, start)
    count = number(assessment.method.range.variants)
    width = f"{100 * (1 - 2 * assessment.method.range.tail):.0f}{HARD}%"
    return (
        f"range over method choices {spread.low[at]:.0f}–{spread.high[at]:.0f} (middle {width} of {count} variants); "
        f"{word} or worse in {share:.0f}{HARD}% of variants"
    )


def history_finding(assessment: Assessment) -> str:
    """Highest and lowest day of the score so far covered."""
    end = last_supportable(assessment)
    if end is None:
        return "No score for this pair"
    covered = assessment.score[: end + 1]
    high, low = int(np.nanargmax(covered)), int(np.nanargmin(covered))
    return (
        f"Highest {covered[high]:.0f} on {date_of(assessment.days[high])}, "
        f"lowest {covered[low]:.0f} on {date_of(assessment.days[low])}"
    )


def months_finding(months: Sequence[Month], mean: float | None) -> str:
    """Lowest and newest month of a monthly series, the newest against the normal month."""
    known = [month for month in months if month.quantity_t is not None]
    if not known:
        return "No monthly tonnes on file"
    low, last = min(known, key=lambda month: month.quantity_t or 0), known[-1]
    tail = ""
    if mean:
        gap = 100 * ((last.quantity_t or 0) / mean - 1)
        tail = f", {number(abs(gap))}{HARD}% {'below' if gap < 0 else 'above'} normal"
    lowest = f"{number(low.quantity_t or 0)}{HARD}t in {low.first_day:%Y-%m}, the {'only figure' if len(known) == 1 else 'lowest'}"
    if low == last:
        return f"{lowest}{tail}"
    return f"{lowest}; {number(last.quantity_t or 0)}{HARD}t in {last.first_day:%Y-%m}{tail}"


def gaps(months: Sequence[Month]) -> str:
    """The months without tonnes, by name; those with only a stated change say it."""
    missing = [
        f"{month.first_day:%Y-%m}"
        + ("" if month.yoy_pct is None else f" ({signed(month.yoy_pct, 0)}{HARD}% on the year)")
        for month in months
        if month.quantity_t is None
    ]
    return f"no tonnes on file for {', '.join(missing)}" if missing else ""


def news_finding(count: int, start: date, until: date, later: bool) -> str:
    """How many records became known, and whether they are outside the score."""
    noun = "record" if count == 1 else "records"
    if later:
        return f"{count_word(count)} {noun} known since {start}, outside the score"
    return f"{count_word(count)} {noun} became known between {start} and {until}"


def freshness_finding(clocks: Sequence[Freshness]) -> str:
    """How many datasets are older than they should be, and how many cannot be read."""
    total, stale = len(clocks), sum(clock.stale for clock in clocks)
    unread = sum(clock.problem is not None for clock in clocks)
    if not stale and not unread:
        return f"All {total} datasets are as fresh as they should be"
    if not stale:
        return f"{count_word(unread)} of {total} datasets cannot be read"
    verb, they = ("is", "it") if stale == 1 else ("are", "they")
    old = f"{count_word(stale)} of {total} datasets {verb} older than {they} should be"
    return f"{old}; {unread} cannot be read" if unread else old


def freshness_alt(clocks: Sequence[Freshness]) -> str:
    """Every dataset with the day to which it speaks and whether that is stale."""
    return "; ".join(f"{clock.title}: {_clock(clock)}" for clock in clocks)


def _clock(clock: Freshness) -> str:
    if clock.problem:
        return "cannot be read"
    if clock.covers_to is None:
        return "no day of its own"
    return f"to {clock.covers_to}, {'stale' if clock.stale else 'fresh'}"


def dollars(value: float) -> str:
    """An amount of dollars: three digits, and all of them before the point."""
    return number(value) if value >= 100 else f"{value:.3g}"
