"""The slow part of a turn as jobs: grading an answer, replying to a question. Each writes its own outcome."""

import logging
from collections.abc import Callable

from coach.domain.assessment import Assessment, NotGraded, PointVerdict
from coach.domain.knowledge import Knowledge
from coach.domain.moves import assessed, reconsidered, replied, undecided
from coach.domain.practice import Aside, Contest, Mode, Practice, Turn, TurnState
from coach.domain.question import Question
from coach.errors import ContentError, NotNow
from coach.ports import Coach, Retriever, Store
from coach.practice.clarifying import clarify
from coach.practice.grading import grade, not_graded, rubric_of, task_words
from coach.practice.replying import reply
from coach.practice.second_look import look_again
from coach.practice.worker import Reporter, Worker

log = logging.getLogger(__name__)

OUR_FAULT = "Something went wrong on our side. What you said is kept; try again."


class Jobs:
    """Hands grading and replying to the worker, and their outcomes to the record."""

    def __init__(
        self,
        *,
        knowledge: Knowledge,
        retriever: Retriever,
        store: Store,
        worker: Worker,
        go_on: Callable[[Practice], Practice],
    ) -> None:
        """`go_on` says what follows once a turn was graded."""
        self._knowledge = knowledge
        self._retriever = retriever
        self._store = store
        self._worker = worker
        self._go_on = go_on

    def grade(self, practice: Practice, turn: str, coach: Coach) -> None:
        """Have the turn's answer graded, unless that is being done already."""

        def job(reporter: Reporter) -> None:
            current = self._store.practice(practice.id, practice.learner)
            if current.turn(turn).state is TurnState.ANSWERED:
                outcome = self._outcome(current, current.turn(turn), coach, reporter)
                reporter.report()  # is the job still ours? After Stop, the answer may be another job's by now
                self._keep(practice, lambda now: self._go_on(assessed(now, turn, outcome)))

        self._worker.start(grading_job(turn), job, stage="reading your answer")

    def reply(self, practice: Practice, turn: str, aside: str, coach: Coach) -> None:
        """Have the aside replied to, unless that is being done already."""

        def job(reporter: Reporter) -> None:
            current = self._store.practice(practice.id, practice.learner)
            done = self._reply(current, current.turn(turn), aside, coach, reporter)
            reporter.report()
            self._keep(practice, lambda now: _with_reply(now, turn, done))

        self._worker.start(reply_job(turn, aside), job, stage="looking up the notes")

    def look_again(self, practice: Practice, turn: str, key_point: str, coach: Coach) -> None:
        """Have a disputed verdict looked at again, unless that is being done already."""

        def job(reporter: Reporter) -> None:
            current = self._store.practice(practice.id, practice.learner)
            contest, verdict = self._second_look(current, current.turn(turn), key_point, coach, reporter)
            reporter.report()
            if verdict is None:
                self._keep(practice, lambda now: undecided(now, turn, contest))
                return
            rubric = rubric_of(question_of(current.turn(turn), self._knowledge), current.turn(turn))
            self._keep(practice, lambda now: reconsidered(now, rubric, turn, contest, verdict))

        self._worker.start(contest_job(turn, key_point), job, stage="reading your answer again")

    def _second_look(
        self, practice: Practice, turn: Turn, key_point: str, coach: Coach, reporter: Reporter
    ) -> tuple[Contest, PointVerdict | None]:
        contest = turn.contest(key_point)
        assert contest is not None
        try:
            return look_again(
                rubric_of(question_of(turn, self._knowledge), turn),
                turn,
                contest,
                coach=coach,
                knowledge=self._knowledge,
                retriever=self._retriever,
                report=reporter.report,
                **task_words(practice, turn),
            )
        except Exception:
            log.exception("a second look failed in a way that nobody foresaw")
            return contest.model_copy(update={"failed": f"{OUR_FAULT} The verdict stays as it was."}), None

    def _outcome(self, practice: Practice, turn: Turn, coach: Coach, reporter: Reporter) -> Assessment | NotGraded:
        assert turn.answer
        try:
            return grade(
                rubric_of(question_of(turn, self._knowledge), turn),
                turn.answer.text,
                coach=coach,
                knowledge=self._knowledge,
                retriever=self._retriever,
                report=reporter.report,
                **task_words(practice, turn),
            )
        except ContentError as error:
            return not_graded("interrupted", str(error), coach)
        except Exception:
            log.exception("grading failed in a way that nobody foresaw")
            return not_graded("interrupted", OUR_FAULT, coach)

    def _reply(self, practice: Practice, turn: Turn, aside: str, coach: Coach, reporter: Reporter) -> Aside:
        answering = clarify if practice.plan.mode is Mode.MOCK_INTERVIEW else reply
        try:
            return answering(
                practice,
                turn,
                turn.aside(aside),
                question_of(turn, self._knowledge),
                coach=coach,
                knowledge=self._knowledge,
                retriever=self._retriever,
                report=reporter.report,
            )
        except Exception:
            log.exception("replying failed in a way that nobody foresaw")
            return turn.aside(aside).model_copy(update={"failed": OUR_FAULT})

    def _keep(self, practice: Practice, change: Callable[[Practice], Practice]) -> None:
        try:
            self._store.update(practice.id, practice.learner, change)
        except NotNow:
            log.info("the practice had moved on; what came late is dropped")


def question_of(turn: Turn, knowledge: Knowledge) -> Question:
    """The turn's main question with its whole rubric.

    ContentError if it is gone from the knowledge, or the key point that the turn, a follow-up, is graded by.
    """
    question = turn.own or knowledge.questions.get(turn.question)
    if question is None:
        raise ContentError(
            f"The question “{turn.question}” is no longer in the knowledge. The record keeps your answer."
        )
    if turn.follow_up and all(point.id != turn.follow_up.target for point in question.key_points):
        raise ContentError(
            "The point that this question dug into is no longer in the knowledge. The record keeps your answer."
        )
    return question


def is_lost(turn: Turn, knowledge: Knowledge) -> bool:
    """Whether what the turn is graded by is gone from the knowledge, so that it can only be left."""
    try:
        question_of(turn, knowledge)
    except ContentError:
        return True
    return False


def grading_job(turn: str) -> str:
    """The key of the job that grades that turn."""
    return f"grade:{turn}"


def reply_job(turn: str, aside: str) -> str:
    """The key of the job that replies to that aside."""
    return f"reply:{turn}:{aside}"


def contest_job(turn: str, key_point: str) -> str:
    """The key of the job that looks at a disputed verdict again."""
    return f"contest:{turn}:{key_point}"


def jobs_of(practice: Practice) -> tuple[str, ...]:
    """Keys of all that the practice waits for."""
    jobs: list[str] = []
    for turn in practice.turns:
        if turn.state is TurnState.ANSWERED:
            jobs.append(grading_job(turn.id))
        jobs += [reply_job(turn.id, one.id) for one in turn.entries if isinstance(one, Aside) and one.is_open]
        jobs += [contest_job(turn.id, one.key_point) for one in turn.contests if one.is_open]
    return tuple(jobs)


def _with_reply(practice: Practice, turn: str, aside: Aside) -> Practice:
    if not practice.turn(turn).aside(aside.id).is_open:
        raise NotNow("The reply was stopped.")
    return replied(practice, turn, aside)
