"""Supply: where is the choke, for which element, at which stage?"""

from __future__ import annotations

from chokepoint.ui import supply as shown
from chokepoint.ui.frame import current, page_head
from chokepoint.ui.layout import one, two
from chokepoint.ui.supply_cards import SLOTS, head, slots_of

context = current()
shown.draw_style(context.theme)
page_head(*context.kept("supply-head", lambda: head(context)))
measure, symbol = shown.choose(context)
tiles, element, uses, chain = slots_of(measure, symbol)
one(context, tiles)
two(context, element, uses, (1.0, 1.3))
one(context, chain)
for slot in SLOTS.values():
    one(context, slot)
