"""Texts are cut by what they measure, between words, never after a hyphen."""

from __future__ import annotations

from chokepoint.charts.text_width import in_lines, text_px


def test_narrow_letters_take_less_room() -> None:
    assert text_px("illi", 13) < text_px("mmmm", 13) / 2
    assert text_px("mm", 26) == 2 * text_px("mm", 13)


def test_a_text_that_fits_is_whole_and_a_longer_one_is_cut_between_words() -> None:
    text = "Stand-off on chips during the rare-earth halt"
    assert in_lines(text, 13, 1000) == [text]
    (cut,) = in_lines(text, 13, 150)
    assert cut.endswith(" …")
    assert text.startswith(cut.removesuffix(" …"))
    assert text_px(cut, 13) <= 150
    assert "rare-" not in cut or "rare-earth" in cut


def test_the_second_line_takes_the_rest() -> None:
    text = "one two three four"
    lines = in_lines(text, 13, text_px("one two three", 13), 2)
    assert lines == ["one two three", "four"]
