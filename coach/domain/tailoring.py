"""What a job description or a résumé makes of a preparation: which topics weigh more, and why.

A topic is never weighed without words of the document that say so; the learner edits the weights before they count.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from pydantic import Field

from coach.domain.application import Document, Part
from coach.domain.base import Record
from coach.domain.preparation import Preparation
from coach.domain.vocabulary import Mention, Term, Vocabulary, mentions

MOST = 16
"""How many topics are weighed more at most: what counts everywhere counts nowhere."""
ENOUGH = 2.0
"""The score from which a topic weighs more: one name in a line that asks for it, or two hints."""
QUOTED = 2
"""How many reasons a topic is shown with."""
_WORTH: Mapping[str, float] = {"name": 2.0, "hint": 1.0}
_PARTS: Mapping[Part, float] = {
    Part.TITLE: 1.0,
    Part.WORK: 1.0,
    Part.WANTED: 1.0,
    Part.NICE: 0.5,
    Part.COMPANY: 0.5,
    Part.OFFERED: 0.0,
}
_BEFORE = 120
"""Characters before a mention that may take it back: room for four words."""
_NO = frozenset({"no", "not", "without", "never"})


class Weight(StrEnum):
    """How much a topic is to count, in words."""

    MORE = "more"
    USUAL = "as usual"
    LESS = "less"
    LEAVE_OUT = "leave out"


FACTORS: Mapping[Weight, float] = {Weight.MORE: 2.0, Weight.USUAL: 1.0, Weight.LESS: 0.5, Weight.LEAVE_OUT: 0.0}


class Reason(Record):
    """Words of the document that speak for a weight."""

    quote: str = Field(description="The line, as it stands in the document.")
    words: str = Field(description="What in it was taken up; the whole line where a model or the notes decided.")
    by: str = Field(default="words", description="`words`, `notes` (found by meaning) or `openai:<model>`.")
    nice: bool = Field(default=False, description="It is asked for only if it can be had.")
    instead: bool = Field(default=False, description="The words name another topic in this one's place.")


class TopicWeight(Record):
    """What is proposed for one topic."""

    topic: str
    weight: Weight
    score: float = Field(default=0.0, ge=0, description="For the order alone.")
    reasons: tuple[Reason, ...] = ()


class Expected(Record):
    """A behavioural question to expect, with the words that lead to it."""

    question: str = Field(description="Id of a question of the bank.")
    quote: str = Field(description="The document's own words.")
    project: str = Field(default="", description="The project's name as the document has it; empty if it has none.")
    by: str = "words"


class Proposal(Record):
    """The whole of it."""

    topics: tuple[TopicWeight, ...] = Field(default=(), description="The heaviest first; topics not named are usual.")
    expected: tuple[Expected, ...] = ()
    by: str = Field(default="words", description="`words`, or `openai:<model>`.")
    notice: str = Field(default="", description="What the learner should know of how it came about.")

    def weight_of(self, topic: str) -> Weight:
        """What is proposed for the topic."""
        return next((one.weight for one in self.topics if one.topic == topic), Weight.USUAL)


def weigh(
    document: Document, terms: tuple[Term, ...], vocabulary: Vocabulary, found: Iterable[tuple[int, str]] = ()
) -> tuple[TopicWeight, ...]:
    """What the document's words make of the topics, the heaviest first.

    `found` gives lines, by index, whose meaning the notes of a topic bear on; each counts as a hint.
    """
    by_topic: dict[str, list[tuple[float, Reason, str]]] = {}
    for mention in mentions(document.text, terms):
        if (reason := _reason(document, mention)) is not None:
            worth, why = reason
            by_topic.setdefault(mention.term.topic, []).append((worth, why, mention.term.words.lower()))
    for index, topic in found:
        line = document.lines[index]
        why = Reason(quote=line.text, words=line.text, by="notes", nice=line.part is Part.NICE)
        by_topic.setdefault(topic, []).append((_PARTS[line.part], why, f"line {index}"))
    weighed = [_weighed(topic, reasons) for topic, reasons in by_topic.items()]
    weighed.sort(key=lambda one: -one.score)
    weighed = _at_most(weighed)
    return (*weighed, *_instead(weighed, vocabulary))


def unnamed_lines(document: Document, terms: tuple[Term, ...]) -> list[int]:
    """Lines that ask for something in words that no term names: what the notes may be searched for."""
    named = {line.start for one in mentions(document.text, terms) if (line := document.line_at(one.start))}
    return [
        index
        for index, line in enumerate(document.lines)
        if line.part in {Part.WORK, Part.WANTED, Part.NICE} and line.start not in named and len(line.text.split()) >= 5
    ]


def focus_of(preparation: Preparation, weights: Mapping[str, Weight]) -> Preparation:
    """The preparation with these weights; a topic that they don't name is as usual."""
    focus = {topic: FACTORS[weight] for topic, weight in weights.items() if weight is not Weight.USUAL}
    return preparation.model_copy(update={"focus": focus})


