"""Card of flows that exporter and importer both report: their figures side by side, the gap, never a mean."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from chokepoint.charts.mirror import Figure, Panel, Told, mirror
from chokepoint.evidence.mirror import Flow, Stated, flows_of, paired
from chokepoint.evidence.names import Names
from chokepoint.evidence.periods import first_day, last_day
from chokepoint.share import mirror as words
from chokepoint.ui.card import Card, empty_body
from chokepoint.ui.context import Context
from chokepoint.ui.filters import of_materials
from chokepoint.ui.html import esc, plural
from chokepoint.ui.html_table import WORDY, html_table
from chokepoint.ui.layout import Slot
from chokepoint.ui.trade_rows import credit, evidence_of

COLUMNS = ["flow", "period", "unit", "exporter states (unit)", "importer states (unit)", "gap (unit)", "gap (% of the larger)",
           "exporter's code", "importer's code", "why they may differ", "source_key, exporter", "source_key, importer"]  # fmt: skip


def mirror_card(context: Context) -> Card:
    """Pairs of both sides' figures by flow and period; without a pair, what is nearest (evidence.mirror.paired)."""
    q, names, settings = context.question, context.names, context.settings.display
    rows, left_out = evidence_of(context, context.tables["trade_flows"])
    flows = flows_of(rows, q.on, settings.same_goods, (q.country, q.supplier))
    flows = [flow for flow in flows if of_materials(context, flow.material, None)]
    mine = {q.country, q.supplier}
    both = sorted(paired(flows), key=lambda flow: {flow.exporter, flow.importer} != mine)
    asked = [flow for flow in flows if {flow.exporter, flow.importer} == mine]
    shown = [panel for panel in (_panel(flow, context) for flow in both) if panel][: settings.mirror_panels]
    drawn = mirror(shown, q.since, q.on, context.theme, context.narrow) if shown else None
    told = [one for flow in (both or asked) for one in (*flow.exports, *flow.imports)]
    told_rows = rows[
        rows["source_key"].isin([one.source_key for one in told]) & (rows["known_from"] <= pd.Timestamp(q.on))
    ]
    return Card(
        key="mirror",
        title=words.mirror_finding(both or asked, names),
        subtitle="The same goods in the same period as the exporter’s and as the importer’s customs state them. Neither is the true "
        "figure and no mean is made: goods at sea, third places, packing, freight and different lines set them apart.",
        unit="t; USD; % of the larger figure",
        as_of=max((last_day(one.period) for one in told if last_day(one.period) <= q.on), default=q.on),
        alt=drawn.alt if drawn else "; ".join(f"{words.flow_name(f, names)}: {words.none_words(f, names)}" for f in asked if not f.pairs)
        or f"{len(both)} flows stated by both sides, none since {q.since}." if asked or both else "No flow between the two on file.",
        body=drawn or (_nearest(asked, names) if asked else empty_body(
            f"No flow between {names.country(q.country)} and {names.country(q.supplier)} on file by {q.on} for these materials at "
            "this level of evidence. Take all materials or all evidence, or put in the customs tables of both sides on page Data."
        )),
        table=_table([*both, *(flow for flow in asked if not flow.pairs)], names),
        missing="; ".join(part for part in (left_out, _without(asked) if drawn else "") if part),
        everything=lambda: context.tables["trade_flows"],
        records=lambda ids: _records(rows, both, ids),
        **credit(context, told_rows),
    )  # fmt: skip


def _panel(flow: Flow, context: Context) -> Panel | None:
    """The unit and length of period with most pairs since the first day of the figures; None without a pair since."""
    q, names = context.question, context.names
    seen = [pair for pair in flow.pairs if last_day(pair.period) >= q.since]
    if not seen:
        return None
    kinds = [(pair.unit, pair.export.frequency) for pair in seen]
    unit, frequency = max(kinds, key=lambda kind: (kinds.count(kind), kind[0] == "t"))
    alike = [pair for pair in seen if (pair.unit, pair.export.frequency) == (unit, frequency)]
    newest = alike[-1]
    codes = (newest.export.code, newest.entry.code)
    mine = [pair for pair in alike if (pair.export.code, pair.entry.code) == codes]

    def told(side: str, figures: Sequence[Stated], code: str, what: str) -> Told:
        kept = [
            Figure(first_day(one.period), last_day(one.period), one.period, one.amount, f"{flow.id}|{one.period}")
            for one in figures
            if (one.code, one.unit, one.frequency) == (code, unit, frequency) and last_day(one.period) >= q.since
        ]  # fmt: skip
        return Told(side, f"{names.country(side)}: {what}", tuple(kept))

    said = f"{words.gap_words(newest)}; {plural(len(mine), 'shared period')}{words.codes_words(newest)}"
    return Panel(
        words.flow_name(flow, names), unit, said, told(flow.exporter, flow.exports, newest.export.code, "exports"),
        told(flow.importer, flow.imports, newest.entry.code, "imports"), tuple(pair.period for pair in mine),
    )  # fmt: skip


def _nearest(flows: Sequence[Flow], names: Names) -> str:
    """What each side has on file by flow, and why the two do not meet, as an HTML table."""
    heads = ("Flow", "The exporter states", "The importer states", "Why no gap can be told")
    cells = [
        (
            f"<b>{esc(words.goods_words(flow))}</b><br>{esc(names.country(flow.exporter))} to {esc(names.country(flow.importer))}",
            esc(words.side_words(flow.exports)),
            esc(words.side_words(flow.imports)),
            esc(words.none_words(flow, names)),
        )
        for flow in flows
    ]  # fmt: skip
    return html_table(heads, cells, "Flows as each side states them", (), WORDY)


def _without(flows: Sequence[Flow]) -> str:
    alone = [words.goods_words(flow) for flow in flows if not flow.pairs]
    return f"no pair for {', '.join(alone)}" if alone else ""


def _table(flows: Sequence[Flow], names: Names) -> pd.DataFrame:
    rows: list[tuple[object, ...]] = []
    for flow in flows:
        name = words.flow_name(flow, names)
        rows += [
            (name, pair.period, pair.unit, pair.export.amount, pair.entry.amount, pair.gap, pair.of_larger_pct,
             pair.export.code, pair.entry.code, "; ".join(words.reasons(pair)), pair.export.source_key, pair.entry.source_key)
            for pair in flow.pairs
        ]  # fmt: skip
        if not flow.pairs:
            rows.append((name, *([None] * 8), words.none_words(flow, names), None, None))
    return pd.DataFrame(rows, columns=COLUMNS)


def _records(rows: pd.DataFrame, flows: Sequence[Flow], ids: Sequence[str]) -> pd.DataFrame:
    """Rows of the table behind clicked figures: both sides' for the period."""
    keys = {
        (one.code, one.period, one.source_key)
        for flow in flows
        for one in (*flow.exports, *flow.imports)
        if f"{flow.id}|{one.period}" in ids
    }
    found = zip(rows["product"], rows["period"], rows["source_key"], strict=True)
    return rows[pd.Series([key in keys for key in found], index=rows.index, dtype=bool)]


SLOTS = {"mirror": Slot("mirror", "Both sides’ statistics", mirror_card)}
