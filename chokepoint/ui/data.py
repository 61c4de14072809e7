"""The Data page as HTML and as frames: tables, recognised files, findings, differences, effects, versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from chokepoint.charts.theme import SHOWN, Theme, number, signed
from chokepoint.contract.findings import Finding, as_frame, by_severity
from chokepoint.evidence.dictionary import Entry
from chokepoint.evidence.names import READINGS as READING_NAMES
from chokepoint.risk.revision import NAMES, Revision
from chokepoint.ui.html import chip, day, esc, plural
from chokepoint.ui.html_table import STACKED, html_table
from chokepoint.update.difference import KINDS, Difference
from chokepoint.update.history import File
from chokepoint.update.merge import TITLES, Mode
from chokepoint.update.proposal import Proposal, Taken
from chokepoint.update.words import counts_words, day_words, effect_words, value_words
from chokepoint.workspace import DRAFT, MAIN, Snapshot

SEVERITY_WORDS = {
    "refuse_file": "file refused",
    "refuse_group": "group left out",
    "refuse_row": "row left out",
    "skip_row": "no data, skipped",
    "ask": "to be answered",
    "note": "note",
}
CERTAINTY = {"certain": "certain", "probable": "probable", "unknown": "not known"}
FINDING_HEADS = {
    "file": "file",
    "table": "table",
    "row": "row",
    "column": "column",
    "value": "cell",
    "severity": "what happens",
    "reason": "why",
    "fix": "how to mend it",
    "rule": "rule",
}
RULES = """
.cp-chips {{ display: flex; flex-wrap: wrap; gap: 6px 10px; margin: 2px 0 8px; }}
.cp-h3 {{ font-size: 15px; font-weight: 600; color: {ink}; margin: 18px 0 4px; }}
.cp-list .cp-clock {{ white-space: nowrap; font-size: 13px; color: {ink2}; }}
.cp-done {{ background: {panel}; border-left: 2px solid {ink}; color: {ink}; padding: 10px 14px; font-size: 15px; margin: 4px 0 8px; }}
.cp-moved {{ font-size: 17px; line-height: 1.45; color: {ink}; margin: 2px 0 8px; max-width: 47em; }}
"""


def style(theme: Theme) -> str:
    """The page's own rules, once at its top."""
    return f"<style>{RULES.format(**vars(theme))}</style>"


def files_list(proposal: Proposal, titles: Mapping[str, str]) -> str:
    """What each file was recognised as, how certain that is and why, and what became of its rows."""
    heads = ("File", "Recognised as", "Rows read", "Taken", "Left out", "Skipped", "Repeated")
    rows = [line for file in proposal.files for line in _file_lines(file, titles)]
    return html_table(heads, rows, "What each file is", range(2, 7), STACKED)


def counts_list(findings: Sequence[Finding]) -> str:
    """How many findings of each severity, strongest first."""
    if not findings:
        return '<p class="cp-sub">Nothing to say about any row.</p>'
    chips = [
        chip(f"{number(count)} × {SEVERITY_WORDS[severity]}", "badge" if severity == "note" else "warn")
        for severity, count in by_severity(findings).items()
    ]
    return f'<div class="cp-chips">{"".join(chips)}</div>'


def findings_frame(findings: Sequence[Finding]) -> pd.DataFrame:
    """The findings as a reader sees and downloads them."""
    frame = as_frame(findings)
    frame["severity"] = frame["severity"].map(SEVERITY_WORDS).astype("str")
    return frame[list(FINDING_HEADS)].rename(columns=FINDING_HEADS)


def differences_list(
    differences: Mapping[str, Difference], titles: Mapping[str, str], modes: Mapping[str, Mode] | None = None
) -> str:
    """Numbers of rows by table: on file, added, changed, renamed, removed, afterwards."""
    heads = ("Table", "On file", *(kind.capitalize() for kind in KINDS), "Afterwards", "Columns changed")
    rows = [
        (
            f"<b>{esc(titles.get(name, name))}</b>"
            + (f'<br><span class="cp-small">{esc(_mode(modes, name))}</span>' if modes is not None else ""),
            number(one.before),
            *(f"<b>{number(one.counts[kind])}</b>" if one.counts[kind] else "0" for kind in KINDS),
            number(one.after),
            f'<span class="cp-small">{esc(", ".join(f"{c} ({n})" for c, n in one.columns.items()))}</span>',
        )
        for name, one in differences.items()
    ]
    return html_table(heads, rows, "Rows by table", range(1, 7), STACKED)


def effect_block(found: Revision, shown: int) -> str:
    """What the change does: a sentence, score and readings before and after, and the rows that do it."""
    parts = [f'<p class="cp-moved">{esc(effect_words(found))}</p>']
    if not found.moves:
        return parts[0] + "".join(f'<p class="cp-sub">{esc(day_words(one))}</p>' for one in found.days)
    parts.append(_readings(found))
    explanation = found.days[0].explanation if found.days else None
    if explanation is not None and len(explanation.parts):
        first = explanation.parts.head(shown)
        rows = [
            (esc(READING_NAMES[row.reading]), esc(row.label), f"<b>{signed(row.points, 2)}</b>")
            for row in first.itertuples(index=False)
        ]
        rest = explanation.parts.iloc[shown:]
        if len(rest):
            rows.append(("", f"{plural(len(rest), 'smaller part')}", signed(float(rest["points"].sum()), 2)))
        rows.append(("", "Sum, exactly the change of the score", signed(explanation.points, 2)))
        parts.append(f'<p class="cp-group">Points of the score on {day(found.days[0].on)}, by row</p>')
        parts.append(html_table(("Reading", "Row", "Points"), rows, "Points by row", (2,), STACKED))
    return "".join(parts)


