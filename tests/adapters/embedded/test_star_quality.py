"""How well the embedded STAR reviewer agrees with labelled answers: on unseen kinds, and on what others wrote.

`python -m tools.train_star --measure` prints the figures; the floors here are a little under them.
"""

from functools import cache

import pytest

from coach.adapters.embedded.star_labels import built_in
from tools import train_star
from tools.train_star import HELD_OUT, Figures, Remembering, answer_of, measure, review, rows, unseen

embedding = cache(Remembering)


@pytest.fixture(scope="module")
def unseen_kinds() -> list[train_star.Pair]:
    """Each answer reviewed by a model that was trained on other kinds alone."""
    return unseen(rows(), embedding())


def short_of(figures: Figures, floors: dict[str, float]) -> dict[str, float]:
    """The figures that are under their floor."""
    return {name: figures[name] for name, floor in floors.items() if figures[name] < floor}


@pytest.mark.timeout(600)
def test_answers_of_unseen_kinds(unseen_kinds: list[train_star.Pair]) -> None:
    written = measure([pair for pair in unseen_kinds if not pair[0]["kind"].startswith("bank-")])
    floors = {"labels": 0.86, "merged": 0.87, "flags": 0.9, "null": 0.98, "within_one": 0.93, "kappa": 0.72}
    assert written["answers"] >= 72
    assert not short_of(written, floors)
    assert not short_of(measure(unseen_kinds), {"labels": 0.78, "merged": 0.79, "flags": 0.88, "within_one": 0.92})


def test_answers_of_other_authors_are_never_trained_on_and_are_harder() -> None:
    trained = {answer_of(row) for row in rows()}
    others = rows(HELD_OUT)
    assert not [row["id"] for row in others if answer_of(row) in trained]

    figures = measure([(row, review(row, built_in(), embedding())) for row in others])

    assert not short_of(figures, {"labels": 0.66, "merged": 0.68, "flags": 0.82, "within_one": 0.9, "kappa": 0.5})


def test_the_labelled_answers_are_what_they_should_be() -> None:
    answers = rows()
    written = [row for row in answers if not row["kind"].startswith("bank-")]
    kinds = {row["kind"] for row in written}
    assert len(kinds) >= 14
    assert min(sum(row["kind"] == kind for row in written) for kind in kinds) >= 5
    assert len({row["id"] for row in answers}) == len(answers)
    for row in [*answers, *rows(HELD_OUT)]:
        found = [span.of(answer_of(row)) for span in train_star.star_sentences(answer_of(row))]
        assert found == [one["text"] for one in row["sentences"]], row["id"]
