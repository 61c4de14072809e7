"""Sources of uploads that name a title and a publisher, or nothing, in place of a key of table sources.

A description that fits a source on file takes its key; any other makes a source of kind own. A file
without source columns becomes one source, named after the file.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from chokepoint.contract.bench import Bench
from chokepoint.contract.canonical import literal, quote
from chokepoint.contract.cells import Texts, clean_texts
from chokepoint.contract.days import read_day
from chokepoint.contract.headings import SOURCE_KEY, SOURCES, WEB, rests_on_sources
from chokepoint.contract.sentence import slug
from chokepoint.contract.tables import Field, Table

OWN = "own table"


def make_sources(bench: Bench, texts: Texts) -> bool:
    """Adds the sources that rows without a key describe to the incoming ones; False if all have a key.

    Made rows of sources carry ids below zero: they are no rows of a file.
    """
    table = texts.table
    if not rests_on_sources(table) or SOURCE_KEY not in texts.empty:
        return False
    without_key = f"{clean_texts(texts, _columns(bench, table))} WHERE _{SOURCE_KEY} IS NULL"
    if bench.con.execute(f"SELECT 1 FROM {without_key} LIMIT 1").fetchone() is None:
        return False
    said = _said(bench, table, _cleaned)
    said["url"] = f"CASE WHEN regexp_matches({said['url']}, '{WEB}') THEN {said['url']} END"
    said["published"] = read_day(said["published"])
    described = ", ".join(f"any_value({text}) AS {column}" for column, text in said.items())
    made = bench.name("origins", table.name)
    bench.con.execute(
        f"CREATE TEMP TABLE {made} AS SELECT {_made_key(bench, table, _cleaned)} AS made, {described},"
        f" NULL::VARCHAR AS known FROM {without_key} GROUP BY made"
    )
    if SOURCES not in bench.tables:
        _open_sources(bench)
    _find(bench, made)
    _add(bench, made)
    return True


def source_key_default(bench: Bench, table: Table) -> str:
    """SQL for the key of the source that a row without a key describes."""
    made = bench.name("origins", table.name)
    key = _made_key(bench, table, lambda field: bench.written(table, field))
    return f"(SELECT min(coalesce(o.known, o.made)) FROM {made} o WHERE o.made = {key})"


def drop_unused_sources(bench: Bench) -> None:
    """Takes back the made sources that no row still in rests on."""
    users = [table for name, table in bench.tables.items() if table.has(SOURCE_KEY) and name != SOURCES]
    used = " UNION ALL ".join(f"SELECT {SOURCE_KEY} AS k FROM {bench.cells(table.name)}" for table in users)
    unused = f"AND {SOURCE_KEY} NOT IN (SELECT k FROM ({used}) WHERE k IS NOT NULL)" if used else ""
    bench.con.execute(f"DELETE FROM {bench.cells(SOURCES)} WHERE _id < 0 {unused}")


def _open_sources(bench: Bench) -> None:
    """Creates the incoming rows of sources, none yet, for a check without a file of them."""
    table = bench.contract.table(SOURCES)
    cells = [f"{quote(field.name)} {field.sql_type}" for field in table.fields]
    texts = [
        f"{bench.written(table, field)} VARCHAR" for field in table.fields if bench.keeps_text(table, field)
    ]
    columns = ", ".join(["_id BIGINT", "_row BIGINT", *cells, *texts])
    bench.con.execute(f"CREATE TEMP TABLE {bench.cells(SOURCES)} ({columns})")
    bench.tables[SOURCES] = table


def _find(bench: Bench, made: str) -> None:
    """Notes the key of a source on file that a description fits."""
    bench.con.execute(
        f"UPDATE {made} AS o SET known = (SELECT min(s.source_key) FROM {bench.on_file(SOURCES)} s"
        f" WHERE s.source_key = o.made OR (s.origin = o.origin AND s.title = o.title"
        f" AND (o.url IS NULL OR o.url = s.url) AND (o.published IS NULL OR o.published = s.published)))"
    )


def _add(bench: Bench, made: str) -> None:
    table, cells = bench.contract.table(SOURCES), bench.cells(SOURCES)
    values = {SOURCE_KEY: "made", "retrieved": bench.day}
    values |= {column: column for column in table.aliases.values()}
    values |= {column: literal(default) for column, default in table.defaults.items()}
    lowest = f"(SELECT least(coalesce(min(_id), 0), 0) FROM {cells})"
    bench.con.execute(
        f"INSERT INTO {cells} (_id, _row, {', '.join(map(quote, values))})"
        f" SELECT {lowest} - row_number() OVER (ORDER BY made), 0, {', '.join(values.values())}"
        f" FROM {made} WHERE known IS NULL"
    )


def _cleaned(field: Field) -> str:
    return quote("_" + field.name)


def _columns(bench: Bench, table: Table) -> list[Field]:
    return [table.field(column) for column in (SOURCE_KEY, *bench.contract.table(SOURCES).aliases)]


def _said(bench: Bench, table: Table, text: Callable[[Field], str]) -> dict[str, str]:
    """Column of table sources → SQL for what a row of the upload says of it, as text."""
    aliases = bench.contract.table(SOURCES).aliases.items()
    said = {column: text(table.field(alias)) for alias, column in aliases}
    said["origin"] = f"coalesce({said['origin']}, {literal(OWN)})"
    said["title"] = f"coalesce({said['title']}, {literal(Path(bench.file_name(table.name)).stem)})"
    return said


def _made_key(bench: Bench, table: Table, text: Callable[[Field], str]) -> str:
    """SQL for a key that is the same whenever the description is: words, and the start of a hash."""
    said = _said(bench, table, text)
    words = slug(f"concat_ws(' ', {said['origin']}, {said['title']})")
    whole = ", ".join(f"coalesce({value}, '')" for value in said.values())
    return f"concat_ws('-', nullif(trim({words}[:60], '-'), ''), md5(concat_ws('|', {whole}))[:8])"
