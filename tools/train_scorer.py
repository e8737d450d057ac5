"""Train the embedded coach's scorer on the graded answers, and say how good it is on topics that it never saw.

    python tools/train_scorer.py             report only
    python tools/train_scorer.py --write     report, train on everything, write coach/adapters/embedded/data/scorer.json

What it learns from, beside the graded answers: fluent answers to other questions (nothing made; without them the model
takes whatever is unlike the misconceptions for a paraphrase, and credits answers that are about something else), model
answers and recited claims (everything made; without them it takes the rubric's own words for an evasion), and the
same rubrics stripped to their claims, as a batch or a follow-up has them. None of these is in the figures on the graded
answers; those on off-topic answers and model answers are told apart.
"""

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coach.adapters.embedded.comparing import Rubric, Said
from coach.adapters.embedded.features import Measured, measure, table
from coach.adapters.embedded.minilm import MiniLM
from coach.adapters.embedded.scorer import VERDICTS, Logistic
from coach.adapters.files.loader import KnowledgeSource
from coach.domain.assessment import Verdict, score_of
from coach.domain.question import Question

Array = NDArray[np.floating[Any]]

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "coach" / "adapters" / "embedded" / "data" / "scorer.json"
WEIGHTS = {"off-topic": 0.3, "off-question": 0.3, "model-answer": 0.5, "recited": 0.3, "stripped": 0.5, "alone": 0.3}
"""How much the rows that were made for training count beside a graded answer's."""
L2 = 10.0
MADE = (Verdict.COVERED, Verdict.PARTIAL)


@dataclass(frozen=True)
class Example:
    """An answer measured against a question, with its verdicts."""

    question: Question
    kind: str
    text_topic: str
    """The topic that the text was written for."""
    verdicts: tuple[Verdict, ...]
    held: tuple[bool, ...]
    measured: Measured
    text: str
    use: str = "graded"


def stripped(question: Question) -> Question:
    """The question as a batch may have it: claims alone."""
    points = tuple(
        point.model_copy(update={"weight": 1, "core": False, "any_of": (), "need": 1}) for point in question.key_points
    )
    return question.model_copy(update={"key_points": points, "misconceptions": (), "model_answer": ""})


def examples(root: Path) -> Iterator[Example]:
    """The graded answers, and what is made from them. The same for the same content."""
    knowledge = KnowledgeSource(root).knowledge
    embedding = MiniLM()

    @cache
    def said(text: str) -> Said:
        found = Said.read(text, embedding)
        assert found
        return found

    pick = random.Random(7)  # noqa: S311 - not a secret
    graded = [
        (knowledge.questions[name], answer)
        for name, answers in knowledge.graded_answers.items()
        if name in knowledge.questions
        for answer in answers
    ]
    questions = list({question.id: question for question, _ in graded}.values())
    for question in questions:
        variants = {"graded": question, "stripped": stripped(question)}
        rubrics = {use: Rubric.read(one, one.prompt, embedding) for use, one in variants.items()}
        for use, one in variants.items():
            for owner, answer in graded:
                if owner.id != question.id:
                    continue
                yield Example(
                    one, answer.kind, one.topic,
                    tuple(answer.verdicts[point.id] for point in one.key_points),
                    tuple(belief.id in answer.held for belief in one.misconceptions),
                    measure(one, rubrics[use], said(answer.text)), answer.text, use,
                )  # fmt: skip
        point = pick.choice(question.key_points)
        alone = question.only(point.id)
        rubric = Rubric.read(alone, alone.prompt, embedding)
        for owner, answer in graded:
            if owner.id == question.id:
                yield Example(
                    alone, answer.kind, alone.topic, (answer.verdicts[point.id],),
                    tuple(belief.id in answer.held for belief in alone.misconceptions),
                    measure(alone, rubric, said(answer.text)), answer.text, "alone",
                )  # fmt: skip
        nothing = (Verdict.MISSING,) * len(question.key_points)
        everything = (Verdict.COVERED,) * len(question.key_points)
        held = (False,) * len(question.misconceptions)
        elsewhere = [(owner, answer) for owner, answer in graded if owner.topic != question.topic]
        beside = [
            (owner, answer)
            for owner, answer in graded
            if owner.topic == question.topic and owner.id != question.id and answer.kind != "keywords"
        ]
        made = [
            *(("off-topic", owner.topic, answer.text, nothing) for owner, answer in pick.sample(elsewhere, 2)),
            *(("off-question", owner.topic, answer.text, nothing) for owner, answer in pick.sample(beside, 1)),
            ("recited", question.topic, " ".join(point.claim for point in question.key_points), everything),
        ]
        for use, topic, text, verdicts in made:
            measured = measure(question, rubrics["graded"], said(text))
            yield Example(question, use, topic, verdicts, held, measured, text, use)
        unaided = question.model_copy(update={"model_answer": ""})
        measured = measure(unaided, Rubric.read(unaided, unaided.prompt, embedding), said(question.model_answer))
        yield Example(
            unaided, "model-answer", question.topic, everything, held, measured, question.model_answer, "model-answer"
        )


