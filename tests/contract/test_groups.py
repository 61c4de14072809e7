"""Rules over several rows: keys, vintages, distributions, months, both sides of a meeting."""

from __future__ import annotations

from tests.contract.tables import Desk, Row, good, short


def month(number: int, quantity: str, **changes: str) -> Row:
    following = f"2026-{number:02d}-20" if number < 12 else "2027-01-20"
    cells = {
        "period": f"2025-{number:02d}",
        "frequency": "M",
        "quantity_t": quantity,
        "known_from": following,
    }
    return good("trade_flows", **(cells | {"known_from": "2026-03-01"} | changes))


def year(quantity: str, **changes: str) -> Row:
    return good("trade_flows", **({"quantity_t": quantity} | changes))


# Keys


def test_a_row_that_repeats_another_is_kept_once(desk: Desk) -> None:
    report = desk.check(events=[good("events"), good("events", event_id="E2"), good("events")])
    assert short(report.findings) == [
        ("duplicate_row", "4", "event_id", "row 4 repeats row 2 exactly; kept once")
    ]
    assert (report.rows["events"].accepted, report.rows["events"].repeated) == (2, 1)


def test_rows_that_share_a_key_and_differ_are_all_refused(desk: Desk) -> None:
    rows = [good("events", headline=headline) for headline in ("a", "b", "c")]
    report = desk.check(events=[*rows, good("events", event_id="E2")])
    reason = "id E1 occurs in rows 2, 3 and 4 with different content: all left out"
    assert short(report.findings) == [("key_unique", str(row), "event_id", reason) for row in (2, 3, 4)]
    assert report.rows["events"].accepted == 1


def test_a_key_of_several_columns_is_told_with_all_of_them(desk: Desk) -> None:
    report = desk.check(actions=[good("actions"), good("actions", name="Another name")])
    reason = "key CAMEO / 057 occurs in rows 2 and 3 with different content: both left out"
    assert short(report.findings) == [("key_unique", str(row), "scheme", reason) for row in (2, 3)]


def test_cells_that_cannot_be_read_do_not_make_rows_equal(desk: Desk) -> None:
    report = desk.check(trade_flows=[year("many"), year("few")])
    assert sorted(finding.rule for finding in report.findings) == ["key_unique"] * 2 + ["type"] * 2


def test_the_same_number_written_in_two_ways_is_the_same_row(desk: Desk) -> None:
    report = desk.check(trade_flows=[year("5"), year("5.0")])
    assert [finding.rule for finding in report.findings] == ["duplicate_row"]


# Vintages


def test_the_same_value_known_later_is_no_new_vintage(desk: Desk) -> None:
    later = good("dependency", known_from="2026-06-01")
    report = desk.check(dependency=[good("dependency"), later])
    reason = "70 % of the same source is already known from 2026-03-01 (row 2): no new vintage"
    assert short(report.findings) == [("same_value_same_vintage", "3", "value", reason)]
    assert report.rows["dependency"].skipped == 1


def test_a_value_that_returns_to_what_it_was_is_a_vintage(desk: Desk) -> None:
    days = {"2026-03-01": "70", "2026-06-01": "60", "2026-09-01": "70"}
    rows = [good("dependency", known_from=day, value=value) for day, value in days.items()]
    assert desk.check(dependency=rows).findings == ()


def test_a_value_on_file_is_no_new_vintage_either(desk: Desk) -> None:
    on_file = desk.check(dependency=[good("dependency")]).accepted["dependency"]
    desk.published["dependency"] = on_file
    try:
        report = desk.check(dependency=[good("dependency", known_from="2026-06-01"), good("dependency")])
    finally:
        del desk.published["dependency"]
    reason = "70 % of the same source is already known from 2026-03-01 (row 3): no new vintage"
    assert short(report.findings) == [("same_value_same_vintage", "2", "value", reason)]


# Distributions


