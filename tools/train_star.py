"""Train and measure the embedded STAR reviewer's sentence labels.

    python -m tools.train_star            measures on unseen answers, then writes the weights
    python -m tools.train_star --measure  measures only

The labelled answers are in tests/data/star: one file a kind, and `other-authors.jsonl`, which is never trained on.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from coach.adapters.embedded.minilm import MiniLM
from coach.adapters.embedded.star import EmbeddedStarReviewer
from coach.adapters.embedded.star_features import Features, sentence_features
from coach.adapters.embedded.star_labels import CLASSES, StarLabels
from coach.domain.star import NotReviewed, StarReview, StarTask, star_sentences
from coach.domain.star_review import review_of, star_gate
from coach.ports import Embedding

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "data" / "star"
HELD_OUT = "other-authors"
WEIGHTS = ROOT / "coach" / "adapters" / "embedded" / "data" / "star.json"
LEAST = 4
"""A word or pair of words must occur in so many sentences to become a feature."""
MEANING = 5.0
"""How much larger than it is a sentence's vector is made, so that the ridge weighs less on it."""
RIDGE = 0.01
STEPS = 250
FOLDS = 8

Row = dict[str, Any]
Vectors = Mapping[str, Sequence[float]]
Pair = tuple[Row, StarReview | NotReviewed]

__all__ = [
    "HELD_OUT",
    "Figures",
    "Pair",
    "Remembering",
    "answer_of",
    "measure",
    "review",
    "rows",
    "star_sentences",
    "unseen",
]


def rows(kind: str | None = None) -> list[Row]:
    """The labelled answers of one kind, or of all that may be trained on."""
    files = [DATA / f"{kind}.jsonl"] if kind else sorted(one for one in DATA.glob("*.jsonl") if one.stem != HELD_OUT)
    return [json.loads(line) for one in files for line in one.read_text(encoding="utf-8").splitlines()]


def answer_of(row: Row) -> str:
    """The answer as it was given: a list stands on lines of its own."""
    between = "\n" if row["kind"] == "bullets" else " "
    return between.join(one["text"] for one in row["sentences"])


def train(answers: Sequence[Row], vectors: Vectors) -> StarLabels:
    """The labels' model, learned from these answers alone."""
    featured: list[Features] = []
    meanings: list[Sequence[float]] = []
    wanted: list[int] = []
    moves = np.ones((len(CLASSES) + 1, len(CLASSES)))
    for answer in answers:
        texts = [one["text"] for one in answer["sentences"]]
        featured += sentence_features(texts)
        meanings += [vectors[text] for text in texts]
        classes = [CLASSES.index("L" if one.get("reflection") else one["label"]) for one in answer["sentences"]]
        wanted += classes
        for before, after in zip([len(CLASSES), *classes], classes, strict=False):
            moves[before, after] += 1
    known = Counter(name for features in featured for name in features)
    names = sorted(name for name, seen in known.items() if not name.startswith(("w:", "b:")) or seen >= LEAST)
    place = {name: at for at, name in enumerate(names)}
    table = np.zeros((len(featured), len(names)), dtype=np.float32)
    for at, features in enumerate(featured):
        for name, value in features.items():
            if name in place:
                table[at, place[name]] = value
    meaning = MEANING * np.array(meanings, dtype=np.float32)
    weights = _logistic(np.hstack([table, meaning, np.ones((len(table), 1), dtype=np.float32)]), np.array(wanted))
    shares = moves / moves.sum(axis=1, keepdims=True)
    prior = np.bincount(wanted, minlength=len(CLASSES)) / len(wanted)
    return StarLabels(
        weights={name: _rounded(weights[place[name]]) for name in names},
        bias=_rounded(weights[-1]),
        meaning=[_rounded(MEANING * row) for row in weights[len(names) : -1]],
        moves=[_rounded(np.log(row / prior)) for row in shares],
    )


def _rounded(numbers: Any) -> list[float]:
    return [round(float(one), 4) for one in numbers]


def _logistic(table: Any, wanted: Any) -> Any:
    """Multinomial logistic regression with a ridge, by Adam: few rows, so it takes seconds."""
    count, width = table.shape
    weights = np.zeros((width, len(CLASSES)), dtype=np.float32)
    target = np.eye(len(CLASSES), dtype=np.float32)[wanted]
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        logits = table @ weights
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        slope = table.T @ (odds / odds.sum(axis=1, keepdims=True) - target) / count
        slope[:-1] += RIDGE * weights[:-1]
        first = 0.9 * first + 0.1 * slope
        second = 0.999 * second + 0.001 * slope**2
        weights -= 0.05 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return weights