def fit(names: Sequence[str], rows: Array, classes: Array, weights: Array, *, l2: float = L2) -> Logistic:
    """Multinomial logistic regression by Newton's method, ridge `l2` on all but the intercept.

    `classes` has a row an example with a 1 in the column of its class. NaN counts as the column's mean.
    """
    mean = np.nanmean(rows, axis=0)
    scale = np.maximum(np.nanstd(rows, axis=0), 1e-6)
    inputs = np.hstack([np.nan_to_num((rows - mean) / scale, nan=0.0), np.ones((len(rows), 1))])
    count, width = classes.shape[1], inputs.shape[1]
    penalty = np.full((width, count), l2)
    penalty[-1] = 1e-3
    theta = np.zeros((width, count))
    for _ in range(30):
        logits = inputs @ theta
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        chances = odds / odds.sum(axis=1, keepdims=True)
        gradient = inputs.T @ (weights[:, None] * (chances - classes)) + penalty * theta
        hessian = np.diag(penalty.T.ravel())
        for one in range(count):
            for other in range(count):
                curve = weights * chances[:, one] * (float(one == other) - chances[:, other])
                block = (inputs * curve[:, None]).T @ inputs
                hessian[one * width : (one + 1) * width, other * width : (other + 1) * width] += block
        step = np.linalg.solve(hessian, gradient.T.ravel()).reshape(count, width).T
        theta = theta - step
        if np.abs(step).max() < 1e-6:
            break
    return Logistic(list(names), mean, scale, theta)


def point_rows(chosen: Sequence[Example], names: Sequence[str]) -> tuple[Array, Array, Array]:
    """Features, classes and weights of the key points of the examples."""
    rows = np.vstack([table(one.measured.points, list(names)) for one in chosen])
    classes = np.array([[float(verdict is one) for one in VERDICTS] for ex in chosen for verdict in ex.verdicts])
    weights = np.array([WEIGHTS.get(ex.use, 1.0) for ex in chosen for _ in ex.verdicts])
    return rows, classes, weights


def belief_rows(chosen: Sequence[Example], names: Sequence[str]) -> tuple[Array, Array, Array]:
    """The same for misconceptions."""
    having = [one for one in chosen if one.held]
    rows = np.vstack([table(one.measured.beliefs, list(names)) for one in having])
    classes = np.array([[float(not held), float(held)] for one in having for held in one.held])
    weights = np.array([WEIGHTS.get(one.use, 1.0) for one in having for _ in one.held])
    return rows, classes, weights


def train(chosen: Sequence[Example], names: Sequence[str], belief_names: Sequence[str]) -> tuple[Logistic, Logistic]:
    """Both regressions."""
    return fit(names, *point_rows(chosen, names)), fit(belief_names, *belief_rows(chosen, belief_names))


