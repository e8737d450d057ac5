"""Random histories, made by the domain's own transitions, as hypothesis draws them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from coach.domain.assessment import Judgement, NotGraded, PointJudgement, assess
from coach.domain.moves import (
    answered,
    asked,
    asked_back,
    assessed,
    closed,
    ended,
    hinted,
    remarked,
    reopened,
    replied,
    revealed,
    settled,
    withdrawn,
)
from coach.domain.own_question import own_question
from coach.domain.practice import Aside, AskedFollowUp, Contest, Pause, Plan, Practice
from coach.domain.question import Level, Question
from coach.domain.scoring import Verdict
from coach.errors import NotNow
from tests.domain.builders import ANSWER, at, question

QUESTIONS = tuple(question(topic, name) for topic in ("alpha", "beta") for name in ("one", "two", "three"))
WORDS = st.text(min_size=1, max_size=40)
Draw = Callable[[st.SearchStrategy[Any]], Any]


@st.composite
def practices(draw: Draw, name: str = "p", learner: str = "ada") -> Practice:
    """A practice after up to 25 moves; those that don't fit are left out."""
    plan = Plan(level=draw(st.sampled_from(Level)), topics=tuple(draw(st.sets(st.sampled_from(["alpha", "beta"])))))
    now = Practice(id=name, learner=learner, plan=plan, created_at=at(draw(st.integers(0, 10_000))))
    for step in range(draw(st.integers(0, 25))):
        try:
            now = _moved(draw, now, step)
        except NotNow:
            continue
    if draw(st.booleans()):
        now = now.model_copy(update={"pauses": (Pause(at=at(1), until=at(2)), Pause(at=at(3)))})
    return now


def _moved(draw: Draw, now: Practice, step: int) -> Practice:
    turn = now.open_turn
    move = draw(st.sampled_from(["ask", "answer", "grade", "settle", "dig", "talk", "close", "again", "contest"]))
    when = now.created_at + timedelta(minutes=step)
    if turn is None or move == "ask":
        own = own_question(f"What of {draw(WORDS)} then?", points=["That it does so, and why it does."])
        return asked(now, draw(st.sampled_from([*QUESTIONS, own])), when, turn=f"{now.id}-t{len(now.turns)}")
    rubric = _rubric(turn.question, turn.own)
    if move == "answer":
        return answered(now, turn.id, f"{ANSWER} {draw(WORDS)}", when)
    if move == "grade":
        return assessed(now, turn.id, _outcome(draw, rubric, turn.answer.text if turn.answer else ANSWER))
    if move == "settle":
        return settled(now, rubric, turn.id, {rubric.key_points[0].id: draw(st.sampled_from(Verdict))})
    if move == "dig":
        root = turn.follow_up.of if turn.follow_up else turn.id
        dig = AskedFollowUp(of=root, depth=1, target=rubric.key_points[0].id, ask="And then, what happens?")
        return asked(now, rubric, when, turn=f"{now.id}-t{len(now.turns)}", follow_up=dig)
    if move == "talk":
        return _talked(draw, now, turn.id, step)
    if move == "again":
        return draw(st.sampled_from([reopened, withdrawn]))(now, turn.id)  # type: ignore[no-any-return]
    if move == "contest" and turn.assessment is not None:
        contest = Contest(
            key_point=turn.assessment.verdicts[0].key_point, reason=draw(WORDS), at=when, was=Verdict.MISSING
        )
        return now.replace(turn.model_copy(update={"contests": (contest,)}))
    if draw(st.integers(0, 9)) == 0:
        return ended(now, when)
    return closed(now, turn.id, draw(st.sampled_from(["skipped", "gave-up"])))


def _rubric(name: str, own: Question | None) -> Question:
    return own or next(one for one in QUESTIONS if one.id == name)


def _outcome(draw: Draw, rubric: Question, answer: str) -> Any:
    if draw(st.integers(0, 4)) == 0:
        return NotGraded(reason="unavailable", message=draw(WORDS), graded_by="openai:x")
    points = tuple(
        PointJudgement(
            key_point=point.id,
            verdict=draw(st.sampled_from(Verdict)),
            quote="first second",
            why=draw(WORDS),
            confidence=draw(st.none() | st.floats(0, 1)),
        )
        for point in rubric.key_points
    )
    judgement = Judgement(points=points, feedback=draw(WORDS))
    suggested = draw(st.booleans())
    return assess(rubric, answer, judgement, graded_by="embedded", suggested=suggested, seconds=draw(st.floats(0, 9)))


def _talked(draw: Draw, now: Practice, turn: str, step: int) -> Practice:
    when = now.created_at + timedelta(minutes=step)
    kind = draw(st.sampled_from(["hint", "reveal", "remark", "aside"]))
    if kind == "hint":
        return hinted(now, turn, draw(WORDS), when)
    if kind == "reveal":
        return revealed(now, turn, when)
    if kind == "remark":
        return remarked(now, turn, draw(WORDS), when, "late")
    aside = Aside(id=f"a{step}", question=draw(WORDS), at=when)
    now = asked_back(now, turn, aside)
    return replied(now, turn, aside.model_copy(update={"reply": draw(WORDS), "citations": ("alpha#basics",)}))
