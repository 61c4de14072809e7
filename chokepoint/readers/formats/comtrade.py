"""UN Comtrade downloads: Comtrade Plus since 2023, its workbooks and API answers, and the legacy site.

Traps: rows with one field more than the headings; copies in which every value stands one heading too far
left; the world among its parts; SITC and BEC codes that look like HS; weights of 0 that were never weighed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from chokepoint.readers.book import Book
from chokepoint.readers.countries import NOT_SPECIFIED, from_comtrade
from chokepoint.readers.formats.amounts import added, decimal, plain, scaled, whole
from chokepoint.readers.formats.goods import ALL_GOODS, Unnamed
from chokepoint.readers.formats.layout import Layout, Row, find
from chokepoint.readers.reading import CERTAIN, PROBABLE, Recognised
from chokepoint.readers.scribe import Scribe

TABLE = "trade_flows"
PLUS = (  # noqa: SIM905 - forty-seven names are read more easily in lines
    "typecode freqcode refperiodid refyear refmonth period reportercode reporteriso reporterdesc flowcode"
    " flowdesc partnercode partneriso partnerdesc partner2code partner2iso partner2desc classificationcode"
    " classificationsearchcode isoriginalclassification cmdcode cmddesc aggrlevel isleaf customscode"
    " customsdesc moscode motcode motdesc qtyunitcode qtyunitabbr qty isqtyestimated altqtyunitcode"
    " altqtyunitabbr altqty isaltqtyestimated netwgt isnetwgtestimated grosswgt isgrosswgtestimated cifvalue"
    " fobvalue primaryvalue legacyestimationflag isreported isaggregate"
).split()
LEGACY = {
    "classification": "classificationcode",
    "year": "refyear",
    "trade_flow_code": "flowcode",
    "trade_flow": "flowdesc",
    "reporter_code": "reportercode",
    "reporter": "reporterdesc",
    "reporter_iso": "reporteriso",
    "partner_code": "partnercode",
    "partner": "partnerdesc",
    "partner_iso": "partneriso",
    "2nd_partner_code": "partner2code",
    "customs_proc._code": "customscode",
    "mode_of_transport_code": "motcode",
    "commodity_code": "cmdcode",
    "commodity": "cmddesc",
    "qty_unit": "qtyunitabbr",
    "netweight_(kg)": "netwgt",
    "trade_value_(us$)": "primaryvalue",
    "flag": "legacyestimationflag",
}
PLUS_SIGNATURES = tuple(
    ("cmdcode", partner, flow, value)
    for partner in ("partnercode", "partneriso", "partnerdesc")
    for flow in ("flowcode", "flowdesc")
    for value in ("primaryvalue", "cifvalue", "fobvalue")
)
LEGACY_SIGNATURE = ("trade_flow_code", "commodity_code", "trade_value_(us$)")
FLOWS = {
    **dict.fromkeys(("m", "1", "import", "imports"), "import"),
    **dict.fromkeys(("x", "2", "export", "exports"), "export"),
    **dict.fromkeys(("rx", "3", "re-export", "re-exports"), "re-export"),
    **dict.fromkeys(("rm", "4", "re-import", "re-imports"), "re-import"),
}
# Rows that split a flow by second partner, customs procedure or transport; these codes are the whole.
WHOLES = {
    "partner2code": ("0", "W00", ""),
    "customscode": ("C00", "0", ""),
    "motcode": ("0", ""),
    "moscode": ("0", ""),
}
WORLD = ("W00", "0", "WLD", "WORLD")
# "Areas, nes" and "Other Asia, nes" are no countries; the Philippines are.
NOWHERE = re.compile(r"\bnes$", re.IGNORECASE)
# Flags of the legacy site for an estimated quantity, weight, or both.
ESTIMATED_FLAGS = ("2", "4", "6")
# What the public preview of the API answers at most, without a sign that it was cut.
PREVIEW_ROWS = 500
SOURCE = {
    "source_key": "un-comtrade",
    "origin": "UN Comtrade",
    "series": "UN Comtrade",
    "title": "UN Comtrade database, trade by reporter, partner and product",
    "url": "https://comtradeplus.un.org",
    "kind": "official statistics",
    "licence": "UN Comtrade terms: reuse with attribution, no redistribution in bulk",
    "redistributable": "no",
}


@dataclass
class _Nowhere:
    """Rows of one flow with partners that are no country, added up under one key."""

    row: int
    cells: dict[str, str]
    names: list[str] = field(default_factory=list)


class Comtrade:
    """UN Comtrade in all its layouts, as rows of trade_flows."""

    name = "comtrade"
    title = "UN Comtrade"

    def recognise(self, book: Book) -> Recognised | None:
        """Plus or legacy by headings; certain where the flows under them are those of Comtrade."""
        layout = _layout(book)
        if layout is None:
            return None
        variant = _variant(book, layout)
        values = layout.values("flowcode") or layout.values("flowdesc")
        fits = bool(values) and all(whole(value).lower() in FLOWS for value in values)
        why = f"headings {'of the legacy site' if variant.startswith('legacy') else 'of Comtrade Plus'}"
        if variant == "plus-shifted":
            why += "; every value stands one heading too far left"
        elif fits:
            why += " and its flow codes"
        return Recognised(self.name, variant, CERTAIN if fits else PROBABLE, why)

    def read(self, book: Book, scribe: Scribe, answers: Mapping[str, str]) -> None:
        """One row of trade_flows for each row that is a whole flow of HS goods."""
        layout = _layout(book)
        if layout is None:
            return
        scribe.heading_row = layout.row
        variant = _variant(book, layout)
        _tell(scribe, variant)
        pages = _Pages(scribe, variant, Unnamed(scribe, answers, TABLE))
        count = 0
        for row, record in layout.rows(scribe):
            count += 1
            pages.take(row, record)
        pages.close()
        if book.kind == "json" and count == PREVIEW_ROWS:
            scribe.tell("file_note", f"exactly {count} records: the answer was probably cut")


class _Pages:
    """The rows of one file on their way into trade_flows."""

    def __init__(self, scribe: Scribe, variant: str, unnamed: Unnamed) -> None:
        self.scribe, self.variant, self.unnamed = scribe, variant, unnamed
        self.nowhere: dict[tuple[str, ...], _Nowhere] = {}
        self.padded = 0

    def take(self, row: int, record: Row) -> None:
        """Writes one record, or lists it with the reason."""
        if self._left_out(row, record):
            return
        product = self._product(record)
        material = self.unnamed.material(row, product)
        if not material:
            return
        cells = {
            "reporter": _place(record, "reporter"),
            "partner": _place(record, "partner"),
            "flow": _flow(record),
            "product": product,
            "classification": "named" if product == ALL_GOODS else "HS",
            "material": material,
            **_period(record),
            **_weight(record),
            "value_usd": _value(record),
            "source_key": self.scribe.source(**SOURCE),
            "verified": "no" if self.variant == "plus-shifted" else "yes",
            "notes": "",
        }
        if NOT_SPECIFIED in (cells["reporter"], cells["partner"]):
            self._add(row, cells, record.get("partnerdesc", "partneriso"))
        else:
            self.scribe.write(TABLE, row, cells)

    def close(self) -> None:
        """Writes what was added up, and says what was repaired or is open."""
        for sums in self.nowhere.values():
            named = "; ".join(sums.names)
            several = len(sums.names) > 1
            notes = f"sum of {named}" if several else named
            self.scribe.write(
                TABLE, sums.row, sums.cells | {"notes": notes, "derived": "yes" if several else "no"}
            )
        if self.padded:
            says = f"a leading zero was given back to {self.padded:,} product codes of odd length"
            self.scribe.tell("repaired", says, table=TABLE, column="product")
        self.unnamed.ask()

    def _left_out(self, row: int, record: Row) -> bool:
        kind = record.get("classificationcode")
        if kind and not kind.startswith("H"):
            says = f"classification {kind} is not HS: its product codes only look like HS codes"
            fix = "download the same data with classification HS"
            self.scribe.skip(row, "enum", says, table=TABLE, column="classification", value=kind, fix=fix)
            return True
        for name, wholes in WHOLES.items():
            part = whole(record.get(name))
            if part not in wholes:
                says = f"part of a flow ({name} {part}); the whole is taken"
                self.scribe.skip(row, "aggregate_row", says, table=TABLE, column=name, value=part)
                return True
        return self._too_short(row, record)

    def _too_short(self, row: int, record: Row) -> bool:
        code = whole(record.get("cmdcode"))
        if not (code.isdigit() and len(code) < 3):
            return False
        says = f"{code.zfill(2)} is a chapter: the table holds products of 4 digits and more"
        fix = "download products of 4 or 6 digits"
        self.scribe.skip(row, "pattern", says, table=TABLE, column="product", value=code, fix=fix)
        return True

    def _product(self, record: Row) -> str:
        code = whole(record.get("cmdcode"))
        if code.upper() == "TOTAL":
            return ALL_GOODS
        if code.isdigit() and len(code) % 2:
            self.padded += 1
            return f"0{code}"
        return code

    def _add(self, row: int, cells: dict[str, str], name: str) -> None:
        key = tuple(cells[c] for c in ("reporter", "partner", "flow", "product", "period", "frequency"))
        sums = self.nowhere.get(key)
        if sums is None:
            self.nowhere[key] = _Nowhere(row, cells, [name])
            return
        for column in ("quantity_t", "value_usd"):
            sums.cells[column] = added((sums.cells[column], cells[column]))
        if cells["estimated"] == "yes":
            sums.cells["estimated"] = "yes"
        sums.names.append(name)
        says = f"{name} is no country: added to row {sums.row}, not elsewhere specified"
        self.scribe.skip(row, "aggregate_row", says, table=TABLE, column="partner", value=name)


def _layout(book: Book) -> Layout | None:
    """The headings, under the names of Comtrade Plus whatever the layout calls them."""
    if found := find(book, LEGACY_SIGNATURE):
        return replace(found, places={LEGACY.get(n, n): p for n, p in found.places.items()})
    found = find(book, *PLUS_SIGNATURES)
    if found is None:
        return None
    places = {"altqty" if name == "atlqty" else name: place for name, place in found.places.items()}
    if _is_shifted(replace(found, places=places)):
        # Two headings of the copy seen were renamed by hand: places, not names, tell what is what.
        first = places["flowcode"] - PLUS.index("flowcode")
        places = {name: first + n - 1 for n, name in enumerate(PLUS) if first + n > 0}
    return replace(found, places=places)


def _is_shifted(layout: Layout) -> bool:
    """True if the values belong one heading to the right: frequencies under typeCode, days under freqCode."""
    if not layout.has("typecode", "freqcode", "flowcode"):
        return False
    types, frequencies = layout.values("typecode"), layout.values("freqcode")
    shifted = types and set(types) <= {"A", "M"} and not set(frequencies) & {"A", "M"}
    return bool(shifted and all(re.fullmatch(r"\d{8}", whole(value)) for value in frequencies))


def _variant(book: Book, layout: Layout) -> str:
    headings = [heading.strip() for heading in layout.sheet.head[layout.row - 1] if heading.strip()]
    named = len(headings)
    if "Trade Flow Code" in headings:
        return f"legacy-{named}"
    if layout.places.get("typecode", 0) < 0 or layout.places.get("freqcode") == 0:
        return "plus-shifted"
    if book.kind == "json":
        return "plus-api"
    if "AtlQty" in headings:
        return "plus-2023"
    return "plus-2024" if named >= len(PLUS) else "plus-columns"


def _tell(scribe: Scribe, variant: str) -> None:
    if variant == "plus-shifted":
        says = (
            "every value stood one heading too far left (a copy saved without its first column): moved back"
        )
        scribe.tell("headings_found", says, table=TABLE, fix="confirm with the original download")


def _place(record: Row, side: str) -> str:
    """Code of a reporter or partner by its letters, else its name, else its number."""
    iso, number, name = (record.get(f"{side}{part}") for part in ("iso", "code", "desc"))
    if iso.upper() in WORLD or whole(number) in WORLD:
        return "WLD"
    if code := from_comtrade(iso) or (None if name else from_comtrade(whole(number))):
        return code
    if NOWHERE.search(name):
        return from_comtrade(whole(number)) or NOT_SPECIFIED
    return name or whole(number)


def _period(record: Row) -> dict[str, str]:
    text = whole(record.get("period") or record.get("refyear"))
    if re.fullmatch(r"\d{6}", text):
        return {"period": f"{text[:4]}-{text[4:]}", "frequency": "M"}
    return {"period": text, "frequency": "A"}


def _value(record: Row) -> str:
    """Dollars; where no primary value was chosen, imports with freight and insurance, exports without."""
    imports = _flow(record) in ("import", "re-import")
    valued = ("cifvalue", "fobvalue") if imports else ("fobvalue", "cifvalue")
    text = record.get("primaryvalue", *valued)
    return plain(text) or text


def _flow(record: Row) -> str:
    word = whole(record.get("flowcode", "flowdesc"))
    return FLOWS.get(word.lower(), word)


def _weight(record: Row) -> dict[str, str]:
    """Tonnes from the net weight, else from a quantity in kg; 0 beside a value was never weighed."""
    flagged = whole(record.get("legacyestimationflag")) in ESTIMATED_FLAGS
    weighed = [("netwgt", "isnetwgtestimated")]
    if record.get("qtyunitabbr").lower() in ("kg", "weight in kilograms"):
        weighed.append(("qty", "isqtyestimated"))
    for name, flag in weighed:
        text = record.get(name)
        number = plain(text)
        if text and not (number and decimal(number) == 0 and _value(record)):
            estimated = record.get(flag).lower() == "true" if flag in record.places else flagged
            return {"quantity_t": scaled(number or text, "0.001"), "estimated": "yes" if estimated else "no"}
    return {"quantity_t": "", "estimated": "no"}
