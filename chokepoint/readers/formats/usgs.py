"""USGS Mineral Commodity Summaries: world tables, the long table since 2026, yearly statistics, figure 2.

Marks are information: W is withheld, E a net exporter, a dash nil, >95 a bound. Editions never mix: each is
a source of its own with the day from which it is known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from chokepoint.readers.book import Book
from chokepoint.readers.formats.amounts import whole
from chokepoint.readers.formats.goods import material_of_name
from chokepoint.readers.formats.layout import Layout, Row, find
from chokepoint.readers.formats.usgs_long import PRICE_UNITS, read_long
from chokepoint.readers.formats.usgs_words import (
    DEPENDENCY,
    PRICES,
    TONNES,
    Edition,
    form,
    read_amount,
)
from chokepoint.readers.formats.usgs_world import read_world
from chokepoint.readers.reading import CERTAIN, PROBABLE, Recognised
from chokepoint.readers.scribe import Scribe

LONG = ("mcs_chapter", "section", "commodity", "statistics", "value")
SALIENT = ("datasource", "commodity", "year")
FIGURE = ("source", "commodity", "import_share_order")
WORLD = ("country",)
RELEASE = re.compile(r"MCS ?(20\d\d)")
RELIANCE = re.compile(r"net_import_reliance_pct_(\d{4})")
# usprod_primary_kt, consump_t, price_ingot_ctslb, nir_pct: what is told, of which form, in which unit.
METRIC = re.compile(r"(usprod|imports|exports|consump|price|nir)(?:_(.+?))?_([a-z]+)")
MEASURES = {"usprod": "production", "imports": "imports", "exports": "exports", "consump": "consumption"}
PRICED = {"dkg": "dollars per kilogram", "dt": "dollars per metric ton"}


class Usgs:
    """USGS summaries in their layouts, as rows of production, dependency and prices."""

    name = "usgs"
    title = "USGS Mineral Commodity Summaries"

    def recognise(self, book: Book) -> Recognised | None:
        """By headings; certain where the first column, or the years, name an edition."""
        found = _layout(book)
        if found is None:
            return None
        variant, layout = found
        year = _edition(variant, layout)
        why = f"headings of the {variant.replace('-', ' ')} table" + (f", edition {year}" if year else "")
        return Recognised(self.name, variant, CERTAIN if year else PROBABLE, why)

    def read(self, book: Book, scribe: Scribe, answers: Mapping[str, str]) -> None:
        """Rows of production, dependency and prices, whatever the layout holds."""
        found = _layout(book)
        if found is None:
            return
        variant, layout = found
        scribe.heading_row = layout.row
        year = _edition(variant, layout)
        if not year:
            scribe.tell(
                "unknown_table", "no cell names the edition of the summaries", fix="add the first column"
            )
            return
        release = Edition(scribe, year)
        if variant == "long":
            read_long(layout, scribe, release)
        elif variant == "world":
            read_world(layout, scribe, release)
        elif variant == "salient":
            _read_salient(layout, scribe, release)
        else:
            _read_figure(layout, scribe, release)


def _layout(book: Book) -> tuple[str, Layout] | None:
    """Which table of the summaries it is, and its headings."""
    if layout := find(book, LONG):
        return "long", layout
    if layout := find(book, SALIENT):
        return "salient", layout
    if (layout := find(book, FIGURE)) and any(map(RELIANCE.fullmatch, layout.places)):
        return "figure-2", layout
    layout = find(book, WORLD)
    if layout and any(name.startswith("prod_") for name in layout.places) and _releases(layout):
        return "world", layout
    return None


def _releases(layout: Layout) -> list[str]:
    """Years of the editions that the first column names."""
    column = next((name for name in ("source", "datasource") if layout.has(name)), next(iter(layout.places)))
    return [found[1] for value in layout.values(column) if (found := RELEASE.fullmatch(value))]


def _edition(variant: str, layout: Layout) -> str:
    """The year of the edition: as the rows say, or the year after the newest of its figures."""
    if variant != "long":
        return max(_releases(layout), default="")
    told = [int(whole(year)) for year in layout.values("year") if re.fullmatch(r"\d{4}", whole(year))]
    return str(max(told) + 1) if told else ""


def _read_figure(layout: Layout, scribe: Scribe, release: Edition) -> None:
    """Reliance by commodity; the import sources have an order, but no shares."""
    heading = next(name for name in layout.places if RELIANCE.fullmatch(name))
    listed = next((name for name in layout.places if name.startswith("major_import_sources")), "")
    period = heading.rpartition("_")[2]
    for row, record in layout.rows(scribe):
        named = record.get("commodity")
        if not (material := material_of_name(named)):
            says = f"{named} is none of the materials on file"
            scribe.skip(row, "not_ours", says, table=DEPENDENCY, column="material", value=named)
            continue
        sources = f"import sources in descending order: {record.get(listed)}. {record.get('notes')}"
        cells = {
            "material": material,
            "form": form(named.partition(",")[2]),
            "period": period,
            "notes": sources,
        }
        if not _write_need(scribe, row, record, heading, "net_import_reliance", "1", cells, release):
            scribe.skip(row, "blank_row", "no figure in the row", table=DEPENDENCY)


def _read_salient(layout: Layout, scribe: Scribe, release: Edition) -> None:
    """One row of the file is a year of the US balance, with reliance and price."""
    metrics = {name: found.groups() for name in layout.places if (found := METRIC.fullmatch(name))}
    for row, record in layout.rows(scribe):
        named = record.get("commodity")
        if not (material := material_of_name(named)):
            says = f"{named} is none of the materials on file"
            scribe.skip(row, "not_ours", says, column="material", value=named)
            continue
        cells = {"material": material, "period": whole(record.get("year"))}
        written = [
            _write_metric(scribe, row, record, heading, metric, cells, release)
            for heading, metric in metrics.items()
        ]
        if not any(written):
            scribe.skip(row, "blank_row", "no figure that a table holds")


def _write_metric(
    scribe: Scribe, row: int, record: Row, heading: str, metric: Sequence[str | None],
    cells: Mapping[str, str], release: Edition,
) -> bool:  # fmt: skip
    what, detail, unit = (part or "" for part in metric)
    notes = detail.replace("_", " ").replace("-", " ")
    said = dict(cells) | {"form": form(notes), "notes": notes}
    if what == "nir":
        return _write_need(scribe, row, record, heading, "net_import_reliance", "1", said, release)
    if what == "price":
        return _write_price(
            scribe, row, record, heading, PRICE_UNITS.get(PRICED.get(unit, ""), ""), said, release
        )
    return unit in TONNES and _write_need(
        scribe, row, record, heading, MEASURES[what], TONNES[unit], said, release
    )


def _write_need(
    scribe: Scribe, row: int, record: Row, heading: str, measure: str, factor: str,
    cells: Mapping[str, str], release: Edition,
) -> bool:  # fmt: skip
    found = read_amount(scribe, row, DEPENDENCY, heading, record.get(heading), factor)
    if found is None:
        return False
    share = measure == "net_import_reliance"
    scribe.write(
        DEPENDENCY,
        row,
        {
            "country": "USA",
            "measure": measure,
            "stage": "any",
            "partner": "WLD",
            "holder": "nation",
            "frequency": "A",
            "value": found.value,
            "value_low": found.low,
            "value_high": found.high,
            "bound": found.bound,
            "unit": "%" if share else "t",
            "basis": "apparent_consumption" if share else "unstated",
            "nature": "estimate",
            **release.cells,
            **cells,
        },
    )
    return True


def _write_price(
    scribe: Scribe, row: int, record: Row, heading: str, unit: str, cells: Mapping[str, str], release: Edition
) -> bool:
    if not unit:
        return False
    found = read_amount(scribe, row, PRICES, heading, record.get(heading), "1")
    if found is None or found.bound == "range":
        return False
    said = {"quote": "average", "frequency": "A", "value": found.value, "bound": found.bound, "unit": unit}
    scribe.write(PRICES, row, said | release.cells | dict(cells))
    return True
