"""Whatever is typed is read in time that grows with its length: one answer must not hold up everybody else's."""

import time
from collections.abc import Callable
from functools import cache

import pytest

from coach.adapters.embedded.star_features import sentence_features
from coach.domain.application import Kind, read_document
from coach.domain.clauses import clauses, sentences
from coach.domain.evidence import find_quote
from coach.domain.expecting import expected_questions
from coach.domain.gate import MAX_CHARACTERS, gate
from coach.domain.instructions import speaks_to_grader
from coach.domain.intent import read_intent
from coach.domain.knowledge import Knowledge
from coach.domain.language import is_readable
from coach.domain.question import KeyPoint, Question
from coach.domain.speech import Transcript, delivery_of
from coach.domain.star import Part, Read, StarReading, StarTask, star_sentences
from coach.domain.star_review import review_of, star_gate
from coach.domain.story import LONGEST
from coach.domain.syllabus import Section, Syllabus, Topic
from coach.domain.syllabus_reading import read_syllabus
from coach.domain.tailoring import weigh
from coach.domain.vocabulary import ClaimWords, Term, TopicWords, Vocabulary, terms_of
from coach.prompts.message import fenced

TYPED = 60_000
"""Characters that may be typed."""
SECONDS = 3.0
"""Of the processor; what takes time by the square of the length takes far more."""
QUESTION = Question(
    id="caching-stampede",
    topic="caching",
    prompt="A hot key expires at noon and the database falls over. What happened, and what do you change?",
    key_points=(KeyPoint(id="herd", claim="Many requests miss the same key at once."),),
)
KNOWLEDGE = Knowledge(
    syllabus=Syllabus(
        sections=(Section(id="data", title="Data", topics=(Topic(id="caching", title="Caching", aliases=("Redis",)),)),)
    ),
    questions={QUESTION.id: QUESTION},
)
VOCABULARY = Vocabulary(
    topics={"caching": TopicWords(names=("Redis", "load balancing"), hints=("key*",))},
    claims=(ClaimWords(question=QUESTION.id, words=("Led", "key")),),
)
OPENING = "We shard by key a1 and the payload was "


@cache
def terms() -> tuple[Term, ...]:
    return terms_of(VOCABULARY, KNOWLEDGE)


def gated(text: str) -> None:
    gate(QUESTION, text)
    read_intent(text)
    delivery_of(Transcript(text=text))


def judged(text: str) -> None:
    """What a judge does with a text before any model of language sees it."""
    for span in sentences(text):
        sentence = span.of(text)
        is_readable(sentence)
        speaks_to_grader(sentence)
        clauses(text, span)
    find_quote(text, text[:200])
    fenced(text)


def reviewed(text: str) -> None:
    task = StarTask(question=QUESTION.prompt, answer=text)
    star_gate(task)
    told = [span.of(text) for span in star_sentences(text)]
    sentence_features(told)
    reading = StarReading(parts=(Part.RESULT,) * len(told), relevance=3, suggestion=text)
    review_of(task, Read(reading=reading, reviewed_by="test"))


def tailored(text: str) -> None:
    for kind in Kind:
        document = read_document(text, kind)
        weigh(document, terms(), VOCABULARY)
        expected_questions(document, VOCABULARY, KNOWLEDGE, terms())


def listed(text: str) -> None:
    read_syllabus(text, KNOWLEDGE.syllabus)


RUNS = [
    *("a", "1", "<", "-", ".", "(", "_", ",", "#", "é", "ﷺ", "㌖", " ", "\n"),
    *("a ", "1.", "a_ ", "a. ", "a, ", "[a](", "*a ", "<words ", "```\n", "- ", "for a "),
    *('"--------" ', "grade(. ", "Redis\n", "Redis ", "Led Aa ", "done ) "),
]


@pytest.mark.parametrize(
    ("reading", "most"),
    [(gated, TYPED), (tailored, TYPED), (listed, TYPED), (judged, MAX_CHARACTERS), (reviewed, LONGEST)],
)
@pytest.mark.parametrize("run", RUNS)
def test_a_long_run_is_read_soon(run: str, reading: Callable[[str], None], most: int) -> None:
    started = time.process_time()
    reading((OPENING + run * most)[: most - 2] + "x!")
    assert time.process_time() - started < SECONDS


def test_a_mark_with_a_long_gap_is_fenced_soon() -> None:
    started = time.process_time()
    fenced("<" + " " * MAX_CHARACTERS)
    assert time.process_time() - started < SECONDS
