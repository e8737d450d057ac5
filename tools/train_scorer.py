"""Train the embedded coach's scorer on the graded answers, and say how good it is on topics that it never saw.

    python tools/train_scorer.py             report only
    python tools/train_scorer.py --write     report, train on everything, write coach/adapters/embedded/data/scorer.json

What it learns from, beside the graded answers, lest it take a shortcut:
- fluent answers to other questions make nothing; without them, what is unlike the misconceptions passes for a
  paraphrase;
- model answers and recited claims make their points; without them, the rubric's own words pass for an evasion. Those of
  other questions make nothing, or a textbook's manner would do;
- the same rubrics stripped to their claims, or to one, as a batch or a follow-up has them;
- answers that are right on some points and wrong on others, whatever they sound like (`tools/data/mixed-answers`);
  without them, the sound of the whole answer counts for more than what it says on a point. Every other one is taken.
None of these is in the figures on the graded answers; they are told apart, by kind.

It takes some twenty minutes of processor time. The judge's opinion on an example is always that of the judge who never
saw the question's topic, so what is learned here is how far to trust it on topics that are new to it. Run this again
whenever `tools/train_judge.py` wrote judges.

Tried and left out: how near an answer comes to the question's other graded answers. It seemed to lift accuracy from
.65 to .70, and did so only because the one wrong answer of a question has no other wrong one beside it: without that
leak, nothing was gained (.65, AUC .81 pooled and .87 within).
"""

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
from judge_examples import Labelled, gradable, mixed_answers
from numpy.typing import NDArray

from coach.adapters.embedded.comparing import Rubric, Said
from coach.adapters.embedded.features import JUDGED, Measured, measure, table
from coach.adapters.embedded.folds import FOLDS, fold_of
from coach.adapters.embedded.judge import unseen as unseen_judge
from coach.adapters.embedded.minilm import MiniLM
from coach.adapters.embedded.scorer import VERDICTS, Logistic
from coach.adapters.files.loader import KnowledgeSource
from coach.domain.knowledge import Knowledge
from coach.domain.question import Question, QuestionKind
from coach.domain.scoring import MADE, Verdict, score_of

Array = NDArray[np.floating[Any]]

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "coach" / "adapters" / "embedded" / "data" / "scorer.json"
FOLD_TARGET = TARGET.with_name("scorer-folds.json")
WEIGHTS = {
    "mixed": 1.0,
    "stripped": 1.0,
    "alone": 0.6,
    "off-topic": 0.6,
    "off-question": 0.6,
    "off-topic-model": 0.6,
    "off-topic-recited": 0.6,
    "off-question-recited": 0.6,
    "model-answer": 0.6,
    "recited": 0.6,
    "recited-some": 1.0,
}
"""How much other rows count beside a graded answer's."""
L2 = 10.0


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


Results = list[tuple[Example, Array]]


def stripped(question: Question) -> Question:
    """The question as a batch may have it: claims alone."""
    points = tuple(
        point.model_copy(update={"weight": 1, "core": False, "any_of": (), "need": 1}) for point in question.key_points
    )
    return question.model_copy(update={"key_points": points, "misconceptions": (), "model_answer": ""})


def examples(root: Path, workers: int) -> list[Example]:
    """The graded answers, and what is made from them. The same for the same content."""
    with ProcessPoolExecutor(workers) as pool:
        return [one for found in pool.map(_examples_of, repeat(root), _topics(root)) for one in found]


def _topics(root: Path) -> list[str]:
    """Those that have graded answers."""
    knowledge = KnowledgeSource(root).knowledge
    named = [knowledge.questions[name].topic for name in knowledge.graded_answers if name in knowledge.questions]
    return list(dict.fromkeys(named))


def _examples_of(root: Path, topic: str) -> list[Example]:
    maker = _maker(root)
    return [one for question in maker.questions(topic) for one in maker.examples(question)]


@cache
def _maker(root: Path) -> "Maker":
    """One for each process."""
    return Maker(KnowledgeSource(root).knowledge)


