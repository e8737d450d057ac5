"""What the judge learns from: the graded answers, the mixed ones, and answers made from the graded ones.

A network that is given whole answers that are right or wrong learns how those sound. So most of what it sees here is
neither: written to be right on some points and wrong on others, or cut and joined, the same voice with a point left
out, or one answer's sentences on some points and another's on the rest. Which sentence speaks of which point is then
guessed by cosine; a point whose verdict is in doubt after the cut isn't learned from.
"""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coach.adapters.embedded.comparing import sentences_said
from coach.adapters.embedded.judge import kept
from coach.adapters.embedded.minilm import MiniLM
from coach.adapters.embedded.scorer import VERDICTS
from coach.adapters.files.loader import KnowledgeSource
from coach.domain.gate import gate
from coach.domain.knowledge import Knowledge
from coach.domain.question import Question, QuestionKind
from coach.domain.scoring import Verdict

Array = NDArray[np.floating[Any]]

IGNORED = -100
COVERED, MISSING, CONTRADICTED = map(VERDICTS.index, (Verdict.COVERED, Verdict.MISSING, Verdict.CONTRADICTED))
LOTS = ((5, 1, 3, 2), (2, 3, 4, 1), (2, 1, 3, 4), (1, 1, 5, 1), (3, 2, 0, 3))
"""What the verdicts' shares may be in one of them."""
NEAR = 0.05
"""By so much in cosine a statement must be nearer to its own claim than to another, for it to say nothing on that."""
UNREAD = (
    ". , ; : \" ( ) - / ! ? ' “ ” ’ "
    "a an the of to and is are it its that which in for on with by as be was this these s i so"
)
"""Tokens that carry no meaning of their own; leaving them out saves a third of the time."""
BATCH = 64
ROOT = Path(__file__).resolve().parent.parent
MIXED = (ROOT / "evals" / "mixed.jsonl", *sorted((ROOT / "tools" / "data" / "mixed-answers").glob("*.jsonl")))
"""Answers that are right on some points and wrong on others, in any manner, as `coach eval --input` reads them. The
first file is what the coach is measured by, each topic by what never saw it; so training uses it too."""
STATEMENTS = ROOT / "tools" / "data" / "statements"
"""Single statements on each key point, with what each makes of it: what answers are put together from."""


@dataclass(frozen=True)
class Answered:
    """An answer with what is true of it: a verdict's place in `VERDICTS` a claim, or IGNORED."""

    prompt: str
    claims: tuple[str, ...]
    beliefs: tuple[str, ...]
    said: tuple[str, ...]
    """Its sentences."""
    truth: tuple[int, ...]
    held: tuple[int, ...]
    """For each misconception 1 or 0, or IGNORED."""
    weight: float
    use: str
    kind: str = ""


@dataclass(frozen=True)
class Asked:
    """A question with all that is said on it."""

    id: str
    topic: str
    prompt: str
    claims: tuple[str, ...]
    beliefs: tuple[str, ...]
    model: tuple[str, ...]
    """The sentences of the model answer."""
    answers: tuple[Answered, ...]
    """The graded ones."""
    mixed: tuple[Answered, ...] = ()
    """The mixed ones."""
    statements: tuple[tuple[tuple[str, ...], ...], ...] = ()
    """For each claim, and each verdict in the order of `VERDICTS`, what somebody may say; empty without statements."""


class Bank:
    """Every sentence as the embedding reads it."""

    def __init__(self, asked: Sequence[Asked], embedding: MiniLM, before: "Bank | None" = None) -> None:
        """Reading everything takes some ten minutes of one core; what an earlier bank has read isn't read again."""
        self.asked = asked
        self.unread = unread(embedding)
        known = before if before and before.unread == self.unread else None
        self.tokens_of: dict[str, NDArray[np.float16]] = dict(known.tokens_of) if known else {}
        self.vector_of: dict[str, Array] = dict(known.vector_of) if known else {}
        texts = list(dict.fromkeys(text for one in asked for text in _texts(one) if text not in self.tokens_of))
        texts.sort(key=len)
        for start in range(0, len(texts), BATCH):
            for reading in embedding.read(texts[start : start + BATCH]):
                self.tokens_of[reading.text] = reading.lower[kept(reading.ids, self.unread)].astype(np.float16)
                self.vector_of[reading.text] = reading.vector

    def tokens(self, texts: Sequence[str]) -> list[NDArray[np.float16]]:
        """For each text a row a token that is read."""
        return [self.tokens_of[text] for text in texts]

    def vectors(self, texts: Sequence[str]) -> Array:
        """A unit row a text."""
        return np.stack([self.vector_of[text] for text in texts]) if texts else np.zeros((0, 384), np.float32)


