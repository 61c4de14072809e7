"""Three hops from a number to its meaning: card, function, docs."""

from __future__ import annotations

import pytest

from tests import hops
from tests.hops import Hop


@pytest.mark.parametrize("hop", hops.hops(), ids=lambda hop: f"{hop.module}.{hop.name}")
def test_a_card_names_the_functions_behind_its_numbers(hop: Hop) -> None:
    assert hop.behind, "name the function in the docstring, in brackets: (evidence.deadlines.due)"
    assert [one for one in hop.behind if not hops.found(one)] == []


def test_the_docs_list_every_card_as_its_docstring_says() -> None:
    assert hops.CARDS.read_text(encoding="utf-8") == hops.table(), "run: python -m tests.hops"


def test_what_is_not_there_is_not_found() -> None:
    assert not hops.found("evidence.flowing.items")
    assert not hops.found("evidence.deadlines.no_such_name")
    assert hops.found("workspace.workspace.Workspace.history")
