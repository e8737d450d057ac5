"""The conversation: what each of the learner's moves does to the practice, and what the coach does next.

Every move is one transaction on the store; the slow moves (grading, replying) are then handed to the worker. So the
record is right at every moment, whoever watches it.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime

from coach.domain.base import Record
from coach.domain.intent import Intent, Wish, read_intent
from coach.domain.knowledge import Knowledge
from coach.domain.moves import (
    answered,
    asked_back,
    closed,
    ended,
    hinted,
    remarked,
    reopened,
    replanned,
    replied,
    revealed,
    settled,
    withdrawn,
)
from coach.domain.practice import Aside, Mode, Plan, Practice, Turn, TurnState
from coach.domain.question import Question
from coach.domain.scoring import Verdict
from coach.domain.timing import resumed
from coach.errors import ContentError, NotNow
from coach.ports import Clock, Coach, Progress, Retriever, Store
from coach.practice.contesting import Contesting
from coach.practice.drill import Drill, DrillSteps
from coach.practice.grading import rubric_of
from coach.practice.interview import Interview, InterviewSteps
from coach.practice.jobs import Jobs, jobs_of, question_of
from coach.practice.pending import without_pending
from coach.practice.priorities import told_priorities
from coach.practice.steps import Priority, Steps
from coach.practice.worker import Worker

_REQUESTS = frozenset({Wish.DONT_KNOW, Wish.HINT, Wish.SKIP, Wish.MODEL_ANSWER})
EXPLAIN = "Explain what this question is about."


class Told(Record):
    """What came of the learner's words."""

    wish: Wish
    notice: str = ""


