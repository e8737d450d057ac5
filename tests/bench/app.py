"""Import and start-up, up to the first question in a real browser."""

import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.bench.measuring import once, resident, times
from tests.bench.serving import chromium_page, serving

ROOT = Path(__file__).parents[2]


def rows(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Start-up figures."""
    for what, code in (
        ("import coach.cli (coach --help)", "import coach.cli"),
        ("import coach.ui.app", "import coach.ui.app"),
        ("import streamlit, for comparison", "import streamlit"),
    ):
        start = partial(subprocess.run, [sys.executable, "-c", code], cwd=ROOT, check=True)
        seconds = min(times(start, 3))
        yield what, f"{seconds:.2f} s", "best of 3, with the interpreter's own start"

    started = time.perf_counter()
    with serving(folder / "start") as server:
        healthy = time.perf_counter() - started
        yield "server healthy", f"{healthy:.2f} s", ""
        with chromium_page() as page:
            page.goto(server.address)
            page.wait_for_selector(".question", timeout=60_000)
            yield (
                "first usable page, nothing cached",
                f"{time.perf_counter() - started:.2f} s",
                "from the command to a question",
            )
            page.wait_for_function("!document.body.innerText.includes('Indexing the notes')", timeout=240_000)
            yield "index there, meanwhile", f"{time.perf_counter() - started:.2f} s", "searched by words until then"
            again = once(lambda: (page.goto(server.address), page.wait_for_selector(".question", timeout=60_000)))
            yield "the page again", f"{again:.2f} s", ""
            yield "resident memory of the server", f"{resident(server.pid):.0f} MB", "one session, index open"
        with urllib.request.urlopen(f"{server.address}/_stcore/health", timeout=5) as reply:
            assert reply.status == 200
