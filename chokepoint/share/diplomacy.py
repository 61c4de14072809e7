"""Sentences of the page Diplomacy: templates filled from records, counts only, never a kept-rate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from chokepoint.charts.theme import HARD, number
from chokepoint.evidence.commitments import OPEN, Figure, Promise
from chokepoint.evidence.periods import last_day
from chokepoint.evidence.readouts import (
    CONFLICT,
    NEITHER,
    ONE_SIDE,
    PARTIAL,
    SAME,
    Exchange,
    agreements,
    spoken_of,
)
from chokepoint.evidence.truces import GROUNDS, Version

RARE_EARTHS = "rare earths"
AGREEMENTS = {
    SAME: "alike",
    PARTIAL: "partly alike",
    CONFLICT: "in contradiction",
    ONE_SIDE: "told by one side only",
    NEITHER: "told by neither",
}
STATUS_WORDS = {
    "kept": "kept",
    "partly_kept": "partly kept",
    "pending": "pending",
    "disputed": "disputed",
    "broken": "broken",
}
# Parts of product names that are no plain words.
NAMED = {"NDFEB": "NdFeB", "SMCO": "SmCo", "REE": "rare-earth", "Y": "yttrium"}
ACKNOWLEDGED_WORDS = {"yes": "acknowledged", "in part": "acknowledged in part", "no": "not acknowledged"}


def page_finding(promises: Sequence[Promise], held_back: int = 0) -> str:
    """Of the promises, how many the promisor owns to and how many are open past their day.

    `held_back`: promises on file that the level of evidence does not list. That none of the listed ones is open past
    its day is then no finding, and is not told.
    """
    every = len(promises) + held_back
    if not every:
        return "No promise on file for this pair on this day"
    noun = "promise" if every == 1 else "promises"
    if not promises:
        return f"None of {every} {noun} on file is listed at this level of evidence"
    owned = sum(promise.acknowledged == "yes" for promise in promises)
    late = sum(promise.overdue_days is not None for promise in promises)
    verb = "is" if owned == 1 else "are"
    stay = "stays" if late == 1 else "stay"
    if held_back:
        past = f"; {late} {stay} open past the day named" if late else ""
        return (
            f"{len(promises)} of {every} {noun} on file {'is' if len(promises) == 1 else 'are'} listed at this level of evidence, "
            f"{owned} acknowledged in full by the promisor{past}; {held_back} {'is' if held_back == 1 else 'are'} left out"
        )
    return f"Of {every} {noun}, {owned} {verb} acknowledged in full by the promisor; {late} {stay} open past the day named"


def held_back_words(promises: Sequence[Promise]) -> str:
    """What became of the promises that the level of evidence leaves out: "39 promises: 8 disputed; 3 of them ..."."""
    if not promises:
        return ""
    noun = "promise" if len(promises) == 1 else "promises"
    counts = [
        f"{n} {words}" for s, words in STATUS_WORDS.items() if (n := sum(p.status == s for p in promises))
    ]
    late = sum(promise.overdue_days is not None for promise in promises)
    past = f"; {late} of them open past the day named" if late else ""
    return f"The level of evidence leaves out {len(promises)} {noun}: {', '.join(counts)}{past}"


def accounts_finding(found: Sequence[Exchange], left_out: int = 0) -> str:
    """How many points the two sides tell alike, and how many of those on rare earths; none of which neither speaks.

    `left_out`: points on file that the level of evidence does not list.
    """
    if not found:
        return f"No account of both sides {'at this level of evidence' if left_out else 'on file'}"
    found = spoken_of(found)
    alike = agreements(found)[SAME]
    mine = [one for one in found if one.topic == RARE_EARTHS]
    if not mine:
        return f"The two sides tell {alike} of {len(found)} points alike"
    same = agreements(mine)[SAME]
    told = "none" if not same else str(same)
    return f"The two sides tell {alike} of {len(found)} points alike; on rare earths {told} of {len(mine)}"


def agreement_words(found: Sequence[Exchange]) -> str:
    """Counts of agreement in words: "4 alike, 2 partly alike, 1 in contradiction, 3 told by one side only"."""
    if not found:
        return "none told by both sides"
    counts = agreements(found)
    return ", ".join(f"{counts[word]} {AGREEMENTS[word]}" for word in AGREEMENTS if counts[word])


def events_finding(rows: pd.DataFrame) -> str:
    """How many events of conflict and of cooperation, and the busiest month."""
    if rows.empty:
        return "No event on file that fits"
    down, up = int((rows["intensity"] < 0).sum()), int((rows["intensity"] > 0).sum())
    counts = rows["date"].dt.to_period("M").value_counts()
    busiest = max(counts.items(), key=lambda pair: (pair[1], str(pair[0])))
    return f"{down} events of conflict, {up} of cooperation; most in {busiest[0]} ({busiest[1]})"


def quarters_finding(counts: pd.DataFrame, names: Sequence[str]) -> str:
    """Which side acted more often in whole quarters, with both counts of conflict and cooperation."""
    if counts.empty:
        return "No whole quarter in this period"
    sums = counts.groupby("side")[["conflict", "cooperation"]].sum()
    parts = [
        f"{name} {sums.at[side, 'conflict']} of conflict and {sums.at[side, 'cooperation']} of cooperation"
        for side, name in enumerate(names)
    ]
    return "Acts on file: " + "; ".join(parts)


def ledger_finding(promises: Sequence[Promise], held_back: int = 0) -> str:
    """Counts of the promises that are open, and of those disputed.

    `held_back`: promises on file that the level of evidence does not list.
    """
    if not promises:
        return "No promise on file that fits"
    still = sum(promise.status in OPEN for promise in promises)
    disputed = sum(promise.status == "disputed" for promise in promises)
    late = sum(promise.overdue_days is not None for promise in promises)
    verb = "promise is" if len(promises) == 1 else "promises are"
    told = f"{still} of {len(promises)} {verb} not settled: {disputed} disputed, {late} past the day named"
    return f"Of those listed, {told}; {left_out(held_back, 'promise')}" if held_back else told


def unmeasured(promises: Sequence[Promise]) -> str:
    """How many of the promises shown name no series that could measure them; empty if each does."""
    count = sum(not (promise.measured or promise.elsewhere) for promise in promises)
    return f"no series measures {count} of {len(promises)}" if count else ""


def grid_words(grid: pd.DataFrame) -> str:
    """The grid acknowledged × status read out, for a reader who cannot see it."""
    return "; ".join(
        f"{ACKNOWLEDGED_WORDS[row]}: "
        + ", ".join(f"{grid.at[row, s]} {STATUS_WORDS[s]}" for s in grid.columns)
        for row in grid.index
    )


def figure_words(figure: Figure | None, measured: bool, made_on: date) -> str:
    """The newest figure that measures delivery; says so where none is on file or none lies after the promise."""
    if figure is None:
        return "measurable, no figure on file by this day" if measured else "no series on file"
    digits = 0 if figure.quantity_t >= 10 else 1
    words = (
        f"{number(figure.quantity_t, digits)}{HARD}t in {figure.period} "
        f"({product_words(figure.product)}, weight as the customs state it)"
    )
    before = last_day(figure.period) < made_on
    return (
        f"no figure for the time after the promise; before it {words}"
        if before
        else f"newest figure: {words}"
    )


def product_words(product: str) -> str:
    """A product code in words: "line 280530", "NdFeB", "Yttrium products"."""
    if product.isdigit():
        return f"line {product}"
    words = " ".join(NAMED.get(part, part.lower()) for part in product.split("_"))
    return words[:1].upper() + words[1:]


def truce_finding(found: Sequence[Version]) -> str:
    """To which day the newest announced version runs, and what it rests on."""
    if not found:
        return "No truce between the two on file"
    last = found[-1]
    return f"The newest truce on file runs to {last.until}: {GROUNDS[last.ground]}"


def topic_finding(words: str, readouts: int, promises: int, events: int) -> str:
    """What the three ledgers hold on a word."""
    if not readouts + promises + events:
        return f"“{words}”: nothing on file"
    counts = ((readouts, "point"), (promises, "promise"), (events, "event"))
    points, *others = (f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counts)
    return f"“{words}”: {', '.join([f'{points} told', *others])}"


def elsewhere_words(asked: str, found: Sequence[Exchange]) -> str:
    """Under which other topics points that hold the words are filed: why they outnumber those of a topic of that name.

    Empty unless some point is filed under the words and some under others.
    """
    others = [one for one in found if one.topic.casefold() != asked.casefold()]
    if not others or len(others) == len(found):
        return ""
    told = "; ".join(f"“{one.topic}”, {one.date}" for one in others)
    return f"{len(found)} points hold these words: {len(found) - len(others)} filed under them, {len(others)} under another topic ({told})"


def left_out(count: int, noun: str) -> str:
    """What the level of evidence leaves out; empty if nothing."""
    if not count:
        return ""
    return f"{count} {noun}{'' if count == 1 else 's'} left out by the level of evidence"
