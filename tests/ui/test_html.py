"""What comes from data is text on the page, whatever it looks like; days never break."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chokepoint.ui.html import attr, chip, day, esc, link, plural

OURS = re.compile(r'</?span(?: class="cp-d")?>')


@given(st.text() | st.from_regex(r"<[a-z]+ on[a-z]+=.{0,9}>|20\d\d-\d\d(-\d\d)?"))
def test_escaped_text_reads_as_it_was_and_holds_no_markup_but_our_own(text: str) -> None:
    shown = esc(text)
    plain = OURS.sub("", shown)
    assert "<" not in plain
    assert ">" not in plain
    assert html.unescape(plain) == text


def test_a_script_is_letters() -> None:
    assert esc('<script>alert("x")</script>') == "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;"
    assert chip("<b>!") == '<span class="cp-chip cp-warn">&lt;b&gt;!</span>'


@pytest.mark.parametrize("text", ["2025-05-30", "2025-05"])
def test_a_day_is_kept_on_one_line(text: str) -> None:
    assert esc(f"on {text}.") == f'on <span class="cp-d">{text}</span>.'


@pytest.mark.parametrize("text", ["12025-05", "2025-5-3", "2025"])
def test_what_is_no_day_is_left_alone(text: str) -> None:
    assert esc(text) == text


@given(st.text())
def test_an_attribute_cannot_be_left(text: str) -> None:
    assert not set(attr(text)) & set("<>\"'")
    assert html.unescape(attr(text)) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("range 39–54 of 100", 'range <span class="cp-d">39–54</span> of 100'),
        ("metal 85–91\u00a0%, old", 'metal <span class="cp-d">85–91\u00a0%</span>, old'),
        ("2025-01–2025-03", '<span class="cp-d">2025-01</span>–<span class="cp-d">2025-03</span>'),
        ("US–China, 5 – 6", "US–China, 5 – 6"),
    ],
)
def test_a_range_of_numbers_stays_on_one_line(text: str, kept: str) -> None:
    assert esc(text) == kept


def test_a_missing_day_has_words() -> None:
    assert day(None) == "no day on file"
    assert day(date(2025, 4, 4)) == '<span class="cp-d">2025-04-04</span>'


@pytest.mark.parametrize(
    "url", [None, "javascript:alert(1)", "data:text/html,x", "//evil.example", "ftp://x", "HTTP"]
)
def test_only_web_addresses_become_links(url: str | None) -> None:
    assert link(url, "a <b>source</b>") == "a &lt;b&gt;source&lt;/b&gt;"


def test_a_link_opens_apart_and_its_address_cannot_leave_the_attribute() -> None:
    found = link('https://x.example/?a=1&b="><script>', "USGS")
    assert found == (
        '<a href="https://x.example/?a=1&amp;b=&quot;&gt;&lt;script&gt;" target="_blank" '
        'rel="noopener noreferrer">USGS</a>'
    )


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 rows"), (1, "1 row"), (4, "4 rows"), (12345, "12\u202f345 rows")]
)
def test_a_noun_agrees_with_its_number(count: int, words: str) -> None:
    assert plural(count, "row") == words


def test_a_noun_with_a_plural_of_its_own() -> None:
    assert [plural(count, "entry", "entries") for count in (1, 2)] == ["1 entry", "2 entries"]


def test_per_cent_never_leaves_its_number_and_an_oxide_has_subscripts() -> None:
    kept = '<span class="cp-d">90 %</span>'
    assert esc("other 90 % & more") == f"other {kept} &amp; more"
    assert esc("39–54 % of it") == '<span class="cp-d">39–54 %</span> of it'
    assert esc("oxide Nd2O3, Pr6O11; CO2 and H2") == "oxide Nd₂O₃, Pr₆O₁₁; CO2 and H2"
