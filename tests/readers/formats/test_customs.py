"""Chinese customs, Eurostat and DataWeb: what the file does not say is asked, and units are their own."""

from __future__ import annotations

import pytest

from tests.readers.formats import counts
from tests.readers.formats.desk import Desk, check, needs_samples, told

HEAD = '"数据年月","贸易伙伴编码","贸易伙伴名称","商品编码","商品名称",{}"第一数量","第一计量单位","第二数量","第二计量单位","{}",\n'


class TestChina:
    """The query site: GB18030, own partner numbers, yuan, and no word on the direction."""

    def rows(self, money: str = "人民币") -> str:
        return HEAD.format("", money) + (
            '"202506","502","美国","85051110","稀土永磁体","353000","千克","0","?","1,234,567",\n'
            '"202506","410","巴西","28469024","氧化镝","20","千克","0","?","9,000",\n'
        )

    def test_the_direction_is_asked(self, desk: Desk) -> None:
        book = desk.text(self.rows(), "gb18030")
        assert book.encoding == "gb18030"
        asked = desk.read(book)
        assert [(f.rule, f.severity, f.column) for f in asked.findings] == [("map_column", "ask", "flow")]
        done = desk.read(book, column__flow="export")
        columns = ("partner", "flow", "product", "classification", "material", "period", "quantity_t",
                   "value_local", "currency", "value_usd")  # fmt: skip
        assert [tuple(row[c] for c in columns) for row in done.rows("trade_flows")] == [
            ("USA", "export", "85051110", "CN", "magnets", "2025-06", "353", "1234567", "CNY", ""),
            ("BRA", "export", "28469024", "CN", "REE", "2025-06", "0.02", "9000", "CNY", ""),
        ]
        assert told(check(done)) == {}

    def test_dollars_are_dollars(self, desk: Desk) -> None:
        done = desk.read(desk.text(self.rows("美元"), "gb18030"), column__flow="import")
        assert [(r["value_usd"], r["value_local"], r["currency"]) for r in done.rows("trade_flows")] == [
            ("1234567", "", ""), ("9000", "", ""),
        ]  # fmt: skip
        assert told(check(done)) == {}

    def test_regimes_of_one_flow_are_added_and_named(self, desk: Desk) -> None:
        head = HEAD.format('"贸易方式编码","贸易方式名称",', "人民币")
        row = '"202506","502","美国","85051110","磁体","{}","{}","{}","千克","0","?","{}",\n'
        text = head + row.format("10", "一般贸易", "100", "1,000") + row.format("14", "来料加工", "50", "500")
        done = desk.read(desk.text(text, "gb18030"), column__flow="export")
        (flow,) = done.rows("trade_flows")
        assert (flow["quantity_t"], flow["value_local"], flow["derived"]) == ("0.15", "1500", "yes")
        assert flow["notes"] == "sum of 一般贸易; 来料加工"
        assert [(f.row, f.rule) for f in done.findings] == [("3", "cell_note")]
        assert told(check(done)) == {}

    @needs_samples
    @pytest.mark.parametrize(
        ("name", "flow"),
        [("gacc/gacc_soybean_export_2024.csv", "export"), ("gacc/gacc_soybean_import_2025.csv", "import")],
    )
    def test_samples(self, desk: Desk, name: str, flow: str) -> None:
        right = counts.gacc(name)
        done = desk.read(desk.sample(name), column__flow=flow, column__material="all_goods")
        assert len(done.rows("trade_flows")) == right["rows"]
        assert done.total("trade_flows", "quantity_t") == pytest.approx(right["tonnes"], rel=1e-12)
        assert done.total("trade_flows", "value_local") == right["yuan"]
        assert done.total("trade_flows", "value_local", partner="USA") == right["yuan_usa"]
        assert done.total("trade_flows", "quantity_t", partner="BRA") == pytest.approx(right["tonnes_brazil"])
        assert told(check(done)) == {}


EURO = "DATAFLOW,LAST UPDATE,freq,reporter,partner,product,flow,indicators,TIME_PERIOD,OBS_VALUE\r\n"
START = "ESTAT:DS-045409(1.0),17/02/25 11:00:00,M"


