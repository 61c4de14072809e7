"""What the page Scenarios is asked: the scenarios of the link, worked out once, and the widgets that choose them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

import streamlit as st

from chokepoint.config import ScenarioSettings
from chokepoint.risk.scenario import Outcome, what_if
from chokepoint.risk.scenario_levers import LeverError, Levers, check_levers, read_levers
from chokepoint.risk.scenario_presets import Preset, presets
from chokepoint.share.link import Unread
from chokepoint.ui.context import Context
from chokepoint.ui.filters import calendar_day
from chokepoint.ui.html import unread_notes
from chokepoint.ui.layout import Slot
from chokepoint.ui.picks import field
from chokepoint.ui.scenario_levers import draw_levers

PRESETS, LEVERS, ALSO = "scenario", "levers", "also"
ALSO_WORDS = {"act": "the step itself counts as an act", "stocks_gone": "stocks are gone"}
LETTERS = "ABCDEFGH"
OWN, OWN_TITLE = "own", "Your own levers"
FIRST = "all-suspended"


@dataclass(frozen=True)
class Shown:
    """One scenario on the page: its letter, where it comes from, and what was worked out."""

    letter: str
    preset: Preset
    outcome: Outcome


@dataclass(frozen=True)
class Asked:
    """The scenarios that the link asks for, in its order; `own`: the reader's levers, None without.

    `also`: levers that every scenario takes besides, by their names; what a scenario says itself goes before.
    """

    offered: dict[str, Preset]
    names: tuple[str, ...]
    own: Levers | None
    also: Mapping[str, float | bool]
    refused: tuple[Unread, ...]

    @property
    def chosen(self) -> list[Preset]:
        """The scenarios side by side."""
        found = [self.offered[name] for name in self.names]
        found += [Preset(OWN, OWN_TITLE, "", self.own)] if self.own else []
        return [replace(one, levers=self._with_also(one.levers)) for one in found]

    @property
    def id(self) -> str:
        """Id of the choice, for what is kept of it."""
        text = ",".join((*self.names, *self.also)) + (self.own.text if self.own else "")
        return sha256(text.encode()).hexdigest()[:8]

    def _with_also(self, levers: Levers) -> Levers:
        more = {name: value for name, value in self.also.items() if not getattr(levers, name)}
        return levers.model_copy(update=more) if more else levers


def texts_of_link() -> dict[str, str]:
    """What the link says of scenarios, from its hidden fields."""
    return {name: field(name) for name in (PRESETS, LEVERS, ALSO)}


def ask(context: Context, texts: Mapping[str, str]) -> Asked:
    """The scenarios that the texts of a link ask for; what of it cannot be had is kept with its reason."""
    found, settings = context.assessment(), context.settings.scenarios
    offered = context.kept(
        "scenario-presets",
        lambda: presets(context.tables, found, settings, context.question.on, calendar_day(context)),
    )
    refused = []
    asked = _listed(texts, PRESETS)
    for name in asked:
        if name not in offered:
            refused.append(Unread(PRESETS, name[:80], "no scenario of this name", "shown without it"))
        elif offered[name].why_not:
            refused.append(Unread(PRESETS, name, offered[name].why_not, "shown without it"))
    known = [name for name in dict.fromkeys(asked) if name in offered and not offered[name].why_not]
    own, faults = _own(context, texts.get(LEVERS, ""))
    most = settings.side_by_side - (own is not None)
    for name in known[most:]:
        refused.append(
            Unread(PRESETS, name, f"more than {settings.side_by_side} side by side", "shown without it")
        )
    names = tuple(known[:most]) or (() if own else _first(offered))
    also, unknown = _also(settings, _listed(texts, ALSO))
    return Asked(offered, names, own, also, (*refused, *unknown, *faults))


def _listed(texts: Mapping[str, str], name: str) -> list[str]:
    return [one for one in texts.get(name, "").split(",") if one]


def _also(settings: ScenarioSettings, asked: Sequence[str]) -> tuple[dict[str, float | bool], list[Unread]]:
    """The levers that the link asks for besides, and what of them is not known."""
    values: dict[str, float | bool] = {"act": settings.act, "stocks_gone": True}
    unknown = [Unread(ALSO, name[:80], f"not one of {', '.join(values)}", "shown without it")
               for name in asked if name not in values]  # fmt: skip
    return {name: value for name, value in values.items() if name in asked}, unknown


def _first(offered: dict[str, Preset]) -> tuple[str, ...]:
    """What is shown first: every suspended rule applies again, or else the first that can be had."""
    able = [name for name, preset in offered.items() if not preset.why_not]
    return (FIRST,) if FIRST in able else tuple(able[:1])


def _own(context: Context, text: str) -> tuple[Levers | None, list[Unread]]:
    if not text:
        return None, []
    try:
        own = read_levers(text, "link")
        check_levers(own, context.tables, context.settings.method, "link")
    except LeverError as error:
        words = "; ".join(f"{one.where}: found {one.found}; allowed: {one.allowed}" for one in error.mistakes)
        return None, [Unread(LEVERS, text[:80], words, "shown without them")]
    return (own if own != Levers() else None), []


def shown(context: Context, asked: Asked) -> list[Shown]:
    """Each scenario asked for, worked out."""
    q = context.question

    def make() -> list[Shown]:
        return [
            Shown(
                LETTERS[place],
                preset,
                what_if(
                    context.tables, context.settings.method, q.country, q.buyer, preset.levers, q.on,
                    context.settings.scenarios, context.names,
                ),
            )
            for place, preset in enumerate(asked.chosen)
        ]  # fmt: skip

    return context.kept(f"scenario-outcomes-{asked.id}", make)


def choose(context: Context, asked: Asked, slot: Slot) -> Slot:
    """Draws the choice of scenarios and the reader's own levers; the place of the card comes back."""
    if asked.refused:
        st.html(unread_notes(asked.refused))
    most = context.settings.scenarios.side_by_side
    able = [name for name, preset in asked.offered.items() if not preset.why_not]
    with st.container(key="choices-scenarios"):
        st.session_state["scenario-presets"] = list(asked.names)
        st.multiselect(
            f"Scenarios, up to {most} side by side: open deadlines, then history",
            able,
            key="scenario-presets",
            format_func=lambda name: title_of(asked.offered[name]),
            max_selections=most - (asked.own is not None),
            placeholder="Choose a scenario",
            on_change=_write,
        )
        st.session_state["scenario-also"] = list(asked.also)
        st.pills(
            "In every scenario also",
            list(ALSO_WORDS),
            selection_mode="multi",
            key="scenario-also",
            format_func=ALSO_WORDS.__getitem__,
            help="The first moves Tension: an act of the supplier of intensity "
            f"{context.settings.scenarios.act:g} on the day. The second moves Stress: what is held back more than today is "
            "missing from the flow, as if no stock stood in for it.",
            on_change=_write_also,
        )
        faults = [one.reason for one in asked.refused if one.key == LEVERS]
        with st.expander(
            "Your own levers", expanded=asked.own is not None or bool(faults), key="scenario-own"
        ):
            draw_levers(context, asked.own or Levers(), LEVERS, "; ".join(faults))
    return slot


def title_of(preset: Preset) -> str:
    """The title of a scenario, with the day of the deadline that it comes from."""
    return f"{preset.deadline.due_on}: {preset.title}" if preset.deadline else preset.title


def _write_also() -> None:
    st.session_state[ALSO] = ",".join(st.session_state["scenario-also"])


def _write() -> None:
    names: Sequence[str] = st.session_state["scenario-presets"]
    st.session_state[PRESETS] = ",".join(names)
