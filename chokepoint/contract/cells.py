"""The text of a file as typed cells: numbers, days, yes and no, and words of vocabularies as codes.

What cannot be typed becomes NULL beside its text as written; saying so is left to the cell rules.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from chokepoint.contract.bench import Bench
from chokepoint.contract.canonical import literal, quote
from chokepoint.contract.days import read_day
from chokepoint.contract.headings import ROW
from chokepoint.contract.periods import first_day, last_day
from chokepoint.contract.tables import FALSE, TRUE, Field, Table
from chokepoint.contract.vocabulary import BLANK_CHARACTERS, BLANKS, folded

NUMBER = r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"
INTEGER = r"[+-]?\d+(\.0*)?"
MISSING = ("NA", "N/A", "n/a", "na", "NaN", "nan", "NULL", "null", "..", "#N/A")
# What may stand before the number of a column `value`, and the bound it means.
MARKS = {">=": ">=", "≥": ">=", "<=": "<=", "≤": "<=", "~<": "~<", ">": ">", "<": "<", "~": "~"}
MARK = "^(" + "|".join(MARKS) + r")\s*"


@dataclass(frozen=True)
class Texts:
    """The records of a file as text: temp table `relation`, the heading at rowid 0.

    `given`: columns that the file has; `tidy`: no cell needs cleaning; `empty`: columns with empty cells;
    `longest`: bytes of the longest cell.
    """

    table: Table
    relation: str
    given: frozenset[str]
    tidy: bool
    empty: frozenset[str]
    longest: int


def survey(bench: Bench, table: Table, given: Collection[str]) -> Texts:
    """What the cells of the text table need, in one pass: clean files spare the planning of what they do not."""
    relation = bench.name("raw", table.name)
    columns = [field.name for field in table.fields if field.name in given]
    if not columns:
        return Texts(table, relation, frozenset(), True, frozenset(table.columns), 0)
    tests = ", ".join(
        f"bool_or({cell} IS NULL), bool_or({_may_be_untidy(cell)}), max(strlen({cell}))"
        for cell in map(quote, columns)
    )
    found = bench.con.execute(f"SELECT {tests} FROM {relation} WHERE rowid > 0").fetchone() or ()
    gappy = {column for column, gap in zip(columns, found[::3], strict=False) if gap}
    caught = [column for column, hit in zip(columns, found[1::3], strict=False) if hit]
    tidy = not caught or not _is_untidy(bench, relation, caught)
    empty = set(table.columns) - set(columns) | (gappy if tidy else set(columns))
    longest = max((length or 0 for length in found[2::3]), default=0)
    return Texts(table, relation, frozenset(given), tidy, frozenset(empty), longest)


def _may_be_untidy(cell: str) -> str:
    """SQL that is true for a cell with a blank at an end, and for a part of a word that stands for missing.

    Plain functions: DuckDB works them out once for each different text of a Parquet file, a pattern for each row.
    """
    ends = " OR ".join(f"contains({BLANKS}, {cell}[{place}])" for place in (1, -1))
    return f"{ends} OR contains({literal(' '.join(MISSING))}, {cell})"


def _is_untidy(bench: Bench, relation: str, columns: Collection[str]) -> bool:
    edge, words = f"[{BLANK_CHARACTERS}]", "|".join(map(re.escape, MISSING))
    untidy = literal(f"^{edge}|{edge}$|^({words})?$")
    tests = " OR ".join(f"coalesce(regexp_matches({quote(c)}, {untidy}), false)" for c in columns)
    row = bench.con.execute(f"SELECT bool_or({tests}) FROM {relation} WHERE rowid > 0").fetchone()
    return bool(row and row[0])


def type_cells(bench: Bench, texts: Texts) -> str:
    """SQL that types the records: `_id`, `_row`, columns, and texts as written.

    Tables of figures also get `_first` and `_last`, the days on which the period begins and ends.
    """
    table = texts.table
    typed = [f"{_typed(table, field)} AS {quote(field.name)}" for field in table.fields]
    written = [quote("_" + field.name) for field in table.fields if bench.keeps_text(table, field)]
    joins: list[str] = []
    for number, field in enumerate(table.fields):
        if vocabulary := bench.vocabulary(table, field.name):
            word = folded(quote("_" + field.name))
            joins.append(f"LEFT JOIN {bench.name('words', vocabulary)} w{number} ON w{number}.word = {word}")
            typed[number] = f"w{number}.code AS {quote(field.name)}"
    if table.has("period"):
        written += [f"{first_day('_period')} AS _first", f"{last_day('_period')} AS _last"]
    cleaned = clean_texts(texts, table.fields)
    return f"(SELECT _id, _row, {', '.join([*typed, *written])} FROM {cleaned} {' '.join(joins)})"


def clean_texts(texts: Texts, fields: Iterable[Field]) -> str:
    """SQL for cells of the text table, named `_column`, without blanks and words for a missing value."""
    row = f"coalesce(TRY_CAST({quote(ROW)} AS BIGINT), rowid + 1)" if ROW in texts.given else "rowid + 1"
    cells = [f"{_clean(texts, field)} AS {quote('_' + field.name)}" for field in fields]
    return f"(SELECT rowid AS _id, {row} AS _row, {', '.join(cells)} FROM {texts.relation} WHERE rowid > 0)"


def _clean(texts: Texts, field: Field) -> str:
    if field.name not in texts.given:
        return "NULL::VARCHAR"
    if texts.tidy:
        return quote(field.name)
    trimmed = f"nullif(trim({quote(field.name)}, {BLANKS}), '')"
    return f"CASE WHEN {trimmed} NOT IN ({missing_words(field)}) THEN {trimmed} END"


def missing_words(field: Field) -> str:
    """SQL list of the words that stand for a missing value in this column."""
    return ", ".join(literal(word) for word in MISSING if word not in field.enum)


def takes_mark(table: Table, field: Field) -> bool:
    """True if the column may hold a number with a bound, such as <5."""
    return field.name == "value" and table.has("bound")


def plain_number(table: Table, field: Field, text: str, unit: str = "unit") -> str:
    """SQL for the digits of a number: without a mark such as < and without % where percent is the `unit`."""
    if takes_mark(table, field):
        text = f"regexp_replace({text}, {literal(MARK)}, '')"
    if field.unit == "%":
        return f"regexp_replace({text}, '\\s*%$', '')"
    if field.unit == "see unit" and table.has("unit"):
        return f"CASE WHEN {unit} = '%' THEN regexp_replace({text}, '\\s*%$', '') ELSE {text} END"
    return text


def bound_of(text: str) -> str:
    """SQL for the bound that the mark before a number means; NULL without a mark."""
    cases = " ".join(f"WHEN {literal(mark)} THEN {literal(bound)}" for mark, bound in MARKS.items())
    return f"CASE regexp_extract({text}, {literal(MARK)}, 1) {cases} END"


def _typed(table: Table, field: Field) -> str:
    text = quote("_" + field.name)
    if field.type == "number":
        plain = plain_number(table, field, text, unit="_unit")
        value = f"TRY_CAST({plain} AS DOUBLE)"
        return f"CASE WHEN regexp_full_match({plain}, '{NUMBER}') AND isfinite({value}) THEN {value} END"
    if field.type == "integer":
        digits, value = f"regexp_replace({text}, '\\.0*$', '')", f"TRY_CAST({text} AS BIGINT)"
        # What reads back as it was written needs no look at its shape.
        return (
            f"CASE WHEN CAST({value} AS VARCHAR) = {text} THEN {value}"
            f" WHEN regexp_full_match({text}, '{INTEGER}') THEN TRY_CAST({digits} AS BIGINT) END"
        )
    if field.type == "boolean":
        return f"CASE lower({text}) WHEN '{TRUE}' THEN true WHEN '{FALSE}' THEN false END"
    if field.type == "date":
        return read_day(text)
    if field.name == "bound" and table.has("value"):
        # A mark before the number tells the bound where the column does not, or says only "=".
        marked = f"coalesce({bound_of('_value')}, {text})"
        return f"CASE WHEN coalesce({text}, '=') = '=' THEN {marked} ELSE {text} END"
    return text
