"""BGS World Mineral Statistics: production by country and year, columns in any order.

Rare earths are minerals in gross weight to about 2004, by kind of mineral, and oxides besides and after:
each is a source of its own, so that nothing adds them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from chokepoint.readers.book import Book
from chokepoint.readers.countries import from_world_bank
from chokepoint.readers.formats.amounts import NIL, plain, scaled
from chokepoint.readers.formats.goods import material_of_name
from chokepoint.readers.formats.layout import Row, find
from chokepoint.readers.reading import CERTAIN, PROBABLE, Recognised
from chokepoint.readers.scribe import Scribe

PRODUCTION = "production"
SIGNATURE = ("bgs_commodity_trans", "quantity", "year", "bgs_statistic_type_trans")
TONNES = {"tonnes (metric)": "1", "kilograms": "0.001", "thousand tonnes (metric)": "1000"}
OXIDES = "rare earth oxides"


class Bgs:
    """BGS downloads as rows of production."""

    name = "bgs"
    title = "BGS World Mineral Statistics"

    def recognise(self, book: Book) -> Recognised | None:
        """By the names of the columns; certain where the years are days of January."""
        layout = find(book, SIGNATURE)
        if layout is None:
            return None
        fits = all(re.match(r"\d{4}-01-01", value) for value in layout.values("year"))
        return Recognised(self.name, "ogc", CERTAIN if fits else PROBABLE, "columns of the BGS interface")

    def read(self, book: Book, scribe: Scribe, answers: Mapping[str, str]) -> None:
        """One row of production for each country, year and kind of mineral."""
        layout = find(book, SIGNATURE)
        if layout is None:
            return
        scribe.heading_row = layout.row
        for row, record in layout.rows(scribe):
            _take(scribe, row, record)


def _take(scribe: Scribe, row: int, record: Row) -> None:
    commodity, statistic = record.get("bgs_commodity_trans"), record.get("bgs_statistic_type_trans")
    factor = TONNES.get(record.get("units").lower())
    material = material_of_name(commodity)
    text = "0" if record.get("quantity_in_book_style") in NIL else record.get("quantity")
    if not material:
        says = f"{commodity} is none of the materials on file"
        scribe.skip(row, "not_ours", says, table=PRODUCTION, column="material", value=commodity)
    elif statistic != "Production":
        says = f"{statistic} of minerals have no table here: trade comes from customs"
        scribe.skip(row, "unread_row", says, table=PRODUCTION, column="measure", value=statistic)
    elif factor is None:
        says = f'unit "{record.get("units")}" is no weight'
        scribe.skip(row, "enum", says, table=PRODUCTION, column="unit", value=record.get("units"))
    elif not text:
        said = record.get("data_precision_description") or "no figure"
        scribe.skip(row, "blank_row", said, table=PRODUCTION, value=record.get("quantity_in_book_style"))
    else:
        scribe.write(PRODUCTION, row, _cells(scribe, record, material, scaled(plain(text) or text, factor)))


def _cells(scribe: Scribe, record: Row, material: str, tonnes: str) -> dict[str, str]:
    commodity, kind = record.get("bgs_commodity_trans"), record.get("bgs_sub_commodity_trans")
    notes = record.get("concat_figure_notes_text").replace("|", " ")
    oxides = commodity == OXIDES
    iso = record.get("country_iso3_code")
    return {
        "stage": "mining",
        "material": material,
        "country": from_world_bank(iso) or record.get("country_trans") or iso,
        "measure": "production",
        "period": record.get("year")[:4],
        "frequency": "A",
        "scenario": "observed",
        "value": tonnes,
        "unit": "t REO" if oxides else "t",
        "basis": "REO" if oxides else "gross",
        "nature": "estimate" if "stimate" in notes else "reported",
        "source_key": _source(scribe, commodity, kind),
        "verified": "yes",
        "notes": "; ".join(filter(None, (kind, notes))),
    }


def _source(scribe: Scribe, commodity: str, kind: str) -> str:
    named = f"{commodity}, {kind}" if kind else commodity
    return scribe.source(
        source_key=f"bgs-wms-{re.sub('[^a-z0-9]+', '-', named.lower())}",
        origin="British Geological Survey",
        series="BGS World Mineral Statistics",
        title=f"World Mineral Statistics, production of {named}",
        url="https://www.bgs.ac.uk/mineralsuk/statistics/world-mineral-statistics",
        kind="official statistics",
        licence="free use with acknowledgement of BGS (UKRI)",
        redistributable="yes",
    )
