"""What a rerun costs as a practice grows."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from coach.bootstrap import SystemClock, build_knowledge, build_store
from coach.domain.assessment import Judgement, PointJudgement, assess
from coach.domain.moves import answered, asked, assessed
from coach.domain.practice import Plan, Practice
from coach.domain.scoring import Verdict
from coach.settings import Settings
from tests.bench.measuring import once
from tests.bench.serving import chromium_page, serving

MESSAGES = (10, 100, 1_000)
PER_TURN = 3


def rows(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Reload and rerun at each size, in a real browser."""
    data = folder / "notes"
    for count in MESSAGES:
        keep_practice(data, f"bench-{count}", count)
    with serving(data) as server, chromium_page() as page:
        page.goto(server.address)
        page.wait_for_selector(".question, h1", timeout=60_000)
        for count in MESSAGES:

            def load(count: int = count) -> None:
                page.goto(f"{server.address}/?practice=bench-{count}")
                page.wait_for_selector(".question", timeout=60_000)
                page.get_by_role("button", name="Hint").wait_for()

            load()
            reload = min(once(load) for _ in range(3))

            def click() -> None:
                asking = page.get_by_role("button", name="Ask something")
                if asking.count():
                    asking.click()
                    page.get_by_role("button", name="Back to answering").wait_for()
                else:
                    page.get_by_role("button", name="Back to answering").click()
                    asking.wait_for()

            click()
            rerun = min(once(click) for _ in range(6))
            yield (
                f"{count:,} messages: load / rerun",
                f"{reload:.2f} s / {rerun * 1e3:.0f} ms",
                "from click to drawn; the last 20 are shown",
            )


def keep_practice(data: Path, name: str, messages: int) -> None:
    """Put a practice of so many messages on record, its last question open."""
    settings = Settings(data=data)
    knowledge, store = build_knowledge(settings), build_store(settings)
    questions = list(knowledge.questions.values())
    now = SystemClock().now() - timedelta(days=1)
    practice = Practice(id=name, learner="local", plan=Plan(), created_at=now)
    for number in range(messages // PER_TURN):
        question = questions[number % len(questions)]
        text = f"{question.model_answer}\nThat is what I would say the {number + 1}th time."
        points = tuple(
            PointJudgement(
                key_point=point.id, verdict=Verdict.COVERED, quote=" ".join(text.split()[:6]), why="Said so."
            )
            for point in question.key_points
        )
        practice = asked(practice, question, now, turn=f"{name}-{number}")
        practice = answered(practice, f"{name}-{number}", text, now)
        outcome = assess(question, text, Judgement(points=points, feedback="Clear."), graded_by="openai:bench")
        practice = assessed(practice, f"{name}-{number}", outcome)
        now += timedelta(minutes=1)
    practice = asked(practice, questions[0], now, turn=f"{name}-open")
    store.create(practice)
