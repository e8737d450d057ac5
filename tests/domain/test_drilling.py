"""The ladder, the map and the end of a drill-down."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.domain.choosing import next_question
from coach.domain.drill_report import drill_report
from coach.domain.drilling import Standing, facet_map, facet_of, levels_beyond, next_drill, next_probe, rung_after
from coach.domain.knowledge import Knowledge
from coach.domain.moves import asked
from coach.domain.practice import Practice, TurnState
from coach.domain.probing import gives_away, takes_up
from coach.domain.question import FollowUp, Level
from coach.domain.scoring import Verdict
from tests.domain.builders import at, last, practice, with_graded, with_question
from tests.domain.builders import knowledge as small_bank
from tests.domain.drills import MIDDLING, answered_as, asked_next, bank, drill, drilled_through

LEVELS = list(Level)
BANK = bank({"one": dict.fromkeys(Level, 2), "two": dict.fromkeys(Level, 2), "three": {Level.MID: 1}})

banks = st.dictionaries(
    st.sampled_from(["one", "two", "three", "four"]),
    st.dictionaries(st.sampled_from(LEVELS), st.integers(0, 3), min_size=1),
    min_size=1,
).filter(lambda facets: any(count for levels in facets.values() for count in levels.values()))
outcomes = st.sampled_from(["strong", "solid", "middling", "weak", "skipped", "gave-up"])


def walked(facets: dict[str, dict[Level, int]], level: Level, data: st.DataObject) -> tuple[Knowledge, Practice]:
    knowledge = bank(facets)
    return knowledge, drilled_through(knowledge, drill(level), lambda _: data.draw(outcomes))


@settings(max_examples=150, deadline=None)
@given(banks, st.sampled_from(LEVELS), st.data())
def test_no_question_comes_twice_and_every_facet_before_a_second_round(
    facets: dict[str, dict[Level, int]], level: Level, data: st.DataObject
) -> None:
    knowledge, now = walked(facets, level, data)
    mains = [turn for turn in now.turns if turn.follow_up is None]
    assert len({turn.question for turn in mains}) == len(mains)

    asked_facets = [facet_of(knowledge.questions[turn.question]) for turn in mains]
    with_questions = {facet for facet, levels in facets.items() if sum(levels.values())}
    assert set(asked_facets[: len(with_questions)]) == with_questions

    asks = [(turn.question, turn.follow_up.ask) for turn in now.turns if turn.follow_up]
    assert len(set(asks)) == len(asks)


@settings(max_examples=150, deadline=None)
@given(banks, st.sampled_from(LEVELS), st.data())
def test_the_rung_stays_on_the_ladder_and_moves_one_step_at_most(
    facets: dict[str, dict[Level, int]], level: Level, data: st.DataObject
) -> None:
    knowledge, now = bank(facets), drill(level)
    while (following := asked_next(knowledge, now)) is not None:
        before, after = now.plan.level, following.plan.level
        assert abs(LEVELS.index(before) - LEVELS.index(after)) <= 1
        now = answered_as(knowledge, following, data.draw(outcomes))


@settings(max_examples=100, deadline=None)
@given(banks, st.sampled_from(LEVELS), st.data())
def test_it_ends_only_when_all_was_asked_or_what_is_left_is_owned(
    facets: dict[str, dict[Level, int]], level: Level, data: st.DataObject
) -> None:
    knowledge, now = walked(facets, level, data)
    for spot in facet_map(knowledge, now):
        assert spot.left == 0 or spot.is_done
        total = sum(facets[spot.facet].values())
        assert spot.asked + spot.left == total


def test_solid_answers_climb_and_weak_ones_step_down() -> None:
    now = asked_next(BANK, drill(Level.JUNIOR))
    levels = []
    for outcome in ("solid", "strong", "weak", "gave-up", "skipped"):
        assert now is not None
        levels.append(now.plan.level)
        now = asked_next(BANK, answered_as(BANK, now, outcome))
    assert now is not None
    assert [*levels, now.plan.level] == [
        Level.JUNIOR, Level.MID, Level.SENIOR, Level.MID, Level.JUNIOR, Level.JUNIOR,
    ]  # fmt: skip


def test_a_half_right_answer_is_probed_and_earning_it_back_keeps_the_rung() -> None:
    now = asked_next(BANK, drill())
    assert now
    question = BANK.questions[last(now).question]
    now = answered_as(BANK, now, "middling")
    probe = next_probe(now, question)
    assert probe
    assert probe.target == "heavy"

    dug = asked(now, question, at(3), turn="probe", follow_up=probe)
    earned = with_graded(dug, question, {"heavy": Verdict.COVERED})
    assert next_probe(earned, question) is None, "solid by now"
    assert rung_after(BANK, earned) is Level.MID
    lost = with_graded(dug, question, {})
    assert rung_after(BANK, lost) is Level.JUNIOR


def test_a_weak_answer_is_not_dug_into() -> None:
    now = asked_next(BANK, drill())
    assert now
    now = answered_as(BANK, now, "weak")
    assert next_probe(now, BANK.questions[last(now).question]) is None


def test_at_the_top_a_solid_answer_is_dug_into_since_nothing_harder_is_left() -> None:
    now = asked_next(BANK, drill(Level.SENIOR))
    assert now
    now = answered_as(BANK, now, "solid")
    probe = next_probe(now, BANK.questions[last(now).question])
    assert probe
    assert probe.target == "heavy"
    below = asked_next(BANK, drill(Level.MID))
    assert below
    below = answered_as(BANK, below, "solid")
    assert next_probe(below, BANK.questions[last(below).question]) is None, "it climbs instead"


def test_the_map_tells_where_the_learner_stands() -> None:
    now = asked_next(BANK, drill(Level.MID))
    assert now
    assert [(spot.facet, spot.standing, spot.here) for spot in facet_map(BANK, now)] == [
        ("one", Standing.ASKED, True),
        ("two", Standing.UNTOUCHED, False),
        ("three", Standing.UNTOUCHED, False),
    ]
    for outcome in ("solid", "weak", "skipped", "weak"):
        now = asked_next(BANK, answered_as(BANK, now, outcome))
        assert now
    one, two, three = facet_map(BANK, now)
    assert (one.standing, one.reached) == (Standing.OWNED, Level.MID)
    assert (two.standing, two.reached) == (Standing.NOT_YET, None)
    assert three.standing is Standing.ASKED, "skipped: nothing is known"
    assert three.left == 0
    assert BANK.questions[last(now).question].facet == "one"
    assert BANK.questions[last(now).question].level is Level.SENIOR, "mid is owned there, though the rung has dropped"
    now = answered_as(BANK, now, "weak")
    assert facet_map(BANK, now)[0].standing is Standing.HALF


def test_what_is_owned_at_the_top_is_not_asked_again() -> None:
    knowledge = bank({"one": {Level.SENIOR: 3}, "two": {Level.SENIOR: 2}})
    now = asked_next(knowledge, drill(Level.SENIOR))
    assert now
    now = asked_next(knowledge, answered_as(knowledge, now, "strong"))
    assert now
    now = asked_next(knowledge, answered_as(knowledge, now, "weak"))
    assert now
    counts = Counter(facet_of(knowledge.questions[turn.question]) for turn in now.turns)
    assert counts == {"one": 1, "two": 2}
    assert asked_next(knowledge, answered_as(knowledge, now, "strong")) is None


def test_a_drill_of_so_many_questions_ends_after_them() -> None:
    now = drilled_through(BANK, drill(questions=2), lambda _: "skipped")
    assert len(now.turns) == 2


def test_going_deeper_stays_on_the_facet_and_above_the_level() -> None:
    now = asked_next(BANK, drill(Level.MID))
    assert now
    deeper = next_drill(BANK, now, facet="one", beyond=levels_beyond(Level.MID, 1))
    assert deeper
    assert (deeper.facet, deeper.level) == ("one", Level.SENIOR)
    assert next_drill(BANK, now, facet="three", beyond=levels_beyond(Level.SENIOR, 1)) is None


def test_the_end_names_what_is_owned_what_to_read_and_one_question_to_sleep_on() -> None:
    now = drill(Level.MID)
    for outcome in ("strong", "middling", "weak"):
        following = asked_next(BANK, now)
        assert following
        now = answered_as(BANK, following, outcome)
    report = drill_report(BANK, now)
    assert [spot.facet for spot in report.standing(Standing.OWNED)] == ["one"]
    assert [spot.facet for spot in report.standing(Standing.HALF)] == ["two"]
    assert [spot.facet for spot in report.standing(Standing.NOT_YET)] == ["three"]
    assert [one.passage for one in report.read] == ["alpha#basics", "alpha#details"], "the heavier first"
    assert report.sleep_on_id in BANK.questions
    assert report.sleep_on_id not in {turn.question for turn in now.turns}
    assert BANK.questions[report.sleep_on_id or ""].facet == "two", "half owned is where thinking helps most"


def test_with_every_question_asked_a_follow_up_is_slept_on() -> None:
    knowledge = bank({"one": {Level.MID: 1}})
    now = drilled_through(knowledge, drill(), lambda _: "skipped")
    report = drill_report(knowledge, now)
    assert report.sleep_on in {offer.ask for one in knowledge.questions.values() for offer in one.follow_ups}


def test_what_could_not_be_graded_says_nothing() -> None:
    now = drilled_through(BANK, drill(), lambda _: "skipped")
    assert {spot.standing for spot in facet_map(BANK, now)} == {Standing.ASKED}
    report = drill_report(BANK, now)
    assert not report.read
    assert all(turn.state is TurnState.SKIPPED for turn in now.turns)


@pytest.mark.parametrize(
    ("ask", "fits"),
    [
        ("You said the lock is short: who renews it when a rebuild runs long?", True),
        ("What happens on a Tuesday?", False),
        ("You hold a short lock. Who renews it? And what if not?", False),
        ("Tell me more about the lock.", False),
        ("You lock; and does one caller then recompute the entry while the waiting ones take the stale value?", False),
    ],
)
def test_the_coachs_own_follow_up_must_take_up_the_answer_and_give_nothing_away(ask: str, fits: bool) -> None:
    question = BANK.questions["alpha-one-mid-0"]
    point = question.key_points[1].model_copy(
        update={"claim": "One caller recomputes the entry while the waiting callers are served the stale value."}
    )
    question = question.model_copy(update={"key_points": (question.key_points[0], point, question.key_points[2])})
    now = with_graded(with_question(practice(), question), question, MIDDLING)
    turn = last(now)
    assert turn.answer
    said = turn.model_copy(
        update={"answer": turn.answer.model_copy(update={"text": "I would hold a short lock there."})}
    )
    assert takes_up(FollowUp(targets="heavy", ask=ask), said, question) is fits
    assert not takes_up(FollowUp(targets="gone", ask=ask), said, question)


def test_words_that_the_question_has_give_nothing_away() -> None:
    claim = "Eviction removes the coldest keys first."
    assert gives_away("So eviction takes the coldest keys?", claim, known="")
    assert not gives_away("So eviction takes the coldest keys?", claim, known="Which are the coldest keys at eviction?")


def test_heavier_topics_come_up_more_often_and_hidden_ones_not_at_all() -> None:
    topics, now = small_bank({"alpha": 9, "beta": 9, "gamma": 9}), practice()
    weights = {"alpha": 2.0, "gamma": 0.0}
    for _ in range(9):
        chosen = next_question(topics, now, priority=weights)
        assert chosen
        now = with_question(now, chosen)
        now = answered_as(topics, now, "skipped")
    counts = Counter(turn.topic for turn in now.turns)
    assert counts["gamma"] == 0
    assert counts["alpha"] > counts["beta"] > 0
