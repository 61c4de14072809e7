"""From a card to the function behind its numbers: `python -m tests.hops` writes docs/cards.md anew.

Each function of `chokepoint/ui` that makes a card names in its docstring, in brackets, the functions whose results it
shows: "(evidence.deadlines.due)". The table of all of them is the second of three hops: page, function, docs.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CARDS = ROOT / "docs" / "cards.md"
# room.module.function, or room.module.Class.method.
REFERENCE = re.compile(r"\b(?:[a-z_]+\.){2}[A-Za-z_]\w*(?:\.[a-z_]\w*)?")
HEAD = """# Cards and the functions behind them

From a number to its meaning in three hops: the card on the page, the function that makes it, what the function's
docstring says of formula, units and source. The readings and the score are told in [method.md](method.md), the tables in
[data-dictionary.md](data-dictionary.md). This table is made from the docstrings: `python -m tests.hops`.

| card, in `chokepoint/ui/` | shows | worked out by, in `chokepoint/` |
| --- | --- | --- |
"""


@dataclass(frozen=True)
class Hop:
    """A function that makes a card: where it stands, what it shows, which functions it names."""

    module: str
    name: str
    shows: str
    behind: tuple[str, ...]


def hops() -> list[Hop]:
    """All functions of `chokepoint/ui` that return a card, by module."""
    return [hop for path in sorted((ROOT / "chokepoint" / "ui").glob("*.py")) for hop in _of(path)]


def found(reference: str) -> bool:
    """True if the reference leads to something of the package."""
    room, module, *names = reference.split(".")
    try:
        place: object = import_module(f"chokepoint.{room}.{module}")
    except ModuleNotFoundError:
        return False
    for name in names:
        place = getattr(place, name, None)
    return callable(place)


def table() -> str:
    """docs/cards.md as it must stand."""
    rows = [
        f"| `{hop.module}.{hop.name}` | {hop.shows} | {', '.join(f'`{one}`' for one in hop.behind)} |\n"
        for hop in hops()
    ]
    return HEAD + "".join(rows)


def _of(path: Path) -> Iterator[Hop]:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        # `supply_frame.made` only frames the cards of its page.
        if (
            isinstance(node, ast.FunctionDef)
            and node.returns
            and node.name != "made"
            and ast.unparse(node.returns) == "Card"
        ):
            text = " ".join((ast.get_docstring(node) or "").split())
            behind = tuple(dict.fromkeys(REFERENCE.findall(" ".join(re.findall(r"\(([^()]*)\)", text)))))
            shows = re.split(r"(?<=[.;]) ", re.sub(r" \([^()]*\)", "", text))[0].rstrip(".;")
            yield Hop(path.stem, node.name, shows.replace("|", "\\|"), behind)


if __name__ == "__main__":
    CARDS.write_text(table(), encoding="utf-8")
