"""Sentences of findings as SQL: a template with SQL expressions in braces becomes one text per row."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chokepoint.contract.canonical import literal


def say(template: str) -> str:
    """SQL for the sentence, the text of its SQL expressions in their places.

    `say('due {due_on}')` → concat('due ', CAST(due_on AS VARCHAR)). Missing values leave a gap, they never
    make the sentence NULL.
    """
    parts = re.split(r"\{([^{}]*)\}", template)
    pieces = [
        f"CAST({part} AS VARCHAR)" if number % 2 else literal(part)
        for number, part in enumerate(parts)
        if part
    ]
    return f"concat({', '.join(pieces)})" if pieces else "''"


def number(expression: str, decimals: int | None = None) -> str:
    """SQL for a number as people write it: 7.0 → 7; with `decimals` = 1: 112 → 112.0."""
    if decimals is not None:
        return f"printf('%.{decimals}f', {expression})"
    return f"regexp_replace(CAST({expression} AS VARCHAR), '\\.0$', '')"


def either(words: Sequence[str]) -> str:
    """Words as a choice: a, b or c."""
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def label(column: str) -> str:
    """A column as a sentence names it: `quantity_t` → quantity."""
    return re.sub(r"_(t|usd|pct|pp)$", "", column).replace("_", " ")


def noun(key: str) -> str:
    """What a key column identifies: `measure_id` → measure."""
    return re.sub(r"_(id|key)$", "", key)


def limit(text: str) -> str:
    """A limit as people write it: 1000000000 → 1e9, 300 → 300."""
    zeros = len(text) - len(text.rstrip("0"))
    return f"{text.rstrip('0')}e{zeros}" if zeros >= 6 else text


def slug(text: str) -> str:
    """SQL for the text in small letters, digits and hyphens."""
    plain = f"regexp_replace(lower(strip_accents({text})), '[^a-z0-9]+', '-', 'g')"
    return f"trim({plain}, '-')"
