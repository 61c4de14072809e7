"""ICEWS events of the Harvard Dataverse, as rows of coverage_events; the series ended in April 2023.

Nothing is quoted, countries are English names, and one event can be told twice with its actors swapped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import closing

import duckdb

from chokepoint.readers.book import Book
from chokepoint.readers.formats.cameo import action, domain
from chokepoint.readers.formats.layout import Layout, find
from chokepoint.readers.formats.places import country_of_name
from chokepoint.readers.reading import CERTAIN, PROBABLE, Recognised
from chokepoint.readers.scribe import Scribe

TABLE = "coverage_events"
FIELDS = (
    "event_id", "event_date", "source_country", "event_text", "cameo_code", "intensity", "target_country",
)  # fmt: skip
SIGNATURE = (*FIELDS, "source_name")


class Icews:
    """ICEWS files as rows of coverage_events."""

    name = "icews"
    title = "ICEWS events"

    def recognise(self, book: Book) -> Recognised | None:
        """By headings; certain where ISO days stand under the second."""
        layout = find(book, SIGNATURE)
        if layout is None:
            return None
        fits = all(re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) for value in layout.values("event_date"))
        return Recognised(self.name, "dataverse", CERTAIN if fits else PROBABLE, "headings of ICEWS")

    def read(self, book: Book, scribe: Scribe, answers: Mapping[str, str]) -> None:
        """All rows in one piece of SQL; the check refuses what is no event."""
        layout = find(book, SIGNATURE)
        if layout is None:
            return
        scribe.heading_row = layout.row
        with closing(duckdb.connect()) as con:
            _write(con, layout, scribe)


def _write(con: duckdb.DuckDBPyConnection, layout: Layout, scribe: Scribe) -> None:
    places = {name: f"c{layout.places[name]}" for name in FIELDS}
    relation = layout.sheet.relation(con, sorted(layout.places[name] for name in FIELDS))
    below = f"(SELECT * FROM {relation} WHERE _row > {layout.row})"
    blank = f"coalesce({places['event_id']}, {places['event_date']}) IS NULL"
    count = con.execute(f"SELECT count(*) FROM {below}").fetchone()
    scribe.records += int(count[0]) if count else 0
    empty = (
        f"SELECT _row, '(row)', '', 'blank_row', 'neither an id nor a date', '' FROM {below} WHERE {blank}"
    )
    scribe.skip_query(con, empty, TABLE)
    _learn_countries(con, below, places["source_country"], places["target_country"])
    # Spreadsheets drop the leading zero: codes have at least three digits.
    code = f"CASE WHEN length({places['cameo_code']}) < 3 THEN '0' ELSE '' END || {places['cameo_code']}"
    query = (
        f"SELECT _row, 'icews' AS feed, {places['event_id']} AS event_id, {places['event_date']} AS date,"
        f" a1.country AS initiator, a2.country AS target, {code} AS code, {action(code)} AS action,"
        f" {places['intensity']} AS intensity, {domain(code)} AS domain, {places['event_text']} AS headline,"
        f" 'icews' AS source_key FROM {below}"
        f" LEFT JOIN actors a1 ON a1.said = {places['source_country']}"
        f" LEFT JOIN actors a2 ON a2.said = {places['target_country']} WHERE NOT ({blank}) ORDER BY _row"
    )
    if scribe.write_query(con, TABLE, query):
        scribe.source(
            source_key="icews",
            origin="ICEWS (Lockheed Martin)",
            series="ICEWS",
            title="ICEWS coded event data",
            host="Harvard Dataverse",
            url="https://doi.org/10.7910/DVN/28075",
            kind="research",
            licence="CC0",
            redistributable="yes",
        )


def _learn_countries(con: duckdb.DuckDBPyConnection, below: str, *sides: str) -> None:
    """Creates temp table `actors`: country by name → code; names that are none stay out."""
    said = " UNION ".join(f"SELECT {side} FROM {below}" for side in sides)
    names = [name for (name,) in con.execute(said).fetchall() if name]
    con.execute("CREATE TEMP TABLE actors (said VARCHAR, country VARCHAR)")
    if known := [(name, code) for name in names if (code := country_of_name(name))]:
        con.executemany("INSERT INTO actors VALUES (?, ?)", known)
