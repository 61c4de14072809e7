"""The frame around a page of two words, for AppTest."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.pages.screen import Screen


def _page() -> None:
    import streamlit

    from chokepoint.ui.frame import open_frame

    if open_frame() is not None:
        streamlit.html("<p>a page</p>")


class Framed(Screen):
    """`Framed(on="2025-05-30")`: the frame as a link opens it."""

    def __init__(self, theme_of_the_reader: str = "light", **link: str) -> None:
        self.app = AppTest.from_function(_page, default_timeout=60)
        self.app.context["theme"] = theme_of_the_reader
        for key, value in link.items():
            self.app.query_params[key] = value
        self.run()