class Maker:
    """Makes examples; reads every text once."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._graded = [
            (knowledge.questions[name], answer)
            for name, answers in knowledge.graded_answers.items()
            if name in knowledge.questions
            for answer in answers
            if gradable(knowledge.questions[name], answer.text)
        ]
        self._questions: dict[str, list[Question]] = defaultdict(list)
        for name in dict.fromkeys(owner.id for owner, _ in self._graded):
            self._questions[knowledge.questions[name].topic].append(knowledge.questions[name])
        self._embedding = MiniLM(threads=1)
        self._read: dict[str, Said] = {}
        self._pick = random.Random()  # noqa: S311 - not a secret

    def questions(self, topic: str) -> list[Question]:
        """Those of the topic that have graded answers."""
        return self._questions[topic]

    def examples(self, question: Question) -> Iterator[Example]:
        """All examples of a question, the same in whatever order the questions come."""
        self._pick.seed(f"7/{question.id}")
        some = self._pick.random() < 0.5  # half of the questions are enough for what is made from them
        point = self._pick.choice(question.key_points)
        variants = {"graded": question}
        if some:
            variants |= {"stripped": stripped(question), "alone": question.only(point.id)}
        rubrics = {use: self._rubric(variant) for use, variant in variants.items()}
        for use, variant in variants.items():
            for owner, answer in self._graded:
                if owner.id == question.id:
                    labelled = Labelled(answer.text, answer.verdicts, frozenset(answer.held))
                    yield self._example(variant, rubrics[use], labelled, use, answer.kind)
        undoubted = [one for one in mixed_answers(question) if not one.doubted]  # its two readers agree throughout
        for one in undoubted[::2]:
            yield self._example(question, rubrics["graded"], one, "mixed", "mixed")
        if some:
            yield from self._made(question)

    def _example(self, question: Question, rubric: Rubric, answer: Labelled, use: str, kind: str) -> Example:
        verdicts = tuple(answer.verdicts[point.id] for point in question.key_points)
        held = tuple(belief.id in answer.held for belief in question.misconceptions)
        measured = measure(question, rubric, self._said(answer.text), unseen_judge(question.topic))
        return Example(question, kind, question.topic, verdicts, held, measured, answer.text, use)

    def _made(self, question: Question) -> Iterator[Example]:
        """Answers to other questions, and the rubric's own words, whole or in part."""
        others = [(one, answer) for one, answer in self._graded if one.topic != question.topic]
        beside = [
            (one, answer)
            for one, answer in self._graded
            if one.topic == question.topic and one.id != question.id and answer.kind != "keywords"
        ]
        far, near = self._pick.choice(others)[0], self._pick.choice(beside)[0]
        unaided = question.model_copy(update={"model_answer": ""})  # it mustn't see itself
        ids = [point.id for point in question.key_points]
        some = set(self._pick.sample(ids, self._pick.randint(1, len(ids))))
        made = [
            *(("off-topic", question, one.topic, answer.text, set()) for one, answer in self._pick.sample(others, 2)),
            *(
                ("off-question", question, one.topic, answer.text, set())
                for one, answer in self._pick.sample(beside, 1)
            ),
            ("off-topic-model", question, far.topic, far.model_answer, set()),
            ("off-topic-recited", question, far.topic, _recited(far), set()),
            ("off-question-recited", question, near.topic, _recited(near), set()),
            ("model-answer", unaided, question.topic, question.model_answer, set(ids)),
            ("recited", question, question.topic, _recited(question), set(ids)),
            ("recited-some", question, question.topic, _recited(question, some), some),
        ]
        rubrics = {one.model_answer: self._rubric(one) for one in (question, unaided)}
        held = (False,) * len(question.misconceptions)
        for use, variant, topic, text, covered in made:
            verdicts = tuple(Verdict.COVERED if one in covered else Verdict.MISSING for one in ids)
            measured = measure(variant, rubrics[variant.model_answer], self._said(text), unseen_judge(question.topic))
            yield Example(variant, use, topic, verdicts, held, measured, text, use)

    def _rubric(self, question: Question) -> Rubric:
        return Rubric.read(question, question.prompt, self._embedding)

    def _said(self, text: str) -> Said:
        if text not in self._read:
            found = Said.read(text, self._embedding)
            assert found
            self._read[text] = found
        return self._read[text]


