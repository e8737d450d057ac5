"""From a folder of knowledge to `Knowledge`: what is broken is named, and the rest still works."""

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from coach.adapters.files.note_source import NoteSource
from coach.adapters.files.validation import faults_of
from coach.adapters.files.yaml_source import YamlSource
from coach.domain.fault import Fault
from coach.domain.graded import GradedAnswer, GradedAnswers
from coach.domain.knowledge import Knowledge
from coach.domain.note import Note
from coach.domain.question import Question
from coach.domain.syllabus import Syllabus, extended
from coach.errors import ContentError

_T = TypeVar("_T")
_QUESTION = TypeAdapter(Question)
_ANSWERS = TypeAdapter(GradedAnswers)


class TopicSource:
    """The three files of one topic, parsed; what could not be read is among the faults.

    A file that isn't there is taken from `below`, the folder of the same topic underneath. Answers are to questions of
    the same folder: who brings questions of their own does without the answers to the others.
    """

    def __init__(self, folder: Path, topic: str, root: Path, below: Path | None = None) -> None:
        self.topic = topic
        self.folder = folder
        self.faults: list[Fault] = []
        self.questions: list[tuple[int, Question]] = []
        """With the index that each has in its file."""
        self.answers: list[tuple[int, GradedAnswers]] = []
        self.note: NoteSource | None = None
        self.questions_yaml: YamlSource | None = None
        self.answers_yaml: YamlSource | None = None
        name = folder.relative_to(root).as_posix() if folder.is_relative_to(root) else str(folder)
        if (path := _first(folder / "note.md", below)) is not None:
            self.note = NoteSource.read(path, f"{name}/note.md", topic)
            self.faults.extend(self.note.faults)
        own_questions = (folder / "questions.yaml").is_file()
        if (path := _first(folder / "questions.yaml", below)) is not None:
            self.questions_yaml = YamlSource.read(path, f"{name}/questions.yaml", topic)
            self.questions = list(self._items(self.questions_yaml, _QUESTION, {"topic": topic}))
        if (path := _first(folder / "answers.yaml", None if own_questions else below)) is not None:
            self.answers_yaml = YamlSource.read(path, f"{name}/answers.yaml", topic)
            self.answers = list(self._items(self.answers_yaml, _ANSWERS, {}))

    def _items(self, source: YamlSource, adapter: TypeAdapter[_T], extra: dict[str, str]) -> Iterable[tuple[int, _T]]:
        self.faults.extend(source.faults)
        if source.faults:
            return
        if not isinstance(source.data, list):
            self.faults.append(source.fault(what="This should be a list.", mend="Start each item with “- ”."))
            return
        for index, item in enumerate(source.data):
            if not isinstance(item, dict):
                self.faults.append(source.fault(index, what="This item should be a mapping.", mend="Give it keys."))
                continue
            try:
                yield index, adapter.validate_python({**item, **extra}, strict=False)
            except ValidationError as error:
                self.faults.extend(faults_of(error, source, index))


class KnowledgeSource:
    """A folder of knowledge, parsed. `knowledge` holds all that is sound enough to be used.

    With `base`, the built-in folder, it extends that one: its sections, topics and facets are added, and each of its
    files takes the place of the built-in file of that name; unless its syllabus says `replaces: true`.
    """

    def __init__(self, root: Path, only: Iterable[str] | None = None, base: Path | None = None) -> None:
        self.root = root
        self.faults: list[Fault] = []
        self.base = None if base is None or base.resolve() == root.resolve() else base
        self.syllabus_yaml, self.syllabus = self._read_syllabus()
        wanted = set(only) if only is not None else None
        self.topics: dict[str, TopicSource] = {}
        self.own: set[str] = set()
        """Ids of the topics of which this folder has files, rather than the built-in one."""
        for topic in self.syllabus.topics():
            if wanted is not None and topic.id not in wanted:
                continue
            folder = root / "topics" / topic.id
            below = self.base / "topics" / topic.id if self.base else None
            if folder.is_dir():
                self.topics[topic.id] = TopicSource(folder, topic.id, root, below)
                self.own.add(topic.id)
            elif self.base and below and below.is_dir():
                self.topics[topic.id] = TopicSource(below, topic.id, self.base)
            else:
                continue
            self.faults.extend(self.topics[topic.id].faults)
        if self.base is not None:
            self.faults.extend(self.strangers())
        self.knowledge = self._knowledge()

    def strangers(self) -> list[Fault]:
        """Folders of topics that the syllabus doesn't have."""
        folder = self.root / "topics"
        folders = {path.name for path in folder.iterdir() if path.is_dir()} if folder.is_dir() else set()
        return [
            Fault(
                file=f"topics/{name}",
                what=f"“{name}” is not in the syllabus.",
                mend="Add it to syllabus.yaml, or rename the folder.",
            )
            for name in sorted(folders - {topic.id for topic in self.syllabus.topics()})
        ]

    def _read_syllabus(self) -> tuple[YamlSource, Syllabus]:
        path = self.root / "syllabus.yaml"
        if path.is_file():
            source = YamlSource.read(path, "syllabus.yaml")
            self.faults.extend(source.faults)
            try:
                own = Syllabus.model_validate(source.data)
            except ValidationError as error:
                self.faults.extend(faults_of(error, source))
                raise ContentError("\n".join(str(fault) for fault in self.faults)) from error
            if self.base is None or own.replaces:
                self.base = None
                return source, own
            return source, extended(_syllabus_of(self.base), own)
        if self.base is None or not (self.root / "topics").is_dir():
            either = "no syllabus" if self.base is None else "neither syllabus.yaml nor topics/"
            raise ContentError(
                f"There is {either} at {path if self.base is None else self.root}. "
                "Reinstall the coach, or mend COACH_KNOWLEDGE."
            )
        return YamlSource("", "syllabus.yaml"), _syllabus_of(self.base)

    def _knowledge(self) -> Knowledge:
        notes: dict[str, Note] = {}
        questions: dict[str, Question] = {}
        answers: dict[str, tuple[GradedAnswer, ...]] = {}
        for topic, source in self.topics.items():
            if source.note and source.note.note:
                notes[topic] = source.note.note
            for index, question in source.questions:
                if question.id in questions:
                    assert source.questions_yaml
                    self.faults.append(
                        source.questions_yaml.fault(
                            index, "id", what=f"The question id “{question.id}” is taken.", mend="Choose another."
                        )
                    )
                else:
                    questions[question.id] = question
            for _, graded in source.answers:
                answers.setdefault(graded.question, graded.answers)
        return Knowledge(syllabus=self.syllabus, notes=notes, questions=questions, graded_answers=answers)


def _first(own: Path, below: Path | None) -> Path | None:
    """The file in one's own folder, or else the one of that name underneath."""
    candidates = (own, *([below / own.name] if below else []))
    return next((path for path in candidates if path.is_file()), None)


def _syllabus_of(root: Path) -> Syllabus:
    return KnowledgeSource(root, only=()).syllabus
