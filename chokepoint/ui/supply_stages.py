"""Cards of the page Supply by stage: the narrowest one of each element, and what is left of each without its leader."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from chokepoint.charts.supply_rows import years
from chokepoint.charts.theme import HARD, number
from chokepoint.evidence.concentration import Left, left_by_stage
from chokepoint.evidence.narrowest import STAGES, Held, Narrowest, narrowest_stages
from chokepoint.evidence.projects import WANTED
from chokepoint.evidence.stages import chain
from chokepoint.share import supply_depth as say
from chokepoint.share.supply import pct
from chokepoint.ui import supply as shown
from chokepoint.ui.card import Card, empty_body
from chokepoint.ui.context import Context
from chokepoint.ui.html import esc
from chokepoint.ui.html_table import html_table
from chokepoint.ui.supply_frame import WIDEN, left_for_later, made, seen, splits_of, who

# Keeps the two signs beside it on one line.
JOINED = "\u2060"


def narrowest_card(context: Context) -> Card:
    """The narrowest stage of each element, by its own figure or its group's (evidence.narrowest.narrowest_stages)."""
    q, names, method = context.question, context.names, context.settings.method.dependence
    found = narrowest_stages(
        splits_of(context),
        shown.elements_asked(context),
        context.tables["materials"],
        method.sources,
        q.supplier,
    )
    used = {held.split.source_key for one in found for held in one.stages}
    heads = (
        "Element",
        "Narrowest stage",
        "Whose figure, of when",
        *(f"{say.stage_words(s).capitalize()}, %" for s in STAGES),
    )
    draw, style = _narrowest_cells, "cp-tight cp-narrowest"
    if context.narrow:
        heads, draw, style = ("Element", "Narrowest stage, then the others, %"), _narrow_cells, "cp-tight"
    return made(
        context, "narrowest", "production", used,
        title=say.narrowest_finding(found, names.country(q.supplier)),
        subtitle=f"Highest share of {names.country(q.supplier)} on file by stage, exact shares of output or supply of any age. An "
        "element’s own figure goes before that of the smallest group that holds it; ° marks a group’s figure, which need not hold "
        "for the element. Old figures say their year.",
        unit="% of the world at each stage", alt=say.narrowest_alt(found, names),
        body=html_table(heads, [draw(context, one) for one in found], "Narrowest stage by element", range(3, len(heads)), style)
        if any(one.stages for one in found)
        else empty_body(f"No share of any of these elements is on file at this level of evidence. {WIDEN}"),
        table=pd.DataFrame(
            [(one.element.symbol, one.element.name, held.stage, held.share_pct, held is one.first, names.get(held.of, held.of),
              held.own, held.split.period, held.split.source_key) for one in found for held in one.stages],
            columns=["element", "name", "stage", "share of the supplier (%)", "narrowest", "figure of", "own figure", "period",
                     "source_key"],
        ),
        missing=_not_told(found), tabs=False,
    )  # fmt: skip


def without_card(context: Context) -> Card:
    """What is left of each stage without its largest supplier, in %, tonnes and % of use (evidence.stages.chain, evidence.concentration.left_by_stage)."""
    q, names, method = context.question, context.names, context.settings.method.dependence
    picked = chain(splits_of(context), method.stages, method.sources)
    found = left_by_stage(picked, seen(context, "dependency"), seen(context, "sectors"), q.country, q.on)
    keys = {one.split.source_key for one in found if one.split} | {one.supply_key for one in found}
    keys |= {use.source_key for one in found for use in one.uses}
    heads = ("Stage", "Largest supplier", "Left without it", "In tonnes", "Against use")
    told = [f"{one.label}: {say.left_words(one) or 'not on file'}" for one in found]
    return made(
        context, "without", "production", keys,
        title=say.left_finding_by_stage(found, names),
        subtitle="What all others supply (N−1), before any of them grows and before anybody else takes it; one source and year a "
        "row, as in the chain above. Tonnes as the source lists them, or its share times the world supply of the same material "
        "and year, which then says so. Use only where a figure in the same mass is on file.",
        unit="% of the stage; t; % of use", alt="; ".join(told) or "No stage on file.",
        body=html_table(heads, [_left_cells(context, one) for one in found], "What is left at each stage", (2, 3), shown.DEPTH)
        if any(one.split for one in found)
        else empty_body(f"No distribution of any stage is on file at this level of evidence. {WIDEN}"),
        table=_left_frame(found), tabs=False,
        missing="; ".join(filter(None, (left_for_later(context, "sectors", measure=["demand", "supply"]),
                                        left_for_later(context, "dependency", country=[q.country], measure=WANTED)))),
    )  # fmt: skip


