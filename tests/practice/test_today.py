"""Planning from a real record: what counts, what is cached, what a practice then asks."""

from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta

import pytest

from coach.adapters.fsrs.scheduler import FsrsScheduler
from coach.domain.agenda import Reason
from coach.domain.knowledge import Knowledge
from coach.domain.practice import Plan
from coach.domain.preparation import Mark, Preparation
from coach.domain.question import Level
from coach.domain.remembering import CountedVerdict
from coach.domain.scoring import Verdict
from coach.ports import Store
from coach.practice.conversation import Conversation
from coach.practice.jobs import jobs_of
from coach.practice.preparing import prepare
from coach.practice.today import Today
from coach.practice.worker import Worker
from tests.practice.conftest import MachineClock, ScriptedCoach, WordRetriever, until

ME = "local"
ANSWER = "I would let one caller rebuild the entry while the others are served the stale copy for a moment."


class LaterClock(MachineClock):
    def __init__(self) -> None:
        self.days = 0.0

    def now(self):  # type: ignore[no-untyped-def]
        return super().now() + timedelta(days=self.days)


@pytest.fixture
def clock() -> LaterClock:
    return LaterClock()


@pytest.fixture
def today(knowledge: Knowledge, store: Store, clock: LaterClock) -> Today:
    return Today(knowledge=knowledge, store=store, scheduler=FsrsScheduler(), clock=clock)


@pytest.fixture
def conversation(
    knowledge: Knowledge, store: Store, scripted: ScriptedCoach, retriever: WordRetriever, today: Today
) -> Iterator[Conversation]:
    """One that draws from today's plan, as the running coach does."""
    worker = Worker(store, MachineClock())
    yield Conversation(
        knowledge=knowledge,
        retriever=retriever,
        store=store,
        clock=MachineClock(),
        coach=scripted,
        fallback=ScriptedCoach("embedded", suggests=True),
        worker=worker,
        priority=today.priority,
    )
    worker.close()


def practised(conversation: Conversation, plan: Plan) -> str:
    """Answer the first question of a practice, to its grade; the question's id."""
    practice = conversation.start(ME, plan)
    turn = practice.turns[0]
    conversation.say(practice.id, ME, turn.id, ANSWER)
    until(lambda: not jobs_of(conversation.store.practice(practice.id, ME)))
    return turn.question


def test_a_newcomer_has_no_record_and_is_asked_about_anything(today: Today) -> None:
    assert not today.has_record(ME)
    assert today.priority(ME) == {}
    assert all(item.reason in {Reason.NEW, Reason.LIGHT} for item in today.agenda(ME).items)


def test_a_missed_question_is_due_the_next_day_and_asked_first(
    today: Today, conversation: Conversation, clock: LaterClock
) -> None:
    missed = practised(conversation, Plan(topics=("sql",)))
    assert missed not in [item.question for item in today.agenda(ME).items], "not on the same day"

    clock.days = 1.2
    planned = today.agenda(ME)

    due = [item.question for item in planned.items if item.reason is Reason.DUE]
    assert due == [missed]
    fresh = conversation.start(ME, today.plan(ME, planned))
    assert fresh.turns[0].question == planned.items[0].question
    assert fresh.plan.questions == len(planned.items)
    assert fresh.plan.level is Level.MID


def test_an_answer_is_noticed_at_once(today: Today, conversation: Conversation, scripted: ScriptedCoach) -> None:
    before = today.topics(ME)["sql"]
    scripted.verdicts = {point.id: Verdict.COVERED for q in conversation.knowledge.questions_on("sql")
                         for point in q.key_points}  # fmt: skip
    practised(conversation, Plan(topics=("sql",)))
    after = today.topics(ME)["sql"]

    assert before.value is None
    assert after.value == pytest.approx(1.0, abs=1e-3)
    assert (after.questions, today.topics(ME)["caching"].value) == (1, None)
    assert today.sections(ME)["databases"].points == after.points


def test_only_what_has_changed_is_read(
    today: Today, conversation: Conversation, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    practised(conversation, Plan(topics=("sql",)))
    today.agenda(ME)
    reads: list[tuple[str, Collection[str] | None]] = []
    real = store.counted_verdicts

    def watched(learner: str, practices: Collection[str] | None = None) -> Sequence[CountedVerdict]:
        reads.append((learner, practices))
        return real(learner, practices)

    monkeypatch.setattr(store, "counted_verdicts", watched)

    today.agenda(ME)
    today.topics(ME)
    assert reads == []
    practised(conversation, Plan(topics=("caching",)))
    today.agenda(ME)
    newest = store.practices(ME, limit=1)[0].id
    assert reads == [(ME, {newest})]
    assert today.memories("somebody-else") == {}


def test_a_hidden_topic_is_left_alone_even_by_a_newcomer_s_practice(
    today: Today, conversation: Conversation, store: Store
) -> None:
    prepare(store, ME, lambda one: one.model_copy(update={"marks": {"caching": Mark.HIDDEN}}))
    topics = {conversation.start(ME, Plan()).turns[0].topic for _ in range(6)}
    assert topics == {"sql"}
    assert {item.topic for item in today.agenda(ME).items} == {"sql"}


def test_a_preparation_is_each_learner_s_own(store: Store, today: Today) -> None:
    prepare(store, ME, lambda one: one.model_copy(update={"minutes": 8}))
    assert len(today.agenda(ME).items) == 2
    assert today.preparation("bob") == Preparation()


def test_a_practice_from_the_agenda_asks_that_and_ends(
    today: Today, conversation: Conversation, store: Store, clock: LaterClock
) -> None:
    practised(conversation, Plan(topics=("sql",)))
    prepare(store, ME, lambda one: one.model_copy(update={"minutes": 12}))
    clock.days = 1.2
    planned = today.agenda(ME)

    practice = conversation.start(ME, today.plan(ME, planned))
    while practice.ended_at is None:
        practice = conversation.skip(practice.id, ME, practice.turns[-1].id)

    assert sorted(turn.question for turn in practice.turns) == sorted(item.question for item in planned.items)
