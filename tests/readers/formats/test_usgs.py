"""USGS summaries: four layouts, editions apart, and marks kept as information."""

from __future__ import annotations

import csv

import pytest

from chokepoint.config import DATA
from tests.readers.formats import counts
from tests.readers.formats.desk import Desk, Read, accepted, check, needs_samples, told

WORLD = (
    "\ufeffSource,Country,Type,Prod_t_est_2022,Prod_t_est_2023,Prod_notes,Reserves_t,Reserves_notes,,\r\n"
    'MCS2024,United\xa0States,"Rare earths, mine production, rare-earth-oxide equivalent, metric tons",40,50,,900,,,\r\n'
    'MCS2024,China3,"Rare earths, mine production, rare-earth-oxide equivalent, metric tons",200,W,,NA,,,\r\n'
    'MCS2024,World total (rounded),"Rare earths, mine production, rare-earth-oxide equivalent",240,250,,>800,,,\r\n'
    ",,,,,,,,,\r\n"
)
COMBINED = (
    "SOURCE,COMMODITY,COUNTRY,TYPE,UNIT_MEAS,PROD_2023,PROD_EST_ 2024,PROD_NOTES,CAP_2023,CAP_EST_ 2024,CAP_NOTES,"
    "RESERVES_2024,RESERVE_NOTES\n"
    "MCS2025,Gallium ,Canada ,Primary production,kilograms,3000,4000,estimated 2023,,9000,,,\n"
    'MCS2025,Tungsten,China,Mine production,thousand metric tons,2,3,,,,,"1,500",Included\n'
    "MCS2025,Rare earths,Other Countries,Mine production,metric tons,7,8,,,,,Included in World total.,\n"
    "MCS2025,Cement,China,Plant production,metric tons,1,2,,,,,,\n"
)
LONG = (
    "MCS chapter,Section,Commodity,Country,Statistics,Statistics_detail,Unit,Year,Value,Notes,"
    "Is critical mineral 2025,Other notes\n"
)
REO = '"(Data in metric tons, rare-earth-oxide (REO) equivalent, unless otherwise specified)"'
BALANCE = "RARE EARTHS,Salient Statistics—United States,Rare Earths,United States"


def long(*rows: str) -> bytes:
    """A long table of 2026, as its publisher encodes it."""
    year = f"{BALANCE},Employment,Employment,number,2025,300,,Yes,{REO}"
    return (LONG + "\n".join([year, *rows]) + "\n").encode("cp1252")


def figures(done: Read, table: str = "production") -> list[tuple[str, ...]]:
    """The rows of production in short."""
    columns = ("country", "measure", "period", "value", "bound", "unit", "nature")
    return [tuple(row[column] for column in columns) for row in done.rows(table)]


def test_world_table_with_empty_columns_and_marks(desk: Desk) -> None:
    done = desk.read(desk.text(WORLD))
    assert done.recognised.why.endswith("edition 2024")
    assert figures(done) == [
        ("United States", "production", "2022", "40", "=", "t REO", "estimate"),
        ("United States", "production", "2023", "50", "=", "t REO", "estimate"),
        ("United States", "reserves", "2023", "900", "=", "t REO", "reported"),
        ("China", "production", "2022", "200", "=", "t REO", "estimate"),
        ("WLD", "production", "2022", "240", "=", "t REO", "estimate"),
        ("WLD", "production", "2023", "250", "=", "t REO", "estimate"),
        ("WLD", "reserves", "2023", "800", ">", "t REO", "reported"),
    ]
    assert [(f.row, f.column, f.value, f.rule) for f in done.findings] == [
        ("3", "prod_t_est_2023", "W", "cell_note"),
        ("3", "reserves_t", "NA", "missing_word"),
        ("5", "(row)", "", "blank_row"),
    ]
    assert {row["known_from"] for row in done.rows("production")} == {"2024-02-07"}
    assert told(check(done)) == {}


