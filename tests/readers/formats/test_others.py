"""Trade Map, ICEWS and ACLED: read where analysts have them, never shipped."""

from __future__ import annotations

import pytest

from tests.readers.formats import counts_more as counts
from tests.readers.formats.desk import Desk, accepted, check, needs_samples, told

ICEWS = (
    "Event ID,Event Date,Source Name,Source Sectors,Source Country,Event Text,CAMEO Code,Intensity,Target Name,"
    "Target Sectors,Target Country,Story ID,Sentence Number,Publisher"
).replace(",", "\t")


class TestTradeMap:
    """Neither reporter nor product is in the text; the page that calls itself a workbook has both."""

    TEXT = (
        '\ufeff"Importers"\tExported value in 2023\tExported value in 2024\tExported quantity in 2024, Tons\t\n'
        '"World"\t900\t1000\t50\t\n"United States of America"\t\t300\t12.5\t\n"China"\t\t\t\t\n'
    )

    def test_text_asks_for_what_it_lacks(self, desk: Desk) -> None:
        book = desk.text(self.TEXT)
        assert [(f.rule, f.column) for f in desk.read(book).findings] == [
            ("map_column", "reporter"), ("map_column", "product"),
        ]  # fmt: skip
        done = desk.read(book, column__reporter="CHN", column__product="850511")
        columns = ("partner", "flow", "material", "period", "value_usd", "quantity_t", "derived")
        assert [tuple(row[c] for c in columns) for row in done.rows("trade_flows")] == [
            ("WLD", "export", "magnets", "2023", "900000", "", "no"),
            ("WLD", "export", "magnets", "2024", "1000000", "50", "no"),
            ("United States of America", "export", "magnets", "2024", "300000", "12.5", "no"),
        ]
        assert [(f.row, f.rule) for f in done.findings] == [("", "file_note"), ("4", "blank_row")]
        assert told(check(done)) == {}

    def test_the_name_of_the_file_may_say_the_reporter(self, desk: Desk) -> None:
        path = desk.folder / "Trade_Map_-_List_of_importing_markets_for_a_product_exported_by_Japan.txt"
        path.write_text(self.TEXT, encoding="utf-8")
        done = desk.read(desk.open(path), column__product="280530")
        assert {row["reporter"] for row in done.rows("trade_flows")} == {"Japan"}

    def test_a_page_named_like_a_workbook(self, desk: Desk) -> None:
        cells = lambda *texts: "<tr>" + "".join(f"<td> {text}\n</td>" for text in texts) + "</tr>"  # noqa: E731
        page = (
            "<!DOCTYPE html><html><body><table>"
            + cells("List of supplying markets for a product imported by Algeria (Mirror)")
            + cells("Product: TOTAL All products") + "</table><table>"
            + cells("Exporters", "Imported value in 2020-M01", "Imported value in 2019-Q4")
            + cells("China", "5", "6") + "</table></body></html>"
        )  # fmt: skip
        done = desk.read(desk.text(page))
        columns = ("reporter", "partner", "flow", "product", "period", "value_usd", "estimated")
        assert [tuple(row[c] for c in columns) for row in done.rows("trade_flows")] == [
            ("Algeria", "China", "import", "ALL_GOODS", "2020-01", "5000", "yes"),
            ("Algeria", "China", "import", "ALL_GOODS", "2019-10..2019-12", "6000", "yes"),
        ]
        assert told(check(done)) == {}


class TestIcews:
    """Names of countries become codes, and codes of three digits keep their zero."""

    def test_rows(self, desk: Desk) -> None:
        rows = (
            '7\t2018-06-01\tMinister (China)\tExecutive,Government\tChina\tConsult\t40\t1\tJohn "Jack" O\'Hara\tNA\t'
            "United States\t1\t2\tXinhua\n"
            "8\t2018-06-01\tMan\tNA\tNA\tUse force\t190\t-10\tx\tNA\tRussian Federation\t1\t2\tTass\n\n"
        )
        done = desk.read(desk.text(f"{ICEWS}\n{rows}"))
        columns = (
            "event_id",
            "date",
            "initiator",
            "target",
            "code",
            "action",
            "domain",
            "intensity",
            "headline",
        )
        assert [tuple(row[c] for c in columns) for row in done.rows("coverage_events")] == [
            ("7", "2018-06-01", "CHN", "USA", "040", "CONSULT", "diplomacy", "1", "Consult"),
            ("8", "2018-06-01", "", "RUS", "190", "ASSAULT", "security", "-10", "Use force"),
        ]
        assert told(check(done)) == {}

    @needs_samples
    def test_sample(self, desk: Desk) -> None:
        right = counts.icews()
        done = desk.read(desk.sample("icews/icews_events.2018.sample.tab"))
        rows = accepted(done, "coverage_events")
        assert (done.records, len(rows)) == (right["rows"], right["rows"])
        assert sum(row["initiator"] == "CHN" for row in rows) == right["china"]
        assert sum(row["target"] == "RUS" for row in rows) == right["russia"]
        assert sum(row["intensity"] for row in rows) == pytest.approx(right["intensity"])
        assert told(check(done)) == {}


@pytest.mark.parametrize(
    ("head", "day", "place"),
    [
        ("EVENT_ID_CNTY,EVENT_DATE,EVENT_TYPE,ACTOR1,COUNTRY,NOTES", "23-January-2015", "Nigeria"),
        ("event_id_cnty,event_date,event_type,actor1,country,notes", "23 January 2015", "Nigeria"),
        ("event_id_cnty,event_date,event_type,actor1,iso,notes", "2015-01-23", "566"),
    ],
)
def test_generations_of_acled(desk: Desk, head: str, day: str, place: str) -> None:
    done = desk.read(desk.text(f"{head}\nNIG1,{day},Protests,Protesters,{place},A march.\n"))
    (row,) = done.rows("coverage_events")
    assert (row["event_id"], row["date"], row["initiator"], row["code"]) == (
        "NIG1",
        "2015-01-23",
        "NGA",
        "Protests",
    )
    assert told(check(done)) == {}
