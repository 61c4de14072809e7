"""The house keeps its shape: imports run one way, libraries stay in their rooms, importing does no work.

`faults` reads a source and says what breaks these rules; the tests at the end show, on small invented
sources, that it can say so.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# From high to low. A room imports itself and rooms of lower lines; rooms of one line leave each other alone.
LINES = (
    ("pages", "dashboard", "__main__"),
    ("ui",),
    ("commands",),
    ("update", "share"),
    ("charts",),
    ("risk",),
    ("evidence",),
    ("engine",),
    ("workspace",),
    ("readers",),
    ("contract",),
    ("config",),
    ("method",),
    ("errors",),
    ("",),  # chokepoint/__init__.py itself: everybody imports it, it imports nobody
)
LEVEL = {room: len(LINES) - number for number, line in enumerate(LINES) for room in line}

# Who may import an outside library at all.
KEEPERS = {
    "streamlit": {"pages", "dashboard", "ui"},
    "plotly": {"charts", "share", "ui"},
    "deltalake": {"workspace", "readers"},
}
# What makes figures in Plotly: `share` and `ui` may name its types and hand figures on, not call it.
FIGURE_MAKERS = (
    "plotly.graph_objects",
    "plotly.express",
    "plotly.subplots",
    "plotly.figure_factory",
    "plotly.tools",
)


def sources() -> list[Path]:
    """Our Python files that the rules of imports hold for."""
    files = [*(ROOT / "chokepoint").rglob("*.py"), *(ROOT / "pages").glob("*.py"), ROOT / "dashboard.py"]
    return [file for file in files if file.exists()]


def modules() -> list[str]:
    """The dotted names of all modules of the package."""
    files = sorted((ROOT / "chokepoint").rglob("*.py"))
    return [module_of(file.relative_to(ROOT)) for file in files]


def module_of(file: Path) -> str:
    """`chokepoint/risk/score.py` → `chokepoint.risk.score`; a package's `__init__.py` → the package."""
    parts = file.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str | None:
    """The room of a dotted name; None for what is not ours."""
    top, _, rest = module.partition(".")
    if top in {"pages", "dashboard"}:
        return top
    return rest.split(".")[0] if top == "chokepoint" else None


