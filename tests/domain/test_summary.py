"""What a practice came to."""

import pytest

from coach.domain.assessment import NotGraded
from coach.domain.choosing import next_follow_up
from coach.domain.moves import answered, asked, assessed, closed
from coach.domain.scoring import Band, Verdict
from coach.domain.summary import summarise
from tests.domain.builders import ANSWER, at, knowledge, last, practice, with_graded, with_question

BANK = knowledge({"alpha": 3, "beta": 1})
BETA = BANK.questions["beta-q0"]
ONE, TWO, THREE = (BANK.questions[f"alpha-q{number}"] for number in range(3))


def test_what_could_not_be_graded_counts_nowhere_but_there() -> None:
    now = with_graded(with_question(practice(), ONE), ONE, {"core": Verdict.COVERED, "heavy": Verdict.COVERED})
    now = with_question(now, TWO)
    now = assessed(answered(now, last(now).id, ANSWER, at(5)), last(now).id, NotGraded(reason="stopped", message="."))
    now = with_question(now, THREE)
    now = closed(now, last(now).id, "skipped")

    summary = summarise(now, BANK)

    assert (summary.questions, summary.graded, summary.not_graded, summary.skipped) == (3, 1, 1, 1)
    assert summary.score == pytest.approx(6 / 7, abs=1e-4)
    assert summary.band is Band.STRONG


def test_nothing_graded_gives_no_score() -> None:
    now = closed(with_question(practice(), ONE), "t0", "skipped")
    assert summarise(now, BANK).score is None
    assert summarise(now, BANK).band is None


def test_the_wrong_and_the_core_come_first_among_what_to_study() -> None:
    now = with_graded(with_question(practice(), ONE), ONE, {"heavy": Verdict.CONTRADICTED})
    study = summarise(now, BANK).study
    assert [item.key_point for item in study] == ["heavy", "core", "light"]
    assert study[0].contradicted


def test_three_things_to_study_are_of_different_passages_where_there_are_any() -> None:
    now = with_graded(with_question(practice(), ONE), ONE, {})
    now = with_graded(with_question(now, TWO), TWO, {})
    now = with_graded(with_question(now, BETA), BETA, {})
    study = summarise(now, BANK).study
    assert [item.passage for item in study] == ["alpha#basics", "beta#basics", "alpha#details"]


def test_a_point_earned_back_in_a_follow_up_is_a_strength() -> None:
    now = with_graded(with_question(practice(), ONE), ONE, {"heavy": Verdict.COVERED, "light": Verdict.COVERED})
    follow_up = next_follow_up(now, ONE)
    assert follow_up is not None
    now = with_graded(asked(now, ONE, at(3), turn="f", follow_up=follow_up), ONE, {"core": Verdict.COVERED})

    summary = summarise(now, BANK)

    assert summary.earned_back == 1
    assert summary.study == ()
    assert summary.questions == 1
    assert summary.band is Band.DEVELOPING, "the score is of the answer as first given"


def test_giving_up_is_something_to_study() -> None:
    now = closed(with_question(practice(), ONE), "t0", "gave-up")
    assert [item.key_point for item in summarise(now, BANK).study] == ["core", "heavy", "light"]


def test_it_goes_on_with_the_weakest_topic_and_one_that_was_not_touched() -> None:
    now = with_graded(with_question(practice(), ONE), ONE, {})
    assert summarise(now, BANK).next_topics == ("alpha", "beta")
