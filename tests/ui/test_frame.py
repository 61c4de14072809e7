"""The frame: who may see the app, what it says when its files are wrong, and what it says of the data."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
import streamlit as st
from streamlit import config as streamlit_config

from chokepoint.config import CONFIG, DATA, read_settings
from chokepoint.engine import Tables
from chokepoint.share.link import Unread
from chokepoint.ui import context
from chokepoint.ui.context import CONFIG_VARIABLE, WORKSPACE_VARIABLE
from chokepoint.ui.frame import CONTEXT, may_draw
from chokepoint.ui.html import unread_notes
from chokepoint.workspace import Workspace, open_workspace
from tests.shipped import contract
from tests.ui.screens import Framed

SETTINGS = read_settings()
PUBLIC = SETTINGS.model_copy(update={"server": SETTINGS.server.model_copy(update={"public": "read-only"})})


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1"])
def test_on_this_machine_alone_it_may_be_seen(address: str) -> None:
    assert may_draw(SETTINGS, address)


@pytest.mark.parametrize("address", ["0.0.0.0", None, "", "::", "192.168.1.4", "chokepoint.example"])
def test_on_an_address_others_can_reach_only_if_the_settings_open_it(address: str | None) -> None:
    assert not may_draw(SETTINGS, address)
    assert may_draw(PUBLIC, address)


@pytest.fixture(autouse=True, scope="module")
def _forget() -> Iterator[None]:
    yield
    st.cache_resource.clear()
    gc.unfreeze()  # the app freezes what is there when it opens a workspace
    gc.collect()


@pytest.fixture
def address() -> Iterator[None]:
    """The server's address may be changed, and is the old one afterwards."""
    before = st.get_option("server.address")
    yield
    streamlit_config.set_option("server.address", before)


def write_config(folder: Path, monkeypatch: pytest.MonkeyPatch, *changes: tuple[str, str]) -> Path:
    """A copy of config.yaml with these texts replaced, which the app reads from now on."""
    text = CONFIG.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setenv(CONFIG_VARIABLE, str(folder / "config.yaml"))
    return folder / "config.yaml"


def test_the_page_is_drawn_inside_the_frame() -> None:
    screen = Framed()
    assert screen.page.text.split("\n")[0].startswith("Data ")
    assert "a page" in screen.page.text


@pytest.mark.usefixtures("address")
@pytest.mark.parametrize("open_to", ["0.0.0.0", None])
def test_a_refusal_says_why_and_what_to_do_and_shows_no_data(open_to: str | None) -> None:
    streamlit_config.set_option("server.address", open_to)
    screen = Framed()
    assert screen.page.text == (
        "Not shown on this address\n"
        "This app listens on an address other machines can reach, and nobody signs in. Start it on 127.0.0.1 "
        "(the default), or set server.public: read-only in config.yaml if everybody who can reach it may read it."
    )
    assert not screen.app.sidebar.children
    assert not screen.app.text_input


@pytest.mark.usefixtures("address")
def test_a_public_app_is_shown_on_any_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    streamlit_config.set_option("server.address", "0.0.0.0")
    write_config(tmp_path, monkeypatch, ('public: "no"', "public: read-only"))
    assert "a page" in Framed().page.text


def test_all_mistakes_of_the_settings_are_on_the_page_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = [
        ("exponent: 2", "exponent: 0.5"),
        ("half_saturation: 1", "half_saturatoin: 1"),
        ("threads: 2", "threads: two"),
    ]
    config = write_config(tmp_path, monkeypatch, *changes)
    text = Framed().page.text
    lines = {
        name: number
        for number, line in enumerate(config.read_text(encoding="utf-8").splitlines(), 1)
        for name in ("exponent", "half_saturatoin", "threads")
        if line.strip().startswith(f"{name}:")
    }
    assert text.startswith("The app cannot start with these files\n")
    assert f"score.exponent (line {lines['exponent']}): found 0.5; allowed: " in text
    assert f"half_saturatoin (line {lines['half_saturatoin']}): found a key that is not known" in text
    assert "tension.half_saturation" in text
    assert f"engine.threads (line {lines['threads']}): found 'two'; allowed: " in text
    assert text.endswith("Mend them and reload the page.")
    assert "a page" not in text
    assert "Traceback" not in text


