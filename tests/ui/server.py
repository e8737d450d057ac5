"""The browser app as a learner runs it: a process of its own, on a free port, with data of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from coach.adapters.sql.opening import open_store
from coach.bootstrap import SystemClock
from coach.domain.practice import Practice
from coach.ports import Store

ROOT = Path(__file__).resolve().parents[2]
ME = "local"
PATIENCE = 90.0
"""Seconds that a server may take to come up on a busy machine."""


class Server:
    """Starts and kills the app. Started again, it comes back at the same address, on the same data."""

    def __init__(self, data: Path, settings: Mapping[str, str]) -> None:
        self.data = data
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._log = (data / "server.log").open("ab")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "COACH_"))}
        self._environment = {**kept, "COACH_DATA": str(data), **settings}

    @property
    def address(self) -> str:
        return f"http://localhost:{self._port}"

    @cached_property
    def store(self) -> Store:
        """The record that the server writes, read from beside it."""
        return open_store(self.data / "record.sqlite", SystemClock())

    def practice(self, practice: str) -> Practice:
        return self.store.practice(practice, ME)

    def start(self) -> None:
        command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={self._port}"]
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=self._environment, stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log
        )
        deadline = time.monotonic() + PATIENCE
        while not self._is_up():
            assert self._process.poll() is None, f"the server ended:\n{self.log()[-3000:]}"
            assert time.monotonic() < deadline, f"the server did not come up:\n{self.log()[-3000:]}"
            time.sleep(0.05)

    def kill(self) -> None:
        """As a power cut would: without a chance to say goodbye."""
        self._end(signal.SIGKILL)

    def close(self) -> None:
        self._end(signal.SIGTERM)
        self._log.close()

    def log(self) -> str:
        self._log.flush()
        return (self.data / "server.log").read_text(encoding="utf-8", errors="replace")

    def _end(self, how: signal.Signals) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(how)
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(timeout=10)

    def _is_up(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=2) as reply:
                return bool(reply.status == 200)
        except (urllib.error.URLError, OSError):
            return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
