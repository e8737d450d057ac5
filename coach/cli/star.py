"""`coach star`: review many behavioural answers at once, from JSON lines to JSON lines."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from pydantic import BaseModel, ConfigDict

from coach.cli.batch import Row, given, outcomes, write
from coach.cli.failing import failing_plainly
from coach.cli.json_lines import read_lines
from coach.domain.question import Level
from coach.domain.star import Part, StarOutcome, StarReview, StarTask, star_sentences
from coach.domain.star_facts import ownership
from coach.ports import StarReviewer
from coach.practice.star_review import review


class Given(BaseModel):
    """What a line asks to be reviewed; other keys than these are ignored."""

    model_config = ConfigDict(strict=True)

    id: str | int
    question: str
    answer: str
    level: Literal["junior", "mid", "senior"] = "mid"


def star(
    input: Annotated[  # noqa: A002 - the option's name
        Path, typer.Option(help='JSON lines {"id", "question", "answer", "level"?: "junior" | "mid" | "senior"}.')
    ],
    output: Annotated[
        Path,
        typer.Option(
            help='JSON lines {"id", "sentences": [{"text", "label"}], "has": {"situation", "task", "action", '
            '"result"}, "quantified_result", "ownership", "reflection", "score": 1 to 5 or null, "advice", "reason"?}.'
        ),
    ],
    coach: Annotated[
        Literal["auto", "embedded", "openai"], typer.Option(help="Who reviews; auto: a model where one is configured.")
    ] = "auto",
) -> None:
    """Review every behavioural answer of a file, in its order; exit code 1 if a line was bad."""
    from coach.bootstrap import build_star_reviewer
    from coach.settings import read_settings

    with failing_plainly():
        settings = read_settings()
        lines = read_lines(input)
        reviewer = build_star_reviewer(settings, settings.coach if coach == "auto" else coach)
        write(run(lines, reviewer=reviewer), source=input, output=output, doing="Reviewing", count=len(lines))


def run(lines: Sequence[bytes], *, reviewer: StarReviewer) -> Iterator[Row]:
    """The outcome of every line that isn't blank, in order. A bad line has a fault and is written as an error."""

    def outcome(found: dict[str, Any]) -> dict[str, Any]:
        wanted = given(Given, found)
        task = StarTask(question=wanted.question, answer=wanted.answer, level=Level(wanted.level))
        return {"id": wanted.id, **_written(task, review(task, reviewer), reviewer)}

    return outcomes(lines, outcome)


def _written(task: StarTask, outcome: StarOutcome, reviewer: StarReviewer) -> dict[str, Any]:
    """The contract's row. What the gate refuses is no part of a story; of what failed, nothing is claimed."""
    if not isinstance(outcome, StarReview):
        texts = [] if outcome.retry else [span.of(task.answer) for span in star_sentences(task.answer)]
        return {
            "sentences": [{"text": text, "label": Part.OTHER.value} for text in texts],
            "has": {"situation": False, "task": False, "action": False, "result": False},
            "quantified_result": False,
            "ownership": ownership([(task.answer, Part.OTHER)]),
            "reflection": False,
            "score": None,
            "advice": [outcome.message],
            "reason": outcome.reason,
            "reviewed_by": outcome.reviewed_by or reviewer.name,
        }
    return {
        "sentences": [{"text": task.answer[one.start : one.end], "label": one.part.value} for one in outcome.sentences],
        "has": outcome.has.model_dump(),
        "quantified_result": outcome.quantified_result,
        "ownership": outcome.ownership,
        "reflection": outcome.reflection,
        "score": outcome.score,
        "advice": list(outcome.advice),
        "reviewed_by": outcome.reviewed_by,
    }
