"""The transport: Chat Completions as a stream, through the `openai` package.

Chat Completions and not Responses, for compatible servers break structured output there. Raw chunks and not the
package's parsing helper, for that gives the text only once it is whole.
"""

import random
import time
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from coach.adapters.openai.capabilities import CapabilityMemory, Format
from coach.adapters.openai.reading import sound
from coach.domain.assessment import Usage
from coach.domain.base import Record
from coach.errors import ModelError, ModelMisconfigured, ModelRefused, ModelUnavailable
from coach.prompts.message import Message

if TYPE_CHECKING:
    from openai import OpenAI, Stream
    from openai.types import CompletionUsage
    from openai.types.chat import ChatCompletionChunk

OPENAI = "https://api.openai.com/v1"
LONGEST_WAIT = 5.0
"""Seconds that we wait by ourselves when a server says how long; beyond that the learner is told."""


class Limits(Record):
    """Seconds and tries. A server may be silent for `read` and take `whole` in all."""

    connect: float = 3.0
    read: float = 20.0
    other: float = 60.0
    whole: float = 180.0
    retries: int = 2


class Completion(Record):
    """A reply as it arrived. `cut` says why it has no proper end, if it hasn't."""

    text: str
    finish: str | None
    usage: Usage | None
    cut: str | None = None


