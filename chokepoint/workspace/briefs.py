"""Briefs kept for colleagues: cards as pinned links, own paragraphs, in their order. Never altered: a change is another brief."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chokepoint.errors import WorkspaceError
from chokepoint.workspace.notes import LONGEST_TEXT
from chokepoint.workspace.views import LINK, LONGEST_LINK, LONGEST_NAME
from chokepoint.workspace.workspace import Workspace

KIND = "briefs"
CARD, TEXT = "card", "text"
# More than this is a book, and its file would be too large to send.
MOST_PARTS = 100
ID = re.compile(r"[0-9a-f]{12}")


@dataclass(frozen=True)
class Brief:
    """One brief. `parts`: kind (card, text) and the link of the card or the author's words.

    `weak`: with rows that rest on a copy or an opinion alone; `noted`: with the notes of colleagues.
    """

    id: str
    title: str
    parts: tuple[tuple[str, str], ...]
    weak: bool
    noted: bool
    author: str
    at: datetime


def keep_brief(
    workspace: Workspace, title: str, parts: Sequence[tuple[str, str]], weak: bool, noted: bool, author: str
) -> Brief:
    """The brief, kept from now on; the same brief kept again is the one on file. WorkspaceError says what is wrong with it."""
    title, author = " ".join(title.split()), " ".join(author.split())
    if not title or len(title) > LONGEST_NAME:
        raise WorkspaceError(f"the brief has no title of 1 to {LONGEST_NAME} letters; give it one")
    if not 0 < len(parts) <= MOST_PARTS:
        raise WorkspaceError(f"brief {title}: it has {len(parts)} parts; a brief has 1 to {MOST_PARTS}")
    for number, (kind, text) in enumerate(parts, 1):
        _check(f"brief {title}, part {number}", kind, text)
    value = {"title": title, "parts": [list(part) for part in parts], "weak": weak, "noted": noted}
    said = json.dumps([value, author], ensure_ascii=False, sort_keys=True)
    key = hashlib.sha256(said.encode()).hexdigest()[:12]
    if workspace.recall(KIND, key) is None:
        workspace.remember(KIND, key, value, author)
    return kept_brief(workspace, key)


def kept_brief(workspace: Workspace, brief_id: str) -> Brief:
    """The brief of an id; WorkspaceError if it is not in this workspace."""
    record = workspace.recall(KIND, brief_id) if ID.fullmatch(brief_id) else None
    if record is None:
        raise WorkspaceError(
            f"there is no brief {brief_id[:80]!r} in this workspace; open it where it was kept, or ask its author for the file"
        )
    value = record.value
    parts = tuple((str(kind), str(text)) for kind, text in value["parts"])
    return Brief(brief_id, value["title"], parts, value["weak"], value["noted"], record.author, record.at)


def _check(where: str, kind: str, text: str) -> None:
    if kind == CARD and (len(text) > LONGEST_LINK or not LINK.fullmatch(text)):
        raise WorkspaceError(f"{where}: {text[:80]!r} is no page of the app; pick the card again")
    if kind == TEXT and not 0 < len(text) <= LONGEST_TEXT:
        raise WorkspaceError(
            f"{where}: a paragraph has 1 to {LONGEST_TEXT} letters; this one has {len(text)}"
        )
    if kind not in (CARD, TEXT):
        raise WorkspaceError(f"{where}: {kind[:80]!r} is neither {CARD} nor {TEXT}")
