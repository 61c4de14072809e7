"""The reader's own weights and half-lives in a link: `controls:0.5,act:90`.

What cannot be read is returned with its reason; the judgement then stays that of the method.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite

# Judgements that a link may change, by their short names → keys in section `method` of config.yaml.
JUDGEMENTS = {
    **{name: f"score.weights.{name}" for name in ("controls", "stress", "tension")},
    **{name: f"tension.half_life_days.{name}" for name in ("act", "threat", "statement", "relief", "talk")},
}
LONGEST_HALF_LIFE = 730

Own = tuple[tuple[str, float], ...]
# The part of the text, why it could not be read, and what is used instead.
Miss = tuple[str, str, str]


def own_text(own: Iterable[tuple[str, float]]) -> str:
    """Own judgements as a link writes them."""
    return ",".join(f"{name}:{value:g}" for name, value in own)


def read_own(text: str, weights: Mapping[str, float]) -> tuple[Own, list[Miss]]:
    """The judgements in a text, and everything in it that could not be read; `weights` are those of the method."""
    found: dict[str, float] = {}
    missed: list[Miss] = []
    for pair in filter(None, text.split(",")):
        name, _, told = pair.partition(":")
        low, most = (1, LONGEST_HALF_LIFE) if JUDGEMENTS.get(name, "").startswith("tension") else (0, 1)
        if name not in JUDGEMENTS:
            missed.append((pair, f"no such judgement; there are {', '.join(JUDGEMENTS)}", "shown without it"))
        elif name in found:
            missed.append((pair, "named a second time", "shown with the first"))
        elif (value := _number(told)) is None or not low <= value <= most:
            missed.append((pair, f"not a number from {low} to {most}", "shown with that of the method"))
        else:
            found[name] = value
    if not any({**weights, **found}[name] for name in weights):
        refused = [(name, found.pop(name)) for name in list(found) if name in weights]
        missed.append((own_text(refused), "weights must not all be 0", "shown with those of the method"))
    return tuple(found.items()), missed


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) else None
