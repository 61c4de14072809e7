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
    risk_cards,
    supply,
    supply_cards,
    trade,
    trade_cards,
)
from chokepoint.ui.layout import Slot
from chokepoint.ui.style import style_block

SLOTS: Mapping[str, Mapping[str, Slot]] = {
    "overview": overview.SLOTS,
    "trade": trade_cards.SLOTS,
    "supply": supply_cards.SLOTS,
    "diplomacy": diplomacy_cards.SLOTS,
    "risk": risk_cards.SLOTS,
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
