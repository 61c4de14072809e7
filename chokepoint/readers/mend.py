"""Cells as people write them, mended to what the contract reads: numbers, days, periods, yes and no.

All cells of a column (numbers) or of the file (order of days) are looked at before one is mended. What can be
read in two ways stays as it is, and is asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from chokepoint.contract.cell_rules import DATE_LIKE
from chokepoint.contract.cells import MISSING
from chokepoint.contract.days import ZERO_DAYS
from chokepoint.contract.tables import FALSE, TRUE, Field, Table
from chokepoint.contract.vocabulary import BLANK_CHARACTERS
from chokepoint.readers import dates, numbers
from chokepoint.readers.dates import DateOrder
from chokepoint.readers.garbled import ungarbled
from chokepoint.readers.numbers import COMMA, ESTIMATE, NEGATIVE, Style
from chokepoint.readers.scribe import Scribe
from chokepoint.readers.sheet import NUL, without_nul

WORDS = {"true": TRUE, "y": TRUE, "1": TRUE, "false": FALSE, "n": FALSE, "0": FALSE}
DECIDED = {dates.DAY_FIRST: "day-first", dates.MONTH_FIRST: "month-first"}
MEND, KEEP = "mend", "keep"
# Characters of a cell that a finding tells.
SHOWN = 80
Cells = dict[str, str]


@dataclass
class Mender:
    """Looks at the rows of one table, then mends them.

    `columns`: column of the table → position in the file; `answers` are those about the file.
    """

    table: Table
    columns: Mapping[str, int]
    answers: Mapping[str, str]
    scribe: Scribe
    untidy: bool = False
    order: DateOrder = field(init=False)
    styles: dict[str, Style] = field(default_factory=dict)
    commas: dict[str, dict[bool, tuple[str, str]]] = field(default_factory=dict)
    _told: set[tuple[str, str]] = field(default_factory=set)
    _texts: tuple[str, ...] = ()
    _kinds: list[tuple[str, int, Callable[[str, str, int, Cells], str], bool]] = field(init=False)

    def __post_init__(self) -> None:
        self.order = DateOrder(self.answers.get("date_order"))
        ways = {"number": self._number, "day": self._day, "period": self._period, "yes": self._yes}
        self._kinds = [
            (name, place, ways[kind], kind == "number")
            for name, place in self.columns.items()
            if self.table.has(name) and (kind := kind_of(self.table.field(name)))
        ]
        mended = {name for name, _, _, _ in self._kinds}
        self._texts = tuple(name for name in self.columns if name not in mended)
        for name, _, _, numeric in self._kinds:
            if numeric:
                self.styles[name] = Style(self.answers.get(f"number_style:{name}"))

    def look(self, row: int, cells: Sequence[str]) -> None:
        """Takes the evidence of one row."""
        if not self.untidy:
            texts = (cells[self.columns[name]] for name in self._texts if self.columns[name] < len(cells))
            self.untidy = any(ungarbled(text) is not None for text in texts)
        for name, place, way, numeric in self._kinds:
            text = cells[place].strip(BLANK_CHARACTERS) if place < len(cells) else ""
            if not text:
                continue
            if numeric:
                self.styles[name].look(text)
                self.untidy = self.untidy or not numbers.is_plain(text)
            elif way == self._yes:
                self.untidy = self.untidy or text.lower() in WORDS
            elif not dates.PERIOD.fullmatch(text):
                self.order.look(text, row)
                self.untidy = True

    def mend(self, row: int, cells: Sequence[str]) -> Cells:
        """The row as column → text."""
        mended = {name: cells[place] if place < len(cells) else "" for name, place in self.columns.items()}
        for name, text in mended.items():
            if NUL in text:
                mended[name] = without_nul(text)
                tell_nul(self.scribe, self.table.name, row, name, text)
        for name, _, way, _ in self._kinds:
            if text := mended[name].strip(BLANK_CHARACTERS):
                mended[name] = way(name, text, row, mended)
        self._mend_text(row, mended)
        return mended

    def finish(self) -> None:
        """Says which columns were read with a decimal comma, once their examples are known."""
        for column, examples in self.commas.items():
            said = " and ".join(f"{text} = {plain}" for _, (text, plain) in sorted(examples.items()))
            self.scribe.tell(
                "decimal_comma",
                f"numbers use a decimal comma: {said}{self._as_answered(f'number_style:{column}')}",
                table=self.table.name,
                column=column,
            )

    def _number(self, column: str, text: str, row: int, cells: Cells) -> str:
        style = self.styles[column]
        if (inner := numbers.in_brackets(text)) is not None:
            return self._bracketed(column, text, inner, row, cells)
        if (whole := numbers.magnified(text, style)) is not None:
            return self._magnified(column, text, *whole, row)
        if numbers.is_undecided(text, style):
            reason = numbers.two_readings(text)
            fix = "choose the number style of the file"
            self._ask("number_style", reason, row, column, text, fix)
            return text
        if numbers.is_plain(text) and not (style.decided == COMMA and "." in text):
            return text
        plain = numbers.plain_number(text, style)
        if plain is None:
            return text
        if "," in text and style.decided == COMMA:
            self.commas.setdefault(column, {}).setdefault("." in text, (text, plain))
        elif plain != text:
            self._once("repaired", f'"{text}" read as {plain}', row, column, text)
        return plain

    def _bracketed(self, column: str, text: str, inner: str, row: int, cells: Cells) -> str:
        plain = numbers.plain_number(inner, self.styles[column])
        answer = self.answers.get(f"brackets:{column}")
        if plain is None:
            return text
        if answer == NEGATIVE:
            self._note(
                "brackets", f'"{text}" read as -{plain}, as answered: brackets mean a negative', row, column
            )
            return f"-{plain}"
        mark = self._mark_of_estimates()
        if answer == ESTIMATE:
            if mark:
                cells[mark[0]] = mark[1]
            kept = f" with {mark[0]} = {mark[1]}" if mark else ""
            reason = f'"{text}" read as {plain}{kept}, as answered: brackets mean an estimate'
            self._note("brackets", reason, row, column)
            return plain
        kept = f" with {mark[0]} = {mark[1]}" if mark else ""
        fix = f"say which; an estimate is kept as {plain}{kept}, a negative {self._fate_of_negatives(column)}"
        self._ask("brackets", f'"{text}" can mean a negative or an estimate', row, column, text, fix)
        return text

    def _magnified(self, column: str, text: str, whole: str, word: str, row: int) -> str:
        """The whole number, if the analyst says that the word behind it is meant so; else the text as it is."""
        answer = self.answers.get(f"magnitude:{column}")
        if answer == numbers.MULTIPLY:
            self._note("magnitude", f'"{text}" read as {whole}, as answered', row, column)
            return whole
        if answer != numbers.LEAVE_OUT:
            reason = f'"{text}" may stand for {whole}: "{word}" can be a power of ten, a unit or a footnote'
            fix = "say whether it is meant so, or write the number out"
            self._ask("magnitude", reason, row, column, text, fix)
        return text

    def _mend_text(self, row: int, cells: Cells) -> None:
        """Texts that were read in the wrong encoding, as they were written, if the analyst wants them mended."""
        answer = self.answers.get("garbled_text")
        for column in self._texts:
            mended = ungarbled(cells[column]) if answer != KEEP else None
            if mended is None:
                continue
            short, said = cells[column][:SHOWN], mended[:SHOWN]
            if answer == MEND:
                self._note("garbled_text", f'"{short}" read as "{said}", as answered', row, column)
                cells[column] = mended
            else:
                reason = f'"{short}" looks like "{said}", read in another encoding than it was written in'
                fix = "say whether to mend or to keep it; the answer holds for the file"
                self._ask("garbled_text", reason, row, column, short, fix)

    def _mark_of_estimates(self) -> tuple[str, str] | None:
        """The column, and its word, by which the table says that a figure is an estimate."""
        if self.table.has("estimated"):
            return "estimated", TRUE
        nature = self.table.field("nature").enum if self.table.has("nature") else ()
        return next((("nature", word) for word in nature if word.startswith("estimate")), None)

    def _fate_of_negatives(self, column: str) -> str:
        least = self.table.field(column).minimum
        refused = "not_negative" in self.table.rules or (least is not None and float(least) >= 0)
        return "is refused" if refused else "as what it is"

    def _day(self, column: str, text: str, row: int, cells: Cells) -> str:
        if dates.ISO.fullmatch(text) or text in ZERO_DAYS or text in MISSING:
            return text
        return self._written_otherwise(column, text, row, dates.read_day(text, self.order.decided))

    def _period(self, column: str, text: str, row: int, cells: Cells) -> str:
        if dates.PERIOD.fullmatch(text) or text in MISSING:
            return text
        return self._written_otherwise(column, text, row, dates.read_period(text, self.order.decided))

    def _written_otherwise(self, column: str, text: str, row: int, found: str | None) -> str:
        if dates.is_ambiguous(text):
            if self.order.decided is None:
                self._ask_order(column, text, row)
                return text
            if found:
                self._tell_order(column, text, row, found)
        elif found and dates.is_serial(text):
            if ("excel_serial", str(row)) not in self._told:
                self._told.add(("excel_serial", str(row)))
                self._note("excel_serial", f"{text} read as spreadsheet day {found}", row, column, text)
        elif found and not (self.order.first and text == self.order.first[0]):
            self._once("repaired", f'"{text}" read as {dates.said(found)}', row, column, text)
        return found or text

    def _ask_order(self, column: str, text: str, row: int) -> None:
        one, other = dates.readings(text)
        rest = (
            "the other dates of this file contradict each other"
            if self.order.torn
            else ("no other row of this file decides it")
        )
        reason = f'"{text}" can be {one} or {other}; {rest}'
        self._ask("ambiguous_date", reason, row, column, text, "choose day-first or month-first for the file")

    def _tell_order(self, column: str, text: str, row: int, found: str) -> None:
        if ("date_order", "") in self._told:
            return
        self._told.add(("date_order", ""))
        why = f"as answered: {DECIDED[self.order.answer]}" if self.order.answer else ""
        if not why and self.order.first:
            deciding, where = self.order.first
            why = f"because {deciding} in row {where} is {DECIDED[self.order.decided or '']}"
        self._note("date_order", f"{text} read as {dates.said(found)}, {why}", row, column, text)

    def _yes(self, column: str, text: str, row: int, cells: Cells) -> str:
        found = WORDS.get(text.lower())
        if found:
            self._once("repaired", f'"{text}" read as {found}', row, column, text)
        return found or text

    def _once(self, rule: str, reason: str, row: int, column: str, value: str) -> None:
        """Says how a column is written at its first such cell; the others are written alike."""
        if (rule, column) not in self._told:
            self._told.add((rule, column))
            self._note(rule, f"{reason}; other cells of the column likewise", row, column, value)

    def _note(self, rule: str, reason: str, row: int, column: str, value: str = "") -> None:
        self.scribe.tell(
            rule, reason, table=self.table.name, row=row, column=column, value=value, severity="note"
        )

    def _ask(self, rule: str, reason: str, row: int, column: str, value: str, fix: str) -> None:
        self.scribe.tell(rule, reason, table=self.table.name, row=row, column=column, value=value, fix=fix)

    def _as_answered(self, key: str) -> str:
        return ", as answered" if key in self.answers else ""


def kind_of(column: Field) -> str | None:
    """How the cells of a column are mended: number, day, period, yes; None for text."""
    if column.type in ("number", "integer"):
        return "number"
    if column.type == "boolean":
        return "yes"
    if column.type == "date":
        return "day"
    return "period" if (column.pattern or "").startswith(DATE_LIKE) else None


def tell_nul(scribe: Scribe, table: str, row: int, column: str, text: str) -> None:
    """Notes the NUL bytes of one cell."""
    number = text.count(NUL)
    reason = f"{number:,} NUL byte{'s' * (number > 1)} removed; the file may be damaged"
    fix = "open and save the file again in the program that made it"
    scribe.tell("nul_bytes", reason, table=table, row=row, column=column, fix=fix)