def unread(embedding: MiniLM) -> frozenset[int]:
    """The ids of the tokens that aren't read."""
    ids = [embedding.read([word])[0].ids for word in UNREAD.split()]
    return frozenset(one[0] for one in ids if len(one) == 1)


def technical(root: Path) -> list[Asked]:
    """The technical questions that have graded answers; stories are judged otherwise."""
    knowledge = KnowledgeSource(root).knowledge
    questions = [knowledge.questions[name] for name in knowledge.graded_answers if name in knowledge.questions]
    return [_asked(one, knowledge) for one in questions if one.kind is not QuestionKind.BEHAVIOURAL]


def _asked(question: Question, knowledge: Knowledge) -> Asked:
    answers = [one for one in knowledge.graded_answers[question.id] if gradable(question, one.text)]
    return Asked(
        id=question.id,
        topic=question.topic,
        prompt=question.prompt,
        claims=tuple(point.claim for point in question.key_points),
        beliefs=tuple(one.belief for one in question.misconceptions),
        model=split(question.model_answer),
        answers=tuple(
            _read(question, Labelled(one.text, one.verdicts, frozenset(one.held)), "graded", one.kind)
            for one in answers
        ),
        mixed=tuple(_read(question, one, "mixed", "mixed") for one in mixed_answers(question)),
        statements=_statements(question),
    )


def gradable(question: Question, text: str) -> bool:
    """Whether a grader is ever shown that answer."""
    return gate(question, text) is None and bool(split(text))


@dataclass(frozen=True)
class Labelled:
    """An answer with what is true of it."""

    text: str
    verdicts: Mapping[str, Verdict]
    held: frozenset[str]
    doubted: frozenset[str] = frozenset()
    """The key points and misconceptions on which its two readers differ."""


def _read(question: Question, answer: Labelled, use: str, kind: str) -> Answered:
    return Answered(
        prompt=question.prompt,
        claims=tuple(point.claim for point in question.key_points),
        beliefs=tuple(one.belief for one in question.misconceptions),
        said=split(answer.text),
        truth=tuple(
            IGNORED if point.id in answer.doubted else VERDICTS.index(answer.verdicts[point.id])
            for point in question.key_points
        ),
        held=tuple(
            IGNORED if one.id in answer.doubted else int(one.id in answer.held) for one in question.misconceptions
        ),
        weight=1.0,
        use=use,
        kind=kind,
    )


def mixed_answers(question: Question) -> Iterator[Labelled]:
    """The answers of `MIXED` to that question that can be graded; none that fits another version of its rubric."""
    points = {point.id for point in question.key_points}
    beliefs = {one.id for one in question.misconceptions}
    for row in _mixed_rows().get(question.id, ()):
        if set(row["verdicts"]) == points and set(row["held"]) <= beliefs and gradable(question, row["answer"]):
            verdicts = {point: Verdict(verdict) for point, verdict in row["verdicts"].items()}
            yield Labelled(row["answer"], verdicts, frozenset(row["held"]), frozenset(row.get("doubted", ())))


@cache
def _mixed_rows() -> dict[str, list[dict[str, Any]]]:
    """By question, in the order of their ids."""
    found: dict[str, list[dict[str, Any]]] = {}
    rows = [json.loads(line) for path in MIXED for line in path.read_text(encoding="utf-8").splitlines()]
    for row in sorted(rows, key=lambda row: row["id"]):
        found.setdefault(row["question_id"], []).append(row)
    return found


def _statements(question: Question) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """Those on each key point; none where one of them has none."""
    rows = _statement_rows(question.topic)
    found = [rows.get((question.id, point.id)) for point in question.key_points]
    if not all(found):
        return ()
    return tuple(tuple(tuple(one[verdict.value]) for verdict in VERDICTS) for one in found if one)


@cache
def _statement_rows(topic: str) -> dict[tuple[str, str], dict[str, list[str]]]:
    """By question and key point, by verdict."""
    path = STATEMENTS / f"{topic}.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return {(row["question_id"], row["key_point"]): row["said"] for row in map(json.loads, lines)}


