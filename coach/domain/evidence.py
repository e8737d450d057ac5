"""Is a quote really in the answer, and where?"""

import re
from collections.abc import Sequence

_WORD = re.compile(r"\w+")
_LIKE = str.maketrans({"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "−": "-"})
_WRAPPING = " \t\r\n\"'“”‘’«»`…."
_INVISIBLE = "\u200b\u200c\u200d\ufeff\u00ad"
_EMPTY = frozenset(
    (
        "a an and are as at be but by can do does for from had has have he her his i if in is it its me my no not of "
        "on or our she so that the their them then there they this to too us was we were what when which who will "
        "with would you your"
    ).split()
)


def _folded(text: str) -> tuple[str, list[int]]:
    """The text with case and white space folded, and for each of its characters the index that it came from."""
    characters: list[str] = []
    origins: list[int] = []
    for index, character in enumerate(text.translate(_LIKE)):
        if character in _INVISIBLE:
            continue
        if character.isspace():
            if characters and characters[-1] != " ":
                characters.append(" ")
                origins.append(index)
            continue
        for folded in character.casefold():
            characters.append(folded)
            origins.append(index)
    return "".join(characters), origins


def says_something(quote: str) -> bool:
    """Whether a quote has a word that carries meaning; "the" and ":" prove nothing."""
    return any(len(word) > 1 and word.casefold() not in _EMPTY for word in _WORD.findall(quote))


def find_quote(answer: str, quote: str, void: Sequence[tuple[int, int]] = ()) -> tuple[int, int] | None:
    """Where the quote stands in the answer, as start and end; None if it isn't there or says nothing.

    Places that overlap one of the stretches in `void` don't count.

    White space, case and the shape of quotation marks and dashes don't count; nothing else is forgiven. The quote must
    begin and end at word boundaries.
    """
    needle = _folded(quote.strip(_WRAPPING))[0].strip()
    if not (says_something(quote) and says_something(needle)):
        return None
    haystack, origins = _folded(answer)
    start = -1
    while (start := haystack.find(needle, start + 1)) != -1:
        end = start + len(needle)
        inside_before = start > 0 and haystack[start - 1].isalnum() and needle[0].isalnum()
        inside_after = end < len(haystack) and haystack[end].isalnum() and needle[-1].isalnum()
        if inside_before or inside_after:
            continue
        found = origins[start], origins[end - 1] + 1
        if not any(found[0] < high and low < found[1] for low, high in void):
            return found
    return None
