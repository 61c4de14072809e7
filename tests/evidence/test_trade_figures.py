"""Average tariffs, monthly flows and duties: hand-written tables whose answer can be traced on paper."""

from __future__ import annotations

from datetime import date

import pandas as pd

from chokepoint.config import read_settings
from chokepoint.evidence import averages, duties, monthly

DISPLAY = read_settings().display

STRESS = read_settings().method.stress
INDICES = pd.DataFrame(
    [
        ("TARIFF_AVG_PIIE_USA_CHN", "2020-02-14", 19.3, "2020-02-14"),
        ("TARIFF_AVG_PIIE_USA_CHN", "2025-05-03", 126.5, "2025-05-03"),
        ("TARIFF_AVG_PIIE_USA_CHN", "2025-05-14", 51.1, "2025-05-14"),
        ("TARIFF_AVG_YALE_USA_CHN", "2026-07-01", 22.22, "2026-07-01"),
        ("TARIFF_AVG_PIIE_CHN_USA", "2025-05-14", None, "2025-05-14"),
        ("GPR", "2025-05", 150.0, "2025-06-05"),
    ],
    columns=["series", "period", "value", "known_from"],
).assign(known_from=lambda rows: pd.to_datetime(rows["known_from"]), derived=False)


def test_families_stay_apart_and_end_at_their_last_reading() -> None:
    found = {
        family.series: family
        for family in averages.families(INDICES, ("USA", "CHN"), date(2026, 7, 2), DISPLAY)
    }
    assert set(found) == {"TARIFF_AVG_PIIE_USA_CHN", "TARIFF_AVG_YALE_USA_CHN"}
    piie, yale = found["TARIFF_AVG_PIIE_USA_CHN"], found["TARIFF_AVG_YALE_USA_CHN"]
    assert (piie.line, piie.last.value, yale.line, yale.name) == (True, 51.1, False, "Yale Budget Lab")
    early = averages.families(INDICES, ("USA", "CHN"), date(2025, 5, 10), DISPLAY)
    assert [family.last.value for family in early] == [126.5]
    assert averages.families(INDICES, ("JPN", "CHN"), date(2026, 7, 2), DISPLAY) == []


def test_a_series_that_names_no_two_sides_is_no_family() -> None:
    odd = pd.concat([INDICES, INDICES.iloc[[3]].assign(series="TARIFF_AVG_USA")], ignore_index=True)
    assert len(averages.families(odd, ("USA", "CHN"), date(2026, 7, 2), DISPLAY)) == 2


FLOWS = pd.DataFrame(
    [
        ("85051110", "USA", "2024", "A", 1200.0, "2025-01-20", True),
        ("85051110", "USA", "2025-03", "M", 90.0, "2025-04-20", False),
        ("85051110", "USA", "2025-05", "M", 10.0, "2025-06-20", False),
        ("85051110", "USA", "2025-06", "M", 60.0, "2025-07-20", False),
        ("85051110", "USA", "2025-01..2025-06", "YTD", 999.0, "2025-07-20", False),
        ("REE_TOTAL", "WLD", "2025-01..2025-02", "2M", 8000.0, "2025-03-20", False),
        ("REE_TOTAL", "WLD", "2025-03", "M", 5000.0, "2025-04-20", False),
    ],
    columns=["product", "partner", "period", "frequency", "quantity_t", "known_from", "derived"],
).assign(
    known_from=lambda rows: pd.to_datetime(rows["known_from"]),
    reporter="CHN", flow="export", material="magnets", yoy_pct=float("nan"), source_key="s",
)  # fmt: skip


def flows(*rows: tuple[object, ...]) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=list(FLOWS.columns[:7])).assign(
        known_from=lambda frame: pd.to_datetime(frame["known_from"]), **FLOWS.iloc[0, 7:].to_dict()
    )
    return monthly.exports(made, "CHN", date(2026, 1, 1))


