"""What a browser test asks of a page: is it still, what went wrong, who cannot use it, how does it look."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from tests.browser.chromium import axe_source

Scheme = Literal["light", "dark"]

PHONE_BELOW = 640  # CSS pixels: narrower widths are opened as a phone
PHONE_AGENT = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/153.0.0.0 Mobile Safari/537.36"
)
TALLEST = 16_000  # device pixels: Chromium's pictures end a little above

# Streamlit looks for its root from the address of a sub-page first: two 404s that mean nothing.
HARMLESS = re.compile(r"/[^/]+/_stcore/(host-config|health)$|/favicon\.(ico|png)$")

# One reading of all that moves while a page is made. `null` = nothing moves.
MOVING = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  if (!app) return 'no app yet';
  const all = (what) => document.querySelectorAll(what);
  const state = app.dataset.testScriptState, line = app.dataset.testConnectionState;
  if (line !== 'CONNECTED') return 'connection ' + line;
  if (state !== 'notRunning') return 'script ' + state;
  if (all('[data-testid$=Skeleton]').length) return 'placeholders';
  if (all('[data-stale=true]').length) return 'elements of the run before';
  const empty = (chart) => !chart.querySelector('.main-svg');
  if ([...all('[data-testid=stPlotlyChart]')].some(empty)) return 'charts';
  if (document.fonts.status !== 'loaded') return 'fonts';
  return null;
}"""
STILL_FOR = f"""(still_ms) => {{
  const moving = ({MOVING})(), now = performance.now();
  if (moving || !window.stillSince) window.stillSince = moving ? null : now;
  return !moving && now - window.stillSince >= still_ms;
}}"""

# Streamlit scrolls inside containers of its own: what is hidden in them, in CSS pixels.
HIDDEN_BELOW = """() => {
  const boxes = [...document.querySelectorAll('[data-testid=stMain], [data-testid=stSidebarContent]')];
  const shown = boxes.filter((box) => box.getBoundingClientRect().right > 0);
  return Math.max(0, ...shown.map((box) => box.scrollHeight - box.clientHeight));
}"""

# What sticks out of the screen to the right, unless in a box that scrolls by itself.
TOO_WIDE = """() => {
  const main = document.querySelector('[data-testid=stMain]') || document.documentElement;
  const page = document.documentElement.scrollWidth - window.innerWidth;
  return Math.max(page, main.scrollWidth - main.clientWidth);
}"""

# Findings of axe-core in elements that Streamlit makes.
STREAMLITS_OWN = (
    ("list", "[data-testid=stSidebarNav]"),  # the navigation of a phone, sections inside a list
    ("listitem", "[data-testid=stSidebarNav]"),
    ("presentation-role-conflict", "[data-testid=stFileUploader]"),
    ("empty-table-header", "[data-testid=stDataFrame]"),  # the corner above the row numbers
)
FINDINGS = """async (allowed) => {
  const { violations } = await axe.run(document, { resultTypes: ['violations'], elementRef: true });
  const ours = (rule, element) => !allowed.some(([id, box]) => id === rule.id && element.closest(box));
  return violations.flatMap((rule) => rule.nodes.filter((node) => ours(rule, node.element))
    .map((node) => `${rule.impact} ${rule.id} at ${node.target.join(' ')}: ${rule.help}`));
}"""


class PageError(AssertionError):
    """The page is not what a reader should see."""


def reader(width: int = 1440, scheme: Scheme = "light") -> dict[str, Any]:
    """Playwright's context options of a reader: a desktop, or a phone where the width is a phone's."""
    everyone = {"color_scheme": scheme, "locale": "en-GB", "timezone_id": "UTC", "reduced_motion": "reduce"}
    if width >= PHONE_BELOW:
        return everyone | {"viewport": {"width": width, "height": 900}}
    phone = {"user_agent": PHONE_AGENT, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
    return everyone | phone | {"viewport": {"width": width, "height": 844}}


def settled(page: Page, still_ms: int = 300, patience_s: float = 60) -> Page:
    """The page, once nothing has moved on it for a while.

    One look is not enough: between a click and its run, between two runs (`st.rerun`) and between a run and
    its charts Streamlit says "not running". Raises PageError with what still moves when patience ends.
    """
    page.evaluate("window.stillSince = null")
    try:
        page.wait_for_function(STILL_FOR, arg=still_ms, polling=50, timeout=patience_s * 1000)
    except PlaywrightTimeoutError:
        raise PageError(f"{page.url} still moves after {patience_s:g} s: {page.evaluate(MOVING)}") from None
    return page


def listen(page: Page, origin: str) -> list[str]:
    """A list that fills with what goes wrong: console errors, uncaught errors, requests to other hosts."""
    heard: list[str] = []

    def hear(line: str) -> None:
        if line not in heard:
            heard.append(line)

    def console(message: ConsoleMessage) -> None:
        place = message.location.get("url", "")
        if message.type == "error" and not HARMLESS.search(urlsplit(place).path):
            hear(f"console: {message.text} ({place})")

    def request(asked: Request) -> None:
        if asked.url.startswith(("http:", "https:")) and not asked.url.startswith(f"{origin}/"):
            hear(f"request to another host: {asked.url}")

    page.on("console", console)
    page.on("pageerror", lambda fault: hear(f"uncaught: {fault}"))
    page.on("request", request)
    return heard


def violations(page: Page, allowed: Iterable[tuple[str, str]] = STREAMLITS_OWN) -> list[str]:
    """What axe-core finds, a line for each place: impact, rule, selector, help.

    `allowed`: rule and selector of an element inside which the rule is not ours to keep.
    """
    page.evaluate(_axe())
    return list(page.evaluate(FINDINGS, [list(pair) for pair in allowed]))


@cache
def _axe() -> str:
    return axe_source()


def overhang(page: Page) -> int:
    """How many CSS pixels the page is wider than the screen; 0 when it fits."""
    return max(0, int(page.evaluate(TOO_WIDE)))


def picture(page: Page, file: Path) -> Path:
    """A picture of the whole page, also of what Streamlit hides in its scrolling container."""
    before = page.viewport_size
    assert before, "pictures need a context with a viewport"
    tallest = TALLEST // int(page.evaluate("window.devicePixelRatio"))
    height = before["height"]
    for _ in range(4):  # a taller screen can make the page taller again
        hidden = int(page.evaluate(HIDDEN_BELOW))
        if hidden <= 0 or height >= tallest:
            break
        height = min(height + hidden, tallest)
        page.set_viewport_size({"width": before["width"], "height": height})
        settled(page)
    file.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=file, animations="disabled")
    page.set_viewport_size(before)
    return file
