"""World tables of the summaries 2022 to 2025: production of two years, capacity and reserves by country."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chokepoint.readers.formats.goods import material_of_name
from chokepoint.readers.formats.layout import Layout, Row
from chokepoint.readers.formats.usgs_words import (
    PRODUCTION,
    TONNES,
    Edition,
    estimated,
    place,
    read_amount,
    stage,
    weighed,
)
from chokepoint.readers.scribe import Scribe

# prod_t_est_2023, prod_est_2024, cap_2023, reserves_t, reserves_2024: what is measured, unit, estimate, year.
FIGURE = re.compile(r"(prod|cap|reserves)(?:_(t|kt|mt|kg|mct|mcm))?(_est)?(?:_(\d{4}))?")
MEASURES = {"prod": "production", "cap": "capacity", "reserves": "reserves"}


@dataclass(frozen=True)
class Figure:
    """One column of figures: folded heading, measure, unit in the heading, year, and if it is estimated."""

    heading: str
    measure: str
    unit: str
    year: str
    estimated: bool


def read_world(layout: Layout, scribe: Scribe, edition: Edition) -> None:
    """A row of production for each figure of the file, in tonnes."""
    figures = list(figures_of(layout, edition))
    for row, record in layout.rows(scribe):
        # Where no column says the commodity, its name is the first word of the type.
        kind = record.get("type", "form")
        named = record.get("commodity") or kind
        if not (material := material_of_name(named)):
            says = f"{named or 'no commodity'} is none of the materials on file"
            scribe.skip(row, "not_ours", says, table=PRODUCTION, column="material", value=named)
        elif not (step := stage(kind)):
            says = f'"{kind}" names no stage of the chain'
            scribe.skip(row, "enum", says, table=PRODUCTION, column="stage", value=kind)
        else:
            written = [
                _write(scribe, row, record, figure, edition, material=material, stage=step)
                for figure in figures
            ]
            if not any(written):
                scribe.skip(row, "blank_row", "no figure in the row", table=PRODUCTION)


def figures_of(layout: Layout, edition: Edition) -> Iterator[Figure]:
    """The columns of figures by their headings; reserves without a year are those of the year before."""
    for heading in layout.places:
        if found := FIGURE.fullmatch(heading):
            what, unit, flag, year = found.groups()
            since = year or str(int(edition.year) - 1)
            yield Figure(heading, MEASURES[what], unit or "", since, bool(flag))


def _write(scribe: Scribe, row: int, record: Row, figure: Figure, edition: Edition, **cells: str) -> bool:
    text = record.get(figure.heading)
    unit = figure.unit or record.get("unit_meas").lower()
    factor = TONNES.get(unit)
    if text and factor is None:
        says = f'unit "{unit}" is no weight'
        scribe.tell("enum", says, table=PRODUCTION, row=row, column="unit", value=unit)
        return False
    found = read_amount(scribe, row, PRODUCTION, figure.heading, text, factor or "1")
    if found is None:
        return False
    notes = record.get(*_notes(figure.measure))
    reported = figure.measure == "reserves" or not (figure.estimated or estimated(notes, figure.year))
    scribe.write(
        PRODUCTION,
        row,
        cells
        | {
            "country": place(record.get("country")),
            "measure": figure.measure,
            "period": figure.year,
            "frequency": "A",
            "scenario": "observed",
            "value": found.value,
            "bound": found.bound,
            **weighed(record.get("type", "form")),
            "nature": "reported" if reported else "estimate",
            **edition.cells,
            "notes": notes,
        },
    )
    return True


def _notes(measure: str) -> tuple[str, ...]:
    return {
        "production": ("prod_notes",),
        "capacity": ("cap_notes",),
        "reserves": ("reserves_notes", "reserve_notes"),
    }[measure]
