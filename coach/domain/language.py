"""Is a sentence one that the embedded coach can read: English words, in Latin letters?"""

import codecs
import re
import unicodedata

from coach.domain.clauses import words

_ENGLISH = frozenset(
    (
        "a an and are as at be because but by can do does don't every for from has have he her his how i if "
        "in is it it's its let me my no not of on one only or our out over per she so than that the their "
        "them then there they this to too up us use was we were what when where which who why will with would "
        "you your all each any into after before"
    ).split()
)
_OTHERS = frozenset(
    (
        "alle aller als auf das dem den der des die ein eine und ist nicht mit zu jeden en geef je het een "
        "van voor niet de la las le les el los du et est pas une un toutes tous todas todos y que por para "
        "con il gli lo tutte tutti di e è da dei delle o os as na não dê um uma se ve bir bu tüm için i "
        "wszystkie się nie jest и в не на все lorem ipsum dolor sit amet"
    ).split()
)
"""Small words of German, Dutch, French, Spanish, Italian, Portuguese, Turkish, Polish, Russian and printers' Latin."""
_CODED = re.compile(
    r"(?:&#\d+;|\\u[0-9a-f]{4}|%[0-9a-f]{2}){2,}"
    # A run of letters and digits: looked at from its beginning alone, or one of 60,000 takes minutes.
    r"|(?<![A-Za-z0-9+/_-])(?=[A-Za-z+/_-]*\d)[A-Za-z0-9+/_-]{24,}={0,2}",
    re.IGNORECASE,
)


def is_readable(sentence: str) -> bool:
    """Whether a model of English can make anything of the sentence: no other script or language, no code words."""
    letters = [one for one in sentence if one.isalpha()]
    if not letters:
        return True
    latin = sum("LATIN" in unicodedata.name(one, "") for one in letters)
    if latin < 0.5 * len(letters):
        return False
    said = words(sentence)
    coded = sum(len(match[0]) for match in _CODED.finditer(sentence))
    if coded > 0.4 * len(sentence.replace(" ", "")):
        return False
    english = sum(word in _ENGLISH for word in said)
    other = sum(word in _OTHERS for word in said)
    if len(said) >= 4 and other >= 2 and other > english:
        return False
    if len(said) >= 8 and sum(len(word) == 1 for word in said) > 0.6 * len(said):
        return False
    rotated = sum(word in _ENGLISH for word in words(codecs.decode(sentence, "rot13")))
    return not (len(said) >= 4 and rotated >= 2 and english == 0)
