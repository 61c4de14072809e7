"""The messy files of analysts, read whole: what is said of each stands in tests/messy/MESSY.csv and EXPECT.csv."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from chokepoint.config import Limits
from chokepoint.readers.check import Checked
from tests.readers.bench import LIMITS, Bench, accepted, said

MESSY = Path(__file__).resolve().parents[1] / "messy"
CONTROL = MESSY / "00_control_good_events.csv"


def rows_of(name: str) -> list[dict[str, str]]:
    with (MESSY / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


FILES = [row for row in rows_of("EXPECT.csv") if not row["file"].startswith("(make)")]
# The answers that make a file with an open question publishable.
ANSWERS = {
    "03_bad_dates.csv": {"date_order": "day_first"},
    "06_negative_tonnage.csv": {"brackets__quantity_t": "estimate"},
    "16_huge_numbers.csv": {"number_style__quantity_t": "comma"},
}


def published(checked: Checked) -> int:
    assert checked.report is not None
    return sum(rows.accepted for rows in checked.report.rows.values())


@pytest.mark.parametrize("name", [row["file"] for row in FILES])
def test_a_messy_file_gives_the_findings_it_should_and_no_others(bench: Bench, name: str) -> None:
    (checked,) = bench.check(MESSY / name)
    found = sorted((f.severity, f.rule, f.row, f.column, f.reason) for f in checked.findings)
    wanted = [row for row in rows_of("MESSY.csv") if row["file"] == name]
    keys = ("severity", "rule", "row", "column", "reason")
    assert found == sorted(tuple(row[key] for key in keys) for row in wanted)


@pytest.mark.parametrize("row", FILES, ids=lambda row: row["file"])
def test_a_messy_file_publishes_the_rows_it_should(bench: Bench, row: dict[str, str]) -> None:
    name = row["file"]
    (checked,) = bench.check(MESSY / name)
    assert checked.publishable == (row["publishable"] not in ("no", "after_answer"))
    if name in ANSWERS:
        (checked,) = bench.check(MESSY / name, **ANSWERS[name])
        assert checked.publishable
    if row["rows_published"]:
        assert sum(checked.rows.values()) == int(row["rows_read"])
        assert (published(checked) if checked.report else 0) == int(row["rows_published"])


# Fixes that only somebody who knows the subject could word; ours name what the column takes.
OWN_WORDS = [("02_missing_column_date.csv", "date"), ("24_words_not_in_vocabulary.csv", "action")]


@pytest.mark.parametrize("name", ["01_wrong_delimiter_pipe.csv", "03_bad_dates.csv", "06_negative_tonnage.csv",
    "10_nul_bytes.csv", "11_truncated.xlsx", "12_wrong_extension_csv.xlsx", "13_wrong_extension_xlsx.csv",
    "14_empty.csv", "15_header_only.csv", "16_huge_numbers.csv", "18_latin1.csv", "21_messy_headings.csv",
    "27_unknown_table.csv"])  # fmt: skip
def test_what_a_reader_says_also_says_how_to_mend_it(bench: Bench, name: str) -> None:
    (checked,) = bench.check(MESSY / name)
    wanted = {
        (row["rule"], row["row"], row["column"]): row["fix"]
        for row in rows_of("MESSY.csv")
        if row["file"] == name
    }
    assert {(f.rule, f.row, f.column): f.fix for f in checked.findings} == wanted


# Answers


@pytest.mark.parametrize(("answer", "day"), [("day_first", "2025-05-04"), ("month_first", "2025-04-05")])
def test_the_order_of_days_is_answered_once_for_the_file(bench: Bench, answer: str, day: str) -> None:
    (checked,) = bench.check(MESSY / "03_bad_dates.csv")
    assert [(q.key, q.choices) for q in checked.questions] == [("date_order", ("day_first", "month_first"))]
    (checked,) = bench.check(MESSY / "03_bad_dates.csv", date_order=answer)
    assert checked.questions == ()
    assert day in [str(row["date"]) for row in accepted(bench, checked, "events")]
    (note,) = [f for f in checked.findings if f.rule == "date_order"]
    assert (note.severity, note.row) == ("note", "4")
    assert note.reason.endswith(f"as answered: {answer.replace('_', '-')}")


def test_brackets_answered_as_estimate_keep_the_number_and_mark_it(bench: Bench) -> None:
    (checked,) = bench.check(MESSY / "06_negative_tonnage.csv", brackets__quantity_t="estimate")
    kept = {
        row["product"]: (row["quantity_t"], row["estimated"])
        for row in accepted(bench, checked, "trade_flows")
    }
    assert kept == {"280530": (512.4, False), "850511": (7340.0, True)}
    assert ("brackets", "4", "quantity_t") in said(checked)


def test_brackets_answered_as_negative_are_refused_like_any_negative(bench: Bench) -> None:
    (checked,) = bench.check(MESSY / "06_negative_tonnage.csv", brackets__quantity_t="negative")
    assert published(checked) == 1
    refused = [(f.row, f.reason) for f in checked.findings if f.rule == "not_negative"]
    assert refused == [("3", "quantity -418.0 t is negative"), ("4", "quantity -7340 t is negative")]


def test_a_number_style_answered_decides_its_column(bench: Bench) -> None:
    (comma,) = bench.check(MESSY / "16_huge_numbers.csv", number_style__quantity_t="comma")
    kept = [row["quantity_t"] for row in accepted(bench, comma, "trade_flows")]
    assert kept == [1234567.0, 890.0]
    (point,) = bench.check(MESSY / "16_huge_numbers.csv", number_style__quantity_t="point")
    assert ("type", "5", "quantity_t") in said(point)
    assert published(point) == 1


def test_an_unknown_table_can_be_named_and_then_asks_for_its_columns(bench: Bench) -> None:
    path = MESSY / "27_unknown_table.csv"
    (question,) = bench.check(path)[0].questions
    assert question.key == "table"
    assert "events" in question.choices
    (checked,) = bench.check(path, table="events")
    assert "column:date" in {question.key for question in checked.questions}
    assert not checked.publishable


# Made files


def sheet(cells: str, start: str = "") -> bytes:
    """A workbook with one sheet of this XML."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, text in parts(cells, start).items():
            pack.writestr(name, text)
    return made.getvalue()


