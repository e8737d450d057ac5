"""What the learner's moves do, on a real record."""

import threading
from collections.abc import Callable

import pytest

from coach.domain.assessment import Assessment, Judgement, NotGraded
from coach.domain.intent import Wish
from coach.domain.practice import Aside, Plan, Practice, Remark, Turn, TurnState
from coach.domain.question import Level
from coach.domain.scoring import Verdict
from coach.errors import (
    CannotGrade,
    ContentError,
    ModelMisconfigured,
    ModelRefused,
    ModelUnavailable,
    NotFound,
    NotNow,
    RetrievalError,
)
from coach.ports import GradingTask, Judged, Store
from coach.practice.conversation import Conversation
from coach.practice.jobs import jobs_of
from tests.practice.conftest import ScriptedCoach, WordRetriever, until

ME = "local"
ANSWER = "I would let one caller rebuild the entry while the others are served the stale copy for a moment."


def started(conversation: Conversation) -> tuple[str, Turn]:
    practice = conversation.start(ME, Plan(topics=("caching",), level=Level.SENIOR))
    assert practice.open_turn
    return practice.id, practice.open_turn


def now(conversation: Conversation, practice: str) -> Practice:
    return conversation.store.practice(practice, ME)


def settled(conversation: Conversation, practice: str) -> Practice:
    until(lambda: not jobs_of(now(conversation, practice)))
    return now(conversation, practice)


def test_an_answer_is_graded_and_the_heaviest_missed_point_followed_up(
    conversation: Conversation, scripted: ScriptedCoach
) -> None:
    practice, turn = started(conversation)
    question = conversation.question(turn)

    conversation.say(practice, ME, turn.id, ANSWER)
    after = settled(conversation, practice)

    first, second = after.turns
    assert isinstance(first.outcome, Assessment)
    assert first.outcome.score == 0
    assert second.follow_up is not None
    target = question.key_point(second.follow_up.target)
    assert target.weight == max(point.weight for point in question.key_points if point.core)
    assert second.follow_up.depth == 1


def test_follow_ups_go_two_deep_and_then_the_coach_moves_on(conversation: Conversation) -> None:
    practice, turn = started(conversation)
    for _ in range(3):
        current = settled(conversation, practice).open_turn
        assert current
        conversation.say(practice, ME, current.id, ANSWER)
    after = settled(conversation, practice)

    depths = [one.follow_up.depth if one.follow_up else 0 for one in after.turns]
    assert depths == [0, 1, 2, 0]
    assert after.turns[3].question != turn.question
    asks = [one.follow_up.ask for one in after.turns if one.follow_up]
    assert len(set(asks)) == len(asks)


def test_a_strong_answer_is_not_followed_up(conversation: Conversation, scripted: ScriptedCoach) -> None:
    practice, turn = started(conversation)
    scripted.verdicts = {point.id: Verdict.COVERED for point in conversation.question(turn).key_points}

    conversation.say(practice, ME, turn.id, ANSWER)
    after = settled(conversation, practice)

    assert after.turns[0].assessment
    assert after.turns[0].assessment.score == 1
    assert after.turns[1].follow_up is None


