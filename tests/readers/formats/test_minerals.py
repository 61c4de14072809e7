"""IEA, BGS and the EU study: two tables side by side, minerals beside oxides, two tables under one heading."""

from __future__ import annotations

import csv

import pytest

from chokepoint.config import DATA
from chokepoint.readers.book import FaultError
from tests.readers.formats import counts_more as counts
from tests.readers.formats.desk import Desk, accepted, check, needs_samples, told

TITLE = "Total supply for key energy transition minerals, base case (kt)"


class TestExplorer:
    """The supply sheet of the IEA: only its first year is an observation."""

    def sheets(self) -> dict[str, list[list[object]]]:
        years = ["", 2023, 2030, "", "", 2023, 2030]
        rows: list[list[object]] = [
            [],
            [TITLE],
            [],
            years,
            [],
            ["Copper - Mining", "", "", "", "Copper - Refining", "", ""],
            ["Chile", 5000, 5100, "", "China", 11000, 12000],
            [
                "Magnet rare earth elements - Mining",
                "",
                "",
                "",
                "Magnet rare earth elements - Refining",
                "",
                "",
            ],
            ["China", 40.5, 50, "", "China", 70, 80],
            ["Myanmar", 10, 9, "", "", "", ""],
            ["Rest of world", 5, 6, "", "Rest of world", 1, 2],
            ["Total", 55.5, 65, "", "Total clean", 71, 82],
            ["Top 3 share", 0.9, 0.8, "", "Top 3 share", 0.95, 0.9],
            ["Notes: Supply projections"],
        ]
        return {"Cover": [], "1 Total demand for key minerals": [["x"]], "2 Total supply for key minerals": rows,
                "Notice": [["", "Please cite this as: IEA (2024), Critical Minerals Data Explorer"]]}  # fmt: skip

    def test_a_supply_sheet_without_years_is_asked_about(self, desk: Desk) -> None:
        sheets = self.sheets()
        sheets["2 Total supply for key minerals"][3] = [""]
        done = desk.read(desk.workbook(**sheets))
        assert [(f.rule, f.severity) for f in done.findings] == [("unknown_table", "ask")]
        assert "names no years above its figures" in done.findings[0].reason

    def test_two_tables_side_by_side(self, desk: Desk) -> None:
        done = desk.read(desk.workbook(**self.sheets()))
        assert done.recognised.certainty == "certain"
        columns = ("stage", "country", "period", "scenario", "nature", "value", "unit")
        rows = [tuple(row[column] for column in columns) for row in done.rows("production", material="MREE")]
        assert rows[:4] == [
            ("mining", "China", "2023", "observed", "estimate", "40500", "t metal"),
            ("mining", "China", "2030", "base case", "projection", "50000", "t metal"),
            ("separation", "China", "2023", "observed", "estimate", "70000", "t metal"),
            ("separation", "China", "2030", "base case", "projection", "80000", "t metal"),
        ]
        assert [row[:3] for row in rows if row[1] in ("WLD", "ROW")] == [
            ("mining", "ROW", "2023"), ("mining", "ROW", "2030"), ("separation", "ROW", "2023"), ("separation", "ROW", "2030"),
            ("mining", "WLD", "2023"), ("mining", "WLD", "2030"), ("separation", "WLD", "2023"), ("separation", "WLD", "2030"),
        ]  # fmt: skip
        assert {(f.row, f.rule) for f in done.findings if f.row in ("7", "13", "14")} == {
            ("7", "not_ours"), ("13", "aggregate_row"), ("14", "blank_row"),
        }  # fmt: skip
        assert {row["known_from"] for row in done.rows("production")} == {"2024-05-31"}
        assert told(check(done)) == {}

    @needs_samples
    def test_sample(self, desk: Desk) -> None:
        right = counts.iea_supply()
        done = desk.read(desk.sample("iea/CM_Data_Explorer_May_2024_cut.xlsx"))
        for good, material in (("Magnet", "MREE"), ("Graphite", "graphite")):
            for side, stage in (("mined", "mining"), ("refined", "separation")):
                own = {"material": material, "stage": stage}
                parts = [
                    row for row in done.rows("production", period="2023", **own) if row["country"] != "WLD"
                ]
                assert len(parts) == right[f"{good} {side} rows"]
                for year in ("2023", "2040"):
                    world = done.total("production", "value", country="WLD", period=year, **own)
                    tonnes = done.total("production", "value", period=year, **own) - world
                    assert tonnes == pytest.approx(right[f"{good} {side} {year}"] * 1000)
        assert told(check(done)) == {}


