"""A change in words: how many rows of which table, and what it does to readings and score."""

from __future__ import annotations

from chokepoint.charts.theme import SHOWN, number, signed
from chokepoint.evidence.names import READINGS as READING_NAMES
from chokepoint.risk.revision import SCORE, Day, Largest, Revision
from chokepoint.update.difference import KINDS, Difference
from chokepoint.workspace import Snapshot


def counts_words(found: Difference) -> str:
    """The numbers of one table: "3 rows added, 1 changed"; "nothing differs" without any."""
    parts = [f"{number(found.counts[kind])} {kind}" for kind in KINDS if found.counts[kind]]
    if not parts:
        return "nothing differs"
    first, _, rest = parts[0].partition(" ")
    parts[0] = f"{first} row{'' if first == '1' else 's'} {rest}"
    return ", ".join(parts)


def who_words(snapshot: Snapshot) -> str:
    """Who made a snapshot, and why: "Ada (“October customs”)"."""
    return f"{snapshot.author} (“{snapshot.note}”)" if snapshot.note else snapshot.author


def effect_words(found: Revision | None) -> str:
    """What the change does to the score, in one sentence."""
    if found is None:
        return "Nothing differs, so no score moves."
    where = f"{found.country}:{found.supplier}, {found.buyer} buyers"
    if not found.moves:
        return f"This moves no reading and no score on any day ({where})."
    parts = [_largest_words(one) for one in found.largest if one.name == SCORE]
    if not parts:
        names = ", ".join(READING_NAMES[one.name] for one in found.largest)
        parts = (
            [f"The score moves on no day; {names} {'does' if len(found.largest) == 1 else 'do'}"]
            if names
            else []
        )
    for word, days in (("gets", found.gained), ("loses", found.lost)):
        parts += [f"{_name(name)} {word} a value on {_days(count)}" for name, count in days.items()]
    return f"{'; '.join(parts)} ({where})."


def day_words(day: Day) -> str:
    """The score of one day before and after: "2026-07-02: 43.9 → 44.3 (+0.3)"."""
    before, after, moved = day.before[SCORE], day.after[SCORE], day.moved(SCORE)
    if moved is None:
        return f"{day.on}: no score ({day.reason})"
    change = signed(moved) if abs(moved) >= SHOWN else "unchanged" if moved == 0 else "less than 0.1"
    return f"{day.on}: {value_words(before)} → {value_words(after)} ({change})"


def value_words(value: float | None) -> str:
    """A score or a reading with one decimal; "none" where there is none."""
    return "none" if value is None else number(value, 1)


def _largest_words(one: Largest) -> str:
    moved = one.after - one.before
    return (
        f"{_name(one.name)} moves on {_days(one.days)}, most on {one.on}: {number(one.before, 1)} → "
        f"{number(one.after, 1)} ({signed(moved) if abs(moved) >= SHOWN else 'less than 0.1'})"
    )


def _name(name: str) -> str:
    return "The score" if name == SCORE else READING_NAMES[name]


def _days(count: int) -> str:
    return f"{number(count)} day{'' if count == 1 else 's'}"
