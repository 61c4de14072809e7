"""Which material of the contract stands behind a customs code, or a commodity's name.

Only lines that hold one material alone: heading 2805 is also sodium and mercury, 8112 also chromium, so
they have none. What has none is asked about, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from chokepoint.contract.findings import NOTE
from chokepoint.readers.formats.layout import tidy
from chokepoint.readers.scribe import Scribe

LEAVE_OUT = "leave_out"
QUESTION = "column:material"
ALL_GOODS = "ALL_GOODS"
# Beginnings of customs codes (Harmonized System) and the material; the longest that fits counts.
CODES: Mapping[str, str] = {
    "280530": "REE",
    "2846": "REE",
    "284610": "Ce",
    "850511": "magnets",
    "2504": "graphite",
    "380110": "graphite",
    "2611": "W",
    "8101": "W",
    "2613": "Mo",
    "8102": "Mo",
    "261710": "Sb",
    "8110": "Sb",
    "8106": "Bi",
    ALL_GOODS: "all_goods",
}
NAMES: Mapping[str, str] = {
    "antimony": "Sb",
    "bismuth": "Bi",
    "cerium": "Ce",
    "dysprosium": "Dy",
    "erbium": "Er",
    "europium": "Eu",
    "gadolinium": "Gd",
    "gallium": "Ga",
    "germanium": "Ge",
    "graphite": "graphite",
    "graphite (natural)": "graphite",
    "natural graphite": "graphite",
    "heavy rare earths elements": "HREE",
    "hrees": "HREE",
    "rare earths (heavy)": "HREE",
    "holmium": "Ho",
    "indium": "In",
    "lanthanum": "La",
    "lrees": "LREE",
    "light rare earths elements": "LREE",
    "lutetium": "Lu",
    "magnet rare earth elements": "MREE",
    "molybdenum": "Mo",
    "neodymium": "Nd",
    "praseodymium": "Pr",
    "rare earths": "REE",
    "rare earth minerals": "REE",
    "rare earth oxides": "REE",
    "samarium": "Sm",
    "scandium": "Sc",
    "tellurium": "Te",
    "terbium": "Tb",
    "thulium": "Tm",
    "tungsten": "W",
    "ytterbium": "Yb",
    "yttrium": "Y",
}


# What goods without a material of their own may be kept under: any material the readers know, or none.
CHOICES = (
    LEAVE_OUT,
    "all_goods",
    "chips",
    "batteries",
    *sorted({*CODES.values(), *NAMES.values()} - {"all_goods"}),
)


def material_of_code(code: str) -> str:
    """The material behind a customs code; empty if none alone is."""
    fitting = [start for start in CODES if code.startswith(start)]
    return CODES[max(fitting, key=len)] if fitting else ""


def material_of_name(name: str) -> str:
    """The material that a commodity's name means, also before a comma and form; empty if none."""
    words = tidy(name).lower()
    return NAMES.get(words) or NAMES.get(re.split(r",", words)[0].strip(), "")


class Unnamed:
    """Goods of one file that no material stands for: asked about once, kept or left out as answered."""

    def __init__(self, scribe: Scribe, answers: Mapping[str, str], table: str) -> None:
        self.scribe = scribe
        self.table = table
        self.answer = answers.get(QUESTION, "")
        self.codes: dict[str, int] = {}

    def material(self, row: int, code: str, column: str = "product") -> str:
        """The material of a customs code, known or answered; a row without one is listed, and empty given."""
        if known := material_of_code(code):
            return known
        self.codes[code] = self.codes.get(code, 0) + 1
        if self.answer and self.answer != LEAVE_OUT:
            return self.answer
        reason = f"{code} is none of the materials on file"
        fix = "say which material it is, or leave it out"
        self.scribe.skip(row, "not_ours", reason, table=self.table, column=column, value=code, fix=fix)
        return ""

    def ask(self) -> None:
        """Asks which material the goods without one are, or says how the question was answered."""
        if not self.codes:
            return
        rows = sum(self.codes.values())
        some = ", ".join(list(self.codes)[:5]) + (" …" if len(self.codes) > 5 else "")
        goods = f"{rows:,} rows of {len(self.codes):,} goods that are no material on file ({some})"
        if not self.answer:
            fix = f"name the material they are kept under, or {LEAVE_OUT}"
            self.scribe.tell(
                "map_column", goods, table=self.table, column="material", fix=fix, choices=CHOICES
            )
            return
        done = "left out" if self.answer == LEAVE_OUT else f"kept under {self.answer}, as answered"
        self.scribe.tell("map_column", f"{goods}: {done}", table=self.table, column="material", severity=NOTE)
