"""Mastery over whole histories: what raises it, what never does, and when things come back."""

import random
from datetime import UTC, date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.domain.mastery import (
    LIGHTLY,
    Memories,
    due_of_question,
    forecast,
    is_done,
    light_review,
    section_standings,
    standing,
    topic_standings,
)
from coach.domain.preparation import Mark, Preparation
from coach.domain.question import Level
from coach.domain.recall import Rating, Review, due_on, rating_of_answer, rating_of_point, retrievability
from coach.domain.remembering import CountedVerdict, GivenUp, remember
from coach.domain.scoring import LOST, Verdict
from tests.domain.builders import knowledge, question
from tests.domain.memories import POINTS, answer, day, histories, plainly

BANK = knowledge({"alpha": 3, "beta": 2, "gamma": 0})
ALPHA, BETA = ("alpha-q0", "alpha-q1"), ("beta-q0", "beta-q1")
COVERED, PARTIAL, MISSING, WRONG = Verdict.COVERED, Verdict.PARTIAL, Verdict.MISSING, Verdict.CONTRADICTED


def remembered(rows: list[CountedVerdict], *given_up: GivenUp) -> Memories:
    return remember(BANK, rows, given_up, plainly)


# -- ratings ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdict", "main", "follow_up"),
    [
        (COVERED, Rating.GOOD, Rating.HARD),
        (PARTIAL, Rating.HARD, Rating.HARD),
        (MISSING, Rating.AGAIN, Rating.AGAIN),
        (WRONG, Rating.AGAIN, Rating.AGAIN),
    ],
)
def test_each_verdict_has_its_rating_and_none_is_easy(verdict: Verdict, main: Rating, follow_up: Rating) -> None:
    assert rating_of_point(verdict, is_follow_up=False) is main
    assert rating_of_point(verdict, is_follow_up=True) is follow_up


@pytest.mark.parametrize(
    ("verdicts", "rating"),
    [
        ((COVERED, COVERED, COVERED), Rating.EASY),
        ((COVERED, COVERED, MISSING), Rating.GOOD),
        ((COVERED, PARTIAL, PARTIAL), Rating.GOOD),
        ((COVERED, MISSING, COVERED), Rating.HARD),
        ((MISSING, COVERED, COVERED), Rating.HARD),
        ((PARTIAL, MISSING, MISSING), Rating.AGAIN),
        ((WRONG, COVERED, MISSING), Rating.AGAIN),
        ((MISSING, MISSING, MISSING), Rating.AGAIN),
    ],
)
def test_an_answer_is_rated_by_the_band_that_its_verdicts_come_to(
    verdicts: tuple[Verdict, ...], rating: Rating
) -> None:
    assert rating_of_answer(question("alpha", "q0"), dict(zip(POINTS, verdicts, strict=True))) is rating


def test_a_strong_answer_without_its_core_point_is_hard_at_best() -> None:
    rubric = question("alpha", "q0")
    heavy = rubric.model_copy(update={"key_points": (rubric.key_points[0].model_copy(update={"weight": 1}),
                                                     *rubric.key_points[1:])})  # fmt: skip
    assert rating_of_answer(heavy, {"core": MISSING, "heavy": COVERED, "light": COVERED}) is Rating.HARD


def test_points_that_the_rubric_lost_since_have_no_say() -> None:
    assert rating_of_answer(question("alpha", "q0"), {"gone": COVERED}) is None
    rows = answer("alpha-q0", 0, COVERED, points=("gone",)) + answer("no-such-question", 0, COVERED)
    assert remembered(rows) == {}


def test_a_whole_history_is_rated_answer_by_answer() -> None:
    rows = answer("alpha-q0", 0, MISSING, MISSING, MISSING)
    rows += answer("alpha-q0", 0.01, COVERED, points=("core",), follow_up=True)
    rows += answer("alpha-q0", 3, COVERED, COVERED, MISSING)
    seen: list[tuple[Rating, ...]] = []

    def watching(reviews):  # type: ignore[no-untyped-def]
        seen.append(tuple(review.rating for review in reviews))
        return plainly(reviews)

    memory = remember(BANK, rows, (), watching)["alpha-q0"]

    again, hard, good = Rating.AGAIN, Rating.HARD, Rating.GOOD
    assert seen == [(again, hard, good), (again, good), (again, again), (again, good)], "core, heavy, light, the whole"
    assert [point.verdict for point in memory.points] == [COVERED, COVERED, MISSING]
    assert (memory.rating, memory.answers) == (good, 2)


