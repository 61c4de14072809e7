"""What stands in a column that a file lacks, or in an empty cell: constants, and what follows from the row.

A sentence under `defaults` of the contract is one of those computed here, the name of another column of
the row, or a word that the column allows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from chokepoint.contract import periods
from chokepoint.contract.bench import Bench
from chokepoint.contract.canonical import literal, quote
from chokepoint.contract.cells import Texts
from chokepoint.contract.headings import SOURCE_KEY
from chokepoint.contract.known_from import known_from
from chokepoint.contract.origins import source_key_default
from chokepoint.contract.sentence import slug
from chokepoint.contract.tables import Table

KNOWN_FROM = "known_from"
FIRST_WORDS = 6


def complete(bench: Bench, table: Table, plan: Iterable[Mapping[str, str]], relation: str) -> str:
    """SQL for the typed rows of `relation` with the stages of defaults filled in; what is written stays."""
    for stage in plan:
        filled = [
            f"{_filled(bench, table, column, value)} AS {quote(column)}" for column, value in stage.items()
        ]
        if filled:
            relation = f"(SELECT * REPLACE ({', '.join(filled)}) FROM {relation} AS r)"
    return relation


def stages(bench: Bench, texts: Texts, keyless: bool) -> list[dict[str, str]]:
    """Columns with empty cells that take a default, and the SQL for it, in three stages.

    Words and sources (if rows are `keyless`) first, then what follows from the row, then the day from which
    it is known, which rests on both.
    """
    table = texts.table
    words: dict[str, str] = {}
    computed: dict[str, str] = {}
    last: dict[str, str] = {}
    if keyless:
        words[SOURCE_KEY] = source_key_default(bench, table)
    for column, sentence in table.defaults.items():
        # In a file that gives units, an empty unit is a fault, not a guess.
        unit_given = column == "unit" and column in texts.given
        if column in texts.empty and column not in (KNOWN_FROM, SOURCE_KEY) and not unit_given:
            stage = words if is_word(table, column, sentence) else computed
            stage[column] = default_value(bench, table, column)
    if KNOWN_FROM in texts.empty and table.known_from_rule and KNOWN_FROM not in table.required_on_upload:
        last[KNOWN_FROM] = known_from(bench, table)
    return [words, computed, last]


def _filled(bench: Bench, table: Table, column: str, value: str) -> str:
    field = table.field(column)
    text = bench.written(table, field)
    return f"CASE WHEN {text} IS NULL THEN CAST({value} AS {field.sql_type}) ELSE {quote(column)} END"


def default_value(bench: Bench, table: Table, column: str) -> str:
    """SQL for the default that the contract states for a column."""
    sentence = table.defaults[column]
    if is_word(table, column, sentence):
        return literal(sentence)
    return COMPUTED[sentence](bench) if sentence in COMPUTED else quote(sentence)


def is_word(table: Table, column: str, sentence: str) -> bool:
    """True if a default is the very text of the cell, not computed and not the name of another column."""
    return sentence in table.field(column).enum or (sentence not in COMPUTED and not table.has(sentence))


def _id(day: str, text: str) -> str:
    words = f"string_split({slug(text)}, '-')[:{FIRST_WORDS}]"
    return f"concat_ws('-', CAST({day} AS VARCHAR), array_to_string({words}, '-'))"


def _imposer_of_measure(bench: Bench) -> str:
    return f"(SELECT min(m.imposer) FROM {bench.on_file('measures')} m WHERE m.measure_id = r.measure_id)"


def _material_of_product(bench: Bench) -> str:
    """The material that most rows on file give for the product."""
    known = bench.published.get("trade_flows")
    if known is None:
        return "'REE'"
    material = f"SELECT mode(f.material) FROM {known} f WHERE f.product = r.product"
    return f"coalesce(({material}), 'REE')"


COMPUTED: Mapping[str, Callable[[Bench], str]] = {
    "date + first words of headline": lambda bench: _id("date", "headline"),
    "due_on + first words of title": lambda bench: _id("due_on", "title"),
    "none when intensity is below 0; above 0 it must be given": lambda bench: (
        "CASE WHEN intensity < 0 THEN 'none' END"
    ),
    "imposer of the measure": _imposer_of_measure,
    "day of upload": lambda bench: bench.day,
    "by the shape of period": lambda bench: periods.frequency("period"),
    "by measure": lambda bench: (
        "CASE measure WHEN 'approved_share' THEN '%' WHEN 'review_days' THEN 'days'"
        " WHEN 'validity_months' THEN 'months' WHEN 'practice' THEN 'text' ELSE 'count' END"
    ),
    "HS for 4 or 6 digits, named for words, else by reporter": lambda bench: (
        "CASE WHEN regexp_full_match(product, '\\d{4}|\\d{6}') THEN 'HS'"
        " WHEN regexp_matches(product, '^[A-Z]') THEN 'named' WHEN reporter = 'CHN' THEN 'CN'"
        " WHEN reporter = 'USA' THEN 'HTS' WHEN reporter = 'EUU' THEN 'KN' END"
    ),
    "by product, else REE": _material_of_product,
    "share_of_output when unit is %, else production": lambda bench: (
        "CASE WHEN unit = '%' THEN 'share_of_output' ELSE 'production' END"
    ),
    "by unit, else unstated": lambda bench: (
        "CASE unit WHEN 't REO' THEN 'REO' WHEN 't metal' THEN 'metal' WHEN 't magnets' THEN 'magnet'"
        " ELSE 'unstated' END"
    ),
    "% for shares and reliance": lambda bench: (
        "CASE WHEN measure IN ('net_import_reliance', 'import_share', 'sourcing_share') THEN '%' END"
    ),
}
