"""How far the list of acts reaches: words that keep a finding of another day from being said flatly.

Legal states are read from the acts on file. Past the last day of complete events an act may be missing, so
"in force" is true only as far as listed; before the first day of the score the list holds the main acts only, so
"none" and "free" mean that none is on file.
"""

from __future__ import annotations

from datetime import date, timedelta

from chokepoint.method import Scope


def supported(finding: str, scope: Scope, day: date) -> str:
    """The finding as the list of acts supports it on a day.

    From score_from to coverage_end as it stands; within the provisional days with a mark; earlier and later only "as
    far as listed".
    """
    end = scope.coverage_end
    if day < scope.score_from:
        return f"As far as listed{_mark(finding)} {_continued(finding)}; before {scope.score_from} acts are on file in part only"
    if day <= end:
        return finding
    if not _past_limit(scope, day):
        return f"{finding} (acts listed to {end})"
    return f"As far as listed to {end}{_mark(finding)} {_continued(finding)}; later acts may be missing"


def listed_to(scope: Scope, day: date) -> str:
    """A sentence for a subtitle: from or to which day the list of acts is complete; "" between them."""
    if day < scope.score_from:
        return f"Before {scope.score_from} acts are on file in part only: what looks free may have been controlled."
    if day <= scope.coverage_end:
        return ""
    tail = "; later acts may be missing" if _past_limit(scope, day) else ""
    return f"The list of acts is complete to {scope.coverage_end} only{tail}."


def _mark(finding: str) -> str:
    """No sentence has two colons in a row."""
    return "," if ": " in finding else ":"


def _continued(finding: str) -> str:
    """The finding inside a sentence; one that begins with a name (China: …) keeps its capital."""
    return finding[:1].lower() + finding[1:] if finding[1:2].islower() or finding[1:2] == " " else finding


def _past_limit(scope: Scope, day: date) -> bool:
    return day > scope.coverage_end + timedelta(days=scope.provisional_days)
