"""A link carries the whole question and gives it back; what it says wrongly is named, never ignored."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from chokepoint.config import Settings, read_settings
from chokepoint.share.link import (
    BUYERS,
    CHOICES,
    EVIDENCE,
    FIRST_DAY,
    KEYS,
    LAST_DAY,
    Known,
    Question,
    Unread,
    default_question,
    living,
    pinned,
    pinned_page,
    query_of,
    read_question,
)

KNOWN = Known(
    ("heavy_medium", "light", "Dy", "Tb", "Nd"), ("aaaaaaaaaa", "bbbbbbbbbb", "cccccccccc"), "aaaaaaaaaa"
)


@cache
def settings() -> Settings:
    return read_settings()


def default(**changes: object) -> Question:
    return replace(default_question(settings(), KNOWN), **changes)  # type: ignore[arg-type]


def read(text: str) -> tuple[Question, tuple[Unread, ...]]:
    return read_question(dict(parse_qsl(text, keep_blank_values=True)), settings(), KNOWN)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Any question that a reader may ask here."""
    on = draw(st.dates(FIRST_DAY, LAST_DAY))
    return Question(
        on=on,
        compare=draw(st.dates(FIRST_DAY, on)),
        since=draw(st.dates(FIRST_DAY, on)),
        country=draw(st.sampled_from(sorted(settings().method.scope.countries))),
        supplier="CHN",
        buyer=draw(st.sampled_from(BUYERS)),
        materials=tuple(draw(st.lists(st.sampled_from(KNOWN.materials), unique=True))),
        evidence=draw(st.sampled_from(EVIDENCE)),
        snapshot=draw(st.sampled_from(KNOWN.snapshots)),
        method=settings().method.id,
        own=tuple(draw(st.dictionaries(st.sampled_from(["controls", "act"]), st.sampled_from([1.0, 0.35]))
                       .filter(lambda own: own.get("act", 1) >= 1)).items()),
        cards=tuple(draw(st.lists(st.sampled_from(["due", "risk-change", "tiles-control-Dy"]), unique=True))),
    )  # fmt: skip


@given(questions())
def test_a_pinned_link_gives_the_question_back(question: Question) -> None:
    assert read(pinned(question)) == (question, ())


@given(questions())
def test_a_living_link_gives_the_question_back(question: Question) -> None:
    assert read(living(question, settings(), KNOWN)) == (question, ())


def test_a_link_without_keys_asks_the_default() -> None:
    scope = settings().method.scope
    question, unread = read("")
    assert unread == ()
    assert question == default()
    assert question.on == scope.coverage_end
    assert question.compare == scope.coverage_end - timedelta(days=settings().display.compare_days)
    assert question.since == scope.score_from
    assert (question.pair, question.buyer, question.materials, question.evidence) == (
        "USA:CHN",
        "civil",
        (),
        "all",
    )
    assert question.snapshot == KNOWN.newest


def test_a_living_link_leaves_out_what_is_default_and_a_pinned_one_nothing() -> None:
    assert living(default(), settings(), KNOWN) == ""
    assert living(default(buyer="military"), settings(), KNOWN) == "buyer=military"
    assert {key for key, _ in parse_qsl(pinned(default()), keep_blank_values=True)} == {
        key.name for key in KEYS
    }


def test_a_pinned_link_does_not_follow_the_data() -> None:
    """New data move the default day and version; a pinned link keeps both, a living one follows."""
    question = default(buyer="listed")
    later = settings().model_copy(deep=True)
    scope = later.method.scope.model_copy(update={"coverage_end": date(2027, 1, 31)})
    later = later.model_copy(update={"method": later.method.model_copy(update={"scope": scope})})
    newer = replace(KNOWN, newest="bbbbbbbbbb")
    kept, _ = read_question(dict(parse_qsl(pinned(question))), later, newer)
    assert (kept.on, kept.compare, kept.snapshot) == (question.on, question.compare, "aaaaaaaaaa")
    followed, _ = read_question(dict(parse_qsl(living(question, settings(), KNOWN))), later, newer)
    assert (followed.on, followed.snapshot, followed.buyer) == (date(2027, 1, 31), "bbbbbbbbbb", "listed")