class Conversation:
    """Leads practices. One for the whole process; thread-safe, since all state is the store's."""

    def __init__(
        self,
        *,
        knowledge: Knowledge,
        retriever: Retriever,
        store: Store,
        clock: Clock,
        coach: Coach,
        fallback: Coach,
        worker: Worker,
        priority: Priority | None = None,
    ) -> None:
        """`priority` says what a learner's topics weigh; by default, what they told of their preparation."""
        self.knowledge = knowledge
        self.store = store
        self.coach = coach
        self.fallback = fallback
        """The coach that needs no model: what “grade offline” grades with."""
        self.worker = worker
        self._clock = clock
        self._priority = priority or (lambda learner: told_priorities(store, learner))
        weigh = lambda learner: self._priority(learner)  # noqa: E731, PLW0108 - looked up anew on every call
        drill = DrillSteps(knowledge=knowledge, store=store, clock=clock, priority=weigh)
        self._plain = Steps(knowledge=knowledge, store=store, clock=clock, priority=weigh)
        interview = InterviewSteps(knowledge=knowledge, store=store, clock=clock, priority=weigh)
        self._steps: Mapping[Mode, Steps] = {Mode.DRILL_DOWN: drill, Mode.MOCK_INTERVIEW: interview}
        self._jobs = Jobs(knowledge=knowledge, retriever=retriever, store=store, worker=worker, go_on=self._go_on)
        self.contesting = Contesting(knowledge=knowledge, store=store, clock=clock, coach=coach, jobs=self._jobs)
        self.drill = Drill(store, drill)
        self.interview = Interview(
            store=store, clock=clock, jobs=self._jobs, steps=interview, coach=coach, fallback=fallback
        )

    # -- a practice ---------------------------------------------------------------------------------------------------

    def start(self, learner: str, plan: Plan) -> Practice:
        """A new practice with its first question asked. ContentError if the plan has no questions."""
        practice = Practice(id=secrets.token_urlsafe(9), learner=learner, plan=plan, created_at=self._clock.now())
        practice = self._steps_of(practice).begin(practice)
        if not practice.turns:
            raise ContentError("None of the chosen topics is written yet. Choose others.")
        self.store.create(practice)
        return practice

    def fresh(self, learner: str, plan: Plan) -> Practice:
        """A practice by that plan in which nothing has happened yet: the latest if it is such a one, else a new one.

        ContentError if the plan has no questions.
        """
        for line in self.store.practices(learner, limit=1):
            if line.plan == plan and not line.answers and (latest := self.store.practice(line.id, learner)).untouched:
                return latest
        return self.start(learner, plan)

    def replan(self, practice: str, learner: str, plan: Plan) -> Practice:
        """Draw the coming questions from another plan; a question that nothing was said to is replaced at once.

        ContentError, and nothing changed, if the plan has no questions left.
        """

        def change(one: Practice) -> Practice:
            other = replanned(one, plan)
            steps = self._steps_of(other)
            if steps.choose(other) is None:
                raise ContentError("None of the chosen topics has questions that are written and not asked yet.")
            return steps.begin(other) if len(other.turns) < len(one.turns) else other

        return self.store.update(practice, learner, change)

    def end(self, practice: str, learner: str) -> Practice:
        """End the practice; work in progress is stopped, except in a mock interview, which grades for its debrief."""
        if self.store.practice(practice, learner).plan.mode is Mode.MOCK_INTERVIEW:
            return self.interview.end(practice, learner)
        self.stop(practice, learner)
        now = self._clock.now()
        return self.store.update(practice, learner, lambda one: ended(without_pending(one, self.coach), now))

    # -- the learner's moves ------------------------------------------------------------------------------------------

    def say(self, practice: str, learner: str, turn: str, text: str) -> Told:
        """Take what the learner typed while that turn was on the table, and do what they want."""
        intent = read_intent(text)
        current = self.store.practice(practice, learner)
        is_mock = current.plan.mode is Mode.MOCK_INTERVIEW
        if intent.wish is Wish.ANSWER:
            if current.turn(turn).state is TurnState.SUGGESTED and not is_mock:
                self.ask(practice, learner, turn, intent.text)
                return Told(wish=Wish.ASK)
            return self._answer(practice, learner, turn, intent.text)
        if intent.wish is Wish.ASK and not intent.text.strip():
            return Told(wish=Wish.HELP, notice="Put your question after /ask.")
        if intent.wish in _REQUESTS and not text.lstrip().startswith("/"):
            now = self._clock.now()
            self.store.update(practice, learner, lambda one: remarked(one, turn, text, now, "request"))
        if is_mock and (notice := self.interview.refuses(intent.wish, practice, learner, turn)) is not None:
            return Told(wish=intent.wish, notice=notice)
        return self._do(intent, practice, learner, turn)

    def _do(self, intent: Intent, practice: str, learner: str, turn: str) -> Told:
        notice = ""
        match intent.wish:
            case Wish.ASK:
                self.ask(practice, learner, turn, intent.text)
            case Wish.EXPLAIN:
                self.explain(practice, learner, turn)
            case Wish.END:
                self.end(practice, learner)
            case Wish.DONT_KNOW:
                return self._dont_know(practice, learner, turn)
            case Wish.HINT:
                notice = self.hint(practice, learner, turn)
            case Wish.SKIP:
                self.skip(practice, learner, turn)
            case Wish.MODEL_ANSWER:
                self.reveal(practice, learner, turn)
        return Told(wish=intent.wish, notice=notice)

    def hint(self, practice: str, learner: str, turn: str) -> str:
        """Give the next hint. Returns what to say when there is none left, else an empty text."""
        current = self.store.practice(practice, learner).turn(turn)
        question = self.question(current)
        if len(current.hints) >= len(question.hints):
            return "That was the last hint for this question. Say what you can, or see the model answer."
        text, now = question.hints[len(current.hints)], self._clock.now()
        self.store.update(
            practice, learner, lambda one: one if text in one.turn(turn).hints else hinted(one, turn, text, now)
        )
        return ""

    def skip(self, practice: str, learner: str, turn: str) -> Practice:
        """Leave the question, without a mark, and ask the next. One that is lost can be left whatever became of it."""
        return self.store.update(practice, learner, lambda one: self._steps_of(one).skip(one, turn))

    def reveal(self, practice: str, learner: str, turn: str) -> Practice:
        """Show the model answer. Before an answer this closes the question and asks the next."""
        now = self._clock.now()

        def change(one: Practice) -> Practice:
            shown = revealed(one, turn, now)
            if shown.ended_at or shown.turn(turn).state is not TurnState.ASKED:
                return shown
            return self._ask_next(closed(shown, turn, "gave-up"))

        return self.store.update(practice, learner, change)

    def ask(self, practice: str, learner: str, turn: str, text: str) -> None:
        """Put a question to the coach; the reply comes from the notes."""
        self._ask_back(practice, learner, turn, Aside(id=secrets.token_hex(4), question=text, at=self._clock.now()))

    def explain(self, practice: str, learner: str, turn: str) -> None:
        """Have the passages that the question rests on explained."""
        aside = Aside(id=secrets.token_hex(4), question=EXPLAIN, explain=True, at=self._clock.now())
        self._ask_back(practice, learner, turn, aside)

    def confirm(self, practice: str, learner: str, turn: str, corrections: Mapping[str, Verdict]) -> Practice:
        """Settle suggested verdicts, with the learner's corrections, and go on."""

        def change(one: Practice) -> Practice:
            current = one.turn(turn)
            return self._go_on(settled(one, rubric_of(self.question(current), current), turn, corrections))

        return self.store.update(practice, learner, change)

    def retry(self, practice: str, learner: str, turn: str, *, offline: bool = False) -> None:
        """Grade an answer again that was not graded, or whose grading was cut off."""

        def change(one: Practice) -> Practice:
            return reopened(one, turn) if one.turn(turn).state is TurnState.NOT_GRADED else one

        current = self.store.update(practice, learner, change)
        self._jobs.grade(current, turn, self.fallback if offline else self.coach)

    def retry_aside(self, practice: str, learner: str, turn: str, aside: str) -> None:
        """Ask the coach again what it could not reply to."""

        def change(one: Practice) -> Practice:
            return replied(one, turn, one.turn(turn).aside(aside).model_copy(update={"failed": None}))

        self._jobs.reply(self.store.update(practice, learner, change), turn, aside, self.coach)

    def stop(self, practice: str, learner: str) -> Practice:
        """Stop what the coach is working on in this practice."""
        current = self.store.practice(practice, learner)
        for job in jobs_of(current):
            self.store.stop(job)
        return self.store.update(practice, learner, lambda one: without_pending(one, self.coach))

    # -- what a screen asks -------------------------------------------------------------------------------------------

    def now(self) -> datetime:
        """The time, by the clock that the record goes by."""
        return self._clock.now()

    def question(self, turn: Turn) -> Question:
        """The turn's main question with its whole rubric. ContentError if it is gone from the knowledge."""
        return question_of(turn, self.knowledge)

    def working(self, practice: Practice) -> Mapping[str, Progress]:
        """The live jobs of the practice, by key."""
        found = self.store.progresses(jobs_of(practice))
        return {key: progress for key, progress in found.items() if self.worker.is_alive(progress)}

    # -- inside -------------------------------------------------------------------------------------------------------

    def _answer(self, practice: str, learner: str, turn: str, text: str) -> Told:
        now = self._clock.now()

        def change(one: Practice) -> Practice:
            if one.turn(turn).state is TurnState.NOT_GRADED:
                one = withdrawn(one, turn)
            return answered(resumed(one, now), turn, text, now)

        try:
            current = self.store.update(practice, learner, change)
        except NotNow:
            return self._late(practice, learner, turn, text)
        self._jobs.grade(current, turn, self.coach)
        return Told(wish=Wish.ANSWER)

    def _late(self, practice: str, learner: str, turn: str, text: str) -> Told:
        now = self._clock.now()

        def change(one: Practice) -> Practice:
            current = one.turn(turn)
            same = current.answer is not None and current.answer.text == text
            return one if same else remarked(one, turn, text, now, "late")

        self.store.update(practice, learner, change)
        return Told(wish=Wish.ANSWER, notice="That question was over already; your words are kept beside it.")

    def _dont_know(self, practice: str, learner: str, turn: str) -> Told:
        """First a hint; with none left, the model answer, and on to the next question."""
        current = self.store.practice(practice, learner).turn(turn)
        if current.follow_up is None and not current.hints and self.question(current).hints:
            self.hint(practice, learner, turn)
            return Told(wish=Wish.HINT)
        self.reveal(practice, learner, turn)
        return Told(wish=Wish.MODEL_ANSWER)

    def _ask_back(self, practice: str, learner: str, turn: str, aside: Aside) -> None:
        current = self.store.update(practice, learner, lambda one: asked_back(one, turn, aside))
        self._jobs.reply(current, turn, aside.id, self.coach)

    def _steps_of(self, practice: Practice) -> Steps:
        return self._steps.get(practice.plan.mode, self._plain)

    def _go_on(self, practice: Practice) -> Practice:
        return self._steps_of(practice).go_on(practice)

    def _ask_next(self, practice: Practice) -> Practice:
        return self._steps_of(practice).ask_next(practice)
