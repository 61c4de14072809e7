"""Global Trade Alert: interventions of the data center and the API, and the tables of its US tariff tool.

Amber is likely harmful, not neutral. Affected jurisdictions are inferred from trade: no row is aimed at
them. HS codes have lost their leading zeros.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from chokepoint.readers.book import Book
from chokepoint.readers.formats import gta_tariffs
from chokepoint.readers.formats.goods import material_of_code
from chokepoint.readers.formats.layout import Row, find
from chokepoint.readers.formats.places import country_of_name
from chokepoint.readers.reading import CERTAIN, PROBABLE, Recognised
from chokepoint.readers.scribe import Scribe

TABLE = "coverage_events"
EXPORT = ("intervention_id", "gta_evaluation", "implementing_jurisdictions")
API = ("intervention_id", "gta_evaluation", "state_act_title", "date_announced")
COLOURS = {"Red": "harmful", "Amber": "likely harmful", "Green": "liberalising"}
# An act of the European Union lists its members one by one.
MEMBERS = 27
SIDES = ("China", "United States of America")
SOURCE = {
    "source_key": "gta",
    "origin": "Global Trade Alert",
    "series": "GTA",
    "title": "Global Trade Alert, interventions",
    "url": "https://globaltradealert.org",
    "kind": "research",
    "licence": "CC BY-NC 4.0",
    "redistributable": "no",
}


class Gta:
    """Global Trade Alert files as rows of coverage_events, and tariff tables as rows of tariffs."""

    name = "gta"
    title = "Global Trade Alert"

    def recognise(self, book: Book) -> Recognised | None:
        """By headings; certain where announcements are days, or duties are numbers."""
        if layout := find(book, EXPORT, API):
            fits = any(re.match(r"\d{4}-\d{2}-\d{2}", value) for value in layout.values("date_announced"))
            variant = "api" if book.kind == "json" else "export"
            why = "headings of interventions" + (" and their days" if fits else "")
            return Recognised(self.name, variant, CERTAIN if fits else PROBABLE, why)
        if found := gta_tariffs.found(book):
            return Recognised(
                self.name, found[0], CERTAIN, f"headings of the table {found[0]} of the US tariff tool"
            )
        return None

    def read(self, book: Book, scribe: Scribe, answers: Mapping[str, str]) -> None:
        """One row for each intervention, or for each duty and exception."""
        layout = find(book, EXPORT, API)
        if layout is None:
            gta_tariffs.read(book, scribe, answers)
            return
        scribe.heading_row = layout.row
        for row, record in layout.rows(scribe):
            scribe.write(TABLE, row, _cells(record) | {"source_key": scribe.source(**SOURCE)})


def _cells(record: Row) -> dict[str, str]:
    acting = names(record.get("implementing_jurisdictions"))
    announced = record.get("date_announced")[:10]
    return {
        "feed": "gta",
        "event_id": record.get("intervention_id"),
        "date": announced,
        "known_from": announced,
        "initiator": _initiator(acting),
        "code": record.get("intervention_type"),
        "domain": "trade",
        "materials": ";".join(_materials(record.get("affected_products"))),
        "headline": record.get("state_act_title"),
        "url": record.get("intervention_url", "state_act_url"),
        "notes": "; ".join(_notes(record, acting)),
    }


def _initiator(acting: list[str]) -> str:
    """The first of the acting jurisdictions; all members of the union together are the union."""
    return "EUU" if len(acting) >= MEMBERS else country_of_name(acting[0]) if acting else ""


def names(text: str) -> list[str]:
    """The jurisdictions of a cell: a list joined by commas, or the objects of the API."""
    if text.startswith("["):
        try:
            found = json.loads(text)
        except ValueError:
            return []
        return [str(one.get("name") or one.get("iso")) for one in found if isinstance(one, dict)]
    return [name for name in text.split(", ") if name]


def _materials(text: str) -> list[str]:
    """Materials behind HS codes of six digits, of which those of chapters 01 to 09 have lost a zero."""
    codes = re.findall(r"\d{5,6}", text)
    found = (material_of_code(code.zfill(6)) for code in codes)
    return list(dict.fromkeys(material for material in found if material))


def _notes(record: Row, acting: list[str]) -> list[str]:
    colour = record.get("gta_evaluation")
    notes = [f"{colour}: {COLOURS[colour]}" if colour in COLOURS else colour]
    if len(acting) > 1 or not _initiator(acting):
        notes.append(f"acting: {', '.join(acting)}")
    # The announcement can come after the act.
    notes += [
        f"{word} {day}"
        for word, day in (
            ("implemented", record.get("date_implemented")),
            ("removed", record.get("date_removed")),
        )
        if day
    ]
    affected = names(record.get("affected_jurisdictions"))
    if near := [name for name in affected if name in SIDES]:
        notes.append(f"affected, as inferred from trade: {' and '.join(near)} among {len(affected)}")
    return [note for note in notes if note]