@pytest.mark.parametrize(
    ("link", "unread", "question"),
    [
        ("on=yesterday", "on=yesterday: not a date such as 2025-05-30; shown with 2026-07-02", {}),
        ("on=2025-02-30", "on=2025-02-30: not a date such as 2025-05-30; shown with 2026-07-02", {}),
        ("on=1850-01-01", "on=1850-01-01: not between 1990-01-01 and 2099-12-31; shown with 2026-07-02", {}),
        (
            "compare=2026-07-03",
            "compare=2026-07-03: later than the day shown, 2026-07-02; shown with 2026-06-02",
            {},
        ),
        (
            "since=2026-12-01",
            "since=2026-12-01: later than the day shown, 2026-07-02; shown with 2025-01-01",
            {},
        ),
        (
            "pair=XXX:YYY",
            "pair=XXX:YYY: not one of USA:CHN, JPN:CHN, EUU:CHN, DEU:CHN, KOR:CHN, IND:CHN; shown with USA:CHN",
            {},
        ),
        ("buyer=pirate", "buyer=pirate: not one of civil, military, listed; shown with civil", {}),
        ("evidence=rumours", "evidence=rumours: not one of all, verified, official; shown with all", {}),
        (
            "materials=Dy,Unobtainium,Tb",
            "materials=Unobtainium: no material of this name on file; shown without it",
            {"materials": ("Dy", "Tb")},
        ),
        (
            "snapshot=deadbeef00",
            "snapshot=deadbeef00: not in this workspace; shown with the newest, aaaaaaaaaa; "
            "to see it, import the data package that its owner exports (page Data, or: chokepoint import)",
            {},
        ),
        ("foo=1", "foo=1: no such key; shown without it", {}),
        ("flow=85051110-USA", "flow=85051110-USA: a choice on the page Trade; not used here", {}),
        ("card=due,<b>", "card=<b>: not the name of a card; shown without it", {"cards": ("due",)}),
        ("v=7", "v=7: a link of another version than 1; read as well as it can be", {}),
    ],
)
def test_what_cannot_be_read_is_named_with_what_is_shown_instead(
    link: str, unread: str, question: dict[str, object]
) -> None:
    found, missed = read(link)
    assert [str(one) for one in missed] == [unread]
    assert found == default(**question)


def test_another_method_is_named_with_the_one_in_use() -> None:
    question, missed = read("method=9.9-xyz")
    mine = settings().method.id
    assert [str(one) for one in missed] == [
        f"method=9.9-xyz: not the method of this workspace; shown with {mine}; to see it, start the app with the "
        "config.yaml that its owner used (CHOKEPOINT_CONFIG)"
    ]
    assert question.method == mine


def test_all_faults_of_a_link_are_named_at_once_and_the_rest_is_read() -> None:
    question, missed = read("foo=1&on=yesterday&buyer=military&pair=XXX:YYY&evidence=official")
    assert {one.key for one in missed} == {"foo", "on", "pair"}
    assert question == default(buyer="military", evidence="official")


def test_a_day_alone_is_no_fault_of_a_link_though_other_defaults_lie_after_it() -> None:
    """The figures begin by default on a day that is later than this one; nobody wrote that day."""
    question, missed = read("on=2024-06-01")
    assert missed == ()
    assert (question.compare, question.since) == (date(2024, 5, 2), date(2024, 6, 1))


@pytest.mark.parametrize("on", [FIRST_DAY, FIRST_DAY + timedelta(days=10), LAST_DAY])
def test_no_day_of_a_question_lies_outside_the_days_that_can_be_asked(on: date) -> None:
    question, missed = read(f"on={on}")
    assert missed == ()
    assert all(FIRST_DAY <= day <= LAST_DAY for day in (question.on, question.compare, question.since))


def test_streamlits_own_keys_are_no_fault() -> None:
    assert read("embed=true&embed_options=dark_theme") == (default(), ())


KEY_NAMES = st.sampled_from([key.name for key in KEYS]) | st.text(max_size=60)
VALUES = (
    st.text(max_size=40)
    | st.dates().map(str)
    | st.sampled_from(["civil", "JPN:CHN", "official", "Dy,Tb", "bbbbbbbbbb", "1", "Dy,,Dy"])
)


@given(st.dictionaries(KEY_NAMES, VALUES, max_size=8))
def test_nothing_in_a_link_is_ignored_in_silence(parameters: dict[str, str]) -> None:
    question, unread = read_question(parameters, settings(), KNOWN)
    named = {one.key for one in unread}
    shown = dict(parse_qsl(pinned(question), keep_blank_values=True))
    for key, value in parameters.items():
        if not value.strip() or key[:40] in named or key in ("embed", "embed_options"):
            continue
        assert key in shown, f"{key}={value} was neither read nor named"
        assert means(key, value.strip()) == shown[key]
    assert question.compare <= question.on
    assert question.since <= question.on


def means(key: str, text: str) -> str:
    """A value as a pinned link writes it."""
    if key in ("on", "compare", "since"):
        return date.fromisoformat(text).isoformat()
    if key in ("materials", "own", "card"):
        return ",".join(dict.fromkeys(code for code in text.split(",") if code))
    return text


def test_ten_kilobytes_of_garbage_are_named_in_a_few_words() -> None:
    garbage = "<script>alert(1)</script>\x00é" * 400
    assert len(garbage) > 10_000
    names = [key.name for key in KEYS] + [garbage]
    question, unread = read_question(dict.fromkeys(names, garbage), settings(), KNOWN)
    assert question == default()
    assert {one.key for one in unread} == {key.name for key in KEYS} | {garbage[:40]}
    assert all(len(one.key) <= 40 and len(one.value) <= 80 for one in unread)


# Own judgements ---------------------------------------------------------------------------------------------