def test_combined_table_with_units_by_row(desk: Desk) -> None:
    done = desk.read(desk.text(COMBINED))
    assert figures(done) == [
        ("Canada", "production", "2023", "3", "=", "t", "estimate"),
        ("Canada", "production", "2024", "4", "=", "t", "estimate"),
        ("Canada", "capacity", "2024", "9", "=", "t", "estimate"),
        ("China", "production", "2023", "2000", "=", "t", "reported"),
        ("China", "production", "2024", "3000", "=", "t", "estimate"),
        ("China", "reserves", "2024", "1500000", "=", "t", "reported"),
        ("OTH", "production", "2023", "7", "=", "t", "reported"),
        ("OTH", "production", "2024", "8", "=", "t", "estimate"),
    ]
    assert [(f.row, f.rule, f.value) for f in done.findings] == [
        ("4", "type", "Included in World total."), ("5", "not_ours", "Cement"),
    ]  # fmt: skip
    assert told(check(done)) == {}


def test_the_long_table_keeps_net_exporters_bounds_and_spans(desk: Desk) -> None:
    reliance = "Net import reliance,Net import reliance as a percentage of apparent consumption"
    done = desk.read(
        desk.bytes(
            long(
                f"{BALANCE},{reliance}: Compounds and metals,percent,2024,>95,,Yes,{REO}",
                f"{BALANCE},{reliance}: Mineral concentrates,percent,2024,E,,Yes,{REO}",
                f"{BALANCE},{reliance},percent,2025,W,Estimated.,Yes,{REO}",
                "RARE EARTHS,Import Sources,Rare Earths,Other countries,Import sources 2021-2024,"
                "Rare-earth compounds and metals,percent,2021–24,10,,Yes,",
                f'{BALANCE},Import,Imports: Compounds,metric tons,2024,"7,000",Estimated.,Yes,{REO}',
            )
        )
    )
    columns = (
        "measure",
        "form",
        "partner",
        "period",
        "frequency",
        "value",
        "bound",
        "unit",
        "basis",
        "nature",
    )
    assert [tuple(row[column] for column in columns) for row in done.rows("dependency")] == [
        ("net_import_reliance", "compounds_and_metals", "WLD", "2024", "A", "95", ">", "%", "apparent_consumption", "reported"),
        ("net_import_reliance", "concentrate", "WLD", "2024", "A", "", "net_exporter", "%", "apparent_consumption", "reported"),
        ("net_import_reliance", "any", "WLD", "2025", "A", "", "withheld", "%", "apparent_consumption", "estimate"),
        ("import_share", "compounds_and_metals", "OTH", "2021..2024", "SPAN", "10", "=", "%", "gross", "reported"),
        ("imports", "compounds", "WLD", "2024", "A", "7000", "=", "t REO", "REO", "estimate"),
    ]  # fmt: skip
    assert {row["known_from"] for row in done.rows("dependency")} == {"2026-02-07"}
    assert [(f.row, f.rule, f.value) for f in done.findings] == [("2", "unread_row", "Employment")]
    assert told(check(done)) == {}


def test_prices_say_form_purity_and_who_assessed(desk: Desk) -> None:
    price = '"Price, average, dollars per kilogram: Dysprosium oxide, 99.5% minimum"'
    span = '"Price, global, dollars per kilogram: Scandium oxide, powder, 99.99% purity"'
    head = "RARE EARTHS,Salient Statistics—United States"
    done = desk.read(
        desk.bytes(
            long(
                f"{head},Dysprosium,United States,Price,{price},dollars per kilogram,2024,200,Free on board. Source: Argus Media.,Yes,",
                f'{head},Scandium,United States,Price,{span},dollars per kilogram,2024,"800–1,000",Ex-works China.,Yes,',
                f'{head},Tungsten,United States,Price,"Price, dollars per metric ton unit",dollars per unit,2024,3,,Yes,',
            )
        )
    )
    columns = (
        "material",
        "form",
        "purity",
        "market",
        "assessor",
        "value",
        "value_low",
        "value_high",
        "bound",
        "unit",
    )
    assert [tuple(row[column] for column in columns) for row in done.rows("prices")] == [
        ("Dy", "oxide", "99.5%", "unstated", "Argus", "200", "", "", "=", "USD/kg"),
        ("Sc", "oxide", "powder, 99.99%", "china_domestic", "unstated", "900", "800", "1000", "range", "USD/kg"),
    ]  # fmt: skip
    assert [(f.row, f.rule) for f in done.findings] == [("2", "unread_row"), ("5", "blank_row")]
    assert told(check(done)) == {}


