"""Which reader takes a file: own tables first, then the formats; two that fit are asked about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from chokepoint.config import DATA
from chokepoint.contract.files import Fault
from chokepoint.readers import read
from chokepoint.readers.book import Book, open_book
from chokepoint.readers.formats import FORMATS
from chokepoint.readers.read import read_files
from chokepoint.readers.reading import Answers, Recognised, question_key, questions
from chokepoint.readers.scribe import Scribe
from chokepoint.readers.sheet import FaultError
from tests.contract.tables import contract
from tests.readers.bench import LIMITS, Bench, said, table

FOREIGN = "when;what\n2025;1\n2024;2\n"


@dataclass(frozen=True)
class Made:
    """A format whose files begin with a word."""

    name: str
    certainty: str = "certain"
    breaks: bool = False
    lists: bool = False
    word: str = "when"

    @property
    def title(self) -> str:
        return self.name.title()

    def recognise(self, book: Book) -> Recognised | None:
        fits = book.sheets[0].head[0][0] == self.word
        return Recognised(self.name, "only", self.certainty, "its first word") if fits else None

    def read(self, book: Book, scribe: Scribe, answers: Mapping[str, str]) -> None:
        for row, (when, what) in scribe.follow(book.sheets[0], after=1):
            if self.lists:
                scribe.skip(row, "blank_row", "not wanted")
                continue
            if self.breaks and row == 3:
                raise FaultError(Fault("damaged_file", "row 3 cannot be read", "", 3))
            scribe.write("indices", row, {"series": self.name, "period": when, "value": what})


def use(monkeypatch: pytest.MonkeyPatch, *formats: Made) -> None:
    monkeypatch.setattr(read, "FORMATS", formats)


def test_a_format_reads_its_files_and_is_named(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Made("one"), Made("other", word="else"))
    found = bench.read(bench.file("a.txt", FOREIGN))
    assert found.recognised == Recognised("one", "only", "certain", "its first word")
    assert [(row["_row"], row["value"]) for row in table(found, "indices")] == [("2", "1"), ("3", "2")]
    assert (found.records, found.listed, said(found)) == (2, 0, [("delimiter", "", "(file)")])


def test_two_formats_that_fit_are_asked_about_and_the_answer_chooses(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, Made("one"), Made("other"))
    path = bench.file("a.txt", FOREIGN)
    (checked,) = bench.check(path)
    assert [(q.key, q.words, q.choices) for q in checked.questions] == [
        ("format", "the file fits One and Other: choose one of them", ("one", "other"))
    ]
    assert not checked.publishable
    assert bench.read(path, format="other").recognised.format == "other"


def test_the_surer_of_two_formats_is_taken(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Made("one", certainty="probable"), Made("other"))
    assert bench.read(bench.file("a.txt", FOREIGN)).recognised.format == "other"


INDICES = "series,period,value,known_from,source_key\nGPR,2025,1,2026-01-05,src\n"


def test_own_tables_go_before_a_format_that_is_less_sure(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, Made("one", certainty="probable", word="series"))
    assert bench.read(bench.file("a.csv", INDICES)).recognised.variant == "chokepoint table indices"


def test_a_file_that_is_an_own_table_and_a_format_is_asked_about(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, Made("one", word="series"))
    path = bench.file("a.csv", INDICES)
    (question,) = bench.check(path)[0].questions
    assert (question.key, question.choices) == ("format", ("own", "one"))
    assert question.words == "the file fits table indices and One: choose one of them"
    assert bench.read(path, format="own").recognised.variant == "chokepoint table indices"


@pytest.mark.parametrize("name", contract().tables)
def test_no_format_takes_the_shipped_tables_for_its_own(name: str, tmp_path: Path) -> None:
    book = open_book(DATA / contract().table(name).path, LIMITS, tmp_path)
    assert isinstance(book, Book)
    assert [said for form in FORMATS if (said := form.recognise(book))] == []


def test_a_file_of_which_nothing_belongs_into_a_table_is_refused_once(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, Made("one", lists=True))
    found = bench.read(bench.file("a.txt", FOREIGN))
    assert [(f.severity, f.rule) for f in found.findings if f.rule != "delimiter"] == [
        ("skip_row", "blank_row"), ("skip_row", "blank_row"), ("refuse_file", "no_rows")
    ]  # fmt: skip


def test_a_table_that_the_analyst_names_goes_before_formats(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, Made("one"))
    found = bench.read(bench.file("a.txt", FOREIGN), table="indices")
    assert found.recognised.variant == "chokepoint table indices"


def test_a_file_that_breaks_half_way_is_refused_and_still_named(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, Made("one", breaks=True))
    found = bench.read(bench.file("a.txt", FOREIGN))
    assert (found.recognised.format, found.tables) == ("one", {})
    assert ("damaged_file", "3", "(file)") in said(found)


def test_a_message_in_place_of_a_table_is_quoted(bench: Bench) -> None:
    found = bench.read(bench.file("a.csv", "The query was too short or too common.\n"))
    assert [f.reason for f in found.findings] == [
        'file holds a sentence, no table: "The query was too short or too common."'
    ]


def test_findings_name_the_file_as_the_analyst_does(bench: Bench) -> None:
    path = bench.file("3f2a", "Wann,Wer\n1,2\n")
    (found,) = read_files(contract(), [path], LIMITS, bench.room(), names={path: "mein.csv"})
    assert {finding.file for finding in found.findings} == {"mein.csv"}
    assert found.recognised.certainty == "unknown"


def test_each_question_is_asked_once(bench: Bench) -> None:
    text = "series,period,value,known_from,source_key\nGPR,2025,(1),01/02/2026,src\nGPR,2024,(2),03/04/2026,src\n"
    found = bench.read(bench.file("a.csv", text))
    assert [q.key for q in questions(found.findings, ())] == ["brackets:value", "date_order"]
    assert question_key("map_column", "date") == "column:date"


def test_answers_are_kept_by_file() -> None:
    answers = Answers().with_answer("a", "table", "events").with_answer("a", "date_order", "day_first")
    assert answers.of("a") == {"table": "events", "date_order": "day_first"}
    assert answers.of("b") == {}
