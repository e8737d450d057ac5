"""Small cases and results, worked out by hand."""

from collections.abc import Mapping

from coach.domain.question import KeyPoint, Level, Question
from coach.domain.scoring import Verdict, score_of
from coach.evaluation.cases import Case
from coach.evaluation.running import Result

LETTERS = {
    "c": Verdict.COVERED,
    "p": Verdict.PARTIAL,
    "m": Verdict.MISSING,
    "x": Verdict.CONTRADICTED,
}


def case(name: str, kind: str, truth: str, *, topic: str = "caching", level: Level = Level.MID) -> Case:
    """A case whose true verdicts are spelt in letters: c, p, m, x; a point each, of equal weight."""
    points = tuple(KeyPoint(id=f"p{at}", claim=f"This is claim number {at}.") for at in range(len(truth)))
    question = Question(id=name, topic=topic, level=level, prompt="What about it?", key_points=points)
    verdicts = {f"p{at}": LETTERS[letter] for at, letter in enumerate(truth)}
    return Case(id=f"{name}:{kind}", question=question, group=name, kind=kind, text="Said.", truth=verdicts)


def result(of: Case, told: str, chances: Mapping[str, float] | None = None) -> Result:
    """What a coach told of it, in the same letters."""
    verdicts = {f"p{at}": LETTERS[letter] for at, letter in enumerate(told)}
    made = chances or {
        point: float(verdict in {Verdict.COVERED, Verdict.PARTIAL}) for point, verdict in verdicts.items()
    }
    return Result(case=of, told=verdicts, made=dict(made), score=score_of(of.question, verdicts))
