"""Kept briefs: found again letter by letter, never altered, refused with a reason."""

from __future__ import annotations

import pytest

from chokepoint.errors import WorkspaceError
from chokepoint.workspace import Workspace
from chokepoint.workspace.briefs import CARD, MOST_PARTS, TEXT, keep_brief, kept_brief

PARTS = (
    (CARD, "/trade?card=flows&flow=85051110-JPN&v=1"),
    (TEXT, "<script>alert(1)</script>\n\n“so”"),
    (CARD, "/?card=due&v=1"),
)


def test_a_brief_is_found_again_letter_by_letter(workspace: Workspace) -> None:
    kept = keep_brief(workspace, " For  noon ", PARTS, True, False, "Ada")
    assert kept_brief(workspace, kept.id) == kept
    assert (kept.title, kept.parts, kept.weak, kept.noted, kept.author) == (
        "For noon",
        PARTS,
        True,
        False,
        "Ada",
    )


def test_the_same_brief_is_kept_once_and_another_one_beside_it(workspace: Workspace) -> None:
    first = keep_brief(workspace, "one", PARTS, False, False, "Ada")
    assert keep_brief(workspace, "one", PARTS, False, False, "Ada") == first
    others = [
        keep_brief(workspace, "one", PARTS[::-1], False, False, "Ada"),
        keep_brief(workspace, "one", PARTS, True, False, "Ada"),
        keep_brief(workspace, "one", PARTS, False, False, "Bo"),
    ]
    assert len({first.id, *(other.id for other in others)}) == 4
    assert kept_brief(workspace, first.id) == first


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": " "}, "no title of 1 to 120"),
        ({"title": "x" * 121}, "no title of 1 to 120"),
        ({"author": " "}, "nobody is named as the author"),
        ({"parts": ()}, "it has 0 parts"),
        ({"parts": PARTS * MOST_PARTS}, "it has 300 parts"),
        ({"parts": [(CARD, "javascript:alert(1)")]}, "part 1: 'javascript:alert\\(1\\)' is no page of the app"),
        ({"parts": [*PARTS, (CARD, "https://elsewhere.example/")]}, "part 4: .* is no page of the app"),
        ({"parts": [(CARD, "/?" + "x" * 10_000)]}, "is no page of the app"),
        ({"parts": [(TEXT, "x" * 5001)]}, "this one has 5001"),
        ({"parts": [("film", "x")]}, "'film' is neither card nor text"),
    ],
)  # fmt: skip
def test_what_is_no_brief_is_refused_and_nothing_is_kept(
    workspace: Workspace, changes: dict[str, object], said: str
) -> None:
    asked = {"title": "mine", "parts": PARTS, "weak": False, "noted": False, "author": "Ada", **changes}
    with pytest.raises(WorkspaceError, match=said):
        keep_brief(workspace, **asked)  # type: ignore[arg-type]
    assert workspace.recall_all("briefs") == []


@pytest.mark.parametrize("asked", ["", "0123456789ab", "../../etc/passwd", "<script>", "x" * 10_000])
def test_a_brief_that_is_not_here_is_named(workspace: Workspace, asked: str) -> None:
    with pytest.raises(
        WorkspaceError, match=r"there is no brief .* in this workspace; open it where it was kept"
    ):
        kept_brief(workspace, asked)
