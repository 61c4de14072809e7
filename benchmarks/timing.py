"""Medians of things done in turn, and the table they are told in.

Two clocks: the wall's, which a reader feels, and the CPU time of this process, which neighbours on the machine
disturb less. On an idle machine they are nearly the same; targets and ratios go by the CPU time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Taken:
    """Seconds by the wall and of CPU that something took."""

    wall: float
    cpu: float

    def __add__(self, other: Taken) -> Taken:
        return Taken(self.wall + other.wall, self.cpu + other.cpu)


@dataclass(frozen=True)
class Measured:
    """One line of the report, and what it may be at most: seconds, or times what another one took."""

    what: str
    taken: Taken
    at_most: float | None = None
    against: str = ""
    other: Taken | None = None

    @property
    def value(self) -> float:
        """What the target speaks of."""
        return self.taken.cpu if self.other is None else self.taken.cpu / self.other.cpu

    @property
    def kept(self) -> bool:
        """True without a target, or when it is kept."""
        return self.at_most is None or self.value <= self.at_most

    @property
    def cells(self) -> tuple[str, ...]:
        """The line as text: what, wall and CPU in milliseconds, ratio, against what, target, kept or missed."""
        ratio = "" if self.other is None else f"{self.value:.2f}"
        unit = "s" if self.other is None else "times"
        target = "" if self.at_most is None else f"at most {self.at_most:g} {unit}"
        verdict = "" if self.at_most is None else "kept" if self.kept else "MISSED"
        wall, cpu = f"{1000 * self.taken.wall:.0f}", f"{1000 * self.taken.cpu:.0f}"
        return (self.what, wall, cpu, ratio, self.against, target, verdict)


@contextmanager
def clocked(found: list[Taken], cpu: Callable[[], float] = time.process_time) -> Iterator[None]:
    """Adds to `found` what the block took."""
    wall_start, cpu_start = time.perf_counter(), cpu()
    yield
    found.append(Taken(time.perf_counter() - wall_start, cpu() - cpu_start))


def middle(found: Sequence[Taken]) -> Taken:
    """Medians of both clocks."""
    return Taken(median(one.wall for one in found), median(one.cpu for one in found))


def in_turn(acts: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, Taken]:
    """Medians of each act; they take turns, so that a busy machine is busy for all of them."""
    found: dict[str, list[Taken]] = {name: [] for name in acts}
    for _ in range(rounds):
        for name, act in acts.items():
            with clocked(found[name]):
                act()
    return {name: middle(all_of_it) for name, all_of_it in found.items()}


def table(lines: Sequence[Measured]) -> str:
    """The lines as a table in Markdown."""
    head = ("what", "wall ms", "CPU ms", "ratio", "against", "target", "")
    rows = [head, *(line.cells for line in lines)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(head))]
    text = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    return "\n".join([text[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *text[1:]])
