"""What every command works on and answers: settings, contract and workspace, opened when first needed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from chokepoint.config import CONFIG, DATA, Settings, read_settings
from chokepoint.contract import Contract, read_contract
from chokepoint.engine import Tables, connect
from chokepoint.errors import ChokepointError
from chokepoint.evidence.config_names import check_names, missing_names
from chokepoint.risk.score import Assessment, assess
from chokepoint.workspace import Snapshot, Workspace, open_workspace

FINE, NO, WRONG = 0, 1, 2


class UsageError(ChokepointError):
    """The command line asks for something that cannot be."""


@dataclass(frozen=True)
class Answer:
    """What a command found: for machines, for readers, and the exit status."""

    data: Any
    text: str
    status: int = FINE


class Desk:
    """Settings, contract and workspace that a command works on, each opened when first needed."""

    def __init__(self, arguments: argparse.Namespace, environment: Mapping[str, str]) -> None:
        self.arguments = arguments
        self.config = Path(environment.get("CHOKEPOINT_CONFIG") or CONFIG).absolute()
        self.folder = arguments.workspace or environment.get("CHOKEPOINT_WORKSPACE")

    @cached_property
    def settings(self) -> Settings:
        """Settings of config.yaml, or of the file that CHOKEPOINT_CONFIG names."""
        settings = read_settings(self.config)
        check_names(settings, self.contract, self.config)
        return settings

    @cached_property
    def contract(self) -> Contract:
        """The shipped contract."""
        return read_contract(DATA / "datapackage.yaml")

    @cached_property
    def workspace(self) -> Workspace:
        """The workspace; the first time it is made from the shipped data."""
        root = Path(self.folder or self.config.parent / self.settings.workspace.path)
        if not (root / "log").exists():
            print(f"{root}: a new workspace is being made from the shipped data …", file=sys.stderr)
        engine = self.settings.engine
        con = connect(memory_limit=engine.memory_limit, threads=engine.threads, temp_directory=root / "temp")
        return open_workspace(root, DATA, self.contract, con)

    @cached_property
    def snapshot(self) -> Snapshot:
        """The snapshot asked for, or the newest one."""
        wanted = getattr(self.arguments, "snapshot", None)
        return self.workspace.snapshot(wanted) if wanted else self.workspace.head()

    @cached_property
    def tables(self) -> Tables:
        """The tables of the snapshot; what config.yaml names and they do not hold is told on stderr."""
        tables = Tables(self.workspace, self.snapshot)
        for one in missing_names(self.settings, tables, self.config):
            print(f"{one}; left out of snapshot {self.snapshot.id}", file=sys.stderr)
        return tables

    @cached_property
    def pair(self) -> str:
        """The pair asked about, as USA:CHN."""
        scope = self.settings.method.scope
        known = [f"{country}:{scope.pair.supplier}" for country in scope.countries]
        pair: str = self.arguments.pair or f"{scope.pair.country}:{scope.pair.supplier}"
        if pair not in known:
            raise UsageError(f"unknown pair {pair!r}; known are {', '.join(known)}")
        return pair

    @cached_property
    def assessment(self) -> Assessment:
        """Readings and score of the pair for the class of buyers."""
        return assess(self.tables, self.settings.method, self.pair.split(":")[0], self.arguments.buyer)


def present(files: list[Path]) -> list[Path]:
    """The files, once all of them are seen to be there; UsageError names those that are not."""
    if absent := [str(path) for path in files if not path.is_file()]:
        raise UsageError(f"no such file: {', '.join(absent)}")
    return files
