"""Papers from the command line: the note, a brief of cards, the digest; what cannot be made is said."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from chokepoint.config import ROOT


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
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


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("papers") / "workspace"
    assert run("history", "--json", folder=place).returncode == 0
    return place


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
    done = run(
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
            ["brief", "--out", "x.html", "--link", "/method?card=parameters"],
            "no card parameters of page method",
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
