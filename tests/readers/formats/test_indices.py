"""GPR, TPU, EPU and UCT: each series by itself, code books and references left where they are."""

from __future__ import annotations

import pytest

from tests.readers.formats import counts
from tests.readers.formats.desk import Desk, Read, check, needs_samples, told

GPR = "month,GPR,GPRH,SHARE_GPR,N10,GPRC_CHN,GPRHC_USA,var_name,var_label\n"


def points(done: Read) -> list[tuple[str, str, str, str]]:
    """Series, period, value and unit of every row."""
    return [(r["series"], r["period"], r["value"], r["unit"]) for r in done.rows("indices")]


def test_monthly_risk_with_a_code_book_beside_it(desk: Desk) -> None:
    text = GPR + "1900-01-01,,90,,7000,,0.5,month,Month\n2025-12-01,120,110,3,7000,0.8,0.5,,\n"
    done = desk.read(desk.text(text))
    assert (done.recognised.variant, done.recognised.certainty) == ("gpr-monthly", "certain")
    assert points(done) == [
        ("GPRH", "1900-01", "90", "index"),
        ("GPRHC_USA", "1900-01", "0.5", "% of articles"),
        ("GPR", "2025-12", "120", "index"),
        ("GPRH", "2025-12", "110", "index"),
        ("SHARE_GPR", "2025-12", "3", "% of articles"),
        ("GPRC_CHN", "2025-12", "0.8", "% of articles"),
        ("GPRHC_USA", "2025-12", "0.5", "% of articles"),
    ]
    assert done.rows("indices", series="GPRC_CHN")[0]["country"] == "CHN"
    # December comes out in January: the edition of the next year.
    assert done.rows("sources")[0]["source_key"] == "gpr-2026"
    assert told(check(done)) == {}


@pytest.mark.parametrize(("first", "second"), [("1/1/1985", "2/1/1985"), ("1/1/1985", "1/2/1985")])
def test_months_with_slashes_are_first_days(desk: Desk, first: str, second: str) -> None:
    """Month first or day first: the part that is always 1 is the day."""
    done = desk.read(desk.text(GPR + "".join(f"{day},1,2,,,0.1,,,\n" for day in (first, second))))
    assert sorted({row["period"] for row in done.rows("indices")}) == ["1985-01", "1985-02"]


def test_daily_risk_takes_the_day_not_the_date(desk: Desk) -> None:
    text = "\ufeffDAY,N10D,GPRD,GPRD_ACT,date,GPRD_MA7,event,,\r\n19850102,300,99.5,98,1/2/1985,97,War,,\r\n"
    done = desk.read(desk.text(text))
    assert points(done) == [
        ("GPRD", "1985-01-02", "99.5", "index"),
        ("GPRD_ACT", "1985-01-02", "98", "index"),
        ("GPRD_MA7", "1985-01-02", "97", "index"),
    ]
    assert told(check(done)) == {}


def test_daily_uncertainty_with_real_zeros(desk: Desk) -> None:
    done = desk.read(desk.text("day,month,year,daily_tpu_index\n1,1,1985,0.00\n2,1,1985,438.5\n"))
    assert points(done) == [
        ("TPU_DAILY", "1985-01-01", "0.00", "index"), ("TPU_DAILY", "1985-01-02", "438.5", "index"),
    ]  # fmt: skip
    assert told(check(done)) == {}


def test_pieces_of_the_mainland_index_are_series_of_their_own(desk: Desk) -> None:
    note = "Source: ''Economic Policy Uncertainty in China''"
    sheets = {
        "EPU 1979-1999": [["year", "month", "EPU", None, None, note], [1979, 1, 0, None, None, "free"]],
        "EPU 2000 onwards": [["year", "month", "EPU"], [2000, 1, 50], [2000, 2, None]],
        "TPU 2000 onwards": [["year", "month", "TPU"], [2000, 1, 30]],
    }
    done = desk.read(desk.workbook(**sheets))
    assert [point[:3] for point in points(done)] == [
        ("EPU_CHN_MAINLAND_1979_1999", "1979-01", "0"),
        ("EPU_CHN_MAINLAND_2000", "2000-01", "50"),
        ("TPU_CHN_MAINLAND_2000", "2000-01", "30"),
    ]
    assert [(f.row, f.rule) for f in done.findings] == [("3", "blank_row")]
    assert told(check(done)) == {}


