"""Papers in a real browser: one printed page, figures without network, files that others open; links that stay."""

from __future__ import annotations

import io
import os
import re
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import docx
import pandas as pd
import pytest
import python_calamine
from lxml import etree
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from chokepoint.charts.theme import LIGHT, Drawing, figure
from chokepoint.share.pictures import SCALE, WIDTH, pictures
from tests.browser.chromium import candidates
from tests.browser.conftest import Reader
from tests.browser.page import overhang, settled


@pytest.fixture
def offline(browser: Browser) -> Iterator[Page]:
    """A page without network."""
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    yield page
    context.close()


def saved(page: Page, label: str, folder: Path) -> Path:
    """The file that a button saves."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=label).first.click()
    file = folder / waiting.value.suggested_filename
    waiting.value.save_as(file)
    return file


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


@pytest.mark.parametrize("query", ["", "?on=2025-05-30&compare=2025-04-01&buyer=military", "?pair=DEU%3ACHN"])
def test_the_note_prints_on_one_page(open_page: Reader, offline: Page, tmp_path: Path, query: str) -> None:
    page = open_page(f"/briefs{query}")
    file = saved(page, "One HTML file, fit to print", tmp_path)
    offline.goto(file.as_uri())
    assert pages_of(offline.pdf(prefer_css_page_size=True)) == 1
    assert (
        offline.get_by_role("heading", level=1).inner_text() in page.locator(".st-key-card-note").inner_text()
    )


def test_cards_of_two_pages_become_a_brief_that_needs_no_network(
    open_page: Reader, offline: Page, tmp_path: Path
) -> None:
    page = open_page("/?buyer=military")
    for key in ("magnets", "board"):
        page.locator(f".st-key-card-{key}").get_by_role("button", name="Save, cite, link").click()
        settled(page)
        page.get_by_role("button", name="Add to the brief").click()
        settled(page)
        page.keyboard.press("Escape")
        settled(page)
    page.get_by_role("button", name="Evidence", exact=True).click()
    page.get_by_text("Trade", exact=True).first.click()
    page.wait_for_url(lambda url: "/trade" in url)
    settled(page)
    page.locator(".st-key-card-flows").get_by_role("button", name="Save, cite, link").click()
    settled(page)
    page.get_by_role("button", name="Add to the brief").click()
    settled(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Workspace", exact=True).click()
    page.get_by_text("Briefs", exact=True).first.click()
    page.wait_for_url(lambda url: "/briefs" in url)
    settled(page)
    file = saved(page, "One HTML file (figures interactive", tmp_path)

    wrong: list[str] = []
    asked: list[str] = []
    offline.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    offline.on("pageerror", lambda fault: wrong.append(str(fault)))
    offline.on("request", lambda request: asked.append(request.url))
    offline.goto(file.as_uri())
    expect(offline.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    assert offline.locator(".js-plotly-plot").count() == 2
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert wrong == []
    text = offline.locator("body").inner_text()
    assert "military users" in text
    assert "Data version" in text
    offline.emulate_media(media="print")
    assert overhang(offline) == 0
    assert file.stat().st_size < 7_000_000

    markdown = saved(page, "Markdown", tmp_path).read_text(encoding="utf-8")
    assert markdown.startswith("# ")
    word = saved(page, "Word (DOCX)", tmp_path)
    assert zipfile.ZipFile(word).testzip() is None
    assert docx.Document(str(word)).paragraphs


def test_a_workbook_of_a_card_is_opened_by_another_program(open_page: Reader, tmp_path: Path) -> None:
    page = open_page("/")
    page.locator(".st-key-card-magnets").get_by_role("button", name="Save, cite, link").click()
    settled(page)
    file = saved(page, "Displayed rows and sources (XLSX)", tmp_path)
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(file.read_bytes()))
    assert book.sheet_names == ["rows", "about", "sources"]
    about = dict(row[:2] for row in book.get_sheet_by_name("about").to_python())
    assert "v=1" in about["link"]
    assert len(book.get_sheet_by_name("sources").to_python()) > 3


def test_every_file_of_a_card_holds_the_same_rows_and_its_picture(open_page: Reader, tmp_path: Path) -> None:
    page = open_page("/trade?flow=85051110-JPN")
    card = page.locator(".st-key-card-flows")
    title = " ".join(card.get_by_role("heading", level=2).inner_text().split())
    card.get_by_role("button", name="Save, cite, link").click()
    settled(page)
    text = saved(page, "Displayed rows (CSV)", tmp_path).read_text(encoding="utf-8-sig")
    told = dict(line[2:].split(": ", 1) for line in text.splitlines() if line.startswith("# "))
    assert " ".join(told["title"].split()) == title
    frame = pd.read_csv(io.StringIO(text), comment="#", dtype=str, keep_default_na=False)
    book = python_calamine.CalamineWorkbook.from_path(
        saved(page, "Displayed rows and sources (XLSX)", tmp_path)
    )
    rows = book.get_sheet_by_name("rows").to_python()
    assert rows[0] == list(frame.columns)
    assert len(rows) - 1 == len(frame) > 5
    for line, cells in zip(frame.itertuples(index=False), rows[1:], strict=True):
        for left, right in zip(line, cells, strict=True):
            assert (
                float(left) == pytest.approx(right)
                if isinstance(right, float) and left
                else left == str(right)
            )
    drawing = saved(page, "Picture (SVG)", tmp_path)
    root = etree.parse(str(drawing), etree.XMLParser(no_network=True, resolve_entities=False)).getroot()
    assert etree.QName(root).localname == "svg"
    letters = " ".join("".join(root.itertext()).split())
    assert title[:40] in letters
    assert "Source: " in letters
    with Image.open(saved(page, "Picture (PNG)", tmp_path)) as picture:
        assert picture.format == "PNG"
        assert picture.width > 900
        assert len(picture.convert("RGB").getcolors(1 << 24) or []) > 20, "the picture is not empty"


def test_the_files_of_the_digest_say_what_the_page_says(
    open_page: Reader, offline: Page, tmp_path: Path
) -> None:
    page = open_page("/briefs?digest-since=2026-05-15")
    shown = page.locator(".st-key-card-digest").inner_text()
    files = page.locator(".st-key-digest-files")
    found = {}
    for label in ("One HTML file, fit to print", "Word (DOCX)", "Markdown"):
        with page.expect_download() as waiting:
            files.get_by_role("button", name=label).click()
        found[label] = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(found[label])
    offline.goto(found["One HTML file, fit to print"].as_uri())
    told = {
        "html": offline.locator("body").inner_text(),
        "docx": "\n".join(
            paragraph.text for paragraph in docx.Document(str(found["Word (DOCX)"])).paragraphs
        ),
        "md": found["Markdown"].read_text(encoding="utf-8").replace("\\", ""),
    }
    changes = re.findall(r"^[+−][\d.]+$", shown, re.MULTILINE)
    assert len(changes) >= 4
    for kind, text in told.items():
        assert "What changed since 2026-05-15" in text, kind
        for points in changes:
            assert points in text, (kind, points)


def test_a_kept_brief_is_opened_by_a_colleague(open_page: Reader, offline: Page, tmp_path: Path) -> None:
    page = open_page("/supply?element=Nd")
    page.locator(".st-key-card-element-Nd").get_by_role("button", name="Save, cite, link").click()
    settled(page)
    page.get_by_role("button", name="Add to the brief").click()
    settled(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Workspace", exact=True).click()
    page.get_by_text("Briefs", exact=True).first.click()
    page.wait_for_url(lambda url: "/briefs" in url)
    settled(page)
    for label, words in (("Title", "For a colleague"), ("Author", "Ada")):
        page.get_by_label(label, exact=True).fill(words)
        page.keyboard.press("Tab")
        settled(page)
    page.get_by_role("button", name="Keep this brief among the saved views").click()
    settled(page)
    assert "brief=" in page.url
    mine = saved(page, "One HTML file (figures interactive", tmp_path).rename(tmp_path / "mine.html")
    colleague = open_page(f"/briefs?{urlsplit(page.url).query}", fresh=True)
    assert "Kept by Ada" in colleague.locator("body").inner_text()
    theirs = saved(colleague, "One HTML file (figures interactive", tmp_path)
    texts = []
    for file in (mine, theirs):
        offline.goto(file.as_uri())
        texts.append(offline.locator("body").inner_text())
    assert texts[0] == texts[1]
    assert "Neodymium" in texts[0]
    links = colleague.get_by_role("link", name="For a colleague")
    assert links.count() == 1
    links.click()
    settled(colleague)
    assert "1 card, 0 own paragraphs" in colleague.locator("body").inner_text()


@pytest.mark.parametrize(
    ("path", "card"),
    [("/trade?flow=85051110-JPN&buyer=listed", "flows"), ("/diplomacy?topic=Taiwan&kinds=act", "topics")],
)
def test_a_copied_link_carries_the_choices_of_cards_to_a_colleague(
    open_page: Reader, path: str, card: str
) -> None:
    page = open_page(path)
    page.get_by_role("button", name="Link to this page").click()
    settled(page)
    link = page.get_by_text(re.compile(r"^http://127.*v=1$")).first.inner_text()
    shown = page.locator(f".st-key-card-{card}").inner_text()
    colleague = open_page(link.removeprefix(open_page.url), fresh=True)
    assert colleague.locator(f".st-key-card-{card}").inner_text() == shown
    assert colleague.locator(".cp-note").count() == 0


def test_a_copied_link_shows_the_same_numbers_to_a_colleague(open_page: Reader) -> None:
    page = open_page("/?buyer=military&on=2025-06-20")
    shown = page.locator(".st-key-card-readings").get_by_role("heading", level=2).inner_text()
    page.get_by_role("button", name="Link to this page").click()
    settled(page)
    link = page.get_by_text(re.compile(r"^http://127.*v=1$")).first.inner_text()
    query = urlsplit(link).query
    colleague = open_page(f"/?{query}", fresh=True)
    assert colleague.locator(".st-key-card-readings").get_by_role("heading", level=2).inner_text() == shown
    colleague.get_by_role("button", name="Evidence", exact=True).click()
    colleague.get_by_text("Trade", exact=True).first.click()
    colleague.wait_for_url(lambda url: "/trade" in url)
    settled(colleague)
    colleague.reload()
    settled(colleague)
    kept = parse_qs(urlsplit(colleague.url).query)
    assert kept["snapshot"] == parse_qs(query)["snapshot"]
    colleague.go_back()
    settled(colleague)
    assert colleague.locator(".st-key-card-readings").get_by_role("heading", level=2).inner_text() == shown


def test_a_frame_shows_one_card_and_nothing_around_it(open_page: Reader) -> None:
    page = open_page("/?embed=true&card=magnets", width=900)
    assert page.locator("[class*=st-key-card-]").count() == 1
    assert page.locator(".js-plotly-plot").count() == 1
    assert page.get_by_role("heading", level=1).count() == 0
    assert not page.get_by_test_id("stSidebar").is_visible()
    assert not page.get_by_test_id("stHeader").is_visible()
    assert overhang(page) == 0


def test_a_choice_of_a_card_is_in_the_address_and_survives_a_reload(open_page: Reader) -> None:
    page = open_page("/diplomacy")
    page.locator(".st-key-card-topics").get_by_role("button", name="Taiwan").or_(
        page.locator(".st-key-card-topics").get_by_text("Taiwan", exact=True)
    ).first.click()
    settled(page)
    assert "topic=Taiwan" in page.url
    page.reload()
    settled(page)
    assert "Taiwan" in page.locator(".st-key-card-topics").get_by_role("heading", level=2).inner_text()


def test_figures_are_drawn_as_pictures_by_a_browser_of_the_machine(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path, surroundings in programs(browser):
        monkeypatch.setenv("BROWSER_PATH", path)
        for key, value in surroundings.items():
            monkeypatch.setenv(key, value)
        made = figure(LIGHT, 300)
        made.add_bar(x=["2025-05", "2025-06"], y=[46, 60])
        drawn = pictures({"one": Drawing(made, "two bars", 300), "two": Drawing(made, "two bars", 420)})
        sizes = {key: struct.unpack(">II", data[16:24]) for key, data in drawn.items()}
        assert sizes == {"one": (WIDTH * SCALE, 300 * SCALE), "two": (WIDTH * SCALE, 420 * SCALE)}
        return
    pytest.fail("no program of a browser on this machine, though the tests run in one")


def programs(browser: Browser) -> Iterator[tuple[str, dict[str, str]]]:
    """Programs of browsers on this machine, with what each needs of its surroundings."""
    for _, options in candidates():
        given = options()
        path = given.get("executable_path") or browser.browser_type.executable_path
        if Path(path).exists():
            yield str(path), {key: value for key, value in given.get("env", {}).items() if os.environ.get(key) != value}  # fmt: skip
