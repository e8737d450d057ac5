"""What a turn cost, by the price list that `genai-prices` carries: nothing is fetched."""

import ipaddress
from urllib.parse import urlsplit

from coach.domain.assessment import Usage


def priced(usage: Usage | None, model: str, base_url: str) -> Usage | None:
    """The usage with its cost in US dollars, or with None where nobody lists a price, as for one's own server."""
    if usage is None or is_ours(base_url):
        return usage
    from genai_prices import Usage as Tokens
    from genai_prices import calc_price

    tokens = Tokens(
        input_tokens=usage.prompt_tokens,
        output_tokens=usage.completion_tokens,
        cache_read_tokens=min(usage.cached_tokens, usage.prompt_tokens),
    )
    try:
        price = calc_price(tokens, model, provider_api_url=base_url)
    except (LookupError, ValueError):
        return usage
    return usage.model_copy(update={"cost_usd": float(price.total_price)})


def is_ours(base_url: str) -> bool:
    """Whether the address is this machine's or a private network's; spares the price list's import."""
    host = urlsplit(base_url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith((".local", ".internal", ".localhost"))
