"""From what a reviewer found to the review: evidence checked, marks and score computed, one question to dig with."""

from collections.abc import Sequence

from coach.domain.assessment import NotGraded
from coach.domain.base import Record
from coach.domain.clauses import words
from coach.domain.evidence import find_quote
from coach.domain.gate import gate
from coach.domain.instructions import orders
from coach.domain.question import KeyPoint, Question
from coach.domain.star import (
    Has,
    NotReviewed,
    Part,
    Read,
    Sentence,
    Share,
    StarReading,
    StarReview,
    StarTask,
    star_sentences,
)
from coach.domain.star_cues import REVIEW_ORDER
from coach.domain.star_facts import blaming, measured_result, own_acts, ownership, seconds_to_say, shares, story_kind
from coach.domain.star_scales import Facts, marks, score
from coach.domain.star_suggestion import invented
from coach.errors import CannotGrade

LEAST = 12
"""Beside orders to the reviewer, so many words make something to review."""
LONGEST = 180
"""Seconds; beyond that an interviewer stops listening."""


def star_gate(task: StarTask) -> NotReviewed | None:
    """Why the answer can't be reviewed, or None if a reviewer should see it."""
    refused = gate(_as_question(task.question), task.answer)
    if refused is None:
        texts = [span.of(task.answer) for span in star_sentences(task.answer)]
        left = [text for text in texts if not is_order(text)]
        if len(left) == len(texts) or len(words(" ".join(left))) >= LEAST:
            return None
        refused = NotGraded(reason="instructions", message="", retry=False)
    return NotReviewed(reason=refused.reason, message=_WHY_NOT.get(refused.reason, refused.message), retry=False)


_WHY_NOT = {
    "empty": "There were no words in that answer, so there is nothing to review.",
    "gibberish": "I couldn't read words in that answer. It is kept, and not reviewed.",
    "echo": "That repeats the question. Tell what happened, in your own words.",
    "instructions": "That gives me instructions instead of a story, so there is no score.",
    "too-short": "That is too short to be a story. Say what the matter was, what you did, and what came of it.",
    "keywords": "Those are terms, not a story. Say what the matter was, what you did, and what came of it.",
}


def is_order(sentence: str) -> bool:
    """Whether a sentence tells the reviewer what to do instead of telling the story."""
    return bool(orders(sentence)) or REVIEW_ORDER.search(sentence) is not None


class _Labelled(Record):
    sentences: tuple[Sentence, ...]
    texts: tuple[tuple[str, Part], ...]


def review_of(task: StarTask, read: Read, *, took: float | None = None) -> StarReview:
    """The review that a reading amounts to. CannotGrade if it doesn't label each sentence once."""
    reading = read.reading
    labelled = _labelled(task.answer, reading)
    texts = labelled.texts
    measured = _measured(task.answer, reading, texts)
    blame = _blame(task.answer, reading, texts)
    told = shares(texts)
    has = _has(texts)
    facts = Facts(
        has=has,
        shares=told,
        own_acts=own_acts(texts),
        acts=sum(1 for _, part in texts if part is Part.ACTION),
        ownership=reading.ownership or ownership(texts),
        measured=bool(measured),
        results=sum(1 for _, part in texts if part is Part.RESULT),
        reflection=any(one.reflects for one in labelled.sentences),
        story=reading.story or story_kind(texts),
        blame=bool(blame),
        relevance=reading.relevance,
    )
    given = marks(facts)
    seconds = seconds_to_say(task.answer)
    made_up = invented(reading.suggestion, task.answer)
    return StarReview(
        sentences=labelled.sentences,
        has=has,
        shares=told,
        quantified_result=bool(measured),
        measured=measured,
        ownership=facts.ownership,
        reflection=facts.reflection,
        story=facts.story,
        blame=blame,
        marks=given,
        score=score(facts, given, task.level),
        level=task.level,
        words=len(words(task.answer)),
        seconds_to_say=seconds,
        advice=_advice(facts, seconds, reading.lift),
        best=reading.best or _best(facts),
        ask=reading.ask or _ask(facts),
        suggestion="" if made_up else reading.suggestion.strip(),
        suggestion_dropped=(
            f"The reviewer's tightened version isn't shown, for it says what you didn't: {', '.join(made_up)}."
            if made_up
            else ""
        ),
        reviewed_by=read.reviewed_by,
        prompt_version=read.prompt_version,
        usage=read.usage,
        took=took,
    )


def _labelled(answer: str, reading: StarReading) -> _Labelled:
    spans = star_sentences(answer)
    if len(spans) != len(reading.parts):
        raise CannotGrade(f"The reviewer labelled {len(reading.parts)} sentences of {len(spans)}.")
    found = [
        Sentence(
            start=span.start,
            end=span.end,
            # An order to the reviewer is no part of any story, whoever labelled it.
            part=Part.OTHER if is_order(span.of(answer)) else part,
            reflects=at in reading.reflections and not is_order(span.of(answer)),
        )
        for at, (span, part) in enumerate(zip(spans, reading.parts, strict=True))
    ]
    texts = tuple((answer[one.start : one.end], one.part) for one in found)
    return _Labelled(sentences=tuple(found), texts=texts)


