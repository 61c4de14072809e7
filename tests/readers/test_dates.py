"""Days and periods as people write them: the file decides what comes first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chokepoint.readers import dates
from chokepoint.readers.dates import DateOrder, read_day, read_period


def order_of(*cells: str, answer: str | None = None) -> DateOrder:
    order = DateOrder(answer)
    for row, cell in enumerate(cells, start=2):
        order.look(cell, row)
    return order


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("46000", "2025-12-09"),
        ("45751.54", "2025-04-04"),
        ("19/06/2025", "2025-06-19"),
        ("06/19/2025", "2025-06-19"),
        ("04.05.2025", "2025-05-04"),
        ("05/05/2025", "2025-05-05"),
        ("2025/4/4", "2025-04-04"),
        ("20250404", "2025-04-04"),
        ("2025-04-04T13:00:00Z", "2025-04-04"),
        ("2025-04-04 13:00:05.5", "2025-04-04"),
        ("9 Oct 2025", "2025-10-09"),
        ("Oct 9th, 2025", "2025-10-09"),
        ("04-Apr-2025", "2025-04-04"),
        ("4  September\u00a02025", "2025-09-04"),
        ("Sept. 4, 2025", "2025-09-04"),
    ],
)
def test_days_that_can_be_read_in_one_way_are_read(text: str, day: str) -> None:
    assert read_day(text, None) == day


@pytest.mark.parametrize(
    "text", ["Oct 9th", "31/02/2024", "13/13/2025", "04/05/25", "2025", "99999", "soon", "", "2.02E+13"]
)
def test_what_is_no_day_stays_none(text: str) -> None:
    assert read_day(text, "day_first") is None


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2024.0", "2024"),
        ("202403", "2024-03"),
        ("2024Q3", "2024-07..2024-09"),
        ("Q1 2024", "2024-01..2024-03"),
        ("1993m1", "1993-01"),
        ("2020-M01", "2020-01"),
        ("Mar-24", "2024-03"),
        ("March 1999", "1999-03"),
        ("2024/03", "2024-03"),
        ("20240331", "2024-03-31"),
        ("45352", "2024-03-01"),
    ],
)
def test_periods_are_written_as_the_contract_asks(text: str, period: str) -> None:
    assert read_period(text, None) == period


@pytest.mark.parametrize("text", ["202413", "2024m13", "9-24", "Q5 2024", "all"])
def test_what_is_no_period_stays_none(text: str) -> None:
    assert read_period(text, None) is None


def test_one_cell_above_twelve_decides_for_the_file() -> None:
    order = order_of("05/04/2025", "19/06/2025")
    assert (order.decided, order.first) == ("day_first", ("19/06/2025", 3))
    assert order_of("05/04/2025", "06/19/2025").decided == "month_first"
    assert read_day("05/04/2025", "day_first") == "2025-04-05"
    assert read_day("05/04/2025", "month_first") == "2025-05-04"


def test_without_a_deciding_cell_or_with_two_that_differ_nothing_is_guessed() -> None:
    assert order_of("05/04/2025", "2025-04-04").decided is None
    assert order_of("19/06/2025", "06/19/2025").decided is None
    assert order_of("19/06/2025", "06/19/2025", answer="day_first").decided == "day_first"
    assert read_day("05/04/2025", None) is None
    assert dates.is_ambiguous("05/04/2025")
    assert dates.readings("04/05/2025") == ("4 May", "5 April")


@pytest.mark.parametrize("text", ["19/06/2025", "05/05/2025", "04.05.2025", "2025-04-05", "13/13/2025"])
def test_what_can_be_one_day_only_is_not_ambiguous(text: str) -> None:
    assert not dates.is_ambiguous(text)


def test_days_and_periods_are_said_as_a_sentence_names_them() -> None:
    assert dates.said("2025-04-05") == "5 April 2025"
    assert dates.said("2025-04..2025-06") == "2025-04..2025-06"


@given(st.dates(date(1955, 1, 1), date(2060, 12, 31)))
def test_every_way_of_writing_a_day_gives_that_day(day: date) -> None:
    serial = (day - date(1899, 12, 30)) // timedelta(days=1)
    written = [
        f"{day:%d/%m/%Y}",
        f"{day:%Y%m%d}",
        f"{day:%d %B %Y}",
        f"{day:%b} {day.day}, {day.year}",
        str(serial),
    ]
    assert {read_day(text, "day_first") for text in written} == {day.isoformat()}
    assert read_day(f"{day:%m/%d/%Y}", "month_first") == day.isoformat()


@given(st.text(max_size=30), st.sampled_from([None, "day_first", "month_first"]))
def test_any_text_is_read_as_a_day_or_left_alone(text: str, order: str | None) -> None:
    found = read_day(text, order)
    assert found is None or dates.ISO.fullmatch(found)
    found = read_period(text, order)
    assert found is None or dates.PERIOD.fullmatch(found)
