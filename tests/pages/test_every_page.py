"""What holds for every card of every page, and what must be findable on screen, with its page."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest

from chokepoint.config import DATA
from chokepoint.workspace import Workspace
from tests.pages.conftest import Draft
from tests.pages.reach import PAGES, Reached, reach
from tests.pages.screen import View

# Places of page Data where a reader does something: they look like cards and show no figure.
DESKS = ("update", "version")
Open = Callable[[str], Reached]
LINKS = {
    "default": "",
    "filtered": "on=2025-06-20&since=2025-03-01&pair=DEU:CHN&materials=Dy&evidence=official",
    "bad": "on=2025-06-20&buyer=military&compare=yesterday&pair=MARS:CHN&foo=1",
}


@pytest.fixture(scope="module")
def opened(workspace: Workspace) -> Open:
    """Each page once."""
    seen: dict[str, Reached] = {}

    def open_(name: str) -> Reached:
        if name not in seen:
            seen[name] = reach(name)
        return seen[name]

    return open_


@pytest.mark.parametrize("query", LINKS.values(), ids=LINKS)
@pytest.mark.parametrize("name", PAGES)
def test_every_card_says_unit_origin_day_and_what_is_seen(
    workspace: Workspace, name: str, query: str
) -> None:
    reached = reach(name, query)
    drawn = [key for key in reached.screen.cards if key not in DESKS]
    assert len(reached.cards) == len(drawn) > 0, "a card could not be drawn"
    assert "If you report it, name" not in reached.screen.page.text
    for card in reached.cards:
        assert card.unit.strip(), card.key
        assert card.origin.strip(), card.key
        assert isinstance(card.as_of, date), card.key
        assert card.as_of <= date.today(), card.key
        assert len(card.alt) > 10, f"{card.key}: {card.alt!r}"
        assert _one_line(card.title) in reached.screen.page.text, card.key
    alts = reached.screen.page.alts
    assert all(" ".join(card.alt.split()) in map(_one_line, alts) for card in reached.cards)
    feet = re.findall(r"^Source: .+; as of \d{4}-\d{2}-\d{2}", reached.screen.page.text, re.MULTILINE)
    assert len(feet) == len(reached.cards)
    assert bool(reached.screen.note) == (query == LINKS["bad"])
    widths = re.findall(r"width:\s*(-?[\d.]+|nan|inf)%", reached.screen.page.html)
    assert all(0 <= float(width) <= 100 for width in widths), "a bar longer than its scale"


@pytest.mark.parametrize("name", PAGES)
def test_the_sidebar_lists_every_card_and_leads_to_its_heading(opened: Open, name: str) -> None:
    screen = opened(name).screen
    listed = re.findall(r'<li><a href="#(card-[\w-]+)">([^<]+)</a></li>', View(screen.app.sidebar).html)
    headings = re.findall(r'<h2 class="cp-h2" id="(card-[\w-]+)">', screen.page.html)
    assert [place for place, _ in listed] == [f"card-{key}" for key in screen.cards if key not in DESKS]
    assert sorted(headings) == sorted(place for place, _ in listed)
    assert len({title for _, title in listed}) == len(listed), "two cards of one title"


def test_a_card_shown_alone_has_no_contents(workspace: Workspace) -> None:
    assert "On this page" not in View(reach("trade", "card=mirror").screen.app.sidebar).text


@pytest.mark.parametrize("name", ["trade", "diplomacy"])
def test_a_card_that_a_filter_empties_offers_to_take_it_off(draft: Draft, name: str) -> None:
    screen = reach(name, "materials=Te&since=2026-06-30&evidence=official").screen
    buttons = [button for button in screen.app.button if button.label.startswith("Show ")]
    assert buttons
    assert buttons[0].label == "Show all materials and all evidence and the whole period"
    # It stands in the empty panel, above the source line.
    order = [node for node in screen.app.main if node.type in ("html", "button")]
    after = order[next(place for place, node in enumerate(order) if node is buttons[0]) + 1]
    before = order[next(place for place, node in enumerate(order) if node is buttons[0]) - 1]
    assert after.proto.body.startswith('<p class="cp-source">')
    assert 'class="cp-empty"' in before.proto.body
    buttons[0].click()
    screen.run()
    assert "materials" not in screen.app.query_params
    assert not [button for button in screen.app.button if button.label.startswith("Show ")]


# What must be findable, on which page, as a pattern over all that a reader can reach there.
FACTS = {
    "the call of 5 June 2025": ("diplomacy", "2025-06-05 Trump and Xi hold a 90-minute call"),
    "its US readout": ("diplomacy", "US account\n.*Call settled some intricacies of the agreed deal"),
    "its Chinese readout": ("diplomacy", "Chinese account\nThe US should review the facts"),
    "who asked, as the US tells it": ("diplomacy", "his post does not say who asked"),
    "who asked, as China tells it": ("diplomacy", "the call came at the request of the White House"),
    "Trump’s post of 4 June": ("diplomacy", "2025-06-04.*Trump posts that Xi is very tough"),
    "the mutual invitations": ("diplomacy", "Xi invited the President and First Lady and Trump returned"),
    "Geneva’s 90 days": ("diplomacy", "24 points of duty suspended for 90 days"),
    "the promise to lift the April measures": ("diplomacy", "(?i)lift non-tariff countermeasures"),
    "the US charge of delay": ("diplomacy", "China slow-rolled licences and so violated the deal"),
    "China’s charge about chips and the Huawei guidance": ("diplomacy", "Huawei chip guidance, EDA halt"),
    "China’s share of separation with the range of sources": ("supply", "separation: 85 to 92 % by source"),
    "over 80 % in the press": ("supply", "in the press “over 80 %”"),
    "heavy separation before Lynas": ("supply", "99.9 % \\(2023, before Lynas began in Malaysia in 2025\\)"),
    "licence, not ban": ("trade", "licence for each export, not a ban, since 2025-04-04; in force"),
    "licence, which is no ban, on the status board": ("overview", "licence for each export, which is no ban"),
    "magnets to the US in May 2025": ("trade", "46 t in 2025-05, 93 % below normal"),
    "magnets on the Overview": ("overview", "46 t in 2025-05, the lowest"),
    "the mean before the controls": ("trade", "Normal: 620 t a month \\(2024 ÷ 12, worked out\\)"),
    "rare earths as a whole did not collapse": ("trade", "5 865 t in 2025-05, when magnets .* were at 46 t"),
    "the stoppages": ("trade", "46 stoppages counted or expected in September"),
    "a car maker’s stoppage": ("diplomacy", "ford-chicago-explorer-idle"),
    "Brazil": ("supply", "Brazil has 21 Mt and mined 2 000 t"),
    "Australia": ("supply", "Australia has 6.3 Mt and mined 29 000 t"),
    "projects outside China as a range": ("supply", "magnets 10 870–18 550 t a year by 2031"),
    "months of yttrium under today’s rules": ("supply", "yttrium 1.2 to 32.3 months"),
    "NdPr in the magnets of a car": ("supply", "hold 0.66 kg of NdPr"),
    "the narrowest stage of dysprosium": ("supply", "Dy dysprosium separation own figure, 2016–2020"),
    "USGS import reliance by edition": (
        "supply",
        "80 % in 2024, USGS 2025 edition, 53 % in 2024, USGS 2026 edition",
    ),
    "PIIE": ("trade", "US on China, PIIE: 10 readings"),
    "Waugh": ("trade", "TARIFF_AVG_WAUGH_USA_CHN"),
    "Yale": ("trade", "US on China, Yale Budget Lab 22.2"),
    "families never joined": ("trade", "Average tariffs by measuring family, never joined"),
    "the military-user rule": ("trade", "Military users: barred since 2024-12-03; no truce has suspended it"),
    "10 November 2026, what is known": ("diplomacy", "2026-11-10"),
    "10 November 2026 on the calendar": ("overview", "2026-11-10 · agreed; formal notice not seen"),
    "10 January 2027, what is not known": ("overview", "2027-01-10 · agreed; formal notice not seen"),
    "yttrium in February 2026": ("supply", "Yttrium 432 USD/kg in 2026-02, 72 times"),
    "how alike a meeting is told, with its number": (
        "diplomacy",
        "call on trade and rare earths: 1 of 8, 13 %",
    ),
    "when the general licences came": (
        "diplomacy",
        "2025-12-02,C19-busan-general-licences,.*pending,partly kept",
    ),
    "who has not reported": ("trade", "no common period; nearest: 585 t in 2025-03"),
    "the scenario of a due day": ("overview", "See the scenario"),
    "no skill in forecasting": ("overview", "tests found no skill in forecasting"),
}


@pytest.mark.parametrize(("name", "pattern"), FACTS.values(), ids=FACTS)
def test_what_must_be_findable_is_on_its_page(opened: Open, name: str, pattern: str) -> None:
    assert re.search(pattern, opened(name).text), f"{name}: {pattern}"


def test_the_17_elements_stand_with_their_uses(opened: Open) -> None:
    text = opened("supply").text
    materials = pd.read_csv(DATA / "materials.csv")
    elements = materials[
        materials["atomic_number"].between(57, 71) | materials["atomic_number"].isin([21, 39])
    ]
    assert len(elements) == 17
    for element in elements.itertuples():
        assert re.search(rf"\b{element.material}\b", text), element.material
        first_use = str(element.main_uses).split(";")[0]
        assert first_use == "nan" or first_use in text, f"{element.material}: {first_use}"


@pytest.mark.parametrize("topic", ["Taiwan", "currency", "subsidies", "technology transfer"])
def test_a_topic_of_readers_can_be_followed_over_the_meetings(workspace: Workspace, topic: str) -> None:
    screen = reach("diplomacy").screen
    screen.app.button_group(key="diplomacy-topic").set_value(topic)
    screen.run()
    card = screen.card("topics")
    assert topic.lower() in card.title.lower()
    on_file = "No row of readouts, promises or events" not in card.text
    assert on_file == (topic != "currency"), card.text[:300]


def _one_line(text: str) -> str:
    return " ".join(text.split())
