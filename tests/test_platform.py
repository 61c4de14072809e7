"""What we rely on in Streamlit without a promise from it: a hidden option, and that our settings are read.

Each test starts a fresh interpreter in the project's folder, as `streamlit run` does: settings are read
once a process, and the collector of this one is not to be spied on.
"""

from __future__ import annotations

import ipaddress
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]

ASK = """
import json, sys
from streamlit import config
print(json.dumps({name: config.get_option(name) for name in sys.argv[1:]}))
"""

# A script run to its end by Streamlit's runner, with the option as config.toml sets it, then switched on. The
# runner of AppTest ends a run in its own way; without that it ends it as the server does.
COLLECTIONS = """
import gc, json
from streamlit import config
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.local_script_runner import LocalScriptRunner
del LocalScriptRunner._on_script_finished
full = []
collect = gc.collect
gc.collect = lambda generation=2: full.append(generation) or collect(generation)
def full_collections():
    full.clear()
    app = AppTest.from_string("import streamlit as st; st.write('drawn')", default_timeout=60).run()
    assert app.markdown[0].value == "drawn"
    return full.count(2)
as_set = full_collections()
config.set_option("runner.postScriptGC", True)
print(json.dumps({"as set": as_set, "switched on": full_collections()}))
"""


def python(program: str, *arguments: str) -> tuple[dict[str, Any], str]:
    """What a program prints as JSON in a fresh interpreter, and what it says on stderr."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=own, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer, done.stderr


def test_no_full_garbage_collection_after_a_run() -> None:
    """If `switched on` fails, Streamlit dropped the collection: the option can go. See script_runner.py."""
    counts, _ = python(COLLECTIONS)
    assert counts["as set"] == 0
    assert counts["switched on"] == 1


@pytest.fixture(scope="module")
def settings() -> tuple[dict[str, Any], str]:
    """What Streamlit reads from `.streamlit/config.toml`, and what it says about it."""
    return python(ASK, "server.address", "server.allowedHosts", "server.maxUploadSize")


def test_streamlit_knows_every_key(settings: tuple[dict[str, Any], str]) -> None:
    assert settings[1] == ""


def test_the_server_listens_on_this_machine_only(settings: tuple[dict[str, Any], str]) -> None:
    address = settings[0]["server.address"]
    assert ipaddress.ip_address(address).is_loopback
    assert address in settings[0]["server.allowedHosts"]


def test_uploads_are_as_large_as_our_own_limit(settings: tuple[dict[str, Any], str]) -> None:
    limits = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))["limits"]
    assert settings[0]["server.maxUploadSize"] == limits["upload_mb"]
