"""A table that nobody knows, as the analyst explained it once: its columns, units, days and brackets.

A mapping is remembered by the signature of the headings, and applied when a file with the same ones comes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from chokepoint.contract.headings import fold
from chokepoint.contract.tables import Contract
from chokepoint.readers.mend import Cells
from chokepoint.readers.own import Found, as_found, candidates
from chokepoint.readers.sheet import Sheet

SIGNATURE_LENGTH = 16


@dataclass(frozen=True)
class ColumnMapping:
    """How the columns of an unknown table become those of a table of the contract.

    `columns`: column → heading; `constants`: column → text that stands in every row; `factors`: column → what
    its numbers are multiplied by (kg → t: 0.001); the rest are answers as `Answers` holds them.
    """

    table: str
    columns: Mapping[str, str]
    constants: Mapping[str, str] = field(default_factory=dict)
    factors: Mapping[str, float] = field(default_factory=dict)
    date_order: str | None = None
    brackets: Mapping[str, str] = field(default_factory=dict)
    number_style: Mapping[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The mapping as plain data, for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ColumnMapping:
        """The mapping from plain data; TypeError or ValueError if it is none."""
        made = cls(**data)
        parts: list[object] = [made.columns, made.constants, made.brackets, made.number_style, made.factors]
        named: object = made.table
        if not isinstance(named, str) or not all(isinstance(part, Mapping) for part in parts):
            raise TypeError("a mapping names a table, and columns by their headings")
        factors = {name: float(number) for name, number in made.factors.items()}
        return cls(**{**asdict(made), "factors": factors})

    @property
    def answers(self) -> dict[str, str]:
        """What the mapping answers, as the reader asks it."""
        said = {f"brackets:{column}": sign for column, sign in self.brackets.items()}
        said |= {f"number_style:{column}": style for column, style in self.number_style.items()}
        said |= {f"column:{column}": heading for column, heading in self.columns.items()}
        return said | ({"date_order": self.date_order} if self.date_order else {})

    def finish(self, cells: Cells) -> Cells:
        """A mended row with its numbers in the units of the contract, and the constants."""
        for column, factor in self.factors.items():
            if cells.get(column):
                cells[column] = multiplied(cells[column], factor)
        return {**cells, **self.constants}


def signature(headings: Sequence[str]) -> str:
    """What headings are known by: the same for other blanks, capitals and order of columns."""
    words = sorted(fold(heading) for heading in headings if heading.strip())
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:SIGNATURE_LENGTH]


def mapped(sheet: Sheet, contract: Contract, mapping: ColumnMapping) -> Found | None:
    """The sheet as the mapping says, by the first row that holds its headings; None if none does."""
    wanted = set(mapping.columns.values())
    for row, names in candidates(sheet):
        if wanted and wanted <= set(names):
            return as_found(sheet, contract, mapping.table, row, names, mapping.columns)
    return None


def multiplied(text: str, factor: float) -> str:
    """The number in the text times the factor, its mark and percent sign kept; other text as it is."""
    found = re.fullmatch(r"(\D*?)([+-]?[\d.]+(?:[eE][+-]?\d+)?)(\s*%?)", text.strip())
    if not found:
        return text
    try:
        product = Decimal(found[2]) * Decimal(repr(factor))
    except InvalidOperation:
        return text
    plain = format(product.normalize(), "f") if product.is_finite() else found[2]
    return f"{found[1]}{plain}{found[3]}"
