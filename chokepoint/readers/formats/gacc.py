"""China customs, online query export: months by partner and eight-digit product, in kg and yuan or dollars.

The file does not say whether it holds imports or exports: that is asked. Partner numbers are the
office's own (410 is Brazil, not Korea). Yuan stay yuan.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from chokepoint.readers.book import Book
from chokepoint.readers.countries import from_customs_of_china
from chokepoint.readers.formats.amounts import plain, scaled
from chokepoint.readers.formats.flows import Flows
from chokepoint.readers.formats.goods import Unnamed
from chokepoint.readers.formats.layout import Layout, Row, find
from chokepoint.readers.reading import CERTAIN, PROBABLE, Recognised
from chokepoint.readers.scribe import Scribe

TABLE = "trade_flows"
PERIOD, PRODUCT, PARTNER, PARTNER_NAME = "数据年月", "商品编码", "贸易伙伴编码", "贸易伙伴名称"
QUANTITIES = (("第一数量", "第一计量单位"), ("第二数量", "第二计量单位"))
TONNES = {"千克": "0.001", "吨": "1", "克": "0.000001"}
YUAN, DOLLARS = "人民币", "美元"
# What splits a flow: trade regime and place of registration.
SPLITS = ("贸易方式名称", "注册地名称", "贸易方式编码", "注册地编码")
FLOW_QUESTION = "column:flow"
FLOWS = ("import", "export")


class Gacc:
    """Exports of the query site of China's customs as rows of trade_flows."""

    name = "gacc"
    title = "China customs (GACC) query"

    def recognise(self, book: Book) -> Recognised | None:
        """By the Chinese headings of month and product; certain where months stand under the first."""
        layout = find(book, (PERIOD, PRODUCT))
        if layout is None:
            return None
        fits = all(re.fullmatch(r"\d{6}", value) for value in layout.values(PERIOD))
        money = "yuan" if layout.has(YUAN) else "dollars" if layout.has(DOLLARS) else "no value"
        return Recognised(
            self.name, f"query-{money}", CERTAIN if fits else PROBABLE, f"headings {PERIOD}, {PRODUCT}"
        )

    def read(self, book: Book, scribe: Scribe, answers: Mapping[str, str]) -> None:
        """One row of trade_flows for each month, partner and product."""
        layout = find(book, (PERIOD, PRODUCT))
        if layout is None:
            return
        scribe.heading_row = layout.row
        flow = answers.get(FLOW_QUESTION)
        if flow not in FLOWS:
            says = "the file does not say whether these are China's imports or exports"
            scribe.tell("map_column", says, table=TABLE, column="flow", fix="say which", choices=FLOWS)
            return
        unnamed, flows = Unnamed(scribe, answers, TABLE), Flows(scribe)
        for row, record in layout.rows(scribe):
            product = record.get(PRODUCT)
            if material := unnamed.material(row, product):
                cells = _cells(layout, record, scribe) | {
                    "flow": flow,
                    "product": product,
                    "material": material,
                }
                flows.add(row, cells, " ".join(filter(None, (record.get(name) for name in SPLITS[:2]))))
        flows.close()
        unnamed.ask()


def _cells(layout: Layout, record: Row, scribe: Scribe) -> dict[str, str]:
    month = record.get(PERIOD)
    number = record.get(PARTNER)
    whole_world = not (number or record.get(PARTNER_NAME))
    return {
        "reporter": "CHN",
        "partner": "WLD"
        if whole_world
        else from_customs_of_china(number) or record.get(PARTNER_NAME) or number,
        "classification": "CN",
        "period": f"{month[:4]}-{month[4:]}" if re.fullmatch(r"\d{6}", month) else month,
        "frequency": "M",
        "quantity_t": _weight(record),
        "value_usd": _money(record, DOLLARS),
        "value_local": _money(record, YUAN),
        "currency": "CNY" if layout.has(YUAN) else "",
        "estimated": "no",
        "source_key": _source(scribe),
        "verified": "yes",
    }


def _weight(record: Row) -> str:
    """Tonnes of the first quantity that is a weight; other units are no tonnes."""
    for amount, unit in QUANTITIES:
        if factor := TONNES.get(record.get(unit)):
            text = record.get(amount)
            return scaled(plain(text) or text, factor)
    return ""


def _money(record: Row, heading: str) -> str:
    text = record.get(heading)
    return plain(text) or text


def _source(scribe: Scribe) -> str:
    return scribe.source(
        source_key="gacc-query",
        origin="General Administration of Customs of China",
        series="GACC",
        title="Customs statistics, online query",
        url="http://stats.customs.gov.cn",
        kind="official statistics",
        redistributable="unknown",
    )
