"""The head of the page Supply: the question in words, the narrowest stage, and the shares on file by stage."""

from __future__ import annotations

from datetime import timedelta

from chokepoint.errors import ChokepointError
from chokepoint.evidence.narrowest import group_elements
from chokepoint.evidence.stages import chain, stated
from chokepoint.share import supply as say
from chokepoint.share import supply_choke as choke
from chokepoint.ui.context import Context
from chokepoint.ui.filters import of_materials
from chokepoint.ui.html import esc
from chokepoint.ui.supply import elements_asked
from chokepoint.ui.supply_frame import plants_since, splits_of

CAVEAT = (
    "Shares come from different sources and years; each figure keeps its own. Missing is blank, never zero."
)


def head(context: Context) -> tuple[str, str, str]:
    """Question in words, finding and standfirst (HTML) of the page."""
    q, names = context.question, context.names
    asks = f"Where is the choke, for which element, at which stage? · {names.country(q.country)} exposed to {names.country(q.supplier)} · {q.on}"
    try:
        finding = _finding(context)
        method = context.settings.method.dependence
        held = stated(splits_of(context), method.stages, q.supplier, q.on, method.max_age_days)
        words = say.ladder_words(held, plants_since(context, held), names.country(q.supplier))
    except ChokepointError:  # the cards say what is wrong
        return asks, "The tables of the chain cannot be read", ""
    return asks, finding, f'{esc(words)} <span class="cp-quiet">{CAVEAT}</span>'


def _finding(context: Context) -> str:
    """The narrowest stage of the materials asked for, else of all as Dependence reads it."""
    q, supplier = context.question, context.names.country(context.question.supplier)
    if q.materials:
        found = _of_asked(context)
        return (
            choke.choke_finding(found, supplier) if found else choke.none_finding(q.materials, context.names)
        )
    assessment = context.assessment()
    today = choke.narrowest(assessment, q.on)
    return choke.choke_finding(today, supplier, None if today else choke.last_narrowest(assessment))


def _of_asked(context: Context) -> choke.Choke | None:
    """The narrowest of the stages of Dependence whose figure holds what is asked for; young shares only."""
    q, method, materials = context.question, context.settings.method.dependence, context.tables["materials"]
    oldest = q.on - timedelta(days=method.max_age_days)
    elements = [one for one in elements_asked(context) if one.traded]
    symbols, groups = {one.symbol for one in elements}, group_elements(materials)
    told = [
        split
        for split in splits_of(context)
        if split.end >= oldest
        and (of_materials(context, split.material, None) or symbols & groups.get(split.material, frozenset()))
    ]
    return choke.narrowest_in(chain(told, method.stages, method.sources), q.supplier, elements, groups)
