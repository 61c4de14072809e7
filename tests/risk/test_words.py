"""Which word a value gets, and when the word on screen changes: hand-written rows of days."""

from __future__ import annotations

import numpy as np
import pytest

from chokepoint.risk.words import word_of, words_shown
from tests.risk.frozen import method

LEVELS = method().score.levels
NO = float("nan")
MARGIN, PATIENCE = 1, 3


def shown(*values: float) -> str:
    """Words shown on consecutive days by their first two letters; -- for none."""
    words = words_shown(np.array(values), LEVELS, MARGIN, PATIENCE)
    return " ".join(word[:2] if word else "--" for word in words)


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (0, "slack"),
        (14.999, "slack"),
        (15, "tight"),
        (29.999, "tight"),
        (30, "strained"),
        (40, "short"),
        (59.999, "short"),
        (60, "stopped"),
        (100, "stopped"),
        (NO, None),
    ],
)
def test_the_lower_bound_of_a_word_is_inclusive(value: float, word: str | None) -> None:
    assert word_of(value, LEVELS) == word


DAYS = {
    "the first value takes its own word": ((30.2, 30.2), "st st"),
    "less than a point beyond a limit changes nothing for three days": (
        (29, 30.5, 30.5, 30.5),
        "ti ti ti ti",
    ),
    "and on the fourth day it does": ((29, 30.5, 30.5, 30.5, 30.5), "ti ti ti ti st"),
    "a full point beyond a limit changes it at once": ((29, 31), "ti st"),
    "the same holds downwards": ((31, 29.5, 29.5, 29.5, 29.5, 29.5), "st st st st ti ti"),
    "a full point below a limit changes it at once": ((31, 29), "st ti"),
    "days beyond a limit are counted anew after a day within": (
        (29, 30.5, 30.5, 29.5, 30.5, 30.5, 30.5, 30.5),
        "ti ti ti ti ti ti ti st",
    ),
    "two words at once are never held back": ((29, 40.2), "ti sh"),
    "also downwards": ((40.2, 29.9), "sh ti"),
    "a day without a value shows none and the next starts afresh": ((29, NO, 30.2), "ti -- st"),
}


@pytest.mark.parametrize(("values", "expected"), DAYS.values(), ids=DAYS)
def test_the_word_on_screen_does_not_flicker(values: tuple[float, ...], expected: str) -> None:
    assert shown(*values) == expected


def test_a_word_shown_depends_on_no_later_day() -> None:
    values = (29, 30.5, 30.5, 31.5, 41, 39.5, NO, 12, 16.2)
    whole = shown(*values).split()
    assert [shown(*values[: n + 1]).split()[-1] for n in range(len(values))] == whole
