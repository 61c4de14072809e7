"""Cards of the Risk page on how good the score was: consistency checks, the forecast test, the restrictions."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from chokepoint.charts.auc_dots import auc_dots
from chokepoint.charts.theme import number
from chokepoint.risk.consistency import Check
from chokepoint.risk.track_record import Eve, TrackRecord, Trial
from chokepoint.share import risk as say
from chokepoint.share.citation import Source, sources_of
from chokepoint.ui.card import Card
from chokepoint.ui.context import Context
from chokepoint.ui.html import day, esc
from chokepoint.ui.html_table import WORDY, html_table
from chokepoint.ui.risk import checks_of, made_by, record_of
from chokepoint.ui.risk_level import none_card

MARKS = {True: ("✓ holds", "holds"), False: ("✕ does not hold", "fails"), None: ("not to be told", "untold")}


def checks_card(context: Context) -> Card:
    """What is known and must show in the numbers (risk.consistency.checks)."""
    q = context.question
    found = checks_of(context)
    return Card(
        key="risk-checks",
        title=say.checks_finding(found),
        subtitle="Consistency checks, no validation: the facts were chosen knowing the history, so holding proves only that the "
        f"formulas say what is known. Worked out anew on this version of the data, up to {q.on}; "
        f"{context.settings.method.scope.buyer} buyers.",
        unit="points of the score",
        as_of=min(q.on, context.settings.method.scope.coverage_end),
        alt="; ".join(f"{one.says}: {MARKS[one.holds][0]}" for one in found),
        body=html_table(("What is known", "Required", "Found", "Verdict"), [_check(one) for one in found],
                        "Consistency checks", (), WORDY),
        table=pd.DataFrame([(one.says, one.required, one.found, one.holds) for one in found],
                           columns=["what is known", "required", "found", "holds"]),
        calculated=made_by(context),
        tabs=False,
    )  # fmt: skip


def _check(one: Check) -> tuple[str, str, str, str]:
    words, kind = MARKS[one.holds]
    return (
        esc(one.says[:1].upper() + one.says[1:]),
        f'<span class="cp-small">{esc(_minus(one.required))}</span>',
        f'<span class="cp-small">{esc(_minus(one.found))}</span>',
        f'<span class="cp-mark-{kind}">{words}</span>',
    )


def _minus(text: str) -> str:
    return text.replace(" -", " −")


def record_card(context: Context) -> Card:
    """Did the score foretell new restrictions? AUC with bootstrap, against naive predictors (risk.track_record.track_record)."""
    record = record_of(context)
    if record is None or not record.trials:
        reason = f"No trial: no day up to {context.question.on} has a score and a known outcome."
        return none_card(context, "risk-record", say.skill_words(record), "AUC, 0–1", reason)
    drawn = auc_dots(record.trials, context.theme, context.narrow)
    set_ = context.settings.track_record
    return Card(
        key="risk-record",
        title=say.skill_words(record),
        subtitle=f"AUC: how often a day before a new restriction had the higher value than another day; 0.5 is chance. Grey: middle "
        f"{100 - 200 * set_.draws_tail:.0f} % of {number(set_.draws)} draws of blocks of {set_.block_days} days. Open: naive predictors. "
        f"{say.record_words(record, set_.few_restrictions)}",
        unit="AUC, 0–1",
        as_of=record.until,
        alt=drawn.alt,
        body=drawn,
        table=_trials(record),
        sources=_sources(context, record),
        calculated=made_by(context),
        everything=lambda: _reliability(record),
    )


def _trials(record: TrackRecord) -> pd.DataFrame:
    rows = [
        (trial.target, trial.horizon, one.predictor, one.auc, one.low, one.high, trial.days, trial.hits, trial.base_rate,
         trial.brier, trial.brier_base, trial.skill, trial.forecast_days)
        for trial in record.trials
        for one in trial.ranked
    ]  # fmt: skip
    return pd.DataFrame(
        rows,
        columns=["target", "horizon (days)", "predictor", "AUC", "low end", "high end", "days", "days with acts",
                 "base rate", "Brier of the score", "Brier of the base rate", "Brier skill", "days forecast"],
    )  # fmt: skip


def _reliability(record: TrackRecord) -> pd.DataFrame:
    rows = [
        (trial.target, trial.horizon, one.start, one.end, one.days, one.forecast, one.observed)
        for trial in record.trials
        for one in trial.reliability
    ]
    return pd.DataFrame(
        rows,
        columns=["target", "horizon (days)", "forecast from", "to", "days", "mean forecast (share)", "what followed (share)"],
    )  # fmt: skip


def reliability_card(context: Context) -> Card:
    """Forecast shares against what followed, on an expanding window (risk.track_record.track_record)."""
    record = record_of(context)
    if record is None or not record.trials:
        return none_card(
            context, "risk-reliability", "No forecast to grade", "share", "No trial on these days."
        )
    graded = [trial for trial in record.trials if trial.skill == trial.skill]
    # With the digits that are shown: a skill of 0.00 beats nothing.
    beaten = sum(round(trial.skill, 2) > 0 for trial in graded)
    return Card(
        key="risk-reliability",
        title=f"As a forecast it beats the base rate in {beaten} of {len(graded)} tests"
        if graded
        else "Too few days with a known outcome for a forecast",
        subtitle="Days by the share of them that was forecast to be followed by a restriction (from earlier days only, rising with "
        "the score), and the share that was. A forecast that fits has the same number twice.",
        unit="% of days",
        as_of=record.until,
        alt="; ".join(
            f"{trial.target}, {trial.horizon} days: {say.trial_words(trial)}" for trial in record.trials
        ),
        body=f'<div class="cp-two">{"".join(f"<div>{_graded(trial)}</div>" for trial in record.trials)}</div>',
        table=_reliability(record),
        calculated=made_by(context),
        tabs=False,
    )


def _graded(trial: Trial) -> str:
    rows = [
        (f"{100 * one.start:.0f}–{100 * one.end:.0f}", str(one.days), f"{100 * one.forecast:.0f}", f"{100 * one.observed:.0f}")
        for one in trial.reliability
    ]  # fmt: skip
    name = f"{trial.target[:1].upper()}{trial.target[1:]}, within {trial.horizon} days"
    heads = ("Forecast, %", "Days", "Mean forecast, %", "What followed, %")
    table = html_table(heads, rows, name, (1, 2, 3), "cp-tight") if rows else ""
    return f'<p class="cp-group"><b>{esc(name)}</b><br>{esc(say.trial_words(trial))}</p>{table}'


def eves_card(context: Context) -> Card:
    """Every day with a new restriction, and where the score stood the day before (risk.track_record.track_record)."""
    record = record_of(context)
    if record is None or not any(record.eves.values()):
        return none_card(
            context,
            "risk-eves",
            "No restriction on file",
            "points 0–100",
            "No new restriction up to this day.",
        )
    rows = [(target, eve) for target, found in record.eves.items() for eve in found]
    frame = pd.DataFrame(
        [(target, eve.day, eve.score, None if eve.below is None else 100 * eve.below, eve.missed, "; ".join(_names(context, eve)))
         for target, eve in rows],
        columns=["target", "day", "score the day before (points)", "earlier days with a lower score (%)", "missed", "acts"],
    )  # fmt: skip
    return Card(
        key="risk-eves",
        title=say.missed_words(record),
        subtitle="Days with new restrictions; score of the day before and the share of all earlier days on which it was lower. "
        "Missed: lower half, no sign of what came.",
        unit="points 0–100",
        as_of=record.until,
        alt="; ".join(
            f"{eve.day}: {'missed' if eve.missed else 'score in the upper half'}" for _, eve in rows
        ),
        body="".join(_list(context, target, found) for target, found in record.eves.items() if found),
        table=frame,
        sources=_sources(context, record),
        calculated=made_by(context),
        tabs=False,
        everything=lambda: frame,
    )


def _list(context: Context, target: str, found: Sequence[Eve]) -> str:
    rows = [
        (day(eve.day), "no score" if eve.score is None else f"{eve.score:.0f}", "" if eve.below is None else f"{100 * eve.below:.0f}",
         '<span class="cp-mark-fails">missed</span>' if eve.missed else '<span class="cp-mark-untold">upper half</span>',
         f'<span class="cp-small">{esc("; ".join(_names(context, eve)))}</span>')
        for eve in found
    ]  # fmt: skip
    heads = ("Day", "Score before", "% of days lower", "Sign", "Acts")
    return f'<p class="cp-group">{esc(target[:1].upper() + target[1:])}</p>' + html_table(
        heads, rows, target, (1, 2), "cp-tight cp-stack cp-why"
    )


def _names(context: Context, eve: Eve) -> list[str]:
    return [context.names.get(event, event) for event in eve.events]


def _sources(context: Context, record: TrackRecord) -> tuple[Source, ...]:
    ids = {event for found in record.eves.values() for eve in found for event in eve.events}
    events = context.tables["events"]
    return tuple(sources_of(events[events["event_id"].isin(ids)], context.tables["sources"]))
