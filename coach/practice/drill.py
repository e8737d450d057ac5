"""Drill-down: the ladder's steps, and the two clicks that move the learner along it."""

from coach.domain.drilling import facet_of, levels_beyond, next_drill, next_probe, rung_after, shifted
from coach.domain.moves import closed, taken_back
from coach.domain.practice import AskedFollowUp, Practice
from coach.domain.question import Level, Question
from coach.errors import NotNow
from coach.ports import Store
from coach.practice.jobs import question_of
from coach.practice.steps import Steps


class DrillSteps(Steps):
    """Questions on one topic along the ladder; the plan's level is the rung."""

    def choose(self, practice: Practice) -> Question | None:
        """The next question at the rung; none where the plan names no topic that is written."""
        if not any(map(self.knowledge.is_written, practice.plan.topics[:1])):
            return None
        return next_drill(self.knowledge, practice, self._store.last_asked(practice.learner))

    def follow_up(self, practice: Practice) -> AskedFollowUp | None:
        """A probe into the missed point, where the ladder wants one."""
        turn = practice.open_turn
        return next_probe(practice, question_of(turn, self.knowledge)) if turn else None

    def ask_next(self, practice: Practice) -> Practice:
        """Move the rung by what the last question came to, and ask there."""
        rung = rung_after(self.knowledge, practice)
        return super().ask_next(_at(practice, rung))

    def move(self, practice: Practice, turn: str, by: int) -> Practice:
        """Leave the open question for a harder one, or an easier where `by` is negative, if possible on its facet.

        NotNow, and nothing changed, if the topic has none left.
        """
        current = question_of(practice.turn(turn), self.knowledge)
        rung = shifted(practice.plan.level, by)
        left = taken_back(practice, turn)
        if left is practice:
            left = closed(practice, turn, "skipped")
        question = next_drill(
            self.knowledge,
            _at(left, rung),
            self._store.last_asked(practice.learner),
            facet=facet_of(current),
            beyond=levels_beyond(current.level, by),
        )
        if question is None:
            wanted = "harder" if by > 0 else "easier"
            raise NotNow(f"This topic has no {wanted} question left. Answer this one, or end.")
        return self.ask(_at(left, rung), question)


class Drill:
    """The moves that only a drill has."""

    def __init__(self, store: Store, steps: DrillSteps) -> None:
        self._store = store
        self._steps = steps

    def deeper(self, practice: str, learner: str, turn: str) -> Practice:
        """A harder question instead of the open one."""
        return self._store.update(practice, learner, lambda one: self._steps.move(one, turn, 1))

    def easier(self, practice: str, learner: str, turn: str) -> Practice:
        """An easier question instead of the open one."""
        return self._store.update(practice, learner, lambda one: self._steps.move(one, turn, -1))


def _at(practice: Practice, rung: Level) -> Practice:
    return practice.model_copy(update={"plan": practice.plan.model_copy(update={"level": rung})})
