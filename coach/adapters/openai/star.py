"""The STAR reviewer that a language model is."""

import logging
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from coach.adapters.openai.budget import Budget
from coach.adapters.openai.capabilities import Format
from coach.adapters.openai.client import ChatClient, Completion, Limits
from coach.adapters.openai.pace import Pace
from coach.adapters.openai.price import priced
from coach.adapters.openai.reading import objects, without_thinking
from coach.domain.assessment import Usage
from coach.domain.star import Read, StarReading, StarTask, star_sentences
from coach.errors import CannotGrade, ModelMisconfigured, ModelUnavailable
from coach.prompts import star
from coach.prompts.message import Message

_log = logging.getLogger(__name__)
_LONGEST_REPAIR = 8_000
_REPLY = 4_000


class _Unreadable(ValueError):
    """The reply holds no reading; the text says why, to the model."""


class OpenAIStarReviewer:
    """Any model that speaks OpenAI's Chat Completions. Thread-safe. The arguments are those of OpenAICoach."""

    def __init__(
        self,
        model: str,
        *,
        ranks: Path,
        base_url: str | None = None,
        api_key: str | None = None,
        context: int = 16_000,
        limits: Limits | None = None,
        first_format: Format = "json_schema",
        every: float = 0.2,
    ) -> None:
        self.name = f"openai:{model}"
        self._client = ChatClient(model, base_url=base_url, api_key=api_key, limits=limits, first_format=first_format)
        self._budget = Budget(model, context=context, reply=_REPLY, ranks=ranks)
        self._every = every

    def read_story(self, task: StarTask, watch: Callable[[str], None]) -> Read:
        """The reading; a reply that can't be used is asked for once more. Raises ModelError or CannotGrade."""
        first = self._ask(star.messages(task), task, watch)
        usages = [first.usage]
        try:
            reading = _reading(first, task)
        except _Unreadable as problem:
            _log.info("%s: the reply can't be used: %s", self.name, problem)
            second = self._ask(star.repair(task, first.text[:_LONGEST_REPAIR], str(problem)), task, watch)
            usages.append(second.usage)
            try:
                reading = _reading(second, task)
            except _Unreadable as still:
                raise CannotGrade(f"The model replied twice without a review that can be used: {still}") from None
        return Read(reading=reading, reviewed_by=self.name, prompt_version=star.VERSION, usage=self._priced(usages))

    def _ask(self, messages: list[Message], task: StarTask, watch: Callable[[str], None]) -> Completion:
        if not self._budget.fits(messages):
            raise ModelMisconfigured(
                "Your answer is longer than this model can read. It is kept. Shorten it, or review it offline."
            )
        total = len(star_sentences(task.answer))
        pace = Pace(watch, "", self._every)
        return self._client.complete(
            messages,
            lambda text: pace.tell(lambda: _stage(text, total)),
            limit=_REPLY,
            schema=star.schema(),
        )

    def _priced(self, usages: list[Usage | None]) -> Usage | None:
        total = Usage()
        for usage in usages:
            if usage is None:
                return None
            total += usage
        return priced(total, self._client.model, self._client.base_url)


def _stage(text: str, total: int) -> str:
    done = min(without_thinking(text).count('"part"'), total)
    return "writing advice" if done == total else f"reading sentence {done + 1} of {total}"


def _reading(completion: Completion, task: StarTask) -> StarReading:
    try:
        return _whole(completion.text, task)
    except _Unreadable:
        if completion.cut:
            raise ModelUnavailable(completion.cut) from None
        if completion.finish == "length":
            raise CannotGrade("The model's reply was cut at its length limit, before the review was whole.") from None
        raise


def _whole(text: str, task: StarTask) -> StarReading:
    found = [one for one in objects(without_thinking(text)) if "sentences" in one]
    if len(found) != 1:
        raise _Unreadable("it holds no complete JSON object with “sentences”." if not found else "it holds several.")
    try:
        reply = star.StarReply.model_validate(found[0])
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise _Unreadable(f"{'.'.join(map(str, first['loc']))}: {first['msg']}.") from None
    count = len(star_sentences(task.answer))
    numbers = [one.number for one in reply.sentences]
    if numbers != list(range(1, count + 1)):
        raise _Unreadable(f"it should label the sentences 1 to {count} once each, in order, and labels {numbers}.")
    return StarReading(
        parts=tuple(one.part for one in reply.sentences),
        reflections=tuple(at for at, one in enumerate(reply.sentences) if one.learned),
        measured=reply.measured,
        ownership=reply.ownership,
        story=reply.story,
        blame=tuple(reply.blame),
        relevance=reply.relevance,
        best=reply.best.strip(),
        lift=reply.lift.strip(),
        ask=reply.ask.strip(),
        suggestion=reply.suggestion.strip(),
    )
