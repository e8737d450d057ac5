"""The judge: its weights are the ones that were built, and its opinion is about what was said."""

import hashlib
import json
from importlib import resources

import numpy as np
import pytest

from coach.adapters.embedded import judge
from coach.adapters.embedded.comparing import Rubric, Said
from coach.adapters.embedded.judge import GROUPS, Judging, Opinion, group_of, likeness, seen, unseen
from coach.adapters.embedded.minilm import MiniLM
from coach.domain.knowledge import Knowledge
from coach.domain.question import Question
from coach.errors import RetrievalError

DATA = resources.files("coach.adapters.embedded") / "data"
LARGEST = 40_000_000
"""All weights together, in bytes."""


@pytest.fixture
def question(knowledge: Knowledge) -> Question:
    return knowledge.questions["caching-cache-aside"]


def opinion(by: Judging, question: Question, answer: str, embedding: MiniLM) -> Opinion:
    said = Said.read(answer, embedding)
    assert said
    return by.opinion(Rubric.read(question, question.prompt, embedding), said)


def test_the_weights_are_the_ones_that_were_built_and_small() -> None:
    about = json.loads((DATA / "judge.json").read_text(encoding="utf-8"))
    files = {f"judge-{group}.onnx": (DATA / f"judge-{group}.onnx").read_bytes() for group in range(GROUPS)}

    assert about["sha256"] == {name: hashlib.sha256(weights).hexdigest() for name, weights in files.items()}
    assert sum(map(len, files.values())) < LARGEST


def test_other_weights_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashlib, "sha256", lambda _: hashlib.md5(b"", usedforsecurity=False))

    with pytest.raises(RetrievalError, match=r"judge-0\.onnx are not the ones"):
        judge._judge.__wrapped__(0)


def test_a_row_a_claim_and_a_number_a_misconception(question: Question, embedding: MiniLM) -> None:
    found = opinion(unseen(question.topic), question, question.model_answer, embedding)

    assert found.verdicts.shape == (len(question.key_points), 4)
    assert found.held.shape == (len(question.misconceptions),)
    assert np.allclose(found.verdicts.sum(axis=1), 0, atol=1e-6)


def test_a_rubric_of_one_claim_without_misconceptions_will_do(question: Question, embedding: MiniLM) -> None:
    only = question.only(question.key_points[0].id).model_copy(update={"misconceptions": ()})

    found = opinion(seen(question.topic), only, "Yes, from the cache.", embedding)

    assert np.isfinite(found.verdicts).all()
    assert found.held.shape == (0,)


def test_an_answer_to_another_question_makes_less_than_the_claims_themselves(
    knowledge: Knowledge, embedding: MiniLM
) -> None:
    question, other = knowledge.questions["caching-cache-aside"], knowledge.questions_on("sql")[0]
    claims = " ".join(point.claim for point in question.key_points)

    recited, elsewhere = (
        opinion(unseen("caching"), question, text, embedding).verdicts for text in (claims, other.model_answer)
    )

    assert (recited[:, 0] - recited[:, 2]).min() > (elsewhere[:, 0] - elsewhere[:, 2]).max()


def test_who_is_measured_has_not_seen_the_topic_and_who_is_asked_has(knowledge: Knowledge) -> None:
    topics = [topic.id for topic in knowledge.syllabus.topics()]

    for topic in topics:
        assert unseen(topic) is judge._judge(group_of(topic))
        assert seen(topic) is not unseen(topic)
    assert len({id(unseen(topic)) for topic in topics}) == GROUPS
    assert len({id(seen(topic)) for topic in topics}) == 2, "each takes some 40 MB"


def test_likeness_is_nine_numbers_a_claim_and_a_misconception() -> None:
    rows = np.eye(384, dtype=np.float32)

    found = likeness(rows[:3], rows[3:4], rows[9], rows[[0, 3]])

    assert found.shape == (4, 9)
    assert found[0, 0] > found[1, 0]
    assert np.isfinite(likeness(rows[:1], rows[:0], rows[9], rows[:1])).all()
