"""The board on screen: one height, short words, the sign of a ban, what an end rests on as a note once."""

from __future__ import annotations

import re
from datetime import date

import pytest

from chokepoint.charts.theme import DARK, LIGHT, Theme
from chokepoint.evidence.board import BARRED, BUYERS, FREE, LICENCE, WATCH, Cell, Good, Rule
from chokepoint.evidence.measures import State
from chokepoint.ui.board import status_board
from chokepoint.ui.style import style_block

HO = Good("Ho", "holmium", "Elements")
ENDS = date(2026, 11, 10)


def held(word: str = LICENCE, state: State = State.SUSPENDED, **more: object) -> Rule:
    plain = {"until": ENDS, "effective": date(2026, 12, 1)} | more
    return Rule("rule", word, state, False, **plain)  # type: ignore[arg-type]


def board(*aside: Rule, word: str = FREE) -> str:
    cell = Cell(word, False, (), aside, ())
    return status_board({HO: dict.fromkeys(BUYERS, cell)}, {})  # type: ignore[arg-type]


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize(
    ("rule", "cell", "note"),
    [
        (held(), "susp. to 2026-11-10", ""),
        (held(ground="agreed"), "susp. to 2026-11-10 ¹", "¹ agreed; notices not seen."),
        (
            held(later_until=date(2027, 1, 10), later_ground="agreed"),
            "susp. to 2026-11-10 ¹",
            "¹ since agreed to 2027-01-10 ; notices not seen.",
        ),
        (held(BARRED), "ban susp. to 2026-11-10", ""),
        (held(WATCH, State.ANNOUNCED), "watch from 2026-12-01", ""),
        (held(state=State.ANNOUNCED, effective=None), "from no day named", ""),
        (held(state=State.LAPSED_UNCONFIRMED), "susp. ran out", ""),
    ],
)
def test_what_waits_is_short_and_its_ground_stands_below(rule: Rule, cell: str, note: str) -> None:
    told = words(board(rule))
    assert cell in told
    assert told.endswith(note)
    assert ("¹" in told) == bool(note)


def test_the_strictest_stands_in_the_cell_and_the_others_in_the_note() -> None:
    told = words(board(held(), held(BARRED)))
    assert "ban susp. to 2026-11-10 ¹" in told
    assert told.endswith("¹ also licence susp. to 2026-11-10 .")


def test_a_note_is_told_once_for_all_rows() -> None:
    cell = Cell(FREE, False, (), (held(ground="agreed"),), ())
    rows = {good: dict.fromkeys(BUYERS, cell) for good in (HO, Good("Er", "erbium", "Elements"))}
    assert status_board(rows, {}).count("notices not seen") == 1  # type: ignore[arg-type]


def test_a_ban_carries_a_sign_and_a_licence_none() -> None:
    assert words(board(word=BARRED)).count("✕ barred") == 3
    assert "✕" not in board(word=LICENCE)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_full_is_in_force_and_tinted_is_suspended(theme: Theme) -> None:
    rules = style_block(theme)
    full = rules[rules.index(".cp-board .cp-licence,") :].split("}")[0]
    assert (".cp-barred" in full, theme.cn in full, theme.on_fill in full) == (True, True, True)
    assert f".cp-board .cp-susp {{ background: {theme.cn_tint}; }}" in rules
