"""Published indices of risk and uncertainty: GPR, TPU, EPU and the US-China tension index.

Each series keeps its own base and is never joined to another: the three pieces of the mainland EPU are three
series. Code books beside the data and references below them are no data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from chokepoint.readers.book import Book
from chokepoint.readers.formats.amounts import plain, whole
from chokepoint.readers.formats.layout import Layout, Row, find, find_all, tidy
from chokepoint.readers.reading import CERTAIN, PROBABLE, Recognised
from chokepoint.readers.scribe import Scribe

TABLE = "indices"
GPR_MONTHLY = ("month", "gprh", "gprc_chn")
GPR_DAILY = ("day", "gprd", "n10d")
DAILY = {"daily_tpu_index": "TPU_DAILY", "daily_policy_index": "EPU_USA_DAILY"}
YEAR_MONTH = ("year", "month")
UNCERTAINTY = re.compile(r"epu|tpu|gepu|uncert|policy")
# Counts of articles and the flags of the daily file: what the indices were worked out from.
NO_SERIES = ("n10", "n3h", "n10d", "day", "date", "month", "event", "var_name", "var_label")
COUNTRY_SHARE = re.compile(r"(gprh?c)_([a-z]{3})")
STATA_MONTH = re.compile(r"(\d{4})m(\d{1,2})")
SERIES_QUESTION = "column:series"
# Sheets of the mainland workbook: EPU 1979-1999, EPU 2000 onwards, TPU 2000 onwards.
MAINLAND = re.compile(r"(EPU|TPU) (\d{4})-?(\d{4})?( onwards)?")
GPR_SOURCE = {
    "origin": "Caldara and Iacoviello",
    "series": "GPR",
    "url": "https://www.matteoiacoviello.com/gpr.htm",
    "kind": "research",
    "licence": "free use with citation (Caldara and Iacoviello 2022)",
    "redistributable": "unknown",
}
UNCERTAINTY_SOURCE = {
    "url": "https://www.policyuncertainty.com",
    "kind": "research",
    "licence": "free use with attribution",
    "redistributable": "unknown",
}


@dataclass(frozen=True)
class Line:
    """One series of a file: the folded heading it stands under, and what its rows say of themselves."""

    heading: str
    cells: Mapping[str, str]


Period = Callable[[Row], str]


class Indices:
    """GPR, TPU, EPU and UCT files as rows of indices."""

    name = "indices"
    title = "Indices of risk and uncertainty (GPR, TPU, EPU, UCT)"

    def recognise(self, book: Book) -> Recognised | None:
        """By headings, and by the months or days that stand under them."""
        found = _found(book)
        if found is None:
            return None
        variant, layout = found
        fits = any(map(_period_of(variant, layout), _rows(layout)))
        return Recognised(self.name, variant, CERTAIN if fits else PROBABLE, f"headings of {variant}")

    def read(self, book: Book, scribe: Scribe, answers: Mapping[str, str]) -> None:
        """One row of indices for each number of each series."""
        found = _found(book)
        if found is None:
            return
        variant, layout = found
        scribe.heading_row = layout.row
        layouts = list(_uncertain(book)) if variant == "epu" else [layout]
        for one in layouts:
            lines = list(_lines(variant, one, answers))
            if not lines:
                says = "the file does not name its series"
                fix = "give it a name, such as US-China tension"
                scribe.tell("map_column", says, table=TABLE, column="series", fix=fix)
            _write(scribe, one, lines, _period_of(variant, one), _source_of(variant, one))


def _write(
    scribe: Scribe, layout: Layout, lines: list[Line], period_of: Period, source: Mapping[str, str]
) -> None:
    for row, record in layout.rows(scribe):
        period = period_of(record)
        if not period:
            said = " ".join(cell for cell in record.cells if cell.strip())
            scribe.skip(row, "blank_row", "no month or day: a line of notes below the data", value=said)
            continue
        numbers = [(line, text) for line in lines if (text := record.get(line.heading))]
        for line, text in numbers:
            cells = {
                "period": period,
                "frequency": "D" if len(period) == 10 else "M",
                "value": plain(text) or text,
            }
            key = scribe.source(**source)
            scribe.write(TABLE, row, {**line.cells, **cells, "source_key": key, "verified": "yes"})
        if not numbers:
            scribe.skip(row, "blank_row", "no figure in the row", table=TABLE)


def _found(book: Book) -> tuple[str, Layout] | None:
    """Which file of indices it is, and its headings."""
    if layout := find(book, GPR_MONTHLY):
        return "gpr-monthly", layout
    if layout := find(book, GPR_DAILY):
        return "gpr-daily", layout
    for heading in DAILY:
        if layout := find(book, ("day", *YEAR_MONTH, heading)):
            return heading.removesuffix("_index").replace("_", "-"), layout
    if layout := next(_uncertain(book), None):
        return "epu", layout
    layout = _stata(book)
    return ("uct", layout) if layout else None


def _uncertain(book: Book) -> Iterator[Layout]:
    """Sheets with years, months and at least one index of uncertainty."""
    for layout in find_all(book, YEAR_MONTH):
        if not layout.has("day") and any(UNCERTAINTY.search(name) for name in layout.places):
            yield layout


def _stata(book: Book) -> Layout | None:
    """A sheet whose first column holds months such as 1993m1 and whose second holds numbers."""
    for sheet in book.sheets:
        rows = [row for row in sheet.head if any(row)]
        if len(rows) > 1 and all(len(row) >= 2 and STATA_MONTH.fullmatch(tidy(row[0])) for row in rows[1:]):
            numeric = [place for place in range(1, len(rows[1])) if plain(tidy(rows[1][place])) is not None]
            if len(numeric) == 1:
                return Layout(sheet, sheet.head.index(rows[0]) + 1, {"month": 0, "value": numeric[0]})
    return None


def _rows(layout: Layout) -> Iterator[Row]:
    return (Row(layout.places, list(cells)) for cells in layout.sheet.head[layout.row :])


def _lines(variant: str, layout: Layout, answers: Mapping[str, str]) -> Iterator[Line]:
    if variant.startswith("gpr"):
        yield from _gpr_lines(layout)
    elif variant == "uct":
        if named := answers.get(SERIES_QUESTION):
            yield Line("value", _cells(_slug(named), named))
    elif variant == "epu":
        yield from _epu_lines(layout)
    else:
        heading = next(name for name in DAILY if layout.has(name))
        yield Line(heading, _cells(DAILY[heading], heading.replace("_", " ")))


def _gpr_lines(layout: Layout) -> Iterator[Line]:
    for heading in layout.places:
        if heading in NO_SERIES:
            continue
        cells = _cells(heading.upper(), f"Geopolitical risk, {heading.upper()}")
        if share := COUNTRY_SHARE.fullmatch(heading):
            # A share of articles in percent, no index with a base.
            cells |= {"country": share[2].upper(), "unit": "% of articles"}
        elif heading.startswith("share"):
            cells["unit"] = "% of articles"
        yield Line(heading, cells)


def _epu_lines(layout: Layout) -> Iterator[Line]:
    names = {n: tidy(h) for n, h in enumerate(layout.sheet.head[layout.row - 1])}
    piece = MAINLAND.fullmatch(layout.sheet.name.strip())
    for heading, place in layout.places.items():
        values = layout.values(heading)
        if heading in YEAR_MONTH or not values or any(plain(value) is None for value in values[:12]):
            continue
        if piece:
            since = f"{piece[2]}_{piece[3]}" if piece[3] else piece[2]
            says = f"{piece[1]} China, mainland papers, {layout.sheet.name.strip()}"
            yield Line(heading, _cells(f"{piece[1]}_CHN_MAINLAND_{since}", says) | {"country": "CHN"})
        elif heading == "china_news-based_epu":
            yield Line(
                heading, _cells("EPU_CHN_SCMP", "EPU China, South China Morning Post") | {"country": "CHN"}
            )
        else:
            slug = _slug(names[place])
            series = slug if UNCERTAINTY.search(slug.lower()) else f"EPU_{slug}"
            yield Line(heading, _cells(series, f"Policy uncertainty, {names[place]}"))


def _cells(series: str, name: str) -> dict[str, str]:
    return {"series": series, "name": name, "unit": "index"}


def _slug(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_").upper()


def _period_of(variant: str, layout: Layout) -> Period:
    """How a record of the file says its period; it gives nothing for a line of notes."""
    if variant == "gpr-monthly":
        return _month_column(layout)
    if variant == "gpr-daily":
        return lambda record: _digits(record.get("day"))
    if variant == "uct":
        return lambda record: (
            _month(*found.groups()) if (found := STATA_MONTH.fullmatch(record.get("month"))) else ""
        )
    days = layout.has("day")
    return lambda record: _month(record.get("year"), record.get("month"), record.get("day") if days else "")


def _month_column(layout: Layout) -> Period:
    """First days of months, as ISO days or with slashes; the part that is always 1 is the day."""
    slashed = [value.split("/") for value in layout.values("month") if value.count("/") == 2]
    place = 1 if slashed and any(parts[1].lstrip("0") != "1" for parts in slashed) else 0

    def period(record: Row) -> str:
        text = record.get("month")
        if parts := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
            return _month(parts[3], parts[1 + place])
        return text[:7] if re.fullmatch(r"\d{4}-\d{2}-\d{2}.*", text) else ""

    return period


def _month(year: str, month: str, day: str = "") -> str:
    """YYYY-MM or YYYY-MM-DD from numbers that a program may have written as 1.0; empty if they are none."""
    parts = [whole(year), whole(month), *([whole(day)] if day else [])]
    if not all(part.isdecimal() for part in parts) or not 1 <= int(parts[1]) <= 12 or len(parts[0]) != 4:
        return ""
    return "-".join([parts[0], *(part.zfill(2) for part in parts[1:])])


def _digits(text: str) -> str:
    """YYYY-MM-DD from eight digits."""
    found = re.fullmatch(r"(\d{4})(\d{2})(\d{2})", whole(text))
    return "-".join(found.groups()) if found else ""


def _source_of(variant: str, layout: Layout) -> dict[str, str]:
    """The source of a file; an edition of GPR is named by the year in which its newest figure came out."""
    if variant.startswith("gpr"):
        edition = _edition(variant, layout)
        key = f"{variant.removesuffix('-monthly')}-{edition}"
        return {"source_key": key, "title": _gpr_title(variant), "edition": edition, **GPR_SOURCE}
    if variant == "uct":
        named = ("uct", "Rogers, Sun and Sun", "US-China tension index")
    elif variant == "epu":
        china = any("china" in " ".join(row).lower() for row in layout.sheet.head[: layout.row + 2])
        mainland = MAINLAND.fullmatch(layout.sheet.name.strip())
        if mainland:
            named = (
                "epu-china-mainland",
                "Davis, Liu and Sheng",
                "Economic policy uncertainty in China, mainland papers",
            )
        elif layout.has("china_news-based_epu"):
            named = ("epu-china-scmp", "Baker, Bloom, Davis and Wang", "Economic policy uncertainty in China")
        else:
            named = (
                "epu",
                "Baker, Bloom and Davis",
                "Economic policy uncertainty" + (", all countries" if china else ""),
            )
    else:
        named = (f"{variant}-index", "Baker, Bloom and Davis", f"{variant.replace('-', ' ')} index")
    key, origin, title = named
    return {"source_key": key, "origin": origin, "title": title, **UNCERTAINTY_SOURCE}


def _edition(variant: str, layout: Layout) -> str:
    period_of = _period_of(variant, layout)
    records = (Row(layout.places, cells) for row, cells in layout.sheet.records() if row > layout.row)
    year, month = max(
        (period[:7] for record in records if (period := period_of(record))), default="0000-01"
    ).split("-")
    # Figures of a month come out at the beginning of the next one.
    return str(int(year) + (variant == "gpr-monthly" and month == "12"))


def _gpr_title(variant: str) -> str:
    file = "data_gpr_export.xls" if variant == "gpr-monthly" else "data_gpr_daily_recent.xls"
    return f"Geopolitical Risk (GPR) Index, {file}"
