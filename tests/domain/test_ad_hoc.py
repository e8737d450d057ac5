"""Questions made of somebody else's marking scheme."""

import pytest

from coach.domain.ad_hoc import MOST_POINTS, Wanted, ad_hoc_question, split_reference
from coach.domain.clauses import words


def test_key_points_and_misconceptions_get_ids_by_place() -> None:
    question = ad_hoc_question(
        "What is a mutex?",
        key_points=[Wanted(text="Only one thread holds it.", weight=2), Wanted(text="Others wait for it.", weight=0.5)],
        misconceptions=["It makes code faster."],
    )

    assert [(point.id, point.weight, point.core) for point in question.key_points] == [
        ("point-1", 3, False),
        ("point-2", 1, False),
    ]
    assert [belief.id for belief in question.misconceptions] == ["belief-1"]


def test_equal_weights_are_equal_whatever_their_scale() -> None:
    wanted = [Wanted(text="Only one thread holds it.", weight=10), Wanted(text="Others wait for it.", weight=10)]

    assert {point.weight for point in ad_hoc_question("What is a mutex?", key_points=wanted).key_points} == {1}


def test_a_reference_is_split_into_what_it_claims() -> None:
    reference = (
        "A mutex lets one thread in at a time. Yes. The others sleep until it is released, which costs a context "
        "switch, whereas a spinlock burns CPU while it waits and so suits very short sections."
    )

    points = split_reference(reference)

    assert points[0] == "A mutex lets one thread in at a time. Yes."
    assert len(points) >= 3
    assert words(" ".join(points)) == words(reference)


def test_a_long_reference_makes_a_bounded_number_of_points_and_loses_nothing() -> None:
    reference = " ".join(f"Claim number {number} says something about systems." for number in range(60))

    points = split_reference(reference)

    assert len(points) == MOST_POINTS
    assert words(" ".join(points)) == words(reference)


@pytest.mark.parametrize("reference", ["", "   ", "...", "Yes."])
def test_without_anything_to_grade_by_there_is_no_question(reference: str) -> None:
    with pytest.raises(ValueError, match="nothing to grade by"):
        ad_hoc_question("What is a mutex?", reference=reference)


@pytest.mark.parametrize("weight", [0, -1, float("inf"), float("nan")])
def test_a_weight_that_makes_no_sense_is_refused(weight: float) -> None:
    with pytest.raises(ValueError, match="weight"):
        ad_hoc_question("What is a mutex?", key_points=[Wanted(text="Only one thread holds it.", weight=weight)])
