"""What a machine can see wrong with a topic's questions."""

from collections import Counter
from collections.abc import Iterator

from coach.adapters.files.loader import TopicSource
from coach.adapters.files.yaml_source import YamlSource
from coach.domain.fault import Fault
from coach.domain.question import KeyPoint, Level, Misconception, Question, QuestionKind
from coach.domain.syllabus import Topic

MIN_QUESTIONS = 12
MIN_PER_LEVEL = 3
MIN_PER_FACET = 2
MIN_KINDS = 4
KEY_POINTS = (4, 7)
MISCONCEPTIONS = (1, 3)
HINTS = (1, 3)
MAX_CORE = 3
MODEL_ANSWER_WORDS = (110, 230)
"""The standard says 120 to 220; ten words either way are nobody's fault."""
MAX_PROMPT_WORDS = 60


def lint_questions(source: TopicSource, topic: Topic) -> Iterator[Fault]:
    """Faults of the topic's `questions.yaml` beyond those found on reading it."""
    name = f"topics/{source.topic}/questions.yaml"
    if source.questions_yaml is None:
        yield Fault(file=name, topic=source.topic, what="The topic has no questions.", mend="Write questions.yaml.")
        return
    yaml, questions = source.questions_yaml, [question for _, question in source.questions]
    yield from _whole(yaml, topic, questions)
    anchors = {one.anchor for one in source.note.note.passages} if source.note and source.note.note else set()
    for index, question in source.questions:
        yield from _ids(yaml, index, question)
        yield from _shape(yaml, index, question)
        yield from _references(yaml, index, question, topic, anchors)
        yield from _words(yaml, index, question)
        if question.kind is QuestionKind.BEHAVIOURAL and not (question.competency and question.anchors):
            yield yaml.fault(
                index, what=f"{question.id}: a behavioural question has competency and anchors.", mend="Add them."
            )


def _whole(yaml: YamlSource, topic: Topic, questions: list[Question]) -> Iterator[Fault]:
    if len(questions) < MIN_QUESTIONS:
        yield yaml.fault(what=f"At least {MIN_QUESTIONS} questions; there are {len(questions)}.", mend="Write more.")
    levels = Counter(question.level for question in questions)
    for level in Level:
        if levels[level] < MIN_PER_LEVEL:
            yield yaml.fault(
                what=f"At least {MIN_PER_LEVEL} {level} questions; there are {levels[level]}.", mend="Write more."
            )
    facets = Counter(question.facet for question in questions)
    for facet in topic.facets:
        if facets[facet.id] < MIN_PER_FACET:
            yield yaml.fault(
                what=f"At least {MIN_PER_FACET} questions on the facet “{facet.id}”; there are {facets[facet.id]}.",
                mend="Write more.",
            )
    kinds = {question.kind for question in questions}
    if len(kinds) < MIN_KINDS and QuestionKind.BEHAVIOURAL not in kinds:
        yield yaml.fault(what=f"At least {MIN_KINDS} kinds of question; there are {len(kinds)}.", mend="Vary them.")


def _ids(yaml: YamlSource, index: int, question: Question) -> Iterator[Fault]:
    if not question.id.startswith(f"{question.topic}-"):
        yield yaml.fault(
            index, "id", what=f"“{question.id}” doesn't start with “{question.topic}-”.", mend="Rename it."
        )
    for key, ids in (
        ("key_points", [point.id for point in question.key_points]),
        ("misconceptions", [one.id for one in question.misconceptions]),
    ):
        for twice in sorted({one for one in ids if ids.count(one) > 1}):
            yield yaml.fault(index, key, what=f"{question.id}: the id “{twice}” stands twice.", mend="Rename one.")


def _shape(yaml: YamlSource, index: int, question: Question) -> Iterator[Fault]:
    for key, count, (low, high) in (
        ("key_points", len(question.key_points), KEY_POINTS),
        ("misconceptions", len(question.misconceptions), MISCONCEPTIONS),
        ("hints", len(question.hints), HINTS),
    ):
        if not low <= count <= high:
            yield yaml.fault(
                index, key, what=f"{question.id}: {low} to {high} {key}; there are {count}.", mend="Add or cut."
            )
    core = sum(point.core for point in question.key_points)
    if not 1 <= core <= MAX_CORE:
        yield yaml.fault(
            index,
            "key_points",
            what=f"{question.id}: 1 to {MAX_CORE} core points; there are {core}.",
            mend="Choose what can't be missed.",
        )
    followed = {one.targets for one in question.follow_ups}
    for number, point in enumerate(question.key_points):
        if point.weight == 3 and point.id not in followed:
            yield yaml.fault(
                index,
                "key_points",
                number,
                what=f"{question.id}: no follow-up digs into “{point.id}”.",
                mend="Every weight-3 point has one.",
            )


def _references(yaml: YamlSource, index: int, question: Question, topic: Topic, anchors: set[str]) -> Iterator[Fault]:
    if question.facet not in {facet.id for facet in topic.facets}:
        yield yaml.fault(
            index,
            "facet",
            what=f"{question.id}: “{question.facet}” is not a facet of {topic.id}.",
            mend="See syllabus.yaml.",
        )
    seers: tuple[tuple[str, tuple[KeyPoint | Misconception, ...]], ...] = (
        ("key_points", question.key_points),
        ("misconceptions", question.misconceptions),
    )
    for key, items in seers:
        for number, item in enumerate(items):
            if item.see not in anchors:
                yield yaml.fault(
                    index, key, number, "see",
                    what=f"{question.id}: “{item.id}” sees “{item.see}”, and the note has no such passage.",
                    mend="Name a heading of note.md as a slug.",
                )  # fmt: skip
    points = {point.id for point in question.key_points}
    for number, follow_up in enumerate(question.follow_ups):
        if follow_up.targets not in points:
            yield yaml.fault(
                index, "follow_ups", number,
                what=f"{question.id}: a follow-up targets “{follow_up.targets}”, which is no key point.",
                mend="Name a key point of this question.",
            )  # fmt: skip


def _words(yaml: YamlSource, index: int, question: Question) -> Iterator[Fault]:
    spoken = question.prompt.split("```")[0].split()
    if len(spoken) > MAX_PROMPT_WORDS:
        yield yaml.fault(
            index,
            "prompt",
            what=f"{question.id}: the prompt has {len(spoken)} words; {MAX_PROMPT_WORDS} at most.",
            mend="Say it shorter.",
        )
    count = len(question.model_answer.split())
    low, high = MODEL_ANSWER_WORDS
    if not low <= count <= high:
        yield yaml.fault(
            index,
            "model_answer",
            what=f"{question.id}: the model answer has {count} words; 120 to 220.",
            mend="Write more, or cut.",
        )
    prompt = question.prompt.casefold()
    for number, hint in enumerate(question.hints):
        if hint.casefold() in prompt:
            yield yaml.fault(index, "hints", number, what=f"{question.id}: the hint repeats the prompt.", mend="Help.")
