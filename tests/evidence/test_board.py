"""What may leave the supplier for whom on a day: the strictest rule, what waits beside it, bans on a class of buyers."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from chokepoint.evidence.board import BARRED, FREE, LICENCE, REPORTING, Cell, board
from chokepoint.evidence.measures import State

MATERIALS = pd.DataFrame(
    [("Dy", "dysprosium", "element", 66), ("Ho", "holmium", "element", 67), ("magnets", "magnets", "product", None)],
    columns=["material", "name", "kind", "atomic_number"],
)  # fmt: skip
MEASURES = pd.DataFrame({"measure_id": ["april", "october", "army"], "imposer": "CHN", "addressee": "WLD"})
VERSIONS = pd.DataFrame(
    [
        ("april", "2025-04-04", "2025-04-04", None, None, "published_text"),
        ("army", "2024-12-03", "2024-12-03", None, None, "published_text"),
        ("october", "2025-10-09", "2025-11-08", None, None, "published_text"),
        ("october", "2025-11-07", None, "2025-11-07", "2026-11-10", "published_text"),
        ("october", "2026-09-28", None, None, "2027-01-10", "agreed"),
    ],
    columns=["measure_id", "known_from", "effective", "suspended_from", "suspended_until", "ground"],
).assign(known_from=lambda rows: pd.to_datetime(rows["known_from"]), ended_on=None)
COVERAGE = pd.DataFrame(
    [
        ("april", "heavy_medium", "civil", "licence", "all", "Dy"),
        ("april", "magnets_alloys", "civil", "licence", "part", "magnets"),
        ("october", "five_more", "civil", "licence", "all", "Ho"),
        ("army", "all_listed", "military", "ban", "all", None),
    ],
    columns=["measure_id", "basket_group", "buyer_class", "step", "coverage", "materials"],
)


def cells(
    day: str,
    known_until: str | None = None,
    coverage: pd.DataFrame = COVERAGE,
    raised: tuple[str, ...] = ("licence",),
) -> dict[str, dict[str, Cell]]:
    tables = {
        "materials": MATERIALS,
        "measures": MEASURES,
        "measure_versions": VERSIONS,
        "control_coverage": coverage,
    }
    until = date.fromisoformat(known_until) if known_until else None
    found = board(tables, ("USA", "WLD"), "CHN", date.fromisoformat(day), raised, until)
    return {good.name: row for good, row in found.items()}  # fmt: skip


def test_a_ban_on_a_class_raises_the_licence_for_that_class_and_those_below_it() -> None:
    dy = cells("2025-06-01")["dysprosium"]
    assert [dy[buyer].word for buyer in ("civil", "military", "listed")] == [LICENCE, BARRED, BARRED]
    assert [dy[buyer].by_class for buyer in dy] == [(), ("army",), ("army",)]
    assert cells("2025-06-01")["holmium"]["military"].word == FREE


@pytest.mark.parametrize(
    ("raised", "military"), [((), REPORTING), (("licence",), REPORTING), (("reporting",), BARRED)]
)
def test_which_steps_a_ban_on_a_class_raises_is_a_setting(raised: tuple[str, ...], military: str) -> None:
    told = COVERAGE.assign(step=COVERAGE["step"].replace("licence", "reporting"))
    assert cells("2025-06-01", coverage=told, raised=raised)["dysprosium"]["military"].word == military


def test_a_part_is_said_of_products_only_and_before_the_first_rule_all_is_free() -> None:
    found = cells("2025-06-01")
    assert (found["magnets"]["civil"].part, found["dysprosium"]["civil"].part) == (True, False)
    assert {cell.word for row in cells("2024-01-01").values() for cell in row.values()} == {FREE}


def test_what_waits_stands_beside_with_its_end_and_the_end_known_later() -> None:
    (rule,) = cells("2026-07-02", "2026-11-21")["holmium"]["civil"].aside
    assert (rule.state, rule.until) == (State.SUSPENDED, date(2026, 11, 10))
    assert (rule.later_until, rule.later_ground) == (date(2027, 1, 10), "agreed")
    (agreed,) = cells("2026-11-21")["holmium"]["civil"].aside
    assert (agreed.until, agreed.ground, rule.ground) == (date(2027, 1, 10), "agreed", "published_text")
    (rule,) = cells("2026-07-02", "2026-09-27")["holmium"]["civil"].aside
    assert (rule.later_until, rule.later_ground) == (None, "")


def test_an_empty_snapshot_has_every_good_free() -> None:
    found = cells("2025-06-01", coverage=COVERAGE.iloc[:0])
    assert {cell.word for row in found.values() for cell in row.values()} == {FREE}
