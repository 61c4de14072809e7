"""Monthly indices beside the score: means of whole months, the months apart, by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from chokepoint.risk.beside import Series, monthly_score, series_beside
from chokepoint.risk.score import Assessment, assess
from tests.risk.frozen import method
from tests.shipped import shipped

ON = date(2026, 7, 2)
# Score by month from January 2025: up, down, up, up.
MONTHS = (10.0, 20.0, 15.0, 18.0, 25.0)


def scored(*months: float) -> Assessment:
    """An assessment whose score is constant in each month."""
    found = assess(shipped(), method())
    number = (found.days.astype("datetime64[M]") - np.datetime64("2025-01")).astype(int)
    values = np.array([*months, *[np.nan] * 40])
    return replace(found, score=values[number])


def indices(*rows: tuple[str, str, float, str]) -> pd.DataFrame:
    """Rows of table indices: series, month, value, known from."""
    frame = pd.DataFrame(rows, columns=["series", "period", "value", "known_from"])
    return frame.assign(
        name=frame["series"], unit="index", frequency="M", source_key="s", known_from=pd.to_datetime(frame["known_from"])
    )  # fmt: skip


def beside(
    *rows: tuple[str, str, float, str], on: date = ON, names: tuple[str, ...] = ("GPR",)
) -> list[Series]:
    return series_beside(indices(*rows), names, scored(*MONTHS), date(2025, 1, 1), on)


def test_only_whole_months_with_a_score_on_every_day_count() -> None:
    found = monthly_score(scored(*MONTHS), date(2025, 4, 29))
    assert found.to_dict() == {pd.Period(f"2025-0{n}"): MONTHS[n - 1] for n in (1, 2, 3)}


def test_months_in_which_both_moved_and_those_in_which_they_moved_apart() -> None:
    rows = [("GPR", f"2025-0{n}", value, f"2025-0{n + 1}-05") for n, value in enumerate((1, 2, 3, 3, 1), 1)]
    (found,) = beside(*rows)
    # February both up, March index up and score down, April index still, May index down and score up.
    assert (found.compared, found.apart) == (3, ("2025-03", "2025-05"))


def test_a_gap_is_no_month_before() -> None:
    (found,) = beside(("GPR", "2025-01", 1.0, "2025-02-05"), ("GPR", "2025-03", 9.0, "2025-04-05"))
    assert (found.compared, found.apart) == (0, ())


def test_what_is_known_later_does_not_count_and_the_newest_edition_does() -> None:
    rows = [("GPR", "2025-01", 1.0, "2025-02-05"), ("GPR", "2025-02", 2.0, "2025-03-05"),
            ("GPR", "2025-02", 0.5, "2025-06-01")]  # fmt: skip
    assert beside(*rows, on=date(2025, 5, 1))[0].apart == ()
    assert beside(*rows)[0].apart == ("2025-02",)


@pytest.mark.parametrize(
    ("names", "found"), [(("GPR",), ["GPR"]), (("TPU", "GPRC"), ["GPRC_CHN"]), (("UCT",), [])]
)
def test_series_are_found_by_name_or_its_beginning_before_a_dash(
    names: tuple[str, ...], found: list[str]
) -> None:
    rows = [
        ("GPR", "2025-01", 1.0, "2025-02-05"),
        ("GPRC_CHN", "2025-01", 1.0, "2025-02-05"),
        ("GPRA", "2025-01", 1.0, "2025-02-05"),
    ]
    assert [one.series for one in beside(*rows, names=names)] == found
