"""What is measured of an answer, for each key point and each misconception.

Similarity alone can't tell a right answer from a fluent wrong one, so most features are relative: to the answer's other
sentences, to the question's other claims, to its own wording, and to the known wrong beliefs. Nothing measures length.
The last columns are the judge's opinion, which has read claim and answer together.
NaN stands for what can't be measured here (no misconceptions, one key point only); the scorer takes it for average.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coach.adapters.embedded.comparing import Rubric, Said, unit_rows
from coach.adapters.embedded.judge import Judging, Opinion
from coach.adapters.embedded.wording import content, denials, sweeping
from coach.domain.clauses import words
from coach.domain.question import Question, QuestionKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.floating[Any]]
    Columns = dict[str, Array]

JUDGED = tuple(
    f"{what}-{verdict}"
    for what in ("judge", "judge-chance", "judge-answer")
    for verdict in ("covered", "partial", "missing", "contradicted")
)
"""The columns that come from the judge's opinion."""


@dataclass(frozen=True)
class Measured:
    """Columns of features: a value a key point, or a value a misconception; and the clauses that match best."""

    points: "Columns"
    point_clauses: list[int]
    point_cosines: list[float]
    """Between the claim and that clause."""
    beliefs: "Columns"
    belief_clauses: list[int]
    belief_cosines: "Array"
    """A row a clause of the answer, a column a misconception."""
    story: bool
    """Whether the key points are signals in a story rather than claims."""


def measure(question: Question, rubric: Rubric, said: Said, judge: Judging) -> Measured:
    """Measure an answer against a question, and ask the judge."""
    opinion = judge.opinion(rubric, said)
    seen = _Seen.of(rubric, said)
    likeness = _likeness(rubric, said, seen)
    nearest = seen.best_clauses(seen.clause_claim, seen.sentence_claim)
    return Measured(
        points={
            **likeness,
            **_singling_out(seen),
            **_beliefs_near(rubric, seen),
            **_wording(rubric, said, seen),
            **_importance(question),
            **_whole_answer(rubric, said, seen, likeness),
            **_judged(opinion),
        },
        point_clauses=nearest,
        point_cosines=[float(seen.clause_claim[clause, at]) for at, clause in enumerate(nearest)],
        beliefs=_belief_columns(question, said, seen, opinion),
        belief_clauses=seen.best_clauses(seen.clause_belief, seen.sentence_belief) if question.misconceptions else [],
        belief_cosines=seen.clause_belief,
        story=question.kind is QuestionKind.BEHAVIOURAL,
    )


def table(columns: "Mapping[str, Array]", names: list[str]) -> "Array":
    """The named columns side by side: a row a key point or misconception."""
    import numpy as np

    rows: Array = np.stack([columns[name] for name in names], axis=1)
    return rows


@dataclass(frozen=True)
class _Seen:
    """Cosines: what is in the answer by what is in the rubric."""

    sentence_claim: "Array"
    clause_claim: "Array"
    sentence_belief: "Array"
    clause_belief: "Array"
    sentence_prompt: "Array"
    owners: list[int]
    """For each clause, its sentence."""

    @classmethod
    def of(cls, rubric: Rubric, said: Said) -> "_Seen":
        return cls(
            sentence_claim=said.vectors @ rubric.vectors.T,
            clause_claim=said.clause_vectors @ rubric.vectors.T,
            sentence_belief=said.vectors @ rubric.beliefs.T,
            clause_belief=said.clause_vectors @ rubric.beliefs.T,
            sentence_prompt=said.vectors @ rubric.prompt,
            owners=[clause.sentence for clause in said.clauses],
        )

    @property
    def best(self) -> "Array":
        """For each claim, the cosine of the sentence nearest to it."""
        found: Array = self.sentence_claim.max(axis=0)
        return found

    def best_clauses(self, by_clause: "Array", by_sentence: "Array") -> list[int]:
        """For each column, the clause that is nearest, itself and with its sentence."""
        return [int(at) for at in (by_clause + by_sentence[self.owners]).argmax(axis=0)]


