"""IEA critical minerals: the supply sheet of the data explorer, and the policy tracker.

The supply sheet holds two tables side by side, in thousand tonnes of contained metal: magnet rare earths
are Nd, Pr, Dy and Tb alone, not to be set beside oxides. Only its first year is observed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from chokepoint.readers.book import Book
from chokepoint.readers.formats.amounts import plain, scaled, whole
from chokepoint.readers.formats.goods import material_of_name
from chokepoint.readers.formats.layout import Row, find, tidy
from chokepoint.readers.reading import CERTAIN, PROBABLE, Recognised
from chokepoint.readers.scribe import Scribe
from chokepoint.readers.sheet import Sheet

PRODUCTION, EVENTS = "production", "coverage_events"
SUPPLY = re.compile(r"2 .*key minerals", re.IGNORECASE)
DEMAND = re.compile(r"1 .*key minerals", re.IGNORECASE)
POLICIES = ("title", "datepromulgated", "jurisdiction", "policytype")
STAGES = (
    ("mining", "mining"),
    ("refining", "separation"),
    ("chemicals", "separation"),
    ("battery", "separation"),
)
# Editions come out in July 2023 and 2026 and in May 2024 and 2025; the last day of the month is never too early.
RELEASES = {"2023": "2023-07-31", "2024": "2024-05-31", "2025": "2025-05-31", "2026": "2026-07-31"}
NO_COUNTRY = {"total": "WLD", "rest of world": "ROW"}
LICENCE = {"origin": "IEA", "kind": "official statistics", "licence": "CC BY 4.0", "redistributable": "yes"}
DESCRIPTION = 300


@dataclass
class Side:
    """One of the tables of the supply sheet: column of its labels, years by column, and the block it is in."""

    label: int
    years: Mapping[int, str]
    block: str = ""


class Iea:
    """IEA files as rows of production and coverage_events."""

    name = "iea"
    title = "IEA critical minerals"

    def recognise(self, book: Book) -> Recognised | None:
        """By the leading numbers of the sheets, or by the headings of the tracker."""
        if sheet := _supply(book):
            demand = any(DEMAND.match(one.name) for one in book.sheets)
            sure = demand and bool(_sides(sheet))
            why = "sheets 1 and 2 on key minerals" if demand else f"sheet {sheet.name}"
            return Recognised(self.name, "explorer", CERTAIN if sure else PROBABLE, why)
        if layout := find(book, POLICIES):
            fits = all(value.startswith("[") for value in layout.values("policytype"))
            return Recognised(
                self.name, "policies", CERTAIN if fits else PROBABLE, "headings of the policy tracker"
            )
        return None

    def read(self, book: Book, scribe: Scribe, answers: Mapping[str, str]) -> None:
        """Supply of both tables, or one event for each policy."""
        if sheet := _supply(book):
            _read_supply(book, sheet, scribe)
        elif layout := find(book, POLICIES):
            scribe.heading_row = layout.row
            for row, record in layout.rows(scribe):
                _write_policy(scribe, row, record)


def _supply(book: Book) -> Sheet | None:
    return next((sheet for sheet in book.sheets if SUPPLY.match(sheet.name)), None)


def _years_row(sheet: Sheet) -> int:
    """The row, from 1, that names the years; 0 if there is none."""
    for row, cells in enumerate(sheet.head[:12], start=1):
        if sum(bool(re.fullmatch(r"20\d\d", whole(tidy(cell)))) for cell in cells) >= 2:
            return row
    return 0


def _sides(sheet: Sheet) -> list[Side]:
    """The tables: each run of years belongs to the labels in the column before it."""
    row = _years_row(sheet)
    sides: list[Side] = []
    years: dict[int, str] = {}
    for place, cell in enumerate([*sheet.head[row - 1], ""] if row else []):
        text = whole(tidy(cell))
        if re.fullmatch(r"20\d\d", text):
            years[place] = text
        elif years:
            sides.append(Side(min(years) - 1, years))
            years = {}
    return sides


def _read_supply(book: Book, sheet: Sheet, scribe: Scribe) -> None:
    scribe.heading_row = _years_row(sheet)
    sides = _sides(sheet)
    base = min((year for side in sides for year in side.years.values()), default="")
    if not base:
        says = f'sheet "{sheet.name}" names no years above its figures'
        scribe.tell("unknown_table", says, table=PRODUCTION, fix="send the sheet as it was downloaded")
        return
    edition = _edition(book, base)
    others = ", ".join(one.name for one in book.sheets if one is not sheet)
    scribe.tell("other_sheet", f"supply was read; no table holds what is in {others}", table=PRODUCTION)
    ended = False
    for row, cells in scribe.follow(sheet, scribe.heading_row):
        said = [tidy(cell) for cell in cells]
        ended = ended or any(text.startswith("Notes:") for text in said)
        if ended or not any(said):
            scribe.skip(
                row, "blank_row", "notes below the tables" if ended else "empty row", table=PRODUCTION
            )
            continue
        found = [one for side in sides for one in _figures(side, said, base)]
        for figure in found:
            scribe.write(PRODUCTION, row, figure | _known(scribe, edition))
        if not found:
            rule, says = _why_not(sides, said)
            scribe.skip(row, rule, says, table=PRODUCTION, value=said[0])


def _figures(side: Side, said: list[str], base: str) -> Iterator[dict[str, str]]:
    """The figures of one row of one table; a label without numbers opens a block."""
    label = said[side.label] if side.label < len(said) else ""
    numbers = {year: said[place] for place, year in side.years.items() if place < len(said) and said[place]}
    if label and not numbers:
        side.block = label
    good, _, process = side.block.partition(" - ")
    material = material_of_name(good)
    stage = next((stage for word, stage in STAGES if process.lower().startswith(word)), "")
    # The share of the three largest stands as a fraction in the columns of thousand tonnes.
    if not (label and numbers and material and stage) or "share" in label.lower():
        return
    low = label.lower()
    place = "WLD" if low.startswith("total") else NO_COUNTRY.get(low, label)
    for year, text in numbers.items():
        projected = year != base
        yield {
            "stage": stage,
            "material": material,
            "country": place,
            "measure": "production",
            "period": year,
            "frequency": "A",
            "scenario": "base case" if projected else "observed",
            "value": scaled(plain(text) or text, "1000"),
            "unit": "t metal" if material == "MREE" else "t",
            "basis": "metal" if material == "MREE" else "unstated",
            "nature": "projection" if projected else "estimate",
            "notes": "contained Nd, Pr, Dy and Tb; not comparable with oxide tonnages"
            if material == "MREE"
            else process,
        }


def _why_not(sides: list[Side], said: list[str]) -> tuple[str, str]:
    labels = [said[side.label] for side in sides if side.label < len(said) and said[side.label]]
    if any("share" in label.lower() for label in labels):
        return "aggregate_row", "share of the three largest: a fraction, no tonnage"
    blocks = [label for label in labels if " - " in label]
    if blocks:
        return "blank_row", f"heading of {' and '.join(blocks)}"
    return (
        "not_ours",
        f"{' and '.join(side.block.partition(' - ')[0] for side in sides[:1])} is none of the materials on file",
    )


def _edition(book: Book, base: str) -> str:
    """The year of the edition, from the notice, else the year after the observed one."""
    texts = [cell for sheet in book.sheets for row in sheet.head for cell in row if "IEA (" in cell]
    cited = re.search(r"IEA \((20\d\d)\)", texts[0]) if texts else None
    return cited[1] if cited else str(int(base) + 1)


def _known(scribe: Scribe, edition: str) -> dict[str, str]:
    key = scribe.source(
        source_key=f"iea-cm-data-explorer-{edition}",
        series="IEA Critical Minerals Dataset",
        edition=edition,
        title=f"Critical Minerals Data Explorer, {edition}",
        url="https://www.iea.org/data-and-statistics/data-tools/critical-minerals-data-explorer",
        **LICENCE,
    )
    return {"source_key": key, "known_from": RELEASES.get(edition, f"{edition}-12-31"), "verified": "yes"}


def _write_policy(scribe: Scribe, row: int, record: Row) -> None:
    countries = [str(one.get("iso3", "")) for one in _objects(record.get("countries"))]
    kinds = [str(one.get("name", "")) for one in _objects(record.get("policytype"))]
    day, note = _day(record)
    codes = ["EUU" if code == "EUR" else code for code in countries]
    title = record.get("title")
    cells = {
        "feed": "iea_policies",
        "event_id": hashlib.md5(
            "|".join([title, *countries, day]).encode(), usedforsecurity=False
        ).hexdigest(),
        "date": day,
        "known_from": day,
        "initiator": codes[0] if codes and re.fullmatch(r"[A-Z]{3}", codes[0]) else "",
        "code": "; ".join(kinds),
        "domain": "supply",
        "headline": title,
        "url": record.get("learnmore") if record.get("learnmore").startswith("http") else "",
        "source_key": _policy_source(scribe),
        "notes": "; ".join(
            filter(None, (record.get("status"), note, _listed(codes), _words(record.get("description"))))
        ),
    }
    scribe.write(EVENTS, row, cells)


def _day(record: Row) -> tuple[str, str]:
    """The day of a policy; where only a year is given its last day, or the day of the entry if earlier."""
    given = whole(record.get("datepromulgated")) or whole(record.get("year"))
    if not re.fullmatch(r"\d{4}", given):
        return given, ""
    last = f"{given}-12-31"
    stamp = record.get("datemodified")
    if stamp.isdecimal():
        last = min(last, str(datetime.fromtimestamp(int(stamp) / 1000, UTC).date()))
    return last, f"only the year is given ({given})"


def _objects(text: str) -> list[dict[str, object]]:
    try:
        found = json.loads(text or "[]")
    except ValueError:
        return []
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _listed(codes: list[str]) -> str:
    return f"countries: {', '.join(codes)}" if len(codes) > 1 else ""


def _words(markup: str) -> str:
    """The text of a description, cut; its HTML is taken out."""
    text = tidy(re.sub(r"<[^>]+>", " ", markup))
    return text if len(text) <= DESCRIPTION else text[:DESCRIPTION].rsplit(" ", 1)[0] + " …"


def _policy_source(scribe: Scribe) -> str:
    return scribe.source(
        source_key="iea-critical-minerals-policies",
        origin="IEA policies database",
        series="IEA policies",
        title="Critical Minerals Policy Tracker",
        url="https://www.iea.org/policies",
        kind="official text",
        licence="IEA terms; policies database CC BY 4.0",
        redistributable="unknown",
    )
