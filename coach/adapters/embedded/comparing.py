"""A rubric and an answer as vectors and words, ready to be compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.adapters.embedded.wording import content
from coach.domain.clauses import Span, clauses, sentences
from coach.domain.instructions import speaks_to_grader
from coach.domain.language import is_readable
from coach.domain.question import Question

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from coach.adapters.embedded.minilm import MiniLM, Reading

    Array = NDArray[np.float32]

COMMON = 1000
"""The vocabulary is ordered by how common a token is; before this place there are marks and single letters."""
ECHOED = 0.4
"""What a claim's word counts if the question already says it."""


@dataclass(frozen=True)
class Rubric:
    """The question's side, computed once for a question."""

    claims: "list[Reading]"
    vectors: "Array"
    """A row a claim."""
    tokens: "list[tuple[Array, Array]]"
    """For each claim, its tokens as unit rows, and how rare each is; the rarities sum to 1."""
    alternatives: "list[Array]"
    """For each key point, a row an alternative; maybe none."""
    beliefs: "Array"
    belief_readings: "list[Reading]"
    model: "Array"
    """A row a sentence of the model answer; the claims stand in where there is none."""
    prompt: "Array"
    asked: frozenset[str]
    """The stems of the question's own words."""
    word_weights: list[dict[str, float]]
    """For each claim, what its words are worth: less if the question or its siblings say them too; they sum to 1."""

    @classmethod
    def read(cls, question: Question, asked: str, embedding: "MiniLM") -> "Rubric":
        """Compute all vectors; `asked` is the prompt, or the follow-up that was asked in its place."""
        import numpy as np

        claims = embedding.read([point.claim for point in question.key_points])
        beliefs = embedding.read([one.belief for one in question.misconceptions])
        alternatives = [embedding.array(point.any_of) for point in question.key_points]
        model = [span.of(question.model_answer) for span in sentences(question.model_answer)]
        return cls(
            claims=claims,
            vectors=np.stack([claim.vector for claim in claims]),
            tokens=[(unit_rows(claim.tokens), _rarities(claim.ids)) for claim in claims],
            alternatives=alternatives,
            beliefs=np.stack([one.vector for one in beliefs]) if beliefs else embedding.array([]),
            belief_readings=beliefs,
            model=embedding.array(model or [point.claim for point in question.key_points]),
            prompt=embedding.array([asked])[0],
            asked=content(asked),
            word_weights=_word_weights([point.claim for point in question.key_points], asked),
        )


@dataclass(frozen=True)
class Clause:
    """A clause of the answer."""

    span: Span
    sentence: int
    """The index of its sentence."""


@dataclass(frozen=True)
class Said:
    """The answer's side."""

    text: str
    sentences: list[Span]
    readings: "list[Reading]"
    vectors: "Array"
    """A row a sentence."""
    tokens: "Array"
    """All its tokens in context, as unit rows."""
    clauses: list[Clause]
    clause_vectors: "Array"
    contents: list[frozenset[str]]
    """For each sentence."""

    @classmethod
    def read(cls, text: str, embedding: "MiniLM") -> "Said | None":
        """Read an answer; None if it says nothing, orders to the grader left out.

        A clause's vector comes from its tokens as read in their sentence.
        """
        import numpy as np

        spans = sentences_said(text)
        if not spans:
            return None
        readings = embedding.read([span.of(text) for span in spans])
        parts: list[Clause] = []
        vectors = []
        for index, (span, reading) in enumerate(zip(spans, readings, strict=True)):
            for clause in clauses(text, span):
                low, high = clause.start - span.start, clause.end - span.start
                inside = [at for at, (start, end) in enumerate(reading.offsets) if start >= low and end <= high]
                parts.append(Clause(clause, index))
                vectors.append(reading.tokens[inside].mean(axis=0) if inside else reading.vector)
        return cls(
            text=text,
            sentences=spans,
            readings=readings,
            vectors=np.stack([reading.vector for reading in readings]),
            tokens=unit_rows(np.concatenate([reading.tokens for reading in readings])),
            clauses=parts,
            clause_vectors=unit_rows(np.stack(vectors)),
            contents=[content(reading.text) for reading in readings],
        )


def sentences_said(text: str) -> list[Span]:
    """The sentences of an answer that may count."""
    return [span for span in sentences(text) if _is_said(span.of(text))]


def _is_said(sentence: str) -> bool:
    """Whether the sentence may count: it speaks about the question and not to the grader, in words that can be read."""
    return is_readable(sentence) and not speaks_to_grader(sentence)


def unit_rows(rows: "Array") -> "Array":
    """The rows, each of unit length."""
    import numpy as np

    scaled: Array = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return scaled


def _rarities(ids: Sequence[int]) -> "Array":
    import numpy as np

    rarity = np.log(np.maximum(np.array(ids), COMMON) / COMMON) + 0.15
    scaled: Array = (rarity / rarity.sum()).astype(np.float32)
    return scaled


def _word_weights(claims: Sequence[str], asked: str) -> list[dict[str, float]]:
    said = [content(claim) for claim in claims]
    echoed = content(asked)
    weighted = []
    for own in said:
        raw = {word: (ECHOED if word in echoed else 1.0) / sum(word in other for other in said) for word in own}
        total = sum(raw.values()) or 1.0
        weighted.append({word: weight / total for word, weight in raw.items()})
    return weighted
