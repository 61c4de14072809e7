"""Global Trade Alert: interventions are shown, not scored; the tariff tables say whose goods and since when."""

from __future__ import annotations

import json

import pytest

from tests.readers.formats import counts_more as counts
from tests.readers.formats.desk import Desk, Read, accepted, check, needs_samples, told

HEAD = (
    "Intervention ID,Intervention URL,State Act ID,State Act URL,State Act Title,GTA Evaluation,"
    "Implementing Jurisdictions,Implementation Level,Intervention Type,Affected Products,Affected Jurisdictions,"
    "Date Announced,Date Implemented,Date Removed,Is In Force\r\n"
)
MEMBERS = ", ".join(f"Member {n}" for n in range(27))


def act(number: int, colour: str, acting: str, products: str, affected: str, days: str) -> str:
    """One intervention of the data center."""
    url = f"https://globaltradealert.org/intervention/{number}"
    return f'{number},{url},1,{url},Act {number},{colour},"{acting}",National,Export licensing,"{products}","{affected}",{days},,1\r\n'


def short(done: Read) -> list[tuple[str, ...]]:
    """The interventions in short."""
    columns = ("event_id", "date", "known_from", "initiator", "target", "intensity", "materials", "notes")
    return [tuple(row.get(column, "") for column in columns) for row in done.rows("coverage_events")]


def test_amber_is_not_neutral_and_nobody_is_a_target(desk: Desk) -> None:
    text = (
        "\ufeff" + HEAD
        + act(7, "Amber", "China", "280530, 10190", "United States of America, Japan", "2025-04-04,2025-04-01")
        + act(8, "Red", MEMBERS, "850511", "China", "2025-05-01,")
    )  # fmt: skip
    done = desk.read(desk.text(text))
    note = "affected, as inferred from trade"
    assert short(done)[0] == (
        "7", "2025-04-04", "2025-04-04", "CHN", "", "", "REE",
        f"Amber: likely harmful; implemented 2025-04-01; {note}: United States of America among 2",
    )  # fmt: skip
    assert short(done)[1][3:7] == ("EUU", "", "", "magnets")
    assert f"acting: {MEMBERS}" in short(done)[1][7]
    assert told(check(done)) == {}


def test_codes_without_their_zero_are_not_taken_for_others(desk: Desk) -> None:
    """10190 is 010190 (horses); a code of rare earths never lacks a digit."""
    done = desk.read(desk.text(HEAD + act(7, "Red", "Russia", "10190, 28469", "", "2025-04-04,")))
    assert [(row["materials"], row["initiator"]) for row in done.rows("coverage_events")] == [("", "RUS")]


def test_the_api_names_jurisdictions_as_objects(desk: Desk) -> None:
    record = {
        "intervention_id": 7, "state_act_title": "Act", "gta_evaluation": "Red", "date_announced": "2025-04-04",
        "implementing_jurisdictions": [{"id": 158, "name": "Chinese Taipei", "iso": "TWN"}],
        "intervention_type": "Export tax", "affected_products": [280530, 284610],
    }  # fmt: skip
    done = desk.read(desk.text(json.dumps([record, record | {"intervention_id": 8}])))
    assert done.recognised.variant == "api"
    assert [row[3] for row in short(done)] == ["TWN", "TWN"]
    assert short(done)[0][6] == "REE;Ce"


def test_section_301_asks_since_when(desk: Desk) -> None:
    book = desk.text("\ufeffhs_8digit;origin;rate;;;\n85051100;List 4A;25;;;\n02011005;;7.5;;;\n")
    assert [(f.rule, f.column) for f in desk.read(book).findings] == [("map_column", "effective")]
    done = desk.read(book, column__effective="2024-09-27")
    first, second = done.rows("tariffs")
    assert (first["products"], first["materials"], first["addressee"], first["rate_pct"]) == (
        "85051100", "magnets", "CHN", "25",
    )  # fmt: skip
    assert (second["tariff_id"], second["effective"]) == ("gta-s301-02011005", "2024-09-27")
    assert told(check(done)) == {}


