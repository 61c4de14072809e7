"""Widgets of the reader's own levers; what they hold stands in the link as JSON, and comes from there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from chokepoint.evidence.names import GROUPS
from chokepoint.risk.scenario_levers import Levers, NewRule, Rule
from chokepoint.share.link import BUYERS, FIRST_DAY, LAST_DAY
from chokepoint.share.scenario import STATES, STEPS
from chokepoint.ui.context import Context
from chokepoint.ui.html import esc

NONE = "none"
NEW_NAME = "a new rule"
KEY = "lever-"


def draw_levers(context: Context, own: Levers, name: str, fault: str = "") -> None:
    """The widgets of all levers, filled from `own`; a change writes the levers into the field `name` of the link.

    `fault`: why the levers of the link are not among them.
    """
    method, names = context.settings.method, context.names
    if fault:
        st.html(
            f'<p class="cp-note" role="status">The levers of this link are not in the fields below, which stand as without '
            f"any: {esc(fault)}. The first change here takes their place in the link.</p>"
        )
    st.html(
        '<p class="cp-sub">A rule counts as if its day had come. What the widgets cannot say (several stocks, a new rule '
        "for each group) can be written into the link or a file for the command line.</p>"
    )
    items = ["magnets", *method.stress.heavy_medium, *_light(context)]
    values = _values(own, context.today.year + 1)
    arguments = (name, own.text)
    left, right = st.columns(2, gap="large")
    with left:
        rules = _rules(context)
        for state in ("in_force", "lifted"):
            _widget(st.multiselect, f"Rules {STATES[state]}", state, rules, values, arguments,
                    format_func=lambda measure: names.get(measure, measure), placeholder="As they stand")  # fmt: skip
        _widget(st.multiselect, "Only for these goods", "goods", list(GROUPS), values, arguments,
                format_func=GROUPS.__getitem__, placeholder="All that a rule covers")  # fmt: skip
        _widget(
            st.multiselect,
            "Only for these buyers",
            "buyers",
            list(BUYERS),
            values,
            arguments,
            placeholder="All buyers",
        )
        st.session_state[f"{KEY}from"] = values["from"]
        st.date_input("From day", key=f"{KEY}from", min_value=FIRST_DAY, max_value=LAST_DAY, format="YYYY-MM-DD",
                      on_change=_write, args=arguments)  # fmt: skip
        _widget(st.segmented_control, "A new rule", "step", [NONE, *STEPS], values, arguments, required=True,
                format_func=lambda step: STEPS.get(step, step))  # fmt: skip
        _widget(st.multiselect, "The new rule holds for", "new_goods", list(GROUPS), values, arguments,
                format_func=GROUPS.__getitem__, placeholder="Goods")  # fmt: skip
    with right:
        for group in method.stress.breadth:
            _number(
                f"Flow that stops: {names.get(group, group)}, % of what flows now",
                f"cut-{group}",
                100.0,
                values,
                arguments,
            )
        _widget(st.selectbox, "Stocks of", "stock", [NONE, *items], values, arguments,
                format_func=lambda item: names.get(item, item))  # fmt: skip
        low, high = st.columns(2)
        with low:
            _number("Months, at least", "months_low", 1200.0, values, arguments)
        with high:
            _number("Months, at most", "months_high", 1200.0, values, arguments)
        _widget(st.selectbox, "Supply from elsewhere of", "supply", [NONE, *items], values, arguments,
                format_func=lambda item: names.get(item, item))  # fmt: skip
        year, share = st.columns(2)
        with year:
            _number("In the year", "year", 2100.0, values, arguments, 2000.0)
        with share:
            _number("% of use", "of_use", 100.0, values, arguments)
    st.button("Take all own levers off", key=f"{KEY}off", type="tertiary", on_click=_clear, args=(name,))


def _widget(
    draw: Any, label: str, key: str, options: Sequence[str], values: Mapping[str, Any], arguments: tuple[str, str], **more: Any
) -> None:  # fmt: skip
    held = values[key]
    fits = (
        [one for one in held if one in options]
        if isinstance(held, list)
        else held
        if held in options
        else options[0]
    )
    st.session_state[f"{KEY}{key}"] = fits
    draw(label, options, key=f"{KEY}{key}", on_change=_write, args=arguments, **more)


def _number(
    label: str,
    key: str,
    most: float,
    values: Mapping[str, Any],
    arguments: tuple[str, str],
    least: float = 0.0,
) -> None:
    st.session_state[f"{KEY}{key}"] = float(values.get(key, least))
    st.number_input(
        label, least, most, key=f"{KEY}{key}", step=1.0, format="%g", on_change=_write, args=arguments
    )


def _rules(context: Context) -> list[str]:
    """Rules of the supplier that bind the country and cover goods."""
    q, scope = context.question, context.settings.method.scope
    measures, coverage = context.tables["measures"], context.tables["control_coverage"]
    covered = set(coverage.loc[coverage["buyer_class"] == "civil", "measure_id"])
    rows = measures[measures["imposer"] == q.supplier]
    rows = rows[rows["addressee"].isin(scope.addressees(q.country)) & rows["measure_id"].isin(covered)]
    return list(rows["measure_id"])


def _light(context: Context) -> list[str]:
    materials = context.tables["materials"]
    rows = materials[
        (materials["kind"] == "element") & materials["basket_group"].isin(("five_more", "light"))
    ]
    return list(rows["material"])


def _values(own: Levers, year: int) -> dict[str, Any]:
    """What the widgets show of levers: the first of each kind; `year` where none is named."""
    new = own.new_rules[0] if own.new_rules else None
    stock = own.stocks[0] if own.stocks else None
    supply = own.supply[0] if own.supply else None
    first: Rule | NewRule | None = own.rules[0] if own.rules else new
    return {
        **{
            state: [rule.measure for rule in own.rules if rule.state == state]
            for state in ("in_force", "lifted")
        },
        "goods": list(own.rules[0].goods) if own.rules else [],
        "buyers": list(first.buyers) if first else [],
        "from": first.start if first else None,
        "step": new.step if new else NONE,
        "new_goods": list(new.goods) if new else [],
        **{f"cut-{cut.item}": cut.stops_pct for cut in own.flows},
        "stock": stock.item if stock else NONE,
        "months_low": stock.months_low if stock else 0.0,
        "months_high": stock.months_high if stock else 0.0,
        "supply": supply.item if supply else NONE,
        "year": supply.year if supply else year,
        "of_use": supply.of_use_pct if supply else 0.0,
    }


def _write(name: str, before: str) -> None:
    """Puts what the widgets hold into the link; levers that no widget shows stay as they were."""
    held = {
        str(key).removeprefix(KEY): value
        for key, value in st.session_state.items()
        if str(key).startswith(KEY)
    }
    st.session_state[name] = written(held, Levers.model_validate_json(before))


def written(held: Mapping[str, Any], before: Levers) -> str:
    """The text of the levers that widgets hold; "" for none.

    What no widget shows stays as it was `before`: levers of a kind after its first, the name of a rule, and what
    each rule says for itself of goods, buyers and day as long as the widgets of these are left alone.
    """
    common = {"buyers": held["buyers"], "from": held["from"]}
    of_rules = {"goods": held["goods"], **common}
    was = _values(before, int(held["year"]))
    own = {(rule.measure, rule.state): rule.model_dump(by_alias=True) for rule in before.rules}
    if any(of_rules[key] != was[key] for key in of_rules):
        own = {key: {**rule, **of_rules} for key, rule in own.items()}
    rules = [
        own.get((measure, state), {"measure": measure, "state": state, **of_rules})
        for state in ("in_force", "lifted")
        for measure in held[state]
        if state == "in_force" or measure not in held["in_force"]
    ]
    rules += [rule.model_dump(by_alias=True) for rule in before.rules if rule.state == "suspended"]
    first = {"name": NEW_NAME, **common}
    if before.new_rules and all(common[key] == was[key] for key in common):
        first = before.new_rules[0].model_dump(by_alias=True)
    elif before.new_rules:
        first = before.new_rules[0].model_dump(by_alias=True) | common
    new = [{**first, "step": held["step"], "goods": held["new_goods"]}]
    later = [one.model_dump(by_alias=True) for one in before.new_rules[1:]]
    shown = {key.removeprefix("cut-"): value for key, value in held.items() if key.startswith("cut-")}
    kept = [cut.model_dump() for cut in before.flows if cut.item not in shown]
    flows = kept + [{"item": item, "stops_pct": share} for item, share in shown.items() if share]
    low, high = sorted((held["months_low"], held["months_high"]))
    stock = [{"item": held["stock"], "months_low": low, "months_high": high}]
    supply = [{"item": held["supply"], "year": int(held["year"]), "of_use_pct": held["of_use"]}]
    levers = Levers.model_validate(
        {
            "rules": rules,
            "new_rules": (new if held["step"] != NONE and held["new_goods"] else []) + later,
            "flows": flows,
            "stocks": (stock if held["stock"] != NONE else [])
            + [one.model_dump() for one in before.stocks[1:]],
            "supply": (supply if held["supply"] != NONE else [])
            + [one.model_dump() for one in before.supply[1:]],
            "act": before.act,
            "stocks_gone": before.stocks_gone,
        }
    )
    return "" if levers == Levers() else levers.text


def _clear(name: str) -> None:
    st.session_state[name] = ""
