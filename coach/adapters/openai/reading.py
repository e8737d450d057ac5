"""What a model wrote, read with care: text that can be stored, and the JSON objects in it."""

import json
import re
from collections.abc import Iterator
from typing import Any

_THINKING = re.compile(r"^\s*<(think|thinking|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL)
_HALF_OPENED = re.compile(r"^\s*<[a-z]*\Z")
_THOUGHT = re.compile(r"</(?:think|thinking|reasoning)>")
_DECODER = json.JSONDecoder(strict=False)
_HALF = re.compile("[\ud800-\udfff]")
"""Half of a surrogate pair: JSON lets it stand alone, and no file or database can hold it."""


def sound(text: str) -> str:
    """The text with the replacement character for what is no character."""
    return _HALF.sub("\ufffd", text)


def without_thinking(text: str) -> str:
    """The text without the reasoning that some models put before it, even if the reasoning still goes on."""
    text = _HALF_OPENED.sub("", _THINKING.sub("", text))
    if not text.lstrip().startswith("{") and (ends := list(_THOUGHT.finditer(text))):
        text = text[ends[-1].end() :]
    return text


def objects(text: str) -> Iterator[dict[str, Any]]:
    """The outermost JSON objects in the text, every text in them sound; prose around them doesn't matter."""
    at = text.find("{")
    while at != -1:
        try:
            value, end = _DECODER.raw_decode(text, at)
        except ValueError:
            end = at + 1
        except RecursionError:
            return  # nothing that we ask for nests a thousand deep
        else:
            yield _sound_all(value)
        at = text.find("{", end)


def _sound_all(value: Any) -> Any:
    if isinstance(value, str):
        return sound(value)
    if isinstance(value, dict):
        return {sound(key): _sound_all(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_sound_all(one) for one in value]
    return value
