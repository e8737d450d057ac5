"""How hard a text is to read, and how alike two texts are."""

import re

_FENCED = re.compile(r"^\s{0,3}(```|~~~).*?^\s{0,3}\1\s*$", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"`[^`]*`")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)|\[\^[a-z0-9-]+\]")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
_VOWELS = re.compile(r"[aeiouy]+")


def prose(markdown: str) -> str:
    """The text without code, links' addresses and footnote marks."""
    return _LINK.sub(r"\1", _CODE.sub("code", _FENCED.sub("", markdown)))


def words(text: str) -> list[str]:
    """The words of a text, code and marks left out."""
    return _WORD.findall(prose(text))


def syllables(word: str) -> int:
    """An estimate of a word's syllables: groups of vowels, a silent final e left out. At least 1."""
    folded = word.lower()
    count = len(_VOWELS.findall(folded))
    if folded.endswith("e") and not folded.endswith(("le", "ee")):
        count -= 1
    return max(1, count)


def reading_ease(markdown: str) -> float:
    """Flesch reading ease (Flesch 1948) of the prose: 100 very easy, 30 hard, 0 unreadable. 100 for an empty text."""
    text = prose(markdown)
    found = _WORD.findall(text)
    if not found:
        return 100.0
    sentences = max(1, len(re.findall(r"[.!?:;](?=\s|$)|\n\s*[-*|\d]", text)))
    return 206.835 - 1.015 * len(found) / sentences - 84.6 * sum(map(syllables, found)) / len(found)
