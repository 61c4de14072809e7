"""The card of the chain on the page Supply, and the source that the reader chooses for each stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

import streamlit as st

from chokepoint.charts import supply_rows as rows_of
from chokepoint.charts.stacked_shares import Bar, stacked_shares
from chokepoint.evidence.stages import Split, chain, fullest, of_element, offered, spread
from chokepoint.method import Stage
from chokepoint.share import supply as say
from chokepoint.share.supply_depth import others_words
from chokepoint.ui.asked import short
from chokepoint.ui.card import Card, empty_body
from chokepoint.ui.context import Context
from chokepoint.ui.layout import Slot
from chokepoint.ui.picks import draw_each, picked_each
from chokepoint.ui.supply_frame import WIDEN, behind, made, parts_of, splits_of, who

TITLE = "From the mine to the magnet"
CHOICE_PX = 380
USUAL: Mapping[str, str] = MappingProxyType({})
KEYS = ("source_key", "stage", "material", "measure", "period")


def chain_card(context: Context, symbol: str, asked: Mapping[str, str] = USUAL) -> Card:
    """Country shares of each stage, one source and year each, the others' range beside (evidence.stages.chain)."""
    q, names, named = context.question, context.names, who(context)
    method, found = context.settings.method.dependence, splits_of(context)
    picked = chain(found, method.stages, method.sources, asked)
    alone = of_element(found, symbol)
    oldest = q.on - timedelta(days=method.max_age_days)
    bars = [_bar(context, stage, split, oldest) for stage, split in picked if split]
    bars += [
        rows_of.bar_of_split(f"{split.stage.capitalize()}, {names[symbol]} alone", split, named[split.source_key], names,
                             narrow=context.narrow)
        for split in alone
    ]  # fmt: skip
    used = [*(split for _, split in picked if split), *alone]
    drawn = stacked_shares(bars, "Share of each stage by country", context.theme, context.narrow)
    told = [(stage.label, split) for stage, split in picked]
    silent = [old] if (old := say.too_old_words(told, oldest)) else []
    silent += [f"no figure for {stage.label}" for stage, split in picked if split is None]
    where = "on file" if q.evidence == "all" else "at this level of evidence"
    silent += [f"{names.country(code)}: no source {where} gives a figure" for code in context.settings.display.clay_from
               if not any(split.part(code) for split in found)]  # fmt: skip
    return made(
        context, f"chain-{symbol}", "production", {split.source_key for split in used},
        title=say.chain_finding(told, q.supplier, names.country(q.supplier), oldest),
        subtitle="Share of the world, %. The chain runs downwards: ore of hard rock and of ionic clay (China, Myanmar, Laos) → "
        "separation → metal → magnet. Each bar is one source, one year, one weight basis, named beside it; different years are "
        f"no trend. Hatched: not split by the source. Line below a bar: {names.country(q.supplier)}’s share by the other sources.",
        unit="% of the world at each stage", alt=drawn.alt,
        body=drawn if bars else empty_body(f"No distribution of any stage is on file at this level of evidence. {WIDEN}"),
        table=parts_of(used), missing="; ".join(silent),
        records=lambda ids: behind(context, "production", ids, KEYS),
    )  # fmt: skip


def choose_sources(context: Context, symbol: str) -> Slot:
    """The source of each stage, in a fold of its own; the usual one where nothing is chosen."""
    options, usual = context.kept("supply-sources", lambda: _offered(context))
    asked = picked_each("sources", sources_of_stages(context))
    fold = st.popover("Choose the sources", key="choices-sources", on_change="rerun")
    if fold.open:
        with fold:
            for label, splits in options.items():
                _draw_choice(context, label, splits, asked, usual.get(label))
    return chain_slot(symbol, asked)


def chain_slot(symbol: str, asked: Mapping[str, str]) -> Slot:
    """The place of the chain with the sources asked for: label of a stage → key of its source."""
    key = f"chain-{symbol}" + short(*(f"{label}:{key}" for label, key in asked.items()))
    return Slot(key, TITLE, lambda at: chain_card(at, symbol, asked))


def sources_of_stages(context: Context) -> dict[str, tuple[str, ...]]:
    """Label of a stage → keys of the sources that can be chosen for it."""
    options, _ = context.kept("supply-sources", lambda: _offered(context))
    return {label: tuple(splits) for label, splits in options.items()}


def _offered(context: Context) -> tuple[dict[str, dict[str, Split]], dict[str, Split]]:
    """Label of a stage → its sources, newest first; and → the one usually shown."""
    method, found = context.settings.method.dependence, splits_of(context)
    usual = {stage.label: split for stage, split in chain(found, method.stages, method.sources) if split}
    return {stage.label: offered(found, stage) for stage in method.stages}, usual


def _draw_choice(
    context: Context, label: str, splits: Mapping[str, Split], asked: Mapping[str, str], usual: Split | None
) -> None:
    if not splits:
        return
    named = who(context)
    plain = usual or fullest(splits.values())
    draw_each(
        st.selectbox, "sources", label, label.capitalize(), tuple(splits), asked, plain.source_key if plain else "",
        key=f"supply-source-{label.replace(' ', '-')}", width=CHOICE_PX, format_func=lambda key: _option(splits[key], named, context),
    )  # fmt: skip


def _option(split: Split, named: Mapping[str, str], context: Context) -> str:
    """A source with its year and what it says of the supplier: "IEA, 2024: China 91 %"."""
    part = split.part(context.question.supplier)
    told = f": {context.names.country(part.country)} {say.pct(part.share_pct, part.bound)}" if part else ""
    doubt = "" if split.verified else ", not verified"
    return f"{named[split.source_key]}, {rows_of.years(split.period)}{told}{doubt}"


def _bar(context: Context, stage: Stage, split: Split, oldest: date) -> Bar:
    """A stage as a bar with the range of the other sources."""
    names, supplier = context.names, context.question.supplier
    name = rows_of.stage_name(stage.label, split, names)
    bar = rows_of.bar_of_split(
        name, split, who(context)[split.source_key], names, split.end < oldest, context.narrow
    )
    told = spread(splits_of(context), stage, split, supplier, oldest)
    return replace(bar, others=(told.low, told.high), others_words=others_words(told)) if told else bar
