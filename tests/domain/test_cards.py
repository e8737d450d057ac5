"""What was missed, as cards."""

from coach.domain.cards import cards_of
from coach.domain.moves import closed
from coach.domain.own_question import own_question
from coach.domain.practice import Contest
from coach.domain.scoring import Verdict
from tests.domain.builders import at, knowledge, last, practice, question, with_graded, with_question

FOUND = knowledge({"alpha": 2})
ASKED = question("alpha", "q0")


def test_a_card_for_each_point_missed_or_said_wrongly() -> None:
    now = with_graded(with_question(practice(), ASKED), ASKED, {"core": Verdict.COVERED, "heavy": Verdict.CONTRADICTED})

    cards = cards_of([now], FOUND)

    assert [(card.question, card.key_point) for card in cards] == [("alpha-q0", "heavy"), ("alpha-q0", "light")]
    light = cards[1]
    assert (light.prompt, light.claim, light.place, light.points) == (
        "What about q0 in alpha?",
        "A detail of q0.",
        3,
        3,
    )
    assert light.passage is not None
    assert light.passage.id == "alpha#details"
    assert light.topic == "Alpha"


def test_partly_is_not_missed() -> None:
    verdicts = {"core": Verdict.PARTIAL, "heavy": Verdict.PARTIAL, "light": Verdict.PARTIAL}
    assert cards_of([with_graded(with_question(practice(), ASKED), ASKED, verdicts)], FOUND) == ()


def test_missed_twice_is_one_card_and_made_later_keeps_it() -> None:
    missed = with_graded(with_question(practice(), ASKED), ASKED, {"core": Verdict.COVERED, "heavy": Verdict.COVERED})
    made = with_graded(
        with_question(practice(), ASKED), ASKED, dict.fromkeys(("core", "heavy", "light"), Verdict.COVERED)
    )
    assert [card.key_point for card in cards_of([missed, missed, made], FOUND)] == ["light"]


def test_giving_up_misses_all_skipping_misses_nothing() -> None:
    now = with_question(practice(), ASKED)
    turn = last(now).id
    assert len(cards_of([closed(now, turn, "gave-up")], FOUND)) == 3
    assert cards_of([closed(now, turn, "skipped")], FOUND) == ()


def test_a_contested_verdict_makes_no_card() -> None:
    now = with_graded(with_question(practice(), ASKED), ASKED, {"core": Verdict.COVERED})
    turn = last(now)
    contest = Contest(key_point="heavy", reason="I did say it.", at=at(2), was=Verdict.MISSING)
    now = now.replace(turn.model_copy(update={"contests": (contest,)}))
    assert [card.key_point for card in cards_of([now], FOUND)] == ["light"]


def test_ones_own_question_makes_cards_without_a_passage_and_a_lost_one_makes_none() -> None:
    own = own_question("What does log compaction do?", points=["It keeps the newest record of each key."])
    now = with_graded(with_question(practice(), own), own, {})
    (card,) = cards_of([now], FOUND)
    assert (card.topic, card.passage) == ("Your own question", None)

    gone = question("gone", "q0")
    assert cards_of([with_graded(with_question(practice(), gone), gone, {})], FOUND) == ()
