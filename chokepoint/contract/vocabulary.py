"""The words an upload may use in place of a code: names and aliases of countries and materials."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from chokepoint.contract.bench import Bench
from chokepoint.contract.canonical import literal, quote

# Rows that add up others of the same list; a word of a vocabulary goes first (World total → WLD).
AGGREGATE = (
    r"(sub|grand )?totals?( .*)?|.* totals?|sum|others?|(all )?other (countries|sources|partners)|rest"
)
GROUP_TABLE = "countries"
GROUP, RESIDUAL = "group", "residual"
# Blank, tab, line ends, no-break space and byte order mark: what programs leave around words.
BLANK_CHARACTERS = " \t\n\r\u00a0\ufeff"
BLANKS = literal(BLANK_CHARACTERS)


def folded(text: str) -> str:
    """SQL for the text without regard to case, accents and blanks."""
    return f"lower(strip_accents(regexp_replace(trim({text}), '[\\s\\x{{a0}}]+', ' ', 'g')))"


def learn_words(bench: Bench, vocabulary: str) -> None:
    """Creates temp table `words` of the vocabulary: (word, code); codes beat names, names beat aliases."""
    table = bench.contract.table(vocabulary)
    code = quote(table.primary_key[0])
    # "Other countries" names the code OTH on screen, but as a word of a list it is an aggregate.
    aggregate = f"kind = '{RESIDUAL}' AND regexp_full_match(word, {literal(AGGREGATE)})"
    bench.con.execute(
        f"CREATE TEMP TABLE {bench.name('words', vocabulary)} AS WITH entries AS ("
        f"  SELECT {code} AS code, name, aliases, kind FROM {bench.on_file(vocabulary)}"
        f"  WHERE {code} IS NOT NULL"
        f" ), words AS ("
        f"  SELECT {folded('code')} AS word, code, 0 AS rank, kind FROM entries"
        f"  UNION ALL SELECT {folded('name')}, code, 1, kind FROM entries"
        f"  UNION ALL SELECT {folded('alias')}, code, 2, kind"
        f"   FROM (SELECT unnest(string_split(aliases, ';')) AS alias, code, kind FROM entries)"
        f" ) SELECT word, arg_min(code, (rank, code)) AS code FROM words"
        f" WHERE word <> '' AND (rank = 0 OR NOT ({aggregate})) GROUP BY word"
    )


def groups(bench: Bench) -> list[str]:
    """Codes of groups of countries."""
    code = quote(bench.contract.table(GROUP_TABLE).primary_key[0])
    rows = bench.con.execute(
        f"SELECT {code} FROM {bench.on_file(GROUP_TABLE)} WHERE kind = '{GROUP}' ORDER BY 1"
    )
    return [code for (code,) in rows.fetchall() if code]


def near_names(bench: Bench, vocabulary: str, words: Iterable[str]) -> dict[str, str]:
    """For each unknown word a question with the nearest known name: did you mean "United States" (USA)?"""
    table = bench.contract.table(vocabulary)
    code = quote(table.primary_key[0])
    rows = bench.con.execute(f"SELECT {code}, name, aliases FROM {bench.on_file(vocabulary)}").fetchall()
    known = {
        _fold(word): (str(name or key), str(key))
        for key, name, aliases in rows
        for word in (*(aliases or "").split(";"), name or "", key)
        if word and key
    }
    near: dict[str, str] = {}
    for word in words:
        if match := difflib.get_close_matches(_fold(word)[:100], known, n=1, cutoff=0.75):
            name, key = known[match[0]]
            near[word] = f'did you mean "{name}" ({key})?'
    return near


def _fold(word: str) -> str:
    return re.sub(r"\s+", " ", word).strip().lower()
