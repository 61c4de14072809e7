"""A file is what its bytes say: every kind is read as the same text, or refused with the reason."""

from __future__ import annotations

import gzip
import io
import json
import pickle
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from chokepoint.contract.files import Fault
from chokepoint.readers.book import Book, open_book
from chokepoint.readers.sheet import FaultError
from chokepoint.readers.workbook import binary_area
from tests.readers.bench import LIMITS

Make = Callable[..., Path]
TEXT = "country,value,day\nChina,80.5,2025-04-04\nUSA,7,\n"
ROWS = [["country", "value", "day"], ["China", "80.5", "2025-04-04"], ["USA", "7", ""]]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def made(content: bytes | str, name: str = "file.bin") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return made


def opened(path: Path) -> Book:
    book = open_book(path, LIMITS, path.parent)
    assert isinstance(book, Book), book
    return book


def fault(path: Path) -> Fault:
    found = open_book(path, LIMITS, path.parent)
    assert isinstance(found, Fault)
    return found


def records(book: Book, sheet: int = 0) -> list[list[str]]:
    return [cells for _, cells in book.sheets[sheet].records()]


def workbook(*rows: list[object], **more: list[list[object]]) -> bytes:
    made = Workbook()
    for name, cells in ({"Data": list(rows)} | more).items():
        sheet = made.create_sheet(name)
        for line in cells:
            sheet.append(line)
    made.remove(made.worksheets[0])
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def zipped(**members: str | bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as pack:
        for name, text in members.items():
            pack.writestr(name.replace("__", "."), text)
    return content.getvalue()


def parquet() -> bytes:
    content = io.BytesIO()
    days = pa.array([date(2025, 4, 4), None])
    pq.write_table(pa.table({"country": ["China", "USA"], "value": [80.5, 7.0], "day": days}), content)
    return content.getvalue()


HTML = (
    "<html><script>var x = '<table><tr><td>no</td></tr></table>'</script><table><tr><th>country<th>value<th>day"
    "<tr><td>China</td><td> 80.5 </td><td>2025-04-04</td></tr><tr><td>USA<td>7<td></table></html>"
)
JSON = [{"country": "China", "value": 80.5, "day": "2025-04-04"}, {"country": "USA", "value": 7, "day": None}]
XLSX = workbook(["country", "value", "day"], ["China", 80.5, date(2025, 4, 4)], ["USA", 7, None])


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (TEXT, "text"),
        ("\ufeff" + TEXT, "text"),
        (TEXT.replace(",", ";"), "text"),
        (TEXT.replace(",", "\t"), "text"),
        (TEXT.replace(",", "|"), "text"),
        (TEXT.replace("\n", "\r\n"), "text"),
        (TEXT.encode("utf-16"), "text"),
        (TEXT.encode("utf-16-le"), "text"),
        (TEXT.encode("utf-16-be"), "text"),
        (gzip.compress(TEXT.encode(), mtime=0), "text"),
        (zipped(data__csv=TEXT), "text"),
        (XLSX, "xlsx"),
        (zipped(book__xlsx=XLSX), "xlsx"),
        (HTML, "html"),
        (json.dumps(JSON), "json"),
        (json.dumps({"count": 2, "data": JSON}), "json"),
        (json.dumps({"features": [{"type": "Feature", "properties": one} for one in JSON]}), "json"),
        (parquet(), "parquet"),
    ],
)
def test_every_kind_of_file_is_read_as_the_same_text(make: Make, content: bytes | str, kind: str) -> None:
    book = opened(make(content))
    assert book.kind == kind
    assert records(book) == ROWS
    assert book.sheets[0].head == tuple(map(tuple, ROWS))


@pytest.mark.parametrize(
    ("content", "rule", "words"),
    [
        (b"", "empty_file", "0 bytes"),
        (pickle.dumps({"a": 1}, protocol=4), "unreadable_kind", "pickle"),
        (gzip.compress(pickle.dumps([1]), mtime=0), "unreadable_kind", "pickle"),
        (b"%PDF-1.7 ...", "unreadable_kind", "document"),
        (b"<?xml version='1.0'?><Series/>", "unreadable_kind", "SDMX-CSV"),
        (b'{"message": "no data"}', "unreadable_kind", "no list of records"),
        (b'{"a": [1, 2', "damaged_file", "JSON"),
        (b"PAR1 and no more", "damaged_file", "Parquet"),
        (b"\x1f\x8b\x08 broken", "damaged_file", "gzip"),
        (XLSX[:2000], "damaged_file", "directory at its end"),
        (b"\xd0\xcf\x11\xe0 no workbook", "damaged_file", "workbook"),
        (zipped(), "unreadable_kind", "no table"),
        (zipped(**{"../evil.csv": TEXT}), "active_content", "outside"),
        (zipped(**{"/etc/passwd": TEXT}), "active_content", "outside"),
        (zipped(inner__zip=zipped(innermost__zip=zipped(data__csv=TEXT))), "unreadable_kind", "packed files"),
        (gzip.compress(bytes(50 << 20), mtime=0), "unpack_limit", "gzip"),
    ],
)  # fmt: skip
def test_what_cannot_or_must_not_be_opened_says_why(
    make: Make, content: bytes, rule: str, words: str
) -> None:
    found = fault(make(content))
    assert found.rule == rule
    assert words in f"{found.reason} {found.fix}"


