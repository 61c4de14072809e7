"""Sentences of the Supply page: templates filled from records, nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from textwrap import wrap

import pandas as pd

from chokepoint.charts.theme import HARD, number
from chokepoint.evidence.board import Cell
from chokepoint.evidence.concentration import Concentration
from chokepoint.evidence.countries import Exposure
from chokepoint.evidence.criticality import Score
from chokepoint.evidence.elements import Element
from chokepoint.evidence.imports import Imports, Reliance
from chokepoint.evidence.names import Names
from chokepoint.evidence.newcomers import Newcomer
from chokepoint.evidence.reserves import Ground
from chokepoint.evidence.stages import REST, Split, Stated, range_of
from chokepoint.evidence.stocks import Stock
from chokepoint.evidence.uses import Mass, Shares
from chokepoint.share.sentences import count_word
from chokepoint.share.trade import the

LINE = 28
BOUNDS = {">": "over ", ">=": "at least ", "<": "under ", "<=": "at most ", "~": "about ", "~<": "nearly "}
BASES = {
    "gross": "by weight", "value": "by value", "REO": "oxide weight (REO)", "unstated": "weight basis not stated",
    "apparent_consumption": "of apparent consumption",
}  # fmt: skip
FORMS = {
    "compounds_and_metals": "compounds and metals", "with_magnets": "with magnets", "any": "all forms", "any_stage": "",
}  # fmt: skip


def pct(value: float, bound: str = "=") -> str:
    """A share with its bound: "over 80 %", "69.4 %"."""
    digits = 0 if value == int(value) else 1
    return f"{BOUNDS.get(bound, '')}{number(value, digits)}{HARD}%"


def tiles_finding(measure: str, values: Mapping[str, object], total: int) -> str:
    """How many elements the measure exists for, and what it says."""
    return {
        "reliance": f"Import reliance is published for {len(values)} of {total} elements only",
        "gap": f"A price on both sides of China’s border exists for {len(values)} of {total} elements",
        "magnets": f"{count_word(len(values))} of {total} elements go into magnets",
    }[measure]


def control_words(cells: Mapping[str, Cell]) -> str:
    """What each class of buyers meets: "civil: licence; military: barred; listed: barred"."""
    return "; ".join(f"{buyer}: {cell.word}" for buyer, cell in cells.items())


def reliance_words(one: Reliance | None) -> str:
    """A reliance with year and edition's day; "no official figure" where none exists."""
    if one is None:
        return "no official figure"
    if one.value is None:
        return one.no_number
    return f"{pct(one.value, one.bound)} in {one.period}"


def chain_finding(rows: Sequence[tuple[str, Split | None]], supplier: str, name: str, oldest: date) -> str:
    """The supplier's share at the mine against those after it, with their years; what is too old to count stays out."""
    shares = [
        (label, part.share_pct, split)
        for label, split in rows
        if split and split.end >= oldest and (part := split.part(supplier))
    ]
    mine, after = shares[:1], shares[1:]
    if not after or mine[0][0] != rows[0][0]:
        return f"Too few stages with a share of {name} on file that is young enough"
    steps = (
        "every step after the mine"
        if len(after) == len(rows) - 1
        else _listed([label for label, _, _ in after])
    )
    values = [share for _, share, _ in after]
    return (
        f"{name} mined {pct(mine[0][1])} of the world’s rare earths in {mine[0][2].period} and held "
        f"{_span(min(values), max(values))} of {steps} in {years_of(split for _, _, split in after)}, by one source a step"
    )


def years_of(found: Iterable[Split]) -> str:
    """The years that distributions are of, from the first to the last: "2023 to 2025", "2024"."""
    ends = sorted({split.end.year for split in found})
    return str(ends[0]) if len(ends) == 1 else f"{ends[0]} to {ends[-1]}"


def too_old_words(rows: Sequence[tuple[str, Split | None]], oldest: date) -> str:
    """The stages whose newest figure is too old to count, with their years; "" without one."""
    old = [
        f"{label} ({split.period.replace('..', '–')})"
        for label, split in rows
        if split and split.end < oldest
    ]
    return f"too old to count, drawn and not in the title: {', '.join(old)}" if old else ""


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def range_words(values: Sequence[Stated], since: str = "") -> str:
    """The range of the shares that count, bounds said beside it: "85–92 %; said: over 80 %"."""
    span = range_of(values)
    if span is None:
        older = _span_words(values, "") if values else "no figure"
        return f"{older}<br>too old to count" if values else older
    low, high = span
    digits = 0 if low == int(low) and high == int(high) else 1
    text = pct(low) if low == high else f"{number(low, digits)}–{number(high, digits)}{HARD}%"
    above = [one.share_pct for one in values if one.bound in (">", ">=")]
    said = f"<br>also “over {number(min(above))}{HARD}%”" if above else ""
    return f"<b>{text}</b>{said}" + "".join(f"<br>{line}" for line in wrap(since, LINE))


