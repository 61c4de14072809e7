"""UN Comtrade: every layout reaches its totals, and no trap of them passes in silence."""

from __future__ import annotations

import json

import pytest

from chokepoint.readers.formats.comtrade import PLUS
from tests.readers.formats import counts
from tests.readers.formats.desk import Desk, check, needs_samples, told

CAMEL = (  # noqa: SIM905 - as the first line of a download has them
    "typeCode,freqCode,refPeriodId,refYear,refMonth,period,reporterCode,reporterISO,reporterDesc,flowCode,"
    "flowDesc,partnerCode,partnerISO,partnerDesc,partner2Code,partner2ISO,partner2Desc,classificationCode,"
    "classificationSearchCode,isOriginalClassification,cmdCode,cmdDesc,aggrLevel,isLeaf,customsCode,"
    "customsDesc,mosCode,motCode,motDesc,qtyUnitCode,qtyUnitAbbr,qty,isQtyEstimated,altQtyUnitCode,"
    "altQtyUnitAbbr,altQty,isAltQtyEstimated,netWgt,isNetWgtEstimated,grossWgt,isGrossWgtEstimated,cifvalue,"
    "fobvalue,primaryValue,legacyEstimationFlag,isReported,isAggregate"
).split(",")
# One row of an invented flow: China sends 2 t of compounds to the United States for 1000 dollars.
PLAIN = dict.fromkeys(CAMEL, "") | {
    "typeCode": "C", "freqCode": "A", "refPeriodId": "20230101", "refYear": "2023", "refMonth": "52",
    "period": "2023", "reporterCode": "156", "reporterISO": "CHN", "reporterDesc": "China", "flowCode": "X",
    "flowDesc": "Export", "partnerCode": "842", "partnerISO": "USA", "partnerDesc": "USA",
    "partner2Code": "0", "partner2ISO": "W00", "classificationCode": "H6", "cmdCode": "284690",
    "customsCode": "C00", "mosCode": "0", "motCode": "0", "qtyUnitAbbr": "kg", "qty": "2500",
    "isQtyEstimated": "true", "netWgt": "2000", "isNetWgtEstimated": "false", "fobvalue": "1000",
    "primaryValue": "1000", "isReported": "true", "isAggregate": "false",
}  # fmt: skip


def plus(*changes: dict[str, str]) -> str:
    """A Comtrade Plus file of today: plain headings, quoted rows that end in a comma too many."""
    rows = ["".join(f'"{cell}",' for cell in (PLAIN | change).values()) for change in changes]
    return "\n".join([",".join(CAMEL), *rows]) + "\n"


def test_the_headings_are_those_of_the_format() -> None:
    assert [name.lower() for name in CAMEL] == list(PLUS)


def test_a_flow_becomes_tonnes_and_dollars(desk: Desk) -> None:
    done = desk.read(desk.text(plus({})))
    assert (done.recognised.variant, done.recognised.certainty) == ("plus-2024", "certain")
    assert done.rows("trade_flows") == [
        {
            "_row": "2", "reporter": "CHN", "partner": "USA", "flow": "export", "product": "284690",
            "classification": "HS", "material": "REE", "period": "2023", "frequency": "A",
            "quantity_t": "2", "estimated": "no", "value_usd": "1000", "source_key": "un-comtrade",
            "verified": "yes", "notes": "",
        }
    ]  # fmt: skip
    assert told(check(done)) == {}


def test_countries_whose_names_end_like_nowhere_are_countries(desk: Desk) -> None:
    names = ("Philippines", "Saint Vincent and the Grenadines", "Areas, nes")
    done = desk.read(
        desk.text(plus(*({"partnerCode": "", "partnerISO": "", "partnerDesc": name} for name in names)))
    )
    assert [row["partner"] for row in done.rows("trade_flows")] == [*names[:2], "NES"]


def test_world_stays_apart_and_two_nowheres_become_one(desk: Desk) -> None:
    taiwan = {"partnerCode": "490", "partnerISO": "S19", "partnerDesc": "Other Asia, nes"}
    areas = {
        "partnerCode": "899",
        "partnerISO": "_X ",
        "partnerDesc": "Areas, nes",
        "isNetWgtEstimated": "true",
    }
    world = {"partnerCode": "0", "partnerISO": "W00", "partnerDesc": "World"}
    done = desk.read(desk.text(plus(world, taiwan, areas)))
    (nowhere,) = done.rows("trade_flows", partner="NES")
    assert [row["_row"] for row in done.rows("trade_flows", partner="WLD")] == ["2"]
    assert (nowhere["quantity_t"], nowhere["value_usd"], nowhere["estimated"]) == ("4", "2000", "yes")
    assert (nowhere["derived"], nowhere["notes"]) == ("yes", "sum of Other Asia, nes; Areas, nes")
    assert [(f.row, f.rule) for f in done.findings] == [("4", "aggregate_row")]
    assert told(check(done)) == {}


