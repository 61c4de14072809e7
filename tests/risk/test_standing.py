"""What the rules hold back as it stands: the same formula as in scenarios, stocks without a rule, blanks."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from chokepoint.evidence.uses import Shares
from chokepoint.risk.scenario_substance import Blocked, standing
from chokepoint.risk.score import assess
from tests.risk.what_if import LAST, levers, outcome, settings, tables

CLOSE = 1e-9


def standing_on(
    country: str = "USA", buyer: str = "civil", on: date = LAST, **given: pd.DataFrame
) -> dict[tuple[str, str], Blocked]:
    found = {**tables(), **given}
    base = assess(found, settings().method, country, buyer, np.array([on], "datetime64[D]"))
    return {(row.group, row.item): row for row in standing(found, base, settings().scenarios)}


def test_yttrium_today_by_hand() -> None:
    """s = .93, k = 1, a = .135 to .6, newest .5; stocks of 1 to 12 months: m = c / b."""
    row = standing_on()["heavy_medium", "Y"]
    assert row.share is not None
    assert (row.share.low, row.share.middle, row.share.high) == pytest.approx(
        (0.372, 0.465, 0.80445), abs=CLOSE
    )
    assert row.months == pytest.approx((1 / 0.80445, 12 / 0.372), abs=CLOSE)
    assert row.share == row.share_before


def test_it_is_what_a_scenario_starts_from() -> None:
    given = levers(stocks=[{"item": "Y", "months_low": 1, "months_high": 12}])
    (row,) = [one for one in outcome(given).blocked if one.item == "Y"]
    own = standing_on()["heavy_medium", "Y"]
    assert (own.share, own.held, own.months) == (row.share, row.held, row.months)


def test_items_under_rules_without_stocks_stay_blank() -> None:
    found = standing_on()
    assert {"Dy", "Tb", "Sm", "Gd", "Lu", "Sc", "Y", "magnets"} <= {item for _, item in found}
    assert [item for (_, item), row in found.items() if row.cover] == ["Y"]
    assert found["heavy_medium", "Dy"].months is None


def test_a_stock_of_goods_that_no_rule_holds_back_is_not_limited() -> None:
    row = standing_on("KOR")["light", "Nd"]
    assert row.cover is not None
    assert row.cover.low == pytest.approx(180 * 12 / 365)
    assert (row.rules, row.months) == ((), (None, None))


def test_a_military_buyer_meets_a_ban() -> None:
    row = standing_on(buyer="military")["heavy_medium", "Y"]
    assert row.months == pytest.approx((1 / 0.93, 12 / 0.93), abs=CLOSE)


def test_what_is_known_later_is_not_seen_and_without_stocks_nothing_is_guessed() -> None:
    early = standing_on(on=date(2025, 6, 20))
    assert early["heavy_medium", "Y"].cover is None
    bare = tables()["dependency"]
    found = standing_on(dependency=bare[~bare["measure"].isin(["stock", "time_to_run_out"])])
    assert not [row for row in found.values() if row.cover or row.months]


def test_the_most_blocked_stands_first() -> None:
    shares = [row.share.middle if row.share else -1.0 for row in standing_on().values()]
    assert shares == sorted(shares, reverse=True)
    assert isinstance(standing_on()["heavy_medium", "Y"].uses, Shares)
