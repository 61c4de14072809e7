"""How much of the elements sits in one unit of a product, where a factor on file leads from the magnet to them?

Works on tables sectors, conversion_factors and materials. Only factors on file convert, and each is named; what was
not weighed as magnet or as element is not converted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from chokepoint.evidence.uses import Mass, masses

NO_FACTOR = "no factor on file for {} magnets"
AS_STATED = "the source weighs the elements themselves"
FINISHED, OXIDE, METAL = "finished {} magnet", "oxide ", "metal"


@dataclass(frozen=True)
class Factor:
    """t of `to_form` in 1 t of `from_form`, how it comes about and who says so."""

    material: str
    from_form: str
    to_form: str
    value: float
    basis: str
    source_key: str


@dataclass(frozen=True)
class Content:
    """One product: the mass as published, what it holds of the elements `of`, and the oxides that this takes.

    `element_kg` None: `why` says what is missing. `oxide_kg`: from the lowest to the highest, by which of its
    elements it is; None without a factor for each of them.
    """

    mass: Mass
    factor: Factor | None
    of: str
    element_kg: float | None
    oxide_kg: tuple[float, float] | None
    oxides: tuple[Factor, ...]
    why: str


def contents(
    sectors: pd.DataFrame, factors: pd.DataFrame, materials: pd.DataFrame, on: date
) -> list[Content]:
    """Every mass of magnets or elements in one unit known on the day, by sector, with its elements where they follow."""
    known = [
        _factor(row) for row in factors[factors["known_from"] <= pd.Timestamp(on)].itertuples(index=False)
    ]
    members = {row.material: _members(row) for row in materials.itertuples(index=False)}
    weighed = [one for one in masses(sectors, on) if one.mass_of in ("magnet", "element")]
    found = [_content(one, known, members) for one in weighed]
    return sorted(found, key=lambda one: (one.mass.sector, one.mass.item, one.mass.mass_of, one.mass.period))


def _content(mass: Mass, factors: Sequence[Factor], members: dict[str, tuple[str, ...]]) -> Content:
    if mass.mass_of == "element":
        return Content(mass, None, mass.material, mass.kilograms, None, (), AS_STATED)
    wanted = FINISHED.format(mass.material)
    factor = next((one for one in factors if one.from_form == wanted), None)
    if factor is None:
        return Content(mass, None, "", None, None, (), NO_FACTOR.format(mass.material))
    kilograms = mass.kilograms * factor.value
    needed = members.get(factor.to_form) or (factor.to_form,)
    oxides = tuple(
        one for one in factors
        if one.material in needed and one.from_form.startswith(OXIDE) and one.to_form == METAL
    )  # fmt: skip
    whole = {one.material for one in oxides} == set(needed)
    made = [kilograms / one.value for one in oxides]
    return Content(
        mass,
        factor,
        factor.to_form,
        kilograms,
        (min(made), max(made)) if whole else None,
        oxides if whole else (),
        "",
    )


def _factor(row: Any) -> Factor:
    return Factor(row.material, row.from_form, row.to_form, float(row.value), row.basis, row.source_key)


def _members(row: Any) -> tuple[str, ...]:
    return tuple(row.members.split(";")) if isinstance(row.members, str) and row.members else ()