def test_own_judgements_name_the_keys_of_the_method() -> None:
    question, unread = read("own=controls:0.6,act:90")
    assert unread == ()
    assert question.changes == {"score.weights.controls": 0.6, "tension.half_life_days.act": 90}


@pytest.mark.parametrize(
    ("text", "kept", "reason"),
    [
        ("mood:1,act:90", {"act": 90}, "no such judgement"),
        ("act:-3", {}, "not a number from 1 to 730"),
        ("act:0", {}, "not a number from 1 to 730"),
        ("controls:7", {}, "not a number from 0 to 1"),
        ("controls:nan", {}, "not a number from 0 to 1"),
        ("controls", {}, "not a number from 0 to 1"),
        ("controls:0,stress:0,tension:0", {}, "must not all be 0"),
        ("controls:0,stress:0,tension:0,act:90", {"act": 90}, "must not all be 0"),
        ("act:90,act:120", {"act": 90}, "named a second time"),
    ],
)
def test_a_judgement_that_cannot_be_is_named_and_left_out(
    text: str, kept: dict[str, float], reason: str
) -> None:
    question, unread = read(f"own={text}")
    assert dict(question.own) == kept
    assert [(one.key, reason in one.reason) for one in unread] == [("own", True)]


# Links of every release ---------------------------------------------------------------------------------------

RELEASED = yaml.safe_load((Path(__file__).parent / "links.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("link", RELEASED, ids=[link["query"][:40] or "none" for link in RELEASED])
def test_a_link_of_an_earlier_release_still_opens(link: dict[str, Any]) -> None:
    # Choices of its own cards are read by the page: tests/pages/test_links.py.
    keys = {
        key: text
        for key, text in query_of(link["query"])[1].items()
        if CHOICES.get(key) != link.get("page", "overview")
    }
    question, unread = read_question(keys, settings(), KNOWN)
    asked = {**vars(default()), "pair": default().pair, **link["asks"]}
    assert {key: as_written(value) for key, value in vars(question).items()} | {"pair": question.pair} == {
        key: as_written(value) for key, value in asked.items()
    } | {"country": asked["pair"].split(":")[0]}
    assert sorted(one.key for one in unread) == link.get("names", [])


def as_written(value: object) -> object:
    """Lists of YAML and tuples of a question alike."""
    return tuple(map(as_written, value)) if isinstance(value, (list, tuple)) else value


def test_the_choices_of_cards_travel_in_both_kinds_of_link_and_are_no_key_of_the_question() -> None:
    choices = {"topic": "technology transfer", "diplomacy-find": "Huawei & <b>"}
    for text in (pinned(default(), choices), living(default(), settings(), KNOWN, choices)):
        assert choices.items() <= dict(parse_qsl(text, keep_blank_values=True)).items()
    assert not set(CHOICES) & {key.name for key in KEYS}


@pytest.mark.parametrize(
    ("link", "page", "query"),
    [
        ("on=2025-05-30", "overview", {"on": "2025-05-30"}),
        ("?on=2025-05-30", "overview", {"on": "2025-05-30"}),
        ("/trade?buyer=listed", "trade", {"buyer": "listed"}),
        ("https://office.example/desk/risk?v=1&card=risk-change", "risk", {"v": "1", "card": "risk-change"}),
        ("http://127.0.0.1:8501/", "overview", {}),
        ("", "overview", {}),
    ],
)
def test_a_link_is_taken_apart_into_page_and_keys(link: str, page: str, query: dict[str, str]) -> None:
    assert query_of(link) == (page, query)


def test_a_link_that_was_cut_off_anywhere_opens_and_says_so() -> None:
    """A number of which the last digit is missing reads well: what tells is the version at the end."""
    asked = default(buyer="military", materials=("Dy", "Tb"), own=(("controls", 0.55), ("act", 90.0)))
    whole = pinned(asked, {"topic": "Taiwan"})
    for end in range(len(whole)):
        question, unread = read(whole[:end])
        assert question.compare <= question.on
        named = {one.key for one in unread}
        # Before the method stands nothing but the version of the data, which may be all that a link asks.
        if re.search("method=.", whole[:end]):
            assert "v" in named, whole[:end]
    question, unread = read(whole[: whole.index("&card=")].removesuffix("0"))
    assert dict(question.own) == {"controls": 0.55, "act": 9.0}
    assert [str(one) for one in unread] == [
        "v=: the end of this link is missing; read as far as it goes: copy the whole link"
    ]


@pytest.mark.parametrize("page", ["overview", "trade"])
def test_a_pinned_page_is_read_back_with_its_choices(page: str) -> None:
    asked = default(buyer="listed", cards=("flows",))
    link = pinned_page(page, asked, {"flow": "85051110-JPN", "diplomacy-find": "a & b = c"})
    there, keys = query_of(link)
    assert (there, keys.pop("flow"), keys.pop("diplomacy-find")) == (page, "85051110-JPN", "a & b = c")
    assert read_question(keys, settings(), KNOWN) == (asked, ())
