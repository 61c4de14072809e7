"""Flows that a file spreads over several records, brought together as rows of trade_flows.

Weight and value of one flow may be two records; a flow may be split by regime or by places that are no
country. What is added up says so: it is derived, and names its parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from chokepoint.readers.formats.amounts import added
from chokepoint.readers.scribe import Scribe

TABLE = "trade_flows"
AMOUNTS = ("quantity_t", "value_usd", "value_local")
KEY = ("reporter", "partner", "flow", "product", "period", "frequency")


@dataclass
class Flow:
    """One flow: the first record it was found in, what its row says, and how many records each amount had."""

    row: int
    cells: dict[str, str]
    parts: dict[str, int] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)


class Flows:
    """The flows of one file on their way into trade_flows."""

    def __init__(self, scribe: Scribe) -> None:
        self.scribe = scribe
        self.flows: dict[tuple[str, ...], Flow] = {}

    def add(self, row: int, cells: Mapping[str, str], name: str = "") -> None:
        """Adds one record to its flow; `name` says which part of the flow it is."""
        key = tuple(cells[column] for column in KEY)
        flow = self.flows.get(key)
        if flow is None:
            flow = self.flows[key] = Flow(row, {**dict.fromkeys(AMOUNTS, ""), **cells})
            for column in AMOUNTS:
                flow.parts[column] = int(bool(cells.get(column)))
        else:
            self._join(flow, row, cells, name)
        if name and name not in flow.names:
            flow.names.append(name)

    def close(self) -> None:
        """Writes every flow."""
        for flow in self.flows.values():
            summed = any(number > 1 for number in flow.parts.values())
            named = "; ".join(flow.names)
            notes = f"sum of {named or 'several records'}" if summed else named
            # A currency without an amount says nothing.
            money = {} if flow.cells["value_local"] else {"currency": ""}
            said = [flow.cells.get("notes", ""), notes]
            cells = flow.cells | money | {"notes": "; ".join(filter(None, said))}
            cells["derived"] = "yes" if summed else "no"
            self.scribe.write(TABLE, flow.row, cells)

    def _join(self, flow: Flow, row: int, cells: Mapping[str, str], name: str) -> None:
        summed = False
        for column in AMOUNTS:
            text = cells.get(column, "")
            if text:
                summed = summed or bool(flow.cells[column])
                flow.cells[column] = added((flow.cells[column], text))
                flow.parts[column] += 1
        for column in ("currency", "classification"):
            flow.cells[column] = flow.cells.get(column) or cells.get(column, "")
        if cells.get("estimated") == "yes":
            flow.cells["estimated"] = "yes"
        if summed:
            says = f"{name or 'its figure'} was added to the flow in row {flow.row}"
            self.scribe.skip(row, "cell_note", says, table=TABLE, value=name)
        else:
            self.scribe.join(row)
