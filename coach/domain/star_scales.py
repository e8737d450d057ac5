"""The five anchored scales, the marks that code gives on them, and the score that follows.

The anchors are what a mark of 1, 3 and 5 looks like; 2 and 4 lie between. A level moves two things: how much each
scale counts, and what a 5 takes.
"""

from collections.abc import Mapping, Sequence

from coach.domain.base import Record
from coach.domain.question import Level
from coach.domain.star import PART_NAMES, Has, Mark, Ownership, Part, Scale, Share, StoryKind

ANCHORS: Mapping[Scale, Mapping[int, str]] = {
    Scale.STRUCTURE: {
        1: "No story can be made out: no acts, or nothing that happened.",
        3: "A story with one part missing, or one that crowds out the rest.",
        5: "Situation, task, action and result are all there, and most of the time goes to the action.",
    },
    Scale.OWNERSHIP: {
        1: "Nothing that you yourself did, or it is all put on others.",
        3: "Acts, but mostly “we”, or only one or two of your own.",
        5: "Several acts that were clearly yours, and others get their credit.",
    },
    Scale.IMPACT: {
        1: "Nothing is said of what came of it.",
        3: "There is a result, in words that nobody could check.",
        5: "The result is measured, and the numbers can be compared with how it was before.",
    },
    Scale.RELEVANCE: {
        1: "It answers another question.",
        3: "It touches the question, and leaves its point open.",
        5: "It answers exactly what was asked, with one particular case.",
    },
    Scale.REFLECTION: {
        1: "No look back, or others are to blame.",
        3: "A look back is implied, or it is a phrase that fits any story.",
        5: "It names what you learned and what you do differently since.",
    },
}

BY_LEVEL: Mapping[Level, str] = {
    Level.JUNIOR: "At junior, clear acts of your own and an honest result are enough, however small the task.",
    Level.MID: "At mid, the result should be one that can be checked, and the task should be yours.",
    Level.SENIOR: "At senior, a 5 takes a measured result and a look back; decisions with their price count as acts.",
}

WEIGHTS: Mapping[Level, Mapping[Scale, float]] = {
    Level.JUNIOR: {Scale.STRUCTURE: 3, Scale.OWNERSHIP: 3, Scale.IMPACT: 2, Scale.RELEVANCE: 1, Scale.REFLECTION: 1},
    Level.MID: {Scale.STRUCTURE: 3, Scale.OWNERSHIP: 3, Scale.IMPACT: 3, Scale.RELEVANCE: 1, Scale.REFLECTION: 1},
    Level.SENIOR: {Scale.STRUCTURE: 3, Scale.OWNERSHIP: 3, Scale.IMPACT: 3, Scale.RELEVANCE: 1, Scale.REFLECTION: 1.5},
}


class Facts(Record):
    """What the marks rest on."""

    has: Has
    shares: tuple[Share, ...]
    own_acts: int
    acts: int
    ownership: Ownership
    measured: bool
    results: int
    reflection: bool
    story: StoryKind
    blame: bool
    relevance: int


def marks(facts: Facts) -> tuple[Mark, ...]:
    """A mark on each scale."""
    return (
        _mark(Scale.STRUCTURE, *_structure(facts)),
        _mark(Scale.OWNERSHIP, *_ownership(facts)),
        _mark(Scale.IMPACT, *_impact(facts)),
        _mark(Scale.RELEVANCE, *_relevance(facts)),
        _mark(Scale.REFLECTION, *_reflection(facts)),
    )


def score(facts: Facts, given: Sequence[Mark], level: Level) -> int:
    """The overall score from 1 to 5: the weighted mean of the marks, capped by what no polish makes up for."""
    weights = WEIGHTS[level]
    mean = sum(weights[one.scale] * one.mark for one in given) / sum(weights[one.scale] for one in given)
    return max(1, min(round(mean), *_caps(facts, level)))


def _caps(facts: Facts, level: Level) -> list[int]:
    caps = [5]
    if facts.story != "real":
        caps.append(2 if facts.has.action or facts.has.situation else 1)
    if not facts.has.action or facts.relevance <= 1:
        caps.append(2)
    if not facts.has.action and not facts.has.result:
        caps.append(1)
    unchecked = not facts.measured and not facts.reflection
    if not facts.has.result or facts.ownership == "we" or facts.blame or unchecked:
        caps.append(3)
    if not (facts.measured and (facts.reflection or level is Level.JUNIOR)):
        caps.append(4)
    return caps


def _structure(facts: Facts) -> tuple[int, str]:
    if facts.story != "real":
        return 1, "It doesn't tell something that happened."
    missing = [one.part for one in facts.shares if one.verdict == "missing"]
    crowding = [one.part for one in facts.shares if one.verdict == "overlong" and one.part is not Part.ACTION]
    if Part.ACTION in missing:
        return (2 if Part.RESULT not in missing else 1), "What you did is missing."
    heavy = sum(1 for part in missing if part is not Part.TASK) + 0.5 * (Part.TASK in missing)
    mark = 5 - 1.5 * heavy - (0.8 if Part.SITUATION in crowding else 0.0)
    named = " and ".join(PART_NAMES[part].lower() for part in missing)
    words = (
        f"Missing: {named}." if missing else "The situation crowds out the rest." if crowding else "All four are there."
    )
    return max(1, round(mark)), words


def _ownership(facts: Facts) -> tuple[int, str]:
    if facts.story != "real" or not facts.has.action:
        return 1, "There is no act of yours in it."
    if facts.ownership == "we":
        return 2, "All of it is told of “we”, so your part can't be seen."
    mark = 5 if facts.own_acts >= 3 else 4 if facts.own_acts == 2 else 3
    if facts.ownership == "mixed":
        mark -= 1
    if facts.blame:
        return max(2, mark - 2), "Others are blamed, which hides what was in your hands."
    return mark, "Your own acts stand out." if mark >= 4 else "There is too little that was clearly yours."


def _impact(facts: Facts) -> tuple[int, str]:
    if facts.story != "real" or not facts.has.result:
        return 1, "What came of it isn't said."
    if facts.measured:
        return 5, "The result is measured."
    return 3, "There is a result, but nothing that could be checked."


def _relevance(facts: Facts) -> tuple[int, str]:
    words = {1: "It answers another question.", 2: "It hardly touches what was asked.", 3: "It touches the question."}
    mark = min(facts.relevance, 2) if facts.story != "real" else facts.relevance
    if facts.story != "real":
        return mark, "The question asks for a case that happened."
    return mark, words.get(mark, "It answers what was asked.")


def _reflection(facts: Facts) -> tuple[int, str]:
    if facts.reflection:
        return (3, "It says what was learned, and blames as well.") if facts.blame else (5, "It says what was learned.")
    return (1, "It blames instead of looking back.") if facts.blame else (2, "It doesn't say what you learned.")


def _mark(scale: Scale, mark: int, why: str) -> Mark:
    return Mark(scale=scale, mark=mark, why=why)
