"""A GDELT 2.0 file of invented events: as wide and as long as real ones, the same on every run."""

from __future__ import annotations

from pathlib import Path

import duckdb

from chokepoint.contract.canonical import literal

FIRST_DAY, ROWS_A_DAY = "2024-01-01", 1500
COUNTRIES = ("USA", "CHN", "DEU", "JPN", "AUS", "GBR", "FRA", "RUS", "KOR", "IND")
CODES = ("010", "020", "036", "040", "042", "043", "051", "061", "084", "111", "112", "120", "130", "139", "163", "173", "190")  # fmt: skip
PLACES = ("Vancouver, British Columbia, Canada", "Berlin, Berlin, Germany", "Washington, District of Columbia, United States")  # fmt: skip
WORDS = ("trade", "talks", "minister", "school", "border", "court", "police", "export", "storm", "election", "summit", "bank")  # fmt: skip
MATERIALS = ("rare-earths", "gallium", "antimony")
# One address in so many names a material, as far as addresses of real days do.
MATERIAL = 200
SITES = ("news.example", "daily.example", "world-report.example")
# One event in so many is dated a year before the day on which the feed added it.
LATE = 50


def write_feed(path: Path, rows: int) -> Path:
    """`path` with so many events, without headings, 61 fields between tabs, sorted by id as the feed is."""
    day = f"DATE '{FIRST_DAY}' + CAST(i // {ROWS_A_DAY} AS INTEGER)"
    late = f"hash(i, 'late') % {LATE} = 0"
    base = (
        f"SELECT i, {day} AS added, ({day}) - CASE WHEN {late} THEN 365 ELSE 0 END AS said,"
        f" {_one_of(CODES, 'code')} AS code, {_one_of(PLACES, 'place')} AS place FROM range({rows}) r(i)"
    )
    with duckdb.connect() as con:
        con.execute(
            f"COPY (SELECT {', '.join(_fields())} FROM ({base})) TO {literal(str(path))}"
            " (FORMAT csv, HEADER false, DELIMITER '\t', QUOTE '', ESCAPE '')"
        )
    return path


def _fields() -> list[str]:
    """SQL for the 61 fields of GDELT 2.0, in their order; empty text for what the feed does not know."""
    actors = [field for side in ("one", "two") for field in _actor(side)]
    places = [field for side in ("one", "two", "act") for field in _place(side)]
    words = ", '-', ".join(_one_of(WORDS, f"word {number}") for number in range(6))
    material = f"CASE WHEN hash(i, 'named') % {MATERIAL} = 0 THEN '-' || {_one_of(MATERIALS, 'material')} END"
    return [
        "1200000000 + i", "strftime(said, '%Y%m%d')", "strftime(said, '%Y%m')", "strftime(said, '%Y')",
        "strftime(said, '%Y') || '.' || lpad(CAST(dayofyear(said) * 27 AS VARCHAR), 4, '0')",
        *actors,
        "hash(i, 'root') % 2", "code", "code", "code[:2]", "1 + hash(i, 'quad') % 4",
        "printf('%.1f', (hash(i, 'scale') % 200)::INTEGER / 10 - 10)",
        "1 + hash(i, 'mentions') % 20", "1 + hash(i, 'sources') % 3", "1 + hash(i, 'articles') % 20",
        "(hash(i, 'tone') % 2000000)::DOUBLE / 100003 - 10",
        *places,
        "strftime(added, '%Y%m%d') || '143000'",
        f"concat('https://www.', {_one_of(SITES, 'site')}, '/', {words}, {material}, '-', hash(i, 'page'), '.html')",
    ]  # fmt: skip


def _actor(side: str) -> list[str]:
    country = f"CASE WHEN hash(i, '{side}') % 3 > 0 THEN {_one_of(COUNTRIES, side)} ELSE '' END"
    return [f"{country} || 'GOV'", f"{country} || ' MINISTRY'", country, *["''"] * 4, "'GOV'", "''", "''"]


def _place(side: str) -> list[str]:
    far = f"(hash(i, '{side} x') % 1800000)::DOUBLE / 10000"
    return ["'4'", "place", "'CA'", "'CA02'", "'12552'", f"round({far}, 4)", f"round(-{far}, 4)", "'-575268'"]


def _one_of(words: tuple[str, ...], what: str) -> str:
    return f"[{', '.join(map(literal, words))}][1 + CAST(hash(i, {literal(what)}) % {len(words)} AS INTEGER)]"
