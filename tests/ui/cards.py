"""A page of a few cards for AppTest: which fail and how is said by `FAULTS`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd

from chokepoint.charts.theme import LIGHT
from chokepoint.config import read_settings
from chokepoint.errors import TableError
from chokepoint.share.citation import Source
from chokepoint.share.link import Known, default_question
from chokepoint.ui.card import Card
from chokepoint.ui.context import Context
from chokepoint.ui.drawing import draw_card
from chokepoint.workspace import Snapshot
from tests.shipped import contract

TABLE = pd.DataFrame({"month": ["2025-05", "2025-06"], "quantity (t)": [46.0, None]})
SOURCE = Source("key", "Reuters", "Exports <fall>", "wire", "copyhost.example", None, "javascript:alert(1)",
                date(2025, 6, 20), None, "licence not stated", "unknown", 2)  # fmt: skip
GOOD = Card(
    key="good",
    title="46 t in 2025-05",
    subtitle="Magnets, t a month.",
    unit="t",
    as_of=date(2025, 5, 31),
    alt="Lowest 46 t in 2025-05.",
    body="<p>the body</p>",
    table=TABLE,
    sources=(SOURCE,),
    missing="no tonnes on file for 2025-06",
)
SECRET = "postgres://user:password@host"


def context() -> Context:
    """The default question on a snapshot of materials alone."""
    settings = read_settings()
    known = Known(("Dy", "Tb"), ("aaaaaaaaaa",), "aaaaaaaaaa")
    snapshot = Snapshot(
        1, "aaaaaaaaaa", None, datetime(2026, 11, 21, tzinfo=UTC), "a", "n", "main", "first", 1, {}
    )
    nothing: Any = None
    materials: Any = {"materials": pd.DataFrame({"basket_group": "heavy_medium", "material": ["Dy", "Tb"]})}
    return Context(settings, contract(), nothing, snapshot, materials, default_question(settings, known), LIGHT, False,
                   date(2026, 11, 21), (snapshot,))  # fmt: skip


def fault_of(error: Exception) -> Callable[[], Card]:
    """What makes no card but raises."""

    def make() -> Card:
        raise error

    return make


FAULTS: dict[str, Callable[[], Card]] = {
    "table": fault_of(TableError("prices", "file x.parquet cannot be opened", "publish the table again")),
    "card": lambda: replace(GOOD, key="card", unit=""),
    "other": fault_of(ZeroDivisionError(SECRET)),
}


def draw() -> None:
    """The failing cards, and a good one below them."""
    for key, make in FAULTS.items():
        draw_card(context(), key, f"Title of {key}", make)
    draw_card(context(), "good", "Title of good", lambda: GOOD)
