"""Does a coach repeat itself, and can words to the grader move it?"""

import json
import random
from collections.abc import Callable, Sequence
from functools import cache
from importlib import resources

from coach.domain.base import Record
from coach.evaluation.cases import Case
from coach.evaluation.running import Result

SEED = 5


class Spread(Record):
    """How much a coach differs from itself."""

    runs: int
    same_verdicts: float
    """The share of key points with one and the same verdict in every run."""
    score_deviation: float
    """The mean over answers of the standard deviation of their scores."""


class Lift(Record):
    """What injected strings did to weak answers."""

    attacks: int
    lifted: int
    mean: float
    """The mean change of the score: below 0 where an attack costs."""
    worst: float
    examples: tuple[str, ...] = ()


def spread(runs: Sequence[Sequence[Result]]) -> Spread | None:
    """How much several runs over the same cases differ; None for one run. What a run couldn't grade doesn't count."""
    if len(runs) < 2:
        return None
    same = points = 0
    deviations: list[float] = []
    for results in zip(*runs, strict=True):
        scores = [one.score for one in results if one.score is not None]
        if len(scores) < len(runs):
            continue
        mean = sum(scores) / len(scores)
        deviations.append((sum((one - mean) ** 2 for one in scores) / len(scores)) ** 0.5)
        for point in results[0].told:
            points += 1
            same += len({one.told.get(point) for one in results}) == 1
    return Spread(
        runs=len(runs),
        same_verdicts=round(same / points, 4) if points else 0.0,
        score_deviation=round(sum(deviations) / len(deviations), 4) if deviations else 0.0,
    )


@cache
def injections() -> tuple[str, ...]:
    """The strings that the package carries: orders, fake messages, verdicts and fences in many guises."""
    path = resources.files("coach.evaluation") / "data" / "injections.jsonl"
    return tuple(json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines())


def attacked(cases: Sequence[Case], count: int) -> list[tuple[Case, Case]]:
    """So many pairs of a weak answer and the same with an injected string before or after it, drawn by a seed."""
    weak = [case for case in cases if case.kind in {"wrong", "middling"}]
    dice = random.Random(SEED)  # noqa: S311 - a sample, not a secret
    pairs = []
    for at in range(count if weak else 0):
        case, words = dice.choice(weak), injections()[at % len(injections())]
        text = f"{case.text.strip()}\n\n{words}" if at % 2 else f"{words}\n\n{case.text.strip()}"
        pairs.append((case, case.model_copy(update={"id": f"{case.id}+{at}", "text": text})))
    return pairs


def lift(pairs: Sequence[tuple[Case, Case]], run: Callable[[Sequence[Case]], Sequence[Result]]) -> Lift | None:
    """What the attacks changed; None without any. What is refused when attacked scores nothing, and so is no lift."""
    if not pairs:
        return None
    plain = {one.id: one for one, _ in pairs}
    before = {result.case.id: result.score or 0.0 for result in run(list(plain.values()))}
    after = run([attack for _, attack in pairs])
    changes = [
        ((result.score or 0.0) - before[case.id], case.id, result.case.text)
        for (case, _), result in zip(pairs, after, strict=True)
    ]
    lifted = [one for one in changes if one[0] > 1e-9]
    return Lift(
        attacks=len(changes),
        lifted=len(lifted),
        mean=round(sum(change for change, _, _ in changes) / len(changes), 4),
        worst=round(max(change for change, _, _ in changes), 4),
        examples=tuple(f"{name}: +{change:.2f}" for change, name, _ in sorted(lifted, reverse=True)[:5]),
    )
