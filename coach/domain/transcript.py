"""A practice as the messages of a chat, in the order in which they were said."""

from collections.abc import Iterator
from typing import Literal

from coach.domain.base import Record
from coach.domain.practice import Aside, Entry, Hint, Practice, Remark, Turn, TurnState

Kind = Literal[
    "question",
    "answer",
    "outcome",
    "waiting",
    "hint",
    "aside-question",
    "aside-reply",
    "model-answer",
    "remark",
    "skipped",
]


class Message(Record):
    """One message; what it says is in the turn and, for an entry, at that index of its entries."""

    kind: Kind
    role: Literal["coach", "learner"]
    turn: Turn
    entry: int | None = None

    @property
    def id(self) -> str:
        """Unique in the practice, the same on every reading."""
        return f"{self.turn.id}-{self.kind}" + ("" if self.entry is None else f"-{self.entry}")


def transcript(practice: Practice) -> tuple[Message, ...]:
    """Every message of the practice."""
    return tuple(message for turn in practice.turns for message in messages_of(turn))


def messages_of(turn: Turn) -> Iterator[Message]:
    """The messages of one turn: the question, what was said before the answer, the answer, its outcome, the rest."""
    yield Message(kind="question", role="coach", turn=turn)
    answered_at = turn.answer.at if turn.answer else None
    before = [i for i, entry in enumerate(turn.entries) if answered_at is None or entry.at < answered_at]
    for index in before:
        yield from _entry(turn, index, turn.entries[index])
    if turn.answer:
        yield Message(kind="answer", role="learner", turn=turn)
        if turn.outcome is not None:
            yield Message(kind="outcome", role="coach", turn=turn)
        elif turn.state is TurnState.ANSWERED:
            yield Message(kind="waiting", role="coach", turn=turn)
        for index in range(len(turn.entries)):
            if index not in before:
                yield from _entry(turn, index, turn.entries[index])
    if turn.closed == "skipped":
        yield Message(kind="skipped", role="coach", turn=turn)


def _entry(turn: Turn, index: int, entry: Entry) -> Iterator[Message]:
    if isinstance(entry, Hint):
        yield Message(kind="hint", role="coach", turn=turn, entry=index)
    elif isinstance(entry, Aside):
        yield Message(kind="aside-question", role="learner", turn=turn, entry=index)
        yield Message(kind="aside-reply", role="coach", turn=turn, entry=index)
    elif isinstance(entry, Remark):
        yield Message(kind="remark", role="learner", turn=turn, entry=index)
    else:
        yield Message(kind="model-answer", role="coach", turn=turn, entry=index)
