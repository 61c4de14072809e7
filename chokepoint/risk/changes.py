"""The method with some judgements changed, and what follows from it, without working out the rest again.

A judgement is named by its keys in section `method` of config.yaml, joined by dots.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from chokepoint.config import Variant
from chokepoint.errors import ChokepointError
from chokepoint.method import Method, Part
from chokepoint.risk.dependence import dependence
from chokepoint.risk.score import Assessment, Tables, assess, combine, controls_of, stress_of, tension_of
from chokepoint.risk.stress import stress

# Groups of weights that are scaled back to 1 when one of them is changed.
SCALED = ("score.weights", "controls.basket", "stress.breadth")

# Judgements that are applied to figures and observations, not in choosing or working them out.
FROM_FIGURES = ("narrowest_stage_weight", "max_age_days")
FROM_OBSERVATIONS = ("weights", "breadth", "max_age_days")


class JudgementError(ChokepointError):
    """A judgement cannot take this value, or there is none of this name."""


def changed(method: Method, given: Mapping[str, Any]) -> Method:
    """The method with values set by dotted keys; a value for a group goes to each of its members, None leaves out.

    Raises JudgementError if a key does not exist or a value is not allowed.
    """
    tree = method.model_dump(mode="python", by_alias=True)
    for key, value in given.items():
        _set(tree, key.split("."), value, key)
    for group in SCALED:
        if any(key.startswith(group) for key in given):
            _scale_to_1(tree, group)
    try:
        return Method.model_validate(tree)
    except ValidationError as error:
        words = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise JudgementError(f"not allowed: {words}") from error


def variant_method(method: Method, variant: Variant) -> Method:
    """The method of a row of the variants table. Raises JudgementError, naming the row."""
    tree = method.model_dump(mode="python", by_alias=True)
    try:
        scaled = {
            f"{key}.{name}": _times(value, factor)
            for key, factor in variant.scale.items()
            for name, value in _group(tree, key).items()
        }
        return changed(method, {**scaled, **variant.given})
    except JudgementError as error:
        raise JudgementError(f"variant “{variant.name}”: {error}") from error


def reassessed(found: Assessment, tables: Tables, method: Method) -> Assessment:
    """An assessment by another method; what rests on judgements that are the same is taken over as it is."""
    same, days = found.method, found.days
    if method.scope != same.scope or not _alike(method.dependence, same.dependence, FROM_FIGURES):
        return assess(tables, method, found.country, found.buyer, days)
    depends, controlled, stressed, tense = found.dependence, found.controls, found.stress, found.tension
    if method.dependence != same.dependence:
        depends = dependence(depends.figures, method.dependence, days)
    if method.controls != same.controls:
        controlled = controls_of(tables, method, found.country, found.buyer, days)
    if method.stress != same.stress:
        seen = stressed.observations
        stressed = (
            stress(seen, method.stress, days)
            if _alike(method.stress, same.stress, FROM_OBSERVATIONS)
            else stress_of(tables, method, found.country, days)
        )
    if method.tension != same.tension:
        tense = tension_of(tables["events"], method, found.country, days)
    return combine(method, found.country, found.buyer, depends, controlled, stressed, tense)


def _alike(one: Part, other: Part, but: tuple[str, ...]) -> bool:
    """True if two sections say the same, these judgements aside."""
    return one.model_copy(update={name: getattr(other, name) for name in but}) == other


def _find(tree: Any, path: list[str], key: str) -> Any:
    for name in path:
        if not isinstance(tree, dict) or name not in tree:
            raise JudgementError(f"no judgement is called {key}")
        tree = tree[name]
    return tree


def _group(tree: Any, key: str) -> Mapping[str, float]:
    """The numbers of a group of judgements."""
    found = _find(tree, key.split("."), key)
    if not isinstance(found, dict) or not all(isinstance(value, (int, float)) for value in found.values()):
        raise JudgementError(f"{key} is no group of numbers that a factor could scale")
    return found


def _set(tree: Any, path: list[str], value: Any, key: str) -> None:
    inside = _find(tree, path[:-1], key)
    old = _find(inside, path[-1:], key)
    if isinstance(old, dict):
        inside[path[-1]] = dict.fromkeys(old, value)
    elif value is None:
        del inside[path[-1]]
    else:
        inside[path[-1]] = value


def _scale_to_1(tree: Any, group: str) -> None:
    weights = _find(tree, group.split("."), group)
    total = sum(weights.values())
    if not total > 0:
        raise JudgementError(f"weights {group} must not all be 0")
    for name, weight in weights.items():
        weights[name] = weight / total


def _times(value: Any, factor: float) -> Any:
    return round(value * factor) if isinstance(value, int) else value * factor
