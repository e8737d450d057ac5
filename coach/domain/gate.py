"""What no grader needs to see: answers that are none, told apart before any model is called."""

import re
from collections import Counter

from coach.domain.assessment import NotGraded
from coach.domain.clauses import sentences
from coach.domain.instructions import orders
from coach.domain.question import Question

MAX_CHARACTERS = 20_000
"""Longer answers are kept whole; a coach is given this much of them."""

ENOUGH = 12
"""So many words beside those that speak to the grader, and there may be an answer in it."""

LONGEST_TERM = 2.4
"""Mean words between commas and full stops up to which a text is a list: among the graded answers, terse ones that say
something have 2.9 and more, lists of keywords 2.0 and fewer."""

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def gate(question: Question, answer: str) -> NotGraded | None:
    """Why the answer can't be graded, or None if a coach should see it."""
    words = [word.casefold() for word in _WORD.findall(answer)]
    if not words:
        return _no("empty", "There were no words in that answer, so there is nothing to grade.")
    if _is_gibberish(answer, words):
        return _no("gibberish", "I couldn't read words in that answer. It is kept, and not graded.")
    if _is_echo(question, words):
        return _no("echo", "That repeats the question. Say what you would answer, in your own words.")
    if _is_orders(answer):
        return _no("instructions", "That gives me instructions instead of an answer, so I haven't graded it.")
    if len(words) < 4:
        return _no("too-short", "That is too short to judge. Say a sentence or two: what it is, and why.")
    if _is_keyword_list(answer, words):
        return _no("keywords", "Those are terms without a claim about them. Say what they do here, and why it matters.")
    return None


def _no(reason: str, message: str) -> NotGraded:
    return NotGraded.model_validate({"reason": reason, "message": message, "retry": False})


def _is_gibberish(answer: str, words: list[str]) -> bool:
    if max(map(len, words)) > 60 and len(words) < 5:
        return True
    if len(words) >= 4 and Counter(words).most_common(1)[0][1] / len(words) > 0.6:
        return True
    latin = [word for word in words if word.isascii() and word.isalpha() and len(word) >= 4]
    odd = sum(1 for word in latin if not re.search(r"[aeiouy]", word) or re.search(r"[^aeiouy]{6,}", word))
    typed = re.search(r"(asdf|qwer|zxcv|hjkl|lorem ipsum)", answer.casefold()) is not None
    return bool(latin) and (odd / len(latin) > 0.5 or (typed and len(words) < 12))


def _is_echo(question: Question, words: list[str]) -> bool:
    prompt = [word.casefold() for word in _WORD.findall(question.prompt)]
    if len(words) > len(prompt) * 1.4 + 4:
        return False
    known = set(prompt)
    new = [word for word in words if word not in known]
    return len(words) >= 4 and len(new) / len(words) < 0.15


def _is_orders(answer: str) -> bool:
    told = set(orders(answer))
    if not told:
        return False
    rest = [span.of(answer) for span in sentences(answer) if span not in told]
    return len(_WORD.findall(" ".join(rest))) < ENOUGH


def _is_keyword_list(answer: str, words: list[str]) -> bool:
    parts = [part for part in re.split(r"[,;\n/|•·]+|\s[-–]\s|\.\s", answer) if _WORD.search(part)]
    if len(parts) < 4:
        return False
    mean = len(words) / len(parts)
    verbs = sum(1 for word in words if word in _VERBS)
    return mean <= LONGEST_TERM and verbs / len(words) < 0.08  # "PUT" and "test" are terms as well as verbs


_VERBS = frozenset(
    (
        "is are was were be been being has have had do does did will would can could should may might must i we you "
        "they it use uses used using make makes let lets need needs because so if when then means keeps gives takes "
        "goes runs want wants get gets put puts says happens fails waits sends reads writes stores returns follows "
        "before after than"
    ).split()
)
"""Words that relate one thing to another: a list of terms has hardly any."""
