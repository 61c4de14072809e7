"""Overview: what falls due, what is blocked, is it flowing, what changed, and how high is the score?"""

from __future__ import annotations

from chokepoint.ui.frame import current, page_head
from chokepoint.ui.layout import one, two
from chokepoint.ui.overview import SLOTS, head

context = current()
page_head(*context.kept("overview-head", lambda: head(context)))
one(context, SLOTS["due"])
one(context, SLOTS["board"])
two(context, SLOTS["flowing"], SLOTS["magnets"])
two(context, SLOTS["change"], SLOTS["news"])
one(context, SLOTS["readings"])
one(context, SLOTS["history"])
one(context, SLOTS["freshness"])
