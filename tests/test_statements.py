"""The single statements fit the rubrics of today: where a key point changes, they have to be written anew."""

import json
from collections import Counter
from pathlib import Path

from coach.adapters.files.loader import KnowledgeSource
from coach.domain.question import QuestionKind
from coach.domain.scoring import Verdict
from coach.places import knowledge_folder

ROWS = [
    (path.stem, json.loads(line))
    for path in sorted((Path(__file__).parents[1] / "tools" / "data" / "statements").glob("*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
]


def test_each_row_is_on_a_key_point_of_a_technical_question_and_none_is_there_twice() -> None:
    knowledge = KnowledgeSource(knowledge_folder()).knowledge
    points = {
        (question.topic, question.id, point.id)
        for question in knowledge.questions.values()
        if question.kind is not QuestionKind.BEHAVIOURAL
        for point in question.key_points
    }

    found = Counter((topic, row["question_id"], row["key_point"]) for topic, row in ROWS)

    assert found.keys() <= points, sorted(found.keys() - points)[:5]
    assert max(found.values()) == 1


def test_each_has_two_right_two_wrong_a_half_and_one_beside_the_point() -> None:
    wanted = {Verdict.COVERED: 2, Verdict.PARTIAL: 1, Verdict.MISSING: 1, Verdict.CONTRADICTED: 2}

    for _, row in ROWS:
        said = {Verdict(verdict): len(texts) for verdict, texts in row["said"].items()}
        assert said == wanted, row["key_point"]


def test_nothing_is_said_twice_on_a_key_point() -> None:
    for _, row in ROWS:
        said = [text for texts in row["said"].values() for text in texts]
        assert len(set(said)) == len(said), row["key_point"]
