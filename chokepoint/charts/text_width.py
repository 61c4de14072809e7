"""How wide is a text, and where must it be cut? Advance widths of Source Sans, the font of every figure."""

from __future__ import annotations

# Thousandths of the font size; a character that is not listed counts as a wide lower-case letter.
_WIDTHS = {
    **dict.fromkeys("ijl'|", 250), **dict.fromkeys(".,:;!I", 250), **dict.fromkeys("ft()[]-r/", 325),
    **dict.fromkeys("csxzvyk", 455), **dict.fromkeys("0123456789aegLJFY", 498), **dict.fromkeys("mMwW%—…", 790),
    **dict.fromkeys("DGHNOQU", 645), " ": 200, "\u202f": 120, "\u00a0": 200,
}  # fmt: skip
_OTHER = 550
MORE = " …"


def text_px(text: str, size: float) -> float:
    """Width of a text in pixels at a font size."""
    return sum(_WIDTHS.get(sign, _OTHER) for sign in text) * size / 1000


def in_lines(text: str, size: float, room_px: float, most: int = 1) -> list[str]:
    """The text in at most so many lines, each no wider than the room; cut between words, with "…" where it is cut."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < most:
        last = len(lines) == most - 1
        fits = [n for n in range(1, len(words) + 1) if text_px(" ".join(words[:n]), size) <= room_px]
        count = max(fits, default=1)
        if last and count < len(words):
            room = room_px - text_px(MORE, size)
            count = max((n for n in fits if text_px(" ".join(words[:n]), size) <= room), default=1)
        line = " ".join(words[:count])
        words = words[count:]
        lines.append(line.rstrip(",;:-") + MORE if last and words else line)
    return lines
