"""Writing down what was said, by any server that has OpenAI's audio endpoint."""

import threading
from functools import cached_property
from typing import TYPE_CHECKING, Any

from coach.adapters.openai.client import OPENAI
from coach.domain.speech import SpokenWord, Transcript
from coach.errors import ModelError, ModelMisconfigured, ModelUnavailable

if TYPE_CHECKING:
    from openai import OpenAI

WHISPER = "whisper-1"
"""OpenAI's model that tells when each word was said."""
_KEPT = "Your recording is still here."
_INSTEAD = {"What you wrote is kept.": _KEPT, ", or grade offline": ", or type your answer", "grade offline": "type"}


class OpenAITranscriber:
    """One model on one server. Thread-safe; `openai` is imported at the first request."""

    def __init__(
        self,
        model: str = WHISPER,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        seconds: float = 60.0,
        retries: int = 1,
    ) -> None:
        """`seconds` is how long the server may be silent: it answers when all is written down."""
        self.name = f"openai:{model}"
        self.base_url = (base_url or OPENAI).rstrip("/")
        self._model = model
        self._api_key = api_key
        self._seconds = seconds
        self._retries = retries
        self._times = True
        self._making = threading.Lock()

    @cached_property
    def _client(self) -> "OpenAI":
        from openai import Omit, OpenAI, Timeout

        if not self._api_key and self.base_url == OPENAI:
            raise ModelMisconfigured(f"There is no API key for OpenAI. {_KEPT} Set one, or type your answer.")
        # What the environment says of the account at OpenAI is nothing that another server should be told.
        untold: Any = {} if self.base_url == OPENAI else {"OpenAI-Organization": Omit(), "OpenAI-Project": Omit()}
        return OpenAI(
            base_url=self.base_url,
            api_key=self._api_key or "none",  # a local server wants no key, the package wants a text
            timeout=Timeout(self._seconds, connect=3.0),
            max_retries=self._retries,
            default_headers=untold,
        )

    def transcribe(self, audio: bytes, *, hint: str = "") -> Transcript:
        """The words of a WAV recording, with their times if the model tells them. Raises ModelError."""
        import openai

        from coach.adapters.openai.failures import explained, is_about_parameters

        with self._making:
            client = self._client
        problem: ModelError | None = None
        while problem is None:
            try:
                return self._read(self._asked(client, audio, hint))
            except openai.APIStatusError as error:
                if self._times and is_about_parameters(error):
                    self._times = False  # newer models tell no times, and refuse to be asked for them
                    continue
                problem = explained(error, model=self._model, base_url=self.base_url, api_key=self._api_key)
            except (openai.OpenAIError, ValueError, TypeError, AttributeError) as error:
                problem = explained(error, model=self._model, base_url=self.base_url, api_key=self._api_key)
        raise _of_a_recording(problem)

    def _asked(self, client: "OpenAI", audio: bytes, hint: str) -> Any:
        asked: dict[str, Any] = {"model": self._model, "file": ("answer.wav", audio, "audio/wav"), "temperature": 0}
        if hint:
            asked["prompt"] = hint
        if self._times:
            asked |= {"response_format": "verbose_json", "timestamp_granularities": ["word"]}
        else:
            asked["response_format"] = "json"
        return client.audio.transcriptions.create(**asked)

    def _read(self, reply: Any) -> Transcript:
        text = getattr(reply, "text", None)
        if not isinstance(text, str):
            raise ModelUnavailable(f"What came back is no transcript. {_KEPT} Try again, or type your answer.")
        seconds = getattr(reply, "duration", None)
        return Transcript(
            text=text.strip(),
            seconds=max(0.0, float(seconds)) if isinstance(seconds, int | float | str) and seconds != "" else None,
            words=tuple(_words(getattr(reply, "words", None))),
            by=self.name,
        )


def _words(reported: Any) -> list[SpokenWord]:
    """The words with their times; none if any of them makes no sense, for half the times would tell wrong pauses."""
    try:
        return [
            SpokenWord(text=str(one.word), start=max(0.0, one.start), end=max(0.0, one.end)) for one in reported or ()
        ]
    except (AttributeError, TypeError, ValueError):
        return []


def _of_a_recording(problem: ModelError) -> ModelError:
    """The same trouble, told to somebody who spoke."""
    said = str(problem)
    for ours, theirs in _INSTEAD.items():
        said = said.replace(ours, theirs)
    return type(problem)(said)
