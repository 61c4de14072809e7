"""A click on a tile chooses the element in detail."""

from __future__ import annotations

from typing import Any

import pytest

from chokepoint.ui.supply import follow_click

SYMBOLS = ("Nd", "Dy", "Tb")


def clicked(*symbols: str) -> dict[str, Any]:
    return {"selection": {"points": [{"customdata": symbol} for symbol in symbols]}}


@pytest.mark.parametrize(
    ("state", "element"),
    [
        ({}, None),
        ({"chart-tiles-control-Dy": clicked("Nd")}, "Nd"),
        ({"chart-tiles-control-Dy": clicked("Dy")}, None),
        ({"chart-tiles-control-Dy": clicked()}, None),
        ({"chart-tiles-control-Dy": clicked("Xx")}, None),
        # The usual element is no choice of the link.
        ({"element": "Nd", "chart-tiles-control-Nd": clicked("Dy")}, ""),
        # Another measure, and the picture of another element, were not clicked.
        (
            {"element": "Nd", "chart-tiles-gap-Nd": clicked("Tb"), "chart-tiles-control-Dy": clicked("Tb")},
            "Nd",
        ),
    ],
)
def test_the_element_in_detail_follows_the_tile(state: dict[str, Any], element: str | None) -> None:
    follow_click(state, "control", SYMBOLS)
    assert state.get("element") == element
