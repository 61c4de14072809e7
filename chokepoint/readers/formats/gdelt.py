"""GDELT events 1.0 and 2.0, the reduced backfile and BigQuery exports, as rows of coverage_events.

Millions of rows a file: everything is SQL over the text of the file. Actors carry CAMEO countries, places
FIPS codes (CH is China there): places are not read. An event dated long before the feed added it is left
out by the contract. A headline is not in the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

import duckdb

from chokepoint.contract.canonical import literal
from chokepoint.contract.watch import watch
from chokepoint.readers.book import Book, Sheet
from chokepoint.readers.countries import CAMEO, iso3
from chokepoint.readers.formats.cameo import action, cases, domain
from chokepoint.readers.formats.layout import Layout, find
from chokepoint.readers.reading import CERTAIN, PROBABLE, Recognised
from chokepoint.readers.scribe import Scribe

TABLE = "coverage_events"
# Fields of one row → the layout: 1.0 without and with the address, 2.0.
WIDTHS = {57: "gdelt1", 58: "gdelt1", 61: "gdelt2"}
# Part of the first rows that must be events: a damaged row or two are told by the check.
MOST = 0.9
SISTERS = {16: "mentions", 27: "gkg"}
# Places of the fields, from 0, that both versions share; the day added and the address are the last two.
EVENT = {
    "globaleventid": 0, "sqldate": 1, "actor1countrycode": 7, "actor2countrycode": 17, "eventcode": 26,
    "eventrootcode": 28, "quadclass": 29, "goldsteinscale": 30, "nummentions": 31, "numarticles": 33,
    "avgtone": 34,
}  # fmt: skip
LAST = {"gdelt1": {"dateadded": 56, "sourceurl": 57}, "gdelt2": {"dateadded": 59, "sourceurl": 60}}
REDUCED = {
    "date": "sqldate", "source": "actor1countrycode", "target": "actor2countrycode", "cameocode": "eventcode",
    "numevents": "numevents", "numarts": "numarticles", "quadclass": "quadclass", "goldstein": "goldsteinscale",
}  # fmt: skip
REDUCED_SIGNATURE = ("date", "source", "target", "cameocode", "numevents", "numarts")
NAMED_SIGNATURES = tuple(
    (first, code, actor)
    for first in ("globaleventid", "sqldate")
    for code in ("eventcode", "eventrootcode")
    for actor in ("actor1countrycode", "actor2countrycode", "actor1code", "actor2code")
)
# Words in the address of the article that name a material; a magnet alone can be anything.
MATERIALS = (
    ("rare[-_+]?earths?", "REE"), ("antimony", "Sb"), ("dysprosium", "Dy"), ("gallium", "Ga"),
    ("germanium", "Ge"), ("graphite", "graphite"), ("neodymium", "Nd"), ("terbium", "Tb"),
    ("tungsten", "W"), ("yttrium", "Y"),
)  # fmt: skip
SOURCES = {
    "gdelt1": ("gdelt-1.0", "1.0"),
    "gdelt2": ("gdelt-2.0", "2.0"),
}
SIDES = ("actor1countrycode", "actor2countrycode")
FEED_QUESTION = "column:feed"


@dataclass(frozen=True)
class Events:
    """Where the fields of an events file stand: sheet, last row before the data, field → column."""

    variant: str
    feed: str
    sheet: Sheet
    row: int
    fields: Mapping[str, int]

    def sql(self, name: str) -> str:
        """SQL for the text of a field; NULL if the file lacks it."""
        return f"c{self.fields[name]}" if name in self.fields else "(NULL::VARCHAR)"


class Gdelt:
    """GDELT events as rows of coverage_events."""

    name = "gdelt"
    title = "GDELT events"

    def recognise(self, book: Book) -> Recognised | None:
        """By the shape of the rows where there are no headings, else by the names of the columns."""
        if sister := _sister(book):
            why = f"rows of {SISTERS_WIDTH[sister]} fields that begin like those of a {sister} file"
            return Recognised(self.name, sister, CERTAIN, why)
        events = _events(book)
        if events is None:
            return None
        if events.row == 0:
            added = _values(events.sheet, LAST[events.feed]["dateadded"])
            digits = 8 if events.feed == "gdelt1" else 14
            proof = bool(added) and all(re.fullmatch(rf"\d{{{digits}}}", value) for value in added)
            why = f"no headings, tabs, dates in fields 2 to 4 and {digits} digits for the day added"
            return Recognised(self.name, events.variant, CERTAIN if proof else PROBABLE, why)
        dates = _values(events.sheet, events.fields.get("sqldate", -1), events.row)
        fits = bool(dates) and all(re.fullmatch(r"(19|20)\d{6}", value) for value in dates)
        why = "names of the columns" + (" and their dates" if fits else "")
        return Recognised(self.name, events.variant, CERTAIN if fits else PROBABLE, why)

    def read(self, book: Book, scribe: Scribe, answers: Mapping[str, str]) -> None:
        """All rows in one piece of SQL; blank ones are listed."""
        if sister := _sister(book):
            says = f"file holds GDELT {sister}, not events"
            scribe.tell(
                "unreadable_kind", says, fix="take the file *.export.CSV of the same quarter of an hour"
            )
            return
        events = _events(book)
        if events is None:
            return
        if not events.feed:
            if answers.get(FEED_QUESTION) not in WIDTHS.values():
                says = "the columns chosen do not say whether this is GDELT 1.0 or 2.0"
                scribe.tell("map_column", says, table=TABLE, column="feed", choices=tuple(SOURCES))
                return
            events = replace(events, feed=answers[FEED_QUESTION])
        scribe.heading_row = events.row
        with closing(duckdb.connect()) as con, watch().over(con):
            _write(con, events, scribe)


def _write(con: duckdb.DuckDBPyConnection, events: Events, scribe: Scribe) -> None:
    con.execute(f"CREATE TYPE country AS ENUM ({', '.join(map(literal, iso3()))})")
    written = _write_in_place(con, events, scribe)
    if written is None:
        written = _write_by_row(con, events, scribe)
    key, edition = SOURCES[events.feed]
    if written:
        scribe.source(
            source_key=key,
            origin="GDELT Project",
            series="GDELT",
            edition=edition,
            title=f"GDELT {edition} event database",
            url="https://www.gdeltproject.org",
            kind="research",
            licence="free for any use with citation of the GDELT Project",
            redistributable="yes",
        )


def _write_in_place(con: duckdb.DuckDBPyConnection, events: Events, scribe: Scribe) -> int | None:
    """Rows written straight from the file; None if it has headings, blank rows, or needs care."""
    scan = events.sheet.scan() if events.row == 0 else None
    if scan is None:
        return None
    try:
        rows = scribe.write_query(con, TABLE, _texts(events, scan), first_row=1)
    except duckdb.Error:
        watch().check()
        return None
    neither = f"SELECT 1 FROM {scribe.written(TABLE)} WHERE event_id IS NULL AND date IS NULL LIMIT 1"
    if con.execute(neither).fetchone():
        return None
    scribe.records += rows
    return rows


def _write_by_row(con: duckdb.DuckDBPyConnection, events: Events, scribe: Scribe) -> int:
    """Rows written by way of a table of the file's text; blank ones are listed."""
    columns = None if events.variant == "reduced" else sorted({*events.fields.values()})
    relation = events.sheet.relation(con, columns)
    below = f"(SELECT * FROM {relation} WHERE _row > {events.row})"
    blank = f"coalesce({events.sql('globaleventid')}, {events.sql('sqldate')}) IS NULL"
    count = con.execute(f"SELECT count(*) FROM {below}").fetchone()
    scribe.records += int(count[0]) if count else 0
    empty = (
        f"SELECT _row, '(row)', '', 'blank_row', 'neither an id nor a date', '' FROM {below} WHERE {blank}"
    )
    scribe.skip_query(con, empty, TABLE)
    return scribe.write_query(
        con, TABLE, _texts(events, f"(SELECT * FROM {below} WHERE NOT ({blank}))", "_row, ")
    )


