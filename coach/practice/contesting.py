"""Verdicts that the learner disputes: looked at again by the coach, or decided by the learner where nobody can."""

from coach.domain.assessment import PointVerdict
from coach.domain.knowledge import Knowledge
from coach.domain.moves import contested, reconsidered
from coach.domain.practice import Contest, Practice, Turn
from coach.domain.scoring import Verdict
from coach.errors import NotNow
from coach.ports import Clock, Coach, Store
from coach.practice.grading import rubric_of
from coach.practice.jobs import Jobs, question_of
from coach.practice.second_look import disputed

REASON = 2_000
"""Characters of a reason that are kept."""
DECIDED = "You decided this one yourself; it is marked as yours."


class Contesting:
    """What a learner can do about a verdict. All state is the store's."""

    def __init__(self, *, knowledge: Knowledge, store: Store, clock: Clock, coach: Coach, jobs: Jobs) -> None:
        self._knowledge = knowledge
        self._store = store
        self._clock = clock
        self._coach = coach
        self._jobs = jobs

    def contest(self, practice: str, learner: str, turn: str, key_point: str, reason: str) -> None:
        """Dispute a verdict, with a reason: the coach looks at that one point again. NotNow where it only suggests."""
        if self._coach.suggests:
            raise NotNow("The embedded coach can't look again. Decide this point yourself.")
        contest = self._new(practice, learner, turn, key_point, reason)
        current = self._store.update(practice, learner, lambda one: contested(one, turn, contest))
        self._jobs.look_again(current, turn, key_point, self._coach)

    def again(self, practice: str, learner: str, turn: str, key_point: str) -> None:
        """Have a dispute looked at that nobody could look at, or that was cut off."""
        current = self._store.practice(practice, learner)
        contest = current.turn(turn).contest(key_point)
        if contest is None:
            raise NotNow("This verdict was not contested.")
        if contest.failed is not None:
            open_again = contest.model_copy(update={"failed": None})
            current = self._store.update(practice, learner, lambda one: contested(one, turn, open_again))
        self._jobs.look_again(current, turn, key_point, self._coach)

    def overrule(
        self, practice: str, learner: str, turn: str, key_point: str, reason: str, *, verdict: Verdict
    ) -> Practice:
        """Decide a disputed verdict oneself, where no model can look at it again; it is kept as the learner's own."""
        contest = self._new(practice, learner, turn, key_point, reason)

        def change(one: Practice) -> Practice:
            current = one.turn(turn)
            own = _decided(current, contest, verdict)
            rubric = rubric_of(question_of(current, self._knowledge), current)
            return reconsidered(contested(one, turn, contest), rubric, turn, *own)

        return self._store.update(practice, learner, change)

    def _new(self, practice: str, learner: str, turn: str, key_point: str, reason: str) -> Contest:
        try:
            was = disputed(self._store.practice(practice, learner).turn(turn), key_point)
        except KeyError:
            raise NotNow("There is no verdict on that point.") from None
        return Contest(key_point=key_point, reason=reason.strip()[:REASON], at=self._clock.now(), was=was.verdict)


def _decided(turn: Turn, contest: Contest, verdict: Verdict) -> tuple[Contest, PointVerdict]:
    """The dispute settled by the learner's own word: what the embedded coach can offer, for it only suggests."""
    before = disputed(turn, contest.key_point)
    own = before.model_copy(update={"verdict": verdict, "by": "self", "suggested": before.verdict})
    return contest.model_copy(update={"now": verdict, "why": DECIDED, "by": "self"}), own