def test_exceptions_end_on_the_day_after_their_last(desk: Desk) -> None:
    done = desk.read(
        desk.text(
            "hs_8digit;rate_type;import_origin;exception_type;effective_date;end_date;source\r\n"
            "02011005;bra_topup;BRA;country_exception;2025-04-05;2025-11-12;Annex\r\n"
            "28053000;reciprocal;ALL;product_exception;2025-04-05;;Annex II\r\n"
        )
    )
    columns = ("addressee", "kind", "products", "materials", "effective", "ended_on")
    assert [tuple(row[c] for c in columns) for row in done.rows("tariffs")] == [
        ("BRA", "exemption", "02011005", "", "2025-04-05", "2025-11-13"),
        ("WLD", "exemption", "28053000", "REE", "2025-04-05", ""),
    ]
    assert told(check(done)) == {}


def test_rates_of_what_might_be_are_left_out(desk: Desk) -> None:
    done = desk.read(
        desk.text(
            "rate_type,rate,scenario,section,description,effective_date\n"
            "ieepa_topup_156,10,baseline,4,China IEEPA top-up,2025-05-13\n"
            "ieepa_topup_381,5,baseline,4,Italy IEEPA top-up (by deal),2025-08-09\n"
            "ieepa_topup_156,99,no_s232,4,China IEEPA top-up,2025-05-13\n"
            "twn_floor,15,baseline,4,Chinese Taipei floor,2099-01-01\n"
            "s232_auto_rate,25,baseline,3.1,Automobiles,2025-04-03\n"
        )
    )
    assert [(r["addressee"], r["rate_pct"]) for r in done.rows("tariffs")] == [
        ("CHN", "10"),
        ("ITA", "5"),
        ("WLD", "25"),
    ]
    assert [(f.row, f.rule) for f in done.findings] == [("4", "unread_row"), ("5", "unread_row")]
    assert told(check(done)) == {}


@needs_samples
class TestSamples:
    """The files analysts have, against totals counted from their cells."""

    def test_interventions(self, desk: Desk) -> None:
        right = counts.gta_export()
        done = desk.read(desk.sample("gta/gta_data_center_export_subsidies_cut.csv"))
        rows = accepted(done, "coverage_events")
        assert (done.records, len(rows)) == (right["rows"], right["rows"])
        assert sum(row["initiator"] == "CHN" for row in rows) == right["china"]
        assert sum(row["initiator"] == "EUU" for row in rows) == right["union"]
        assert sum("Amber: likely harmful" in row["notes"] for row in rows) == right["amber"]
        named = [set((row["materials"] or "").split(";")) & {"REE", "Ce", "magnets"} for row in rows]
        assert sum(map(bool, named)) == right["rare_earths"]
        assert told(check(done)) == {}

    def test_tables(self, desk: Desk) -> None:
        right = counts.gta_rates()
        rates = desk.read(desk.sample("gta/gta_rates.csv"))
        assert len(rates.rows("tariffs")) == right["rows"]
        assert rates.total("tariffs", "rate_pct") == pytest.approx(right["rates"])
        listed = counts.gta_products("gta/gta_sec301.csv")
        duties = desk.read(desk.sample("gta/gta_sec301.csv"), column__effective="2018-07-06")
        assert len(duties.rows("tariffs", rate_pct="25")) == listed["rows"]
        listed = counts.gta_products("gta/gta_exceptions.csv")
        exceptions = desk.read(desk.sample("gta/gta_exceptions.csv"))
        assert len(exceptions.rows("tariffs")) == listed["rows"]
        assert sum(row["ended_on"] != "" for row in exceptions.rows("tariffs")) == listed["ended"]
        registry = desk.read(desk.sample("gta/gta_event_registry.csv"))
        assert len(registry.rows("coverage_events", initiator="USA")) == registry.records
        assert all(told(check(done)) == {} for done in (rates, duties, exceptions, registry))
