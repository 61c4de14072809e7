"""Open questions of the notes: found by their words, by table and key, in a hand-made table and the shipped ones."""

from __future__ import annotations

import duckdb
import pandas as pd

from chokepoint.config import DATA, read_settings
from chokepoint.evidence.worklist import open_questions
from tests.shipped import contract, typed_csv

WORDS = ("not seen", "?")


def test_each_part_of_a_note_with_one_of_the_words_is_a_row() -> None:
    deadlines = pd.DataFrame(
        {
            "deadline_id": ["a", "b", "c", "d"],
            "notes": [
                "formal notice NOT SEEN; day about",
                "who asked?; notice not seen",
                None,
                "seen and read",
            ],
            "source_key": ["s", None, "s", "s"],
        }
    )
    found = open_questions({"deadlines": deadlines}, contract(), WORDS)
    assert found.to_dict("records") == [
        {"table": "deadlines", "row": "a", "question": "formal notice NOT SEEN", "source_key": "s"},
        {"table": "deadlines", "row": "b", "question": "who asked?", "source_key": ""},
        {"table": "deadlines", "row": "b", "question": "notice not seen", "source_key": ""},
    ]


def test_rows_of_a_key_of_several_columns_are_named_by_all_of_them() -> None:
    (row,) = open_questions(
        {"measure_versions": pd.DataFrame({"measure_id": ["M"], "known_from": [pd.Timestamp("2025-11-07")],
                                           "notes": ["text not seen"], "source_key": ["s"]})},
        contract(), WORDS,
    ).to_dict("records")  # fmt: skip
    assert row["row"] == "M · 2025-11-07"


def test_the_shipped_notes_are_counted_by_an_independent_query() -> None:
    words = read_settings().worklist.open_words
    like = " OR ".join(f"contains(lower(part), '{word}')" for word in words)
    expected = 0
    with duckdb.connect() as con:
        tables = {name: typed_csv(con, contract().table(name)) for name in ("measures", "commitments")}
        for name in tables:
            parts = f"SELECT unnest(string_split(notes, ';')) AS part FROM read_csv('{DATA / name}.csv', all_varchar=true)"
            expected += con.execute(f"SELECT count(*) FROM ({parts}) WHERE {like}").fetchall()[0][0]
    assert len(open_questions(tables, contract(), words)) == expected > 5
