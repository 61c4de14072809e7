"""What papers are made from: one version of the data, one question, one method; and what they rest on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import pandas as pd

from chokepoint.config import Settings
from chokepoint.contract import Contract
from chokepoint.engine import Tables
from chokepoint.errors import ChokepointError
from chokepoint.evidence.freshness import Freshness, freshness
from chokepoint.evidence.names import BUYERS, Names
from chokepoint.risk.score import Assessment, assess
from chokepoint.share.citation import Source, list_sources
from chokepoint.share.link import Question
from chokepoint.workspace import Snapshot

# Kinds of sources that alone carry no row of a paper, unless its author asks for them.
WEAK = ("copy", "opinion")
# Kind of the materials that are groups of others, in table materials.
GROUP = "group"


@dataclass(frozen=True)
class Matter:
    """One question put to one snapshot by one method. `today` is the real date; `weak`: also copies and opinions.

    `worked_out` gives an assessment that is known already.
    """

    settings: Settings
    contract: Contract
    snapshot: Snapshot
    tables: Tables
    question: Question
    today: date
    link: str
    history: tuple[Snapshot, ...] = ()
    weak: bool = False
    worked_out: Callable[[], Assessment] | None = field(default=None, compare=False)

    @cached_property
    def names(self) -> Names:
        """Names of materials, measures, events and countries."""
        return Names(self.tables)

    @cached_property
    def assessment(self) -> Assessment:
        """Readings and score for the question's country and buyer."""
        if self.worked_out is not None:
            return self.worked_out()
        return assess(self.tables, self.settings.method, self.question.country, self.question.buyer)

    def fits(self, material: str, group: str | None) -> bool:
        """True if a good is among the materials asked for; see `of_materials`."""
        asked = self.question.materials
        return not asked or of_materials(self.tables["materials"], asked, material, group)

    @property
    def parties(self) -> tuple[str, ...]:
        """The country asked about and the groups it belongs to."""
        country = self.question.country
        return (country, *self.settings.method.scope.countries.get(country, ()))

    @property
    def calendar_day(self) -> date:
        """The day from which due days count: the real one, or a past day that is asked for."""
        on = self.question.on
        return self.today if on >= self.settings.method.scope.coverage_end else on

    @property
    def asked(self) -> str:
        """The question in words: pair, buyers, materials, days, evidence."""
        q = self.question
        materials = ", ".join(self.names.get(code, code) for code in q.materials) or "all materials"
        return (
            f"{self.names.country(q.country)} exposed to {self.names.country(q.supplier)} · {BUYERS[q.buyer].lower()} · "
            f"{materials} · {q.on}, compared with {q.compare} · {q.evidence} evidence listed"
        )

    @property
    def versions(self) -> str:
        """Versions of data and method, and the day to which events are complete."""
        made = f"{self.snapshot.at:%Y-%m-%d}"
        return (
            f"Data version {self.snapshot.id} ({made}), method {self.settings.method.id}, events complete to "
            f"{self.settings.method.scope.coverage_end}, figures from {self.question.since}; made on {self.today}"
        )

    def clocks(self, tables: Iterable[str] = ()) -> list[Freshness]:
        """Clocks of these tables, or of all, on the real day."""
        complete = {"events": self.settings.method.scope.coverage_end}
        wanted = set(tables)
        found = freshness(self.tables, self.contract, self.today, complete)
        return [clock for clock in found if not wanted or clock.table in wanted]

    def supported(self, keys: Iterable[str]) -> set[str]:
        """The keys of sources that may carry a row here: all but copies and opinions."""
        sources = self.tables["sources"]
        weak = set() if self.weak else set(sources.loc[sources["kind"].isin(WEAK), "source_key"])
        return set(keys) - weak


@dataclass
class Cites:
    """Numbers of sources in the order in which a paper names them."""

    sources: pd.DataFrame
    keys: list[str] = field(default_factory=list)

    def __call__(self, *keys: str) -> str:
        """The numbers of sources as a paper shows them: [2] or [2, 5]; "" without one."""
        for key in keys:
            if key and key not in self.keys:
                self.keys.append(key)
        numbers = sorted({self.keys.index(key) + 1 for key in keys if key})
        return f" [{', '.join(map(str, numbers))}]" if numbers else ""

    @property
    def found(self) -> list[Source]:
        """The sources named, in the order of their numbers."""
        return list_sources(self.keys, self.sources)


def of_materials(materials: pd.DataFrame, asked: Sequence[str], material: str, group: str | None) -> bool:
    """True if a good fits the materials asked for: itself, its basket group, or a group that holds it."""
    if material in asked or group in asked:
        return True
    rows = materials.set_index("material")
    if material not in rows.index:
        return False
    if group is None and rows.at[material, "basket_group"] in asked:
        return True
    members = rows.loc[rows.index.isin(asked), "members"].dropna()
    return any(material in joined.split(";") for joined in members)


def speaking_of(materials: pd.DataFrame, asked: Sequence[str]) -> frozenset[str]:
    """Codes under which a rule or an event speaks of the materials asked for: theirs, those within, and their groups.

    A rule on rare earths covers dysprosium; a rule on magnets does not: a product is no group of what it is made of.
    Not for figures: that of a group is none of its members.
    """
    kinds = dict(zip(materials["material"], materials["kind"], strict=True))
    members = {
        row.material: frozenset(row.members.split(";"))
        for row in materials.itertuples(index=False)
        if isinstance(row.members, str)
    }
    own = set(asked) | set(materials.loc[materials["basket_group"].isin(asked), "material"])
    inside = {code: members[code] for code in asked if code in members}
    # What a product is made of does not lead up to the groups of that.
    leads = own.union(*(parts for code, parts in inside.items() if kinds[code] == GROUP))
    above = {
        code
        for code, parts in members.items()
        if any(part in leads and kinds[code] in (GROUP, kinds.get(part)) for part in parts)
    }
    return frozenset(own.union(above, *inside.values()))


def clock_words(clocks: Sequence[Freshness]) -> str:
    """The three clocks of tables in one line."""
    return "; ".join(f"{clock.title}: {_clock(clock)}" for clock in clocks)


def _clock(clock: Freshness) -> str:
    if clock.problem:
        return "cannot be read"
    covers = f"covers to {clock.covers_to}" if clock.covers_to else "no day of its own"
    return f"{covers}, retrieved {clock.retrieved or 'not on file'}, published {clock.published or 'not on file'}"


def source_line(source: Source) -> str:
    """One source as a paper lists it: origin first, its three days and licence, the host of a copy last."""
    edition = f", {source.edition}" if source.edition else ""
    published = f"published {source.published}" if source.published else "publication day not on file"
    host = f"; copy read at {source.host}" if source.host else ""
    return (
        f"{source.origin}, {source.title}{edition} ({source.kind}; {published}; retrieved "
        f"{source.retrieved or 'not on file'}; {source.licence}{host})"
    )


def said(make: Callable[[], str], fallback: str) -> str:
    """What `make` says, or the fallback with the reason where a table cannot be read."""
    try:
        return make()
    except ChokepointError as error:
        return f"{fallback}: {error}"