def _likeness(rubric: Rubric, said: Said, seen: _Seen) -> "Columns":
    """How like the claim the answer is, in meaning and in words."""
    import numpy as np

    told_by = (rubric.model @ rubric.vectors.T).argmax(axis=0)
    alternatives = [float((said.vectors @ rows.T).max()) if len(rows) else -1.0 for rows in rubric.alternatives]
    pairs = [first | second for first, second in zip(said.contents, [*said.contents[1:], frozenset()], strict=True)]
    return {
        "sentence": seen.best,
        "clause": seen.clause_claim.max(axis=0),
        "two-best": np.sort(seen.sentence_claim, axis=0)[-2:].mean(axis=0),
        "alternative": np.maximum(seen.best, alternatives),
        "soft-words": _soft_words(rubric, said),
        "words": np.array([_recall(weights, said.contents) for weights in rubric.word_weights]),
        "words-of-two": np.array([_recall(weights, pairs) for weights in rubric.word_weights]),
        "model-answer": (said.clause_vectors @ rubric.model[told_by].T).max(axis=0),
        "over-prompt": seen.best - seen.sentence_prompt[seen.sentence_claim.argmax(axis=0)],
        "claim-prompt": rubric.vectors @ rubric.prompt,
    }


def _singling_out(seen: _Seen) -> "Columns":
    """Whether the answer bears on this claim more than on its siblings."""
    import numpy as np

    best, count = seen.best, seen.sentence_claim.shape[1]
    if count == 1:
        return {name: np.full(1, np.nan) for name in ("margin", "rank", "own-sentence", "own-clause")}
    return {
        "margin": best - best.mean(),
        "rank": (best[None, :] > best[:, None]).mean(axis=1),
        "own-sentence": _own(seen.sentence_claim).max(axis=0),
        "own-clause": _own(seen.clause_claim).max(axis=0),
    }


def _own(cosines: "Array") -> "Array":
    """By how much each column exceeds the highest other column of its row."""
    import numpy as np

    others = np.stack([np.delete(cosines, at, axis=1).max(axis=1) for at in range(cosines.shape[1])], axis=1)
    ahead: Array = cosines - others
    return ahead


def _beliefs_near(rubric: Rubric, seen: _Seen) -> "Columns":
    """How near the answer comes to the wrong belief nearest to the claim."""
    import numpy as np

    count = len(rubric.claims)
    if not len(rubric.beliefs):
        return {name: np.full(count, np.nan) for name in ("near-belief", "belief-over-claim", "answer-belief")}
    nearest = (rubric.beliefs @ rubric.vectors.T).argmax(axis=0)
    return {
        "near-belief": seen.sentence_belief.max(axis=0)[nearest],
        "belief-over-claim": seen.sentence_belief.max(axis=1)[seen.sentence_claim.argmax(axis=0)] - seen.best,
        "answer-belief": np.full(count, seen.sentence_belief.max()),
    }


def _wording(rubric: Rubric, said: Said, seen: _Seen) -> "Columns":
    """Whether the clause nearest to the claim denies what the claim doesn't, and how sweepingly it speaks."""
    import numpy as np

    nearest = [said.clauses[int(at)].span.of(said.text) for at in seen.clause_claim.argmax(axis=0)]
    denied = np.array([denials(text) for text in nearest])
    claimed = np.array([denials(claim.text) for claim in rubric.claims])
    return {
        "denial-differs": ((denied > 0) != (claimed > 0)).astype(float),
        "clause-denies": np.minimum(2, denied).astype(float),
        "clause-sweeps": np.array([sweeping(words(text)) for text in nearest]),
    }


