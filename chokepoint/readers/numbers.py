"""Numbers as people write them: the style of a column is decided by all its cells, never by one.

`1,234` alone can be 1.234 or 1234; a cell with both signs, or another number of digits, decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from chokepoint.contract.cells import MARK, MISSING, NUMBER
from chokepoint.readers.sheet import without_nul

POINT, COMMA = "point", "comma"
NEGATIVE, ESTIMATE = "negative", "estimate"
MULTIPLY, LEAVE_OUT = "multiply", "leave_out"
PLAIN = re.compile(rf"({MARK.lstrip('^')})?{NUMBER}\s*%?")
BRACKETED = re.compile(r"\(\s*([^()]*\d[^()]*)\s*\)(\s*%?)")
SPACES = re.compile(r"(?<=\d)[ \u00a0\u2009\u202f'\u2019](?=\d{3}(\D|$))")
# What may stand for a power of ten behind a number; m can as well be metres, and k a footnote.
MAGNITUDES = {
    "k": 3, "thousand": 3, "tsd": 3, "m": 6, "mn": 6, "mio": 6, "mln": 6, "million": 6, "millions": 6, "b": 9,
    "bn": 9, "mrd": 9, "billion": 9, "billions": 9, "tn": 12, "trillion": 12,
}  # fmt: skip
MAGNIFIED = re.compile(
    rf"(.*\d)[ \u00a0\u202f]*({'|'.join(sorted(MAGNITUDES, key=len, reverse=True))})\.?", re.I
)
MINUS = str.maketrans({"\u2212": "-", "\u2013": "-"})
THOUSANDS = {POINT: r"\d{1,3}(,\d{3})+", COMMA: r"\d{1,3}(\.\d{3})+"}
# A number whose separators say by themselves which style it is written in.
DECIDES = {
    POINT: re.compile(
        r"\d{1,3}(,\d{3})+\.\d+|\d{1,3}(,\d{3}){2,}|\d*\.\d{1,2}|\d*\.\d{4,}|\d{4,}\.\d+|0\.\d+"
    ),
    COMMA: re.compile(r"\d{1,3}(\.\d{3})+,\d+|\d*,\d{1,2}|\d*,\d{4,}|\d{4,},\d+|0,\d+"),
}
UNDECIDED = re.compile(r"\d{1,3},\d{3}|\d{1,3}(\.\d{3}){2,}")


@dataclass
class Style:
    """How the numbers of one column are written, as far as the cells seen tell.

    `answer` is what the analyst said, which goes before the evidence.
    """

    answer: str | None = None
    seen: dict[str, str] = field(default_factory=dict)

    def look(self, text: str) -> None:
        """Takes the evidence of one cell."""
        digits = re.split("[eE]", _parts(text)[1])[0]
        for style, pattern in DECIDES.items():
            if style not in self.seen and pattern.fullmatch(digits):
                self.seen[style] = text.strip()

    @property
    def decided(self) -> str | None:
        """The style of the column; None if no cell decides, or cells contradict each other."""
        if self.answer:
            return self.answer
        return next(iter(self.seen)) if len(self.seen) == 1 else None


def is_plain(text: str) -> bool:
    """True if the contract reads the number as it stands, or as empty."""
    return not text or text in MISSING or PLAIN.fullmatch(text) is not None


def in_brackets(text: str) -> str | None:
    """The number within brackets, which can be a negative or an estimate; None without brackets."""
    found = BRACKETED.fullmatch(text.strip())
    return found[1].strip() + found[2].strip() if found else None


def magnified(text: str, style: Style) -> tuple[str, str] | None:
    """The number that a text with a word for a power of ten may stand for, and that word: 1.2m → 1200000, m.

    None if no such word stands behind a number, or the number before it can be read in two ways.
    """
    found = MAGNIFIED.fullmatch(text.strip())
    plain = plain_number(found[1], style) if found else None
    if not found or plain is None or "%" in plain or is_undecided(found[1], style):
        return None
    digits = plain.lstrip("<>=~≥≤")
    value = Decimal(digits).scaleb(MAGNITUDES[found[2].lower()]).normalize()
    return f"{plain.removesuffix(digits)}{value:f}", found[2]


def is_undecided(text: str, style: Style) -> bool:
    """True if the number can be read in two ways and the column does not decide which."""
    return style.decided is None and UNDECIDED.fullmatch(_parts(text)[1]) is not None


def plain_number(text: str, style: Style) -> str | None:
    """The number as the contract writes it, with its mark and percent sign; None if it is none.

    Under a decided comma `1.234` is 1234 and `80,0` is 80.0; without decision only what is clear is read.
    """
    before, digits, after = _parts(text)
    decided = style.decided
    for one in (decided,) if decided else (POINT, COMMA):
        whole = re.fullmatch(rf"({THOUSANDS[one]}|\d+)?([.,]\d+)?([eE][+-]?\d+)?", digits)
        if whole and (decided or DECIDES[one].fullmatch(digits)):
            found = _without_separators(digits, one)
            if found:
                return f"{before}{found}{after}"
    return f"{before}{digits}{after}" if re.fullmatch(NUMBER, digits) and decided != COMMA else None


def two_readings(text: str) -> str:
    """Why the number can be read in two ways."""
    digits = _parts(text)[1]
    if digits.count(".") > 1:
        points = {2: "two", 3: "three"}.get(digits.count("."), str(digits.count(".")))
        return f'"{text}" has {points} points: thousands separators? then {digits.replace(".", "")}'
    return f'"{text}" can be {digits.replace(",", ".")} or {digits.replace(",", "")}'


def _without_separators(digits: str, style: str) -> str | None:
    thousand, decimal = (",", ".") if style == POINT else (".", ",")
    whole, sign, rest = digits.partition(decimal)
    if thousand in rest or (thousand in whole and not re.fullmatch(THOUSANDS[style], whole)):
        return None
    return whole.replace(thousand, "") + (f".{rest}" if sign else "")


def _parts(text: str) -> tuple[str, str, str]:
    """Mark and sign before the digits, the digits with their separators, and % after them."""
    clean = without_nul(text).translate(MINUS).strip().strip("\u00a0\u2009\u202f")
    clean = SPACES.sub("", clean)
    found = re.fullmatch(
        rf"((?:{MARK.lstrip('^')})?)([+-]?)\s*[$]?\s*([\d.,]+(?:[eE][+-]?\d+)?)\s*(%?)", clean
    )
    if not found:
        return "", clean, ""
    mark, sign, digits, percent = found[1].strip(), found[3], found[4], found[5]
    return f"{mark}{sign}", digits, percent