def range_finding(values: Mapping[str, Sequence[Stated]], name: str) -> str:
    """The range at separation and the press figure beside it."""
    chosen = values.get("separation", ())
    span = range_of(chosen)
    if span is None:
        return f"No exact share of {name} in separation is young enough"
    above = [one for one in chosen if one.bound in (">", ">=")]
    press = f", in the press “{pct(above[0].share_pct, above[0].bound)}”" if above else ""
    return f"{name}’s share of separation: {_span(*span)} by source{press}"


def since_words(found: Sequence[Newcomer], split: Split, names: Names) -> str:
    """Plants that began after a figure: "2023, before Lynas began in Malaysia in 2025"; empty without one."""
    firms = dict.fromkeys(
        f"{one.company} began in {names.country(one.country)} in {one.start_year}" for one in found
    )
    return f"{split.period}, before {', '.join(firms)}" if firms else ""


def ladder_words(found: Mapping[str, Sequence[Stated]], since: Mapping[str, str], name: str) -> str:
    """The range of shares on file by stage, older ones with their year: the standfirst."""
    told = [
        f"{label} {_span_words(values, since.get(label, ''))}" for label, values in found.items() if values
    ]
    return f"Shares of {name} by source: {', '.join(told)}." if told else ""


def _span_words(values: Sequence[Stated], since: str) -> str:
    exact = [one.share_pct for one in values if one.bound == "="]
    span = range_of(values)
    if not exact:
        return "no exact figure"
    low, high = span or (min(exact), max(exact))
    years = sorted({one.split.end.year for one in values if one.bound == "="})
    text = pct(high) if low == high else f"{number(low)}–{pct(high)}"
    if since:
        return f"{text} ({since})"
    return text if span else f"{text} ({years[-1]})"


def _span(low: float, high: float) -> str:
    """Two shares as a range: "85 to 92 %"; one where both are shown alike."""
    return pct(high) if number(low) == number(high) else f"{number(low)} to {pct(high)}"


def left_finding(found: Sequence[Concentration], names: Names) -> str:
    """What is left of mining without the largest supplier, by the newest edition."""
    if not found:
        return "No edition lists all of mining"
    one = found[0]
    left = f"{number(one.left_t)}{HARD}t" if one.left_t is not None else pct(one.left_pct)
    text = f"Without {names.country(one.leader)} {left} of world mining are left"
    if one.second is None or one.second_of_left_pct is None:
        return text
    return f"{text}, {number(one.second_of_left_pct)}{HARD}% of it from {the(names.country(one.second))}"


def reliance_finding(found: Sequence[Reliance], all_of: str, country: str) -> str:
    """The newest year for which editions disagree, or the newest figure."""
    years: dict[str, list[Reliance]] = {}
    for one in found:
        if one.material == all_of and one.value is not None:
            years.setdefault(one.period, []).append(one)
    for year, editions in years.items():
        values = [one.value for one in sorted(editions, key=lambda one: one.known)]
        if len(set(values)) > 1 and all(one.bound == "=" for one in editions):
            return f"{country}: import reliance in {year} is {' % or '.join(f'{value:g}' for value in values)}{HARD}%, by edition"
    newest = next(iter(years.values()), None)
    if newest is None:
        return f"{country}: no import reliance is published in a source on file"
    return f"{country}: import reliance {reliance_words(newest[0])}"


def imports_finding(found: Sequence[Imports], supplier: str, country: str, name: str) -> str:
    """The supplier's direct share, and how much more comes by countries that process others' material."""
    if not found:
        return f"{country}: no split of imports is on file"
    one = found[0]
    direct = sum(part.share_pct for part in one.parts if part.partner == supplier)
    passed = sum(part.share_pct for part in one.parts if part.passed_on)
    text = f"{country}: {pct(direct)} of imports come from {name}"
    return f"{text}, {pct(passed)} more from countries that process others’ material" if passed else text


def stocks_finding(found: Sequence[Stock], names: Names) -> str:
    """How many statements on stocks exist, and who keeps it secret."""
    held = [one for one in found if one.measure == "stock"]
    secret = sorted({names.country(one.country) for one in found if one.secret})
    tail = f"; {', '.join(secret)} {'keeps' if len(secret) == 1 else 'keep'} it secret" if secret else ""
    if not found:
        return "Nothing on stocks is on file"
    return f"{count_word(len(held))} statement{'' if len(held) == 1 else 's'} on what is held{tail}"