class TestMonthly:
    """Months on file, gaps kept as gaps, nothing added up."""

    def test_gaps_are_blank_and_cumulative_figures_stay_out(self) -> None:
        rows = monthly.exports(FLOWS, "CHN", date(2026, 1, 1))
        months = monthly.by_month(rows, "85051110", "USA", date(2025, 3, 1))
        assert [(f"{m.first_day:%Y-%m}", m.quantity_t) for m in months] == [
            ("2025-03", 90.0),
            ("2025-04", None),
            ("2025-05", 10.0),
            ("2025-06", 60.0),
        ]

    def test_nothing_is_seen_before_it_was_published(self) -> None:
        rows = monthly.exports(FLOWS, "CHN", date(2025, 6, 30))
        assert monthly.by_month(rows, "85051110", "USA", date(2025, 3, 1))[-1].quantity_t == 10.0

    def test_two_months_told_together_are_halves_and_worked_out(self) -> None:
        rows = monthly.exports(FLOWS, "CHN", date(2026, 1, 1))
        months = monthly.by_month(rows, "REE_TOTAL", "WLD", date(2025, 1, 1))
        assert [(m.quantity_t, m.derived) for m in months] == [
            (4000.0, True),
            (4000.0, True),
            (5000.0, False),
        ]

    def test_the_normal_month_is_the_last_full_year_by_twelve(self) -> None:
        rows = monthly.exports(FLOWS, "CHN", date(2026, 1, 1))
        assert monthly.normal(rows, "85051110", "USA", STRESS) == (100.0, "2024 divided by 12", True)
        assert monthly.normal(rows, "REE_TOTAL", "WLD", STRESS) == (None, "", False)

    def test_only_a_figure_behind_the_normal_month_makes_it_worked_out(self) -> None:
        months = pd.period_range("2024-04", "2025-03", freq="M").astype(str)
        base = [("85051110", "USA", month, "M", 50.0, "2025-04-20", False) for month in months]
        rows = flows(*base, ("85051110", "USA", "2025-05", "M", 10.0, "2025-06-20", True))
        assert monthly.normal(rows, "85051110", "USA", STRESS) == (
            50.0, "mean of 12 months 2024-04 to 2025-03", False,
        )  # fmt: skip

    def test_a_change_told_later_hides_no_tonnes_and_halves_no_month(self) -> None:
        rows = flows(
            ("REE_TOTAL", "WLD", "2025-01", "M", 3000.0, "2025-02-20", False),
            ("REE_TOTAL", "WLD", "2025-01..2025-02", "2M", 8000.0, "2025-03-20", False),
            ("REE_TOTAL", "WLD", "2025-03", "M", 5000.0, "2025-04-20", False),
            ("REE_TOTAL", "WLD", "2025-03", "M", None, "2025-05-20", False),
        )
        months = monthly.by_month(rows, "REE_TOTAL", "WLD", date(2025, 1, 1))
        assert [month.quantity_t for month in months] == [3000.0, 4000.0, 5000.0]
        assert [flow.months for flow in monthly.choices(rows)] == [4]

    def test_choices_are_flows_with_monthly_tonnes(self) -> None:
        rows = monthly.exports(FLOWS, "CHN", date(2026, 1, 1))
        assert [(f.code, f.months) for f in monthly.choices(rows)] == [
            ("85051110-USA", 3),
            ("REE_TOTAL-WLD", 3),
        ]

    def test_a_first_day_after_the_last_month_leaves_nothing(self) -> None:
        rows = monthly.exports(FLOWS, "CHN", date(2026, 1, 1))
        assert monthly.by_month(rows, "85051110", "USA", date(2025, 9, 1)) == []


