"""What the embedded coach says about an answer: what it measured, and no more."""

from collections.abc import Sequence

from coach.adapters.embedded.wording import content
from coach.domain.assessment import PointJudgement
from coach.domain.clauses import words
from coach.domain.question import KeyPoint, Question
from coach.domain.scoring import LOST, Verdict

HONEST = (
    "I compare meaning and words and can't judge whether something is right, so these are suggestions: correct what I "
    "misread."
)
NEAR = 0.35
"""Cosines from here up are usually about the same thing."""


def why(point: KeyPoint, verdict: Verdict, quote: str, *, cosine: float, belief: str | None) -> str:
    """One sentence on a suggested verdict. `belief` is the misconception that the quote is nearer to, if any."""
    if verdict is Verdict.MISSING:
        if cosine < NEAR:
            return "Nothing you said comes close to this point in meaning."
        return "The nearest thing you said isn't close enough to the point for me to suggest it."
    if verdict is Verdict.CONTRADICTED:
        if belief:
            return f"This is about the point, and closer to a common misconception: “{belief.rstrip('.')}”."
        return "This is about the point, and put the way that answers which get it wrong put it."
    closeness = "close to the point in meaning" if cosine >= NEAR else "the nearest to the point in meaning"
    shared = _shared(point.claim, quote)
    ending = f", and uses its words {shared}" if shared else ", in other words than the rubric's"
    if verdict is Verdict.PARTIAL:
        return f"This is {closeness}{ending}, but less so than where a point is made in full."
    return f"This is {closeness}{ending}."


def feedback(question: Question, points: Sequence[PointJudgement]) -> str:
    """Two or three sentences: the best match, the heaviest point that wasn't found, and what this can't tell."""
    said = [point for point in points if point.verdict not in LOST]
    by_id = {point.key_point: point for point in points}
    lost = [point for point in question.key_points if by_id[point.id].verdict in LOST]
    best = max(said, key=lambda point: (point.verdict is Verdict.COVERED, point.confidence or 0.0), default=None)
    parts = []
    if best is not None:
        parts.append(f"Closest to what I look for is “{_shortened(best.quote)}”.")
    else:
        parts.append(
            "Nothing here comes close enough to the points that I look for; if you said them by way of a comparison, "
            "tick them yourself."
        )
    if lost:
        heaviest = max(lost, key=lambda point: (point.core, point.weight))
        against = by_id[heaviest.id].verdict is Verdict.CONTRADICTED
        opening = (
            "It seems to me that you said otherwise on this"
            if against
            else "What I couldn't find, and what weighs most"
        )
        parts.append(f"{opening}: {_ended(heaviest.claim)}")
    parts.append(HONEST)
    return " ".join(parts)


def _shared(claim: str, quote: str) -> str:
    """Up to three words of the quote that the claim has too, quoted."""
    stems = content(claim)
    found = dict.fromkeys(word for word in words(quote) if content(word) & stems)
    return ", ".join(f"“{word}”" for word in list(found)[:3])


def _shortened(quote: str, longest: int = 140) -> str:
    if len(quote) <= longest:
        return " ".join(quote.split()).rstrip(".,;:")
    return " ".join(quote[:longest].split()[:-1]) + " …"


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."
