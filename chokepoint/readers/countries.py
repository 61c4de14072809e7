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
# FIPS 10-4 where it differs from ISO 3166 alpha-2 (GDELT places, old US tables): CH is China there.
FIPS: Mapping[str, str] = {
    "AA": "ABW", "AC": "ATG", "AG": "DZA", "AJ": "AZE", "AN": "AND", "AS": "AUS", "AU": "AUT", "AV": "AIA",
    "BA": "BHR", "BC": "BWA", "BD": "BMU", "BF": "BHS", "BG": "BGD", "BH": "BLZ", "BK": "BIH", "BL": "BOL",
    "BM": "MMR", "BN": "BEN", "BO": "BLR", "BP": "SLB", "BU": "BGR", "BX": "BRN", "BY": "BDI", "CB": "KHM",
    "CD": "TCD", "CE": "LKA", "CF": "COG", "CG": "COD", "CH": "CHN", "CI": "CHL", "CJ": "CYM", "CN": "COM",
    "CQ": "MNP", "CS": "CRI", "CT": "CAF", "CW": "COK", "DA": "DNK", "DO": "DMA", "DR": "DOM", "EI": "IRL",
    "EK": "GNQ", "EN": "EST", "ES": "SLV", "EZ": "CZE", "FG": "GUF", "FP": "PYF", "GA": "GMB", "GB": "GAB",
    "GG": "GEO", "GJ": "GRD", "GM": "DEU", "GV": "GIN", "HA": "HTI", "HO": "HND", "IC": "ISL", "IS": "ISR",
    "IV": "CIV", "IZ": "IRQ", "JA": "JPN", "KN": "PRK", "KR": "KIR", "KS": "KOR", "KU": "KWT", "KV": "XKX",
    "LE": "LBN", "LG": "LVA", "LH": "LTU", "LI": "LBR", "LO": "SVK", "LS": "LIE", "LT": "LSO", "MA": "MDG",
    "MB": "MTQ", "MC": "MAC", "MF": "MYT", "MG": "MNG", "MH": "MSR", "MI": "MWI", "MJ": "MNE", "MO": "MAR",
    "MP": "MUS", "MU": "OMN", "NG": "NER", "NH": "VUT", "NI": "NGA", "NS": "SUR", "NU": "NIC", "OD": "SSD",
    "PA": "PRY", "PC": "PCN", "PM": "PAN", "PO": "PRT", "PP": "PNG", "PS": "PLW", "PU": "GNB", "RI": "SRB",
    "RM": "MHL", "RP": "PHL", "RQ": "PRI", "RS": "RUS", "SB": "SPM", "SC": "KNA", "SE": "SYC", "SF": "ZAF",
    "SG": "SEN", "SN": "SGP", "SP": "ESP", "ST": "LCA", "SU": "SDN", "SV": "SJM", "SW": "SWE", "SZ": "CHE",
    "TB": "BLM", "TD": "TTO", "TI": "TJK", "TK": "TCA", "TL": "TKL", "TN": "TON", "TO": "TGO", "TP": "STP",
    "TS": "TUN", "TT": "TLS", "TU": "TUR", "TX": "TKM", "UK": "GBR", "UP": "UKR", "UV": "BFA", "VI": "VGB",
    "VM": "VNM", "VQ": "VIR", "VT": "VAT", "WA": "NAM", "WE": "PSE", "WI": "ESH", "WS": "WSM", "WZ": "SWZ",
    "YM": "YEM", "ZA": "ZMB", "ZI": "ZWE",
}  # fmt: skip
# Two letters that FIPS and ISO 3166 share and mean alike; what stands in neither list is unknown.
FIPS_AS_ISO = frozenset({
    "AE", "AF", "AL", "AM", "AO", "AR", "BB", "BE", "BR", "BT", "CA", "CM", "CO", "CU", "CV", "CY", "DJ",
    "EC", "EG", "ER", "ET", "FI", "FJ", "FK", "FM", "FO", "FR", "GH", "GI", "GL", "GP", "GR", "GT", "GU",
    "GY", "HK", "HR", "HU", "ID", "IN", "IR", "IT", "JM", "JO", "KE", "KG", "KZ", "LA", "LU", "LY", "MD",
    "MK", "ML", "MR", "MT", "MV", "MX", "MY", "MZ", "NC", "NF", "NL", "NO", "NP", "NR", "NZ", "PE", "PK",
    "PL", "QA", "RE", "RO", "RW", "SA", "SH", "SI", "SL", "SM", "SO", "SY", "TH", "TV", "TW", "TZ", "UG",
    "US", "UY", "UZ", "VC", "VE", "WF",
})  # fmt: skip


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


def from_fips(code: str) -> str | None:
    """The code behind two letters of FIPS 10-4: CH → CHN, AS → AUS; None for places that are no country."""
    text = code.strip().upper()
    return FIPS.get(text) or (from_iso2(text) if text in FIPS_AS_ISO else None)


def from_customs_of_china(code: str) -> str | None:
    """The code behind a partner number of Chinese customs: 502 → USA, 410 → BRA."""
    return CUSTOMS_OF_CHINA.get(code.strip().lstrip("0"))


def from_cameo(code: str) -> str | None:
    """The code behind a CAMEO country: USA → USA; None for its regions, such as EUR and AFR."""
    text = code.strip().upper()
    return CAMEO.get(text) or _known(text)


def iso3() -> tuple[str, ...]:
    """All codes of ISO 3166 in three letters, and Kosovo's."""
    return (*sorted(country.alpha_3 for country in pycountry.countries), KOSOVO)


def plain_name(name: str) -> str:
    """A country's name without no-break blanks and double blanks."""
    return " ".join(unicodedata.normalize("NFKC", name).split())


def without_footnote(name: str) -> str:
    """The name without footnote digits glued to its end: China3 → China. Only for names not found as they are."""
    return re.sub(r"(?<=[^\W\d])[\d,]+$", "", plain_name(name))


def _known(code: str) -> str | None:
    return code if code == KOSOVO or pycountry.countries.get(alpha_3=code) else None
