"""Cards of the page Supply on depth: sources by the reader, narrowest stages, projects, stocks, contents.

Numbers are compared with queries of the shipped CSV files of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from chokepoint.charts.theme import LIGHT
from chokepoint.config import CONFIG, read_settings
from chokepoint.engine import Tables
from chokepoint.share.link import Known, default_question
from chokepoint.ui.context import Context
from chokepoint.ui.supply_cards import SLOTS
from chokepoint.workspace import Workspace
from tests.pages.screen import TODAY
from tests.pages.test_supply import ON, Open, Supply, csv, plain
from tests.shipped import contract

NEW = ("narrowest", "without", "projects", "cover", "contents")


@pytest.fixture(scope="module")
def reading(workspace: object) -> Open:
    """A page of a link, run once and shared; only to look at."""
    seen: dict[str, Supply] = {}

    def open_(query: str = "") -> Supply:
        if query not in seen:
            seen[query] = Supply(query)
        return seen[query]

    return open_


@pytest.fixture(scope="module")
def context(workspace: Workspace, shipped: Tables) -> Context:
    """What the cards are made from, without a screen."""
    settings = read_settings(CONFIG)
    question = default_question(settings, Known((), (), workspace.head().id))
    return Context(settings, contract(), workspace, workspace.head(), shipped, question, LIGHT, False, TODAY)


def test_the_chain_marks_what_other_sources_say(reading: Open) -> None:
    alt = plain(reading("").find("chain").alts[0])
    assert "Separation, magnet rare earths (2024, IEA, basis not stated): China 91 %" in alt
    assert "5 other sources: 85–92 %" in alt


def test_a_reader_chooses_the_source_of_a_stage_by_the_link(reading: Open) -> None:
    card = reading("sources=separation:gs25,magnets:gs25").find("chain")
    alt = plain(card.alts[0])
    assert "Separation, rare earths (2025, Goldman Sachs" in alt
    assert "China 92 %" in alt
    assert "Magnets (2025, Goldman Sachs, basis not stated): China 98 %" in alt
    assert "other source: 94 %" in alt
    assert "Mining (2025, USGS 2026 edition" in alt


def test_a_source_that_says_nothing_of_the_stage_is_named(reading: Open) -> None:
    page = reading("sources=separation:nobody,magnets:gs25,nonsense")
    text = plain(page.find("chain").text)
    assert "sources=separation:nobody" in text
    assert "sources=nonsense:" in text
    assert "China 98 %" in plain(page.find("chain").alts[0])


def test_a_choice_on_the_page_is_written_into_the_link(workspace: object) -> None:
    page = Supply("sources=magnets:gs25")
    page.app.session_state["choices-sources"] = True
    page.run()
    box = page.app.selectbox(key="supply-source-separation")
    assert any("Goldman Sachs" in option and "92" in option for option in box.options)
    box.set_value("gs25")
    page.run()
    assert page.app.query_params["sources"] == "magnets:gs25,separation:gs25"
    page.app.selectbox(key="supply-source-magnets").set_value("ieaoct25")
    page.run()
    assert page.app.query_params["sources"] == "separation:gs25"


def test_every_element_has_its_narrowest_stage_or_says_why_not(reading: Open) -> None:
    card = reading("").find("narrowest")
    assert len(card.rows) == 18
    rows = csv("production")
    own = rows[(rows["country"] == "CHN") & (rows["source_key"] == "ec23") & (rows["stage"] == "separation")]
    for element, value in own.set_index("material")["value"].items():
        (cells,) = [cells for cells in card.rows if plain(cells[0]).split()[0] == element]
        assert plain(cells[4]) == f"{value:.3g}"
        if value == 100:
            assert cells[1] == "separation"
            assert cells[2].startswith("own figure, 2016–2020")
    assert "figure of magnets, 2024" in card.row("Nd neodymium")[2]
    assert card.row("Pm promethium")[1] == "not produced or traded"


def test_on_a_phone_all_stages_of_an_element_stand_in_one_cell(context: Context) -> None:
    wide, narrow = (SLOTS["narrowest"].make(replace(context, narrow=phone)) for phone in (False, True))
    assert (wide.title, len(wide.table)) == (narrow.title, len(narrow.table))
    assert "cp-narrowest" in str(wide.body)
    assert "cp-narrowest" not in str(narrow.body)
    text = " ".join(re.sub("<[^>]*>", " ", plain(str(narrow.body))).split())
    assert "Dy dysprosium separation 100 % own figure, 2016–2020" in text
    assert "mining 84.4 %, metal 91 %\u2060°, magnets 94 %\u2060°" in text


def test_where_all_evidence_counts_the_card_does_not_say_that_rows_are_left_out(reading: Open) -> None:
    page = reading("evidence=official")
    assert "All evidence counts" in page.find("cover").text
    assert "the evidence filter leaves out" not in page.find("cover").text
    assert "the evidence filter leaves out" in page.find("projects").text


def test_what_is_left_of_each_stage_is_told_with_its_blanks(reading: Open) -> None:
    card = reading("").find("without")
    rows = csv("production")
    mined = rows[
        (rows["source_key"] == "usgs-mcs-2026-ree")
        & (rows["period"] == "2025")
        & (rows["measure"] == "production")
    ]
    tonnes = mined[mined["country"] != "WLD"].set_index("country")["value"].astype(float)
    left = tonnes.sum() - tonnes["CHN"]
    used = (
        csv("dependency")
        .query("country == 'USA' and measure == 'consumption' and period == '2025'")["value"]
        .item()
    )
    cells = [plain(cell) for cell in card.row("Mining")]
    assert cells[3] == f"{left:,.0f} t REO".replace(",", " ")
    assert cells[4].startswith(
        f"{100 * left / float(used):.0f} % of compounds and metals (United States, 27 000 t, 2025)"
    )
    assert "no tonnes: the source gives shares" in card.row("Heavy separation")[4]
    assert plain(card.title).startswith(
        "Left without China: 0.1 % of heavy separation (2023), 6 % of magnets (2024)"
    )


def test_a_share_becomes_tonnes_once_the_supply_of_its_year_is_known(reading: Open) -> None:
    cells = [plain(cell) for cell in reading("on=2026-11-21").find("without").row("Separation")]
    rows = csv("sectors", "2026-11-21").query(
        "material == 'MREE' and period == '2024' and scenario == 'observed'"
    )
    supply = rows.query("measure == 'supply'")["value"].item()
    demand = rows.query("measure == 'demand'")["value"].item()
    assert cells[3].startswith(f"{0.09 * supply:,.0f} t".replace(",", " "))
    assert f"{100 * 0.09 * supply / demand:.0f} % of clean energy technologies" in cells[4]


def test_projects_are_ranges_of_what_is_on_file_and_each_is_listed(context: Context) -> None:
    card = SLOTS["projects"].make(context)
    rows = csv("projects")
    outside = rows[rows["country"] != "CHN"]
    assert set(card.table["project_id"]) == set(outside["project_id"])
    chance = context.settings.projects.chance
    magnets = outside[(outside["unit"] == "t magnets/y") & outside["value"].notna()].set_index("project_id")
    ends = [0.0, 0.0]
    for name, row in magnets.iterrows():
        if pd.isna(row["start_year"]) and row["state"] != "operating":
            continue
        # 10X is the figure of the whole company: Independence is counted by its own state.
        tonnes = row["value"] - (magnets.loc["MP-IND", "value"] if name == "MP-10X" else 0)
        ends = [end + tonnes * share for end, share in zip(ends, chance[row["state"]], strict=True)]
    words = "–".join(f"{end:,.0f}".replace(",", " ") for end in ends)
    assert f"2031 {words} t magnets" in plain(card.alt)
    assert plain(card.title).endswith(f"magnets {words} t a year by 2031")
    blank = card.table[card.table["counts from"].isna() | card.table["capacity (in unit, a year)"].isna()]
    assert blank["adds in 2031, lowest (in unit)"].isna().all()
    assert blank["how it counts"].str.len().min() > 0
    assert card.records is not None
    assert set(card.records(["separation|t Dy+Tb|2026"])["project_id"]) == {"CAR-LAC", "MP-HREE"}


def test_needs_stand_in_their_own_unit_only(reading: Open) -> None:
    card = reading("").find("projects")
    alt = plain(card.alts[0])
    assert "need United States 2025: 27 000" in alt
    assert alt.count("need: no figure on file in this unit") == alt.count("counted") - 1
    assert "in a mass in which no project is stated, need World, 2023: 93 000 t" in plain(card.text)
    assert "no forecast" in card.text
    assert "expert choice" in card.text


def test_months_of_stock_are_divided_by_the_share_blocked(reading: Open) -> None:
    card = reading("").find("cover")
    cells = [plain(cell) for cell in card.row("yttrium")]
    assert cells[1].startswith("1–12 months")
    assert cells[3] == f"{1 / (0.93 * 0.865):.1f} to {12 / (0.93 * 0.4):.1f} months"
    assert "What if the rules or the stocks were others" in card.text
    assert 'href="./scenarios?' in card.html
    secret = reading("pair=JPN:CHN").find("cover")
    assert "kept secret" in secret.text


def test_a_share_of_heavy_separation_is_not_told_as_that_of_an_element_outside_the_group(
    reading: Open,
) -> None:
    card = reading("").find("cover")
    heavy = csv("materials").set_index("material").loc["HREE", "members"].split(";")
    words = "share of heavy rare earths, a group without this element"
    for symbol, name in (("Sm", "samarium"), ("Gd", "gadolinium"), ("Dy", "dysprosium"), ("Tb", "terbium")):
        (row,) = [cells for cells in card.rows if name in cells[0].split(", ")]
        assert (words in row[2]) == (symbol not in heavy), name
        assert "heavy separation" in row[2]
    # Goods that are no element are no members of a group either.
    (magnets,) = [cells for cells in card.rows if "magnets" in cells[0]]
    assert "without this element" not in magnets[2]


def test_magnets_become_elements_with_the_factor_named(reading: Open) -> None:
    card = reading("").find("contents")
    factor = csv("conversion_factors").query("material == 'NdPr'")["value"].item()
    assert f"{factor:g} t NdPr in 1 t finished NdFeB magnet" in plain(card.text)
    assert plain(card.title).startswith(
        f"2 kg of magnets in one vehicle (EV traction motors) hold {2 * factor:.2f} kg of NdPr"
    )
    assert "no factor on file for SmCo magnets" in card.text


@pytest.mark.parametrize(
    "query",
    ["materials=Dy&evidence=official", "pair=DEU:CHN&on=2025-06-20", "on=2024-01-01&since=2023-01-01"],
)
def test_a_filter_or_an_early_day_breaks_no_card(reading: Open, query: str) -> None:
    page = reading(query)
    assert "If you report it" not in page.page.text
    assert set(NEW) <= set(page.cards)


def test_empty_tables_say_what_to_widen(draft: Callable[..., str], shipped: Tables) -> None:
    names = ("production", "dependency", "sectors", "projects", "conversion_factors", "control_coverage")
    page = Supply(f"snapshot={draft('bare', **{name: shipped[name].head(0) for name in names})}")
    assert "If you report it" not in page.page.text
    for name in NEW:
        assert "Choose" in page.find(name).text, name
    assert ON not in page.find("projects").title
