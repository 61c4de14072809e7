"""The one long table of the summaries since 2026: every statistic a row of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from chokepoint.readers.formats.amounts import Amount, shortest
from chokepoint.readers.formats.goods import material_of_name
from chokepoint.readers.formats.layout import Layout, Row
from chokepoint.readers.formats.usgs_words import (
    DEPENDENCY,
    PRICES,
    PRODUCTION,
    TONNES,
    Edition,
    estimated,
    form,
    place,
    read_amount,
    stage,
    weighed,
)
from chokepoint.readers.scribe import Scribe

WORLD = {"Production": "production", "Reserves": "reserves", "Capacity": "capacity"}
BALANCE = {
    "Production": "production",
    "Import": "imports",
    "Export": "exports",
    "Consumption": "consumption",
}
PRICE_UNITS = {"dollars per kilogram": "USD/kg", "dollars per metric ton": "USD/t"}
MARKETS = (
    ("free on board china", "china_fob"),
    ("ex-works china", "china_domestic"),
    ("european price", "europe"),
)
ASSESSORS = ("Argus", "Asian Metal", "U.S. Census Bureau")


def read_long(layout: Layout, scribe: Scribe, edition: Edition) -> None:
    """World production and reserves, US balance, reliance, import shares and prices."""
    for row, record in layout.rows(scribe):
        write = _writer(record)
        material = material_of_name(record.get("commodity"))
        statistic = record.get("statistics")
        if not material:
            named = record.get("commodity")
            says = f"{named or 'no commodity'} is none of the materials on file"
            scribe.skip(row, "not_ours", says, column="material", value=named)
        elif write is None:
            says = f'no table has a place for "{statistic}"'
            scribe.skip(row, "unread_row", says, column="measure", value=statistic)
        elif not write(scribe, row, record, material, edition):
            scribe.skip(row, "blank_row", "no figure that a table holds")


def years(text: str) -> tuple[str, str]:
    """Period and frequency: 2024 is a year; 2021–24 the span 2021..2024."""
    if span := re.fullmatch(r"(\d{4})\s?[–-]\s?(\d{2}|\d{4})", text):
        first, last = span.groups()
        return f"{first}..{first[: 4 - len(last)]}{last}", "SPAN"
    return text, "A"


Writer = Callable[[Scribe, int, Row, str, Edition], bool]


def _writer(record: Row) -> Writer | None:
    statistic = record.get("statistics")
    if record.get("section").startswith("World"):
        return _world if statistic in WORLD else None
    if statistic.startswith("Import sources"):
        return _share
    return {"Net import reliance": _reliance, "Price": _price}.get(
        statistic, _balance if statistic in BALANCE else None
    )


def _common(record: Row, edition: Edition) -> dict[str, str]:
    period, frequency = years(record.get("year"))
    nature = "estimate" if estimated(record.get("notes")) else "reported"
    return {
        "period": period,
        "frequency": frequency,
        "nature": nature,
        "notes": record.get("notes"),
        **edition.cells,
    }


def _world(scribe: Scribe, row: int, record: Row, material: str, edition: Edition) -> bool:
    detail, measure = record.get("statistics_detail"), WORLD[record.get("statistics")]
    # The heading of the section says what the chapter's table is about where the detail does not.
    step = stage(detail) or stage(record.get("section")) or ("separation" if "roduction" in detail else "")
    factor = TONNES.get(record.get("unit").lower())
    if not step or factor is None:
        return False
    found = read_amount(scribe, row, PRODUCTION, "value", record.get("value"), factor)
    if found is None:
        return False
    cells = {
        "stage": step,
        "material": material,
        "country": place(record.get("country")),
        "measure": measure,
        "scenario": "observed",
        **_value(found, ends=False),
        **weighed(f"{detail} {record.get('other_notes')}"),
    }
    scribe.write(PRODUCTION, row, cells | _common(record, edition))
    return True


def _balance(scribe: Scribe, row: int, record: Row, material: str, edition: Edition) -> bool:
    factor = TONNES.get(record.get("unit").lower())
    if factor is None:
        return False
    found = read_amount(scribe, row, DEPENDENCY, "value", record.get("value"), factor)
    if found is None:
        return False
    detail, measure = record.get("statistics_detail"), BALANCE[record.get("statistics")]
    said = weighed(f"{detail} {'' if 'gross weight' in detail else record.get('other_notes')}")
    # Table dependency weighs oxides or tonnes; that they are tonnes of metal is the basis.
    said["unit"] = "t REO" if said["unit"] == "t REO" else "t"
    cells = _need(measure, material, form(detail), found) | said
    cells["stage"] = (stage(detail) if measure == "production" else "") or "any"
    scribe.write(DEPENDENCY, row, cells | _common(record, edition))
    return True


def _reliance(scribe: Scribe, row: int, record: Row, material: str, edition: Edition) -> bool:
    found = read_amount(scribe, row, DEPENDENCY, "value", record.get("value"), "1")
    if found is None:
        return False
    detail = record.get("statistics_detail")
    basis = "apparent_consumption" if "apparent consumption" in detail else "unstated"
    # The first colon or comma ends the words of the measure; what follows is the form.
    words = re.split(r"consumption[:,]", detail, maxsplit=1)
    kind = form(words[1]) if len(words) > 1 else "any"
    cells = _need("net_import_reliance", material, kind, found) | {"unit": "%", "basis": basis}
    scribe.write(DEPENDENCY, row, cells | _common(record, edition))
    return True


def _share(scribe: Scribe, row: int, record: Row, material: str, edition: Edition) -> bool:
    found = read_amount(scribe, row, DEPENDENCY, "value", record.get("value"), "1")
    if found is None:
        return False
    kind = form(record.get("statistics_detail"))
    cells = _need("import_share", material, kind, found) | {"unit": "%", "basis": "gross"}
    cells["partner"] = place(record.get("country"))
    scribe.write(DEPENDENCY, row, cells | _common(record, edition))
    return True


def _price(scribe: Scribe, row: int, record: Row, material: str, edition: Edition) -> bool:
    unit = PRICE_UNITS.get(record.get("unit").lower())
    if unit is None:
        return False
    found = read_amount(scribe, row, PRICES, "value", record.get("value"), "1")
    if found is None:
        return False
    detail, notes = record.get("statistics_detail"), record.get("notes")
    good = detail.rpartition(":")[2].strip() if ":" in detail else ""
    market = next((market for words, market in MARKETS if words in notes.lower()), "unstated")
    cells = {
        "material": _priced(good) or material,
        "form": form(good) if good else form(notes),
        "purity": _purity(good),
        "market": market,
        "quote": "year_end" if "yearend" in detail.lower() else "average",
        "assessor": "; ".join(name for name in ASSESSORS if name in notes) or "unstated",
        "unit": unit,
        "vat": "unknown",
        **_value(found, ends=True),
    }
    common = _common(record, edition)
    common["notes"] = f"{'estimate; ' if common.pop('nature') == 'estimate' else ''}{common['notes']}"
    scribe.write(PRICES, row, cells | common)
    return True


def _need(measure: str, material: str, kind: str, found: Amount) -> dict[str, str]:
    return {
        "country": "USA",
        "measure": measure,
        "material": material,
        "form": kind,
        "stage": "any",
        "partner": "WLD",
        "holder": "nation",
        "value": found.value,
        "value_low": found.low,
        "value_high": found.high,
        "bound": found.bound,
    }


def _value(found: Amount, ends: bool) -> Mapping[str, str]:
    """A number with its bound; of a range the middle, with both ends where the table has columns for them."""
    cells = {"value": found.value, "bound": found.bound}
    if not ends:
        return cells
    if found.bound == "range":
        cells["value"] = shortest((Decimal(found.low) + Decimal(found.high)) / 2)
    return cells | {"value_low": found.low, "value_high": found.high}


def _priced(good: str) -> str:
    """The material that a price names by itself: mischmetal and didymium have no chapter."""
    low = good.lower()
    if low.startswith("mischmetal"):
        return "mischmetal"
    return "NdPr" if "(ndpr)" in low else ""


def _purity(good: str) -> str:
    words = re.sub(r"\b(minimum|purity)\b", "", good.partition(",")[2])
    return re.sub(r"\s+", " ", words).strip(" ,") or "unstated"
