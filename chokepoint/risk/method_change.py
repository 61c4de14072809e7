"""What do other judgements do to the score of a day? One after the other, so that the parts add up exactly."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from chokepoint.risk.changes import changed, reassessed
from chokepoint.risk.explain import PART_COLUMNS, Explanation, NoScoreError, why_no_score
from chokepoint.risk.score import Assessment, Tables

METHOD = "method change"


def explain_method(
    found: Assessment, tables: Tables, given: Mapping[str, Any], day: date, names: Mapping[str, str]
) -> Explanation:
    """The change of a day's score when judgements (dotted keys) take other values, split over them in their order.

    A judgement's part is what it adds to those before it; another order splits otherwise, the sum is the
    same. Groups of weights change together, as they are scaled to 1. Raises NoScoreError without a score.
    """
    if reason := why_no_score(found, day):
        raise NoScoreError(f"no score on {day}: {reason}")
    at = found.index(day)
    steps: dict[str, dict[str, Any]] = {}
    for key, value in given.items():
        steps.setdefault(_group(key), {})[key] = value
    so_far: dict[str, Any] = {}
    score, rows = float(found.score[at]), []
    for group, values in steps.items():
        so_far |= values
        after = float(reassessed(found, tables, changed(found.method, so_far)).score[at])
        if pd.isna(after):
            raise NoScoreError(f"no score on {day} with {names.get(group, group)} changed")
        rows.append(("method", METHOD, group, names.get(group, group), after - score))
        score = after
    total = score - float(found.score[at])
    frame = pd.DataFrame(rows, columns=list(PART_COLUMNS))
    return Explanation(None, day, total, frame, total - float(frame["points"].sum()))


def _group(key: str) -> str:
    """Weights of one group are one judgement: they are scaled together."""
    return "score.weights" if key.startswith("score.weights.") else key
