"""A coach put to the cases."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from pydantic import Field

from coach.domain.assessment import Assessment, PointVerdict
from coach.domain.base import Record
from coach.domain.knowledge import Knowledge
from coach.domain.scoring import MADE, Verdict
from coach.evaluation.cases import Case
from coach.ports import Coach, Retriever
from coach.practice.grading import grade


class Result(Record):
    """What a coach made of one case."""

    case: Case
    told: Mapping[str, Verdict] = Field(default={})
    made: Mapping[str, float] = Field(default={})
    """For each key point, how sure the coach is that it was made, 0 to 1: what curves are drawn over."""
    score: float | None = None
    reason: str = ""
    """Why there is no score; empty where there is one."""
    seconds: float = 0.0
    tokens: int = 0
    cost_usd: float | None = None


def run(
    cases: Sequence[Case],
    coach_for: Callable[[Case], Coach],
    *,
    knowledge: Knowledge,
    retriever: Retriever,
    clock: Callable[[], float],
) -> Iterator[Result]:
    """The result of every case, in order. `coach_for` may give each case a coach that never saw its topic.

    `clock` tells seconds; only their differences count.
    """
    for case in cases:
        began = clock()
        outcome = grade(case.question, case.text, coach=coach_for(case), knowledge=knowledge, retriever=retriever)
        seconds = clock() - began
        if not isinstance(outcome, Assessment):
            yield Result(case=case, reason=outcome.reason, seconds=seconds)
            continue
        usage = outcome.usage
        yield Result(
            case=case,
            told={one.key_point: one.verdict for one in outcome.verdicts},
            made={one.key_point: _chance(one) for one in outcome.verdicts},
            score=outcome.score,
            seconds=seconds,
            tokens=usage.prompt_tokens + usage.completion_tokens if usage else 0,
            cost_usd=usage.cost_usd if usage else None,
        )


def _chance(said: PointVerdict) -> float:
    """How likely the point was made: what the coach says of it or, where it doesn't, from the verdict and how sure it
    is; a partial verdict counts less than a whole."""
    if said.made is not None:
        return said.made
    sure = 1.0 if said.confidence is None else said.confidence
    chance = sure if said.verdict in MADE else 1.0 - sure
    lost = 0.05 if said.verdict in (Verdict.PARTIAL, Verdict.CONTRADICTED) else 0.0
    return chance - lost
