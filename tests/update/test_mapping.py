"""A table that nobody knows: mapped once by its reader, read so, and remembered for the next file."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from chokepoint.contract.canonical import hash_file
from chokepoint.contract.headings import for_upload
from chokepoint.readers.mapping import ColumnMapping, signature
from chokepoint.readers.reading import MAPPING, Answers
from chokepoint.ui.data_questions import HEADS, NONE, mapping_of, preview
from chokepoint.update.files import remember, remembered
from chokepoint.workspace import Workspace
from tests.shipped import contract
from tests.update.conftest import Prepare
from tests.update.rows import write

NAMES = ("Nr", "Firm", "Land", "Step", "Stuff", "Now", "Kilos")
COLUMNS = dict(
    zip(("project_id", "company", "country", "stage", "material", "state", "value"), NAMES, strict=True)
)
ROWS = [
    dict(zip(NAMES, ("P-1", "A", "AUS", "separation", "NdPr", "planned", "4500000"), strict=True)),
    dict(zip(NAMES, ("P-2", "B", "USA", "mining", "NdPr", "study", "(500000)"), strict=True)),
]
MADE = ColumnMapping("projects", COLUMNS, {"unit": "t NdPr/y"}, {"value": 0.001}, None, {"value": "estimate"})


def edited(**changes: tuple[str, float | None, str]) -> pd.DataFrame:
    """The lines of the dialogue: for the columns named, heading, factor and constant."""
    table = for_upload(contract(), contract().table("projects"))
    lines = [(name, "", *changes.get(name, (NONE, None, "")), "") for name in table.columns]
    return pd.DataFrame(lines, columns=list(HEADS))


def test_the_dialogue_makes_the_mapping() -> None:
    headings = {column: (heading, None, "") for column, heading in COLUMNS.items()}
    lines = edited(**(headings | {"value": ("Kilos", 0.001, ""), "unit": (NONE, None, " t NdPr/y ")}))
    table = for_upload(contract(), contract().table("projects"))
    assert mapping_of("projects", table, lines, "as found", "estimate") == MADE
    plain = mapping_of("projects", table, lines, "day_first", "as found")
    assert (plain.date_order, dict(plain.brackets)) == ("day_first", {})
    shown = preview(MADE, NAMES, [list(row.values()) for row in ROWS])
    assert shown["company"].tolist() == ["A", "B"]
    assert shown["unit"].tolist() == ["t NdPr/y"] * 2


def test_an_unknown_table_is_read_as_mapped(tmp_path: Path, prepared: Prepare) -> None:
    path = write(tmp_path / "ours.csv", ROWS)
    assert [question.key for question in prepared(path).questions] == ["table"]
    answers = Answers().with_answer(hash_file(path), MAPPING, json.dumps(MADE.to_dict()))
    found = prepared(path, answers=answers)
    assert found.publishable, found.findings
    added = found.differences["projects"].added.set_index("project_id")
    assert added.loc["P-1", ["company", "value", "unit"]].tolist() == ["A", "4500", "t NdPr/y"]
    assert added.loc["P-2", "value"] == "500"


def test_a_mapping_is_remembered_by_the_headings(
    tmp_path: Path, workspace: Workspace, prepared: Prepare
) -> None:
    remember(workspace, signature(NAMES), MADE, "Ada")
    assert remembered(workspace) == {signature(NAMES): MADE}
    path = write(tmp_path / "next month.csv", [dict(reversed(row.items())) for row in ROWS])
    found = prepared(path)
    assert found.publishable, found.findings
    assert found.differences["projects"].counts["added"] == 2
    assert found.files[0].recognised.why == "its columns were mapped by hand"
