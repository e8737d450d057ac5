"""What can be counted in a story once its sentences are labelled: who acts, what is measured, how long each part is."""

import re
from collections.abc import Sequence

from coach.domain import star_cues as cues
from coach.domain.clauses import words
from coach.domain.star import STORY_PARTS, Ownership, Part, Share, StoryKind

WORDS_PER_MINUTE = 140
"""A calm speaking pace."""

BANDS = {
    Part.SITUATION: (0.08, 0.30),
    Part.TASK: (0.05, 0.20),
    Part.ACTION: (0.35, 0.70),
    Part.RESULT: (0.10, 0.35),
}
"""The healthy share of the story's words, by part: most of the time belongs to what you did."""
MOSTLY = 3
"""So many times as many “I” as “we” make an answer one's own."""

_TEXT_ONLY = re.compile(r"[^\W\d_]+")


def shares(labelled: Sequence[tuple[str, Part]]) -> tuple[Share, ...]:
    """How much of the story each part takes, and whether that is healthy."""
    counts = {part: sum(len(words(text)) for text, one in labelled if one is part) for part in STORY_PARTS}
    total = sum(counts.values())
    found = []
    for part, count in counts.items():
        share = count / total if total else 0.0
        low, high = BANDS[part]
        verdict = "missing" if not count else "thin" if share < low else "overlong" if share > high else "healthy"
        found.append(Share.model_validate({"part": part, "share": round(share, 3), "verdict": verdict}))
    return tuple(found)


def ownership(labelled: Sequence[tuple[str, Part]]) -> Ownership:
    """Whether the acts are the speaker's, the team's, or both; where nobody acts, the whole answer is asked."""
    acts = [text for text, part in labelled if part is Part.ACTION] or [text for text, _ in labelled]
    mine = sum(cues.count(cues.I_SUBJECT, text) for text in acts)
    team = sum(cues.count(cues.WE_SUBJECT, text) for text in acts)
    if not mine and not team:
        every = " ".join(text for text, _ in labelled)
        return "we" if cues.WE_SUBJECT.search(every) and not cues.I_SUBJECT.search(every) else "i"
    if mine >= MOSTLY * team:
        return "i"
    return "we" if team >= MOSTLY * mine else "mixed"


def own_acts(labelled: Sequence[tuple[str, Part]]) -> int:
    """How many sentences tell of something that was done, and don't tell it of “we” alone."""
    return sum(
        1
        for text, part in labelled
        if part is Part.ACTION and not (cues.WE_SUBJECT.search(text) and not cues.I_SUBJECT.search(text))
    )


def measured_result(labelled: Sequence[tuple[str, Part]]) -> str:
    """The first result that comes with a number, or empty. A year or a date alone measures nothing."""
    for text, part in labelled:
        if part is Part.RESULT and cues.SHARP_MEASURE.search(cues.YEAR.sub("", text)):
            return text
    return ""


def blaming(labelled: Sequence[tuple[str, Part]]) -> tuple[str, ...]:
    """The sentences that put it on others."""
    return tuple(text for text, _ in labelled if cues.BLAME.search(text))


def story_kind(labelled: Sequence[tuple[str, Part]]) -> StoryKind:
    """Whether it happened, would happen, or is how the speaker always is."""
    told = sum(1 for _, part in labelled if part in STORY_PARTS)
    would = sum(1 for text, part in labelled if part not in STORY_PARTS and cues.WOULD.search(text))
    habit = sum(1 for text, part in labelled if part not in STORY_PARTS and cues.HABIT.search(text))
    all_would = sum(1 for text, _ in labelled if cues.WOULD.search(text))
    half = max(len(labelled) / 2, 1)
    if would + habit > told or all_would >= half:
        return "hypothetical" if max(would, all_would) >= habit else "general"
    if told <= 1 and len(labelled) >= 3:
        return "hypothetical" if all_would > habit else "general"
    return "real"


def seconds_to_say(answer: str) -> int:
    """How long it takes to say, in seconds."""
    return round(len(_TEXT_ONLY.findall(answer)) / WORDS_PER_MINUTE * 60)
