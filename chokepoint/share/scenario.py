"""A scenario in words, as plain data and as text: what is assumed, what is blocked, then readings and score.

Templates filled from records. Nothing here says what will happen: only what would follow from what is assumed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chokepoint.charts.theme import SHOWN, number, signed
from chokepoint.evidence.names import GROUPS, READINGS, Names
from chokepoint.risk.scenario import Outcome
from chokepoint.risk.scenario_ground import Range, Share
from chokepoint.risk.scenario_levers import Levers, new_id
from chokepoint.risk.scenario_substance import Blocked
from chokepoint.risk.score import READINGS as READING_KEYS
from chokepoint.risk.score import Assessment
from chokepoint.risk.words import word_of
from chokepoint.share.plain import aligned

NO_FORECAST = "What would follow if this were so; no forecast, and no word on how likely it is."
STATES = {"in_force": "in force", "suspended": "suspended", "lifted": "lifted"}
STEPS = {"reporting": "a duty to report", "licence": "licences", "watch": "a watch list", "ban": "a ban"}
RUNGS = {"none": "free", "licence": "licence", "watch": "watch list", "ban": "barred"}
UNKNOWN = "not on file"
# Items of one share that a sentence names.
NAMED = 2


def lever_words(levers: Levers, names: Mapping[str, str]) -> list[str]:
    """What a scenario assumes, a line a lever."""
    told = [
        f"{_name(rule.measure, names)}: {STATES[rule.state]}{_for(rule.goods, rule.buyers)}"
        f"{f' from {rule.start}' if rule.start else ''}"
        for rule in levers.rules
    ]
    told += [
        f"New: {new.name}, {STEPS[new.step]}{_for(new.goods, new.buyers)}{', in part' if new.coverage == 'part' else ''}"
        f"{f' from {new.start}' if new.start else ''}"
        for new in levers.new_rules
    ]
    told += [
        f"{_name(cut.item, names)}: {cut.stops_pct:.3g} % of what flows now stops" for cut in levers.flows
    ]
    told += [
        f"{_name(one.item, names)}: stocks of {one.months_low:g} to {one.months_high:g} months"
        for one in levers.stocks
    ]
    told += [
        f"{_name(one.item, names)}: {one.of_use_pct:g} % of use from elsewhere in {one.year}"
        for one in levers.supply
    ]
    if levers.act is not None:
        told.append(f"The step itself counts as an act of intensity {signed(levers.act, 0)} in Tension")
    if levers.stocks_gone:
        told.append(
            "Stocks are gone: what is held back more than today is missing from the flow, which Stress reads"
        )
    return told or ["nothing: the data as they stand"]


def approval_words(found: Outcome) -> str:
    """Whose share of applications approved is the newest, and the range of all that count for the country."""
    approved = found.approved
    if approved is None:
        return "No share of applications approved that counts for the country is on file: what licences hold back stays blank."
    low, middle, high = (f"{100 * end:.3g}" for end in (approved.low, approved.middle, approved.high))
    return f"Share of applications approved: newest {middle} % ({approved.of}, {approved.period}), of {low} to {high} % on file."


def assumptions(found: Outcome) -> list[str]:
    """What every scenario takes for granted, and what of this one moves no reading."""
    own = found.base.method.controls
    told = [
        f"Readings of {found.on}, the last day the evidence supports where a later one is asked; a rule counts as if its day had come.",
        f"{'Dependence stays' if found.levers.act is not None else 'Dependence and Tension stay'} as they are: no "
        f"{'other' if found.levers.act is not None else 'new'} act, threat or talk is assumed; months of stock and supply from "
        "elsewhere move no reading, only months and shares.",
        f"In Controls a licence counts {own.stringency['licence']:g}, a ban {own.stringency['ban']:g}, a suspended rule "
        f"{own.state['suspended']:g} of its strictness; rules on the same goods are not added.",
        "Held back: coverage × (1 − share of applications approved: lowest, newest, highest on file), a ban: all of its cover; "
        "or the share of the flow assumed to stop, if more.",
        approval_words(found),
        "What flows now is the newest figure that counts; where none does, the normal month before the first control.",
        "Blank: not on file, which is not zero.",
    ]
    return told + list(found.idle)


def finding(found: Outcome, names: Mapping[str, str]) -> str:
    """The first answer: how many items would be more, or less, held back, the most blocked of them, and what is not known."""
    known = [row for row in found.blocked if _known(row)]
    more = [row for row in known if _middle(row.held) > _middle(row.held_before)]
    less = [row for row in known if _middle(row.held) < _middle(row.held_before)]
    unknown = len(found.blocked) - len(known)
    told = []
    if more:
        told.append(f"{_items(more)} more held back{_most(more, names)}")
    if less:
        told.append(f"{_items(less)} held back less")
    if unknown:
        told.append(f"for {unknown} {'item' if unknown == 1 else 'items'} touched the change is not on file")
    return _first_up("; ".join(told)) or "Nothing is held back that is not held back today"


def _most(rows: Sequence[Blocked], names: Mapping[str, str]) -> str:
    """The most blocked of the rows, the first of which is, with those of the same share."""
    most = rows[0].share
    if most is None:
        return ""
    equal = [item_name(row, names) for row in rows if row.share and row.share.middle == most.middle]
    others = len(equal) - NAMED
    named = ", ".join(equal[:NAMED]) + (
        f" and {others} {'other' if others == 1 else 'others'}" if others > 0 else ""
    )
    return f", most of all {named} ({100 * most.middle:.0f} % of use)"


def score_words(found: Outcome) -> str:
    """The score beside the base with the readings that move; why there is none where there is none."""
    day = found.day
    if day.explanation is None:
        return f"No score: {day.reason}"
    moved = [
        f"{READINGS[name]} {signed(points)}"
        for name in READING_KEYS
        if abs(points := day.moved(name) or 0.0) >= SHOWN
    ]
    return (
        f"Score {day.before['score']:.1f} to {day.after['score']:.1f}, {signed(day.explanation.points)} "
        f"({', '.join(moved) or 'no reading moves'})"
    )


def share_words(share: Range | None) -> str:
    """A share as its newest or central value with its range, in %."""
    if share is None:
        return UNKNOWN
    low, middle, high = (f"{100 * end:.0f}" for end in (share.low, share.middle, share.high))
    return f"{middle} %" if low == high else f"{middle} % ({low}–{high})"


def tonnes_words(row: Blocked) -> str:
    """Tonnes a month that would not come, against the normal month."""
    if row.tonnes_month is None:
        return UNKNOWN
    low, middle, high = (
        number(end) for end in (row.tonnes_month.low, row.tonnes_month.middle, row.tonnes_month.high)
    )
    return f"{middle} t" if low == high else f"{middle} t ({low}–{high})"


def months_words(row: Blocked) -> str:
    """How long stocks last, from the shortest to the longest."""
    if row.months is None:
        return UNKNOWN
    ends = ["not limited" if end is None else f"{end:.1f}" for end in row.months]
    if ends[0] == ends[1]:
        return ends[0] if row.months[0] is None else f"{ends[0]} months"
    return f"{ends[0]} to {ends[1]}{'' if row.months[1] is None else ' months'}"


def left_words(row: Blocked) -> str:
    """What others supply (N−1)."""
    return UNKNOWN if row.left_pct is None else f"{row.left_pct:.3g} %"


def supplier_words(share: Share | None) -> str:
    """The supplier's share, of what and when."""
    return (
        UNKNOWN
        if share is None
        else f"{share.value_pct:.3g} % ({share.of}, {share.period.replace('..', '–')})"
    )


