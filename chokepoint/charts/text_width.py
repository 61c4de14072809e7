"""Widths of words in pixels as Source Sans sets them, and words cut or broken to a width.

Plotly neither wraps nor measures. The table was read off the font that Streamlit ships, at weight 400; other fonts, and
letters not in it, count as wide as its figures.
"""

from __future__ import annotations

from textwrap import wrap

from chokepoint.charts.theme import literal

# Thousandths of the size of the font → characters of that width.
WIDTHS = {
    120: "\u202f", 200: " \xa0", 240: "',.:;ij|‘’·", 260: "Il", 280: "!", 300: "()[]f{}", 320: "-‑", 340: "rt", 360: "/",
    420: '"*?sz“”', 440: "x", 460: "cvy", 480: "JLY–", 500: "#$+0123456789<=>F^_aegk~≥≤×", 520: "EVX", 540: "ASTZ`hnou",
    560: "PRbdpq", 580: "BCK", 600: "&", 620: "DG→", 640: "NU", 660: "HOQ", 720: "Mw", 780: "W", 800: "—", 820: "%m",
    840: "@", 940: "…",
}  # fmt: skip
WIDTH = {character: width for width, characters in WIDTHS.items() for character in characters}
OTHERS = 500
# Letters of a bold word are wider by so much.
BOLD = 1.06
MORE = " …"
# Longer lines of a hover are cut off at the edge of a narrow figure.
HOVER_CHARACTERS = 46


def text_px(text: str, size: float, bold: bool = False) -> float:
    """Width of a line of text in pixels, to within two in a hundred."""
    return sum(WIDTH.get(character, OTHERS) for character in text) * size / 1000 * (BOLD if bold else 1)


def broken(text: str, px: float, size: float, most: int = 1, first_px: float | None = None) -> list[str]:
    """The text in at most so many lines, none wider than `px`, broken between words; one that is cut ends in "…".

    `first_px`: room of the first line, where something stands before it.
    """
    words, lines, room = text.split(), [""], px if first_px is None else first_px
    for place, word in enumerate(words):
        longer = f"{lines[-1]} {word}".strip()
        if text_px(longer, size) <= room:
            lines[-1] = longer
        elif len(lines) < most and lines[-1]:
            lines.append(word)
            room = px
        else:
            lines[-1] = _cut(" ".join([lines[-1], *words[place:]]).strip(), room, size)
            break
    if text_px(lines[-1], size) > room:
        lines[-1] = _cut(lines[-1], room, size)
    return lines


def hover(text: str) -> str:
    """Words of a hover, letter by letter, in lines that the edge of a figure does not cut."""
    return "<br>".join(literal(line) for line in wrap(text, HOVER_CHARACTERS))


def _cut(text: str, px: float, size: float) -> str:
    """A text cut between words, or inside its first one if even that is too wide."""
    head, tail = text, MORE
    while head and text_px(head + tail, size) > px:
        shorter = head.rpartition(" ")[0]
        head, tail = (shorter, MORE) if shorter else (head[:-1], "…")
    return head.rstrip(" ,;:") + tail
