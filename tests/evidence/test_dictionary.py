"""The dictionary: what the contract, the settings and the rows say, on hand-made tables and on the shipped ones."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pandas as pd
import pytest
import yaml

from chokepoint.config import CONFIG, DATA, ROOT, read_reasons, read_settings
from chokepoint.contract import Contract, Field, Rule, Table
from chokepoint.errors import TableError
from chokepoint.evidence import dictionary
from chokepoint.evidence.dictionary import Judgement, OnFile
from chokepoint.evidence.freshness import Freshness
from tests.shipped import contract

METALS = Table(
    "metals",
    "Metals",
    "Some metals.",
    (
        Field("metal", "string", "The code.", required=True, unique=True, pattern="[A-Z]+"),
        Field("price", "number", "Price a kilogram.", unit="USD/kg", minimum="0", maximum="9"),
        Field("kind", "string", "light | heavy", enum=("light", "heavy")),
        Field("made", "date", "Day.", minimum="1990-01-01"),
        Field("source_key", "string", "Source."),
        Field("verified", "boolean", "Read there."),
        Field("derived", "boolean", "Worked out."),
        Field("notes", "string", "Words.", max_length=90),
    ),
    ("metal",), (), ("no_gold",), ("metal",), {}, {}, "published", 0, 30, "metals.csv",
)  # fmt: skip
SOURCES = Table("sources", "Sources", "Who says it.", (Field("source_key", "string", "Key."),), ("source_key",),
                (), (), (), {}, {}, None, 0, None, "sources.csv")  # fmt: skip
SMALL = Contract(
    1,
    {"metals": METALS, "sources": SOURCES},
    {"no_gold": Rule("no_gold", "row", "refuse_row", "Gold is no rare earth.")},
    {"refuse_row": "the row is left out"},
    {"published": "the day of the source"},
)
FRAMES = {
    "metals": pd.DataFrame(
        {
            "metal": ["Y", "Dy", "Tb", "La"],
            "source_key": ["a", "a", "b", None],
            "verified": [True, True, False, False],
            "derived": [False, False, True, False],
            "notes": [
                "corrected 2026-01-02: 5 to 6; seen",
                None,
                "read; corrected 2026-03-04",
                "not corrected",
            ],
        }
    ),
    "sources": pd.DataFrame(
        {
            "source_key": ["a", "b", "c"],
            "kind": ["wire", "wire", "press"],
            "licence": ["CC", None, "CC"],
            "redistributable": ["yes", "unknown", "no"],
            "published": pd.to_datetime(["2025-01-01", None, "2026-01-01"]),
            "retrieved": pd.to_datetime(["2026-01-01", "2026-02-02", "2026-03-03"]),
        }
    ),
}
CLOCK = Freshness("metals", "Metals", 4, date(2026, 1, 31), None, None, 30, 60)


def test_an_entry_counts_rows_evidence_and_sources() -> None:
    metals, _ = dictionary.dictionary(FRAMES, SMALL, [CLOCK])
    assert (metals.rows, metals.verified, metals.worked_out, metals.neither) == (4, 2, 1, 1)
    assert (metals.covers_to, metals.stale) == (date(2026, 1, 31), True)
    assert (metals.published, metals.retrieved) == (date(2025, 1, 1), date(2026, 2, 2))
    assert (metals.sources, metals.kinds) == (2, {"wire": 2})
    assert metals.licences == {"CC": 1, "not stated": 1}
    assert metals.redistributable == {"yes": 1, "unknown": 1}


def test_a_table_without_these_columns_says_nothing_about_evidence() -> None:
    _, sources = dictionary.dictionary(FRAMES, SMALL, [])
    assert (sources.rows, sources.verified, sources.neither, sources.stale) == (3, None, None, False)


def test_a_table_that_cannot_be_read_is_an_entry_with_its_problem() -> None:
    class Broken(dict[str, pd.DataFrame]):
        def __getitem__(self, name: str) -> pd.DataFrame:
            if name == "metals":
                raise TableError(name, "the file is gone", "restore it")
            return super().__getitem__(name)

    metals, sources = dictionary.dictionary(Broken(FRAMES), SMALL, [])
    assert (metals.problem, metals.rows) == ("the file is gone; restore it", 0)
    assert sources.problem is None


def test_columns_say_what_they_take() -> None:
    frame = dictionary.fields_frame(METALS).set_index("column")
    assert list(frame["allowed values"])[:4] == [
        "shape [A-Z]+; each value once", "from 0 to 9", "light, heavy", "from 1990-01-01",
    ]  # fmt: skip
    assert frame.at["notes", "allowed values"] == "at most 90 characters"
    assert frame.at["price", "unit"] == "USD/kg"
    assert list(frame["must be filled"])[:2] == ["yes", ""]


def test_the_document_holds_table_rule_and_escaped_cells() -> None:
    text = dictionary.document(SMALL)
    assert "## Metals (`metals`)" in text
    assert "light \\| heavy" in text
    assert "- `no_gold`: Gold is no rare earth. (the row is left out)" in text
    assert "known_from, where a row does not bring it: the day of the source." in text


def test_corrections_are_found_in_the_notes_newest_first() -> None:
    found = dictionary.corrections({"metals": FRAMES["metals"]}, Contract(1, {"metals": METALS}, {}, {}, {}))
    assert found.to_dict("list") == {
        "table": ["metals", "metals"],
        "key": ["Tb", "Y"],
        "on": ["2026-03-04", "2026-01-02"],
        "note": ["corrected 2026-03-04", "corrected 2026-01-02: 5 to 6; seen"],
    }


def test_no_correction_is_an_empty_table() -> None:
    frame = FRAMES["metals"].iloc[3:]
    found = dictionary.corrections({"metals": frame}, Contract(1, {"metals": METALS}, {}, {}, {}))
    assert found.empty


def test_the_period_that_editions_changed_most() -> None:
    figures = pd.DataFrame(
        {
            "key": ["nir:REE"] * 4 + ["nir:Y"] * 2,
            "period": ["2023", "2023", "2024", "2024", "2024", "2024"],
            "value": [95.0, 90.0, 80.0, 53.0, 1.0, 100.0],
            "known_from": pd.to_datetime(["2025-02-07", "2026-02-07"] * 3),
        }
    )
    revised = dictionary.most_revised(figures, "nir:REE", date(2026, 7, 2))
    assert revised is not None
    assert (revised.period, revised.values) == ("2024", ((80.0, date(2025, 2, 7)), (53.0, date(2026, 2, 7))))
    assert dictionary.most_revised(figures, "nir:REE", date(2026, 2, 6)) is None
    assert dictionary.most_revised(figures, "nir:Sc", date(2026, 7, 2)) is None


def test_every_item_of_stress_is_listed_with_its_age() -> None:
    method = read_settings().method.stress
    observed = pd.DataFrame(
        {
            "item": ["Y", "Y", "Dy", "magnets"],
            "measure": ["price", "price", "price", "flow"],
            "period": ["2026-01", "2026-05", "2025-01", "2026-06"],
            "period_end": pd.to_datetime(["2026-01-31", "2026-05-31", "2025-01-31", "2026-06-30"]),
            "known_from": pd.to_datetime(["2026-02-05", "2026-06-05", "2025-02-05", "2026-07-20"]),
        }
    )
    found = {one.item: one for one in dictionary.stress_items(observed, method, date(2026, 7, 2))}
    assert len(found) == len(method.heavy_medium) + 4
    assert found["Y"] == OnFile("Y", "counts", "price", "2026-05", 32, 180)
    assert found["Dy"] == OnFile("Dy", "too old to count", "price", "2025-01", 517, 180)
    # Known only later than the day asked for: not on file then.
    assert found["magnets"] == OnFile("magnets", "nothing on file")


def test_changes_of_the_method_are_read_from_the_changelog() -> None:
    text = "# Changelog\n\n## 0.2 (x)\n\n### Added\n\n- no\n\n### Method\n\n- one\n  more\n- two\n\n## 0.1\n\n### Data\n\n- no\n"
    (change,) = dictionary.method_changes(text)
    assert (change.release, change.lines) == ("0.2 (x)", ("one more", "two"))


def test_the_changelog_has_changes_of_the_method_in_its_newest_release() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^### (.*)$", text, re.M)) <= {"Added", "Changed", "Fixed", "Method", "Data"}
    first = re.search(r"^## (.*)$", text, re.M)
    assert first is not None
    assert dictionary.method_changes(text)[0].release == first[1]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"controls": 0.45, "tension": 0.1}, "controls 0.45; tension 0.1"),
        ([{"word": "slack", "from": 0.0}, {"word": "tight", "from": 15.0}], "slack from 0; tight from 15"),
        (["Y", "Sc"], "Y, Sc"),
        ({"USA": [], "DEU": ["EUU"]}, "USA; DEU EUU"),
        ([{"stage": "metal", "materials": ["REE", "HREE"]}], "stage metal, materials REE, HREE"),
        (1e-09, "1e-09"),
        ("2026-07-02", "2026-07-02"),
    ],
)
def test_values_in_words(value: Any, words: str) -> None:
    assert dictionary.value_words(value) == words


def test_a_search_finds_every_word_in_key_value_or_reason() -> None:
    one = Judgement(
        "controls.stringency", "controls", "licence 0.75", "A licence is worth .75 (expert choice)."
    )
    assert one.expert
    assert one.holds("LICENCE 0.75")
    assert one.holds("method.controls expert")
    assert one.holds("")
    assert not one.holds("licence tariff")


# Parity: the shipped settings, contract and documents.


def leaves(node: Any, key: str) -> list[tuple[str, Any]]:
    if isinstance(node, dict):
        return [leaf for name, child in node.items() for leaf in leaves(child, f"{key}.{name}")]
    return [(key, node)]


def test_every_parameter_of_the_method_has_a_reason_and_is_shown() -> None:
    found = dictionary.judgements(read_settings(), read_reasons())
    assert [one.key for one in found if not one.reason.strip()] == []
    raw = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))["method"]
    lost = []
    for key, value in leaves(raw, "method"):
        hits = [one for one in found if key == f"method.{one.key}" or key.startswith(f"method.{one.key}.")]
        name = "" if f"method.{hits[0].key}" == key else key.rpartition(".")[2]
        text = (
            dictionary.value_words(float(value) if isinstance(value, float) else value)
            if not isinstance(value, date)
            else str(value)
        )
        if len(hits) != 1 or name not in hits[0].value or text not in hits[0].value:
            lost.append((key, text))
    assert lost == []


def test_the_expert_choices_are_those_whose_reason_says_so() -> None:
    found = dictionary.judgements(read_settings(), read_reasons())
    text = CONFIG.read_text(encoding="utf-8").partition("\ndisplay:")[0]
    assert sum(one.expert for one in found) == text.count("expert choice") > 0


def test_the_written_dictionary_is_the_one_the_code_writes() -> None:
    written = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert written == dictionary.document(contract()), (
        "data/datapackage.yaml changed: write chokepoint.evidence.dictionary.document(read_contract(...)) to the file"
    )


def test_the_written_dictionary_names_every_table_and_column() -> None:
    written = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    for table in contract().tables.values():
        section = written.partition(f"(`{table.name}`)\n")[2].partition("\n## ")[0]
        assert [f.name for f in table.fields if f"\n| {f.name} | {f.type} |" not in section] == []
        assert (DATA / table.path).exists()
