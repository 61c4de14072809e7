"""What is in each table, and which judgements does the method hold? Tables, columns, rules, corrections.

Everything is read from the contract, the settings and the rows themselves; nothing is described twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from chokepoint.config import Settings
from chokepoint.contract import Contract, Field, Rule, Table
from chokepoint.contract.rules import FOR_ALL_TABLES
from chokepoint.errors import TableError
from chokepoint.evidence.freshness import Freshness
from chokepoint.evidence.licences import ITEM as LICENCES
from chokepoint.method import StressMethod

Tables = Mapping[str, pd.DataFrame]
Counts = Mapping[str, int]
EXPERT = "expert choice"
CORRECTED = r"(corrected (\d{4}-\d{2}-\d{2}).*)"
COLUMNS = ("column", "type", "unit", "meaning", "allowed values", "must be filled")
NOT_STATED = "not stated"
COUNTS, TOO_OLD, NOTHING = "counts", "too old to count", "nothing on file"


@dataclass(frozen=True)
class Entry:
    """One table of the contract as it is on file: rows, clocks, evidence, and the sources it rests on.

    `verified` and `worked_out` are None where the table has no such column; `problem` stands in place of
    everything else if the table cannot be read.
    """

    table: Table
    rows: int = 0
    verified: int | None = None
    worked_out: int | None = None
    covers_to: date | None = None
    published: date | None = None
    retrieved: date | None = None
    stale: bool = False
    sources: int = 0
    kinds: Counts = field(default_factory=dict)
    licences: Counts = field(default_factory=dict)
    redistributable: Counts = field(default_factory=dict)
    problem: str | None = None

    @property
    def neither(self) -> int | None:
        """Rows neither verified nor worked out from verified rows; None where the table does not say."""
        return None if self.verified is None else self.rows - self.verified - (self.worked_out or 0)


@dataclass(frozen=True)
class Judgement:
    """One parameter of the method: its dotted key, section, value in words, reason, and whether it is a choice."""

    key: str
    section: str
    value: str
    reason: str

    @property
    def expert(self) -> bool:
        """True if the reason says that no source exists for it."""
        return EXPERT in self.reason

    def holds(self, search: str) -> bool:
        """True if every word of the search stands in its key, value or reason."""
        text = f"method.{self.key} {self.value} {self.reason}".casefold()
        return all(word in text for word in search.casefold().split())


@dataclass(frozen=True)
class OnFile:
    """What is on file for one item that Stress could read: its state and its newest figure (ages in days)."""

    item: str
    state: str
    measure: str = ""
    period: str | None = None
    age_days: int | None = None
    limit_days: int | None = None


@dataclass(frozen=True)
class Change:
    """What one release changed in the method."""

    release: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Revised:
    """A period whose value later editions changed: each value with the day it became known, oldest first."""

    period: str
    values: tuple[tuple[float, date], ...]


def dictionary(tables: Tables, contract: Contract, clocks: Sequence[Freshness]) -> list[Entry]:
    """Every table of the contract, in its order, with what is on file; `clocks` are those of freshness."""
    by_table = {clock.table: clock for clock in clocks}
    return [_entry(tables, table, by_table.get(table.name)) for table in contract.tables.values()]


def fields_frame(table: Table) -> pd.DataFrame:
    """One row per column: name, type, unit, meaning, allowed values, whether it must be filled."""
    rows = [
        (f.name, f.type, f.unit or "", f.description, allowed(f), "yes" if f.required else "")
        for f in table.fields
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def allowed(column: Field) -> str:
    """What a column takes, beyond its type: its words, its shape, its limits; empty if anything goes."""
    ends = (("from", column.minimum), ("to", column.maximum))
    limits = " ".join(f"{word} {end}" for word, end in ends if end is not None)
    parts = [
        ", ".join(column.enum),
        f"shape {column.pattern}" if column.pattern and not column.enum else "",
        limits,
        f"at most {column.max_length} characters" if column.max_length else "",
        "each value once" if column.unique else "",
    ]
    return "; ".join(part for part in parts if part)


def rules_of(table: Table, contract: Contract) -> list[Rule]:
    """The rules that the table names, in its order."""
    return [contract.rules[name] for name in table.rules]


def rules_for_all(contract: Contract) -> list[Rule]:
    """The rules that hold for every table, in the order of the contract."""
    return [rule for rule in contract.rules.values() if rule.name in FOR_ALL_TABLES]


def known_from_words(table: Table, contract: Contract) -> str:
    """How known_from is set where a row does not bring it; empty if the table has no such rule."""
    return contract.known_from_rules[table.known_from_rule] if table.known_from_rule else ""


def corrections(tables: Tables, contract: Contract) -> pd.DataFrame:
    """Rows whose notes say that they were corrected: table, key of the row, day, note; newest first."""
    found = [
        _corrected(tables[table.name], table) for table in contract.tables.values() if table.has("notes")
    ]
    frame = pd.concat(found, ignore_index=True)
    return frame.sort_values(["on", "table"], ascending=[False, True], kind="stable", ignore_index=True)


def most_revised(figures: pd.DataFrame, key: str, on: date) -> Revised | None:
    """The period of a series that editions known by `on` changed most; None if none was changed.

    `figures` as evidence.reliance gives them: key, period, value, known_from.
    """
    rows = figures[(figures["key"] == key) & (figures["known_from"] <= pd.Timestamp(on))]
    spread = rows.groupby("period")["value"].agg(lambda values: values.max() - values.min())
    if spread.empty or not spread.max():
        return None
    told = rows[rows["period"] == spread.idxmax()].sort_values("known_from").drop_duplicates("value")
    values = tuple((float(row.value), row.known_from.date()) for row in told.itertuples())
    return Revised(str(spread.idxmax()), values)


def stress_items(observations: pd.DataFrame, method: StressMethod, on: date) -> list[OnFile]:
    """Every item that Stress could read, with the newest figure known on the day, and whether it counts.

    `observations` as evidence.observations gives them; all without a figure are listed, never left out.
    """
    rows = observations[observations["known_from"] <= pd.Timestamp(on)]
    wanted = (*method.heavy_medium, "magnets", "light", "other_minerals", LICENCES)
    found = [_on_file(rows[rows["item"] == item], item, method, on) for item in wanted]
    return sorted(found, key=lambda one: (COUNTS, TOO_OLD, NOTHING).index(one.state))


def method_changes(changelog: str) -> list[Change]:
    """What CHANGELOG.md says under its headings "Method", by release, in the order of the file."""
    found = []
    for release in re.split(r"^## ", changelog, flags=re.M)[1:]:
        title, _, body = release.partition("\n")
        for section in re.split(r"^### ", body, flags=re.M)[1:]:
            head, _, lines = section.partition("\n")
            if head.strip() == "Method":
                items = re.split(r"^- ", lines, flags=re.M)[1:]
                found.append(Change(title.strip(), tuple(" ".join(item.split()) for item in items)))
    return found


def judgements(settings: Settings, reasons: Mapping[str, str]) -> list[Judgement]:
    """Every parameter under `method` with its reason (see config.read_reasons), in the order of the file."""
    raw = settings.method.model_dump(mode="json", by_alias=True)
    order = {key: place for place, key in enumerate(reasons)}
    found = _judgements(raw, "method", reasons)
    return sorted(found, key=lambda one: order.get(f"method.{one.key}", len(order)))


def value_words(value: Any) -> str:
    """A value of the settings in words: weights "controls 0.45; stress 0.45", levels "slack from 0"."""
    if isinstance(value, Mapping):
        if set(value) == {"word", "from"}:
            return f"{value['word']} from {value['from']:g}"
        return "; ".join(f"{_named(key)} {value_words(one)}".strip() for key, one in value.items())
    if isinstance(value, list):
        nested = any(isinstance(one, Mapping) for one in value)
        return ("; " if nested else ", ").join(_flat(one) for one in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def document(contract: Contract) -> str:
    """The whole dictionary as Markdown: what docs/data-dictionary.md holds."""
    head = (
        "# Data dictionary\n\n"
        f"Written by `chokepoint.evidence.dictionary.document` from `data/datapackage.yaml`, version {contract.version}; "
        "change that file, not this one. `known_from` is the first day on which a reader of public sources could know "
        "a row: no view of an earlier day uses it. A blank cell is not known; it is never zero.\n"
    )
    common = "\n## Rules that hold for every table\n\n" + _rule_lines(rules_for_all(contract), contract)
    return head + "".join(_section(table, contract) for table in contract.tables.values()) + common


def _entry(tables: Tables, table: Table, clock: Freshness | None) -> Entry:
    try:
        frame = tables[table.name]
        sources = tables["sources"] if table.has("source_key") else None
    except TableError as error:
        return Entry(table, problem=f"{error.reason}; {error.fix}")
    counted = {} if sources is None else _sources(frame, sources)
    covers, stale = (clock.covers_to, clock.stale) if clock else (None, False)
    return Entry(
        table,
        rows=len(frame),
        verified=int(frame["verified"].fillna(False).sum()) if table.has("verified") else None,
        worked_out=int(frame["derived"].fillna(False).sum()) if table.has("derived") else None,
        covers_to=covers,
        stale=stale,
        **counted,
    )


def _sources(frame: pd.DataFrame, sources: pd.DataFrame) -> dict[str, Any]:
    used = sources[sources["source_key"].isin(frame["source_key"].dropna().unique())]
    newest = {clock: used[clock].dropna().max() for clock in ("published", "retrieved")}
    days = {clock: None if pd.isna(day) else day.date() for clock, day in newest.items()}
    words = {
        "kinds": used["kind"],
        "licences": used["licence"].fillna(NOT_STATED),
        "redistributable": used["redistributable"],
    }
    return {
        "sources": len(used),
        **days,
        **{name: column.value_counts().to_dict() for name, column in words.items()},
    }


def _on_file(rows: pd.DataFrame, item: str, method: StressMethod, on: date) -> OnFile:
    if rows.empty:
        return OnFile(item, NOTHING)
    newest = rows.sort_values("period_end", kind="stable").drop_duplicates("measure", keep="last")
    ages = (pd.Timestamp(on) - newest["period_end"]).dt.days
    limits = newest["measure"].map(method.max_age_days)
    inside = ages <= limits
    place = int((ages - limits).argmin())
    measure = str(newest["measure"].iloc[place]).replace("_proxy", " count of others")
    state = COUNTS if inside.any() else TOO_OLD
    return OnFile(
        item,
        state,
        measure,
        str(newest["period"].iloc[place]),
        int(ages.iloc[place]),
        int(limits.iloc[place]),
    )


def _corrected(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    found = frame["notes"].astype("str").str.extract(CORRECTED)
    hit = found[0].notna()
    keys = frame.loc[hit, list(table.primary_key)].astype("str").agg(", ".join, axis=1)
    return pd.DataFrame(
        {
            "table": table.name,
            "key": keys if hit.any() else pd.Series([], dtype="str"),
            "on": found.loc[hit, 1],
            "note": found.loc[hit, 0],
        }
    )


def _judgements(node: Any, key: str, reasons: Mapping[str, str]) -> Iterator[Judgement]:
    if isinstance(node, Mapping) and key not in reasons:
        for name, child in node.items():
            yield from _judgements(child, f"{key}.{name}", reasons)
        return
    short = key.removeprefix("method.")
    yield Judgement(short, short.split(".")[0], value_words(node), reasons.get(key, ""))


def _named(key: str) -> str:
    return f"{key}:" if key.isdigit() else key


def _flat(value: Any) -> str:
    if isinstance(value, Mapping) and set(value) != {"word", "from"}:
        return ", ".join(f"{key} {value_words(one)}" for key, one in value.items())
    return value_words(value)


def _section(table: Table, contract: Contract) -> str:
    keys = [
        f"`{', '.join(key.columns)}` points to `{key.table}` (`{', '.join(key.references)}`)"
        for key in table.foreign_keys
    ]
    facts = [
        f"File `data/{table.path}`; key: {', '.join(f'`{column}`' for column in table.primary_key)}.",
        f"known_from, where a row does not bring it: {known_from_words(table, contract)}."
        if table.known_from_rule
        else "",
        f"Called stale after {table.max_age_days} days." if table.max_age_days else "",
        f"{'; '.join(keys)}." if keys else "",
    ]
    lines = "\n".join(f"- {fact}" for fact in facts if fact)
    heads = " | ".join(COLUMNS)
    rows = "\n".join(
        "| " + " | ".join(_cell(cell) for cell in row) + " |"
        for row in fields_frame(table).itertuples(index=False)
    )
    return (
        f"\n## {table.title} (`{table.name}`)\n\n{table.description}\n\n{lines}\n\n"
        f"| {heads} |\n|{' --- |' * len(COLUMNS)}\n{rows}\n\n{_rule_lines(rules_of(table, contract), contract)}"
    )


def _rule_lines(rules: Sequence[Rule], contract: Contract) -> str:
    return "".join(f"- `{rule.name}`: {rule.says} ({contract.severities[rule.severity]})\n" for rule in rules)


def _cell(text: object) -> str:
    return str(text).replace("|", "\\|")
