"""A learner's question answered with the notes' own sentences."""

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from coach.adapters.embedded.remembering import Remembering
from coach.adapters.embedded.wording import content
from coach.domain.clauses import sentences
from coach.domain.note import Passage
from coach.ports import Reply, ReplyTask

if TYPE_CHECKING:
    from coach.adapters.embedded.comparing import Array
    from coach.adapters.embedded.minilm import MiniLM

NOTHING = "Nothing in the notes bears on that, so I won't guess. Ask it another way."
QUOTED = "I have no words of my own, so I quote the notes."
FAR = "The notes don't seem to answer that directly; these sentences come nearest."
READ = 3
"""How many passages are looked through."""
MOST = 4
"""How many sentences are quoted at most."""
SLACK = 0.12
"""How much less a sentence may score than the best and still be quoted."""
ANSWERS = 0.42
"""The best sentence of a rubric's own passages scored higher for 19 questions in 20; of another topic's, for one in 12.

Measured on 27 questions of two topics."""
_BLOCKS = re.compile(r"^\s{0,3}(```|~~~).*?^\s{0,3}\1\s*$|^\s*\|.*\|\s*$", re.DOTALL | re.MULTILINE)
_MARKS = re.compile(r"^\s*(?:[-*+•]|\d+[.)]|>)\s+|\*\*|__", re.MULTILINE)


class Quoting:
    """Picks the sentences that bear on a question."""

    def __init__(self, embedding: "MiniLM") -> None:
        self._embedding = embedding
        self._vectors: Remembering[Array] = Remembering(256)

    def reply(self, task: ReplyTask, watch: Callable[[str], None], by: str) -> Reply:
        """The reply in the notes' words, each quotation with its passage's id after it."""
        passages = [(passage, told) for passage in task.passages[:READ] if (told := sentences_of(passage))]
        if not passages:
            return Reply(text=NOTHING, by=by)
        if task.explain:
            opening, chosen = QUOTED, [(passage, told[:2]) for passage, told in passages[: MOST // 2]]
        else:
            opening, chosen = self._nearest(_sought(task), passages)
        text = opening
        for passage, told in chosen:
            text = f"{text}\n\n{' '.join(told)} [{passage.id}]"
            watch(text)
        return Reply(text=text, citations=tuple(passage.id for passage, _ in chosen), by=by)

    def _nearest(
        self, sought: str, passages: Sequence[tuple[Passage, list[str]]]
    ) -> tuple[str, list[tuple[Passage, list[str]]]]:
        wanted, vector = content(sought), self._embedding.array([sought])[0]
        scored = []
        best_cosine = 0.0
        for place, (passage, told) in enumerate(passages):
            vectors = self._vectors.get(passage.text, lambda told=told: self._embedding.array(told))  # type: ignore[misc]
            for at, (sentence, cosine) in enumerate(zip(told, (vectors @ vector).tolist(), strict=True)):
                shared = len(content(sentence) & wanted) / max(1, len(wanted))
                scored.append((cosine + 0.3 * shared - 0.03 * place, place, at))
                best_cosine = max(best_cosine, cosine + 0.3 * shared)
        scored.sort(reverse=True)
        kept = [one for one in scored[:MOST] if one[0] >= scored[0][0] - SLACK]
        if len(kept) < 2:
            kept = scored[:2]
        chosen = [
            (passage, [told[at] for _, where, at in sorted(kept, key=lambda one: one[2]) if where == place])
            for place, (passage, told) in enumerate(passages)
        ]
        return QUOTED if best_cosine >= ANSWERS else FAR, [(passage, told) for passage, told in chosen if told]


def sentences_of(passage: Passage) -> list[str]:
    """The sentences of a passage's prose; code blocks and tables are left out."""
    prose = _MARKS.sub("", _BLOCKS.sub("\n\n", passage.plain))
    return [" ".join(span.of(prose).split()) for span in sentences(prose)]


def _sought(task: ReplyTask) -> str:
    """What to look for: the words of the question, with those of the question on the table if they say little alone."""
    if task.about and len(content(task.asked)) < 3:
        return f"{task.about.prompt} {task.asked}"
    return task.asked
