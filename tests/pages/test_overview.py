"""The Overview says what the tables say: for the default question, filtered, empty, damaged, and a bad link."""

from __future__ import annotations

import csv
import re
from datetime import date, timedelta
from functools import cache

import pytest

from chokepoint.charts.theme import signed
from chokepoint.config import DATA, read_settings
from chokepoint.method import Method
from chokepoint.risk.score import READINGS, Assessment, assess
from chokepoint.workspace import Workspace
from tests.pages.conftest import Visit
from tests.pages.screen import CARDS, TODAY, Screen
from tests.shipped import contract, shipped

pytestmark = pytest.mark.usefixtures("still", "workspace")

FILTERED = "on=2025-05-30&compare=2025-04-01&buyer=military&materials=Dy,Tb&evidence=official"
HARD = "\u00a0"


def method() -> Method:
    return read_settings().method


@cache
def assessed(country: str = "USA", buyer: str = "civil") -> Assessment:
    """The score from the shipped CSV files, past the workspace and the app."""
    return assess(shipped(), method(), country, buyer)


def score_on(day: date, buyer: str = "civil") -> str:
    found = assessed(buyer=buyer)
    position = found.index(day)
    assert position is not None
    return f"{found.score[position]:.0f} of 100, {found.words[position]}, on {day}"


def rows_of(table: str) -> list[dict[str, str]]:
    """The lines of a shipped CSV file, as text."""
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


END = method().scope.coverage_end
LAST = END + timedelta(days=method().scope.provisional_days)


