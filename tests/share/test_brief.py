"""A brief says what the screen says, in every kind of file; nothing in it runs, nothing is fetched, nothing is lost."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date

import docx
import pandas as pd
import pytest

from chokepoint.charts.theme import LIGHT, Drawing, figure
from chokepoint.share import brief as briefs
from chokepoint.share.brief import DOCX, HTML, MARKDOWN, BriefError, file_of, kind_of, make_brief
from chokepoint.share.citation import Source
from chokepoint.share.matter import Matter
from chokepoint.share.paper import Figure, Paper, Words
from chokepoint.share.paper_docx import NO_BROWSER, docx_bytes
from tests.share.test_note import EVIL, Tags
from tests.ui.cards import GOOD

TABLE = pd.DataFrame({"month": ["2025-05", "2025-06"], "quantity (t)": [46.25, None]})
# One pixel.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def drawn() -> Drawing:
    made = figure(LIGHT, 300)
    made.add_bar(x=["2025-05"], y=[46.25])
    return Drawing(made, "46.25 t in 2025-05.", 300)


CHART = replace(GOOD, key="chart", title="Magnets", body=drawn(), table=TABLE)


@pytest.fixture(scope="module")
def paper(matter: Matter) -> Paper:
    own = Words("First.\n\nSecond <b>own</b> words.", "own", "Ada")
    said = Words("Check the May figure.", "own", "Bo, 2026-11-20, note on this card")
    return make_brief(matter, "Magnets", "Ada", [own, Figure(CHART, (said,)), Figure(GOOD)])


def test_it_names_filters_versions_clocks_every_source_once_and_how_to_cite_it(
    matter: Matter, paper: Paper
) -> None:
    text = " ".join(paper.foot)
    for part in (matter.asked, matter.snapshot.id, matter.settings.method.id, "put together by Ada",
                 "covers to 2026-07-02, retrieved", "published"):  # fmt: skip
        assert part in text, part
    assert paper.sources == (GOOD.sources[0],)
    assert paper.citation == (
        f"Chokepoint: “Magnets”, 2026-07-02. Data version {matter.snapshot.id}, method {matter.settings.method.id}. "
        f"Accessed 2026-11-21. {matter.link}"
    )


def test_the_html_file_needs_nothing_else_and_holds_plotly_once(paper: Paper) -> None:
    page = file_of(paper, HTML, ".cp-h2 {}").decode()
    assert len(page) < 7_000_000
    assert page.count("plotly.js v") == 1
    tags = Tags(page)
    assert not {"link", "iframe", "object", "embed", "img"} & set(tags.tags)
    assert not re.search(r'<script[^>]+src=|@import|url\(\s*["\']?http', page)
    assert "default-src 'none'" in page.replace("&#x27;", "'")
    assert "46.25" in tags.text
    assert "Second <b>own</b> words." in tags.text


def test_without_a_chart_there_is_no_script(matter: Matter) -> None:
    page = file_of(make_brief(matter, "", "", [Figure(GOOD)]), HTML).decode()
    assert "<script" not in page
    assert "<title>Brief</title>" in page


def cells(data: bytes) -> list[list[str]]:
    document = docx.Document(io.BytesIO(data))
    return [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]


def words(data: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs)


def test_without_a_browser_the_word_file_holds_the_rows_and_says_so(
    paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(briefs, "pictures", lambda drawings: {})
    data = file_of(paper, DOCX)
    assert words(data).count(NO_BROWSER) == 1  # the other card is a list: nothing is missing there
    assert ["2025-05", "46.25"] in cells(data)
    assert ["2025-06", ""] in cells(data)
    assert not docx.Document(io.BytesIO(data)).inline_shapes


def test_with_pictures_the_word_file_holds_them(paper: Paper) -> None:
    data = docx_bytes(paper, {"chart": PNG})
    assert len(docx.Document(io.BytesIO(data)).inline_shapes) == 1
    assert NO_BROWSER not in words(data)
    for text in ("First.", "Second <b>own</b> words.", "Check the May figure.", paper.citation, *paper.foot):
        assert text in words(data)


def test_only_figures_are_asked_of_the_browser(paper: Paper, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(briefs, "pictures", lambda drawings: asked.extend(drawings) or {})
    file_of(paper, DOCX)
    assert asked == ["chart"]


def test_markdown_tells_the_figure_by_words_and_rows(paper: Paper) -> None:
    text = file_of(paper, MARKDOWN).decode()
    assert "| 2025-05 | 46.25 |" in text
    assert "> Second \\<b\\>own\\</b\\> words." in text


@pytest.mark.parametrize("kind", [HTML, DOCX, MARKDOWN])
def test_text_from_anywhere_stays_text_and_nothing_breaks_the_file(matter: Matter, kind: str) -> None:
    nasty = EVIL + "\x00\x08"
    source = Source(
        "k", nasty, nasty, "wire", nasty, nasty, "javascript:alert(1)", date(2025, 1, 1), None, nasty, "no"
    )
    card = replace(CHART, title=nasty, subtitle=nasty, unit=nasty, alt=nasty, missing=nasty, sources=(source,),
                   table=pd.DataFrame({nasty: [nasty]}))  # fmt: skip
    made = make_brief(
        matter, nasty, nasty, [Words(nasty, "own", nasty), Figure(card, (Words(nasty, "own"),))]
    )
    data = file_of(made, kind) if kind != DOCX else docx_bytes(made, {})
    if kind == DOCX:
        assert "<script>taken()</script>" in words(data)
    elif kind == HTML:
        page = Tags(data.decode())
        assert page.tags.count("script") == 2, "plotly.js and the figure, nothing else"
        assert 'href="javascript' not in data.decode()


def test_an_empty_brief_a_card_twice_and_an_unknown_kind_are_refused(matter: Matter, paper: Paper) -> None:
    with pytest.raises(BriefError, match="pick a card or write a paragraph"):
        make_brief(matter, "t", "a", [])
    with pytest.raises(BriefError, match="picked twice: good"):
        make_brief(matter, "t", "a", [Figure(GOOD), Figure(GOOD)])
    with pytest.raises(BriefError, match=r"'\.pdf' is no kind of brief; take \.html, \.docx, \.md"):
        file_of(paper, ".pdf")
    assert kind_of("a/Brief.DOCX") == DOCX
    with pytest.raises(BriefError, match=r"brief: no ending is no kind of brief"):
        kind_of("brief")
