"""Who is credited: origin first, the host of a copy apart, nothing invented where a record is silent."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from chokepoint.share.citation import (
    NO_LICENCE,
    Source,
    bibtex,
    cite,
    licences,
    list_sources,
    origins,
    sources_of,
)

COLUMNS = ["source_key", "origin", "title", "host", "edition", "url", "published", "retrieved", "kind", "licence",
           "redistributable"]  # fmt: skip
SOURCES = pd.DataFrame(
    [
        ("usgs", "USGS", "Mineral Commodity Summaries", None, "2026", "https://usgs.gov/x", pd.Timestamp("2026-01-31"),
         pd.Timestamp("2026-11-21"), "official statistics", "US public domain", "yes"),
        ("copy", "Reuters", "Exports fall", "copyhost.example", None, None, pd.NaT, pd.NaT, "wire", None, "unknown"),
    ],
    columns=COLUMNS,
)  # fmt: skip
USGS = Source("usgs", "USGS", "Mineral Commodity Summaries", "official statistics", None, "2026", "https://usgs.gov/x",
              date(2026, 1, 31), date(2026, 11, 21), "US public domain", "yes")  # fmt: skip


def of(origin: str, licence: str = NO_LICENCE) -> Source:
    return Source(origin, origin, "a title", "press", None, None, None, None, None, licence, "unknown")


def test_sources_of_a_frame_come_with_their_rows_the_most_used_first() -> None:
    found = sources_of(pd.DataFrame({"source_key": ["usgs", "copy", "copy", None]}), SOURCES)
    assert [(source.key, source.rows) for source in found] == [("copy", 2), ("usgs", 1)]


def test_a_source_is_told_as_its_record_says() -> None:
    assert list_sources(["usgs"], SOURCES) == [USGS]
    assert USGS.line == "USGS, Mineral Commodity Summaries"


def test_what_a_record_does_not_say_is_missing_and_the_origin_stands_before_the_host() -> None:
    (copy,) = list_sources(["copy"], SOURCES)
    assert (copy.url, copy.published, copy.retrieved, copy.licence) == (None, None, None, NO_LICENCE)
    assert copy.line == "Reuters, Exports fall"
    assert copy.host == "copyhost.example"


def test_a_key_without_a_record_says_so() -> None:
    (lost,) = list_sources(["nobody"], SOURCES)
    assert (lost.origin, lost.title) == ("unknown source", "no row “nobody” in table sources")


def test_no_rows_have_no_sources() -> None:
    assert sources_of(pd.DataFrame({"source_key": []}, dtype=object), SOURCES) == []


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], ""),
        (["A"], "A"),
        (["A", "A", "B"], "A, B"),
        (["A", "B", "C"], "A, B, C"),
        (["A", "B", "C", "D", "A", "E"], "A, B, C and 2 more"),
    ],
)
def test_origins_name_three_and_count_the_rest(names: list[str], words: str) -> None:
    assert origins([of(name) for name in names]) == words


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ([], "rights with the sources"),
        ([NO_LICENCE], "rights with the sources"),
        (["CC BY 4.0", NO_LICENCE], "CC BY 4.0; not stated for all"),
        (["b", "a", "a"], "a, b"),
        (["c", "b", "a"], "a, b and others"),
    ],
)
def test_licences_are_those_stated(stated: list[str], words: str) -> None:
    assert licences([of("A", licence) for licence in stated]) == words


def test_a_citation_names_title_day_versions_access_and_link() -> None:
    found = cite(
        "46 t in 2025-05", "685c27ad2d", "0.2-4bc92971", date(2026, 7, 2), date(2026, 11, 21), "http://x/?v=1"
    )
    assert found == (
        "Chokepoint: “46 t in 2025-05”, 2026-07-02. Data version 685c27ad2d, method 0.2-4bc92971. "
        "Accessed 2026-11-21. http://x/?v=1"
    )
    assert cite("T", "s", "m", date(2026, 7, 2), date(2026, 11, 21), "").endswith("Accessed 2026-11-21.")


def test_bibtex_holds_the_same_and_no_letter_that_tex_would_run() -> None:
    text = bibtex("72 % & {more}\\input", "tiles-Dy", "aaaaaaaaaa", "0.2-x_y", date(2026, 7, 2), date(2026, 11, 21), "http://x/?a=1&b=2")  # fmt: skip
    assert text == (
        "@misc{chokepoint-tiles-Dy-2026-07-02,\n"
        "  title   = {72 \\% \\& \\{more\\}\\textbackslash{}input},\n"
        "  author  = {{Chokepoint}},\n"
        "  year    = {2026},\n"
        "  note    = {Day shown 2026-07-02. Data version aaaaaaaaaa, method 0.2-x\\_y},\n"
        "  urldate = {2026-11-21},\n"
        "  url     = {http://x/?a=1&b=2}\n"
        "}"
    )