def uses_title(found: Sequence[Element]) -> str:
    """Whose uses a list tells: "What the 17 elements are used for", "What terbium is used for"."""
    if not found:
        return "No element chosen"
    return (
        f"What {found[0].name} is used for"
        if len(found) == 1
        else f"What the {len(found)} elements are used for"
    )


def uses_name(one: Shares, names: Names) -> str:
    """What a split over uses counts, and where."""
    words = {
        "share_of_use": "Use",
        "share_of_demand": "Demand by weight",
        "share_of_value": "Demand by value",
    }
    return f"{words[one.measure]}, {names.country(one.country)}"


def sectors_finding(found: Sequence[Shares], names: Names) -> str:
    """The largest use by each newest source: they disagree because they count different things."""
    if not found:
        return "No split over uses is on file"
    newest = {(one.measure, one.country): one for one in reversed(found)}
    told = [
        f"{one.parts[0][0]} {pct(one.parts[0][1])} ({names.country(one.country)}, {one.period})"
        for one in newest.values()
    ]
    return "Largest use by source: " + "; ".join(told)


def import_name(one: Imports, names: Names) -> str:
    """Product of an import split: "rare earths, compounds and metals"."""
    form = FORMS.get(one.form, one.form)
    stage = "" if one.stage == "any" else f", {one.stage}"
    return f"{names.get(one.material, one.material).capitalize()}{stage}" + (
        f", {form}" if form != "all forms" else ""
    )


def revision_words(found: Sequence[Reliance], dependency: pd.DataFrame, country: str) -> str:
    """Why editions differ, as far as the newest one shows what it rests on."""
    years = {one.period for one in found if "revised" in one.notes}
    if not years:
        return ""
    year = max(years)
    newest = max((one for one in found if one.period == year), key=lambda one: one.known)
    rows = dependency[
        (dependency["country"] == country) & (dependency["source_key"] == newest.source_key)
        & (dependency["period"] == year) & dependency["form"].isin(["compounds", "metal", "compounds_and_metals"])
    ]  # fmt: skip
    told = [f"{row.form.replace('_', ' ')} {row.measure} {number(row.value)}{HARD}t"
            for row in rows.itertuples() if row.measure in ("production", "imports")]  # fmt: skip
    return (
        f"{year} was first an estimate and then revised: the newer edition rests on {', '.join(told)} (REO); what the "
        "older one rested on is not on file." if told else f"{year} was first an estimate and then revised."
    )  # fmt: skip


def countries_finding(found: Sequence[Exposure]) -> str:
    """How many countries have a share of China and a reliance on file."""
    shares = sum(one.share is not None for one in found)
    relied = sum(one.reliance is not None for one in found)
    return f"China’s share is on file for {shares} of {len(found)} countries, import reliance for {relied}"


def masses_finding(found: Sequence[Mass]) -> str:
    """The figure that is most quoted and disputed, or what the table holds."""
    disputed = [one for one in found if one.disputed]
    if not disputed:
        return f"{len(found)} figures on what sits in one unit of a product"
    one = disputed[0]
    return f"{number(one.kilograms)}{HARD}kg in one {one.item} is disputed: parts, not elements"


def scores_finding(found: Sequence[Score], names: Mapping[str, str]) -> str:
    """The newest supply risk of each group."""
    risk = [one for one in found if one.family == "supply risk"]
    if not risk:
        return "No published criticality score is on file"
    year = max(one.edition for one in risk)
    told = [f"{names.get(one.group, one.group)} {one.value:g}" for one in risk if one.edition == year]
    return f"Supply risk by the EU study of {year}: " + ", ".join(told)


def ground_finding(found: Sequence[Ground], names: Names) -> str:
    """The two largest reserves outside China, each beside its output."""
    outside = [one for one in found if one.country not in ("CHN", *REST) and one.reserves_t]
    rich = sorted(outside, key=lambda one: -(one.reserves_t or 0))[:2]
    if not rich:
        return "No edition has reserves and output"
    told = [
        f"{names.country(one.country)} has {(one.reserves_t or 0) / 1e6:g}{HARD}Mt and mined "
        + ("no figure" if one.output_t is None else f"{number(one.output_t)}{HARD}t")
        for one in rich
    ]
    return f"{'; '.join(told)} in {rich[0].output_period}"
