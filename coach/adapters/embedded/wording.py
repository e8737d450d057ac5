"""What plain words tell: what a text is about, what it denies, how sweepingly it speaks."""

from collections.abc import Sequence

from coach.domain.clauses import words

EMPTY = frozenset(
    (
        "a an and are as at be but by can do does for from had has have he her his i if in is it its it's i'd i've me "
        "my of on or our she so that that's the their them then there they this to too us was we were what when which "
        "who will with would you your"
    ).split()
)
DENIALS = frozenset("no not never none nothing nobody neither nor cannot without hardly nowhere instead only".split())
SWEEPING = frozenset("always never every all any exactly simply just nothing only anything whatever safe fine".split())
_SUFFIXES = ("ations", "ation", "ings", "ing", "ies", "edly", "ed", "es", "ly", "s", "er", "ers")


def stem(word: str) -> str:
    """The word without a common English ending: crude, and the same for both texts that are compared."""
    word = word.removesuffix("'s")
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            word = word.removesuffix(suffix)
            break
    return word[:-1] if word.endswith("e") and len(word) > 4 else word


def content(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning."""
    return frozenset(stem(word) for word in words(text) if word not in EMPTY)


def denials(text: str) -> int:
    """How many words deny something."""
    return sum(word in DENIALS or word.endswith("n't") for word in words(text))


def sweeping(said: Sequence[str]) -> float:
    """The share of the words that leave no exception."""
    return sum(word in SWEEPING for word in said) / max(1, len(said))
