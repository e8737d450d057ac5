"""A mock interview: it goes on whatever becomes of the grading, and settles everything at the end."""

from collections.abc import Mapping

from coach.domain.assessment import NotGraded
from coach.domain.intent import Wish
from coach.domain.interview import next_dig, next_interview_question
from coach.domain.moves import closed, ended, reopened, settled
from coach.domain.practice import AskedFollowUp, Practice, Turn, TurnState
from coach.domain.question import Question
from coach.domain.scoring import Verdict
from coach.domain.timing import Nudge, nudge, paused, resumed
from coach.errors import NotNow
from coach.ports import Clock, Coach, Store
from coach.practice.grading import rubric_of
from coach.practice.jobs import Jobs, question_of
from coach.practice.steps import Steps

NO_HINTS = (
    "In a mock interview there are no hints and no model answers. Say what you can, ask about the scope, or skip."
)


class InterviewSteps(Steps):
    """Sections take turns; a question is followed up once at most; a failed grading holds nothing up."""

    def choose(self, practice: Practice) -> Question | None:
        """The next main question, or None after the last."""
        return next_interview_question(
            self.knowledge,
            practice,
            self._store.last_asked(practice.learner),
            priority=self._priority(practice.learner),
        )

    def follow_up(self, practice: Practice) -> AskedFollowUp | None:
        """The one follow-up, unless the time is over."""
        turn = practice.open_turn
        if turn is None or nudge(practice, self._clock.now()) is Nudge.OVER:
            return None
        return next_dig(practice, question_of(turn, self.knowledge))

    def go_on(self, practice: Practice) -> Practice:
        """After a turn was decided, or couldn't be: on. Words that are no answer leave the question open."""
        turn = practice.open_turn
        if turn is None or turn.state not in {TurnState.GRADED, TurnState.SUGGESTED, TurnState.NOT_GRADED}:
            return practice
        return practice if is_no_answer(turn) else self.follow_or_ask(practice)


class Interview:
    """The moves that only a mock interview has."""

    def __init__(
        self, *, store: Store, clock: Clock, jobs: Jobs, steps: InterviewSteps, coach: Coach, fallback: Coach
    ) -> None:
        self._store = store
        self._clock = clock
        self._jobs = jobs
        self._steps = steps
        self._coach = coach
        self._fallback = fallback

    def pause(self, practice: str, learner: str) -> Practice:
        """Stop the clock."""
        now = self._clock.now()
        return self._store.update(practice, learner, lambda one: paused(one, now))

    def resume(self, practice: str, learner: str) -> Practice:
        """Let the clock go on."""
        now = self._clock.now()
        return self._store.update(practice, learner, lambda one: resumed(one, now))

    def refuses(self, wish: Wish, practice: str, learner: str, turn: str) -> str | None:
        """What to say to a wish that an interviewer grants otherwise or not at all; None if it is granted as ever."""
        if wish in {Wish.HINT, Wish.MODEL_ANSWER, Wish.EXPLAIN}:
            return NO_HINTS
        if wish is Wish.DONT_KNOW:
            self._store.update(practice, learner, lambda one: self._steps.ask_next(closed(one, turn, "gave-up")))
            return ""
        return None

    def move_on(self, practice: str, learner: str, turn: str) -> Practice:
        """The next question without waiting for the grading, which goes on."""

        def change(one: Practice) -> Practice:
            last = one.open_turn
            if last is None or last.id != turn or last.state is not TurnState.ANSWERED:
                raise NotNow("The interview has gone on already.")
            return self._steps.ask_next(one)

        return self._store.update(practice, learner, change)

    def end(self, practice: str, learner: str) -> Practice:
        """End the interview, and have graded what isn't yet."""
        now = self._clock.now()
        after = self._store.update(practice, learner, lambda one: ended(resumed(one, now), now))
        for turn in after.turns:
            if turn.state is TurnState.ANSWERED:
                self._jobs.grade(after, turn.id, self._coach)
        return after

    def grade_rest(self, practice: str, learner: str, *, offline: bool = False) -> Practice:
        """Grade every answer that wasn't, or whose grading was cut off."""

        def change(one: Practice) -> Practice:
            for turn in one.turns:
                if isinstance(turn.outcome, NotGraded) and turn.outcome.retry and turn.closed is None:
                    one = reopened(one, turn.id)
            return one

        after = self._store.update(practice, learner, change)
        for turn in after.turns:
            if turn.state is TurnState.ANSWERED:
                self._jobs.grade(after, turn.id, self._fallback if offline else self._coach)
        return after

    def confirm_all(self, practice: str, learner: str, corrections: Mapping[str, Mapping[str, Verdict]]) -> Practice:
        """Settle the suggestions of every turn named, with the learner's corrections by key point."""

        def change(one: Practice) -> Practice:
            for turn, own in corrections.items():
                current = one.turn(turn)
                if current.state is TurnState.SUGGESTED:  # else confirmed in another tab
                    rubric = rubric_of(question_of(current, self._steps.knowledge), current)
                    one = settled(one, rubric, turn, own)
            return one

        return self._store.update(practice, learner, change)


def is_no_answer(turn: Turn) -> bool:
    """Whether the words were none that could be graded: the question stays open for better ones."""
    return isinstance(turn.outcome, NotGraded) and not turn.outcome.retry