class ChatClient:
    """One model on one server. Thread-safe; `openai` is imported at the first request."""

    def __init__(
        self,
        model: str,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        limits: Limits | None = None,
        kept: MutableMapping[str, str] | None = None,
        first_format: Format = "json_schema",
    ) -> None:
        self.model = model
        self.base_url = (base_url or OPENAI).rstrip("/")
        self._api_key = api_key
        self._limits = limits or Limits()
        self._memory = CapabilityMemory(self.base_url, model, kept, first=first_format)

    @cached_property
    def _client(self) -> "OpenAI":
        from openai import Omit, OpenAI, Timeout

        if not self._api_key and self.base_url == OPENAI:
            raise ModelMisconfigured("There is no API key for OpenAI. Set one, or go on with the embedded coach.")
        limits = self._limits
        # What the environment says of the account at OpenAI is nothing that another server should be told.
        untold: Any = {} if self.base_url == OPENAI else {"OpenAI-Organization": Omit(), "OpenAI-Project": Omit()}
        return OpenAI(
            base_url=self.base_url,
            api_key=self._api_key or "none",  # a local server wants no key, the package wants a text
            timeout=Timeout(limits.other, connect=limits.connect, read=limits.read),
            max_retries=0,  # ours: the package would sleep for up to two minutes, deaf to Stop
            default_headers=untold,
        )

    def complete(
        self,
        messages: Sequence[Message],
        arrived: Callable[[str], None],
        *,
        limit: int,
        temperature: float = 0.0,
        schema: dict[str, Any] | None = None,
    ) -> Completion:
        """Ask, calling `arrived` with the whole text so far at every sign of life, while waiting to retry as well.

        `limit` is in tokens. Raises ModelError; what `arrived` raises ends the request at once.
        """
        until = time.monotonic() + self._limits.whole
        stream = self._open([message.model_dump() for message in messages], arrived, limit, temperature, schema)
        with stream:
            return self._read(stream, arrived, until)

    def _open(
        self,
        messages: Any,
        arrived: Callable[[str], None],
        limit: int,
        temperature: float,
        schema: dict[str, Any] | None,
    ) -> "Stream[ChatCompletionChunk]":
        import openai

        from coach.adapters.openai import failures

        capabilities = self._memory.recall()
        tries = 0
        while True:
            lesser, wait = None, 0.0
            try:
                parameters = capabilities.parameters(schema, limit=limit, temperature=temperature)
                stream: Stream[ChatCompletionChunk] = self._client.chat.completions.create(
                    model=self.model, messages=messages, stream=True, **parameters
                )
            except openai.APIStatusError as error:
                problem = self._explained(error)
                if failures.is_about_parameters(error):
                    lesser = capabilities.without(failures.complaint_of(error), wants_json=schema is not None)
                elif error.status_code == 500 and not self._memory.is_known:
                    lesser = capabilities.with_lesser_format(wants_json=schema is not None)
                wait = failures.retry_after(error) or 0.0
            except (openai.OpenAIError, ValueError) as error:
                problem = self._explained(error)
            else:
                self._memory.remember(capabilities)
                return stream
            if lesser is not None:
                capabilities = lesser
                continue
            if tries >= self._limits.retries or wait > LONGEST_WAIT or not isinstance(problem, ModelUnavailable):
                raise problem
            self._wait(wait or 0.5 * 2**tries * random.uniform(0.75, 1.0), arrived)  # noqa: S311
            tries += 1

    def _wait(self, seconds: float, arrived: Callable[[str], None]) -> None:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            arrived("")
            time.sleep(min(left, 0.1))

    def _read(self, stream: "Stream[ChatCompletionChunk]", arrived: Callable[[str], None], until: float) -> Completion:
        if "html" in stream.response.headers.get("content-type", ""):
            raise ModelMisconfigured(
                "A web page came where a model's reply was expected. What you wrote is kept. Check the base URL: most "
                "end in /v1."
            )
        text, refusal, finish, usage, cut = "", "", None, None, None
        try:
            for chunk in self._chunks(stream, until):
                part = _Part.of(chunk)
                text += part.text
                refusal += part.refusal
                finish, usage = part.finish or finish, part.usage or usage
                arrived(text)
        except ModelUnavailable as problem:
            if not text:
                raise
            cut = str(problem)
        if finish is None and cut is None:
            cut = "The model's reply broke off in the middle. What you wrote is kept. Try again."
        if refusal or finish == "content_filter":
            raise ModelRefused(
                "The model declined to go into this. What you wrote is kept. Reword it, or go on to the next question."
            )
        if not text.strip():
            raise ModelUnavailable("The model sent an empty reply. What you wrote is kept. Try again.")
        return Completion(text=text, finish=finish, usage=usage, cut=cut)

    def _chunks(self, stream: "Stream[ChatCompletionChunk]", until: float) -> "Iterator[ChatCompletionChunk]":
        """The chunks, with what goes wrong on the way in the coach's words."""
        import openai

        problem: ModelError | None = None
        try:
            for chunk in stream:
                yield chunk
                if time.monotonic() > until:
                    seconds = f"{self._limits.whole:.0f}"
                    problem = ModelUnavailable(
                        f"The model took longer than {seconds} seconds. What you wrote is kept. Try again."
                    )
                    break
        except (openai.OpenAIError, ValueError) as error:
            problem = self._explained(error, begun=True)
        if problem is not None:
            raise problem

    def _explained(self, error: Exception, *, begun: bool = False) -> ModelError:
        from coach.adapters.openai.failures import explained

        return explained(error, model=self.model, base_url=self.base_url, api_key=self._api_key, begun=begun)


class _Part(Record):
    """What one chunk brings. Compatible servers leave out any of it."""

    text: str = ""
    refusal: str = ""
    finish: str | None = None
    usage: Usage | None = None

    @classmethod
    def of(cls, chunk: Any) -> "_Part":
        choices = getattr(chunk, "choices", None) or [None]
        delta = getattr(choices[0], "delta", None)
        reported = getattr(chunk, "usage", None)
        return cls(
            text=sound(getattr(delta, "content", None) or ""),
            refusal=sound(getattr(delta, "refusal", None) or ""),
            finish=getattr(choices[0], "finish_reason", None),
            usage=_usage(reported) if reported else None,
        )


def _usage(reported: "CompletionUsage") -> Usage:
    details = getattr(reported, "prompt_tokens_details", None)
    return Usage(
        prompt_tokens=reported.prompt_tokens or 0,
        completion_tokens=reported.completion_tokens or 0,
        cached_tokens=getattr(details, "cached_tokens", None) or 0,
    )