def _texts(events: Events, rows: str, before: str = "") -> str:
    """SQL for the rows of coverage_events, as text, from those of the file."""
    cells = {"feed": literal(events.feed), "source_key": literal(SOURCES[events.feed][0]), **_cells(events)}
    chosen = ", ".join(f"{value} AS {column}" for column, value in cells.items())
    coded = f"SELECT *, {_code(events)} AS code FROM {rows}"
    named = f"SELECT *, {_materials(events)} AS materials FROM ({coded})"
    return f"SELECT {before}{chosen} FROM ({named})"


def _country(events: Events, side: str) -> str:
    """SQL for the country with which an actor begins: USAGOV is the government of the United States."""
    actor = f"upper({events.sql(side)}[:3])"
    return f"CASE {actor} {cases(CAMEO)} ELSE CAST(TRY_CAST({actor} AS country) AS VARCHAR) END"


def _cells(events: Events) -> dict[str, str]:
    """Column of coverage_events → SQL for its text, over a row with `code` and `materials`."""
    added = events.sql("dateadded")
    return {
        "event_id": _id(events),
        "date": f"CASE WHEN regexp_full_match({events.sql('sqldate')}, '\\d{{8}}')"
        f" THEN {_day(events.sql('sqldate'))} ELSE {events.sql('sqldate')} END",
        "initiator": _country(events, SIDES[0]),
        "target": _country(events, SIDES[1]),
        "code": "code",
        "action": action("code"),
        "intensity": events.sql("goldsteinscale"),
        "quad_class": events.sql("quadclass"),
        "domain": f"CASE WHEN materials IS NOT NULL THEN 'supply' ELSE {domain('code')} END",
        "mentions": events.sql("nummentions"),
        "articles": events.sql("numarticles"),
        "tone": events.sql("avgtone"),
        "materials": "materials",
        "url": events.sql("sourceurl"),
        # Spreadsheets turn the 14 digits into 2.02E+13: such a day is lost, not guessed.
        "known_from": f"CASE WHEN regexp_full_match({added}, '\\d{{8}}(\\d{{6}})?') THEN {_day(added)} END",
        "notes": f"{events.sql('numevents')} || ' events'",
    }


