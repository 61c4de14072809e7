"""No finding of legal states is said flatly of a day to which the list of acts does not reach."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from chokepoint.config import read_settings
from chokepoint.share.coverage import listed_to, supported

SCOPE = read_settings().method.scope
FIRST = SCOPE.score_from
END = SCOPE.coverage_end
LAST = END + timedelta(days=SCOPE.provisional_days)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (
            FIRST - timedelta(days=1),
            f"As far as listed: two measures in force; before {FIRST} acts are on file in part only",
        ),
        (FIRST, "Two measures in force"),
        (END, "Two measures in force"),
        (END + timedelta(days=1), f"Two measures in force (acts listed to {END})"),
        (LAST, f"Two measures in force (acts listed to {END})"),
        (
            LAST + timedelta(days=1),
            f"As far as listed to {END}: two measures in force; later acts may be missing",
        ),
    ],
)
def test_a_finding_is_marked_past_the_end_and_held_back_past_the_limit(day: date, words: str) -> None:
    assert supported("Two measures in force", SCOPE, day) == words


def test_a_finding_with_a_colon_takes_no_second_one() -> None:
    words = supported("Controls on file: China 5 in force", SCOPE, LAST + timedelta(days=1))
    assert (
        words == f"As far as listed to {END}, controls on file: China 5 in force; later acts may be missing"
    )


def test_the_subtitle_says_to_which_day_the_list_is_complete() -> None:
    assert listed_to(SCOPE, END) == listed_to(SCOPE, FIRST) == ""
    assert "may have been controlled" in listed_to(SCOPE, FIRST - timedelta(days=1))
    assert listed_to(SCOPE, LAST) == f"The list of acts is complete to {END} only."
    assert listed_to(SCOPE, LAST + timedelta(days=1)).endswith(f"to {END} only; later acts may be missing.")
