"""`coach grade`: grade many answers at once, from JSON lines to JSON lines."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from pydantic import BaseModel, ConfigDict, Field

from coach.cli.batch import Row, given, outcomes, write
from coach.cli.failing import failing_plainly
from coach.cli.json_lines import read_lines
from coach.domain.ad_hoc import Wanted, ad_hoc_question
from coach.domain.assessment import Assessment, NotGraded
from coach.domain.knowledge import Knowledge
from coach.domain.question import Question
from coach.ports import Coach, Hit
from coach.practice.grading import grade as grade_answer


class KeyPointGiven(BaseModel):
    """A key point as a line has it."""

    model_config = ConfigDict(strict=True)

    text: str
    weight: float = Field(default=1.0, gt=0, allow_inf_nan=False)


class Given(BaseModel):
    """What a line asks to be graded; other keys than these are ignored."""

    model_config = ConfigDict(strict=True)

    id: str | int
    answer: str
    question: str | None = None
    question_id: str | None = None
    reference: str | None = None
    key_points: list[KeyPointGiven] | None = None
    misconceptions: list[str] | None = None


class NoSearch:
    """A retriever that finds nothing: a batch is graded by its rubrics, and by the passages that they name."""

    def search(self, text: str, *, topic: str | None = None, k: int = 5) -> list[Hit]:  # noqa: ARG002 - the port's
        """Nothing."""
        return []


def grade(
    input: Annotated[  # noqa: A002 - the option's name
        Path,
        typer.Option(
            help='JSON lines {"id", "question", "answer", "reference"?, "key_points"?: [{"text", "weight"?}], '
            '"misconceptions"?: [text], "question_id"?}.'
        ),
    ],
    output: Annotated[
        Path,
        typer.Option(
            help='JSON lines {"id", "graded_by", "score", "band", "reason"?, "verdicts": [{"index", "verdict", '
            '"confidence", "quote"}], "misconceptions": [{"index", "quote"}]}; an index counts from 0.'
        ),
    ],
    coach: Annotated[
        Literal["auto", "embedded", "openai"], typer.Option(help="Who grades; auto: a model where one is configured.")
    ] = "auto",
) -> None:
    """Grade every answer of a file, in its order; exit code 1 if a line was bad.

    A question is one of the bank's by its id, or any with key points of its own, or with a reference answer, which is
    split into key points. Weights are brought to 1, 2 or 3, as the bank's are: the heaviest is 3.
    """
    from coach.bootstrap import build_coach, build_knowledge
    from coach.settings import read_settings

    with failing_plainly():
        settings = read_settings()
        lines = read_lines(input)
        knowledge = build_knowledge(settings)
        grader = build_coach(settings, settings.coach if coach == "auto" else coach)
        rows = run(lines, coach=grader, knowledge=knowledge)
        write(rows, source=input, output=output, doing="Grading", count=len(lines))


def run(lines: Sequence[bytes], *, coach: Coach, knowledge: Knowledge) -> Iterator[Row]:
    """The outcome of every line that isn't blank, in order. A bad line has a fault and is written as an error."""

    def outcome(found: dict[str, Any]) -> dict[str, Any]:
        wanted = given(Given, found)
        question = _question(wanted, knowledge)
        graded = grade_answer(question, wanted.answer, coach=coach, knowledge=knowledge, retriever=NoSearch())
        return {"id": wanted.id, **_written(question, graded, coach)}

    return outcomes(lines, outcome)


def _question(wanted: Given, knowledge: Knowledge) -> Question:
    """The bank's question, or one made of what the line gives; a line's own key points count before the bank's."""
    if not wanted.key_points and wanted.question_id and wanted.question_id in knowledge.questions:
        return knowledge.questions[wanted.question_id]
    if not wanted.key_points and not (wanted.reference or "").strip():
        if wanted.question_id:
            raise ValueError(f"The bank has no question “{wanted.question_id}”, and there are no key points.")
        raise ValueError("There is nothing to grade by: give “question_id”, “key_points” or “reference”.")
    if wanted.question is None:
        raise ValueError("There is no “question”.")
    return ad_hoc_question(
        wanted.question,
        key_points=[Wanted(text=point.text, weight=point.weight) for point in wanted.key_points or ()],
        reference=wanted.reference or "",
        misconceptions=wanted.misconceptions or (),
    )


def _written(question: Question, outcome: Assessment | NotGraded, coach: Coach) -> dict[str, Any]:
    if isinstance(outcome, NotGraded):
        return {
            "graded_by": coach.name,
            "score": None,
            "band": None,
            "reason": outcome.reason,
            "verdicts": [],
            "misconceptions": [],
        }
    points = [point.id for point in question.key_points]
    beliefs = [belief.id for belief in question.misconceptions]
    return {
        "graded_by": outcome.graded_by,
        "score": outcome.score,
        "band": outcome.band.value,
        "verdicts": [
            {
                "index": points.index(one.key_point),
                "verdict": one.verdict.value,
                "confidence": one.confidence,
                "quote": one.quote,
            }
            for one in outcome.verdicts
        ],
        "misconceptions": [{"index": beliefs.index(one.misconception), "quote": one.quote} for one in outcome.held],
    }
