"""Large files that are clean are not read row by row; anything in them that needs care still gets it."""

from __future__ import annotations

import pytest

from chokepoint.readers import transcribe
from chokepoint.readers.reading import Reading
from tests.readers.bench import Bench, said, table

HEAD = "series,period,value,known_from,source_key,notes\n"
ROW = "GPR,2025,1.5,2026-01-05,src,a\n"
MANY = 20


@pytest.fixture(autouse=True)
def _every_file_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chokepoint.readers.large.LARGE", 1)


def read(bench: Bench, last: str) -> Reading:
    return bench.read(bench.file("large.csv", HEAD + ROW * MANY + last))


def test_a_clean_file_is_counted_and_taken_as_it_is(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcribe, "_look", None)  # reading row by row would fail
    found = read(bench, 'GPR,2025,>2%,2026-01-05,src,"two\nlines, ""quoted"""\n')
    assert (found.records, found.findings) == (MANY + 1, ())
    assert found.tables["indices"].name == "large.csv"


@pytest.mark.parametrize(
    ("last", "rule"),
    [
        ('GPR,2025,"1,5",2026-01-05,src,a\n', "repaired"),
        ("GPR,2025,(7),2026-01-05,src,a\n", "brackets"),
        ("GPR,2025,1,46000,src,a\n", "excel_serial"),
        ("GPR,2024Q3,1,2026-01-05,src,a\n", "repaired"),
        (",,,,,\n", "blank_row"),
        ("Source: me,,,,,\n", "blank_row"),
        ("GPR,2025,1,2026-01-05,src,a\0\n", "nul_bytes"),
        ("GPR,2025\n", "damaged_file"),
    ],
)
def test_one_row_that_needs_care_gets_it(bench: Bench, last: str, rule: str) -> None:
    found = read(bench, last)
    assert rule in {found_rule for found_rule, _, _ in said(found)}
    if rule not in ("damaged_file", "brackets"):
        assert len(table(found, "indices")) + found.listed == MANY + 1 == found.records
