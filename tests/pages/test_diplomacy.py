"""The page Diplomacy as a reader opens it: default, filtered, other pair, bad link, empty tables.

Numbers are compared with queries of the shipped CSV files of their own.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qsl, unquote

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from chokepoint.config import DATA, ROOT
from chokepoint.ui import context
from tests.pages.reach import reach
from tests.pages.screen import Screen, View

ON = "2026-07-02"
Open = Callable[[str], Screen]


class Diplomacy(Screen):
    """The page Diplomacy of a link."""

    def __init__(self, query: str = "") -> None:
        # Straight to the page: the Overview would first make the score of every question.
        self.app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
        for key, value in parse_qsl(query):
            self.app.query_params[key] = value
        self.app.switch_page("pages/diplomacy.py")
        self.run()

    def find(self, start: str) -> View:
        """The card whose key begins so: choices of the reader lengthen the key."""
        (key,) = [key for key in self.cards if key.startswith(start)]
        return self.card(key)


@pytest.fixture(scope="module")
def reading() -> Open:
    """A page of a link, run once and shared; only to look at."""
    seen: dict[str, Diplomacy] = {}

    def open_(query: str = "") -> Diplomacy:
        if query not in seen:
            seen[query] = Diplomacy(query)
        return seen[query]

    return open_


def csv(table: str, on: str = ON) -> pd.DataFrame:
    """Rows of a shipped table known on a day, as text and numbers."""
    frame = pd.read_csv(DATA / f"{table}.csv")
    return frame[frame["known_from"] <= on]


def statuses(on: str = ON) -> pd.Series:
    """Last status known of each promise."""
    steps = csv("commitment_status", on).sort_values(["known_from", "date"], kind="stable")
    promises = csv("commitments", on)["commitment_id"]
    return promises.map(steps.groupby("commitment_id")["status"].last()).fillna("pending")


def told_points(on: str = ON) -> pd.DataFrame:
    """Meetings and topics of which at least one side speaks."""
    readouts = csv("readouts", on)
    return readouts[readouts["said"] != "no"].drop_duplicates(["event_id", "topic"])


def test_the_head_counts_promises_and_names_no_rate(reading: Open) -> None:
    promises = csv("commitments")
    owned = int((promises["acknowledged"] == "yes").sum())
    late = (promises["due_on"] < ON) & statuses().isin(["pending", "partly_kept", "disputed"]).to_numpy()
    late &= promises["commitment_id"] != "C37-eu-us-mou"  # signed, though seven weeks late
    title = reading("").page.title
    assert title == (
        f"Of {len(promises)} promises, {owned} are acknowledged in full by the promisor; {int(late.sum())} stay open past the day named"
    )
    assert "%" not in title + reading("").find("ledger").title


def test_every_card_stands_in_order(reading: Open) -> None:
    assert reading("").cards == [
        "events", "quarters", "readouts", "meetings", "asked", "ledger", "changes", "delivery", "delivered", "truces",
        "topics",
    ]  # fmt: skip


def test_the_timeline_shows_the_events_between_the_two(reading: Open) -> None:
    events = csv("events")
    events = events[events["date"] >= "2025-01-01"]
    there = (events["initiator"] == "USA") & events["addressee"].isin(["CHN", "WLD"])
    back = (events["initiator"] == "CHN") & events["addressee"].isin(["USA", "WLD"])
    ours = events[there | back]
    card = reading("").find("events")
    down, up = int((ours["intensity"] < 0).sum()), int((ours["intensity"] > 0).sum())
    assert card.title.startswith(f"{down} events of conflict, {up} of cooperation")
    assert (
        f"{len(ours)} events from 2025-01-01 to {ON}: {up} of cooperation, {down} of conflict" in card.alts[0]
    )
    for event_id in ("2025-06-04-trump-post-xi-very-tough", "2025-06-05-mutual-invitations", "2025-05-30-greer-slow-rolling",
                     "2025-05-ford-chicago-explorer-idle"):  # fmt: skip
        assert event_id in card.charts[0]


def test_the_quarters_are_counts_of_acts(reading: Open) -> None:
    events = csv("events")
    kinds = ["act", "threat", "statement", "talk", "relief"]
    spring = events[
        (events["date"] >= "2025-04-01") & (events["date"] <= "2025-06-30") & events["kind"].isin(kinds)
    ]
    ours = spring[(spring["initiator"] == "CHN") & spring["addressee"].isin(["USA", "WLD"])]
    alt = reading("").find("quarters").alts[0]
    assert (
        f"2025Q2: China {(ours['intensity'] < 0).sum()} conflict, {(ours['intensity'] > 0).sum()} cooperation"
        in alt.replace("2025 Q2", "2025Q2")
    )
    assert "2026 Q3" not in alt


def test_the_grid_sets_every_pair_of_accounts_side_by_side(reading: Open) -> None:
    readouts = csv("readouts")
    pairs = told_points()
    card = reading("").find("readouts")
    same = int((pairs["agreement"] == "same").sum())
    rare = pairs[pairs["topic"] == "rare earths"]
    assert (rare["agreement"] != "same").all()
    assert (
        card.title
        == f"The two sides tell {same} of {len(pairs)} points alike; on rare earths none of {len(rare)}"
    )
    assert len([row for row in card.rows[1:] if row]) == pairs["event_id"].nunique()
    for text in readouts["text"]:
        assert text in card.text


def test_who_asked_stays_a_claim_of_each_side(reading: Open) -> None:
    text = reading("").find("asked").text
    assert "n = 5 leaders’ calls of 15 meetings" in text
    assert (
        "Who asked is on file for 2 of 5 leaders’ calls; the accounts agree on none; of other meetings for 1"
        in text
    )
    assert "State media: the call came at the request of the White House" in text
    assert "his post does not say who asked" in text
    assert "Chinese readout: Trump asked for the call" in text


def test_who_asked_is_counted_by_side_and_every_call_has_its_row(reading: Open) -> None:
    card = reading("").find("asked")
    assert [row for row in card.rows if row[0].endswith("account")] == [
        ["US account", "1", "1", "3"], ["Chinese account", "2", "0", "3"],
    ]  # fmt: skip
    for day in ("2025-01-17", "2025-06-05", "2025-09-19", "2025-11-24", "2026-02-04"):
        assert f"{day} " in card.text


def test_the_share_told_alike_stands_with_its_number_at_every_meeting(reading: Open) -> None:
    readouts = told_points()
    same, rows = readouts["agreement"] == "same", readouts.groupby("event_id")["agreement"]
    card = reading("").find("meetings")
    assert card.title.startswith(
        f"Over {rows.ngroups} meetings {same.sum()} of {len(readouts)} points are told alike"
    )
    for event_id, group in rows:
        alike, count = int((group == "same").sum()), len(group)
        assert f"{str(event_id)[:10]}" in card.alts[0]
        assert f"{alike} of {count}, {int(100 * alike / count + 0.5)}\u00a0%" in card.alts[0]
    assert "no account of either side on file of 3 talks" in card.text


def test_a_topic_is_answered_for_every_meeting_silence_included(reading: Open) -> None:
    card = reading("").find("topics")
    rare = csv("readouts").query("topic == 'rare earths'")
    for text in rare["text"]:
        assert text in card.text
    untold = sorted(set(csv("readouts")["event_id"]) - set(rare["event_id"]))
    assert card.text.count("Both accounts on file; neither has a point on it") == len(untold)
    assert "No account of either side on file of 3 talks" in card.text
    days = [line[:10] for line in card.text.splitlines() if line[:3] == "202" and line[4] == "-"]
    assert days[: csv("readouts")["event_id"].nunique()] == sorted(days[:15], reverse=True)


def test_the_grid_of_counts_follows_the_choice_of_promisor_and_status() -> None:
    page = Diplomacy()
    page.app.button_group(key="diplomacy-by").set_value("CHN")
    page.run()
    promises = csv("commitments").assign(status=statuses())
    mine = promises[promises["promisor"] == "CHN"]
    counts = mine.loc[mine["acknowledged"] == "yes", "status"].value_counts()
    cells = [str(counts.get(s, 0)) for s in ("kept", "partly_kept", "pending", "disputed", "broken")]
    assert page.find("ledger").row("acknowledged by")[1:] == cells
    page.app.button_group(key="diplomacy-status").set_value("kept")
    page.run()
    assert page.find("ledger").row("acknowledged by")[1:] == [str(counts.get("kept", 0))]


def test_every_change_of_status_is_dated_with_what_shows_it(reading: Open) -> None:
    steps = csv("commitment_status").sort_values(["known_from", "date"], kind="stable")
    steps = steps[steps["commitment_id"].isin(csv("commitments")["commitment_id"])]
    before = steps.groupby("commitment_id")["status"].shift()
    moved = steps[before.notna() & (before != steps["status"])]
    card = reading("").find("changes")
    promises = len(csv("commitments"))
    assert card.title.startswith(
        f"{len(moved)} changes of status on {moved['commitment_id'].nunique()} of {promises} promises"
    )
    later = moved[moved["date"] >= "2025-01-01"]
    assert not [row for row in later.itertuples() if f"{row.date} {row.status}" not in card.alts[0]]
    drawn = re.sub(r"<br>|\\u003cbr\\u003e", " ", card.charts[0])
    assert "China issues the first general export licences to three magnet makers" in drawn


def test_open_days_lead_to_their_scenarios(reading: Open) -> None:
    html = reading("").find("truces").html
    for deadline in ("2026-11-10-announcement-70-suspension", "2026-12-02-first-general-licences"):
        assert f"scenario={deadline}" in html
    assert "2026-07-13" in html
    assert "scenario=2026-07-13" not in html


def test_the_ledger_counts_and_clocks_agree_with_the_tables(reading: Open) -> None:
    promises = csv("commitments").assign(status=statuses())
    card = reading("").find("ledger")
    for acknowledged, words in (
        ("yes", "acknowledged by"),
        ("in part", "acknowledged in part by"),
        ("no", "not acknowledged by"),
    ):
        counts = promises.loc[promises["acknowledged"] == acknowledged, "status"].value_counts()
        cells = [str(counts.get(s, 0)) for s in ("kept", "partly_kept", "pending", "disputed", "broken")]
        assert card.row(words)[1:] == cells
    assert "overdue 414 days" in card.text
    assert "newest figure: 406\u00a0t in 2026-03".replace("\u00a0", " ") in card.text
    assert "14 steps known after 2026-07-02" in card.text
    assert "2027-01-10" not in card.text.split("steps known after")[0]


@pytest.mark.parametrize(
    ("card", "fact"),
    [
        ("ledger", "Suspend or remove non-tariff countermeasures taken since 2 April, as the US saw it"),
        ("ledger", "China slow-rolled licences and so violated the deal"),
        ("ledger", "The Huawei chip guidance, EDA halt and visa curbs broke the consensus"),
        ("ledger", "Exchange of visits: Trump to China, Xi to the US"),
        ("ledger", "Structural changes on IP, technology transfer"),
        ("readouts", "Xi invited the President and First Lady and Trump returned the invitation"),
        ("readouts", "24 points of duty suspended for 90 days"),
        (
            "readouts",
            "Officials read the lifting of non-tariff countermeasures as a return of rare-earth flows",
        ),
        ("readouts", "Xi asked the US to handle Taiwan with prudence"),
        ("truces", "Geneva truce: April 2025 tariffs cut for 90 days"),
        ("truces", "agreed; formal notice not seen"),
    ],
)
def test_what_must_be_found_is_there(reading: Open, card: str, fact: str) -> None:
    assert fact in reading("").find(card).text


def test_both_days_of_the_truce_stand_with_what_is_not_known(reading: Open) -> None:
    card = reading("").find("truces")
    assert card.title == "The newest truce on file runs to 2027-01-10: agreed; formal notice not seen"
    assert "2026-11-10 · agreed; formal notice not seen as of 2026-11-21" in card.text
    assert "2027-01-10 · agreed; formal notice not seen as of 2026-10-06" in card.text


def test_a_past_day_does_not_know_the_later_truce(reading: Open) -> None:
    past = reading("on=2026-03-01")
    assert "2027-01-10" not in past.find("truces").text
    assert past.find("truces").title == "The newest truce on file runs to 2026-11-10: announced"
    assert "steps known after" not in past.find("ledger").text


@pytest.mark.parametrize(
    ("word", "facts"),
    [
        ("Taiwan", ["Xi put Taiwan as a matter of sovereignty", "Not in Trump's post"]),
        ("technology transfer", ["Structural changes on IP", "USTR opens the Section 301 case"]),
        ("subsidies", ["CHIPS and Science Act signed"]),
        ("currency", ["“currency”: nothing on file", "No row of readouts, promises or events"]),
        ("Suzuki", ["Suzuki suspends Swift production"]),
    ],
)
def test_a_word_is_sought_in_all_three_ledgers(word: str, facts: list[str]) -> None:
    page = Diplomacy()
    page.app.text_input(key="diplomacy-word").set_value(word)
    page.run()
    text = page.find("topics").text
    assert not [fact for fact in facts if fact not in text]


def test_kinds_and_words_choose_events() -> None:
    page = Diplomacy()
    page.app.text_input(key="diplomacy-find").set_value("huawei")
    page.run()
    card = page.find("events")
    assert card.title.startswith("2 events of conflict, 0 of cooperation")
    assert "2025-05-15-mofcom-urges-rescind-huawei-guidance" in card.charts[0]
    page.app.text_input(key="diplomacy-find").set_value("no such word")
    page.run()
    assert "No event on file that fits" in page.find("events").text
    assert page.find("events").charts == []


def test_the_level_of_evidence_says_what_it_leaves_out(reading: Open) -> None:
    verified = reading("evidence=verified")
    readouts = csv("readouts")
    left = readouts[readouts["verified"] != "yes"].drop_duplicates(["event_id", "topic"])
    assert f"{len(left)} points left out by the level of evidence" in verified.find("readouts").text
    events = csv("events")
    events = events[events["date"] >= "2025-01-01"]
    two = ["USA", "CHN"]
    unseen = events[(events["verified"] != "yes") & events["initiator"].isin(two)]
    unseen = unseen[unseen["addressee"].isin([*two, "WLD"]) & (unseen["initiator"] != unseen["addressee"])]
    assert f"{len(unseen)} events left out" in verified.find("events").text


def test_materials_ask_for_the_events_that_name_them(reading: Open) -> None:
    card = reading("materials=magnets").find("events")
    assert "2025-05-26-suzuki-swift-halt" in card.charts[0]
    assert "2025-06-04-trump-post-xi-very-tough" not in card.charts[0]
    assert "Events of any country that name" in card.text


def test_another_pair_has_no_accounts_and_says_what_to_choose(reading: Open) -> None:
    japan = reading("pair=JPN:CHN")
    assert "No accounts of Japan and China on file" in japan.find("readouts").text
    assert "No truce between the two on file" in japan.find("truces").text
    assert "Fund selected mineral projects within six months" in japan.find("ledger").text
    # Meetings that the United States tell too are none of Japan's.
    assert japan.find("asked").title == "Who asked: no account of a meeting on file"
    assert "of 15 meetings" not in japan.find("asked").text + japan.find("topics").text
    assert "no series measures 1 of 1" in japan.find("ledger").text


def test_a_bad_link_is_named_and_the_page_stands(reading: Open) -> None:
    bad = reading("on=someday&foo=1")
    assert "on=someday" in bad.note
    assert bad.page.title == reading("").page.title


def test_empty_tables_leave_titles_and_say_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    shutil.copytree(DATA, data)
    for table in (
        "events",
        "readouts",
        "commitments",
        "commitment_status",
        "deadlines",
        "measure_versions",
        "measures",
    ):
        lines = (data / f"{table}.csv").read_text(encoding="utf-8").splitlines()
        (data / f"{table}.csv").write_text(lines[0] + "\n", encoding="utf-8")
    monkeypatch.setattr(context, "DATA", data)
    monkeypatch.setenv(context.WORKSPACE_VARIABLE, str(tmp_path / "workspace"))
    page = Diplomacy()
    assert page.page.title == "No promise on file for this pair on this day"
    assert len(page.cards) == 11
    assert "No event on file" in page.find("events").text
    assert "No promise by or to the United States on file" in page.find("ledger").text
    assert "No accounts" in page.find("readouts").text
    assert not [key for key in page.cards if "could not be made" in page.card(key).text]


def test_the_scenario_of_a_due_day_opens_without_a_complaint(reading: Open) -> None:
    html = reading("").find("truces").html.replace("&amp;", "&")
    (query,) = re.findall(r'href="scenarios\?([^"]*scenario=2026-11-27[^"]*)"', html)
    there = reach("scenarios", unquote(query)).screen  # a browser decodes it, `reach` does not
    assert there.note == ""
    assert "Suspension of the second clause of Announcement 46" in there.page.title