def imported(tree: ast.AST, file: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of each import, wherever it stands, also those by import_module."""
    here = file.parts[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = here[: len(here) - node.level + 1] if node.level else ()
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and _dotted(node.func).endswith(("import_module", "__import__")):
            yield from (
                (node.lineno, str(arg.value)) for arg in node.args[:1] if isinstance(arg, ast.Constant)
            )


def faults(source: str, file: Path) -> list[str]:
    """What a source file breaks, a line for each: `file:line: what`."""
    tree = ast.parse(source)
    room = room_of(module_of(file))
    assert room is not None, f"{file} is not in a room"
    if room not in LEVEL:
        return [f"{file}:1: the room {room} has no place in the order of the rooms"]
    found = {(line, fault) for line, module in imported(tree, file) for fault in import_faults(room, module)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and _dotted(node) == "sys.path":
            found.add((node.lineno, "touches sys.path"))
    if room != "charts":
        found |= {(line, f"makes a figure with {name}") for line, name in figures(tree)}
    return [f"{file}:{line}: {what}" for line, what in sorted(found)]


def import_faults(room: str, module: str) -> Iterator[str]:
    """What is wrong with importing a module into a room."""
    other, library = room_of(module), module.split(".")[0]
    if other in {"pages", "dashboard"}:
        yield f"imports the page {module}"
    elif other is not None and other != room and LEVEL.get(other, 0) >= LEVEL[room]:
        yield f"imports {module}, which does not stand below {room or 'the package itself'}"
    if library in KEEPERS and room not in KEEPERS[library]:
        yield f"imports {library}, which is for {', '.join(sorted(KEEPERS[library]))}"
    if module.startswith("sys.path"):
        yield "touches sys.path"


def figures(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and full name of each call of what was imported from the modules that make figures."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            plain = {alias.name.split(".")[0] for alias in node.names if not alias.asname}
            names |= {name: name for name in plain}
            names |= {alias.asname: alias.name for alias in node.names if alias.asname}
        elif isinstance(node, ast.ImportFrom):
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            first, _, rest = _dotted(node.func).partition(".")
            called = ".".join(filter(None, [names.get(first), rest]))
            if called.startswith(FIGURE_MAKERS):
                yield node.lineno, called


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def test_imports_run_one_way_and_libraries_stay_in_their_rooms() -> None:
    found = [
        fault
        for file in sources()
        for fault in faults(file.read_text(encoding="utf-8"), file.relative_to(ROOT))
    ]
    assert not found, "\n".join(found)


# Run in a fresh interpreter: names of modules in, findings out.
WATCH = """
import os, sys, threading
found, watching = [], [True]
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
ACTS = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree", "socket.connect", "socket.bind"}
ACTS |= {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"}
def watch(event, args):
    if not watching[0]:
        return
    if event == "open":
        path, mode, flags = args
        if set(mode or "") & set("wax+") or (flags or 0) & WRITING:
            found.append(f"opens {path!r} for writing")
    elif event in ACTS:
        found.append(f"{event} {args[:1]!r}")
sys.addaudithook(watch)
import importlib
for name in sys.argv[1:]:
    importlib.import_module(name)
watching[0] = False
if threading.active_count() > 1:
    found.append(f"starts threads: {threading.enumerate()}")
if "streamlit" in sys.modules:
    found.append("brings streamlit")
print(*found, sep="\\n", end="")
"""


def acts_of_import(names: list[str], folder: Path) -> list[str]:
    """What importing these modules does beside defining names, each a line."""
    command = [sys.executable, "-B", "-c", WATCH, *names]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_importing_does_no_work_and_only_ui_brings_streamlit() -> None:
    quiet = [name for name in modules() if room_of(name) != "ui"]
    assert acts_of_import(quiet, ROOT) == []
    shown = [name for name in modules() if room_of(name) == "ui"]
    assert [act for act in acts_of_import(shown, ROOT) if act != "brings streamlit"] == []


# The checkers themselves, on sources that break one rule each.


RISK, CARD, BRIEF = "chokepoint/risk/score.py", "chokepoint/ui/card.py", "chokepoint/share/brief.py"


@pytest.mark.parametrize(
    ("file", "source", "expected"),
    [
        (RISK, "from chokepoint.ui.card import card", "1: imports chokepoint.ui.card.card, which"),
        (RISK, "from chokepoint import charts", "1: imports chokepoint.charts, which"),
        (RISK, "from ..charts import line", "1: imports chokepoint.charts.line, which"),
        (RISK, "from .. import charts", "1: imports chokepoint.charts, which"),
        ("chokepoint/risk/__init__.py", "from .. import charts", "1: imports chokepoint.charts, which"),
        (RISK, "import chokepoint.charts.line", "1: imports chokepoint.charts.line, which"),
        (RISK, "def f():\n    import chokepoint.charts", "2: imports chokepoint.charts, which"),
        (RISK, "importlib.import_module('chokepoint.charts')", "1: imports chokepoint.charts, which"),
        (CARD, "from chokepoint import __main__", "1: imports chokepoint.__main__, which"),
        ("chokepoint/__main__.py", "import pages.trade", "1: imports the page pages.trade"),
        ("chokepoint/update.py", "from chokepoint.share import link", "1: imports chokepoint.share.link"),
        (BRIEF, "from chokepoint import update", "1: imports chokepoint.update, which"),
        ("chokepoint/config.py", "import chokepoint.contract", "1: imports chokepoint.contract, which"),
        ("chokepoint/__init__.py", "from chokepoint import config", "1: imports chokepoint.config, which"),
        (CARD, "import pages.trade", "1: imports the page pages.trade"),
        ("pages/trade.py", "from pages.supply import f", "1: imports the page pages.supply.f"),
        ("dashboard.py", "import pages.trade", "1: imports the page pages.trade"),
        ("chokepoint/attic/old.py", "", "1: the room attic has no place in the order"),
        ("chokepoint/charts/line.py", "import streamlit as st", "1: imports streamlit, which"),
        ("chokepoint/engine/sql.py", "from deltalake import DeltaTable", "1: imports deltalake, which"),
        ("pages/trade.py", "import plotly.io", "1: imports plotly, which"),
        (CARD, "import plotly.graph_objects as go\ngo.Figure()", "2: makes a figure with plotly.graph_ob"),
        (CARD, "import plotly\nplotly.graph_objects.Figure()", "2: makes a figure with plotly.graph_ob"),
        (CARD, "import plotly.express\nplotly.express.line()", "2: makes a figure with plotly.express.li"),
        (BRIEF, "from plotly import express as px\npx.line()", "2: makes a figure with plotly.express.li"),
        (BRIEF, "from plotly.subplots import make_subplots as m\nm()", "2: makes a figure with plotly.sub"),
        ("dashboard.py", "import sys\nsys.path.insert(0, '.')", "2: touches sys.path"),
        ("dashboard.py", "from sys import path", "1: touches sys.path"),
    ],
)
def test_the_checker_sees(file: str, source: str, expected: str) -> None:
    found = faults(source, Path(file))
    assert len(found) == 1
    assert found[0].startswith(f"{file}:{expected}")


@pytest.mark.parametrize(
    ("file", "source"),
    [
        (CARD, "import streamlit\nfrom chokepoint import config, errors\nfrom . import bar"),
        (RISK, "import sys\nfrom .draws import seeds\nfrom chokepoint.evidence import trade"),
        (BRIEF, "from plotly.graph_objects import Figure\nfrom plotly.io import to_html\nto_html()"),
        (BRIEF, "from chokepoint import __doc__ as about\nimport chokepoint"),
        ("chokepoint/charts/line.py", "import plotly.graph_objects as go\ngo.Figure()"),
        ("pages/trade.py", "import streamlit\nfrom chokepoint.ui import card\nfrom chokepoint import charts"),
    ],
)
def test_the_checker_lets_pass(file: str, source: str) -> None:
    assert faults(source, Path(file)) == []


def test_the_import_watch_sees_a_file_a_folder_and_a_thread(tmp_path: Path) -> None:
    (tmp_path / "busy.py").write_text(
        "import os, threading, time\n"
        "open('made', 'w').close()\n"
        "os.mkdir('folder')\n"
        "threading.Thread(target=time.sleep, args=(1,), daemon=True).start()\n",
        encoding="utf-8",
    )
    acts = acts_of_import(["busy"], tmp_path)
    assert [act.split("(")[0].split(":")[0] for act in acts] == [
        "opens 'made' for writing",
        "os.mkdir ",
        "starts threads",
    ]
