"""ITC Trade Map: lists of markets as text, or as a web page that calls itself a workbook.

The text holds neither reporter, product nor unit: the name of the file may help, the rest is asked for.
Values are thousand dollars by default.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chokepoint.readers.book import Book
from chokepoint.readers.formats.amounts import plain, scaled
from chokepoint.readers.formats.flows import Flows
from chokepoint.readers.formats.goods import Unnamed
from chokepoint.readers.formats.layout import Layout, Row, find_all, tidy
from chokepoint.readers.reading import CERTAIN, PROBABLE, Recognised
from chokepoint.readers.scribe import Scribe

TABLE = "trade_flows"
PARTNERS = ("importers", "exporters")
FIGURE = re.compile(r"(exported|imported)_(value|quantity)_in_(\d{4})(?:-([mq])(\d{1,2}))?(,_tons)?")
TITLE = re.compile(
    r"list of (?:importing|supplying) markets for a product (exported|imported) by (.+)", re.IGNORECASE
)
PRODUCT = re.compile(r"Product: (\d{2,10}|TOTAL)\b")
MIRROR = "(mirror)"
THOUSAND = "1000"
REPORTER_QUESTION, PRODUCT_QUESTION = "column:reporter", "column:product"


@dataclass(frozen=True)
class Markets:
    """What a list of markets says outside its rows, or was answered."""

    reporter: str
    flow: str
    product: str
    mirrored: bool


class TradeMap:
    """Trade Map lists as rows of trade_flows."""

    name = "trademap"
    title = "ITC Trade Map"

    def recognise(self, book: Book) -> Recognised | None:
        """By headings such as "Exported value in 2024" beside importers or exporters."""
        layout = _layout(book)
        if layout is None:
            return None
        titled = _title(book) is not None
        world = any(name in ("World", "Total") for name in layout.values(_partners(layout))[:5])
        why = "headings of a list of markets" + (" under its title" if titled else "")
        return Recognised(
            self.name,
            "page" if book.kind == "html" else "text",
            CERTAIN if titled or world else PROBABLE,
            why,
        )

    def read(self, book: Book, scribe: Scribe, answers: Mapping[str, str]) -> None:
        """One row of trade_flows for each partner and period."""
        layout = _layout(book)
        if layout is None:
            return
        scribe.heading_row = layout.row
        said = _said(book, layout, answers)
        missing = [
            (column, text)
            for column, text in (("reporter", said.reporter), ("product", said.product))
            if not text
        ]
        for column, _ in missing:
            says = f"the file does not name its {column}"
            scribe.tell("map_column", says, table=TABLE, column=column, fix="give its code")
        if missing:
            return
        scribe.tell(
            "file_note", "values were read as thousand US dollars, the usual unit of Trade Map", table=TABLE
        )
        unnamed, flows = Unnamed(scribe, answers, TABLE), Flows(scribe)
        for row, record in layout.rows(scribe):
            found = list(_figures(layout, record, said))
            if not found:
                scribe.skip(row, "blank_row", "no figure in the row", table=TABLE)
            elif material := unnamed.material(row, said.product):
                key = _source(scribe)
                for cells in found:
                    flows.add(row, cells | {"material": material, "source_key": key})
        flows.close()
        unnamed.ask()


def _layout(book: Book) -> Layout | None:
    """The table of markets: several tables of a page may name partners, one has figures."""
    for layout in find_all(book, *((name,) for name in PARTNERS)):
        if any(map(FIGURE.fullmatch, layout.places)):
            return layout
    return None


def _partners(layout: Layout) -> str:
    return next(name for name in PARTNERS if layout.has(name))


def _title(book: Book) -> re.Match[str] | None:
    """The title of the list: in a cell of the page, else in the name of the file."""
    cells = (tidy(cell) for sheet in book.sheets for record in sheet.head[:20] for cell in record)
    named = book.name.rsplit(".", 1)[0].replace("_", " ").replace("Trade Map - ", "")
    return next((found for text in (*cells, named) if (found := TITLE.match(text))), None)


def _said(book: Book, layout: Layout, answers: Mapping[str, str]) -> Markets:
    title = _title(book)
    cells = [tidy(cell) for sheet in book.sheets for record in sheet.head[:20] for cell in record]
    product = next((found[1] for text in cells if (found := PRODUCT.match(text))), "")
    given = answers.get(PRODUCT_QUESTION, "") or product
    # Partners that import are those to which the reporter exports.
    flow = "export" if _partners(layout) == "importers" else "import"
    reporter = re.sub(r"\s*\(mirror\)", "", title[2], flags=re.IGNORECASE).strip() if title else ""
    return Markets(
        answers.get(REPORTER_QUESTION, "") or reporter,
        flow,
        "ALL_GOODS" if given == "TOTAL" else given,
        any(MIRROR in text.lower() for text in cells),
    )


def _figures(layout: Layout, record: Row, said: Markets) -> Iterator[dict[str, str]]:
    partner = record.get(_partners(layout))
    for heading in layout.places:
        found = FIGURE.fullmatch(heading)
        text = record.get(heading)
        if not (found and text and partner):
            continue
        _, kind, year, part, number, tons = found.groups()
        if kind == "quantity" and not tons:
            continue
        period, frequency = _period(year, part, number)
        column, factor = ("value_usd", THOUSAND) if kind == "value" else ("quantity_t", "1")
        yield {
            "reporter": said.reporter,
            "partner": "WLD" if partner in ("World", "Total") else partner,
            "flow": said.flow,
            "product": said.product,
            "classification": "named" if said.product == "ALL_GOODS" else "HS",
            "period": period,
            "frequency": frequency,
            column: scaled(plain(text) or text, factor),
            "estimated": "yes" if said.mirrored else "no",
            "notes": "computed from partners' reports (mirror)" if said.mirrored else "",
            "verified": "yes",
        }


def _period(year: str, part: str | None, number: str | None) -> tuple[str, str]:
    if part == "m":
        return f"{year}-{int(number or 0):02d}", "M"
    if part == "q":
        last = 3 * int(number or 0)
        return f"{year}-{last - 2:02d}..{year}-{last:02d}", "Q"
    return year, "A"


def _source(scribe: Scribe) -> str:
    return scribe.source(
        source_key="itc-trade-map",
        origin="ITC",
        series="ITC Trade Map",
        title="Trade Map, lists of markets",
        url="https://www.trademap.org",
        kind="official statistics",
        licence="ITC terms: no redistribution",
        redistributable="no",
    )