def split(text: str) -> tuple[str, ...]:
    """The sentences that count."""
    return tuple(span.of(text) for span in sentences_said(text))


def _texts(one: Asked) -> list[str]:
    said = [text for answer in (*one.answers, *one.mixed) for text in answer.said]
    stated = [part for of_claim in one.statements for texts in of_claim for text in texts for part in split(text)]
    return [one.prompt, *one.claims, *one.beliefs, *one.model, *said, *stated]


class Maker:
    """Makes the examples of an epoch, other ones each time."""

    def __init__(self, bank: Bank, asked: Sequence[Asked], pick: random.Random, stated: int) -> None:
        """Of each question, `stated` answers an epoch are put together from single statements."""
        self._bank = bank
        self._stated_of_each = stated
        self._asked = asked
        self._pick = pick
        self._beside: dict[str, list[Asked]] = {}
        for one in asked:
            self._beside.setdefault(one.topic, []).append(one)

    def epoch(self) -> list[Answered]:
        """The graded answers, the mixed ones, and some made of the graded ones."""
        found = [example for one in self._asked for example in (*one.answers, *one.mixed, *self._made(one))]
        return [self._reduced(one) if self._pick.random() < 0.2 else one for one in found]

    def _made(self, one: Asked) -> list[Answered]:
        good = [answer for answer in one.answers if answer.kind not in ("wrong", "keywords")]
        bad = [answer for answer in one.answers if answer.kind == "wrong"]
        made: list[Answered | None] = [self._elsewhere(one)]
        if good and bad:
            made.append(self._spliced(self._pick.choice(good), bad[0]))
        if good or bad:
            made.append(self._without(self._pick.choice([*good, *bad]), self._some(one, least=1), 0.5))
        if self._pick.random() < 0.5:
            made.append(self._recited(one))
        if self._pick.random() < 0.5:
            made.append(self._model(one))
        made += [self._stated(one) for _ in range(self._stated_of_each) if one.statements]
        return [answer for answer in made if answer is not None]

    def _some(self, one: Asked, *, least: int) -> set[int]:
        """Some of the points, and never all."""
        count = len(one.claims)
        return set(self._pick.sample(range(count), self._pick.randint(least, count - 1)))

    def _nearest(self, answer: Answered) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """For each sentence the claim that it is nearest to, and for each claim its sentence."""
        cosines = self._bank.vectors(answer.said) @ self._bank.vectors(answer.claims).T
        return cosines.argmax(axis=1), cosines.argmax(axis=0)

    def _without(self, answer: Answered, points: set[int], weight: float) -> Answered | None:
        """The answer without the sentences that make those points; None if nothing is left of it."""
        owner, best = self._nearest(answer)
        gone = {at for at, claim in enumerate(owner) if claim in points} | {int(best[claim]) for claim in points}
        said = tuple(text for at, text in enumerate(answer.said) if at not in gone)
        if not said:
            return None
        truth = [
            MISSING if at in points else IGNORED if int(best[at]) in gone and was != MISSING else was
            for at, was in enumerate(answer.truth)
        ]
        held = tuple(0 if was == 0 else IGNORED for was in answer.held)
        return replace(answer, said=said, truth=tuple(truth), held=held, weight=weight, use="without", kind="")

    def _spliced(self, first: Answered, second: Answered) -> Answered | None:
        """The sentences of one answer on some points, and of the other on the rest."""
        count = len(first.claims)
        points = set(self._pick.sample(range(count), self._pick.randint(1, count - 1)))
        (owner, best), (other_owner, other_best) = self._nearest(first), self._nearest(second)
        mine = {at for at, claim in enumerate(owner) if claim in points}
        theirs = {at for at, claim in enumerate(other_owner) if claim not in points}
        if not mine or not theirs:
            return None
        sides = ((first, best, mine), (second, other_best, theirs))
        truth = []
        for claim in range(count):
            (own, place, there), (other, other_place, other_there) = sides if claim in points else sides[::-1]
            was = own.truth[claim]
            if was == MISSING:
                sure = int(other_place[claim]) not in other_there or other.truth[claim] == MISSING
            else:
                sure = int(place[claim]) in there
            truth.append(was if sure else IGNORED)
        parts = [[first.said[at] for at in sorted(mine)], [second.said[at] for at in sorted(theirs)]]
        if self._pick.random() >= 0.5:
            parts.reverse()
        held = tuple(0 if one == other == 0 else IGNORED for one, other in zip(first.held, second.held, strict=True))
        return replace(
            first, said=(*parts[0], *parts[1]), truth=tuple(truth), held=held, weight=0.5, use="spliced", kind=""
        )

    def _stated(self, one: Asked) -> Answered | None:
        """An answer of single statements: for each claim a lot is drawn, and often nothing is said on it."""
        shares = self._pick.choice(LOTS)
        truth, parts = [MISSING] * len(one.claims), []
        for claim, by_verdict in enumerate(one.statements):
            verdict = self._pick.choices(range(len(VERDICTS)), shares)[0]
            if verdict == MISSING and self._pick.random() < 0.6:
                continue
            if texts := split(self._pick.choice(by_verdict[verdict])):
                truth[claim] = verdict
                parts.append((claim, texts))
        self._pick.shuffle(parts)
        said = tuple(text for _, texts in parts for text in texts)
        if not said:
            return None
        for claim, texts in parts:
            if truth[claim] == MISSING:
                continue
            # Where a statement is as near to a claim of which nothing was said, that claim may be made by it, too.
            near = (self._bank.vectors(texts) @ self._bank.vectors(one.claims).T).max(axis=0)
            for other, was in enumerate(truth):
                if was == MISSING and near[other] > near[claim] - NEAR:
                    truth[other] = IGNORED
        held = (IGNORED if CONTRADICTED in truth else 0,) * len(one.beliefs)
        return replace(self._answered(one, said, truth, 0.5, "stated"), held=held)

    def _model(self, one: Asked) -> Answered | None:
        """The model answer, or what is left of it."""
        if not one.model:
            return None
        whole = self._answered(one, one.model, (COVERED,) * len(one.claims), 0.3, "model")
        points = self._some(one, least=0)
        return self._without(whole, points, 0.3) if points else whole

    def _elsewhere(self, one: Asked) -> Answered | None:
        """What was said on another question makes nothing here, however well it is said."""
        near = self._pick.random() < 0.5
        others = self._beside[one.topic] if near else self._asked
        other = self._pick.choice(
            [each for each in others if each is not one and (near or each.topic != one.topic)] or [one]
        )
        if other is one:
            return None
        dice = self._pick.random()
        answer = self._pick.choice(other.answers)
        said = other.claims if dice < 0.25 else other.model if dice < 0.45 and other.model else answer.said
        if answer.kind == "keywords":
            return None
        return self._answered(one, said, (MISSING,) * len(one.claims), 0.4, "elsewhere")

    def _recited(self, one: Asked) -> Answered:
        """The rubric's own words on some points, and maybe a misconception."""
        count = len(one.claims)
        points = set(self._pick.sample(range(count), self._pick.randint(1, count)))
        said = [claim for at, claim in enumerate(one.claims) if at in points]
        truth = [COVERED if at in points else MISSING for at in range(count)]
        held = [0] * len(one.beliefs)
        if one.beliefs and self._pick.random() < 0.5:
            which = self._pick.randrange(len(one.beliefs))
            said.append(one.beliefs[which])
            held[which] = 1
            near = self._bank.vectors(one.claims) @ self._bank.vectors([one.beliefs[which]])[0]
            truth[int(near.argmax())] = IGNORED
        self._pick.shuffle(said)
        return replace(self._answered(one, said, truth, 0.3, "recited"), held=tuple(held))

    def _answered(self, one: Asked, said: Sequence[str], truth: Sequence[int], weight: float, use: str) -> Answered:
        return Answered(
            one.prompt, one.claims, one.beliefs, tuple(said), tuple(truth), (0,) * len(one.beliefs), weight, use
        )

    def _reduced(self, answer: Answered) -> Answered:
        """With the rubric as a batch or a follow-up has it: fewer claims, no misconceptions."""
        count = len(answer.claims)
        chosen = sorted(
            self._pick.sample(range(count), count if self._pick.random() < 0.4 else self._pick.randint(1, count))
        )
        return replace(
            answer,
            claims=tuple(answer.claims[at] for at in chosen),
            truth=tuple(answer.truth[at] for at in chosen),
            beliefs=(),
            held=(),
        )
