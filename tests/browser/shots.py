"""Pictures of pages: `python -m tests.browser.shots OUT_DIR URL...`, each at 1440 and 390, light and dark.

A URL that begins with `/` is a page of the app, which is then started with a workspace of its own, so
`python -m tests.browser.shots /tmp/out / "/trade?on=2026-06-30"` needs nothing else running. Each picture is
one line on the screen: file, seconds until the page was still; below it what went wrong on the page.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.browser.chromium import BrowserError, launch, use_node_of_pypi
from tests.browser.page import PageError, listen, overhang, picture, reader, settled, violations
from tests.browser.server import ROOT, Server, ServerError


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the pictures. 0 when all were taken, whatever is on them; 1 when one could not be."""
    wanted = _parser().parse_args(arguments)
    with ExitStack() as stack:
        origin = ""
        if any(url.startswith("/") for url in wanted.url):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            origin = stack.enter_context(Server(folder, wanted.script)).url
        use_node_of_pypi()
        browser = launch(stack.enter_context(sync_playwright()))
        addresses = [origin + url if url.startswith("/") else url for url in wanted.url]
        taken = []
        for width, scheme in product(wanted.width, wanted.scheme):
            context = browser.new_context(**reader(width, scheme))
            for address in addresses:
                file = wanted.out_dir / f"{name(address)}-{scheme}-{width}.png"
                taken.append(take(context, address, file, wanted.axe))
            context.close()
    return 0 if all(taken) else 1


def take(context: BrowserContext, url: str, file: Path, axe: bool) -> bool:
    """One picture and its lines on the screen; False when there is none or the page never came to rest."""
    page = context.new_page()
    wrong = listen(page, "{0.scheme}://{0.netloc}".format(urlsplit(url)))
    start = time.perf_counter()
    try:
        page.goto(url)
        moving = _moving(page)  # a picture of the half-made page tells more than none
        seconds = time.perf_counter() - start
        wrong += violations(page) if axe else []
        if wide := overhang(page):
            wrong.append(f"{wide} px wider than the screen")
        if page.locator("[data-testid=stException]").count():
            wrong.append("an exception is on the page")
        picture(page, file)
    except (PlaywrightError, PageError) as fault:
        print(f"{file}: no picture: {str(fault).splitlines()[0]}", flush=True)
        return False
    finally:
        page.close()
    print("\n    ".join([f"{file}  {seconds:.1f} s", *moving, *wrong]), flush=True)
    return not moving


def _moving(page: Page) -> list[str]:
    """Wait until the page is still; what moves on when patience ends."""
    try:
        settled(page)
    except PageError as fault:
        return [str(fault)]
    return []


def name(url: str) -> str:
    """A file name from path and question: `/trade?on=2026-06-30` → `trade-on-2026-06-30`; the root is `home`.

    >>> name("http://localhost:8501/trade?on=2026-06-30")
    'trade-on-2026-06-30'
    """
    parts = urlsplit(url)
    return re.sub(r"[^A-Za-z0-9.]+", "-", f"{parts.path} {parts.query}").strip("-")[:120] or "home"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.browser.shots", description=__doc__)
    parser.add_argument("out_dir", type=Path, metavar="OUT_DIR")
    parser.add_argument(
        "url", nargs="+", metavar="URL", help="http://… of a running app, or /path of this one"
    )
    parser.add_argument("--width", type=int, nargs="+", default=[1440, 390], metavar="PX")
    parser.add_argument("--scheme", nargs="+", default=["light", "dark"], choices=["light", "dark"])
    parser.add_argument("--axe", action="store_true", help="also list what axe-core finds")
    parser.add_argument(
        "--script", type=Path, default=ROOT / "dashboard.py", help="the app started for /path"
    )
    return parser


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (BrowserError, ServerError) as fault:
        sys.exit(str(fault))
