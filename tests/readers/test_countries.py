"""Codes of other houses: the same letters and numbers mean other countries there."""

from __future__ import annotations

import csv

import pytest

from chokepoint.config import DATA
from chokepoint.readers import countries

with (DATA / "countries.csv").open(encoding="utf-8", newline="") as file:
    KNOWN = {row["country"] for row in csv.DictReader(file)}


@pytest.mark.parametrize(
    ("code", "country"),
    [("842", "USA"), ("251", "FRA"), ("699", "IND"), ("757", "CHE"), ("579", "NOR"), ("490", "NES"), ("0", "WLD"),
     ("000", "WLD"), ("W00", "WLD"), ("S19", "NES"), ("_X ", "NES"), ("X1", "NES"), ("156", "CHN"), ("4", "AFG"),
     ("CHN", "CHN"), ("999", None), ("ZZZ", None), ("", None)],
)  # fmt: skip
def test_comtrade(code: str, country: str | None) -> None:
    assert countries.from_comtrade(code) == country


@pytest.mark.parametrize(
    ("code", "country"),
    [("ADO", "AND"), ("ZAR", "COD"), ("ROM", "ROU"), ("TMP", "TLS"), ("WBG", "PSE"), ("KSV", "XKX"),
     ("CHN", "CHN"), ("WLD", "WLD"), ("EMU", None), ("ARB", None)],
)  # fmt: skip
def test_world_bank(code: str, country: str | None) -> None:
    assert countries.from_world_bank(code) == country


def test_chinese_customs_have_their_own_numbers() -> None:
    partners = {
        "502": "USA",
        "410": "BRA",
        "402": "ARG",
        "116": "JPN",
        "133": "KOR",
        "304": "DEU",
        "842": None,
    }
    assert {code: countries.from_customs_of_china(code) for code in partners} == partners


def test_two_letters_of_iso_and_of_eurostat() -> None:
    assert [countries.from_iso2(code) for code in ("CN", "eu", "EL", "UK", "ZZ")] == [
        "CHN", "EUU", "GRC", "GBR", None
    ]  # fmt: skip


def test_every_code_given_is_a_code_of_the_table() -> None:
    tables = (countries.COMTRADE, countries.COMTRADE_LETTERS, countries.CUSTOMS_OF_CHINA)
    given = {code for table in tables for code in table.values()} | set(countries.WORLD_BANK.values()) - {""}
    assert given - KNOWN == set()


def test_names_lose_blanks() -> None:
    assert countries.plain_name(" United\u00a0 States ") == "United States"
