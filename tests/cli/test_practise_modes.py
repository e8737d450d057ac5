"""Drill-down and mock interview in a real terminal."""

from pathlib import Path

from tests.canned import Canned
from tests.cli.test_practise import ANSWER, Typed


def test_a_drill_shows_its_map_and_ends_with_what_is_owned(tmp_path: Path, caching_only: Path, canned: Canned) -> None:
    typed = Typed(
        tmp_path, caching_only, "--mode", "drill-down", "--topic", "caching",
        OPENAI_BASE_URL=canned.base_url, COACH_MODEL="canned",
    )  # fmt: skip
    try:
        typed.shows(r"Strategies and invalidation: now\s+· Redis: not asked yet")
        typed.types(ANSWER)
        typed.shows("graded by openai:canned")
        typed.shows(r"(?:Redis|invalidation): now")
        typed.types("/end\n")
        typed.shows(r"Ended\.")
        typed.shows("One question to sleep on")
        assert typed.process.wait(timeout=20) == 0
    finally:
        typed.close()


def test_a_mock_interview_keeps_its_verdicts_for_the_debrief(
    tmp_path: Path, caching_only: Path, canned: Canned
) -> None:
    typed = Typed(
        tmp_path, caching_only, "--mode", "mock", "--questions", "3", "--minutes", "20",
        OPENAI_BASE_URL=canned.base_url, COACH_MODEL="canned",
    )  # fmt: skip
    try:
        shown = typed.shows(r"1\d:\d\d left|20:00 left")
        typed.types("/hint\n")
        shown += typed.shows("no hints")
        for _ in range(2):
            typed.types(ANSWER)
            shown += typed.shows(r"\d\d:\d\d left")
        assert "graded by" not in shown
        assert "missed" not in shown
        typed.types("/end\n")
        typed.shows("Mock interview: debrief")
        assert typed.process.wait(timeout=20) == 0
    finally:
        typed.close()


def test_options_that_do_not_fit_are_told(tmp_path: Path, caching_only: Path) -> None:
    for options, words in (
        (("--mode", "drill-down"), "of one topic"),
        (("--mode", "mock", "--questions", "2"), "3 to 12"),
        (("--mode", "quiz"), "conversation, drill-down or mock"),
    ):
        typed = Typed(tmp_path, caching_only, *options)
        try:
            typed.shows(words)
            assert typed.process.wait(timeout=20) == 2
        finally:
            typed.close()
