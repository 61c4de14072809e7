"""The tables as they become while one batch of files after the other is checked and taken up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import duckdb

from chokepoint.config import Settings
from chokepoint.contract import Contract, Table, check_tables
from chokepoint.contract.bench import Limits
from chokepoint.contract.canonical import literal, quote, write_csv
from chokepoint.contract.findings import (
    REFUSE_FILE,
    REFUSE_GROUP,
    REFUSE_ROW,
    WHOLE_FILE,
    Finding,
    first_row,
)
from chokepoint.contract.report import Report, Rows
from chokepoint.errors import TableError
from chokepoint.readers.check import combined
from chokepoint.readers.editions import RULE, older_editions
from chokepoint.readers.reading import Answers, Reading
from chokepoint.update.difference import Difference, difference, same_key
from chokepoint.update.files import columns_of
from chokepoint.update.merge import APPEND, REPLACE, UPDATE, Mode, merged, stranded
from chokepoint.update.proposal import Folder
from chokepoint.workspace import Snapshot, Workspace, relation, write_typed

SOURCES, SOURCE_KEY = "sources", "source_key"
REFUSING = (REFUSE_ROW, REFUSE_GROUP)


@dataclass
class Work:
    """The tables as they are while one batch of files after the other is taken up.

    `whole`: files of a data package, each of which is the whole of its table whatever the mode.
    """

    workspace: Workspace
    settings: Settings
    parent: Snapshot
    folder: Folder
    today: date
    mode: Mode
    whole: frozenset[Path]
    con: duckdb.DuckDBPyConnection
    answers: Answers = field(default_factory=Answers)
    found: dict[Path, tuple[Finding, ...]] = field(default_factory=dict)
    later: list[Finding] = field(default_factory=list)
    rows: dict[Path, dict[str, Rows]] = field(default_factory=dict)
    filled: dict[str, Mapping[str, str]] = field(default_factory=dict)
    modes: dict[str, Mode] = field(default_factory=dict)
    contents: dict[str, Path] = field(default_factory=dict)
    replaced: set[str] = field(default_factory=set)

    @property
    def contract(self) -> Contract:
        """The contract of the workspace."""
        return self.workspace.contract

    @property
    def findings(self) -> list[Finding]:
        """All findings, in the order of the files; then those on what the change would leave behind."""
        return [*(finding for found in self.found.values() for finding in found), *self.later]

    def on_file(self, table: str) -> str:
        """Relation of a table as the parent holds it; without rows where it lacks the table.

        Raises TableError if its files are damaged, unless the table is replaced, which mends it.
        """
        try:
            files = self.workspace.files(self.parent, table) if table in self.parent.tables else []
        except TableError:
            if table not in self.replaced:
                raise
            files = []
        return relation(files, self.contract.table(table))

    def now(self, table: str) -> str:
        """Relation of a table after what was taken up so far."""
        if table in self.contents:
            return f"read_parquet({literal(str(self.contents[table]))})"
        return self.on_file(table)

    def take(self, batch: Sequence[Reading]) -> None:
        """Checks the files of a batch together and takes up what they hold."""
        incoming = {table: path for one in batch for table, path in one.tables.items()}
        modes = {table: self._mode(table, one) for one in batch for table in one.tables}
        self.replaced |= {table for table, mode in modes.items() if mode == REPLACE}
        names = {table: one.path.name for one in batch for table in one.tables}
        published = self._published(modes)
        report = self._check(incoming, published, names)
        for one in batch:
            of_one = [finding for finding in report.findings if finding.table in one.tables]
            answer = self.answers.of(one.sha256).get(RULE)
            older = older_editions(self.contract, one, report, published, self.con, answer)
            self.found[one.path] = (*combined(one, of_one), *older)
            self.rows[one.path] = {table: report.rows[table] for table in one.tables}
        self.filled |= {table: words for table, words in report.filled.items() if words}
        given = {
            table: columns_of(self.contract, table, path, self.settings.limits)
            for table, path in incoming.items()
        }
        for table in incoming:
            self._put(table, report.accepted[table], given[table], modes[table])
        self._recheck(names, report, given, modes)
        self._put_made_sources(incoming, report)
        # A table that a first file replaced is replaced, whatever is laid over that file.
        self.modes = modes | self.modes

    def _mode(self, table: str, reading: Reading) -> Mode:
        """How a file is taken up; a second one of the same table is laid over one that replaces it."""
        mode = REPLACE if reading.path in self.whole else self.mode
        return UPDATE if table in self.modes and mode == REPLACE else mode

    def empty(self, table: str) -> None:
        """Takes all rows out of a table."""
        definition = self.contract.table(table)
        self.replaced.add(table)
        self._put(table, relation([], definition), frozenset(definition.columns), REPLACE)
        self.modes[table] = REPLACE

    def _published(self, modes: Mapping[str, Mode]) -> dict[str, str]:
        """Table → relation of what is on file so far; a table to be replaced counts as empty."""
        tables = {**self.parent.tables, **self.contents}
        return {name: self.now(name) for name in tables if modes.get(name) != REPLACE}

    def _check(
        self, incoming: Mapping[str, Path], published: Mapping[str, str], names: Mapping[str, str]
    ) -> Report:
        limits = self.settings.limits
        sizes = Limits(limits.rows, limits.columns, limits.cell_characters)
        return check_tables(self.contract, incoming, published, self.today, sizes, self.con, names)

    def _put(self, table: str, incoming: str, given: frozenset[str], mode: Mode) -> None:
        """Writes the whole new contents of a table beside the old ones."""
        definition = self.contract.table(table)
        path = self.folder.path / f"{table}-{len(list(self.folder.path.glob(f'{table}-*.parquet')))}.parquet"
        # Where nothing is on file there is nothing to be laid over.
        plain = mode if self._has_rows(table) else REPLACE
        new_ids = plain != REPLACE and self._brings_new_keys(definition, incoming)
        rows = merged(definition, self.now(table), incoming, given, plain, new_ids)
        self.contents[table] = write_typed(self.con, definition, rows, path)

    def _has_rows(self, table: str) -> bool:
        return self.con.execute(f"SELECT 1 FROM {self.now(table)} LIMIT 1").fetchone() is not None

    def _brings_new_keys(self, table: Table, incoming: str) -> bool:
        """True if a row has a key that is not on file."""
        known = f"SELECT 1 FROM {self.now(table.name)} o WHERE {same_key(table, 'o', 'i')}"
        query = f"SELECT 1 FROM {incoming} i WHERE NOT EXISTS ({known}) LIMIT 1"
        return self.con.execute(query).fetchone() is not None

    def _recheck(
        self,
        names: Mapping[str, str],
        first: Report,
        given: Mapping[str, frozenset[str]],
        modes: Mapping[str, Mode],
    ) -> None:
        """Checks rows again that kept cells on file, because the file has no such column."""
        lacking = {
            table: [c for c in self.contract.table(table).columns if c not in given[table]]
            for table in names
            if modes[table] == UPDATE
        }
        whole = {
            table: path
            for table, columns in lacking.items()
            if columns and (path := self._kept(table, first.accepted[table]))
        }
        if not whole:
            return
        again = self._check(whole, self._published(modes), names)
        for finding in again.findings:
            if finding.severity in (*REFUSING, REFUSE_FILE) and finding.table in whole:
                self.later.append(self._with_key(finding, whole))
        for table in whole:
            if refused := again.rows[table].refused:
                self._put_back(table, whole[table], again.accepted[table])
                for rows in self.rows.values():
                    if table in rows:
                        was = rows[table]
                        rows[table] = replace(
                            was, accepted=was.accepted - refused, refused=was.refused + refused
                        )

    def _kept(self, table: str, accepted: str) -> Path | None:
        """The rows of the file that were on file before, complete, as canonical CSV; None if there are none."""
        definition = self.contract.table(table)
        rows = (
            f"(SELECT n.* FROM {self.now(table)} n WHERE EXISTS (SELECT 1 FROM {accepted} i WHERE {same_key(definition, 'n', 'i')})"
            f" AND EXISTS (SELECT 1 FROM {self.on_file(table)} o WHERE {same_key(definition, 'n', 'o')}))"
        )
        path = self.folder.path / f"{table}-kept.csv"
        row = self.con.execute(f"SELECT count(*) FROM {rows}").fetchone()
        if not row or not row[0]:
            return None
        write_csv(self.con, definition, rows, path)
        return path

    def _put_back(self, table: str, whole: Path, accepted: str) -> None:
        """Gives rows that do not fit together with the cells they kept their contents on file again."""
        definition = self.contract.table(table)
        kept = f"(SELECT * FROM read_csv({literal(str(whole))}, all_varchar=true, header=true))"
        key = ", ".join(
            f"TRY_CAST({quote(c)} AS {definition.field(c).sql_type}) AS {quote(c)}"
            for c in definition.primary_key
        )
        touched = quote(f"touched_{table}")
        self.con.execute(f"CREATE OR REPLACE TEMP TABLE {touched} AS SELECT * FROM {kept}")
        bad = (
            f"(SELECT t.* FROM (SELECT {key} FROM {touched}) t"
            f" WHERE NOT EXISTS (SELECT 1 FROM {accepted} a WHERE {same_key(definition, 't', 'a')}))"
        )
        rows = (
            f"(SELECT n.* FROM {self.now(table)} n WHERE NOT EXISTS (SELECT 1 FROM {bad} b WHERE {same_key(definition, 'n', 'b')})"
            f" UNION ALL SELECT o.* FROM {self.on_file(table)} o"
            f" WHERE EXISTS (SELECT 1 FROM {bad} b WHERE {same_key(definition, 'o', 'b')}))"
        )
        self._put(table, rows, frozenset(definition.columns), REPLACE)

    def _with_key(self, finding: Finding, whole: Mapping[str, Path]) -> Finding:
        """A finding of the second check, told by the key of the row instead of a row number of no file."""
        definition = self.contract.table(finding.table)
        number = max(first_row(finding) - 2, 0)
        text = f"read_csv({literal(str(whole[finding.table]))}, all_varchar=true, header=true)"
        keys = " || ' | ' || ".join(f"coalesce({quote(c)}, '')" for c in definition.primary_key)
        row = self.con.execute(f"SELECT {keys} FROM {text} LIMIT 1 OFFSET {number}").fetchone()
        reason = f"{row[0] if row else ''}: with the cells on file that this file lacks: {finding.reason}"
        return replace(finding, row="", reason=reason)

    def _put_made_sources(self, incoming: Mapping[str, Path], report: Report) -> None:
        """Takes up sources that the check made for rows without one, as far as a row rests on them now."""
        if SOURCES in incoming or SOURCES not in report.accepted:
            return
        using = [table for table in incoming if self.contract.table(table).has(SOURCE_KEY)]
        used = " UNION ".join(f"SELECT {SOURCE_KEY} FROM {self.now(table)}" for table in using)
        if used:
            rows = f"(SELECT * FROM {report.accepted[SOURCES]} WHERE {SOURCE_KEY} IN ({used}))"
            self._put(SOURCES, rows, frozenset(self.contract.table(SOURCES).columns), APPEND)

    def refuse_stranded(self, readings: Sequence[Reading]) -> None:
        """Adds a finding for rows that would point to rows which are taken away."""
        everything = {name: self.now(name) for name in {**self.parent.tables, **self.contents}}
        names = {table: one.path.name for one in readings for table in one.tables}
        for found in stranded(self.con, self.contract, everything, list(self.modes)):
            rows = f"{found.rows:,} row{'s' * (found.rows != 1)} of table {found.table}"
            verb = "point" if found.rows != 1 else "points"
            self.later.append(
                Finding(
                    file=names.get(found.gone, ""),
                    table=found.gone,
                    row="",
                    column=WHOLE_FILE,
                    value=found.example,
                    severity=REFUSE_FILE,
                    rule="unknown_key",
                    reason=f"{rows} {verb} to a row that would be gone ({found.column} {found.example})",
                    fix=f"keep the row, or upload table {found.table} with it; {self._way_out(found.gone)}",
                )
            )

    def _way_out(self, table: str) -> str:
        if self.modes[table] == REPLACE:
            return "or update rows instead of replacing the table"
        return "or give the row the id under which it is on file"

    def differences(self, most: int) -> dict[str, Difference]:
        """What differs from the parent, for each table that does."""
        found = {
            name: difference(self.con, self.contract.table(name), self.on_file(name), self.now(name), most)
            for name in self.contract.tables
            if name in self.contents
        }
        return {name: one for name, one in found.items() if one.total}
