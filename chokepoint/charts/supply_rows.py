"""Records of the supply chain as the rows, bars and tiles that the figures draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from chokepoint.charts.ranges import Dot, Row
from chokepoint.charts.stacked_shares import MAIN, OTHERS, PLAIN, UNSPLIT, VIA, Bar, Piece
from chokepoint.charts.theme import HARD, SIGNS, literal, number
from chokepoint.charts.tiles import DASHED, FULL, NONE, OUTLINE, TINT, Tile
from chokepoint.evidence.board import BARRED, FREE, Cell
from chokepoint.evidence.elements import Element
from chokepoint.evidence.imports import OTHERS as OTHER
from chokepoint.evidence.imports import Imports, Reliance
from chokepoint.evidence.measures import State
from chokepoint.evidence.names import Names
from chokepoint.evidence.price_gaps import Gap
from chokepoint.evidence.stages import REST, Split, Stated
from chokepoint.evidence.uses import Shares

SMALL_PCT = 2.0
BARRED_SIGN = "✕"
# Word and fill of a tile whose rules wait, what is least certain first.
WAITING = {
    State.LAPSED_UNCONFIRMED: ("ran out", DASHED), State.SUSPENDED: ("suspended", TINT), State.ANNOUNCED: ("announced", DASHED),
}  # fmt: skip
WEIGHED = {"REO": "oxide weight", "value": "by value", "gross": "by weight", "unstated": "basis not stated"}


def years(period: str) -> str:
    """A span of years as it is read: 2016..2020 → 2016–2020."""
    return period.replace("..", "–")


def stage_name(label: str, split: Split, names: Names) -> str:
    """Name of a stage with what it is of: "Separation, magnet rare earths"; not said twice."""
    material = names.get(split.material, split.material)
    of = "" if split.stage == "mining" or any(word in material for word in label.split()) else f", {material}"
    return label.capitalize() + of


def bar_of_split(
    name: str, split: Split, who: str, names: Names, old: bool = False, narrow: bool = False
) -> Bar:
    """A distribution as a bar: named countries, small ones together, the rest as the source leaves it.

    `old` marks a figure that is too old to count in Dependence; a `narrow` bar lists its parts in words.
    """
    large = [part for part in split.parts if part.share_pct >= SMALL_PCT and part.country not in REST]
    small = [part for part in split.parts if part not in large]
    pieces = [
        Piece(names.country(part.country), part.country, part.share_pct, part.country, part.bound)
        for part in large
    ]
    if small:
        listed = ", ".join(f"{names.country(one.country)} {one.share_pct:.2g}" for one in small)
        pieces.append(Piece(f"others ({listed})", "others", sum(one.share_pct for one in small), OTHERS))
    if split.unsplit_pct > 0.05:
        pieces.append(Piece("not split by the source", "", split.unsplit_pct, UNSPLIT))
    under = f"{years(split.period)}, {who}, {WEIGHED.get(split.basis, split.basis)}"
    under += (", too old to count" if old else "") + (_listed(pieces) if narrow else "")
    return Bar(name, under, tuple(pieces), split.id)


def _listed(pieces: Sequence[Piece]) -> str:
    """The parts after the largest in words, for a bar too small for labels."""
    told = [f"{piece.short} {piece.share:.2g}" for piece in pieces[1:] if piece.kind != UNSPLIT]
    return f" · {', '.join(told)}" if told else ""


def bar_of_imports(name: str, found: Imports, who: str, names: Names, narrow: bool = False) -> Bar:
    """Import sources as a bar; partners that process others' material carry their own kind."""
    pieces = [
        Piece(
            names.country(part.partner), "others" if part.partner in OTHER else part.partner, part.share_pct,
            VIA if part.passed_on else OTHERS if part.partner in OTHER else part.partner, part.bound,
        )
        for part in found.parts
    ]  # fmt: skip
    if found.unsplit_pct > 0.05:
        pieces.append(Piece("not split by the source", "", found.unsplit_pct, UNSPLIT))
    under = f"{years(found.period)}, {who}, {WEIGHED.get(found.basis, found.basis)}"
    return Bar(name, under + (_listed(pieces) if narrow else ""), tuple(pieces), found.id)


def bar_of_uses(name: str, found: Shares, who: str, narrow: bool = False) -> Bar:
    """Uses as a bar: the magnets dark, all else light, what the source does not cover hatched."""
    pieces = [
        Piece(use, use.split()[0], share, MAIN if use.startswith("magnets") else PLAIN)
        for use, share in found.parts
    ]
    if found.rest_pct > 0.05:
        pieces.append(Piece("not split by the source", "", found.rest_pct, UNSPLIT))
    under = f"{found.period}, {who}" + (_listed(pieces) if narrow else "")
    return Bar(name, under, tuple(pieces), found.id)


def rows_of_shares(
    found: Mapping[str, Sequence[Stated]], ends: Mapping[str, str], who: Mapping[str, str]
) -> list[Row]:
    """The supplier's share of each stage as dots by source, with the range of those that count."""
    rows = []
    for label, values in found.items():
        counted = [one.share_pct for one in values if one.counts]
        dots = tuple(
            Dot(
                one.share_pct, one.bound, one.counts,
                f"{SIGNS.get(one.bound, '')}{one.share_pct:.3g}{HARD}%, {one.split.period}, "
                f"{who[one.split.source_key]}" + ("" if one.split.verified else ", not verified"),
                one.split.id,
            )
            for one in values
        )  # fmt: skip
        under = f"{len(dots)} source{'' if len(dots) == 1 else 's'}"
        rows.append(
            Row(
                label.capitalize(),
                under,
                dots,
                (min(counted), max(counted)) if counted else None,
                ends[label],
            )
        )
    return rows