# Text


def test_single_byte_text_is_windows_1252_and_chinese_headings_make_it_gb18030(make: Make) -> None:
    book = opened(make("who,name\n1,Curaçao\n".encode("cp1252")))
    assert (book.encoding, records(book)[1]) == ("cp1252", ["1", "Curaçao"])
    book = opened(make("商品编码,商品名称\n280530,稀土\n".encode("gb18030")))
    assert (book.encoding, records(book)[1]) == ("gb18030", ["280530", "稀土"])
    assert [note.rule for note in book.sheets[0].notes] == ["encoding"]


def test_headings_one_field_short_and_titles_above_do_not_hide_the_delimiter(make: Make) -> None:
    rows = "".join(f"{n};1,5;a, b;\n" for n in range(20))
    book = opened(make("My table, of many things, and others\n\nid;value;text\n" + rows))
    assert book.delimiter == ";"
    assert records(book)[3] == ["0", "1,5", "a, b", ""]


def test_quotes_mean_nothing_between_tabs(make: Make) -> None:
    assert records(opened(make('a\tb\n5" pipe\t"x\n1\t2\n')))[1] == ['5" pipe', '"x']


def test_an_open_quote_stops_the_reading_with_its_row(make: Make) -> None:
    found = fault(make('a,b\n1,"2\n3,4\n'))
    assert (found.rule, found.row) == ("damaged_file", 2)
    far = "a,b\n" + "1,2\n" * 500 + '3,"4\n'
    with pytest.raises(FaultError, match="row 502 cannot be read"):
        records(opened(make(far)))


def test_blank_lines_keep_the_numbers_of_the_rows_below(make: Make) -> None:
    sheet = opened(make("a,b\n\n1,2\n")).sheets[0]
    assert list(sheet.records()) == [(1, ["a", "b"]), (2, []), (3, ["1", "2"])]


# Workbooks


def test_values_of_a_workbook_are_told_as_text(make: Make) -> None:
    cells = [1.5, 80.0, 10**15, True, datetime(2025, 4, 4, 13, 5), date(2025, 4, 4), None, "=2+2"]
    book = opened(make(workbook(cells)))
    told = ["1.5", "80", "1000000000000000.0", "TRUE", "2025-04-04 13:05:00", "2025-04-04"]
    assert records(book) == [told]
    assert [note.reason for note in book.sheets[0].notes] == [
        "1 formula was never calculated; read as empty: H1"
    ]


def test_rows_and_columns_above_and_before_the_table_are_counted(make: Make) -> None:
    book = opened(make(workbook([], [], [None, "a", "b"], [None, 1, 2])))
    assert list(book.sheets[0].records())[2:] == [(3, ["", "a", "b"]), (4, ["", "1", "2"])]


def test_hidden_sheets_and_error_cells_are_said(make: Make) -> None:
    made = Workbook()
    made.active.append(["a", 1])
    made.active["B1"] = "#N/A"
    made.active["B1"].data_type = "e"
    made.create_sheet("Secret").sheet_state = "hidden"
    content = io.BytesIO()
    made.save(content)
    book = opened(make(content.getvalue()))
    assert [(sheet.name, sheet.hidden) for sheet in book.sheets] == [("Sheet", False), ("Secret", True)]
    assert [note.reason for note in book.sheets[0].notes] == ["1 cell holds an error; read as empty: B1"]


def test_fractions_shown_as_percentages_are_told_as_such_and_hidden_rows_are_said(make: Make) -> None:
    made = Workbook()
    made.active.title = "R&D"
    made.active.append([0.85, 0.123, 0.5, 1])
    for cell, shown in (("A1", "0%"), ("B1", "0.0%"), ("C1", '0.0" of %"')):
        made.active[cell].number_format = shown
    made.active.append([1])
    made.active.row_dimensions[2].hidden = True
    content = io.BytesIO()
    made.save(content)
    book = opened(make(content.getvalue()))
    assert records(book)[0] == ["85%", "12.3%", "0.5", "1"]
    assert [note.reason for note in book.sheets[0].notes] == ["1 hidden row read"]


@pytest.mark.parametrize("epoch", [WINDOWS_EPOCH, MAC_EPOCH])
def test_days_are_right_in_both_systems_of_counting(make: Make, epoch: datetime) -> None:
    made = Workbook()
    made.epoch = epoch
    made.active.append([date(2025, 4, 4)])
    content = io.BytesIO()
    made.save(content)
    assert records(opened(make(content.getvalue()))) == [["2025-04-04"]]


