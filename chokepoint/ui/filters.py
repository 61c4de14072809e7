"""Which rows does the question list? Evidence level and materials; the score always uses all evidence."""

from __future__ import annotations

from datetime import date

import pandas as pd

from chokepoint.evidence.counts import evidence_mask
from chokepoint.evidence.deadlines import Due
from chokepoint.evidence.ends import evidence_of, falls_due
from chokepoint.share import matter
from chokepoint.share.link import EVIDENCE
from chokepoint.share.matter import WEAK
from chokepoint.ui.context import Context


def listed(context: Context, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows that the level of evidence lists (columns verified and source_key); in a brief, no weak ones."""
    sources = context.tables["sources"]
    rows = frame[evidence_mask(frame, sources, context.question.evidence)]
    if context.weak:
        return rows
    return rows[~rows["source_key"].isin(sources.loc[sources["kind"].isin(WEAK), "source_key"])]


def lists_all(context: Context) -> bool:
    """True if the question leaves no row out for its evidence."""
    return context.weak and context.question.evidence == EVIDENCE[0]


def of_materials(context: Context, material: str, group: str | None) -> bool:
    """True if a good fits the materials asked for (share.matter.of_materials)."""
    asked = context.question.materials
    return not asked or matter.of_materials(context.tables["materials"], asked, material, group)


def speaking_of_asked(context: Context) -> frozenset[str]:
    """Codes under which a rule or an event speaks of the materials asked for (share.matter.speaking_of)."""
    asked = context.question.materials
    return context.shared(
        "speaking-of", lambda: matter.speaking_of(context.tables["materials"], asked), *asked
    )


def calendar_day(context: Context) -> date:
    """The day from which calendars count and up to which later news is told: the real one, or a past day asked for."""
    on = context.question.on
    return context.today if on >= context.settings.method.scope.coverage_end else on


def due_items(context: Context) -> list[Due]:
    """Open deadlines and known ends at the level of evidence asked for (evidence.ends.falls_due)."""
    items = all_due(context)
    ids = set(listed(context, evidence_of(items))["deadline_id"])
    return [item for item in items if item.deadline_id in ids]


def all_due(context: Context) -> list[Due]:
    """Open deadlines and known ends of all evidence."""
    day = calendar_day(context)
    return falls_due(context.tables, day, day)


def unlisted(context: Context) -> str:
    """From which day on every kind of due day is listed, for a reader who asks for an earlier one; else nothing."""
    first = context.tables["deadlines"]["due_on"].min()
    earlier = not pd.isna(first) and calendar_day(context) < first.date()
    return f"before {first.date()} only ends of truces and suspensions are listed" if earlier else ""
