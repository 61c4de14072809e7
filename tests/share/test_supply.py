"""Sentences of the Supply page from small records."""

from __future__ import annotations

from datetime import date

import pandas as pd

from chokepoint.evidence.concentration import concentration
from chokepoint.evidence.imports import Imports, Origin, Reliance
from chokepoint.evidence.stages import Holding, Split, Stated
from chokepoint.evidence.stocks import Stock
from chokepoint.share import supply as say
from chokepoint.share.matter import Matter

KNOWN = date(2026, 2, 7)


def split(source: str, share: float, bound: str = "=", period: str = "2024") -> Split:
    part = Holding("CHN", share, bound, None)
    return Split(
        "separation", "REE", "share_of_output", period, "unstated", source, KNOWN, True, (part,), None
    )


def value(share: float, bound: str = "=", counts: bool = True) -> Stated:
    return Stated("separation", share, bound, counts, split("s", share, bound))


def reliance(number: float, source: str, period: str = "2024", bound: str = "=", notes: str = "") -> Reliance:
    return Reliance(
        "REE",
        "compounds_and_metals",
        period,
        number,
        bound,
        source,
        date(2025 + (source == "second"), 2, 7),
        True,
        notes,
    )


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_a_bound_is_a_word() -> None:
    assert [plain(say.pct(80, bound)) for bound in ("=", ">", "~<")] == ["80 %", "over 80 %", "nearly 80 %"]
    assert plain(say.pct(99.9)) == "99.9 %"


def test_the_range_keeps_the_press_figure_beside_it() -> None:
    values = {"separation": [value(80, ">", False), value(85), value(92)]}
    assert (
        plain(say.range_finding(values, "China"))
        == "China’s share of separation: 85 to 92 % by source, in the press “over 80 %”"
    )
    assert plain(say.range_words(values["separation"])) == "<b>85–92 %</b><br>also “over 80 %”"
    assert say.range_words([]) == "no figure"


def test_one_share_is_no_range() -> None:
    assert plain(say.range_finding({"separation": [value(91)]}, "China")) == (
        "China’s share of separation: 91 % by source"
    )


def test_a_stage_with_bounds_alone_has_no_exact_figure() -> None:
    found = {"separation": [value(80, ">", False)]}
    words = say.ladder_words(found, {"separation": "2023, before Lynas began in Malaysia in 2025"}, "China")
    assert words == "Shares of China by source: separation no exact figure."


def test_a_chain_without_a_share_of_mining_names_none() -> None:
    mine, step, last = split("m", 69, period="2025"), split("s", 85, period="2023"), split("l", 92)
    oldest = date(2021, 7, 2)

    def told(*rows: tuple[str, Split | None]) -> str:
        return plain(say.chain_finding(rows, "CHN", "China", oldest))

    assert told(("mining", mine), ("separation", step), ("magnets", last)) == (
        "China mined 69 % of the world’s rare earths in 2025 and held 85 to 92 % of every step after the mine in 2023 to 2024, "
        "by one source a step"
    )
    assert "held 85 % of separation in 2023" in told(
        ("mining", mine), ("separation", step), ("magnets", None)
    )
    silent = told(("mining", None), ("separation", step), ("magnets", last))
    assert silent == "Too few stages with a share of China on file that is young enough"
    assert told() == silent


def test_what_is_too_old_stays_out_of_the_title_of_the_chain_and_is_named() -> None:
    metal, oldest = split("m", 91, period="2020"), date(2021, 7, 2)
    rows = [
        ("mining", split("m", 69)),
        ("separation", split("s", 85)),
        ("metal", metal),
        ("magnets", split("l", 94)),
    ]
    assert "held 85 to 94 % of separation and magnets in 2024" in plain(
        say.chain_finding(rows, "CHN", "China", oldest)
    )
    assert say.too_old_words(rows, oldest) == "too old to count, drawn and not in the title: metal (2020)"
    assert say.too_old_words(rows[:2], oldest) == ""


def test_without_a_second_supplier_nothing_is_said_of_one(matter: Matter) -> None:
    one = concentration(split("s", 70))
    assert one is not None
    assert plain(say.left_finding([one], matter.names)) == "Without China 30 % of world mining are left"


def test_statements_on_stocks_are_counted_in_words(matter: Matter) -> None:
    found = [
        Stock(code, "state", "REE", "stock", 1, 2, "=", "t", "2024", True, "s", "kept secret")
        for code in ("CHN", "USA")
    ]
    assert (
        say.stocks_finding(found[:1], matter.names) == "One statement on what is held; China keeps it secret"
    )
    assert say.stocks_finding(found, matter.names) == (
        "Two statements on what is held; China, United States keep it secret"
    )


def test_editions_that_differ_are_both_named() -> None:
    found = [
        reliance(53, "second", notes="revised down from 80"),
        reliance(80, "first"),
        reliance(95, "first", "2023", ">"),
    ]
    assert (
        plain(say.reliance_finding(found, "REE", "USA"))
        == "USA: import reliance in 2024 is 80 % or 53 %, by edition"
    )
    assert plain(say.reliance_finding(found[2:], "REE", "USA")) == "USA: import reliance over 95 % in 2023"
    assert "no import reliance" in say.reliance_finding([], "REE", "USA")


def test_a_revision_says_what_the_newer_edition_rests_on() -> None:
    rows = pd.DataFrame([
        {"country": "USA", "source_key": "second", "period": "2024", "form": "compounds", "measure": "imports", "value": 8120.0},
        {"country": "USA", "source_key": "first", "period": "2024", "form": "compounds", "measure": "imports", "value": 1.0},
    ])  # fmt: skip
    found = [reliance(53, "second", notes="revised down"), reliance(80, "first")]
    text = plain(say.revision_words(found, rows, "USA"))
    assert "rests on compounds imports 8 120 t (REO); what the older one rested on is not on file" in text
    assert say.revision_words(found[1:], rows, "USA") == ""


def test_direct_and_passed_on_imports_are_told_apart() -> None:
    parts = (Origin("CHN", 71, "=", False), Origin("MYS", 13, "=", True), Origin("OTH", 16, "=", False))
    found = Imports("REE", "any", "any", "import_share", "2024", "gross", "s", KNOWN, parts, "")
    assert plain(say.imports_finding([found], "CHN", "USA", "China")) == (
        "USA: 71 % of imports come from China, 13 % more from countries that process others’ material"
    )
    assert say.imports_finding([], "CHN", "USA", "China") == "USA: no split of imports is on file"