def test_the_area_of_a_binary_sheet_is_told_by_its_records() -> None:
    row, cell = (1_048_575).to_bytes(4, "little"), (16_383).to_bytes(4, "little")
    head = b"\x81\x01\x00" + b"\x00\x04" + (0).to_bytes(4, "little") + b"\x02\x08" + bytes(8)
    assert binary_area(head) == 1
    assert binary_area(head + b"\x00\x04" + row + b"\x05\x0c" + cell + bytes(8)) == 1_048_576 * 16_384
    assert binary_area(b"\x00") == 0


def test_an_open_document_that_repeats_one_cell_without_end_is_refused(make: Make) -> None:
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    tables = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
    text = (
        f'<office:document-content xmlns:office="{office}" xmlns:table="{tables}"><office:body>'
        '<office:spreadsheet><table:table table:name="a"><table:table-row table:number-rows-repeated="400000">'
        '<table:table-cell table:number-columns-repeated="16000" office:value-type="float" office:value="1"/>'
        "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    found = fault(make(zipped(mimetype=kind, content__xml=text)))
    assert (found.rule, found.reason) == (
        "too_many_rows", "a sheet spans 6,400,000,000 cells; limit 20,000,000"
    )  # fmt: skip


@pytest.mark.parametrize(
    "part", ["xl/vbaProject.bin", "xl/externalLinks/externalLink1.xml", "xl/embeddings/a.bin"]
)
def test_macros_links_and_embedded_objects_are_refused(make: Make, part: str) -> None:
    path = make(XLSX)
    with zipfile.ZipFile(path, "a") as pack:
        pack.writestr(part, "anything")
    assert fault(path).rule == "active_content"


def test_a_cell_in_the_far_corner_does_not_cost_all_memory(make: Make) -> None:
    made = Workbook()
    made.active["A1"] = 1
    made.active["XFD1048576"] = 1
    content = io.BytesIO()
    made.save(content)
    found = fault(make(content.getvalue()))
    assert (found.rule, found.reason[:14]) == ("too_many_rows", "a sheet spans ")


def test_the_tables_of_a_package_are_sheets_and_the_rest_is_named(make: Make) -> None:
    book = opened(make(zipped(a__csv=TEXT, b__xlsx=XLSX, note__bin=b"%PDF", README__md="words"), "all.zip"))
    assert (book.kind, [sheet.name for sheet in book.sheets]) == ("zip", ["a.csv", "b.xlsx"])
    assert [note.reason for note in book.notes] == [
        "not read in the zip file: note.bin: file is a document, picture, archive or program, no table"
    ]


@pytest.mark.parametrize(
    ("name", "content", "fix"),
    [("a.xlsx", TEXT, "rename to .csv"), ("a.csv", XLSX, "rename to .xlsx"), ("a.xls", XLSX, "rename to .xlsx"),
     ("a.xls", HTML, "rename to .html"), ("a.csv", TEXT, None), ("a.xlsx", XLSX, None), ("a", TEXT, None)],
)  # fmt: skip
def test_a_wrong_name_is_told_not_believed(
    make: Make, name: str, content: bytes | str, fix: str | None
) -> None:
    notes = [note.fix for note in opened(make(content, name)).notes if note.rule == "wrong_extension"]
    assert notes == ([fix] if fix else [])


# As a relation


@pytest.mark.parametrize(
    "content", [TEXT, TEXT.encode("utf-16"), XLSX, HTML, parquet(), TEXT.replace("\n", "\n\n")]
)
def test_a_sheet_is_a_relation_with_the_same_rows(make: Make, content: bytes | str) -> None:
    sheet = opened(make(content)).sheets[0]
    with duckdb.connect() as con:
        rows = con.execute(f"SELECT * FROM {sheet.relation(con)} ORDER BY _row").fetchall()
    filled = [(row, *(cell or None for cell in cells)) for row, cells in sheet.records() if cells]
    assert [row for row in rows if any(row[1:])] == filled


def test_rows_that_grow_wider_far_below_are_kept_whole(make: Make) -> None:
    sheet = opened(make("a,b\n" + "1,2\n" * 300 + "1,2,3\n")).sheets[0]
    with duckdb.connect() as con:
        rows = con.execute(f"SELECT * FROM {sheet.relation(con)} ORDER BY _row").fetchall()
    assert (len(rows), rows[-1]) == (302, (302, "1", "2", "3"))


def test_a_relation_may_keep_a_few_columns_only(make: Make) -> None:
    sheet = opened(make(TEXT)).sheets[0]
    with duckdb.connect() as con:
        found = con.execute(f"SELECT _row, c1 FROM {sheet.relation(con, [1])} ORDER BY _row").fetchall()
    assert found == [(1, "value"), (2, "80.5"), (3, "7")]
