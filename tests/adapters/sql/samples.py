"""Practices to keep, made by the domain's own transitions."""

from datetime import UTC, datetime, timedelta

from coach.domain.assessment import Assessment, NotGraded, PointVerdict
from coach.domain.moves import answered, asked, assessed
from coach.domain.practice import AskedFollowUp, Plan, Practice
from coach.domain.question import KeyPoint, Level, Question
from coach.domain.scoring import Verdict, band_of

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SAID = 'Let one of them rebuild it, naïve 🐢 \x00 "quoted" text. ' * 20


class Ticking:
    """A clock that is a second later whenever it is asked."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


def question(name: str = "caching-stampede", topic: str = "caching") -> Question:
    point = KeyPoint(id="single-flight", claim="Let one caller recompute while the others wait.")
    return Question(id=name, topic=topic, prompt="A hot key expires. What now?", key_points=(point,))


def a_practice(name: str = "p1", learner: str = "ada") -> Practice:
    plan = Plan(level=Level.SENIOR, topics=("caching", "sql"))
    return Practice(id=name, learner=learner, plan=plan, created_at=START)


def an_assessment(score: float = 0.5, *, question: str = "caching-stampede", suggested: bool = False) -> Assessment:
    verdict = PointVerdict(key_point="single-flight", verdict=Verdict.PARTIAL, quote="one of them", span=(4, 15))
    return Assessment(
        question=question,
        verdicts=(verdict,),
        score=score,
        band=band_of(score),
        suggested=suggested,
        graded_by="openai:gpt-5",
        rubric_hash="0123456789abcdef",
    )


def with_turn(
    practice: Practice,
    *,
    topic: str = "caching",
    score: float | None = None,
    suggested: bool = False,
    follow_up: bool = False,
    at: datetime = START,
) -> Practice:
    """The practice with one more turn: asked, answered, and graded with that score, or not graded for want of one."""
    name = f"{practice.id}-t{len(practice.turns)}"
    asked_about = question(f"{topic}-question", topic)
    dig = (
        AskedFollowUp(of=practice.turns[-1].id, depth=1, target="single-flight", ask="And then, what happens?")
        if follow_up
        else None
    )
    practice = asked(practice, asked_about, at, turn=name, follow_up=dig)
    practice = answered(practice, name, SAID, at)
    outcome: Assessment | NotGraded = NotGraded(reason="unavailable", message="No coach.", graded_by="openai:gpt-5")
    if score is not None:
        outcome = an_assessment(score, question=asked_about.id, suggested=suggested)
    return assessed(practice, name, outcome)


def long_practice(turns: int, name: str = "p1", learner: str = "ada") -> Practice:
    practice = a_practice(name, learner)
    for _ in range(turns):
        practice = with_turn(practice, score=0.5)
    return practice
