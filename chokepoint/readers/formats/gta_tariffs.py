"""The tables of Global Trade Alert's US tariff tool: Section 301 duties, exceptions, rates and events."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from chokepoint.readers.book import Book
from chokepoint.readers.countries import from_comtrade
from chokepoint.readers.formats.goods import material_of_code
from chokepoint.readers.formats.layout import Layout, Row, find
from chokepoint.readers.scribe import Scribe

TARIFFS, EVENTS = "tariffs", "coverage_events"
SIGNATURES = {
    "exceptions": ("hs_8digit", "rate_type", "exception_type", "effective_date"),
    "sec301": ("hs_8digit", "origin", "rate"),
    "rates": ("rate_type", "rate", "scenario", "effective_date"),
    "event-registry": ("effective_date", "event_id", "rate_component", "affected_countries"),
}
EFFECTIVE_QUESTION = "column:effective"
# The scenario of the rates that are in force; the others are what might be.
BASELINE = "baseline"
# Beginnings of rate types and whose goods they tell of; a number at the end is a UN code of a country.
PLACES = {
    "jpn_": "JPN",
    "eu_": "EUU",
    "kor_": "KOR",
    "che_": "CHE",
    "twn_": "TWN",
    "uk_": "GBR",
    "bra_": "BRA",
}
NEVER = "2099"
# Numbers of UN trade statistics that are older than the list of today.
OLD_NUMBERS = {"381": "ITA"}
SOURCE = {
    "source_key": "gta-us-tariffs",
    "origin": "Global Trade Alert",
    "series": "GTA US tariff tool",
    "title": "US tariff barrier estimates, tables of rates and exceptions",
    "url": "https://github.com/global-trade-alert/us-tariff-barrier-estimates",
    "kind": "research",
    "licence": "CC BY-NC 4.0",
    "redistributable": "no",
}


def found(book: Book) -> tuple[str, Layout] | None:
    """Which of the tables it is, and its headings."""
    for name, headings in SIGNATURES.items():
        if layout := find(book, headings):
            return name, layout
    return None


def read(book: Book, scribe: Scribe, answers: Mapping[str, str]) -> None:
    """Rows of tariffs; the registry gives rows of coverage_events."""
    said = found(book)
    if said is None:
        return
    name, layout = said
    scribe.heading_row = layout.row
    since = answers.get(EFFECTIVE_QUESTION, "")
    if name == "sec301" and not since:
        says = "the table does not say since when its rates hold"
        scribe.tell(
            "map_column", says, table=TARIFFS, column="effective", fix="give the day, such as 2024-09-27"
        )
        return
    take: Mapping[str, Callable[[Scribe, int, Row], None]] = {
        "exceptions": _exception,
        "sec301": lambda scribe, row, record: _section_301(scribe, row, record, since),
        "rates": _rate,
        "event-registry": _event,
    }
    for row, record in layout.rows(scribe):
        take[name](scribe, row, record)


def _section_301(scribe: Scribe, row: int, record: Row, since: str) -> None:
    product, listed = record.get("hs_8digit"), record.get("origin")
    cells = {
        "tariff_id": f"gta-s301-{product}",
        "addressee": "CHN",
        "kind": "step",
        "title": f"Section 301 duty on goods of China{f', {listed}' if listed else ''}",
        "legal_basis": "Section 301",
        "effective": since,
        "rate_pct": record.get("rate"),
    }
    _write(scribe, row, cells, product)


def _exception(scribe: Scribe, row: int, record: Row) -> None:
    product, kind = record.get("hs_8digit"), record.get("rate_type")
    origin, since = record.get("import_origin"), record.get("effective_date")
    cells = {
        "tariff_id": re.sub(
            r"[^A-Za-z0-9._:-]", "-", f"gta-exception-{kind}-{product}-{origin or 'all'}-{since}"
        ),
        "addressee": origin if re.fullmatch(r"[A-Z]{3}", origin) and origin != "ALL" else "WLD",
        "kind": "exemption",
        "title": f"Exception from {kind} ({record.get('exception_type').replace('_', ' ')})",
        "legal_basis": kind,
        "effective": since,
        "ended_on": _next_day(record.get("end_date")),
        "notes": record.get("source"),
    }
    _write(scribe, row, cells, product)


def _rate(scribe: Scribe, row: int, record: Row) -> None:
    kind, scenario, since = record.get("rate_type"), record.get("scenario"), record.get("effective_date")
    if scenario != BASELINE:
        says = f"scenario {scenario} is what might be, not what is"
        scribe.skip(row, "unread_row", says, table=TARIFFS, column="scenario", value=scenario)
        return
    if since.startswith(NEVER):
        says = f"{since} stands for a rate that is not in force"
        scribe.skip(row, "unread_row", says, table=TARIFFS, column="effective", value=since)
        return
    cells = {
        "tariff_id": re.sub(r"[^A-Za-z0-9._:-]", "-", f"gta-{kind}-{since}"),
        "addressee": _place(kind),
        "kind": "step",
        "title": record.get("description") or kind,
        "legal_basis": kind,
        "effective": since,
        "rate_pct": record.get("rate"),
        "scope": record.get("description"),
    }
    _write(scribe, row, cells, "")


def _event(scribe: Scribe, row: int, record: Row) -> None:
    day = record.get("effective_date")
    places = [
        code
        for code in record.get("affected_countries").split(":")
        if re.fullmatch(r"[A-Z]{3}", code) and code != "ALL"
    ]
    cells = {
        "feed": "gta",
        "event_id": f"us-tariffs:{record.get('event_id')}",
        "date": day,
        "known_from": day,
        "initiator": "USA",
        "target": places[0] if places else "",
        "code": record.get("rate_component"),
        "domain": "trade",
        "headline": record.get("event_name"),
        "source_key": scribe.source(**SOURCE),
        "notes": "; ".join(
            filter(
                None,
                (record.get("description"), f"countries: {', '.join(places)}" if len(places) > 1 else ""),
            )
        ),
    }
    scribe.write(EVENTS, row, cells)


def _write(scribe: Scribe, row: int, cells: dict[str, str], product: str) -> None:
    own = {
        "imposer": "USA",
        "products": product,
        "materials": material_of_code(product),
        "ground": "reported",
        "source_key": scribe.source(**SOURCE),
        "verified": "yes",
    }
    scribe.write(TARIFFS, row, cells | own)


def _place(kind: str) -> str:
    """Whose goods a rate type tells of, by its number or beginning; the world where it names no country."""
    if number := re.search(r"_(\d{1,3})$", kind):
        return from_comtrade(number[1]) or OLD_NUMBERS.get(number[1]) or number[1]
    return next((code for start, code in PLACES.items() if kind.startswith(start)), "WLD")


def _next_day(text: str) -> str:
    """The first day on which an exception no longer holds: the file gives the last on which it does."""
    try:
        return str(date.fromisoformat(text) + timedelta(days=1)) if text else ""
    except ValueError:
        return text
