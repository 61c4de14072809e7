"""The page Risk as a reader opens it: default, filtered, other pair, early day, own judgements, bad link, empty tables."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import parse_qsl

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from chokepoint.config import ROOT, read_settings
from chokepoint.engine import Tables
from chokepoint.risk.score import assess
from chokepoint.share.own import JUDGEMENTS
from chokepoint.ui import risk, risk_level
from chokepoint.ui.frame import CONTEXT
from chokepoint.ui.risk_level import level_records
from chokepoint.workspace import Workspace
from tests.pages.conftest import rows_as_arrow
from tests.pages.screen import Screen

CARDS = [
    "risk-history", "risk-readings", "risk-stack", "risk-parts", "risk-follow", "risk-change", "risk-kinds",
    "risk-versions", "risk-buyers", "risk-tornado", "risk-variants", "risk-own", "risk-record", "risk-eves",
    "risk-reliability", "risk-checks", "risk-companions", "risk-elements", "risk-published", "risk-indices",
]  # fmt: skip
WAIT_S = 120


class Risk(Screen):
    """The page Risk of a link."""

    def __init__(self, query: str = "") -> None:
        self.app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=WAIT_S)
        for key, value in parse_qsl(query, keep_blank_values=True):
            self.app.query_params[key] = value
        self.app.switch_page("pages/risk.py")
        self.run()

    def whole(self) -> Risk:
        """The page once the range is there."""
        end = time.monotonic() + WAIT_S
        while "risk-history-pending" in self.cards and time.monotonic() < end:
            time.sleep(0.2)
            self.run()
        return self


Open = Callable[[str], Risk]


@pytest.fixture(scope="module")
def reading(workspace: object) -> Open:
    """A page of a link, run and its range waited for; shared, only to look at."""
    seen: dict[str, Risk] = {}

    def open_(query: str = "") -> Risk:
        if query not in seen:
            seen[query] = Risk(query).whole()
        return seen[query]

    return open_


def plain(text: str) -> str:
    """Text with plain blanks, hyphens and minus signs."""
    return text.replace("\u202f", " ").replace("\u00a0", " ").replace("\u2011", "-").replace("\u2212", "-")


def text_of(screen: Risk, card: str) -> str:
    return plain(screen.card(card).text)


# The page as it opens ---------------------------------------------------------------------------------------


def test_every_card_is_there_and_none_is_broken(reading: Open) -> None:
    assert reading("").cards == CARDS
    assert "could not be made" not in reading("").page.text
    assert all(reading("").card(card).alts for card in CARDS)


def test_the_head_says_how_high_and_that_it_does_not_foretell(reading: Open) -> None:
    text = plain(reading("").page.text)
    assert "How high, how sure, and why: 44 of 100, short, on 2026-07-02" in text
    assert (
        "The score describes the present state; tests found no skill in forecasting new restrictions." in text
    )
    assert "A share of variants is no probability." in text


def test_no_share_of_variants_is_called_a_probability(reading: Open) -> None:
    words = plain(reading("").page.text).lower()
    assert words.count("probability") == words.count("no probability") + words.count("probability-weighted")
    assert not {"likely", "likelihood", "odds", "chance of"} & set(words.split())


def test_the_range_and_its_share_stand_above_the_line(reading: Open) -> None:
    text = text_of(reading(""), "risk-history")
    assert (
        "Range over method choices 39–54 (middle 90 % of 2 000 variants); short or worse in 93 % of variants"
        in text
    )


def test_the_four_readings_stand_with_word_and_panel(reading: Open) -> None:
    card = reading("").card("risk-readings")
    assert card.title == "Dependence 85, extreme; Controls 38, part; Stress 63, short; Tension 51, high"
    assert "Dependence lowest 85, highest 89, last 85 points" in card.alts[0]


def test_the_points_by_reading_add_up_to_the_score(reading: Open) -> None:
    (alt,) = reading("").card("risk-stack").alts
    told = alt.partition("on 2026-07-02: ")[2].replace("together ", "").rstrip(".").split(", ")
    *parts, total = (float(piece.split()[-1]) for piece in told)
    assert sum(parts) == pytest.approx(total, abs=0.15)
    assert total == 43.9


def test_the_parts_close_and_the_largest_is_named(reading: Open) -> None:
    text = text_of(reading(""), "risk-parts")
    assert "the largest: yttrium: 432 USD/kg in 2026-02" in text
    assert "nothing is left over" in text


def test_the_change_is_sorted_by_kind_and_closes(reading: Open) -> None:
    rows = {row[0]: plain(row[1]) for row in reading("").card("risk-kinds").rows if len(row) == 4}
    kinds = ["New evidence", "Steps coming into force", "Fading", "Data that ran out or came in late",
             "Weights shift inside a reading"]  # fmt: skip
    total = sum(float(rows[kind]) for kind in kinds)
    assert total == pytest.approx(float(rows["Change of the score"]), abs=0.15)
    assert "no earlier version of the data is on file" in text_of(reading(""), "risk-kinds")
    assert "you use the published method" in text_of(reading(""), "risk-kinds")


def test_buyers_stand_side_by_side_and_those_that_agree_share_a_line(reading: Open) -> None:
    card = reading("").card("risk-buyers")
    assert card.title == "Risk score on 2026-07-02: Civil buyers 44; military and listed buyers 47"
    assert "Civil 44; Military and Listed 47" in card.alts[0]


def test_the_variants_table_has_every_variant(reading: Open) -> None:
    rows = {row[0]: row for row in reading("").card("risk-variants").rows}
    variants = read_settings().sensitivity.variants
    assert {variant.name for variant in variants} < set(rows)
    assert [plain(cell) for cell in rows["no prices"]] == ["no prices", "32.2", "-11.7", "29.2", "+3.0"]


def test_the_tornado_names_what_moves_most(reading: Open) -> None:
    assert (
        plain(reading("").card("risk-tornado").title)
        == "Most hangs on age limit of observations, days: +6.8 points"
    )


def test_the_track_record_is_that_of_the_test_not_of_the_text(reading: Open) -> None:
    (alt,) = reading("").card("risk-record").alts
    assert (
        "Chinese restrictions on minerals, within 30 days (4 days with one): score 0.17 (0.01 to 0.29)" in alt
    )
    assert "New restrictions came while the score was low: a low score is no all-clear." in text_of(
        reading(""), "risk-record"
    )
    eves = [row for row in reading("").card("risk-eves").rows if row and row[0] == "2025-02-04"]
    assert [row[3] for row in eves] == ["missed", "missed"]
    assert "in 0 of 4 tests" in text_of(reading(""), "risk-reliability")


def test_every_check_of_the_facts_is_shown_with_what_was_found(reading: Open) -> None:
    card = reading("").card("risk-checks")
    held = [row for row in card.rows if row and row[-1] == "✓ holds"]
    assert len(held) == len(read_settings().consistency.facts) + 3
    assert "score +10.8, 75 % of it from controls" in plain(card.text)


def test_companions_stand_beside_what_was_published_with_the_reason(reading: Open) -> None:
    card = reading("").card("risk-companions")
    (usa,) = [row for row in card.rows if row[1:2] == ["United States"]]
    assert usa[2].startswith("0.045")
    assert usa[3] == "0.057 (2024)"
    assert plain(usa[4]).startswith(
        "It counts the mine, not the separation: 45 500 t mined at home put it below"
    )
    (heavy,) = [row for row in card.rows if row[1:2] == ["heavy rare earths"]]
    assert heavy[3] == "5.1 (2023)"


def test_published_figures_are_as_printed(reading: Open) -> None:
    text = text_of(reading(""), "risk-published")
    assert "-3.1 (-1.7 to -8.2)" in text
    assert "rare earth elements highest of 41 9.5 2015" in " ".join(text.split())
    assert "puts samarium first; our worst item is yttrium" in text


def test_the_indices_are_never_joined_and_say_where_they_moved_apart(reading: Open) -> None:
    card = reading("").card("risk-indices")
    # The months are circles in the picture and words in its text, not four lines above it.
    assert "2025-03" not in card.text
    assert "Open circles: months in which an index and the score moved in opposite ways" in card.text
    assert "apart in 6 of 15 months (2025-03, 2025-04, 2025-08" in card.alts[0]
    assert "each on its own scale: Risk score lowest 17" in card.alts[0]
    assert "no index of trade policy or of US–China tension is on file" in card.text


# Asked otherwise --------------------------------------------------------------------------------------------


def test_another_buyer_and_period_move_the_cards(reading: Open) -> None:
    screen = reading("buyer=military&on=2025-10-10&compare=2025-10-08&since=2025-04-01")
    assert "military buyers · 2025-10-08 to 2025-10-10" in screen.page.text
    assert "largest new cause" in screen.card("risk-change").title
    assert "Mostly new evidence" in screen.card("risk-kinds").title
    # Known on that day: no restriction of 2026, no edition of February 2026.
    assert "2026-06-22" not in screen.card("risk-eves").text
    assert screen.card("risk-checks").rows[-1][0] == "Rows known later change no earlier day"
    assert len(screen.card("risk-checks").rows) < len(reading("").card("risk-checks").rows)


def test_a_country_without_a_score_says_why_on_every_card_of_the_score(reading: Open) -> None:
    screen = reading("pair=JPN:CHN")
    assert "could not be made" not in screen.page.text
    for card in ("risk-history", "risk-stack", "risk-parts", "risk-change", "risk-variants", "risk-own"):
        assert "the score exists for USA:CHN only" in screen.card(card).text, card
    assert screen.card("risk-buyers").title.startswith("Controls on 2026-07-02")
    assert "GeoPolRisk" in screen.card("risk-companions").text


def test_a_day_before_the_score_is_blank_and_not_low(reading: Open) -> None:
    screen = reading("on=2024-06-01&compare=2024-05-01&since=2024-01-01")
    assert "could not be made" not in screen.page.text
    assert "before 2025-01-01 the event list is not dense enough" in screen.page.text
    assert "could not be tested" in screen.page.text


# Own judgements ---------------------------------------------------------------------------------------------


def test_own_judgements_of_a_link_stand_beside_the_published_score(reading: Open, shipped: Tables) -> None:
    screen = reading("own=tension:0.5,act:120")
    method = read_settings().method
    tree = method.model_dump(by_alias=True)
    scaled = {"controls": 0.45 / 1.4, "stress": 0.45 / 1.4, "tension": 0.5 / 1.4}
    tree["score"]["weights"] = scaled
    tree["tension"]["half_life_days"]["act"] = 120
    own = assess(dict(shipped), type(method).model_validate(tree))
    score, published = own.score[-46], assess(dict(shipped), method).score[-46]
    assert str(own.days[-46]) == "2026-07-02"
    card = screen.card("risk-own")
    assert plain(card.title) == f"{score:.0f} by your judgements, 44 as published ({score - published:+.1f})"
    assert "Controls 0.32, Stress 0.32, Tension 0.36" in card.text
    kinds = screen.card("risk-kinds").row("Method change")
    assert float(plain(kinds[1])) == pytest.approx(score - published, abs=0.06)
    # The published score stays what it is on every other card.
    assert screen.card("risk-parts").title == reading("").card("risk-parts").title


def test_sliders_write_the_link_and_the_button_takes_it_back(workspace: Workspace) -> None:
    screen = Risk()
    assert set(JUDGEMENTS) == {
        slider.key.removeprefix("own_") for slider in screen.app.slider if str(slider.key).startswith("own_")
    }
    screen.app.slider(key="own_act").set_value(90.0)
    screen.run()
    assert screen.app.session_state["own"] == "act:90"
    assert "by your judgements" in screen.card("risk-own").title
    screen.app.button(key="own_reset").click()
    screen.run()
    assert screen.app.session_state["own"] == ""
    assert screen.card("risk-own").title == "Move a judgement: your score stands beside the published one"


def test_what_a_link_says_wrongly_is_named(reading: Open) -> None:
    note = reading("own=mood:1,act:-3,stress:0.6").note
    assert "own=mood:1" in note
    assert "own=act:-3" in note
    assert "stress" not in note.partition("own=act")[2].partition(":")[0]
    assert "by your judgements" in reading("own=mood:1,act:-3,stress:0.6").card("risk-own").title


def test_a_part_that_is_clicked_is_followed_until_another_is_chosen(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = Risk().whole()
    offered = screen.app.selectbox(key="risk_part")
    first, magnets = screen.card("risk-follow").title, "magnets_alloys|CN-2025-18"
    assert offered.value != f"controls:{magnets}"
    monkeypatch.setattr(risk_level, "clicked_ids", lambda _: [magnets])
    screen.run()
    assert screen.app.selectbox(key="risk_part").value == f"controls:{magnets}"
    assert screen.app.session_state["part"] == f"controls:{magnets}"
    assert screen.card("risk-follow").title != first
    other = next(iter(risk_level.parts_on_offer(screen.app.session_state[CONTEXT])))
    screen.app.selectbox(key="risk_part").set_value(other)
    screen.run()
    assert screen.card("risk-follow").title == first


# The range in the background --------------------------------------------------------------------------------


def test_the_score_stands_before_its_range(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = risk.Work()
    waiting.tell(0.5)
    monkeypatch.setattr(risk, "_work", lambda *_: waiting)
    screen = Risk("since=2025-02-01")
    card = screen.card("risk-history-pending")
    assert card.title == "44 of 100, short, on 2026-07-02"
    assert "The range over method choices is being worked out." in card.text
    assert card.charts


def test_a_range_that_comes_while_the_page_is_made_takes_the_place_of_the_waiting_card(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Slow(risk.Work):
        """Done at the second look, so that the page begins without it and ends with it."""

        looks = 0

        @property
        def done(self) -> bool:
            self.looks += 1
            return self.looks > 1

    real = Risk("since=2025-04-01").whole()
    slow = Slow(risk.range_of(real.app.session_state[CONTEXT]).future)
    monkeypatch.setattr(risk, "_work", lambda *_: slow)
    screen = Risk("since=2025-04-02")
    assert "risk-history" in screen.cards
    assert "risk-history-pending" not in screen.cards


def test_a_range_that_fails_is_said_in_its_card_only(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = risk.Work()
    broken.future.set_exception(ValueError("no range"))
    monkeypatch.setattr(risk, "_work", lambda *_: broken)
    screen = Risk("since=2025-03-01")
    assert "could not be made" in screen.card("risk-history").text
    assert "could not be made" not in screen.card("risk-readings").text


# Other data -------------------------------------------------------------------------------------------------


def test_tables_without_rows_leave_words_and_no_zero(
    reading: Open, draft: Callable[..., str], shipped: Tables
) -> None:
    names = ("events", "trade_flows", "prices", "licence_counts", "indices", "dependency", "production")
    empty = draft("risk-empty", **{name: shipped[name].iloc[:0] for name in names})
    screen = reading(f"snapshot={empty}")
    assert "could not be made" not in screen.page.text
    assert "not enough data" in screen.page.text
    assert "No published figure is known" in screen.card("risk-published").text


def test_a_revision_stands_apart_from_the_news(workspace: Workspace, shipped: Tables) -> None:
    flows = shipped["trade_flows"].copy()
    march = (flows["product"] == "85051110") & (flows["partner"] == "USA") & (flows["period"] == "2026-03")
    assert march.sum() == 1
    flows.loc[march, "quantity_t"] = 100.0
    first = workspace.head()
    workspace.commit({"trade_flows": rows_as_arrow(flows)}, first, "a test", "revised magnets")
    try:
        screen = Risk("since=2025-05-01")
        title = plain(screen.card("risk-versions").title)
        assert title.startswith("The newest revision moves")
        points = float(title.rpartition(": ")[2].split()[0])
        assert points > 1
        row = screen.card("risk-kinds").row("Data revision")
        assert float(plain(row[1])) == pytest.approx(points, abs=0.05)
        assert first.id in row[3]
    finally:
        workspace.restore(first.id, "a test", "back")


def test_clicking_a_day_opens_what_it_was_made_of(reading: Open, shipped: Tables) -> None:
    context = reading("").app.session_state[CONTEXT]
    rows = level_records(context, ["2025-06-25", "2024-01-01"])
    assert set(rows["day"]) == {"2025-06-25"}
    assert isinstance(rows, pd.DataFrame)
    assert rows["points"].sum() == pytest.approx(52.6, abs=0.06)
