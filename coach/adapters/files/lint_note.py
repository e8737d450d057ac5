"""What a machine can see wrong with a note."""

from collections.abc import Callable, Iterator

from coach.adapters.files.loader import TopicSource
from coach.domain.fault import Fault
from coach.domain.reading import reading_ease, words

MIN_PASSAGES, MAX_PASSAGES = 8, 16
MIN_WORDS, MAX_WORDS = 1_200, 2_500
MAX_TOKENS = 240
"""Of a passage, in the embedding's tokens: with topic and heading before it, the embedding still sees all of it."""
MIN_SOURCES = 3
EASE = (25.0, 85.0)
"""Bounds of the Flesch reading ease of a note's prose."""

CountTokens = Callable[[str], int]


def lint_note(source: TopicSource, count_tokens: CountTokens) -> Iterator[Fault]:
    """Faults of the topic's `note.md` beyond those found on reading it."""
    name = f"topics/{source.topic}/note.md"
    if source.note is None:
        yield Fault(file=name, topic=source.topic, what="The topic has no note.", mend="Write note.md.")
        return
    note = source.note.note
    if note is None:
        return
    front, lines = source.note.front, source.note.lines
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
    if len(note.sources) < MIN_SOURCES:
        yield front.fault("sources", what=f"At least {MIN_SOURCES} sources, primary ones.", mend="Add them.")
    known = [one.id for one in note.sources]
    for twice in sorted({one for one in known if known.count(one) > 1}):
        yield front.fault("sources", what=f"The source id “{twice}” stands twice.", mend="Keep one.")
    used = {mark for passage in note.passages for mark in passage.marks}
    for index, one in enumerate(note.sources):
        if one.id not in used:
            yield front.fault(
                "sources",
                index,
                what=f"No passage refers to the source “{one.id}”.",
                mend=f"Put [^{one.id}] where it is used.",
            )
    for passage in note.passages:
        line = lines.get(passage.anchor, 1)
        for mark in passage.marks:
            if mark not in known:
                yield Fault(
                    file=name,
                    line=line,
                    topic=source.topic,
                    what=f"[^{mark}] is not a source.",
                    mend="Add it to the sources.",
                )
        tokens = count_tokens(passage.plain)
        if tokens > MAX_TOKENS:
            yield Fault(
                file=name,
                line=line,
                topic=source.topic,
                what=f"The passage “{passage.heading}” has {tokens} tokens, and the limit is {MAX_TOKENS}.",
                mend="Cut it, or make two of it.",
            )
        if len(words(passage.plain)) < 40:
            yield Fault(
                file=name,
                line=line,
                topic=source.topic,
                what=f"The passage “{passage.heading}” says too little.",
                mend="Write it out.",
            )
    ease = reading_ease("\n\n".join(passage.plain for passage in note.passages))
    if not EASE[0] <= ease <= EASE[1]:
        yield front.fault(
            what=f"Reading ease is {ease:.0f}, outside {EASE[0]:.0f} to {EASE[1]:.0f}.",
            mend="Shorter sentences, plainer words.",
        )
