"""What the words of the Mineral Commodity Summaries mean in the contract: units, stages, forms, marks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from chokepoint.contract.findings import NOTE
from chokepoint.readers.formats.amounts import Amount, amount
from chokepoint.readers.formats.layout import tidy
from chokepoint.readers.scribe import Scribe

PRODUCTION, DEPENDENCY, PRICES = "production", "dependency", "prices"
# Tonnes in one unit, by the words of the files and by the short marks in headings.
TONNES: Mapping[str, str] = {
    "metric tons": "1",
    "thousand metric tons": "1000",
    "million metric tons": "1000000",
    "kilograms": "0.001",
    "t": "1",
    "kt": "1000",
    "kg": "0.001",
}
STAGES = (("mine", "mining"), ("secondary", "recycling"), ("refinery", "separation"), ("smelter", "separation"),
          ("plant", "separation"), ("primary", "separation"))  # fmt: skip
FORMS = (
    (r"ferrocerium", "alloy"),
    (r"metals? and alloys", "metal"),
    (r"compounds,? and metals?", "compounds_and_metals"),
    (r"concentrates?|\bores?\b", "concentrate"),
    (r"mischmetal", "metal"),
    (r"oxide|y2o3", "oxide"),
    (r"compounds?", "compounds"),
    (r"\balloys?\b", "alloy"),
    (r"\bmetals?\b", "metal"),
)
NET_EXPORTER, WITHHELD, NOT_AVAILABLE, UNDER_HALF = "E", "W", "NA", "s"
# Editions come out between 31 January and early February: the 7th is never too early.
RELEASED = "02-07"


@dataclass(frozen=True)
class Edition:
    """One edition of the summaries, a source of its own, which is written with the first row."""

    scribe: Scribe
    year: str

    @property
    def cells(self) -> dict[str, str]:
        """What every row of the edition says of itself."""
        key = self.scribe.source(
            source_key=f"usgs-mcs-{self.year}-data",
            origin="USGS",
            series="USGS MCS",
            edition=self.year,
            title=f"Mineral Commodity Summaries {self.year}, data release",
            url="https://www.usgs.gov/centers/national-minerals-information-center/mineral-commodity-summaries",
            kind="official statistics",
            licence="US public domain",
            redistributable="yes",
        )
        return {"known_from": f"{self.year}-{RELEASED}", "source_key": key, "verified": "yes"}


def place(name: str) -> str:
    """The country of a row, as the contract takes it: footnote digits off, totals and the rest by code."""
    words = re.sub(r"(?<=[A-Za-z)])\s?\d+$", "", tidy(name))
    if words.lower().startswith("world"):
        return "WLD"
    return "OTH" if words.lower() == "other countries" else words


def stage(words: str) -> str:
    """The stage that the words name; empty if none."""
    low = words.lower()
    return next((stage for word, stage in STAGES if word in low), "")


def form(words: str) -> str:
    """The chemical or trade form that the words name, else any."""
    low = words.lower()
    return next((form for pattern, form in FORMS if re.search(pattern, low)), "any")


def weighed(words: str) -> dict[str, str]:
    """Unit and basis of a tonnage: oxide equivalent, content of the metal, or as it is."""
    low = words.lower()
    if "oxide" in low and "equivalent" in low:
        return {"unit": "t REO", "basis": "REO"}
    if "content" in low:
        return {"unit": "t metal", "basis": "metal"}
    return {"unit": "t", "basis": "gross" if "gross weight" in low else "unstated"}


def estimated(notes: str, year: str = "") -> bool:
    """True if the notes say so of the row, or of this year."""
    low = notes.lower()
    if year and re.search(r"estimated (in |for )?\d{4}", low):
        return year in re.findall(r"\d{4}", low)
    return low.startswith("estimated")


def read_amount(scribe: Scribe, row: int, table: str, column: str, text: str, factor: str) -> Amount | None:
    """The amount of a cell; None, and said so, where there is no number to keep."""
    words = tidy(text)
    if words in ("", NOT_AVAILABLE):
        if words:
            says = f'"{words}" (not available) was read as empty'
            scribe.tell("missing_word", says, table=table, row=row, column=column, value=words, severity=NOTE)
        return None
    if words == UNDER_HALF:
        return amount("<0.5", factor)
    if words in (WITHHELD, NET_EXPORTER) and table == DEPENDENCY:
        return Amount(bound="withheld" if words == WITHHELD else "net_exporter")
    if words == WITHHELD:
        says = '"W": withheld by the office; this table holds no rows without a number'
        scribe.tell("cell_note", says, table=table, row=row, column=column, value=words)
        return None
    found = amount(words, factor)
    if not found.read or (found.bound == "range" and table == PRODUCTION):
        says = f'"{words}" is not one number'
        fix = "this table has no columns for both ends of a range" if found.read else ""
        scribe.tell("type", says, table=table, row=row, column=column, value=words, fix=fix)
        return None
    return found
