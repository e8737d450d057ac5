"""The STAR reviewer that needs no model, no key and no network: labels by a small trained model, the rest counted."""

from collections.abc import Callable, Sequence

from coach.adapters.embedded.star_labels import StarLabels, built_in
from coach.domain.star import Part, Read, StarReading, StarTask, star_sentences
from coach.ports import Embedding

VERSION = "star-embedded-1"
"""Stored with every review; raise it when features or weights change."""
LEARNED = "L"
OFF_TOPIC = 0.12
"""Cosine of question and answer below which an answer is about something else, by the labelled answers."""
ON_TOPIC = 0.22


class EmbeddedStarReviewer:
    """Labels sentences by wording, place and meaning. Thread-safe; some 0.1 s an answer on two cores."""

    name = "embedded"

    def __init__(self, embedding: Embedding, labels: StarLabels | None = None) -> None:
        self._embedding = embedding
        self._labels = labels

    def read_story(self, task: StarTask, watch: Callable[[str], None]) -> Read:
        """The reading. RetrievalError if the embedding's weights are not the pinned ones."""
        watch("reading your sentences")
        texts = [span.of(task.answer) for span in star_sentences(task.answer)]
        vectors = self._embedding.embed([*texts, task.question, task.answer])
        found = (self._labels or built_in()).read(texts, vectors[: len(texts)])
        question, whole = vectors[-2:]
        reading = StarReading(
            parts=tuple(Part.OTHER if label == LEARNED else Part(label) for label, _ in found),
            reflections=tuple(at for at, (label, _) in enumerate(found) if label == LEARNED),
            relevance=_relevance(question, [whole, *vectors[: len(texts)]]),
        )
        return Read(reading=reading, reviewed_by=self.name, prompt_version=VERSION)


def _relevance(question: Sequence[float], said: Sequence[Sequence[float]]) -> int:
    """Nearness in meaning, coarsely: it tells another subject from the same, and no more than that."""
    nearest = max(sum(one * other for one, other in zip(question, vector, strict=True)) for vector in said)
    return 2 if nearest < OFF_TOPIC else 3 if nearest < ON_TOPIC else 4
