"""The one-page note says what the functions say, leaves weak sources out and says so, and runs nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pandas as pd
import pytest

from chokepoint.charts.theme import signed
from chokepoint.errors import TableError
from chokepoint.evidence.readouts import Account, Exchange, exchanges
from chokepoint.risk.explain import explain_change
from chokepoint.risk.score import READINGS
from chokepoint.share.diplomacy import AGREEMENTS
from chokepoint.share.matter import WEAK, Matter
from chokepoint.share.note import ORDER, _topic, make_note
from chokepoint.share.paper import Heading, Item, Items, Paper, Words, clipped
from chokepoint.share.paper_html import html_page
from chokepoint.share.paper_markdown import markdown


@pytest.fixture(scope="module")
def note(matter: Matter) -> Paper:
    return make_note(matter)


def words_of(paper: Paper) -> str:
    return " ".join(block.text for block in paper.blocks if isinstance(block, (Words, Heading)))


def items_of(paper: Paper) -> list[Item]:
    return [item for block in paper.blocks if isinstance(block, Items) for item in block.items]


def test_its_parts_stand_in_the_order_of_the_questions(note: Paper) -> None:
    heads = [block.text for block in note.blocks if isinstance(block, Heading)]
    assert heads == ["Status", "What changed", "What is due", "Both accounts"]


def test_its_numbers_are_those_of_the_functions(matter: Matter, note: Paper) -> None:
    q, found = matter.question, matter.assessment
    at = found.index(q.on)
    assert at is not None
    assert f"Risk score {found.score[at]:.0f} of 100, {found.words[at]}, on {q.on}." in words_of(note)
    for name in READINGS:
        assert f"{name.capitalize()} {found.reading(name)[at]:.0f} ({found.word(name, at)})" in words_of(note)
    parts = explain_change(found, q.compare, q.on, matter.names)
    assert f"{signed(parts.points)} points since {q.compare}" in words_of(note)
    first = parts.parts.iloc[0]
    assert (signed(first["points"]), clipped(first["label"], 150)) in [
        (i.mark, i.text) for i in items_of(note)
    ]


def test_every_number_of_a_source_is_in_the_list_of_sources(note: Paper) -> None:
    cited = {int(n) for block in re.findall(r"\[([\d, ]+)\]", markdown(note).replace("\\", "").split("\n---\n")[0]) for n in block.split(",")}  # fmt: skip
    listed = [int(n) for n in re.findall(r"\[(\d+)\] ", note.foot[0])]
    assert listed == list(range(1, max(cited) + 1))
    assert cited == set(listed)


def test_copies_and_opinions_stay_out_unless_asked_for(matter: Matter) -> None:
    sources = matter.tables["sources"].set_index("source_key")
    deadlines = matter.tables["deadlines"]
    weak = deadlines[deadlines["source_key"].map(sources["kind"]).isin(WEAK)]
    plain, all_in = make_note(matter), make_note(replace(matter, weak=True))
    assert "Rows that rest on a copy or an opinion alone are left out." in plain.foot[-1]
    assert "left out" not in all_in.foot[-1]
    titles = " ".join(item.text for item in items_of(plain))
    assert not [title for title in weak["title"] if title in titles]


def test_a_past_day_counts_from_itself_and_knows_nothing_later(matter: Matter) -> None:
    q = replace(matter.question, on=date(2025, 5, 30), compare=date(2025, 4, 1))
    text = markdown(make_note(replace(matter, question=q)))
    head = text.split("---")[0]
    assert "2025-05-30" in head
    later = [day for day in re.findall(r"\*\*(\d{4}-\d{2}-\d{2})\*\* \w+, ", head) if day > "2025-05-30"]
    assert later == [], "news of a later day"
    assert "NaN" not in text


def test_a_pair_without_a_score_says_so_and_still_has_a_note(matter: Matter) -> None:
    text = words_of(make_note(replace(matter, question=replace(matter.question, country="DEU"))))
    assert "the score exists for USA:CHN only" in text
    assert "No change of the score to explain" in text


class Lost(dict):  # type: ignore[type-arg]
    """Tables of which one cannot be read."""

    lost = "readouts"

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name == self.lost:
            raise TableError(name, "file x.parquet cannot be opened", "publish the table again")
        frame: pd.DataFrame = super().__getitem__(name)
        return frame


def test_a_table_that_is_lost_costs_its_part_only(matter: Matter) -> None:
    tables = Lost({name: matter.tables[name] for name in matter.tables})
    note = make_note(replace(matter, tables=tables))  # type: ignore[arg-type]
    assert "Cannot be told: table readouts: file x.parquet cannot be opened" in words_of(note)
    assert "Risk score 44 of 100" in words_of(note)


def test_lost_deadlines_cost_the_title_and_their_part(matter: Matter) -> None:
    tables = Lost({name: matter.tables[name] for name in matter.tables})
    tables.lost = "deadlines"
    note = make_note(replace(matter, tables=tables))  # type: ignore[arg-type]
    assert note.title.startswith("What is due cannot be told: table deadlines: file x.parquet")
    assert "Risk score 44 of 100" in words_of(note)


def test_materials_asked_for_narrow_the_goods_and_the_rest_says_that_it_is_not_narrowed(
    matter: Matter,
) -> None:
    asked = replace(matter, question=replace(matter.question, materials=("Dy",)))
    note = make_note(asked)
    assert "Dysprosium needs a licence" in words_of(note)
    assert "Not enough data to say whether it is flowing" in words_of(note)
    assert "Worst item: yttrium" in words_of(make_note(matter))
    assert "speak of all materials" in note.foot[-1]
    assert "speak of all materials" not in make_note(matter).foot[-1]


def test_points_left_out_are_those_that_a_filter_hides(matter: Matter) -> None:
    """One account of a point hidden by its source hides the point; what nobody told is not left out."""
    q, rows, events = matter.question, matter.tables["readouts"], matter.tables["events"]
    told = [one for one in exchanges(rows, events, q.country, q.supplier, q.on) if len(one.accounts) == 2]
    points = [one for one in told if one.event_id == told[0].event_id]
    lone = rows[(rows["event_id"] == told[0].event_id) & (rows["side"] == "USA")].iloc[[0]]
    added = pd.concat([rows, lone.assign(topic="told by one side")])
    tables = {name: matter.tables[name] for name in matter.tables} | {"readouts": added}
    note = make_note(replace(matter, tables=tables, weak=True))  # type: ignore[arg-type]
    assert f"of {len(points)} points." in words_of(note)


class Tags(HTMLParser):
    """Tags of a page, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text += data


