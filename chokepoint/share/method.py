"""How is each number of a day made? The formula in letters, with the day's numbers, and parts that add up.

`score_made`, `controls_made` and the like turn an assessment into `Made`: parts sum to `total` exactly
(1e-9). The second half says in words what the numbers cannot tell, from the same records.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import prod

import numpy as np
import pandas as pd

from chokepoint.charts.theme import HARD, number
from chokepoint.evidence.dictionary import most_revised
from chokepoint.evidence.measures import State
from chokepoint.evidence.names import READINGS as READING_NAMES
from chokepoint.evidence.news import known_between
from chokepoint.evidence.periods import spoken
from chokepoint.method import StressMethod
from chokepoint.risk.attribution import level_of_reading
from chokepoint.risk.controls import STATE_WORDS
from chokepoint.risk.explain import day_parts
from chokepoint.risk.items import Item, items_on
from chokepoint.risk.score import PRESSURES, Assessment, Tables, date_of, pressure
from chokepoint.risk.stress import stress
from chokepoint.share.sentences import flow_words, licence_words, price_words

# Heads, each with its text.
Words = list[tuple[str, str]]
SHARES = {"N": "narrowest stage", "A": "reliance, all compounds and metals", "B": "reliance, worst element"}


@dataclass(frozen=True)
class Part:
    """One line of a sum: what it is, how it is worked out, its value, what it rests on."""

    id: str
    label: str
    working: str
    value: float
    remark: str = ""
    group: str = ""


@dataclass(frozen=True)
class Made:
    """A number of a day: formula in letters and in numbers, and parts (in `unit`) that add up to `total`."""

    name: str
    letters: tuple[str, ...]
    numbers: tuple[str, ...]
    value: float
    total: float
    unit: str
    parts: tuple[Part, ...]


def score_made(found: Assessment, at: int) -> Made:
    """The score R of a day of the axis with a score, and the points that each pressure makes of it."""
    method, day = found.method.score, day_parts(found, at)
    depends, high = day.readings["dependence"], day.pressure
    square, root = _power(method.exponent)
    names = {name: READING_NAMES[name] for name in method.weights}
    inside = " + ".join(f"{method.weights[name]:g}·{text}{square}" for name, text in names.items())
    plugged = " + ".join(f"{w:g}·{_two(day.readings[name])}{square}" for name, w in method.weights.items())
    power = "" if method.exponent == 2 else f"^{method.exponent - 1:g}"
    steep = "" if method.exponent == 1 else f" / {_two(high)}{power}"
    parts = tuple(
        Part(name, names[name], f"{_two(depends)}/100 × {weight:g} × {_two(day.readings[name])}{square}{steep}",
             level_of_reading(day, name, found.method),
             f"reads {number(day.readings[name], 1)}, {found.word(name, at)}")
        for name, weight in method.weights.items()
    )  # fmt: skip
    letters = ("R = H × Dependence / 100", f"H = {root.format(inside)}")
    product = f"{_two(high)} × {_two(depends)} / 100"
    numbers = (f"R = {product} = {_two(day.score)}", f"H = {root.format(plugged)} = {_two(high)}")
    return Made("score", letters, numbers, day.score, day.score, "points of the score", parts)


def controls_made(found: Assessment, at: int, names: Mapping[str, str]) -> Made:
    """Controls of a day: what each measure adds in each group; a group without a rule stands with 0."""
    basket, reading = found.method.controls.basket, found.controls
    value = float(reading.value[at])
    parts = []
    for group, weight in basket.items():
        inside = [row for row, one in enumerate(reading.groups) if one == group]
        rows = [row for row in inside if reading.contributions[row, at]]
        title = names.get(group, group.replace("_", " "))
        parts += [_measure(found, row, at, weight, title, names) for row in rows]
        if not rows:
            parts.append(Part(group, "no rule counts", f"100 × {weight:g} × 0", 0.0, group=title))
    sums = " + ".join(f"{weight:g}·{_fill(found, group, weight, at)}" for group, weight in basket.items())
    letters = ("Controls = 100 × Σ weight of group × Σ stringency × state × part that it still finds free",)
    numbers = (f"Controls = 100 × ({sums}) = {_two(value)}",)
    return Made("controls", letters, numbers, value, value, "points", tuple(parts))


def stress_made(found: Assessment, at: int, names: Mapping[str, str]) -> Made | None:
    """Stress of a day: weight × reading of each item that counts; None without any flow or price."""
    reading, weights = found.stress, found.method.stress.weights
    value = float(reading.value[at])
    if np.isnan(value):
        return None
    items = items_on(found, date_of(found.days[at]))
    items.sort(key=lambda one: -one.weight * one.n)
    parts = tuple(
        Part(item.item, names.get(item.item, item.item.replace("_", " ")), f"{item.weight:.4f} × {number(item.n, 1)}",
             item.weight * item.n, item_words(item))
        for item in items
    )  # fmt: skip
    worst = reading.n[reading.worst[at], at]
    own = next((item.licence.measure for item in items if item.licence), None)
    part = {None: 0.0, "licence": weights.licences, "licence_proxy": weights.licences_proxy}[own]
    total = weights.worst + weights.breadth + part
    approvals = float(np.nan_to_num(reading.n[-1, at]))
    breadth = (value * total - weights.worst * worst - part * approvals) / (weights.breadth or 1)
    terms = [f"{weights.worst:g}×{_two(worst)}", f"{weights.breadth:g}×{_two(breadth)}"]
    terms += [f"{part:g}×{_two(approvals)}"] if own else []
    letters = ("Stress = (worst item + breadth + licences, each × its weight) / weights present",)
    numbers = (f"Stress = ({' + '.join(terms)}) / {total:g} = {_two(value)}",)
    return Made("stress", letters, numbers, value, value, "points", parts)


def tension_made(found: Assessment, at: int, names: Mapping[str, str], events: pd.DataFrame) -> Made | None:
    """Tension of a day: the signed effect of each event, the strongest first; None where it is not defined."""
    reading, kappa = found.tension, found.method.tension.half_saturation
    value, net = float(reading.value[at]), float(reading.net[at])
    if np.isnan(value):
        return None
    effects = reading.effects[:, at]
    rows = events.drop_duplicates("event_id").set_index("event_id")
    order = [row for row in np.argsort(-np.abs(effects), kind="stable") if effects[row]]
    parts = tuple(_event(found, row, at, rows.loc[reading.event_ids[row]], names) for row in order)
    hostile, relief = effects[effects > 0].sum(), -effects[effects < 0].sum()
    single = "one event = size/10 × 2^(−days/half-life) × material × proof of relief × repeats"
    letters = ("Tension = 100·N / (κ + N),  N = max(0, P),  P = hostile − relief", single)
    top = _two(max(0, net))
    numbers = (f"P = {_two(hostile)} − {_two(relief)} = {_two(net)}", f"Tension = 100 × {top} / ({kappa:g} + {top}) = {_two(value)}")  # fmt: skip
    return Made("tension", letters, numbers, value, float(effects.sum()), "net pressure P", parts)


def dependence_made(found: Assessment, at: int, names: Mapping[str, str]) -> Made | None:
    """Dependence of a day: its parts N, A and B, each with its figures and their years; None without them."""
    reading, weight = found.dependence, found.method.dependence.narrowest_stage_weight
    value = float(reading.value[at])
    if np.isnan(value):
        return None
    both = [part for part in ("A", "B") if not np.isnan(_reliance(found, part, at))]
    shares = {"N": weight} | {part: (1 - weight) / len(both) for part in both}
    parts = tuple(_share(found, part, share, at, names) for part, share in shares.items())
    mean = " + ".join(_two(_reliance(found, part, at)) for part in both)
    narrowest = float(reading.parts[0, at]) / weight if weight else 0.0
    products = "A, B = net import reliance × China’s share of imports / 100"
    letters = (f"Dependence = {weight:g}·N + {1 - weight:g}·mean(A, B)", products)
    figures = f"{weight:g}×{_two(narrowest)} + {1 - weight:g}×({mean}) / {len(both)}"
    numbers = (f"Dependence = {figures} = {_two(value)}",)
    return Made("dependence", letters, numbers, value, value, "points", parts)


def item_words(item: Item) -> str:
    """The observation that an item of Stress reads: the worse of flow and price, or the approvals."""
    if item.licence is not None:
        return licence_words(item.licence)
    if item.price is not None and (item.flow is None or item.price.n > item.flow.n):
        return price_words(item.price)
    return "" if item.flow is None else flow_words(item.flow)


def _measure(
    found: Assessment, row: int, at: int, weight: float, group: str, names: Mapping[str, str]
) -> Part:
    reading, method = found.controls, found.method.controls
    measure, strength = reading.measure_ids[row], float(reading.strength[row, at])
    word = STATE_WORDS[State(int(reading.states.state[reading.states.row(measure), at]))]
    factor = method.state[word]  # type: ignore[index]
    points = float(reading.contributions[row, at])
    taken = points / (100 * weight * strength)
    working = f"100 × {weight:g} × {strength / factor:.3g} × {factor:g} × {taken:.3g}"
    return Part(f"{reading.groups[row]}|{measure}", names.get(measure, measure), working, points,
                word.replace("_", " "), group)  # fmt: skip


def _fill(found: Assessment, group: str, weight: float, at: int) -> str:
    rows = [row for row, one in enumerate(found.controls.groups) if one == group]
    return f"{found.controls.contributions[rows, at].sum() / (100 * weight):.4g}" if weight else "0"


def _event(found: Assessment, row: int, at: int, event: pd.Series, names: Mapping[str, str]) -> Part:
    reading, method = found.tension, found.method.tension
    effect, relief = float(reading.effects[row, at]), event["intensity"] > 0
    days = int((found.days[at] - reading.known_from[row]).astype(int))
    half_life = method.half_life_days[event["kind"]]
    material = 1.0 if pd.notna(event["materials"]) and event["materials"] else method.untagged_factor
    proof = method.proof[event["proof"]] if relief else 1.0
    single = abs(event["intensity"]) / 10 * material * proof * 0.5 ** (days / half_life)
    factors = {"": material, "proof ": proof, "repeat ": abs(effect) / single}
    named = "".join(f" × {word}{one:.3g}" for word, one in factors.items() if abs(one - 1) > 1e-9)
    working = f"{abs(event['intensity']):g}/10 × 2^(−{days}/{half_life:g}){named}"
    side = "relief" if event["kind"] == "relief" else f"{'relief' if relief else 'hostile'} {event['kind']}"
    remark = f"{side}, known {date_of(reading.known_from[row])}"
    name = reading.event_ids[row]
    return Part(name, names.get(name, name), working, effect, remark)


def _share(found: Assessment, part: str, weight: float, at: int, names: Mapping[str, str]) -> Part:
    reading = found.dependence
    value = float(np.nan_to_num(reading.parts["NAB".index(part), at]))
    if part == "N":
        figure = _figure(found, f"stage:{reading.stage[at]}", at)
        remark = f"China’s share, {figure['period']}, known {figure['known_from']:%Y-%m-%d}"
        label = f"N, {SHARES[part]}: {reading.stage[at]}"
        return Part(part, label, f"{weight:g} × {figure['value']:.4g}", value, remark)
    material = found.method.dependence.reliance_of_all.material if part == "A" else str(reading.element[at])
    relies, imports = _figure(found, f"nir:{material}", at), _figure(found, f"chn:{material}", at)
    label = f"{part}, {SHARES[part]}" + (f": {names.get(material, material)}" if part == "B" else "")
    remark = f"reliance {relies['period']}, China’s share of imports {spoken(imports['period'])}"
    return Part(part, label, f"{weight:g} × {relies['value']:g} × {imports['value']:g}/100", value, remark)


def _reliance(found: Assessment, part: str, at: int) -> float:
    whole = found.method.dependence.reliance_of_all.material
    material = whole if part == "A" else found.dependence.element[at]
    rows = [found.dependence.row.get(f"{kind}:{material}") for kind in ("nir", "chn")]
    chosen = [-1 if row is None else int(row[at]) for row in rows]
    if min(chosen) < 0:
        return float("nan")
    return float(prod(found.dependence.figures["value"].iloc[one] for one in chosen)) / 100


def _figure(found: Assessment, key: str, at: int) -> pd.Series:
    return found.dependence.figures.iloc[int(found.dependence.row[key][at])]


def _power(exponent: float) -> tuple[str, str]:
    """How an exponent and its root are written: "²" and "√({})"."""
    plain = {1.0: ("", "{}"), 2.0: ("²", "√({})")}
    return plain.get(exponent, (f"^{exponent:g}", f"({{}})^(1/{exponent:g})"))


def _two(value: float) -> str:
    return number(value, 2)


def limits(found: Assessment, tables: Tables, on: date, today: date, skill: str) -> dict[str, Words]:
    """What the numbers cannot say, under four titles; `skill`: what the test of forecasts found (share.risk)."""
    return {
        "What the score is not": _not(found, skill),
        "Time": _time(found, tables, on, today),
        "Evidence": _evidence(tables),
        "Soft spots": _soft(found, on),
    }


def _not(found: Assessment, skill: str) -> Words:
    scope, licence = found.method.scope, found.method.controls.stringency["licence"]
    eve = found.method.stress.first_control - timedelta(days=1)
    at = found.index(eve)
    low = "" if at is None or np.isnan(found.score[at]) else (
        f" On {eve}, the day before the first control, it stood at {number(found.score[at])} ({found.words[at]})."
    )  # fmt: skip
    pair = f"{scope.pair.country}:{scope.pair.supplier}"
    return [
        ("Not a forecast", f"{skill}.{low} A low score is no all-clear."),
        ("Not a probability", "40 is not 40 in 100 chances. It is a place on a scale whose words stand for states of "
         "rules and flows; the range over method choices says how far judgement carries it, not how likely anything is."),
        ("A licence is not a ban", f"A licence for each export lets goods leave with permission. It counts {licence:g} of "
         "a ban, after the shares of applications not approved on file; what permission achieves shows in Stress."),
        ("Not a league table", f"The score exists for {pair} only. Other pairs get the readings that their data carry, "
         "blanks shown, and no rank."),
        ("Not validated", "The formulas were set by people who knew the history. That the number moves with it shows "
         "that it says what is known, no more."),
    ]  # fmt: skip


def _time(found: Assessment, tables: Tables, on: date, today: date) -> Words:
    end, last = found.method.scope.coverage_end, date_of(found.days[-1])
    later = f" On file since, and not scored: {len(known_between(tables, end, today))} events and steps of measures." if (
        on >= end) else ""  # fmt: skip
    return [
        (f"Complete to {end}", f"The event list is complete to {end}.{later} What else came later is not known; no entry is "
         f"not calm. To {last} a value is computed and marked provisional; later there is none."),
        ("No look-ahead", "A value on a day uses only rows whose known_from is that day or earlier, so later news never "
         f"changes an earlier day.{_editions(found, on)}"),
        ("Fading is not relief", "An event fades and a figure passes its age limit without anything getting better. Such "
         "changes are named and kept apart from new evidence."),
    ]  # fmt: skip


def _editions(found: Assessment, on: date) -> str:
    whole = found.method.dependence.reliance_of_all.material
    revised = most_revised(found.dependence.figures, f"nir:{whole}", on)
    if revised is None:
        return ""
    words = ", then ".join(f"{value:g}{HARD}% from {known}" for value, known in revised.values)
    return f" Net import reliance for {revised.period} reads {words}: each day takes what it could know."


def _evidence(tables: Tables) -> Words:
    topics = tables["readouts"].drop_duplicates(["event_id", "topic"])["agreement"].value_counts()
    events = tables["events"]
    return [
        ("Both accounts stand", f"Where the capitals or two sources differ, both rows stay and nothing is averaged. Of "
         f"{int(topics.sum())} topics of meetings on file {int(topics.get('conflict', 0))} are told in conflict, "
         f"{int(topics.get('one_side', 0))} by one side only. Who asked for a call, and whether a promise was kept, are "
         "claims with sources."),
        ("Verified, worked out, neither", "Verified: read in the text or file that the source names, which may be a copy. "
         "Worked out: arithmetic on verified rows, written in the notes. Neither: kept, shown as not verified."),
        ("One coder", f"Intensity, addressee and proof of all {number(len(events))} events are one editor’s reading of a "
         f"rubric; {int((~events['verified'].fillna(False).astype(bool)).sum())} of them are not verified. No second "
         "coding is on file."),
    ]  # fmt: skip


def _soft(found: Assessment, on: date) -> Words:
    spots = [
        ("Few items", "Magnets alone have tonnes by month; other items have spans and scattered quotes of a thin market, "
         "and counts of licences come from other buyers than those asked about. What is missing is listed above."),
        ("Weight hides the rare", "Shares and reliance by weight speak of lanthanum and cerium most; no official reliance "
         "exists for dysprosium, terbium or samarium."),
        ("Judgement", "Weights of groups, stringency of legal states and half-lives are judgement; each stands below with "
         "its reason, and “expert choice” where no source exists."),
    ]  # fmt: skip
    at = found.index(on)
    if at is None or np.isnan(found.score[at]):
        return spots
    rows, method = found.stress.observations, found.method.stress
    longer = {name: round(days * found.method.range.max_age[1]) for name, days in method.max_age_days.items()}
    old = _score_with(found, at, rows, method.model_copy(update={"max_age_days": longer}))
    bare = _score_with(found, at, rows[rows["measure"] != "price"], method)
    quiet = int((found.tension.net[: at + 1] <= 0).sum())
    return [
        ("Prices carry much", f"Without prices the score on {on} is {bare} instead of {number(found.score[at])}."),
        ("Age limits carry much", f"If flows counted for {longer['flow']} days instead of {method.max_age_days['flow']}, and "
         f"the other figures longer likewise, it would be {old}."),
        ("Strong relief lasts", f"Relief outlives the pressure it cancelled: on {quiet} of {at + 1} days to {on} net "
         "pressure is not above 0, Tension reads 0, and new hostile acts show late."),
        *spots,
    ]  # fmt: skip


def _score_with(found: Assessment, at: int, rows: pd.DataFrame, method: StressMethod) -> str:
    """The score of a day with other observations or another method of Stress, in whole points."""
    readings = {name: found.reading(name)[at : at + 1] for name in PRESSURES}
    readings["stress"] = stress(rows, method, found.days[at : at + 1]).value
    score = float((pressure(readings, found.method) * found.dependence.value[at] / 100)[0])
    return "none" if np.isnan(score) else number(score)