class TestPolicies:
    """The policy tracker: many rows give a year alone, which is known at its end."""

    def test_days_years_and_markup(self, desk: Desk) -> None:
        head = "title,description,status,year,jurisdiction,datePromulgated,learnMore,dateModified,countries,policyType\n"
        kinds = '"[{""family"":""Economic"",""name"":""Financing""}]"'
        rows = (
            f'Fund,"<div>One <b>fund</b>\nfor all</div>",In force,2019,National,2019-12-12,http://a.b,1750778163236,'
            f'"[{{""iso3"":""EUR""}},{{""iso3"":""JPN""}}]",{kinds}\n'
            f'Plan,<p>x</p>,Ended,2021,National,,,1750778163236,"[{{""iso3"":""BRA""}}]",{kinds}\n'
        )
        done = desk.read(desk.text(head + rows))
        fund, plan = done.rows("coverage_events")
        assert (fund["date"], fund["initiator"], fund["code"], fund["url"]) == (
            "2019-12-12",
            "EUU",
            "Financing",
            "http://a.b",
        )
        assert fund["notes"] == "In force; countries: EUU, JPN; One fund for all"
        assert (plan["date"], plan["known_from"], plan["initiator"]) == ("2021-12-31", "2021-12-31", "BRA")
        assert "only the year is given (2021)" in plan["notes"]
        assert told(check(done)) == {}

    @needs_samples
    def test_sample(self, desk: Desk) -> None:
        right = counts.iea_policies()
        done = desk.read(desk.sample("iea/IEA_CM_Policies_cut.csv"))
        rows = accepted(done, "coverage_events")
        assert (done.records, len(rows)) == (right["rows"], right["rows"])
        assert sum("only the year is given" in row["notes"] for row in rows) == right["years_only"]
        assert sum(row["initiator"] == "EUU" for row in rows) == right["union"]
        assert told(check(done)) == {}


class TestSurvey:
    """BGS: columns in any order, minerals and oxides never added."""

    HEAD = (
        "quantity,year,bgs_statistic_type_trans,units,country_iso3_code,country_trans,bgs_commodity_trans,"
        "bgs_sub_commodity_trans,quantity_in_book_style,concat_figure_notes_text,data_precision_description\n"
    )

    def test_minerals_and_oxides_are_two_sources(self, desk: Desk) -> None:
        rows = (
            "100,1995-01-01 00:00:00,Production,tonnes (metric),CHN,China,rare earth minerals,Monazite,100,Exports.,\n"
            "60,1995-01-01 00:00:00,Production,tonnes (metric),CHN,China,rare earth oxides,,60,Estimates.|Tailings.,\n"
            "0,1996-01-01 00:00:00,Production,tonnes (metric),ZAR,Zaire,rare earth oxides,,-----,,Nil (nothing produced)\n"
            ",1997-01-01 00:00:00,Production,tonnes (metric),CHN,China,rare earth oxides,,...,,Figures not available\n"
            "5,1997-01-01 00:00:00,Imports,tonnes (metric),CHN,China,rare earth oxides,,5,,\n"
            "5,1997-01-01 00:00:00,Production,tonnes (metric),CHN,China,talc,,5,,\n"
        )
        done = desk.read(desk.text(self.HEAD + rows))
        columns = ("country", "period", "value", "unit", "nature", "source_key")
        assert [tuple(row[column] for column in columns) for row in done.rows("production")] == [
            ("CHN", "1995", "100", "t", "reported", "bgs-wms-rare-earth-minerals-monazite"),
            ("CHN", "1995", "60", "t REO", "estimate", "bgs-wms-rare-earth-oxides"),
            ("COD", "1996", "0", "t REO", "reported", "bgs-wms-rare-earth-oxides"),
        ]
        assert [(f.row, f.rule) for f in done.findings] == [
            ("5", "blank_row"),
            ("6", "unread_row"),
            ("7", "not_ours"),
        ]
        assert told(check(done)) == {}

    @needs_samples
    def test_sample(self, desk: Desk) -> None:
        right = counts.bgs()
        done = desk.read(desk.sample("bgs/BGS_rare_earths_production.csv"))
        assert (done.records, done.listed) == (right["rows"], right["missing"])
        oxides = {"source_key": "bgs-wms-rare-earth-oxides"}
        assert done.total("production", "value", **oxides) == pytest.approx(right["oxides"])
        minerals = done.total("production", "value") - done.total("production", "value", **oxides)
        assert minerals == pytest.approx(right["minerals"])
        china = done.total("production", "value", country="CHN", period="2020", **oxides)
        assert china == pytest.approx(right["oxides_china_2020"])
        # The Soviet Union is no country of the list.
        assert told(check(done)) == {("production", "unknown_country"): right["soviet"]}


