"""The project's own errors: each says where, what, and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class ChokepointError(Exception):
    """Something a reader of the message can mend; shown without a trace."""


@dataclass(frozen=True)
class Mistake:
    """One fault in a file that people write: where it stands, what was found, what is allowed."""

    file: str
    where: str
    found: str
    allowed: str

    def __str__(self) -> str:
        return f"{self.file}: {self.where}: found {self.found}; allowed: {self.allowed}"


class MistakesError(ChokepointError):
    """All faults of a file at once, one line each."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


class ConfigError(MistakesError):
    """`config.yaml` holds values that the settings do not allow."""


class ContractError(MistakesError):
    """`data/datapackage.yaml` is not the contract that this version of the code understands."""


class TableError(ChokepointError):
    """A table of the data is missing or damaged; the rest can go on without it."""

    def __init__(self, table: str, reason: str, fix: str) -> None:
        self.table, self.reason, self.fix = table, reason, fix
        super().__init__(f"table {table}: {reason}; {fix}")


class WorkspaceError(ChokepointError):
    """The workspace cannot do what was asked: unknown snapshot, unreadable folder, newer format."""


class ConflictError(WorkspaceError):
    """Somebody else published to the same table since the parent snapshot was read; nothing was lost."""

    def __init__(self, tables: Sequence[str], parent: str, head: str) -> None:
        self.tables, self.parent, self.head = tuple(tables), parent, head
        super().__init__(
            f"{', '.join(self.tables)}: changed by snapshot {head} since {parent} was read; "
            "look at the difference and publish again on the newest snapshot"
        )
