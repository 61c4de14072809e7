"""Text that was read in another encoding than it was written in, before it came here: TÃ¼rkiye for Türkiye."""

from __future__ import annotations

import re

import ftfy

# What UTF-8 read as Windows-1252 looks like: the first byte of a character, then one that follows it. Seldom in
# sound text, and so cheap to look for that every cell of a large file can be asked, also by SQL.
SIGNS = (
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u2013\u2014\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]|\u00c3 "
)
_SIGNS = re.compile(SIGNS)


def ungarbled(text: str) -> str | None:
    """The text as it was most likely written; None if nothing is wrong with it, or nobody can tell."""
    if text.isascii() or not _SIGNS.search(text):
        return None
    mended = ftfy.fix_encoding(text)
    return mended if mended != text else None
