"""May a follow-up in the coach's own words be asked? Checked here, not in the prompt."""

from coach.domain.clauses import words
from coach.domain.practice import Turn
from coach.domain.question import FollowUp, Question

LONGEST = 45
"""Words; an interviewer's question fits into one breath."""
TOLD = 0.5
"""From this share of a claim's own words on, a text says the claim instead of asking for it."""
_EMPTY = frozenset(
    (
        "about after again also another because been before being between both could does doing done each else even "
        "ever every from give gives going have having here into just kind know like made make makes many might more "
        "most much must need needs only other over said same says should show some something such take takes than "
        "that their them then there these they thing things this those through under until upon used uses using very "
        "want wants well were what when where whether which while will with without would your yours"
    ).split()
)


def content(text: str) -> frozenset[str]:
    """The words of a text that carry meaning, their endings left out, so that "locks" and "locked" are one."""
    return frozenset(_stem(word) for word in words(text) if len(word) > 3 and word not in _EMPTY)


def gives_away(text: str, claim: str, *, known: str) -> bool:
    """Whether the text says half or more of what is the claim's own: its words that are not in `known`."""
    own = content(claim) - content(known)
    told = own & content(text)
    return len(told) > 1 and len(told) / len(own) >= TOLD


def takes_up(offer: FollowUp, turn: Turn, question: Question) -> bool:
    """Whether a coach's own follow-up is one short question that takes up the learner's words and gives nothing away.

    `question` is the main question with its whole rubric.
    """
    answer = turn.answer.text if turn.answer else ""
    ask = offer.ask.strip()
    if not ask.endswith("?") or ask.count("?") > 1 or len(words(ask)) > LONGEST:
        return False
    if not content(ask) & content(answer):
        return False
    claims = {point.id: point.claim for point in question.key_points}
    claim = claims.get(offer.targets)  # none where it is gone from the rubric since
    return claim is not None and not gives_away(ask, claim, known=f"{answer} {question.prompt}")


def _stem(word: str) -> str:
    for ending in ("ations", "ation", "ings", "ing", "ies", "ied", "ers", "er", "ed", "es", "e", "s", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
