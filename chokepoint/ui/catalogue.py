"""Cards by page and name, for those who draw them elsewhere: briefs, and the command line.

A card with choices of its own is made with those that a link carries (share.link.CHOICES), or the usual ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from chokepoint.charts.theme import Theme
from chokepoint.errors import ChokepointError
from chokepoint.evidence.commitments import STATUSES
from chokepoint.evidence.timeline import KINDS
from chokepoint.share.link import SINCE
from chokepoint.ui import (
    data,
    data_cards,
    diplomacy,
    diplomacy_cards,
    meetings,
    method,
    method_cards,
    overview,
    paper_cards,
    papers,
    risk,
    risk_cards,
    supply,
    supply_cards,
    trade,
    trade_cards,
)
from chokepoint.ui.asked import ALL, OPEN_WORD
from chokepoint.ui.context import Context
from chokepoint.ui.crises import crises_card
from chokepoint.ui.layout import Slot
from chokepoint.ui.picks import read_each
from chokepoint.ui.risk_level import history_card, part_slot, parts_on_offer
from chokepoint.ui.risk_method import own_card
from chokepoint.ui.scenario import ask
from chokepoint.ui.scenario_cards import CARDS as SCENARIO_CARDS
from chokepoint.ui.scenario_cards import scenario_slot
from chokepoint.ui.sheet import sheet_slot
from chokepoint.ui.style import style_block
from chokepoint.ui.supply_chain import TITLE as CHAIN_TITLE
from chokepoint.ui.supply_chain import chain_slot, sources_of_stages

# Choices of the cards of a page, by their keys in a link.
Choices = Mapping[str, str]
HISTORY = Slot("risk-history", "The score and its range", history_card)
OWN = Slot("risk-own", "Your own judgements", own_card)
CRISES = Slot("crises", "The three crises", crises_card)


class ChoiceError(ChokepointError):
    """A link asks a card for a choice that it does not offer."""


@dataclass(frozen=True)
class Entry:
    """A card of a page: its usual title, and what finds its place for the choices of a link.

    `place` raises ChoiceError for a choice that the card does not offer.
    """

    title: str
    place: Callable[[Context, Choices], Slot]


def _plain(slots: Mapping[str, Slot]) -> dict[str, Entry]:
    """Cards without choices of their own."""
    return {name: Entry(slot.title, lambda _, __, slot=slot: slot) for name, slot in slots.items()}  # type: ignore[misc]


def _one_of(choices: Choices, name: str, options: Sequence[str], usual: str) -> str:
    """The choice of a link, one of the options; the usual one where the link says nothing."""
    asked = choices.get(name) or usual
    if asked not in (*options, usual):
        raise ChoiceError(f"{name}={asked[:80]}: not one of the choices of this card")
    return asked


def _part(context: Context, choices: Choices) -> Slot:
    offered = list(parts_on_offer(context))
    return part_slot(_one_of(choices, "part", offered, offered[0] if offered else ""))


def _scenario(name: str) -> Entry:
    def place(context: Context, choices: Choices) -> Slot:
        asked = ask(context, choices)
        if asked.refused:
            raise ChoiceError("; ".join(map(str, asked.refused)))
        return scenario_slot(name, asked)

    return Entry(SCENARIO_CARDS[name][0], place)


def _sheet(key: str) -> Entry:
    def place(context: Context, choices: Choices) -> Slot:
        return sheet_slot(_one_of(choices, key, list(context.contract.tables), "events"))

    return Entry("One table", place)


def _several(choices: Choices, name: str, options: Sequence[str]) -> tuple[str, ...]:
    asked = [one for one in choices.get(name, "").split(",") if one]
    return tuple(_one_of({name: one}, name, options, "") for one in asked)


def _flow(context: Context, choices: Choices) -> Slot:
    offered = trade_cards.flow_codes(context)
    return trade_cards.flow_slot(_one_of(choices, "flow", offered, offered[0]))


def _element(context: Context, choices: Choices) -> str:
    offered = [one.symbol for one in supply.elements_asked(context)]
    return _one_of(choices, "element", offered, supply.usual_element(offered))


def _of_element(place: int) -> Callable[[Context, Choices], Slot]:
    """The place of one of the cards that follow the element in detail."""

    def find(context: Context, choices: Choices) -> Slot:
        measure = _one_of(choices, "tiles", list(supply.TILE_MEASURES), supply.USUAL_TILES)
        return supply_cards.slots_of(measure, _element(context, choices))[place]

    return find


def _chain(context: Context, choices: Choices) -> Slot:
    asked, refused = read_each(choices.get("sources", ""), sources_of_stages(context))
    if refused:
        raise ChoiceError(f"sources={','.join(refused)[:80]}: not one of the choices of this card")
    return chain_slot(_element(context, choices), asked)


def _events(_: Context, choices: Choices) -> Slot:
    return diplomacy_cards.events_slot(
        _several(choices, "kinds", KINDS), choices.get("diplomacy-find", "").strip()
    )


def _ledger(context: Context, choices: Choices) -> Slot:
    sides = (ALL, context.question.country, context.question.supplier)
    status = _one_of(choices, "status", (ALL, OPEN_WORD, *STATUSES), ALL)
    return diplomacy_cards.ledger_slot(status, _one_of(choices, "by", sides, ALL))


def _topic(context: Context, choices: Choices) -> Slot:
    offered = meetings.topics_on_offer(context)
    word = choices.get("diplomacy-word", "").strip()
    return meetings.topic_slot(word or _one_of(choices, "topic", offered, offered[0]))


CATALOGUE: Mapping[str, Mapping[str, Entry]] = {
    "overview": _plain(overview.SLOTS),
    "trade": {
        **_plain(trade_cards.SLOTS),
        "flows": Entry("Monthly flows", _flow),
        "entities": Entry(
            "Listed firms", lambda _, of: trade_cards.entities_slot(of.get("search-entities", ""))
        ),
    },
    "supply": {
        "tiles": Entry("The elements", _of_element(0)),
        "element": Entry("The element in detail", _of_element(1)),
        "uses": Entry("What the elements are used for", _of_element(2)),
        "chain": Entry(CHAIN_TITLE, _chain),
        **_plain(supply_cards.SLOTS),
    },
    "diplomacy": {
        **_plain(diplomacy_cards.SLOTS),
        "events": Entry("Events up and down", _events),
        "ledger": Entry("Who promised what", _ledger),
        "topics": Entry("What each side says", _topic),
    },
    "risk": {
        "risk-history": Entry("The score and its range", lambda *_: HISTORY),
        **_plain(risk_cards.SLOTS),
        "risk-follow": Entry("One part over time", _part),
        "risk-own": Entry("Your own judgements", lambda *_: OWN),
    },
    "scenarios": {
        **{name: _scenario(name) for name in SCENARIO_CARDS},
        "crises": Entry("The three crises", lambda *_: CRISES),
    },
    "data": {
        "history": Entry(
            "Versions of the data",
            lambda context, of: data_cards.history_slot(context, of.get("versions") or "1"),
        ),
        **_plain(data_cards.SLOTS),
        "sheet": _sheet("data-sheet"),
    },
    "briefs": {
        "note": Entry("The one-page note", lambda _, __: paper_cards.note_slot()),
        "digest": Entry("What changed", lambda _, of: paper_cards.digest_slot(of.get(SINCE, "").strip())),
    },
    "method": {
        **_plain(method_cards.SLOTS),
        "parameters": Entry(
            "Parameters",
            lambda _, of: method_cards.parameters_slot(of.get("find", "")),
        ),
        "sheet": _sheet("sheet"),
        "versions": Entry("Versions", lambda context, _: method_cards.versions_slot(context)),
    },
}
OWN_STYLES = {
    "briefs": (papers.RULES,),
    "supply": (supply.RULES,),
    "risk": (risk.RULES,),
    "scenarios": (risk.RULES,),
}
STYLES = {
    "trade": (trade.style,),
    "diplomacy": (diplomacy.style_block,),
    "scenarios": (diplomacy.style_block,),
    "method": (method.style,),
    "data": (data.style, method.style),
}


def entry_of(page: str, name: str) -> tuple[str, str, Entry] | None:
    """Page, name and entry of a card; the name may say the page itself (risk.risk-change) or end in a choice."""
    there, dot, rest = name.partition(".")
    page, name = (there, rest) if dot else (page, name)
    entries = CATALOGUE.get(page, {})
    fits = [one for one in entries if name == one or name.startswith(f"{one}-")]
    if not fits:
        return None
    longest = max(fits, key=len)
    return page, longest, entries[longest]


def styles_of(pages: set[str], theme: Theme) -> str:
    """The rules that cards of these pages need, without their element."""
    blocks = [style_block(theme)]
    blocks += [rules.format(**vars(theme)) for page in sorted(pages) for rules in OWN_STYLES.get(page, ())]
    blocks += [style(theme) for page in sorted(pages) for style in STYLES.get(page, ())]
    return "".join(dict.fromkeys(block.replace("<style>", "").replace("</style>", "") for block in blocks))