def _narrowest_cells(context: Context, one: Narrowest) -> tuple[str, ...]:
    name, stages, told = _narrowest_words(context, one)
    if one.first is None:
        return (name, stages, "", *("" for _ in STAGES))
    by_stage = {held.stage: held for held in one.stages}
    return (
        name, stages, f'<span class="cp-small">{told}</span>',
        *(_cell(by_stage[stage], one.first) if stage in by_stage else "" for stage in STAGES),
    )  # fmt: skip


def _narrow_cells(context: Context, one: Narrowest) -> tuple[str, ...]:
    """An element for a phone, whose screen ends before a column for each stage: all stages in one cell."""
    name, stages, told = _narrowest_words(context, one)
    if one.first is None:
        return name, stages
    narrowest = {one.first.stage, *(held.stage for held in one.equals)}
    others = ", ".join(
        f"{say.stage_words(held.stage)}{_percent(held)}" for held in one.stages if held.stage not in narrowest
    )
    lines = "".join(f"<br><span class='cp-small'>{line}</span>" for line in (told, esc(others)) if line)
    return name, f"{stages}{_percent(one.first)}{lines}"


def _narrowest_words(context: Context, one: Narrowest) -> tuple[str, str, str]:
    """The element, its narrowest stages or why there is none, and whose figure that is (HTML)."""
    first = one.first
    name = f"<b>{esc(one.element.symbol)}</b> {esc(one.element.name)}"
    if first is None:
        why = "nothing on file" if one.element.traded else "not produced or traded"
        return name, f'<span class="cp-quiet">{why}</span>', ""
    stages = " and ".join(say.stage_words(held.stage) for held in (first, *one.equals))
    told = f"{say.of_words(first, context.names)}, {years(first.split.period)}, {who(context)[first.split.source_key]}"
    return name, f"<b>{esc(stages)}</b>", esc(told)


def _percent(held: Held) -> str:
    """The share, and the mark of a group's figure, which never stands alone on a line."""
    return f" {held.share_pct:.3g}{HARD}%{'' if held.own else JOINED + '°'}"


def _cell(held: Held, first: Held) -> str:
    """A share with the mark of a group's figure; the highest bold with its bar."""
    text = f"{held.share_pct:.3g}{'' if held.own else '°'}"
    return f"<b>{text}</b>{shown.bar(held.share_pct)}" if held.share_pct == first.share_pct else text


def _not_told(found: Sequence[Narrowest]) -> str:
    """Stages of which no element and no group has a figure, and elements without any."""
    bare = [one.element.symbol for one in found if one.element.traded and not one.stages]
    return f"no figure at all: {', '.join(bare)}" if bare else ""


def _left_cells(context: Context, one: Left) -> tuple[str, ...]:
    names, named, split = context.names, who(context), one.split
    name = f"<b>{esc(one.label.capitalize())}</b>"
    if split is None or one.leader_pct is None:
        return name, f'<span class="cp-quiet">{esc("; ".join(one.blank))}</span>', "", "", ""
    basis = f"{names.get(split.material, split.material)}, {years(split.period)}, {named[split.source_key]}"
    how = (
        f"<br><span class='cp-small'>worked out: × {number(one.of_supply_t)}{HARD}t, {esc(named[one.supply_key])}</span>"
        if one.of_supply_t is not None
        else ""
    )
    blank = f'<span class="cp-quiet">{esc("; ".join(one.blank))}</span>'
    tonnes = f"<b>{number(one.left_t)}{HARD}{esc(one.unit)}</b>{how}" if one.left_t is not None else ""
    uses = "<br>".join(f"{esc(say.use_words(use, names))}" for use in one.uses)
    return (
        f"{name}<br><span class='cp-small'>{esc(basis)}</span>",
        f"{esc(names.country(one.leader))} {esc(pct(one.leader_pct, one.bound))}{shown.bar(one.leader_pct)}",
        f"<b>{esc(say.left_words(one))}</b>", tonnes, uses or blank,
    )  # fmt: skip


def _left_frame(found: Sequence[Left]) -> pd.DataFrame:
    rows = [
        (one.label, one.split.material if one.split else None, one.split.period if one.split else None, one.leader or None,
         one.leader_pct, one.bound, one.left_pct, one.left_t, one.unit or None, one.of_supply_t, use.what if use else None,
         use.country if use else None, use.period if use else None, use.tonnes if use else None, use.left_pct if use else None,
         "; ".join(one.blank), one.split.source_key if one.split else None, use.source_key if use else None)
        for one in found
        for use in (one.uses or (None,))
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[
        "stage", "material", "period", "largest supplier", "its share (%)", "bound of the share", "left without it (%)",
        "left without it (in unit)", "unit", "worked out from world supply (t)", "use", "used by", "period of use", "use (in unit)",
        "left as a share of use (%)", "blank because", "source_key", "source_key of the use",
    ])  # fmt: skip
