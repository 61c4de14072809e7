"""Choices of single cards that travel in the link: a hidden field for each, beside the widget a reader sees.

As with the keys of the question (decision 1), the field holds the code and the widget the words. A choice
that a link asks for and the card does not offer is named in the card.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from chokepoint.share.link import CHOICES, Unread
from chokepoint.ui.html import unread_notes

Widget = Callable[..., Any]


def pick(
    draw: Widget,
    label: str,
    name: str,
    options: Sequence[str],
    *,
    key: str,
    default: str | None = None,
    **more: Any,
) -> str:
    """The one option chosen, by its code; `draw` is st.selectbox, st.pills or another widget for one of several.

    "" where there are no options; the first option where no default is named.
    """
    plain = (options[0] if options else "") if default is None else default
    text = field(name)
    value = text if text in options else plain
    _name(name, [text] if text and text != value else [], plain)
    if options:
        st.session_state[key] = value
    draw(label, options, key=key, on_change=_write_one, args=(name, key, plain), **more)
    return value


def pick_several(
    draw: Widget, label: str, name: str, options: Sequence[str], *, key: str, **more: Any
) -> tuple[str, ...]:
    """The options chosen, by their codes, in their order; none by default."""
    asked = [code for code in field(name).split(",") if code]
    values = [code for code in options if code in asked]
    _name(name, [code for code in asked if code not in options], "")
    st.session_state[key] = values
    draw(label, options, key=key, on_change=_write_several, args=(name, key), **more)
    return tuple(values)


def picked_each(name: str, offered: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Options chosen one for each of several things: thing → option; things without a choice are left out.

    One field for all of them, written as "thing:option,thing:option".
    """
    found, refused = read_each(field(name), offered)
    _name(name, refused, "the usual one")
    return found


def read_each(text: str, offered: Mapping[str, Sequence[str]]) -> tuple[dict[str, str], list[str]]:
    """Thing → option of a text as `picked_each` writes it, and what of it is not offered."""
    pairs = [part.partition(":") for part in text.split(",") if part]
    found = {thing: option for thing, _, option in pairs if option in offered.get(thing, ())}
    return found, [f"{thing}:{option}" for thing, _, option in pairs if found.get(thing) != option]


def draw_each(
    draw: Widget, name: str, thing: str, label: str, options: Sequence[str], chosen: Mapping[str, str], usual: str,
    *, key: str, **more: Any,
) -> None:  # fmt: skip
    """The widget of one of the things of `picked_each`; choosing the `usual` option takes the choice off."""
    st.session_state[key] = chosen.get(thing, usual)
    draw(label, options, key=key, on_change=_write_each, args=(name, thing, key, usual), **more)


def chosen_on(page: str) -> dict[str, str]:
    """The choices of the cards of a page that differ from their defaults, as a link carries them."""
    texts = {name: str(st.session_state.get(name) or "") for name, there in CHOICES.items() if there == page}
    return {name: text for name, text in texts.items() if text}


def field(name: str) -> str:
    """The text of a choice as the link carries it; drawn on each run, or Streamlit would not write it."""
    with st.container(key=f"link-key-{name}"):
        return str(
            st.text_input(f"choice {name}", key=name, bind="query-params", persist_state="session") or ""
        )


def _name(name: str, refused: Sequence[str], plain: str) -> None:
    used = f"shown with {plain}" if plain else "shown without it"
    if refused:
        st.html(
            unread_notes([Unread(name, text[:80], "not one of the choices here", used) for text in refused])
        )


def _write_one(name: str, key: str, plain: str) -> None:
    value = st.session_state[key]
    st.session_state[name] = "" if value in (None, plain) else str(value)


def _write_several(name: str, key: str) -> None:
    st.session_state[name] = ",".join(st.session_state[key] or ())


def _write_each(name: str, thing: str, key: str, usual: str) -> None:
    kept = [
        part for part in str(st.session_state.get(name) or "").split(",") if part and part.partition(":")[0] != thing
    ]  # fmt: skip
    value = st.session_state[key]
    st.session_state[name] = ",".join([*kept, *([] if value in (None, usual) else [f"{thing}:{value}"])])