def test_giving_up_counts_against_the_question_and_says_nothing_of_its_points() -> None:
    memories = remembered([], GivenUp("p:0", "alpha-q0", day(2)))
    stands = standing(BANK.questions_on("alpha"), memories, day(3))
    assert memories["alpha-q0"].rating is Rating.AGAIN
    assert due_of_question(memories["alpha-q0"], UTC, None) == day(3).date()
    assert (stands.value, stands.questions, stands.points) == (None, 1, 0)


# -- the value --------------------------------------------------------------------------------------------------------


def test_what_was_never_asked_has_no_value() -> None:
    stands = topic_standings(BANK, remembered(answer("alpha-q0", 0, MISSING)), day(0))
    assert stands["alpha"].value == 0.0
    assert stands["beta"].value is None
    assert stands["gamma"].value is None
    assert (stands["alpha"].points, stands["alpha"].of_points) == (1, 12)
    assert (stands["alpha"].questions, stands["alpha"].of_questions) == (1, 4)


def test_the_value_is_credit_by_weight_and_fades_with_time() -> None:
    memories = remembered(answer("alpha-q0", 0, COVERED, PARTIAL, MISSING))
    asked = BANK.questions_on("alpha")
    assert standing(asked, memories, day(0)).value == pytest.approx((3 + 1.5) / 7)
    later = standing(asked, memories, day(30)).value
    assert later is not None
    assert 0 < later < 4.5 / 7
    assert standing(asked, memories, day(-1)).value == pytest.approx(4.5 / 7), "never above what was said"


@settings(max_examples=150, deadline=None)
@given(
    histories([*ALPHA, *BETA]),
    st.sampled_from([*ALPHA, *BETA]),
    st.sampled_from(POINTS),
    st.sampled_from(sorted(LOST)),
    st.booleans(),
)
def test_mastery_never_rises_on_a_miss(
    rows: list[CountedVerdict], name: str, point: str, lost: Verdict, follow_up: bool
) -> None:
    at = day(201)
    missed = [*rows, CountedVerdict("now", name, point, follow_up, lost, at)]
    before, after = remembered(rows), remembered(missed)
    pairs = [
        (standing([BANK.questions[name]], before, at).value, standing([BANK.questions[name]], after, at).value),
        *((topic_standings(BANK, before, at)[one].value, topic_standings(BANK, after, at)[one].value)
          for one in ("alpha", "beta")),
        *((section_standings(BANK, before, at)[one].value, section_standings(BANK, after, at)[one].value)
          for one in ("section-alpha", "section-beta")),
    ]  # fmt: skip
    for was, now in pairs:
        if was is not None:
            assert now is not None
            assert now <= was + 1e-9


@settings(max_examples=100, deadline=None)
@given(histories(ALPHA), histories(BETA), st.randoms())
def test_topics_have_nothing_to_do_with_one_another(
    alpha: list[CountedVerdict], beta: list[CountedVerdict], dice: random.Random
) -> None:
    alone = topic_standings(BANK, remembered(alpha), day(300))["alpha"]
    mixed = [*alpha, *beta]
    dice.shuffle(mixed)
    together = topic_standings(BANK, remembered(mixed), day(300))["alpha"]
    assert together.value == pytest.approx(alone.value) if alone.value is not None else together.value is None
    assert together.model_copy(update={"value": None}) == alone.model_copy(update={"value": None})


@settings(max_examples=100, deadline=None)
@given(histories(ALPHA, most=8), st.integers(0, 200))
def test_a_value_only_fades_until_the_next_answer(rows: list[CountedVerdict], later: int) -> None:
    memories, asked = remembered(rows), BANK.questions_on("alpha")
    curve = [value for _, value in forecast(asked, memories, day(200), later)]
    assert curve == sorted(curve, reverse=True)
    assert all(0 <= value <= 1 for value in curve)
    now = standing(asked, memories, day(200)).value
    assert not curve if now is None else curve[0] == pytest.approx(now)


