"""What a coach is measured on: answers whose verdicts are known."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from coach.domain.ad_hoc import Wanted, ad_hoc_question
from coach.domain.base import Record
from coach.domain.knowledge import Knowledge
from coach.domain.question import Question
from coach.domain.scoring import Verdict, score_of


class Case(Record):
    """One answer with what is true of it."""

    id: str
    question: Question
    group: str = Field(description="What is resampled together: the question's id.")
    kind: str = Field(description="What sort of answer it is, such as `wrong`.")
    text: str
    truth: Mapping[str, Verdict] = Field(description="By key point.")

    @property
    def score(self) -> float:
        """The score that the true verdicts make."""
        return score_of(self.question, self.truth)


Part = Literal["all", "third"]


def bank_cases(knowledge: Knowledge, topics: Sequence[str] = (), part: Part = "all") -> Iterator[Case]:
    """The graded answers of the knowledge; of those topics only when any are named.

    A `third` is always the same third of the questions, drawn by the hash of their ids: new topics don't move it.
    """
    for name, answers in knowledge.graded_answers.items():
        question = knowledge.questions.get(name)
        if question is None or (topics and question.topic not in topics):
            continue
        if part == "third" and int(hashlib.sha256(name.encode()).hexdigest(), 16) % 3:
            continue
        for answer in answers:
            yield Case(
                id=f"{name}:{answer.kind}",
                question=question,
                group=name,
                kind=answer.kind,
                text=answer.text,
                truth=answer.verdicts,
            )


class _Point(BaseModel):
    model_config = ConfigDict(strict=True)

    text: str
    weight: float = Field(default=1.0, gt=0, allow_inf_nan=False)


class _Given(BaseModel):
    id: str | int
    question: str
    answer: str
    key_points: list[_Point] = Field(min_length=1)
    verdicts: list[Verdict]
    misconceptions: list[str] = []
    kind: str = "answer"


class _Known(BaseModel):
    id: str | int
    question_id: str
    answer: str
    verdicts: dict[str, Verdict]
    kind: str = "answer"


def given_case(found: Mapping[str, Any], questions: Mapping[str, Question]) -> Case:
    """A line of one's own, with a verdict a key point. ValueError, in plain words, if it isn't one.

    With a rubric of its own: `{"id", "question", "answer", "key_points": [{"text", "weight"?}], "verdicts": [verdict],
    "misconceptions"?: [text], "kind"?}`. To one of `questions`: `{"id", "question_id", "answer", "verdicts":
    {key point: verdict}, "kind"?}`.
    """
    try:
        if "question_id" in found:
            return _known_case(_Known.model_validate(found), questions)
        given = _Given.model_validate(found)
    except ValidationError as error:
        first = error.errors()[0]
        raise ValueError(f"“{'.'.join(map(str, first['loc']))}”: {first['msg']}.") from None
    if len(given.verdicts) != len(given.key_points):
        raise ValueError(f"There are {len(given.key_points)} key points and {len(given.verdicts)} verdicts.")
    question = ad_hoc_question(
        given.question,
        key_points=[Wanted(text=point.text, weight=point.weight) for point in given.key_points],
        reference="",
        misconceptions=given.misconceptions,
    )
    truth = {point.id: verdict for point, verdict in zip(question.key_points, given.verdicts, strict=True)}
    return Case(
        id=str(given.id), question=question, group=given.question, kind=given.kind, text=given.answer, truth=truth
    )


def _known_case(given: _Known, questions: Mapping[str, Question]) -> Case:
    question = questions.get(given.question_id)
    if question is None:
        raise ValueError(f"There is no question “{given.question_id}”.")
    points = [point.id for point in question.key_points]
    if set(points) != set(given.verdicts):
        raise ValueError(f"“{given.question_id}” has the key points {', '.join(points)}: a verdict for each.")
    return Case(
        id=str(given.id),
        question=question,
        group=question.id,
        kind=given.kind,
        text=given.answer,
        truth={point: given.verdicts[point] for point in points},
    )
