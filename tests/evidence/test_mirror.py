"""Both sides' statistics of one flow: pairs by hand, gaps, what never makes a pair, and the shipped table."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pandas as pd
import pytest

from chokepoint.config import DATA, read_settings
from chokepoint.evidence.mirror import Flow, flows_of, paired, why_none
from tests.shipped import shipped

ON = date(2026, 7, 2)
SAME = [["85051110", "NDFEB"]]


def row(
    reporter: str, partner: str, flow: str, period: str, tonnes: float | None, **more: Any
) -> dict[str, Any]:
    plain = {"product": "280530", "material": "REE", "frequency": "M", "value_usd": None, "known_from": "2025-09-01",
             "derived": False, "source_key": f"{reporter} {period}"}  # fmt: skip
    given = {"reporter": reporter, "partner": partner, "flow": flow, "period": period, "quantity_t": tonnes}
    return plain | given | more


def out(period: str, tonnes: float | None, **more: Any) -> dict[str, Any]:
    return row("CHN", "JPN", "export", period, tonnes, **more)


def entry(period: str, tonnes: float | None, **more: Any) -> dict[str, Any]:
    return row("JPN", "CHN", "import", period, tonnes, **more)


def found(*rows: dict[str, Any], on: date = ON, asked: tuple[str, ...] = ("JPN", "CHN")) -> list[Flow]:
    frame = pd.DataFrame(rows)
    for column in ("quantity_t", "value_usd"):
        frame[column] = pd.to_numeric(frame[column])
    frame["known_from"] = pd.to_datetime(frame["known_from"])
    return flows_of(frame, on, SAME, asked)


def test_both_figures_stand_with_their_gap_and_no_mean() -> None:
    (flow,) = found(
        out("2025-05", 200.0), entry("2025-05", 250.0), out("2025-06", 100.0), entry("2025-06", 80.0), out("2025-07", 5.0)
    )  # fmt: skip
    assert [(p.period, p.export.amount, p.entry.amount, p.gap, p.of_larger_pct) for p in flow.pairs] == [
        ("2025-05", 200, 250, -50, 20), ("2025-06", 100, 80, 20, 20),
    ]  # fmt: skip
    assert (flow.exporter, flow.importer, flow.codes) == ("CHN", "JPN", ("280530",))
    assert (flow.pairs[0].export.source_key, flow.pairs[0].entry.source_key) == ("CHN 2025-05", "JPN 2025-05")


def test_nothing_on_both_sides_is_a_gap_without_a_share() -> None:
    (flow,) = found(out("2025-05", 0.0), entry("2025-05", 0.0))
    assert (flow.pairs[0].gap, flow.pairs[0].of_larger_pct) == (0, None)


def test_tonnes_and_value_are_pairs_of_their_own() -> None:
    (flow,) = found(out("2025-05", 2.0, value_usd=10.0), entry("2025-05", 3.0, value_usd=12.0))
    assert {(p.unit, p.gap) for p in flow.pairs} == {("t", -1), ("USD", -2)}


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ((out("2025-05", 1.0),), "importer"),
        ((entry("2025-05", 1.0),), "exporter"),
        ((out("2025-05", 1.0), entry("2025-06", 1.0)), "period"),
        ((out("2025-05", 1.0), entry("2025", 12.0, frequency="A")), "period"),
        ((out("2025-05", 1.0), entry("2025-05", None, value_usd=9.0)), "unit"),
    ],
    ids=["only the exporter", "only the importer", "another month", "a year is no month", "t against USD"],
)
def test_what_never_makes_a_pair(rows: tuple[dict[str, Any], ...], why: str) -> None:
    (flow,) = found(*rows)
    assert flow.pairs == ()
    assert why_none(flow) == why


def test_a_figure_that_is_missing_is_no_figure_and_no_zero() -> None:
    assert found(out("2025-05", None), entry("2025-05", None)) == []


def test_codes_named_as_the_same_goods_meet_and_others_do_not() -> None:
    (flow,) = found(out("2025-05", 10.0, product="85051110"), entry("2025-05", 8.0, product="NDFEB"))
    assert [(p.export.code, p.entry.code, p.gap) for p in flow.pairs] == [("85051110", "NDFEB", 2)]
    apart = found(out("2025-05", 10.0, product="85051110"), entry("2025-05", 8.0, product="850511"))
    assert paired(apart) == []


def test_the_same_code_goes_before_another_code_of_the_same_goods() -> None:
    (flow,) = found(
        out("2025-05", 10.0, product="NDFEB"), out("2025-05", 11.0, product="85051110"), entry("2025-05", 8.0, product="NDFEB")
    )  # fmt: skip
    assert [(p.export.code, p.gap) for p in flow.pairs] == [("NDFEB", 2)]


def test_the_edition_known_last_by_the_day_stands() -> None:
    rows = (
        out("2025-05", 10.0),
        out("2025-05", 14.0, known_from="2026-01-01", source_key="new"),
        entry("2025-05", 8.0),
    )
    assert found(*rows)[0].pairs[0].gap == 6
    assert found(*rows, on=date(2025, 12, 31))[0].pairs[0].gap == 2
    assert found(*rows, on=date(2025, 8, 1)) == []


def test_a_later_edition_with_value_only_keeps_the_tonnes() -> None:
    (flow,) = found(
        out("2025-05", 10.0),
        out("2025-05", None, value_usd=5.0, known_from="2026-01-01"),
        entry("2025-05", 8.0),
    )
    assert [(p.unit, p.gap) for p in flow.pairs] == [("t", 2)]


def test_flows_of_other_countries_are_there_only_if_both_report_them() -> None:
    rows = (out("2025-05", 10.0), entry("2025-05", 8.0), row("AUS", "MYS", "export", "2025-05", 3.0))
    assert [(flow.exporter, flow.importer) for flow in found(*rows, asked=("USA", "CHN"))] == [("CHN", "JPN")]
    assert len(found(*rows, asked=("AUS", "MYS"))) == 2


def test_the_nearest_figures_are_those_of_the_closest_periods() -> None:
    (flow,) = found(out("2025-01", 1.0), out("2025-06", 2.0), entry("2025-08", 3.0), entry("2026-03", 4.0))
    one, other = flow.nearest()
    assert (one.period, other.period) == ("2025-06", "2025-08")


def test_re_exports_are_no_exports() -> None:
    assert found(row("CHN", "JPN", "re-export", "2025-05", 1.0)) == []


def test_pairs_on_file_by_an_independent_query() -> None:
    """The shipped table holds no period that exporter and importer both state in one unit: by SQL, and by us."""
    with duckdb.connect() as con:
        (count,) = con.execute(
            f"""WITH flows AS (SELECT * FROM read_csv('{DATA / "trade_flows.csv"}', all_varchar=true, header=true))
            SELECT count(*) FROM flows AS o JOIN flows AS i
            ON o.flow = 'export' AND i.flow = 'import' AND o.reporter = i.partner AND o.partner = i.reporter
            AND o.period = i.period AND (o.product = i.product OR (o.product, i.product) = ('85051110', 'NDFEB'))
            AND ((o.quantity_t IS NOT NULL AND i.quantity_t IS NOT NULL)
                 OR (o.value_usd IS NOT NULL AND i.value_usd IS NOT NULL))"""
        ).fetchone()
    same = read_settings().display.same_goods
    flows = flows_of(shipped()["trade_flows"], date(2026, 11, 21), same, ("USA", "CHN"))
    assert sum(len(flow.pairs) for flow in flows) == count
    magnets = next(flow for flow in flows if "85051110" in flow.codes)
    assert (why_none(magnets), {one.unit for one in magnets.imports}) == ("period", {"USD"})
