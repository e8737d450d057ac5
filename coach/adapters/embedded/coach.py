"""The coach that needs no model, no key and no network.

It compares meaning and words, and a small network reads claim and answer together; so it suggests verdicts, each with
the probability that it is right, and says so.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from coach.adapters.embedded.comparing import Rubric, Said
from coach.adapters.embedded.features import Measured, measure
from coach.adapters.embedded.judge import Judging, seen
from coach.adapters.embedded.quoting import Quoting
from coach.adapters.embedded.remembering import Remembering
from coach.adapters.embedded.scorer import VERDICTS, Scorer, built_in
from coach.adapters.embedded.telling import feedback, why
from coach.domain.assessment import HeldBelief, Judgement, PointJudgement
from coach.domain.clauses import words
from coach.domain.evidence import find_quote
from coach.domain.question import Question
from coach.domain.scoring import MADE, Verdict
from coach.ports import GradingTask, Judged, Reply, ReplyTask

if TYPE_CHECKING:
    from coach.adapters.embedded.minilm import MiniLM

VERSION = "embedded-5"
"""Stored with every judgement; raise it when features or coefficients change."""
QUESTIONS = 64
"""For how many questions the vectors are kept; a question takes some 600 kB."""
MISSING = VERDICTS.index(Verdict.MISSING)
SHORT = 7
"""A clause of fewer words is hard to understand alone."""
HELD = 0.5
"""From this probability on, a misconception counts as held."""


class EmbeddedCoach:
    """Judges by comparing, replies by quoting. Thread-safe.

    A judgement of 120 words takes about 0.1 s on two cores once the question's vectors are there; a longer answer
    proportionally more.
    """

    name = "embedded"
    suggests = True

    def __init__(self, embedding: "MiniLM", scorer: Scorer | None = None, judge: Judging | None = None) -> None:
        """Without a scorer and a judge, those that the package carries."""
        self._embedding = embedding
        self._scorer = scorer
        self._judge = judge
        self._rubrics: Remembering[Rubric] = Remembering(QUESTIONS)
        self._quoting = Quoting(embedding)

    def judge(self, task: GradingTask, watch: Callable[[Judgement], None]) -> Judged:
        """Suggest a verdict for each key point. RetrievalError if the embedding's weights are not the pinned ones."""
        judgement = Judgement()
        for judgement in self._judgements(task):
            watch(judgement)
        return Judged(judgement=judgement, graded_by=self.name, prompt_version=VERSION)

    def reply(self, task: ReplyTask, watch: Callable[[str], None]) -> Reply:
        """Quote what the passages say on the question; where there are none, say so."""
        return self._quoting.reply(task, watch, self.name)

    def _judgements(self, task: GradingTask) -> Iterator[Judgement]:
        """The judgement as it grows: point by point, then the misconceptions, then the feedback."""
        question = task.question
        said = Said.read(task.answer, self._embedding)
        if said is None:
            points = [
                _lost(point.id, "There is nothing in this answer to compare.", 1.0, made=0.0)
                for point in question.key_points
            ]
            yield Judgement(points=tuple(points), feedback=feedback(question, points))
            return
        rubric = self._rubric(question, task.follow_up or question.prompt)
        measured = measure(question, rubric, said, self._judge or seen(question.topic))
        scorer = self._scorer or built_in()
        points = []
        for at, chances in enumerate(scorer.verdicts(measured).tolist()):
            points.append(_point(question, at, chances, measured, said))
            yield Judgement(points=tuple(points))
        held = tuple(
            HeldBelief(misconception=one.id, quote=quote)
            for one, chance, clause in zip(
                question.misconceptions, scorer.held(measured).tolist(), measured.belief_clauses, strict=True
            )
            if chance >= HELD and (quote := _quote(said, clause))
        )
        yield Judgement(points=tuple(points), held=held, feedback=feedback(question, points))

    def _rubric(self, question: Question, asked: str) -> Rubric:
        key = (question.rubric_hash, question.model_answer, asked)
        return self._rubrics.get(key, lambda: Rubric.read(question, asked, self._embedding))


def _point(question: Question, at: int, chances: list[float], measured: Measured, said: Said) -> PointJudgement:
    point = question.key_points[at]
    confidence, verdict = max(zip(chances, VERDICTS, strict=True), key=lambda one: one[0])
    made = sum(chance for chance, one in zip(chances, VERDICTS, strict=True) if one in MADE)
    cosine = max(float(measured.points["sentence"][at]), float(measured.points["clause"][at]))
    quote = "" if verdict is Verdict.MISSING else _quote(said, measured.point_clauses[at])
    if verdict is not Verdict.MISSING and not quote:
        return _lost(
            point.id, "The words nearest to this point are too few to be evidence.", chances[MISSING], made=made
        )
    belief = None
    if verdict is Verdict.CONTRADICTED and question.misconceptions:
        belief = _nearer_belief(question, at, measured)
    return PointJudgement(
        key_point=point.id,
        verdict=verdict,
        quote=quote,
        why=why(point, verdict, quote, cosine=cosine, belief=belief),
        confidence=round(confidence, 3),
        made=round(made, 3),
    )


def _nearer_belief(question: Question, at: int, measured: Measured) -> str | None:
    """The misconception that the point's clause is nearer to than to the claim, or None."""
    cosines = measured.belief_cosines[measured.point_clauses[at]]
    nearest = int(cosines.argmax())
    return question.misconceptions[nearest].belief if cosines[nearest] > measured.point_cosines[at] else None


def _lost(key_point: str, reason: str, confidence: float, *, made: float) -> PointJudgement:
    return PointJudgement(
        key_point=key_point,
        verdict=Verdict.MISSING,
        why=reason,
        confidence=round(confidence, 3),
        made=round(made, 3),
    )


def _quote(said: Said, clause: int) -> str:
    """The clause, or its whole sentence where the clause is short or is no evidence; empty if neither is any."""
    found = said.clauses[clause]
    spans = [found.span, said.sentences[found.sentence]]
    if len(words(found.span.of(said.text))) < SHORT:
        spans.reverse()
    for span in spans:
        if find_quote(said.text, span.of(said.text)):
            return span.of(said.text)
    return ""