# -- the schedule -----------------------------------------------------------------------------------------------------


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 365), st.integers(1, 365), st.integers(0, 400))
def test_the_schedule_never_passes_the_date_and_keeps_its_order(one: int, other: int, days: int) -> None:
    interview = (day(0) + timedelta(days=days)).date()
    first, second = (due_on(day(0), interval, UTC, interview) for interval in sorted((one, other)))
    if days < 2:
        assert first is second is None, "seen on the eve or later: nothing more before the interview"
        return
    assert first is not None
    assert second is not None
    assert day(0).date() < first <= second <= interview - timedelta(days=1)
    assert (first - day(0).date()).days <= min(one, other), "compressed, never stretched"


def test_spacing_is_scaled_to_what_is_left() -> None:
    interview = day(31).date()
    days = [(due_on(day(0), interval, UTC, interview) or date.max) - day(0).date() for interval in (1, 5, 30, 300)]
    assert [one.days for one in days] == [1, 4, 15, 27]


@settings(max_examples=150, deadline=None)
@given(histories([*ALPHA, *BETA]), st.integers(0, 260))
def test_no_question_falls_due_after_the_eve_of_the_interview(rows: list[CountedVerdict], days: int) -> None:
    interview = day(days).date()
    for memory in remembered(rows).values():
        due = due_of_question(memory, UTC, interview)
        if memory.last < day(days):
            assert due is None or due < interview
        assert due_of_question(memory, UTC, None) is not None


def test_a_core_or_heavy_point_that_was_lost_brings_its_question_back_and_a_light_one_waits() -> None:
    well = [row for number in (0, 2, 6) for row in answer("alpha-q0", number, COVERED, COVERED, COVERED)]
    rested = due_of_question(remembered(well)["alpha-q0"], UTC, None)
    light = well + answer("alpha-q0", 7, MISSING, points=("light",), follow_up=True)
    heavy = well + answer("alpha-q0", 7, MISSING, points=("heavy",), follow_up=True)
    assert due_of_question(remembered(light)["alpha-q0"], UTC, None) == rested
    assert due_of_question(remembered(heavy)["alpha-q0"], UTC, None) == day(8).date()
    assert rested
    assert rested > day(8).date()


def test_the_day_ends_when_the_learner_s_does() -> None:
    from datetime import timezone

    auckland = timezone(timedelta(hours=13))
    assert due_on(day(0), 1, UTC, None) == date(2026, 11, 23)
    assert due_on(day(0), 1, auckland, None) == date(2026, 11, 24), "noon in UTC is past midnight there"


# -- done, by one's own account ---------------------------------------------------------------------------------------


def test_a_wrong_answer_brings_a_done_topic_back_and_a_better_one_lets_it_rest() -> None:
    topic, told = BANK.syllabus.topic("alpha"), Preparation(marks={"alpha": Mark.DONE})
    assert is_done(topic, told, {}, BANK)
    wrong = answer("alpha-q0", 0, WRONG, MISSING, MISSING)
    assert not is_done(topic, told, remembered(wrong), BANK)
    better = wrong + answer("alpha-q0", 1, COVERED, COVERED, MISSING)
    assert is_done(topic, told, remembered(better), BANK)
    assert not is_done(topic, Preparation(), {}, BANK)


def test_the_learner_s_own_mark_goes_before_the_syllabus() -> None:
    done = BANK.syllabus.topic("alpha").model_copy(update={"done": True})
    assert is_done(done, Preparation(), {}, BANK)
    assert not is_done(done, Preparation(marks={"alpha": Mark.TO_DO}), {}, BANK)


def test_a_light_review_is_one_mid_question_a_long_while_apart() -> None:
    topic = BANK.syllabus.topic("alpha")
    never = light_review(topic, BANK, {}, UTC, None)
    assert never
    assert never[0].level is Level.MID
    assert never[1] == date.min
    memories = remembered(answer("alpha-q0", 0, COVERED, COVERED, COVERED))
    after = light_review(topic, BANK, memories, UTC, None)
    assert after
    assert after[0].id != "alpha-q0", "another one next time"
    assert after[1] == day(LIGHTLY).date()
    soon = light_review(topic, BANK, memories, UTC, day(20).date())
    assert soon
    assert soon[1]
    assert soon[1] < day(20).date(), "the interview is compressed towards here too"


def test_recall_is_certain_at_the_last_review_and_nine_tenths_after_its_stability() -> None:
    recall = plainly((Review(day(0), Rating.GOOD),))
    assert retrievability(recall, day(0)) == 1
    assert retrievability(recall, day(recall.stability)) == pytest.approx(0.9)
