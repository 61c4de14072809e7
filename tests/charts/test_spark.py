"""The small line of a number card: broken where nothing is known, dashed where events are not complete."""

from __future__ import annotations

import base64
import re
from xml.etree import ElementTree

import numpy as np
import pytest

from chokepoint.charts.spark import HEIGHT, WIDTH, address_of, mark, sparkline
from chokepoint.charts.theme import DARK, LIGHT

SVG = "{http://www.w3.org/2000/svg}"
NO = np.nan


def picture(values: list[float], last_covered: int = 99, marked: int | None = None) -> ElementTree.Element:
    address = sparkline(np.array(values), last_covered, marked, LIGHT)
    head, _, data = address.partition(",")
    assert head == "data:image/svg+xml;base64"
    return ElementTree.fromstring(base64.b64decode(data))


def pieces(svg: ElementTree.Element, dashed: bool = False) -> list[int]:
    """Number of points in each unbroken piece of the line."""
    paths = [path for path in svg.iter(f"{SVG}path") if ("stroke-dasharray" in path.attrib) == dashed]
    return [
        len(re.findall("[ML]", piece))
        for path in paths
        for piece in re.split("(?=M)", path.attrib["d"])
        if piece
    ]


def test_a_missing_value_breaks_the_line() -> None:
    assert pieces(picture([10, 20, NO, 30, 40, 50])) == [2, 3]


def test_without_a_value_there_is_no_line() -> None:
    assert list(picture([NO, NO]).iter(f"{SVG}path")) == []


def test_the_line_is_dashed_after_the_last_covered_day_and_only_there() -> None:
    svg = picture([10, 20, 30, 40, 50], last_covered=2)
    assert (pieces(svg), pieces(svg, dashed=True)) == ([3], [3])


@pytest.mark.parametrize(("value", "height"), [(0, HEIGHT - 3), (50, HEIGHT / 2), (100, 3)])
def test_all_lines_share_one_scale_from_0_to_100(value: float, height: float) -> None:
    (circle,) = picture([value, NO], marked=0).iter(f"{SVG}circle")
    assert float(circle.attrib["cy"]) == pytest.approx(height)
    assert 0 <= float(circle.attrib["cx"]) <= WIDTH


@pytest.mark.parametrize("marked", [None, 1])
def test_no_day_or_a_day_without_a_value_has_no_mark(marked: int | None) -> None:
    assert list(picture([10, NO], marked=marked).iter(f"{SVG}circle")) == []


def test_the_mark_of_the_project_has_the_ink_of_its_theme() -> None:
    for theme in (LIGHT, DARK):
        svg = base64.b64decode(mark(theme).partition(",")[2]).decode()
        assert theme.ink in svg
        assert mark(theme) == address_of(svg)
