"""The commitment ledger as HTML: counts, then a row a promise with both views, due day and evidence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from chokepoint.evidence.commitments import Promise, Step
from chokepoint.evidence.names import Names
from chokepoint.share.diplomacy import ACKNOWLEDGED_WORDS, STATUS_WORDS, figure_words
from chokepoint.ui.diplomacy import Cite, side_word
from chokepoint.ui.html import chip, day, esc, plural

SIGNS = {"kept": "●", "partly_kept": "◐", "pending": "○", "disputed": "≠", "broken": "✕"}
HEADS = (
    '<div class="cp-promise cp-heads"><div>Status</div><div>Promise, and how each side tells it</div><div>Due</div>'
    "<div>Delivery in figures</div></div>"
)
KINDS = {"kept": " cp-good", "partly_kept": " cp-good", "disputed": " cp-bad", "broken": " cp-bad"}


def counts_table(grid: pd.DataFrame) -> str:
    """Counts acknowledged × status as an HTML table; no sums, no shares."""
    heads = "".join(f'<th scope="col">{SIGNS[s]} {STATUS_WORDS[s]}</th>' for s in grid.columns)
    rows = "".join(
        f'<tr><th scope="row">{esc(ACKNOWLEDGED_WORDS[str(row)])} by the promisor</th>'
        + "".join(_count(int(grid.at[row, status])) for status in grid.columns)
        + "</tr>"
        for row in grid.index
    )
    return (
        f'<div class="cp-scroll"><table class="cp-counts"><thead><tr><td></td>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def ledger_rows(promises: Sequence[Promise], on: date, names: Names, cite: Cite) -> list[str]:
    """A row of HTML a promise: status and its day, promise with both views, due day with the clock, evidence."""
    return [_row(promise, on, names, cite) for promise in promises]


def later_steps(steps: Sequence[tuple[date, str, str, str]], on: date) -> str:
    """What became known after the day shown, folded and apart from the ledger."""
    if not steps:
        return ""
    rows = "".join(
        f"<li>{day(when)}: {esc(text)}. <b>{SIGNS[status]} {STATUS_WORDS[status]}</b>: {esc(note)}</li>"
        for when, text, status, note in steps
    )
    return (
        f'<details class="cp-fold"><summary>{plural(len(steps), "step")} known after {day(on)}, not in the ledger above '
        f"(the list is thin there; set “On” to a later day to count them)</summary>"
        f'<ul class="cp-steps">{rows}</ul></details>'
    )


def ledger_table(promises: Sequence[Promise], names: Names) -> pd.DataFrame:
    """One row per promise as displayed."""
    return pd.DataFrame(
        [
            (
                p.commitment_id, p.made_on, names.country(p.promisor), names.country(p.promisee), p.text, p.due_on,
                p.acknowledged, STATUS_WORDS[p.status], p.status_as_of, p.overdue_days, p.late_days, p.promisor_view,
                p.promisee_view, p.figure.quantity_t if p.figure else None, p.figure.period if p.figure else None,
                p.verified, p.source_key, p.notes,
            )
            for p in promises
        ],
        columns=["id", "made on", "promisor", "promisee", "promise", "due on", "acknowledged", "status",
                 "status as of", "overdue (days)", "delivered late (days)", "promisor's view", "promisee's view", "newest figure (t)",
                 "period of the figure", "verified", "source_key", "notes"],
    )  # fmt: skip


def _count(value: int) -> str:
    return f"<td>{value}</td>" if value else '<td class="cp-nil">0</td>'


def _row(promise: Promise, on: date, names: Names, cite: Cite) -> str:
    state = (
        f'<div><span class="cp-state{KINDS.get(promise.status, "")}">{SIGNS[promise.status]} '
        f'{STATUS_WORDS[promise.status]}</span><br><span class="cp-small">as of {day(promise.status_as_of)}</span></div>'
    )
    proof = "" if promise.verified else " " + chip("not verified", "badge")
    whom = "itself" if promise.promisee == promise.promisor else f"{side_word(promise.promisee, names)}"
    words = (
        f"<div><p>{side_word(promise.promisor, names)} to {whom} · {day(promise.made_on)} · "
        f"{esc(ACKNOWLEDGED_WORDS[promise.acknowledged])}{proof}</p><h3>{esc(promise.text)}</h3>"
        f"{_view(promise.promisor, promise.promisor_view, names)}"
        f"{_view(promise.promisee, promise.promisee_view, names) if promise.promisee != promise.promisor else ''}"
        f"{_steps(promise.steps, promise.source_key, cite)}</div>"
    )
    figure = figure_words(promise.figure, promise.measured, promise.made_on)
    if promise.elsewhere:
        figure = "in figures below, under “Delivery against promise”"
    source = f" ({cite(promise.figure.source_key)})" if promise.figure else ""
    return (
        f'<div class="cp-promise">{state}{words}<div>{_due(promise, on)}</div>'
        f'<div class="cp-small">{esc(figure)}{source}</div></div>'
    )


def _due(promise: Promise, on: date) -> str:
    """The due day and the clock: overdue, how late it was delivered, days left, or nothing for what is settled."""
    if promise.due_on is None:
        return '<span class="cp-small">no day named</span>'
    clock = ""
    if promise.overdue_days:
        clock = f'<b class="cp-worse">overdue {plural(promise.overdue_days, "day")}</b>'
    elif promise.late_days:
        clock = f"{plural(promise.late_days, 'day')} late"
    elif promise.due_on >= on:
        clock = f'<span class="cp-small">in {plural((promise.due_on - on).days, "day")}</span>'
    return f"{day(promise.due_on)}<br>{clock}"


def _view(side: str, view: str, names: Names) -> str:
    return f"<p>{side_word(side, names)}: {esc(view)}</p>" if view else ""


def _steps(steps: Sequence[Step], source_key: str, cite: Cite) -> str:
    """The dated steps with the event that shows each, newest first, folded."""
    rows = "".join(
        f"<li>{day(step.date)} <b>{SIGNS[step.status]} {STATUS_WORDS[step.status]}</b>: {esc(step.note)}. "
        f"{esc(step.headline)}{f' ({cite(step.source_key)})' if step.source_key else ''}"
        f"{'' if step.verified else ' ' + chip('not verified', 'badge')}</li>"
        for step in reversed(steps)
    )
    rows += f"<li>The promise itself: {cite(source_key)}</li>"
    return f'<details><summary>{plural(len(steps), "dated step")} on file</summary><ul class="cp-steps">{rows}</ul></details>'