def _importance(question: Question) -> "Columns":
    """What the rubric says of the point: people say the important things more often."""
    import numpy as np

    weights = np.array([float(point.weight) for point in question.key_points])
    cores = np.array([float(point.core) for point in question.key_points])
    unknown = np.full(len(weights), np.nan)
    return {
        "weight": weights / weights.mean() - 1 if np.ptp(weights) else unknown,
        "core": cores if np.ptp(cores) else unknown,
    }


def _whole_answer(rubric: Rubric, said: Said, seen: _Seen, likeness: "Columns") -> "Columns":
    """The same for every point: how the answer as a whole stands to the question."""
    import numpy as np

    count = len(rubric.claims)
    spoken = frozenset[str]().union(*said.contents)
    whole = unit_rows(said.vectors.mean(axis=0)[None])[0]
    own = _own(seen.clause_claim).max(axis=0) if count > 1 else np.full(1, np.nan)
    values = {
        "answer-prompt": float(whole @ rubric.prompt),
        "answer-echoes": len(spoken & rubric.asked) / max(1, len(rubric.asked)),
        "answer-denies": sum(denials(reading.text) for reading in said.readings) / len(said.readings),
        "answer-sweeps": sweeping([word for reading in said.readings for word in words(reading.text)]),
        "answer-likeness": float(seen.best.mean()),
        "answer-soft-words": float(likeness["soft-words"].mean()),
        "answer-words": float(likeness["words"].mean()),
        "answer-own": float(own.mean()),
        "answer-own-best": float(own.max()),
    }
    return {name: np.full(count, value) for name, value in values.items()}


def _judged(opinion: Opinion) -> "Columns":
    """The judge's log-odds of each verdict, the chances that they come to, and their mean over the answer's points."""
    import numpy as np

    odds = np.exp(opinion.verdicts)
    chances = odds / odds.sum(axis=1, keepdims=True)
    whole = np.broadcast_to(opinion.verdicts.mean(axis=0), opinion.verdicts.shape)
    return dict(zip(JUDGED, np.hstack([opinion.verdicts, chances, whole]).T, strict=True))


def _belief_columns(question: Question, said: Said, seen: _Seen, opinion: Opinion) -> "Columns":
    """How far the answer seems to hold each misconception."""
    import numpy as np

    if not question.misconceptions:
        return {}
    at = seen.sentence_belief.argmax(axis=0)
    best = seen.sentence_belief.max(axis=0)
    contents = [content(one.belief) for one in question.misconceptions]
    clause = seen.best_clauses(seen.clause_belief, seen.sentence_belief)
    denied = [denials(said.clauses[one].span.of(said.text)) > 0 for one in clause]
    believed = [denials(one.belief) > 0 for one in question.misconceptions]
    return {
        "sentence": best,
        "clause": seen.clause_belief.max(axis=0),
        "over-claims": best - seen.sentence_claim.max(axis=1)[at],
        "over-prompt": best - seen.sentence_prompt[at],
        "words": np.array([max(len(own & one) / max(1, len(own)) for one in said.contents) for own in contents]),
        "denial-differs": np.array([float(one != other) for one, other in zip(denied, believed, strict=True)]),
        "likeness": np.full(len(best), seen.best.mean()),
        "judge": opinion.held,
    }


def _soft_words(rubric: Rubric, said: Said) -> "Array":
    """For each claim, how near its tokens have a token in the answer: rare tokens count more (cf. BERTScore, 2020)."""
    import numpy as np

    found = []
    for tokens, rarity in rubric.tokens:
        # Not `@`: BLAS would start threads for it, which on busy cores took 70 ms instead of 2.
        cosines = np.einsum("ik,jk->ij", tokens, said.tokens)
        found.append(float(cosines.max(axis=1) @ rarity))
    return np.array(found)


def _recall(weights: Mapping[str, float], contents: list[frozenset[str]]) -> float:
    """The most of a claim's words that one of the texts has."""
    return max(sum(weight for word, weight in weights.items() if word in one) for one in contents)