def _has(texts: Sequence[tuple[str, Part]]) -> Has:
    there = {part for _, part in texts}
    return Has(
        situation=Part.SITUATION in there,
        task=Part.TASK in there,
        action=Part.ACTION in there,
        result=Part.RESULT in there,
    )


def _measured(answer: str, reading: StarReading, texts: Sequence[tuple[str, Part]]) -> str:
    """The measuring words, if they stand in the answer and hold a number; code's own finding where nobody said."""
    if reading.measured is None:
        return measured_result(texts)
    if (span := find_quote(answer, reading.measured)) is None:
        return ""
    quote = answer[span[0] : span[1]]
    return quote if measured_result([(quote, Part.RESULT)]) else ""


def _blame(answer: str, reading: StarReading, texts: Sequence[tuple[str, Part]]) -> tuple[str, ...]:
    if reading.blame is None:
        return blaming(texts)
    spans = (find_quote(answer, quote) for quote in reading.blame)
    return tuple(answer[span[0] : span[1]] for span in spans if span)


def _as_question(prompt: str) -> Question:
    point = KeyPoint(id="story", claim="A story that happened.")
    return Question(id="own", topic="own", prompt=prompt.strip().ljust(5, "."), key_points=(point,))


# -- what is said to the learner --------------------------------------------------------------------------------------


def _advice(facts: Facts, seconds: int, lift: str) -> tuple[str, ...]:
    found = [lift] if lift else []
    if facts.story == "hypothetical":
        found.append("Tell one case that happened. What you would do is no evidence of what you did.")
    elif facts.story == "general":
        found.append("Leave out how you are in general and tell one case: which day, which system, who was there?")
    if facts.relevance <= 2 and facts.story == "real":
        found.append("Say first how this answers the question, or pick a story that does.")
    costly = [one for one in facts.shares if one.part in {Part.ACTION, Part.RESULT} and one.verdict == "missing"]
    found += [advice for one in costly if (advice := _about(one))]
    if facts.story == "real":
        if facts.ownership == "we" and facts.has.action:
            found.append("Say which of these acts were yours: “I” where it was you, a name where it was somebody else.")
        if facts.has.result and not facts.measured:
            found.append("Put a number on the result: how often, how long or how much it was before, and after.")
        if facts.blame:
            found.append("Leave out whose fault it was, and say what was in your own hands.")
    found += [advice for one in facts.shares if one not in costly and (advice := _about(one))]
    if facts.story == "real" and not facts.reflection:
        found.append("End with what you do differently since.")
    if seconds > LONGEST:
        found.append(f"It takes {_minutes(seconds)} to say. Two to three minutes are what people listen to.")
    return tuple(dict.fromkeys(found))


def _about(one: Share) -> str | None:
    part, verdict = one.part, one.verdict
    if verdict == "missing":
        return {
            Part.SITUATION: "Begin with two sentences on where this was and what the matter was.",
            Part.TASK: "Say in one sentence what was yours to achieve.",
            Part.ACTION: "Say what you did, step by step. This is what the question is after.",
            Part.RESULT: "Say what came of it.",
        }[part]
    if verdict == "overlong" and part is Part.SITUATION:
        return (
            f"The situation takes {one.share:.0%} of the story. Two sentences carry it; spend the rest on what you did."
        )
    if verdict == "thin" and part is Part.ACTION:
        return f"What you did takes only {one.share:.0%} of the story. Give it at least a third."
    if verdict == "thin" and part is Part.RESULT:
        return "The result is thin: one sentence more on what changed, and for whom."
    return None


def _best(facts: Facts) -> str:
    if facts.story != "real":
        return ""
    if facts.measured and facts.has.action:
        return "The result comes with a number, so it can be believed."
    if facts.own_acts >= 3:
        return "What you did yourself is clear, step by step."
    if facts.reflection:
        return "You say what you learned from it."
    if facts.has.situation and facts.has.action:
        return "It is one particular case, and that is what counts."
    return ""


def _ask(facts: Facts) -> str:
    """One question, as an interviewer would dig, on what costs most."""
    if facts.story != "real":
        return "Can you think of one time when that really happened? What was the matter, and what did you do?"
    lacks = (
        (not facts.has.action, "What exactly did you do, from the first step to the last?"),
        (facts.relevance <= 2, "How does this answer the question? What in it was closest to what was asked?"),
        (facts.ownership == "we" or facts.own_acts <= 1, "Which of these steps were yours, and what did you decide?"),
        (not facts.has.result, "What came of it in the end, and how did you know?"),
        (not facts.measured, "How would you show that it got better? Which number was it before, and which after?"),
        (facts.blame, "What could you have done differently, whoever else was at fault?"),
        (not facts.has.task, "What was yours to achieve here, and who had asked you for it?"),
        (not facts.has.situation, "Where was this, and why did it matter to anybody?"),
        (not facts.reflection, "What would you do differently today?"),
    )
    return next((ask for lacking, ask in lacks if lacking), "What did your way give up, and why was that worth it?")


def _minutes(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d} minutes"