def auc(labels: NDArray[np.bool_], scores: Array) -> float:
    """The chance that a positive scores above a negative; ties count half."""
    values, places, counts = np.unique(scores, return_inverse=True, return_counts=True)
    del values
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    positive = int(labels.sum())
    negative = len(labels) - positive
    return float((ranks[labels].sum() - positive * (positive + 1) / 2) / (positive * negative))


def within(pairs: Sequence[tuple[NDArray[np.bool_], Array]]) -> float:
    """The same, comparing only points of the same answer."""
    won = total = 0.0
    for labels, scores in pairs:
        gaps = scores[labels][:, None] - scores[~labels][None, :]
        won += float((gaps > 0).sum() + 0.5 * (gaps == 0).sum())
        total += gaps.size
    return won / total if total else float("nan")


def macro_f1(truth: Sequence[Verdict], told: Sequence[Verdict]) -> float:
    """The mean of the four verdicts' F1."""
    found = []
    for verdict in VERDICTS:
        right = sum(one is verdict and other is verdict for one, other in zip(truth, told, strict=True))
        found.append(2 * right / max(1, truth.count(verdict) + told.count(verdict)))
    return sum(found) / len(found)


def above(scores: dict[tuple[str, str], float], better: str, worse: str) -> float:
    """The share of questions on which one kind of answer scores above another; ties count half."""
    pairs = [
        (score, scores[question, worse])
        for (question, kind), score in scores.items()
        if kind == better and (question, worse) in scores
    ]
    return sum((one > other) + 0.5 * (one == other) for one, other in pairs) / max(1, len(pairs))


def told(ex: Example, chances: Array) -> list[Verdict]:
    """The likeliest verdicts."""
    del ex
    return [VERDICTS[int(at)] for at in chances.argmax(axis=1)]


def report(title: str, results: Sequence[tuple[Example, Array]]) -> None:
    """Print the figures of some examples with their probabilities."""
    labels = [np.array([one in MADE for one in ex.verdicts]) for ex, _ in results]
    made = [chances[:, :2].sum(axis=1) for _, chances in results]
    truth = [verdict for ex, _ in results for verdict in ex.verdicts]
    guess = [verdict for ex, chances in results for verdict in told(ex, chances)]
    sure = np.concatenate([chances.max(axis=1) for _, chances in results])
    right = np.array([one is other for one, other in zip(truth, guess, strict=True)])
    scores = {
        (ex.question.id, ex.kind): score_of(
            ex.question, {point.id: one for point, one in zip(ex.question.key_points, told(ex, chances), strict=True)}
        )
        for ex, chances in results
    }
    bins = [np.flatnonzero((sure >= low) & (sure < low + 0.1 + 1e-9)) for low in np.arange(0.2, 1.0, 0.1)]
    error = sum(abs(sure[one].mean() - right[one].mean()) * len(one) for one in bins if len(one)) / len(sure)
    print(
        f"{title:24} pooled {auc(np.concatenate(labels), np.concatenate(made)):.3f}"
        f"  within {within(list(zip(labels, made, strict=True))):.3f}  accuracy {right.mean():.3f}"
        f"  macro-F1 {macro_f1(truth, guess):.3f}  calibration error {error:.3f}"
        f"  middling>wrong {above(scores, 'middling', 'wrong'):.2f}"
        + "".join(f"  {kind}>middling {above(scores, kind, 'middling'):.2f}" for kind in ("strong", "terse", "analogy"))
    )


