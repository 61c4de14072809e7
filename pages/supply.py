"""Supply: where is the choke, for which element, at which stage?"""

from __future__ import annotations

from functools import partial

from chokepoint.ui import supply as shown
from chokepoint.ui.frame import current, page_head
from chokepoint.ui.layout import chosen, one, two
from chokepoint.ui.supply_cards import SLOTS, slots_of
from chokepoint.ui.supply_chain import TITLE, choose_sources
from chokepoint.ui.supply_head import head

context = current()
shown.draw_style(context.theme)
page_head(*context.kept("supply-head", lambda: head(context)))
measure, symbol = shown.choose(context)
tiles, element, uses = slots_of(measure, symbol)
one(context, tiles)
two(context, element, uses, (1.0, 1.3))
chosen(context, f"chain-{symbol}", TITLE, partial(choose_sources, symbol=symbol))
for slot in SLOTS.values():
    one(context, slot)