def test_world_rows_of_the_long_table(desk: Desk) -> None:
    world = "RARE EARTHS,World Mine Production and Reserves,Rare Earths"
    done = desk.read(
        desk.bytes(
            long(
                f'{world},China,Production,Mine production,metric tons,2025,"270,000",Estimated.,Yes,{REO}',
                f"{world},Canada,Production,Mine production,metric tons,2025,—,,Yes,{REO}",
                f"{world},World total,Reserves,Reserves: rounded,metric tons,2025,>90,,Yes,{REO}",
                f'{world},Vietnam,Production,Mine production,metric tons,2025,"10 - 15",,Yes,{REO}',
            )
        )
    )
    assert figures(done) == [
        ("China", "production", "2025", "270000", "=", "t REO", "estimate"),
        ("Canada", "production", "2025", "0", "=", "t REO", "reported"),
        ("WLD", "reserves", "2025", "90", ">", "t REO", "reported"),
    ]
    assert [(f.row, f.rule) for f in done.findings] == [
        ("2", "unread_row"),
        ("6", "type"),
        ("6", "blank_row"),
    ]


def test_yearly_statistics_carry_unit_and_form_in_their_headings(desk: Desk) -> None:
    done = desk.read(
        desk.text(
            "\ufeffDataSource,Commodity,Year,USprod_Mine_t,Imports_Metal_kt,Price_Oxide_dkg,Employment_num,NIR_pct\r\n"
            "MCS2023,Tungsten,2021,W,9,1.5,40,>50\r\n"
            "MCS2023,Rare earths,2022,43000,,,,E\r\n"
        )
    )
    columns = ("measure", "form", "period", "value", "bound", "unit")
    assert [tuple(row[column] for column in columns) for row in done.rows("dependency")] == [
        ("production", "any", "2021", "", "withheld", "t"),
        ("imports", "metal", "2021", "9000", "=", "t"),
        ("net_import_reliance", "any", "2021", "50", ">", "%"),
        ("production", "any", "2022", "43000", "=", "t"),
        ("net_import_reliance", "any", "2022", "", "net_exporter", "%"),
    ]
    (price,) = done.rows("prices")
    assert (price["material"], price["form"], price["value"], price["unit"]) == (
        "W",
        "oxide",
        "1.5",
        "USD/kg",
    )
    assert told(check(done)) == {}


def test_figure_two_has_an_order_but_no_shares(desk: Desk) -> None:
    done = desk.read(
        desk.text(
            "Source,Import_Share_Order,Commodity,Net_Import_Reliance_pct_2024,Major_Import_Sources_2020_2023,Notes\n"
            'MCS2025,1,"RARE EARTHS, compounds and metals",80,"China, Malaysia",Descending.\n'
            'MCS2025,2,GERMANIUM,>50,"Belgium, China3 ",\n'
            "MCS2025,3,CEMENT,22,Turkey,\n"
        )
    )
    assert [(r["material"], r["form"], r["value"], r["bound"], r["period"]) for r in done.rows("dependency")] == [
        ("REE", "compounds_and_metals", "80", "=", "2024"), ("Ge", "any", "50", ">", "2024"),
    ]  # fmt: skip
    assert "descending order: China, Malaysia" in done.rows("dependency")[0]["notes"]
    assert [(f.row, f.rule) for f in done.findings] == [("4", "not_ours")]
    assert told(check(done)) == {}


