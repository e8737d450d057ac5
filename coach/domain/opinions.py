"""Several judgements of one answer made into one: the verdict of most, point by point."""

from collections import Counter
from collections.abc import Sequence

from coach.domain.assessment import Agreement, HeldBelief, Judgement, PointJudgement
from coach.domain.clauses import Span
from coach.domain.evidence import find_quote
from coach.domain.instructions import orders
from coach.domain.question import Question
from coach.domain.scoring import CREDIT, Verdict


def majority(question: Question, answer: str, judgements: Sequence[Judgement]) -> Judgement:
    """What most of the judgements say of each key point, and how many of them that is.

    A verdict whose quote isn't in the answer counts as `missing` before anybody counts, so that no majority rests on
    words that were never said. Where as many say one thing as another, the one that gives less credit wins. A belief is
    held if more than half say so with words that are there. The words to the learner are those of the judgement that
    agrees with the outcome on most points, the earliest of such. ValueError without any judgement.
    """
    if not judgements:
        raise ValueError("there is no judgement")
    void = orders(answer)
    sound = [_sound(judgement, answer, void) for judgement in judgements]
    points = tuple(_point(point.id, sound, len(judgements)) for point in question.key_points)
    decided = {point.key_point: point.verdict for point in points}
    nearest = max(
        range(len(sound)), key=lambda at: (sum(decided.get(key) is one.verdict for key, one in sound[at].items()), -at)
    )
    return Judgement(
        points=points,
        held=tuple(_held(question, answer, judgements, void)),
        feedback=judgements[nearest].feedback,
        follow_up=judgements[nearest].follow_up,
    )


def _sound(judgement: Judgement, answer: str, void: Sequence[Span]) -> dict[str, PointJudgement]:
    """By key point, with verdicts whose evidence doesn't hold made `missing`."""
    found: dict[str, PointJudgement] = {}
    for point in judgement.points:
        holds = point.verdict is Verdict.MISSING or find_quote(answer, point.quote, void) is not None
        empty = {"verdict": Verdict.MISSING, "quote": "", "why": "", "made": None}
        found.setdefault(point.key_point, point if holds else point.model_copy(update=empty))
    return found


def _point(key_point: str, sound: Sequence[dict[str, PointJudgement]], of: int) -> PointJudgement:
    given = [judgement[key_point] for judgement in sound if key_point in judgement]
    votes = Counter(point.verdict for point in given)
    winner = max(votes, key=lambda verdict: (votes[verdict], -CREDIT[verdict]))
    agreeing = [point for point in given if point.verdict is winner]
    first = next((point for point in agreeing if point.why), agreeing[0])
    return first.model_copy(update={"agreement": Agreement(same=votes[winner], of=of)})


def _held(question: Question, answer: str, judgements: Sequence[Judgement], void: Sequence[Span]) -> list[HeldBelief]:
    found: list[HeldBelief] = []
    for misconception in question.misconceptions:
        given = [
            next(one for one in judgement.held if one.misconception == misconception.id)
            for judgement in judgements
            if any(
                one.misconception == misconception.id and find_quote(answer, one.quote, void) is not None
                for one in judgement.held
            )
        ]
        if 2 * len(given) > len(judgements):
            found.append(given[0])
    return found
