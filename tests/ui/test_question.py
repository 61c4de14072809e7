"""The question bar: widgets a reader sees write codes into hidden keys, and those are the link."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from chokepoint.charts.theme import LIGHT
from chokepoint.config import CONFIG
from chokepoint.evidence.counts import count_options, evidence_mask
from chokepoint.share.link import FIRST_DAY, KEYS, LAST_DAY, Question, Unread
from chokepoint.ui.context import CONFIG_VARIABLE
from chokepoint.ui.style import style_block
from tests.ui.bar import EVENTS, SOURCES, TABLES, Broken


def _bar() -> None:
    from tests.ui.bar import draw

    draw()


class Bar:
    """The bar after a link, and after each thing the reader does to it."""

    def __init__(self, **link: str) -> None:
        self.app = AppTest.from_function(_bar, default_timeout=30)
        for key, value in link.items():
            self.app.query_params[key] = value
        self.run()

    def run(self) -> Bar:
        self.app.run()
        assert not self.app.exception, [error.message for error in self.app.exception]
        return self

    @property
    def link(self) -> dict[str, str]:
        """What the hidden keys hold, those that hold nothing left out."""
        names = {key.name for key in KEYS}
        return {field.key: field.value for field in self.app.text_input if field.key in names and field.value}

    @property
    def asked(self) -> Question:
        question: Question = self.app.session_state["asked"]
        return question

    @property
    def unread(self) -> tuple[Unread, ...]:
        found: tuple[Unread, ...] = self.app.session_state["unread"]
        return found


def test_a_reader_who_asks_nothing_has_a_link_without_keys() -> None:
    bar = Bar()
    assert bar.link == {}
    assert bar.app.query_params == {}
    assert bar.asked.pair == "USA:CHN"


FROM_A_LINK = {"snapshot": "bbbbbbbbbb", "method": "x", "card": "due", "v": "1"}


def test_every_key_that_is_asked_for_has_a_field_that_no_reader_sees() -> None:
    bar = Bar()
    asked = {key.name for key in KEYS} - set(FROM_A_LINK)
    assert {field.key for field in bar.app.text_input} == asked
    (box,) = [block for block in bar.app.main.children.values() if block.proto.id.endswith("-link-keys")]
    assert len(box.children) == len(asked)
    assert ".st-key-link-keys { display: none; }" in style_block(LIGHT)


def test_a_key_that_only_a_link_sets_has_a_field_as_long_as_the_session_of_that_link() -> None:
    bar = Bar(**FROM_A_LINK)
    assert {field.key for field in bar.app.text_input} == {key.name for key in KEYS}
    assert bar.link == FROM_A_LINK
    bar.app.button(key="reset").click()
    assert bar.run().link == {}
    assert bar.asked.cards == ()
    assert {field.key for field in bar.app.text_input} == {key.name for key in KEYS}
    (one,) = [field for field in Bar(v="1").app.text_input if field.key in FROM_A_LINK]
    assert one.value == "1"


@pytest.mark.parametrize(
    ("act", "link"),
    [
        (lambda app: app.date_input(key="ask_on").set_value(date(2025, 5, 30)), {"on": "2025-05-30"}),
        (
            lambda app: app.date_input(key="ask_compare").set_value(date(2025, 4, 1)),
            {"compare": "2025-04-01"},
        ),
        (lambda app: app.date_input(key="ask_since").set_value(date(2025, 9, 1)), {"since": "2025-09-01"}),
        (lambda app: app.selectbox(key="ask_pair").set_value("JPN:CHN"), {"pair": "JPN:CHN"}),
        (lambda app: app.button_group(key="ask_buyer").set_value("military"), {"buyer": "military"}),
        (lambda app: app.multiselect(key="ask_materials").set_value(["Tb", "Dy"]), {"materials": "Tb,Dy"}),
        (lambda app: app.button_group(key="ask_evidence").set_value("official"), {"evidence": "official"}),
    ],
    ids=["on", "compare", "since", "pair", "buyer", "materials", "evidence"],
)
def test_what_a_reader_chooses_is_asked_and_stands_in_the_link_as_a_code(
    act: Callable[[AppTest], object], link: dict[str, str]
) -> None:
    bar = Bar()
    act(bar.app)
    assert bar.run().link == link
    assert bar.app.query_params == link
    (key,) = link
    field = {"pair": bar.asked.pair, "materials": ",".join(bar.asked.materials)}
    assert field.get(key) or str(getattr(bar.asked, key)) == link[key]
    assert bar.unread == ()


def test_labels_are_names_and_counts_not_codes() -> None:
    app = Bar().app
    assert app.selectbox(key="ask_pair").options[:2] == ["United States to China 3", "Japan to China 1"]
    assert app.button_group(key="ask_buyer").options == ["Civil 2", "Military 1", "Listed 0"]
    assert app.button_group(key="ask_evidence").options == ["All 4", "Verified 2", "Official 1"]
    assert app.multiselect(key="ask_materials").options == [
        "seven elements of April 2025 4",
        "dysprosium 3",
        "terbium 1",
    ]


LINK = {"on": "2025-05-30", "pair": "JPN:CHN", "buyer": "listed", "materials": "Dy", "evidence": "verified"}


def test_widgets_show_what_a_link_asks() -> None:
    app = Bar(**LINK).app
    assert app.date_input(key="ask_on").value == date(2025, 5, 30)
    assert app.date_input(key="ask_compare").value == date(2025, 4, 30)
    assert app.selectbox(key="ask_pair").value == "JPN:CHN"
    assert app.button_group(key="ask_buyer").value == "listed"
    assert app.multiselect(key="ask_materials").value == ["Dy"]
    assert app.button_group(key="ask_evidence").value == "verified"


def test_choosing_the_default_again_takes_the_key_out_of_the_link() -> None:
    bar = Bar(buyer="military")
    bar.app.button_group(key="ask_buyer").set_value("civil")
    assert bar.run().link == {}
    assert bar.asked.buyer == "civil"


def test_one_click_resets_the_whole_question_and_forgets_what_was_not_understood() -> None:
    bar = Bar(**LINK, foo="1", snapshot="aaaaaaaaaa")
    assert [one.key for one in bar.unread] == ["foo"]
    bar.app.button(key="reset").click()
    assert bar.run().link == {}
    assert bar.asked == Bar().asked
    assert bar.unread == ()


def test_what_was_not_understood_stays_named_while_the_reader_works() -> None:
    bar = Bar(buyer="pirate", foo="1")
    bar.app.date_input(key="ask_on").set_value(date(2025, 5, 30))
    assert {one.key for one in bar.run().unread} == {"buyer", "foo"}
    bar.app.button_group(key="ask_buyer").set_value("listed")
    assert [one.key for one in bar.run().unread] == ["foo"]


def test_the_default_of_the_settings_can_be_left_and_chosen_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the settings say military first, civil is a choice like any other."""
    text = CONFIG.read_text(encoding="utf-8")
    (tmp_path / "config.yaml").write_text(text.replace("buyer: civil", "buyer: military"), encoding="utf-8")
    monkeypatch.setenv(CONFIG_VARIABLE, str(tmp_path / "config.yaml"))
    bar = Bar()
    assert bar.asked.buyer == "military"
    bar.app.button_group(key="ask_buyer").set_value("civil")
    assert bar.run().link == {"buyer": "civil"}
    assert bar.asked.buyer == "civil"
    bar.app.button_group(key="ask_buyer").set_value("military")
    assert bar.run().link == {}


@pytest.mark.parametrize("on", [FIRST_DAY, date(1990, 1, 5), date(2024, 6, 1), LAST_DAY])
def test_every_day_that_can_be_asked_can_be_shown_in_the_widgets(on: date) -> None:
    bar = Bar(on=str(on))
    assert bar.app.date_input(key="ask_on").value == on
    assert bar.unread == ()


def test_levels_of_evidence_are_all_then_verified_then_verified_and_official() -> None:
    assert [evidence_mask(EVENTS, SOURCES, level).tolist() for level in ("all", "verified", "official")] == [
        [True, True, True, True],
        [True, True, False, False],
        [True, False, False, False],
    ]


def test_without_its_tables_the_bar_shows_no_counts_rather_than_zeros() -> None:
    nothing = count_options(Broken(events=EVENTS))
    assert (nothing.countries, nothing.buyers, nothing.materials, nothing.evidence) == ({}, {}, {}, {})
    assert Bar(broken="1").app.button_group(key="ask_evidence").options == ["All", "Verified", "Official"]
    none = count_options({**TABLES, "events": EVENTS.head(0)})
    assert none.evidence == dict.fromkeys(("all", "verified", "official"), 0)
