"""The question a reader asks, and the link that carries it.

KEYS is the one table of keys: the widgets of the question bar, the reading of a link and the writing of
one all go by it. Nothing in a link is ignored in silence: what cannot be read is returned as Unread.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import isfinite
from urllib.parse import urlencode

from chokepoint.config import Settings
from chokepoint.evidence.counts import LEVELS
from chokepoint.method import Method

LINK_VERSION = 1
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2099, 12, 31)
BUYERS = ("civil", "military", "listed")
EVIDENCE = LEVELS
OWN = ("embed", "embed_options")


@dataclass(frozen=True)
class Key:
    """One key of a link: its kind, what it asks, its default in words, and the link version it came with."""

    name: str
    kind: str
    asks: str
    default: str
    since: int = 1


KEYS = (
    Key("snapshot", "id", "version of the data", "the newest"),
    Key("method", "id", "version of the method", "that of config.yaml"),
    Key("on", "date", "day shown", "the last day that the evidence supports"),
    Key("compare", "date", "day compared with", "some days before the day shown (display.compare_days)"),
    Key("since", "date", "first day of the figures", "the first day of the score"),
    Key("pair", "choice", "who is exposed to whom", "the pair of the score"),
    Key("buyer", "choice", "class of buyers", "civil"),
    Key("materials", "list", "materials and groups", "all"),
    Key("evidence", "choice", "which rows are listed", "all"),
    Key("own", "pairs", "the reader's own weights and half-lives", "those of the method"),
    Key("v", "id", "version of the link", "the newest"),
)
# Judgements that a link may change, by their short names → keys in section `method` of config.yaml.
JUDGEMENTS = {
    **{name: f"score.weights.{name}" for name in ("controls", "stress", "tension")},
    **{name: f"tension.half_life_days.{name}" for name in ("act", "threat", "statement", "relief", "talk")},
}
LONGEST_HALF_LIFE = 730


@dataclass(frozen=True)
class Question:
    """What the reader asks. Every field has a value; dates are absolute."""

    on: date
    compare: date
    since: date
    country: str
    supplier: str
    buyer: str
    materials: tuple[str, ...]
    evidence: str
    snapshot: str
    method: str
    own: tuple[tuple[str, float], ...] = ()

    @property
    def changes(self) -> dict[str, float]:
        """The reader's own judgements by their keys in section `method`; empty for the published method."""
        return {JUDGEMENTS[name]: value for name, value in self.own}

    @property
    def pair(self) -> str:
        """The pair as a link writes it: USA:CHN."""
        return f"{self.country}:{self.supplier}"


@dataclass(frozen=True)
class Unread:
    """A part of a link that could not be read, why, and what was used instead."""

    key: str
    value: str
    reason: str
    used: str

    def __str__(self) -> str:
        return f"{self.key}={self.value}: {self.reason}; {self.used}"


@dataclass(frozen=True)
class Known:
    """What a link may name in this workspace."""

    materials: Sequence[str]
    snapshots: Sequence[str]
    newest: str


def default_question(settings: Settings, known: Known) -> Question:
    """The question of a reader who has asked nothing yet."""
    scope = settings.method.scope
    return Question(
        on=scope.coverage_end,
        compare=_compare(scope.coverage_end, settings),
        since=scope.score_from,
        country=scope.pair.country,
        supplier=scope.pair.supplier,
        buyer=scope.buyer,
        materials=(),
        evidence=EVIDENCE[0],
        snapshot=known.newest,
        method=settings.method.id,
    )


def read_question(
    parameters: Mapping[str, str], settings: Settings, known: Known
) -> tuple[Question, tuple[Unread, ...]]:
    """The question that the parameters of a link ask, and everything in them that could not be read."""
    reader = _Reader(parameters, settings.method, known)
    default = default_question(settings, known)
    on = reader.day("on", default.on)
    compare, since = _compare(on, settings), min(default.since, on)
    country = reader.pair(default)
    question = Question(
        on=on,
        compare=reader.before("compare", reader.day("compare", compare), on, compare),
        since=reader.before("since", reader.day("since", since), on, since),
        country=country,
        supplier=default.supplier,
        buyer=reader.choice("buyer", BUYERS, default.buyer),
        materials=reader.materials(),
        evidence=reader.choice("evidence", EVIDENCE, default.evidence),
        snapshot=reader.snapshot(),
        method=reader.method(),
        own=reader.own(),
    )
    reader.unknown_keys()
    return question, tuple(reader.unread)


def living(question: Question, settings: Settings, known: Known) -> str:
    """The query text of a link that follows the data: only what differs from the default."""
    plain = default_question(settings, known)
    ours, theirs = _texts(question), _texts(plain)
    theirs["compare"] = _compare(question.on, settings).isoformat()
    theirs["since"] = min(plain.since, question.on).isoformat()
    return urlencode({key: text for key, text in ours.items() if text != theirs[key]})


