"""Where a server is, as it may be shown."""

from urllib.parse import urlsplit


def place_of(base_url: str) -> str:
    """Host and port of the address, fit to be shown: no user, password, path or query."""
    parts = urlsplit(base_url)
    try:
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        port = ""
    return f"{parts.hostname or 'the base URL'}{port}"