def test_all_countries_with_references_below(desk: Desk) -> None:
    done = desk.read(
        desk.text(
            ",Year,Month,GEPU_current,China,SCMP China\n0,1997,1.0,70.5,100,90\n1,1997,2.0,71,,91\n"
            '2,"Baker, Scott R. (2016)",,,,\n'
        )
    )
    assert [point[:3] for point in points(done)] == [
        ("GEPU_CURRENT", "1997-01", "70.5"), ("EPU_CHINA", "1997-01", "100"), ("EPU_SCMP_CHINA", "1997-01", "90"),
        ("GEPU_CURRENT", "1997-02", "71"), ("EPU_SCMP_CHINA", "1997-02", "91"),
    ]  # fmt: skip
    assert [(f.row, f.rule) for f in done.findings] == [("4", "blank_row")]
    assert told(check(done)) == {}


def test_months_of_stata_ask_for_the_name_of_the_series(desk: Desk) -> None:
    book = desk.text("date,UCT\n1993m1,80.5\n1993m12,90\n")
    assert [(f.rule, f.severity) for f in desk.read(book).findings if f.severity == "ask"] == [
        ("map_column", "ask")
    ]
    done = desk.read(book, column__series="US-China tension")
    assert [point[:3] for point in points(done)] == [
        ("US_CHINA_TENSION", "1993-01", "80.5"), ("US_CHINA_TENSION", "1993-12", "90"),
    ]  # fmt: skip
    assert told(check(done)) == {}


@needs_samples
class TestSamples:
    """The files analysts have, against totals counted from their cells."""

    def test_monthly(self, desk: Desk) -> None:
        right = counts.gpr_monthly()
        done = desk.read(desk.sample("indices/data_gpr_export_cut.xls"))
        assert (done.records, len(done.rows("indices"))) == (right["months"], right["figures"])
        assert done.total("indices", "value", series="GPR") == pytest.approx(right["gpr"], rel=1e-12)
        assert done.total("indices", "value", series="GPRC_CHN") == pytest.approx(
            right["gprc_chn"], rel=1e-12
        )
        assert told(check(done)) == {}

    @pytest.mark.parametrize(
        "name", ["indices/data_gpr_daily_recent_cut.xls", "indices/gpr_daily_as_csv.csv"]
    )
    def test_daily(self, desk: Desk, name: str) -> None:
        right = counts.gpr_daily(name)
        done = desk.read(desk.sample(name))
        assert len(done.rows("indices", series="GPRD")) == right["days"]
        assert done.total("indices", "value", series="GPRD") == pytest.approx(right["gprd"], rel=1e-12)
        assert told(check(done)) == {}

    def test_uncertainty(self, desk: Desk) -> None:
        right = counts.tpu_daily()
        daily = desk.read(desk.sample("indices/All_Daily_TPU_Data.csv"))
        assert len(daily.rows("indices")) == right["days"]
        assert daily.total("indices", "value") == pytest.approx(right["sum"])
        assert sum(float(row["value"]) == 0 for row in daily.rows("indices")) == right["zeros"]
        right = counts.epu_scmp()
        scmp = desk.read(desk.sample("indices/SCMP_China_Policy_Uncertainty_Data.csv"))
        assert len(scmp.rows("indices")) == right["months"]
        assert scmp.total("indices", "value") == pytest.approx(right["sum"])
        assert told(check(daily)) == told(check(scmp)) == {}

    def test_mainland(self, desk: Desk) -> None:
        right = counts.epu_mainland()
        done = desk.read(desk.sample("indices/China_Mainland_Paper_EPU.xlsx"))
        series = {
            "EPU_CHN_MAINLAND_1949_1978": "EPU 1949-1978",
            "EPU_CHN_MAINLAND_1979_1999": "EPU 1979-1999",
            "EPU_CHN_MAINLAND_2000": "EPU 2000 onwards",
            "TPU_CHN_MAINLAND_2000": "TPU 2000 onwards",
        }
        for name, sheet in series.items():
            assert len(done.rows("indices", series=name)) == right[f"{sheet}: months"]
            assert done.total("indices", "value", series=name) == pytest.approx(right[f"{sheet}: sum"])
        assert told(check(done)) == {}
