"""Cards at the edges: a day without a score, two days that are one, another country, a lost table, sources of all rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from chokepoint.charts.columns import Mark
from chokepoint.charts.theme import LIGHT
from chokepoint.config import CONFIG, read_settings
from chokepoint.engine import Tables
from chokepoint.errors import TableError
from chokepoint.evidence.stages import of_element
from chokepoint.evidence.status_changes import changes
from chokepoint.evidence.uses import Shares
from chokepoint.risk.changes import changed
from chokepoint.share.link import Known, default_question
from chokepoint.ui import data, data_update, risk_beside, supply, supply_elements, trade_flows
from chokepoint.ui.asked import promises_of
from chokepoint.ui.card import Card
from chokepoint.ui.context import Context
from chokepoint.ui.data_cards import past_card
from chokepoint.ui.data_desk import Desk
from chokepoint.ui.diplomacy_cards import truces_card
from chokepoint.ui.overview import flowing_card
from chokepoint.ui.risk_beside import elements_card
from chokepoint.ui.risk_compare import kinds_card, versions_card
from chokepoint.ui.risk_level import buyers_card
from chokepoint.ui.status_changes import changes_card
from chokepoint.ui.supply_cards import SLOTS as SUPPLY
from chokepoint.ui.supply_chain import chain_card
from chokepoint.ui.supply_elements import element_card, elements_asked, tiles_card
from chokepoint.ui.supply_frame import splits_of
from chokepoint.ui.tables import shipments_of
from chokepoint.ui.trade_cards import SLOTS as TRADE
from chokepoint.workspace import Workspace
from tests.pages.conftest import Draft
from tests.pages.screen import TODAY, Screen
from tests.shipped import contract

Asking = Callable[..., Context]


@pytest.fixture(scope="module")
def asking(workspace: Workspace, shipped: Tables) -> Asking:
    """`asking(on=…)`: what cards are made from when a reader asks this."""
    settings = read_settings(CONFIG)
    question = default_question(settings, Known((), (), workspace.head().id))
    plain = Context(
        settings, contract(), workspace, workspace.head(), shipped, question, LIGHT, False, TODAY,
        tuple(workspace.history()),
    )  # fmt: skip

    def ask(snapshot: str = "", **asked: Any) -> Context:
        here = replace(plain, question=replace(question, **asked))
        if not snapshot:
            return here
        other = workspace.snapshot(snapshot)
        return replace(here, snapshot=other, tables=Tables(workspace, other))

    return ask


def keys(card: Card) -> set[str]:
    return {source.key for source in card.sources}


def test_a_card_credits_the_sources_of_all_its_tables(asking: Asking, shipped: Tables) -> None:
    thin = keys(SUPPLY["thin"].make(asking()))
    assert thin & set(shipped["prices"]["source_key"])
    assert thin - set(shipped["prices"]["source_key"]) <= set(shipped["trade_flows"]["source_key"])
    assert thin - set(shipped["prices"]["source_key"]), "shipments are credited as well as prices"
    contents = keys(SUPPLY["contents"].make(asking()))
    assert contents & set(shipped["conversion_factors"]["source_key"])


def test_elements_without_a_printed_score_do_not_lead_the_list(
    asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = asking()
    found = [replace(one, published=None) if one.of == "Y" else one for one in risk_beside.of_day(here)]
    monkeypatch.setattr(risk_beside, "of_day", lambda _: found)
    gaps = re.findall(r'<td data-name="Gap" class=cp-num>([^<]*)</td>', str(elements_card(here).body))
    assert len(gaps) > 1
    assert [bool(gap) for gap in gaps] == [True] * (len(gaps) - 1) + [False]


def test_one_day_compared_with_itself_has_no_mostly(asking: Asking) -> None:
    on = date(2025, 6, 20)
    assert kinds_card(asking(on=on, compare=on)).title == "No part of the score moved between the two days"


def test_a_revision_of_a_day_without_score_is_not_called_nothing(asking: Asking) -> None:
    here = asking(on=date(2024, 12, 31))
    earlier = replace(here.snapshot, id="0" * 10)
    card = versions_card(
        replace(here, snapshot=replace(here.snapshot, seq=99), history=(here.snapshot, earlier))
    )
    assert card.title == "No score of 2024-12-31 to compare, only readings"
    assert card.missing.startswith("no score: before 2025-01-01")


def test_buyers_of_a_day_without_score_have_no_value(asking: Asking, draft: Draft, shipped: Tables) -> None:
    until = pd.Timestamp("2025-06-30")
    old = {
        name: shipped[name][shipped[name]["known_from"] <= until]
        for name in ("trade_flows", "prices", "licence_counts")
    }
    card = buyers_card(asking(draft("old-stress", **old)))
    assert card.title == f"No value on {asking().question.on}"
    assert card.missing.startswith("no score: not enough data")
    assert "nan" not in card.alt


def test_is_it_flowing_speaks_of_the_materials_asked_for(asking: Asking) -> None:
    assert "magnets" in flowing_card(asking()).alt
    card = flowing_card(asking(materials=("Y",)))
    assert "yttrium" in card.alt
    assert "magnets" not in card.alt + str(card.body) + card.table.to_csv() + card.missing


def test_the_country_without_a_count_of_licences_is_the_one_asked_about(asking: Asking) -> None:
    assert "in the United States" in TRADE["practice"].make(asking()).missing
    other = TRADE["practice"].make(asking(country="IND")).missing
    assert "not on file: a count of an association or authority in India" in other
    assert "US" not in other


def test_what_is_not_on_file_of_us_duties_is_said_beside_them_only(asking: Asking) -> None:
    assert "Section 301" in TRADE["duties"].make(asking()).missing
    assert TRADE["duties"].make(asking(country="IND")).missing == ""


@pytest.mark.usefixtures("cold")
def test_months_of_stock_that_cannot_be_worked_out_are_not_called_none(asking: Asking) -> None:
    here = asking()

    class Lost(dict[str, pd.DataFrame]):
        def __missing__(self, name: str) -> pd.DataFrame:
            if name == "control_coverage":
                raise TableError(name, "its file is gone", "publish the table again")
            return here.tables[name]

    card = SUPPLY["cover"].make(replace(here, tables=Lost()))  # type: ignore[arg-type]
    assert card.title == "Months of stock cannot be worked out"
    assert "its file is gone" in str(card.body)


def test_the_age_limit_of_shares_is_that_of_the_settings(asking: Asking) -> None:
    here = asking()
    assert "not older than 5 years" in SUPPLY["ranges"].make(here).subtitle
    method = changed(here.settings.method, {"dependence.max_age_days": 730})
    younger = replace(here, settings=here.settings.model_copy(update={"method": method}))
    assert "not older than 2 years" in SUPPLY["ranges"].make(younger).subtitle


def test_scores_that_are_on_file_are_not_denied(asking: Asking, shipped: Tables) -> None:
    assert shipped["indices"]["series"].str.startswith("BGS_").any()
    assert "in no table" not in SUPPLY["criticality"].make(asking()).missing


def test_what_the_level_of_evidence_leaves_out_is_not_called_absent(asking: Asking) -> None:
    assert "Laos: no source on file" in chain_card(asking(), "Dy").missing
    assert (
        "Laos: no source at this level of evidence" in chain_card(asking(evidence="official"), "Dy").missing
    )


def test_each_share_of_an_element_names_its_own_year_and_source_and_keeps_its_bound(
    asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = asking()
    first = of_element(splits_of(here), "Dy")[0]
    over = tuple(replace(part, share_pct=90.0, bound=">") for part in first.parts)
    second = replace(first, stage="magnet", period="2024", source_key="ieaoct25", parts=over)
    monkeypatch.setattr(supply_elements, "of_element", lambda *_: [first, second])
    sheet = str(element_card(here, "Dy").body).partition("China’s share")[2]
    plain = re.sub(r"<[^>]+>", "", sheet.partition('<div class="cp-term">')[0])
    assert re.fullmatch(r"\w+ [\d.]+\W% \([^;]+\); magnet over 90\W% \(2024, IEA\)", plain)


def test_a_click_on_an_element_shows_what_the_level_of_evidence_lists(asking: Asking) -> None:
    rows = {}
    for level in ("all", "official"):
        card = tiles_card(asking(evidence=level), "control", "Y")
        assert card.records is not None
        rows[level] = len(card.records(["Y"]))
    assert 0 < rows["official"] < rows["all"]


def test_uses_are_those_of_the_country_that_the_row_names(asking: Asking) -> None:
    here = asking()
    (one,) = [element for element in elements_asked(here) if element.symbol == "Y"]
    shares = Shares("share_of_use", "Y", "JPN", "2016..2020", "key", True, (("lamps", 60.0),), "")
    sheet = supply.element_sheet(one, None, [], shares, False, here.names)
    assert "Use in Japan, 2016–2020" in re.sub(r"<[^>]+>", "", sheet)


def test_one_change_is_no_changes(asking: Asking) -> None:
    first, *later = sorted(change.date for change in changes(promises_of(asking())))
    assert first not in later, "choose another first day"
    since = first + timedelta(days=1)
    assert changes_card(asking(since=since)).missing.startswith(f"1 change before {since}")


def test_a_truce_card_credits_what_it_shows(asking: Asking, shipped: Tables) -> None:
    here, rows = asking(), shipped["deadlines"]
    theirs = rows[rows["deadline_id"] == "2027-01-01-dfars-magnet-rule"].assign(
        deadline_id="others", imposer="EUU", addressee="IND", source_key="of-others"
    )

    class Longer(dict[str, pd.DataFrame]):
        def __missing__(self, name: str) -> pd.DataFrame:
            return here.tables[name]

    card = truces_card(replace(here, tables=Longer(deadlines=pd.concat([rows, theirs]))))  # type: ignore[arg-type]
    assert "reuters-2025-issues-first-batch-general" in keys(card)
    assert "of-others" not in keys(card)


def test_a_rule_of_the_last_day_of_the_last_month_is_marked(
    asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, last = asking(on=date(2025, 8, 1)), date(2025, 6, 30)
    assert TRADE["total"].make(here).as_of == last
    monkeypatch.setattr(trade_flows, "marks_of", lambda context, material: [Mark(last, "a rule of that day")])
    body = TRADE["total"].make(here).body
    assert "a rule of that day" in str(body.finished)  # type: ignore[union-attr]


def test_a_click_on_a_month_shows_no_figure_known_later(asking: Asking, shipped: Tables) -> None:
    here = asking(on=date(2025, 6, 20))
    flows = shipped["trade_flows"]
    magnets = flows[
        (flows["product"] == "85051110") & (flows["partner"] == "USA") & (flows["reporter"] == "CHN")
    ]
    may = magnets[magnets["period"] == "2025-05"]
    later = may.assign(known_from=pd.Timestamp("2025-09-01"), quantity_t=99.0)
    method = here.settings.method.stress
    found = shipments_of(pd.concat([may, later]), here.question, method, ["2025-05"])
    assert found["quantity_t"].tolist() == may["quantity_t"].tolist() == [46.0]


def test_states_past_their_day_are_named_to_those_who_cannot_see_them(asking: Asking) -> None:
    card = past_card(asking())
    assert str(card.table.iloc[0]["what"]) in card.alt
    assert str(card.table.iloc[0]["day passed"]) in card.alt


def test_a_version_that_cannot_be_compared_says_so(asking: Asking) -> None:
    head = asking().snapshot
    assert "cannot be compared" in "".join(data.version_row(head, head, (), None, "", {}))


def test_newer_data_of_a_release_are_no_news_once_they_were_taken_up(
    asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(data_update.st, "html", told.append)
    monkeypatch.setattr(data_update.st, "checkbox", lambda *_, **__: False)
    here = asking(since=date(2025, 1, 2))

    class Shelf:
        newer: tuple[str, ...] = ("events",)

        def newer_shipped(self, _: object) -> tuple[str, ...]:
            return self.newer

    held = replace(here, workspace=Shelf())  # type: ignore[arg-type]
    data_update._newer_shipped(held, Desk())
    Shelf.newer = ()
    later = (replace(here.snapshot, seq=here.snapshot.seq + 1), *here.history)
    data_update._newer_shipped(replace(held, history=later), Desk())
    assert len(told) == 1, "a pinned page must not go on to offer what was published meanwhile"


def test_a_name_that_the_version_does_not_hold_is_told_and_the_page_lives(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    text = CONFIG.read_text(encoding="utf-8").replace("sources: [csis23,", "sources: [csis99,")
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("CHOKEPOINT_CONFIG", str(tmp_path / "config.yaml"))
    screen = Screen()
    assert (
        "Left out, for this version does not hold it: config.yaml: method.dependence.sources"
        in screen.page.text
    )
    assert "found 'csis99'; allowed: a name on file: csis23" in screen.page.text
    assert screen.card("readings").title
