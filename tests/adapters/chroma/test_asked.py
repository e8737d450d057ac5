"""Examples of what learners ask: their file, and how close a question is to them."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from coach.adapters.chroma.asked import Asked, Examples, examples, parsed
from coach.adapters.files.loader import KnowledgeSource
from coach.places import knowledge_folder

DATA = Path(__file__).parents[2] / "data" / "retrieval"
TRAINING = Path(__file__).parents[3] / "tools" / "data" / "unasked.txt"


def words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[a-z0-9]+", text.lower()))


def test_questions_stand_under_their_topic_and_may_name_others() -> None:
    assert parsed("# sql\n\nwhy so slow | orms nosql\n # orms\nwhat now\n") == [
        Asked("why so slow", ("sql", "orms", "nosql")),
        Asked("what now", ("orms",)),
    ]


def test_every_topic_has_examples_and_no_question_comes_twice() -> None:
    topics = {topic.id for topic in KnowledgeSource(knowledge_folder()).knowledge.syllabus.topics()}
    found = examples()

    assert {one.topics[0] for one in found} == topics
    assert {topic for one in found for topic in one.topics} == topics
    assert min(sum(topic in one.topics for one in found) for topic in topics) >= 30
    assert len({words(one.text) for one in found}) == len(found)


def test_no_example_is_a_question_that_the_search_is_measured_by() -> None:
    measured = {
        words(json.loads(line)["query"])
        for file in DATA.glob("*.jsonl")
        for line in file.read_text(encoding="utf-8").splitlines()
    }
    learned = [*(one.text for one in examples()), *TRAINING.read_text(encoding="utf-8").splitlines()]

    assert len(measured) > 1_300
    assert not [text for text in learned if words(text) in measured]


def test_the_closest_two_speak_for_a_topic_and_one_without_any_is_told_apart() -> None:
    asked = [Asked("a", ("sql",)), Asked("b", ("sql", "orms")), Asked("c", ("sql",))]
    vectors = np.array([[1, 0], [0, 1], [0.6, 0.8]], dtype=np.float32)

    near = Examples(asked, vectors).near(np.array([1, 0], dtype=np.float32), ("orms", "go", "sql"))

    assert near[0] == pytest.approx(0)
    assert np.isnan(near[1])
    assert near[2] == pytest.approx(0.8)
