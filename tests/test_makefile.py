"""The Makefile on bare machines, and what it would run; nothing is installed here."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAKE = shutil.which("make")
SET_UP = ["run", "test", "check", "lint", "types", "browser", "bench"]

pytestmark = pytest.mark.skipif(MAKE is None, reason="no make here: the plain commands of the README apply")

# Stand-ins for a machine's python3: a real one that says it is old, or that lacks a module.
OLD = """#!/bin/sh
test "$1" = -V && { echo "Python 3.9.18"; exit; }
exec "%s" -c 'import sys; sys.version_info = (3, 9, 18); exec(sys.argv[1])' "$2"
"""
NO_ENSUREPIP = """#!/bin/sh
exec "%s" -c 'import sys; sys.modules["ensurepip"] = None; exec(sys.argv[1])' "$2"
"""
BROKEN = """#!/bin/sh
echo "python3: command not found in any version" >&2; exit 127
"""


def make(folder: Path, *arguments: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    """`make` in a folder, with another PATH and none of the settings of the make that runs these tests."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    assert MAKE
    return subprocess.run(
        [MAKE, *arguments],
        cwd=folder,
        env=own | ({"PATH": path} if path is not None else {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The files of a fresh clone that the Makefile looks at, in a folder with a blank and an accent."""
    folder = tmp_path / "a clône"
    folder.mkdir()
    for name in ("Makefile", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, folder)
    return folder


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A PATH with nothing on it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("target", SET_UP)
@pytest.mark.parametrize(
    ("python3", "said"),
    [
        (None, "Python 3.11 or newer is needed .*: no python3 found"),
        (OLD, r"Python 3.11 or newer is needed .*: python3 is Python 3\.9\.18"),
        (BROKEN, "Python 3.11 or newer is needed .*: python3 is python3: command not found in any version"),
        (NO_ENSUREPIP, r"python3 cannot make a venv: it lacks ensurepip \(.*apt install python3-venv\)"),
    ],
    ids=["none", "old", "broken", "no-ensurepip"],
)
def test_a_bare_machine_is_told_in_one_line(
    clone: Path, machine: Path, target: str, python3: str | None, said: str
) -> None:
    if python3 is not None:
        program = machine / "python3"
        program.write_text(python3.replace("%s", sys.executable), encoding="utf-8")
        program.chmod(0o755)
    done = make(clone, target, path=str(machine))
    assert done.returncode != 0
    assert len(done.stderr.splitlines()) == 1
    assert re.search(said, done.stderr)
    assert done.stdout == ""
    assert not (clone / ".venv").exists()


def test_make_alone_names_the_targets(clone: Path, machine: Path) -> None:
    (machine / "sed").symlink_to(shutil.which("sed") or "/bin/sed")
    done = make(clone, path=str(machine))
    assert done.returncode == 0
    named = {line.split()[1] for line in done.stdout.splitlines()}
    assert named == {*SET_UP, "help", "clean"}


def test_the_app_needs_no_development_packages(clone: Path) -> None:
    planned = make(clone, "-n", "run", f"PYTHON={sys.executable}").stdout
    assert "-r requirements.txt" in planned
    assert "requirements-dev.txt" not in planned
    assert planned.splitlines()[-1] == ".venv/bin/python -m streamlit run dashboard.py"


def test_a_second_run_installs_nothing_until_the_requirements_change(clone: Path) -> None:
    (clone / ".venv").mkdir()
    for age, name in enumerate([".uv", ".run", ".dev"]):
        (clone / ".venv" / name).touch()
        os.utime(clone / ".venv" / name, (2e9 + age, 2e9 + age))
    assert make(clone, "-n", "run").stdout.splitlines() == [".venv/bin/python -m streamlit run dashboard.py"]
    assert "install" not in make(clone, "-n", "test").stdout
    os.utime(clone / "requirements.txt", (2.1e9, 2.1e9))
    assert "-r requirements.txt" in make(clone, "-n", "run").stdout
    assert "-r requirements-dev.txt" in make(clone, "-n", "test").stdout


@pytest.mark.parametrize(
    ("target", "last"),
    [("test", ["tests.browser.chromium", "pytest"]), ("check", ['pytest -m "not browser and not slow"'])],
)
def test_the_checks_are_lint_types_and_tests(clone: Path, target: str, last: list[str]) -> None:
    planned = make(clone, "-n", target, "PARALLEL=", f"PYTHON={sys.executable}").stdout
    commands = [line for line in planned.splitlines() if not re.search("install|venv \\.venv|touch", line)]
    short = [" ".join(line.removeprefix(".venv/bin/python -m ").split()) for line in commands]
    assert short == ["ruff check .", "ruff format --check .", "mypy", *last]


def test_clean_leaves_what_readers_made(clone: Path) -> None:
    for name in (".venv", ".browser", "workspace", "chokepoint/__pycache__", "chokepoint/workspace"):
        (clone / name).mkdir(parents=True)
    assert make(clone, "clean").returncode == 0
    left = {str(path.relative_to(clone)) for path in clone.rglob("*") if path.is_dir()}
    assert left == {"workspace", "chokepoint", "chokepoint/workspace"}


def test_ci_runs_the_tests_from_anywhere_without_input(tmp_path: Path, machine: Path) -> None:
    (machine / "make").write_text('#!/bin/sh\necho "$PWD: make $* $MAKEFLAGS"; cat\n', encoding="utf-8")
    (machine / "make").chmod(0o755)
    path = f"{machine}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [ROOT / ".ci" / "run"],
        cwd=tmp_path,
        env={"PATH": path},
        input="nobody reads this",
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == f"{ROOT}: make test --keep-going\n"
