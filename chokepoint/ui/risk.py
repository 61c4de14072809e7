"""What the cards of the Risk page share: assessments of other buyers and own judgements, the range in the background."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import pandas as pd
import streamlit as st

from chokepoint.engine import Tables
from chokepoint.risk.changes import changed
from chokepoint.risk.consistency import Check, checks, look_ahead
from chokepoint.risk.range import Range, score_range
from chokepoint.risk.revision import TABLES
from chokepoint.risk.score import Assessment
from chokepoint.risk.sensitivity import Course, Ends, interval_courses, variant_courses
from chokepoint.risk.track_record import TrackRecord, track_record
from chokepoint.share.citation import Source, sources_of
from chokepoint.share.link import BUYERS
from chokepoint.ui.context import Context

OWN = "own calculation"
RULES = """
[class*=cp-mark-] {{ white-space: nowrap; }}
.cp-mark-holds {{ color: {better}; font-weight: 600; }}
.cp-mark-fails {{ color: {worse}; font-weight: 600; }}
.cp-mark-untold {{ color: {ink3}; font-weight: 600; }}
"""


@dataclass
class Work:
    """The range being worked out in the background: the share done, and the range once it is there."""

    future: Future[Range] = field(default_factory=Future)
    share: float = 0.0

    @property
    def done(self) -> bool:
        """True once the range is there, or it is known that it cannot be."""
        return self.future.done()

    def tell(self, share: float) -> None:
        """Notes how much of the work is done."""
        self.share = share


def range_of(context: Context) -> Work:
    """The range of the question's score; started when first asked for, and shared by all readers."""
    q = context.question
    return _work(
        context.tables, context.assessment(), context.snapshot.id, context.snapshot.seq,
        context.settings.method.id, q.country, q.buyer,
    )  # fmt: skip


@st.cache_resource(max_entries=16, show_spinner=False)
def _work(
    _tables: Tables, _found: Assessment, snapshot: str, seq: int, method: str, country: str, buyer: str
) -> Work:
    # Read here: the tables belong to the thread that opened the workspace.
    read = {name: _tables[name] for name in TABLES}
    work = Work()
    work.future = _pool().submit(score_range, _found, read, work.tell)
    return work


@st.cache_resource(show_spinner=False)
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="range")


def no_width(found: Assessment) -> Range:
    """A range that is not yet there: no variant, and both ends on the score, so that nothing is drawn."""
    none = np.full((0, len(found.days)), np.nan)
    return Range(found.days, none, found.score, found.score, found.score, np.zeros(len(found.days)))


def own_context(context: Context) -> Context:
    """The same question by the reader's own judgements; the context itself if there are none."""
    given = context.question.changes
    if not given:
        return context
    method = changed(context.settings.method, given)
    return replace(context, settings=context.settings.model_copy(update={"method": method}))


def buyers_of(context: Context) -> dict[str, Assessment]:
    """The assessment of the question's country for each class of buyers."""
    return {
        buyer: replace(context, question=replace(context.question, buyer=buyer)).assessment()
        for buyer in BUYERS
    }


def main_assessment(context: Context) -> Assessment:
    """The assessment of the pair and buyer of the score, whatever the reader asks."""
    scope = context.settings.method.scope
    plain = replace(context.question, country=scope.pair.country, buyer=scope.buyer)
    return replace(context, question=plain).assessment()


def record_of(context: Context, on: date | None = None) -> TrackRecord | None:
    """The track record of the score up to a day, or up to the day shown."""
    settings = context.settings.track_record
    until = min(on or context.question.on, context.settings.method.scope.coverage_end)
    return context.shared(
        "record",
        lambda: track_record(main_assessment(context), context.tables["events"], settings, until),
        until,
        repr(settings),
    )


def checks_of(context: Context) -> list[Check]:
    """The consistency checks up to the day shown."""
    settings, on, tables = context.settings.consistency, context.question.on, context.tables

    def make() -> list[Check]:
        found = main_assessment(context)
        every = settings.cut_every_days
        gaps = context.shared("look-ahead", lambda: look_ahead(found, tables, every), every)
        return checks(found, tables, settings, on, gaps)

    return context.shared("checks", make, on, repr(settings))


def variants_of(context: Context) -> list[Course]:
    """The score by every variant of the variants table, over all days."""
    q, asked = context.question, context.settings.sensitivity.variants
    return context.shared(
        "variants",
        lambda: variant_courses(context.assessment(), context.tables, asked),
        q.pair,
        q.buyer,
        repr(asked),
    )


def ends_of(context: Context) -> list[Ends]:
    """The score with every judgement at the ends of its interval, over all days."""
    q = context.question
    return context.shared(
        "ends", lambda: interval_courses(context.assessment(), context.tables), q.pair, q.buyer
    )


def sources_behind(context: Context, keys: Sequence[str]) -> tuple[Source, ...]:
    """The sources with these keys, as a card names them."""
    return tuple(sources_of(pd.DataFrame({"source_key": list(keys)}), context.tables["sources"]))


def left_over(residual: float) -> str:
    """That the parts close, in words: exactly, or to within what floating numbers leave."""
    return (
        "nothing is left over"
        if not residual
        else f"nothing is left over (but {abs(residual):.0e} of rounding)"
    )


def made_by(context: Context) -> str:
    """Who works the numbers out, and by which method."""
    return f"{OWN}, method {context.settings.method.id}"
