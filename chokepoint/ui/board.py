"""The status board as HTML: goods by buyer, the word in every cell, what is held back beside them.

Full: a rule in force (licence, reporting, watch; barred with its sign); outline: free; tinted: suspended; dashed:
announced. All rows have one height: what needs more words stands once, below, as a numbered note.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from chokepoint.charts.theme import HARD
from chokepoint.evidence.board import BARRED, BUYERS, ELEMENTS, LICENCE, ORDER, Cell, Good, Rule
from chokepoint.evidence.measures import State
from chokepoint.evidence.names import BUYERS as BUYER_NAMES
from chokepoint.evidence.names import Names
from chokepoint.share.trade import AGREED
from chokepoint.ui.html import attr, esc

HELD_BACK, WIDE = "Held back", ' class="cp-wide"'
BARRED_SIGN = '<i aria-hidden="true">✕</i> '
# A licence is what most rules ask for: only other rules are named where they wait.
NAMES = {LICENCE: "", BARRED: "ban "}
STATE_WORDS = {
    State.SUSPENDED: "susp. to",
    State.ANNOUNCED: "from",
    State.LAPSED_UNCONFIRMED: "susp. ran out",
}
KINDS = {State.SUSPENDED: "cp-susp", State.ANNOUNCED: "cp-ahead", State.LAPSED_UNCONFIRMED: "cp-lapsed"}
FIGURES = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def status_board(board: Mapping[Good, Mapping[str, Cell]], names: Names) -> str:
    """The board as HTML tables with its notes: elements left, other goods right."""
    notes = _numbered(board)
    elements = {good: cells for good, cells in board.items() if good.section == ELEMENTS}
    others = {good: cells for good, cells in board.items() if good.section != ELEMENTS}
    kinds = ((elements, "cp-board cp-elements"), (others, "cp-board"))
    tables = [_table(part, kind, notes, names) for part, kind in kinds if part]
    below = "; ".join(f"{_sign(number)} {note}" for note, number in notes.items())
    return f'<div class="cp-two">{"".join(tables)}</div>' + (
        f'<p class="cp-small cp-foot">{esc(below)}.</p>' if below else ""
    )


def _table(
    board: Mapping[Good, Mapping[str, Cell]], kind: str, notes: Mapping[str, int], names: Names
) -> str:
    heads = (*(BUYER_NAMES[buyer].split()[0] for buyer in BUYERS), HELD_BACK)
    head = "".join(f'<th scope="col"{WIDE if word == HELD_BACK else ""}>{esc(word)}</th>' for word in heads)
    rows = "".join(_row(good, cells, notes, names) for good, cells in board.items())
    first = "Element" if next(iter(board)).section == ELEMENTS else "Good"
    return (
        f'<div class="cp-scroll"><table class="{kind}"><thead><tr><th scope="col">{first}</th>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _row(good: Good, cells: Mapping[str, Cell], notes: Mapping[str, int], names: Names) -> str:
    symbol = f"<span>{esc(good.material)}</span>" if good.section == ELEMENTS else ""
    row = "".join(_cell(cells[buyer], names) for buyer in BUYERS)
    rules = _waiting(cells["civil"])
    if not rules:
        return (
            f'<tr><th scope="row">{symbol}{esc(good.name)}</th>{row}<td class="cp-nothing cp-wide"></td></tr>'
        )
    signs = " ".join(_sign(notes[note]) for note in _notes(rules))
    held = esc(_short(rules[0]) + (f"{HARD}{signs}" if signs else ""))
    under = f'<small class="cp-narrow">{held}</small>'
    return (
        f'<tr><th scope="row">{symbol}{esc(good.name)}{under}</th>{row}'
        f'<td class="{KINDS[rules[0].state]} cp-wide">{held}</td></tr>'
    )


def _cell(cell: Cell, names: Names) -> str:
    word = cell.word + (", part" if cell.part else "")
    title = "; ".join(dict.fromkeys(names.get(rule.measure_id, rule.measure_id) for rule in cell.in_force))
    if cell.by_class:
        title += "; raised for this class by " + ", ".join(names.get(one, one) for one in cell.by_class)
    sign = BARRED_SIGN if cell.word == BARRED else ""
    return f'<td class="cp-{cell.word}" title="{attr(title or "no rule in force on file")}">{sign}{esc(word)}</td>'


def _waiting(cell: Cell) -> list[Rule]:
    """Rules announced or suspended that a reader can tell apart, the strictest first."""
    ordered = sorted(cell.aside, key=lambda rule: -ORDER.index(rule.word))
    told = {(_short(rule), _later(rule)): rule for rule in reversed(ordered)}
    return list(reversed(told.values()))


def _short(rule: Rule) -> str:
    """A rule that waits, for one line: "susp. to 2026-11-10", "ban from 2026-12-01"."""
    when = rule.until if rule.state == State.SUSPENDED else rule.effective
    day = "" if rule.state == State.LAPSED_UNCONFIRMED else f" {when or 'no day named'}"
    return f"{NAMES.get(rule.word, f'{rule.word} ')}{STATE_WORDS[rule.state]}{day}"


def _later(rule: Rule) -> str:
    """What the end of a suspension rests on if on an agreement alone, and the end known since."""
    parts = ["agreed; notices not seen"] if rule.ground == AGREED else []
    if rule.later_until:
        tail = "; notices not seen" if rule.later_ground == AGREED else ""
        parts.append(f"since {rule.later_ground} to {rule.later_until}{tail}")
    return ", ".join(parts)


def _notes(rules: Sequence[Rule]) -> list[str]:
    """What a row says below the board: of its first rule what its end rests on, and its other rules."""
    first, *others = rules
    also = [
        f"also {rule.word} {_short(rule).removeprefix(NAMES.get(rule.word, ''))}"
        + (f" ({later})" if (later := _later(rule)) else "")
        for rule in others
    ]
    return [note for note in (_later(first), *also) if note]


def _numbered(board: Mapping[Good, Mapping[str, Cell]]) -> dict[str, int]:
    """Every note once, numbered by its first row."""
    found = [
        note for cells in board.values() if (rules := _waiting(cells["civil"])) for note in _notes(rules)
    ]
    return {note: number for number, note in enumerate(dict.fromkeys(found), 1)}


def _sign(number: int) -> str:
    return str(number).translate(FIGURES)
