"""`coach check`: every fault of the knowledge at once, never only the first."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from coach.adapters.files.lint_answers import lint_answers
from coach.adapters.files.lint_note import CountTokens, lint_note
from coach.adapters.files.lint_questions import lint_questions
from coach.adapters.files.loader import KnowledgeSource, TopicSource
from coach.domain.fault import Fault
from coach.domain.reading import prose

SAME_QUESTION = 0.8
SAME_PASSAGE = 0.6
"""Cosine of idf-weighted words from which two texts count as near-duplicates."""


def lint_topic(source: KnowledgeSource, topic: str, count_tokens: CountTokens) -> list[Fault]:
    """All faults of one topic, in the order of files and lines."""
    found = source.topics[topic]
    faults = [
        *found.faults,
        *lint_note(found, count_tokens),
        *lint_questions(found, source.syllabus.topic(topic)),
        *lint_answers(found),
    ]
    return sorted(faults, key=lambda fault: (fault.file, fault.line))


def lint(source: KnowledgeSource, count_tokens: CountTokens) -> list[Fault]:
    """All faults of all topics that the folder has, and of what is across topics."""
    faults = list(source.syllabus_yaml.faults)
    faults += [fault for fault in source.faults if fault.topic is None and fault not in faults]
    own = [topic for topic in source.topics if topic in source.own]
    for topic in own:
        faults += lint_topic(source, topic, count_tokens)
    faults += [fault for fault in source.faults if fault not in faults]
    # The built-in topics first, so that it is one's own that is said to repeat them.
    built_in = [found for topic, found in source.topics.items() if topic not in source.own]
    near = _near_duplicates([*built_in, *(source.topics[topic] for topic in own)])
    faults += [fault for fault in near if fault.topic in source.own]
    faults += [fault for fault in source.strangers() if fault not in faults]
    return faults


def _near_duplicates(topics: Iterable[TopicSource]) -> Iterator[Fault]:
    sources = list(topics)
    questions = [
        (source.questions_yaml.fault(index, "prompt", what=question.id), question.prompt, question.topic)
        for source in sources
        for index, question in source.questions
        if source.questions_yaml
    ]
    for one, other, likeness in _alike([text for _, text, _ in questions], SAME_QUESTION):
        fault = questions[other][0]
        yield fault.model_copy(
            update={
                "what": f"“{fault.what}” asks nearly what “{questions[one][0].what}” does (likeness {likeness:.2f}).",
                "mend": "Merge them, or tell them apart.",
            }
        )
    passages = [
        (
            Fault(file=source.note.file, line=source.note.lines[passage.anchor], what=passage.id, topic=source.topic),
            passage,
        )
        for source in sources
        if source.note and source.note.note
        for passage in source.note.note.passages
    ]
    for one, other, likeness in _alike([prose(passage.plain) for _, passage in passages], SAME_PASSAGE):
        if passages[one][1].topic != passages[other][1].topic:
            fault = passages[other][0]
            yield fault.model_copy(
                update={
                    "what": f"“{fault.what}” says nearly what “{passages[one][0].what}” does ({likeness:.2f} alike).",
                    "mend": "Say it once and refer to it, or tell them apart.",
                }
            )


def _alike(texts: Sequence[str], threshold: float) -> Iterator[tuple[int, int, float]]:
    """Pairs of texts whose idf-weighted words have a cosine of at least `threshold`."""
    counts = [Counter(re.findall(r"[a-z0-9]{2,}", text.lower())) for text in texts]
    frequency = Counter(word for count in counts for word in count)
    vocabulary = {word: index for index, word in enumerate(frequency)}
    if len(texts) < 2 or not vocabulary:
        return
    matrix = np.zeros((len(texts), len(vocabulary)), dtype=np.float32)
    for row, count in enumerate(counts):
        for word, times in count.items():
            matrix[row, vocabulary[word]] = (1 + np.log(times)) * np.log((1 + len(texts)) / frequency[word])
    matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9)
    likeness = np.triu(matrix @ matrix.T, k=1)
    for one, other in zip(*np.nonzero(likeness >= threshold), strict=True):
        yield int(one), int(other), float(likeness[one, other])
