"""The conversation in a real terminal: a pseudo-terminal that is typed into."""

import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.canned import Canned

ROOT = Path(__file__).parents[2]


class Typed:
    """`coach practise` on a pseudo-terminal."""

    def __init__(self, data: Path, knowledge: Path, *args: str, **settings: str) -> None:
        self._master, slave = pty.openpty()
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("OPENAI_", "COACH_"))}
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from coach.cli import main; main()", "practise", *args],
            cwd=ROOT,
            env={
                **kept,
                "COACH_DATA": str(data),
                "COACH_KNOWLEDGE": str(knowledge),
                "TERM": "xterm",
                "COLUMNS": "100",
                **settings,
            },
            stdin=slave,
            stdout=slave,
            stderr=slave,
        )
        os.close(slave)
        self.seen = ""

    def types(self, text: str) -> None:
        os.write(self._master, text.encode())

    def shows(self, words: str, seconds: float = 60) -> str:
        """Wait until the words are there; everything up to their end. The next wait begins after them."""
        deadline = time.monotonic() + seconds
        while not (match := re.search(words, plain(self.seen))):
            assert time.monotonic() < deadline, f"{words!r} did not come; there was:\n{plain(self.seen)[-3000:]}"
            if select.select([self._master], [], [], 0.2)[0]:
                try:
                    self.seen += os.read(self._master, 65536).decode(errors="replace")
                except OSError:
                    break
        assert match, plain(self.seen)[-3000:]
        whole = plain(self.seen)
        self.seen = whole[match.end() :]
        return whole[: match.end()]

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=10)
        os.close(self._master)


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text).replace("\r", "")


@pytest.fixture
def typed(tmp_path: Path, caching_only: Path) -> Iterator[Typed]:
    terminal = Typed(tmp_path, caching_only, "--topic", "caching", "--level", "senior")
    yield terminal
    terminal.close()


ANSWER = "One caller takes a short lock and rebuilds the entry.\nThe others get the stale copy for a second or two.\n\n"


def test_answer_confirm_ask_and_come_back(typed: Typed, tmp_path: Path, caching_only: Path) -> None:
    typed.shows(r"Caching strategies · senior")
    typed.types("why does jitter help?\n\n")
    assert "caching#" in typed.shows(r"From the notes:\s+\S+")
    typed.types(ANSWER)
    typed.shows(r"Enter confirms")
    typed.types("1=yes 2=partly\n")
    assert "graded by self" in typed.shows(r"graded by self|Follow-up|senior\n")
    typed.types("\x04")
    resume = re.search(r"--resume (\S+)", typed.shows(r"--resume \S+"))
    assert resume
    assert typed.process.wait(timeout=20) == 0

    again = Typed(tmp_path, caching_only, "--resume", resume[1])
    try:
        again.shows(r"Caching strategies")
        again.types("/end\n")
        again.shows(r"Ended\. 1 graded")
    finally:
        again.close()


def test_with_a_model_points_are_graded_and_followed_up(tmp_path: Path, caching_only: Path, canned: Canned) -> None:
    typed = Typed(tmp_path, caching_only, "--topic", "caching", OPENAI_BASE_URL=canned.base_url, COACH_MODEL="canned")
    try:
        typed.shows("Coach: openai:canned")
        typed.types(ANSWER)
        typed.shows("graded by openai:canned")
        typed.shows("Follow-up")
    finally:
        typed.close()


def test_an_unknown_topic_is_told_plainly(tmp_path: Path, caching_only: Path) -> None:
    typed = Typed(tmp_path, caching_only, "--topic", "fortran")
    try:
        shown = typed.shows("written yet")
        assert "Traceback" not in shown
        assert typed.process.wait(timeout=20) == 1
    finally:
        typed.close()
