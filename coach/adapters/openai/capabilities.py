"""What a server and its model can do, found out by asking and remembered."""

import logging
from collections.abc import MutableMapping
from typing import Any, Literal

from pydantic import ValidationError

from coach.adapters.openai.place import place_of
from coach.domain.base import Record

_log = logging.getLogger(__name__)
Format = Literal["json_schema", "json_object", "text"]
_LESSER: dict[str, Literal["json_object", "text"]] = {"json_schema": "json_object", "json_object": "text"}
_OF_FORMAT = ("response_format", "json_schema", "json_object", "structured", "grammar")


class Capabilities(Record):
    """How to speak to one model on one server; the most is hoped for until the server says no."""

    format: Format = "json_schema"
    limit: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    temperature: bool = True
    usage: bool = True

    def parameters(self, schema: dict[str, Any] | None, *, limit: int, temperature: float) -> dict[str, Any]:
        """The request's parameters: with a schema where JSON is wanted and the server can be told so."""
        parameters: dict[str, Any] = {self.limit: limit}
        if self.temperature:
            parameters["temperature"] = temperature
        if self.usage:
            parameters["stream_options"] = {"include_usage": True}
        if schema is not None and self.format == "json_schema":
            described = {"name": "reply", "schema": schema, "strict": True}
            parameters["response_format"] = {"type": "json_schema", "json_schema": described}
        elif schema is not None and self.format == "json_object":
            parameters["response_format"] = {"type": "json_object"}
        return parameters

    def without(self, complaint: str, *, wants_json: bool) -> "Capabilities | None":
        """What to try after the server refused the request with this complaint; None if nothing is left to drop.

        A complaint that names none of our parameters is taken to be about the format, the one most often refused.
        """
        said = complaint.lower()
        if "max_completion_tokens" in said and self.limit == "max_tokens":
            return self.model_copy(update={"limit": "max_completion_tokens"})
        if "temperature" in said and self.temperature:
            return self.model_copy(update={"temperature": False})
        if ("stream_options" in said or "include_usage" in said) and self.usage:
            return self.model_copy(update={"usage": False})
        about_other = "max_tokens" in said and not any(word in said for word in _OF_FORMAT)
        return None if about_other else self.with_lesser_format(wants_json=wants_json)

    def with_lesser_format(self, *, wants_json: bool) -> "Capabilities | None":
        """The same with the next format down; None if there is none, or if no JSON was wanted."""
        if not wants_json or self.format not in _LESSER:
            return None
        return self.model_copy(update={"format": _LESSER[self.format]})


class CapabilityMemory:
    """What is known of each model on each server. The mapping may be one that outlives the process."""

    _shared: MutableMapping[str, str] = {}  # noqa: RUF012 -- one for the process is what is meant

    def __init__(
        self,
        base_url: str,
        model: str,
        kept: MutableMapping[str, str] | None = None,
        *,
        first: Format = "json_schema",
    ) -> None:
        """`first` is the format to begin with, where nothing is known yet."""
        self._first = Capabilities(format=first)
        self._kept = self._shared if kept is None else kept
        self._base_url, self._model = base_url, model
        self._key = f"{base_url} {model}"

    @property
    def is_known(self) -> bool:
        """Whether a request has ever gone through."""
        return self._key in self._kept

    def recall(self) -> Capabilities:
        """What is known; the format to begin with where nothing is, or where the note can't be read."""
        note = self._kept.get(self._key)
        if note is None:
            return self._first
        try:
            return Capabilities.model_validate_json(note)
        except ValidationError:
            return self._first

    def remember(self, capabilities: Capabilities) -> None:
        """Keep what went through."""
        note = capabilities.model_dump_json()
        if self._kept.get(self._key) != note:
            self._kept[self._key] = note
            _log.info("%s at %s: %s", self._model, place_of(self._base_url), note)
