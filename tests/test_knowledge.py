"""The knowledge itself, one case a topic: every fault is told at once."""

import re
from functools import cache
from pathlib import Path

import pytest

from coach.adapters.embedded.minilm import MiniLM
from coach.adapters.files.lint import lint, lint_topic
from coach.adapters.files.loader import KnowledgeSource
from coach.places import knowledge_folder

TOPICS = sorted(path.name for path in (knowledge_folder() / "topics").iterdir() if path.is_dir())


@cache
def source() -> KnowledgeSource:
    return KnowledgeSource(knowledge_folder())


@cache
def embedding() -> MiniLM:
    return MiniLM()


@pytest.mark.parametrize("topic", TOPICS)
def test_topic_is_sound(topic: str) -> None:
    faults = lint_topic(source(), topic, embedding().count_tokens)
    assert not faults, "\n".join(str(fault) for fault in faults)


def test_the_whole_is_sound() -> None:
    faults = lint(source(), embedding().count_tokens)
    assert not faults, "\n".join(str(fault) for fault in faults)


def test_the_syllabus_is_the_one_that_was_asked_for() -> None:
    syllabus = source().syllabus
    given = Path(__file__).parent / "data" / "syllabus.txt"
    lines = [line.strip() for line in given.read_text(encoding="utf-8").splitlines() if line.strip()]
    sections = [re.sub(r"^\d+\. ", "", line) for line in lines if re.match(r"^\d+\. ", line)]
    assert [section.title for section in syllabus.sections] == sections

    topics = [line for line in lines if not re.match(r"^\d+\. |Make sure", line)]
    assert len(topics) == len(list(syllabus.topics())) == 48
    for line, topic in zip(topics, syllabus.topics(), strict=True):
        assert topic.done == line.endswith(" Done"), line
        known = " ".join([topic.title, *(facet.title for facet in topic.facets)]).lower()
        for word in re.findall(r"[A-Za-z0-9/#+*-]{2,}", line.removesuffix(" Done")):
            if word.lower() not in FILLERS:
                assert _stem(word) in known, f"“{word}” of “{line}” is not in the syllabus"


FILLERS = {"and", "vs", "basics", "e.g", "ve", "made", "the", "in", "of", "models", "youâ", "strategies"}


def _stem(word: str) -> str:
    return re.sub(r"(ies|s)$", "", word.lower())
