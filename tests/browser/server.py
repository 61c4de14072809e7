"""The app, served as a reader starts it, on a free port of this machine and with a workspace of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parents[2]


class ServerError(Exception):
    """The app did not come up; the message holds its log."""


class Server:
    """`streamlit run SCRIPT` from `with` to its end. What it prints goes to `folder/server.log`."""

    def __init__(self, folder: Path, script: Path = ROOT / "dashboard.py", patience_s: float = 60) -> None:
        self.script, self.patience_s = script, patience_s
        self.log_file = folder / "server.log"
        self.workspace = folder / "workspace"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def log(self, start: int = 0) -> str:
        """What the server printed, from a byte on."""
        return self.log_file.read_bytes()[start:].decode("utf-8", "replace")

    def __enter__(self) -> Server:
        command = [sys.executable, "-m", "streamlit", "run", str(self.script), f"--server.port={self.port}"]
        surroundings = {**os.environ, "CHOKEPOINT_WORKSPACE": str(self.workspace), "PYTHONUNBUFFERED": "1"}
        with self.log_file.open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=surroundings, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        try:
            self._wait_until_healthy()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def _wait_until_healthy(self) -> None:
        deadline = time.monotonic() + self.patience_s
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # no proxy for our own machine
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise ServerError(f"the server ended with status {self.process.returncode}:\n{self.log()}")
            try:
                with direct.open(f"{self.url}/_stcore/health", timeout=2):
                    return
            except OSError:
                time.sleep(0.05)
        raise ServerError(f"the server is not healthy after {self.patience_s:g} s:\n{self.log()}")

    def _stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
