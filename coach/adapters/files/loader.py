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
from coach.domain.syllabus import Syllabus
from coach.errors import ContentError

_T = TypeVar("_T")
_QUESTION = TypeAdapter(Question)
_ANSWERS = TypeAdapter(GradedAnswers)


class TopicSource:
    """The three files of one topic, parsed; what could not be read is among the faults."""

    def __init__(self, folder: Path, topic: str, root: Path) -> None:
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
        if (path := folder / "note.md").is_file():
            self.note = NoteSource.read(path, f"{name}/note.md", topic)
            self.faults.extend(self.note.faults)
        if (path := folder / "questions.yaml").is_file():
            self.questions_yaml = YamlSource.read(path, f"{name}/questions.yaml", topic)
            self.questions = list(self._items(self.questions_yaml, _QUESTION, {"topic": topic}))
        if (path := folder / "answers.yaml").is_file():
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
    """A folder of knowledge, parsed. `knowledge` holds all that is sound enough to be used."""

    def __init__(self, root: Path, only: Iterable[str] | None = None) -> None:
        self.root = root
        syllabus_path = root / "syllabus.yaml"
        if not syllabus_path.is_file():
            raise ContentError(
                f"There is no syllabus at {syllabus_path}. Reinstall the coach, or mend COACH_KNOWLEDGE."
            )
        self.syllabus_yaml = YamlSource.read(syllabus_path, "syllabus.yaml")
        self.faults: list[Fault] = list(self.syllabus_yaml.faults)
        try:
            self.syllabus = Syllabus.model_validate(self.syllabus_yaml.data)
        except ValidationError as error:
            self.faults.extend(faults_of(error, self.syllabus_yaml))
            raise ContentError("\n".join(str(fault) for fault in self.faults)) from error
        wanted = set(only) if only is not None else None
        self.topics: dict[str, TopicSource] = {}
        for topic in self.syllabus.topics():
            folder = root / "topics" / topic.id
            if (wanted is None or topic.id in wanted) and folder.is_dir():
                self.topics[topic.id] = TopicSource(folder, topic.id, root)
                self.faults.extend(self.topics[topic.id].faults)
        self.knowledge = self._knowledge()

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