def rule_words(row: Blocked, found: Outcome, names: Mapping[str, str]) -> str:
    """How strict the rules on an item are, from which day, which they are, and on which deadline they hang."""
    new = {new_id(place): one.name for place, one in enumerate(found.levers.new_rules)}
    rules = [new.get(rule, names.get(rule, rule).split(":")[0]) for rule in row.rules]
    start = f" from {row.start}" if row.start and row.step != "none" else ""
    hangs = [f"hangs on {row.falls_due}"] if row.falls_due else []
    return "; ".join([RUNGS[row.step] + start, *rules, *hangs])


def uses_words(row: Blocked, country: str, names: Names) -> str:
    """The sectors that use most of the item, and whose split it is where it is another country's."""
    if row.uses is None:
        return UNKNOWN
    parts = ", ".join(f"{sector} {share:.0f} %" for sector, share in row.uses.parts)
    whose = "" if row.uses.country == country else f"{names.country(row.uses.country)}, "
    return f"{parts} ({whose}{row.uses.period.replace('..', '–')})"


def scenario_data(found: Outcome, names: Mapping[str, str]) -> dict[str, Any]:
    """Levers, base and scenario with the difference split, and what is blocked; None where nothing is on file."""
    day = found.day
    return {
        "on": str(found.on),
        "levers": found.levers.model_dump(mode="json", by_alias=True, exclude_defaults=True),
        "base": _side(found.base, day.before),
        "scenario": _side(found.scenario, day.after),
        "change": None if day.explanation is None else day.explanation.points,
        "parts": [] if day.explanation is None else day.explanation.parts.to_dict("records"),
        "residual": None if day.explanation is None else day.explanation.residual,
        "reason": day.reason,
        "blocked": [_row(row, names) for row in found.blocked],
        "assumed": lever_words(found.levers, names),
        "assumptions": assumptions(found),
    }


