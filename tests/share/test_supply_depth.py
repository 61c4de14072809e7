"""Sentences on projects, sources, what is left, stocks and contents, from small records."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from chokepoint.evidence.concentration import Left
from chokepoint.evidence.projects import NO_YEAR, Panel, Project, Year
from chokepoint.evidence.stages import Spread
from chokepoint.risk.scenario_ground import Cover, Range
from chokepoint.risk.scenario_substance import Blocked
from chokepoint.share import supply_depth as say
from tests.share.test_supply import plain, split

BLOCKED = Blocked(
    "Y", "heavy_medium", ("CN-2025-18",), "licence", date(2025, 4, 4), None, None, None, None, None, Range(0.4, 0.5, 0.8), None, "",
    Cover(1, 12, "traders", "wire"), (1.25, 30.0), None, (), None,
)  # fmt: skip
PROJECT = Project(
    "a", "A", "A plant", "AUS", "magnet", "NdFeB", "t magnets", 1000.0, "=", "planned", (0.2, 0.5), 2028, 2028, "", (), "", "wire",
    True, "",
)  # fmt: skip


class Called(dict[str, str]):
    """Names of materials and countries."""

    def country(self, code: str) -> str:
        return {"CHN": "China"}.get(code, code)


@pytest.mark.parametrize(
    ("months", "words"),
    [
        ((1.25, 30.0), "1.2 to 30.0 months"),
        ((1.5, None), "1.5 months or more"),
        ((None, None), "not limited (nothing held back)"),
        ((2.0, 2.0), "2.0 months"),
        (None, "no share blocked on file"),
    ],
)
def test_months_say_both_ends_and_what_has_none(
    months: tuple[float | None, float | None] | None, words: str
) -> None:
    assert plain(say.cover_words(replace(BLOCKED, months=months))) == words


def test_the_finding_counts_what_is_not_on_file() -> None:
    bare = replace(BLOCKED, item="Dy", cover=None, months=None)
    names = {"Y": "yttrium", "Dy": "dysprosium"}
    assert plain(say.cover_finding([BLOCKED, bare], names)) == (
        "Stock against what is held back: yttrium 1.2 to 30.0 months; nothing on file for 1 of 2 items held back"
    )
    assert say.cover_finding([bare], names) == "Months of stock are on file for none of 1 items held back"


def test_a_bound_turns_round_in_what_is_left() -> None:
    left = Left("separation", split("s", 80), "CHN", 80, "=", 20, None, "", None, "", (), ())
    assert [plain(say.left_words(replace(left, bound=bound))) for bound in ("=", ">", "~<")] == [
        "20 %",
        "under 20 %",
        "a little over 20 %",
    ]
    names = Called()
    assert (
        plain(say.left_finding_by_stage([left, replace(left, label="metal", left_pct=9)], names))
        == "Left without China: 9 % of metal (2024), 20 % of separation (2024)"
    )


def test_projects_are_a_range_and_say_how_many_count() -> None:
    bare = replace(PROJECT, project_id="b", begins=None, why=NO_YEAR)
    panel = Panel("magnet", "t magnets", (Year(2028, 200, 500, ("a",)),), (PROJECT, bare), ())
    assert plain(say.projects_finding([panel], [PROJECT, bare], "China")) == (
        "Outside China, 1 of 2 projects on file have tonnes and a year: magnets 200–500 t a year by 2028"
    )
    assert say.panel_under(panel) == "1 counted, 1 not; need: no figure on file in this unit"
    assert "No project outside China" in say.projects_finding([], [bare], "China")
    assert (
        say.project_words(replace(PROJECT, within="c")) == "part of c, which counts only what goes beyond it"
    )


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.797, "0.80 kg"), (0.66, "0.66 kg"), (198.0, "200 kg"), (165.0, "170 kg"), (0.00132, "1.3 g"), (23.1, "23 kg")],
)  # fmt: skip
def test_what_a_factor_of_two_digits_makes_has_two(value: float, words: str) -> None:
    assert plain(say.rounded_words(value)) == words


def test_other_sources_are_a_range_with_their_number() -> None:
    assert plain(say.others_words(Spread(85, 92, 5))) == "5 other sources: 85–92 %"
    assert plain(say.others_words(Spread(98, 98, 1))) == "other source: 98 %"
    assert say.others_words(None) == ""
