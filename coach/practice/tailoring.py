"""Tailoring: from somebody's document to a proposal, and from what they make of it to their preparation."""

import logging
from collections import Counter
from collections.abc import Callable, Mapping

from coach.domain.application import Document, Kind, read_document
from coach.domain.expecting import behavioural, expected_questions
from coach.domain.knowledge import Knowledge
from coach.domain.preparation import Preparation
from coach.domain.tailoring import Proposal, Weight, focus_of, unnamed_lines, weigh
from coach.domain.vocabulary import Vocabulary, terms_of
from coach.errors import CoachError
from coach.ports import Advice, AdviceTask, Adviser, Retriever, Store
from coach.practice.preparing import prepare

log = logging.getLogger(__name__)

SEARCHED = 24
"""How many lines that nothing names are looked up in the notes."""
ALIKE = 3
"""Of so many passages nearest to a line, most have to be one topic's for the line to speak for it."""
KEPT = "tailoring"
"""The preference that a document is kept under, if the learner says so."""
EMPTY = "There is nothing to read. Paste the text, or choose a file."
NOTHING = (
    "None of its words lead to a topic of the syllabus. Choose weights yourself below, or paste the part that says "
    "what is asked for."
)


class Tailoring:
    """Reads documents. Thread-safe; what it is given is kept nowhere."""

    def __init__(
        self,
        *,
        knowledge: Knowledge,
        retriever: Retriever,
        vocabulary: Vocabulary,
        text_of: Callable[[bytes], str],
        adviser: Adviser | None = None,
    ) -> None:
        self._knowledge = knowledge
        self._retriever = retriever
        self._vocabulary = vocabulary
        self._terms = terms_of(vocabulary, knowledge)
        self.text_of = text_of
        """The text of a file's bytes; raises DocumentError."""
        self.adviser = adviser
        """A model that reads along, where one is configured."""

    def propose(self, document: Document) -> Proposal:
        """What the document's words make of the topics, without a model."""
        topics = weigh(document, self._terms, self._vocabulary, self._found(document))
        expected = expected_questions(document, self._vocabulary, self._knowledge, self._terms)
        return Proposal(topics=topics, expected=expected, notice="" if topics or expected else NOTHING)

    def consult(self, document: Document, offline: Proposal) -> Proposal:
        """The proposal after the model has read the document too; `offline`, and why, if it can't."""
        if self.adviser is None:
            return offline
        task = AdviceTask(
            document=document.text,
            kind=document.kind,
            topics={topic.id: topic.title for topic in self._knowledge.syllabus.topics()},
            questions=behavioural(self._knowledge),
        )
        try:
            advice = self.adviser.advise(task)
        except CoachError as error:
            log.info("the model gave no advice: %s", error)
            return offline.model_copy(update={"notice": f"{error} This is what the words alone say."})
        return _joined(offline, advice)

    def _found(self, document: Document) -> list[tuple[int, str]]:
        found: list[tuple[int, str]] = []
        for index in unnamed_lines(document, self._terms)[:SEARCHED]:
            try:
                hits = self._retriever.search(document.lines[index].text, k=ALIKE)
            except CoachError as error:
                log.warning("the notes could not be searched: %s", error)
                return found
            topics = Counter(hit.passage.topic for hit in hits)
            if topics and (nearest := topics.most_common(1)[0])[1] > ALIKE // 2:
                found.append((index, nearest[0]))
        return found


def read(text: str, kind: Kind) -> Document:
    """The document. ValueError if there is nothing in it."""
    if not text.strip():
        raise ValueError(EMPTY)
    return read_document(text, kind)


def apply(store: Store, learner: str, weights: Mapping[str, Weight]) -> Preparation:
    """Make these weights the learner's focus."""
    return prepare(store, learner, lambda one: focus_of(one, weights))


def clear(store: Store, learner: str) -> Preparation:
    """Every topic as usual again."""
    return apply(store, learner, {})


def keep_document(store: Store, learner: str, document: Document) -> None:
    """Keep the document with the learner's preferences: only when they said so."""
    store.prefer(learner, KEPT, f"{document.kind.name}\n{document.text}")


def kept_document(store: Store, learner: str) -> Document | None:
    """The document that was kept, if one was."""
    name, _, text = (store.preference(learner, KEPT) or "").partition("\n")
    return read_document(text, Kind[name]) if name in Kind.__members__ and text.strip() else None


def forget_document(store: Store, learner: str) -> None:
    """Take the kept document's words out of the record."""
    store.prefer(learner, KEPT, "")


def _joined(offline: Proposal, advice: Advice) -> Proposal:
    """What the model says goes before what the words say of the same topic; what it passed over stays."""
    said = {one.topic for one in advice.topics}
    topics = (*advice.topics, *(one for one in offline.topics if one.topic not in said))
    order = list(Weight)
    asked = {one.question for one in advice.expected}
    return Proposal(
        topics=tuple(sorted(topics, key=lambda one: order.index(one.weight))),
        expected=(*advice.expected, *(one for one in offline.expected if one.question not in asked))[:10],
        by=advice.by,
        notice=advice.notice,
    )
