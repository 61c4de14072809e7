"""Countries by their English names, for tables that hold codes alone.

Where a table takes names, the check reads them through table countries; coverage_events does not.
"""

from __future__ import annotations

import unicodedata
from functools import cache

import pycountry

# Names that ISO 3166 does not have, as the feeds write them.
NAMES = {
    "bolivia": "BOL",
    "brunei": "BRN",
    "burma": "MMR",
    "cape verde": "CPV",
    "chinese taipei": "TWN",
    "congo": "COG",
    "cote d'ivoire": "CIV",
    "democratic republic of congo": "COD",
    "democratic republic of the congo": "COD",
    "dr congo": "COD",
    "european union": "EUU",
    "iran": "IRN",
    "ivory coast": "CIV",
    "lao": "LAO",
    "laos": "LAO",
    "macedonia": "MKD",
    "micronesia": "FSM",
    "moldova": "MDA",
    "north korea": "PRK",
    "occupied palestinian territory": "PSE",
    "republic of korea": "KOR",
    "republic of moldova": "MDA",
    "russia": "RUS",
    "south korea": "KOR",
    "swaziland": "SWZ",
    "syria": "SYR",
    "taiwan": "TWN",
    "tanzania": "TZA",
    "the gambia": "GMB",
    "turkey": "TUR",
    "turkiye": "TUR",
    "united states": "USA",
    "venezuela": "VEN",
    "vietnam": "VNM",
}


def country_of_name(name: str) -> str:
    """The code behind an English name, without regard to case and accents; empty if it is none."""
    return _names().get(_fold(name), "")


@cache
def _names() -> dict[str, str]:
    names = {
        _fold(getattr(country, field)): str(country.alpha_3)
        for country in pycountry.countries
        for field in ("name", "common_name", "official_name")
        if getattr(country, field, None)
    }
    return names | NAMES


def _fold(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.replace("&", "and").replace("’", "'"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).lower().split())
