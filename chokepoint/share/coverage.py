"""How far the list of acts reaches: words that keep a finding of a later day from being said flatly.

Legal states are read from the acts on file. Past the last day of complete events an act may be missing, so
"in force" is true only as far as listed.
"""

from __future__ import annotations

from datetime import date, timedelta

from chokepoint.method import Scope


def supported(finding: str, scope: Scope, day: date) -> str:
    """The finding as the list of acts supports it on a day.

    To coverage_end as it stands; within the provisional days with a mark; later only "as far as listed".
    """
    end = scope.coverage_end
    if day <= end:
        return finding
    if not _past_limit(scope, day):
        return f"{finding} (acts listed to {end})"
    # A finding that begins with a name (China: …) keeps its capital, and no sentence has two colons in a row.
    head = finding[:1].lower() + finding[1:] if finding[1:2].islower() or finding[1:2] == " " else finding
    return f"As far as listed to {end}{',' if ': ' in finding else ':'} {head}; later acts may be missing"


def listed_to(scope: Scope, day: date) -> str:
    """A sentence for a subtitle: to which day the list of acts is complete; "" up to that day."""
    if day <= scope.coverage_end:
        return ""
    tail = "; later acts may be missing" if _past_limit(scope, day) else ""
    return f"The list of acts is complete to {scope.coverage_end} only{tail}."


def _past_limit(scope: Scope, day: date) -> bool:
    return day > scope.coverage_end + timedelta(days=scope.provisional_days)
