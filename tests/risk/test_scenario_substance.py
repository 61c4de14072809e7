"""What a scenario blocks: the golden formula, the shipped items by hand, and what is not on file."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from chokepoint.risk.scenario_substance import Blocked, blocked_share, months_until_gone
from tests.risk.frozen import golden_csv
from tests.risk.what_if import OCTOBER, levers, outcome, rules, tables

CLOSE = 1e-9


@pytest.mark.parametrize("row", golden_csv("scenario_substance.csv").to_dict("records"))
def test_share_blocked_and_months_are_the_golden_ones(row: dict[str, float]) -> None:
    share = blocked_share(row["china_share"], row["coverage"], row["approval_share"])
    months = months_until_gone(None if pd.isna(row["months_in_stock"]) else row["months_in_stock"], share)
    assert share == pytest.approx(row["blocked_share"], abs=CLOSE)
    expected = (
        None if pd.isna(row["months_until_gone"]) else pytest.approx(row["months_until_gone"], abs=CLOSE)
    )
    assert months == expected


def item(name: str, group: str | None = None, **given: Any) -> Blocked:
    buyer = given.pop("buyer", "civil")
    found = [
        row for row in outcome(levers(**given), buyer=buyer).blocked
        if row.item == name and group in (None, row.group)
    ]  # fmt: skip
    assert len(found) == 1
    return found[0]


def test_yttrium_under_the_licences_of_april_by_hand() -> None:
    """s = .93 (imports 2020-23), k = 1, a = .135 to .6, newest .5; stocks of 1 to 12 months; 333 t in eight months."""
    row = item("Y", stocks=[{"item": "Y", "months_low": 1, "months_high": 12}])
    assert (row.supplier.value_pct, row.supplier.of, row.supplier.period) == (
        93,
        "USA imports of Y",
        "2020..2023",
    )
    assert (row.rules, row.step, row.start) == (("CN-2025-18",), "licence", date(2025, 4, 4))
    assert (row.share.low, row.share.middle, row.share.high) == pytest.approx(
        (0.372, 0.465, 0.80445), abs=CLOSE
    )
    assert row.months == pytest.approx((1 / 0.80445, 12 / 0.372), abs=CLOSE)
    assert row.tonnes_month.high == pytest.approx(333 / 8 * 0.865, abs=CLOSE)
    assert row.left_pct == pytest.approx(7, abs=CLOSE)
    assert (row.uses.country, row.uses.period, row.uses.parts[0]) == ("EUU", "2016..2020", ("ceramics", 72.0))


def test_stocks_come_from_the_table_where_none_are_assumed() -> None:
    row = item("Y", flows=[{"item": "Y", "stops_pct": 100}])
    assert (row.cover.low, row.cover.high, row.cover.holder) == (1, 12, "traders and users outside China")
    assert row.months == pytest.approx((1 / 0.93, 12 / 0.93), abs=CLOSE)
    row = item(
        "Y",
        flows=[{"item": "Y", "stops_pct": 100}],
        stocks=[{"item": "Y", "months_low": 3, "months_high": 3}],
    )
    assert row.months == pytest.approx((3 / 0.93, 3 / 0.93), abs=CLOSE)
    assert row.cover.holder == "assumed"


def test_what_flows_no_more_counts_where_it_is_more_than_the_rules_hold_back() -> None:
    held = [item("magnets", flows=[{"item": "magnets", "stops_pct": share}]).held for share in (10, 60)]
    # k = .5 and a = .5: .25 by the rules; then 60 %.
    assert [one.middle for one in held] == pytest.approx([0.25, 0.6], abs=CLOSE)
    assert item("magnets", flows=[{"item": "magnets", "stops_pct": 60}]).tonnes_month.middle == pytest.approx(
        0.6 * 7444 / 12, abs=CLOSE
    )


def test_a_ban_on_military_users_makes_every_licence_a_ban() -> None:
    civil, military = (
        item("Ho", rules=rules("in_force", *OCTOBER), buyer=buyer) for buyer in ("civil", "military")
    )
    assert (civil.step, military.step) == ("licence", "ban")
    assert military.held.low == military.held.high == 1


def test_supply_from_elsewhere_counts_from_its_year() -> None:
    supply = [{"item": "Y", "year": 2027, "of_use_pct": 20}, {"item": "Y", "year": 2030, "of_use_pct": 60}]
    row = item("Y", supply=supply, flows=[{"item": "Y", "stops_pct": 100}])
    assert row.share.middle == pytest.approx(0.93, abs=CLOSE)
    assert row.by_year == ((2027, pytest.approx(0.73)), (2030, pytest.approx(0.33)))
    assert outcome(levers(supply=supply)).day.moved("score") == 0


def test_goods_without_a_share_on_file_stay_blank_and_lifting_a_rule_shows_both_sides() -> None:
    row = item(
        "magnets", "goods_made_abroad", rules=rules("in_force", "CN-2025-61", **{"from": "2027-01-10"})
    )
    assert (row.supplier, row.share, row.tonnes_month, row.months, row.left_pct) == (None,) * 5
    assert row.held.middle == pytest.approx(0.5)
    assert (row.start, row.falls_due) == (date(2027, 1, 10), date(2027, 1, 10))
    row = item("Dy", rules=rules("lifted", "CN-2025-18"))
    assert (row.share_before.middle, row.share.middle) == pytest.approx((0.4995, 0), abs=CLOSE)


def test_day_and_deadline_are_those_of_the_strictest_rule() -> None:
    """Graphite: barred by Announcement 46, which hangs on November; Announcement 58 adds a licence that hangs on January."""
    row = item("graphite", rules=rules("in_force", "CN-2024-46", **{"from": "2026-11-27"})
               + rules("in_force", "CN-2025-58", **{"from": "2027-01-10"}))  # fmt: skip
    assert (row.step, row.start, row.falls_due) == ("ban", date(2026, 11, 27), date(2026, 11, 27))
    row = item("graphite", rules=rules("in_force", "CN-2025-58", **{"from": "2027-01-10"}))
    assert (row.step, row.start, row.falls_due) == ("licence", date(2027, 1, 10), date(2027, 1, 10))


def test_a_past_day_hangs_on_the_deadline_known_then() -> None:
    """The arrangement was prolonged to January 2027 in September 2026; in December 2025 it ran to 10 November 2026."""
    given = levers(rules=rules("in_force", "CN-2025-57"))
    days = {
        on: {row.falls_due for row in outcome(given, on=on).blocked}
        for on in (date(2025, 10, 20), date(2025, 12, 15), date(2026, 7, 2))
    }
    assert list(days.values()) == [{None}, {date(2026, 11, 10)}, {date(2027, 1, 10)}]


def test_without_a_count_of_licences_nothing_is_guessed() -> None:
    bare = {**tables(), "licence_counts": tables()["licence_counts"].iloc[:0]}
    found = outcome(levers(rules=rules("in_force", "CN-2025-57")), bare)
    assert {(row.held, row.share, row.months) for row in found.blocked} == {(None, None, None)}
    assert found.day.moved("controls") > 0


def test_the_most_blocked_stands_first_and_the_unknown_last() -> None:
    shares = [
        row.share.middle if row.share else -1
        for row in outcome(levers(rules=rules("in_force", *OCTOBER))).blocked
    ]
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] == -1
