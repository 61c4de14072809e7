"""The look of every figure: colours by meaning, one Plotly template, light and dark.

Colour answers only two questions: who (US, China, everybody else) and which way (worse, better).
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import plotly.graph_objects as go

FONT = '"Source Sans", "Source Sans 3", sans-serif'
THIN, HARD, MINUS = "\u202f", "\u00a0", "\u2212"
# Bounds of figures as signs; an exact one has none.
SIGNS = {">": ">", ">=": "≥", "<": "<", "<=": "≤", "~": "≈", "~<": "<≈"}


@dataclass(frozen=True)
class Theme:
    """Colour tokens; a token means one thing and nothing else. `tint` tokens are the second code."""

    name: str
    bg: str
    panel: str
    ink: str
    ink2: str
    ink3: str
    line: str
    grid: str
    us: str
    us_tint: str
    cn: str
    cn_tint: str
    third: str
    third_tint: str
    worse: str
    worse_tint: str
    better: str
    better_tint: str
    warn_tint: str
    on_fill: str
    levels: tuple[str, ...]

    def side(self, country: str) -> str:
        """Full colour of a side: United States, China, or everybody else."""
        return {"USA": self.us, "CHN": self.cn}.get(country, self.third)

    def side_tint(self, country: str) -> str:
        """Second code of the colour of a side."""
        return {"USA": self.us_tint, "CHN": self.cn_tint}.get(country, self.third_tint)

    def way(self, points: float) -> str:
        """Full colour of a direction: more risk is worse."""
        return self.worse if points > 0 else self.better


LIGHT = Theme(
    "light",
    bg="#FBFAF7", panel="#F2F0EA", ink="#1A1C20", ink2="#474C55", ink3="#5F656F", line="#DAD6CC", grid="#E6E3DB",
    us="#0A63A8", us_tint="#B5D2EA", cn="#BA4300", cn_tint="#F2C4A6", third="#676D77", third_tint="#D3D4D6",
    worse="#6F1A66", worse_tint="#E0C6DD", better="#00735A", better_tint="#B2DACD", warn_tint="#F0DCA8",
    on_fill="#FFFFFF", levels=("#FBFAF7", "#F8F5F5", "#F4EEF2", "#EFE5ED", "#E7D9E5"),
)  # fmt: skip
DARK = Theme(
    "dark",
    bg="#15171B", panel="#1C1F25", ink="#EDEBE5", ink2="#BCC0C7", ink3="#949AA4", line="#363B44", grid="#2A2E36",
    us="#5AAEEA", us_tint="#1F4764", cn="#F28C50", cn_tint="#6B3716", third="#9CA2AC", third_tint="#3F444D",
    worse="#F2A9DC", worse_tint="#5B2A4A", better="#35B08D", better_tint="#17503F", warn_tint="#5A4310",
    on_fill="#15171B", levels=("#15171B", "#1A1A1F", "#211C24", "#2A202B", "#352633"),
)  # fmt: skip


def theme_named(name: str | None) -> Theme:
    """The theme of this name; light for any other."""
    return DARK if name == DARK.name else LIGHT


class Sheet(go.Figure):  # type: ignore[misc]
    """A figure being drawn: notes and shapes are collected and put in together when somebody looks.

    Plotly checks all of them anew for each one that is added: 60 notes would cost as much as 1 800.
    """

    def add_annotation(self, *ready: object, **note: object) -> Sheet:
        """The figure, to which the note will be added."""
        if ready or "row" in note:
            return super().add_annotation(*ready, **note)  # type: ignore[no-any-return]
        return self._collect("annotations", note)

    def add_shape(self, *ready: object, **shape: object) -> Sheet:
        """The figure, to which the shape will be added."""
        if ready or "row" in shape:
            return super().add_shape(*ready, **shape)  # type: ignore[no-any-return]
        return self._collect("shapes", shape)

    @property
    def layout(self) -> go.Layout:
        """The layout with everything that was added."""
        self._settle()
        return super().layout

    @layout.setter
    def layout(self, new: object) -> None:
        go.Figure.layout.fset(self, new)

    def finish(self) -> Sheet:
        """The figure, which nobody changes any more: as a dictionary it is worked out once, not at each drawing."""
        self._dictionary = self.to_dict()
        return self

    def to_dict(self) -> dict[str, Any]:
        """The figure as plain dictionaries and lists; those of a finished one must not be changed."""
        if "_dictionary" in self.__dict__:
            return self._dictionary
        self._settle()
        made: dict[str, Any] = super().to_dict()
        return made

    def _settle(self) -> None:
        for name, new in self.__dict__.pop("_waiting", {}).items():
            self["layout"][name] = [*self["layout"][name], *new]

    def _collect(self, name: str, new: dict[str, object]) -> Sheet:
        self.__dict__.setdefault("_waiting", {}).setdefault(name, []).append(new)
        return self


@dataclass(frozen=True)
class Drawing:
    """A figure and the text that tells a reader who cannot see it what it shows."""

    figure: Sheet
    alt: str
    height: int

    @cached_property
    def finished(self) -> Sheet:
        """The figure as it is drawn on screen."""
        return self.figure.finish()


@cache
def template(theme: Theme) -> go.layout.Template:
    """The one Plotly template: no box, no legend, no mode bar, the plot starts exactly under the title."""
    axis = {
        "tickfont": {"size": 13, "color": theme.ink3},
        "title": {"font": {"size": 13, "color": theme.ink3}},
        "fixedrange": True,
        "automargin": False,
        "zeroline": False,
    }
    return go.layout.Template(
        layout={
            "font": {"family": FONT, "size": 14, "color": theme.ink2},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "margin": {"l": 0, "r": 8, "t": 8, "b": 40},
            "showlegend": False,
            "barmode": "overlay",
            "separators": f".{THIN}",
            "hoverlabel": {
                "bgcolor": theme.panel,
                "bordercolor": theme.line,
                "font": {"family": FONT, "size": 13, "color": theme.ink},
            },
            "xaxis": {
                **axis,
                "showgrid": False,
                "linecolor": theme.ink3,
                "linewidth": 1,
                "ticks": "outside",
                "ticklen": 5,
                "tickcolor": theme.ink3,
                "ticklabeloverflow": "allow",
            },
            "yaxis": {
                **axis,
                "gridcolor": theme.grid,
                "showline": False,
                "ticklabelposition": "inside top",
                "nticks": 5,
            },
        }
    )


def figure(theme: Theme, height: int, **layout: object) -> Sheet:
    """An empty figure in the theme, of a height in pixels."""
    return Sheet(layout={"template": template(theme), "height": height, "dragmode": False, **layout})


def tinted(colour: str, share: float) -> str:
    """A hex colour with an opacity, as Plotly takes it."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share})"


def literal(text: str) -> str:
    """Text from data as Plotly shows it letter by letter: no tags, no links, no `%{…}` of a hover template."""
    return html.escape(text, quote=False).replace("{", "&#123;")


# A change that is smaller than this in size would be written 0.0.
SHOWN = 0.05


def signed(value: float, digits: int = 1) -> str:
    """A change with its sign, true minus: +4.9, −0.6, 0.0."""
    text = f"{abs(value):.{digits}f}"
    if float(text) == 0:
        return text
    return f"+{text}" if value > 0 else f"{MINUS}{text}"


def number(value: float, digits: int = 0) -> str:
    """A number with narrow blanks between thousands and a true minus."""
    text = f"{abs(value):,.{digits}f}".replace(",", THIN)
    return f"{MINUS}{text}" if value < 0 and float(f"{value:.{digits}f}") != 0 else text


def with_unit(value: float, unit: str) -> str:
    """A number with its unit, below ten with one digit more: "353 t", "0.4 t"."""
    return f"{number(value, digits(value))}{HARD}{unit}"


def digits(value: float) -> int:
    """Digits after the point: one below ten unless it is whole, so that little does not read as nothing."""
    return 0 if abs(value) >= 10 or value == round(value) else 1
