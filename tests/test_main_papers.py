"""Papers from the command line: the note, a brief of cards, the digest; what cannot be made is said."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
import streamlit as st

from chokepoint.__main__ import main
from chokepoint.config import DATA, ROOT
from chokepoint.share.link import query_of
from chokepoint.workspace import open_workspace
from chokepoint.workspace.briefs import keep_brief
from tests.shipped import contract


def shell(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A whole run of the program, as a scheduler makes it."""
    command = [
        sys.executable,
        "-W",
        "error::UserWarning",
        "-m",
        "chokepoint",
        *arguments,
        "--workspace",
        str(folder),
    ]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The same in this process, which knows the score already."""
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            status = main([*arguments, "--workspace", str(folder)])
        except SystemExit as stop:
            status = int(stop.code or 0)
    return subprocess.CompletedProcess(arguments, status, out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, begun: Path) -> Iterator[Path]:
    yield shutil.copytree(begun, tmp_path_factory.mktemp("papers") / "workspace")
    st.cache_resource.clear()


def test_without_cards_a_link_gives_the_one_page_note(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "note.md"
    done = run(
        "brief",
        "--link",
        "http://127.0.0.1:8501/trade?buyer=military&foo=1",
        "--out",
        str(out),
        "--json",
        folder=folder,
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["unread"] == ["foo=1: no such key; shown without it"]
    assert "buyer=military" in answer["link"]
    text = out.read_text(encoding="utf-8")
    assert "military users" in text
    assert text.count("\n## ") == 4


def test_cards_of_a_link_become_a_brief(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "brief.html"
    done = shell(
        "brief",
        "--link",
        "card=board,magnets,risk.risk-change",
        "--title",
        "For noon",
        "--author",
        "Ada",
        "--out",
        str(out),
        folder=folder,
    )
    assert done.returncode == 0, done.stderr
    page = out.read_text(encoding="utf-8")
    assert "<title>For noon</title>" in page
    assert page.count('class="js-plotly-plot') + page.count("plotly-graph-div") == 2
    assert "put together by Ada" in page


def test_choices_of_a_link_are_in_its_brief_and_the_link_of_the_brief_has_them(
    folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "brief.md"
    link = "http://127.0.0.1:8501/trade?card=flows,risk.risk-follow&flow=85051110-JPN&part=stress:magnets&topic=Taiwan"
    done = run("brief", "--link", link, "--out", str(out), "--json", folder=folder)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["unread"] == ["topic=Taiwan: a choice on the page Diplomacy; not used here"]
    page, keys = query_of(answer["link"])
    assert (page, keys["flow"], keys["card"], keys["v"]) == (
        "trade",
        "85051110-JPN",
        "flows,risk.risk-follow",
        "1",
    )
    text = out.read_text(encoding="utf-8")
    assert "to Japan" in text
    assert answer["link"].replace("_", "\\_").replace("&", "&amp;") in text
    again = tmp_path / "again.md"
    done = run("brief", "--link", answer["link"], "--out", str(again), "--json", folder=folder)
    assert done.returncode == 0, done.stderr
    assert again.read_text(encoding="utf-8") == text


def test_a_kept_brief_is_written_with_its_paragraphs_and_one_that_is_not_here_is_named(
    folder: Path, tmp_path: Path
) -> None:
    parts = [("text", "My own words."), ("card", "/supply?card=element&element=Nd&v=1")]
    kept = keep_brief(open_workspace(folder, DATA, contract()), "For noon", parts, False, False, "Ada")
    out = tmp_path / "kept.md"
    done = run("brief", "--link", f"/briefs?brief={kept.id}", "--out", str(out), "--json", folder=folder)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert (answer["title"], answer["unread"]) == ("For noon", [])
    assert f"brief={kept.id}" in answer["link"]
    text = out.read_text(encoding="utf-8")
    assert "> My own words." in text
    assert "eodymium" in text
    assert "put together by Ada" in text
    done = run(
        "brief", "--link", "/briefs?brief=0123456789ab", "--out", str(tmp_path / "none.md"), folder=folder
    )
    assert done.returncode == 1
    assert "there is no brief '0123456789ab' in this workspace" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_link_of_a_digest_and_of_the_note_opens_them(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.md"
    for asked, choice in ((["digest", "--since", "2026-05-15"], "2026-05-15"), (["brief"], None)):
        done = run(*asked, "--out", str(out), "--json", folder=folder)
        assert done.returncode == 0, done.stderr
        page, keys = query_of(json.loads(done.stdout)["link"])
        assert (page, keys.get("digest-since"), keys["v"]) == ("briefs", choice, "1")


def test_the_digest_counts_from_a_day_or_a_version(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "digest.md"
    done = run("digest", "--since", "2026-05-15", "--out", str(out), "--json", folder=folder)
    assert done.returncode == 0, done.stderr
    snapshot = json.loads(done.stdout)["snapshot"]
    assert out.read_text(encoding="utf-8").startswith("# What changed since 2026-05-15\n")
    done = run("digest", "--since", snapshot, "--out", str(out), folder=folder)
    assert done.returncode == 0, done.stderr
    assert f"# What changed since version {snapshot}" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["brief", "--out", "x.pdf"], ".pdf is no kind of brief; take .html, .docx, .md"),
        (
            ["brief", "--out", "x.html", "--link", "/method?card=peace"],
            "page method has no card peace",
        ),
        (["brief", "--out", "no/such/folder/x.md"], "cannot be written"),
        (["digest", "--since", "soon", "--out", "x.md"], "neither a day such as 2026-09-01 nor a version"),
        (["digest", "--since", "2999-01-01", "--out", "x.md"], "is still to come"),
    ],
)
def test_what_cannot_be_written_is_said_and_nothing_is_left(
    folder: Path, arguments: list[str], said: str
) -> None:
    done = run(*arguments, folder=folder)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (ROOT / "x.html").exists()
    assert not (ROOT / "x.md").exists()
