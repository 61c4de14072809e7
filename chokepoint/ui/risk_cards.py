"""The cards of the page Risk that have no choices of their own, in their order."""

from __future__ import annotations

from chokepoint.ui.layout import Slot
from chokepoint.ui.risk_beside import companions_card, elements_card, indices_card, published_card
from chokepoint.ui.risk_compare import change_card, kinds_card, versions_card
from chokepoint.ui.risk_level import buyers_card, contributions_card, parts_card, readings_card
from chokepoint.ui.risk_method import tornado_card, variants_card
from chokepoint.ui.risk_record import checks_card, eves_card, record_card, reliability_card

SLOTS = {
    slot.key: slot
    for slot in (
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
}
