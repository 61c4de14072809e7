"""What the cards of the Supply page share: rows as known and listed, names of editions, records as tables."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import reduce
from typing import Any

import pandas as pd

from chokepoint.evidence.later import known_later
from chokepoint.evidence.newcomers import newcomers
from chokepoint.evidence.stages import Split, Stated, splits
from chokepoint.share import supply as say
from chokepoint.share.citation import sources_of
from chokepoint.share.supply_later import later_words
from chokepoint.ui.card import Card
from chokepoint.ui.context import Context
from chokepoint.ui.filters import listed
from chokepoint.ui.html import plural

WIDEN = "Choose a later day or all evidence."
# Columns of the tables that readers see and save, with their units → attributes of the records.
SHARE_COLUMNS = {
    "stage": "label", "share of the supplier (%)": "share_pct", "bound": "bound", "counts in the range": "counts",
    "period": "split.period", "material": "split.material", "measure": "split.measure", "verified": "split.verified",
    "source_key": "split.source_key",
}  # fmt: skip
EDITION_COLUMNS = {
    "source_key": "split.source_key", "year": "split.period", "largest supplier": "leader", "share (%)": "leader_pct",
    "HHI, rest as many (0–10 000)": "hhi_low", "HHI, rest as one (0–10 000)": "hhi_high", "left without it (t REO)": "left_t",
    "largest of the rest": "second", "its share of the rest (%)": "second_of_left_pct",
    "world as published (t REO)": "split.world_t", "sum listed (t REO)": "split.listed_t",
}  # fmt: skip
GROUND_COLUMNS = {
    "country": "country", "reserves (t REO)": "reserves_t", "output (t REO a year)": "output_t",
    "reserves as of": "reserves_period", "output in": "output_period", "source_key": "source_key",
}  # fmt: skip
RELIANCE_COLUMNS = {
    "material": "material", "form": "form", "period": "period", "net import reliance (%)": "value", "bound": "bound",
    "known from": "known", "verified": "verified", "source_key": "source_key", "notes": "notes",
}  # fmt: skip
STOCK_COLUMNS = {
    "country": "country", "holder": "holder", "material": "material", "measure": "measure", "low": "low", "high": "high",
    "bound": "bound", "unit": "unit", "as of": "period", "verified": "verified", "source_key": "source_key", "notes": "notes",
}  # fmt: skip
MASS_COLUMNS = {
    "sector": "sector", "item": "item", "mass of": "mass_of", "mass (kg per unit)": "kilograms", "bound": "bound",
    "period": "period", "verified": "verified", "worked out": "derived", "source_key": "source_key", "notes": "notes",
}  # fmt: skip
SCORE_COLUMNS = {
    "score": "family", "group": "group", "edition": "edition", "value (score)": "value", "source_key": "source_key",
    "notes": "notes",
}  # fmt: skip
OTHER_COLUMNS = {
    "score": "study", "group": "material", "edition": "period", "value (score)": "value", "source_key": "source_key",
    "notes": "notes",
}  # fmt: skip
# Tables that speak of single elements → the column that says what a row is.
OF_ELEMENTS = {"dependency": "measure", "prices": "market", "trade_flows": "product", "sectors": "sector"}


def seen(context: Context, table: str) -> pd.DataFrame:
    """Rows of a table known on the day and listed at the level of evidence asked for."""
    frame = context.tables[table]
    return listed(context, frame[frame["known_from"] <= pd.Timestamp(context.question.on)])


def later(context: Context, table: str, **columns: Collection[str]) -> pd.DataFrame:
    """Listed rows of a table that are on file and became known only after the day (evidence.later)."""
    return listed(context, known_later(context.tables[table], context.question.on, **columns))


def left_for_later(context: Context, table: str, **columns: Collection[str]) -> str:
    """How many rows of a table a card leaves out because they were not known on the day, in words; "" for none."""
    rows = later(context, table, **columns)
    return later_words(len(rows), table, rows["known_from"].min().date() if len(rows) else None)


def splits_of(context: Context) -> list[Split]:
    """Every distribution over countries known and listed on the day (evidence.stages.splits), made once."""
    return context.kept("supply-splits", lambda: splits(seen(context, "production"), context.question.on))


def who(context: Context) -> dict[str, str]:
    """Origin and edition of every source: "USGS 2026 edition"; the origin alone outside series."""
    sources = context.tables["sources"]
    series = sources["series"].notna() & sources["edition"].notna()
    named = sources["origin"] + " " + sources["edition"].astype(str) + " edition"
    return dict(zip(sources["source_key"], named.where(series, sources["origin"]), strict=True))


def made(
    context: Context, key: str, rests_on: str, keys: Iterable[str], *, missing: str = "", filtered: bool = True, **words: Any
) -> Card:  # fmt: skip
    """A card on rows of one table: their as-of day and what the evidence filter leaves out; all `keys` are credited.

    `filtered`: False for a card in which all evidence counts.
    """
    on, frame = context.question.on, context.tables[rests_on]
    known = frame[frame["known_from"] <= pd.Timestamp(on)] if "known_from" in frame else frame
    wanted = list(dict.fromkeys(key for key in keys if key))
    used = known[known["source_key"].isin(wanted)]
    # A card may rest on rows of further tables: their sources are credited too.
    elsewhere = [key for key in wanted if key not in set(used["source_key"])]
    credited = pd.concat([used[["source_key"]], pd.DataFrame({"source_key": elsewhere}, dtype="str")])
    hidden = len(known) - len(listed(context, known)) if filtered and "verified" in known else 0
    left_out = f"the evidence filter leaves out {plural(hidden, 'row')} of {rests_on}" if hidden else ""
    dated = len(used) and "known_from" in used
    words["calculated"] = words.get("calculated") or ("" if len(credited) else "own calculation")
    words.setdefault("everything", lambda: frame)
    return Card(
        key=key,
        as_of=used["known_from"].max().date() if dated else on,
        sources=tuple(sources_of(credited, context.tables["sources"])),
        missing="; ".join(part for part in (missing, left_out) if part),
        **words,
    )


def frame_of(records: Sequence[object], columns: Mapping[str, str]) -> pd.DataFrame:
    """Records as a table: column name (with its unit) → attribute, "split.period" for one further in."""
    return pd.DataFrame(
        [[reduce(getattr, path.split("."), one) for path in columns.values()] for one in records],
        columns=list(columns),
    )


def behind(
    context: Context, table: str, ids: Sequence[str], columns: Sequence[str], measure: str = ""
) -> pd.DataFrame:
    """Listed rows of a table whose columns, joined by "|", are one of the ids."""
    frame = seen(context, table)
    frame = frame[frame["measure"] == measure] if measure else frame
    joined = frame[list(columns)].astype(str).agg("|".join, axis=1) if len(frame) else pd.Series(dtype=str)
    return frame[joined.isin(ids)]


def parts_of(found: Sequence[Any]) -> pd.DataFrame:
    """Distributions as one row a part: what is split, the part, its share in %, period and source."""
    return pd.DataFrame(
        [
            (getattr(one, "stage", ""), one.material, *_part(part), one.period, getattr(one, "basis", ""), one.measure, one.source_key)
            for one in found
            for part in one.parts
        ],
        columns=["stage", "material", "part", "share (%)", "bound", "period", "basis", "measure", "source_key"],
    )  # fmt: skip


def _part(part: Any) -> tuple[str, float, str]:
    if isinstance(part, tuple):
        return part[0], part[1], "="
    return getattr(part, "country", None) or part.partner, part.share_pct, part.bound


def records_of_element(tables: Mapping[str, pd.DataFrame], symbols: Sequence[str], on: date) -> pd.DataFrame:
    """What the tables hold of elements: dependency, prices, flows and uses known on the day."""
    parts = []
    for table, measure in OF_ELEMENTS.items():
        rows = tables[table]
        rows = rows[rows["material"].isin(symbols) & (rows["known_from"] <= pd.Timestamp(on))]
        value = rows["value"] if "value" in rows else rows["quantity_t"]
        unit = rows.get("unit", "t")
        parts.append(
            pd.DataFrame({"table": table, "material": rows["material"], "what": rows[measure], "period": rows["period"],
                          "value": value, "unit": unit, "source_key": rows["source_key"]})
        )  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def plants_since(context: Context, found: Mapping[str, Sequence[Stated]]) -> dict[str, str]:
    """Plants outside China that began after the highest figure of a stage, in words."""
    q = context.question
    highest = {label: values[-1].split for label, values in found.items() if values}
    return {label: say.since_words(newcomers(context.tables["projects"], split, q.supplier, q.on), split, context.names)
            for label, split in highest.items()}  # fmt: skip
