"""A question, a judgement of an answer to it, and a coach that talks to the canned server."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coach.adapters.openai.client import Limits
from coach.adapters.openai.coach import OpenAICoach
from coach.domain.note import Passage
from coach.domain.question import KeyPoint, Misconception, Question
from coach.ports import GradingTask
from tests.canned import Canned

KEY = "sk-test-0123456789abcdef"
ANSWER = (
    "At noon everybody misses together and each request rebuilds the page. I'd let one of them hold a short lock and "
    "rebuild, the rest get the old copy."
)
QUICK = Limits(connect=1, read=1, other=2, whole=5, retries=0)

MakeCoach = Callable[..., OpenAICoach]


@pytest.fixture
def question() -> Question:
    return Question(
        id="caching-stampede",
        topic="caching",
        prompt="A hot key expires at noon and the database falls over. What happened, and what do you change?",
        key_points=(
            KeyPoint(id="concurrent-misses", claim="Many requests miss the same key at once.", weight=3, core=True),
            KeyPoint(id="single-flight", claim="One caller recomputes while the others wait.", weight=3),
            KeyPoint(id="spread-expiry", claim="Spread expiry by jitter.", weight=2),
        ),
        misconceptions=(
            Misconception(id="longer-ttl", belief="A longer TTL solves it.", correction="The herd is just as large."),
        ),
    )


@pytest.fixture
def passages() -> tuple[Passage, ...]:
    return tuple(
        Passage(topic="caching", anchor=anchor, heading=anchor.title(), text=f"What the notes say of {anchor}. " * 20)
        for anchor in ("stampede", "ttl", "redis")
    )


@pytest.fixture
def task(question: Question, passages: tuple[Passage, ...]) -> GradingTask:
    return GradingTask(question=question, answer=ANSWER, passages=passages)


@pytest.fixture
def good() -> dict[str, Any]:
    return grading(
        ("concurrent-misses", "covered", "everybody misses together"),
        ("single-flight", "covered", "one of them hold a short lock"),
        ("spread-expiry", "missing", ""),
    )


def grading(*points: tuple[str, str, str]) -> dict[str, Any]:
    return {
        "points": [
            {"key_point": point, "quote": quote, "why": f"About {point}.", "verdict": verdict}
            for point, verdict, quote in points
        ],
        "held": [],
        "feedback": "You saw the herd. Say how you would keep it from forming.",
        "follow_up": {"targets": "spread-expiry", "ask": "How do you keep keys from expiring together?"},
    }


@pytest.fixture
def make_coach(tmp_path: Path) -> MakeCoach:
    def make(base_url: str, **options: Any) -> OpenAICoach:
        given = {"api_key": KEY, "limits": QUICK, "kept": {}, "every": 0.0, "ranks": tmp_path / "ranks", **options}
        return OpenAICoach(given.pop("model", "canned"), base_url=base_url, **given)

    return make


@pytest.fixture
def coach(canned: Canned, make_coach: MakeCoach) -> OpenAICoach:
    return make_coach(canned.base_url)