class TestStudy:
    """The EU study: the two tables of shares have the same headings, so it is asked which one it is."""

    SHARES = "Material,Stage,Country,Share,t\r\nNeodymium,E,China,68.3%,1\r\nNeodymium,P,Türkiye,<0.1%,0.8\r\nTalc,E,China,5%,1\r\n"

    def test_shares_of_supply(self, desk: Desk) -> None:
        book = desk.text(self.SHARES, "cp1252")
        assert [(f.rule, f.column) for f in desk.read(book).findings] == [("map_column", "measure")]
        done = desk.read(book, column__measure="share_of_supply")
        columns = (
            "stage",
            "material",
            "country",
            "measure",
            "period",
            "value",
            "bound",
            "unit",
            "known_from",
        )
        assert [tuple(row[column] for column in columns) for row in done.rows("production")] == [
            ("mining", "Nd", "China", "share_of_supply", "2016..2020", "68.3", "=", "%", "2023-03-16"),
            ("separation", "Nd", "Türkiye", "share_of_supply", "2016..2020", "0.1", "<", "%", "2023-03-16"),
        ]
        assert [(f.row, f.rule) for f in done.findings] == [("4", "not_ours")]
        assert told(check(done)) == {}

    def test_shares_of_sourcing(self, desk: Desk) -> None:
        done = desk.read(desk.text(self.SHARES, "cp1252"), column__measure="sourcing_share")
        assert [(r["country"], r["partner"], r["value"]) for r in done.rows("dependency")] == [
            ("EUU", "China", "68.3"), ("EUU", "Türkiye", "0.1"),
        ]  # fmt: skip
        assert told(check(done)) == {}

    @pytest.mark.parametrize(("last", "said"), [(4, {}), (6, {("production", "share_sum"): 1})])
    def test_official_groups_reach_104_percent_but_not_106(
        self, desk: Desk, last: int, said: dict[object, int]
    ) -> None:
        rows = "".join(
            f"Gallium,P,{name},{share}%,1\r\n"
            for name, share in (("China", 90), ("Japan", 10), ("Russia", last))
        )
        done = desk.read(
            desk.text("Material,Stage,Country,Share,t\r\n" + rows), column__measure="share_of_supply"
        )
        report = check(done)
        assert told(report) == said
        assert bool(told(report, "note").get(("production", "share_sum_note"))) == (last == 4)

    def test_scores_with_dashes(self, desk: Desk) -> None:
        done = desk.read(
            desk.text("Material,Year,SR,EI\r\nHREEs,2020,5.6,3.9\r\nTalc,2011,-,-\r\nScandium,2020,3.1,-\r\n")
        )
        columns = ("series", "material", "period", "value", "known_from")
        assert [tuple(row[column] for column in columns) for row in done.rows("indices")] == [
            ("EU_SR_HREE", "HREE", "2020", "5.6", "2021-01-01"),
            ("EU_EI_HREE", "HREE", "2020", "3.9", "2021-01-01"),
            ("EU_SR_SCANDIUM", "Sc", "2020", "3.1", "2021-01-01"),
        ]
        assert [(f.row, f.rule) for f in done.findings] == [("3", "blank_row")]
        assert told(check(done)) == {}

    def test_uses_with_the_euro_sign_of_windows(self, desk: Desk) -> None:
        text = "Material,Application,Share,NACE sector,VA in million €\r\nCerium,Autocatalysts,60%,C20 - Chemicals,5\r\n"
        (row,) = desk.read(desk.text(text, "cp1252")).rows("sectors")
        assert (row["sector"], row["item"], row["material"], row["value"], row["unit"]) == (
            "Autocatalysts", "NACE C20", "Ce", "60", "%",
        )  # fmt: skip

    @needs_samples
    def test_samples(self, desk: Desk) -> None:
        right = counts.eu_shares()
        done = desk.read(desk.sample("eu_crm/eu_crm_supply_shares_EU.csv"), column__measure="sourcing_share")
        assert done.records == right["rows"]
        assert len(done.rows("dependency", material="Nd")) == right["own"]
        for stage, name in (("mining", "mined"), ("separation", "processed")):
            assert done.total("dependency", "value", material="Nd", stage=stage) == pytest.approx(right[name])
        assert told(check(done)) == {}
        right = counts.eu_scores()
        scores = desk.read(desk.sample("eu_crm/eu_crm_over_time.csv"))
        assert (scores.records, len(scores.rows("indices"))) == (right["rows"], right["scores"])
        assert scores.total("indices", "value") == pytest.approx(right["sr"] + right["ei"])
        assert told(check(scores)) == {}

    @needs_samples
    def test_shares_of_the_sample_are_those_on_file(self, desk: Desk) -> None:
        """The shipped sourcing shares of the study were taken from the report: the sample says the same."""
        done = desk.read(desk.sample("eu_crm/eu_crm_supply_shares_EU.csv"), column__measure="sourcing_share")
        key = ("material", "stage", "partner")
        read = {tuple(row[k] for k in key): row["value"] for row in accepted(done, "dependency")}
        with (DATA / "dependency.csv").open(encoding="utf-8", newline="") as file:
            shipped = [
                r
                for r in csv.DictReader(file)
                if r["source_key"] == "ec23" and r["measure"] == "sourcing_share"
            ]
        same = [
            float(row["value"]) == read[k] for row in shipped if (k := tuple(row[c] for c in key)) in read
        ]
        assert len(same) > 20
        assert all(same)

    @needs_samples
    def test_a_sample_that_ends_inside_quotes_says_so(self, desk: Desk) -> None:
        with pytest.raises(FaultError, match="cannot be read"):
            desk.read(desk.sample("eu_crm/eu_crm_use_shares_cp1252.csv"))
