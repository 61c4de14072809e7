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


def test_the_element_in_detail_credits_all_it_shows(reading: Open) -> None:
    page = reading("element=Y")
    text = page.find("element").text
    price = csv("prices").query("material == 'Y' and market == 'china_domestic'")["source_key"].item()
    origin = csv("sources").set_index("source_key").loc[price, "origin"]
    rules = csv("control_coverage").query("measure_id == 'CN-2025-18' and basket_group == 'heavy_medium'")[
        "source_key"
    ]
    rule = csv("sources").set_index("source_key").loc[rules.iloc[0], "origin"]
    for words in ("USGS", "European Commission", rule, origin):
        assert words in text.partition("Sources")[2]


def test_uses_that_are_left_out_are_neither_in_the_title_nor_marked_twice(reading: Open) -> None:
    card = reading("evidence=official").find("element")
    assert card.title == "Dysprosium: uses not verified, left out"
    assert "left out not verified" not in card.text


def test_the_legal_state_says_that_all_evidence_counts(reading: Open) -> None:
    card = reading("evidence=official").find("tiles")
    assert "All evidence counts" in card.text
    assert "the evidence filter leaves out" not in card.text
    assert plain(reading("materials=Nd").find("tiles").title) == "No licence on neodymium"


def test_other_studies_stand_beside_the_eu_scores_with_the_reason_why_they_differ(reading: Open) -> None:
    rows = csv("indices")
    ranks = rows[rows["series"].str.startswith("USGS_RISK_RANK_")].set_index("material")["value"]
    text = plain(reading("").find("criticality").text)
    assert f"samarium {ranks['Sm']:g}" in text
    assert (
        f"BGS risk list 2015 (1 to 10): rare earths {rows.set_index(['series', 'period']).loc[('BGS_RISK_REE', '2015'), 'value']:g}"
        in text
    )
    assert "GeoPolRisk 2024, United States (0 to 1): rare earths 0.057" in text
    assert "They differ in what they count" in text
    assert "tungsten" not in text
    assert "BGS risk list 2011" in plain(reading("on=2015-01-01&since=2014-01-01").find("criticality").text)