TARIFFS = pd.DataFrame(
    [
        ("A1", "step", "IEEPA", "Fentanyl tariff 10%", "2025-02-04", None, 10.0, "ALL_GOODS", None, None),
        ("A2", "step", "IEEPA", "Fentanyl tariff raised", "2025-03-04", None, 10.0, "ALL_GOODS", None, None),
        ("R1", "step", "IEEPA", "Reciprocal baseline 10%", "2025-04-05", None, 10.0, None, None, None),
        ("X1", "exemption", "IEEPA Annex II", "compounds free", "2025-05-01", None, None, "28461000", None, "REE"),
        ("M1", "step", "Section 301", "Four-year review: magnets", "2026-01-01", None, 25.0, None, None, "magnets"),
        ("S1", "step", "Section 301", "Section 301 forced-labour duties 12.5%", "2026-03-01", None, 12.5, None,
         "all goods of 60 economies with exemptions", None),
        ("C1", "step", "Section 232", "Cars 25%", "2025-04-03", None, 25.0, None, "cars", None),
    ],
    columns=["tariff_id", "kind", "legal_basis", "title", "effective", "ended_on", "rate_change_pp", "products", "scope",
             "materials"],
).assign(known_from=lambda rows: pd.to_datetime(rows["effective"]), imposer="USA", addressee="CHN", source_key="s")  # fmt: skip
LAYERS = read_settings().duties
ENDED = pd.DataFrame([TARIFFS.iloc[1]]).assign(ended_on="2026-02-20", known_from=pd.Timestamp("2026-02-20"))


class TestDuties:
    """A layer is the sum of its own steps; layers are never added."""

    def layers(
        self, day: str, tariffs: pd.DataFrame = TARIFFS
    ) -> dict[tuple[str, str], list[tuple[str, float, str]]]:
        found = duties.duties(tariffs, ("USA", "CHN"), date.fromisoformat(day), LAYERS)
        return {
            (row.goods.lines[0], row.layer.name): [
                (s.start.isoformat(), s.rate_pp, s.status) for s in row.steps
            ]
            for row in found
        }

    def test_the_rate_of_a_layer_is_the_sum_of_its_own_steps(self) -> None:
        assert self.layers("2025-04-01") == {
            (line, "Fentanyl duty"): [("2025-02-04", 10.0, "payable"), ("2025-03-04", 20.0, "payable")]
            for line in ("2846", "280530", "850511")
        }

    def test_two_steps_of_one_day_are_one_stretch(self) -> None:
        both = TARIFFS.assign(effective=["2025-02-04", "2025-02-04", *TARIFFS["effective"][2:]])
        assert self.layers("2025-04-01", both)["2846", "Fentanyl duty"] == [("2025-02-04", 20.0, "payable")]

    def test_an_exemption_cuts_a_stretch_and_holds_for_its_lines_only(self) -> None:
        found = self.layers("2025-06-01")
        assert found["2846", "Reciprocal duty"] == [
            ("2025-04-05", 10.0, "payable"),
            ("2025-05-01", 10.0, "exempt"),
        ]
        assert found["850511", "Reciprocal duty"] == [("2025-04-05", 10.0, "payable")]

    def test_magnets_have_a_layer_of_their_own(self) -> None:
        found = self.layers("2026-01-15")
        assert found["850511", "Section 301, four-year review"] == [("2026-01-01", 25.0, "payable")]
        assert ("2846", "Section 301, four-year review") not in found

    def test_exemptions_without_a_list_on_file_are_unknown_not_free(self) -> None:
        found = self.layers("2026-03-15")
        assert found["2846", "Section 301, forced labour"] == [("2026-03-01", 12.5, "unknown")]

    def test_the_end_counts_from_the_day_it_was_known(self) -> None:
        both = pd.concat([TARIFFS, ENDED], ignore_index=True)
        ends = {
            day: next(row for row in duties.duties(both, ("USA", "CHN"), date.fromisoformat(day), LAYERS))
            .steps[-1]
            .end
            for day in ("2026-02-19", "2026-02-20")
        }
        assert ends == {"2026-02-19": None, "2026-02-20": date(2026, 2, 20)}

    def test_other_goods_and_other_pairs_have_no_row(self) -> None:
        assert not any("Section 232" in layer for _, layer in self.layers("2026-03-15"))
        assert duties.duties(TARIFFS, ("JPN", "CHN"), date(2026, 7, 2), LAYERS) == []
