"""Figures of the Supply page: what is not split is hatched, what is missing is no zero, nothing is joined."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import plotly.graph_objects as go
import pytest

from chokepoint.charts.editions import editions
from chokepoint.charts.paired_bars import Pair, paired_bars
from chokepoint.charts.price_lines import price_lines
from chokepoint.charts.ranges import Dot, Row, ranges
from chokepoint.charts.stacked_shares import OTHERS, UNSPLIT, VIA, Bar, Piece, stacked_shares
from chokepoint.charts.theme import DARK, LIGHT, Theme
from chokepoint.charts.tiles import DASHED, FULL, NONE, OUTLINE, TINT, Tile, tiles
from chokepoint.evidence.criticality import Score
from chokepoint.evidence.price_gaps import ASK, FOB, INSIDE, OUTSIDE, Mark

BAR = Bar("Mining", "2025, office", (
    Piece("China", "CHN", 60, "CHN"), Piece("Malaysia", "MYS", 20, VIA), Piece("others", "others", 10, OTHERS),
    Piece("not split by the source", "", 10, UNSPLIT),
), "office|mining")  # fmt: skip
ELEMENTS = [(21, "Sc"), (39, "Y"), *((57 + n, f"E{n}") for n in range(15))]


def mark(kind: str, period: str, price: float, series: str = "s", derived: bool = False) -> Mark:
    year, month = map(int, period.split("-"))
    start = date(year, month, 1)
    end = (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return Mark("Y", kind, series, period, "M", start, end, price, "=", derived, True, "wire", "")


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("narrow", [False, True])
def test_shares_stack_end_to_end_and_the_unsplit_part_is_hatched(theme: Theme, narrow: bool) -> None:
    drawn = stacked_shares([BAR], "Share", theme, narrow)
    assert [(trace.base[0], trace.x[0]) for trace in drawn.figure.data] == [
        (0, 60),
        (60, 20),
        (80, 10),
        (90, 10),
    ]
    assert [trace.marker.pattern.shape for trace in drawn.figure.data] == ["", ".", "", "/"]
    assert {trace.customdata[0] for trace in drawn.figure.data} == {"office|mining"}
    assert "China 60" in drawn.alt
    assert "not split by the source 10" in drawn.alt


def test_a_bound_stays_a_bound_in_words() -> None:
    bar = Bar("Separation", "2024", (Piece("China", "CHN", 80, "CHN", ">"),), "a")
    assert ">80" in stacked_shares([bar], "Share", LIGHT).alt


def test_all_of_a_bar_is_a_hundred_and_names_are_shown_letter_by_letter() -> None:
    whole = Bar("a", "2024", (Piece("a name far too long for the bar " * 5, "x<y", 100, "plain"),), "a")
    labels = [note.text for note in stacked_shares([whole], "Share", LIGHT).figure.layout.annotations]
    assert "x&lt;y 100" in labels
    bold = Bar("a", "2024", (Piece("<b>B</b> %{y}", "b", 60, "plain"),), "a")
    assert (
        "&lt;b&gt;B&lt;/b&gt; %&#123;y}"
        in stacked_shares([bold], "Share", LIGHT).figure.data[0].hovertemplate
    )


def test_dots_keep_their_bounds_and_rows_without_figures_draw_none() -> None:
    rows = [
        Row("2024", "", (Dot(53, "=", True, "53 %, second", "b"), Dot(80, "=", True, "80 %, first", "a"), Dot(95, ">", False, ">95 %", "c")),
            (53, 80), "two editions"),
        Row("Dysprosium", "", (), None, "no official figure"),
    ]  # fmt: skip
    drawn = ranges(rows, "Reliance", 0, LIGHT.us, LIGHT)
    (dots,) = drawn.figure.data
    assert list(dots.x) == [53, 80, 95]
    assert list(dots.marker.symbol) == ["circle", "circle", "triangle-right"]
    assert dots.marker.color[2] == LIGHT.bg
    assert "Dysprosium: no official figure" in drawn.alt
    assert dots.mode == "markers+text"


def test_close_dots_do_not_hide_each_other() -> None:
    row = Row("Separation", "", tuple(Dot(91, "=", True, "91", str(n)) for n in range(3)), (91, 91), "")
    after = Row(
        "Heavy separation",
        "",
        (Dot(99.9, "=", True, "99.9", "h"),),
        None,
        "99.9<br>2023,<br>before<br>a plant",
    )
    for narrow in (False, True):
        drawn = ranges([row, after], "Share", 50, LIGHT.cn, LIGHT, narrow)
        dots, alone = drawn.figure.data
        gaps = [below - above for below, above in pairwise(dots.y)]
        assert all(gap >= 12 for gap in gaps)  # pixels: the axis counts in them
        assert drawn.figure.layout.yaxis.range[0] == pytest.approx(drawn.height - 34, abs=1)
        (words,) = [note for note in drawn.figure.layout.annotations if note.text.startswith("99.9<br>")]
        # On a phone the words begin below the row before and end above their own dot.
        if narrow:
            assert dots.y[0] < words.y
            assert words.y + 4 * 17 <= alone.y[0]


def test_dots_a_little_apart_are_stacked_too() -> None:
    dots = tuple(Dot(value, "=", True, str(value), str(value)) for value in (90, 90.7, 92))
    (drawn,) = ranges([Row("Separation", "", dots, None, "")], "Share", 50, LIGHT.cn, LIGHT).figure.data
    assert drawn.y[0] != drawn.y[1]
    assert drawn.y[0] == drawn.y[2]


def test_a_country_without_a_figure_has_no_bar_and_says_so() -> None:
    drawn = paired_bars([Pair("Myanmar", "MMR", None, 22_000), Pair("Brazil", "BRA", 21.0, 0.0)],
                        ("Reserves", "Output"), ("Mt", "t"), (2, 0), LIGHT)  # fmt: skip
    texts = [note.text for note in drawn.figure.layout.annotations]
    assert texts.count("no figure") == 1
    assert "0\u00a0t" in texts
    assert "Myanmar: no figure, 22\u202f000\u00a0t" in drawn.alt


def test_a_value_that_rounds_to_a_whole_keeps_no_lone_point() -> None:
    drawn = paired_bars([Pair("A", "AAA", 3.999, 1.0)], ("Reserves", "Output"), ("Mt", "t"), (2, 0), LIGHT)
    assert drawn.alt == "Reserves and Output: A: 4\u00a0Mt, 1\u00a0t."


def test_only_following_months_of_one_fob_series_form_a_line() -> None:
    months = [mark(FOB, period, 50.0 + n) for n, period in enumerate(("2025-01", "2025-02", "2025-04"))]
    others = [mark(OUTSIDE, "2025-01", 6, "europe"), mark(OUTSIDE, "2025-02", 9, "europe"), mark(INSIDE, "2025-02", 5, "domestic"),
              mark(ASK, "2025-02", 90, "ask")]  # fmt: skip
    drawn = price_lines(
        [("Yttrium", "Y", [*months, *others])], date(2025, 1, 1), date(2025, 12, 31), None, LIGHT
    )
    lines = [trace for trace in drawn.figure.data if trace.mode == "lines"]
    assert [len(trace.x) for trace in lines] == [2]
    assert all(len(trace.x) == 1 for trace in drawn.figure.data if trace.mode == "markers")
    (ask,) = [trace for trace in drawn.figure.data if trace.marker.symbol == "triangle-up-open"]
    assert ask.y[0] == 90


def test_the_quotes_of_the_title_carry_their_figures() -> None:
    months = [mark(OUTSIDE, "2025-01", 6), mark(OUTSIDE, "2025-11", 270), mark(OUTSIDE, "2026-02", 432)]
    span = (date(2025, 1, 1), date(2026, 7, 2))
    for told, texts in (((), {"6.0", "432"}), ((months[1].id,), {"6.0", "270", "432"})):
        drawn = price_lines([("Yttrium", "Y", months)], *span, None, LIGHT, told=told)
        labels = {note.text for note in drawn.figure.layout.annotations}
        assert labels - {"<b>Yttrium</b>, USD/kg"} == texts


def test_a_bound_of_a_price_is_said_and_days_are_no_line() -> None:
    days = [
        replace(mark(FOB, "2025-01", 50.0), frequency="D", start=day, end=day)
        for day in (date(2025, 1, 1), date(2025, 1, 2))
    ]
    about, below = (replace(mark(OUTSIDE, "2025-02", 60.0, bound), bound=bound) for bound in ("~", "<"))
    drawn = price_lines(
        [("Yttrium", "Y", [*days, about, below])], date(2025, 1, 1), date(2025, 6, 1), None, LIGHT
    )
    assert {trace.mode for trace in drawn.figure.data} == {"markers"}
    assert [trace.hovertext[0].split(": ")[1] for trace in drawn.figure.data[2:]] == [
        "≈60\u00a0USD/kg",
        "&lt;60\u00a0USD/kg",
    ]


def test_a_worked_out_price_is_open_and_said() -> None:
    drawn = price_lines(
        [("Yttrium", "Y", [mark(OUTSIDE, "2026-02", 432, derived=True)])],
        date(2025, 1, 1),
        date(2026, 7, 2),
        None,
        LIGHT,
        True,
    )
    assert drawn.figure.data[0].marker.symbol == "circle-open"
    assert "432\u00a0USD/kg, worked out" in drawn.alt


@pytest.mark.parametrize("narrow", [False, True])
def test_tiles_stand_as_in_the_periodic_table_with_a_word_each(narrow: bool) -> None:
    fills = [FULL, TINT, OUTLINE, DASHED, NONE]
    found = [
        Tile(symbol, symbol.lower(), number, "v", fills[n % 5], f"words {n}")
        for n, (number, symbol) in enumerate(ELEMENTS)
    ]
    drawn = tiles(found, "Rules", "cn", "Y", ["Selected", "<b>Yttrium</b>"], LIGHT, narrow)
    last = drawn.figure.data[-1]
    places = dict(zip(last.customdata, zip(last.x, last.y, strict=True), strict=True))
    assert len(set(places.values())) == 17
    if not narrow:
        assert places["Sc"][0] == places["Y"][0] == places["E0"][0]
        assert places["Sc"][1] < places["Y"][1] < places["E0"][1]
    frames = [shape for shape in drawn.figure.layout.shapes if shape.line.width == 2.4]
    assert len(frames) == 1
    assert "Sc words 0" in drawn.alt
    # No border and no frame is cut by the edge of the picture; a long name is set smaller.
    (low, high), half = drawn.figure.layout.xaxis.range, 1.2 / (1060 / 15)
    assert all(
        low + half <= shape.x0 and shape.x1 <= high - half
        for shape in drawn.figure.layout.shapes
        if shape.type == "rect"
    )
    long = tiles([Tile("Pr", "praseodymium", 59, "free", FULL, "free"), Tile("Nd", "neodymium", 60, "free", FULL, "free")],
                 "Rules", "cn", "Nd", [], LIGHT, narrow)  # fmt: skip
    assert list(long.figure.data[2].textfont.size) == [9, 10]
    assert list(long.figure.data[1].textfont.color) == [LIGHT.on_fill] * 2


def test_no_line_crosses_the_change_of_method() -> None:
    found = [
        Score("supply risk", "HREE", year, value, "study", "")
        for year, value in ((2011, 4.9), (2014, 4.7), (2017, 4.9), (2023, 5.1))
    ]
    drawn = editions(found, {"HREE": "heavy rare earths"}, LIGHT)
    assert [list(trace.x) for trace in drawn.figure.data if isinstance(trace, go.Scatter)] == [
        [2011, 2014],
        [2017, 2023],
    ]
    assert "heavy rare earths, 2023: 5.1" in drawn.alt
