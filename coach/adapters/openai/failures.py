"""The errors of the `openai` package in the coach's words: what happened, what is safe, what to do next."""

import re

import openai

from coach.adapters.openai.place import place_of
from coach.errors import ModelError, ModelMisconfigured, ModelRefused, ModelUnavailable

SAFE = "What you wrote is kept."
_SECRET = re.compile(r"(?i)\b(sk|pk|rk|gsk|xai|key)[-_][\w-]{6,}\S*|bearer\s+\S+")
_TOO_LONG = re.compile(
    r"(?i)context[ _](length|size|window)|too many tokens|prompt is too long|exceeds? the (available|max)"
)
_NO_SUCH_MODEL = re.compile(
    r"(?i)model\b.{0,80}\b(not (found|exist)|does not exist|unknown|not available|no such)|model_not_found"
)
_NO_CREDIT = re.compile(
    r"(?i)insufficient_quota|exceeded your current quota|billing|payment required|insufficient credit"
)


def without_secrets(text: str, *secrets: str | None) -> str:
    """The text on one line, at most 200 characters, with keys struck out: the given ones and all that look like one."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, "•••")
    text = " ".join(_SECRET.sub("•••", text).split())
    return text if len(text) <= 200 else text[:199] + "…"


def complaint_of(error: openai.APIStatusError) -> str:
    """What the server says is wrong, with the parameter that it names."""
    return " ".join(str(part) for part in (error.param, error.code, error.message) if part)


def is_about_parameters(error: openai.APIStatusError) -> bool:
    """Whether asking in another way may help."""
    if error.status_code not in {400, 422}:
        return False
    said = complaint_of(error)
    return not (_TOO_LONG.search(said) or _NO_SUCH_MODEL.search(said) or "content_filter" in said)


def retry_after(error: openai.APIStatusError) -> float | None:
    """How many seconds the server asks to wait, or None if it doesn't say so in seconds."""
    headers = error.response.headers
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            return max(0.0, float(headers[name]) * unit)
        except (KeyError, ValueError):
            continue
    return None


def explained(error: Exception, *, model: str, base_url: str, api_key: str | None, begun: bool = False) -> ModelError:
    """The coach's error for one of the package's. It carries no key, and no trace of the original.

    `begun`: the reply had begun when it happened.
    """
    place = place_of(base_url)
    if isinstance(error, openai.APITimeoutError):
        return ModelUnavailable(f"The model at {place} didn't answer in time. {SAFE} Try again, or grade offline.")
    if isinstance(error, openai.APIConnectionError):
        if begun:
            return ModelUnavailable(f"The model at {place} broke off in mid-reply. {SAFE} Try again.")
        return ModelUnavailable(
            f"I couldn't reach the model at {place}. {SAFE} Check the connection and the base URL, then try again."
        )
    if isinstance(error, openai.APIStatusError):
        return _of_status(error, model, place, api_key)
    if isinstance(error, openai.APIError):
        said = without_secrets(error.message, api_key)
        return ModelUnavailable(f"The model at {place} broke off: {said} {SAFE} Try again.")
    return ModelUnavailable(
        f"What {place} sent isn't a model's reply. {SAFE} Try again; if it stays, check the base URL."
    )


def _of_status(error: openai.APIStatusError, model: str, place: str, api_key: str | None) -> ModelError:
    status, said = error.status_code, complaint_of(error)
    wait = retry_after(error)
    when = "in a minute" if wait is None else "in a second" if wait < 1.5 else f"in {round(wait)} seconds"
    cases: list[tuple[bool, type[ModelError], str, str]] = [
        (
            status in {401, 403},
            ModelMisconfigured,
            f"{place} refused the API key ({status}).",
            f"Check the key, and that it may use the model “{model}”.",
        ),
        (
            status == 402 or bool(_NO_CREDIT.search(said)),
            ModelMisconfigured,
            f"The account at {place} has no credit left.",
            "Top it up, or go on with the embedded coach.",
        ),
        (
            status == 404 or bool(_NO_SUCH_MODEL.search(said)),
            ModelMisconfigured,
            f"{place} knows no model “{model}”, or the base URL is wrong.",
            "Check both.",
        ),
        (status == 429, ModelUnavailable, f"{place} is limiting requests.", f"Try again {when}."),
        (
            "content_filter" in said,
            ModelRefused,
            f"A content filter at {place} stopped this.",
            "Reword it, or go on to the next question.",
        ),
        (
            bool(_TOO_LONG.search(said)),
            ModelMisconfigured,
            f"The prompt is longer than “{model}” can read.",
            "Set the context limit to what the model has.",
        ),
        (
            status >= 500 or status in {408, 409},
            ModelUnavailable,
            f"The model at {place} is in trouble ({status}).",
            "Try again in a moment.",
        ),
    ]
    for applies, kind, happened, what_next in cases:
        if applies:
            return kind(f"{happened} {SAFE} {what_next}")
    told = without_secrets(error.message, api_key)
    return ModelMisconfigured(f"{place} refused the request ({status}): {told} {SAFE} Check the model's settings.")
