"""`coach star`: review many behavioural answers at once, from JSON lines to JSON lines."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import typer
from pydantic import BaseModel, ConfigDict, ValidationError

from coach.cli.failing import failing_plainly
from coach.cli.json_lines import open_output, read_lines, read_object
from coach.domain.question import Level
from coach.domain.star import Part, StarOutcome, StarReview, StarTask, star_sentences
from coach.domain.star_facts import ownership
from coach.ports import StarReviewer
from coach.practice.star_review import review


class Row(NamedTuple):
    """One line's outcome."""

    number: int
    written: dict[str, Any]
    fault: str | None = None


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
    from coach.cli.progress import counting
    from coach.settings import read_settings

    bad = 0
    with failing_plainly():
        settings = read_settings()
        lines = read_lines(input)
        reviewer = build_star_reviewer(settings, settings.coach if coach == "auto" else coach)
        with open_output(output) as file, counting("Reviewing") as on_progress:
            for row in run(lines, reviewer=reviewer):
                file.write(json.dumps(row.written) + "\n")
                file.flush()
                if row.fault:
                    bad += 1
                    typer.echo(f"{input}:{row.number}: {row.fault}", err=True)
                on_progress(row.number, len(lines))
    raise typer.Exit(1 if bad else 0)


def run(lines: Sequence[bytes], *, reviewer: StarReviewer) -> Iterator[Row]:
    """The outcome of every line that isn't blank, in order. A bad line has a fault and is written as an error."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        found: dict[str, Any] = {}
        try:
            found = read_object(line)
            given = _given(found)
        except ValueError as error:
            yield Row(number, {"id": found.get("id"), "error": str(error)}, str(error))
            continue
        task = StarTask(question=given.question, answer=given.answer, level=Level(given.level))
        yield Row(number, {"id": given.id, **_written(task, review(task, reviewer), reviewer)})


def _given(found: dict[str, Any]) -> Given:
    try:
        given = Given.model_validate(found)
    except ValidationError as error:
        first = error.errors()[0]
        place = str(first["loc"][0])
        if first["type"] == "missing":
            raise ValueError(f"There is no “{place}”.") from None
        raise ValueError(f"“{place}”: {first['msg']}.") from None
    if any("\ud800" <= character <= "\udfff" for character in given.question + given.answer):
        raise ValueError("A text has half a surrogate pair, which is JSON but no character.")
    return given


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
