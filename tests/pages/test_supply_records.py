"""What a click on a figure of the page Supply shows: the rows behind the point."""

from __future__ import annotations

from chokepoint.charts.theme import LIGHT
from chokepoint.config import CONFIG, read_settings
from chokepoint.engine import Tables
from chokepoint.share.link import Known, default_question
from chokepoint.ui.context import Context
from chokepoint.ui.supply_elements import tiles_card
from chokepoint.ui.supply_frame import behind, records_of_element
from chokepoint.ui.supply_prices import prices_card
from chokepoint.workspace import Workspace
from tests.pages.screen import TODAY
from tests.shipped import contract


def test_a_click_finds_the_rows_behind_a_point(workspace: Workspace, shipped: Tables) -> None:
    settings = read_settings(CONFIG)
    question = default_question(settings, Known((), (), workspace.head().id))
    context = Context(
        settings, contract(), workspace, workspace.head(), shipped, question, LIGHT, False, TODAY
    )
    columns = ("source_key", "stage", "material", "measure", "period")
    ids = ["ieaoct25|separation|MREE|share_of_output|2024"]
    assert behind(context, "production", ids, columns)["value"].tolist() == [91.0]
    both = behind(
        context,
        "dependency",
        ["usgs-mcs-2026-ree|REE|2024"],
        ("source_key", "material", "period"),
        "net_import_reliance",
    )
    assert both["value"].tolist() == [53.0]
    assert (
        behind(context, "production", ["usgs-mcs-2026-ree|BRA"], ("source_key", "country"))["value"].max()
        == 21_000_000
    )
    assert records_of_element(shipped, ["Y"], question.on)["table"].unique().tolist() == [
        "dependency",
        "prices",
        "trade_flows",
        "sectors",
    ]
    drawn = [tiles_card(context, measure, "Y") for measure in ("control", "reliance", "gap", "magnets")]
    assert all(len(card.records(["Y"])) for card in drawn if card.records)
    prices = prices_card(context)
    assert prices.records is not None
    assert (
        prices.records(["reuters-2026-shortages-worsen-aerospace|Y|europe, spot, M, Argus|2026-02"]).iloc[
            0, 3
        ]
        == 432
    )
