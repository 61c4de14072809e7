"""One incoming file on its way in: headings, text, typed cells, and what to say of the whole file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from chokepoint.contract.bench import Bench
from chokepoint.contract.breach import Breach, record
from chokepoint.contract.canonical import literal, quote
from chokepoint.contract.cells import Texts, missing_words, survey, type_cells
from chokepoint.contract.defaults import complete, stages
from chokepoint.contract.files import PARQUET, Fault, first_record, load, too_long
from chokepoint.contract.findings import REFUSE_FILE, Finding
from chokepoint.contract.headings import Headings, faults, for_upload, read_headings
from chokepoint.contract.origins import make_sources
from chokepoint.contract.sentence import say
from chokepoint.contract.tables import Table
from chokepoint.contract.vocabulary import BLANKS

NO_HEADINGS = Headings((), {}, {}, (), ())


@dataclass
class Intake:
    """A file on its way in: its table, headings, number of records, and findings on the file as a whole.

    `texts` are the records as they were read; `loaded` is false if they could not be. `filled` names the
    defaults of columns the file lacks.
    """

    table: Table
    path: Path
    headings: Headings = NO_HEADINGS
    texts: Texts | None = None
    read: int = 0
    findings: list[Finding] = field(default_factory=list)
    filled: dict[str, str] = field(default_factory=dict)

    @property
    def given(self) -> frozenset[str]:
        """The columns read as text."""
        return self.texts.given if self.texts else frozenset()

    @property
    def loaded(self) -> bool:
        """True if the records could be read, and none is larger than is read."""
        sizes = ("too_many_rows", "cell_too_long")
        return self.texts is not None and not any(finding.rule in sizes for finding in self.findings)

    @property
    def refused(self) -> bool:
        """True if nothing of the file can be published."""
        return any(finding.severity == REFUSE_FILE for finding in self.findings)


def take_in(bench: Bench, table: Table, path: Path) -> Intake:
    """The file with its headings understood and its records as text, as far as it can be read."""
    intake = Intake(for_upload(bench.contract, table), path)
    names = first_record(path, bench.limits)
    if isinstance(names, Fault):
        _tell(bench, intake, [names])
        return intake
    intake.headings = read_headings(names, intake.table)
    _tell(bench, intake, (Fault(r, why, fix, 1, col) for r, col, why, fix in faults(intake.headings, table)))
    records = load(bench, path, intake.headings, bench.name("raw", table.name))
    intake.read = records.rows
    _tell(bench, intake, records.faults)
    if records.untold:
        _tell(bench, intake, [Fault("damaged_file", f"{records.untold:,} more faults of this kind", "")])
    if not records.faults:
        intake.texts = survey(bench, intake.table, records.columns)
        _tell(bench, intake, _size_faults(bench, intake, intake.texts.longest))
    return intake


def build_cells(bench: Bench, intake: Intake) -> None:
    """Creates the temp table of typed cells, with defaults and sources; notes words for missing values.

    Of an intake that is loaded.
    """
    table, texts = intake.table, intake.texts
    assert texts is not None
    plan = stages(bench, texts, make_sources(bench, texts))
    rows = complete(bench, table, plan, type_cells(bench, texts))
    bench.con.execute(f"CREATE TEMP TABLE {bench.cells(table.name)} AS SELECT * FROM {rows}")
    if not texts.tidy:
        record(bench, table, _missing_words(texts))
    bench.con.execute(f"DROP {'VIEW' if intake.path.suffix == PARQUET else 'TABLE'} {texts.relation}")
    lacking = [column for stage in plan for column in stage if column not in texts.given]
    intake.filled = _filled(bench, table, lacking)


def _size_faults(bench: Bench, intake: Intake, longest: int) -> Iterable[Fault]:
    if intake.read == 0:
        yield Fault("no_rows", "headings found, but no data rows", "check the filter used for the export")
    if intake.read > bench.limits.rows:
        yield Fault("too_many_rows", f"more than {bench.limits.rows:,} rows", "split the file")
    if longest > bench.limits.cell_characters:
        yield from too_long(bench, intake.headings, bench.name("raw", intake.table.name))


def _missing_words(texts: Texts) -> list[Breach]:
    return [
        Breach(
            "missing_word",
            field.name,
            f"word IN ({missing_words(field)})",
            say('"{word}" was read as empty'),
            literal("leave the cell empty"),
            f"JOIN (SELECT rowid AS line, trim({quote(field.name)}, {BLANKS}) AS word FROM {texts.relation})"
            " ON line = c._id",
            "word",
        )
        for field in texts.table.fields
        if field.name in texts.given
    ]


def _filled(bench: Bench, table: Table, columns: Iterable[str]) -> dict[str, str]:
    """Columns that the file lacks → what stands there instead, in the words of the contract."""
    known_from = bench.contract.known_from_rules.get(table.known_from_rule or "", "")
    words = {
        "known_from": known_from,
        "source_key": "a source of kind own, by its columns or named after the file",
    }
    return {column: table.defaults.get(column) or words[column] for column in columns}


def _tell(bench: Bench, intake: Intake, found: Iterable[Fault]) -> None:
    for fault in found:
        rule = bench.contract.rules[fault.rule]
        row = "" if fault.row is None else str(fault.row)
        intake.findings.append(
            Finding(
                bench.file_name(intake.table.name, intake.path),
                intake.table.name,
                row,
                fault.column,
                "",
                rule.severity,
                rule.name,
                fault.reason,
                fault.fix,
            )
        )
