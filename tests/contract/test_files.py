"""Whatever a file holds becomes rows or findings: no exception, no row lost without a word."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from chokepoint.contract import Limits, Report, check_tables
from tests.contract.tables import LIMITS, TODAY, Desk, contract, good, short

HEAD = "series,period,value,known_from,source_key\n"
LINE = "GPR,2026-02,101.5,2026-03-05,src\n"
OTHER = "GPR,2026-01,99,2026-02-05,src\n"


def check(desk: Desk, content: bytes | str, limits: Limits = LIMITS, name: str = "upload.csv") -> Report:
    path = desk.folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return desk.check_files({"indices": path}, limits)


def test_an_empty_file_is_refused(desk: Desk) -> None:
    assert short(check(desk, b"").findings) == [("empty_file", "", "(file)", "file is empty (0 bytes)")]
    assert [finding.rule for finding in check(desk, b"\n\n").findings] == ["empty_file"]


def test_headings_without_rows_are_refused(desk: Desk) -> None:
    report = check(desk, HEAD)
    assert short(report.findings) == [("no_rows", "", "(file)", "headings found, but no data rows")]
    assert not report.publishable
    assert desk.rows(report, "indices") == []


@pytest.mark.parametrize(
    "content",
    [
        HEAD + LINE + OTHER,
        (HEAD + LINE + OTHER).replace("\n", "\r\n"),
        (HEAD + LINE + OTHER).replace("\n", "\r"),
        HEAD + LINE.replace("\n", "\r\n") + OTHER,
        "\ufeff" + HEAD + LINE + OTHER,
        HEAD + LINE + OTHER.rstrip(),
        HEAD + LINE.replace("\n", ",\n") + OTHER.replace("\n", ",\n"),
        HEAD + LINE + OTHER + "\n\n\n",
        HEAD + LINE.replace("GPR,", '"GPR",') + OTHER,
    ],
    ids=["plain", "crlf", "cr", "mixed ends", "mark", "no last end", "last comma", "blank end", "quotes"],
)
def test_ways_of_writing_the_same_csv_are_read_alike(desk: Desk, content: str) -> None:
    report = check(desk, content)
    assert report.findings == ()
    assert desk.column(report, "indices", "value") == [101.5, 99.0]


def test_blank_lines_are_no_rows_but_keep_their_number(desk: Desk) -> None:
    report = check(desk, HEAD + LINE + "\n\n" + OTHER.replace("99", "many"))
    assert short(report.findings) == [("type", "5", "value", '"many" is not a number')]
    assert report.rows["indices"].read == 2


def test_a_record_over_several_lines_is_one_row(desk: Desk) -> None:
    notes = '"first\n\nsecond, ""quoted"""'
    text = HEAD.replace("\n", ",notes\n") + LINE.replace("\n", f",{notes}\n") + OTHER.replace("99,", "x,")
    report = check(desk, text.replace("src\nGPR", "src,\nGPR").rstrip() + ",\n")
    assert short(report.findings) == [("type", "3", "value", '"x" is not a number')]
    assert desk.column(report, "indices", "notes") == ['first\n\nsecond, "quoted"']


def test_every_ragged_row_is_told_and_refuses_the_file(desk: Desk) -> None:
    report = check(desk, HEAD + LINE + "GPR,2026-01\n" + OTHER + "a,b,c,d,e,f,g\n")
    assert short(report.findings) == [
        ("damaged_file", "3", "(row)", "row 3 has 2 fields, the headings have 5"),
        ("damaged_file", "5", "(row)", "row 5 has 7 fields, the headings have 5"),
    ]
    assert (report.rows["indices"].read, report.rows["indices"].refused) == (4, 4)


def test_an_open_quote_is_told_with_its_row(desk: Desk) -> None:
    report = check(desk, HEAD + LINE + 'GPR,"2026-01,99,2026-02-05,src\n' + OTHER)
    reason = "row 3 cannot be read (unexpected end of data); nothing after it was read"
    assert short(report.findings) == [("damaged_file", "3", "(row)", reason)]


def test_bytes_that_are_no_utf8_are_told_with_their_row(desk: Desk) -> None:
    report = check(desk, (HEAD + LINE).encode() + OTHER.replace("GPR", "GPé").encode("latin-1"))
    reason = "row 3 holds bytes that are no UTF-8 text"
    assert short(report.findings) == [("damaged_file", "3", "(row)", reason)]
    report = check(desk, HEAD.replace("period", "périod").encode("latin-1") + LINE.encode())
    assert short(report.findings) == [("damaged_file", "1", "(headings)", "headings are no UTF-8 text")]


def test_a_name_that_looks_like_a_pattern_reads_only_its_own_file(desk: Desk) -> None:
    check(desk, HEAD + LINE, name="data1.csv")
    report = check(desk, HEAD + OTHER, name="data[1]*.csv")
    assert report.findings == ()
    assert desk.column(report, "indices", "value") == [99.0]


