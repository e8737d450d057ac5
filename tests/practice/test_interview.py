"""A mock interview on a real record: it goes on whatever happens, and settles everything at the end."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from coach.adapters.sql.opening import open_store
from coach.domain.debrief import debrief_of
from coach.domain.intent import Wish
from coach.domain.interview import interview_plan
from coach.domain.knowledge import Knowledge
from coach.domain.practice import Aside, Plan, Practice, Remark, Turn, TurnState
from coach.domain.question import Level
from coach.domain.scoring import Verdict
from coach.domain.timing import Nudge, elapsed, is_paused, nudge, remaining
from coach.errors import ModelUnavailable, NotFound, NotNow
from coach.ports import Reply, Store
from coach.practice.conversation import Conversation
from coach.practice.interview import NO_HINTS
from coach.practice.worker import Worker
from tests.practice.conftest import MachineClock, ScriptedCoach, WordRetriever, until
from tests.practice.test_conversation import ANSWER, ME, now, settled

PLAN = interview_plan(Level.MID, questions=3, minutes=15)


class HandClock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 27, 9, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def goes_on(self, **time: float) -> None:
        self.time += timedelta(**time)


def started(conversation: Conversation, plan: Plan = PLAN) -> tuple[str, Turn]:
    practice = conversation.start(ME, plan)
    assert practice.open_turn
    return practice.id, practice.open_turn


def through(conversation: Conversation, practice: str) -> Practice:
    """Answer everything until the interview is over."""
    while (turn := settled(conversation, practice).open_turn) is not None:
        conversation.say(practice, ME, turn.id, ANSWER)
    return settled(conversation, practice)


def test_it_asks_as_many_questions_as_agreed_with_one_follow_up_each_and_ends(conversation: Conversation) -> None:
    practice, _ = started(conversation)
    after = through(conversation, practice)

    mains = [turn for turn in after.turns if turn.follow_up is None]
    assert len(mains) == 3
    assert {turn.topic for turn in mains} == {"caching", "sql"}
    for main in mains:
        assert sum(turn.follow_up is not None and turn.follow_up.of == main.id for turn in after.turns) <= 1
    assert any(turn.follow_up for turn in after.turns)
    assert after.ended_at is not None
    assert debrief_of(after, conversation.knowledge).graded == 3


def test_suggestions_choose_the_follow_up_and_count_only_once_confirmed(
    conversation: Conversation, scripted: ScriptedCoach
) -> None:
    scripted.suggests = True
    practice, first = started(conversation)
    after = through(conversation, practice)

    assert {turn.state for turn in after.turns} == {TurnState.SUGGESTED}
    assert after.turns[1].follow_up
    before = debrief_of(after, conversation.knowledge)
    assert (before.graded, before.overall, before.waiting) == (0, None, len(after.turns))

    point = conversation.question(first).key_points[0].id
    chosen: dict[str, dict[str, Verdict]] = {turn.id: {} for turn in after.turns}
    chosen[first.id] = {point: Verdict.COVERED}
    done = conversation.interview.confirm_all(practice, ME, chosen)
    assert {turn.state for turn in done.turns} == {TurnState.GRADED}
    graded = done.turns[0].assessment
    assert graded
    assert graded.verdict(point) is Verdict.COVERED
    assert graded.graded_by == "self"
    assert conversation.interview.confirm_all(practice, ME, chosen) == done, "a second tab changes nothing"


def test_a_dead_model_holds_nothing_up_and_its_share_is_graded_later(
    conversation: Conversation, scripted: ScriptedCoach
) -> None:
    scripted.fails = ModelUnavailable("The model is busy. Your answer is kept. Try again.")
    practice, _ = started(conversation)
    after = through(conversation, practice)
    assert {turn.state for turn in after.turns} == {TurnState.NOT_GRADED}
    assert len(after.turns) == 3
    assert debrief_of(after, conversation.knowledge).overall is None

    scripted.fails = None
    conversation.interview.grade_rest(practice, ME)
    done = settled(conversation, practice)
    assert {turn.state for turn in done.turns} == {TurnState.GRADED}
    assert len(done.turns) == 3, "nothing is asked any more"


def test_the_rest_can_be_graded_offline(
    conversation: Conversation, scripted: ScriptedCoach, offline: ScriptedCoach
) -> None:
    scripted.fails = ModelUnavailable("Down.")
    practice, _ = started(conversation)
    through(conversation, practice)
    conversation.interview.grade_rest(practice, ME, offline=True)
    assert {turn.state for turn in settled(conversation, practice).turns} == {TurnState.SUGGESTED}


def test_the_next_question_need_not_wait_for_the_grading(conversation: Conversation, scripted: ScriptedCoach) -> None:
    scripted.gate = threading.Event()
    practice, first = started(conversation)
    conversation.say(practice, ME, first.id, ANSWER)
    moved = conversation.interview.move_on(practice, ME, first.id)
    assert moved.turns[0].state is TurnState.ANSWERED
    assert moved.turns[1].state is TurnState.ASKED
    with pytest.raises(NotNow):
        conversation.interview.move_on(practice, ME, first.id)

    scripted.gate.set()
    after = settled(conversation, practice)
    assert after.turns[0].state is TurnState.GRADED
    assert len(after.turns) == 2, "what was graded late asks nothing"


def test_ending_early_grades_what_was_said(conversation: Conversation, scripted: ScriptedCoach) -> None:
    scripted.gate = threading.Event()
    practice, first = started(conversation)
    conversation.say(practice, ME, first.id, ANSWER)
    until(lambda: bool(scripted.tasks))
    ended = conversation.end(practice, ME)
    assert ended.ended_at
    scripted.gate.set()
    after = settled(conversation, practice)
    assert after.turns[0].state is TurnState.GRADED
    assert len(after.turns) == 1


def test_hints_are_refused_and_not_knowing_moves_on_without_an_answer(conversation: Conversation) -> None:
    practice, first = started(conversation)
    for words in ("/hint", "give me a hint", "/answer", "/explain"):
        assert conversation.say(practice, ME, first.id, words).notice == NO_HINTS
    told = conversation.say(practice, ME, first.id, "I don't know")
    assert told.wish is Wish.DONT_KNOW
    after = now(conversation, practice)
    assert after.turns[0].state is TurnState.GAVE_UP
    assert not after.turns[0].hints
    assert not after.turns[0].revealed
    assert [entry.text for entry in after.turns[0].entries if isinstance(entry, Remark)] == [
        "give me a hint",
        "I don't know",
    ]
    assert len(after.turns) == 2


def test_words_that_are_no_answer_leave_the_question_open(conversation: Conversation) -> None:
    practice, first = started(conversation)
    conversation.say(practice, ME, first.id, "No.")
    after = settled(conversation, practice)
    assert len(after.turns) == 1
    conversation.say(practice, ME, first.id, ANSWER)
    assert settled(conversation, practice).turns[0].state is TurnState.GRADED


def clarified(conversation: Conversation, practice: str, turn: str, words: str) -> Aside:
    conversation.say(practice, ME, turn, f"/ask {words}")
    entry = settled(conversation, practice).turn(turn).entries[-1]
    assert isinstance(entry, Aside)
    return entry


def test_a_clarifying_question_gets_the_scope_and_the_model_sees_neither_rubric_nor_notes(
    conversation: Conversation, scripted: ScriptedCoach, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice, turn = started(conversation)
    replies = iter(["Assume one data centre; anything else is yours to choose."])
    monkeypatch.setattr(scripted, "reply", _replying(scripted, replies))
    aside = clarified(conversation, practice, turn.id, "Is this one data centre or many?")
    assert aside.reply == "Assume one data centre; anything else is yours to choose."
    task = scripted.replies[-1]
    assert task.clarify
    assert task.passages == ()


def test_a_reply_that_tells_the_solution_is_replaced_by_the_scope(
    conversation: Conversation, scripted: ScriptedCoach, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice, turn = started(conversation)
    claims = [point.claim for point in conversation.question(turn).key_points]
    monkeypatch.setattr(scripted, "reply", _replying(scripted, iter([f"Sure: {claims[0]}"])))
    aside = clarified(conversation, practice, turn.id, "Can you just tell me what to say?")
    assert aside.by == "scope"
    assert aside.reply
    assert claims[0] not in aside.reply
    assert "I'd like to hear" in aside.reply


def test_without_a_model_or_with_a_dead_one_the_scope_is_told_all_the_same(
    conversation: Conversation, scripted: ScriptedCoach
) -> None:
    practice, turn = started(conversation)
    scripted.fails = ModelUnavailable("Down.")
    down = clarified(conversation, practice, turn.id, "How many requests a second are there?")
    scripted.fails, scripted.suggests = None, True
    embedded = clarified(conversation, practice, turn.id, "How many requests a second are there?")
    assert down.reply == embedded.reply
    assert down.by == embedded.by == "scope"
    assert "numbers" in (down.reply or "")


def _replying(scripted: ScriptedCoach, texts: object) -> object:
    def reply(task: object, watch: object) -> Reply:
        scripted.replies.append(task)  # type: ignore[arg-type]
        return Reply(text=next(texts), by=scripted.name)  # type: ignore[call-overload]

    return reply


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def timed(
    knowledge: Knowledge, store: Store, scripted: ScriptedCoach, offline: ScriptedCoach, retriever: WordRetriever,
    clock: HandClock,
) -> Conversation:  # fmt: skip
    """The flow by a clock that a test moves; the worker goes by the machine's."""
    return Conversation(
        knowledge=knowledge,
        retriever=retriever,
        store=store,
        clock=clock,
        coach=scripted,
        fallback=offline,
        worker=Worker(store, MachineClock()),
    )


