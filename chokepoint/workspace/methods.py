"""The text of every method that was used here, from the first day on which it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chokepoint.errors import WorkspaceError
from chokepoint.method import Method
from chokepoint.workspace.workspace import Workspace

KIND = "methods"


@dataclass(frozen=True)
class Used:
    """A method used here: its id, when it was first used, and its judgements by dotted key."""

    id: str
    at: datetime
    judgements: dict[str, Any]


def keep_method(workspace: Workspace, method: Method) -> None:
    """Keeps the text of a method, once; a damaged record of it is written anew: the id says what stood there."""
    try:
        kept = workspace.recall(KIND, method.id) is not None
    except WorkspaceError:
        kept = False
    if not kept:
        text = method.model_dump(mode="json", by_alias=True)
        workspace.remember(KIND, method.id, {"id": method.id, "method": text}, "chokepoint")


def methods_used(workspace: Workspace) -> list[Used]:
    """The methods used here, the newest first."""
    return [
        Used(record.value["id"], record.at, dict(_flat(record.value["method"])))
        for record in workspace.recall_all(KIND)
    ]


def judgements_changed(before: Used, after: Used) -> list[tuple[str, Any, Any]]:
    """Key, value before and after of each judgement that differs; None where it is not there."""
    keys = sorted({*before.judgements, *after.judgements})
    pairs = ((key, before.judgements.get(key), after.judgements.get(key)) for key in keys)
    return [(key, one, other) for key, one, other in pairs if one != other]


def _flat(value: dict[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, part in value.items():
        found += _flat(part, f"{prefix}{name}.") if isinstance(part, dict) else [(f"{prefix}{name}", part)]
    return found
