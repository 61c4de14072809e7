"""World Bank governance: long, wide, from Stata, from the DataBank and from the API, old codes and commas."""

from __future__ import annotations

import pytest

from tests.readers.formats import counts
from tests.readers.formats.desk import FORMATS, Desk, Read, accepted, check, needs_samples, told


def points(done: Read) -> list[tuple[str, str, str, str]]:
    """Series, period, value and unit of every row."""
    return [(r["series"], r["period"], r["value"], r["unit"]) for r in done.rows("indices")]


def test_the_long_release_with_dots_for_missing_and_old_codes(desk: Desk) -> None:
    head = [
        "codeindyr",
        "code",
        "countryname",
        "year",
        "indicator",
        "estimate",
        "stddev",
        "nsource",
        "pctrank",
    ]
    rows = [
        ["CHNpv2023", "CHN", "China", 2023, "pv", -0.5, 0.2, 8, 27.5],
        ["ADOpv2023", "ADO", "Andorra", 2023, "pv", "..", "..", "..", ".."],
        ["ZARcc2023", "ZAR", "Congo, Dem. Rep.", 2023, "cc", -1.5, 0.1, 9, ".."],
    ]
    done = desk.read(desk.workbook(Sheet1=[head, *rows]))
    assert points(done) == [
        ("WGI_PV_EST_CHN", "2023", "-0.5", "estimate"),
        ("WGI_PV_PCT_CHN", "2023", "27.5", "percentile"),
        ("WGI_CC_EST_COD", "2023", "-1.5", "estimate"),
    ]
    assert [(f.row, f.rule) for f in done.findings] == [("3", "blank_row")]
    assert done.rows("sources")[0]["source_key"] == "wgi-2024"
    assert {str(row["known_from"]) for row in accepted(done, "indices")} == {"2024-11-01"}
    assert told(check(done)) == {}


def test_the_wide_workbook_has_years_above_its_fields(desk: Desk) -> None:
    fields = ["Estimate", "StdErr", "NumSrc", "Rank", "Lower", "Upper"]
    sheet = [
        ["Rule of Law"],
        [],
        ["", "", *[1996] * 6, *[1998] * 6],
        ["Country/Territory", "WBCode", *fields, *fields],
        ["CHINA", "CHN", -0.5, 0.1, 7, 35, 30, 40, -0.4, 0.1, 7, 37, 30, 41],
        ["KOSOVO", "KSV", "#N/A", "", "", "", "", "", -0.9, 0.1, 3, 20, 10, 30],
    ]
    done = desk.read(desk.workbook(Introduction=[["text"]], RuleofLaw=sheet))
    assert done.recognised.variant == "wide"
    assert points(done) == [
        ("WGI_RL_EST_CHN", "1996", "-0.5", "estimate"),
        ("WGI_RL_PCT_CHN", "1996", "35", "percentile"),
        ("WGI_RL_EST_CHN", "1998", "-0.4", "estimate"),
        ("WGI_RL_PCT_CHN", "1998", "37", "percentile"),
        ("WGI_RL_EST_XKX", "1998", "-0.9", "estimate"),
        ("WGI_RL_PCT_XKX", "1998", "20", "percentile"),
    ]
    assert told(check(done)) == {}


def test_the_file_of_stata_as_text(desk: Desk) -> None:
    text = ",code,countryname,year,vae,vas,van,var,pve,pvr,gee,ger\n0,USA,United States,2021,1.5,,11.0,90.5,,,1,80\n"
    assert points(desk.read(desk.text(text))) == [
        ("WGI_VA_EST_USA", "2021", "1.5", "estimate"),
        ("WGI_VA_PCT_USA", "2021", "90.5", "percentile"),
        ("WGI_GE_EST_USA", "2021", "1", "estimate"),
        ("WGI_GE_PCT_USA", "2021", "80", "percentile"),
    ]


def test_databank_with_decimal_commas_and_lines_below(desk: Desk) -> None:
    done = desk.read(
        desk.text(
            "Country Name,Country Code,Series Name,Series Code,2022 [YR2022],2023 [YR2023]\n"
            'China,CHN,Rule of Law: Percentile Rank,RL.PER.RNK,"54,25",..\n'
            'China,CHN,"Rule of Law: Percentile Rank, Lower Bound",RL.PER.RNK.LOWER,"40,5",\n'
            ",,,,,\nData from database: Worldwide Governance Indicators,,,,,\n"
        )
    )
    assert points(done) == [("WGI_RL_PCT_CHN", "2022", "54.25", "percentile")]
    assert [(f.row, f.rule) for f in done.findings] == [
        ("3", "not_ours"),
        ("4", "blank_row"),
        ("5", "blank_row"),
    ]
    assert told(check(done)) == {}


def test_the_api_file_has_lines_above_and_groups_among_countries(desk: Desk) -> None:
    head = '\ufeff"Data Source","Worldwide Governance Indicators",\n\n"Last Updated Date","2025-10-18",\n\n'
    names = '"Country Name","Country Code","Indicator Name","Indicator Code","2022","2023",\n'
    words = '"Government Effectiveness: Estimate","GE.EST"'
    rows = f'"China","CHN",{words},"0.5","0.75",\n"Euro area","EMU",{words},"1","1",\n'
    done = desk.read(desk.text(head + names + rows))
    assert done.recognised.variant == "api"
    assert [point[:3] for point in points(done)] == [
        ("WGI_GE_EST_CHN", "2022", "0.5"), ("WGI_GE_EST_CHN", "2023", "0.75"),
    ]  # fmt: skip
    assert [(f.row, f.rule) for f in done.findings] == [("7", "aggregate_row")]
    assert told(check(done)) == {}


@needs_samples
class TestSamples:
    """The files analysts have, against totals counted from their cells."""

    def test_long(self, desk: Desk) -> None:
        right = counts.wgi_long()
        done = desk.read(desk.sample("wgi/wgidataset_2024_long_cut.xlsx"))
        assert (done.records, len(done.rows("indices"))) == (right["rows"], right["figures"])
        assert done.total("indices", "value", unit="percentile") == pytest.approx(right["ranks"])
        andorra = done.total("indices", "value", unit="estimate", country="AND")
        assert andorra == pytest.approx(right["andorra"])
        assert told(check(done)) == {}

    def test_stata(self, desk: Desk) -> None:
        right = counts.wgi_stata()
        done = desk.read(desk.sample("wgi/wgi_legacy_wide_from_stata.csv"))
        assert len(done.rows("indices")) == right["figures"]
        law = [row for row in accepted(done, "indices") if row["series"].startswith("WGI_RL_EST")]
        assert sum(row["value"] for row in law) == pytest.approx(right["rule_of_law"])
        # The Netherlands Antilles are no country any more.
        assert set(told(check(done))) == {("indices", "unknown_country")}

    def test_databank(self, desk: Desk) -> None:
        right = counts.wgi_databank()
        done = desk.read(desk.sample("wgi/databank_decimal_comma.csv"))
        assert (done.records, len(done.rows("indices"))) == (right["rows"], right["figures"])
        assert done.total("indices", "value") == pytest.approx(right["sum"])
        assert told(check(done)) == {}

    def test_another_indicator_of_the_bank_is_none_of_ours(self, desk: Desk) -> None:
        book = desk.sample("wgi/worldbank_api_csv_v2.csv")
        assert [form.name for form in FORMATS if form.recognise(book)] == []
