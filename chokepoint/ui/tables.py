"""Frames as a reader sees and downloads them: units in the column names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from chokepoint.evidence.board import BUYERS, Cell, Good
from chokepoint.evidence.deadlines import Due
from chokepoint.evidence.freshness import Freshness
from chokepoint.evidence.monthly import Month
from chokepoint.evidence.names import Names
from chokepoint.method import StressMethod
from chokepoint.risk.items import Item
from chokepoint.risk.score import READINGS, Assessment
from chokepoint.share.link import Question
from chokepoint.share.sentences import flow_words, licence_words, price_words


def due_table(items: Sequence[Due]) -> pd.DataFrame:
    """One row per deadline."""
    return pd.DataFrame(
        [
            (
                i.due_on,
                i.days,
                i.title,
                i.default_effect,
                ", ".join(i.goods or i.named_goods),
                ", ".join(i.buyers or i.named_buyers),
                i.state_words,
                i.state_note,
                i.as_of,
            )
            for i in items
        ],
        columns=[
            "due on",
            "days left",
            "what",
            "if nothing is published",
            "goods",
            "buyers",
            "state",
            "note on the state",
            "as of",
        ],
    )


def board_table(cells: Mapping[Good, Mapping[str, Cell]]) -> pd.DataFrame:
    """One row per good, the word for each class of buyers, and the measures behind it."""
    return pd.DataFrame(
        [
            (
                good.material,
                good.name,
                *(row[buyer].word for buyer in BUYERS),
                row["civil"].until,
                ";".join(
                    dict.fromkeys(rule.measure_id for rule in (*row["civil"].in_force, *row["civil"].aside))
                ),
            )
            for good, row in cells.items()
        ],
        columns=["code", "good", *(f"{buyer} buyers" for buyer in BUYERS), "suspended until", "measures"],
    )


def items_frame(items: Sequence[Item], names: Names) -> pd.DataFrame:
    """One row per item of Stress with its words."""
    return pd.DataFrame(
        [
            (
                names.get(item.item, item.item),
                "" if item.flow is None else flow_words(item.flow),
                "" if item.price is None else price_words(item.price),
                "" if item.licence is None else licence_words(item.licence),
                item.n,
                100 * item.weight,
            )
            for item in items
        ],
        columns=["item", "shipped", "price", "approvals", "reading (points)", "weight in Stress (%)"],
    )


def months_table(months: Sequence[Month]) -> pd.DataFrame:
    """One row per month; blank where no figure is on file."""
    rows = [
        (f"{m.first_day:%Y-%m}", m.quantity_t, m.yoy_pct, m.derived, m.period, m.source_key) for m in months
    ]
    columns = [
        "month",
        "quantity (t)",
        "change on the year (%)",
        "worked out",
        "period of the row",
        "source_key",
    ]
    return pd.DataFrame(rows, columns=columns)


def readings_table(assessment: Assessment, on: date, compare: date) -> pd.DataFrame:
    """Score and readings on two days with their words and newest evidence."""
    position, before = assessment.index(on), assessment.index(compare)
    rows = []
    for name in ("score", *READINGS):
        values = assessment.score if name == "score" else assessment.reading(name)
        word, as_of = None, None
        if position is not None:
            word = assessment.words[position] if name == "score" else assessment.word(name, position)
            as_of = on if name == "score" else assessment.as_of(name, position)
        rows.append((name, _at(values, position), word, _at(values, before), as_of))
    columns = ["reading", f"on {on} (points)", "word", f"on {compare} (points)", "evidence to"]
    return pd.DataFrame(rows, columns=columns)


def all_days(assessment: Assessment) -> pd.DataFrame:
    """One row per day: score, readings, word."""
    return pd.DataFrame(
        {
            "day": pd.to_datetime(assessment.days).date,
            "score (points)": assessment.score,
            "word": assessment.words,
            **{f"{name} (points)": assessment.reading(name) for name in READINGS},
        }
    )


def clocks_table(clocks: Sequence[Freshness]) -> pd.DataFrame:
    """One row per dataset with its three clocks."""
    return pd.DataFrame(
        [
            (c.title, c.rows, c.covers_to, c.published, c.retrieved, c.age_days, c.max_age_days, c.stale, c.problem)
            for c in clocks
        ],
        columns=["dataset", "rows", "covers to", "published", "retrieved", "age (days)", "largest age (days)", "stale",
                 "problem"],
    )  # fmt: skip


def records_of(parts: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The source keys of the events and measures that parts of a change rest on."""
    ids = {part.split("|")[-1] for part in parts["id"]}
    events, measures = tables["events"], tables["measures"]
    keys = [
        events.loc[events["event_id"].isin(ids), "source_key"],
        measures.loc[measures["measure_id"].isin(ids), "source_key"],
    ]
    return pd.DataFrame({"source_key": pd.concat(keys)})


def shipments_of(
    flows: pd.DataFrame, question: Question, method: StressMethod, months: Sequence[str]
) -> pd.DataFrame:
    """Rows of trade_flows behind months of magnets, as known on the day shown."""
    return flows[
        (flows["reporter"] == question.supplier)
        & (flows["partner"] == question.country)
        & (flows["product"] == method.magnets_product)
        & flows["period"].isin(months)
        & (flows["known_from"] <= pd.Timestamp(question.on))
    ]


def parts_of(parts: pd.DataFrame, tables: Mapping[str, pd.DataFrame], ids: Sequence[str]) -> pd.DataFrame:
    """Parts of a change with these ids, and the source and notes of the event or measure behind each."""
    events, measures = tables["events"], tables["measures"]
    behind = pd.concat(
        [
            events[["event_id", "date", "summary", "source_key", "notes"]].rename(
                columns={"event_id": "record"}
            ),
            measures[["measure_id", "items", "source_key", "notes"]].rename(
                columns={"measure_id": "record", "items": "summary"}
            ),
        ]
    )
    chosen = parts[parts["id"].isin(ids)].assign(record=lambda rows: rows["id"].str.split("|").str[-1])
    return chosen.merge(behind, on="record", how="left").drop(columns="record")


def _at(values: np.ndarray, position: int | None) -> float | None:
    return None if position is None or np.isnan(values[position]) else float(values[position])
