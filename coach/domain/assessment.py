"""Verdicts, the assessment that code makes of them, and the score.

The coach judges key points; everything else is computed here: what the evidence is worth, the score, the band.
"""

from collections.abc import Collection
from typing import Annotated, Literal

from pydantic import Field

from coach.domain.base import Record
from coach.domain.evidence import find_quote
from coach.domain.instructions import orders
from coach.domain.question import FollowUp, Question
from coach.domain.scoring import BAND_FLOORS, CREDIT, Band, Verdict, band_of, score_of
from coach.errors import CannotGrade


class Agreement(Record):
    """How many of several opinions came to the same verdict on a key point."""

    same: int = Field(ge=1)
    of: int = Field(ge=1)


class PointJudgement(Record):
    """What a coach says of one key point, before the evidence was checked."""

    key_point: str
    verdict: Verdict
    quote: str = ""
    why: str = ""
    confidence: float | None = Field(default=None, ge=0, le=1)
    made: float | None = Field(default=None, ge=0, le=1, description="How likely the claim is made, whole or in part.")
    passage: str | None = Field(default=None, description="The passage that it cites.")
    agreement: Agreement | None = None


class HeldBelief(Record):
    """A misconception that the answer holds, with the words that show it."""

    misconception: str
    quote: str


class Usage(Record):
    """What a turn cost."""

    prompt_tokens: int = Field(default=0, ge=0)
    completion_tokens: int = Field(default=0, ge=0)
    cached_tokens: int = Field(default=0, ge=0, description="Of the prompt tokens, those served from a cache.")
    cost_usd: float | None = Field(default=None, ge=0, description="None where the price isn't known.")

    def __add__(self, other: "Usage") -> "Usage":
        costs = [usage.cost_usd for usage in (self, other) if usage.cost_usd is not None]
        return Usage(
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            completion_tokens=self.completion_tokens + other.completion_tokens,
            cached_tokens=self.cached_tokens + other.cached_tokens,
            cost_usd=sum(costs) if costs else None,
        )


class Judgement(Record):
    """A coach's whole reply on one answer; while it streams, as much of it as has arrived."""

    points: tuple[PointJudgement, ...] = ()
    held: tuple[HeldBelief, ...] = ()
    feedback: str = ""
    follow_up: FollowUp | None = None


class PointVerdict(Record):
    """One key point's verdict, its evidence checked."""

    key_point: str
    verdict: Verdict
    quote: str = ""
    span: tuple[int, int] | None = Field(default=None, description="Where the quote stands in the answer.")
    why: str = ""
    confidence: float | None = Field(default=None, ge=0, le=1, description="Of a suggestion; None when it is no guess.")
    made: float | None = Field(default=None, ge=0, le=1, description="How likely the claim is made, whole or in part.")
    passage: str | None = None
    agreement: Agreement | None = Field(default=None, description="Of several opinions, where there were several.")
    by: Literal["coach", "self"] = "coach"
    suggested: Verdict | None = Field(
        default=None, description="What the coach had said, where the learner corrected it."
    )


class Line(Record):
    """One message of the exchange with a model, as it went over the wire."""

    role: Literal["system", "user", "assistant"]
    content: str


class Assessment(Record):
    """All verdicts for an answer, and what follows from them."""

    kind: Literal["assessment"] = "assessment"
    question: str
    verdicts: tuple[PointVerdict, ...]
    held: tuple[HeldBelief, ...] = ()
    voided: tuple[str, ...] = Field(default=(), description="Key points and beliefs whose evidence did not hold.")
    score: float = Field(ge=0, le=1)
    band: Band
    feedback: str = ""
    follow_up: FollowUp | None = None
    suggested: bool = Field(default=False, description="The verdicts await the learner's confirmation.")
    graded_by: str = Field(description="`openai:<model>`, `embedded` or `self`.")
    prompt_version: str = ""
    rubric_hash: str
    passages: tuple[str, ...] = Field(default=(), description="Ids of the passages that the coach was given.")
    usage: Usage | None = None
    seconds: float | None = Field(default=None, ge=0)
    exchange: tuple[Line, ...] = Field(default=(), description="What a model was sent and what it replied, whole.")

    def verdict(self, key_point: str) -> Verdict:
        """The verdict on that key point; KeyError if there is none."""
        for candidate in self.verdicts:
            if candidate.key_point == key_point:
                return candidate.verdict
        raise KeyError(key_point)


class NotGraded(Record):
    """Why there is no assessment. Never a score, and left out of every statistic."""

    kind: Literal["not-graded"] = "not-graded"
    reason: Literal[
        "empty", "too-short", "echo", "gibberish", "keywords", "instructions",
        "unavailable", "misconfigured", "refused", "unreadable", "stopped", "interrupted",
    ]  # fmt: skip
    message: str = Field(description="In plain words: what happened, what is safe, what to do next.")
    retry: bool = Field(default=True, description="Whether the same answer may be graded again.")
    graded_by: str = ""