def test_the_clock_stands_still_in_a_pause_also_for_whoever_opens_the_record_later(
    timed: Conversation, clock: HandClock, tmp_path: Path
) -> None:
    practice, turn = started(timed)
    clock.goes_on(minutes=4)
    timed.interview.pause(practice, ME)
    timed.interview.pause(practice, ME)
    clock.goes_on(hours=20)

    elsewhere = open_store(tmp_path / "record.sqlite", clock).practice(practice, ME)
    assert is_paused(elsewhere)
    assert elapsed(elsewhere, clock.now()) == timedelta(minutes=4)

    resumed = timed.interview.resume(practice, ME)
    assert not is_paused(resumed)
    clock.goes_on(minutes=2)
    left = remaining(now(timed, practice), clock.now())
    assert left == timedelta(minutes=9)
    timed.say(practice, ME, turn.id, ANSWER)
    line = debrief_of(settled(timed, practice), timed.knowledge).lines[0]
    assert line.time == timedelta(minutes=6)
    with pytest.raises(NotFound):
        timed.interview.pause(practice, "somebody")


def test_an_answer_from_another_tab_ends_the_pause_and_is_kept(timed: Conversation) -> None:
    practice, turn = started(timed)
    timed.interview.pause(practice, ME)
    timed.say(practice, ME, turn.id, ANSWER)
    after = settled(timed, practice)
    assert not is_paused(after)
    assert after.turns[0].answer
    assert after.turns[0].answer.text == ANSWER


