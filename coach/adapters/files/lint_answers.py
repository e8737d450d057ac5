"""What a machine can see wrong with a topic's graded answers."""

import re
from collections.abc import Iterator

from coach.adapters.files.loader import TopicSource
from coach.adapters.files.yaml_source import YamlSource
from coach.domain.fault import Fault
from coach.domain.graded import GradedAnswer, GradedAnswers
from coach.domain.question import Question
from coach.domain.reading import words
from coach.domain.scoring import Verdict

ALWAYS = ("strong", "middling", "wrong")
PER_QUESTION = 4
MAX_WORDS = 200
MIN_WORDS = {"keywords": 4, "terse": 8, "unsure": 12}


def lint_answers(source: TopicSource) -> Iterator[Fault]:
    """Faults of the topic's `answers.yaml` beyond those found on reading it."""
    name = f"topics/{source.topic}/answers.yaml"
    if source.answers_yaml is None:
        yield Fault(file=name, topic=source.topic, what="The topic has no graded answers.", mend="Write answers.yaml.")
        return
    yaml = source.answers_yaml
    questions = {question.id: question for _, question in source.questions}
    seen: set[str] = set()
    for index, graded in source.answers:
        question = questions.get(graded.question)
        if question is None or graded.question in seen:
            why = "is no question of this topic" if question is None else "has answers already"
            yield yaml.fault(index, "question", what=f"“{graded.question}” {why}.", mend="One entry a question.")
            continue
        seen.add(graded.question)
        yield from _entry(yaml, index, graded, question)
    for lacking in questions.keys() - seen:
        yield yaml.fault(what=f"“{lacking}” has no graded answers.", mend="Write four.")
    yield from _openings(yaml, source)


def _entry(yaml: YamlSource, index: int, graded: GradedAnswers, question: Question) -> Iterator[Fault]:
    kinds: list[str] = [answer.kind for answer in graded.answers]
    if len(kinds) < PER_QUESTION or any(kinds.count(kind) != 1 for kind in ALWAYS):
        yield yaml.fault(
            index,
            what=f"{question.id}: one strong, one middling, one wrong and one other; there are {', '.join(kinds)}.",
            mend="Complete it.",
        )
    for number, answer in enumerate(graded.answers):
        for what in _answer(answer, question):
            yield yaml.fault(index, "answers", number, what=f"{question.id}, {answer.kind}: {what}", mend="")


def _answer(answer: GradedAnswer, question: Question) -> Iterator[str]:
    points = {point.id for point in question.key_points}
    if lacking := points - answer.verdicts.keys():
        yield f"no verdict on {', '.join(sorted(lacking))}."
    if strange := answer.verdicts.keys() - points:
        yield f"verdicts on what is no key point: {', '.join(sorted(strange))}."
    if strange := set(answer.held) - {one.id for one in question.misconceptions}:
        yield f"holds what is no misconception: {', '.join(sorted(strange))}."
    count = len(answer.text.split())
    if not MIN_WORDS.get(answer.kind, 20) <= count <= MAX_WORDS:
        yield f"{count} words."
    verdicts = set(answer.verdicts.values())
    if answer.kind == "wrong" and not answer.held:
        yield "a wrong answer holds at least one misconception."
    if answer.kind == "keywords" and verdicts != {Verdict.MISSING}:
        yield "a keyword list claims nothing: all its verdicts are missing."
    if answer.kind == "strong" and Verdict.COVERED not in verdicts:
        yield "a strong answer covers something."


def _openings(yaml: YamlSource, source: TopicSource) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for index, graded in source.answers:
        for number, answer in enumerate(graded.answers):
            opening = " ".join(word.lower() for word in words(re.sub(r"\s+", " ", answer.text))[:4])
            if opening in first and opening:
                yield yaml.fault(
                    index, "answers", number,
                    what=f"{graded.question}, {answer.kind}: opens like {first[opening]} (“{opening}”).",
                    mend="No two answers share an opening.",
                )  # fmt: skip
            first.setdefault(opening, f"{graded.question}, {answer.kind}")
