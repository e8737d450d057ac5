"""Having a model read a job description or a résumé."""

import logging
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from coach.adapters.openai.budget import Budget, without_middle
from coach.adapters.openai.capabilities import Format
from coach.adapters.openai.client import ChatClient, Limits
from coach.adapters.openai.reading import objects, without_thinking
from coach.errors import ModelMisconfigured, ModelUnavailable
from coach.ports import Advice, AdviceTask
from coach.prompts import tailoring
from coach.prompts.message import Message

_log = logging.getLogger(__name__)
_SHARES = (1.0, 0.75, 0.5, 0.35, 0.2, 0.1)
_SHORTENED = "The document was longer than this model can read, so its middle was left out."


class OpenAIAdviser:
    """Any model that speaks OpenAI's Chat Completions. Thread-safe."""

    def __init__(
        self,
        model: str,
        *,
        ranks: Path,
        base_url: str | None = None,
        api_key: str | None = None,
        context: int = 16_000,
        reply: int = 3_000,
        limits: Limits | None = None,
        first_format: Format = "json_schema",
    ) -> None:
        self.name = f"openai:{model}"
        self._client = ChatClient(model, base_url=base_url, api_key=api_key, limits=limits, first_format=first_format)
        self._budget = Budget(model, context=context, reply=reply, ranks=ranks)
        self._reply = reply

    def advise(self, task: AdviceTask, arrived: Callable[[str], None] = lambda _: None) -> Advice:
        """Read the document; what doesn't stand in it is dropped. Raises ModelError."""
        messages, shortened = self._fitted(task)
        completion = self._client.complete(messages, arrived, limit=self._reply, schema=tailoring.schema())
        reply = _read(completion.text)
        if reply is None:
            raise ModelUnavailable(completion.cut or "What the model sent can't be used. What you wrote is kept.")
        topics, expected, dropped = tailoring.checked(reply, task, self.name)
        if dropped:
            _log.info("%s: %d pieces of advice rest on nothing that the document says", self.name, dropped)
        if not topics and not expected:
            raise ModelUnavailable("Nothing that the model said rests on the document's own words.")
        return Advice(topics=topics, expected=expected, by=self.name, notice=_SHORTENED if shortened else "")

    def _fitted(self, task: AdviceTask) -> tuple[list[Message], bool]:
        for share in _SHARES:
            part = task.document if share == 1.0 else without_middle(task.document, share)
            messages = tailoring.messages(task.model_copy(update={"document": part}))
            if self._budget.fits(messages):
                return messages, share < 1.0
        raise ModelMisconfigured(
            "The context limit leaves no room for reading a document. Raise it, or choose a model that reads more."
        )


def _read(text: str) -> tailoring.TailoringReply | None:
    """The last object in the reply that is one of ours; prose and reasoning around it don't matter."""
    found = None
    for candidate in objects(without_thinking(text)):
        try:
            found = tailoring.TailoringReply.model_validate(candidate)
        except ValidationError:
            continue
    return found
