"""Medians of things done in turn, and the table they are told in."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Measured:
    """One line of the report: seconds, and what they may be at most (in seconds, or times another line)."""

    what: str
    seconds: float
    at_most: float | None = None
    against: str = ""
    other: float | None = None

    @property
    def value(self) -> float:
        """What the target speaks of: the seconds, or their ratio to the other's."""
        return self.seconds if self.other is None else self.seconds / self.other

    @property
    def kept(self) -> bool:
        """True without a target, or when it is kept."""
        return self.at_most is None or self.value <= self.at_most

    @property
    def cells(self) -> tuple[str, ...]:
        """The line as text: what, milliseconds, ratio, against what, target, kept or missed."""
        ratio = "" if self.other is None else f"{self.value:.2f}"
        unit = " s" if self.other is None else " times"
        target = "" if self.at_most is None else f"at most {self.at_most:g}{unit}"
        verdict = "" if self.at_most is None else "kept" if self.kept else "MISSED"
        return (self.what, f"{1000 * self.seconds:.1f}", ratio, self.against, target, verdict)


def in_turn(acts: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Median seconds of each act; they take turns, so that a busy machine is busy for all of them."""
    seconds: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(rounds):
        for name, act in acts.items():
            start = time.perf_counter()
            act()
            seconds[name].append(time.perf_counter() - start)
    return {name: median(found) for name, found in seconds.items()}


def table(lines: Sequence[Measured]) -> str:
    """The lines as a table in Markdown."""
    head = ("what", "median ms", "ratio", "against", "target", "")
    rows = [head, *(line.cells for line in lines)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(head))]
    text = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    return "\n".join([text[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *text[1:]])
