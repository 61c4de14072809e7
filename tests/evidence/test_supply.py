"""Imports, stocks, uses, prices, scores and elements of the Supply page, on small tables done by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pandas as pd
import pytest

from chokepoint.config import CONFIG, read_settings
from chokepoint.evidence.countries import exposures
from chokepoint.evidence.criticality import scores
from chokepoint.evidence.elements import elements
from chokepoint.evidence.imports import newest_reliance, origins_of_imports, reliances
from chokepoint.evidence.price_gaps import ASK, FOB, INSIDE, OUTSIDE, gaps, marks
from chokepoint.evidence.stocks import stocks, without_stock
from chokepoint.evidence.uses import masses, uses_of, uses_of_all
from tests.shipped import contract, shipped, typed_csv

ON = date(2026, 7, 2)
METHOD = read_settings(CONFIG).method.stress


def dependency(*rows: dict[str, Any]) -> pd.DataFrame:
    plain = {
        "country": "USA", "measure": "import_share", "material": "REE", "form": "any", "stage": "any", "partner": "CHN",
        "holder": "nation", "period": "2024", "frequency": "A", "value": 70.0, "value_low": None, "value_high": None,
        "bound": "=", "unit": "%", "basis": "gross", "nature": "estimate", "known_from": pd.Timestamp("2025-12-31"),
        "source_key": "census", "verified": True, "derived": False, "notes": None,
    }  # fmt: skip
    return pd.DataFrame([plain | row for row in rows])


def test_partners_that_pass_on_are_known_by_what_the_source_says_of_the_same_material() -> None:
    frame = dependency(
        {"value": 70.0}, {"partner": "MYS", "value": 13.0, "notes": "derives from concentrates of others"},
        {"partner": "OTH", "value": 6.0}, {"material": "Sc", "partner": "MYS", "value": 89.0},
    )  # fmt: skip
    found = {one.material: one for one in origins_of_imports(frame, "USA", ON)}
    assert [(part.partner, part.passed_on) for part in found["REE"].parts] == [
        ("CHN", False),
        ("MYS", True),
        ("OTH", False),
    ]
    assert found["REE"].unsplit_pct == pytest.approx(11)
    assert not found["Sc"].parts[0].passed_on


def test_weight_and_money_are_two_splits_and_unverified_shares_none() -> None:
    frame = dependency(
        {"value": 84.0},
        {"value": 74.5, "basis": "value"},
        {"value": 91.0, "source_key": "post", "verified": False},
    )
    assert {(one.basis, one.parts[0].share_pct) for one in origins_of_imports(frame, "USA", ON)} == {
        ("gross", 84.0),
        ("value", 74.5),
    }


def test_every_edition_of_a_reliance_is_kept_and_a_net_exporter_has_no_number() -> None:
    frame = dependency(
        {"measure": "net_import_reliance", "value": 80.0, "known_from": pd.Timestamp("2025-02-07"), "source_key": "first"},
        {"measure": "net_import_reliance", "value": 53.0, "known_from": pd.Timestamp("2026-02-07"), "source_key": "second"},
        {"measure": "net_import_reliance", "material": "Y", "value": None, "bound": "net_exporter"},
        {"measure": "net_import_reliance", "value": 1.0, "known_from": pd.Timestamp("2027-02-07")},
    )  # fmt: skip
    found = reliances(frame, "USA", ON)
    assert [one.value for one in found if one.material == "REE"] == [53.0, 80.0]
    assert newest_reliance(found, "REE").value == 53.0  # type: ignore[union-attr]
    assert newest_reliance(found, "Y") is None


def test_stocks_keep_ranges_units_and_secrets() -> None:
    frame = dependency(
        {"measure": "stock", "value": None, "value_low": 1.0, "value_high": 12.0, "bound": "range", "unit": "months"},
        {"measure": "stock_target", "country": "JPN", "value": 60.0, "unit": "days", "notes": "held are secret by design"},
    )  # fmt: skip
    found = stocks(frame, ON)
    assert [(one.country, one.low, one.high, one.unit, one.secret) for one in found] == [
        ("JPN", 60, 60, "days", True), ("USA", 1, 12, "months", False),
    ]  # fmt: skip
    assert without_stock(found, ["USA", "JPN", "IND"]) == ["IND"]


def test_an_amount_that_is_withheld_is_no_number() -> None:
    (one,) = stocks(dependency({"measure": "stock", "value": None, "bound": "withheld", "unit": "t"}), ON)
    assert (one.low, one.high, one.bound) == (None, None, "withheld")
    told = {"measure": "net_import_reliance", "value": None}
    found = reliances(
        dependency(*(told | {"bound": bound} for bound in ("net_exporter", "withheld", "range"))), "USA", ON
    )
    assert [one.no_number for one in found] == [
        "net exporter, no number", "number withheld by the source", "no single number",
    ]  # fmt: skip


def sectors(*rows: dict[str, Any]) -> pd.DataFrame:
    plain = {
        "sector": "magnets", "measure": "share_of_use", "item": "all", "material": "REE", "mass_of": "unstated", "country": "WLD",
        "period": "2025", "scenario": "observed", "value": 31.0, "bound": "=", "known_from": pd.Timestamp("2026-01-01"),
        "source_key": "paper", "verified": True, "derived": False, "notes": None,
    }  # fmt: skip
    return pd.DataFrame([plain | row for row in rows])


def test_uses_of_one_source_stand_together_and_the_rest_stays_open() -> None:
    frame = sectors({}, {"sector": "alloys", "value": 18.0}, {"sector": "other", "value": 20.0},
                    {"sector": "alloys", "item": "cast iron", "value": 2.0}, {"source_key": "single"}, {"material": "Nd", "value": 80.0})  # fmt: skip
    (one,) = uses_of_all(frame, ON)
    assert one.parts == (("magnets", 31.0), ("alloys", 20.0), ("other", 20.0))
    assert one.rest_pct == 29
    assert uses_of(frame, "Nd", ON).parts == (("magnets", 80.0),)  # type: ignore[union-attr]
    assert uses_of(frame, "Ho", ON) is None


def test_a_share_that_its_source_told_again_counts_once_as_it_was_known_last() -> None:
    again = {"value": 35.0, "known_from": pd.Timestamp("2026-05-01")}
    (one,) = uses_of_all(sectors({}, again, {"sector": "alloys", "value": 18.0}), ON)
    assert one.parts == (("magnets", 35.0), ("alloys", 18.0))
    (before,) = uses_of_all(sectors({}, again, {"sector": "alloys", "value": 18.0}), date(2026, 4, 30))
    assert before.parts == (("magnets", 31.0), ("alloys", 18.0))
    (imported,) = origins_of_imports(
        dependency({"value": 70.0}, {"value": 66.0, "known_from": pd.Timestamp("2026-05-01")}), "USA", ON
    )
    assert [part.share_pct for part in imported.parts] == [66.0]


def test_masses_are_grouped_by_what_was_weighed() -> None:
    frame = sectors(
        {"measure": "mass_per_unit", "mass_of": "parts", "value": 417.0, "notes": "disputed"},
        {"measure": "mass_per_unit", "mass_of": "element", "value": 0.5},
        {"measure": "mass_per_unit", "mass_of": "magnet", "value": 2.0, "scenario": "APS"},
    )  # fmt: skip
    assert [(one.mass_of, one.kilograms, one.disputed) for one in masses(frame, ON)] == [
        ("element", 0.5, False), ("parts", 417.0, True),
    ]  # fmt: skip


def prices(*rows: dict[str, Any]) -> pd.DataFrame:
    plain = {
        "material": "Y", "form": "oxide", "purity": None, "market": "europe", "quote": "spot", "assessor": "house",
        "period": "2025-11", "frequency": "M", "value": 270.0, "value_low": None, "value_high": None, "bound": "~",
        "unit": "USD/kg", "vat": "unknown", "known_from": pd.Timestamp("2025-12-05"), "source_key": "wire", "verified": True,
        "derived": False, "notes": None,
    }  # fmt: skip
    return pd.DataFrame([plain | row for row in rows])


def test_a_gap_needs_both_legs_within_the_days_allowed() -> None:
    inside = {"market": "china_domestic", "value": 7.0}
    found = gaps(prices({}, inside, {"material": "Tb"}), METHOD, ON)
    assert list(found) == ["Y"]
    assert found["Y"].inside == pytest.approx(7 / 1.13)
    assert found["Y"].ratio == pytest.approx(270 * 1.13 / 7)
    assert (found["Y"].outside_period, found["Y"].inside_period) == ("2025-11", "2025-11")
    assert gaps(prices({}, inside | {"period": "2025-06"}), METHOD, ON) == {}


def test_marks_keep_market_and_kind_and_convert_to_usd_per_kg_without_vat() -> None:
    frame = prices(
        {}, {"market": "china_domestic", "value": 1_130_000.0, "unit": "CNY/t", "vat": "yes"},
        {"market": "china_fob", "value": 50.0}, {"market": "rotterdam", "quote": "ask", "bound": ">"},
        {"market": "unstated"}, {"quote": "contract_floor"}, {"period": "2024-11"}, {"form": "metal"},
    )  # fmt: skip
    found = marks(frame, METHOD, ["Y"], date(2025, 1, 1), ON)
    assert {one.kind for one in found} == {INSIDE, OUTSIDE, FOB, ASK}
    (domestic,) = [one for one in found if one.kind == INSIDE]
    assert domestic.usd_per_kg == pytest.approx(1_000_000 / 7.17 / 1000)


def test_scores_are_told_by_method() -> None:
    frame = pd.DataFrame([
        {"series": "EU_SR_HREE", "material": "HREE", "period": "2014", "value": 4.7},
        {"series": "EU_SR_HREE", "material": "HREE", "period": "2023", "value": 5.1},
        {"series": "GPR", "material": None, "period": "2023-01", "value": 100.0},
    ]).assign(known_from=pd.Timestamp("2024-01-01"), source_key="study", notes=None)  # fmt: skip
    assert [(one.edition, one.value, one.same_method) for one in scores(frame, ON)] == [
        (2014, 4.7, False),
        (2023, 5.1, True),
    ]


def test_a_corrected_score_is_told_once_and_one_without_material_by_its_series() -> None:
    frame = pd.DataFrame([
        {"series": "EU_SR_HREE", "material": None, "period": "2023", "value": 5.3, "known_from": pd.Timestamp("2024-06-01")},
        {"series": "EU_SR_HREE", "material": None, "period": "2023", "value": 5.1, "known_from": pd.Timestamp("2024-01-01")},
    ]).assign(source_key="study", notes=None)  # fmt: skip
    assert [(one.group, one.value) for one in scores(frame, ON)] == [("HREE", 5.3)]
    assert [one.value for one in scores(frame, date(2024, 2, 1))] == [5.1]


def test_every_country_has_the_same_record_and_honest_blanks() -> None:
    tables = {
        "dependency": dependency({"value": 71.0}, {"country": "KOR", "value": 80.0, "verified": False}),
        "licence_counts": pd.DataFrame([{
            "imposer": "CHN", "applicant": "association", "applicant_kind": "association", "country": "USA",
            "measure": "approved_share", "period": "2025-06-04", "value": value, "bound": "~", "source_key": "wire",
            "known_from": pd.Timestamp(known),
        } for value, known in ((20.0, "2025-06-04"), (25.0, "2025-07-01"))]),
        "listed_entities": pd.DataFrame([{
            "entity": name, "country": "USA", "imposer": "CHN", "known_from": pd.Timestamp("2026-01-01"),
            "delisted_on": pd.Timestamp(gone) if gone else pd.NaT,
        } for name, gone in (("A", None), ("B", "2026-02-01"))]),
    }  # fmt: skip
    usa, korea, india = exposures(tables, ["USA", "KOR", "IND"], "CHN", "REE", METHOD.licence_applicants, ON)
    assert usa.share is not None
    assert (usa.share.low, usa.listed, usa.licence_rows) == (71.0, 1, 2)
    assert usa.approval is not None
    assert usa.approval.value == 25.0
    assert korea.share is not None
    assert not korea.share.verified
    assert (india.share, india.reliance, india.approval, india.listed) == (None, None, None, 0)
    tables["dependency"] = dependency({"value": None, "bound": "withheld"})
    (blind,) = exposures(tables, ["USA"], "CHN", "REE", ("authority",), ON)
    assert (blind.share, blind.share_rows, blind.approval) == (None, 1, None)


def test_the_shipped_elements_read_their_yes_and_no() -> None:
    with duckdb.connect() as con:
        found = {one.symbol: one for one in elements(typed_csv(con, contract().table("materials")))}
    assert len(found) == 17
    assert found["Dy"].magnet_use
    assert dict(found["Dy"].lists) == {"US list 2022": True, "US list 2025": True, "EU list 2023": True}
    assert not found["La"].magnet_use
    assert not found["Pm"].traded
    assert all("main_uses" in one.unverified for one in found.values())


def test_the_shipped_editions_of_2024_are_both_on_file() -> None:
    found = reliances(shipped()["dependency"], "USA", ON)
    whole = [
        one
        for one in found
        if (one.material, one.form, one.period) == ("REE", "compounds_and_metals", "2024")
    ]
    assert [(one.value, one.source_key) for one in whole] == [
        (53.0, "usgs-mcs-2026-ree"),
        (80.0, "usgs-mcs-2025-ree"),
    ]
