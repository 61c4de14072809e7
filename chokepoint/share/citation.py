"""Who is to be credited: source lines, lists of sources, and how to cite a figure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

# The one kind of source that is not called as the contract calls it.
OWN_KIND, OWN_TABLE = "own", "own table"
# Letters that TeX takes for commands, and how it writes them.
TEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{letter: f"\\{letter}" for letter in "&%$#_{}"},
}
NO_LICENCE = "licence not stated"


@dataclass(frozen=True)
class Source:
    """One source as a card lists it: origin first, the host of the copy that was read last."""

    key: str
    origin: str
    title: str
    kind: str
    host: str | None
    edition: str | None
    url: str | None
    published: date | None
    retrieved: date | None
    licence: str
    redistributable: str
    rows: int = 0

    @property
    def line(self) -> str:
        """Origin and title: "USGS, Mineral Commodity Summaries 2026, edition 2026"."""
        return f"{self.origin}, {self.title}"


def sources_of(frame: pd.DataFrame, sources: pd.DataFrame) -> list[Source]:
    """The sources that the rows of a frame rest on (column source_key), most used first."""
    counts = frame["source_key"].dropna().value_counts()
    return list_sources(counts.index, sources, counts.to_dict())


def list_sources(
    keys: Iterable[str], sources: pd.DataFrame, rows: dict[str, int] | None = None
) -> list[Source]:
    """The sources with these keys, in their order; a key that is not on file says so."""
    table = sources.set_index("source_key")
    return [_source(key, table, (rows or {}).get(key, 0)) for key in dict.fromkeys(keys)]


def origins(found: Iterable[Source], most: int = 3) -> str:
    """The first origins in words: "MOFCOM, Reuters, USGS and 12 more"."""
    names = list(dict.fromkeys(source.origin for source in found))
    head, rest = names[:most], len(names) - most
    return ", ".join(head) + (f" and {rest} more" if rest > 0 else "")


def licences(found: Iterable[Source]) -> str:
    """The licences in words: those stated, and that others are not; or that the rights lie with the sources."""
    told = {source.licence for source in found}
    stated = sorted(told - {NO_LICENCE})
    if not stated:
        return "rights with the sources"
    words = ", ".join(stated[:2]) + (" and others" if len(stated) > 2 else "")
    return f"{words}; not stated for all" if NO_LICENCE in told else words


def cite(title: str, snapshot: str, method: str, on: date, accessed: date, link: str) -> str:
    """How to cite a figure: title, versions of data and method, day shown, access date, link."""
    return (
        f"Chokepoint: “{title}”, {on}. Data version {snapshot}, method {method}. "
        f"Accessed {accessed}. {link}".strip()
    )


def bibtex(title: str, key: str, snapshot: str, method: str, on: date, accessed: date, link: str) -> str:
    """The same as a BibTeX entry; what TeX would read as a command is text."""
    fields = {
        "title": f"{{{_tex(title)}}}",
        "author": "{{Chokepoint}}",
        "year": f"{{{on.year}}}",
        "note": f"{{Day shown {on}. Data version {_tex(snapshot)}, method {_tex(method)}}}",
        "urldate": f"{{{accessed}}}",
        "url": f"{{{link.replace('{', '%7B').replace('}', '%7D')}}}",
    }
    lines = ",\n".join(f"  {name:<8}= {value}" for name, value in fields.items())
    return f"@misc{{chokepoint-{re.sub(r'[^A-Za-z0-9-]+', '-', key)}-{on},\n{lines}\n}}"


def _tex(text: str) -> str:
    return "".join(TEX.get(letter, letter) for letter in " ".join(text.split()))


def _source(key: str, table: pd.DataFrame, rows: int) -> Source:
    if key not in table.index:
        return Source(key, "unknown source", f"no row “{key}” in table sources", "copy", None, None, None, None, None,
                      NO_LICENCE, "unknown", rows)  # fmt: skip
    row = table.loc[key]
    return Source(
        key=key,
        origin=row["origin"],
        title=row["title"],
        kind=OWN_TABLE if row["kind"] == OWN_KIND else row["kind"],
        host=_text(row["host"]),
        edition=_text(row["edition"]),
        url=_text(row["url"]),
        published=_day(row["published"]),
        retrieved=_day(row["retrieved"]),
        licence=_text(row["licence"]) or NO_LICENCE,
        redistributable=row["redistributable"],
        rows=rows,
    )


def _text(value: object) -> str | None:
    return None if pd.isna(value) else str(value)


def _day(value: pd.Timestamp) -> date | None:
    return None if pd.isna(value) else value.date()
