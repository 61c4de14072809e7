"""Words are measured and broken by their width, not by their number of letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chokepoint.charts.text_width import broken, hover, text_px


def test_widths_are_those_of_the_font() -> None:
    # Source Sans at weight 400 and 1000 px sets these words 23 878 wide (read with FreeType).
    assert text_px("Bessent and He Lifeng hold last pre-summit talks in Seoul", 1000) == pytest.approx(
        23878, rel=0.02
    )
    assert text_px("iiii", 13) < text_px("WWWW", 13) / 3
    assert text_px("ab", 10, bold=True) > text_px("ab", 10)
    assert text_px("", 13) == 0


@pytest.mark.parametrize(
    ("text", "most", "lines"),
    [
        ("aaaa bbbb", 1, ["aaaa bbbb"]),
        ("aaaa bbbb cccc", 1, ["aaaa …"]),
        ("aaaa bbbb cccc", 2, ["aaaa bbbb", "cccc"]),
        ("aaaa bbbb cccc dddd eeee", 2, ["aaaa bbbb", "cccc …"]),
        ("a" * 30, 2, ["aaaaaaa…"]),
        ("", 2, [""]),
    ],
)
def test_words_are_broken_between_words_and_only_the_last_line_is_cut(
    text: str, most: int, lines: list[str]
) -> None:
    assert broken(text, 46, 10, most) == lines


def test_the_first_line_may_be_shorter() -> None:
    assert broken("aaaa bbbb cccc", 46, 10, 2, 25) == ["aaaa", "bbbb cccc"]


def test_words_of_a_hover_have_lines_that_are_not_cut_and_no_markup() -> None:
    lines = hover(
        "China issues the first general licences to three magnet makers; <b>two</b> more follow"
    ).split("<br>")
    assert len(lines) == 2
    assert "&lt;b&gt;two&lt;/b&gt;" in lines[1]


@given(st.text(), st.floats(40, 400), st.sampled_from([11, 13, 21]))
def test_a_clipped_text_fits_and_a_fitting_one_stays(text: str, px: float, size: int) -> None:
    (clipped,) = broken(text, px, size)
    assert text_px(clipped, size) <= px
    plain = " ".join(text.split())
    assert clipped == plain if text_px(plain, size) <= px else clipped.endswith("…")


def test_a_text_is_cut_between_words_and_a_long_word_inside() -> None:
    assert broken("one two three four", 60, 13, 1) == ["one two …"]
    assert broken("one two three four", 60, 13, 2) == ["one two", "three four"]
    assert broken("Donaudampfschifffahrtsgesellschaft", 60, 13) == ["Donaud…"]
