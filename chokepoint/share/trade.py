"""Sentences of the page Trade: templates filled from records, nothing else."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from textwrap import shorten

from chokepoint.charts.theme import HARD, number
from chokepoint.evidence.averages import Family
from chokepoint.evidence.duties import PAYABLE, Row
from chokepoint.evidence.measure_bars import HOME, RELIEF, Bar
from chokepoint.evidence.measures import State
from chokepoint.evidence.monthly import Month
from chokepoint.evidence.practice import Count, Figure
from chokepoint.share.sentences import count_word

AGREED = "agreed"
LICENCE = "licence for each export, not a ban"
STEPS = {"licence": "licence", "ban": "barred", "watch": "watch list", "reporting": "reporting duty"}
BOUNDS = {"=": "", ">=": "≥", "<=": "≤"}
BOUND_WORDS = {
    ">": "More than ",
    ">=": "At least ",
    "<": "Under ",
    "<=": "At most ",
    "~": "About ",
    "~<": "Nearly ",
}
SIDES = {"USA": "US", "CHN": "China"}
STATES = {
    State.ANNOUNCED: "announced",
    State.IN_FORCE: "in force",
    State.SUSPENDED: "suspended",
    State.LAPSED_UNCONFIRMED: "suspension ran out, outcome not on file",
    State.LIFTED: "ended",
}


def binding(bars: Sequence[Bar], supplier: str) -> list[Bar]:
    """The supplier's controls on the country: neither rules for its own producers nor reliefs."""
    return [bar for bar in bars if bar.imposer == supplier and bar.buyers not in (HOME, RELIEF)]


def the(name: str) -> str:
    """The name of a country inside a sentence: the United States, the European Union, Japan."""
    return f"the {name}" if name.startswith(("United ", "European ")) else name


def measures_finding(
    bars: Sequence[Bar], supplier: str, names: tuple[str, str], day: date, rare: Collection[str]
) -> str:
    """How many of the supplier's measures are in force and suspended, and the next day that is set.

    `names` are those of the supplier and of the country; `rare` the measures on rare earths by name.
    """
    own = binding(bars, supplier)
    binds = [bar for bar in own if bar.state == State.IN_FORCE]
    force, named = len(binds), sum(bar.measure_id in rare for bar in binds)
    waiting = [bar for bar in own if bar.state == State.SUSPENDED]
    lapsed = sum(bar.state == State.LAPSED_UNCONFIRMED for bar in own)
    text = f"{count_word(force)} {'measure' if force == 1 else 'measures'} of {names[0]} in force for {the(names[1])} on {day}"
    text += f", {named if named else 'none'} of them on rare earths" if force else ""
    if waiting:
        text += f", {len(waiting)} suspended"
    if lapsed:
        text += f", {lapsed} past the end of a suspension without an outcome on file"
    ends = sorted({bar.until for bar in waiting if bar.until})
    return text + (f"; the next suspension ends {ends[0]}" if ends else "")


def suspended_words(bars: Sequence[Bar], supplier: str) -> str:
    """Until when suspended measures rest, as announced by the day, and what became known of it since."""
    waiting = [bar for bar in binding(bars, supplier) if bar.state == State.SUSPENDED and bar.until]
    found: dict[tuple[str, str, date | None, str], int] = {}
    for bar in sorted(waiting, key=lambda bar: (-bar.announced.toordinal(), bar.until or date.max)):
        key = (f"{bar.announced:%B %Y}", _until(bar), bar.later_until, bar.later_ground)
        found[key] = found.get(key, 0) + 1
    parts = [
        f"{_measures(count) if number == 0 else count} of {month} to {until}"
        + (f" (since {ground}: {later}; notices not seen)" if later else "")
        for number, ((month, until, later, ground), count) in enumerate(found.items())
    ]
    return "; ".join(parts)


def suspended_finding(
    bars: Sequence[Bar], supplier: str, names: tuple[str, str], day: date, rare: Collection[str]
) -> str:
    """That suspended is not lifted, with the days; without suspensions, how many measures are in force."""
    told = suspended_words(bars, supplier)
    return f"Suspended is not lifted: {told}" if told else measures_finding(bars, supplier, names, day, rare)


def military_words(bars: Sequence[Bar], supplier: str, country: str) -> str:
    """Whether the ban on military users was ever suspended: read from the states on file."""
    rules = [bar for bar in bars if bar.imposer == supplier and bar.instrument == "end_use_ban"]
    if not rules:
        return f"No ban on military users in {the(country)} on file."
    rule = rules[0]
    if rule.state == State.ANNOUNCED:
        return f"Military users: a ban is announced{f', from {rule.effective}' if rule.effective else ', no day named'}."
    if rule.state == State.LIFTED:
        return f"Military users: the ban ended {rule.segments[-1].start}."
    suspended = any(segment.state == State.SUSPENDED for segment in rule.segments)
    told = "suspended for a time" if suspended else "no truce has suspended it"
    return f"Military users: barred since {rule.effective or rule.announced}; {told}."


