"""Ten kilobytes of garbage in every key of a link, on every page: said, escaped, and the page stands."""

from __future__ import annotations

import pytest

from chokepoint.share.link import CHOICES, KEYS
from tests.pages.reach import PAGES, reach

pytestmark = pytest.mark.usefixtures("still", "workspace")
GARBAGE = "<script>taken()</script>,é\u202e'\"%%{{}}:" * 300
# What reads any text as words to find finds nothing; there is no wrong word.
WORDS = {"search-entities", "diplomacy-find", "diplomacy-word", "find"}


@pytest.mark.parametrize("page", PAGES)
def test_garbage_in_every_key_is_said_and_the_page_stands(page: str) -> None:
    assert len(GARBAGE) > 10_000
    own = [name for name, there in CHOICES.items() if there == page and name not in WORDS]
    names = [*(key.name for key in KEYS), *own, "future"]
    reached = reach(page, "&".join(f"{name}={GARBAGE}" for name in names if name != "card"))
    text = reached.screen.page.text
    assert reached.cards
    assert "This figure could not be made" not in text
    assert "<script>taken" not in reached.screen.page.html
    for name in names:
        if name != "card":
            said = f"{name}=<script>taken()" in text or "'<script>taken()" in text
            assert said, name


@pytest.mark.parametrize("page", PAGES)
def test_garbage_where_words_are_searched_finds_nothing_and_runs_nothing(page: str) -> None:
    own = [name for name in sorted(WORDS) if CHOICES[name] == page]
    if not own:
        assert page not in ("trade", "diplomacy", "method")
        return
    reached = reach(page, "&".join(f"{name}={GARBAGE}" for name in own))
    assert "This figure could not be made" not in reached.screen.page.text
    assert "<script>taken" not in reached.screen.page.html
    assert reached.screen.note == ""