class TestEurope:
    """Comext: one field more than headings, 100 kg, two records for one flow, labels without codes."""

    def test_weight_and_value_meet_in_one_row(self, desk: Desk) -> None:
        text = EURO + (
            f"{START},EU27_2020,CN,28469040,1,QUANTITY_IN_100KG,2024-01,302.5,\r\n"
            f"{START},EU27_2020,CN,28469040,1,VALUE_IN_EUROS,2024-01,9000,\r\n"
            f"{START},DE,GR,280530,2,QUANTITY_IN_100KG,2024,10,e\r\n"
            f"{START},DE,EL,280530,2,SUPPLEMENTARY_QUANTITY,2024,10,\r\n"
        )
        done = desk.read(desk.text(text))
        columns = ("reporter", "partner", "flow", "product", "classification", "period", "frequency", "quantity_t",
                   "value_local", "currency", "value_usd", "derived")  # fmt: skip
        assert [tuple(row[c] for c in columns) for row in done.rows("trade_flows")] == [
            ("EUU", "CHN", "import", "28469040", "KN", "2024-01", "M", "30.25", "9000", "EUR", "", "no"),
            ("DEU", "GRC", "export", "280530", "HS", "2024", "A", "1", "", "", "", "no"),
        ]
        assert [(f.row, f.rule) for f in done.findings] == [("5", "unread_row")]
        assert told(check(done)) == {}

    def test_the_world_of_the_union_is_what_lies_outside(self, desk: Desk) -> None:
        rows = "".join(
            f"{START},{reporter},{partner},280530,1,QUANTITY_IN_100KG,2024-01,10,\r\n"
            for reporter, partner in (("EU27_2020", "EXT_EU27_2020"), ("EU27_2020", "WORLD"), ("FR", "WORLD"),
                                      ("FR", "EXT_EU27_2020"), ("FR", "QY"), ("FR", "INT_EU27_2020"))
        )  # fmt: skip
        done = desk.read(
            desk.text(EURO + rows.replace("EXT_EU27_2020", "EXTRA_EU").replace("INT_EU27_2020", "INTRA_EU"))
        )
        assert [(r["reporter"], r["partner"]) for r in done.rows("trade_flows")] == [
            ("EUU", "WLD"), ("FRA", "WLD"), ("FRA", "NES"),
        ]  # fmt: skip
        assert [(f.row, f.rule) for f in done.findings] == [(row, "aggregate_row") for row in ("3", "5", "7")]

    def test_labels_hold_no_code_and_it_is_asked(self, desk: Desk) -> None:
        text = EURO + (
            'ESTAT:DS-045409(1.0),17/02/25,Monthly,"European Union (AT-01/1995, BE-01/1958)",'
            "Extra-EU (= 'WORLD' - 'EU_INTRA'),\"Rare-earth metals\",IMPORT,QUANTITY_IN_100KG,2015-01,20,\r\n"
            'ESTAT:DS-045409(1.0),17/02/25,Monthly,"European Union (AT-01/1995)",China,Cerium,IMPORT,'
            "QUANTITY_IN_100KG,2015-01,20,\r\n"
        )
        book = desk.text(text)
        assert [(f.rule, f.column) for f in desk.read(book).findings] == [("map_column", "product")]
        done = desk.read(book, column__product="280530")
        (row,) = done.rows("trade_flows")
        assert (row["reporter"], row["partner"], row["product"], row["quantity_t"]) == (
            "EUU",
            "WLD",
            "280530",
            "2",
        )
        assert [(f.row, f.rule) for f in done.findings] == [("3", "unread_row")]
        assert told(check(done)) == {}

    @needs_samples
    def test_sample(self, desk: Desk) -> None:
        right = counts.eurostat()
        book = desk.sample("eurostat/estat_ds-045409_labels.csv")
        done = desk.read(book, column__product="3915", column__material="all_goods")
        assert (done.records, len(done.rows("trade_flows"))) == (right["rows"], right["months"])
        assert done.total("trade_flows", "quantity_t") == pytest.approx(right["tonnes"], rel=1e-12)
        assert done.total("trade_flows", "value_local") == right["euro"]
        assert told(check(done)) == {}