def first_control_words(bars: Sequence[Bar], first: date) -> str:
    """What the first control on rare earths is and in which state: a licence, not a ban."""
    rule = next((bar for bar in bars if bar.effective == first and bar.step == "licence"), None)
    if rule is None:
        return ""
    return f"Seven rare earths and their magnets: {LICENCE}, since {first}; {STATES[rule.state]}."


def bar_label(bar: Bar, name: str) -> str:
    """What stands left of a bar: "Ann. 57/2025: Ho, Er, Tm, Eu, Yb"."""
    text = re.sub(r"Announcement (\d+) of (\d{4})", r"Ann. \1/\2", name)
    if bar.whom and bar.buyers not in ("every", RELIEF):
        text = f"{text.split(':')[0].split(',')[0]}: {bar.whom.split(',')[0]}"
    return text


def mark_label(bar: Bar, state: State, name: str) -> str:
    """A measure's step for a mark on a time axis: "Ann. 18: licence", "Ann. 61 suspended"."""
    if bar.instrument == "general_licence":
        return "First general licences"
    announcement = re.search(r"Announcement (\d+) of", name)
    short = f"Ann. {announcement[1]}" if announcement else shorten(name, 24, placeholder=" …")
    return (
        f"{short}: {STEPS[bar.step]}"
        if state == State.IN_FORCE and bar.step in STEPS
        else f"{short} {STATES[state]}"
    )


def bar_words(bar: Bar, first_control: date) -> tuple[str, ...]:
    """The state of a bar in words, the longest first."""
    step = STEPS.get(bar.step, "")
    if bar.state == State.IN_FORCE and bar.effective == first_control and bar.step == "licence":
        return (f"{LICENCE}; in force", "licence, not a ban", "licence")
    if bar.state == State.SUSPENDED:
        known = (f"suspended to {_until(bar)}", f"suspended to {bar.until}", "suspended")
        return known if bar.until else ("suspended, no end named",)
    if bar.state == State.LAPSED_UNCONFIRMED:
        return (STATES[bar.state], "suspension ran out")
    if bar.state == State.ANNOUNCED:
        return (f"announced, from {bar.effective}",) if bar.effective else ("announced, no day named",)
    if bar.state == State.LIFTED:
        ran = f"ran to {bar.until}" if bar.buyers == RELIEF and bar.until else ""
        return (ran or f"ended {bar.segments[-1].start}",)
    if bar.state == State.IN_FORCE and bar.until and bar.buyers == RELIEF:
        return (f"runs to {_until(bar)}", f"runs to {bar.until}", "in force")
    words = STATES[bar.state]
    if bar.instrument == "end_use_ban" and not any(s.state == State.SUSPENDED for s in bar.segments):
        return (f"{step}, in force, never suspended", f"{step}, never suspended", step)
    return (f"{step}, {words}", step) if step else (words,)


def matrix_finding(in_force: Mapping[str, int], suspended: Mapping[str, int]) -> str:
    """Measures in force and suspended by the name of who imposes them."""
    parts = [
        f"{side} {count} in force" + (f", {suspended[side]} suspended" if suspended.get(side) else "")
        for side, count in in_force.items()
    ]
    return "Controls on file: " + "; ".join(parts) if parts else "No measure on file"


def controls_finding(values: Mapping[str, float], words: Mapping[str, str | None]) -> str:
    """The Controls reading by class of buyers: "Controls: 34 for civil buyers (part), 50 for …"."""
    return "Controls: " + ", ".join(
        f"{value:.0f} for {buyer} buyers ({words[buyer]})" for buyer, value in values.items()
    )


def flow_finding(months: Sequence[Month], mean: float | None) -> str:
    """Lowest and newest month of a flow against the normal month."""
    known = [month for month in months if month.quantity_t is not None]
    if not known:
        return "No monthly tonnes on file"
    low, last = min(known, key=lambda month: month.quantity_t or 0), known[-1]
    parts = [_against(month, mean) for month in ([low] if low == last else [low, last])]
    return "; ".join(parts)


def total_finding(total: Sequence[Month], magnets: Sequence[Month], country: str) -> str:
    """All rare earths in the month in which magnets to the country were lowest: the total need not follow."""
    known = [month for month in magnets if month.quantity_t is not None]
    by_day = {month.first_day: month for month in total if month.quantity_t is not None}
    low = min(known, key=lambda month: month.quantity_t or 0, default=None)
    if low is None or low.first_day not in by_day:
        return flow_finding(total, None)
    quantity = by_day[low.first_day].quantity_t or 0
    return (
        f"All rare earths to the world: {number(quantity)}{HARD}t in {low.first_day:%Y-%m}, "
        f"when magnets to {the(country)} were at {number(low.quantity_t or 0)}{HARD}t"
    )


