"""Which models a server offers."""

import logging

from coach.adapters.openai.failures import explained

_log = logging.getLogger(__name__)


def offered_models(base_url: str, api_key: str | None, *, seconds: float = 3.0) -> list[str]:
    """Names of the models that the server lists, in its order; none where it can't be asked.

    A server that doesn't answer is not an error here: the first answer to be graded will tell, with words of its own.
    """

    import openai

    client = openai.OpenAI(api_key=api_key or "none", base_url=base_url, timeout=seconds, max_retries=0)
    try:
        return [model.id for model in client.models.list()]
    except (openai.OpenAIError, ValueError) as error:
        told = explained(error, model="", base_url=base_url, api_key=api_key)
        _log.info("models not listed: %s", told)
        return []
    finally:
        client.close()
