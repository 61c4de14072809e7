"""Updates through a real browser: a large file stopped on its way, and a table nobody knows, mapped by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from benchmarks.feed import write_feed
from chokepoint.ui.data_desk import INBOX
from tests.browser.conftest import Reader
from tests.browser.page import settled
from tests.browser.server import Server
from tests.update.rows import write

# Large enough to be read for some seconds, with time to press a button.
ROWS = 400_000
PROGRESS = re.compile(r"[\d,]+ of about [\d,]+ rows, about \d+ s left in this pass")


@pytest.fixture
def own_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """The app with a workspace and a folder for passing files that nobody else uses."""
    (tmp_path / "passing").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "passing"))
    with Server(tmp_path) as running:
        yield running


@pytest.fixture
def open_own(browser: Browser, own_server: Server) -> Iterator[Reader]:
    """Opens pages of that server."""
    reader = Reader(browser, own_server.url, {})
    yield reader
    complaints = reader.complaints
    reader.close()
    assert not complaints, "\n".join(complaints)


def files(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_size for path in folder.rglob("*") if path.is_file()}


def test_a_large_file_is_stopped_and_leaves_nothing_behind(
    own_server: Server, open_own: Reader, tmp_path: Path
) -> None:
    page = open_own("/data", fresh=True)
    inbox = own_server.workspace / INBOX
    inbox.mkdir()
    write_feed(inbox / "20261121.export.CSV", ROWS)
    before, passing = files(own_server.workspace), files(tmp_path / "passing")
    page.reload()
    settled(page)
    page.get_by_text("A file on the server").click()
    settled(page)
    box = page.get_by_role("combobox", name="Files in the inbox")
    box.press_sequentially("2026")
    page.get_by_role("option", name=re.compile("20261121")).click()
    page.keyboard.press("Escape")
    status = page.get_by_role("status")
    expect(status.filter(has_text=PROGRESS)).to_be_visible()
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_text("Stopped: nothing was read to the end, and nothing was changed.")).to_be_visible()
    settled(page)
    assert page.get_by_role("button", name="Read it again").is_visible()
    assert page.get_by_role("heading", name="What was found").count() == 0
    assert files(own_server.workspace) == before
    assert files(tmp_path / "passing") == passing


# Every heading but one is near the name of its column.
NAMES = ("Id of project", "Owner company", "Country code", "Stage reached", "Stuff", "State now")
MATERIAL_LINE, HEADING_COLUMN = 4, 2
# Lines of 35 pixels in an editor of 400, and its headings.
LINES_SHOWN = 10.4


def projects(folder: Path, name: str, number: str) -> Path:
    """A table of one project under headings that nobody knows."""
    cells = (number, "A", "AUS", "separation", "NdPr", "planned")
    return write(folder / name, [dict(zip(NAMES, cells, strict=True))])


def pick(page: Page, grid: Locator, line: int, column: int, word: str) -> None:
    """Chooses a word in a cell of the editor, which draws its cells on a canvas: by keyboard, as its readers may."""
    box = grid.locator("canvas").first.bounding_box()
    assert box
    height = box["height"] / (LINES_SHOWN + 1)
    page.mouse.click(box["x"] + 20, box["y"] + height * (line + 1.5))
    for place in range(column + 1):
        if place:
            page.keyboard.press("ArrowRight")
        cell = grid.locator(f"#glide-cell-{place}-{line}")
        expect(cell).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    search = page.locator("#portal input")
    search.wait_for()
    search.press_sequentially(word)
    page.keyboard.press("Enter")
    settled(page)


def test_a_table_nobody_knows_is_mapped_once_and_then_known(open_own: Reader, tmp_path: Path) -> None:
    page = open_own("/data", fresh=True)
    upload = page.locator("input[type=file]")
    upload.set_input_files(str(projects(tmp_path, "mine.csv", "P-1")))
    update = page.locator(".st-key-card-update")
    expect(update.get_by_text("a table that is not known yet")).to_be_visible()
    settled(page)
    assert "Still without a heading or a value: material." in update.inner_text()
    taking = page.get_by_role("button", name="Read the file so")
    assert taking.is_disabled()
    editor, preview = (page.locator("[data-testid=stDataFrame]").nth(place) for place in (1, 2))
    for line, heading in enumerate(NAMES):
        suggested = "(not in the file)" if line == MATERIAL_LINE else heading
        expect(editor.locator(f"#glide-cell-{HEADING_COLUMN}-{line}")).to_have_text(suggested)
    editor.scroll_into_view_if_needed()
    pick(page, editor, MATERIAL_LINE, HEADING_COLUMN, "Stuff")
    assert "Still without" not in update.inner_text()
    # A grid writes its cells for those who cannot see it a moment after it has drawn them.
    fields = ["project_id", "company", "country", "stage", "material", "state"]
    expect(preview.locator("th")).to_have_text(fields)
    expect(preview.locator("td")).to_have_text(["P-1", "A", "AUS", "separation", "NdPr", "planned"])
    taking.click()
    expect(update.get_by_role("heading", name="What it changes")).to_be_visible()
    settled(page)
    assert "its columns were mapped by hand" in update.inner_text()
    page.get_by_role("textbox", name="Your name").first.fill("Ada")
    page.get_by_role("button", name="Keep as a draft").click()
    expect(update.get_by_text("Kept as draft")).to_be_visible()
    settled(page)
    upload.set_input_files(str(projects(tmp_path, "theirs.csv", "P-2")))
    expect(update.get_by_role("heading", name="What it changes")).to_be_visible()
    settled(page)
    assert "theirs.csv" in update.inner_text()
    assert "its columns were mapped by hand" in update.inner_text()
    assert "not known yet" not in update.inner_text()