@pytest.mark.parametrize(
    ("name", "part"), [("partner2Code", "842"), ("customsCode", "C01"), ("motCode", "2100"), ("mosCode", "1")]
)
def test_parts_of_a_flow_are_not_added_to_it(desk: Desk, name: str, part: str) -> None:
    done = desk.read(desk.text(plus({}, {name: part})))
    assert [row["_row"] for row in done.rows("trade_flows")] == ["2"]
    assert [(f.row, f.rule, f.column) for f in done.findings] == [("3", "aggregate_row", name.lower())]


@pytest.mark.parametrize("kind", ["S4", "B5"])
def test_other_classifications_only_look_like_hs(desk: Desk, kind: str) -> None:
    done = desk.read(desk.text(plus({}, {"classificationCode": kind})))
    assert len(done.rows("trade_flows")) == 1
    (finding,) = done.said("enum")
    assert (finding.row, finding.value, finding.severity) == ("3", kind, "refuse_row")


def test_a_weight_of_nothing_beside_a_value_was_never_weighed(desk: Desk) -> None:
    unweighed = {"netWgt": "0", "qty": "0"}
    counted = {"netWgt": "0", "qty": "3000", "partnerISO": "JPN"}
    pieces = {"netWgt": "", "qtyUnitAbbr": "u", "partnerISO": "DEU"}
    weights = [
        (row["quantity_t"], row["estimated"])
        for row in desk.read(desk.text(plus(unweighed, counted, pieces))).rows("trade_flows")
    ]
    assert weights == [("", "no"), ("3", "yes"), ("", "no")]


def test_names_in_single_bytes_of_windows(desk: Desk) -> None:
    ivory = {"partnerISO": "", "partnerCode": "384", "partnerDesc": "Côte d'Ivoire"}
    book = desk.text(plus(ivory, {"partnerISO": "TUR", "partnerDesc": "Türkiye"}), "cp1252")
    assert book.encoding == "cp1252"
    assert [row["partner"] for row in desk.read(book).rows("trade_flows")] == ["Côte d'Ivoire", "TUR"]
    assert told(check(desk.read(book))) == {}


def test_months_and_flows_of_every_name(desk: Desk) -> None:
    month = {"freqCode": "M", "period": "202302"}
    flows = [month | {"flowCode": code} for code in ("M", "X", "RM", "RX", "DX")]
    done = desk.read(desk.text(plus(*flows)))
    assert [row["flow"] for row in done.rows("trade_flows")] == [
        "import", "export", "re-import", "re-export", "DX",
    ]  # fmt: skip
    assert {(row["period"], row["frequency"]) for row in done.rows("trade_flows")} == {("2023-02", "M")}
    assert told(check(done)) == {("trade_flows", "enum"): 1}


def test_values_one_heading_too_far_left_are_moved_back(desk: Desk) -> None:
    cells = [*list(PLAIN.values())[1:], ""]
    headings = [{"reporterCode": "CountryCode", "reporterISO": "Country"}.get(name, name) for name in CAMEL]
    done = desk.read(desk.text(",".join([*headings, "Mineral"]) + "\n" + ",".join([*cells, "REE"]) + "\n"))
    (row,) = done.rows("trade_flows")
    assert done.recognised.variant == "plus-shifted"
    assert (row["reporter"], row["partner"], row["product"]) == ("CHN", "USA", "284690")
    assert (row["quantity_t"], row["value_usd"], row["verified"]) == ("2", "1000", "no")
    assert [f.rule for f in done.findings] == ["headings_found"]


def test_chosen_columns_of_a_workbook(desk: Desk) -> None:
    headings = ["RefYear", "ReporterISO", "FlowDesc", "PartnerISO", "PartnerDesc", "CmdCode", "Fobvalue"]
    flow = [2023, "CHN", "Export", "USA", "USA"]
    sheet = [headings, [*flow, 280530, 7.5], [*flow, 10190, 8], [*flow, 2, 9]]
    done = desk.read(desk.workbook(Sheet1=sheet, Sheet2=[]), column__material="all_goods")
    assert done.recognised.variant == "plus-columns"
    metal, horses = done.rows("trade_flows")
    assert (metal["product"], metal["value_usd"], metal["quantity_t"]) == ("280530", "7.5", "")
    assert (horses["product"], horses["material"]) == ("010190", "all_goods")
    assert [(f.row, f.rule, f.severity) for f in done.findings] == [
        ("4", "pattern", "refuse_row"), ("", "repaired", "note"), ("", "map_column", "note"),
    ]  # fmt: skip


def test_an_answer_of_the_interface_that_was_probably_cut(desk: Desk) -> None:
    record = {name: PLAIN[name] or None for name in CAMEL} | {"primaryValue": 1000, "netWgt": 2000}
    years = [record | {"period": str(1500 + n), "refYear": 1500 + n} for n in range(500)]
    answer = json.dumps({"elapsedTime": "0", "count": 500, "data": years, "error": ""})
    done = desk.read(desk.text(answer))
    assert done.recognised.variant == "plus-api"
    assert done.total("trade_flows", "value_usd") == 500_000
    assert [f.reason for f in done.findings] == ["exactly 500 records: the answer was probably cut"]


