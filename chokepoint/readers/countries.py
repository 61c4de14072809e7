"""Country codes of other houses as codes of table countries: ISO 3166 alpha-3, WLD, EUU, NES.

Names need no function here: table countries knows names and aliases, and the check offers near ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

import pycountry

WORLD, EUROPEAN_UNION, NOT_SPECIFIED = "WLD", "EUU", "NES"
# In use everywhere, and not in ISO 3166.
KOSOVO = "XKX"
# Numbers of UN Comtrade that ISO 3166 does not have; 490 is in practice Taiwan, and stays unnamed.
COMTRADE: Mapping[str, str] = {
    "0": WORLD,
    "251": "FRA",
    "490": NOT_SPECIFIED,
    "527": NOT_SPECIFIED,
    "568": NOT_SPECIFIED,
    "577": NOT_SPECIFIED,
    "579": "NOR",
    "637": NOT_SPECIFIED,
    "699": "IND",
    "757": "CHE",
    "837": NOT_SPECIFIED,
    "838": NOT_SPECIFIED,
    "839": NOT_SPECIFIED,
    "842": "USA",
    "849": NOT_SPECIFIED,
    "879": NOT_SPECIFIED,
    "899": NOT_SPECIFIED,
    "97": EUROPEAN_UNION,
}
COMTRADE_LETTERS: Mapping[str, str] = {
    "W00": WORLD,
    "S19": NOT_SPECIFIED,
    "EUR": EUROPEAN_UNION,
    "EU2": EUROPEAN_UNION,
}
WORLD_BANK: Mapping[str, str] = {
    "ADO": "AND",
    "ZAR": "COD",
    "ROM": "ROU",
    "TMP": "TLS",
    "WBG": "PSE",
    "KSV": "XKX",
    "IMY": "IMN",
    "CHI": "JEY",
    "EMU": "",
    "WLD": WORLD,
    "EUU": EUROPEAN_UNION,
}
# CAMEO where it differs from ISO 3166 alpha-3.
CAMEO: Mapping[str, str] = {"ROM": "ROU", "TMP": "TLS", "KSV": KOSOVO, "WSB": "PSE", "BAG": "IRQ"}
# China's General Administration of Customs numbers countries in its own way: 410 is Brazil, not Korea.
CUSTOMS_OF_CHINA: Mapping[str, str] = {
    "101": "AFG",
    "110": "HKG",
    "111": "IND",
    "112": "IDN",
    "113": "IRN",
    "116": "JPN",
    "121": "MAC",
    "122": "MYS",
    "129": "PHL",
    "132": "SGP",
    "133": "KOR",
    "136": "THA",
    "137": "TUR",
    "138": "ARE",
    "141": "VNM",
    "142": "CHN",
    "143": "TWN",
    "301": "BEL",
    "302": "DNK",
    "303": "GBR",
    "304": "DEU",
    "305": "FRA",
    "306": "IRL",
    "307": "ITA",
    "309": "NLD",
    "312": "ESP",
    "344": "RUS",
    "402": "ARG",
    "410": "BRA",
    "501": "CAN",
    "502": "USA",
    "601": "AUS",
    "609": "NZL",
}


def from_comtrade(code: str) -> str | None:
    """The code behind a number or the letters of UN Comtrade: 842 → USA, W00 → WLD, "_X " → NES."""
    text = code.strip().upper()
    if text.isdecimal():
        text = str(int(text))
        return COMTRADE.get(text) or from_m49(text)
    if re.fullmatch(r"_X|X\d|[A-Z]\d\d", text) and text not in COMTRADE_LETTERS:
        return NOT_SPECIFIED
    return COMTRADE_LETTERS.get(text) or _known(text)


def from_m49(code: str) -> str | None:
    """The code behind a number of ISO 3166: 156 → CHN; leading zeros may be lost."""
    found = pycountry.countries.get(numeric=code.strip().zfill(3))
    return str(found.alpha_3) if found else None


def from_iso2(code: str) -> str | None:
    """The code behind two letters of ISO 3166, or EU; never for the letters of GDELT places."""
    text = code.strip().upper()
    special = {"EU": EUROPEAN_UNION, "EL": "GRC", "UK": "GBR", "XK": "XKX"}
    found = pycountry.countries.get(alpha_2=text)
    return special.get(text) or (str(found.alpha_3) if found else None)


def from_world_bank(code: str) -> str | None:
    """The code behind one of the World Bank, old ones too: ZAR → COD; None for its regions."""
    text = code.strip().upper()
    return WORLD_BANK[text] or None if text in WORLD_BANK else _known(text)


def from_customs_of_china(code: str) -> str | None:
    """The code behind a partner number of Chinese customs: 502 → USA, 410 → BRA."""
    return CUSTOMS_OF_CHINA.get(code.strip().lstrip("0"))


def iso3() -> tuple[str, ...]:
    """All codes of ISO 3166 in three letters, and Kosovo's."""
    return (*sorted(country.alpha_3 for country in pycountry.countries), KOSOVO)


def plain_name(name: str) -> str:
    """A country's name without no-break blanks and double blanks."""
    return " ".join(unicodedata.normalize("NFKC", name).split())


def _known(code: str) -> str | None:
    return code if code == KOSOVO or pycountry.countries.get(alpha_3=code) else None
