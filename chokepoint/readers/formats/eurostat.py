"""Eurostat Comext as SDMX-CSV: monthly and yearly trade of the EU and its members, in 100 kg and euro.

Rows may have one field more than the headings. With labels in place of codes the file holds no product
code: it is asked for. Weight and value of one flow are two records.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from chokepoint.readers.book import Book
from chokepoint.readers.countries import from_iso2
from chokepoint.readers.formats.amounts import plain, scaled
from chokepoint.readers.formats.flows import Flows
from chokepoint.readers.formats.goods import Unnamed
from chokepoint.readers.formats.layout import Row, find, tidy
from chokepoint.readers.reading import CERTAIN, PROBABLE, Recognised
from chokepoint.readers.scribe import Scribe

TABLE = "trade_flows"
SIGNATURE = ("reporter", "partner", "product", "flow", "indicators", "time_period", "obs_value")
FLOWS = {"1": "import", "2": "export", "3": "re-export", "import": "import", "export": "export"}
# Indicator → column of trade_flows and factor: weights are in 100 kg.
INDICATORS = {
    "QUANTITY_IN_100KG": ("quantity_t", "0.1"),
    "QUANTITY_KG": ("quantity_t", "0.001"),
    "VALUE_IN_EUROS": ("value_local", "1"),
    "VALUE_EUR": ("value_local", "1"),
}
# Confidential partners and products.
SECRET = re.compile(r"Q[A-Z]|\d*X+\d*")
CODE = re.compile(r"\d{2,10}|TOTAL")
OUTSIDE = re.compile(r"EXTRA[-_ ]?EU|EXT[-_]EU|EU(27|28)?(_\d{4})?_EXTRA")
INSIDE = re.compile(r"INTRA[-_ ]?EU|INT[-_]EU|EU(27|28)?(_\d{4})?_INTRA|EURO AREA|EA\d\d")
PRODUCT_QUESTION = "column:product"


@dataclass(frozen=True)
class Codes:
    """Product codes: as they stand, or the one given for the one label of the file."""

    label: str
    given: str

    def of(self, text: str) -> str:
        """The product code of a cell; empty if it is another label."""
        if CODE.fullmatch(text):
            return "ALL_GOODS" if text == "TOTAL" else text
        return self.given if text == self.label else ""


class Eurostat:
    """Comext downloads as rows of trade_flows."""

    name = "eurostat"
    title = "Eurostat Comext"

    def recognise(self, book: Book) -> Recognised | None:
        """By the dimensions of the dataset; certain where its indicators are known."""
        layout = find(book, SIGNATURE)
        if layout is None:
            return None
        fits = any(value in INDICATORS for value in layout.values("indicators"))
        labels = not any(CODE.fullmatch(value) for value in layout.values("product"))
        flow = (layout.values("dataflow") or ["ESTAT"])[0]
        why = f"dimensions of {flow}" + (", with labels in place of codes" if labels else "")
        return Recognised(self.name, "labels" if labels else "codes", CERTAIN if fits else PROBABLE, why)

    def read(self, book: Book, scribe: Scribe, answers: Mapping[str, str]) -> None:
        """One row of trade_flows for each reporter, partner, product and period."""
        layout = find(book, SIGNATURE)
        if layout is None:
            return
        scribe.heading_row = layout.row
        labels = [label for label in layout.values("product") if not CODE.fullmatch(label)]
        codes = Codes(labels[0] if labels else "", answers.get(PRODUCT_QUESTION, ""))
        if labels and not codes.given:
            says = f'the file names its product in words only ("{labels[0]}")'
            scribe.tell("map_column", says, table=TABLE, column="product", fix="give the customs code of it")
            return
        unnamed, flows = Unnamed(scribe, answers, TABLE), Flows(scribe)
        for row, record in layout.rows(scribe):
            _take(row, record, codes, unnamed, flows, scribe)
        flows.close()
        unnamed.ask()


def _take(row: int, record: Row, codes: Codes, unnamed: Unnamed, flows: Flows, scribe: Scribe) -> None:
    indicator = record.get("indicators")
    if indicator not in INDICATORS:
        says = f"{indicator} is neither a weight nor a value"
        scribe.skip(row, "unread_row", says, table=TABLE, column="indicators", value=indicator)
        return
    written = record.get("product")
    product = codes.of(written)
    if not product:
        secret = bool(SECRET.fullmatch(written))
        says = (
            f'"{written}" is a {"confidential product" if secret else "second product named in words only"}'
        )
        scribe.skip(
            row, "unread_row", says, table=TABLE, column="product", value=written, fix="download with codes"
        )
        return
    partner = _partner(record)
    if not partner:
        said = record.get("partner")
        says = f"{said} is a part of other partners of the list"
        scribe.skip(row, "aggregate_row", says, table=TABLE, column="partner", value=said)
        return
    text = record.get("obs_value")
    if not text:
        scribe.skip(row, "blank_row", "no figure in the row", table=TABLE)
        return
    if material := unnamed.material(row, product):
        column, factor = INDICATORS[indicator]
        flows.add(
            row,
            _cells(record, scribe, product, partner)
            | {"material": material, column: scaled(plain(text) or text, factor)},
        )


def _cells(record: Row, scribe: Scribe, product: str, partner: str) -> dict[str, str]:
    period = record.get("time_period")
    flag = record.get("obs_flag")
    return {
        "reporter": _place(record.get("reporter")),
        "partner": partner,
        "flow": FLOWS.get(record.get("flow").lower(), record.get("flow")),
        "product": product,
        "classification": "named" if product == "ALL_GOODS" else "KN" if len(product) == 8 else "HS",
        "period": period,
        "frequency": {4: "A", 7: "M"}.get(len(period), ""),
        "currency": "EUR",
        "estimated": "yes" if "e" in flag else "no",
        "source_key": _source(scribe, record.get("dataflow")),
        "verified": "yes",
    }


def _partner(record: Row) -> str:
    """The partner; the world of the EU as a whole is what lies outside, of a member also the other members.

    Empty for a group that overlaps with them.
    """
    word = record.get("partner").upper()
    of_union = _place(record.get("reporter")) == "EUU"
    if OUTSIDE.match(word):
        return "WLD" if of_union else ""
    if word == "WORLD" or word.startswith(("WORLD ", "ALL COUNTRIES")):
        return "" if of_union else "WLD"
    return "" if INSIDE.match(word) else _place(record.get("partner"))


def _place(text: str) -> str:
    """The country or group behind a code or label: EU27_2020 and its label are the EU."""
    word = tidy(text)
    if word.startswith(("EU27", "EU28", "EU_", "European Union")):
        return "EUU"
    if SECRET.fullmatch(word):
        return "NES"
    return (from_iso2(word) if len(word) == 2 else None) or word


def _source(scribe: Scribe, flow: str) -> str:
    found = re.search(r"DS-\d+", flow, re.IGNORECASE)
    dataset = found[0].lower() if found else "comext"
    return scribe.source(
        source_key=f"eurostat-{dataset}",
        origin="Eurostat",
        series="Eurostat Comext",
        title=f"EU trade by product, dataset {dataset.upper()}",
        url="https://ec.europa.eu/eurostat/comext/newxtweb",
        kind="official statistics",
        licence="free reuse with source",
        redistributable="yes",
    )