def query(*measures: list[list[object]], **parameters: str) -> dict[str, list[list[object]]]:
    """Sheets of a DataWeb workbook: the parameters, then one sheet a measure."""
    told = [
        ["Download Date", "2025-04-05"],
        *([name.replace("_", " "), text] for name, text in parameters.items()),
    ]
    return {"Query Parameters": told} | {f"Measure {n}": rows for n, rows in enumerate(measures)}


class TestUnitedStates:
    """DataWeb: measures on sheets of their own, totals as a check, and what is not in the file is asked."""

    def test_value_and_weight_of_two_sheets_meet(self, desk: Desk) -> None:
        head = ["Data Type", "Country", "Year", "HTS Number", "Description", "Quantity Description"]
        value = [
            [*head, "Customs Value"],
            ["Customs Value", "China", 2024, "8505110070", "magnets", "kilograms", 5000],
            ["Customs Value", "Japan", 2024, "8505110070", "magnets", "kilograms", 70],
            ["Total: ", "", "", "", "", "", "5,070"],
        ]
        weight = [
            [*head, "First Unit of Quantity", "Suppressed"],
            ["First Unit of Quantity", "China", 2024, "8505110070", "magnets", "kilograms", 100, ""],
            ["First Unit of Quantity", "Japan", 2024, "8505110070", "magnets", "number", 3, ""],
        ]
        book = desk.workbook(**query(value, weight, Trade_Flow="Imports For Consumption"))
        done = desk.read(book)
        columns = (
            "reporter",
            "partner",
            "flow",
            "classification",
            "period",
            "quantity_t",
            "value_usd",
            "derived",
        )
        assert [tuple(row[c] for c in columns) for row in done.rows("trade_flows")] == [
            ("USA", "China", "import", "HTS", "2024", "0.1", "5000", "no"),
            ("USA", "Japan", "import", "HTS", "2024", "", "70", "no"),
        ]
        assert [(f.row, f.rule) for f in done.findings] == [("4", "aggregate_row"), ("3", "unread_row")]
        assert told(check(done)) == {}

    def test_a_file_that_misses_rows_is_refused(self, desk: Desk) -> None:
        text = (
            "Domestic Exports|Annual Data,,\r\nData Row Count,2,\r\nData Type,HTS Number,2023\r\n"
            'FAS Value,280530,40\r\nTotal: ,,"1,100"\r\n'
        )
        done = desk.read(desk.text(text), column__partner="WLD")
        assert [(f.rule, f.severity) for f in done.findings] == [("damaged_file", "refuse_file")]
        whole = desk.read(desk.text(text.replace("1,100", "40")), column__partner="CHN")
        (row,) = whole.rows("trade_flows")
        assert (row["partner"], row["flow"], row["period"], row["value_usd"]) == (
            "CHN",
            "export",
            "2023",
            "40",
        )

    def test_months_as_columns_without_a_product(self, desk: Desk) -> None:
        text = (
            '"General Imports|Monthly data for 2024",,,,\r\nData Row Count,1,,,\r\n'
            "Data Type,Country,Year,January,February\r\n"
            "General Customs Value,China,2024,10.00,\r\nTotal: ,,,10,\r\n"
        )
        assert [(f.rule, f.column) for f in desk.read(desk.text(text)).findings] == [
            ("map_column", "product")
        ]
        done = desk.read(desk.text(text), column__product="ALL_GOODS")
        (row,) = done.rows("trade_flows")
        columns = ("period", "frequency", "value_usd", "material", "classification")
        assert [row[column] for column in columns] == ["2024-01", "M", "10", "all_goods", "named"]
        assert told(check(done)) == {}

    @needs_samples
    def test_samples(self, desk: Desk) -> None:
        right = counts.dataweb_months()
        done = desk.read(desk.sample("usitc/DataWeb-Query-Export.csv"), column__product="ALL_GOODS")
        assert len(done.rows("trade_flows")) == right["months"]
        assert done.total("trade_flows", "value_usd") == pytest.approx(right["usd"], rel=1e-12)
        assert done.total("trade_flows", "value_usd", partner="Australia") == right["usd_australia"]
        assert told(check(done)) == {}
        chapters = desk.read(desk.sample("usitc/DataWeb-Query-Export.xlsx"))
        assert (len(chapters.said("pattern")), len(chapters.said("aggregate_row"))) == (97, 1)