class TestDefault:
    """The page of a reader who has asked nothing yet."""

    def test_every_card_is_there_in_the_order_of_the_questions_and_none_is_at_fault(
        self, visit: Visit
    ) -> None:
        screen = visit("")
        assert screen.cards == list(CARDS)
        assert "If you report it" not in screen.page.text
        assert screen.note == ""

    def test_the_status_line_names_both_versions_and_the_end_of_the_events(
        self, visit: Visit, workspace: Workspace
    ) -> None:
        status = visit("").page.text.split("\n")[0]
        for words in (workspace.head().id, method().id, f"Events complete to {END}", "Living view"):
            assert words in status

    def test_the_score_and_its_readings_are_those_of_the_tables(self, visit: Visit) -> None:
        found, card = assessed(), visit("").card("readings")
        at = found.index(END)
        assert at is not None
        assert card.title == score_on(END)
        assert f"Risk score {score_on(END)}." in visit("").page.text
        for name in READINGS:
            head = card.text.index(f"\n{name.capitalize()}\n")
            assert f"\n{found.reading(name)[at]:.0f}{found.word(name, at)}\n" in card.text[head : head + 120]

    def test_the_change_is_the_difference_of_two_scores(self, visit: Visit) -> None:
        found, card = assessed(), visit("").card("change")
        before = END - timedelta(days=read_settings().display.compare_days)
        old, new = (float(found.score[found.index(day) or 0]) for day in (before, END))
        assert card.title.startswith(f"{signed(new - old)} points since {before}; largest new cause ")
        assert card.alts[0].startswith(
            f"Change of the risk score from {old:.1f} on {before} to {new:.1f} on {END}, "
        )

    def test_magnets_are_the_tonnes_of_the_customs_rows(self, visit: Visit) -> None:
        rows = [
            row
            for row in rows_of("trade_flows")
            if (row["reporter"], row["partner"], row["product"], row["frequency"])
            == ("CHN", "USA", "85051110", "M")
        ]
        tonnes = {row["period"]: float(row["quantity_t"]) for row in rows if row["quantity_t"]}
        assert (round(tonnes["2025-05"]), round(tonnes["2026-03"])) == (46, 406)
        card = visit("").card("magnets")
        assert card.title.startswith(f"46{HARD}t in 2025-05, the lowest; 406{HARD}t in 2026-03")
        assert "lowest 46 t in 2025-05" in card.alts[0]
        assert "last 406 t in 2026-03" in card.alts[0]
        assert "no tonnes on file for 2025-01, 2025-02, 2025-04 (−59 % on the year), 2026-01" in card.text

    def test_the_board_reads_as_the_legal_texts(self, visit: Visit) -> None:
        card = visit("").card("board")
        assert card.row("Dydysprosium")[1:4] == ["licence", "✕ barred", "✕ barred"]
        assert card.row("Ndneodymium")[1:4] == ["free", "free", "free"]
        europium = card.row("Eueuropium")
        assert europium[1:4] == ["free", "free", "free"]
        assert europium[4] == "susp. to 2026-11-10 ¹"
        assert "¹ since agreed to 2027-01-10; notices not seen" in card.text
        assert (
            "unreliable-entity list, which bars trade and investment, is not among the measures" in card.text
        )
        elements = [row for row in card.rows if re.match(r"[A-Z][a-z]?[a-z]+ium|[A-Z][a-z]?[a-z]+um", row[0])]
        licensed = [row[0][:2] for row in elements if row[1] == "licence"]
        assert licensed == ["Sc", "Yy", "Sm", "Gd", "Tb", "Dy", "Lu"]
        assert card.title.startswith(
            f"Seven of {len(elements)} elements need a licence, 7 are barred to military users"
        )
        assert len(elements) == 17

    def test_every_open_due_day_is_listed_with_its_days(self, visit: Visit) -> None:
        card = visit("").card("due")
        still = [row for row in rows_of("deadlines") if row["state"] not in ("met", "extended", "lapsed")]
        days = {row["title"]: (date.fromisoformat(row["due_on"]) - TODAY).days for row in still}
        late = [title for title, left in days.items() if left < 0]
        assert len(late) > 1
        assert f"Past, outcome not on file ({len(late)})" in card.text
        assert f"Coming ({len(days) - len(late)})" in card.text
        for title, left in days.items():
            unit = "day" if abs(left) == 1 else "days"
            assert f"{abs(left)}{unit}{' ago' if left < 0 else ''}\n{title}\n" in card.text
        coming = min(left for left in days.values() if left >= 0)
        assert f"the next comes in {coming} days" in visit("").page.text

    def test_what_became_known_since_is_listed_outside_the_score(self, visit: Visit) -> None:
        card = visit("").card("news")
        later = [row for row in rows_of("events") if END.isoformat() < row["known_from"] <= TODAY.isoformat()]
        told_elsewhere = [
            row
            for row in rows_of("measure_versions")
            if END.isoformat() < row["known_from"] <= TODAY.isoformat() and not row["event_id"]
        ]
        assert len(card.rows) == len(later) + len(told_elsewhere)
        for row in later:
            assert row["headline"] in card.text
        assert "outside the score" in card.title
        assert "No entry is not calm" in card.text

    def test_the_worst_item_leads_and_what_is_not_on_file_is_named(self, visit: Visit) -> None:
        card = visit("").card("flowing")
        first = card.rows[1]
        assert card.title.startswith(f"Worst item: {first[0]}, ")
        readings = [
            float(row[-1]) for row in card.rows[1:] if row[-1].isdigit() and not row[0].startswith("Licence")
        ]
        assert readings == sorted(readings, reverse=True)
        assert "Nothing on file that counts on this day: samarium" in card.text

    def test_stale_is_what_is_older_than_the_contract_accepts(self, visit: Visit) -> None:
        card = visit("").card("freshness")
        ages = re.findall(r"to \d{4}-\d\d-\d\d(\d+) of (\d+) d$", card.text, re.MULTILINE)
        stale = sum(int(age) > int(limit) for age, limit in ages)
        assert card.text.count("! stale") == stale > 0
        dated = [table for table in contract().tables.values() if table.max_age_days is not None]
        assert f" of {len(dated)} datasets are older than they should be" in card.title
        assert all(table.title in card.text for table in dated)

    def test_every_card_says_who_says_so_as_of_when_and_how_to_cite_and_link_it(
        self, visit: Visit, workspace: Workspace
    ) -> None:
        screen = Screen("")
        for key in CARDS:
            screen.app.session_state[f"take-{key}"] = True
        screen.run()
        code = {text.value for text in screen.app.code}
        for key in CARDS:
            card = screen.card(key)
            assert re.search(r"\nSource: .+; as of \d{4}-\d{2}-\d{2}", card.text), key
            assert card.alts[0].strip(), f"{key}: nothing for those who cannot see it"
            cited = [text for text in code if f"“{card.title}”" in text]
            assert len(cited) == 1, key
            assert f"Data version {workspace.head().id}, method {method().id}." in cited[0]
            assert screen.app.get("download_button")
        links = {text for text in code if "Data version" not in text}
        living = {f"?card={key}" for key in CARDS}
        assert living <= links
        assert all("v=1" in text and f"on={END}" in text for text in links - living)

    def test_the_score_is_never_called_a_forecast(self, visit: Visit) -> None:
        assert "tests found no skill in forecasting new restrictions" in visit("").page.text


