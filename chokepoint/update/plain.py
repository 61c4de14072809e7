"""Updates as plain data (for JSON) and as lines of text (for a terminal)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chokepoint.contract.findings import as_dicts, by_severity
from chokepoint.risk.revision import SCORE, Revision
from chokepoint.update.compare import Comparison
from chokepoint.update.difference import KINDS, Difference
from chokepoint.update.history import Draft
from chokepoint.update.proposal import Proposal
from chokepoint.update.words import counts_words, day_words, effect_words
from chokepoint.workspace import Snapshot


def counts_data(differences: Mapping[str, Difference]) -> dict[str, dict[str, int]]:
    """Table → numbers of rows added, changed, renamed and removed."""
    return {name: {kind: one.counts[kind] for kind in KINDS} for name, one in differences.items()}


def effect_data(found: Revision | None, differs: bool | None = False) -> dict[str, Any]:
    """The score before and after on the first day asked for, and the parts of the difference.

    Without an effect `moves_score` is False where nothing differs, and None where nobody could work it out.
    """
    if found is None:
        moves = False if differs is False else None
        return {"moves_score": moves, "on": None, "score_before": None, "score_after": None, "parts": []}
    day = found.days[0]
    parts = [] if day.explanation is None else day.explanation.parts.to_dict("records")
    return {
        "moves_score": found.moves,
        "on": str(day.on),
        "score_before": day.before[SCORE],
        "score_after": day.after[SCORE],
        "parts": parts,
    }


def published_data(proposal: Proposal, made: Snapshot | None, reason: str = "") -> dict[str, Any]:
    """What was published, or why nothing was (snapshot None)."""
    return {
        "snapshot": None if made is None else made.id,
        "parent": proposal.parent.id,
        "line": None if made is None else made.line,
        "reason": reason or None,
        "tables": counts_data(proposal.differences),
        **effect_data(proposal.effect, proposal.changes if proposal.publishable else None),
        "problem": proposal.problem or None,
        "rows": {file.name: _rows(proposal, number) for number, file in enumerate(proposal.files)},
        "findings": as_dicts(proposal.findings),
        "questions": [
            {"file": q.file, "key": q.key, "words": q.words, "choices": list(q.choices)}
            for q in proposal.questions
        ],
    }


def published_text(proposal: Proposal, made: Snapshot | None, reason: str = "") -> str:
    """What was published, or why nothing was, with the numbers of rows and the effect on the score."""
    lines = [reason] if reason else []
    if made is not None:
        same = made.id == proposal.parent.id
        lines.append(
            "nothing differs: no new snapshot"
            if same
            else f"snapshot {made.id} on {made.line}, after {proposal.parent.id}"
        )
    lines += [f"{count} × {severity}" for severity, count in by_severity(proposal.findings).items()]
    lines += [f"question {q.key} ({q.file}): {q.words} [{', '.join(q.choices)}]" for q in proposal.questions]
    if made is not None:
        lines += [f"{name}: {counts_words(one)}" for name, one in proposal.differences.items()]
        if proposal.problem:
            lines.append(f"What that does to the score could not be worked out: {proposal.problem}")
        elif proposal.differences:
            lines += _effect_lines(proposal.effect)
    return "\n".join(lines)


def comparison_data(found: Comparison) -> dict[str, Any]:
    """What differs between two snapshots."""
    return {
        "one": found.one.id,
        "other": found.other.id,
        "tables": counts_data(found.differences),
        **effect_data(found.effect),
    }


def comparison_text(found: Comparison) -> str:
    """What differs between two snapshots, a line a table, and what it does to the score."""
    head = f"{found.one.id} → {found.other.id}"
    if found.same:
        return f"{head}: nothing differs"
    lines = [f"{name}: {counts_words(one)}" for name, one in found.differences.items()]
    return "\n".join([head, *lines, *_effect_lines(found.effect)])


def history_data(rows: Sequence[Snapshot]) -> list[dict[str, Any]]:
    """The snapshots, newest first."""
    return [
        {
            "seq": row.seq,
            "snapshot": row.id,
            "parent": row.parent,
            "at": row.at.isoformat(),
            "author": row.author,
            "note": row.note,
            "line": row.line,
            "tables": {name: {"rows": version.rows} for name, version in row.tables.items()},
        }
        for row in rows
    ]


def history_rows(rows: Sequence[Snapshot]) -> list[list[str]]:
    """The snapshots as lines of text with their headings."""
    head = ["", "snapshot", "at (UTC)", "line", "author", "note"]
    text = [[str(r.seq), r.id, f"{r.at:%Y-%m-%d %H:%M}", r.line, r.author, r.note] for r in rows]
    return [head, *text]


def drafts_rows(found: Sequence[Draft]) -> list[list[str]]:
    """The open drafts as lines of text with their headings."""
    head = ["draft", "snapshot", "at (UTC)", "author", "note"]
    rows = [(one.name, one.snapshot) for one in found]
    return [head, *([name, row.id, f"{row.at:%Y-%m-%d %H:%M}", row.author, row.note] for name, row in rows)]


def drafts_data(found: Sequence[Draft]) -> list[dict[str, Any]]:
    """The open drafts, newest first."""
    return [
        {
            "name": one.name,
            "snapshot": one.snapshot.id,
            "base": None if one.base is None else one.base.id,
            "at": one.snapshot.at.isoformat(),
            "author": one.snapshot.author,
            "note": one.snapshot.note,
        }
        for one in found
    ]


def _rows(proposal: Proposal, number: int) -> dict[str, dict[str, int]]:
    return {table: dict(vars(rows)) for table, rows in proposal.files[number].rows.items()}


def _effect_lines(found: Revision | None) -> list[str]:
    return [effect_words(found), *(day_words(day) for day in found.days)] if found else [effect_words(found)]