def test_limits_refuse_the_file(desk: Desk) -> None:
    small = Limits(rows=1, columns=5, cell_characters=10)
    assert short(check(desk, HEAD + LINE + OTHER, small).findings) == [
        ("too_many_rows", "", "(file)", "more than 1 rows")
    ]
    assert short(check(desk, "a,b,c,d,e,f\n1,2,3,4,5,6\n", small).findings) == [
        ("too_many_columns", "1", "(headings)", "6 columns; limit 5")
    ]
    long = HEAD + LINE.replace("GPR", "GPR_OF_THE_WORLD")
    reason = "cell is longer than the limit (10 characters)"
    assert short(check(desk, long, small).findings) == [("cell_too_long", "2", "series", reason)]


@pytest.mark.parametrize(
    ("quote", "after"), [("", ""), ('"', OTHER)], ids=["bare in the last row", "quoted in the middle"]
)
def test_a_cell_longer_than_any_buffer_is_refused_not_lost(desk: Desk, quote: str, after: str) -> None:
    cell = quote + "a" * 41_943_040 + quote
    report = check(desk, HEAD + LINE.replace("GPR", cell) + after)
    reason = "cell is longer than the limit (1,000,000 characters)"
    assert short(report.findings) == [("cell_too_long", "2", "series", reason)]


def test_long_cells_within_the_limit_are_read(desk: Desk) -> None:
    notes = ["a" * 1_000_000, "b" * 999_999]
    rows = [good("events", summary=notes[0], notes=notes[1])]
    report = desk.check(events=rows)
    assert report.findings == ()
    assert desk.rows(report, "events")[0][-1] == notes[1]


# Headings


def test_aliases_stand_in_for_columns_whatever_their_case_and_blanks(desk: Desk) -> None:
    text = "INDEX_ID,Index  Name, Year ,value,Known From,source_key\nGPR,Risk,2025,1,2026-01-05,src\n"
    report = check(desk, text)
    read = '"INDEX_ID" read as series, "Index  Name" as name, " Year " as period'
    assert short(report.findings) == [("headings_found", "1", "(headings)", read)]
    assert desk.rows(report, "indices")[0][:2] == ("GPR", "Risk")


def test_a_column_wins_over_its_alias_and_the_first_of_two_over_the_second(desk: Desk) -> None:
    text = "series,period,value,known_from,source_key,year,value\nGPR,2025,1,2026-01-05,src,1999,2\n"
    report = check(desk, text)
    assert short(report.findings) == [
        ("extra_column", "1", "year", 'column "year" is not part of indices: left out'),
        ("extra_column", "1", "value", 'column "value" is not part of indices: left out'),
    ]
    assert desk.column(report, "indices", "value") == [1.0]


def test_every_missing_column_is_told_and_other_faults_are_told_too(desk: Desk) -> None:
    report = check(desk, "name,known_from,source_key\nRisk,2026-13-01,src\n")
    assert [(f.rule, f.row, f.column) for f in report.findings] == [
        ("missing_column", "1", "series"),
        ("missing_column", "1", "period"),
        ("missing_column", "1", "value"),
        ("bad_date", "2", "known_from"),
    ]
    assert report.findings[0].fix.startswith("add a column with: Id of the line on a chart")
    assert desk.rows(report, "indices") == []


def test_a_reader_may_bring_the_row_numbers_of_its_source(desk: Desk) -> None:
    report = check(desk, "_row,series,period,value,source_key\n17,GPR,2025,x,src\n40,GPR,2024,1,src\n")
    assert short(report.findings) == [("type", "17", "value", '"x" is not a number')]
    assert desk.rows(report, "indices")[0][0] == "GPR"


def test_files_are_named_in_findings_not_their_folders(desk: Desk, tmp_path: Path) -> None:
    assert check(desk, HEAD, name="my file (1).csv").findings[0].file == "my file (1).csv"


def test_a_reader_may_hand_over_parquet_and_the_name_of_its_source(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "anything [1].parquet"
    columns = {"_row": [17, 40], "series": ["GPR", "GPR"], "period": ["2025", "2024"], "value": ["x", "1"]}
    pq.write_table(pa.table({**columns, "notes": ["", "kept"]}), path)
    report = check_tables(
        contract(), {"indices": path}, desk.published, TODAY, LIMITS, desk.con, {"indices": "my gpr.xls"}
    )
    assert [(f.file, f.row, f.column) for f in report.findings] == [("my gpr.xls", "17", "value")]
    assert (report.rows["indices"].read, report.rows["indices"].accepted) == (2, 1)
    assert desk.column(report, "indices", "notes") == ["kept"]
    assert desk.column(report, "sources", "title") == ["my gpr"]