class TestFiltered:
    """A past day, a military buyer, two metals, official sources only."""

    def test_the_question_is_repeated_in_words(self, visit: Visit) -> None:
        screen = visit(FILTERED)
        assert (
            "United States exposed to China · dysprosium, terbium · compared with 2025-04-01"
            in screen.page.text
        )
        assert screen.note == ""

    def test_the_score_is_that_of_the_day_and_the_buyer(self, visit: Visit) -> None:
        day = date(2025, 5, 30)
        title = visit(FILTERED).card("readings").title
        assert title == score_on(day, "military")
        assert title != score_on(END, "military")

    def test_only_the_metals_asked_for_are_on_the_board(self, visit: Visit) -> None:
        names = [row[0] for row in visit(FILTERED).card("board").rows if row[1] != "Civil"]
        assert names == ["Tbterbium", "Dydysprosium"]
        assert (
            visit(FILTERED).card("board").title
            == "Two of 2 elements need a licence, 2 are barred to military users"
        )

    def test_due_days_count_from_the_day_asked_for(self, visit: Visit) -> None:
        assert "counted from 2025-05-30 (the day asked for" in visit(FILTERED).card("due").text

    def test_only_official_records_between_the_two_days_are_listed(self, visit: Visit) -> None:
        kinds = {row["source_key"]: row["kind"] for row in rows_of("sources")}
        wanted = [
            row["headline"]
            for row in rows_of("events")
            if "2025-04-01" < row["known_from"] <= "2025-05-30"
            and row["verified"] == "yes"
            and kinds[row["source_key"]].startswith("official")
        ]
        listed = [row[2] for row in visit(FILTERED).card("news").rows]
        assert wanted
        assert set(wanted) <= set(listed)

    def test_figures_end_with_what_was_known_on_the_day(self, visit: Visit) -> None:
        assert "2025-05" not in visit(FILTERED).card("magnets").title, "known on 2025-06-20 only"


class TestFiltersChangeWhatTheyShouldAndNothingElse:
    @pytest.mark.parametrize("key", ["due", "board", "flowing", "magnets", "news", "freshness"])
    def test_the_buyer_does_not_move_goods_rules_or_news(self, visit: Visit, key: str) -> None:
        assert visit("buyer=military").card(key).text == visit("").card(key).text

    def test_the_buyer_changes_controls_and_the_score(self, visit: Visit) -> None:
        assert visit("buyer=military").card("readings").title == score_on(END, "military") != score_on(END)

    @pytest.mark.parametrize(
        "key", ["board", "flowing", "magnets", "change", "readings", "history", "freshness"]
    )
    def test_the_level_of_evidence_moves_no_number(self, visit: Visit, key: str) -> None:
        assert visit("evidence=official").card(key).text == visit("").card(key).text

    @pytest.mark.parametrize("key", ["due", "news"])
    def test_the_level_of_evidence_shortens_lists(self, visit: Visit, key: str) -> None:
        some, everything = visit("evidence=official").card(key), visit("").card(key)
        assert "not verified" in everything.text
        assert "not verified" not in some.text
        assert some.text != everything.text

    @pytest.mark.parametrize("key", ["due", "magnets", "change", "news", "readings", "history", "freshness"])
    def test_materials_change_neither_score_nor_calendar(self, visit: Visit, key: str) -> None:
        assert visit("materials=Dy,graphite").card(key).text == visit("").card(key).text

    def test_materials_choose_rows_of_the_board_and_of_what_flows(self, visit: Visit) -> None:
        some, everything = (visit(query).card("board").rows for query in ("materials=Dy,graphite", ""))
        assert [row[0][:8] for row in some if row[1] != "Civil"] == ["Dydyspro", "graphite"]
        # The numbers of the notes are those of the board shown.
        everywhere = [(one[0][:8], one[1:4]) for one in everything]
        assert all((row[0][:8], row[1:4]) in everywhere for row in some)
        assert "yttrium" in visit("").card("flowing").text
        flowing = visit("materials=Dy,graphite").card("flowing")
        assert flowing.title == "Not enough data to say whether it is flowing"
        assert "yttrium" not in [row[0] for row in flowing.rows]

    def test_another_country_has_readings_its_data_carry_and_no_score(self, visit: Visit) -> None:
        screen = visit("pair=JPN:CHN")
        assert "Japan exposed to China" in screen.page.text
        card = screen.card("readings")
        assert "No score: the score exists for USA:CHN only" in card.text
        found = assessed("JPN")
        at = found.index(END)
        assert at is not None
        assert f"\n{found.stress.value[at]:.0f}{found.word('stress', at)}\n" in card.text
        assert "what the sides do to each other\nnot enough data on this day" in card.text
        assert "to Japan" in screen.card("magnets").alts[0]
        assert "No score on" in screen.card("change").text
        assert "If you report it" not in screen.page.text