def test_legacy_files_with_flags_and_lost_zeros(desk: Desk) -> None:
    done = desk.read(
        desk.text(
            "Classification,Year,Trade Flow Code,Trade Flow,Reporter Code,Reporter,Partner Code,Partner,"
            "Commodity Code,Commodity,Netweight (kg),Trade Value (US$),Flag\r\n"
            "H5,2017,1,Import,842,USA,156,China,284690,Compounds,3000,500,4\r\n"
            "H5,2017,2,Export,842,USA,0,World,TOTAL,All,,9000,0\r\n"
            "H5,2017,1,Import,842,USA,156,China,1,Animals,,1,0\r\n"
        )
    )
    assert done.recognised.variant == "legacy-13"
    goods, everything = done.rows("trade_flows")
    assert (goods["reporter"], goods["partner"], goods["quantity_t"], goods["estimated"]) == (
        "USA", "China", "3", "yes",
    )  # fmt: skip
    assert (everything["partner"], everything["product"], everything["material"]) == (
        "WLD",
        "ALL_GOODS",
        "all_goods",
    )
    assert [(f.row, f.rule, f.value) for f in done.findings] == [("4", "pattern", "1")]
    report = check(done)
    assert told(report) == {}


def test_goods_without_a_material_are_asked_about(desk: Desk) -> None:
    book = desk.text(plus({}, {"cmdCode": "120190"}))
    open_ = desk.read(book)
    assert [(f.rule, f.severity) for f in open_.findings] == [
        ("not_ours", "note"),
        ("map_column", "ask"),
    ]
    kept = desk.read(book, column__material="all_goods")
    assert [row["material"] for row in kept.rows("trade_flows")] == ["REE", "all_goods"]
    assert [(f.rule, f.severity) for f in kept.findings] == [("map_column", "note")]
    left = desk.read(book, column__material="leave_out")
    assert len(left.rows("trade_flows")) == 1
    assert [f.severity for f in left.findings] == ["note", "note"]


@needs_samples
class TestSamples:
    """The files analysts have, against totals counted from their cells."""

    def test_today(self, desk: Desk) -> None:
        right = counts.comtrade_2024()
        book = desk.sample("comtrade/plus_2024layout_TradeData.csv")
        assert book.encoding == "cp1252"
        done = desk.read(book, column__material="chips")
        world = done.total("trade_flows", "value_usd", partner="WLD")
        assert len(done.rows("trade_flows")) == right["rows"] - right["nowhere"] + 4
        assert len(done.rows("trade_flows", partner="WLD")) == right["world"]
        assert world == pytest.approx(right["usd_world"], rel=1e-12)
        assert done.total("trade_flows", "value_usd") - world == pytest.approx(
            right["usd_partners"], rel=1e-12
        )
        tonnes = done.total("trade_flows", "quantity_t") - done.total(
            "trade_flows", "quantity_t", partner="WLD"
        )
        assert tonnes == pytest.approx(right["tonnes_partners"], rel=1e-12)
        assert told(check(done)) == {}

    def test_spring_of_2023(self, desk: Desk) -> None:
        right = counts.comtrade_2023()
        done = desk.read(desk.sample("comtrade/plus_2023layout_TradeData.csv"))
        assert done.recognised.variant == "plus-2023"
        assert len(done.rows("trade_flows", quantity_t="")) == right["rows"]
        assert done.total("trade_flows", "value_usd") == pytest.approx(right["usd_partners"], rel=1e-12)
        assert told(check(done)) == {}

    def test_shifted(self, desk: Desk) -> None:
        right = counts.comtrade_shifted()
        done = desk.read(desk.sample("comtrade/plus_shifted_by_pandas_REE.csv"))
        assert len(done.rows("trade_flows", partner="WLD")) == right["world"]
        assert sum(row["quantity_t"] != "" for row in done.rows("trade_flows")) == right["weighed"]
        assert done.total("trade_flows", "quantity_t") == pytest.approx(right["tonnes"], rel=1e-12)
        assert done.total("trade_flows", "value_usd") == pytest.approx(right["usd"], rel=1e-12)
        cerium = done.total("trade_flows", "value_usd", product="284610", flow="import")
        assert cerium == pytest.approx(right["usd_imports_284610"], rel=1e-12)
        assert told(check(done)) == {}

    def test_nothing_of_chapters_or_other_classifications(self, desk: Desk) -> None:
        chapters = desk.read(desk.sample("comtrade/plus_custom_columns.xlsx"))
        assert len(chapters.said("pattern")) == chapters.records == counts.comtrade_custom()["rows"]
        legacy = desk.read(desk.sample("comtrade/legacy_12cols_H5.csv"))
        assert len(legacy.said("pattern")) == legacy.records == counts.comtrade_legacy()["rows"]
        sitc = desk.read(desk.sample("comtrade/legacy_35cols_S4.csv"))
        assert len(sitc.said("enum")) == counts.comtrade_sitc()["sitc"]
        assert not any((chapters.files, legacy.files, sitc.files))
