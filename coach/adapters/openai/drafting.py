"""A model that drafts what a good answer says."""

from pydantic import ValidationError

from coach.adapters.openai.client import ChatClient
from coach.adapters.openai.reading import objects, without_thinking
from coach.errors import CannotGrade, ModelUnavailable
from coach.ports import DraftingTask
from coach.prompts import drafting

LIMIT = 1_500
"""Tokens of a reply: seven sentences, and room for a model that thinks aloud."""
LONGEST = 4_000
"""Characters of a question that are sent."""


class OpenAIDrafter:
    """Drafts with any model that speaks Chat Completions. Thread-safe."""

    def __init__(self, client: ChatClient) -> None:
        self._client = client

    def draft(self, task: DraftingTask) -> tuple[str, ...]:
        """The key points, at least one. Raises ModelError, or CannotGrade if there are none in the reply."""
        shown = task.model_copy(update={"prompt": task.prompt[:LONGEST]})
        completion = self._client.complete(
            drafting.messages(shown), lambda _text: None, limit=LIMIT, schema=drafting.schema()
        )
        points = _points(without_thinking(completion.text))
        if points:
            return points
        if completion.cut:
            raise ModelUnavailable(completion.cut)
        raise CannotGrade(
            "The model gave no key points for that. Is it a question that an interviewer could ask? "
            "Put it another way, or write the points yourself."
        )


def _points(text: str) -> tuple[str, ...]:
    try:
        reply = drafting.DraftReply.model_validate(next(objects(text), {}))
    except ValidationError:
        return ()
    points = (" ".join(point.split()) for point in reply.key_points)
    return tuple(dict.fromkeys(point for point in points if len(point) >= 10))[: drafting.MOST]
