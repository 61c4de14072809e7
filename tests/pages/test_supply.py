"""The page Supply as a reader opens it: default, filtered, other pair, bad link, empty tables.

Numbers are compared with queries of the shipped CSV files of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from chokepoint.config import DATA, ROOT
from chokepoint.engine import Tables
from tests.pages.screen import Screen, View

ON = "2026-07-02"
CARDS = [
    "tiles-control-Dy", "element-Dy", "uses-Dy", "chain-Dy", "ranges", "narrowest", "concentration", "without", "ground",
    "projects", "reliance", "imports", "thin", "prices", "stocks", "cover", "sectors", "masses", "contents", "criticality",
    "countries",
]  # fmt: skip


class Supply(Screen):
    """The page Supply of a link."""

    def __init__(self, query: str = "") -> None:
        self.app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
        for key, value in parse_qsl(query, keep_blank_values=True):
            self.app.query_params[key] = value
        self.app.switch_page("pages/supply.py")
        self.run()

    def find(self, start: str) -> View:
        """The card whose key begins so: choices of the reader lengthen the key."""
        (key,) = [key for key in self.cards if key.startswith(start)]
        return self.card(key)


Open = Callable[[str], Supply]


@pytest.fixture(scope="module")
def reading(workspace: object) -> Open:
    """A page of a link, run once and shared; only to look at."""
    seen: dict[str, Supply] = {}

    def open_(query: str = "") -> Supply:
        if query not in seen:
            seen[query] = Supply(query)
        return seen[query]

    return open_


def csv(table: str, on: str = ON) -> pd.DataFrame:
    """Rows of a shipped table, those known on a day where the table says so."""
    frame = pd.read_csv(DATA / f"{table}.csv", keep_default_na=False, na_values=[""])
    return frame[frame["known_from"] <= on] if "known_from" in frame else frame


def plain(text: str) -> str:
    """Text with plain blanks and hyphens."""
    return text.replace("\u202f", " ").replace("\u00a0", " ").replace("\u2011", "-")


def mined(source: str, period: str) -> pd.Series:
    """Tonnes by country of one edition, without the world."""
    rows = csv("production")
    rows = rows[
        (rows["source_key"] == source) & (rows["period"] == period) & (rows["measure"] == "production")
    ]
    return rows[rows["country"] != "WLD"].set_index("country")["value"].astype(float)


def test_the_head_names_the_choke(reading: Open) -> None:
    text = plain(reading("").page.text)
    assert "Where is the choke, for which element, at which stage?" in text
    assert plain(reading("").page.title) == "The choke is heavy separation: China held 99.9 % of it in 2023"
    assert "separation 85–92 %" in text
    assert "99.9 % (2023, before Lynas began in Malaysia in 2025)" in text


def test_every_card_stands_in_order_and_none_fails(reading: Open) -> None:
    assert reading("").cards == CARDS
    assert "If you report it" not in reading("").page.text


def test_the_17_elements_stand_with_their_uses(reading: Open) -> None:
    elements = csv("materials").query("kind == 'element'")
    assert len(elements) == 17
    text = reading("").find("uses").text
    for row in elements.itertuples():
        assert row.name in text
        assert ", ".join(row.main_uses.split(";")) in text
    assert "the uses of 17 elements rest on no source that was read" in text


def test_the_tiles_tell_control_by_element(reading: Open) -> None:
    (alt,) = reading("").find("tiles").alts
    for symbol in ("Sc", "Y", "Sm", "Gd", "Tb", "Dy", "Lu"):
        assert f"{symbol} licence" in alt
    for symbol in ("Eu", "Ho", "Er", "Tm", "Yb"):
        assert f"{symbol} free, a rule suspended until" in alt
    assert "Pm not produced or traded" in alt


def test_the_shares_of_separation_with_the_range_of_sources(reading: Open) -> None:
    card = reading("").find("ranges")
    assert plain(card.title) == "China’s share of separation: 85 to 92 % by source, in the press “over 80 %”"
    alt = plain(card.alts[0])
    rows = csv("production")
    rows = rows[
        (rows["stage"] == "separation") & (rows["country"] == "CHN") & rows["material"].isin(["REE", "MREE"])
    ]
    rows = rows[(rows["scenario"] == "observed") & (rows["unit"] == "%")]
    assert len(rows) == 11
    for value in rows["value"]:
        assert f"{value:g} %" in alt
    assert "99.9 %, 2023, CSIS" in alt
    assert ">80 %, 2024" in alt


def test_the_chain_is_one_source_a_bar_and_hatches_what_is_not_split(reading: Open) -> None:
    card = reading("").find("chain")
    tonnes = mined("usgs-mcs-2026-ree", "2025")
    share = 100 * tonnes["CHN"] / tonnes.sum()
    assert f"{share:.2f}" == "69.35"
    assert plain(card.title) == (
        f"China mined {share:.1f} % of the world’s rare earths in 2025 and held 91 to 99.9 % of separation, heavy separation "
        "and magnets in 2023 to 2024, by one source a step"
    )
    assert "too old to count, drawn and not in the title: metal (2020)" in card.text
    alt = plain(card.alts[0])
    assert f"Myanmar {100 * tonnes['MMR'] / tonnes.sum():.3g} %" in alt
    assert (
        "Separation, magnet rare earths (2024, IEA, basis not stated): China 91 %, not split by the source 9 %"
        in alt
    )
    assert (
        "Mining, dysprosium alone (2016–2020, European Commission 2023 edition, basis not stated): China 84.4 %, Myanmar 9.3 %"
        in alt
    )
    assert "Laos: no source on file gives a figure" in card.text


def test_concentration_prints_share_hhi_and_what_is_left_by_edition(reading: Open) -> None:
    card = reading("").find("concentration")
    for source, period, words in (
        ("ei26", "2025", "Energy Institute 2026 edition"), ("usgs-mcs-2026-ree", "2025", "USGS 2026 edition"),
        ("usgs-mcs-2025-ree", "2024", "USGS 2025 edition"),
    ):  # fmt: skip
        tonnes = mined(source, period)
        shares = 100 * tonnes / tonnes.sum()
        _, share, hhi, left, _ = map(plain, card.row(words))
        assert f"{shares['CHN']:.2f} %" in share
        low = round(float((shares.drop("ROW", errors="ignore") ** 2).sum()), -1)
        assert hhi.startswith(f"{low:,.0f}".replace(",", " "))
        assert left == f"{tonnes.sum() - tonnes['CHN']:,.0f} t".replace(",", " ")


def test_australia_and_brazil_have_reserves_and_output(reading: Open) -> None:
    card = reading("").find("ground")
    assert (
        plain(card.title)
        == "Brazil has 21 Mt and mined 2 000 t; Australia has 6.3 Mt and mined 29 000 t in 2025"
    )
    alt = plain(card.alts[0])
    assert "Australia: 6.3 Mt, 29 000 t" in alt
    assert "Brazil: 21 Mt, 2 000 t" in alt
    assert "Myanmar: no figure, 22 000 t" in alt


def test_both_editions_of_the_reliance_of_2024_stand_side_by_side(reading: Open) -> None:
    card = reading("").find("reliance")
    assert plain(card.title) == "United States: import reliance in 2024 is 80 % or 53 %, by edition"
    alt = plain(card.alts[0])
    assert (
        "53 % in 2024, USGS 2026 edition" in alt
        or "80 % in 2024, USGS 2025 edition, 53 % in 2024, USGS 2026 edition" in alt
    )
    assert ">95 % in 2023, USGS 2025 edition, >90 % in 2023, USGS 2026 edition" in alt
    for name in ("Dysprosium", "Terbium", "Samarium"):
        assert f"{name}: no official figure" in alt
    assert "Concentrates: net exporter, no number" in alt
    assert "compounds imports 8 120 t" in plain(card.text)


def test_import_sources_mark_those_who_process_the_material_of_others(reading: Open) -> None:
    card = reading("").find("imports")
    assert plain(card.title) == (
        "United States: 71 % of imports come from China, 23 % more from countries that process others’ material"
    )
    assert (
        "(2021–2024, USGS 2026 edition, by weight): China 71 %, Malaysia 13 %, Estonia 5 %, Japan 5 %"
        in plain(card.alts[0])
    )
    assert "Scandium, oxide (2021–2024, USGS 2026 edition, by weight): Japan 89 %, China 11 %" in plain(
        card.alts[0]
    )


def test_yttrium_in_february_2026(reading: Open) -> None:
    card = reading("").find("thin")
    assert plain(card.title) == "Yttrium in 2026-02: 432 USD/kg, 72 times the price before the controls"
    row = [plain(cell) for cell in card.row("Yttrium")]
    assert "432 USD/kg in 2026-02" in row[1]
    assert "worked out" in row[1]
    assert row[2].startswith("17 t in 2025-04 to 2025-11, 95 % below 333 t")


def test_prices_are_dated_and_without_vat(reading: Open) -> None:
    card = reading("").find("prices")
    rows = csv("prices")
    inside = rows[(rows["material"] == "Y") & (rows["market"] == "china_domestic")]["value"].item()
    outside = rows[(rows["material"] == "Y") & (rows["market"] == "europe") & (rows["period"] == "2025-11")][
        "value"
    ].item()
    ratio = outside / (inside / 1.13)
    assert card.title == (
        f"Yttrium cost {ratio:.0f} times as much outside China as inside in 2025-11 "
        f"({outside / inside:.0f} if no VAT was in the Chinese price)"
    )
    assert "13 % VAT taken out; the source does not say, for Y 2025-11" in card.text
    assert "China without VAT, 2025-11, 13 % VAT taken out; the source does not say" in plain(
        reading("").find("thin").text
    )
    assert "asked, 2025-12: >350" in plain(card.alts[0])


def test_stocks_say_what_is_secret_and_what_is_missing(reading: Open) -> None:
    text = reading("").find("stocks").text
    assert "Japan keeps it secret" in text
    assert "secret by design" in text
    assert "Nothing on file: Germany, India." in text
    assert "1–12" in text


def test_the_f35_is_disputed_and_masses_are_not_mixed(reading: Open) -> None:
    card = reading("").find("masses")
    assert plain(card.title) == "417 kg in one F-35 fighter is disputed: parts, not elements"
    assert "418 kg appears in secondary works; disputed" in card.text
    for words in ("Mass of the elements", "Mass of the magnets", "probably whole parts"):
        assert words in card.text


def test_scores_are_scores_of_groups(reading: Open) -> None:
    rows = csv("indices")
    rows = rows[rows["series"].str.startswith("EU_SR_") & (rows["period"] == "2023")].set_index("material")[
        "value"
    ]
    title = reading("").find("criticality").title
    assert title == (
        f"Supply risk by the EU study of 2023: heavy rare earths {rows['HREE']:g}, light rare earths {rows['LREE']:g}, scandium {rows['Sc']:g}"
    )


def test_the_country_table_has_the_same_rows_and_honest_blanks(reading: Open) -> None:
    card = reading("").find("countries")
    assert card.rows[0] == [
        "On file",
        "United States",
        "Japan",
        "European Union",
        "Germany",
        "South Korea",
        "India",
    ]
    assert plain(card.row("China’s share in imports")[1]).startswith("71 %")
    assert card.row("Net import reliance")[2:] == ["not on file"] * 5
    assert card.row("Risk score")[2:] == ["not on file"] * 5
    assert card.row("Tension")[2:] == ["not on file"] * 5
    assert card.row("Risk score")[1].startswith("44")
    listed = csv("listed_entities").groupby("country")["entity"].nunique()
    assert card.row("Listed by China, on file by name")[1:3] == [str(listed["USA"]), str(listed["JPN"])]


def test_another_measure_and_element_are_chosen_on_the_page(workspace: object) -> None:
    page = Supply()
    page.app.segmented_control(key="supply_measure").set_value("gap")
    page.app.selectbox(key="supply_element_17_Sc").select("Nd")
    page.run()
    card = page.find("tiles")
    assert card.title == "A price on both sides of China’s border exists for 2 of 17 elements"
    assert "La no pair of prices on file" in card.alts[0]
    assert page.find("element").title.startswith("Neodymium")
    assert "magnets 80" in plain(page.find("element").text)
    page.app.segmented_control(key="supply_measure").set_value("reliance")
    page.run()
    assert page.find("tiles").title == "Import reliance is published for 2 of 17 elements only"


def test_materials_narrow_the_elements(reading: Open) -> None:
    page = reading("materials=Tb")
    assert page.find("uses").title == "What terbium is used for"
    assert "dysprosium" not in page.find("uses").text
    assert "Terbium" in page.find("thin").text
    none = reading("materials=Ga")
    assert "None of the 17 elements fits" in none.find("tiles").text
    assert "If you report it" not in none.page.text


def test_official_evidence_leaves_out_and_says_so(reading: Open) -> None:
    page = reading("evidence=official")
    assert "If you report it" not in page.page.text
    assert "the evidence filter leaves out" in page.find("ranges").text
    assert "the evidence filter leaves out" in page.find("stocks").text
    assert "uses not verified, left out" in page.find("uses").text


def test_another_pair_has_its_own_imports_and_says_what_is_missing(reading: Open) -> None:
    page = reading("pair=EUU:CHN")
    assert (
        plain(page.find("reliance").title)
        == "European Union: no import reliance is published in a source on file"
    )
    assert "what is known is the share of China in its imports" in page.find("reliance").text
    assert plain(page.find("imports").title).startswith("European Union: 46.3 % of imports come from China")


def test_an_earlier_day_sees_no_later_edition(reading: Open) -> None:
    page = reading("on=2025-06-30")
    text = plain(page.page.text)
    assert "USGS 2026" not in text
    assert plain(page.find("reliance").title) == "United States: import reliance 80 % in 2024"
    assert "2 000 t" not in page.find("ground").title
    assert "If you report it" not in text


def test_a_bad_link_is_said(reading: Open) -> None:
    assert "pair=USA:MARS" in reading("pair=USA:MARS&colour=red").note
    assert reading("pair=USA:MARS&colour=red").cards == CARDS


def test_empty_tables_keep_every_card(draft: Callable[..., str], shipped: Tables) -> None:
    names = (
        "production",
        "dependency",
        "prices",
        "sectors",
        "indices",
        "trade_flows",
        "licence_counts",
        "listed_entities",
        "projects",
    )
    snapshot = draft("nothing", **{name: shipped[name].head(0) for name in names})
    page = Supply(f"snapshot={snapshot}")
    assert "If you report it" not in page.page.text
    assert page.page.title == "No stage has a share young enough to name the narrowest"
    assert "No distribution of any stage is on file" in page.find("chain").text
    assert "no official figure" not in page.find("reliance").text
    assert page.cards == CARDS
