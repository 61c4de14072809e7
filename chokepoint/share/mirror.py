"""Sentences on flows that both sides state: the gap of a period and why two customs houses may differ. Never a mean."""

from __future__ import annotations

from collections.abc import Sequence

from chokepoint.charts.theme import HARD, number
from chokepoint.evidence.mirror import Flow, Pair, Stated, paired, why_none
from chokepoint.evidence.monthly import PRODUCTS
from chokepoint.evidence.names import Names
from chokepoint.share.diplomacy import NAMED, product_words
from chokepoint.share.trade import the

MONTH = "M"


def goods_words(flow: Flow) -> str:
    """The goods of a flow by the codes of both sides: "Rare-earth magnets, line 85051110 / NdFeB"."""
    words = " / ".join(PRODUCTS.get(code) or product_words(code) for code in flow.codes)
    return words[:1].upper() + words[1:]


def flow_name(flow: Flow, names: Names) -> str:
    """Goods and direction: "Line 280530, China to Japan"."""
    return f"{goods_words(flow)}, {names.country(flow.exporter)} to {names.country(flow.importer)}"


def gap_words(pair: Pair) -> str:
    """Both figures of a period and their gap: "2025-06: 353 t against 300 t, the exporter 53 t more, 15 % of the larger"."""
    exported, imported = (amount_words(one.amount, pair.unit) for one in (pair.export, pair.entry))
    if not pair.gap:
        return f"{pair.period}: {exported} by both sides, no gap"
    way = "more" if pair.gap > 0 else "less"
    gap = f"{amount_words(abs(pair.gap), pair.unit)} {way}, {pair.of_larger_pct:.0f}{HARD}% of the larger"
    return f"{pair.period}: {exported} against {imported}, the exporter {gap}"


def reasons(pair: Pair) -> tuple[str, ...]:
    """Why the two figures of a pair may differ although nobody errs."""
    found = [
        "goods that pass through a third place are booked by origin on one side and by last destination on the other"
    ]
    if pair.export.frequency == MONTH:
        found.insert(0, "weeks at sea: what leaves in one month may arrive in the next")
    if pair.unit == "t":
        found.append("net weight against weight with packing")
    else:
        found.append("exports are valued without freight and insurance, imports often with them")
    return (*found, *filter(None, [codes_words(pair).removeprefix("; ")]))


def codes_words(pair: Pair) -> str:
    """That the two sides use other codes, as the end of a sentence; empty if they use the same."""
    if pair.export.code == pair.entry.code:
        return ""
    return f"; the codes {_code(pair.export.code)} and {_code(pair.entry.code)} are not the same line"


def none_words(flow: Flow, names: Names) -> str:
    """Why a flow has no pair, with the nearest figures of the two sides where each has one."""
    sides = {"exporter": flow.exporter, "importer": flow.importer}
    why = why_none(flow)
    if why in sides:
        return f"no figure of {the(names.country(sides[why]))} on file"
    nearest = flow.nearest()
    assert nearest is not None
    told = f"nearest: {stated_words(nearest[0])} against {stated_words(nearest[1])}"
    return f"same period, no common unit; {told}" if why == "unit" else f"no common period; {told}"


def side_words(figures: Sequence[Stated]) -> str:
    """What one side has on file: "17 figures, 2019-05 to 2026-03, t"."""
    if not figures:
        return "nothing on file"
    units = " and ".join(dict.fromkeys(one.unit for one in figures))
    periods = list(dict.fromkeys(one.period for one in figures))
    if len(periods) == 1:
        return f"1 period, {periods[0].replace('..', '–')}, {units}"
    first, last = periods[0].split("..")[0], periods[-1].split("..")[-1]
    return f"{len(periods)} periods, {first} to {last}, {units}"


def mirror_finding(found: Sequence[Flow], names: Names) -> str:
    """The newest shared period of the flow with most pairs; or that both sides' figures never meet."""
    both = paired(found)
    if not both:
        told = sum(bool(flow.exports and flow.imports) for flow in found)
        tail = f"; of {len(found)} flows {told} {'is' if told == 1 else 'are'} told by both" if found else ""
        return f"No flow on file that both sides state for the same period in the same unit{tail}"
    return f"{flow_name(both[0], names)}, {gap_words(newest(both[0]))}"


def newest(flow: Flow) -> Pair:
    """The newest pair of a flow, tonnes before value."""
    return max(flow.pairs, key=lambda pair: (pair.period.split("..")[-1], pair.unit == "t"))


def amount_words(value: float, unit: str) -> str:
    """An amount with its unit; value in million USD from one million on."""
    if unit == "USD" and abs(value) >= 1e6:
        return f"{number(value / 1e6, 1)}{HARD}million{HARD}USD"
    return f"{number(value, 0 if abs(value) >= 10 or value == round(value) else 1)}{HARD}{unit}"


def stated_words(one: Stated) -> str:
    """One side's figure with its period and code: "45.4 million USD in 2025-01–2025-03 (NdFeB)"."""
    return f"{amount_words(one.amount, one.unit)} in {one.period.replace('..', '–')} ({_code(one.code)})"


def _code(code: str) -> str:
    """A product code as it is read: "NdFeB" for NDFEB; the number of a line stays."""
    return NAMED.get(code, code)
