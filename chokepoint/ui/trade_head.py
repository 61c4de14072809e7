"""What the page Trade says first: the question in words, the finding, the standfirst."""

from __future__ import annotations

from chokepoint.errors import ChokepointError
from chokepoint.evidence import monthly
from chokepoint.share import trade as words
from chokepoint.share.coverage import supported
from chokepoint.ui.context import Context
from chokepoint.ui.html import esc
from chokepoint.ui.trade_flows import MAGNETS, flow_rows
from chokepoint.ui.trade_rows import bars_of, on_rare_earths


def head(context: Context) -> tuple[str, str, str]:
    """Question in words, finding and standfirst (HTML) of the page."""
    q, names = context.question, context.names
    sides = (names.country(q.supplier), names.country(q.country))
    materials = ", ".join(names.get(code, code) for code in q.materials) or "all materials"
    asks = f"Who restricts what, for whom, since when · {sides[1]} exposed to {sides[0]} · {materials}"
    method = context.settings.method
    try:
        found, _ = bars_of(context)
        flows = flow_rows(context)[0]
        months = monthly.by_month(flows, MAGNETS[0], q.country, q.since)
        mean, _, _ = monthly.normal(flows, MAGNETS[0], q.country, method.stress)
        rare = on_rare_earths(context)
    except ChokepointError:  # the cards say what is wrong
        return asks, "The measures cannot be read", ""
    told = [
        words.first_control_words(found, method.stress.first_control),
        f"Suspended: {waiting}." if (waiting := words.suspended_words(found, q.supplier)) else "",
        words.military_words(found, q.supplier, sides[1]),
        f"Magnets to {words.the(sides[1])}: {words.flow_finding(months, mean)}{'' if mean else ' (no normal month on file)'}."
        if months
        else "",
    ]
    text = " ".join(part for part in told if part)
    finding = words.measures_finding(found, q.supplier, sides, q.on, rare)
    return asks, supported(finding, method.scope, q.on), esc(text)
