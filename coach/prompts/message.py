"""What is said to a model, and how somebody else's words are put into it."""

import hashlib
import re
from typing import Any, Literal

from pydantic import BaseModel

from coach.domain.base import Record

MANNER = """\
Your manner: a senior engineer who wants this person to get the job. Warm, brief, exact. Praise names the thing that
was good. Correction says what is true and why it matters in production. No exclamation marks, no "great answer", no
scolding, no filler. Speak to the learner as "you". Claim nothing that the evidence doesn't show; if unsure, say so."""

_LOOK_ALIKE = re.compile(
    r"<(?=\s*+/?+\s*+words\b)|<(?=\|)|(?<=\|)>|<(?=/?s>|<?/?SYS>|(?:start|end)_of_turn>)|\[(?=/?INST\])"
)
_STRANGER = {"<": "‹", ">": "›", "[": "⟦"}


class Message(Record):
    """One message of a chat."""

    role: Literal["system", "user", "assistant"]
    content: str


def fenced(words: str) -> str:
    """The words between two marks that nothing inside can close.

    The marks carry a nonce derived from the words themselves, so the same words make the same prompt (which providers
    cache) and no words can know the nonce of the whole. What looks like our marks or like a chat template's own tokens
    is written with a look-alike character.
    """
    nonce = hashlib.sha256(words.encode(errors="replace")).hexdigest()[:12]
    harmless = _LOOK_ALIKE.sub(lambda match: _STRANGER[match[0]], words)
    return f"<words {nonce}>\n{harmless}\n</words {nonce}>"


def strict_schema(model: type[BaseModel]) -> dict[str, Any]:
    """The model's JSON schema as strict structured output wants it: every field required, no others, no defaults."""
    schema: dict[str, Any] = model.model_json_schema(mode="serialization")
    _make_strict(schema)
    return schema


def _make_strict(node: Any) -> None:
    if isinstance(node, list):
        for child in node:
            _make_strict(child)
    if not isinstance(node, dict):
        return
    if isinstance(properties := node.get("properties"), dict):
        node["required"] = list(properties)
        node["additionalProperties"] = False
        for child in properties.values():
            child.pop("default", None)
            child.pop("title", None)
    node.pop("title", None) if isinstance(node.get("title"), str) else None
    for child in list(node.values()):
        _make_strict(child)