@needs_samples
class TestSamples:
    """The files analysts have, against totals counted from their cells."""

    def test_2024(self, desk: Desk) -> None:
        right = counts.usgs_2024()
        done = desk.read(desk.sample("usgs/mcs2024-raree_world.csv"))
        made = {"measure": "production"}
        world = done.total("production", "value", country="WLD", period="2023", **made)
        assert len(done.rows("production")) == right["figures"]
        assert len(done.said("missing_word")) == right["not_available"]
        assert world == right["world_2023"]
        assert done.total("production", "value", period="2023", **made) - world == right["tonnes_2023"]
        assert told(check(done)) == {}

    @pytest.mark.parametrize(
        ("commodity", "material", "factor"),
        [("Rare earths", "REE", 1), ("Gallium", "Ga", 0.001), ("Graphite", "graphite", 1)],
    )
    def test_2025(self, desk: Desk, commodity: str, material: str, factor: float) -> None:
        right = counts.usgs_2025(commodity)
        done = desk.read(desk.sample("usgs/MCS2025_World_Data.csv"))
        made = {"measure": "production", "material": material}
        world = done.total("production", "value", country="WLD", period="2024", **made)
        assert world == pytest.approx(right["world_2024"] * factor)
        whole = done.total("production", "value", period="2024", **made)
        assert whole - world == pytest.approx(right["units_2024"] * factor)
        assert done.records == right["file"]
        assert told(check(done)) == {}

    def test_2026(self, desk: Desk) -> None:
        right = counts.usgs_2026()
        done = desk.read(desk.sample("usgs/MCS2026_Commodities_Data_cut.csv"))
        made = {"measure": "production", "material": "REE", "period": "2025"}
        world = done.total("production", "value", country="WLD", **made)
        assert done.total("production", "value", **made) - world == right["tonnes_2025"]
        shares = {"measure": "import_share", "material": "REE"}
        assert done.total("dependency", "value", **shares) == right["rare_earth_shares_pct"]
        assert len(done.rows("dependency", measure="import_share")) == right["shares"]
        reliance = done.rows("dependency", measure="net_import_reliance", material="REE")
        assert len(reliance) == right["reliance"]
        assert sum(row["bound"] == "net_exporter" for row in reliance) == right["net_exporter"]
        assert done.records == right["file"]
        assert told(check(done)) == {}

    def test_2026_says_what_the_shipped_tables_say_of_the_same_edition(self, desk: Desk) -> None:
        """The shipped rows were taken from the printed chapter by hand: the reader finds the same figures."""
        done = desk.read(desk.sample("usgs/MCS2026_Commodities_Data_cut.csv"))
        keys = {
            "dependency": ("measure", "material", "form", "partner", "period"),
            "prices": ("material", "form", "period"),
            "production": ("material", "country", "measure", "period"),
        }
        compared = 0
        for table, key in keys.items():
            read: dict[tuple[str, ...], set[tuple[float | None, str]]] = {}
            for row in accepted(done, table):
                read.setdefault(tuple(row[k] for k in key), set()).add((row["value"], row["bound"]))
            with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
                shipped = [row for row in csv.DictReader(file) if row["source_key"] == "usgs-mcs-2026-ree"]
            for row in shipped:
                if (found := read.get(tuple(row[k] for k in key))) and row["value"]:
                    compared += 1
                    assert (float(row["value"]), row["bound"]) in found, row
        assert compared > 100

    def test_figure_and_yearly_statistics(self, desk: Desk) -> None:
        right = counts.usgs_figure()
        figure = desk.read(desk.sample("usgs/MCS2025_Fig2_Net_Import_Reliance.csv"))
        assert figure.records == right["rows"]
        assert len(figure.rows("dependency")) + figure.listed == right["rows"]
        assert figure.total("dependency", "value", material="REE") == 80
        yearly = desk.read(desk.sample("usgs/mcs2022-alumi_salient.csv"))
        assert len(yearly.said("not_ours")) == yearly.records == 5
        assert not yearly.files
