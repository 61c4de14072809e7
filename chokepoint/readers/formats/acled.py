"""ACLED exports of every generation, as rows of coverage_events: violence and protest inside countries."""

from __future__ import annotations

from collections.abc import Mapping

from chokepoint.readers.book import Book
from chokepoint.readers.countries import from_m49
from chokepoint.readers.dates import read_day
from chokepoint.readers.formats.amounts import whole
from chokepoint.readers.formats.layout import Row, find
from chokepoint.readers.formats.places import country_of_name
from chokepoint.readers.reading import CERTAIN, PROBABLE, Recognised
from chokepoint.readers.scribe import Scribe

TABLE = "coverage_events"
SIGNATURE = ("event_id_cnty", "event_date", "event_type", "actor1")


class Acled:
    """ACLED files as rows of coverage_events."""

    name = "acled"
    title = "ACLED events"

    def recognise(self, book: Book) -> Recognised | None:
        """By headings, whatever their case; certain where days can be read under the second."""
        layout = find(book, SIGNATURE)
        if layout is None:
            return None
        fits = all(read_day(value, None) for value in layout.values("event_date"))
        return Recognised(self.name, "export", CERTAIN if fits else PROBABLE, "headings of ACLED")

    def read(self, book: Book, scribe: Scribe, answers: Mapping[str, str]) -> None:
        """One row of coverage_events for each event; a day that cannot be read is left to the check."""
        layout = find(book, SIGNATURE)
        if layout is None:
            return
        scribe.heading_row = layout.row
        for row, record in layout.rows(scribe):
            scribe.write(TABLE, row, _cells(record) | {"source_key": _source(scribe)})


def _cells(record: Row) -> dict[str, str]:
    day = record.get("event_date")
    return {
        "feed": "acled",
        "event_id": record.get("event_id_cnty"),
        "date": read_day(day, None) or day,
        "initiator": from_m49(whole(record.get("iso"))) or country_of_name(record.get("country")),
        "code": record.get("sub_event_type", "event_type"),
        "domain": "security",
        "headline": record.get("notes"),
    }


def _source(scribe: Scribe) -> str:
    return scribe.source(
        source_key="acled",
        origin="ACLED",
        series="ACLED",
        title="Armed Conflict Location and Event Data",
        url="https://acleddata.com",
        kind="research",
        licence="ACLED terms: no redistribution of the data",
        redistributable="no",
    )
