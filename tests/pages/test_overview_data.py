"""The Overview on other data: a table with its header only, a table that is gone, text that would be markup."""

from __future__ import annotations

from pathlib import Path

import pytest

from chokepoint.config import read_settings
from chokepoint.engine import Tables
from chokepoint.workspace import Workspace
from tests.pages.conftest import Draft, Visit, rows_as_arrow
from tests.pages.screen import CARDS, TODAY, Screen
from tests.shipped import contract

pytestmark = [pytest.mark.usefixtures("still", "workspace"), pytest.mark.slow]

END = read_settings().method.scope.coverage_end


class TestEmpty:
    """A table with its header only is no fault; its card says that nothing is on file, the others stay."""

    def lives(self, screen: Screen, *others: str) -> None:
        assert screen.cards == list(CARDS)
        assert "If you report it" not in screen.page.text
        assert "not published" in screen.page.text.split("\n")[0]
        for key in others:
            assert screen.card(key).text.split("\nSource:")[0] == self.default(key)

    @pytest.fixture(autouse=True)
    def _default(self, visit: Visit) -> None:
        self.default = lambda key: visit("").card(key).text.split("\nSource:")[0]

    def test_deadlines(self, visit: Visit, draft: Draft, shipped: Tables) -> None:
        none = shipped["deadlines"].head(0)
        screen = visit(f"snapshot={draft('no-deadlines', deadlines=none)}")
        self.lives(screen, "board", "flowing", "magnets", "change", "news", "readings", "history")
        assert "2026-11-27" in screen.card("due").text  # ends that versions of measures name
        versions = shipped["measure_versions"].head(0)
        screen = visit(f"snapshot={draft('no-due-days', deadlines=none, measure_versions=versions)}")
        self.lives(screen, "flowing", "magnets")
        assert "No due day on file" in screen.card("due").text
        assert "\nNothing falls due on file\n" in screen.page.text

    def test_trade_flows(self, visit: Visit, draft: Draft, shipped: Tables) -> None:
        screen = visit(f"snapshot={draft('no-flows', trade_flows=shipped['trade_flows'].head(0))}")
        self.lives(screen, "due", "board", "news")
        assert screen.card("magnets").title == "No monthly tonnes on file"
        assert "No monthly figure for United States on file." in screen.card("magnets").text
        assert screen.card("magnets").charts == []
        assert "Nothing on file that counts on this day: magnets, " in screen.card("flowing").text
        assert "Trade flows (0 rows)" in screen.card("freshness").text

    def test_events(self, visit: Visit, draft: Draft, shipped: Tables) -> None:
        screen = visit(f"snapshot={draft('no-events', events=shipped['events'].head(0))}")
        self.lives(screen, "due", "board", "flowing", "magnets")
        assert f"Nothing on file between {END} and {TODAY}" in screen.card("news").text

    def test_without_flows_prices_and_counts_there_is_no_score(
        self, visit: Visit, draft: Draft, shipped: Tables
    ) -> None:
        empty = {name: shipped[name].head(0) for name in ("trade_flows", "prices", "licence_counts")}
        screen = visit(f"snapshot={draft('no-stress', **empty)}")
        assert f"No score: not enough data: no stress reading on {END}." in screen.card("readings").text
        assert screen.card("readings").title == "No score"
        assert "what is missing\nnot enough data on this day" in screen.card("readings").text
        assert (
            f"No flow, price or licence count younger than its limit on {END}" in screen.card("flowing").text
        )
        assert screen.card("history").title == "No score for this pair"
        assert screen.card("board").row("Dydysprosium")[1] == "licence"


def files_of(workspace: Workspace, table: str) -> list[Path]:
    """The files of a table on disk."""
    found = sorted((workspace.root / "tables" / table).glob("*.parquet"))
    assert found
    return found


@pytest.mark.usefixtures("cold")
class TestDamaged:
    """A table that is gone: its cards say so, with its name and how to mend it; the others live."""

    FLOWS = ("flowing", "magnets", "change", "readings", "history")

    def test_its_cards_say_so_the_others_live_and_a_new_upload_mends_them(
        self, visit: Visit, workspace: Workspace, own_workspace: Workspace, shipped: Tables
    ) -> None:
        table = "trade_flows"
        for file in files_of(own_workspace, table):
            file.unlink()
        screen = Screen()
        assert screen.cards == list(CARDS)
        for key in self.FLOWS:
            text = screen.card(key).text
            assert f"Table {table} cannot be shown: " in text
            assert (
                "To mend it: publish the table again, or bring the workspace folder back from a copy." in text
            )
            assert "Traceback" not in text
        for key in set(CARDS) - {*self.FLOWS, "freshness"}:
            assert screen.card(key).text == visit("").card(key).text
        title = contract().table(table).title
        assert f"! {title}: cannot be read" in screen.page.text.split("\n")[0]
        assert screen.card("freshness").title.endswith("; 1 cannot be read")
        assert f"{title}! cannot be read" in screen.card("freshness").text.replace(" ! ", "! ")

        own_workspace.commit(
            {table: rows_as_arrow(shipped[table])}, own_workspace.head(), "a test", "published again"
        )
        screen.run()
        assert own_workspace.head().id == workspace.head().id, "the same contents have the same id"
        for key in CARDS:
            assert screen.card(key).text == visit("").card(key).text

    def test_a_folder_brought_back_from_a_copy_is_read_again(
        self, visit: Visit, own_workspace: Workspace
    ) -> None:
        (lost,) = files_of(own_workspace, "deadlines")
        content = lost.read_bytes()
        lost.unlink()
        screen = Screen()
        assert "Table deadlines cannot be shown: " in screen.card("due").text
        assert "cannot be read" in screen.page.text.split("\n")[0]
        lost.write_bytes(content)
        assert screen.run().card("due").text == visit("").card("due").text
        assert screen.page.text.split("\n")[0] == visit("").page.text.split("\n")[0]

    def test_a_shipped_table_that_is_missing_is_named_with_its_file(self, unshipped: str) -> None:
        screen = Screen()
        assert screen.cards == list(CARDS)
        assert f"{unshipped}.csv is missing from the shipped data" in screen.card("due").text
        assert f"To mend it: put {unshipped}.csv back" in screen.card("due").text
        assert screen.card("board").row("Dydysprosium")[1] == "licence"


class TestText:
    """Text in a table is text on the page."""

    HEADLINE = '<script>document.title = "taken"</script> & <b>bold</b> %{y}'

    def test_markup_in_a_headline_is_shown_letter_by_letter(
        self, visit: Visit, draft: Draft, shipped: Tables
    ) -> None:
        events = shipped["events"].copy()
        newest = events["known_from"].idxmax()
        scored = events.index[events["headline"].str.startswith("China puts MP Materials")][0]
        events.loc[[newest, scored], "headline"] = self.HEADLINE
        screen = visit(f"snapshot={draft('script', events=events)}")
        assert self.HEADLINE in screen.card("news").text
        assert self.HEADLINE in screen.card("change").title
        for body in (screen.card("news").html, screen.card("change").html.replace("</script></div>", "")):
            assert "<script>document" not in body
            assert "<b>bold" not in body
        spec = screen.card("change").charts[0]
        assert "<script>" not in spec
        assert "<b>bold" not in spec
        assert "&lt;script&gt;" in spec
