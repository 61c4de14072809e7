"""Tables of the EU criticality study of 2023, as published and re-keyed: shares, scores and uses.

Two tables have the same headings: shares of the world's supply and of what the EU sources. The file does
not say which it is: that is asked. Official groups of shares can add up to 104 %.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from chokepoint.readers.book import Book
from chokepoint.readers.formats.amounts import amount
from chokepoint.readers.formats.goods import material_of_name
from chokepoint.readers.formats.layout import Row, find
from chokepoint.readers.reading import CERTAIN, PROBABLE, Recognised
from chokepoint.readers.scribe import Scribe

PRODUCTION, DEPENDENCY, INDICES, SECTORS = "production", "dependency", "indices", "sectors"
SIGNATURES = {
    "shares": ("material", "stage", "country", "share"),
    "scores": ("material", "year", "sr", "ei"),
    "uses": ("material", "application", "share", "nace_sector"),
}
STAGES = {"E": "mining", "P": "separation"}
SCORES = {"sr": ("EU_SR", "supply risk"), "ei": ("EU_EI", "economic importance")}
MEASURE_QUESTION = "column:measure"
MEASURES = ("share_of_supply", "sourcing_share")
# Spellings of the study that are no names of table countries.
NAMES = {"Brasil": "BRA", "Libanon": "LBN", "Surinam": "SUR"}
PERIOD, PUBLISHED = "2016..2020", "2023-03-16"
SOURCE = {
    "source_key": "ec23",
    "origin": "European Commission",
    "series": "EU CRM study",
    "edition": "2023",
    "title": "Study on the critical raw materials for the EU 2023, Final Report (annex tables)",
    "kind": "official text",
    "licence": "reuse allowed with credit (Commission Decision 2011/833/EU)",
    "redistributable": "yes",
}


class EuCriticality:
    """Tables of the study as rows of production, dependency, indices and sectors."""

    name = "eu_criticality"
    title = "EU criticality study"

    def recognise(self, book: Book) -> Recognised | None:
        """By headings; certain where stages are E and P, or shares are percent."""
        for variant, headings in SIGNATURES.items():
            if layout := find(book, headings):
                stages = {*layout.values("stage")} <= {*STAGES} and bool(layout.values("stage"))
                percent = all(re.search(r"\d%$", value) for value in layout.values("share"))
                fits = percent and (stages or variant != "shares")
                why = f"headings of the table of {variant}" + (
                    ", with E and P or percent under them" if fits else ""
                )
                return Recognised(self.name, variant, CERTAIN if fits else PROBABLE, why)
        return None

    def read(self, book: Book, scribe: Scribe, answers: Mapping[str, str]) -> None:
        """Shares, scores or uses of the materials on file; scores of all materials."""
        variant, layout = next((v, one) for v, names in SIGNATURES.items() if (one := find(book, names)))
        scribe.heading_row = layout.row
        measure = answers.get(MEASURE_QUESTION, "")
        if variant == "shares" and measure not in MEASURES:
            says = "the study has two such tables: shares of the world's supply, and of what the EU sources"
            scribe.tell(
                "map_column",
                says,
                table=PRODUCTION,
                column="measure",
                fix="say which it is",
                choices=MEASURES,
            )
            return
        for row, record in layout.rows(scribe):
            if variant == "shares":
                _share(scribe, row, record, measure)
            elif variant == "scores":
                _scores(scribe, row, record)
            else:
                _use(scribe, row, record)


def _share(scribe: Scribe, row: int, record: Row, measure: str) -> None:
    material = _material(scribe, row, record, PRODUCTION)
    if not material:
        return
    stage = STAGES.get(record.get("stage"), record.get("stage"))
    name = record.get("country")
    place = NAMES.get(name, name)
    cells = {"stage": stage, "material": material, "measure": measure, **_percent(record)}
    if measure == "sourcing_share":
        own = {"country": "EUU", "form": "any", "partner": place, "holder": "nation", "basis": "gross"}
        scribe.write(DEPENDENCY, row, cells | own | _said(scribe))
    else:
        own = {"country": place, "scenario": "observed", "basis": "unstated"}
        scribe.write(PRODUCTION, row, cells | own | _said(scribe))


def _scores(scribe: Scribe, row: int, record: Row) -> None:
    """A score for each of the two; the study of a year is known from the first day of the next at the latest."""
    named, year = record.get("material"), record.get("year")
    material = material_of_name(named)
    slug = re.sub(r"[^A-Za-z0-9]+", "_", named).strip("_").upper()
    written = 0
    for column, (series, says) in SCORES.items():
        if (text := record.get(column)) in ("", "-"):
            continue
        key = material if material in ("HREE", "LREE") else slug
        cells = {
            "series": f"{series}_{key}",
            "name": f"EU criticality study, {says} score, {named}",
            "country": "EUU",
            "material": material,
            "period": year,
            "frequency": "A",
            "value": amount(text).value,
            "unit": "score",
            "known_from": f"{int(year) + 1}-01-01" if year.isdecimal() else "",
            "source_key": scribe.source(**SOURCE),
            "verified": "yes",
        }
        scribe.write(INDICES, row, cells)
        written += 1
    if not written:
        scribe.skip(row, "blank_row", "no score in the row", table=INDICES, value=named)


def _use(scribe: Scribe, row: int, record: Row) -> None:
    material = _material(scribe, row, record, SECTORS)
    if not material:
        return
    trade = re.match(r"C\d+", record.get("nace_sector"))
    cells = {
        "sector": record.get("application"),
        "measure": "share_of_use",
        "item": f"NACE {trade[0]}" if trade else record.get("nace_sector") or "all",
        "material": material,
        "country": "EUU",
        "scenario": "observed",
        "materials": material,
        **_percent(record),
    }
    scribe.write(SECTORS, row, cells | _said(scribe))


def _material(scribe: Scribe, row: int, record: Row, table: str) -> str:
    named = record.get("material")
    if material := material_of_name(named):
        return material
    says = f"{named} is none of the materials on file"
    scribe.skip(row, "not_ours", says, table=table, column="material", value=named)
    return ""


def _percent(record: Row) -> dict[str, str]:
    """68.3% and <0.1% as number and bound; other text stays for the check to refuse."""
    found = amount(record.get("share").removesuffix("%").strip())
    return {"value": found.value, "bound": found.bound, "unit": "%"}


def _said(scribe: Scribe) -> dict[str, str]:
    """What every row of shares says of itself: a mean of five years, known from the day of the study."""
    return {
        "period": PERIOD,
        "frequency": "SPAN",
        "nature": "estimate",
        "known_from": PUBLISHED,
        "source_key": scribe.source(**SOURCE),
        "verified": "yes",
    }
