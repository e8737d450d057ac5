"""`coach run`: the browser app."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Iterator, Mapping
from typing import Annotated

import typer

PORTS = range(8501, 8521)
PATIENCE = 60.0
"""Seconds to wait for the server before giving up on opening a browser."""


def run(
    port: Annotated[int | None, typer.Option(help="Port; by default the first free one from 8501.")] = None,
    host: Annotated[str, typer.Option(help="Address to listen on; this machine alone by default.")] = "localhost",
    *,
    browser: Annotated[bool, typer.Option(help="Open a browser on the coach once it is there.")] = True,
) -> None:
    """Start the coach in a browser."""
    from coach.places import streamlit_config, streamlit_script

    chosen = port or _free_port(host)
    settings = tomllib.loads(streamlit_config().read_text(encoding="utf-8"))
    flags = [f"--{name}={value}" for name, value in _flat(settings) if name not in {"server.address", "server.port"}]
    command = [sys.executable, "-m", "streamlit", "run", str(streamlit_script()), *flags]
    command += [f"--server.port={chosen}", f"--server.address={host}"]
    server = subprocess.Popen(command, stdin=subprocess.DEVNULL, env={**os.environ, "PYTHONUNBUFFERED": "1"})  # noqa: S603
    signal.signal(signal.SIGTERM, _interrupt)
    shown = "localhost" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not bound
    address = f"http://{shown}:{chosen}"
    try:
        if _wait_until_up(server, address):
            typer.echo(f"The coach is at {address}  (Ctrl-C ends it)")
            if browser and _has_a_screen():
                with contextlib.suppress(webbrowser.Error):
                    webbrowser.open(address)
        code = server.wait()
    except KeyboardInterrupt:
        code = 0
    finally:
        if server.poll() is None:
            server.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(timeout=5)
    raise typer.Exit(code)


def _has_a_screen() -> bool:
    """Whether a browser could be seen; without a screen, a text browser would take the terminal over."""
    wanted = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    return sys.platform in {"darwin", "win32"} or any(os.environ.get(name) for name in wanted)


def _interrupt(_signal: int, _frame: object) -> None:
    """End on SIGTERM as on Ctrl-C, so that the server never outlives its command."""
    raise KeyboardInterrupt


def _flat(settings: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in settings.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(value).lower() if isinstance(value, bool) else str(value)


def _free_port(host: str) -> int:
    for port in PORTS:
        with contextlib.closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("" if host in {"0.0.0.0", "::"} else host, port))  # noqa: S104 - only if asked for
            except OSError:
                continue
            return port
    typer.echo(f"Every port from {PORTS[0]} to {PORTS[-1]} is taken. Name a free one: coach run --port 9000", err=True)
    raise typer.Exit(1)


def _wait_until_up(server: "subprocess.Popen[bytes]", address: str) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as reply:  # noqa: S310 - our own
                if reply.status == 200:
                    return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False
