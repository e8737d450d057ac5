"""What the coach does next, a strategy a mode; the conversation's is the plain one."""

import secrets
from collections.abc import Callable, Mapping

from coach.domain.choosing import next_follow_up, next_question
from coach.domain.knowledge import Knowledge
from coach.domain.moves import abandoned, asked, closed, ended
from coach.domain.practice import AskedFollowUp, Practice, TurnState
from coach.domain.question import Question
from coach.ports import Clock, Store
from coach.practice.jobs import is_lost, question_of

Priority = Callable[[str], Mapping[str, float]]
"""What a learner's topics weigh, by the learner's id; see `next_question`."""


class Steps:
    """The steps of a conversation. Other modes override what they do otherwise."""

    def __init__(self, *, knowledge: Knowledge, store: Store, clock: Clock, priority: Priority) -> None:
        self.knowledge = knowledge
        self._store = store
        self._clock = clock
        self._priority = priority

    def choose(self, practice: Practice) -> Question | None:
        """The next main question, or None when there is none, or the plan has had its number of them."""
        mains = sum(turn.follow_up is None for turn in practice.turns)
        if practice.plan.questions is not None and mains >= practice.plan.questions:
            return None
        return next_question(
            self.knowledge,
            practice,
            self._store.last_asked(practice.learner),
            priority=self._priority(practice.learner),
        )

    def follow_up(self, practice: Practice) -> AskedFollowUp | None:
        """What to dig into after the open turn was decided, or None to move on."""
        turn = practice.open_turn
        return next_follow_up(practice, question_of(turn, self.knowledge)) if turn else None

    def go_on(self, practice: Practice) -> Practice:
        """After a turn was decided: the follow-up or the next question, unless the learner has to act first."""
        turn = practice.open_turn
        if turn is None or turn.state is not TurnState.GRADED:
            return practice
        return self.follow_or_ask(practice)

    def follow_or_ask(self, practice: Practice) -> Practice:
        """The follow-up to the open turn or, without one, the next question."""
        turn = practice.open_turn
        if turn is not None and not is_lost(turn, self.knowledge) and (follow_up := self.follow_up(practice)):
            return self.ask(practice, question_of(turn, self.knowledge), follow_up)
        return self.ask_next(practice)

    def begin(self, practice: Practice) -> Practice:
        """The first question, or another in place of one that was taken back; unchanged if there is none."""
        question = self.choose(practice)
        return practice if question is None else self.ask(practice, question)

    def skip(self, practice: Practice, turn: str) -> Practice:
        """The next main question in place of that one, which is left without a mark."""
        lost = is_lost(practice.turn(turn), self.knowledge)
        return self.ask_next(abandoned(practice, turn) if lost else closed(practice, turn, "skipped"))

    def ask_next(self, practice: Practice) -> Practice:
        """The next main question; with none left the practice ends, and one that hasn't begun stays empty."""
        question = self.choose(practice)
        if question is None:
            return ended(practice, self._clock.now()) if practice.turns else practice
        return self.ask(practice, question)

    def ask(self, practice: Practice, question: Question, follow_up: AskedFollowUp | None = None) -> Practice:
        """The practice with that question asked."""
        return asked(practice, question, self._clock.now(), turn=secrets.token_hex(6), follow_up=follow_up)
