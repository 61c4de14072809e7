"""Names in config.yaml that exist nowhere are mistakes at once, with their keys and lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from chokepoint.config import CONFIG, DATA, read_settings
from chokepoint.errors import ConfigError, Mistake, TableError
from chokepoint.evidence.config_names import check_names, missing_names
from tests.shipped import contract

SHIPPED = CONFIG.read_text(encoding="utf-8")
TABLES = {
    name: pd.read_csv(DATA / f"{name}.csv", dtype=str)
    for name in ("materials", "countries", "sources", "trade_flows", "measures")
}


def mistakes(folder: Path, tables: Any = TABLES, *pairs: tuple[str, str]) -> dict[str, Mistake]:
    text = SHIPPED
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path = folder / "config.yaml"
    path.write_text(text, encoding="utf-8")
    settings, wrong = read_settings(path), []
    try:
        check_names(settings, contract(), path)
    except ConfigError as error:
        wrong += error.mistakes
    return {one.where.split(" (")[0]: one for one in [*wrong, *missing_names(settings, tables, path)]}


def test_the_shipped_settings_name_nothing_that_is_not_there() -> None:
    check_names(read_settings(), contract())
    assert missing_names(read_settings(), TABLES) == []


def test_what_the_contract_does_not_know_stops_and_what_the_data_lack_does_not(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(SHIPPED.replace("sources: [csis23,", "sources: [csis99,"), encoding="utf-8")
    check_names(read_settings(path), contract(), path)
    path.write_text(
        SHIPPED.replace("outside_markets: [europe,", "outside_markets: [eurpe,"), encoding="utf-8"
    )
    with pytest.raises(
        ConfigError, match=r"config.yaml: method.stress.outside_markets \(line \d+\): found 'eurpe'"
    ):
        check_names(read_settings(path), contract(), path)


def test_a_table_without_rows_is_not_held_against_the_names() -> None:
    empty = {**TABLES, "materials": TABLES["materials"].iloc[:0]}
    assert missing_names(read_settings(), empty) == []


@pytest.mark.parametrize(
    ("old", "new", "where", "found", "near"),
    [
        ("heavy_medium: [Sm, Gd, Tb,", "heavy_medium: [Sm, Gd, Tbb,", "method.stress.heavy_medium", "'Tbb'", "Tb"),
        ("reliance_of_elements: [Y,", "reliance_of_elements: [Yy,", "method.dependence.reliance_of_elements", "'Yy'", "Y"),
        ("{material: REE, form: comp", "{material: RE, form: comp", "method.dependence.reliance_of_all.material", "'RE'", "REE"),
        ("form: compounds_and_metals}", "form: compunds}", "method.dependence.reliance_of_all.form", "'compunds'", "compounds"),
        ("outside_markets: [europe,", "outside_markets: [eurpe,", "method.stress.outside_markets", "'eurpe'", "europe"),
        ("reference_market: china_domestic", "reference_market: china", "method.stress.reference_market", "'china'", "china_"),
        ("excluded_quotes: [ask,", "excluded_quotes: [asks,", "method.stress.excluded_quotes", "'asks'", "ask"),
        ("licence_applicants: [association,", "licence_applicants: [club,", "method.stress.licence_applicants", "'club'", "firm"),
        ('magnets_product: "85051110"', 'magnets_product: "8505111"', "method.stress.magnets_product", "'8505111'", "85051110"),
        ("sources: [csis23,", "sources: [csis99,", "method.dependence.sources", "'csis99'", "csis23"),
        ("supplier: CHN}", "supplier: CHM}", "method.scope.pair.supplier", "'CHM'", "and 252 more"),
        ("light: separation,", "light: separatoin,", "scenarios.stage_of.light", "'separatoin'", "separation"),
        ("kinds: [act, threat, relief, talk]", "kinds: [akt]", "crises.kinds", "'akt'", "act"),
        ("rules: [CN-2025-18],", "rules: [CN-2025-81],", "scenarios.presets.3.rules", "'CN-2025-81'", "CN-2025-61"),
        ("{score.weights.tension: 0}}", "{score.weight.tension: 0}}", "sensitivity.variants.2.set", "'score.weight.tension'",
         "score.weights.tension"),
    ],
)  # fmt: skip
def test_a_name_that_exists_nowhere_is_a_mistake(
    old: str, new: str, where: str, found: str, near: str, tmp_path: Path
) -> None:
    (mistake,) = [one for key, one in mistakes(tmp_path, TABLES, (old, new)).items() if key == where]
    assert mistake.found == found
    assert near in mistake.allowed
    assert "(line " in mistake.where


def test_all_are_told_at_once_and_a_lost_table_is_not_held_against_them(tmp_path: Path) -> None:
    class Lost(dict[str, pd.DataFrame]):
        def __missing__(self, table: str) -> pd.DataFrame:
            raise TableError(table, "gone", "bring it back")

    lost = Lost({name: frame for name, frame in TABLES.items() if name != "materials"})
    found = mistakes(
        tmp_path, lost, ("heavy_medium: [Sm, Gd, Tb,", "heavy_medium: [Sm, Gd, Tbb,"), ("outside_markets: [europe,",
        "outside_markets: [eurpe,"), ("sources: [csis23,", "sources: [csis99,")
    )  # fmt: skip
    assert set(found) == {"method.stress.outside_markets", "method.dependence.sources"}
