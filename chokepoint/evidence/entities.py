"""Which firms are listed, by whom, on which list, and what does it mean for them on the day?

Works on tables listed_entities, measures and measure_versions. Names on file are a part of the lists:
a measure says how many firms it names, the table holds those that a source spelled out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from chokepoint.evidence.measures import State, states_on

Tables = Mapping[str, pd.DataFrame]
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Entity:
    """A firm on a list, with the legal state of the listing on the day and when the row was last checked."""

    entity: str
    country: str
    imposer: str
    list: str
    listed_on: date
    effect: str
    role: str
    measure_id: str
    state: State
    as_of: date
    verified: bool


def words_of(text: str) -> tuple[str, ...]:
    """The words of a search, in small letters: "MP Materials" → ("mp", "materials")."""
    return tuple(WORD.findall(text.casefold()))


def found(rows: pd.DataFrame, words: tuple[str, ...], names: Mapping[str, str]) -> pd.DataFrame:
    """The rows in which every word begins a word of firm, country, list, effect, role or measure."""
    if not words:
        return rows
    columns = ["entity", "country", "list", "effect", "role_in_chain", "measure_id"]
    text = rows[columns].fillna("").agg(" ".join, axis=1) + " " + rows["country"].map(names).fillna("")
    keep = [all(_begins(word, WORD.findall(line.casefold())) for word in words) for line in text]
    return rows[np.array(keep, bool)]


def entities(tables: Tables, rows: pd.DataFrame, day: date) -> list[Entity]:
    """Firms listed by the day with the state of their listing, the newest listing first."""
    rows = rows[rows["known_from"] <= pd.Timestamp(day)]
    state = states_on(tables["measure_versions"], rows["measure_id"], day)
    made = [_entity(row, state, day) for row in rows.itertuples(index=False)]
    return sorted(made, key=lambda one: (-one.listed_on.toordinal(), one.measure_id, one.entity))


def named(tables: Tables, day: date) -> pd.DataFrame:
    """Lists known by the day, and how many of their firms are on file by name."""
    measures, rows = tables["measures"], tables["listed_entities"]
    lists = measures[measures["instrument"].isin(["entity_list", "watch_list"])]
    versions = tables["measure_versions"]
    known = versions.loc[versions["known_from"] <= pd.Timestamp(day), "measure_id"]
    lists = lists[lists["measure_id"].isin(known)]
    by_name = rows.loc[rows["known_from"] <= pd.Timestamp(day), "measure_id"].value_counts().to_dict()
    return lists.assign(names_on_file=[by_name.get(one, 0) for one in lists["measure_id"]])


def _begins(word: str, line: list[str]) -> bool:
    return any(one.startswith(word) for one in line)


def _entity(row: Any, state: Mapping[str, State], day: date) -> Entity:
    ended = row.delisted_on
    gone = not pd.isna(ended) and ended.date() <= day
    return Entity(
        row.entity, row.country, row.imposer, row.list, row.listed_on.date(), row.effect,
        "" if pd.isna(row.role_in_chain) else row.role_in_chain, row.measure_id,
        State.LIFTED if gone else state.get(row.measure_id, State.IN_FORCE),
        row.as_of.date(), bool(row.verified),
    )  # fmt: skip
