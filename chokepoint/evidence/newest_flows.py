"""What is the newest shipment of each element on file, however old, against its reference?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from chokepoint.evidence.flows import MAGNETS, Shipment, reference_quantity
from chokepoint.evidence.observations import Observation
from chokepoint.method import StressMethod


def newest_flows(found: Sequence[Shipment], method: StressMethod, on: date) -> dict[str, Observation]:
    """The newest shipment of each single element known on the day, beside its reference; n is not worked out (0)."""
    newest: dict[str, Observation] = {}
    for one in found:
        if one.item == MAGNETS or one.known > on or one.quantity_t is None or one.end < method.first_control:
            continue
        last = newest.get(one.item)
        if last is not None and (one.end, one.known) < (last.period_end, last.known_from):
            continue
        others = [other for other in found if (other.item, other.product) == (one.item, one.product)]
        reference, basis = reference_quantity(one, others, method, on)
        newest[one.item] = Observation(
            one.item,
            "flow",
            0.0,
            one.end,
            one.known,
            one.period,
            one.quantity_t,
            reference,
            basis,
            one.source_key,
        )
    return newest
