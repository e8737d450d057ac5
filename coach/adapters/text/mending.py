"""Bytes or words from anywhere as clean text."""

from collections.abc import Iterator

from coach.errors import UnusableFile

LONGEST = 200_000
"""Bytes of a list: the one that the coach was made for has two thousand."""

_NOT_TEXT = (
    "That isn't text that can be read here. Save it as plain text or Markdown (UTF-8), or paste the list itself."
)


def mended(given: bytes | str) -> str:
    """The text, its encoding found out and mended (“youâ€™ve” becomes “you've”), with plain line ends.

    Raises UnusableFile if it is no text, or too long to be a list.
    """
    import ftfy

    if len(given) > LONGEST:
        raise UnusableFile(
            f"That is {len(given) / 1_000_000:.1f} MB, and a list of topics takes a few pages: "
            f"{LONGEST // 1_000} kB at most. Paste the list alone."
        )
    text = given if isinstance(given, str) else _decoded(given)
    if not _is_text(text):
        raise UnusableFile(_NOT_TEXT)
    return ftfy.fix_text(text).lstrip("\N{ZERO WIDTH NO-BREAK SPACE}")


def _decoded(given: bytes) -> str:
    for encoding in _encodings(given):
        try:
            return given.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnusableFile(_NOT_TEXT)


def _encodings(given: bytes) -> Iterator[str]:
    if given.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield "utf-16"
    yield "utf-8-sig"
    yield "cp1252"


def _is_text(text: str) -> bool:
    """Whether hardly anything in it is a control character; a NUL is in no text."""
    strange = sum(character < " " and character not in "\t\n\r\f\v" for character in text)
    return "\0" not in text and strange * 50 <= len(text)
