"""USITC DataWeb: US imports and exports, one sheet a measure, years or months as columns or as rows.

A sheet ends in a row of totals: where the rows do not add up to it, rows are missing, and the file is
refused. What the file does not name (its product, or one partner) is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from chokepoint.readers.book import Book
from chokepoint.readers.formats.amounts import added, decimal, plain, scaled, whole
from chokepoint.readers.formats.flows import AMOUNTS, KEY
from chokepoint.readers.formats.goods import Unnamed
from chokepoint.readers.formats.layout import Layout, Row, find_all, tidy
from chokepoint.readers.reading import CERTAIN, PROBABLE, Recognised
from chokepoint.readers.scribe import Scribe

TABLE = "trade_flows"
TITLE = re.compile(
    r"(General Imports|Imports For Consumption|Domestic Exports|Foreign Exports|Total Exports)\|.*", re.I
)
SIGNATURES = (("data_type", "hts_number"), ("data_type", "country", "year"))
FLOWS = {
    "general imports": "import",
    "imports for consumption": "import",
    "domestic exports": "export",
    "total exports": "export",
    "foreign exports": "re-export",
}
# Data types that are the value or the weight of a flow; duties, charges and landed values are neither.
VALUES = ("customs value", "general customs value", "fas value", "total exports value")
TONNES = {"kilograms": "0.001", "kg": "0.001", "metric tons": "1", "grams": "0.000001"}
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
PARAMETERS = "query parameters"
TOTAL = "total"
PRODUCT_QUESTION, PARTNER_QUESTION = "column:product", "column:partner"
Key = tuple[str, ...]


@dataclass
class _Merged:
    """One flow of all sheets: where it was met first, its cells, and how many records gave each amount."""

    sheet: str
    row: int
    cells: dict[str, str]
    parts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Query:
    """What the parameters, the titles and the answers say of all rows."""

    flow: str
    partner: str
    product: str


class DataWeb:
    """DataWeb exports as rows of trade_flows."""

    name = "dataweb"
    title = "USITC DataWeb"

    def recognise(self, book: Book) -> Recognised | None:
        """By its headings, under a title or beside the sheet of parameters."""
        layouts = list(find_all(book, *SIGNATURES))
        if not layouts:
            return None
        titled = any(_title(layout) for layout in layouts) or bool(_parameters(book))
        why = (
            "title or parameters of a query, and its headings"
            if titled
            else "headings Data Type and HTS Number"
        )
        variant = "titled" if any(layout.row > 1 for layout in layouts) else "plain"
        return Recognised(self.name, variant, CERTAIN if titled else PROBABLE, why)

    def read(self, book: Book, scribe: Scribe, answers: Mapping[str, str]) -> None:
        """One row of trade_flows for each partner, product and period, its measures brought together."""
        layouts = list(find_all(book, *SIGNATURES))
        query = _query(book, layouts, answers)
        scribe.heading_row = layouts[0].row if layouts else 1
        if not (_asked(scribe, layouts, query) or _short(scribe, layouts)):
            merged = _merge(layouts, query)
            unnamed = Unnamed(scribe, answers, TABLE)
            for layout in layouts:
                for row, record in layout.rows(scribe):
                    _write(scribe, layout, row, record, query, merged, unnamed)
            unnamed.ask()


def _asked(scribe: Scribe, layouts: list[Layout], query: Query) -> bool:
    """Asks for what no cell says; True if something is open."""
    open_ = []
    if not query.product and not all(layout.has("hts_number") for layout in layouts):
        open_.append(("product", "the file does not name its product", "give the customs code, or ALL_GOODS"))
    if not query.partner and not all(layout.has("country") for layout in layouts):
        open_.append(
            ("partner", "the file adds up countries and does not name them", "give a country, or WLD")
        )
    if not query.flow:
        open_.append(("flow", "the file does not say whether these are imports or exports", "say which"))
    for column, says, fix in open_:
        choices = ("import", "export") if column == "flow" else ()
        scribe.tell("map_column", says, table=TABLE, column=column, fix=fix, choices=choices)
    return bool(open_)


def _short(scribe: Scribe, layouts: list[Layout]) -> bool:
    """Refuses a file whose rows do not add up to its totals; True if it was."""
    short = [says for layout in layouts for says in _differences(layout)]
    for says in short:
        scribe.tell("damaged_file", says, fix="download the query again, with all its rows")
    return bool(short)


def _differences(layout: Layout) -> Iterator[str]:
    records = [Row(layout.places, cells) for row, cells in layout.sheet.records() if row > layout.row]
    totals = [record for record in records if _is_total(record)]
    for heading in _columns(layout):
        said = plain(totals[-1].get(heading)) if totals else None
        if said is not None:
            sums = (
                added(plain(record.get(heading)) or "" for record in records if not _is_total(record)) or "0"
            )
            found, wanted = decimal(sums), decimal(said)
            # The total is printed in whole dollars.
            if found is None or wanted is None or abs(found - wanted) > 1:
                yield f"rows of {heading} add up to {sums}, but the total says {said}: rows are missing"


def _merge(layouts: list[Layout], query: Query) -> dict[Key, _Merged]:
    """Every flow with the amounts of all sheets."""
    merged: dict[Key, _Merged] = {}
    for layout in layouts:
        for row, cells in layout.sheet.records():
            if row > layout.row:
                for flow in _flows(layout, Row(layout.places, cells), query):
                    key = tuple(flow[column] for column in KEY)
                    known = merged.setdefault(key, _Merged(layout.sheet.name, row, dict(flow)))
                    for column in AMOUNTS:
                        if text := flow[column]:
                            known.parts[column] = known.parts.get(column, 0) + 1
                            if (known.sheet, known.row) != (layout.sheet.name, row):
                                known.cells[column] = added((known.cells[column], text))
    return merged


def _write(
    scribe: Scribe, layout: Layout, row: int, record: Row, query: Query, merged: Mapping[Key, _Merged],
    unnamed: Unnamed,
) -> None:  # fmt: skip
    kind, unit = record.get("data_type"), record.get("quantity_description")
    if _is_total(record):
        scribe.skip(row, "aggregate_row", "row of totals; the rows add up to it", table=TABLE)
        return
    if _short_code(scribe, row, record, query):
        return
    flows = list(_flows(layout, record, query))
    if not flows:
        measured = not _amount(record)
        says = (
            f'"{kind}" in {unit or "its unit"} is neither a value nor a weight' if measured else "no figure"
        )
        scribe.skip(row, "unread_row" if measured else "blank_row", says, table=TABLE, value=kind)
        return
    material = unnamed.material(row, flows[0]["product"])
    if not material:
        return
    written = 0
    for flow in flows:
        known = merged[tuple(flow[column] for column in KEY)]
        if (known.sheet, known.row) == (layout.sheet.name, row):
            summed = any(number > 1 for number in known.parts.values())
            said = {"material": material, "derived": "yes" if summed else "no", "source_key": _source(scribe)}
            scribe.write(TABLE, row, known.cells | said)
            written += 1
    if not written:
        scribe.join(row)


def _short_code(scribe: Scribe, row: int, record: Row, query: Query) -> bool:
    code = record.get("hts_number") or query.product
    if not (code.isdigit() and len(code) < 4):
        return False
    says = f"{code.zfill(2)} is a chapter: the table holds products of 4 digits and more"
    scribe.skip(row, "pattern", says, table=TABLE, column="product", value=code, fix="query 4 to 10 digits")
    return True


def _flows(layout: Layout, record: Row, query: Query) -> Iterator[dict[str, str]]:
    """The flows of one record: one for each year or month with a number."""
    found = _amount(record)
    if _is_total(record) or not found:
        return
    column, factor = found
    product = record.get("hts_number") or query.product
    for heading in _columns(layout):
        text = record.get(heading)
        if not text:
            continue
        year = heading if re.fullmatch(r"\d{4}", heading) else whole(record.get("year"))
        month = f"-{MONTHS.index(heading) + 1:02d}" if heading in MONTHS else ""
        yield dict.fromkeys(AMOUNTS, "") | {
            "reporter": "USA",
            "partner": _partner(record.get("country")) or query.partner,
            "flow": query.flow,
            "product": product,
            "classification": "named" if not product.isdigit() else "HTS" if len(product) > 6 else "HS",
            "period": f"{year}{month}",
            "frequency": "M" if month else "A",
            column: scaled(plain(text) or text, factor),
            "estimated": "no",
            "verified": "yes",
        }


def _amount(record: Row) -> tuple[str, str] | None:
    """The column that a record fills and the factor to tonnes or dollars; None for other measures."""
    kind = record.get("data_type").lower()
    if kind in VALUES:
        return "value_usd", "1"
    factor = TONNES.get(record.get("quantity_description").lower())
    return ("quantity_t", factor) if "quantity" in kind and factor else None


def _columns(layout: Layout) -> list[str]:
    """Headings of figures: months, years, or the one named like the measure."""
    spread = [name for name in layout.places if name in MONTHS or re.fullmatch(r"(19|20)\d\d", name)]
    known = (
        "data_type",
        "country",
        "year",
        "hts_number",
        "description",
        "quantity_description",
        "suppressed",
    )
    return spread or [name for name in layout.places if name not in known]


def _query(book: Book, layouts: list[Layout], answers: Mapping[str, str]) -> Query:
    said = _parameters(book)
    flow = said.get("trade flow", "") or next((title for layout in layouts if (title := _title(layout))), "")
    if not flow and layouts:
        kinds = {value.lower() for layout in layouts for value in layout.values("data_type")}
        flow = (
            "total exports" if kinds & {"fas value"} else "general imports" if kinds & set(VALUES[:2]) else ""
        )
    listed = said.get("country list", "")
    one = listed if listed and not re.search(r"[,;\n]", listed) else ""
    partner = answers.get(PARTNER_QUESTION) or (
        "WLD" if "all countries" in " ".join(said.values()).lower() else one
    )
    return Query(
        FLOWS.get(flow.lower()) or answers.get("column:flow", ""), partner, answers.get(PRODUCT_QUESTION, "")
    )


def _parameters(book: Book) -> dict[str, str]:
    sheets = [sheet for sheet in book.sheets if sheet.name.strip().lower() == PARAMETERS]
    rows = [tuple(map(tidy, row)) for sheet in sheets for row in sheet.head if len(row) > 1]
    return {row[0].lower(): row[1] for row in rows if row[0] and row[1]}


def _title(layout: Layout) -> str:
    first = tidy(layout.sheet.head[0][0]) if layout.row > 1 and layout.sheet.head[0] else ""
    found = TITLE.fullmatch(first)
    return found[1] if found else ""


def _partner(name: str) -> str:
    return "WLD" if name.lower() in ("all countries", "world total", "total all countries") else name


def _is_total(record: Row) -> bool:
    return record.get("data_type").lower().rstrip(": ") == TOTAL


def _source(scribe: Scribe) -> str:
    return scribe.source(
        source_key="usitc-dataweb",
        origin="US Census Bureau",
        series="USITC DataWeb",
        title="US imports and exports, as published by USITC DataWeb",
        host="US International Trade Commission",
        url="https://dataweb.usitc.gov",
        kind="official statistics",
        licence="US public domain",
        redistributable="yes",
    )