class TestNoScore:
    """A day without support has words and the last supportable reading, never a number and never 0."""

    @pytest.mark.parametrize(
        ("day", "reason"),
        [
            (
                method().scope.score_from - timedelta(days=1),
                "the event list is not dense enough; blank, not low",
            ),
            (
                LAST + timedelta(days=1),
                f"events are complete to {END} and support a provisional value to {LAST}; later",
            ),
            (date(2030, 1, 1), "later is not known"),
        ],
    )
    def test_the_reason_and_the_last_supportable_reading_are_named(
        self, visit: Visit, day: date, reason: str
    ) -> None:
        # Figures that begin after the last day have nothing to show, which is no fault either.
        screen = visit(f"on={day}&since={day - timedelta(days=3)}" if day > LAST else f"on={day}")
        at = assessed().index(END)
        assert at is not None
        last = f"{assessed().score[at]:.0f} of 100, {assessed().words[at]}, on {END}, the last day that supports a score"
        if early := day < (first := method().scope.score_from):
            last = f"No score before {first}"  # a reading of a later day says nothing of this one
        assert screen.card("readings").title == last
        assert (f"Risk score {last}." in screen.page.text) is not early
        assert f"No score on {day}: " in screen.page.text
        for key in ("readings", "change"):
            assert reason in screen.card(key).text
        block = screen.card("readings").text.split("\nRisk score\n")[1].split("\nDependence\n")[0]
        assert block.startswith("present pressure, given dependence; 0–100\nNo score: ")
        assert not re.search(r"^0", block, re.MULTILINE)
        assert screen.note == ""
        assert "If you report it" not in screen.page.text

    def test_the_last_supportable_day_has_a_score_and_the_last_provisional_one_says_what_it_is(
        self, visit: Visit
    ) -> None:
        assert visit("").card("readings").title == score_on(END)
        assert visit(f"on={LAST}").card("readings").title == f"{score_on(LAST)} (provisional)"

    def test_past_the_limit_the_board_is_as_far_as_listed(self, visit: Visit) -> None:
        after = TODAY
        board = visit(f"on={after}&since={after - timedelta(days=3)}").card("board")
        assert board.title.startswith(f"As far as listed to {END}: ")
        assert f"The list of acts is complete to {END} only; later acts may be missing." in board.text
        assert board.row("Eueuropium")[4] == "susp. to 2027-01-10 ¹"
        assert "¹ agreed; notices not seen" in board.text
        assert "as far as listed" not in visit("").card("board").text.lower()


class TestUnreadableLink:
    """Each part of a link that cannot be read is named in a visible note with what was used instead."""

    LINK = "foo=1&on=yesterday&pair=XXX:YYY&buyer=pirate&materials=Unobtainium&snapshot=deadbeef00&method=9.9-xyz"

    @pytest.mark.parametrize(
        ("part", "instead"),
        [
            ("foo=1", "shown without it"),
            ("on=yesterday", f"shown with {END}"),
            ("pair=XXX:YYY", "shown with USA:CHN"),
            ("buyer=pirate", "shown with civil"),
            ("materials=Unobtainium", "shown without it"),
            ("snapshot=deadbeef00", "shown with the newest, {newest}"),
            ("method=9.9-xyz", f"shown with {method().id}"),
        ],
    )
    def test_each_part_is_named_with_what_was_used(
        self, visit: Visit, workspace: Workspace, part: str, instead: str
    ) -> None:
        parts = [one for one in visit(self.LINK).note.removesuffix(".").split("; ") if one.startswith(part)]
        assert len(parts) == 1
        assert parts[0].endswith(f"): {instead.format(newest=workspace.head().id)}")

    def test_the_page_is_that_of_the_default_question(self, visit: Visit) -> None:
        for key in CARDS:
            assert visit(self.LINK).card(key).text == visit("").card(key).text

    def test_the_note_stays_while_the_reader_works_and_goes_with_a_reset(self) -> None:
        screen = Screen("foo=1&buyer=pirate")
        assert screen.run().note.startswith(
            "buyer=pirate (not one of civil, military, listed): shown with civil; foo=1"
        )
        screen.app.button(key="reset").click()
        assert screen.run().note == ""


def test_dark_figures_have_the_dark_ink_and_the_same_words(visit: Visit) -> None:
    dark = Screen(theme="dark")
    assert '"#EDEBE5"' in dark.card("history").charts[0]
    assert '"#1A1C20"' not in dark.card("history").charts[0]
    assert '"#1A1C20"' in visit("").card("history").charts[0]
    for key in CARDS:
        assert dark.card(key).text == visit("").card(key).text