EVIL = "<script>taken()</script> [x](javascript:1) **b** | `c`\n# h"


def test_markup_in_any_text_is_letters_in_both_files(note: Paper) -> None:
    evil = replace(note, title=EVIL, asked=EVIL, blocks=(Heading(EVIL), Words(EVIL, "own", EVIL), Items((Item(EVIL, EVIL, EVIL),))), foot=(EVIL,), citation=EVIL)  # fmt: skip
    page = Tags(html_page(evil))
    assert "script" not in page.tags
    assert page.text.count("<script>taken()</script>") >= 8
    lines = markdown(evil).splitlines()
    assert "<script" not in "".join(lines).replace("\\<", "")
    assert not [line for line in lines if re.search(r"(?<!\\)\]\(", line)]
    assert len([line for line in lines if line.startswith("# ")]) == 1


def test_a_printed_note_sets_tables_and_small_print_as_small_as_its_lists(note: Paper) -> None:
    printed = html_page(note).rpartition("@media print {")[2]
    rules = dict(re.findall(r"^  (\.compact [^{]+?) \{ ([^}]+?) \}$", printed, re.MULTILINE))
    small = [selector for selector, rule in rules.items() if rule == "font-size: 8pt;"]
    assert small == [".compact .asked, .compact .grid, .compact .grid thead th, .compact dd small"]


def test_every_kind_of_agreement_has_its_words_and_its_place() -> None:
    account = Account("USA", "no", "not named", "s", True)
    for agreement in AGREEMENTS:
        one = Exchange("e", date(2025, 6, 5), "A call", "Taiwan", agreement, account, account)
        assert agreement in ORDER
        assert _topic(one).startswith("Taiwan (")
