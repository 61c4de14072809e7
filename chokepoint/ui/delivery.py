"""Cards of delivery in figures: every promise that names a measure, and the series over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from chokepoint.charts.delivery import Amount, Measured, delivered
from chokepoint.charts.theme import number
from chokepoint.evidence.commitments import Step
from chokepoint.evidence.delivery import FLOWS, Delivery, Point, deliveries, stated_otherwise
from chokepoint.evidence.monthly import PRODUCTS
from chokepoint.evidence.names import Names
from chokepoint.share.citation import sources_of
from chokepoint.share.diplomacy import product_words
from chokepoint.share.mirror import stated_words
from chokepoint.share.trade import BOUNDS
from chokepoint.ui.asked import all_promises, exposed
from chokepoint.ui.card import Card, empty_body
from chokepoint.ui.context import Context
from chokepoint.ui.filters import listed
from chokepoint.ui.html import chip, day, esc
from chokepoint.ui.html_table import WORDY, html_table
from chokepoint.ui.layout import Slot

# A line over time needs so many figures.
LEAST = 2


def found_on(context: Context) -> list[Delivery]:
    """Promises by or to the country asked about that name a measure, at this level of evidence."""
    q, ids = context.question, set(listed(context, context.tables["commitments"])["commitment_id"])
    least = context.settings.method.stress.base_months_min
    found = context.shared(
        "deliveries", lambda: deliveries(context.tables, exposed(context), q.on, least), q.country, q.on
    )
    return [promise for promise in found if promise.commitment_id in ids]


def delivery_card(context: Context) -> Card:
    """What was promised and what the figures say, a row a promise (evidence.delivery.deliveries)."""
    q, names, found = context.question, context.names, found_on(context)
    steps = {promise.commitment_id: promise.steps for promise in all_promises(context)}
    told = [one for one in found if one.of_goal_pct(one.newest) is not None]
    heads = ("Promise", "Held against", "Newest figure of its time", "The other side’s figure", "In the way")
    cells = [
        (
            f"{esc(names.country(one.promisor))} · {day(one.made_on)}{'' if one.verified else ' ' + chip('not verified', 'badge')}"
            f"<br><b>{esc(one.text)}</b>" + (f"<br><span class='cp-small'>due {day(one.due_on)}</span>" if one.due_on else ""),
            esc(f"{_amount(one.goal, one.unit)}: {_spans(one.goal_words)}" if one.goal else "nothing on file"),
            esc(_newest(one)) + _as_told(one, steps.get(one.commitment_id, ())),
            esc(_other(context, one)),
            f'<span class="cp-small">{esc(_spans("; ".join(one.problems)))}</span>' if one.problems else "",
        )
        for one in found
    ]  # fmt: skip
    missing = len(found) - len(told)
    return Card(
        key="delivery",
        title=f"{len(told)} of {len(found)} promises with a measure have a figure to hold against it"
        if found
        else "No promise names a measure",
        subtitle="A figure beside what was promised, or beside the mean before the controls where no amount was; where no series "
        "is on file, what the ledger’s steps tell. Whether a promise was kept is told above, in the ledger. Single months swing.",
        unit="t; USD; percentage points; licences; %",
        as_of=max([point.end for one in found for point in one.points if point.end <= q.on], default=q.on),
        alt="; ".join(f"{one.text}: {_newest(one)}" for one in found) or "No promise names a measure.",
        body=html_table(heads, cells, "Delivery against promise", (), WORDY)
        if found
        else empty_body(f"No promise by or to {names.country(q.country)} known on {q.on} names a measure."),
        table=_table(context, found, steps),
        sources=tuple(sources_of(_keys(found, steps), context.tables["sources"])),
        calculated="own calculation of shares" if found else "table of commitments",
        missing="; ".join(
            filter(None, [f"{missing} without a figure to compare" if missing else "", _level(context)])
        ),
        everything=lambda: context.tables["commitments"],
    )  # fmt: skip


def delivered_card(context: Context) -> Card:
    """The series behind promises over time (evidence.delivery.deliveries, charts.delivery)."""
    q = context.question
    found = [one for one in found_on(context) if len(one.points) >= LEAST and one.goal is not None]
    by_measure: dict[str, list[Delivery]] = {}
    for one in found:
        by_measure.setdefault(f"{one.table}?{one.measure}", []).append(one)
    series = [_measured(same, context) for same in by_measure.values()]
    series = [one for one in series if one.amounts]
    used = [same[0] for same in by_measure.values()]
    drawn = delivered(series, q.on, context.theme, context.narrow) if series else None
    return Card(
        key="delivered",
        title="; ".join(_finding(same[0], context.names) for same in by_measure.values()) or "No series with two figures or more",
        subtitle=f"Bars as wide as their periods, from {q.since}; grey ground: before the first promise; upright lines: the days of "
        "promises; tinted: worked out; outlined: the other side’s figures; dashed: what it is held against.",
        unit="as written on each panel",
        as_of=max([point.end for one in used for point in one.points if point.end <= q.on], default=q.on),
        alt=drawn.alt if drawn else "No series with two figures or more.",
        body=drawn or empty_body(f"No measure of a promise has two figures on file between {q.since} and {q.on}. Choose an earlier day."),
        table=_points_table(used, context.names),
        sources=tuple(sources_of(_keys(used), context.tables["sources"])),
        calculated="" if used else "table of commitments",
        missing="; ".join(filter(None, [
            "no series of the other side on file" if series and not any(one.others for one in series) else "", _level(context)])),
        everything=lambda: _points_table(used, context.names),
    )  # fmt: skip


def _measured(same: Sequence[Delivery], context: Context) -> Measured:
    first = same[0]
    reporter = dict(pair.partition("=")[::2] for pair in first.measure.split("&"))
    since, made_on = context.question.since, min(one.made_on for one in same)

    def amounts(points: Sequence[Point]) -> tuple[Amount, ...]:
        return tuple(
            Amount(
                point.start,
                point.end,
                point.period,
                point.value,
                point.after(made_on),
                point.derived,
            )
            for point in points
            if point.end >= since
        )

    return Measured(
        _name(first, context.names), first.unit, first.goal, _spans(first.goal_words), amounts(first.points), amounts(first.others),
        tuple(sorted({one.made_on for one in same if one.made_on >= since})),
        reporter.get("reporter", first.promisor), reporter.get("partner", first.promisee), made_on,
    )  # fmt: skip


def _name(one: Delivery, names: Names) -> str:
    told = dict(pair.partition("=")[::2] for pair in one.measure.split("&"))
    product = told.get("product", "")
    words = PRODUCTS.get(product) or (product_words(product) if product else one.table.replace("_", " "))
    if not {"reporter", "partner"} <= told.keys():
        return words
    sides = (told["reporter"], told["partner"])
    exporter, importer = sides if told.get("flow") != "import" else sides[::-1]
    return f"{words}, {names.country(exporter)} to {names.country(importer)}"


def _finding(one: Delivery, names: Names) -> str:
    share = one.of_goal_pct(one.newest)
    if one.newest is None or share is None:
        return f"{_name(one, names)}: {_spans(one.problems[0]) if one.problems else 'nothing to hold it against'}"
    held = _spans(one.goal_words.split(",")[0])
    return f"{_name(one, names)}: {_point(one.newest, one.unit)}, {share:.0f} % of {held}"


def _spans(words: str) -> str:
    return words.replace("..", "–")


def _newest(one: Delivery) -> str:
    if one.newest is None:
        return "no figure"
    share = one.of_goal_pct(one.newest)
    return _point(one.newest, one.unit) + ("" if share is None else f", {share:.0f} % of it")


def _told(one: Delivery, steps: Sequence[Step]) -> list[Step]:
    """Steps of a promise that no figure measures, newest first, without the one that says it was made."""
    return [] if one.newest else [step for step in reversed(steps) if step.date > one.made_on and step.note]


def _as_told(one: Delivery, steps: Sequence[Step]) -> str:
    lines = [
        f"as told, {step.date}: {step.note}{'' if step.verified else ' (not verified)'}"
        for step in _told(one, steps)
    ]
    return "".join(f"<br><span class='cp-small'>{esc(line)}</span>" for line in lines)


def _other(context: Context, one: Delivery) -> str:
    """The other side's figure for the flow, or why none stands beside it."""
    if one.others:
        return _point(one.others[-1], one.unit)
    if one.table != FLOWS:
        return "no flow, so no other side"
    stated = stated_otherwise(one, context.tables, context.question.on, context.settings.display.same_goods)
    return f"{stated_words(stated)}: another line or unit, not compared" if stated else "no series on file"


