"""GDELT DOC 2.0 timelines: shares of coverage and tone by day, as series of indices.

The search is not in the file: two searches stand beside each other, each file a source of its own. An
error comes as plain text that looks like a download.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from chokepoint.readers.book import Book
from chokepoint.readers.formats.layout import Layout, Row, find
from chokepoint.readers.reading import CERTAIN, PROBABLE, Recognised
from chokepoint.readers.scribe import Scribe

TABLE = "indices"
TABLE_HEADINGS = ("date", "series", "value")
JSON_HEADINGS = ("series", "data")
DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})([T ].*)?")
# What the interface answers in place of a table; each is one line of words.
ERRORS = re.compile(
    r"(your (query|search)|the specified phrase|timespan is|invalid (query|mode|timespan)|please limit requests"
    r"|one or more of your|queries containing|parentheses)",
    re.IGNORECASE,
)
NAMES = re.compile(r"Volume Intensity|Average Tone|Article Count|Total Monitored Articles")
UNITS = {"Volume Intensity": "%", "Average Tone": "score"}
COUNTS = ("Article Count", "Total Monitored Articles")


class GdeltDoc:
    """Timelines of the GDELT DOC interface as rows of indices."""

    name = "gdelt_doc"
    title = "GDELT DOC timelines"

    def recognise(self, book: Book) -> Recognised | None:
        """By the three headings and the days under the first, or by the words of an error."""
        if _error(book):
            return Recognised(
                self.name, "error", PROBABLE, "one sentence that the interface gives as an error"
            )
        if _nested(book):
            return Recognised(self.name, "timeline-json", CERTAIN, "a list of series with their data")
        layout = find(book, TABLE_HEADINGS)
        if layout is None or len(layout.places) != len(TABLE_HEADINGS):
            return None
        fits = all(map(DAY.fullmatch, layout.values("date")))
        return Recognised(
            self.name, "timeline", CERTAIN if fits else PROBABLE, "headings Date, Series, Value"
        )

    def read(self, book: Book, scribe: Scribe, answers: Mapping[str, str]) -> None:
        """One row of indices for each day and series."""
        if says := _error(book):
            scribe.tell(
                "no_rows", f'the file holds an error of the interface: "{says}"', fix="mend the search"
            )
            return
        key = f"gdelt-doc-{book.sha256[:8]}"
        layout = _nested(book) or find(book, TABLE_HEADINGS)
        if layout is None:
            return
        scribe.heading_row = layout.row
        for row, record in layout.rows(scribe):
            points = list(_points(layout, record))
            if not points:
                scribe.skip(row, "blank_row", "no days in the record", table=TABLE)
            for series, day, value in points:
                scribe.write(TABLE, row, _cells(series, day, value) | {"source_key": _source(scribe, key)})
        scribe.tell("file_note", "the file does not say what was searched for: it is a source of its own")


def _error(book: Book) -> str:
    """The sentence of an error; empty if the file is something else."""
    if book.kind != "text" or len(book.sheets) != 1:
        return ""
    lines = [",".join(row).strip() for row in book.sheets[0].head if any(row)]
    return lines[0] if len(lines) == 1 and ERRORS.match(lines[0]) else ""


def _nested(book: Book) -> Layout | None:
    layout = find(book, JSON_HEADINGS) if book.kind == "json" else None
    if layout and all('"date"' in text and '"value"' in text for text in layout.values("data")):
        return layout
    return None


def _points(layout: Layout, record: Row) -> Iterator[tuple[str, str, str]]:
    if layout.has("data"):
        for point in _listed(record.get("data")):
            yield record.get("series"), str(point.get("date", "")), str(point.get("value", ""))
    else:
        yield record.get("series"), record.get("date"), record.get("value")


def _listed(text: str) -> list[dict[str, object]]:
    try:
        found = json.loads(text)
    except ValueError:
        return []
    return [point for point in found if isinstance(point, dict)] if isinstance(found, list) else []


def _cells(series: str, day: str, value: str) -> dict[str, str]:
    found = DAY.fullmatch(day)
    counted = "number of articles; " if series in COUNTS else ""
    total = "all articles watched, not those on the topic; " if series == COUNTS[1] else ""
    return {
        "series": f"gdelt:{re.sub(r'[^A-Za-z0-9._-]+', '_', series).strip('_')}",
        "name": f"GDELT, {series}",
        "period": "-".join(found.groups()[:3]) if found else day,
        "frequency": "D",
        "value": value,
        "unit": UNITS.get(series, "index"),
        "verified": "yes",
        "notes": f"{counted}{total}".removesuffix("; "),
    }


def _source(scribe: Scribe, key: str) -> str:
    return scribe.source(
        source_key=key,
        origin="GDELT Project",
        series="GDELT DOC",
        edition="2.0",
        title="GDELT DOC 2.0 timeline of one search",
        url="https://api.gdeltproject.org/api/v2/doc/doc",
        kind="research",
        licence="free for any use with citation of the GDELT Project",
        redistributable="yes",
    )
