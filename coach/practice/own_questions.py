"""Practising a question that the learner brings: its marking scheme drafted, then a practice of it."""

import secrets

from coach.domain.moves import asked
from coach.domain.note import Passage
from coach.domain.own_question import PLAN
from coach.domain.practice import Practice
from coach.domain.question import Question
from coach.errors import ModelMisconfigured, RetrievalError
from coach.ports import Clock, Drafter, DraftingTask, Retriever, Store

PASSAGES = 4


class OwnQuestions:
    """Thread-safe: all state is the store's."""

    def __init__(self, *, store: Store, clock: Clock, retriever: Retriever, drafter: Drafter | None) -> None:
        self._store = store
        self._clock = clock
        self._retriever = retriever
        self._drafter = drafter

    @property
    def drafts(self) -> bool:
        """Whether there is a model that can say what a good answer has in it."""
        return self._drafter is not None

    def passages(self, prompt: str) -> tuple[Passage, ...]:
        """What the notes say on the question: all that can be given where there is nothing to mark by."""
        try:
            return tuple(hit.passage for hit in self._retriever.search(prompt, k=PASSAGES))
        except RetrievalError:
            return ()

    def draft(self, prompt: str) -> tuple[str, ...]:
        """What a good answer says, a line a point, for the learner to mend. Raises ModelError or CannotGrade."""
        if self._drafter is None:
            raise ModelMisconfigured("No model is connected, so nobody can draft key points. Add a reference answer.")
        return self._drafter.draft(DraftingTask(prompt=prompt, passages=self.passages(prompt)))

    def start(self, learner: str, question: Question) -> Practice:
        """A practice of this one question, with its follow-ups."""
        now = self._clock.now()
        plan = PLAN.model_copy(update={"level": question.level})
        practice = Practice(id=secrets.token_urlsafe(9), learner=learner, plan=plan, created_at=now)
        practice = asked(practice, question, now, turn=secrets.token_hex(6))
        self._store.create(practice)
        return practice