def _level(context: Context) -> str:
    """That the level of evidence picks the promises and leaves their figures."""
    return "" if context.question.evidence == "all" else "figures of the promises listed: all evidence counts"


def _point(point: Point, unit: str) -> str:
    bound = BOUNDS.get(point.bound, point.bound)
    when = "on" if len(point.period) == len("2025-12-02") else "in"
    return (
        f"{f'{bound} ' if bound else ''}{_amount(point.value, unit)} {when} {point.period.replace('..', '–')}"
    )


def _amount(value: float, unit: str) -> str:
    return f"{number(value, 0 if value == round(value) else 1)} {unit}".strip()


def _table(context: Context, found: Sequence[Delivery], steps: Mapping[str, Sequence[Step]]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (
                one.commitment_id, one.text, one.made_on, one.due_on, one.table, one.measure, one.unit, one.goal, one.goal_words,
                one.newest.period if one.newest else None, one.newest.bound if one.newest else None,
                one.newest.value if one.newest else None,
                one.of_goal_pct(one.newest), one.others[-1].value if one.others else None, _other(context, one),
                "; ".join(f"{step.date}: {step.note}" for step in _told(one, steps.get(one.commitment_id, ()))),
                "; ".join(one.problems),
            )
            for one in found
        ],
        columns=["id", "promise", "made on", "due on", "table", "measure", "unit", "held against (unit)", "which is",
                 "newest period", "bound", "newest figure (unit)", "of that (%)", "the other side (unit)", "the other side, in words", "as told, without a figure",
                 "in the way"],
    )  # fmt: skip


def _points_table(found: Sequence[Delivery], names: Names) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (_name(one, names), side, point.period, point.value, one.unit, one.of_goal_pct(point), point.derived, point.source_key)
            for one in found
            for side, points in (("named side", one.points), ("other side", one.others))
            for point in points
        ],
        columns=["series", "stated by", "period", "amount (unit)", "unit", "of what it is held against (%)", "worked out",
                 "source_key"],
    )  # fmt: skip


def _keys(found: Sequence[Delivery], steps: Mapping[str, Sequence[Step]] | None = None) -> pd.DataFrame:
    keys = [
        key
        for one in found
        for key in (one.source_key, *(point.source_key for point in (*one.points, *one.others)),
                    *(step.source_key for step in _told(one, (steps or {}).get(one.commitment_id, ())) if step.source_key))
    ]  # fmt: skip
    return pd.DataFrame({"source_key": keys})


SLOTS = {
    slot.key: slot
    for slot in (
        Slot("delivery", "Delivery against promise", delivery_card),
        Slot("delivered", "Delivery over time", delivered_card),
    )
}