def test_the_answer_is_on_record_before_the_coach_is_asked(conversation: Conversation, scripted: ScriptedCoach) -> None:
    practice, turn = started(conversation)
    scripted.gate = threading.Event()

    conversation.say(practice, ME, turn.id, ANSWER)
    until(lambda: bool(scripted.tasks))

    answer = now(conversation, practice).turns[0].answer
    assert answer
    assert answer.text == ANSWER
    scripted.gate.set()
    assert settled(conversation, practice).turns[0].assessment


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ModelUnavailable("The model is busy. Your answer is kept. Try again."), "unavailable"),
        (ModelMisconfigured("The key was refused."), "misconfigured"),
        (RetrievalError("The embedding's weights are not the pinned ones."), "misconfigured"),
        (ModelRefused("The model declined."), "refused"),
        (CannotGrade("No grade in it."), "unreadable"),
        (ZeroDivisionError("nobody foresaw this"), "interrupted"),
    ],
)
def test_a_failure_gives_no_score_keeps_the_answer_and_can_be_retried(
    conversation: Conversation, scripted: ScriptedCoach, error: Exception, reason: str
) -> None:
    practice, turn = started(conversation)
    scripted.fails = error
    conversation.say(practice, ME, turn.id, ANSWER)
    failed = settled(conversation, practice)

    outcome = failed.turns[0].outcome
    assert isinstance(outcome, NotGraded)
    assert outcome.reason == reason
    assert outcome.retry
    assert failed.turns[0].answer
    assert len(failed.turns) == 1

    scripted.fails = None
    conversation.retry(practice, ME, turn.id)
    mended = settled(conversation, practice)
    assert isinstance(mended.turns[0].outcome, Assessment)
    assert mended.turns[0].earlier == (outcome,)


def test_grade_offline_suggests_and_the_learner_decides(
    conversation: Conversation, scripted: ScriptedCoach, offline: ScriptedCoach
) -> None:
    practice, turn = started(conversation)
    scripted.fails = ModelUnavailable("Down.")
    conversation.say(practice, ME, turn.id, ANSWER)
    settled(conversation, practice)

    conversation.retry(practice, ME, turn.id, offline=True)
    suggested = settled(conversation, practice)
    assert suggested.turns[0].state is TurnState.SUGGESTED
    assert len(suggested.turns) == 1, "nothing follows before the learner has decided"

    point = conversation.question(turn).key_points[0].id
    after = conversation.confirm(practice, ME, turn.id, {point: Verdict.COVERED})
    done = after.turns[0].assessment
    assert done
    assert done.graded_by == "self"
    assert done.verdict(point) is Verdict.COVERED
    assert {one.by for one in done.verdicts} == {"self"}
    assert len(after.turns) == 2
    with pytest.raises(NotNow):
        conversation.confirm(practice, ME, turn.id, {})


def test_stop_keeps_the_answer_and_drops_what_comes_late(conversation: Conversation, scripted: ScriptedCoach) -> None:
    practice, turn = started(conversation)
    scripted.gate = threading.Event()
    conversation.say(practice, ME, turn.id, ANSWER)
    until(lambda: bool(conversation.working(now(conversation, practice))))

    conversation.stop(practice, ME)
    stopped = now(conversation, practice).turns[0].outcome
    assert isinstance(stopped, NotGraded)
    assert stopped.reason == "stopped"

    scripted.gate.set()
    until(lambda: not conversation.store.progresses([f"grade:{turn.id}"]))
    assert now(conversation, practice).turns[0].outcome == stopped


