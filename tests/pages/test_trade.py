"""The page Trade as a reader opens it: default, filtered, other pair, bad link, empty tables.

Numbers are compared with queries of the shipped CSV files of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qsl

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from chokepoint.charts.theme import LIGHT
from chokepoint.config import DATA, ROOT
from chokepoint.engine import Tables
from chokepoint.ui import trade as lists
from tests.pages.conftest import Draft
from tests.pages.screen import Screen, View

ON, HARD, THIN = "2026-07-02", "\u00a0", "\u202f"
CARDS = [
    "measures",
    "matrix",
    "controls",
    "flows",
    "total",
    "mirror",
    "practice",
    "duties",
    "averages",
    "entities",
]
Open = Callable[[str], Screen]


class Trade(Screen):
    """The page Trade of a link."""

    def __init__(self, query: str = "") -> None:
        # Straight to the page: the Overview would first make the score of every question.
        self.app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
        for key, value in parse_qsl(query):
            self.app.query_params[key] = value
        self.app.switch_page("pages/trade.py")
        self.run()


@pytest.fixture(scope="module")
def reading(workspace: object) -> Open:
    """A page of a link, run once and shared; only to look at."""
    seen: dict[str, Trade] = {}

    def open_(query: str = "") -> Trade:
        if query not in seen:
            seen[query] = Trade(query)
        return seen[query]

    return open_


def csv(table: str, on: str = ON) -> pd.DataFrame:
    """Rows of a shipped table known on a day, as text and numbers."""
    frame = pd.read_csv(DATA / f"{table}.csv", dtype={"product": str})
    return frame[frame["known_from"] <= on] if "known_from" in frame else frame


def magnets(partner: str = "USA") -> dict[str, float]:
    rows = csv("trade_flows")
    rows = rows[(rows["reporter"] == "CHN") & (rows["partner"] == partner) & (rows["product"] == "85051110")]
    rows = rows[rows["frequency"].isin(["M", "A"]) & rows["quantity_t"].notna()]
    return dict(zip(rows["period"], rows["quantity_t"], strict=True))


def text(view: View) -> str:
    """Words of a card and of what its figure says to those who cannot see it, plain blanks and hyphens."""
    return "\n".join([view.text, *view.alts]).replace(HARD, " ").replace(THIN, " ").replace("\u2011", "-")


class TestDefault:
    """The page of a reader who has asked nothing yet."""

    def test_every_card_is_there_and_none_is_at_fault(self, reading: Open) -> None:
        assert reading("").cards == CARDS
        assert "If you report it" not in reading("").page.text
        assert reading("").note == ""

    def test_the_head_counts_chinese_measures_and_names_the_next_day(self, reading: Open) -> None:
        versions, measures = csv("measure_versions"), csv("measures")
        aimed = measures[(measures["imposer"] == "CHN") & measures["addressee"].isin(["USA", "WLD"])]
        ids = set(aimed.loc[aimed["category"] == "control", "measure_id"])
        rows = versions[versions["measure_id"].isin(ids)]
        ended = set(rows.loc[rows["ended_on"].fillna("9") <= ON, "measure_id"])
        suspended = set(rows.loc[rows["suspended_from"].fillna("9") <= ON, "measure_id"]) - ended
        force = set(rows.loc[rows["effective"] <= ON, "measure_id"]) - ended - suspended
        until = rows[rows["measure_id"].isin(suspended)].groupby("measure_id")["suspended_until"].last().min()
        head = reading("").page.text
        assert (len(force), len(suspended), until) == (12, 8, "2026-11-10")
        assert (
            f"Twelve measures of China in force for the United States on {ON}, 3 of them on rare earths, 8 suspended; "
            f"the next suspension ends {until}" in head
        )

    def test_april_2025_is_a_licence_not_a_ban(self, reading: Open) -> None:
        card = text(reading("").card("measures"))
        assert "licence for each export, not a ban, since 2025-04-04; in force" in card
        assert "Ann. 18/2025: Sm, Gd, Tb, Dy, Lu, Sc, Y, licence for each export, not a ban; in force" in card
        assert "licence for each export, not a ban" in reading("").card("measures").charts[0]

    def test_suspended_is_not_lifted(self, reading: Open) -> None:
        title = reading("").card("measures").title
        assert title.startswith("Suspended is not lifted: 6 measures of October 2025 to 2026-11-10 ")
        assert "(since agreed: 2027-01-10; notices not seen)" in title
        assert "Ann. 57/2025: Ho, Er, Tm, Eu, Yb, suspended to 2026-11-10" in text(
            reading("").card("measures")
        )

    def test_listings_of_april_2025_were_suspended_as_reported(self, reading: Open) -> None:
        card = text(reading("on=2025-06-30").card("measures"))
        for label in ("Ann. 21/2025: 16 US entities", "Ann. 22/2025: 12 US entities"):
            assert f"{label}, suspended to 2025-08-12" in card

    def test_no_truce_touches_the_ban_on_military_users(self, reading: Open) -> None:
        rows = csv("measure_versions")
        assert rows.loc[rows["measure_id"] == "CN-2024-46-ART1", "suspended_from"].isna().all()
        card = text(reading("").card("measures"))
        assert "Military users: barred since 2024-12-03; no truce has suspended it." in card
        assert "Ann. 46/2024: US military users and uses, barred, in force, never suspended" in card

    def test_matrix_cells_say_how_many_in_words_and_open_to_a_list(self, reading: Open) -> None:
        card = reading("").card("matrix")
        row = card.row("ChinaOn all countries")
        assert row[1].startswith("5 in force, 4 suspended")
        assert "Announcement 18 of 2025" in row[1]
        assert "on the European Union" in card.text or "On the European Union" in card.text

    def test_before_the_first_day_of_the_score_nothing_is_told_as_none_or_free(self, reading: Open) -> None:
        screen = reading("on=2010-10-01")
        assert screen.card("controls").title.startswith("No Controls reading before 2025-01-01")
        assert "Blank, not low" in text(screen.card("controls"))
        assert "before 2025-01-01 acts are on file in part only" in screen.page.title

    def test_on_a_phone_each_actor_is_a_block_of_its_own_instruments(self, reading: Open) -> None:
        html = reading("").card("matrix").html
        for name in reading("").card("matrix").rows[0][1:]:
            assert f'data-name="{name}"' in html
        # An empty cell takes no room: nothing may stand in it.
        assert re.search(r'<td data-name="[^"]+"></td>', html)
        rules = lists.style(LIGHT).split("@media (max-width: 640px)")[1]
        assert ".cp-matrix thead, .cp-matrix td:empty { display: none; }" in rules
        assert "content: attr(data-name)" in rules

    def test_parts_of_controls_add_up_to_the_reading(self, reading: Open) -> None:
        card = reading("").card("controls")
        assert (
            card.title
            == "Controls: 38 for civil buyers (part), 48 for military buyers (wide), 48 for listed buyers (wide)"
        )
        civil = card.alts[0].split(";")[0].split(": ")[1].split(", ")
        parts = [float(part.rsplit(" ", 1)[1]) for part in civil]
        assert len(parts) == 7
        assert round(sum(parts)) == 38

    def test_magnets_fell_to_46_t_against_620_t(self, reading: Open) -> None:
        tonnes = magnets()
        mean = tonnes["2024"] / 12
        assert (tonnes["2025-05"], round(mean), round(100 * (1 - 46 / mean))) == (46, 620, 93)
        card = text(reading("").card("flows"))
        assert "46 t in 2025-05, 93 % below normal; 406 t in 2026-03, 35 % below normal" in card
        assert "Normal: 620 t a month (2024 ÷ 12, worked out)." in card
        assert "Rare-earth magnets, line 85051110" in card
        assert "HS 850511 would be all metal magnets" in card
        assert "no tonnes on file for 2025-01, 2025-02, 2025-04 (−59 % on the year), 2026-01" in card
        assert "2025-04-04 Ann. 18: licence" in card

    def test_the_total_did_not_fall_with_them(self, reading: Open) -> None:
        rows = csv("trade_flows")
        rows = rows[
            (rows["product"] == "REE_TOTAL") & (rows["period"] == "2025-05") & (rows["frequency"] == "M")
        ]
        assert list(rows["quantity_t"]) == [5864.6]
        card = text(reading("").card("total"))
        assert card.startswith(
            "All rare earths to the world: 5 865 t in 2025-05, when magnets to the United States were at 46 t"
        )

    def test_licence_counts_keep_bounds_and_car_makers_stood_still(self, reading: Open) -> None:
        card = reading("").card("practice")
        shares = {row[0] + row[1].split(",")[0]: row[2] for row in card.rows if len(row) == 7}
        assert shares["2025-06-04CLEPA members (car suppliers)"] == "~ 25 %"
        assert shares["2025-11-05EU companies"] == "> 50 %"
        assert [row[5] for row in card.rows if len(row) == 7 and row[5]] == ["Plants stopped", "46"]
        words = text(card)
        assert "Suzuki suspends Swift production over rare-earth parts" in words
        assert "Ford idles its Chicago Explorer plant for a week for lack of magnets" in words
        assert "single firm: enters no reading" in words
        assert "those of others under the same rule stand in and count half in Stress" in words

    def test_duties_are_layers_and_no_sum_is_made(self, reading: Open) -> None:
        card = text(reading("").card("duties"))
        assert "Sintered NdFeB magnets pay 25 % (Section 301, four-year review)" in card
        assert "Reciprocal duty 10 % from 2025-04-05 (exempt)" in card
        assert "125 % from 2025-04-10 (payable)" in card
        assert "the sum is not known here" in card

    def test_piie_waugh_and_yale_stay_apart(self, reading: Open) -> None:
        rows = csv("indices")
        rows = rows[rows["series"].str.startswith("TARIFF_AVG_")].sort_values("period")
        last = rows.drop_duplicates("series", keep="last").set_index("series")["value"]
        card = text(reading("").card("averages"))
        for series, words in {
            "TARIFF_AVG_PIIE_USA_CHN": "US on China, PIIE: 10 readings, highest 126.5 %, last {:.1f} % on 2025-11-10",
            "TARIFF_AVG_WAUGH_USA_CHN": "US on China, Waugh: 19 readings, highest 123.0 %, last {:.1f} % on 2026-04-06",
            "TARIFF_AVG_YALE_USA_CHN": "US on China, Yale Budget Lab: 1 reading, highest 22.2 %, last {:.1f} % on 2026-07-01",
            "TARIFF_AVG_PIIE_CHN_USA": "China on US, PIIE: 8 readings, highest 32.6 %, last {:.1f} % on 2025-10-30",
        }.items():
            assert words.format(last[series]) in card

    def test_listed_firms_are_those_on_file(self, reading: Open) -> None:
        card = reading("").card("entities")
        assert card.title == f"27 listed firms on file by name, from 3 lists, on {ON}"
        assert {"MP Materials", "USA Rare Earth", "TDK"} <= {
            name for name in csv("listed_entities")["entity"] if name in card.text
        }
        assert len(csv("listed_entities")) == 27


class TestChoices:
    """What the reader chooses on the page itself."""

    def test_another_destination(self) -> None:
        screen = Trade()
        screen.app.selectbox(key="flow-USA").set_value("85051110-DEU")
        screen.run()
        card = text(screen.card("flows"))
        assert "764 t in 2025-06" in card
        assert "below normal" not in card

    def test_search_of_firms(self) -> None:
        screen = Trade()
        screen.app.text_input(key="search-entities").set_value("magnet Japan")
        screen.run()
        card = screen.card("entities")
        assert card.title == "One of 27 firms on file matches"
        assert "TDK" in card.text
        screen.app.text_input(key="search-entities").set_value("no such firm")
        screen.run()
        assert "No firm on file matches “no such firm”" in screen.card("entities").text


class TestOther:
    """Other questions: earlier, filtered, other pair, bad link, empty tables."""

    def test_no_day_sees_a_later_one(self, reading: Open) -> None:
        screen = reading("on=2025-05-30&since=2024-01-01")
        page = text(screen.page)
        assert "2027-01-10" not in page
        assert "suspended" not in screen.card("measures").title
        assert "46 t" not in text(screen.card("flows"))
        assert "Section 122" not in text(screen.card("duties"))
        assert "No firm" in text(screen.card("entities")) or "0 listed firms" in screen.card("entities").title

    def test_past_the_end_without_the_agreement_and_with_it(self, reading: Open) -> None:
        title = reading("on=2026-11-21").card("measures").title
        assert "6 measures of October 2025 to 2027-01-10 (agreed; notices not seen)" in title
        lapsed = "Ann. 21/2025: 16 US entities, suspension ran out, outcome not on file"
        assert lapsed in text(reading("on=2026-11-21").card("measures"))
        duties = text(reading("on=2026-11-21").card("duties"))
        assert "Section 301, forced labour 12.5 % from 2026-07-24 (list of exemptions not on file)" in duties
        assert "Waugh: 23 readings" in text(reading("on=2026-11-21").card("averages"))

    def test_past_the_limit_no_state_is_said_flatly(self, reading: Open) -> None:
        screen = reading("on=2026-11-21")
        head = screen.page.text.split("Suspended is not lifted")[0]
        assert (
            f"As far as listed to {ON}: twelve measures of China in force for the United States on 2026-11-21"
            in head
        )
        for key in ("measures", "matrix", "controls"):
            title = screen.card(key).title
            assert title.startswith(f"As far as listed to {ON}, ")
            assert title.endswith("; later acts may be missing")
        provisional = reading("on=2026-07-20").page.text
        assert f" (acts listed to {ON})" in provisional
        assert "As far as listed" not in provisional + reading("").page.text

    def test_materials_leave_out_other_measures(self, reading: Open) -> None:
        card = text(reading("materials=Dy").card("measures"))
        assert "Ann. 18/2025" in card
        assert "Ann. 61/2025" in card  # on rare earths as a whole, dysprosium included
        assert "Ann. 10/2025" not in card
        assert "military users" in card

    def test_official_evidence_says_what_it_leaves_out(self, reading: Open) -> None:
        screen = reading("evidence=official")
        assert screen.cards == CARDS
        assert "left out by the level of evidence" in screen.card("measures").text
        flows = text(screen.card("flows"))
        assert "353 t in 2025-06; 420 t in 2025-09" in flows
        assert "Normal" not in flows
        assert "(no normal month on file)" in screen.page.text
        assert "21 rows left out by the level of evidence" in screen.card("practice").text

    def test_another_pair(self, reading: Open) -> None:
        screen = reading("pair=JPN:CHN")
        words = text(screen.card("measures"))
        assert "Japanese military users" in words
        assert "No step on duties between Japan and China" in screen.card("duties").text
        assert "No average tariff between these two" in screen.card("averages").text
        assert "to Japan" in screen.card("flows").title

    def test_a_bad_link_is_named_and_the_page_stands(self, reading: Open) -> None:
        screen = reading("on=yesterday&foo=1")
        assert "on=yesterday" in screen.note
        assert "foo=1" in screen.note
        assert screen.cards == CARDS

    def test_empty_tables_keep_titles_and_say_what_is_missing(self, draft: Draft, shipped: Tables) -> None:
        empty = ("measures", "measure_versions", "control_coverage", "tariffs", "licence_counts", "trade_flows",
                 "listed_entities", "events")  # fmt: skip
        none = draft("trade-none", **{name: shipped[name].iloc[:0] for name in empty})
        screen = Trade(f"snapshot={none}")
        assert screen.cards == CARDS
        assert "If you report it" not in screen.page.text
        assert "No measure on file" in screen.card("measures").text
        assert "No monthly figure" in screen.card("flows").text
        assert "No step on duties" in screen.card("duties").text
        assert screen.card("controls").title.startswith("Controls: 0 for civil buyers")
