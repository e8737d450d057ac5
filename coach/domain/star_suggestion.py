"""A tightened version may use only what the learner said: its numbers and names are looked up in the answer."""

import re

_BLANK = re.compile(r"\[(?=[^\[\]]*(?:…|\.\.\.))[^\[\]]*+\]")
"""A blank for the learner to fill, such as […] or [how many …]."""
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_START = re.compile(r"(?:^|[.!?…:\n]\s*[\"'“‘(]*|^\s*[-*•]\s*)$")
_BEFORE = 40
"""Characters before a word that tell whether it begins a sentence."""
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_VALUES = {
    **{word: str(at) for at, word in enumerate(_UNITS)},
    **{word: str(at) for at, word in zip(range(20, 100, 10), _TENS, strict=True)},
    "hundred": "100",
    "thousand": "1000",
    "million": "1000000",
    "half": "half",
    "third": "third",
    "twice": "twice",
    "double": "twice",
    "doubled": "twice",
    "halved": "half",
    "quarter": "quarter",
    "dozen": "12",
    "percent": "%",
}
_OPENERS = frozenset(
    (
        "a after afterwards all although and as at because before both but by during each eventually finally first for "
        "from he her his how however i in instead it its later my next nobody now on once one our over she since so "
        "soon still that the their then there these they this those to today together two under until we what when "
        "where which while who with within without"
    ).split()
)
"""Words that may begin a sentence with a capital and name nothing."""
_HARMLESS = frozenset(["one"])
"""“One” counts seldom and is an article as often."""


def invented(suggestion: str, answer: str) -> tuple[str, ...]:
    """Numbers and names in the suggestion that the answer doesn't have; blanks to fill are none of them."""
    said = _BLANK.sub(" ", suggestion)
    numbers = {value for _, value in _numbers(answer)}
    made_up = [shown for shown, value in _numbers(said) if value not in numbers]
    known = {word.casefold() for word in _WORD.findall(answer)}
    for match in _WORD.finditer(said):
        word = re.sub(r"['’].*$", "", match[0])
        if word and any(map(str.isupper, word)) and not _is_known(word, known):
            before = said[max(0, match.start() - _BEFORE) : match.start()]
            begins = _START.search(before) is not None
            if not (begins and _names_nothing(word, known)):
                made_up.append(match[0])
    return tuple(dict.fromkeys(made_up))


def _is_known(word: str, known: set[str]) -> bool:
    return word.casefold() in known or word == "I"


def _names_nothing(word: str, known: set[str]) -> bool:
    """Whether a word that begins a sentence is an ordinary one; a form of a word that was said will do."""
    plain = word.casefold()
    same = any(len(one) >= 4 and one[:4] == plain[:4] for one in known)
    return (word[1:].islower() and (plain in _OPENERS or same)) or len(word) == 1


def _numbers(text: str) -> list[tuple[str, str]]:
    """Each number as it is written, with its value."""
    found = [(match[0], _folded(match[0])) for match in _NUMBER.finditer(text)]
    for match in _WORD.finditer(text):
        pieces = [piece for piece in match[0].casefold().split("-") if piece not in _HARMLESS]
        found += [(match[0], _VALUES[piece]) for piece in pieces if piece in _VALUES]
    if "%" in text:
        found.append(("%", "%"))
    return found


def _folded(number: str) -> str:
    """The same for 1,000 and 1000."""
    return re.sub(r"[,.](?=\d{3}(?!\d))", "", number).rstrip(".,:")