def pinned(question: Question) -> str:
    """The query text of a link that never drifts: every key, absolute dates, versions of data and method."""
    return urlencode({**_texts(question), "v": str(LINK_VERSION)})


def _compare(on: date, settings: Settings) -> date:
    """The day compared with when the reader names none."""
    return max(FIRST_DAY, on - timedelta(days=settings.display.compare_days))


def _texts(question: Question) -> dict[str, str]:
    return {
        "snapshot": question.snapshot,
        "method": question.method,
        "on": question.on.isoformat(),
        "compare": question.compare.isoformat(),
        "since": question.since.isoformat(),
        "pair": question.pair,
        "buyer": question.buyer,
        "materials": ",".join(question.materials),
        "evidence": question.evidence,
        "own": own_text(question.own),
    }


def own_text(own: Iterable[tuple[str, float]]) -> str:
    """Own judgements as a link writes them: controls:0.5,act:90."""
    return ",".join(f"{name}:{value:g}" for name, value in own)


class _Reader:
    """Reads one parameter after the other and keeps what it could not read."""

    def __init__(self, parameters: Mapping[str, str], method: Method, known: Known) -> None:
        self._parameters, self._method, self._known = parameters, method, known
        self.unread: list[Unread] = []

    def _text(self, key: str) -> str:
        return self._parameters.get(key, "").strip()

    def _miss(self, key: str, value: str, reason: str, used: str) -> None:
        self.unread.append(Unread(key, value[:80], reason, used))

    def day(self, key: str, default: date) -> date:
        text = self._text(key)
        if not text:
            return default
        try:
            day = date.fromisoformat(text)
        except ValueError:
            self._miss(key, text, "not a date such as 2025-05-30", f"shown with {default}")
            return default
        if FIRST_DAY <= day <= LAST_DAY:
            return day
        self._miss(key, text, f"not between {FIRST_DAY} and {LAST_DAY}", f"shown with {default}")
        return default

    def before(self, key: str, day: date, on: date, instead: date) -> date:
        if day <= on:
            return day
        self._miss(key, day.isoformat(), f"later than the day shown, {on}", f"shown with {instead}")
        return instead

    def choice(self, key: str, allowed: Iterable[str], default: str) -> str:
        text = self._text(key)
        if not text or text in allowed:
            return text or default
        self._miss(key, text, f"not one of {', '.join(allowed)}", f"shown with {default}")
        return default

    def pair(self, default: Question) -> str:
        allowed = [f"{country}:{default.supplier}" for country in self._method.scope.countries]
        return self.choice("pair", allowed, default.pair).split(":")[0]

    def materials(self) -> tuple[str, ...]:
        asked = [code for code in self._text("materials").split(",") if code]
        unknown = [code for code in asked if code not in self._known.materials]
        for code in unknown:
            self._miss("materials", code, "no material of this name on file", "shown without it")
        return tuple(dict.fromkeys(code for code in asked if code not in unknown))

    def snapshot(self) -> str:
        text = self._text("snapshot")
        if not text or text in self._known.snapshots:
            return text or self._known.newest
        self._miss("snapshot", text, "not in this workspace", f"shown with the newest, {self._known.newest}")
        return self._known.newest

    def method(self) -> str:
        text = self._text("method")
        if text and text != self._method.id:
            self._miss("method", text, "not the method of this workspace", f"shown with {self._method.id}")
        return self._method.id

    def own(self) -> tuple[tuple[str, float], ...]:
        found: dict[str, float] = {}
        for pair in filter(None, self._text("own").split(",")):
            name, _, text = pair.partition(":")
            most = LONGEST_HALF_LIFE if JUDGEMENTS.get(name, "").startswith("tension") else 1
            if name not in JUDGEMENTS:
                self._miss(
                    "own", pair, f"no such judgement; there are {', '.join(JUDGEMENTS)}", "shown without it"
                )
            elif (value := _number(text)) is None or not 0 <= value <= most or (most > 1 and value < 1):
                low = 1 if most > 1 else 0
                self._miss("own", pair, f"not a number from {low} to {most}", "shown with that of the method")
            else:
                found[name] = value
        weights = {**self._method.score.weights, **found}
        if not any(weights[name] for name in self._method.score.weights):
            self._miss(
                "own", own_text(found.items()), "weights must not all be 0", "shown with those of the method"
            )
            return ()
        return tuple(found.items())

    def unknown_keys(self) -> None:
        names = {key.name for key in KEYS}
        for key, value in self._parameters.items():
            if key not in names and key not in OWN:
                self._miss(key[:40], value, "no such key", "shown without it")
        version = self._text("v")
        if version and version != str(LINK_VERSION):
            self._miss(
                "v", version, f"a link of another version than {LINK_VERSION}", "read as well as it can be"
            )


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) else None
