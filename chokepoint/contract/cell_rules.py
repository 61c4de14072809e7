"""Rules that hold for the cells of every table: type, shape, vocabulary, size, and text that needs care."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from chokepoint.contract import periods
from chokepoint.contract.bench import Bench
from chokepoint.contract.breach import Breach, quoted_list
from chokepoint.contract.canonical import literal, quote
from chokepoint.contract.cells import INTEGER, MARK, NUMBER, bound_of, plain_number, takes_mark
from chokepoint.contract.days import ZERO_DAYS, bad_day, mend_day
from chokepoint.contract.sentence import either, label, limit, say
from chokepoint.contract.tables import Field, Table

MARKUP = r"<[A-Za-z/!][^>]*>|\]\([^)]*\)|:[a-z-]+\["
# One of these stands in whatever is markup.
PARTS_OF_MARKUP = ("<", "](", "[")
# A spreadsheet runs a text that begins with one of these.
RUNS = "=+@-"
# Columns that hold "a day as exact as known" or a period have a pattern that begins like this.
DATE_LIKE = r"\d{4}(-(0[1-9]|1[0-2])"
FEW_WORDS = 8


def cell_breaches(bench: Bench, table: Table, excused: Collection[str] = ()) -> Iterator[Breach]:
    """Everything that can be wrong with a single cell; the columns `excused` may be empty."""
    for field in table.fields:
        if field.required and field.name not in excused:
            yield _required(bench, table, field)
        yield from TYPE_RULES[field.type](bench, table, field)
        if field.minimum is not None or field.maximum is not None:
            yield from _range(bench, table, field)


def allowed(field: Field) -> str:
    """What the column takes, as a sentence tells it: its words, or its meaning."""
    return either(field.enum) if field.enum else field.description.rstrip(".")


def unit_of(table: Table, field: Field) -> str:
    """SQL for the unit behind a number, with a blank before it; empty where the column says it."""
    if field.unit == "see unit" and table.has("unit"):
        return "concat(' ' || unit)"
    return literal(f" {field.unit}") if field.unit in ("t", "USD", "%", "pp", "points", "t/t") else "''"


def _required(bench: Bench, table: Table, field: Field) -> Breach:
    empty = f"{bench.written(table, field)} IS NULL AND {quote(field.name)} IS NULL"
    # Two rules say more of an empty cell than that it is empty.
    if field.name == "proof" and "proof_for_relief" in table.rules:
        empty += " AND NOT coalesce(intensity > 0, false)"
    if field.name == "unit" and "value_has_unit" in table.rules:
        empty += " AND value IS NULL"
    return Breach(
        "required", field.name, empty, literal(f"{label(field.name)} is empty"), literal(allowed(field))
    )


def _number(bench: Bench, table: Table, field: Field) -> Iterator[Breach]:
    name, text = quote(field.name), bench.written(table, field)
    plain = plain_number(table, field, text)
    unread = f"{text} IS NOT NULL AND {name} IS NULL"
    word = f"regexp_full_match(lower({plain}), '[+-]?(inf|infinity|nan)')"
    digits = f"regexp_full_match({plain}, '{NUMBER}')"
    no_number = say(f'"{{{text}}}" is not a number')
    leave = literal("leave the cell empty if the value is unknown")
    yield Breach("bad_number", field.name, f"{unread} AND {word}", no_number, leave, sieve=unread)
    huge = say(f"{{{text}}} is too large to be read as a number")
    yield Breach(
        "bad_number", field.name, f"{unread} AND {digits}", huge, literal("check the unit"), sieve=unread
    )
    write = literal("write digits with a decimal point; the unit belongs in its own column")
    other = f"{unread} AND NOT {word} AND NOT {digits}"
    yield Breach("type", field.name, other, no_number, write, sieve=unread)
    if takes_mark(table, field):
        yield from _mark(field.name, name, text, plain)


def _mark(column: str, name: str, text: str, plain: str) -> Iterator[Breach]:
    marked = f"{name} IS NOT NULL AND regexp_matches({text}, {literal(MARK)})"
    kept = say(f'"{{{text}}}" kept as {{{plain}}} with bound {{bound}}')
    yield Breach("censored_value", column, f"{marked} AND bound = {bound_of(text)}", kept, sieve=marked)
    clash = say(f'"{{{text}}}" and bound "{{bound}}" do not say the same')
    write = literal("write the number alone, and how it is meant in column bound")
    yield Breach("type", column, f"{marked} AND bound <> {bound_of(text)}", clash, write, sieve=marked)


def _integer(bench: Bench, table: Table, field: Field) -> Iterator[Breach]:
    name, text = quote(field.name), bench.written(table, field)
    unread = f"{text} IS NOT NULL AND {name} IS NULL"
    whole = f"regexp_full_match({text}, '{INTEGER}')"
    huge = say(f"{{{text}}} is too large to be read as a number")
    yield Breach(
        "bad_number", field.name, f"{unread} AND {whole}", huge, literal("check the column"), sieve=unread
    )
    no_number, fix = say(f'"{{{text}}}" is not a whole number'), literal("write digits only")
    yield Breach("type", field.name, f"{unread} AND NOT {whole}", no_number, fix, sieve=unread)


def _boolean(bench: Bench, table: Table, field: Field) -> Iterator[Breach]:
    name, text = quote(field.name), bench.written(table, field)
    reason = say(f'"{{{text}}}" is neither yes nor no')
    yield Breach(
        "type", field.name, f"{text} IS NOT NULL AND {name} IS NULL", reason, literal("write yes or no")
    )


def _date(bench: Bench, table: Table, field: Field) -> Iterator[Breach]:
    name, text = quote(field.name), bench.written(table, field)
    unread = f"{text} IS NOT NULL AND {name} IS NULL"
    zero = f"{text} IN ({quoted_list(ZERO_DAYS)})"
    reason = say(f"{{{text}}} is the zero day of a spreadsheet: the cell was empty or a bare time")
    yield Breach(
        "zero_date", field.name, f"{unread} AND {zero}", reason, literal("write the date"), sieve=unread
    )
    other = f"{unread} AND NOT {zero}"
    yield Breach("bad_date", field.name, other, bad_day(text), mend_day(text), sieve=unread)


def _string(bench: Bench, table: Table, field: Field) -> Iterator[Breach]:
    name = quote(field.name)
    if field.max_length:
        reason = say(f"{label(field.name)} has {{length({name})}} characters, more than {field.max_length}")
        yield Breach(
            "out_of_range", field.name, f"length({name}) > {field.max_length}", reason, literal("shorten it")
        )
    if field.enum:
        yield _enum(field, name)
    elif field.pattern:
        yield from _pattern(bench, table, field, name)
    elif is_free_text(bench, table, field):
        yield from _free_text(field, name, text_sieve(bench, table))


def _enum(field: Field, name: str) -> Breach:
    meaning = field.description.rstrip(".")
    if len(field.enum) <= FEW_WORDS:
        reason = f'"{{{name}}}" is not {either(field.enum)}'
    elif len(meaning.split()) <= 2:
        reason = f'"{{{name}}}" is no {meaning}'
    else:
        reason = f'"{{{name}}}" is not among the values of {field.name}'
    unknown = f"{name} NOT IN ({quoted_list(field.enum)})"
    return Breach("enum", field.name, unknown, say(reason), literal(f"use {allowed(field)}"))


def _pattern(bench: Bench, table: Table, field: Field, name: str) -> Iterator[Breach]:
    pattern = field.pattern or ""
    fits = f"regexp_full_match({name}, {literal(pattern)})"
    reason = say(f'"{{{name}}}" does not have the shape that {field.name} asks for')
    yield Breach("pattern", field.name, f"NOT {fits}", reason, literal(allowed(field)))
    if pattern.startswith(DATE_LIKE):
        first, last = periods.first_day(name), periods.last_day(name)
        if field.name == "period":
            first, last = "_first", "_last"
        unsound = f"{name} IS NOT NULL AND ({last} >= {first} AND {name} >= '0001') IS NOT TRUE"
        broken = f"{fits} AND ({first} IS NULL OR {last} IS NULL OR {name} < '0001')"
        single = f"split_part({name}, '..', CASE WHEN {first} IS NULL THEN 1 ELSE -1 END)"
        yield Breach(
            "bad_date", field.name, broken, bad_day(single), literal("correct the day"), sieve=unsound
        )
        turned = say(f"{{{name}}} ends before it begins")
        yield Breach(
            "bad_date",
            field.name,
            f"{fits} AND {last} < {first}",
            turned,
            literal("write start..end"),
            sieve=unsound,
        )


def text_sieve(bench: Bench, table: Table) -> str:
    """SQL that is true for rows in which some free text may be a formula or markup.

    Plain functions: a pattern over millions of rows takes twice as long.
    """
    tests = []
    for cell in (quote(field.name) for field in table.fields if is_free_text(bench, table, field)):
        tests.append(f"contains({literal(RUNS)}, {cell}[1])")
        tests += [f"contains({cell}, {literal(part)})" for part in PARTS_OF_MARKUP]
    return " OR ".join(tests)


def is_free_text(bench: Bench, table: Table, field: Field) -> bool:
    """True if the column takes any words."""
    words = field.enum or field.pattern or bench.vocabulary(table, field.name)
    return field.type == "string" and not words


def _free_text(field: Field, name: str, sieve: str) -> Iterator[Breach]:
    run = f"regexp_matches({name}, '^[{RUNS}]') AND NOT regexp_full_match({name}, '{NUMBER}')"
    kept = say(
        f'text starts with "{{{name}[1]}}": kept as plain text, never run; exported with a leading apostrophe'
    )
    yield Breach("formula_text", field.name, run, kept, sieve=sieve)
    literally = literal("markup is shown literally (escaped); no tag is run, no link is made")
    marked = f"regexp_matches({name}, {literal(MARKUP)})"
    yield Breach("markup_text", field.name, marked, literally, sieve=sieve)


def _range(bench: Bench, table: Table, field: Field) -> Iterator[Breach]:
    name, text = quote(field.name), bench.written(table, field)
    words = ("before", "after") if field.type == "date" else ("below the minimum", "above the maximum")
    for bound, sign, word in ((field.minimum, "<", words[0]), (field.maximum, ">", words[1])):
        if bound is None or _said_better(table, sign, bound):
            continue
        if field.type == "date":
            edge, what, fix = literal(bound), f"{{{text}}} is {word} {bound}", "check the day"
        else:
            edge, fix = bound, "check the value and its unit"
            what = f"{label(field.name)} {{{text}}}{{{unit_of(table, field)}}} is {word} ({limit(bound)})"
        yield Breach("out_of_range", field.name, f"{name} {sign} {edge}", say(what), literal(fix))


def _said_better(table: Table, sign: str, bound: str) -> bool:
    """True if a rule of the table says more of the same breach."""
    if sign == "<":
        return bound == "0" and "not_negative" in table.rules
    return "plausible_size" in table.rules


TYPE_RULES: Mapping[str, Callable[[Bench, Table, Field], Iterator[Breach]]] = {
    "string": _string,
    "number": _number,
    "integer": _integer,
    "boolean": _boolean,
    "date": _date,
}
