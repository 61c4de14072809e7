"""Score, change and findings as plain data (for JSON) and as aligned text (for a terminal)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from chokepoint.charts.theme import SHOWN, number, signed
from chokepoint.contract.findings import Finding
from chokepoint.readers.check import Checked
from chokepoint.risk.explain import Explanation, explain_level, why_no_score
from chokepoint.risk.range import Range
from chokepoint.risk.score import READINGS, Assessment
from chokepoint.risk.words import word_of

# Letters of a reason in a line of text: a heading of random bytes would fill the screen; --json holds all.
LONGEST = 300
FINDING = ("row", "column", "value", "severity", "rule", "reason", "fix")


def score_data(found: Assessment, on: date, names: Mapping[str, str]) -> dict[str, Any]:
    """The score of a day with its readings and parts; score None, never 0, and a reason where there is none."""
    position, reason = found.index(on), why_no_score(found, on)
    data: dict[str, Any] = {
        "on": str(on),
        "score": None,
        "level": None,
        "level_shown": None,
        "supportable": reason is None and on <= found.method.scope.coverage_end,
        "provisional": reason is None and on > found.method.scope.coverage_end,
        "reason": reason,
        "readings": {name: _reading(found, name, position) for name in READINGS},
        "parts": [],
    }
    if reason is None and position is not None:
        level = explain_level(found, on, names)
        words = {
            "level": word_of(level.points, found.method.score.levels),
            "level_shown": found.words[position],
        }
        data |= {"score": level.points, "parts": level.parts.to_dict("records"), **words}
    return data


def range_data(spread: Range, found: Assessment, on: date) -> dict[str, Any] | None:
    """Ends and middle of the range over method choices on a day, and how many variants made it; None without."""
    position = found.index(on)
    if position is None or np.isnan(spread.middle[position]):
        return None
    tail = 100 * found.method.range.tail
    return {
        f"p{tail:g}": float(spread.low[position]),
        "p50": float(spread.middle[position]),
        f"p{100 - tail:g}": float(spread.high[position]),
        "variants": found.method.range.variants,
        "without_score": float(spread.without[position]),
    }


def change_data(found: Explanation) -> dict[str, Any]:
    """The change between two days with all its parts and what they leave over."""
    return {
        "from": str(found.start),
        "to": str(found.end),
        "change": found.points,
        "parts": found.parts.to_dict("records"),
        "residual": found.residual,
    }


def score_text(data: Mapping[str, Any]) -> str:
    """The score of a day in whole points, and a line a reading."""
    head = f"No score on {data['on']}: {data['reason']}"
    if data["score"] is not None:
        provisional = " (provisional)" if data["provisional"] else ""
        head = f"Risk score on {data['on']}: {number(data['score'])}, {data['level_shown']}{provisional}"
    if spread := data.get("range"):
        low, *_, high = (value for key, value in spread.items() if key.startswith("p"))
        head += f"\nrange over method choices {number(low)} to {number(high)} ({spread['variants']} variants; no probability)"
    rows = [["", "value", "word", "evidence to", ""]]
    for name, reading in data["readings"].items():
        value = "none" if reading["value"] is None else number(reading["value"])
        worst = f"worst: {reading['worst']}" if reading.get("worst") else ""
        rows.append([name.capitalize(), value, reading["word"] or "", reading["as_of"] or "", worst])
    return f"{head}\n{aligned(rows)}"


def change_text(data: Mapping[str, Any]) -> str:
    """The change in points, and a line a part, the largest first."""
    large = [part for part in data["parts"] if abs(part["points"]) >= SHOWN]
    rows = [[signed(part["points"]), part["reading"], part["kind"], part["label"]] for part in large]
    small = [part["points"] for part in data["parts"] if abs(part["points"]) < SHOWN]
    if small:
        rows.append([signed(sum(small)), "", "", f"{len(small)} smaller parts"])
    return "\n".join([f"{data['from']} to {data['to']}: {signed(data['change'])}", aligned(rows)]).rstrip()


def file_data(file: Checked) -> dict[str, Any]:
    """What a file was recognised as, its rows by table and its findings."""
    return {
        "file": str(file.path),
        "format": file.recognised.format or None,
        "variant": file.recognised.variant or None,
        "certainty": file.recognised.certainty,
        "tables": {name: {"rows": rows} for name, rows in file.rows.items()},
        "findings": [{name: getattr(finding, name) for name in FINDING} for finding in file.findings],
    }


def file_text(file: Checked) -> str:
    """What a file was recognised as, and a line a finding."""
    said = file.recognised
    rows = sum(file.rows.values())
    count = f"{number(rows)} row{'' if rows == 1 else 's'}"
    what = f"{said.format}, {said.variant} ({said.certainty}), {count}" if said.format else "not recognised"
    lines = [
        ["", f"row {found.row}" if found.row else "file", found.column, found.severity, _advice(found)]
        for found in file.findings
    ]
    return f"{file.path}: {what}\n{aligned(lines)}" if lines else f"{file.path}: {what}, no findings"


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Rows as columns of text, two blanks apart."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _advice(finding: Finding) -> str:
    reason = finding.reason if len(finding.reason) <= LONGEST else f"{finding.reason[:LONGEST]} …"
    return f"{reason}; {finding.fix}" if finding.fix else reason


def _reading(found: Assessment, name: str, position: int | None) -> dict[str, Any]:
    """Value, word and newest evidence of a reading, and the worst item of Stress; None where there is none."""
    reading: dict[str, Any] = {"value": None, "word": None, "as_of": None}
    if position is not None and not np.isnan(found.reading(name)[position]):
        as_of = found.as_of(name, position)
        reading = {
            "value": float(found.reading(name)[position]),
            "word": found.word(name, position),
            "as_of": None if as_of is None else str(as_of),
        }
    if name == "stress":
        reading["worst"] = None if position is None else found.stress.worst_item(position)
    return reading