def test_retry_right_after_stop_is_graded_though_the_first_try_is_still_stuck(
    conversation: Conversation, scripted: ScriptedCoach, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice, turn = started(conversation)
    silent, judge = threading.Event(), scripted.judge
    stuck: list[threading.Thread] = []
    outcome_of_first: list[str] = []

    def first_silent(task: GradingTask, watch: Callable[[Judgement], None]) -> Judged:
        if stuck:
            return judge(task, watch)
        stuck.append(threading.current_thread())
        silent.wait(20)
        outcome_of_first.append("over")
        raise ModelUnavailable("Too late.")

    monkeypatch.setattr(scripted, "judge", first_silent)
    conversation.say(practice, ME, turn.id, ANSWER)
    until(lambda: bool(stuck))
    conversation.stop(practice, ME)

    scripted.gate = threading.Event()
    conversation.retry(practice, ME, turn.id)
    until(lambda: bool(scripted.tasks))
    silent.set()
    until(lambda: bool(outcome_of_first))
    stuck[0].join(0.5)  # a thread of the pool lives on, but has had time to keep what it found out
    assert now(conversation, practice).turns[0].state is TurnState.ANSWERED, "what the first try found out is dropped"

    scripted.gate.set()
    assert isinstance(settled(conversation, practice).turns[0].outcome, Assessment)


def test_two_tabs_answer_at_once_and_neither_answer_is_lost(conversation: Conversation) -> None:
    practice, turn = started(conversation)
    words = [f"{ANSWER} Said in tab {number}." for number in range(6)]
    threads = [threading.Thread(target=conversation.say, args=(practice, ME, turn.id, one)) for one in words]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    after = settled(conversation, practice)

    first = after.turns[0]
    assert first.answer
    late = [entry.text for entry in first.entries if isinstance(entry, Remark) and entry.why == "late"]
    assert sorted([first.answer.text, *late]) == sorted(words)
    assert len(after.turns) == 2, "one turn, one follow-up"


def test_a_double_click_is_one_turn(conversation: Conversation) -> None:
    practice, turn = started(conversation)
    for _ in range(2):
        conversation.say(practice, ME, turn.id, ANSWER)
    after = settled(conversation, practice)
    assert len(after.turns) == 2
    assert not after.turns[0].entries


def test_an_empty_answer_is_gated_and_the_next_words_are_the_answer(
    conversation: Conversation, scripted: ScriptedCoach
) -> None:
    practice, turn = started(conversation)
    conversation.say(practice, ME, turn.id, "…?!")
    gated = settled(conversation, practice).turns[0]
    assert isinstance(gated.outcome, NotGraded)
    assert gated.outcome.reason == "empty"
    assert not scripted.tasks

    conversation.say(practice, ME, turn.id, ANSWER)
    after = settled(conversation, practice).turns[0]
    assert after.assessment
    assert [entry.text for entry in after.entries if isinstance(entry, Remark)] == ["…?!"]


def test_i_dont_know_gives_a_hint_first_and_the_model_answer_then(conversation: Conversation) -> None:
    practice, turn = started(conversation)
    assert conversation.say(practice, ME, turn.id, "I don't know").wish is Wish.HINT
    hinted = now(conversation, practice).turns[0]
    assert hinted.hints == conversation.question(turn).hints[:1]
    assert hinted.state is TurnState.ASKED

    conversation.say(practice, ME, turn.id, "no idea")
    after = now(conversation, practice)
    assert after.turns[0].state is TurnState.GAVE_UP
    assert after.turns[0].revealed
    assert after.turns[1].question != turn.question
    assert [entry.text for entry in after.turns[0].entries if isinstance(entry, Remark)] == ["I don't know", "no idea"]


def test_a_question_back_is_answered_from_the_notes_with_its_source(
    conversation: Conversation, scripted: ScriptedCoach
) -> None:
    practice, turn = started(conversation)
    told = conversation.say(practice, ME, turn.id, "Why does jitter help against a stampede?")
    assert told.wish is Wish.ASK
    after = settled(conversation, practice).turns[0]

    aside = after.entries[0]
    assert isinstance(aside, Aside)
    assert aside.reply == "It spreads the load."
    assert aside.citations == (scripted.replies[0].passages[0].id,), "a made-up citation is dropped"
    assert after.state is TurnState.ASKED, "the question is still open"


def test_when_nothing_is_found_the_coach_says_so_without_asking_a_model(
    conversation: Conversation, scripted: ScriptedCoach
) -> None:
    practice, turn = started(conversation)
    conversation.say(practice, ME, turn.id, "/ask zzyzx qwyjibo plugh?")
    aside = settled(conversation, practice).turns[0].entries[0]
    assert isinstance(aside, Aside)
    assert aside.reply
    assert "Nothing in the notes" in aside.reply
    assert not aside.citations
    assert not scripted.replies


def test_a_broken_index_costs_the_grading_nothing_but_the_extra_passages(
    conversation: Conversation, retriever: WordRetriever, scripted: ScriptedCoach
) -> None:
    retriever.broken = True
    practice, turn = started(conversation)
    conversation.say(practice, ME, turn.id, ANSWER)
    assert settled(conversation, practice).turns[0].assessment
    assert [one.id for one in scripted.tasks[0].passages] == list(conversation.question(turn).passages)


def test_skip_end_and_what_cannot_be_done_any_more(conversation: Conversation) -> None:
    practice, turn = started(conversation)
    conversation.say(practice, ME, turn.id, "/skip")
    after = now(conversation, practice)
    assert after.turns[0].state is TurnState.SKIPPED
    with pytest.raises(NotNow):
        conversation.skip(practice, ME, turn.id)

    assert after.open_turn
    conversation.say(practice, ME, after.open_turn.id, "/end")
    assert now(conversation, practice).ended_at is not None
    with pytest.raises(NotNow):
        conversation.skip(practice, ME, after.open_turn.id)


def test_words_typed_after_the_end_are_kept(conversation: Conversation) -> None:
    practice, turn = started(conversation)
    conversation.end(practice, ME)
    conversation.say(practice, ME, turn.id, ANSWER)
    kept = now(conversation, practice).turns[0].entries
    assert [entry.text for entry in kept if isinstance(entry, Remark)] == [ANSWER]


def test_somebody_elses_practice_is_not_found(conversation: Conversation) -> None:
    practice, turn = started(conversation)
    for move in (
        lambda: conversation.say(practice, "somebody", turn.id, ANSWER),
        lambda: conversation.end(practice, "somebody"),
        lambda: conversation.stop(practice, "somebody"),
        lambda: conversation.confirm(practice, "somebody", turn.id, {}),
    ):
        with pytest.raises(NotFound):
            move()


def test_a_fresh_practice_is_the_latest_only_while_nothing_has_happened_in_it(conversation: Conversation) -> None:
    plan = Plan(topics=("caching",))
    first = conversation.fresh(ME, plan)
    assert conversation.fresh(ME, plan).id == first.id
    assert conversation.fresh(ME, Plan(topics=("caching",), level=Level.SENIOR)).id != first.id

    hinted = conversation.fresh(ME, plan)
    conversation.hint(hinted.id, ME, hinted.turns[-1].id)
    skipped = conversation.fresh(ME, plan)
    assert skipped.id != hinted.id
    conversation.skip(skipped.id, ME, skipped.turns[-1].id)
    assert conversation.fresh(ME, plan).id != skipped.id


def test_replanning_takes_an_untouched_question_back(conversation: Conversation) -> None:
    practice, turn = started(conversation)
    after = conversation.replan(practice, ME, Plan(topics=("sql",), level=Level.JUNIOR))
    assert len(after.turns) == 1
    assert after.turns[0].topic == "sql"
    assert conversation.question(after.turns[0]).level is Level.JUNIOR
    assert now(conversation, practice).turns[0].id != turn.id


def test_a_plan_of_unwritten_topics_is_refused_in_words(conversation: Conversation) -> None:
    with pytest.raises(ContentError, match="written"):
        conversation.start(ME, Plan(topics=("go",)))


def test_a_practice_runs_through_the_whole_bank_without_repeating_a_question(conversation: Conversation) -> None:
    practice, _ = started(conversation)
    seen = []
    while (turn := now(conversation, practice).open_turn) is not None:
        seen.append(turn.question)
        conversation.skip(practice, ME, turn.id)
    assert len(seen) == len(set(seen)) == len(conversation.knowledge.questions_on("caching"))
    assert now(conversation, practice).ended_at is not None


def test_fifty_thousand_characters_and_strange_letters_are_kept_as_they_are(
    conversation: Conversation, store: Store
) -> None:
    practice, turn = started(conversation)
    text = "I cache it 🙂 <script>alert(1)</script> \x00 שלום " + "and then we evict the oldest entry first. " * 1200
    conversation.say(practice, ME, turn.id, text)
    after = settled(conversation, practice).turns[0]
    assert after.answer
    assert after.answer.text == text
    assert after.assessment