def scenario_text(data: Mapping[str, Any]) -> str:
    """The scenario for a terminal: what is assumed, what is blocked, readings and score, the parts."""
    lines = [f"Assumed: {line}" for line in data["assumed"]]
    rows = [["item", "rule", "from", "share of use blocked", "months until stocks are gone", "left (N−1)"]]
    rows += [
        [
            row["name"],
            row["rule"],
            row["from"] or "",
            row["share_words"],
            row["months_words"],
            row["left_words"],
        ]
        for row in data["blocked"]
    ]
    lines += ["", aligned(rows) if len(rows) > 1 else "No item is touched.", ""]
    values = [["", "base", "scenario", "change"]]
    for name in ("score", *READING_KEYS):
        sides = [data[side]["score"] if name == "score" else data[side]["readings"][name]["value"]
                 for side in ("base", "scenario")]  # fmt: skip
        moved = "" if None in sides else signed(sides[1] - sides[0])
        values.append([READINGS[name], *("none" if one is None else f"{one:.1f}" for one in sides), moved])
    lines.append(aligned(values))
    if data["reason"]:
        lines.append(f"No score: {data['reason']}")
    lines += [
        f"{signed(part['points'])}  {part['label']}" for part in data["parts"] if abs(part["points"]) >= SHOWN
    ]
    return "\n".join([*lines, "", *data["assumptions"], NO_FORECAST])


def _row(row: Blocked, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "item": row.item,
        "name": item_name(row, names),
        "group": row.group,
        "measures": list(row.rules),
        "rule": RUNGS[row.step],
        "from": None if row.start is None else str(row.start),
        "falls_due": None if row.falls_due is None else str(row.falls_due),
        "supplier_share_pct": None if row.supplier is None else row.supplier.value_pct,
        "supplier_share_of": None if row.supplier is None else f"{row.supplier.of}, {row.supplier.period}",
        "share_blocked_before": _ends(row.share_before),
        "share_blocked": _ends(row.share),
        "tonnes_month": _ends(row.tonnes_month),
        "months_in_stock": None if row.cover is None else [row.cover.low, row.cover.high],
        "months_until_gone": None if row.months is None else list(row.months),
        "left_pct": row.left_pct,
        "by_year": {str(year): share for year, share in row.by_year},
        "share_words": share_words(row.share),
        "months_words": months_words(row),
        "left_words": left_words(row),
    }


def item_name(row: Blocked, names: Mapping[str, str]) -> str:
    """Name of an item; goods made abroad are told from those shipped."""
    return _name(row.item, names) + (" made abroad" if row.group == "goods_made_abroad" else "")


def _side(found: Assessment, values: Mapping[str, float | None]) -> dict[str, Any]:
    score = values["score"]
    return {
        "score": score,
        "level": None if score is None else word_of(score, found.method.score.levels),
        "readings": {
            name: {"value": values[name], "word": None if values[name] is None else found.word(name, 0)}
            for name in READING_KEYS
        },
    }


def _ends(found: Range | None) -> list[float] | None:
    return None if found is None else [found.low, found.middle, found.high]


def _known(row: Blocked) -> bool:
    """False where rules bear on the item, before or after, and no share of applications approved is on file."""
    return row.held is not None and row.held_before is not None


def _first_up(words: str) -> str:
    return words[:1].upper() + words[1:]


def _middle(found: Range | None) -> float:
    return 0.0 if found is None else found.middle


def _items(rows: Sequence[Blocked]) -> str:
    return f"{len(rows)} {'item' if len(rows) == 1 else 'items'}"


def _name(code: str, names: Mapping[str, str]) -> str:
    return names.get(code, GROUPS.get(code, code.replace("_", " ")))


def _for(goods: Sequence[str], buyers: Sequence[str]) -> str:
    told = f" for {', '.join(GROUPS[good] for good in goods)}" if goods else ""
    return told + (f", {' and '.join(buyers)} buyers only" if buyers else "")
