"""Which word does a value get, and which word stands on screen?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from chokepoint.method import Level

Floats = npt.NDArray[np.float64]


def word_of(value: float, levels: Sequence[Level]) -> str | None:
    """Word of a value; the lower bound is inclusive; None for a missing value."""
    if np.isnan(value):
        return None
    return [level.word for level in levels if value >= level.start][-1]


def words_shown(values: Floats, levels: Sequence[Level], margin: float, patience: int) -> list[str | None]:
    """Word shown on each day: it changes only `margin` points beyond a limit or after `patience` days.

    A day without a value shows none, and the next value starts afresh.
    """
    starts = np.array([level.start for level in levels] + [np.inf])
    shown: list[str | None] = []
    current, days_beyond = None, 0
    for value in values:
        if np.isnan(value):
            current, days_beyond = None, 0
            shown.append(None)
            continue
        level = int(np.searchsorted(starts, value, side="right")) - 1
        if current is None or level == current:
            current, days_beyond = level, 0
        else:
            days_beyond += 1
            beyond = value - starts[level] if level > current else starts[level + 1] - value
            if abs(level - current) > 1 or beyond >= margin or days_beyond > patience:
                current, days_beyond = level, 0
        shown.append(levels[current].word)
    return shown
