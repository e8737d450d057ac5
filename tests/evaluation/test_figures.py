"""Figures against hand-worked cases."""

import numpy as np
import pytest

from coach.evaluation.figures import figures
from coach.evaluation.measures import Sums
from tests.evaluation.builders import case, result


def measured(*results: object) -> dict[str, float | None]:
    sums = Sums(results)  # type: ignore[arg-type]
    return sums.figures(np.ones(sums.groups))


def test_a_coach_that_is_always_right() -> None:
    found = measured(
        result(case("a", "middling", "cmm"), "cmm"),
        result(case("a", "wrong", "xmm"), "xmm"),
        result(case("b", "strong", "ccp"), "ccp"),
        result(case("b", "middling", "cmm"), "cmm"),
    )

    assert found["accuracy"] == 1
    assert found["macro_f1"] == 1
    assert found["auc_pooled"] == 1
    assert found["auc_within"] == 1
    assert found["score_correlation"] == pytest.approx(1)
    assert found["score_rmse"] == 0
    assert found["band_kappa"] == pytest.approx(1)
    assert found["middling_above_wrong"] == 1
    assert found["strong_above_middling"] == 1
    assert found["paraphrase_above_middling"] is None


def test_accuracy_and_macro_f1_by_hand() -> None:
    # true c c m m, told c m m c: covered has 1 right of 2 told and 2 true (F1 1/2), missing the same.
    found = measured(result(case("a", "strong", "ccmm"), "cmmc"))

    assert found["accuracy"] == 0.5
    assert found["macro_f1"] == 0.5


def test_macro_f1_counts_a_verdict_that_was_only_told() -> None:
    # true c c, told c p: covered F1 = 2*1/(2+1) = 2/3, partial F1 = 0.
    found = measured(result(case("a", "strong", "cc"), "cp"))

    assert found["macro_f1"] == pytest.approx(1 / 3)


def test_curves_pooled_and_within_differ_where_answers_differ_in_level() -> None:
    # Within each answer the made point is ranked above the other; pooled, 0.4 (made) is below 0.6 (not made).
    found = measured(
        result(case("a", "strong", "cm"), "cm", {"p0": 0.9, "p1": 0.6}),
        result(case("b", "strong", "cm"), "cm", {"p0": 0.4, "p1": 0.1}),
    )

    assert found["auc_within"] == 1
    assert found["auc_pooled"] == 0.75


def test_ties_count_half() -> None:
    found = measured(result(case("a", "strong", "cm"), "cc", {"p0": 0.5, "p1": 0.5}))

    assert found["auc_pooled"] == found["auc_within"] == 0.5


def test_order_between_kinds_leaves_out_pairs_whose_truth_says_otherwise() -> None:
    found = measured(
        result(case("a", "middling", "cm"), "cm"),
        result(case("a", "wrong", "mm"), "cc"),  # told above: an error
        result(case("b", "middling", "mm"), "mm"),
        result(case("b", "wrong", "cm"), "cm"),  # truly above: no error
    )

    assert found["middling_above_wrong"] == 0


def test_kappa_punishes_far_misses_more() -> None:
    near = measured(result(case("a", "strong", "cccc"), "cccm"), result(case("b", "wrong", "mmmm"), "mmmm"))
    far = measured(result(case("a", "strong", "cccc"), "mmmm"), result(case("b", "wrong", "mmmm"), "mmmm"))

    assert near["band_kappa"] is not None
    assert far["band_kappa"] is not None
    assert near["band_kappa"] > far["band_kappa"]


def test_what_was_not_graded_is_counted_and_in_no_figure() -> None:
    right = result(case("a", "strong", "cm"), "cm")
    refused = right.model_copy(update={"told": {}, "made": {}, "score": None, "reason": "keywords"})

    found = figures([right, refused])

    assert found.answers == 2
    assert found.points == 2
    assert found.not_graded == {"keywords": 1}
    assert found.main["accuracy"].value == 1


def test_intervals_hold_the_value_and_are_the_same_each_time() -> None:
    results = [result(case(f"q{at}", "strong", "cm"), "cm" if at % 3 else "cc") for at in range(30)]

    first, second = figures(results), figures(results)

    assert first == second
    accuracy = first.main["accuracy"]
    assert accuracy.low is not None
    assert accuracy.high is not None
    assert accuracy.value is not None
    assert accuracy.low < accuracy.value < accuracy.high
    assert accuracy.high - accuracy.low < 0.3


def test_nothing_gives_no_figures_rather_than_zeros() -> None:
    found = figures([])

    assert all(figure.value is None for figure in found.main.values())