def by_kind(results: Sequence[tuple[Example, Array]]) -> None:
    """Print the mean score and the shares of verdicts for each kind of answer."""
    for kind in dict.fromkeys(ex.kind for ex, _ in results):
        chosen = [(ex, told(ex, chances)) for ex, chances in results if ex.kind == kind]
        verdicts = [one for _, guess in chosen for one in guess]
        truth = [one for ex, _ in chosen for one in ex.verdicts]
        mean = np.mean(
            [
                score_of(ex.question, {point.id: one for point, one in zip(ex.question.key_points, guess, strict=True)})
                for ex, guess in chosen
            ]
        )
        should = np.mean(
            [
                score_of(ex.question, {p.id: one for p, one in zip(ex.question.key_points, ex.verdicts, strict=True)})
                for ex, _ in chosen
            ]
        )
        shares = "  ".join(
            f"{one} {verdicts.count(one) / len(verdicts):.2f} ({truth.count(one) / len(truth):.2f})" for one in VERDICTS
        )
        print(f"  {kind:16} {len(chosen):4}  score {mean:.2f} ({should:.2f})  {shares}")


def main() -> None:
    """Report, and write if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="train on all topics and write the coefficients")
    parser.add_argument("--knowledge", type=Path, default=ROOT / "knowledge")
    asked = parser.parse_args()
    all_of = list(examples(asked.knowledge))
    names = list(all_of[0].measured.points)
    belief_names = list(next(one for one in all_of if one.held).measured.beliefs)
    topics = sorted({ex.question.topic for ex in all_of})
    guessed: dict[int, Array] = {}
    beliefs: dict[int, Array] = {}
    baselines: dict[str, dict[int, Array]] = {"length": {}, "words": {}, "sentence": {}}
    for topic in topics:
        seen = [ex for ex in all_of if topic not in (ex.question.topic, ex.text_topic)]
        points, believed = train(seen, names, belief_names)
        plain = [ex for ex in seen if ex.use == "graded"]
        rows, classes, weights = point_rows(plain, ["words", "sentence"])
        lengths = np.array([np.log(len(ex.text.split())) for ex in plain for _ in ex.verdicts])[:, None]
        simple = {
            "length": fit(["length"], lengths, classes, weights),
            "words": fit(["words"], rows[:, :1], classes, weights),
            "sentence": fit(["sentence"], rows[:, 1:], classes, weights),
        }
        for at, ex in enumerate(all_of):
            if ex.question.topic != topic:
                continue
            guessed[at] = points.probabilities(table(ex.measured.points, names))
            if ex.held:
                beliefs[at] = believed.probabilities(table(ex.measured.beliefs, belief_names))[:, 1]
            if ex.use == "graded":
                length = np.full((len(ex.verdicts), 1), np.log(len(ex.text.split())))
                baselines["length"][at] = simple["length"].probabilities(length)
                for name in ("words", "sentence"):
                    baselines[name][at] = simple[name].probabilities(table(ex.measured.points, [name]))
    print(f"{len(topics)} topics, each judged by a model that never saw it: {', '.join(topics)}")
    graded = [at for at, ex in enumerate(all_of) if ex.use == "graded"]
    for name, found in (*baselines.items(), ("scorer", guessed)):
        report(name, [(all_of[at], found[at]) for at in graded])
    for topic in topics:
        report(topic, [(all_of[at], guessed[at]) for at in graded if all_of[at].question.topic == topic])
    for use in ("stripped", "alone"):
        report(use, [(ex, guessed[at]) for at, ex in enumerate(all_of) if ex.use == use])
    by_kind([(ex, guessed[at]) for at, ex in enumerate(all_of) if ex.use not in ("stripped", "alone")])
    truth = np.concatenate([np.array(all_of[at].held) for at in graded if all_of[at].held])
    chances = np.concatenate([beliefs[at] for at in graded if all_of[at].held])
    hits = chances >= 0.5
    print(
        f"misconceptions: AUC {auc(truth, chances):.3f}, precision {truth[hits].mean():.2f}, "
        f"recall {hits[truth].mean():.2f} at one half, held in {truth.mean():.2f}"
    )
    if asked.write:
        both = train(all_of, names, belief_names)
        data = {key: model.data() for key, model in zip(("points", "beliefs"), both, strict=True)}
        TARGET.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
        print(f"Wrote {TARGET.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
