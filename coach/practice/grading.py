"""One answer graded: gate, retrieve, judge, check the evidence, score."""

import time
from collections.abc import Callable
from typing import TypedDict

from coach.domain.assessment import Assessment, Judgement, NotGraded, PointVerdict, assess, checked_points
from coach.domain.gate import MAX_CHARACTERS, gate
from coach.domain.knowledge import Knowledge
from coach.domain.note import Passage
from coach.domain.practice import Practice, Turn
from coach.domain.question import Question
from coach.errors import CannotGrade, ModelMisconfigured, ModelRefused, ModelUnavailable, RetrievalError, Stopped
from coach.ports import Coach, Dispute, GradingTask, Retriever

SAID = 2
"""How many passages are added for what the candidate actually said."""

Report = Callable[..., None]


def rubric_of(question: Question, turn: Turn) -> Question:
    """What the turn is graded by: the whole rubric, or, for a follow-up, its target alone."""
    return question.only(turn.follow_up.target) if turn.follow_up else question


def passages_for(question: Question, answer: str, knowledge: Knowledge, retriever: Retriever) -> tuple[Passage, ...]:
    """The passages that the rubric names, then the best for what the candidate actually said.

    A broken index costs the second half only.
    """
    found: dict[str, Passage] = {}
    for name in question.passages:
        try:
            found[name] = knowledge.passage(name)
        except KeyError:
            continue
    try:
        hits = retriever.search(answer[:2_000], k=SAID + len(found))
    except RetrievalError:
        hits = []
    extra = [hit.passage for hit in hits if hit.passage.id not in found][:SAID]
    return (*found.values(), *extra)


def grade(
    question: Question,
    answer: str,
    *,
    coach: Coach,
    knowledge: Knowledge,
    retriever: Retriever,
    report: Report = lambda **_: None,
    follow_up: str | None = None,
    said_before: str | None = None,
    dispute: Dispute | None = None,
) -> Assessment | NotGraded:
    """The assessment of an answer, or why there is none; never a made-up score.

    `question` carries the rubric that counts. `report` gets `stage`, `verdicts`, `held` and `text` as they come; when
    it raises Stopped, the answer is NotGraded.
    """
    if (refused := gate(question, answer)) is not None:
        return refused
    started = time.perf_counter()
    try:
        report(stage="looking up the notes")
        passages = passages_for(question, answer, knowledge, retriever)
        sent = [passage.id for passage in passages]
        shown = answer[:MAX_CHARACTERS]
        report(stage="reading your answer")

        def watch(judgement: Judgement) -> None:
            verdicts, held, _ = checked_points(question, answer, judgement, sent)
            report(verdicts=verdicts, held=held, text=judgement.feedback, stage=_stage(question, verdicts))

        task = GradingTask(
            question=question,
            answer=shown,
            passages=passages,
            follow_up=follow_up,
            said_before=said_before,
            dispute=dispute,
        )
        judged = coach.judge(task, watch)
        return assess(
            question,
            answer,
            judged.judgement,
            sent=sent,
            graded_by=judged.graded_by,
            prompt_version=judged.prompt_version,
            suggested=coach.suggests,
            usage=judged.usage,
            exchange=judged.exchange,
            seconds=round(time.perf_counter() - started, 3),
        )
    except Stopped:
        return not_graded("stopped", "You stopped the grading. Your answer is kept.", coach)
    except ModelUnavailable as error:
        return not_graded("unavailable", str(error), coach)
    except (ModelMisconfigured, RetrievalError) as error:
        return not_graded("misconfigured", str(error), coach)
    except ModelRefused as error:
        return not_graded("refused", str(error), coach)
    except CannotGrade as error:
        return not_graded("unreadable", f"{error} So there is no score; your answer is kept.", coach)


def not_graded(reason: str, message: str, coach: Coach) -> NotGraded:
    """A failure that may be tried again."""
    return NotGraded.model_validate({"reason": reason, "message": message, "retry": True, "graded_by": coach.name})


class TaskWords(TypedDict, total=False):
    """What was said around the answer to a follow-up."""

    follow_up: str | None
    said_before: str | None


def task_words(practice: Practice, turn: Turn) -> TaskWords:
    """For a follow-up, what was asked and what the learner had said before."""
    if turn.follow_up is None:
        return {}
    root = practice.turn(turn.follow_up.of)
    return {"follow_up": turn.follow_up.ask, "said_before": root.answer.text if root.answer else None}


def _stage(question: Question, verdicts: tuple[PointVerdict, ...]) -> str:
    decided = len(verdicts)
    if decided < len(question.key_points):
        return f"deciding key point {decided + 1} of {len(question.key_points)}"
    return "writing feedback"
