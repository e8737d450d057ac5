"""A question's graded answers, as the scorer uses them: what making a point, or missing it, sounds like in other words.

A claim has one wording, people have many: an answer that is near to what somebody else said when they made the point
has probably made it too. An answer never counts as its own example.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.adapters.embedded.comparing import Said
from coach.domain.graded import GradedAnswer
from coach.domain.question import Question
from coach.domain.scoring import Verdict

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from coach.adapters.embedded.minilm import MiniLM

    Array = NDArray[np.float32]

NEAREST = 2
"""Of an example, so many sentences that are nearest to a claim stand for what it says on the point."""


@dataclass(frozen=True)
class Example:
    """One graded answer, boiled down to what it says on each point."""

    text: str
    verdicts: tuple[Verdict, ...]
    rows: "tuple[Array, ...]"
    """For each key point, the sentences nearest to it."""


def read_examples(
    question: Question, claims: "Array", answers: Sequence[GradedAnswer], embedding: "MiniLM"
) -> tuple[Example, ...]:
    """The question's examples; `claims` has a row a key point. Answers that say nothing are left out."""
    found = []
    for answer in answers:
        said = Said.read(answer.text, embedding)
        if said is None or any(point.id not in answer.verdicts for point in question.key_points):
            continue
        found.append(example(answer.text, [answer.verdicts[point.id] for point in question.key_points], said, claims))
    return tuple(found)


def example(text: str, verdicts: Sequence[Verdict], said: Said, claims: "Array") -> Example:
    """One example, of an answer that was read."""
    nearest = (said.vectors @ claims.T).argsort(axis=0)[-NEAREST:]
    return Example(text, tuple(verdicts), tuple(said.vectors[nearest[:, at]] for at in range(claims.shape[0])))


def likeness(said: Said, examples: Sequence[Example], points: int) -> "dict[str, Array]":
    """For each point, how near the answer comes to examples that made it, that denied it and that left it out.

    NaN where there is no such example.
    """
    import numpy as np

    others = [one for one in examples if one.text.strip() != said.text.strip()]

    def nearest(verdicts: frozenset[Verdict]) -> "Array":
        values = np.full(points, np.nan)
        for at in range(points):
            rows = [one.rows[at] for one in others if one.verdicts[at] in verdicts]
            if rows:
                values[at] = float((said.vectors @ np.concatenate(rows).T).max())
        return values

    made, denied = nearest(frozenset({Verdict.COVERED})), nearest(frozenset({Verdict.CONTRADICTED}))
    silent = nearest(frozenset({Verdict.MISSING}))
    return {
        "like-made": made,
        "like-denied": denied,
        "like-silent": silent,
        "made-over-denied": made - denied,
        "made-over-silent": made - silent,
    }
