"""What does the learner want by these words? Decided without a model, and careful to take an answer for an answer."""

import re
from enum import StrEnum

from coach.domain.base import Record


class Wish(StrEnum):
    """What the words ask for."""

    ANSWER = "answer"
    DONT_KNOW = "dont-know"
    HINT = "hint"
    SKIP = "skip"
    MODEL_ANSWER = "model-answer"
    EXPLAIN = "explain"
    ASK = "ask"
    END = "end"
    HELP = "help"


class Intent(Record):
    """A wish, with the words that go with it."""

    wish: Wish
    text: str = ""


COMMANDS = {
    "/hint": Wish.HINT,
    "/skip": Wish.SKIP,
    "/answer": Wish.MODEL_ANSWER,
    "/explain": Wish.EXPLAIN,
    "/ask": Wish.ASK,
    "/end": Wish.END,
    "/help": Wish.HELP,
}
"""The slash-commands, in the order that /help tells them."""

_DONT_KNOW = re.compile(
    r"^(sorry,? |hmm+,? |um+,? |honestly,? |well,? )*"
    r"(i (really |honestly )?(do not|don'?t) know( this| that| it| the answer)?( one)?|"
    r"no idea|not sure( at all)?|"
    r"dunno|idk|i have no (idea|clue)|no clue|i('m| am) not sure( about this( one)?)?|"
    r"i can'?t (remember|answer( this| that)?)|"
    r"i('ve| have) never (heard of|used|done) (this|that|it)|pass)"
    r"( sorry| at all| really)?$"
)
_HINT = re.compile(
    r"^(please |ok(ay)? |can (i|you) |could (i|you) |may i |i('d| would) (like|need) |"
    r"i need |"
    r"give me |have |get |any )*(give me |have |get )?"
    r"(a |another |one more |some )?(small |little )?(hint|clue)s?( please)?$"
)
_SKIP = re.compile(
    r"^(please )?(skip|next)( this| that| it)?( one| question)?( please)?$|^(let'?s )?move on( please)?$"
)
_END = re.compile(
    r"^(let'?s )?(end|stop|finish|quit)( here| now| it| this)?( the)?( practice| interview| session)?( please)?$"
)
_MODEL_ANSWER = re.compile(
    r"^(please )?(just )?(show|tell|give)( me)? the (model |right |correct |full )?answer( please)?$"
    r"|^what('?s| is) the (model |right |correct )?answer$"
)
_ASKS = re.compile(
    r"^(but |and |so |ok(ay)?,? |wait,? |sorry,? |hmm,? |hang on,? |quick question:? )*"
    r"(why|what|how|when|where|which|who|does|do|is|are|can|could|should|would|will|did|isn'?t|aren'?t|doesn'?t)\b",
)
_EXPLAINS = re.compile(r"\b(explain|clarify|elaborate on|tell me (more )?about|remind me)\b")


def read_intent(text: str) -> Intent:
    """The intent of what was typed, where an answer is expected.

    A question back ends in a question mark, opens like a question and is short; everything that might be an answer is
    one. An unknown slash-command is an answer too: nothing that was typed is lost.
    """
    words = text.strip()
    command, _, rest = words.partition(" ")
    if (wish := COMMANDS.get(command.lower())) is not None:
        return Intent(wish=wish, text=rest.strip())
    plain = re.sub(r"\s+", " ", words.lower().replace("’", "'")).strip(" .!?…,")
    short = re.sub(r"[,;\s]+", " ", plain)
    if len(short) <= 80:
        for wish, pattern in (
            (Wish.DONT_KNOW, _DONT_KNOW),
            (Wish.HINT, _HINT),
            (Wish.SKIP, _SKIP),
            (Wish.END, _END),
            (Wish.MODEL_ANSWER, _MODEL_ANSWER),
        ):
            if pattern.match(short):
                return Intent(wish=wish, text=words)
    if _is_question(words, plain):
        return Intent(wish=Wish.ASK, text=words)
    return Intent(wish=Wish.ANSWER, text=text)


def _is_question(words: str, plain: str) -> bool:
    if len(plain.split()) > 30 or not plain:
        return False
    one_sentence = len(re.findall(r"[.!?](?=\s|$)", words.rstrip())) <= 1
    if words.endswith("?"):
        return one_sentence and bool(_ASKS.match(plain) or _EXPLAINS.search(plain))
    return len(plain.split()) <= 14 and bool(re.match(r"^(please |can you |could you )?(explain|clarify)\b", plain))
