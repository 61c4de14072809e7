"""What is asked, never guessed: words for powers of ten behind numbers, and text read in the wrong encoding."""

from __future__ import annotations

import pytest

from chokepoint.readers.garbled import ungarbled
from chokepoint.readers.numbers import Style, magnified
from tests.readers.bench import Bench, accepted, said

FLOWS = "reporter,partner,flow,product,material,period,quantity_t,value_usd,notes\n"
MAGNITUDES = FLOWS + (
    "CHN,USA,export,280530,REE,2025-05,12,1.2m,a\n"
    "CHN,USA,export,280530,REE,2025-06,4k,3 bn,b\n"
    "CHN,USA,export,280530,REE,2025-07,7,8,c\n"
)
GARBLED = FLOWS + (
    "CHN,TÃ¼rkiye,export,280530,REE,2025-05,12,8,â€œas soldâ€\x9d\n"
    "CHN,JPN,export,280530,REE,2025-05,1,8,Türkiye – “sold”\n"
)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("1.2m", "1200000"), ("3 bn", "3000000000"), ("4k", "4000"), ("<5k", "<5000"), ("-2.5 mn", "-2500000"),
        ("1,234,567 k", "1234567000"), ("0.5 Million", "500000"), ("$7 m.", "7000000"), ("1,234k", None), ("12", None),
        ("m", None), ("12 km", None), ("5 %", None), ("2 kg", None), ("(3m)", None),
    ],
)  # fmt: skip
def test_what_a_word_behind_a_number_may_stand_for(text: str, whole: str | None) -> None:
    found = magnified(text, Style())
    assert (found[0] if found else None) == whole


def test_a_comma_decided_by_other_cells_goes_before_the_word() -> None:
    assert magnified("1,2 Mio", Style("comma")) == ("1200000", "Mio")


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("TÃ¼rkiye", "Türkiye"), ("CÃ´te dâ€™Ivoire", "Côte d’Ivoire"), ("Å½ilina", "Žilina"), ("â‚¬ 5", "€ 5"),
        ("Türkiye", None), ("São Tomé – “ok”", None), ("Ã", None), ("GÖTEBORG", None), ("plain", None), ("中国", None),
        ("5 µm", None), ("½ Â", None),
    ],
)  # fmt: skip
def test_text_read_in_the_wrong_encoding_is_told_from_sound_text(text: str, mended: str | None) -> None:
    assert ungarbled(text) == mended


def test_powers_of_ten_are_asked_once_a_column(bench: Bench) -> None:
    (checked,) = bench.check(bench.file("flows.csv", MAGNITUDES))
    assert {(q.key, q.choices) for q in checked.questions} == {
        ("magnitude:value_usd", ("multiply", "leave_out")),
        ("magnitude:quantity_t", ("multiply", "leave_out")),
    }
    asked = [f.reason for f in checked.findings if (f.row, f.column, f.severity) == ("2", "value_usd", "ask")]
    assert asked == ['"1.2m" may stand for 1200000: "m" can be a power of ten, a unit or a footnote']
    assert not [f for f in checked.findings if f.severity == "refuse_row"]


def test_answered_powers_of_ten_are_multiplied_or_their_rows_left_out(bench: Bench) -> None:
    path = bench.file("flows.csv", MAGNITUDES)
    (checked,) = bench.check(path, magnitude__value_usd="multiply", magnitude__quantity_t="leave_out")
    assert checked.questions == ()
    assert [row["value_usd"] for row in accepted(bench, checked, "trade_flows")] == [1_200_000.0, 8.0]
    refused = {(f.row, f.column): f.rule for f in checked.findings if f.severity == "refuse_row"}
    assert refused == {("3", "quantity_t"): "type"}
    assert ("magnitude", "2", "value_usd") in said(checked)


def test_garbled_text_is_asked_once_for_the_file_and_not_refused_beside(bench: Bench) -> None:
    path = bench.file("flows.csv", GARBLED)
    (checked,) = bench.check(path)
    assert [(q.key, q.choices) for q in checked.questions] == [("garbled_text", ("mend", "keep"))]
    asked = {(f.row, f.column): f.reason for f in checked.findings if f.severity == "ask"}
    assert asked["2", "partner"].startswith('"TÃ¼rkiye" looks like "Türkiye"')
    assert set(asked) == {("2", "partner"), ("2", "notes")}
    assert not [f for f in checked.findings if f.severity == "refuse_row"]


def test_garbled_text_is_mended_or_kept_as_answered(bench: Bench) -> None:
    path = bench.file("flows.csv", GARBLED)
    (kept,) = bench.check(path, garbled_text="keep")
    assert {(f.row, f.column) for f in kept.findings if f.rule == "unknown_country"} == {("2", "partner")}
    (mended,) = bench.check(path, garbled_text="mend")
    assert [f.reason for f in mended.findings if (f.rule, f.column) == ("garbled_text", "partner")] == [
        '"TÃ¼rkiye" read as "Türkiye", as answered'
    ]
    assert [row["notes"] for row in accepted(bench, mended, "trade_flows")][-1] == "Türkiye – “sold”"


def test_a_large_file_is_asked_too(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chokepoint.readers.large.LARGE", 1)
    for content, key in ((GARBLED, "garbled_text"), (MAGNITUDES, "magnitude:value_usd")):
        (checked,) = bench.check(bench.file("flows.csv", content))
        assert key in [question.key for question in checked.questions]
