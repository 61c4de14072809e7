"""Cards by page and name, for those who draw them elsewhere: briefs, and the command line.

A card with choices of its own is made with the usual ones; with others it is put into a brief from its page.
"""

from __future__ import annotations

from collections.abc import Mapping

from chokepoint.charts.theme import Theme
from chokepoint.ui import (
    data,
    diplomacy,
    diplomacy_cards,
    method,
    overview,
    risk,
    supply,
    supply_cards,
    trade,
    trade_cards,
)
from chokepoint.ui.layout import Slot
from chokepoint.ui.risk_beside import companions_card, elements_card, indices_card, published_card
from chokepoint.ui.risk_compare import change_card, kinds_card, versions_card
from chokepoint.ui.risk_level import buyers_card, contributions_card, parts_card, readings_card
from chokepoint.ui.risk_method import tornado_card, variants_card
from chokepoint.ui.risk_record import checks_card, eves_card, record_card, reliability_card
from chokepoint.ui.style import style_block

RISK = (
    Slot("risk-readings", "Four readings over time", readings_card),
    Slot("risk-stack", "Points by reading", contributions_card),
    Slot("risk-parts", "What the score is made of", parts_card),
    Slot("risk-change", "What changed between two days", change_card),
    Slot("risk-kinds", "The change by kind", kinds_card),
    Slot("risk-versions", "What the newest revision changed", versions_card),
    Slot("risk-buyers", "Civil, military and listed buyers", buyers_card),
    Slot("risk-tornado", "Judgements that move the score", tornado_card),
    Slot("risk-variants", "The score with one judgement changed", variants_card),
    Slot("risk-record", "Did it foretell anything?", record_card),
    Slot("risk-eves", "When restrictions came", eves_card),
    Slot("risk-reliability", "Forecasts and what followed", reliability_card),
    Slot("risk-checks", "What is known must show", checks_card),
    Slot("risk-companions", "Other measures", companions_card),
    Slot("risk-elements", "EU supply risk by element", elements_card),
    Slot("risk-published", "Published figures", published_card),
    Slot("risk-indices", "News indices beside the score", indices_card),
)
SLOTS: Mapping[str, Mapping[str, Slot]] = {
    "overview": overview.SLOTS,
    "trade": trade_cards.SLOTS,
    "supply": supply_cards.SLOTS,
    "diplomacy": diplomacy_cards.SLOTS,
    "risk": {slot.key: slot for slot in RISK},
}
OWN_STYLES = {"supply": supply.RULES, "risk": risk.RULES}
STYLES = {
    "trade": trade.style,
    "diplomacy": diplomacy.style_block,
    "method": method.style,
    "data": data.style,
}


def slot_of(page: str, name: str) -> Slot | None:
    """The place of a card by its page and name; the name may say the page itself: risk.risk-change."""
    there, dot, rest = name.partition(".")
    page, name = (there, rest) if dot else (page, name)
    return SLOTS.get(page, {}).get(name)


def styles_of(pages: set[str], theme: Theme) -> str:
    """The rules that cards of these pages need, without their element."""
    blocks = [style_block(theme)]
    blocks += [OWN_STYLES[page].format(**vars(theme)) for page in sorted(pages & OWN_STYLES.keys())]
    blocks += [STYLES[page](theme) for page in sorted(pages & STYLES.keys())]
    return "".join(block.replace("<style>", "").replace("</style>", "") for block in blocks)
