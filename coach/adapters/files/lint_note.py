"""What a machine can see wrong with a note."""

from collections.abc import Callable, Iterator

from coach.adapters.files.loader import TopicSource
from coach.adapters.files.yaml_source import YamlSource
from coach.domain.fault import Fault
from coach.domain.note import Note, Passage
from coach.domain.reading import reading_ease, words

MIN_PASSAGES, MAX_PASSAGES = 8, 16
MIN_WORDS, MAX_WORDS = 1_200, 2_500
MAX_TOKENS = 240
"""Of a passage, in the embedding's tokens: with topic and heading before it, the embedding still sees all of it."""
MIN_SOURCES = 3
MIN_PASSAGE_WORDS = 40
EASE = (25.0, 85.0)
"""Bounds of the Flesch reading ease of a note's prose."""

CountTokens = Callable[[str], int]


def lint_note(source: TopicSource, count_tokens: CountTokens) -> Iterator[Fault]:
    """Faults of the topic's `note.md` beyond those found on reading it."""
    if source.note is None:
        name = f"topics/{source.topic}/note.md"
        yield Fault(file=name, topic=source.topic, what="The topic has no note.", mend="Write note.md.")
    elif (note := source.note.note) is not None:
        yield from _whole(source.note.front, note)
        yield from _sources(source.note.front, note)
        for passage in note.passages:
            for what, mend in _passage(note, passage, count_tokens):
                line = source.note.lines.get(passage.anchor, 1)
                yield Fault(file=source.note.file, line=line, topic=source.topic, what=what, mend=mend)


def _whole(front: YamlSource, note: Note) -> Iterator[Fault]:
    if not MIN_PASSAGES <= len(note.passages) <= MAX_PASSAGES:
        yield front.fault(
            what=f"A note has {MIN_PASSAGES} to {MAX_PASSAGES} passages; this one has {len(note.passages)}.",
            mend="Merge or split.",
        )
    total = sum(len(passage.plain.split()) for passage in note.passages)
    if not MIN_WORDS <= total <= MAX_WORDS:
        yield front.fault(
            what=f"A note has {MIN_WORDS} to {MAX_WORDS} words; this one has {total}.", mend="Write more, or cut."
        )
    ease = reading_ease("\n\n".join(passage.plain for passage in note.passages))
    if not EASE[0] <= ease <= EASE[1]:
        yield front.fault(
            what=f"Reading ease is {ease:.0f}, outside {EASE[0]:.0f} to {EASE[1]:.0f}.",
            mend="Shorter sentences, plainer words.",
        )


def _sources(front: YamlSource, note: Note) -> Iterator[Fault]:
    if len(note.sources) < MIN_SOURCES:
        yield front.fault("sources", what=f"At least {MIN_SOURCES} sources, primary ones.", mend="Add them.")
    known = [one.id for one in note.sources]
    for twice in sorted({one for one in known if known.count(one) > 1}):
        yield front.fault("sources", what=f"The source id “{twice}” stands twice.", mend="Keep one.")
    used = {mark for passage in note.passages for mark in passage.marks}
    for index, one in enumerate(known):
        if one not in used:
            yield front.fault(
                "sources",
                index,
                what=f"No passage refers to the source “{one}”.",
                mend=f"Put [^{one}] where it is used.",
            )


def _passage(note: Note, passage: Passage, count_tokens: CountTokens) -> Iterator[tuple[str, str]]:
    known = {one.id for one in note.sources}
    for mark in passage.marks:
        if mark not in known:
            yield f"[^{mark}] is not a source.", "Add it to the sources."
    if (tokens := count_tokens(passage.plain)) > MAX_TOKENS:
        what = f"The passage “{passage.heading}” has {tokens} tokens, and the limit is {MAX_TOKENS}."
        yield what, "Cut it, or make two of it."
    if len(words(passage.plain)) < MIN_PASSAGE_WORDS:
        yield f"The passage “{passage.heading}” says too little.", "Write it out."
