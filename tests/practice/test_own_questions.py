"""A practice of a learner's own question, from the form to the end."""

import pytest

from coach.domain.note import Passage
from coach.domain.own_question import own_question
from coach.domain.practice import Practice, TurnState
from coach.domain.scoring import Verdict
from coach.errors import ModelMisconfigured
from coach.ports import DraftingTask, Store
from coach.practice.conversation import Conversation
from coach.practice.own_questions import OwnQuestions
from tests.practice.conftest import MachineClock, ScriptedCoach, WordRetriever, until

PROMPT = "Why does a cache stampede happen, and what helps?"
POINTS = ("Many requests miss the same key at the same moment.", "One caller rebuilds while the others wait for it.")
ANSWER = "Everybody misses the same key at once, and so each of them goes to the database."


class Drafts:
    def __init__(self) -> None:
        self.tasks: list[DraftingTask] = []

    def draft(self, task: DraftingTask) -> tuple[str, ...]:
        self.tasks.append(task)
        return POINTS


@pytest.fixture
def drafter() -> Drafts:
    return Drafts()


@pytest.fixture
def own(store: Store, retriever: WordRetriever, drafter: Drafts) -> OwnQuestions:
    return OwnQuestions(store=store, clock=MachineClock(), retriever=retriever, drafter=drafter)


def finished(store: Store, practice: Practice) -> Practice:
    until(lambda: store.practice(practice.id, "ada").turns[0].state not in {TurnState.ASKED, TurnState.ANSWERED})
    return store.practice(practice.id, "ada")


def test_it_is_graded_by_its_own_points_and_ends_after_it(
    own: OwnQuestions, conversation: Conversation, store: Store, scripted: ScriptedCoach
) -> None:
    question = own_question(PROMPT, points=POINTS)
    practice = own.start("ada", question)
    scripted.verdicts = {"point-1": Verdict.COVERED, "point-2": Verdict.COVERED}

    conversation.say(practice.id, "ada", practice.turns[0].id, ANSWER)
    now = finished(store, practice)

    assert now.turns[0].state is TurnState.GRADED
    assert now.turns[0].own == question
    assert [point.id for point in scripted.tasks[0].question.key_points] == ["point-1", "point-2"]
    assert scripted.tasks[0].passages, "feedback is grounded in the notes for one's own question, too"
    until(lambda: store.practice(practice.id, "ada").ended_at is not None)


def test_the_coach_can_be_asked_about_it(
    own: OwnQuestions, conversation: Conversation, store: Store, scripted: ScriptedCoach
) -> None:
    practice = own.start("ada", own_question(PROMPT, points=POINTS))
    conversation.ask(practice.id, "ada", practice.turns[0].id, "What does a stampede do to the database?")
    until(lambda: bool(scripted.replies))
    assert scripted.replies[0].about is not None
    assert scripted.replies[0].about.prompt == PROMPT
    assert scripted.replies[0].passages


def test_skipping_it_ends_the_practice(own: OwnQuestions, conversation: Conversation, store: Store) -> None:
    practice = own.start("ada", own_question(PROMPT, points=POINTS))
    assert conversation.skip(practice.id, "ada", practice.turns[0].id).ended_at is not None


def test_a_draft_is_told_what_the_notes_say(own: OwnQuestions, drafter: Drafts) -> None:
    assert own.drafts
    assert own.draft(PROMPT) == POINTS
    assert all(isinstance(passage, Passage) for passage in drafter.tasks[0].passages)
    assert drafter.tasks[0].passages


def test_without_a_model_nobody_drafts_and_the_notes_still_speak(store: Store, retriever: WordRetriever) -> None:
    own = OwnQuestions(store=store, clock=MachineClock(), retriever=retriever, drafter=None)
    assert not own.drafts
    with pytest.raises(ModelMisconfigured, match="reference"):
        own.draft(PROMPT)
    assert own.passages(PROMPT)
    retriever.broken = True
    assert own.passages(PROMPT) == ()


def test_nobody_sees_another_learners_question(own: OwnQuestions, store: Store) -> None:
    from coach.errors import NotFound

    practice = own.start("ada", own_question(PROMPT, points=POINTS))
    with pytest.raises(NotFound):
        store.practice(practice.id, "bob")
