"""A large text file that may be clean: asked by SQL, so that a million rows need no reading row by row."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing

import duckdb

from chokepoint.config import Limits
from chokepoint.contract.breach import quoted_list
from chokepoint.contract.canonical import literal
from chokepoint.contract.cells import MISSING
from chokepoint.contract.files import longest_line, needs_care
from chokepoint.contract.tables import FALSE, TRUE
from chokepoint.contract.watch import watch
from chokepoint.readers import dates, numbers
from chokepoint.readers.garbled import SIGNS
from chokepoint.readers.mend import Mender, kind_of
from chokepoint.readers.own import Found

# Below this many bytes, reading row by row is as quick.
LARGE = 4 << 20
PATTERNS = {
    "number": numbers.PLAIN.pattern,
    "day": dates.PERIOD.pattern,
    "period": dates.PERIOD.pattern,
    "yes": f"(?i:{TRUE}|{FALSE})",
}


def count_if_clean(found: Found, mender: Mender, limits: Limits) -> int | None:
    """Number of data rows, if SQL can read the file and no cell or row needs care; else None."""
    path = found.sheet.plain
    if path is None or found.row != 1 or found.sheet.delimiter != "," or path.stat().st_size < LARGE:
        return None
    noted = any(note.rule == "nul_bytes" for note in found.sheet.notes)
    if noted or needs_care(path, longest_line(limits.cell_characters)):
        return None
    width = len(found.sheet.head[0])
    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(width))
    query = (
        f"SELECT count(*), bool_and({' AND '.join(_conditions(mender, width, limits))})"
        f" FROM read_csv({literal(str(path))}, auto_detect = false, header = false, skip = 1,"
        f" columns = {{{columns}}}, delim = ',', nullstr = '', quote = '\"', escape = '\"',"
        f" strict_mode = true, null_padding = false, compression = 'none',"
        f" max_line_size = {longest_line(limits.cell_characters)})"
    )
    try:
        with closing(duckdb.connect()) as con, watch().over(con):
            rows, clean = con.execute(query).fetchone() or (0, False)
    except duckdb.Error:
        return None
    return int(rows) if clean and 0 < rows <= limits.rows else None


def _conditions(mender: Mender, width: int, limits: Limits) -> Iterable[str]:
    """SQL that is true for a row in which everything stands as the contract asks for."""
    filled = " + ".join(f"(c{place} IS NOT NULL)::INT" for place in range(width))
    yield f"({filled}) > 1"
    total = " + ".join(f"coalesce(length(c{place}), 0)" for place in range(width))
    yield f"{total} <= {limits.cell_characters}"
    for name, place in mender.columns.items():
        kind = kind_of(mender.table.field(name)) if mender.table.has(name) else None
        if kind:
            fits = f"regexp_full_match(c{place}, {literal(PATTERNS[kind])})"
            yield f"(c{place} IS NULL OR {fits} OR c{place} IN ({quoted_list(MISSING)}))"
        else:
            yield f"NOT coalesce(regexp_matches(c{place}, {literal(SIGNS)}), false)"
