"""The first day on which a row could be known, where the row does not bring it.

One function per rule under `known_from_rules` of the contract, each SQL over a row `r` with typed cells.
The days of single editions (USGS, EU, IEA) are known to the readers of these formats, which bring them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from chokepoint.contract import periods
from chokepoint.contract.bench import Bench
from chokepoint.contract.headings import SOURCES
from chokepoint.contract.tables import Table

LAST = "r._last"


def known_from(bench: Bench, table: Table) -> str:
    """SQL for the day by the rule of the table: never later than today, nor before a period is over."""
    day = RULES[table.known_from_rule or ""](bench, table)
    if not table.has("period"):
        return f"least({day}, {bench.day})"
    over = f"{LAST} + CASE WHEN {periods.is_day('r.period')} THEN 0 ELSE 1 END"
    return f"greatest(least({day}, {bench.day}), {over})"


def _of_source(bench: Bench, day: str) -> str:
    return f"(SELECT min({day}) FROM {bench.on_file(SOURCES)} s WHERE s.source_key = r.source_key)"


def _published(bench: Bench, table: Table) -> str:
    year_end = "make_date(TRY_CAST(regexp_extract(s.edition, '^\\d{4}') AS INTEGER), 12, 31)"
    not_after_reading = f"least({year_end}, coalesce(s.retrieved, {bench.day}))"
    return f"coalesce({_of_source(bench, f'coalesce(s.published, {not_after_reading})')}, {bench.day})"


def _announcement(bench: Bench, table: Table) -> str:
    if table.has("effective"):
        return periods.first_day("r.effective")
    measure = f"SELECT min({periods.first_day('m.announced')}) FROM {bench.on_file('measures')} m"
    return f"coalesce(({measure} WHERE m.measure_id = r.measure_id), {bench.day})"


def _customs(bench: Bench, table: Table) -> str:
    next_july = f"make_date(year({LAST}) + 1, 7, 1)"
    next_20th = f"CAST(date_trunc('month', {LAST}) + INTERVAL 1 MONTH AS DATE) + 19"
    rule = f"CASE WHEN r.frequency = 'A' AND r.reporter <> 'CHN' THEN {next_july} ELSE {next_20th} END"
    return f"greatest({rule}, {_of_source(bench, 's.published')})"


def _quote(bench: Bench, table: Table) -> str:
    edition = _published(bench, table)
    return f"CASE r.frequency WHEN 'D' THEN {LAST} + 1 WHEN 'M' THEN {LAST} + 5 ELSE {edition} END"


def _series(bench: Bench, table: Table) -> str:
    return (
        f"CASE WHEN starts_with(r.series, 'WGI') THEN make_date(year({LAST}) + 1, 11, 1)"
        f" WHEN starts_with(r.series, 'TARIFF') AND r.frequency = 'D' THEN {LAST}"
        f" WHEN r.frequency = 'D' THEN {LAST} + 1 WHEN r.frequency = 'M' THEN {LAST} + 5"
        f" ELSE {_published(bench, table)} END"
    )


def _day_after_meeting(bench: Bench, table: Table) -> str:
    return f"(SELECT min(e.date) + 1 FROM {bench.on_file('events')} e WHERE e.event_id = r.event_id)"


def _column(name: str) -> Callable[[Bench, Table], str]:
    return lambda bench, table: f"r.{name}"


RULES: Mapping[str, Callable[[Bench, Table], str]] = {
    "event date": _day_after_meeting,
    "made_on": _column("made_on"),
    "step": _column("date"),
    "listed_on": _column("listed_on"),
    "announcement": _announcement,
    "published": _published,
    "feed": _column("date"),
    "count": lambda bench, table: LAST,
    "customs": _customs,
    "edition": _published,
    "quote": _quote,
    "series": _series,
}
