"""Sentences on how deep the chokepoint is: projects, sources, narrowest stages, what is left, stocks, contents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import floor, log10

from chokepoint.charts.theme import HARD, number
from chokepoint.evidence.concentration import Left, OfUse
from chokepoint.evidence.contents import Content, Factor
from chokepoint.evidence.names import Names
from chokepoint.evidence.narrowest import Held, Narrowest
from chokepoint.evidence.projects import UNSTATED, Need, Panel, Project
from chokepoint.evidence.stages import Split, Spread
from chokepoint.risk.scenario_substance import Blocked
from chokepoint.share.supply import BOUNDS, FORMS, pct

STAGES = {"magnet": "magnets"}
UNITS = {UNSTATED: "t (what is weighed is not said)"}
# What a share of at most so much leaves is at least the rest, and so on.
LEAVES = {
    ">": "under ",
    ">=": "at most ",
    "<": "over ",
    "<=": "at least ",
    "~": "about ",
    "~<": "a little over ",
}
CHANCE = "chance by state (expert choice)"


def stage_words(stage: str) -> str:
    """A stage as it is called on screen."""
    return STAGES.get(stage, stage)


def panel_name(panel: Panel) -> str:
    """A panel by its stage and unit: "Separation, t NdPr"."""
    return f"{stage_words(panel.stage).capitalize()}, {UNITS.get(panel.unit, panel.unit)}"


def panel_under(panel: Panel) -> str:
    """How many projects are counted in a panel, how many cannot be, and whether a need is on file."""
    counted = len(panel.projects) - panel.uncounted
    told = [f"{counted} counted" + (f", {panel.uncounted} not" if panel.uncounted else "")]
    if not panel.needs:
        told.append("need: no figure on file in this unit")
    return "; ".join(told)


def need_words(need: Need, names: Names) -> str:
    """A need with whose it is, of what, and when: "use of United States, compounds and metals, 2025: 27 000 t"."""
    what = FORMS.get(need.what, need.what).replace("_", " ")
    when = need.period if need.scenario == "observed" else f"{need.period}, {need.scenario}"
    return f"need {names.country(need.country)}, {when}: {number(need.tonnes)}{HARD}t ({what})"


def level_words(need: Need, names: Names) -> str:
    """A need in as few words as its line has room for."""
    return f"need {names.country(need.country)} {need.period}: {number(need.tonnes)}"


def projects_finding(
    found: Sequence[Panel], projects: Sequence[Project], supplier: str, later: int = 0
) -> str:
    """How many projects known on the day have tonnes and a year, and the range of the panel with most of them.

    `later`: further projects on file that the day leaves out.
    """
    if not found:
        return f"No project outside {supplier} with tonnes and a first year is on file"
    most = max(found, key=lambda panel: len(panel.projects) - panel.uncounted)
    last = most.years[-1]
    counted = sum(one.counts for one in projects)
    whose = f"projects known on the day ({later} more became known later)" if later else "projects on file"
    return (
        f"Outside {supplier}, {counted} of {len(projects)} {whose} have tonnes and a year: {stage_words(most.stage)} "
        f"{number(last.low)}–{number(last.high)}{HARD}{UNSTATED if most.unit.split()[-1] == stage_words(most.stage) else most.unit} "
        f"a year by {last.year}"
    )


def project_words(one: Project) -> str:
    """Why a project cannot be counted, or how it is: which rows hold it or are held by it."""
    told = [one.why] if one.why else []
    if one.within:
        told.append(f"part of {one.within}, which counts only what goes beyond it")
    if one.holds:
        told.append(f"without {', '.join(part.project_id for part in one.holds)}, counted by their own state")
    return "; ".join(told)


def alike_words(pairs: Sequence[tuple[Project, Project]]) -> str:
    """Rows of one firm and place that are both counted: whether they overlap is not said."""
    told = [f"{first.title} and {second.title} ({first.company})" for first, second in pairs]
    return f"counted both, as no source says that they overlap: {'; '.join(told)}" if told else ""


def others_words(found: Spread | None) -> str:
    """The range that other sources state: "other sources 85–92 % (5)"."""
    if found is None:
        return ""
    low, high = (f"{end:.3g}" for end in (found.low, found.high))
    span = f"{high}{HARD}%" if low == high else f"{low}–{high}{HARD}%"
    return f"other source: {span}" if found.sources == 1 else f"{found.sources} other sources: {span}"


def of_words(held: Held, names: Mapping[str, str]) -> str:
    """Whose figure a share is: the element's own, or the group's."""
    return "own figure" if held.own else f"figure of {names.get(held.of, held.of)}"


def narrowest_finding(found: Sequence[Narrowest], supplier: str) -> str:
    """How many elements are narrowest at which stage by figures of which years; how many rest on a figure of their own."""
    firsts = [one.first for one in found if one.first]
    if not firsts:
        return f"No share of {supplier} by element or group is on file"
    stages = dict.fromkeys(first.stage for first in firsts)
    told = [(stage, [first.split for first in firsts if first.stage == stage]) for stage in stages]
    told.sort(key=lambda pair: -len(pair[1]))
    own = sum(first.own for first in firsts)
    words = ", ".join(f"{stage_words(stage)} for {len(of)} ({_periods(of)})" for stage, of in told)
    return f"Narrowest stage: {words} of {len(found)} elements; {own} by a figure of the element itself"


def _periods(found: Sequence[Split]) -> str:
    """The periods of distributions, oldest first: "2016–2020, 2024"."""
    ordered = sorted({(split.end, split.period) for split in found})
    return ", ".join(period.replace("..", "–") for _, period in ordered)


def narrowest_alt(found: Sequence[Narrowest], names: Mapping[str, str]) -> str:
    """Each element with its narrowest stage."""
    return "; ".join(
        f"{one.element.name}: "
        + (f"{stage_words(first.stage)} {pct(first.share_pct)}, {first.split.period}, {of_words(first, names)}" if (first := one.first)
           else "nothing on file" if one.element.traded else "not produced or traded")
        for one in found
    ) or "No element chosen."  # fmt: skip


def left_words(one: Left) -> str:
    """What is left in %, with the bound turned round: a share over 80 % leaves under 20 %."""
    return "" if one.left_pct is None else f"{LEAVES.get(one.bound, '')}{one.left_pct:.3g}{HARD}%"


def left_finding_by_stage(found: Sequence[Left], names: Names) -> str:
    """What is left of every stage without its largest supplier and in which year, smallest first."""
    told = sorted((one for one in found if one.left_pct is not None), key=lambda one: one.left_pct or 0)
    if not told:
        return "No stage has a largest supplier on file"
    leaders = {names.country(one.leader) for one in told}
    who = leaders.pop() if len(leaders) == 1 else "the largest supplier"
    return f"Left without {who}: " + ", ".join(
        f"{left_words(one)} of {one.label}{f' ({_periods([one.split])})' if one.split else ''}"
        for one in told
    )


def use_words(one: OfUse, names: Names) -> str:
    """What is left against one use: "36 % of clean energy technologies (World, 18 855 t, 2024)"."""
    what = FORMS.get(one.what, one.what).replace("_", " ")
    return f"{number(one.left_pct)}{HARD}% of {what} ({names.country(one.country)}, {number(one.tonnes)}{HARD}t, {one.period})"


def cover_finding(found: Sequence[Blocked], names: Mapping[str, str]) -> str:
    """The items with months on file, shortest first; how many held-back items have no stock on file."""
    known = [row for row in found if row.cover]
    held = [row for row in found if row.rules]
    blank = sum(row.cover is None for row in held)
    if not known:
        return f"Months of stock are on file for none of {len(held)} items held back"
    told = ", ".join(f"{names.get(row.item, row.item)} {cover_words(row)}" for row in known)
    return (
        f"Stock against what is held back: {told}; nothing on file for {blank} of {len(held)} items held back"
    )


def cover_words(row: Blocked) -> str:
    """Months until stocks are gone, from the shortest to the longest; words where they are not limited or not known."""
    if row.months is None:
        return "no share blocked on file"
    low, high = row.months
    if low is None:
        return "not limited (nothing held back)"
    return (
        f"{low:.1f}{HARD}months or more"
        if high is None
        else f"{low:.1f} to {high:.1f}{HARD}months"
        if low != high
        else f"{low:.1f}{HARD}months"
    )


def not_held_words(group: str, names: Mapping[str, str]) -> str:
    """That a share is of a group that does not hold the item, and why it stands there all the same; "" if it does."""
    if not group:
        return ""
    return f"; share of {names.get(group, group)}, a group without this element: it stands in, no share of its own counts"


def stock_words(row: Blocked) -> str:
    """Months in stock, lowest to highest, and who says so."""
    if row.cover is None:
        return ""
    low, high = row.cover.low, row.cover.high
    return f"{low:.3g}{HARD}months" if low == high else f"{low:.3g}–{high:.3g}{HARD}months"


def kilograms_words(value: float, bound: str = "=") -> str:
    """A mass with its bound; grams below ten grams."""
    small = value < 0.01
    amount = value * 1000 if small else value
    text = number(amount) if amount >= 100 else f"{amount:.3g}"
    return f"{BOUNDS.get(bound, '')}{text}{HARD}{'g' if small else 'kg'}"


def oxide_words(one: Content) -> str:
    """The oxides that the elements take, from the lowest to the highest."""
    if one.oxide_kg is None:
        return ""
    low, high = (rounded_words(end) for end in one.oxide_kg)
    return low if low == high else f"{low} to {high}"


def factor_words(factor: Factor) -> str:
    """A factor with its forms and how it comes about: "0.33 t NdPr in 1 t finished NdFeB magnet ("about a third")"."""
    return f"{factor.value:g}{HARD}t {factor.to_form} in 1{HARD}t {factor.from_form} ({factor.basis})"


def rounded_words(value: float, bound: str = "=") -> str:
    """A mass worked out with a factor of two digits: no more than these; grams below ten grams."""
    small = value < 0.01
    amount = value * 1000 if small else value
    digits = 1 - floor(log10(amount)) if amount > 0 else 0
    rounded = floor(amount * 10**digits + 0.5) / 10**digits
    return f"{BOUNDS.get(bound, '')}{number(rounded, max(0, digits))}{HARD}{'g' if small else 'kg'}"


def contents_finding(found: Sequence[Content]) -> str:
    """The magnet mass of the most told product in elements, and what cannot be converted."""
    worked = [one for one in found if one.factor is not None and one.element_kg is not None]
    if not worked:
        return "No mass of magnets with a factor to the elements is on file"
    one = worked[0]
    blank = sum(one.element_kg is None for one in found)
    tail = (
        f"; {blank} of {len(found)} masses {'has' if blank == 1 else 'have'} no factor on file"
        if blank
        else ""
    )
    return (
        f"{kilograms_words(one.mass.kilograms, one.mass.bound)} of magnets in one {one.mass.item} ({one.mass.sector}) hold "
        f"{rounded_words(one.element_kg or 0)} of {one.of}{tail}"
    )