def weights_of(preparation: Preparation) -> dict[str, Weight]:
    """What the preparation's focus says in words, of topics that aren't as usual."""
    return {
        topic: min(FACTORS, key=lambda one: abs(FACTORS[one] - factor))
        for topic, factor in preparation.focus.items()
        if factor != 1.0
    }


def _reason(document: Document, mention: Mention) -> tuple[float, Reason] | None:
    line = document.line_at(mention.start)
    if line is None or not _PARTS[line.part]:
        return None
    if _is_denied(document.text[max(line.start, mention.start - _BEFORE) : mention.start]):
        return None
    worth = _WORTH[mention.term.strength] * _PARTS[line.part]
    words = document.text[mention.start : mention.end].strip(" ,;:()/.")
    return worth, Reason(quote=line.text, words=words, nice=line.part is Part.NICE)


def _is_denied(before: str) -> bool:
    """Whether what stands before it in the line takes it back: “no Kubernetes needed”."""
    return any(
        word.strip("(,") in _NO or word.endswith("n't") for word in before.lower().replace("’", "'").split()[-4:]
    )


def _weighed(topic: str, reasons: Sequence[tuple[float, Reason, str]]) -> TopicWeight:
    """Each term counts once, where it counts most."""
    best: dict[str, tuple[float, Reason]] = {}
    for worth, reason, term in reasons:
        if term not in best or worth > best[term][0]:
            best[term] = (worth, reason)
    ordered = sorted(best.values(), key=lambda one: -one[0])
    score = sum(worth for worth, _ in ordered)
    shown: dict[str, Reason] = {}
    for _, reason in ordered:
        shown.setdefault(reason.quote, reason)
    return TopicWeight(
        topic=topic,
        weight=Weight.MORE if score >= ENOUGH else Weight.USUAL,
        score=score,
        reasons=tuple(shown.values())[:QUOTED],
    )


def _at_most(weighed: Sequence[TopicWeight]) -> list[TopicWeight]:
    return [
        one.model_copy(update={"weight": Weight.USUAL}) if place >= MOST else one for place, one in enumerate(weighed)
    ]


def _instead(weighed: Sequence[TopicWeight], vocabulary: Vocabulary) -> Iterable[TopicWeight]:
    """Topics that the document names another in place of: one language is asked for, so the others weigh less."""
    by_topic = {one.topic: one for one in weighed}
    for group in vocabulary.alternatives:
        wanted = [by_topic[topic] for topic in group if topic in by_topic and by_topic[topic].weight is Weight.MORE]
        if wanted:
            reasons = (wanted[0].reasons[0].model_copy(update={"instead": True}),)
            for topic in group:
                if topic not in by_topic:
                    yield TopicWeight(topic=topic, weight=Weight.LESS, reasons=reasons)