def folds(answers: Sequence[Row]) -> Iterator[tuple[list[Row], list[Row]]]:
    """Kinds left out whole, a few at a time: the rest to train on, and what to measure."""
    kinds = sorted({one["kind"] for one in answers})
    for at in range(FOLDS):
        out = set(kinds[at::FOLDS])
        yield [one for one in answers if one["kind"] not in out], [one for one in answers if one["kind"] in out]


class Figures(dict[str, float]):
    """What came out, by name."""


def measure(pairs: Sequence[Pair]) -> Figures:
    """How the reviews agree with the labels."""
    same, merged, flags, quantified, own, reflection = [], [], [], [], [], []
    scores: list[tuple[int, int]] = []
    nulls = []
    for row, review in pairs:
        nulls.append((row["score"] is None) == (review.kind == "not-reviewed"))
        if review.kind == "not-reviewed":
            continue
        found = [one.part.value for one in review.sentences]
        right = [one["label"] for one in row["sentences"]]
        same += [one == other for one, other in zip(found, right, strict=True)]
        merged += [one.replace("T", "S") == other.replace("T", "S") for one, other in zip(found, right, strict=True)]
        flags += [getattr(review.has, name) == value for name, value in row["has"].items()]
        quantified.append(review.quantified_result == row["quantified_result"])
        own.append(review.ownership == row["ownership"])
        reflection.append(review.reflection == row["reflection"])
        if row["score"] is not None:
            scores.append((review.score, row["score"]))
    return Figures(
        answers=len(pairs),
        sentences=len(same),
        labels=_share(same),
        merged=_share(merged),
        flags=_share(flags),
        quantified=_share(quantified),
        ownership=_share(own),
        reflection=_share(reflection),
        null=_share(nulls),
        within_one=_share([abs(one - other) <= 1 for one, other in scores]),
        kappa=kappa(scores),
    )


def _share(right: Sequence[bool]) -> float:
    return round(sum(right) / max(len(right), 1), 3)


def kappa(pairs: Sequence[tuple[int, int]]) -> float:
    """Cohen's, with quadratic weights, over scores from 1 to 5."""
    seen = np.zeros((5, 5))
    for one, other in pairs:
        seen[one - 1, other - 1] += 1
    by_chance = np.outer(seen.sum(axis=1), seen.sum(axis=0)) / seen.sum()
    cost = (np.arange(5)[:, None] - np.arange(5)[None, :]) ** 2
    return round(1 - float((cost * seen).sum() / (cost * by_chance).sum()), 3)


def review(row: Row, labels: StarLabels, embedding: Embedding) -> StarReview | NotReviewed:
    """The whole review, as the coach makes it."""
    task = StarTask(question=row["question"], answer=answer_of(row), level=row["level"])
    if (refused := star_gate(task)) is not None:
        return refused
    return review_of(task, EmbeddedStarReviewer(embedding, labels).read_story(task, lambda _: None))


class Remembering:
    """An embedding that computes each text once."""

    def __init__(self) -> None:
        self._embedding = MiniLM()
        self._known: dict[str, list[float]] = {}
        self.id = self._embedding.id

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """See MiniLM."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(new, self._embedding.embed(new) if new else [], strict=True))
        return [self._known[text] for text in texts]


def unseen(answers: Sequence[Row], embedding: Remembering) -> list[Pair]:
    """Every answer reviewed by a model that was trained without any answer of its kind."""
    embedding.embed(sorted({one["text"] for answer in answers for one in answer["sentences"]}))
    found = []
    for rest, out in folds(answers):
        texts = [one["text"] for answer in rest for one in answer["sentences"]]
        labels = train(rest, dict(zip(texts, embedding.embed(texts), strict=True)))
        found += [(row, review(row, labels, embedding)) for row in out]
    return found


def main() -> None:
    """Measure, and write the weights."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--measure", action="store_true", help="write nothing")
    only_measure = options.parse_args().measure
    embedding = Remembering()
    answers = rows()
    pairs = unseen(answers, embedding)
    written = [(row, one) for row, one in pairs if not row["kind"].startswith("bank-")]
    print("unseen kinds, all:         ", dict(measure(pairs)))
    print("  written for this:        ", dict(measure(written)))
    print("  from the bank:           ", dict(measure([one for one in pairs if one not in written])))
    texts = [one["text"] for answer in answers for one in answer["sentences"]]
    final = train(answers, dict(zip(texts, embedding.embed(texts), strict=True)))
    others = [(row, review(row, final, embedding)) for row in rows(HELD_OUT)]
    print("other authors, held out:   ", dict(measure(others)))
    if not only_measure:
        WEIGHTS.write_text(json.dumps(final.data(), separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
