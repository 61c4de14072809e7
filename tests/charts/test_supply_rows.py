"""Records of the supply chain as rows and tiles: their words claim no more than the records."""

from __future__ import annotations

from datetime import date

import pytest

from chokepoint.charts.ranges import ranges
from chokepoint.charts.supply_rows import rows_of_reliance, tile_of_control
from chokepoint.charts.theme import LIGHT
from chokepoint.charts.tiles import DASHED, FULL, NONE, OUTLINE, TINT
from chokepoint.evidence.board import BARRED, FREE, LICENCE, Cell, Rule
from chokepoint.evidence.elements import Element
from chokepoint.evidence.imports import Reliance
from chokepoint.evidence.measures import State

HOLMIUM = Element("Ho", "holmium", 67, "HREE", False, True, ("lasers",), (), (), "", "s")
END = date(2026, 11, 10)


def free(*states: State, until: date | None = None) -> Cell:
    aside = tuple(Rule("m", LICENCE, state, False, until, None) for state in states)
    return Cell(FREE, False, (), aside, ())


@pytest.mark.parametrize(
    ("cell", "fill", "words"),
    [
        (free(), OUTLINE, "free"),
        (free(State.ANNOUNCED), DASHED, "free, a rule announced"),
        (free(State.SUSPENDED, until=END), TINT, "free, a rule suspended until 2026-11-10"),
        (free(State.SUSPENDED), TINT, "free, a rule suspended, no end named"),
        (
            free(State.ANNOUNCED, State.LAPSED_UNCONFIRMED),
            DASHED,
            "free as far as known: a suspension ran out, what follows is not on file",
        ),
        (Cell(LICENCE, False, (), (), ()), FULL, "licence"),
        (Cell(BARRED, False, (), (), ()), FULL, "barred"),
    ],
)
def test_a_tile_says_why_a_rule_waits(cell: Cell, fill: str, words: str) -> None:
    tile = tile_of_control(HOLMIUM, cell)
    assert (tile.fill, tile.words) == (fill, words)


def test_what_is_barred_carries_a_sign_and_what_waits_its_word() -> None:
    cells = (
        Cell(BARRED, False, (), (), ()),
        Cell(LICENCE, False, (), (), ()),
        free(State.SUSPENDED),
        free(State.ANNOUNCED),
    )
    assert [tile_of_control(HOLMIUM, cell).value for cell in cells] == [
        "✕ barred",
        "licence",
        "suspended",
        "announced",
    ]


def test_an_element_that_is_not_traded_has_no_state() -> None:
    promethium = Element("Pm", "promethium", 61, "other", False, False, (), (), (), "", "s")
    assert tile_of_control(promethium, free()).fill == NONE


def reliance(value: float | None, bound: str, source: str = "mcs") -> Reliance:
    return Reliance("Y", "oxide", "2025", value, bound, source, date(2026, 2, 1), True, "")


@pytest.mark.parametrize(
    ("bound", "end"),
    [
        ("net_exporter", "net exporter, no number"),
        ("withheld", "number withheld by the source"),
        ("range", "no single number"),
    ],
)
def test_a_row_without_a_number_says_why_by_its_own_mark(bound: str, end: str) -> None:
    (row,) = rows_of_reliance([reliance(None, bound)], [("Y", "", "Yttrium")], 3, {"mcs": "USGS"})
    assert (row.dots, row.end) == ((), end)


def test_names_of_sources_are_shown_letter_by_letter() -> None:
    who = {"mcs": "<b>Bold</b> & Sons", "other": "USGS"}
    found = [reliance(90.0, "="), reliance(95.0, ">", "other")]
    (row,) = rows_of_reliance(found, [("Y", "", "<i>Yttrium</i>")], 3, who)
    drawn = ranges([row], "Reliance", 0, LIGHT.us, LIGHT)
    texts = " ".join(note.text for note in drawn.figure.layout.annotations)
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; Sons<br>" in texts
    assert "&lt;i&gt;Yttrium" in texts
    assert "&lt;b&gt;Bold" in drawn.figure.data[0].hovertext[0]
