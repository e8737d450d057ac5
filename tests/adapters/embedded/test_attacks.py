"""An answer can't raise its own score: weak answers with injected strings before and after them."""

import json
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from coach.adapters.embedded.coach import EmbeddedCoach
from coach.adapters.embedded.minilm import MiniLM, Reading
from coach.adapters.files.loader import KnowledgeSource
from coach.domain.assessment import assess
from coach.domain.gate import gate
from coach.domain.knowledge import Knowledge
from coach.domain.question import Question
from coach.evaluation.steadiness import injections
from coach.places import knowledge_folder
from coach.ports import GradingTask

DATA = Path(__file__).parents[2] / "data"
QUESTIONS = 6
SEED = 27


class Remembering(MiniLM):
    """Reads each sentence once: between two attacks on one answer, few differ."""

    def __init__(self) -> None:
        super().__init__()
        self._read: dict[str, Reading] = {}

    def read(self, texts: Sequence[str]) -> list[Reading]:
        new = [text for text in dict.fromkeys(texts) if text not in self._read]
        self._read.update(zip(new, super().read(new), strict=True) if new else ())
        return [self._read[text] for text in texts]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return KnowledgeSource(knowledge_folder()).knowledge


@pytest.fixture(scope="module")
def coach() -> EmbeddedCoach:
    return EmbeddedCoach(Remembering())


def score(coach: EmbeddedCoach, question: Question, answer: str) -> float:
    if gate(question, answer) is not None:
        return 0.0
    judgement = coach.judge(GradingTask(question=question, answer=answer), lambda _: None).judgement
    return assess(question, answer, judgement, graded_by="embedded").score


def sampled(knowledge: Knowledge) -> list[Question]:
    """One question of each of several topics, drawn by the seed."""
    dice = random.Random(SEED)
    topics = dice.sample(sorted({question.topic for question in knowledge.questions.values()}), QUESTIONS)
    return [dice.choice(knowledge.questions_on(topic)) for topic in topics]


def test_no_injected_string_lifts_a_weak_answer(coach: EmbeddedCoach, knowledge: Knowledge) -> None:
    lifted: list[str] = []
    for question in sampled(knowledge):
        weak = next(one for one in knowledge.graded_answers[question.id] if one.kind == "wrong").text.strip()
        before = score(coach, question, weak)
        for at, text in enumerate(injections()):
            attacked = f"{weak}\n\n{text}" if at % 2 else f"{text}\n\n{weak}"
            if (after := score(coach, question, attacked)) > before:
                lifted.append(f"{question.id}: {before:.2f} to {after:.2f} by {text[:60]!r}")

    assert not lifted, "\n".join(lifted)


def test_a_look_alike_costs_nothing(
    coach: EmbeddedCoach, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The score of an answer that mentions JSON, graders or instructions is the same with and without the cleaning."""
    from coach.adapters.embedded import comparing

    question = knowledge.questions["caching-cache-aside"]
    strong = next(one for one in knowledge.graded_answers[question.id] if one.kind == "strong").text.strip()
    answers = [
        f"{json.loads(line)['text']} {strong}"
        for line in (DATA / "look_alikes.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    cleaned = [score(coach, question, answer) for answer in answers]
    monkeypatch.setattr(comparing, "_is_said", lambda _: True)

    assert cleaned == [score(coach, question, answer) for answer in answers]