Outcome = Annotated[Assessment | NotGraded, Field(discriminator="kind")]


def checked_points(
    question: Question, answer: str, judgement: Judgement, sent: Collection[str]
) -> tuple[tuple[PointVerdict, ...], tuple[HeldBelief, ...], tuple[str, ...]]:
    """The verdicts and held beliefs that their evidence supports, and the ids of those that it doesn't.

    A quote that isn't in the answer, or that speaks to the grader there, voids its verdict to `missing`; a citation
    outside `sent` (ids of the passages that the coach was given) is dropped; ids that the rubric doesn't have are
    ignored. Works on a judgement that has arrived by half, too.
    """
    void = orders(answer)
    known = {point.id: point for point in question.key_points}
    verdicts: dict[str, PointVerdict] = {}
    voided: list[str] = []
    for point in judgement.points:
        if point.key_point not in known or point.key_point in verdicts:
            continue
        verdict, quote, span = point.verdict, point.quote, None
        if verdict is Verdict.MISSING:
            quote = ""
        else:
            span = find_quote(answer, quote, void)
            if span is None:
                verdict, quote = Verdict.MISSING, ""
                voided.append(point.key_point)
            else:
                quote = answer[span[0] : span[1]]
        see = known[point.key_point].see
        cited = point.passage if point.passage in sent else (f"{question.topic}#{see}" if see else None)
        verdicts[point.key_point] = PointVerdict(
            key_point=point.key_point,
            verdict=verdict,
            quote=quote,
            span=span,
            why="" if point.key_point in voided else point.why,
            confidence=point.confidence,
            made=None if point.key_point in voided else point.made,
            passage=cited,
            agreement=point.agreement,
        )
    held: list[HeldBelief] = []
    beliefs = {misconception.id for misconception in question.misconceptions}
    for belief in judgement.held:
        if belief.misconception not in beliefs or any(one.misconception == belief.misconception for one in held):
            continue
        span = find_quote(answer, belief.quote, void)
        if span is None:
            voided.append(belief.misconception)
        else:
            held.append(HeldBelief(misconception=belief.misconception, quote=answer[span[0] : span[1]]))
    return (
        tuple(verdicts[point.id] for point in question.key_points if point.id in verdicts),
        tuple(held),
        tuple(voided),
    )


def assess(
    question: Question,
    answer: str,
    judgement: Judgement,
    *,
    sent: Collection[str] = (),
    graded_by: str,
    prompt_version: str = "",
    suggested: bool = False,
    usage: Usage | None = None,
    seconds: float | None = None,
    exchange: tuple[Line, ...] = (),
) -> Assessment:
    """The assessment that a whole judgement amounts to.

    Raises CannotGrade if a key point has no verdict, or two that differ.
    """
    seen: dict[str, Verdict] = {}
    for point in judgement.points:
        if seen.setdefault(point.key_point, point.verdict) is not point.verdict:
            raise CannotGrade(f"The coach gave two verdicts on “{point.key_point}”.")
    lacking = [point.id for point in question.key_points if point.id not in seen]
    if lacking:
        raise CannotGrade(f"The coach gave no verdict on {', '.join(f'“{one}”' for one in lacking)}.")
    verdicts, held, voided = checked_points(question, answer, judgement, sent)
    by_id = {verdict.key_point: verdict.verdict for verdict in verdicts}
    score = score_of(question, by_id)
    follow_up = judgement.follow_up
    if follow_up and by_id.get(follow_up.targets, Verdict.COVERED) is Verdict.COVERED:
        follow_up = None
    return Assessment(
        question=question.id,
        verdicts=verdicts,
        held=held,
        voided=voided,
        score=score,
        band=band_of(score),
        feedback=judgement.feedback,
        follow_up=follow_up,
        suggested=suggested,
        graded_by=graded_by,
        prompt_version=prompt_version,
        rubric_hash=question.rubric_hash,
        passages=tuple(sent),
        usage=usage,
        seconds=seconds,
        exchange=exchange,
    )


def points_to_next_band(question: Question, assessment: Assessment) -> tuple[Band, tuple[str, ...]] | None:
    """The next band up and the fewest key points, heaviest first, that would reach it.

    None at the top, and where the rubric has a point that the answer was never judged by: nobody knows, then.
    """
    bands = list(BAND_FLOORS)
    verdicts = {verdict.key_point: verdict.verdict for verdict in assessment.verdicts}
    if assessment.band is bands[0] or any(point.id not in verdicts for point in question.key_points):
        return None
    target = bands[bands.index(assessment.band) - 1]
    needed: list[str] = []
    open_points = sorted(
        (point for point in question.key_points if verdicts[point.id] is not Verdict.COVERED),
        key=lambda point: (-point.core, -(1 - CREDIT[verdicts[point.id]]) * point.weight),
    )
    for point in open_points:
        verdicts[point.id] = Verdict.COVERED
        needed.append(point.id)
        if score_of(question, verdicts) >= BAND_FLOORS[target]:
            break
    return target, tuple(needed)
