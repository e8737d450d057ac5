"""Making a prompt fit what the model can read: what matters least goes first, and it is told."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from coach.adapters.openai.tokens import encoding_for
from coach.errors import ModelMisconfigured
from coach.ports import GradingTask, ReplyTask
from coach.prompts.message import Message

_Task = TypeVar("_Task", GradingTask, ReplyTask)
PER_MESSAGE = 4
"""Tokens that a chat format adds to each message, and once for the reply's opening; rounded up."""
_SHARES = (0.8, 0.6, 0.45, 0.3, 0.2, 0.1, 0.05)


@dataclass(frozen=True)
class Fitted(Generic[_Task]):
    """A task that fits and its messages."""

    task: _Task
    messages: list[Message]
    left_out: tuple[str, ...]
    """What was left out on the way, in words."""
    elided: bool
    """Whether words of the learner's own were left out."""


class Budget:
    """`context` tokens in all, of which `reply` are kept free for the reply and a tenth for other models' counting."""

    def __init__(self, model: str, *, context: int, reply: int, ranks: Path) -> None:
        self._model = model
        self._ranks = ranks
        self.room = int((context - reply) * 0.9)

    def count(self, messages: Sequence[Message]) -> int:
        """Tokens of the messages, the chat format's own included."""
        encoding = encoding_for(self._model, self._ranks)
        return PER_MESSAGE * (len(messages) + 1) + sum(
            len(encoding.encode(message.content, disallowed_special=())) for message in messages
        )

    def fits(self, messages: Sequence[Message]) -> bool:
        """Whether the messages fit. A token is at least one byte, so most prompts are never counted."""
        most = PER_MESSAGE * (len(messages) + 1) + sum(
            len(message.content.encode(errors="replace")) for message in messages
        )
        return most <= self.room or self.count(messages) <= self.room

    def fit(self, task: _Task, build: Callable[[_Task], list[Message]]) -> Fitted[_Task]:
        """The task with as little left out as makes its messages fit.

        Passages go from the tail, then the history from its oldest, then the middle of what the learner wrote. Raises
        ModelMisconfigured if even that is too long.
        """
        for smaller in _ever_smaller(task):
            messages = build(smaller)
            if self.fits(messages):
                return Fitted(smaller, messages, *_compared(task, smaller))
        raise ModelMisconfigured(
            f"The context limit leaves {max(0, self.room)} tokens for the prompt, and this question needs more. "
            "What you wrote is kept. Raise the limit, or choose a model that reads more."
        )


def _ever_smaller(task: _Task) -> Iterator[_Task]:
    yield task
    while task.passages:
        task = task.model_copy(update={"passages": task.passages[:-1]})
        yield task
    if isinstance(task, ReplyTask):
        while task.history:
            task = task.model_copy(update={"history": task.history[1:]})
            yield task
    for field in _own_words(task):
        words: str | None = getattr(task, field)
        if words:
            for share in _SHARES:
                shorter = task.model_copy(update={field: without_middle(words, share)})
                yield shorter
            task = shorter


def _own_words(task: GradingTask | ReplyTask) -> tuple[str, str]:
    """The fields that hold what the learner wrote; the first is shortened first."""
    return ("answer", "asked") if isinstance(task, ReplyTask) else ("said_before", "answer")


def _compared(task: GradingTask | ReplyTask, smaller: GradingTask | ReplyTask) -> tuple[tuple[str, ...], bool]:
    passages = len(task.passages) - len(smaller.passages)
    left_out = [f"{passages} of {len(task.passages)} passages"] if passages else []
    if isinstance(task, ReplyTask) and isinstance(smaller, ReplyTask) and len(task.history) > len(smaller.history):
        left_out.append(f"{len(task.history) - len(smaller.history)} earlier exchanges")
    elided = [field for field in _own_words(task) if getattr(task, field) != getattr(smaller, field)]
    left_out += [f"the middle of “{field}”" for field in elided]
    return tuple(left_out), bool(elided)


def without_middle(words: str, share: float) -> str:
    """About that share of the words, from both ends, with a mark where the middle was."""
    keep = int(len(words) * share)
    head, tail = words[: (keep + 1) // 2], words[len(words) - keep // 2 :]
    gone = len(words[len(head) : len(words) - len(tail)].split())
    return f"{head.rstrip()}\n[… {gone} words left out here …]\n{tail.lstrip()}"