def test_judgements_that_cannot_be_are_named_and_no_number_is_shown_by_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = [
        ("tension: 0.10}", "tension: 0.20}"),
        ("act: 60,", "act: -60,"),
        ("{word: short, from: 40}", "{word: short, from: 20}"),
        ("licence: [0.6, 0.9]", "licence: [0.9, 0.6]"),
    ]
    write_config(tmp_path, monkeypatch, *changes)
    text = Framed().page.text
    for where, allowed in (
        ("method.score.weights", "weights that add up to 1 (they add up to 1.1)"),
        ("method.tension.half_life_days.act", "greater than 0"),
        ("method.score.levels", "levels that start at 0 and rise"),
        ("method.range.licence", "an interval whose end is not below its start"),
    ):
        (line,) = [row for row in text.splitlines() if f"{where} (line " in row]
        assert allowed in line
    assert "a page" not in text


def test_mended_settings_are_read_without_a_new_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = write_config(tmp_path, monkeypatch, ("exponent: 2", "exponent: 0.5"))
    screen = Framed()
    assert "cannot start" in screen.page.text
    config.write_text(CONFIG.read_text(encoding="utf-8"), encoding="utf-8")
    assert "a page" in screen.run().page.text


def test_settings_that_are_not_there_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CONFIG_VARIABLE, str(tmp_path / "lost.yaml"))
    assert "lost.yaml: (file): found [Errno 2] No such file" in Framed().page.text


def test_a_contract_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "DATA", tmp_path)
    assert "datapackage.yaml: (file): found [Errno 2] No such file" in Framed().page.text


def test_a_workspace_that_cannot_be_made_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    monkeypatch.setenv(WORKSPACE_VARIABLE, str(tmp_path / "file" / "workspace"))
    text = Framed().page.text
    assert text.startswith("The app cannot start with these files\n")
    assert str(tmp_path / "file") in text


def test_what_was_not_understood_is_one_line_of_text() -> None:
    notes = unread_notes(
        [Unread("foo", "<script>", "no such key", "shown without it"), Unread("on", "x", "why", "how")]
    )
    assert notes == (
        '<p class="cp-note" role="status">Not understood in this link: <b>foo=&lt;script&gt;</b> (no such key): '
        "shown without it; <b>on=x</b> (why): how.</p>"
    )
    assert unread_notes([]) == ""


def test_ten_kilobytes_in_a_link_are_a_short_note() -> None:
    screen = Framed(on="<script>" * 1300, **{"k" * 10_000: "v" * 10_000})
    assert screen.note.startswith("on=<script><script>")
    assert "kkk=vvv" in screen.note
    assert len(screen.note) < 500
    assert "<script>" not in screen.page.html


@pytest.fixture
def own_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """The workspace that the app opens in this test, also open for somebody else."""
    monkeypatch.setenv(WORKSPACE_VARIABLE, str(tmp_path / "workspace"))
    return open_workspace(tmp_path / "workspace", DATA, contract())


def test_a_newer_version_shows_by_itself_and_an_older_one_is_called_pinned(own_workspace: Workspace) -> None:
    screen, first = Framed(), own_workspace.head()
    assert "Living view" in screen.page.text
    rows = Tables(own_workspace, first)["deadlines"].head(1)
    newer = own_workspace.commit(
        {"deadlines": pa.Table.from_pandas(rows, preserve_index=False)}, first, "a", "n"
    )
    status = screen.run().page.text.split("\n")[0]
    assert newer.id in status
    assert "Living view" in status
    pinned = Framed(snapshot=first.id).page.text.split("\n")[0]
    assert first.id in pinned
    assert "Pinned: a newer version of the data is on file" in pinned


def test_the_theme_of_the_reader_is_that_of_the_page() -> None:
    for name in ("light", "dark"):
        screen = Framed(theme_of_the_reader=name)
        assert screen.app.session_state[CONTEXT].theme.name == name
