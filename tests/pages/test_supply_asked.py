"""The page Supply says what the day and the materials asked for leave out, and follows what is asked."""

from __future__ import annotations

import pytest

from tests.pages.test_supply import ON, Open, Supply, csv, plain


@pytest.fixture(scope="module")
def reading(workspace: object) -> Open:
    """A page of a link, run once and shared; only to look at."""
    seen: dict[str, Supply] = {}

    def open_(query: str = "") -> Supply:
        if query not in seen:
            seen[query] = Supply(query)
        return seen[query]

    return open_


def test_plants_known_only_later_are_named_and_the_title_says_that_they_are_left_out(reading: Open) -> None:
    rows = csv("projects", "9999-12-31")
    late = rows[(rows["known_from"] > ON) & (rows["country"] != "CHN")]
    card = reading("").find("projects")
    assert f"({len(late)} more became known later)" in plain(card.title)
    text = plain(card.text)
    assert "known only from 2026-11-21 on, the day they were read" in text
    for title in late["title"]:
        assert title in text
    assert "more became known later" not in reading("on=2026-11-22").find("projects").title


@pytest.mark.parametrize(
    ("card", "table", "columns"),
    [
        ("sectors", "sectors", {"measure": ["share_of_use", "share_of_demand", "share_of_value"]}),
        ("masses", "sectors", {"measure": ["mass_per_unit"]}),
        ("countries", "dependency", {"measure": ["import_share", "net_import_reliance"]}),
        ("prices", "prices", {"material": ["Y", "Dy", "Tb", "Nd"], "form": ["oxide"]}),
    ],
)
def test_rows_known_only_later_are_counted_in_the_card_that_leaves_them_out(
    reading: Open, card: str, table: str, columns: dict[str, list[str]]
) -> None:
    rows = csv(table, "9999-12-31")
    rows = rows[rows["known_from"] > ON]
    for name, values in columns.items():
        rows = rows[rows[name].isin(values)]
    assert len(rows)
    words = f"left out on this day: {len(rows)} rows of {table} known only from 2026-11-21 on"
    assert words in plain(reading("").find(card).text)
    assert "left out on this day" not in reading("on=2026-11-22").find(card).text


@pytest.mark.parametrize(
    ("query", "finding"),
    [
        ("materials=Nd", "The choke for neodymium is magnets: China held 94 % of it in 2024"),
        ("materials=Dy", "The choke for dysprosium is heavy separation: China held 99.9 % of it in 2023"),
        ("materials=magnets", "The choke is magnets: China held 94 % of it in 2024"),
        ("materials=Ga", "No stage of gallium has a share young enough to name the narrowest"),
        (
            "on=2026-11-22",
            "No stage has a share young enough to name the narrowest; on 2026-07-02, the last day that the evidence "
            "supports, it was heavy separation: China held 99.9 % of it in 2023",
        ),
    ],
)
def test_the_head_follows_the_materials_and_is_no_dead_end(reading: Open, query: str, finding: str) -> None:
    assert plain(reading(query).page.title) == finding