def parts(cells: str, start: str = "") -> dict[str, str]:
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    of_package = "http://schemas.openxmlformats.org/package/2006/relationships"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return {
        "[Content_Types].xml": f'<Types xmlns="{types}"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{of_package}"><Relationship Id="r1"'
        f' Type="{links}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{links}"><sheets>'
        '<sheet name="Data" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{of_package}"><Relationship Id="r1"'
        f' Type="{links}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<?xml version="1.0"?>{start}<worksheet xmlns="{main}"><sheetData>'
        f"{cells}</sheetData></worksheet>",
    }  # fmt: skip


def cell_40mb(bench: Bench) -> Path:
    head = CONTROL.read_text(encoding="utf-8").splitlines()
    row = head[1].replace("China to control exports of gallium and germanium", "a" * 41_943_040)
    return bench.file("cell_40mb.csv", f"{head[0]}\n{row}\n")


def zip_bomb(bench: Bench) -> Path:
    path = bench.file("zip_bomb.xlsx", b"")
    before, after = "<sheetData>", "</sheetData>"
    blanks = " " * (1 << 20)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as pack:
        for name, text in parts("").items():
            if not name.endswith("sheet1.xml"):
                pack.writestr(name, text)
                continue
            head, tail = text.split(before + after)
            with pack.open(name, "w", force_zip64=True) as out:
                out.write((head + before).encode())
                for _ in range(256):
                    out.write(blanks.encode())
                out.write((after + tail).encode())
    return path


def lying_bomb(bench: Bench) -> Path:
    """A zip whose directory says that its largest part is small."""
    path = zip_bomb(bench)
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as pack:
        size = pack.getinfo("xl/worksheets/sheet1.xml").file_size.to_bytes(4, "little")
    content[:] = content.replace(size, (1000).to_bytes(4, "little"))
    path.write_bytes(content)
    return path


def many_columns(bench: Bench) -> Path:
    return bench.file("many_columns.csv", ",".join(f"c{n}" for n in range(20_000)) + "\n")


def password(bench: Bench) -> Path:
    start = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1024)
    return bench.file("password.xlsx", start + "EncryptedPackage".encode("utf-16-le") + bytes(512))


def billion_laughs(bench: Bench) -> Path:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))
    cells = '<row r="1"><c r="A1" t="inlineStr"><is><t>&l9;</t></is></c></row>'
    return bench.file("billion_laughs.xlsx", sheet(cells, f"<!DOCTYPE x [{laughs}]>"))


SLOW = pytest.mark.slow


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(cell_40mb, marks=SLOW),
        pytest.param(zip_bomb, marks=SLOW),
        many_columns,
        password,
        billion_laughs,
    ],
)
def test_a_made_file_is_refused_with_its_sentence(bench: Bench, make: Callable[[Bench], Path]) -> None:
    (row,) = [row for row in rows_of("MESSY.csv") if row["file"].startswith(f"(make) {make.__name__}.")]
    (checked,) = bench.check(make(bench))
    (found,) = checked.findings
    said_of_it = (found.severity, found.rule, found.row, found.column, found.reason)
    assert said_of_it == tuple(row[k] for k in ("severity", "rule", "row", "column", "reason"))
    assert found.fix == row["fix"] or not row["fix"]
    assert not checked.publishable
    assert checked.rows == {}


@SLOW
def test_a_bomb_that_lies_about_its_size_is_not_opened_either(bench: Bench) -> None:
    (checked,) = bench.check(lying_bomb(bench))
    assert [f.rule for f in checked.findings] in (["damaged_file"], ["unpack_limit"])


def test_sizes_count_against_the_limit_of_megabytes_too(bench: Bench) -> None:
    small = Limits(**{**LIMITS.model_dump(), "unpacked_mb": 1})
    path = bench.file("large.xlsx", sheet(" " * (1 << 21)))
    assert bench.read(path, limits=small).findings[0].rule == "unpack_limit"
    tiny = Limits(**{**LIMITS.model_dump(), "upload_mb": 1})
    assert bench.read(path, limits=tiny).findings[0].rule != "file_too_large"
    page = bench.file("large.html", "<table><tr><td>" + "a" * (1 << 21))
    assert bench.read(page, limits=tiny).findings[0].rule == "file_too_large"


def test_text_on_the_server_may_be_larger_than_an_upload(bench: Bench) -> None:
    large = bench.file("large.csv", "a" * (1 << 21))
    for most, refused in ((1, True), (3, False)):
        limits = Limits(**{**LIMITS.model_dump(), "upload_mb": 1, "server_mb": most})
        assert (bench.read(large, limits=limits).findings[0].rule == "file_too_large") is refused