def test_shares_of_one_distribution_above_105_are_refused_together(desk: Desk) -> None:
    shares = {"CHN": "69.2", "USA": "11.5", "MMR": "18.0", "AUS": "13.3"}
    rows = [good("production", country=country, value=value) for country, value in shares.items()]
    report = desk.check(production=[*rows, good("production", stage="magnet", value="92")])
    assert [(f.rule, f.severity, f.row) for f in report.findings] == [("share_sum", "refuse_group", "2-5")]
    assert (report.rows["production"].refused, report.rows["production"].accepted) == (4, 1)


def test_shares_up_to_101_say_nothing_and_world_rows_and_upper_bounds_are_not_added(desk: Desk) -> None:
    rows = [
        good("production", value="91"),
        good("production", country="MYS", value="10"),
        good("production", country="WLD", value="100"),
        good("production", country="EST", value="5", bound="<"),
    ]
    assert desk.check(production=rows).findings == ()


def test_shares_on_file_count_with_the_incoming_ones_unless_these_replace_them(desk: Desk) -> None:
    on_file = [good("production"), good("production", country="AUS", value="20")]
    desk.published["production"] = desk.check(production=on_file).accepted["production"]
    try:
        report = desk.check(production=[good("production", country="USA", value="30")])
        corrected = desk.check(
            production=[
                good("production", country="USA", value="30"),
                good("production", country="AUS", value="1"),
            ]
        )
    finally:
        del desk.published["production"]
    assert [(finding.rule, finding.row) for finding in report.findings] == [("share_sum", "2")]
    assert corrected.findings == ()


# Months and years


def test_months_that_do_not_make_up_their_year_are_noted(desk: Desk) -> None:
    months = [month(number, "10") for number in range(1, 13)]
    report = desk.check(trade_flows=[*months, year("130")])
    reason = "months of CHN / USA / export / 284690 add up to 120 t, but 2025 is 130 t"
    assert short(report.findings) == [("months_add_up", "2-14", "quantity_t", reason)]
    assert report.rows["trade_flows"].accepted == 13


def test_months_within_two_percent_of_their_year_say_nothing(desk: Desk) -> None:
    months = [month(number, "10") for number in range(1, 13)]
    assert desk.check(trade_flows=[*months, year("122")]).findings == ()


def test_a_year_with_a_missing_month_is_not_compared(desk: Desk) -> None:
    months = [month(number, "10") for number in range(1, 12)]
    assert desk.check(trade_flows=[*months, year("130")]).findings == ()


def test_january_and_february_together_stand_in_for_the_two_months(desk: Desk) -> None:
    both = month(1, "20", period="2025-01..2025-02", frequency="2M")
    so_far = month(1, "40", period="2025-01..2025-03", frequency="YTD")
    report = desk.check(trade_flows=[both, month(3, "10"), so_far])
    assert [(finding.rule, finding.row) for finding in report.findings] == [("months_add_up", "2-4")]
    assert "add up to 30 t, but 2025-01..2025-03 is 40 t" in report.findings[0].reason


# Both sides of a meeting


def test_sides_of_one_topic_carry_one_agreement(desk: Desk) -> None:
    rows = [good("readouts"), good("readouts", side="CHN", agreement="partial")]
    report = desk.check(readouts=[*rows, good("readouts", topic="magnets")])
    reason = 'sides of meeting, topic "soybeans", carry different agreements: partial, same'
    assert short(report.findings) == [("agreement_same_for_sides", "2-3", "agreement", reason)]
    assert (report.rows["readouts"].refused, report.rows["readouts"].accepted) == (2, 1)


def test_one_side_needs_a_side_that_is_silent(desk: Desk) -> None:
    said = [good("readouts", agreement="one_side"), good("readouts", agreement="one_side", side="CHN")]
    report = desk.check(readouts=said)
    reason = 'topic "soybeans" of meeting is one_side, but no side is silent about it'
    assert short(report.findings) == [("agreement_same_for_sides", "2-3", "agreement", reason)]
    silent = [said[0], good("readouts", agreement="one_side", side="CHN", said="no")]
    assert desk.check(readouts=silent).findings == ()
