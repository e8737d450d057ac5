"""Graded sample answers: what good looks like, and what the graders are measured on."""

from typing import Literal

from pydantic import Field

from coach.domain.base import Record, Slug
from coach.domain.scoring import Verdict

AnswerKind = Literal[
    "strong", "middling", "wrong", "terse", "analogy", "rambling", "broken-english", "keywords", "unsure"
]


class GradedAnswer(Record):
    """A sample answer with its verdict per key point."""

    kind: AnswerKind
    text: str = Field(min_length=2)
    verdicts: dict[Slug, Verdict]
    held: tuple[Slug, ...] = Field(default=(), description="Misconceptions that the answer holds.")


class GradedAnswers(Record):
    """The sample answers to one question."""

    question: Slug
    answers: tuple[GradedAnswer, ...] = Field(min_length=1)
