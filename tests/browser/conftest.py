"""A served app and a real browser for the tests below; without a browser they fail, they never skip."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator
from itertools import groupby
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.browser.chromium import BrowserError, launch, use_node_of_pypi
from tests.browser.page import Scheme, listen, picture, reader, settled
from tests.browser.server import Server

HERE = Path(__file__).parent
# The share of the other files after which the last browser file begins, at the latest.
LAST = 0.9

# Five seconds, as Playwright has it, are short on a busy machine.
expect.set_options(timeout=60_000)


class Reader:
    """Opens pages of one server as a reader would, and keeps what goes wrong on them in `complaints`."""

    def __init__(self, browser: Browser, url: str, contexts: dict[tuple[int, str], BrowserContext]) -> None:
        self.url = url
        self.pages: list[Page] = []
        self._browser, self._contexts = browser, contexts
        self._own: list[BrowserContext] = []
        self._heard: list[list[str]] = []
        self._expected: list[re.Pattern[str]] = []

    def __call__(
        self,
        path: str = "/",
        *,
        width: int = 1440,
        scheme: Scheme = "light",
        fresh: bool = False,
        settle: bool = True,
    ) -> Page:
        """The page at `path`, still. `fresh`: without cookies, storage and cache of the pages before."""
        page = self._context(width, scheme, fresh).new_page()
        self.pages.append(page)
        self._heard.append(listen(page, self.url))
        page.goto(self.url + path)
        return settled(page) if settle else page

    def expect(self, pattern: str) -> None:
        """Complaints that match are what this test provokes."""
        self._expected.append(re.compile(pattern))

    @property
    def complaints(self) -> list[str]:
        """Console errors, uncaught errors and requests elsewhere, of all pages of this test."""
        heard = [line for lines in self._heard for line in lines]
        return [line for line in heard if not any(pattern.search(line) for pattern in self._expected)]

    def close(self) -> None:
        for closing in [*self.pages, *self._own]:
            closing.close()

    def _context(self, width: int, scheme: Scheme, fresh: bool) -> BrowserContext:
        if fresh:
            self._own.append(self._browser.new_context(**reader(width, scheme)))
            return self._own[-1]
        if (width, scheme) not in self._contexts:
            self._contexts[width, scheme] = self._browser.new_context(**reader(width, scheme))
        return self._contexts[width, scheme]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here carries the marker `browser`, so that `-m "not browser"` leaves it out, and is spread.

    A browser, its server and its test wait for each other: beside a file that only computes both cores are
    busy, beside another browser each takes twice as long. So the files here stand evenly between the others,
    the last of them well before the end.
    """
    files = {path: list(found) for path, found in groupby(items, key=lambda item: item.path)}
    ours = [path for path in files if HERE in path.parents]
    others = [path for path in files if HERE not in path.parents]
    places = {path: number for number, path in enumerate(others)}
    places |= {path: number * len(others) * LAST / len(ours) for number, path in enumerate(ours)}
    for path in ours:
        for item in files[path]:
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: places[item.path])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """To a failed test: what the server and the pages said, and a picture of each page."""
    report = yield
    funcargs = getattr(item, "funcargs", {})
    if HERE not in item.path.parents or not report.failed:
        return report
    if isinstance(reader := funcargs.get("open_page"), Reader):
        pictures = [
            _try_picture(page, funcargs["shots"], item.name, n) for n, page in enumerate(reader.pages)
        ]
        report.sections.append(("pages", "\n".join([*pictures, *reader.complaints])))
    if isinstance(server := funcargs.get("server"), Server):
        report.sections.append(("server log, its end", server.log()[-6000:]))
    return report


def _try_picture(page: Page, folder: Path, test: str, number: int) -> str:
    if page.is_closed():
        return f"page {number}: closed"
    try:
        file = folder / f"FAILED-{re.sub(r'[^A-Za-z0-9.]+', '-', test)}-{number}.png"
        page.screenshot(path=file)
        return f"{page.url}: {file}"
    except PlaywrightError as fault:
        return f"{page.url}: no picture: {fault}"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app on a free port of this machine, with a workspace of its own."""
    with Server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="session")
def server_url(server: Server) -> str:
    """Where the app answers, without a slash at the end."""
    return server.url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of a file: Playwright keeps an event loop running in this thread as long."""
    use_node_of_pypi()
    with sync_playwright() as playwright:
        try:
            started = launch(playwright)
        except BrowserError as fault:
            raise pytest.fail.Exception(str(fault), pytrace=False) from None
        yield started
        started.close()


@pytest.fixture(scope="module")
def contexts(browser: Browser) -> Iterator[dict[tuple[int, str], BrowserContext]]:
    """Browser contexts by width and scheme, kept so that Streamlit's 8 MB of script are loaded once."""
    made: dict[tuple[int, str], BrowserContext] = {}
    yield made
    for context in made.values():
        context.close()


@pytest.fixture(scope="session")
def shots(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures go: `--shots DIR`, else a folder that pytest clears later."""
    folder: Path = request.config.getoption("--shots") or tmp_path_factory.mktemp("shots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def open_page(
    browser: Browser, server_url: str, contexts: dict[tuple[int, str], BrowserContext], shots: Path
) -> Iterator[Reader]:
    """`open_page("/trade?on=2026-06-30", width=390, scheme="dark")`: the page, once it is still.

    The test fails on what goes wrong on its pages, see `Reader.complaints` and `Reader.expect`.
    """
    reader = Reader(browser, server_url, contexts)
    yield reader
    complaints = reader.complaints
    reader.close()
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def shoot(shots: Path) -> Callable[[Page, str], Path]:
    """`shoot(page, "trade-light-1440")`: a picture of the whole page; returns its file."""
    return lambda page, name: picture(page, shots / f"{name}.png")