def _recited(question: Question, points: Container[str] | None = None) -> str:
    """The claims of the key points, or of those named, in a row."""
    return " ".join(point.claim for point in question.key_points if points is None or point.id in points)


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


def auc(labels: NDArray[np.bool_], scores: Array) -> float:
    """The chance that a positive scores above a negative; ties count half."""
    _, places, counts = np.unique(scores, return_inverse=True, return_counts=True)
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
    """The share of questions on which one kind of answer scores above another; ties count half. NaN without any."""
    pairs = [
        (score, scores[question, worse])
        for (question, kind), score in scores.items()
        if kind == better and (question, worse) in scores
    ]
    return sum((one > other) + 0.5 * (one == other) for one, other in pairs) / len(pairs) if pairs else float("nan")


def likeliest(chances: Array) -> list[Verdict]:
    """The likeliest verdicts."""
    return [VERDICTS[int(at)] for at in chances.argmax(axis=1)]


def report(title: str, results: Sequence[tuple[Example, Array]]) -> None:
    """Print the figures of some examples with their probabilities."""
    labels = [np.array([one in MADE for one in ex.verdicts]) for ex, _ in results]
    made = [chances[:, :2].sum(axis=1) for _, chances in results]
    truth = [verdict for ex, _ in results for verdict in ex.verdicts]
    guess = [verdict for ex, chances in results for verdict in likeliest(chances)]
    sure = np.concatenate([chances.max(axis=1) for _, chances in results])
    right = np.array([one is other for one, other in zip(truth, guess, strict=True)])
    scores = {
        (ex.question.id, ex.kind): score_of(
            ex.question, {point.id: one for point, one in zip(ex.question.key_points, likeliest(chances), strict=True)}
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
        chosen = [(ex, likeliest(chances)) for ex, chances in results if ex.kind == kind]
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


@dataclass(frozen=True)
class Names:
    """Which features are used."""

    points: list[str]
    beliefs: list[str]

    @property
    def stories(self) -> list[str]:
        """Without the judge, who has read no stories."""
        return [name for name in self.points if name not in JUDGED]


def fold(ex: Example) -> str:
    """What is left out together: some topics; for stories, of which there are few topics, a question."""
    return ex.question.id if is_story(ex) else str(fold_of(ex.question.topic))


def is_story(ex: Example) -> bool:
    """Whether the key points are signals in a story rather than claims: they are scored by a model of their own."""
    return ex.question.kind is QuestionKind.BEHAVIOURAL


def train(chosen: Sequence[Example], names: Names) -> dict[str, Logistic]:
    """The three regressions, by their names in the file."""
    return {
        "points": fit(names.points, *point_rows([ex for ex in chosen if not is_story(ex)], names.points)),
        "stories": fit(names.stories, *point_rows([ex for ex in chosen if is_story(ex)], names.stories)),
        "beliefs": fit(names.beliefs, *belief_rows(chosen, names.beliefs)),
    }


def unseen(examples: Sequence[Example], names: Names) -> tuple[Results, Results]:
    """Every example with the probabilities of its verdicts, and of its misconceptions, by models that never saw it."""
    points: Results = []
    beliefs: Results = []
    for left_out in dict.fromkeys(map(fold, examples)):
        told = [ex for ex in examples if fold(ex) == left_out]
        seen = [ex for ex in examples if fold(ex) != left_out]
        if not is_story(told[0]):
            seen = [ex for ex in seen if str(fold_of(ex.text_topic)) != left_out]
        alike = [ex for ex in seen if is_story(ex) == is_story(told[0])]
        wanted = names.stories if is_story(told[0]) else names.points
        model = fit(wanted, *point_rows(alike, wanted))
        believed = fit(names.beliefs, *belief_rows(seen, names.beliefs))
        for ex in told:
            points.append((ex, model.probabilities(table(ex.measured.points, wanted))))
            if ex.held:
                beliefs.append((ex, believed.probabilities(table(ex.measured.beliefs, names.beliefs))[:, 1]))
    return points, beliefs


def baseline(examples: Sequence[Example], name: str) -> Results:
    """The same with one plain measure alone, trained on graded answers only."""
    graded = [ex for ex in examples if ex.use == "graded" and not is_story(ex)]

    def column(ex: Example) -> Array:
        if name == "length":
            return np.full((len(ex.verdicts), 1), np.log(len(ex.text.split())))
        return table(ex.measured.points, [name])

    found: Results = []
    for left_out in dict.fromkeys(map(fold, graded)):
        seen = [ex for ex in graded if fold(ex) != left_out]
        _, classes, weights = point_rows(seen, [name] if name != "length" else ["words"])
        model = fit([name], np.vstack([column(ex) for ex in seen]), classes, weights)
        found += [(ex, model.probabilities(column(ex))) for ex in graded if fold(ex) == left_out]
    return found


def folds(examples: Sequence[Example], names: Names) -> dict[str, dict[str, object]]:
    """For each fold, what is learned without its topics: what `coach eval` measures the embedded coach by."""
    found: dict[str, dict[str, object]] = {}
    for fold in range(FOLDS):
        seen = [ex for ex in examples if fold not in (fold_of(ex.question.topic), fold_of(ex.text_topic))]
        found[str(fold)] = {name: model.data() for name, model in train(seen, names).items()}
    return found


def report_all(examples: Sequence[Example], names: Names) -> None:
    """Print everything that is known of the scorer."""
    points, beliefs = unseen(examples, names)
    graded = [one for one in points if one[0].use == "graded"]
    claims = [one for one in graded if not is_story(one[0])]
    print("Claims: each topic judged by a model that never saw it.")
    for name in ("length", "words", "sentence"):
        report(name, baseline(examples, name))
    report("scorer", claims)
    mixed = [one for one in points if one[0].use == "mixed"]
    if mixed:
        report("scorer, mixed answers", mixed)
    for topic in dict.fromkeys(ex.question.topic for ex, _ in claims):
        report(f"  {topic}", [one for one in claims if one[0].question.topic == topic])
    for use in ("stripped", "alone"):
        report(f"rubric {use}", [one for one in points if one[0].use == use and not is_story(one[0])])
    whole = [one for one in points if one[0].use not in ("stripped", "alone")]
    by_kind([one for one in whole if not is_story(one[0])])
    print("Stories: each question judged by a model that never saw it.")
    report("scorer", [one for one in graded if is_story(one[0])])
    by_kind([one for one in whole if is_story(one[0])])
    for use in ("graded", "mixed"):
        told = [(np.array(ex.held), chances) for ex, chances in beliefs if ex.use == use]
        if not told:
            continue
        truth, chances = np.concatenate([one for one, _ in told]), np.concatenate([one for _, one in told])
        hits = chances >= 0.5
        print(
            f"Misconceptions, {use} answers: AUC {auc(truth, chances):.3f}, precision {truth[hits].mean():.2f}, "
            f"recall {hits[truth].mean():.2f} at one half, held in {truth.mean():.2f}"
        )


def main() -> None:
    """Report, and write if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="train on all topics and write the coefficients")
    parser.add_argument("--knowledge", type=Path, default=ROOT / "knowledge")
    parser.add_argument("--workers", type=int, default=2, help="processes that read and measure")
    asked = parser.parse_args()
    found = examples(asked.knowledge, asked.workers)
    names = Names(list(found[0].measured.points), list(next(one for one in found if one.held).measured.beliefs))
    report_all(found, names)
    if asked.write:
        data = {name: model.data() for name, model in train(found, names).items()}
        TARGET.write_text(json.dumps(data) + "\n", encoding="utf-8")
        FOLD_TARGET.write_text(json.dumps(folds(found, names)) + "\n", encoding="utf-8")
        print(f"Wrote {TARGET.relative_to(ROOT)} and {FOLD_TARGET.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
