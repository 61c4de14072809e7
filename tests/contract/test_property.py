"""Whatever is written into a file, a check ends with a report in which every record is counted once."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contract.tables import GOOD, Desk, good

SETTINGS = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
# Any text a file can hold, and texts near to what a column takes.
NEAR = st.sampled_from(
    [
        "",
        "NA",
        "0",
        "-1",
        "1e400",
        "inf",
        "5%",
        "<5",
        "2026-02-30",
        "2025",
        "2025..2024",
        "CHN",
        "China",
        "EU27",
        "Total",
        "Dy",
        "Dy;;Tb",
        "yes",
        "none",
        "=1+1",
        "<b>",
        "%",
        "SANCTION",
        "0001-01-01",
        "9999-12-31",
        "'",
        '"',
        "\\",
        " ",
    ]
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
CELL = st.one_of(NEAR, TEXT)
TABLES = st.sampled_from(sorted(GOOD))


@st.composite
def spoilt_rows(draw: st.DrawFn) -> tuple[str, list[dict[str, str]]]:
    """A table, and rows of it with up to four cells each replaced by anything; some rows twice."""
    table = draw(TABLES)
    rows = []
    for _ in range(draw(st.integers(1, 4))):
        columns = draw(st.lists(st.sampled_from(sorted(GOOD[table])), max_size=4, unique=True))
        rows.append(dict(good(table, **{column: draw(CELL) for column in columns})))
    return table, rows + draw(st.sampled_from([[], rows[:1]]))


@SETTINGS
@given(spoilt_rows())
def test_any_cells_are_counted_once_and_never_an_exception(
    desk: Desk, spoilt: tuple[str, list[dict[str, str]]]
) -> None:
    table, rows = spoilt
    report = desk.check(**{table: rows})  # asserts read = accepted + refused + skipped + repeated
    listed = {finding.row for finding in report.findings if finding.severity not in ("note", "ask")}
    assert report.rows[table].read == len(rows)
    assert bool(listed) == bool(report.rows[table].refused + report.rows[table].skipped)
    assert len(desk.rows(report, table)) == report.rows[table].accepted


@SETTINGS
@given(st.lists(st.lists(CELL, max_size=6), max_size=5), st.sampled_from([",", "\t", '"', "\n", "\r\n"]))
def test_any_table_is_a_report(desk: Desk, rows: list[list[str]], glue: str) -> None:
    text = "series,period,value,known_from,source_key\n" + "\n".join(glue.join(row) for row in rows)
    report = desk.check(indices=text)
    assert set(report.rows) == {"indices"}


@SETTINGS
@given(st.binary(max_size=200))
def test_any_bytes_are_a_report(desk: Desk, content: bytes) -> None:
    path: Path = desk.folder / "bytes.csv"
    path.write_bytes(content)
    assert desk.check_files({"indices": path}).accepted.keys() >= {"indices"}


@SETTINGS
@given(st.binary(max_size=80))
def test_any_bytes_below_good_headings_are_a_report(desk: Desk, content: bytes) -> None:
    path: Path = desk.folder / "bytes.csv"
    path.write_bytes(b"series,period,value,known_from,source_key\nGPR,2025,1,2026-01-05,src\n" + content)
    report = desk.check_files({"indices": path})
    assert report.accepted.keys() >= {"indices"}