def test_the_interviewer_looks_at_the_clock_and_digs_no_more_when_it_is_over(
    timed: Conversation, clock: HandClock
) -> None:
    practice, turn = started(timed)
    clock.goes_on(minutes=11)
    assert nudge(now(timed, practice), clock.now()) is None
    clock.goes_on(minutes=1)
    assert nudge(now(timed, practice), clock.now()) is Nudge.NEARLY
    clock.goes_on(minutes=3)
    assert nudge(now(timed, practice), clock.now()) is Nudge.OVER
    timed.say(practice, ME, turn.id, ANSWER)
    after = settled(timed, practice)
    assert after.turns[1].follow_up is None
    ended = timed.end(practice, ME)
    assert debrief_of(ended, timed.knowledge).took == timedelta(minutes=15)


def test_a_grading_that_a_crash_cut_off_is_taken_up_again(
    conversation: Conversation, scripted: ScriptedCoach, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice, turn = started(conversation)
    monkeypatch.setattr(conversation.worker, "start", lambda *_, **__: None)
    conversation.say(practice, ME, turn.id, ANSWER)
    assert now(conversation, practice).turns[0].state is TurnState.ANSWERED
    assert not conversation.working(now(conversation, practice))
    monkeypatch.undo()

    conversation.retry(practice, ME, turn.id)
    after = settled(conversation, practice)
    assert after.turns[0].state is TurnState.GRADED
    assert after.turns[1].state is TurnState.ASKED


@pytest.mark.parametrize(("questions", "minutes"), [(2, 30), (13, 30), (5, 4), (5, 500)])
def test_an_interview_has_its_bounds(questions: int, minutes: int) -> None:
    with pytest.raises(ValueError, match="mock interview"):
        interview_plan(Level.MID, questions=questions, minutes=minutes)
