"""One look: the colours of figures are those of the app, text can be read, data are shown letter by letter."""

from __future__ import annotations

import tomllib
from typing import Any

import plotly.graph_objects as go
import pytest

from chokepoint.charts.theme import DARK, LIGHT, Theme, figure, literal, number, signed, theme_named
from chokepoint.config import ROOT

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
TOKENS = {
    "primaryColor": "us",
    "backgroundColor": "bg",
    "secondaryBackgroundColor": "panel",
    "textColor": "ink",
    "linkColor": "us",
    "borderColor": "line",
    "dataframeBorderColor": "grid",
    "dataframeHeaderBackgroundColor": "panel",
}


def app_theme(theme: Theme) -> dict[str, Any]:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    found: dict[str, Any] = settings["theme"][theme.name]
    return found


@THEMES
def test_figures_and_the_app_have_the_same_colours(theme: Theme) -> None:
    told = app_theme(theme)
    assert {key: told[key] for key in TOKENS} == {key: getattr(theme, token) for key, token in TOKENS.items()}
    assert told["chartCategoricalColors"][:5] == [theme.us, theme.cn, theme.third, theme.worse, theme.better]
    assert told["sidebar"]["backgroundColor"] == theme.panel
    assert told["sidebar"]["secondaryBackgroundColor"] == theme.bg


def luminance(colour: str) -> float:
    """Relative luminance of "#RRGGBB" (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_measure_of_contrast_is_the_published_one() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@THEMES
@pytest.mark.parametrize("ground", ["bg", "panel"])
@pytest.mark.parametrize("text", ["ink", "ink2", "ink3", "us", "cn", "third", "worse", "better"])
def test_text_can_be_read_on_the_page_and_in_the_sidebar(theme: Theme, text: str, ground: str) -> None:
    assert contrast(getattr(theme, text), getattr(theme, ground)) >= 4.5


@THEMES
@pytest.mark.parametrize("fill", ["us", "cn", "third", "worse", "better"])
def test_text_can_be_read_on_full_and_tinted_fills(theme: Theme, fill: str) -> None:
    assert contrast(theme.on_fill, getattr(theme, fill)) >= 4.5
    assert contrast(theme.ink, getattr(theme, f"{fill}_tint")) >= 4.5


@THEMES
def test_text_can_be_read_on_a_warning_and_on_every_level(theme: Theme) -> None:
    assert contrast(theme.ink, theme.warn_tint) >= 4.5
    assert min(contrast(text, ground) for text in (theme.ink, theme.ink2) for ground in theme.levels) >= 4.5


def test_any_other_name_is_light() -> None:
    assert [theme_named(name) for name in ("dark", "light", None, "sepia")] == [DARK, LIGHT, LIGHT, LIGHT]


@THEMES
def test_a_side_has_its_colour_and_more_risk_is_worse(theme: Theme) -> None:
    assert [theme.side(code) for code in ("USA", "CHN", "JPN")] == [theme.us, theme.cn, theme.third]
    assert (theme.way(0.1), theme.way(-0.1)) == (theme.worse, theme.better)


def test_a_figure_has_no_legend_no_box_and_cannot_be_dragged_out_of_shape() -> None:
    drawn = figure(LIGHT, 200)
    layout = drawn.layout.template.layout
    assert drawn.layout.height == 200
    assert drawn.layout.dragmode is False
    assert layout.showlegend is False
    assert layout.xaxis.fixedrange is layout.yaxis.fixedrange is True
    assert layout.separators == ".\u202f"


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(4.94, 1, "+4.9"), (-0.6, 1, "\u22120.6"), (0.04, 1, "0.0"), (-0.04, 1, "0.0"), (-59, 0, "\u221259")],
)
def test_a_change_always_has_its_sign_and_a_true_minus(value: float, digits: int, text: str) -> None:
    assert signed(value, digits) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (406, 0, "406"),
        (1234567.4, 0, "1\u202f234\u202f567"),
        (-1200, 0, "\u22121\u202f200"),
        (-0.2, 0, "0"),
        (2.25, 1, "2.2"),
    ],
)
def test_thousands_are_set_apart_by_narrow_blanks(value: float, digits: int, text: str) -> None:
    assert number(value, digits) == text


def test_text_from_data_is_no_markup_and_no_template() -> None:
    text = '<b>5 < 6 & "7"</b> %{y}'
    told = literal(text)
    assert told == '&lt;b&gt;5 &lt; 6 &amp; "7"&lt;/b&gt; %&#123;y}'
    assert go.Figure(go.Scatter(y=[1], hovertemplate=told)).data[0].hovertemplate == told


def draw_on(sheet: go.Figure) -> go.Figure:
    """The same steps on any figure: notes and shapes between other changes, one placed in words of Plotly."""
    sheet.add_annotation(x=1, y=2, text="first", showarrow=False)
    sheet.add_scatter(x=[1, 2], y=[3, 4])
    sheet.add_shape(type="line", x0=0, x1=1, y0=0, y1=1)
    sheet.add_annotation(go.layout.Annotation(text="second", x=0, y=0))
    sheet.update_layout(height=300)
    sheet.add_vline(x=1)
    sheet.add_annotation(x=3, y=3, text="third")
    return sheet


def test_notes_put_in_together_make_the_figure_that_plotly_makes_one_by_one() -> None:
    plain = go.Figure(layout=figure(LIGHT, 200).layout)
    ours = draw_on(figure(LIGHT, 200))
    assert ours.to_dict() == draw_on(plain).to_dict()
    assert [note.text for note in draw_on(figure(LIGHT, 200)).layout.annotations] == [
        "first",
        "second",
        "third",
    ]
    assert ours.to_json() == plain.to_json()


def test_a_note_that_plotly_does_not_know_is_refused() -> None:
    sheet = figure(LIGHT, 200).add_annotation(x=1, y=1, words="x")
    with pytest.raises(ValueError, match="words"):
        sheet.to_dict()
