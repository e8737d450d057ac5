"""Everything curated, in one value: syllabus, notes, questions, graded answers."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from coach.domain.ad_hoc import TOPIC as OWN
from coach.domain.base import Record
from coach.domain.graded import GradedAnswer
from coach.domain.note import Note, Passage
from coach.domain.question import Level, Question
from coach.domain.syllabus import Facet, Syllabus


class Knowledge(Record):
    """What the coach teaches from. Topics that are not written have neither note nor questions."""

    syllabus: Syllabus
    notes: Mapping[str, Note] = {}
    questions: Mapping[str, Question] = {}
    graded_answers: Mapping[str, tuple[GradedAnswer, ...]] = {}

    @cached_property
    def _by_topic(self) -> Mapping[str, tuple[Question, ...]]:
        found: dict[str, list[Question]] = {}
        for question in self.questions.values():
            found.setdefault(question.topic, []).append(question)
        return {topic: tuple(questions) for topic, questions in found.items()}

    def is_written(self, topic: str) -> bool:
        """Whether the topic has a note and questions."""
        return topic in self.notes and topic in self._by_topic

    def title_of(self, topic: str) -> str:
        """The topic's title; what a topic that isn't in the syllabus is called, where it is none of ours."""
        try:
            return self.syllabus.topic(topic).title
        except KeyError:
            return "Your own question" if topic == OWN else topic

    def title_of_section(self, section: str) -> str:
        """The section's title; its id where the syllabus doesn't have it any more."""
        try:
            return self.syllabus.section(section).title
        except KeyError:
            return section

    def facets_of(self, topic: str) -> tuple[Facet, ...]:
        """The topic's facets; none where the syllabus doesn't have it."""
        try:
            return self.syllabus.topic(topic).facets
        except KeyError:
            return ()

    def passages(self) -> Iterator[Passage]:
        """Every passage of every note, in the order of the syllabus."""
        for topic in self.syllabus.topics():
            if note := self.notes.get(topic.id):
                yield from note.passages

    def passage(self, passage: str) -> Passage:
        """The passage with that id (`topic#anchor`); KeyError if there is none."""
        topic, _, anchor = passage.partition("#")
        return self.notes[topic].passage(anchor)

    def questions_on(self, topic: str, level: Level | None = None) -> tuple[Question, ...]:
        """The topic's questions, in the order of the bank; only those at `level` when it is given."""
        return tuple(question for question in self._by_topic.get(topic, ()) if level is None or question.level is level)
