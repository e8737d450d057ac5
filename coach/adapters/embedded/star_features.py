"""What is measured of each sentence of a behavioural answer, before anything is decided about it."""

import math
import re
from collections.abc import Sequence

from coach.domain import star_cues as cues
from coach.domain.clauses import words
from coach.domain.instructions import orders

Features = dict[str, float]

_PATTERNS = {
    "would": cues.WOULD,
    "habit": cues.HABIT,
    "learned": cues.LEARNED,
    "task": cues.TASK,
    "result": cues.RESULT,
    "setting": cues.SETTING,
    "order": cues.ORDER,
    "filler": cues.FILLER,
    "blame": cues.BLAME,
    "measure": cues.MEASURE,
    "sharp": cues.SHARP_MEASURE,
    "year": cues.YEAR,
    "change": cues.CHANGE,
    "i": cues.I_SUBJECT,
    "we": cues.WE_SUBJECT,
    "my": cues.I,
    "our": cues.WE,
    "past": cues.PAST,
    "present": cues.PRESENT,
}
# Five openers at most: "for for for ..." can be split into them in more ways than anybody can wait for.
_FIRST_PERSON_ACT = re.compile(
    r"^(?:\W*+(?:so|and|then|but|also|first|after \w++(?: \w++)?|finally|for \w++(?: \w++){0,4}|before the \w++),? )"
    r"{0,5}"
    r"(?:I|we)(?:'ve|'d)? (?:\w+ly |then |also |first |just )*"
    r"(?!was\b|were\b|am\b|are\b|had\b|think\b|guess\b|would\b|'d\b)\w+",
    re.IGNORECASE,
)
_NEIGHBOURS = ("task", "result", "setting", "learned", "i", "we", "would", "habit", "act", "sharp", "change")


def sentence_features(sentences: Sequence[str]) -> list[Features]:
    """The features of each sentence, with some of its neighbours'."""
    own = [_own(text) for text in sentences]
    total = len(sentences)
    last = max(total - 1, 1)
    for at, features in enumerate(own):
        place = at / last
        features["place"] = place
        features["place2"] = place * place
        features["first"] = float(at == 0)
        features["second"] = float(at == 1)
        features["last"] = float(at == total - 1 and total > 1)
        features["last-but-one"] = float(at == total - 2)
        features["few"] = float(total <= 4)
        features["first-and-result"] = features["first"] * features["result"]
        features["first-and-change"] = features["first"] * features["change"]
    for at, features in enumerate(own):
        for name in _NEIGHBOURS:
            if at:
                features[f"before:{name}"] = own[at - 1][name]
            if at + 1 < total:
                features[f"after:{name}"] = own[at + 1][name]
    return own


def _own(text: str) -> Features:
    features = {name: float(bool(pattern.search(text))) for name, pattern in _PATTERNS.items()}
    said = words(text)
    features["act"] = float(bool(_FIRST_PERSON_ACT.match(text)))
    features["act-past"] = features["act"] * features["past"]
    features["length"] = math.log1p(len(said)) / 3
    features["short"] = float(len(said) <= 3)
    features["orders"] = float(bool(orders(text)))
    features["question"] = float(text.rstrip().endswith("?"))
    features["i-count"] = min(cues.count(cues.I_SUBJECT, text), 3) / 3
    if (named := cues.SAID_PART.match(text)) is not None:
        features[f"named:{_initial(named[1])}"] = 3.0
    for first, second in zip(["^", *said], said, strict=False):
        features[f"w:{second}"] = 0.5
        features[f"b:{first}_{second}"] = 0.5
    return features


def _initial(name: str) -> str:
    """The initial of the part that a sentence names itself."""
    return "t" if name.casefold() == "my role" else name[0].casefold()