def _id(events: Events) -> str:
    """SQL for the id: that of the feed, else a hash of what makes the row one of its kind."""
    if "globaleventid" in events.fields:
        return events.sql("globaleventid")
    names = ("sqldate", "actor1countrycode", "actor2countrycode", "eventcode", "quadclass", "goldsteinscale")
    places = [f"c{n}" for n in range(events.sheet.width)] if events.variant == "reduced" else []
    parts = places or [events.sql(name) for name in names]
    texts = ", ".join(f"coalesce({part}, '')" for part in parts)
    return f"md5(concat_ws('|', {texts}))"


def _day(digits: str) -> str:
    """SQL for the day with which digits begin."""
    return f"concat(left({digits}, 4), '-', substr({digits}, 5, 2), '-', substr({digits}, 7, 2))"


def _code(events: Events) -> str:
    """SQL for the CAMEO code with the leading zero that spreadsheets drop: 40 under root 4 is 040."""
    code, root = events.sql("eventcode"), events.sql("eventrootcode")
    two = f"CASE WHEN length({root}) = 1 THEN '0' || {root} ELSE {root} END"
    if "eventcode" not in events.fields:
        return two
    return (
        f"CASE WHEN length({code}) < 3 OR NOT starts_with({code}, {two}) THEN '0' || {code} ELSE {code} END"
    )


def _materials(events: Events) -> str:
    """SQL for the materials that the path of the article's address names; NULL if none."""
    address = f"lower({events.sql('sourceurl')})"
    path = f"regexp_replace({address}, '^https?://[^/]*', '')"
    anything = "|".join(word for word, _ in MATERIALS)
    found = ", ".join(
        f"CASE WHEN regexp_matches({path}, '\\b{word}\\b') THEN '{code}' END" for word, code in MATERIALS
    )
    return f"CASE WHEN regexp_matches({address}, '{anything}') THEN nullif(concat_ws(';', {found}), '') END"


def _events(book: Book) -> Events | None:
    """The events of the book: rows without headings, else columns by name."""
    for sheet in book.sheets:
        rows = [row for row in sheet.head if any(row)]
        events = [len(row) for row in rows if _is_event(row)]
        if sheet.delimiter == "\t" and events and len(events) >= MOST * len(rows):
            feed = WIDTHS[max(events)]
            return Events(feed, feed, sheet, 0, EVENT | LAST[feed])
    if layout := find(book, REDUCED_SIGNATURE):
        fields = {name: layout.places[heading] for heading, name in REDUCED.items() if layout.has(heading)}
        return Events("reduced", "gdelt1", layout.sheet, layout.row, fields)
    if layout := find(book, *NAMED_SIGNATURES):
        return _named(layout)
    return None


def _named(layout: Layout) -> Events:
    wanted = {*EVENT, "dateadded", "sourceurl", "actor1code", "actor2code"}
    fields = {name: place for name, place in layout.places.items() if name in wanted}
    for side in ("actor1", "actor2"):
        # The code of an actor begins with its country.
        if f"{side}countrycode" not in fields and f"{side}code" in fields:
            fields[f"{side}countrycode"] = fields[f"{side}code"]
    added = layout.values("dateadded")
    if any(name.endswith("adm2code") for name in layout.places) or any(len(value) == 14 for value in added):
        feed = "gdelt2"
    else:
        feed = "gdelt1" if any(re.fullmatch(r"\d{8}", value) for value in added) else ""
    return Events("columns", feed, layout.sheet, layout.row, fields)


def _is_event(row: Sequence[str]) -> bool:
    """True for a row of events: id, date, and the month, year and class that follow from it."""
    return (
        len(row) in WIDTHS
        and row[0].isdecimal()
        and re.fullmatch(r"(19|20)\d{6}", row[1]) is not None
        and (row[2], row[3]) == (row[1][:6], row[1][:4])
        and row[29] in ("1", "2", "3", "4", "")
    )


SISTERS_WIDTH = {name: width for width, name in SISTERS.items()}


def _sister(book: Book) -> str | None:
    """The name of a sister file that holds no events: mentions or knowledge graph."""
    for sheet in book.sheets:
        rows = [row for row in sheet.head if any(row)]
        if sheet.delimiter == "\t" and rows:
            sister = SISTERS.get(max(map(len, rows)))
            first = rows[0]
            if sister == "gkg" and re.match(r"\d{14}-T?\d+$", first[0]):
                return sister
            if sister == "mentions" and re.match(r"\d{14}$", first[1]) and re.match(r"\d{14}$", first[2]):
                return sister
    return None


def _values(sheet: Sheet, place: int, after: int = 0) -> list[str]:
    """Cells of a column in the first rows, without empty ones."""
    return [row[place] for row in sheet.head[after:] if 0 <= place < len(row) and row[place]]
