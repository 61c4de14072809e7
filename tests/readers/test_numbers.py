"""Numbers as people write them: a column decides how its cells are read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chokepoint.readers.numbers import (
    Style,
    in_brackets,
    is_plain,
    is_undecided,
    plain_number,
    two_readings,
)


def style_of(*cells: str, answer: str | None = None) -> Style:
    style = Style(answer)
    for cell in cells:
        style.look(cell)
    return style


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        (("80,0", "12.345,67", "1.234"), ("80.0", "12345.67", "1234")),
        (("1,234.5", "1,234"), ("1234.5", "1234")),
        (("1,234,567", "1,234"), ("1234567", "1234")),
        (("-7,2", "+2,1", "-3,0"), ("-7.2", "+2.1", "-3.0")),
        (("1 234 567", "1\u00a0234", "1\u202f234,5"), ("1234567", "1234", "1234.5")),
        (("1'234", "1\u2019234.5"), ("1234", "1234.5")),
        (("\u22125", "\u22121.5"), ("-5", "-1.5")),
        ((">1,234.5", "<5%", "~ 85 %"), (">1234.5", "<5%", "~85%")),
        (("$1,200.50",), ("1200.50",)),
        (("1.5", "1,234"), ("1.5", "1234")),
        (("1e3", "2,5e-3"), ("1e3", "2.5e-3")),
        (("0,123",), ("0.123",)),
        (("1234,567",), ("1234.567",)),
    ],
)
def test_a_column_is_read_in_the_style_that_its_cells_decide(
    cells: tuple[str, ...], read: tuple[str, ...]
) -> None:
    style = style_of(*cells)
    assert tuple(plain_number(cell, style) for cell in cells) == read


@pytest.mark.parametrize(
    ("cells", "asked"),
    [(("1,234",), "1,234"), (("1.234.567", "890"), "1.234.567"), (("1,5", "1.5", "2,345"), "2,345")],
)
def test_what_no_cell_decides_is_asked_not_guessed(cells: tuple[str, ...], asked: str) -> None:
    style = style_of(*cells)
    assert style.decided is None
    assert is_undecided(asked, style)
    assert plain_number(asked, style) is None
    assert not is_undecided(asked, style_of(*cells, answer="comma"))


def test_an_answer_goes_before_the_evidence() -> None:
    assert plain_number("1,234", style_of("1,234", answer="comma")) == "1.234"
    assert plain_number("1,234", style_of("1,234", answer="point")) == "1234"
    assert plain_number("1.234.567", style_of(answer="comma")) == "1234567"
    assert plain_number("1.234.567", style_of(answer="point")) is None


def test_a_question_tells_both_readings() -> None:
    assert two_readings("1,234") == '"1,234" can be 1.234 or 1234'
    assert two_readings("1.234.567") == '"1.234.567" has two points: thousands separators? then 1234567'


@pytest.mark.parametrize(
    "text", ["", "abc", "1,2,3", "12,34,567", "1..2", "--", "50\u2013300", "3 bn", "1,23.4,5"]
)
def test_what_is_no_number_is_not_made_one(text: str) -> None:
    assert plain_number(text, style_of(text)) is None


def test_brackets_are_seen_around_numbers_only() -> None:
    assert in_brackets("(7340)") == "7340"
    assert in_brackets(" ( 1,234 ) %") == "1,234%"
    assert in_brackets("(estimate)") is None
    assert in_brackets("7340") is None


@pytest.mark.parametrize("text", ["1", "-1.5", ".5", "5.", "1e3", ">5", "<= 5%", "NA", "..", ""])
def test_what_the_contract_reads_is_plain(text: str) -> None:
    assert is_plain(text)


@given(st.floats(allow_nan=False, allow_infinity=False, width=32), st.integers(min_value=0, max_value=4))
def test_a_number_written_in_either_style_is_read_back(number: float, decimals: int) -> None:
    point = f"{number:,.{decimals}f}"
    comma = point.replace(",", " ").replace(".", ",").replace(" ", ".")
    value = float(point.replace(",", ""))
    assert float(plain_number(point, style_of(answer="point")) or "nan") == value
    assert float(plain_number(comma, style_of(answer="comma")) or "nan") == value


@given(st.text(max_size=30))
def test_any_text_is_read_or_left_alone(text: str) -> None:
    style = style_of(text)
    read = plain_number(text, style)
    assert read is None or is_plain(read)
    two_readings(text)
    in_brackets(text)
