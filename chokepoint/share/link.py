"""The question a reader asks, and the link that carries it.

KEYS is the one table of keys: the widgets of the question bar, reading and writing a link all go by it;
CHOICES are those of single cards. Nothing is ignored in silence: what cannot be read is returned as Unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

from chokepoint.config import Settings
from chokepoint.evidence.counts import LEVELS
from chokepoint.method import Method
from chokepoint.share.own import JUDGEMENTS, Own, own_text, read_own

LINK_VERSION = 1
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2099, 12, 31)
BUYERS = ("civil", "military", "listed")
EVIDENCE = LEVELS
EMBED = ("embed", "embed_options")  # read by Streamlit itself
# The page that has no name in its address.
HOME = "overview"


@dataclass(frozen=True)
class Key:
    """One key of a link: its kind, what it asks, its default in words, and the link version it came with.

    `asked`: a widget sets it too; else it comes with a link only, on the first run of a session.
    """

    name: str
    kind: str
    asks: str
    default: str
    since: int = 1
    asked: bool = True


KEYS = (
    Key("snapshot", "id", "version of the data", "the newest", asked=False),
    Key("method", "id", "version of the method", "that of config.yaml", asked=False),
    Key("on", "date", "day shown", "the last day that the evidence supports"),
    Key("compare", "date", "day compared with", "some days before the day shown (display.compare_days)"),
    Key("since", "date", "first day of the figures", "the first day of the score"),
    Key("pair", "choice", "who is exposed to whom", "the pair of the score"),
    Key("buyer", "choice", "class of buyers", "civil"),
    Key("materials", "list", "materials and groups", "all"),
    Key("evidence", "choice", "which rows are listed", "all"),
    Key("own", "pairs", "the reader's own weights and half-lives", "those of the method"),
    Key("card", "list", "cards shown, by their names", "all cards of the page", asked=False),
    Key("v", "id", "version of the link", "the newest", asked=False),
)
# Choices of single cards, by their names in a link → the page whose cards have them.
CHOICES = {
    "flow": "trade",
    "search-entities": "trade",
    "tiles": "supply",
    "element": "supply",
    "sources": "supply",
    "kinds": "diplomacy",
    "diplomacy-find": "diplomacy",
    "status": "diplomacy",
    "by": "diplomacy",
    "topic": "diplomacy",
    "diplomacy-word": "diplomacy",
    "part": "risk",
    "scenario": "scenarios",
    "levers": "scenarios",
    "also": "scenarios",
    "digest-since": "briefs",
    "brief": "briefs",
    "find": "method",
    "sheet": "method",
    "data-sheet": "data",
    "versions": "data",
}
# Says from where the digest counts.
SINCE = "digest-since"
# Names the brief kept in the workspace that a link opens.
BRIEF = "brief"
CARD_NAME = re.compile(r"[A-Za-z][\w.-]*")
GET_SNAPSHOT = "to see it, import the data package that its owner exports (page Data, or: chokepoint import)"
GET_METHOD = "to see it, start the app with the config.yaml that its owner used (CHOKEPOINT_CONFIG)"


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
    own: Own = ()
    cards: tuple[str, ...] = ()

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
        cards=reader.cards(),
    )
    reader.unknown_keys()
    return question, tuple(reader.unread)


def living(
    question: Question, settings: Settings, known: Known, choices: Mapping[str, str] | None = None
) -> str:
    """The query text of a link that follows the data: only what differs from the default."""
    plain = default_question(settings, known)
    ours, theirs = _texts(question), _texts(plain)
    theirs["compare"] = _compare(question.on, settings).isoformat()
    theirs["since"] = min(plain.since, question.on).isoformat()
    asked = {key: text for key, text in ours.items() if text != theirs[key]}
    return urlencode({**asked, **(choices or {})})


def pinned(question: Question, choices: Mapping[str, str] | None = None) -> str:
    """The query text of a link that never drifts: every key, absolute dates, versions of data and method.

    `choices` are those of the cards (CHOICES) that differ from their defaults.
    """
    return urlencode({**_texts(question), **(choices or {}), "v": str(LINK_VERSION)})


def pinned_page(page: str, question: Question, choices: Mapping[str, str] | None = None) -> str:
    """A pinned link of a page without the address of a server: "/trade?snapshot=…"."""
    return f"/{'' if page == HOME else page}?{pinned(question, choices)}"


def query_of(link: str) -> tuple[str, dict[str, str]]:
    """Page and parameters of a link: a whole address, "/trade?on=…" or the query text alone (page overview)."""
    parts = urlsplit(link if "?" in link or "/" in link else f"?{link}")
    return parts.path.strip("/").split("/")[-1] or HOME, dict(parse_qsl(parts.query, keep_blank_values=True))


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
        "card": ",".join(question.cards),
    }


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
        self._miss(
            "snapshot",
            text,
            "not in this workspace",
            f"shown with the newest, {self._known.newest}; {GET_SNAPSHOT}",
        )
        return self._known.newest

    def method(self) -> str:
        text = self._text("method")
        if text and text != self._method.id:
            self._miss(
                "method",
                text,
                "not the method of this workspace",
                f"shown with {self._method.id}; {GET_METHOD}",
            )
        return self._method.id

    def own(self) -> Own:
        found, missed = read_own(
            self._text("own"), {str(name): weight for name, weight in self._method.score.weights.items()}
        )
        for value, reason, used in missed:
            self._miss("own", value, reason, used)
        return found

    def cards(self) -> tuple[str, ...]:
        asked = [name for name in self._text("card").split(",") if name]
        for name in asked:
            if not CARD_NAME.fullmatch(name):
                self._miss("card", name, "not the name of a card", "shown without it")
        return tuple(dict.fromkeys(name for name in asked if CARD_NAME.fullmatch(name)))

    def unknown_keys(self) -> None:
        names = {key.name for key in KEYS}
        for key, value in self._parameters.items():
            if key in CHOICES:
                self._miss(key, value, f"a choice on the page {CHOICES[key].capitalize()}", "not used here")
            elif key not in names and key not in EMBED:
                self._miss(key[:40], value, "no such key", "shown without it")
        version = self._text("v")
        # Both stand together in pinned links alone, and these end with their version.
        if not version and self._text("snapshot") and self._text("method"):
            self._miss(
                "v", "", "the end of this link is missing", "read as far as it goes: copy the whole link"
            )
        if version and version != str(LINK_VERSION):
            self._miss(
                "v", version, f"a link of another version than {LINK_VERSION}", "read as well as it can be"
            )
