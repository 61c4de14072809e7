"""Small things that rot first: docstrings, the length of files, work marked as left over."""

from __future__ import annotations

import ast
import os
import re
from pathlib import Path
from textwrap import dedent

from tests.conftest import SLOW

ROOT = Path(__file__).resolve().parents[1]

# Lines of a file; a test file is a list of cases and may be somewhat longer.
LONGEST, LONGEST_TEST = 350, 400
# Files that are longer, each with the reason why it is one thing all the same.
LONGER: dict[str, str] = {}


def ours(*endings: str) -> list[Path]:
    """All files of ours with one of these endings: not those of tools, caches and the workspace."""
    found = []
    for folder, folders, files in os.walk(ROOT):
        hidden = {name for name in folders if name.startswith(".")} - {".ci", ".streamlit"}
        if Path(folder) == ROOT:
            hidden.add("workspace")  # the reader's data; further down it is a room
        folders[:] = sorted(set(folders) - hidden - {"__pycache__"})
        found += [Path(folder, name) for name in sorted(files) if f"/{name}".endswith(endings)]
    return found


def undocumented(source: str) -> list[str]:
    """The module itself, and its public functions and classes, as far as they have no docstring."""
    tree = ast.parse(source)
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    public = [node for node in tree.body if isinstance(node, kinds) and not node.name.startswith("_")]
    silent = [] if not source.strip() or ast.get_docstring(tree) else ["the module"]
    return silent + [f"{node.name} (line {node.lineno})" for node in public if not ast.get_docstring(node)]


def test_everything_public_in_the_package_says_what_it_is() -> None:
    files = (ROOT / "chokepoint").rglob("*.py")
    silent = {str(file.relative_to(ROOT)): undocumented(file.read_text(encoding="utf-8")) for file in files}
    assert not {file: names for file, names in silent.items() if names}


def test_a_file_is_a_room_not_a_warehouse() -> None:
    lines = {
        str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines())
        for file in ours(".py")
    }
    most = {file: LONGEST_TEST if file.startswith("tests/") else LONGEST for file in lines}
    assert not {file: count for file, count in lines.items() if count > most[file] and file not in LONGER}
    assert not [file for file in LONGER if lines.get(file, 0) <= LONGEST], "listed, but not longer (any more)"


def test_what_is_listed_as_slow_exists() -> None:
    for name in SLOW:
        file, _, test = name.partition("::")
        path = ROOT / "tests" / file
        assert path.is_dir() or f"def {test}" in path.read_text(encoding="utf-8"), name


def test_nothing_is_left_to_be_done_in_the_text() -> None:
    marks = re.compile(r"\b(TO" + r"DO|FIX" + r"ME)\b")
    files = ours(".py", ".md", ".yaml", ".toml", ".txt", "/Makefile", "/run")
    assert len(files) > 10
    left = [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()}"
        for file in files
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if marks.search(line)
    ]
    assert not left, "\n".join(left)


def test_the_docstring_check_sees_public_names_only() -> None:
    source = '''
    def told():
        """What it gives."""

    def silent(): ...

    class Silent:
        def method(self): ...

    def _private(): ...
    '''
    assert undocumented(dedent(source)) == ["the module", "silent (line 5)", "Silent (line 7)"]
    assert undocumented("") == []
