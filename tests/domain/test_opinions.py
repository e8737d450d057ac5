"""The verdict of most, and evidence before anybody counts."""

import pytest

from coach.domain.assessment import HeldBelief, Judgement, PointJudgement
from coach.domain.opinions import majority
from coach.domain.question import KeyPoint, Misconception, Question
from coach.domain.scoring import Verdict

ANSWER = "One caller rebuilds the entry while the rest are served the stale copy for a second."
QUESTION = Question(
    id="caching-stampede",
    topic="caching",
    prompt="A hot key expires at noon. What now?",
    key_points=(
        KeyPoint(id="single-flight", claim="One caller recomputes while the others wait."),
        KeyPoint(id="jitter", claim="Expiry is spread by jitter."),
    ),
    misconceptions=(Misconception(id="longer", belief="A longer TTL solves it.", correction="It doesn't."),),
)
COVERED, PARTIAL, MISSING, CONTRADICTED = (
    Verdict.COVERED, Verdict.PARTIAL, Verdict.MISSING, Verdict.CONTRADICTED,
)  # fmt: skip


def opinion(*verdicts: Verdict, quote: str = "one caller rebuilds", feedback: str = "", held: str = "") -> Judgement:
    points = tuple(
        PointJudgement(key_point=point.id, verdict=verdict, quote="" if verdict is MISSING else quote, why="So.")
        for point, verdict in zip(QUESTION.key_points, verdicts, strict=True)
    )
    beliefs = (HeldBelief(misconception="longer", quote=held),) if held else ()
    return Judgement(points=points, feedback=feedback, held=beliefs)


def test_the_verdict_of_most_counts_and_how_many_they_are_is_said() -> None:
    result = majority(
        QUESTION, ANSWER, [opinion(COVERED, MISSING), opinion(COVERED, PARTIAL), opinion(MISSING, MISSING)]
    )

    assert [point.verdict for point in result.points] == [COVERED, MISSING]
    assert [(point.agreement.same, point.agreement.of) for point in result.points if point.agreement] == [(2, 3)] * 2


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [(COVERED, MISSING, MISSING), (PARTIAL, COVERED, PARTIAL), (MISSING, CONTRADICTED, CONTRADICTED)],
)
def test_where_they_are_even_the_one_that_gives_less_wins(first: Verdict, second: Verdict, expected: Verdict) -> None:
    result = majority(QUESTION, ANSWER, [opinion(first, MISSING), opinion(second, MISSING)])

    assert result.points[0].verdict is expected


def test_no_majority_rests_on_words_that_were_never_said() -> None:
    made_up = opinion(COVERED, MISSING, quote="use a mutex around it")

    result = majority(QUESTION, ANSWER, [made_up, made_up, opinion(COVERED, MISSING)])

    assert result.points[0].verdict is MISSING
    assert result.points[0].agreement is not None
    assert result.points[0].agreement.same == 2


def test_a_belief_is_held_if_more_than_half_show_it() -> None:
    shown, made_up = (
        opinion(MISSING, MISSING, held="the stale copy for a second"),
        opinion(MISSING, MISSING, held="TTL"),
    )

    assert majority(QUESTION, ANSWER, [shown, shown, opinion(MISSING, MISSING)]).held
    assert not majority(QUESTION, ANSWER, [shown, made_up, opinion(MISSING, MISSING)]).held


def test_the_words_are_of_the_one_that_agrees_with_the_outcome() -> None:
    odd = opinion(MISSING, COVERED, feedback="odd")

    result = majority(QUESTION, ANSWER, [odd, opinion(COVERED, MISSING, feedback="right"), opinion(COVERED, MISSING)])

    assert result.feedback == "right"


def test_without_a_judgement_there_is_none() -> None:
    with pytest.raises(ValueError, match="no judgement"):
        majority(QUESTION, ANSWER, [])
