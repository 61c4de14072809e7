"""The digest: what changed since a day or a version, from records only.

Knowledge that became known (measures, observations, events, steps of promises), deadlines passed and coming,
readings and score with their causes; and, kept apart, what was revised on file and what changed in the method.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from chokepoint.charts.theme import signed
from chokepoint.config import Settings
from chokepoint.engine import Tables
from chokepoint.errors import ChokepointError
from chokepoint.evidence.commitments import known_since
from chokepoint.evidence.counts import evidence_mask
from chokepoint.evidence.deadlines import Due
from chokepoint.evidence.ends import evidence_of, falls_due
from chokepoint.evidence.names import READINGS as READING_NAMES
from chokepoint.evidence.names import Names
from chokepoint.evidence.news import known_between
from chokepoint.evidence.periods import last_day
from chokepoint.risk.explain import explain_change, steps_of, why_no_score
from chokepoint.risk.revision import NAMES, revision
from chokepoint.risk.score import READINGS, assess
from chokepoint.share import sentences
from chokepoint.share.citation import cite
from chokepoint.share.diplomacy import STATUS_WORDS
from chokepoint.share.matter import Cites, Matter, clock_words
from chokepoint.share.paper import Block, Grid, Heading, Item, Items, Paper, Words, clipped
from chokepoint.workspace import MAIN, Snapshot, Workspace
from chokepoint.workspace.methods import judgements_changed, methods_used

LINE = 220
# Tables whose new rows are observations, with the column that names what is observed.
OBSERVED = {"trade_flows": "product", "prices": "material", "licence_counts": "measure", "production": "stage",
            "dependency": "measure"}  # fmt: skip
NOTHING = "Nothing on file."


@dataclass(frozen=True)
class Since:
    """From where a digest counts: a day, and the version of the data then, if one is on file."""

    day: date
    snapshot: Snapshot | None
    named: str


class SinceError(ChokepointError):
    """The start of a digest cannot be understood."""


def read_since(text: str, workspace: Workspace, today: date) -> Since:
    """The start that a day (2026-09-01) or the id of a version names.

    A day takes the version that was the newest at its end. Raises SinceError for what is neither.
    """
    rows = [row for row in workspace.history() if row.line == MAIN]
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        try:
            found = workspace.snapshot(text.strip())
        except ChokepointError as error:
            raise SinceError(f"{text[:80]!r} is neither a day such as 2026-09-01 nor a version of the data: {error}") from error  # fmt: skip
        return Since(found.at.date(), found, f"version {found.id} of {found.at:%Y-%m-%d}")
    if day > today:
        raise SinceError(f"{day} is still to come; name a day up to {today}")
    older = next((row for row in rows if row.at.date() <= day), None)
    return Since(day, older, f"{day}")


def make_digest(matter: Matter, since: Since, workspace: Workspace) -> Paper:
    """The digest up to today; a part whose tables cannot be read says so in its place."""
    cites = Cites(matter.tables["sources"])
    parts: Sequence[tuple[str, Callable[[], list[Block]]]] = (
        ("Score and readings", lambda: scored(matter, since)),
        ("Measures and events", lambda: became_known(matter, since, cites)),
        ("Observations", lambda: observed(matter, since, cites)),
        ("Deadlines passed", lambda: passed(matter, since, cites)),
        ("Deadlines coming", lambda: coming(matter, cites)),
        ("Promises", lambda: promised(matter, since)),
        ("Versions of the data", lambda: published(matter, since)),
        ("Data revisions", lambda: revised(matter, since, workspace)),
        ("Method", lambda: methods(matter, since, workspace)),
    )
    blocks: list[Block] = []
    for title, make in parts:
        blocks.append(Heading(title))
        try:
            blocks += make() or [Words(NOTHING)]
        except ChokepointError as error:
            blocks.append(Words(f"Cannot be told: {error}"))
    q, method = matter.question, matter.settings.method.id
    title = f"What changed since {since.named}"
    listed = tuple(
        Item(f"[{number}]", f"{source.origin}, {source.title}{f', {source.published}' if source.published else ''}")
        for number, source in enumerate(cites.found, 1)
    )  # fmt: skip
    if listed:
        blocks += [Heading(f"Sources ({len(listed)})"), Items(listed, small=True)]
    foot = (
        f"{matter.versions}.",
        f"{clock_words(matter.clocks())}.",
        f"{sentences.NOT_A_FORECAST} No entry is not calm: events are complete to "
        f"{matter.settings.method.scope.coverage_end} only."
        + (
            ""
            if matter.weak
            else " Rows that rest on a copy or an opinion alone are left out; steps of promises are all told."
        )
        + (" All parts speak of all materials, whatever was asked for." if q.materials else ""),
    )
    citation = cite(title, matter.snapshot.id, method, q.on, matter.today, matter.link)
    return Paper(title, matter.asked, tuple(blocks), foot, citation, sources=tuple(cites.found))


def scored(matter: Matter, since: Since) -> list[Block]:
    """Score and readings on the first and the last day, and the causes of the change."""
    found, on = matter.assessment, matter.question.on
    start = min(since.day, on)
    if start == on:
        return [Words(f"The score speaks of {on} and of no later day; it did not change since {since.day}.")]
    rows = tuple(
        (READING_NAMES[name], _value(matter, name, start), _value(matter, name, on))
        for name in ("score", *READINGS)
    )
    blocks: list[Block] = [Grid(("points 0–100", f"{start}", f"{on}"), rows)]
    reasons = [reason for day in (start, on) if (reason := why_no_score(found, day))]
    if reasons:
        return [*blocks, Words(f"No change to explain: {reasons[0]}.")]
    explained = explain_change(found, start, on, matter.names)
    steps = steps_of(explained, matter.settings.display.change_parts)
    items = tuple(Item(signed(step.points), clipped(step.label, LINE)) for step in steps)
    return [*blocks, Words(f"{sentences.change_finding(explained)}."), Items(items)]


def became_known(matter: Matter, since: Since, cites: Cites) -> list[Block]:
    """Measures and events that became known, newest first."""
    rows = _listed(matter, known_between(matter.tables, since.day, matter.today))
    items = tuple(
        Item(f"{row.known_from:%Y-%m-%d}", clipped(f"{matter.names.country(row.side)}, {row.what}: {row.label}", LINE)
             + ("" if row.verified else " (not verified)") + cites(row.source_key))
        for row in rows.itertuples(index=False)
    )  # fmt: skip
    return [Items(items)] if items else []


def observed(matter: Matter, since: Since, cites: Cites) -> list[Block]:
    """Rows of figures that became known, by table and what they observe; the newest period of each."""
    items = []
    for table, column in OBSERVED.items():
        rows = matter.tables[table]
        late = (rows["known_from"] > pd.Timestamp(since.day)) & (
            rows["known_from"] <= pd.Timestamp(matter.today)
        )
        rows = _listed(matter, rows[late]) if "verified" in rows else rows[late]
        title = matter.contract.table(table).title
        for name, group in rows.groupby(column, sort=True):
            newest = max(group["period"], key=last_day)
            what = matter.names.get(str(name), str(name)).replace("_", " ")
            noun = "figure" if len(group) == 1 else "figures"
            items.append(Item(f"{group['known_from'].max():%Y-%m-%d}",
                              f"{title}, {what}: {len(group)} {noun}, newest period {newest}"
                              + cites(*sorted(group["source_key"].dropna().unique()))))  # fmt: skip
    items.sort(key=lambda item: item.mark, reverse=True)
    return [Items(tuple(items))] if items else []


def passed(matter: Matter, since: Since, cites: Cites) -> list[Block]:
    """Days that came since then, with what became of them."""
    rows = matter.tables["deadlines"]
    rows = _listed(matter, rows)
    inside = (rows["due_on"] > pd.Timestamp(since.day)) & (rows["due_on"] <= pd.Timestamp(matter.today))
    known = rows["known_from"] <= pd.Timestamp(matter.today)
    items = tuple(
        Item(f"{row.due_on:%Y-%m-%d}", clipped(row.title, LINE) + cites(row.source_key),
             f"{str(row.state).replace('_', ' ')}, as of {row.as_of:%Y-%m-%d}")
        for row in rows[inside & known].sort_values("due_on").itertuples(index=False)
    )  # fmt: skip
    return [Items(items)] if items else []


def coming(matter: Matter, cites: Cites) -> list[Block]:
    """Days still to come, the next first."""
    found = falls_due(matter.tables, matter.today, matter.today)
    kept = set(_listed(matter, evidence_of(found))["deadline_id"])
    items = [item for item in found if item.deadline_id in kept and item.days > 0]
    return [Items(tuple(_due(item, cites) for item in items))] if items else []


def promised(matter: Matter, since: Since) -> list[Block]:
    """Steps of promises that became known, newest first."""
    found = known_since(matter.tables, matter.parties, since.day, matter.today)
    items = tuple(
        Item(f"{day}", f"{STATUS_WORDS.get(status, status)}: {clipped(text, LINE)}", clipped(note, LINE))
        for day, text, status, note in found
    )
    return [Items(items)] if items else []


def published(matter: Matter, since: Since) -> list[Block]:
    """Versions published since then: when, by whom, why, which tables."""
    first = since.snapshot.seq if since.snapshot else 0
    rows = [row for row in matter.history if row.line == MAIN and first < row.seq <= matter.snapshot.seq]
    items = []
    for row in rows:
        before = next((one for one in matter.history if one.id == row.parent), None)
        changed = [name for name in row.tables if before is None or before.content(name) != row.content(name)]
        tables = f"{len(changed)} tables" if len(changed) > 5 else ", ".join(changed) or "no table"
        items.append(
            Item(f"{row.at:%Y-%m-%d}", f"{row.id}: {clipped(row.note, LINE)}", f"{row.author}; {tables}")
        )
    return [Items(tuple(items))] if items else []


def revised(matter: Matter, since: Since, workspace: Workspace) -> list[Block]:
    """What newer versions of the data do to the same day: no news, but other knowledge of the past."""
    q, then = matter.question, since.snapshot
    if then is None:
        return [
            Words(f"No version of the data from {since.day} or before is on file: nothing to compare with.")
        ]
    if then.id == matter.snapshot.id:
        return [Words("The data are the same.")]
    tables = Tables(workspace, then)
    before = assess(tables, matter.settings.method, q.country, q.buyer)
    # What was taken out has its name in the older version only.
    names = {**Names(tables), **matter.names}
    day = revision(before, matter.assessment, [q.on], names).days[0]
    rows = tuple((READING_NAMES[name], _points(day.before[name]), _points(day.after[name])) for name in NAMES)
    blocks: list[Block] = [
        Words(f"The same day, {q.on}, and the same method by version {then.id} and by {matter.snapshot.id}:"),
        Grid(("points 0–100", then.id, matter.snapshot.id), rows),
    ]
    if day.explanation is None:
        return [*blocks, Words(f"Not split over rows: {day.reason}.")]
    parts = day.explanation.parts.head(matter.settings.display.change_parts)
    items = tuple(
        Item(signed(row.points, 2), clipped(row.label, LINE)) for row in parts.itertuples(index=False)
    )
    return [*blocks, Items(items)] if items else [*blocks, Words("No row moves the score of that day.")]


def methods(matter: Matter, since: Since, workspace: Workspace) -> list[Block]:
    """Methods first used here since then, each with the judgements that it changed."""
    used = methods_used(workspace)
    items = []
    for number, one in enumerate(used[:-1]):
        if one.at.date() <= since.day:
            break
        changes = judgements_changed(used[number + 1], one)
        told = "; ".join(f"{key} {before} → {after}" for key, before, after in changes) or "no judgement"
        items.append(
            Item(f"{one.at:%Y-%m-%d}", f"{one.id} in place of {used[number + 1].id}", clipped(told, 4 * LINE))
        )
    words = f"Both ends of every comparison above are worked out by method {matter.settings.method.id}."
    return [*([Items(tuple(items))] if items else [Words("No other method has been used here since then.")]), Words(words, "small")]  # fmt: skip


def _listed(matter: Matter, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows at the level of evidence asked for whose sources may carry them."""
    rows = rows[evidence_mask(rows, matter.tables["sources"], matter.question.evidence)]
    return rows[rows["source_key"].isin(matter.supported(rows["source_key"]))]


def _due(item: Due, cites: Cites) -> Item:
    small = clipped(f"{sentences.when_words(item.days)}; {item.state_words} as of {item.as_of}. If nothing is published: {item.default_effect}", LINE)  # fmt: skip
    return Item(f"{item.due_on}", clipped(item.title, LINE) + cites(item.source_key), small)


def _value(matter: Matter, name: str, day: date) -> str:
    found = matter.assessment
    at = found.index(day)
    values = found.score if name == "score" else found.reading(name)
    return _points(None if at is None or np.isnan(values[at]) else float(values[at]))


def _points(value: float | None) -> str:
    return "no value" if value is None else f"{value:.1f}"


def default_since(today: date, settings: Settings) -> date:
    """The day from which a digest counts when nobody names one: the comparison day before today."""
    return today - timedelta(days=settings.display.compare_days)