def tables_list(entries: Sequence[Entry]) -> str:
    """Every table: what it holds, rows, three clocks, sources, licences."""
    heads = ("Table", "Rows", "Covers to", "Published", "Retrieved", "Sources", "Licences")
    rows = []
    for entry in entries:
        stale = f" {chip('! stale')}" if entry.stale else ""
        name = f'<b>{esc(entry.table.title)}</b>{stale}<br><span class="cp-small">{esc(entry.table.description)}</span>'
        if entry.problem:
            rows.append((f"{name}<br>{chip('! cannot be read')} {esc(entry.problem)}", *[""] * 6))
            continue
        clocks = [
            f'<span class="cp-clock">{day(clock)}</span>' if clock else ""
            for clock in (entry.covers_to, entry.published, entry.retrieved)
        ]
        licences = ", ".join(f"{word} ({count})" for word, count in list(entry.licences.items())[:3])
        more = len(entry.licences) - 3
        rows.append(
            (
                name,
                number(entry.rows),
                *clocks,
                number(entry.sources) if entry.sources else "",
                f'<span class="cp-small">{esc(licences)}{f" and {more} more" if more > 0 else ""}</span>'
                if licences
                else "",
            )
        )
    return html_table(heads, rows, "Tables", (1, 5), STACKED)


def version_row(
    row: Snapshot,
    head: Snapshot,
    files: Sequence[File],
    changes: Mapping[str, Difference] | None,
    then: str,
    titles: Mapping[str, str],
) -> tuple[str, ...]:
    """One version of the data as cells: when and which, who and why, files, what changed, score then."""
    marks = chip("newest", "badge") if row.seq == head.seq else ""
    if row.line != MAIN:
        marks += chip(
            f"draft {row.line.removeprefix(DRAFT)}{', closed' if row.action == 'close' else ''}", "badge"
        )
    elif row.action == "restore":
        marks += chip("restored", "badge")
    names = "<br>".join(f'<span class="cp-small">{esc(file.name)}</span>' for file in files)
    what = (
        '<span class="cp-quiet">cannot be compared: a table cannot be read</span>'
        if changes is None
        else "<br>".join(f"{esc(titles.get(n, n))}: {esc(counts_words(one))}" for n, one in changes.items())
        or f'<span class="cp-quiet">{"nothing differs" if row.parent else "the beginning"}</span>'
    )
    return (
        f'<span class="cp-clock">{esc(f"{row.at:%Y-%m-%d %H:%M}")}</span><br><b class="cp-code">{esc(row.id)}</b> {marks}',
        f'<b>{esc(row.author)}</b><br><span class="cp-small">{esc(row.note)}</span>',
        names,
        f'<span class="cp-small">{what}</span>',
        then,
    )


def link_code(base: str, snapshot: str) -> str:
    """The address under which a version is shown for good."""
    return f"{base}?snapshot={snapshot}"


def done_note(words: str) -> str:
    """What was done, above everything else."""
    return f'<div class="cp-done" role="status">{esc(words)}</div>'


def heading(title: str, words: str) -> str:
    """The heading of a part of the page that is worked with, in the form of a card's."""
    return f'<h2 class="cp-h2">{esc(title)}</h2><p class="cp-sub">{esc(words)}</p>'


def _file_lines(file: Taken, titles: Mapping[str, str]) -> list[tuple[str, ...]]:
    known = file.recognised
    what = ", ".join(filter(None, (known.variant or known.format, CERTAINTY[known.certainty])))
    name = f"<b>{esc(file.name)}</b>"
    why = f'{esc(what)}<br><span class="cp-small">{esc(known.why[:300])}</span>'
    if not file.rows:
        return [(name, why, *[""] * 5)]
    lines: list[tuple[str, ...]] = []
    for table, rows in file.rows.items():
        into = f"{esc(titles.get(table, table))}: " if len(file.rows) > 1 else ""
        numbers = (rows.read, rows.accepted, rows.refused, rows.skipped, rows.repeated)
        lines.append((name, into + (why if not lines else ""), *map(number, numbers)))
        name = ""
    return lines


def _readings(found: Revision) -> str:
    """Score and readings before and after on each day asked for, and where they differ most."""
    heads = ["Points", *(f"{one.on}" for one in found.days), "largest difference on any day"]
    largest = {one.name: one for one in found.largest}
    rows = []
    for name in NAMES:
        cells = [_before_after(one.before[name], one.after[name]) for one in found.days]
        most = largest.get(name)
        told = (
            f"{_before_after(most.before, most.after)} <span class='cp-small'>on {day(most.on)}, "
            f"{plural(most.days, 'day')} in all</span>"
            if most
            else '<span class="cp-quiet">none</span>'
        )
        rows.append((f"<b>{esc(READING_NAMES[name])}</b>", *cells, told))
    return html_table(heads, rows, "Readings before and after", (), STACKED)


def _before_after(before: float | None, after: float | None) -> str:
    if before is None or after is None:
        return f"{esc(value_words(before))} → {esc(value_words(after))}"
    moved = after - before
    if abs(moved) < SHOWN:
        less = ' <span class="cp-quiet">(less than 0.1)</span>' if moved else ""
        return f"{number(after, 1)}{less}"
    kind = "cp-worse" if moved > 0 else "cp-better"
    return f'{number(before, 1)} → {number(after, 1)} <span class="{kind}">{signed(moved)}</span>'


def _mode(modes: Mapping[str, Mode] | None, table: str) -> str:
    """How a table is taken up; sources come with the rows that rest on them."""
    mode = (modes or {}).get(table)
    return TITLES[mode] if mode else "sources of the rows"
