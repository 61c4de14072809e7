"""Rules that rows of events, promises, measures and their like keep among their own columns.

Each function is named like its rule in the contract and yields the breaches of that rule.
"""

from __future__ import annotations

from collections.abc import Iterator

from chokepoint.contract import periods
from chokepoint.contract.bench import Bench
from chokepoint.contract.breach import Breach, quoted_list
from chokepoint.contract.canonical import literal
from chokepoint.contract.cell_rules import allowed
from chokepoint.contract.headings import SOURCES, WEB
from chokepoint.contract.sentence import say
from chokepoint.contract.tables import Table

FRIENDLY = ("AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "YIELD")
WITHOUT_INTENSITY = ("observation", "ruling")
DAYS_AHEAD = 1
FEED_DELAY_DAYS = 30
STILL_OPEN = ("open", "scheduled")
# Start and end columns of the tables that have both; ends "as exact as known" count to their last day.
SPANS = (("date", "end_date"), ("listed_on", "delisted_on"), ("effective", "ended_on"))


def sign_fits_action(bench: Bench, table: Table) -> Iterator[Breach]:
    """The action says on which side of 0 the intensity lies."""
    zero = literal("give the intensity that the rubric asks for")
    yield Breach("sign_fits_action", "intensity", "intensity = 0", literal("0 is not used"), zero)
    hostile = say("{action} is hostile, its intensity is below 0, not {_intensity}")
    turned = say("write -{ltrim(_intensity, '+')}, or another action")
    where = f"action NOT IN ({quoted_list(FRIENDLY)}) AND intensity > 0"
    yield Breach("sign_fits_action", "intensity", where, hostile, turned)
    friendly = say("{action} is friendly, its intensity is above 0, not {_intensity}")
    turned = say("write {ltrim(_intensity, '-')}, or another action")
    where = f"action IN ({quoted_list(FRIENDLY)}) AND intensity < 0"
    yield Breach("sign_fits_action", "intensity", where, friendly, turned)


def intensity_present(bench: Bench, table: Table) -> Iterator[Breach]:
    """Only observations and rulings may go without an intensity."""
    empty = f"_intensity IS NULL AND kind NOT IN ({quoted_list(WITHOUT_INTENSITY)})"
    reason = say("intensity of kind {kind} is empty")
    fix = literal("give the intensity that the rubric asks for")
    yield Breach("intensity_present", "intensity", empty, reason, fix)


def proof_for_relief(bench: Bench, table: Table) -> Iterator[Breach]:
    """A friendly row says what proves it."""
    reason, fix = literal("a friendly row says what proves it"), literal(allowed(table.field("proof")))
    yield Breach("proof_for_relief", "proof", "intensity > 0 AND proof IS NULL", reason, fix)


def event_not_in_future(bench: Bench, table: Table) -> Iterator[Breach]:
    """The day of an event is at most tomorrow."""
    reason = say(f"{{date}} is in the future (more than {DAYS_AHEAD} day after today)")
    fix = literal("a planned step belongs in deadlines or in an effective date")
    yield Breach("event_not_in_future", "date", f"date > {bench.day} + {DAYS_AHEAD}", reason, fix)


def known_from_not_before_date(bench: Bench, table: Table) -> Iterator[Breach]:
    """Nothing is known before it happened."""
    reason = say("known from {known_from}, but dated {date}")
    fix = literal("known_from is the day on which it became public")
    yield Breach("known_from_not_before_date", "known_from", "known_from < date", reason, fix)


def end_not_before_start(bench: Bench, table: Table) -> Iterator[Breach]:
    """The end is not before the start."""
    for start, end in SPANS:
        if table.has(start) and table.has(end):
            typed = table.field(end).type == "date"
            first = start if typed else periods.first_day(start)
            last = end if typed else periods.last_day(end)
            reason = say(f"ends {{{end}}}, before it begins {{{start}}}")
            fix = literal(f"correct {start} or {end}")
            yield Breach("end_not_before_start", end, f"{last} < {first}", reason, fix)


def added_long_after_date(bench: Bench, table: Table) -> Iterator[Breach]:
    """A feed that adds a row long after its day tells no news."""
    late = f"known_from > date + {FEED_DELAY_DAYS}"
    reason = say(
        f"dated {{date}}, but added {{known_from}}, more than {FEED_DELAY_DAYS} days later: left out"
    )
    yield Breach("added_long_after_date", "known_from", late, reason)


def due_not_before_made(bench: Bench, table: Table) -> Iterator[Breach]:
    """No promise falls due before it is made."""
    reason = say("due {due_on}, but made {made_on}")
    yield Breach(
        "due_not_before_made", "due_on", "due_on < made_on", reason, literal("correct one of the two days")
    )


def step_not_before_promise(bench: Bench, table: Table) -> Iterator[Breach]:
    """No step is dated before its promise."""
    promise = f"JOIN {bench.on_file('commitments')} p ON p.commitment_id = c.commitment_id"
    reason = say("step of {c.date}, but the promise was made {p.made_on}")
    fix = literal("correct the day, or the commitment_id")
    yield Breach("step_not_before_promise", "date", "c.date < p.made_on", reason, fix, source=promise)


def filter_reads(bench: Bench, table: Table) -> Iterator[Breach]:
    """The filter of a promise picks rows by columns that its delivery table has."""
    no_table = literal("delivery_filter without delivery_table")
    where = "delivery_filter IS NOT NULL AND delivery_table IS NULL"
    yield Breach(
        "filter_reads", "delivery_filter", where, no_table, literal("name the table that the filter reads")
    )
    pair = "unnest(string_split(delivery_filter, '&'))"
    words = (
        f"JOIN (SELECT _id AS word_id, split_part({pair}, '=', 1) AS word FROM {bench.cells(table.name)})"
        " ON word_id = c._id"
    )
    for name in table.field("delivery_table").enum:
        columns = bench.contract.table(name).columns
        unknown = f"delivery_table = {literal(name)} AND word NOT IN ({quoted_list(columns)})"
        reason = say(f'table {name} has no column "{{word}}"')
        fix = literal(f"use columns of {name}, such as {', '.join(columns[:4])}")
        yield Breach("filter_reads", "delivery_filter", unknown, reason, fix, source=words)


def suspension_after_announcement(bench: Bench, table: Table) -> Iterator[Breach]:
    """A suspension begins after its measure was announced, and ends after it began."""
    rule, until, start = "suspension_after_announcement", "suspended_until", "suspended_from"
    short = f"{periods.last_day(until)} <= {periods.first_day(start)}"
    reason = say("suspended until {suspended_until}, but from {suspended_from}")
    yield Breach(rule, until, short, reason, literal("correct one of the two days"))
    measure = f"JOIN {bench.on_file('measures')} m ON m.measure_id = c.measure_id"
    early = f"{periods.last_day('c.' + start)} < {periods.first_day('m.announced')}"
    reason = say("suspended from {c.suspended_from}, but announced {m.announced}")
    yield Breach(rule, start, early, reason, literal("correct the day, or the measure_id"), source=measure)


def none_means_none(bench: Bench, table: Table) -> Iterator[Breach]:
    """A measure that covers nothing has no rung, and the other way round."""
    reason = say("coverage {coverage} and step {step} do not go together")
    fix = literal("write none in both, or in neither")
    yield Breach("none_means_none", "step", "(coverage = 'none') <> (step = 'none')", reason, fix)


def overdue_still_open(bench: Bench, table: Table) -> Iterator[Breach]:
    """A day that has passed with its state still open."""
    passed = f"due_on < {bench.day} AND state IN ({quoted_list(STILL_OPEN)})"
    reason = say("{due_on} has passed and the state is still {state}")
    yield Breach("overdue_still_open", "state", passed, reason, literal("look up what became of it"))


def url_is_web(bench: Bench, table: Table) -> Iterator[Breach]:
    """An address is one that a browser opens; also that of the source which an upload describes."""
    aliases = bench.contract.table(SOURCES).aliases.items()
    column = "url" if table.name == SOURCES else next(alias for alias, name in aliases if name == "url")
    reason = say(f'"{{{column}}}" does not begin with http:// or https://')
    fix = literal("write the full address, or leave the cell empty")
    yield Breach("url_is_web", column, f"NOT regexp_matches({column}, '{WEB}')", reason, fix)