def rows_of_reliance(
    found: Sequence[Reliance], materials: Sequence[tuple[str, str, str]], years: int, who: Mapping[str, str]
) -> list[Row]:
    """Net import reliance by material (code, form, name) and year, one dot an edition; blanks say so."""
    rows = []
    for code, form, name in materials:
        own = [one for one in found if one.material == code and (not form or one.form == form)]
        if not own:
            rows.append(Row(name, "", (), None, "no official figure"))
        periods = list(dict.fromkeys(one.period for one in own))[: years if form else 1]
        for period in periods:
            editions = sorted((one for one in own if one.period == period), key=lambda one: one.known)
            rows.append(_reliance_row(name, period, editions, who))
    return rows


def _reliance_row(name: str, period: str, editions: Sequence[Reliance], who: Mapping[str, str]) -> Row:
    numbers = [one for one in editions if one.value is not None]
    if not numbers:
        return Row(name, period, (), None, ", ".join(dict.fromkeys(one.no_number for one in editions)))
    dots = tuple(
        Dot(
            float(one.value or 0), one.bound, one.bound == "=",
            f"{SIGNS.get(one.bound, '')}{one.value:g}{HARD}% in {period}, {who[one.source_key]}",
            f"{one.source_key}|{one.material}|{one.period}",
            f"{SIGNS.get(one.bound, '')}{one.value:g}",
        )
        for one in numbers
    )  # fmt: skip
    same = len({(one.value, one.bound) for one in numbers}) == 1
    told = [
        literal(f"{SIGNS.get(one.bound, '')}{one.value:g}{HARD}%: {who[one.source_key]}") for one in numbers
    ]
    end = told[0] + (f", and {len(numbers) - 1} more" if same and len(numbers) > 1 else "")
    if same:
        dots = dots[-1:]
    span = None if same or any(one.bound != "=" for one in numbers) else (
        min(dot.value for dot in dots), max(dot.value for dot in dots))  # fmt: skip
    return Row(name, period, dots, span, end if same else "<br>".join(told))


def tile_of_control(one: Element, cell: Cell) -> Tile:
    """A tile by what a class of buyers meets: full what is in force, barred with its sign, suspended tinted, else dashed."""
    if not one.traded:
        return Tile(one.symbol, one.name, one.number, "not traded", NONE, "not produced or traded")
    if cell.word == FREE:
        if not cell.aside:
            return Tile(one.symbol, one.name, one.number, FREE, OUTLINE, FREE)
        states = {rule.state for rule in cell.aside}
        # What is not certain is dashed, whatever else waits.
        word, fill = next(look for state, look in WAITING.items() if state in states)
        return Tile(one.symbol, one.name, one.number, word, fill, _waiting(cell))
    sign = f"{BARRED_SIGN} " if cell.word == BARRED else ""
    return Tile(one.symbol, one.name, one.number, f"{sign}{cell.word}", FULL, cell.word)


def _waiting(cell: Cell) -> str:
    """Why goods are free although a rule on them is on file: a suspension that ran out goes first, then one that runs."""
    states = {rule.state for rule in cell.aside}
    if State.LAPSED_UNCONFIRMED in states:
        return "free as far as known: a suspension ran out, what follows is not on file"
    if State.SUSPENDED in states:
        return (
            f"free, a rule suspended until {cell.until}"
            if cell.until
            else "free, a rule suspended, no end named"
        )
    return "free, a rule announced"


def tile_of_reliance(one: Element, found: Reliance | None) -> Tile:
    """A tile by published import reliance: full where a figure exists, blank where none does."""
    if found is None or found.value is None:
        return Tile(one.symbol, one.name, one.number, "–", NONE, "no official figure")
    value = f"{SIGNS.get(found.bound, '')}{found.value:g}{HARD}%"
    return Tile(one.symbol, one.name, one.number, value, FULL, f"{value} in {found.period}")


def tile_of_gap(one: Element, gap: Gap | None, full: float) -> Tile:
    """A tile by the price ratio: full from `full` times, tinted below; blank without both legs."""
    if gap is None:
        return Tile(one.symbol, one.name, one.number, "–", NONE, "no pair of prices on file")
    value = f"{number(gap.ratio, 0 if gap.ratio >= 10 else 1)}{HARD}×"
    words = f"{value} in {gap.outside_period}"
    if gap.ratio_untaxed is not None:
        words += f" ({number(gap.ratio_untaxed, 0 if gap.ratio_untaxed >= 10 else 1)}{HARD}× if no VAT was in the Chinese price)"
    return Tile(one.symbol, one.name, one.number, value, FULL if gap.ratio >= full else TINT, words)


def tile_of_magnets(one: Element) -> Tile:
    """A tile by use in magnets."""
    value = "yes" if one.magnet_use else "no"
    return Tile(one.symbol, one.name, one.number, value, FULL if one.magnet_use else OUTLINE, value)
