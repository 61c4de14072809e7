"""World Bank Worldwide Governance Indicators in the layouts that circulate, as series of indices.

Each indicator gives two series a country: the estimate (about -2.5 to 2.5) and the percentile rank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chokepoint.readers.book import Book
from chokepoint.readers.countries import from_world_bank
from chokepoint.readers.formats.amounts import plain, whole
from chokepoint.readers.formats.layout import Layout, Row, find, find_all, tidy
from chokepoint.readers.reading import CERTAIN, PROBABLE, Recognised
from chokepoint.readers.scribe import Scribe

TABLE = "indices"
NAMES = {
    "VA": "Voice and accountability",
    "PV": "Political stability and absence of violence",
    "GE": "Government effectiveness",
    "RQ": "Regulatory quality",
    "RL": "Rule of law",
    "CC": "Control of corruption",
}
WORDS = {
    "voice": "VA",
    "political": "PV",
    "government effect": "GE",
    "regulatory": "RQ",
    "rule of law": "RL",
    "corruption": "CC",
}
KINDS = {"EST": ("estimate", "estimate"), "PCT": ("percentile rank", "percentile")}
LONG = ("code", "year", "indicator", "estimate", "pctrank")
STATA = ("code", "year", "vae", "pve", "gee", "var", "pvr")
BANK = (("country_code", "indicator_name"), ("country_code", "series_name"))
WIDE = ("country/territory", "wbcode", "estimate")
CODE = re.compile(r"(?:GOV_WGI_)?(VA|PV|PS|GE|RQ|RL|CC)\.(EST|PER\.RNK)")
# Years as headings: 1996, or 2023 [YR2023].
YEAR = re.compile(r"((?:19|20)\d\d)(?:_\[yr\d{4}\])?")
MISSING = ("..", "#N/A", "NA", "")


@dataclass(frozen=True)
class Score:
    """One figure: indicator, estimate or percentile, country, year."""

    indicator: str
    kind: str
    country: str
    year: str
    value: str


class Wgi:
    """World Bank governance files as rows of indices."""

    name = "wgi"
    title = "World Bank Worldwide Governance Indicators"

    def recognise(self, book: Book) -> Recognised | None:
        """By headings; certain where indicators and values are those of the six."""
        found = _found(book)
        if found is None:
            return None
        variant, layouts = found
        fits = any(any(_scores(variant, one, record)) for one in layouts for record in _first(one))
        # The bank gives all its indicators in these layouts: only its governance files are meant.
        if not fits and variant in ("databank", "api"):
            return None
        return Recognised(
            self.name, variant, CERTAIN if fits else PROBABLE, f"headings of the {variant} layout"
        )

    def read(self, book: Book, scribe: Scribe, answers: Mapping[str, str]) -> None:
        """A row of indices for each estimate and rank; aggregates of the bank are left out."""
        found = _found(book)
        if found is None:
            return
        variant, layouts = found
        scribe.heading_row = layouts[0].row
        release = _release(variant, layouts)
        for layout in layouts:
            for row, record in layout.rows(scribe):
                _write(scribe, row, record, list(_scores(variant, layout, record)), release)


def _write(scribe: Scribe, row: int, record: Row, scores: list[Score], release: str) -> None:
    if not scores:
        said = " ".join(cell for cell in record.cells[:6] if cell.strip())
        rule = "blank_row" if not record.get("country_code", "code", "wbcode") else "not_ours"
        scribe.skip(row, rule, "no governance indicator in the row", table=TABLE, value=said)
        return
    code = scores[0].country
    country = from_world_bank(code) or ("" if code.upper() in ("EMU", "WLD") else code)
    if not re.fullmatch(r"[A-Z]{3}", country):
        scribe.skip(row, "aggregate_row", f"{code} is a group of countries", table=TABLE, value=code)
        return
    written = [score for score in scores if score.value not in MISSING]
    for score in written:
        name, unit = KINDS[score.kind]
        scribe.write(
            TABLE,
            row,
            {
                "series": f"WGI_{score.indicator}_{score.kind}_{country}",
                "name": f"{NAMES[score.indicator]}, {name}: {country}",
                "country": country,
                "period": score.year,
                "frequency": "A",
                "value": _number(score.value),
                "unit": unit,
                "source_key": _source(scribe, release),
                "verified": "yes",
            },
        )
    if not written:
        scribe.skip(row, "blank_row", "no figure in the row", table=TABLE)


def _found(book: Book) -> tuple[str, list[Layout]] | None:
    if layout := find(book, LONG):
        return "long", [layout]
    if layout := find(book, STATA):
        return "stata", [layout]
    if layout := find(book, *BANK):
        if layout.has("indicator_code") and layout.row > 1:
            return "api", [layout]
        return "databank", [layout]
    wide = list(find_all(book, WIDE))
    return ("wide", wide) if wide else None


def _first(layout: Layout) -> Iterator[Row]:
    return (Row(layout.places, list(cells)) for cells in layout.sheet.head[layout.row :])


def _scores(variant: str, layout: Layout, record: Row) -> Iterator[Score]:
    """The figures of one record; empty cells included, notes and other indicators not."""
    code, year = record.get("country_code", "code", "wbcode"), whole(record.get("year"))
    if not code:
        return
    if variant == "long":
        if indicator := _known(record.get("indicator")):
            yield Score(indicator, "EST", code, year, record.get("estimate"))
            yield Score(indicator, "PCT", code, year, record.get("pctrank"))
    elif variant == "stata":
        for indicator in NAMES:
            yield Score(indicator, "EST", code, year, record.get(f"{indicator.lower()}e"))
            yield Score(indicator, "PCT", code, year, record.get(f"{indicator.lower()}r"))
    elif variant == "wide":
        yield from _wide(layout, record, code)
    elif told := _told(record):
        for heading, place in layout.places.items():
            if (found := YEAR.fullmatch(heading)) and place < len(record.cells):
                yield Score(*told, code, found[1], tidy(record.cells[place]))


def _wide(layout: Layout, record: Row, code: str) -> Iterator[Score]:
    """Six fields a year; the years stand in the row above the headings, once or over each field."""
    indicator = _named(
        f"{layout.sheet.name} {' '.join(' '.join(r) for r in layout.sheet.head[: layout.row - 2])}"
    )
    years, fields = layout.sheet.head[layout.row - 2], layout.sheet.head[layout.row - 1]
    year = ""
    for place, field in enumerate(fields):
        year = whole(tidy(years[place])) or year if place < len(years) else year
        kind = {"estimate": "EST", "rank": "PCT"}.get(tidy(field).lower())
        if indicator and kind and year and place < len(record.cells):
            yield Score(indicator, kind, code, year, tidy(record.cells[place]))


def _told(record: Row) -> tuple[str, str] | None:
    """Indicator and kind, by the code of the series or by its name."""
    if found := CODE.fullmatch(record.get("indicator_code", "series_code").upper()):
        return _known(found[1]), "EST" if found[2] == "EST" else "PCT"
    name = record.get("indicator_name", "series_name").lower()
    kind = "PCT" if "percentile rank" in name else "EST" if "estimate" in name else ""
    indicator = _named(name)
    # Bounds, standard errors and numbers of sources of the same indicators are no series here.
    odd = any(word in name for word in ("lower bound", "upper bound", "standard error", "number of sources"))
    return (indicator, kind) if indicator and kind and not odd else None


def _named(text: str) -> str:
    low = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).lower()
    return next((indicator for words, indicator in WORDS.items() if words in low), "")


def _known(code: str) -> str:
    """VA, PV, GE, RQ, RL or CC; older files say ps for pv."""
    upper = code.strip().upper().replace("PS", "PV")
    return upper if upper in NAMES else ""


def _number(text: str) -> str:
    """The number with a decimal point; World Bank figures have no thousands, so a comma is decimal."""
    return re.sub(r"^(-?\d+),(\d+)$", r"\1.\2", text) if plain(text) is None or "," in text else text


def _release(variant: str, layouts: list[Layout]) -> str:
    """The year of the release: the one after the newest year of the data."""
    years = [
        int(score.year)
        for layout in layouts
        for row, cells in layout.sheet.records()
        if row > layout.row
        for score in _scores(variant, layout, Row(layout.places, cells))
        if score.year.isdecimal() and score.value not in MISSING
    ]
    return str(max(years) + 1) if years else ""


def _source(scribe: Scribe, release: str) -> str:
    return scribe.source(
        source_key=f"wgi-{release}",
        origin="World Bank",
        series="WGI",
        edition=release,
        title=f"Worldwide Governance Indicators ({release} release, data to {int(release) - 1})",
        url="https://www.worldbank.org/en/publication/worldwide-governance-indicators",
        kind="research",
        licence="CC BY 4.0",
        redistributable="yes",
        notes="governance estimates by researchers of the bank",
    )