def reference_words(basis: str, derived: bool) -> str:
    """What the normal month rests on, in words for the dashed line."""
    told = basis.replace(" divided by 12", " ÷ 12")
    return f"{told}, worked out" if derived and told else told


def duty_finding(rows: Sequence[Row], day: date) -> str:
    """What is payable on each kind of goods on the day, layer by layer; no sum."""
    pays, free = [], []
    for goods in dict.fromkeys(row.goods for row in rows if row.goods.importer == rows[0].goods.importer):
        payable = [
            f"{step.rate_pp:g}{HARD}% ({row.layer.name})"
            for row in rows
            if row.goods == goods
            for step in row.steps
            if step.status == PAYABLE and step.start <= day and (step.end is None or step.end > day)
        ]
        name = goods.name.split(", ")[0]
        if payable:
            pays.append(f"{name} pay {' and '.join(payable)}")
        else:
            free.append(name[0].lower() + name[1:])
    tail = [f"no added duty known on {' and '.join(free)}"] if free else []
    return "; ".join([*pays, *tail]) or "No duty step on file for these goods"


def family_name(family: Family) -> str:
    """Name of a family in one direction: "US on China, PIIE"."""
    sides = (SIDES.get(side, side) for side in (family.imposer, family.target))
    return f"{' on '.join(sides)}, {family.name}"


def averages_finding(found: Sequence[Family]) -> str:
    """The last value of each line, by direction, each with its family and day."""
    parts = []
    for imposer, target in dict.fromkeys((family.imposer, family.target) for family in reversed(found)):
        lines = [f for f in found if f.line and (f.imposer, f.target) == (imposer, target)]
        told = ", ".join(f"{f.last.value:.1f}{HARD}% ({f.name}, {f.last.day})" for f in lines)
        if told:
            parts.append(f"{SIDES.get(imposer, imposer)} on {SIDES.get(target, target)} {told}")
    return (
        "Average tariff, last readings: " + "; ".join(parts)
        if parts
        else "Average tariff: single readings only"
    )


def figure_words(figure: Figure) -> str:
    """A figure with its bound: "~ 60 %", "< 25 %", "141"."""
    bound = BOUNDS.get(figure.bound, figure.bound)
    bound = f"{bound}{HARD}" if bound else ""
    unit = {"%": f"{HARD}%", "days": f"{HARD}days", "months": f"{HARD}months"}.get(figure.unit, "")
    digits = 0 if figure.value == int(figure.value) else 1
    return f"{bound}{number(figure.value, digits)}{unit}"


def practice_finding(counts: Sequence[Count], stoppages: int) -> str:
    """The newest share approved by an association or authority, and plants that stood still."""
    shares = [c for c in counts if "approved_share" in c.figures and c.counts in ("own", "stands in")]
    stopped = next((c for c in counts if "plants_stopped" in c.figures), None)
    parts = []
    if shares:
        share = shares[0].figures["approved_share"]
        parts.append(
            f"{BOUND_WORDS.get(share.bound, '')}{share.value:g}{HARD}% approved ({shares[0].applicant}, {shares[0].day})"
        )
    if stopped:
        parts.append(
            f"{figure_words(stopped.figures['plants_stopped'])} stoppages counted or expected in {stopped.day:%Y-%m} "
            f"({stopped.applicant})"
        )
    elif stoppages:
        parts.append(f"{stoppages} stoppage{'' if stoppages == 1 else 's'} told by car makers")
    return "; ".join(parts) or "No count of licences on file"


def entities_finding(shown: int, on_file: int, lists: int, day: date) -> str:
    """How many firms are on file by name, and how many of them the search shows."""
    if shown < on_file:
        count = count_word(shown) if shown else "None"
        return f"{count} of {on_file} firms on file {'matches' if shown == 1 else 'match'}"
    return f"{on_file} listed firms on file by name, from {lists} lists, on {day}"


def _until(bar: Bar) -> str:
    """The end as announced; one that rests on an agreement alone says so."""
    return f"{bar.until} (agreed; notices not seen)" if bar.until_ground == AGREED else str(bar.until)


def _measures(count: int) -> str:
    return f"{count} measure{'' if count == 1 else 's'}"


def _against(month: Month, mean: float | None) -> str:
    text = f"{number(month.quantity_t or 0)}{HARD}t in {month.first_day:%Y-%m}"
    if ".." in month.period:
        text += " (half of two months told together)"
    if not mean:
        return text
    gap = 100 * ((month.quantity_t or 0) / mean - 1)
    return f"{text}, {number(abs(gap))}{HARD}% {'below' if gap < 0 else 'above'} normal"
