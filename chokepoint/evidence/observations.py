"""One observation of what is missing: the record that flows, prices and licences share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from datetime import date

import pandas as pd


@dataclass(frozen=True)
class Observation:
    """One vintage of a shortfall n (0-100) of an item, with the figure and reference behind it.

    `measure` is flow (t), price (USD/kg), licence or licence_proxy (approval share in %); `change`
    says that `figure` is a change on the year in %.
    """

    item: str
    measure: str
    n: float
    period_end: date
    known_from: date
    period: str
    figure: float
    reference: float | None
    basis: str
    source_key: str
    change: bool = False


def as_frame(observations: Iterable[Observation]) -> pd.DataFrame:
    """The observations as a table with one column per field, dates as datetime64."""
    frame = pd.DataFrame(map(astuple, observations), columns=[field.name for field in fields(Observation)])
    return frame.assign(
        period_end=pd.to_datetime(frame["period_end"]), known_from=pd.to_datetime(frame["known_from"])
    )
